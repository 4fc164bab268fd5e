"""A small Dataset with something of each kind: an Asset, models' claims, Facts of each status, words in languages."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from graph.changes import commit
from graph.stores.oxigraph import MemoryDataset
from ontology.graphs import FACTS, ONTOLOGY
from ontology.model import Activity, Agent, AgentKind, Fact, MediaKind, Observation, Quad, Segment, Status
from ontology.model.describe import (
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
from ontology.model.rdf import RDF_TYPE, XSD, decimal, iri, lang_string, string, typed
from ontology.namespaces import DEFAULT_BASE, MG, PREFIXES

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAID = {"author": "tests", "reason": "test", "now": NOW}
BASE = DEFAULT_BASE
ASSET = f"{BASE}asset/flyer"
PLANE, PILOT, BIRD = (f"https://example.org/concept/{name}" for name in ("plane", "pilot", "bird"))
SKOS = PREFIXES["skos"]
COLOUR = "<https://colours.example/terms#hue>"
"""A predicate of a namespace that nobody knows before."""


def quads() -> set[Quad]:
    """Return all that the small Dataset says."""
    agent = Agent(AgentKind.MODEL, "tagger", "2")
    activity = Activity(ASSET, "plain", "tags", agent, output="0" * 64)
    segment = Segment(start_s=Decimal(1), end_s=Decimal("2.5"))
    seen = Observation("depicts", "plane", confidence=0.9, segment=segment)
    person = Entity(ASSET, "Person", "Orville Wright")
    facts = [
        Fact(ASSET, f"{MG}depicts", iri(PLANE), 0.9, Status.ACCEPTED, 1, (seen.iri(activity.iri(BASE), BASE),)),
        Fact(ASSET, f"{MG}depicts", iri(PILOT), 0.8, Status.ACCEPTED, 1),
        Fact(ASSET, f"{MG}depicts", iri(BIRD), 0.5, Status.REVIEW, 1),
        Fact(ASSET, f"{MG}depictsPerson", iri(person.iri(BASE)), 0.7, Status.ACCEPTED, 1),
        Fact(ASSET, f"{MG}title", lang_string("The Flyer", "en"), 0.95, Status.ACCEPTED, 1),
    ]
    said = [
        *asset_quads(ASSET, MediaKind.IMAGE, name="flyer.jpg", caller_id="flyer"),
        *agent_quads(agent, BASE),
        *activity_quads(activity, BASE),
        *observation_quads(seen, activity, BASE),
        *segment_quads(ASSET, segment),
        *entity_quads(person, BASE),
        *(quad for fact in facts for quad in fact_quads(fact, BASE)),
        Quad(iri(ASSET), COLOUR, string("brown"), FACTS),
        Quad(iri(ASSET), mg("created"), typed("1903-12-17", XSD + "date"), FACTS),
        Quad(iri(ASSET), f"<{SKOS}note>", typed("P1DT2H", XSD + "duration"), ""),
        Quad(iri(PERSON_SEEN), mg("height"), decimal("1.8"), "<https://example.org/mine>"),
    ]
    for concept, label in ((PLANE, "plane"), (PILOT, "pilot"), (BIRD, "bird")):
        said += [
            Quad(iri(concept), RDF_TYPE, f"<{SKOS}Concept>", ONTOLOGY),
            Quad(iri(concept), f"<{SKOS}prefLabel>", lang_string(label, "en"), ONTOLOGY),
            Quad(iri(concept), f"<{SKOS}prefLabel>", lang_string(f"{label} (fr)", "fr"), ONTOLOGY),
            Quad(iri(concept), f"<{SKOS}broader>", "<https://example.org/concept/thing>", ONTOLOGY),
        ]
    return set(said)


PERSON_SEEN = Entity(ASSET, "Person", "Orville Wright").iri(BASE)


def small_dataset() -> MemoryDataset:
    """Return a Dataset that says it, in one ChangeSet."""
    dataset = MemoryDataset()
    with dataset.writer(holder="tests") as writer:
        commit(writer, add=quads(), **SAID)
    return dataset


def say(dataset: MemoryDataset, *added: Quad, remove: tuple[Quad, ...] = ()) -> int:
    """Commit a ChangeSet and return its sequence."""
    with dataset.writer(holder="tests") as writer:
        return commit(writer, add=added, remove=remove, **SAID)


def note(number: int) -> Quad:
    """Return a statement to add, another for each number."""
    return Quad(f"<https://example.org/note/{number}>", f"<{SKOS}note>", string(str(number)), FACTS)
