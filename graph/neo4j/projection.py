"""The Projection into Neo4j: every ChangeSet exactly once, because the checkpoint moves in its own transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from graph.dataset import Reader
from graph.neo4j.applying import apply_batch
from graph.neo4j.batch import batch_of, batches
from graph.neo4j.checkpoint import Checkpoint, lock_checkpoint, read_checkpoint, set_checkpoint
from graph.neo4j.connection import Connection, Neo4jAway
from graph.neo4j.kept_namespaces import read_namespaces, save_namespaces
from graph.neo4j.names import Namespaces
from graph.neo4j.rebuilding import rebuild_from
from graph.neo4j.schema import SCHEMA_VERSION
from graph.neo4j.verify import differences
from graph.projections import Cursor, Difference, refuse_stale
from ontology.model import ChangeSet

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.neo4j.offline_import import OfflineLoad

_COUNT: Final = "MATCH (n:_Namespace) RETURN count(n)"


class Neo4jProjection:
    """Accepted Facts, their evidence and the ontology as nodes and relationships of one Neo4j database.

    Not for two threads at once; several processes may follow one database, and each change is taken over once.
    """

    name = "neo4j"

    def __init__(self, connection: Connection, *, offline: OfflineLoad | None = None) -> None:
        """`offline`: how `rebuild` may load a server of our own."""
        self._connection, self._offline = connection, offline
        self._namespaces = Namespaces()

    def cursor(self) -> Cursor | None:
        """Return how far Neo4j has come; None where nothing, or not yet all, was built, or by another model."""
        checkpoint = self._connection.read(read_checkpoint)
        return checkpoint.cursor if checkpoint and _is_current(checkpoint) else None

    def apply(self, changes: Sequence[ChangeSet], cursor: Cursor) -> None:
        """Take ChangeSets over, in transactions of about 30,000 quads; those that were taken over are skipped.

        Raises `ProjectionStale` where Neo4j follows another Dataset or epoch, `Neo4jAway` while it is rebuilt. After
        any error each transaction stands whole, with its checkpoint, or not at all.
        """
        for group in batches(changes):
            reached = Cursor(cursor.dataset_id, cursor.epoch, group[-1].sequence)
            try:
                self._connection.write(lambda tx, g=group, c=reached: self._take_over(tx, g, c))  # type: ignore[misc]
            except BaseException:
                # It may have met prefixes that nobody saved.
                self._namespaces = Namespaces()
                raise
            self._namespaces.saved()

    def rebuild(self, reader: Reader, cursor: Cursor) -> None:
        """Drop what is ours and build it from a state; memory grows by about 120 bytes a relationship."""
        self._namespaces = Namespaces()
        if self._offline is None or not self._offline.run(self._connection, reader, cursor):
            rebuild_from(self._connection, reader, cursor)

    def differences(self, reader: Reader) -> Iterator[Difference]:
        """Yield where Neo4j differs from the state it has come to."""
        return differences(self._connection, reader)

    def _take_over(self, tx: ManagedTransaction, changes: Sequence[ChangeSet], cursor: Cursor) -> None:
        checkpoint = lock_checkpoint(tx)
        if checkpoint is None or not _is_current(checkpoint):
            raise Neo4jAway(f"{self._connection.settings.where} is being rebuilt, or has to be")
        followed = checkpoint.cursor
        # Ahead of these changes is well: another projector took them over.
        refuse_stale(self.name, followed, (cursor.dataset_id, cursor.epoch), max(cursor.sequence, followed.sequence))
        if cursor.sequence <= followed.sequence:
            return
        self._know_namespaces(tx)
        batch = batch_of(changes, after=followed.sequence)
        apply_batch(tx, batch, self._namespaces, base=checkpoint.base)
        save_namespaces(tx, self._namespaces)
        set_checkpoint(tx, Checkpoint(cursor, checkpoint.base, build=checkpoint.build, schema=checkpoint.schema))

    def _know_namespaces(self, tx: ManagedTransaction) -> None:
        """Read the namespaces again where another projector has saved some."""
        record = tx.run(_COUNT).single(strict=True)
        if self._namespaces.unsaved() or record[0] != len(self._namespaces.foreign):
            self._namespaces = read_namespaces(tx)


def _is_current(checkpoint: Checkpoint) -> bool:
    return checkpoint.is_whole and checkpoint.schema >= SCHEMA_VERSION
