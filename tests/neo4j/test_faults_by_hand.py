"""What people do to the database: wiped, its checkpoint deleted, edited; a wrong password, an old server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.bolt_gate import BoltGate
from graph.neo4j.connection import Connection, Neo4jRefused, Neo4jSettings
from graph.neo4j.following import Follower
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.verify import verify
from graph.projections import catch_up
from graph.stores.oxigraph import MemoryDataset
from tests.neo4j.aftermath import stands_as_of_its_checkpoint, stands_whole, until
from tests.neo4j.picture import picture_of
from tests.neo4j.small_world import ASSET, PILOT, PLANE, note, say, small_dataset


@pytest.fixture
def dataset(neo4j: Connection) -> MemoryDataset:
    """A Dataset that Neo4j has followed, and that has moved on since."""
    dataset = small_dataset()
    catch_up(Neo4jProjection(neo4j), dataset)
    say(dataset, note(1))
    return dataset


def edit(connection: Connection, cypher: str) -> None:
    """Change something by hand, as a person would."""
    counters = connection.write(lambda tx: tx.run(cypher).consume().counters)
    assert counters.contains_updates


WIPES = {
    "all of the database": "MATCH (n) DETACH DELETE n",
    "the checkpoint alone": "MATCH (n:_Mediagraph {name: 'checkpoint'}) DELETE n",
    "half of the checkpoint": "MATCH (n:_Mediagraph {name: 'checkpoint'}) REMOVE n.epoch",
}


@pytest.mark.parametrize("name", WIPES)
def test_what_was_wiped_is_built_again_while_it_is_followed(
    neo4j: Connection, dataset: MemoryDataset, name: str
) -> None:
    follower = Follower(Neo4jProjection(neo4j), lambda: dataset, neo4j, poll_s=0.05, first_pause_s=0.05).start()
    try:
        until(lambda: follower.standing.state == "current")
        edit(neo4j, WIPES[name])
        # Nobody looks at a database whose Dataset has not moved: the next commit finds out, and so does `verify`.
        assert "mediagraph rebuild neo4j" in verify(Neo4jProjection(neo4j), neo4j, dataset).found[0].what
        sequence = say(dataset, note(2))
        until(lambda: follower.standing.sequence == sequence)
    finally:
        assert follower.stop()
    assert stands_whole(neo4j, dataset)


def test_nodes_wiped_under_a_checkpoint_are_named_and_mended(neo4j: Connection, dataset: MemoryDataset) -> None:
    edit(neo4j, "MATCH (n:Resource) DETACH DELETE n")
    # The checkpoint says that they are there, so what comes is brought and what is gone is not missed.
    catch_up(Neo4jProjection(neo4j), dataset)
    found = [difference.what for difference in verify(Neo4jProjection(neo4j), neo4j, dataset).found]
    assert any(sentence.startswith("missing: the node") and PLANE in sentence for sentence in found)
    assert not any("note/1" in sentence for sentence in found)
    assert verify(Neo4jProjection(neo4j), neo4j, dataset, with_repair=True).left == []
    assert stands_whole(neo4j, dataset)


EDITS = {
    f"MATCH (a {{iri: '{ASSET}'}}) SET a.label = 'wrong.jpg'": ["stands, though", "wrong.jpg"],
    f"MATCH ({{iri: '{ASSET}'}})-[d:DEPICTS]->({{iri: '{PLANE}'}}) SET d.confidence = 0.1": ["0.1, not 0.9"],
    f"MATCH ({{iri: '{ASSET}'}})-[d:DEPICTS]->({{iri: '{PILOT}'}}) DELETE d": ["missing", "depicts", PILOT],
    f"MATCH (a {{iri: '{ASSET}'}}), (c {{iri: '{PLANE}'}}) CREATE (c)-[:DEPICTS {{key: 1}}]->(a)": ["stands, though"],
    "MATCH (n:_Namespace) DELETE n": ["missing: the namespace"],
}


def test_edits_by_hand_stay_until_they_are_mended_and_do_no_harm_to_what_follows(
    neo4j: Connection, dataset: MemoryDataset
) -> None:
    for cypher in EDITS:
        edit(neo4j, cypher)
    catch_up(Neo4jProjection(neo4j), dataset)
    found = [difference.what for difference in verify(Neo4jProjection(neo4j), neo4j, dataset).found]
    for words in EDITS.values():
        assert any(all(word in sentence for word in words) for sentence in found), (words, found)
    assert verify(Neo4jProjection(neo4j), neo4j, dataset, with_repair=True).left == []
    say(dataset, note(2))
    assert stands_whole(neo4j, dataset)


def test_with_a_wrong_password_nothing_is_written_and_the_right_one_catches_up(
    neo4j: Connection, neo4j_settings: Neo4jSettings, dataset: MemoryDataset
) -> None:
    before = neo4j.read(lambda tx: tx.run("MATCH (c:_Mediagraph {name: 'checkpoint'}) RETURN c.sequence").value())
    with Connection(replace(neo4j_settings, password="a-wrong-password")) as connection:
        follower = Follower(Neo4jProjection(connection), lambda: dataset, connection).start()
        # It is asked once: a server makes all wait whom it has refused three times.
        standing = follower.finish(say(dataset, note(2)))
        assert standing.state == "refused"
        assert "refuses the user or password" in standing.detail
        assert "a-wrong-password" not in repr(standing)
    assert [stands_as_of_its_checkpoint(neo4j, dataset)] == before
    assert stands_whole(neo4j, dataset)


def test_a_server_of_an_unsupported_version_is_refused_and_nothing_is_written(
    neo4j: Connection, dataset: MemoryDataset
) -> None:
    before = picture_of(neo4j)
    steps: list[str] = []
    real = f"Neo4j/{neo4j.check()}".encode()
    old = b"Neo4j/4.4.48".ljust(len(real), b"0")
    with (
        # What this server calls itself is changed on the way; all else is as it says.
        BoltGate(
            neo4j.settings.uri, asked=lambda m: steps.append(m.text) if m.step else None,
            spoken=lambda data: data.replace(real, old),
        ) as gate,
        Connection(replace(neo4j.settings, uri=gate.uri)) as connection,
        pytest.raises(Neo4jRefused, match=r"has version 4\.4\.480*, which is older than 5"),
    ):  # fmt: skip
        catch_up(Neo4jProjection(connection), dataset)
    assert steps == ["RETURN 1"]
    assert picture_of(neo4j) == before
    assert stands_whole(neo4j, dataset)
