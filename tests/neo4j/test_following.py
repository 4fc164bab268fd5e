"""The follower keeps Neo4j at the newest state, and never stands in the way: away, refusing, paused, stale."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from graph.neo4j.connection import Connection, Neo4jSettings
from graph.neo4j.following import Follower, Standing, standing_of
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.server import ServerInfo
from graph.projections import rebuild
from graph.stores.oxigraph import MemoryDataset
from tests.neo4j.conftest import resume
from tests.neo4j.small_world import note, say, small_dataset

WAIT_S = 90
"""Generous, because other work may share the machine."""


@pytest.fixture
def dataset() -> MemoryDataset:
    return small_dataset()


@pytest.fixture
def follow() -> Iterator[Callable[..., Follower]]:
    """Start followers, which are stopped after the test."""
    begun = []

    def started(connection: Connection, dataset: MemoryDataset, **options: object) -> Follower:
        projection = Neo4jProjection(connection)
        follower = Follower(projection, lambda: dataset, connection, poll_s=0.05, first_pause_s=0.05, **options)
        begun.append(follower.start())
        return follower

    yield started
    for follower in begun:
        follower.stop()


def until(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def nowhere() -> Neo4jSettings:
    """An address on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Neo4jSettings(f"bolt://127.0.0.1:{free.getsockname()[1]}", password="secret-word")


def test_it_builds_then_follows_each_commit(neo4j: Connection, dataset: MemoryDataset, follow) -> None:
    told: list[Standing] = []
    follower = follow(neo4j, dataset, told=told.append)
    until(lambda: follower.standing.state == "current")
    for number in range(3):
        sequence = say(dataset, note(number))
        until(lambda sequence=sequence: follower.standing.sequence == sequence)
    assert follower.finish(sequence) == Standing("neo4j", "current", sequence, 0)
    assert [standing.state for standing in told] == ["building", "current"]
    assert standing_of(Neo4jProjection(neo4j), dataset) == Standing("neo4j", "current", 4, 0)


def test_finish_waits_for_what_was_committed_last(neo4j: Connection, dataset: MemoryDataset, follow) -> None:
    follower = follow(neo4j, dataset)
    sequence = [say(dataset, note(number)) for number in range(60)][-1]
    assert follower.finish(sequence, patience_s=WAIT_S).sequence == sequence
    assert follower.stop()


def test_standing_says_how_far_behind(neo4j: Connection, dataset: MemoryDataset) -> None:
    projection = Neo4jProjection(neo4j)
    never = standing_of(projection, dataset)
    assert (never.state, never.sequence, never.lag) == ("building", None, None)
    assert "mediagraph rebuild neo4j" in never.detail
    rebuild(projection, dataset)
    say(dataset, note(1))
    behind = standing_of(projection, dataset)
    assert behind.as_json() == {"name": "neo4j", "sequence": 1, "lag": 1, "state": "behind", "detail": ""}
    assert behind.as_text() == "1 ChangeSet behind"
    stale = standing_of(projection, small_dataset())
    assert (stale.state, "mediagraph rebuild neo4j" in stale.detail) == ("stale", True)


def test_another_dataset_is_not_followed_until_it_was_rebuilt(neo4j, dataset, follow) -> None:
    rebuild(Neo4jProjection(neo4j), small_dataset())
    follower = follow(neo4j, dataset)
    until(lambda: follower.standing.state == "stale")
    rebuild(Neo4jProjection(neo4j), dataset)
    until(lambda: follower.standing.state == "current")


def test_a_wrong_password_ends_it_with_the_reason(neo4j_settings, dataset: MemoryDataset, follow) -> None:
    with Connection(replace(neo4j_settings, password="a-wrong-password")) as connection:
        follower = follow(connection, dataset)
        standing = follower.finish(1, patience_s=WAIT_S)
        assert (standing.state, standing.sequence) == ("refused", None)
        assert "refuses the user" in standing.detail
        assert "a-wrong-password" not in repr(standing) + standing.as_text() + str(standing.as_json())
        assert follower.stop()


def test_one_that_is_away_holds_nobody_up(dataset: MemoryDataset, follow) -> None:
    with Connection(nowhere(), timeout_s=2) as connection:
        follower = follow(connection, dataset)
        standing = follower.finish(1, patience_s=WAIT_S)
        assert standing.state == "away"
        assert "secret-word" not in repr(standing)
        assert follower.stop()
        assert standing_of(Neo4jProjection(connection), dataset).state == "away"


def test_a_fault_in_the_dataset_is_told_and_tried_again(neo4j: Connection, dataset: MemoryDataset, follow) -> None:
    broken = threading.Event()
    broken.set()

    def opened() -> MemoryDataset:
        if broken.is_set():
            raise OSError("the folder is away")
        return dataset

    follower = Follower(Neo4jProjection(neo4j), opened, neo4j, poll_s=0.05, first_pause_s=0.05).start()
    try:
        until(lambda: follower.standing.detail)
        assert "the folder is away" in follower.standing.detail
        broken.clear()
        until(lambda: follower.standing.state == "current")
    finally:
        assert follower.stop()


def test_a_paused_server_is_waited_for_no_longer_than_is_said(own_neo4j: ServerInfo, dataset, follow) -> None:
    with Connection(own_neo4j.settings(), timeout_s=5) as connection:
        follower = follow(connection, dataset)
        until(lambda: follower.standing.state == "current")
        later = follow(connection, dataset)
        until(lambda: later.standing.state == "current")
        os.kill(own_neo4j.pid, signal.SIGSTOP)
        try:
            sequence = say(dataset, note(1))
            standing = follower.finish(sequence, patience_s=1)
            assert (standing.state, standing.sequence) == ("away", None)
            assert "has not answered" in standing.detail or "not answer" in standing.detail
        finally:
            resume(own_neo4j)
        # What follows on catches up by itself when it is back.
        until(lambda: later.standing.sequence == sequence)
        assert standing_of(Neo4jProjection(connection), dataset).state == "current"
