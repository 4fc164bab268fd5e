"""`verify neo4j` finds every kind of edit by hand, names it, and a repair mends just that."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.neo4j.connection import Connection
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.schema import missing
from graph.neo4j.verify import KEY_CONSTRAINT, differences, verify
from graph.projections import ProjectionStale, catch_up, rebuild
from graph.stores.oxigraph import MemoryDataset
from tests.neo4j.picture import picture_of
from tests.neo4j.small_world import ASSET, PILOT, PLANE, SKOS, note, say, small_dataset


class Built:
    """A Dataset, Neo4j built from it, and the picture of that."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.dataset = connection, small_dataset()
        self.projection = Neo4jProjection(connection)
        catch_up(self.projection, self.dataset)
        self.picture = picture_of(connection)

    def edit(self, cypher: str, **parameters: object) -> None:
        """Change something by hand, as a person would."""
        found = self.connection.write(lambda tx: tx.run(cypher, parameters).consume().counters)
        assert found.contains_updates, f"the edit changed nothing: {cypher}"

    def verify(self, **options: bool):
        """Compare, or compare and mend."""
        return verify(self.projection, self.connection, self.dataset, **options)

    def sentences(self) -> list[str]:
        """Return what a comparison says."""
        return [difference.what for difference in self.verify().found]


@pytest.fixture(scope="module")
def shared(neo4j_module: Connection) -> Built:
    """Built once: building with all its indexes takes longer than a test."""
    return Built(neo4j_module)


@pytest.fixture
def built(shared: Built) -> Iterator[Built]:
    """The shared one; whoever edits it mends it, or it is built anew."""
    yield shared
    if picture_of(shared.connection) != shared.picture:
        shared.connection.run_autocommit("MATCH (n) WHERE NOT n:_Mediagraph DETACH DELETE n")
        rebuild(shared.projection, shared.dataset)


@pytest.fixture
def own(neo4j: Connection) -> Built:
    """One that a test may do anything to; the shared one is gone then, so tests with it stand last."""
    return Built(neo4j)


