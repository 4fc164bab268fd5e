"""Projections: read models built from the change feed, each change exactly once (DESIGN 6).

A Projection keeps its cursor in its own store, in the transaction of its own writes: after any crash no change is
lost and none applied twice. It can be deleted and built again from the Dataset.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from graph.changes import change_feed
from graph.dataset import DatasetError, Reader
from ontology.model import ChangeSet

T = TypeVar("T")
_BATCH: Final = 50
"""ChangeSets handed over at once at most."""
_QUADS: Final = 100_000
"""Quads handed over at once, unless one ChangeSet alone has more; as many again are read meanwhile."""


class ProjectionStale(DatasetError):
    """A Projection that follows another Dataset, or one since restored: rebuild it."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a Projection has come, and in which Dataset: a restore begins another epoch."""

    dataset_id: str
    epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a read model and the Dataset disagree, as a sentence for people."""

    where: str
    what: str


class Projection(Protocol):
    """A read model of the Dataset."""

    @property
    def name(self) -> str:
        """What `verify` and `rebuild` call it."""
        ...

    def cursor(self) -> Cursor | None:
        """Return how far it has come; None where nothing was built yet."""
        ...

    def apply(self, changes: Sequence[ChangeSet], cursor: Cursor) -> None:
        """Take over ChangeSets and the cursor behind them in one transaction. What one `erased` must go too."""
        ...

    def rebuild(self, reader: Reader, cursor: Cursor) -> None:
        """Drop everything and build anew from a state, with its cursor."""
        ...

    def differences(self, reader: Reader) -> Iterator[Difference]:
        """Yield where it differs from the state it has come to."""
        ...


class IdentifiedDataset(Protocol):
    """A Dataset that says which it is: all of ours."""

    @property
    def identity(self) -> tuple[str, int]:
        """The dataset id and the epoch."""
        ...

    def reader(self, *, at_least: int = 0) -> AbstractContextManager[Reader]:
        """Open the newest published state."""
        ...


def catch_up(projection: Projection, dataset: IdentifiedDataset) -> int:
    """Hand a Projection the ChangeSets it has not seen and return the sequence it has come to.

    One that was never built is built. Raises `ProjectionStale` where it follows another Dataset or epoch.
    """
    cursor = projection.cursor()
    if cursor is None:
        rebuild(projection, dataset)
        # Another process may have built it meanwhile, from an earlier state or a later one.
        cursor = projection.cursor()
    if cursor is None:
        raise DatasetError(f"{projection.name} is being rebuilt by another process")
    # Opened after the cursor was read: whatever another process has brought by then is in it.
    with dataset.reader() as reader:
        refuse_stale(projection.name, cursor, dataset.identity, reader.sequence)
        changes = change_feed(reader, after=cursor.sequence)
        with closing(_read_ahead(_loads(changes))) as loads:
            for load in loads:
                cursor = Cursor(*dataset.identity, load[-1].sequence)
                projection.apply(load, cursor)
        return cursor.sequence


def rebuild(projection: Projection, dataset: IdentifiedDataset) -> int:
    """Build a Projection anew from the newest state and return its sequence."""
    with dataset.reader() as reader:
        newest = Cursor(*dataset.identity, reader.sequence)
        projection.rebuild(reader, newest)
    return (projection.cursor() or newest).sequence


def lag(projection: Projection, dataset: IdentifiedDataset) -> int | None:
    """Return how many ChangeSets a Projection is behind; None where it has to be built first."""
    cursor = projection.cursor()
    with dataset.reader() as reader:
        if cursor is None or (cursor.dataset_id, cursor.epoch) != dataset.identity or cursor.sequence > reader.sequence:
            return None
        return reader.sequence - cursor.sequence


def refuse_stale(name: str, cursor: Cursor, identity: tuple[str, int], sequence: int) -> None:
    """Raise `ProjectionStale` where a cursor is of another Dataset or epoch, or ahead of the Dataset."""
    dataset_id, epoch = identity
    if cursor.dataset_id != dataset_id:
        why = f"follows the Dataset {cursor.dataset_id}, not {dataset_id}"
    elif cursor.epoch != epoch:
        why = f"follows epoch {cursor.epoch}; a restore has begun epoch {epoch}"
    elif cursor.sequence > sequence:
        why = f"is at sequence {cursor.sequence}, which the Dataset, at {sequence}, does not have"
    else:
        return
    raise ProjectionStale(f"{name} {why}: run `mediagraph rebuild {name}`")


def _loads(changes: Iterator[ChangeSet]) -> Iterator[list[ChangeSet]]:
    """Yield ChangeSets in loads to hand over at once; one alone where it is as large as that."""
    load: list[ChangeSet] = []
    weight = 0
    for change in changes:
        more = len(change.removed) + len(change.added)
        if load and (len(load) >= _BATCH or weight + more > _QUADS):
            yield load
            load, weight = [], 0
        load.append(change)
        weight += more
    if load:
        yield load


def _read_ahead(loads: Iterator[T]) -> Generator[T, None, None]:
    """Yield what an iterator yields; the next is made while the one before it is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as reading:
        coming = reading.submit(next, loads, None)
        while (load := coming.result()) is not None:
            coming = reading.submit(next, loads, None)
            yield load
