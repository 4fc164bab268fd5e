"""Verify: does Neo4j hold exactly what the Dataset calls for, and mending it where it does not.

What is compared is everything: statements, labels, what Facts put on relationships, duplicates, ties to others' nodes.
Nodes without the label :Resource are none of ours, and are left alone; only what ties them to ours is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.dataset import Reader
from graph.history import DatasetWithScratch, as_of
from graph.neo4j.bulk import nodes_and_relationships
from graph.neo4j.compare import Suspect, suspects
from graph.neo4j.connection import Connection
from graph.neo4j.differing import differences_of, nameless_difference, tie_difference, twice_difference
from graph.neo4j.kept_namespaces import (
    delete_strange_namespaces,
    read_namespaces,
    save_namespaces,
    strange_namespaces,
)
from graph.neo4j.names import Namespaces
from graph.neo4j.repair import BATCH, delete_nodes, delete_ties, mend
from graph.neo4j.scan import nodes_of_one_iri, nodes_without_iri, scan, ties_of_others
from graph.neo4j.schema import migrate, missing
from graph.neo4j.standstill import while_nothing_is_written
from graph.projections import Difference, IdentifiedDataset, Projection, catch_up

if TYPE_CHECKING:
    from typing import Protocol

    from neo4j import ManagedTransaction

    class OurDataset(IdentifiedDataset, DatasetWithScratch, Protocol):
        """A Dataset that says which it is, and whose earlier states can be read: all of ours."""


Found = TypeVar("Found")
KEY_CONSTRAINT: Final = "mediagraph_resource_iri"
MOST: Final = 10_000
"""Differences that are named, at most."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison found at a sequence; `behind` is how many ChangeSets Neo4j took over before it.

    `found` are the differences before any repair, `left` those after it (without a repair, the same).
    """

    sequence: int
    behind: int
    found: list[Difference]
    left: list[Difference]
    seconds: float


def differences(connection: Connection, reader: Reader) -> Iterator[Difference]:
    """Yield where Neo4j differs from a state of the Dataset, which must be the one it has come to.

    It streams twice over both at flat memory. Nothing may write to Neo4j meanwhile; `verify` sees to that.
    """
    for name in missing(connection):
        yield Difference("neo4j", f"missing: the constraint or index {name}")
        if name == KEY_CONSTRAINT:
            yield from map(twice_difference, nodes_of_one_iri(connection))
            yield Difference("neo4j", f"not compared further: without {name} every look-up would read all nodes")
            return
    for prefix, iri in connection.read(strange_namespaces):
        yield Difference("neo4j", f"is not the prefix of its namespace: {prefix} of {iri}")
    for tie in ties_of_others(connection):
        yield tie_difference(tie)
    for node in nodes_without_iri(connection):
        yield nameless_difference(node)
    namespaces = connection.read(read_namespaces)
    for suspect in _suspects(connection, reader, namespaces):
        yield from differences_of(suspect, namespaces)
    for prefix, iri in sorted(namespaces.unsaved().items()):
        yield Difference("neo4j", f"missing: the namespace {iri} with its prefix {prefix}")


def repair(connection: Connection, reader: Reader) -> None:
    """Make Neo4j what a state of the Dataset calls for, touching nothing else."""
    namespaces = connection.read(read_namespaces)
    connection.write(delete_strange_namespaces)
    _delete_in_parts(connection, nodes_without_iri, lambda found: [node.id for node in found], delete_nodes)
    _delete_in_parts(connection, ties_of_others, list, delete_ties)
    found = _suspects(connection, reader, namespaces)
    while batch := list(islice(found, BATCH)):
        connection.write(lambda tx, batch=batch: mend(tx, batch))  # type: ignore[misc]
    connection.write(lambda tx: save_namespaces(tx, namespaces))


def repair_schema(connection: Connection) -> None:
    """Create the constraints and indexes that are missing; of several nodes with one IRI the first stays."""
    if KEY_CONSTRAINT in missing(connection):
        while found := nodes_of_one_iri(connection):
            surplus = [identity for same in found for identity in same.ids[1:]]
            connection.write(lambda tx, surplus=surplus: delete_nodes(tx, surplus))  # type: ignore[misc]
    migrate(connection)


def _delete_in_parts(
    connection: Connection,
    find: Callable[[Connection], list[Found]],
    named: Callable[[list[Found]], list[Any]],
    delete: Callable[[ManagedTransaction, list[Any]], None],
) -> None:
    """Delete what is found until nothing is: each look finds so many at most."""
    before: list[Found] = []
    while (found := find(connection)) and found != before:
        before = found
        for start in range(0, len(found), BATCH):
            part = named(found[start : start + BATCH])
            connection.write(lambda tx, part=part: delete(tx, part))  # type: ignore[misc]


def verify(
    projection: Projection,
    connection: Connection,
    dataset: OurDataset,
    *,
    with_repair: bool = False,
    most: int = MOST,
) -> Verdict:
    """Compare Neo4j with the Dataset and, if asked to, mend it and compare again.

    What it is behind it takes over first. Raises `ProjectionStale`, `Neo4jAway`, `Neo4jRefused`.
    """
    started = time.monotonic()
    before = projection.cursor()
    if before is None and not with_repair:
        why = f"it has not been built, or not to its end: `mediagraph rebuild {projection.name}` builds it"
        never = [Difference(projection.name, why)]
        return Verdict(0, 0, never, never, time.monotonic() - started)
    reached = catch_up(projection, dataset)
    behind = reached - before.sequence if before else reached

    def compare(sequence: int) -> list[Difference]:
        with state_at(dataset, sequence) as reader:
            return list(islice(differences(connection, reader), most))

    def mended(sequence: int) -> list[Difference]:
        with state_at(dataset, sequence) as reader:
            repair(connection, reader)
        return compare(sequence)

    found = compare(reached)
    now = projection.cursor()
    if found and (now is None or now.sequence != reached):
        # It moved on while it was read, so what was found may be no more than that.
        reached, found = while_nothing_is_written(connection, compare)
    left = found
    if found and with_repair:
        # Not under the lock: a constraint is created when the transactions before it have ended.
        repair_schema(connection)
        reached, left = while_nothing_is_written(connection, mended)
    return Verdict(reached, behind, found, left, time.monotonic() - started)


@contextmanager
def state_at(dataset: OurDataset, sequence: int) -> Iterator[Reader]:
    """Open the state of a sequence: the newest where that is the one, else as of it."""
    with dataset.reader() as newest:
        if newest.sequence == sequence:
            yield newest
            return
    with as_of(dataset, sequence) as reader:
        yield reader


def _suspects(connection: Connection, reader: Reader, namespaces: Namespaces) -> Iterator[Suspect]:
    return suspects(lambda: nodes_and_relationships(reader, namespaces), lambda: scan(connection))
