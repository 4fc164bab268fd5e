"""The law of the projection: after any ChangeSets, in any batches, Neo4j holds what a rebuild would put there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.changes import commit
from graph.dataset import DatasetError
from graph.erase import NothingToErase, erase
from graph.neo4j.projection import Neo4jProjection
from graph.projections import catch_up, rebuild
from graph.stores.oxigraph import MemoryDataset
from graph.undo import undo
from ontology.graphs import CHANGES, EVIDENCE, FACTS, ONTOLOGY, REVIEW
from ontology.model import Activity, Agent, AgentKind, Fact, MediaKind, Observation, Quad, Segment, Status
from ontology.model.describe import (
    RDFS_LABEL,
    activity_quads,
    agent_quads,
    asset_quads,
    entity_quads,
    fact_quads,
    mg,
    observation_quads,
    segment_quads,
)
from ontology.model.fact import Entity
from ontology.model.rdf import RDF_TYPE, decimal, iri, lang_string, string
from ontology.namespaces import DEFAULT_BASE, MG
from tests.neo4j.picture import differing, picture_called_for, picture_of

BASE = DEFAULT_BASE
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAID = {"author": "a", "reason": "r", "now": NOW}
ASSETS = [f"{BASE}asset/{name}" for name in ("flyer", "demoiselle")]
AGENTS = [Agent(AgentKind.MODEL, name, "1") for name in ("tagger", "captioner")]
ENTITIES = [Entity(ASSETS[0], "Person", "Orville Wright"), Entity(ASSETS[1], "Place", "Paris")]
CONCEPTS = ["https://example.org/concept/aeroplane", "https://example.org/concept/pilot"]
OBJECTS = [*(iri(e.iri(BASE)) for e in ENTITIES), *map(iri, CONCEPTS), string("a flight"), decimal("1.5")]
USERS_GRAPH = "<https://example.org/graph/notes>"

activities = [
    Activity(asset, "extractor", "tags", agent, output=f"{number}" * 64)
    for asset in ASSETS
    for number, agent in enumerate(AGENTS)
]
SEGMENTS = [Segment(), Segment(start_s=Decimal(1), end_s=Decimal(2))]
observations = [
    (Observation("depicts", "plane", confidence=0.5, segment=segment), activity)
    for activity in activities
    for segment in SEGMENTS
]
OBSERVED = [observation.iri(activity.iri(BASE), BASE) for observation, activity in observations]
facts = [(asset, local, value) for asset in ASSETS for local in ("depicts", "depictsPerson") for value in OBJECTS[:5]]
NODES = [
    *map(iri, ASSETS),
    *OBJECTS[:4],
    *(iri(agent.iri(BASE)) for agent in AGENTS),
    *(f"<{one}>" for one in OBSERVED[:2]),
    iri(activities[0].iri(BASE)),
]


def node_of_fact(number: int, status: Status, confidence: float, support: tuple[int, ...]) -> set[Quad]:
    asset, local, value = facts[number]
    supporting = tuple(sorted({OBSERVED[one] for one in support}))
    return set(fact_quads(Fact(asset, f"{MG}{local}", value, confidence, status, 1, supporting), BASE))


def subject_of_fact(number: int) -> str:
    asset, local, value = facts[number]
    return iri(Fact(asset, f"{MG}{local}", value, 0, Status.REVIEW, 1).iri(BASE))


class World:
    """A Dataset and the changes that can happen to it, each one commit."""

    def __init__(self) -> None:
        self.dataset = MemoryDataset(BASE)
        self.refused = 0

    def put(self, subject: str, quads: set[Quad], *also: Quad) -> None:
        """Replace all that evidence says of a subject, and the plain triples `also`."""
        with self.dataset.writer(holder="test") as writer:
            standing = set(writer.quads(subject, None, None, EVIDENCE)) | {q for q in also if writer.present([q])}
            commit(writer, remove=standing - quads, add=quads - standing, **SAID)

    def change(self, remove: set[Quad] = frozenset(), add: set[Quad] = frozenset()) -> None:
        with self.dataset.writer(holder="test") as writer:
            commit(writer, remove=remove, add=add, **SAID)

    def take_away(self, subject: str) -> None:
        with self.dataset.writer(holder="test") as writer:
            commit(writer, remove={q for q in writer.quads(subject) if q.graph != CHANGES}, **SAID)

    def fact(self, number: int, status: Status, confidence: float, support: tuple[int, ...]) -> None:
        asset, local, value = facts[number]
        plain = [Quad(iri(asset), mg(local), value, graph) for graph in (FACTS, REVIEW)]
        self.put(subject_of_fact(number), node_of_fact(number, status, confidence, support), *plain)

    def evidence(self, number: int) -> None:
        observation, activity = observations[number]
        self.change(
            add={
                *observation_quads(observation, activity, BASE),
                *activity_quads(activity, BASE),
                *agent_quads(activity.agent, BASE),
                *(segment_quads(activity.asset_iri, observation.segment) if observation.segment.key else ()),
            }
        )

    def erase(self, number: int) -> None:
        try:
            erase(self.dataset, NODES[number], by="dpo", why="asked to", now=NOW, delete_blob=lambda _: None)
        except NothingToErase:
            self.refused += 1

    def name(self, number: int, of: int) -> None:
        """Say of one node, in every way that is no relationship, that it has to do with another."""
        subject, other = NODES[number], NODES[of]
        ways = {(RDF_TYPE, FACTS), (mg("identifier"), FACTS), (mg("depicts"), REVIEW), (mg("identifier"), USERS_GRAPH)}
        self.change(add={Quad(subject, predicate, other, graph) for predicate, graph in ways})

    def rename(self, number: int, name: str) -> None:
        """Give an Agent another name: whatever it said carries that."""
        agent = iri(AGENTS[number].iri(BASE))
        with self.dataset.writer(holder="test") as writer:
            standing = set(writer.quads(agent, RDFS_LABEL, None, EVIDENCE))
            commit(writer, remove=standing, add={Quad(agent, RDFS_LABEL, string(name), EVIDENCE)}, **SAID)

    def move(self, number: int) -> None:
        """Take an Observation to another Activity and Segment."""
        observation, activity = f"<{OBSERVED[number]}>", activities[-1]
        with self.dataset.writer(holder="test") as writer:
            standing = {q for p in ("activity", "segment") for q in writer.quads(observation, mg(p), None, EVIDENCE)}
            others = {Quad(observation, mg("activity"), iri(activity.iri(BASE)), EVIDENCE)}
            others |= {Quad(observation, mg("segment"), iri(f"{ASSETS[1]}/segment/t0"), EVIDENCE)}
            commit(writer, remove=standing - others, add=others - standing, **SAID)

    def undo(self, back: int) -> None:
        with self.dataset.writer(holder="test") as writer:
            try:
                undo(writer, max(writer.sequence - back, 1), **SAID)
            except DatasetError:
                self.refused += 1


places = st.integers(0, 100)
statuses = st.sampled_from([Status.ACCEPTED, Status.ACCEPTED, Status.REVIEW, Status.REJECTED])
free_quads = st.builds(
    Quad,
    st.sampled_from(NODES),
    st.sampled_from(
        [RDF_TYPE, RDFS_LABEL, "<https://schema.org/about>", "<https://example.org/strange#na_me>"]
        + [mg(local) for local in ("title", "keyword", "identifier", "depicts", "related", "agent", "segment")]
    ),
    st.one_of(
        st.sampled_from(NODES),
        st.sampled_from([mg("ImageAsset"), mg("Person"), "<https://example.org/Thing>", '"2"^^<urn:kind>']),
        st.sampled_from([string("a"), lang_string("b", "en"), lang_string("c", "fr"), decimal("0.25"), string("d")]),
    ),
    st.sampled_from(["", FACTS, FACTS, ONTOLOGY, EVIDENCE, REVIEW, USERS_GRAPH]),
)
steps = st.one_of(
    st.tuples(
        st.just("fact"),
        st.integers(0, len(facts) - 1),
        statuses,
        st.sampled_from([0.25, 0.5, 1.0]),
        st.lists(st.integers(0, len(OBSERVED) - 1), max_size=3).map(tuple),
    ),
    st.tuples(st.just("fact"), st.integers(0, 1), statuses, st.sampled_from([0.5, 0.75]), st.just((0, 1))),
    st.tuples(st.just("evidence"), st.integers(0, len(observations) - 1)),
    st.tuples(st.just("change"), st.just(set()), st.sets(free_quads, min_size=1, max_size=4)),
    st.tuples(st.just("change"), st.sets(free_quads, min_size=1, max_size=12), st.just(set())),
    st.tuples(st.just("take_away"), st.sampled_from([*NODES, subject_of_fact(0), subject_of_fact(1)])),
    st.tuples(st.just("erase"), st.integers(0, len(NODES) - 1)),
    st.tuples(st.just("undo"), st.integers(0, 3)),
    st.tuples(st.just("name"), st.integers(0, len(NODES) - 1), st.integers(0, 1)),
    st.tuples(st.just("erase"), st.integers(0, 1)),
    st.tuples(st.just("rename"), st.integers(0, 1), st.sampled_from(["tagger", "another name", ""])),
    st.tuples(st.just("move"), st.integers(0, 1)),
)


@pytest.fixture(scope="module")
def connection(neo4j_module):
    return neo4j_module


@given(st.lists(st.tuples(steps, st.booleans()), min_size=4, max_size=14))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_changes_neo4j_holds_what_a_rebuild_would_put_there(connection, happening):
    world = World()
    assume(happening)
    world.change(add=set().union(*(asset_quads(asset, MediaKind.IMAGE, name="a name") for asset in ASSETS)))
    world.change(add=set().union(*(entity_quads(one, BASE) for one in ENTITIES)))
    world.evidence(0)
    world.fact(0, Status.ACCEPTED, 0.5, (0,))
    projection = Neo4jProjection(connection)
    rebuild(projection, world.dataset)
    for (name, *arguments), then in happening:
        getattr(world, name)(*arguments)
        if then:
            catch_up(projection, world.dataset)
    with world.dataset.reader() as reader:
        assert catch_up(projection, world.dataset) == reader.sequence
        wanted = picture_called_for(reader)
    assert differing(picture_of(connection), wanted) == []