MATCH_PLANE = f"MATCH (a:Asset {{iri: '{ASSET}'}})-[r:DEPICTS]->(c:Concept {{iri: '{PLANE}'}})"
EDITS: dict[str, tuple[str, list[list[str]]]] = {
    "a property changed": (
        f"MATCH (a:Asset {{iri: '{ASSET}'}}) SET a.label = 'wrong.jpg'",
        [["missing", ASSET, '"flyer.jpg"'], ["stands, though", ASSET, '"wrong.jpg"']],
    ),
    "another type of value": (
        "MATCH (f:Fact {confidence: 0.8}) SET f.confidence = '0.8'",
        [["missing", '"0.8"^^'], ["stands, though", '"0.8" ']],
    ),
    "a property removed": (f"MATCH (a {{iri: '{ASSET}'}}) REMOVE a.callerId", [["missing", "callerId", '"flyer"']]),
    "a property added": (
        f"MATCH (a {{iri: '{ASSET}'}}) SET a.colour = 'red'",
        [["stands, though", "colour", '"red"']],
    ),
    "a property that no statement makes": (
        f"MATCH (a {{iri: '{ASSET}'}}) SET a.`my own` = 7",
        [[ASSET, "not RDF of ours", "my own"], [ASSET, "has my own 7"]],
    ),
    "a name for reading, repeated": (
        f"MATCH (c {{iri: '{PILOT}'}}) SET c.prefLabel = 'aviator'",
        [[PILOT, "prefLabel is 'aviator', not 'pilot'"]],
    ),
    "exact terms changed": (
        f"MATCH (a {{iri: '{ASSET}'}}) SET a.rdf = ['garbage']",
        [[ASSET, "not RDF of ours", "garbage"], [ASSET, "rdf is ['garbage']"]],
    ),
    "a label added": (f"MATCH (a {{iri: '{ASSET}'}}) SET a:Favourite", [[ASSET, "has the label :Favourite"]]),
    "a label removed": (f"MATCH (c {{iri: '{PLANE}'}}) REMOVE c:Concept", [[PLANE, "lacks the label :Concept"]]),
    "our label removed": (
        f"MATCH (c {{iri: '{PLANE}'}}) REMOVE c:Resource",
        [
            ["missing: the node", PLANE],
            ["missing", PLANE, '"plane"@en'],
            ["missing", ASSET, "depicts", PLANE],
            ["ties a node that is none of ours", ASSET, "DEPICTS", ":Concept"],
            ["ties a node that is none of ours", "(:Concept)-[:BROADER]->"],
        ],
    ),
    "a relationship deleted": (f"{MATCH_PLANE} DELETE r", [["missing", ASSET, "depicts", PLANE]]),
    "a relationship duplicated": (
        f"{MATCH_PLANE} CREATE (a)-[x:DEPICTS]->(c) SET x = properties(r)",
        [["stands 2 times", ASSET, "depicts", PLANE]],
    ),
    "a relationship added": (
        f"MATCH (a {{iri: '{PLANE}'}}), (b {{iri: '{PILOT}'}}) CREATE (a)-[:BROADER {{key: 5}}]->(b)",
        [["stands, though", PLANE, "BROADER {key: 5}", PILOT]],
    ),
    "a relationship turned round": (
        f"{MATCH_PLANE} CREATE (c)-[x:DEPICTS]->(a) SET x = properties(r) DELETE r",
        [["missing", ASSET, "depicts", PLANE], ["stands, though", f"({PLANE})-[:DEPICTS", ASSET]],
    ),
    "a confidence changed": (f"{MATCH_PLANE} SET r.confidence = 0.1", [[ASSET, "DEPICTS", PLANE, "0.1, not 0.9"]]),
    "models changed": (f"{MATCH_PLANE} SET r.models = ['me']", [[ASSET, PLANE, "models is ['me'], not ['tagger']"]]),
    "a Segment taken away": (f"{MATCH_PLANE} REMOVE r.segments", [[ASSET, PLANE, "lacks segments", "/segment/"]]),
    "something put on a relationship": (f"{MATCH_PLANE} SET r.note = 'x'", [[ASSET, PLANE, "has note 'x'"]]),
    "a key changed": (
        f"{MATCH_PLANE} SET r.key = 5",
        [["missing", ASSET, "depicts", PLANE], ["stands, though", ASSET, "{key: 5}", PLANE]],
    ),
    "a node deleted": (
        f"MATCH (c {{iri: '{PLANE}'}}) DETACH DELETE c",
        [
            ["missing: the node", PLANE, ":Concept"],
            ["missing", PLANE, '"plane"@en'],
            ["missing", ASSET, "depicts", PLANE],
        ],
    ),
    "a bare node deleted": (
        "MATCH (c {iri: 'https://example.org/concept/thing'}) DETACH DELETE c",
        [["missing: the node", "concept/thing"], ["missing", PLANE, "broader", "concept/thing"]],
    ),
    "a node added": (
        "CREATE (:Resource:Asset {iri: 'https://example.org/mine', label: 'mine'})",
        [["stands, though", "https://example.org/mine", ":Asset:Resource"]],
    ),
    "a node without its IRI": (
        f"MATCH (c {{iri: '{PLANE}'}}) REMOVE c.iri",
        [["has the label :Resource but no iri", "prefLabel"], ["missing: the node", PLANE]],
    ),
    "an IRI that is a number": ("CREATE (:Resource {iri: 7})", [["has the label :Resource but no iri", "iri: 7"]]),
    "an IRI changed": (
        f"MATCH (c {{iri: '{PLANE}'}}) SET c.iri = 'https://example.org/other'",
        [["missing: the node", PLANE], ["stands, though", "https://example.org/other"]],
    ),
    "somebody's node tied to ours": (
        f"MATCH (a {{iri: '{ASSET}'}}) CREATE (:Note {{text: 'mine'}})-[:ABOUT]->(a)",
        [["ties a node that is none of ours", "(:Note)-[:ABOUT]->", ASSET]],
    ),
    "ours tied to somebody's": (
        f"MATCH (a {{iri: '{ASSET}'}}) CREATE (a)-[:HAS_NOTE]->(:Note {{text: 'mine'}})",
        [["ties a node that is none of ours", ASSET, "HAS_NOTE", ":Note"]],
    ),
    "a namespace deleted": ("MATCH (n:_Namespace) DELETE n", [["missing: the namespace https://colours.example/"]]),
    "a namespace changed": (
        "MATCH (n:_Namespace) SET n.iri = 'https://other.example/'",
        [["not the prefix of its namespace", "https://other.example/"], ["missing: the namespace", "colours"]],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_by_hand_is_named_and_mended(built: Built, name: str) -> None:
    cypher, expected = EDITS[name]
    built.edit(cypher)
    said = built.sentences()
    for words in expected:
        assert any(all(word in sentence for word in words) for sentence in said), (words, said)
    verdict = built.verify(with_repair=True)
    assert [difference.what for difference in verdict.found] == said
    assert verdict.left == []
    # Nodes of others stay, without their ties to ours: with another DELETE this would fail.
    left = "MATCH (n) WHERE n:Note OR n:Concept AND NOT n:Resource DELETE n"
    built.connection.write(lambda tx: tx.run(left).consume())
    assert picture_of(built.connection) == built.picture


def test_all_edits_at_once_are_mended(built: Built) -> None:
    for cypher, _ in EDITS.values():
        built.connection.write(lambda tx, cypher=cypher: tx.run(cypher).consume())
    assert built.verify().found
    assert built.verify(with_repair=True).left == []
    assert built.sentences() == []


def test_nodes_of_others_are_left_alone(built: Built) -> None:
    built.edit("CREATE (:Human {name: 'A'})-[:KNOWS]->(:Human {name: 'B', iri: 'https://example.org/b'})")
    assert built.sentences() == []
    built.edit(f"MATCH (p:Human), (a {{iri: '{ASSET}'}}) CREATE (p)-[:LIKES]->(a)")
    assert len(built.sentences()) == 2
    assert built.verify(with_repair=True).left == []
    people = "MATCH (a:Human)-[r:KNOWS]->(b:Human) DETACH DELETE a, b"
    assert built.connection.write(lambda tx: tx.run(people).consume().counters.nodes_deleted) == 2


def test_a_vector_that_embeddings_put_there_is_no_difference_and_survives_a_repair(built: Built) -> None:
    built.edit(f"MATCH (a {{iri: '{ASSET}'}}) SET a.vector = [0.5, 0.25]")
    assert built.sentences() == []
    built.edit(f"MATCH (a {{iri: '{ASSET}'}}) SET a.label = 'wrong', a:Wrong")
    assert built.verify(with_repair=True).left == []
    vector = f"MATCH (a {{iri: '{ASSET}'}}) RETURN a.vector AS v"
    assert built.connection.read(lambda tx: tx.run(vector).single()["v"]) == [0.5, 0.25]
    built.edit(f"MATCH (a {{iri: '{ASSET}'}}) REMOVE a.vector")


def test_as_many_as_are_named_are_found(built: Built) -> None:
    built.edit("MATCH (n:Resource) SET n.mine = true")
    nodes = sum(kind == "node" for kind, *_ in built.picture)
    found = verify(built.projection, built.connection, built.dataset).found
    assert len(found) == nodes
    assert verify(built.projection, built.connection, built.dataset, most=3).found == found[:3]
    built.edit("MATCH (n:Resource) REMOVE n.mine")


def test_a_password_is_in_no_sentence(built: Built, neo4j_settings) -> None:
    wrong = replace(neo4j_settings, password="a-wrong-password")
    with Connection(wrong) as connection, pytest.raises(Exception, match="refuses the user") as error:
        verify(Neo4jProjection(connection), connection, MemoryDataset())
    assert "a-wrong-password" not in str(error.value)


def test_what_follows_is_clean_after_each_batch(own: Built) -> None:
    for number in range(3):
        say(own.dataset, note(number))
        verdict = own.verify()
        assert (verdict.behind, verdict.found, verdict.sequence) == (1, [], number + 2)


def test_a_dropped_constraint_and_two_nodes_of_one_iri(own: Built) -> None:
    own.connection.run_autocommit(f"DROP CONSTRAINT {KEY_CONSTRAINT}")
    own.connection.run_autocommit("DROP INDEX mediagraph_fact_status")
    own.edit(f"CREATE (:Resource:Concept {{iri: '{PLANE}', prefLabel: 'another'}})")
    said = own.sentences()
    assert any(KEY_CONSTRAINT in sentence for sentence in said)
    assert any(f"stands 2 times: the node {PLANE}" in sentence for sentence in said)
    assert own.verify(with_repair=True).left == []
    assert missing(own.connection) == []
    assert picture_of(own.connection) == own.picture


def test_a_state_before_the_newest_is_compared_with_that_state(own: Built) -> None:
    cursor = own.projection.cursor()
    assert cursor is not None
    with own.dataset.reader() as before:
        say(own.dataset, note(1))
        assert list(differences(own.connection, before)) == []
    with own.dataset.reader() as after:
        said = [difference.what for difference in differences(own.connection, after)]
    assert any(f"<{SKOS}note>" in sentence and sentence.startswith("missing") for sentence in said)


def test_one_that_was_never_built_says_so_and_a_repair_builds_it(neo4j: Connection) -> None:
    dataset, projection = small_dataset(), Neo4jProjection(neo4j)
    verdict = verify(projection, neo4j, dataset)
    assert "mediagraph rebuild neo4j" in verdict.found[0].what
    assert verify(projection, neo4j, dataset, with_repair=True).left == []
    assert verify(projection, neo4j, dataset).found == []


def test_one_of_another_dataset_is_not_compared(own: Built) -> None:
    other = small_dataset()
    with pytest.raises(ProjectionStale, match="mediagraph rebuild neo4j"):
        verify(own.projection, own.connection, other)
    rebuild(own.projection, other)
    assert verify(own.projection, own.connection, other).found == []


def test_what_is_written_meanwhile_is_no_difference(own: Built, neo4j_settings) -> None:
    ending = threading.Event()
    written = []

    def write() -> None:
        with Connection(neo4j_settings) as connection:
            projection = Neo4jProjection(connection)
            while not ending.is_set():
                written.append(say(own.dataset, note(len(written))))
                catch_up(projection, own.dataset)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(4):
            assert own.verify().found == []
    finally:
        ending.set()
        thread.join()
    assert written
    assert own.verify().found == []
