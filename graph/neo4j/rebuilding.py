"""Rebuild: the graph in Neo4j made anew from a state, in many transactions, and a whole one only at the end.

The checkpoint says "building" from the first deletion to the last relationship, so a rebuild that was interrupted is
never taken for whole: the next one starts again. Of two at once, one waits for the other.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final

from graph.dataset import Reader
from graph.neo4j.bulk import nodes_and_relationships
from graph.neo4j.checkpoint import (
    BUILDING,
    WHOLE,
    Checkpoint,
    lock_checkpoint,
    lock_rebuild,
    read_checkpoint,
    set_checkpoint,
    while_building,
)
from graph.neo4j.connection import Connection, Neo4jAway, Neo4jError, Neo4jRefused
from graph.neo4j.kept_namespaces import save_namespaces
from graph.neo4j.names import Namespaces
from graph.neo4j.nodes import Node
from graph.neo4j.relationships import Relationship
from graph.neo4j.schema import SCHEMA_VERSION, migrate
from graph.neo4j.writing import create_nodes, create_relationships
from graph.projections import Cursor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_AT_ONCE: Final = 20_000
"""Nodes or relationships in a transaction."""
_DELETED_AT_ONCE: Final = 20_000
_CALL_WITH_SCOPE: Final = (5, 23)
"""The version that reads ``CALL (n) { … }``; the form before it is gone from newer versions of the language."""


def rebuild_from(connection: Connection, reader: Reader, cursor: Cursor) -> None:
    """Drop all that is ours and build it from a state, with its cursor; nodes of others stay.

    Raises `Neo4jAway` where another process began a rebuild meanwhile, `Neo4jRefused` for a newer schema.
    """
    found = connection.read(read_checkpoint)
    _make_schema(connection)

    def held(tx: ManagedTransaction) -> None:
        lock_rebuild(tx)
        now = connection.read(read_checkpoint)
        if _built_meanwhile(found, now, cursor):
            return
        _Rebuild(connection, Checkpoint(cursor, reader.base, BUILDING, uuid.uuid4().hex, SCHEMA_VERSION)).run(reader)

    connection.write(held)


def delete_ours(connection: Connection) -> None:
    """Delete all our nodes and relationships but the checkpoint, in bounded transactions."""
    # First the relationships: a node that a million of them hang on would be one transaction.
    for what, match, delete in (
        ("r", "MATCH (:Resource)-[r]->()", "DELETE r"),
        ("n", "MATCH (n:Resource)", "DETACH DELETE n"),
        ("n", "MATCH (n:_Namespace)", "DETACH DELETE n"),
    ):
        call = f"CALL ({what}) {{ {delete} }}" if _has_scope(connection) else f"CALL {{ WITH {what} {delete} }}"
        connection.run_autocommit(f"{match} {call} IN TRANSACTIONS OF {_DELETED_AT_ONCE} ROWS")


class _Rebuild:
    """One rebuild under way, known by the id on its checkpoint."""

    def __init__(self, connection: Connection, checkpoint: Checkpoint) -> None:
        self._connection, self._checkpoint = connection, checkpoint

    def run(self, reader: Reader) -> None:
        self._connection.write(self._begin)
        delete_ours(self._connection)
        namespaces = Namespaces()
        with ThreadPoolExecutor(1, thread_name_prefix="neo4j-rebuild") as writer:
            # The next load is read while the one before it is written.
            under_way: Future[None] | None = None
            for work in _loads(nodes_and_relationships(reader, namespaces)):
                if under_way:
                    under_way.result()
                under_way = writer.submit(self._connection.write, self._guarded(work))
            if under_way:
                under_way.result()

        def finish(tx: ManagedTransaction) -> None:
            save_namespaces(tx, namespaces)
            set_checkpoint(tx, replace(self._checkpoint, state=WHOLE))

        self._connection.write(self._guarded(finish))

    def _begin(self, tx: ManagedTransaction) -> None:
        lock_checkpoint(tx)
        set_checkpoint(tx, self._checkpoint)

    def _guarded(self, work: Callable[[ManagedTransaction], None]) -> Callable[[ManagedTransaction], None]:
        """Return work that is done only while this rebuild is the one that the checkpoint names."""
        return while_building(self._checkpoint, self._connection.settings.where, work)


def _loads(stream: Iterable[Node | Relationship]) -> Iterator[Callable[[ManagedTransaction], None]]:
    """Yield what writes the nodes and relationships of a stream, load by load."""
    for kind, found in groupby(stream, key=type):
        while load := list(islice(found, _AT_ONCE)):
            yield _writes(kind, load)


def _writes(kind: type, load: list[Any]) -> Callable[[ManagedTransaction], None]:
    write = create_nodes if kind is Node else create_relationships
    return lambda tx: write(tx, load)


def _make_schema(connection: Connection) -> None:
    try:
        migrate(connection)
    except (Neo4jAway, Neo4jRefused):
        raise
    except Neo4jError:
        # Two nodes of one IRI stand in the way of the constraint: ours or not, they go with the rest.
        connection.write(_forget)
        delete_ours(connection)
        migrate(connection)


def _forget(tx: ManagedTransaction) -> None:
    tx.run("MATCH (c:_Mediagraph {name: 'checkpoint'}) DETACH DELETE c")


def _built_meanwhile(before: Checkpoint | None, now: Checkpoint | None, cursor: Cursor) -> bool:
    """Say whether another process, while this one waited for it, built from nothing what this one was to build.

    From which state does not matter: with one that commits all the time, two that wait for each other would never end.
    """
    return (
        (before is None or not before.is_whole or before.schema < SCHEMA_VERSION)
        and now is not None
        and now.is_whole
        and now.schema == SCHEMA_VERSION
        and (now.cursor.dataset_id, now.cursor.epoch) == (cursor.dataset_id, cursor.epoch)
    )


def _has_scope(connection: Connection) -> bool:
    found = re.match(r"(\d{1,9})\.(\d{1,9})", connection.check())
    return found is not None and (int(found[1]), int(found[2])) >= _CALL_WITH_SCOPE
