"""Reading all of Neo4j as one state: who would change it waits at the checkpoint meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from graph.neo4j.checkpoint import lock_checkpoint
from graph.neo4j.connection import Connection, Neo4jError

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

T = TypeVar("T")


def while_nothing_is_written(connection: Connection, work: Callable[[int], T]) -> tuple[int, T]:
    """Return the sequence that Neo4j is at and what `work` gives for it, while no projector can write.

    `work` may read and write in transactions of its own. Raises `Neo4jError` where no whole state lies there.
    """

    def held(tx: ManagedTransaction) -> tuple[int, T]:
        checkpoint = lock_checkpoint(tx)
        if checkpoint is None or not checkpoint.is_whole:
            raise Neo4jError(f"{connection.settings.where} holds no whole state: `mediagraph rebuild neo4j` builds it")
        return checkpoint.cursor.sequence, work(checkpoint.cursor.sequence)

    return connection.write(held)
