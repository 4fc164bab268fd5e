"""The projection into a real Neo4j: exactly once, whole after any crash, rebuilt, erased, two at once."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.run import extract_paths
from graph.changes import change_feed, commit
from graph.engine import Engine
from graph.erase import erase
from graph.neo4j import rebuilding, writing
from graph.neo4j.checkpoint import BUILDING, Checkpoint, read_checkpoint, set_checkpoint
from graph.neo4j.connection import Neo4jAway
from graph.neo4j.projection import Neo4jProjection
from graph.pipeline import ingest
from graph.projections import Cursor, ProjectionStale, catch_up, lag, rebuild
from graph.stores.oxigraph import MemoryDataset
from ontology.graphs import EVIDENCE, FACTS, REVIEW
from ontology.model import Quad, Status
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import RDF_TYPE, iri, string
from tests.neo4j.picture import differing, picture_called_for, picture_of
from tests.neo4j.test_projection_law import ASSETS, CONCEPTS, NODES, OBSERVED, SEGMENTS, World

SAMPLES = Path(__file__).parents[2] / "samples" / "first-flights"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAID = {"author": "a", "reason": "r", "now": NOW}
FACT = 2
"""The number of the Fact (flyer, depicts, aeroplane) among those of the law's world."""


@pytest.fixture
def world() -> World:
    """Two Assets and a Fact accepted on the word of one model; the end of it is a bare Concept."""
    world = World()
    world.change(add={Quad(iri(asset), RDF_TYPE, mg("ImageAsset"), FACTS) for asset in ASSETS})
    world.evidence(1)
    world.fact(FACT, Status.ACCEPTED, 0.5, (1,))
    return world


@pytest.fixture
def followed(neo4j, world: World) -> Neo4jProjection:
    """A projection that has come to the world's state."""
    projection = Neo4jProjection(neo4j)
    catch_up(projection, world.dataset)
    return projection


def is_clean(connection, dataset: MemoryDataset) -> bool:
    with dataset.reader() as reader:
        assert differing(picture_of(connection), picture_called_for(reader)) == []
    return True


def depicts(connection) -> list[dict[str, object]]:
    cypher = "MATCH (:Asset)-[d:DEPICTS]->(c:Resource {iri: $iri}) RETURN properties(d)"
    return connection.read(lambda tx: [record[0] for record in tx.run(cypher, iri=CONCEPTS[0])])


def test_a_relationship_says_how_sure_who_where_and_since_when(followed, neo4j, world):
    (found,) = depicts(neo4j)
    assert (found["confidence"], found["models"], found["sequence"]) == (0.5, ["tagger"], 3)
    assert found["segments"] == [f"{ASSETS[0]}/segment/{SEGMENTS[1].key}"]
    assert set(found) == {"key", "sequence", "fact", "confidence", "models", "segments"}
    assert is_clean(neo4j, world.dataset)


def test_a_fact_moves_through_its_bands_and_back(followed, neo4j, world):
    for status, stands in ((Status.REVIEW, 0), (Status.REJECTED, 0), (Status.ACCEPTED, 1), (Status.REVIEW, 0)):
        world.fact(FACT, status, 0.5, (1,))
        catch_up(followed, world.dataset)
        assert len(depicts(neo4j)) == stands
        assert is_clean(neo4j, world.dataset)
    with world.dataset.reader() as reader:
        assert any(reader.quads(None, None, None, REVIEW))


def test_what_a_fact_rests_on_changes_its_relationship_though_the_triple_stays(followed, neo4j, world):
    world.fact(FACT, Status.ACCEPTED, 0.75, (1, 3))
    world.evidence(3)
    catch_up(followed, world.dataset)
    assert [(d["confidence"], d["models"], d["sequence"]) for d in depicts(neo4j)] == [
        (0.75, ["captioner", "tagger"], 3)
    ]
    agent = NODES[6]
    world.change(
        {Quad(agent, RDFS_LABEL, string("tagger"), EVIDENCE)}, {Quad(agent, RDFS_LABEL, string("z"), EVIDENCE)}
    )
    world.take_away(f"<{OBSERVED[3]}>")
    catch_up(followed, world.dataset)
    (found,) = depicts(neo4j)
    assert found["models"] != ["captioner", "tagger"]
    assert is_clean(neo4j, world.dataset)


def test_changes_are_taken_over_once_however_often_they_are_handed_over(followed, neo4j, world):
    with world.dataset.reader() as reader:
        old = list(change_feed(reader))
    world.fact(FACT, Status.REVIEW, 0.5, (1,))
    with world.dataset.reader() as reader:
        all_changes = list(change_feed(reader))
        cursor = Cursor(*world.dataset.identity, reader.sequence)
    before = picture_of(neo4j)
    followed.apply(old, Cursor(*world.dataset.identity, old[-1].sequence))
    assert picture_of(neo4j) == before
    for _ in range(2):
        followed.apply(all_changes, cursor)
        assert followed.cursor() == cursor
        assert is_clean(neo4j, world.dataset)


