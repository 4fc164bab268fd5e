"""What must hold after any fault: `verify` is clean, and all that lies in Neo4j is what a rebuild would make."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.neo4j.connection import Connection
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.verify import state_at, verify
from tests.neo4j.picture import differing, picture_called_for, picture_of

if TYPE_CHECKING:
    from graph.neo4j.verify import OurDataset

WAIT_S = 120
"""Generous, because other work may share the machine."""


def until(condition: Callable[[], object], *, wait_s: float = WAIT_S) -> None:
    """Wait until something holds, and fail where it does not in time."""
    deadline = time.monotonic() + wait_s
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.02)


def stands_whole(connection: Connection, dataset: OurDataset) -> bool:
    """Fail where Neo4j, once it has caught up, is not exactly what the Dataset calls for."""
    verdict = verify(Neo4jProjection(connection), connection, dataset)
    assert [difference.what for difference in verdict.found] == []
    with dataset.reader() as reader:
        assert verdict.sequence == reader.sequence
    assert stands_as_of_its_checkpoint(connection, dataset) == verdict.sequence
    return True


def stands_as_of_its_checkpoint(connection: Connection, dataset: OurDataset) -> int:
    """Return the sequence of the checkpoint; fail where Neo4j, as it lies there, is not the state of that sequence."""
    cursor = Neo4jProjection(connection).cursor()
    assert cursor is not None
    with state_at(dataset, cursor.sequence) as reader:
        assert differing(picture_of(connection), picture_called_for(reader)) == []
    return cursor.sequence
