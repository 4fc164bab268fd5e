"""Our process killed with -9 between two statements, and cut off from the server: nothing lost, nothing twice.

benchmarks/kill_neo4j.py does it 200 times at random places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.opening import open_dataset
from api.settings import Settings
from benchmarks.bolt_gate import BoltGate, Message
from benchmarks.kill_neo4j import Archive
from graph.neo4j.checkpoint import BUILDING, read_checkpoint
from graph.neo4j.connection import Connection, Neo4jAway
from graph.neo4j.projection import Neo4jProjection
from graph.projections import catch_up
from tests.neo4j.aftermath import stands_as_of_its_checkpoint, stands_whole
from tests.neo4j.small_world import note, say, small_dataset

Place = Callable[[Message], bool]


def begin(message: Message) -> bool:
    return message.name == "BEGIN" and message.writes


def commit(message: Message) -> bool:
    return message.name == "COMMIT" and message.writes


def nodes(message: Message) -> bool:
    return message.writes and "CREATE (n:" in message.text


def links(message: Message) -> bool:
    return message.writes and "CREATE (a)-[" in message.text


KILLS: dict[str, tuple[str, Place, bool, bool]] = {
    "before the first statement": ("ingest", begin, False, False),
    "with nodes and no relationships": ("ingest", nodes, True, False),
    "before the commit": ("ingest", commit, False, False),
    "after the commit, of which it does not know": ("ingest", commit, True, True),
    "in a rebuild": ("rebuild", links, True, False),
}
"""What is killed where, whether the server has answered by then, and whether Neo4j has moved on afterwards."""


def test_five_kills_each_leave_the_state_of_the_checkpoint(neo4j: Connection, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive", neo4j.settings)
    archive.run(archive.ingest(), neo4j.settings.uri)
    dataset, projection = open_dataset(Settings(data=archive.data)), Neo4jProjection(neo4j)
    for killed, place, answered, moves in KILLS.values():
        before = projection.cursor()
        # Each goes on where the one before it was killed.
        command = archive.ingest() if killed == "ingest" else archive.command("rebuild", "neo4j")
        assert archive.kill_at(command, place, answered=answered)
        if killed == "ingest":
            assert (stands_as_of_its_checkpoint(neo4j, dataset) > before.sequence) is moves
    found = neo4j.read(read_checkpoint)
    assert found.state == BUILDING
    assert projection.cursor() is None
    archive.run(archive.ingest(), neo4j.settings.uri)
    assert projection.cursor() is not None
    assert stands_whole(neo4j, dataset)


@pytest.mark.parametrize(
    ("answered", "moves"), [(False, False), (True, True)], ids=["before the commit", "after the commit"]
)
def test_a_process_that_is_cut_off_at_a_commit_finds_out_whether_it_stands(
    neo4j: Connection, answered: bool, moves: bool
) -> None:
    dataset = small_dataset()
    catch_up(Neo4jProjection(neo4j), dataset)
    sequence = say(dataset, note(1))
    cuts = []

    def cut(message: Message) -> bool:
        cuts.append(commit(message) and not any(cuts))
        return cuts[-1]

    with (
        BoltGate(neo4j.settings.uri, **{"answered" if answered else "asked": cut}) as gate,
        Connection(replace(neo4j.settings, uri=gate.uri), timeout_s=5) as connection,
    ):
        projection = Neo4jProjection(connection)
        with pytest.raises(Neo4jAway):
            catch_up(projection, dataset)
        assert (stands_as_of_its_checkpoint(neo4j, dataset) == sequence) is moves
        sequence = say(dataset, note(2))
        assert catch_up(projection, dataset) == sequence
    assert stands_whole(neo4j, dataset)