def test_two_projectors_at_once_converge(followed, neo4j, world):
    for number in range(12):
        world.fact(number % 4, list(Status)[number % 3], number / 12, (number % 8,))
    failures: list[BaseException] = []

    def follow() -> None:
        try:
            catch_up(Neo4jProjection(neo4j), world.dataset)
        except BaseException as err:
            failures.append(err)

    threads = [threading.Thread(target=follow) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert lag(followed, world.dataset) == 0
    assert is_clean(neo4j, world.dataset)


class Killed(Exception):
    """Stands in for the end of the process between two statements."""


class _Counting:
    """A transaction that ends with an error before its n-th statement."""

    def __init__(self, tx, statements: int) -> None:
        self._tx, self._left, self.ran = tx, statements, 0

    def run(self, *arguments, **parameters):
        if self._left == 0:
            raise Killed
        self._left -= 1
        self.ran += 1
        return self._tx.run(*arguments, **parameters)


def test_a_crash_between_any_two_statements_leaves_the_state_before(followed, neo4j, world, monkeypatch):
    before, cursor = picture_of(neo4j), followed.cursor()
    world.evidence(3)
    world.fact(FACT, Status.ACCEPTED, 0.75, (1, 3))
    world.fact(0, Status.ACCEPTED, 0.75, (1, 3))
    take_over = Neo4jProjection._take_over
    crashes = 0
    while True:
        with monkeypatch.context() as patch:
            patch.setattr(
                Neo4jProjection,
                "_take_over",
                lambda self, tx, *rest, left=crashes: take_over(self, _Counting(tx, left), *rest),
            )
            try:
                catch_up(followed, world.dataset)
                break
            except Killed:
                crashes += 1
        assert (picture_of(neo4j), followed.cursor()) == (before, cursor)
    assert crashes > 10
    assert is_clean(neo4j, world.dataset)


def test_an_interrupted_rebuild_is_not_taken_for_whole_and_starts_again(followed, neo4j, world, monkeypatch):
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "create_relationships", killed)
        with pytest.raises(Killed):
            rebuild(followed, world.dataset)
    assert neo4j.read(read_checkpoint).state == BUILDING
    assert followed.cursor() is None
    assert lag(followed, world.dataset) is None
    with pytest.raises(Neo4jAway, match="is being rebuilt"), world.dataset.reader() as reader:
        followed.apply(list(change_feed(reader)), Cursor(*world.dataset.identity, reader.sequence))
    assert catch_up(followed, world.dataset) == 3
    assert is_clean(neo4j, world.dataset)


def test_a_rebuild_that_lost_its_place_stops_before_it_writes(followed, neo4j, world, monkeypatch):
    create = rebuilding.create_relationships

    def overtaken(tx, load) -> None:
        create(tx, load)
        # Another process begins, in the moment between two transactions.
        found = read_checkpoint(tx)
        set_checkpoint(tx, Checkpoint(found.cursor, found.base, BUILDING, "another"))

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "create_relationships", overtaken)
        with pytest.raises(Neo4jAway, match="another process has begun to rebuild"):
            rebuild(followed, world.dataset)
    assert followed.cursor() is None


def test_rebuilding_twice_gives_the_same_graph_and_leaves_what_others_keep(followed, neo4j, world):
    neo4j.write(lambda tx: tx.run("CREATE (:TheirOwn {name: 'stays'})").consume())
    neo4j.write(lambda tx: tx.run("MATCH (a:Asset) SET a.title = 'edited' CREATE (a)-[:EDITED]->(:Resource)").consume())
    rebuild(followed, world.dataset)
    neo4j.write(lambda tx: tx.run("MATCH (n:TheirOwn {name: 'stays'}) DELETE n").consume())
    first = picture_of(neo4j)
    assert is_clean(neo4j, world.dataset)
    rebuild(followed, world.dataset)
    assert picture_of(neo4j) == first


def test_another_dataset_or_epoch_is_refused(followed, world):
    change = [next(iter(_changes(world)))]
    for cursor in (Cursor("another", 1, 9), Cursor(followed.cursor().dataset_id, 2, 9)):
        with pytest.raises(ProjectionStale, match="mediagraph rebuild neo4j"):
            followed.apply(change, cursor)


def _changes(world: World):
    with world.dataset.reader() as reader:
        return list(change_feed(reader))


