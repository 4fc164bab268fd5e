"""The checkpoint: how far Neo4j has come, in the database itself and in the transaction of each batch (DESIGN 6).

One node, ``(:_Mediagraph {name: 'checkpoint'})``. A transaction that writes touches it first, which takes its lock:
of two projectors one waits, then reads what the other has done.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.neo4j.errors import Neo4jAway
from graph.neo4j.schema import SCHEMA_VERSION
from graph.projections import Cursor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BUILDING: Final = "building"
WHOLE: Final = "whole"
_FIELDS: Final = (
    "RETURN c.dataset AS dataset, c.epoch AS epoch, c.sequence AS sequence, c.base AS base, c.state AS state, "
    "c.build AS build, c.schema AS schema"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the graph in Neo4j is a picture of: a Dataset's state, and the base of its IRIs.

    `build` names the rebuild that made it, `schema` the version of the model. While `state` is "building" it is no
    whole picture of anything.
    """

    cursor: Cursor
    base: str
    state: str = WHOLE
    build: str = ""
    schema: int = SCHEMA_VERSION

    @property
    def is_whole(self) -> bool:
        """Say whether the graph is the picture of one state."""
        return self.state == WHOLE


def read_checkpoint(tx: ManagedTransaction) -> Checkpoint | None:
    """Return the checkpoint; None where nothing was ever built here."""
    return _checkpoint(tx.run(f"MATCH (c:_Mediagraph {{name: 'checkpoint'}}) {_FIELDS}").single())


def lock_checkpoint(tx: ManagedTransaction) -> Checkpoint | None:
    """Return the checkpoint, with its lock held until the transaction ends; None where there is none."""
    touch = "MATCH (c:_Mediagraph {name: 'checkpoint'}) SET c.lock = $nonce"
    # The lock is had by writing; what is read before it may be older than what the other projector left.
    tx.run(touch, nonce=uuid.uuid4().hex).consume()
    return read_checkpoint(tx)


def set_checkpoint(tx: ManagedTransaction, checkpoint: Checkpoint) -> None:
    """Write the checkpoint, made where it is missing."""
    cursor = checkpoint.cursor
    tx.run(
        "MERGE (c:_Mediagraph {name: 'checkpoint'}) SET c += $values",
        values={
            "dataset": cursor.dataset_id,
            "epoch": cursor.epoch,
            "sequence": cursor.sequence,
            "base": checkpoint.base,
            "state": checkpoint.state,
            "build": checkpoint.build,
            "schema": checkpoint.schema,
        },
    ).consume()


def lock_rebuild(tx: ManagedTransaction) -> None:
    """Wait until no other process rebuilds, and keep them waiting until the transaction ends, however it does.

    A process that dies lets go of it at once: the server ends its transactions with its connection.
    """
    tx.run("MERGE (c:_Mediagraph {name: 'rebuild'}) SET c.lock = $nonce", nonce=uuid.uuid4().hex).consume()


def while_building(
    checkpoint: Checkpoint, where: str, work: Callable[[ManagedTransaction], None]
) -> Callable[[ManagedTransaction], None]:
    """Return work that is done only while the load that this checkpoint began is the one that goes on.

    It raises `Neo4jAway`, which names `where`, when another one has begun.
    """

    def guarded(tx: ManagedTransaction) -> None:
        now = lock_checkpoint(tx)
        if now is None or now.build != checkpoint.build or now.state != BUILDING:
            raise Neo4jAway(f"{where}: another process has begun to rebuild it")
        work(tx)

    return guarded


def _checkpoint(record: Any) -> Checkpoint | None:
    if record is None or record["dataset"] is None or record["epoch"] is None or record["sequence"] is None:
        return None
    cursor = Cursor(str(record["dataset"]), int(record["epoch"]), int(record["sequence"]))
    base, state, build, schema = (record[name] for name in ("base", "state", "build", "schema"))
    return Checkpoint(cursor, base or "", state or WHOLE, build or "", schema or 0)