def test_erasure_takes_what_only_names_the_thing_with_it(followed, neo4j, world):
    gone, other = iri(ASSETS[0]), iri(ASSETS[1])
    naming = {
        Quad(other, mg("identifier"), gone, FACTS),
        Quad(other, mg("depicts"), gone, REVIEW),
        Quad(other, "<https://schema.org/about>", gone, "<https://example.org/notes>"),
        Quad("<https://example.org/only>", "<https://schema.org/about>", gone, ""),
        Quad(other, RDF_TYPE, gone, FACTS),
    }
    world.change(add=naming)
    catch_up(followed, world.dataset)
    assert is_clean(neo4j, world.dataset)
    world.fact(0, Status.ACCEPTED, 0.5, (1,))
    erase(world.dataset, gone, by="dpo", why="asked to", now=NOW, delete_blob=lambda _: None)
    world.change(add={Quad(gone, RDFS_LABEL, string("it came back"), FACTS)})
    catch_up(followed, world.dataset)
    assert depicts(neo4j) == []
    assert is_clean(neo4j, world.dataset)
    found = neo4j.read(lambda tx: tx.run("MATCH (n {iri: $iri}) RETURN properties(n)", iri=ASSETS[1]).single()[0])
    assert ASSETS[0] not in json.dumps(found)


def test_properties_of_somebody_else_on_our_nodes_do_not_stop_it(followed, neo4j, world):
    neo4j.write(
        lambda tx: tx.run(
            "MATCH (a:Asset) SET a.`gds__community` = 7, a.vector = [0.5], a.`a_b_` = true, a.rdf = ['no statement']"
        ).consume()
    )
    world.change(add={Quad(iri(asset), RDFS_LABEL, string("named"), FACTS) for asset in ASSETS})
    catch_up(followed, world.dataset)
    found = neo4j.read(lambda tx: [r[0] for r in tx.run("MATCH (a:Asset) RETURN properties(a)")])
    assert [(node["label"], node["vector"]) for node in found] == [("named", [0.5])] * 2
    assert all(set(node) == {"iri", "label", "type", "vector"} for node in found)


def test_a_vector_of_the_embeddings_stays_where_its_node_changes(followed, neo4j, world):
    neo4j.write(lambda tx: tx.run("MATCH (a:Asset) SET a.vector = [0.25, 0.5]").consume())
    world.change(add={Quad(iri(ASSETS[0]), mg("title"), string("a title"), FACTS)})
    catch_up(followed, world.dataset)
    cypher = "MATCH (a:Asset {title: 'a title'}) RETURN a.vector"
    assert neo4j.read(lambda tx: tx.run(cypher).single()[0]) == [0.25, 0.5]


def test_work_larger_than_a_statement_and_a_transaction_comes_whole(neo4j, monkeypatch):
    monkeypatch.setattr(writing, "ROWS", 7)
    monkeypatch.setattr(writing.chunks, "__defaults__", (7,))
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 11)
    dataset = MemoryDataset()
    projection = Neo4jProjection(neo4j)
    hub = "<https://example.org/hub>"
    quads = [Quad(f"<https://example.org/{n}>", "<https://schema.org/about>", hub, FACTS) for n in range(40)]
    quads += [Quad(hub, mg("keyword"), string(str(n)), FACTS) for n in range(40)]
    with dataset.writer(holder="test") as writer:
        commit(writer, add=quads, **SAID)
    rebuild(projection, dataset)
    assert is_clean(neo4j, dataset)
    with dataset.writer(holder="test") as writer:
        commit(writer, remove=quads[10:50], **SAID)
        commit(writer, add=quads[20:30], **SAID)
    catch_up(projection, dataset)
    assert is_clean(neo4j, dataset)


def test_the_samples_are_followed_as_they_come_and_equal_a_rebuild(neo4j):
    dataset, projection = MemoryDataset(), Neo4jProjection(neo4j)
    engine = Engine(dataset, batch=3)
    catch_up(projection, dataset)
    ingest(engine, extract_paths([str(SAMPLES)], workers=0), clock=lambda: NOW)
    assert catch_up(projection, dataset) > 3
    assert is_clean(neo4j, dataset)
    followed = picture_of(neo4j)
    rebuild(projection, dataset)
    assert differing(picture_of(neo4j), followed) == []
    cypher = "MATCH (a:Asset)-[d:DEPICTS]->(c:Concept) RETURN a.label, d.confidence, d.models, c.prefLabel_en LIMIT 5"
    rows = neo4j.read(lambda tx: tx.run(cypher).values())
    assert rows
    assert all(label and 0 <= confidence <= 1 and models and name for label, confidence, models, name in rows)
