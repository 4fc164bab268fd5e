"""As-of reads: the Dataset as it stood after any ChangeSet, or at any time (DESIGN 6).

That is our time of knowing; what a Fact says of the world's time is in the Fact. A private copy of the nearest kept
checkpoint is moved there by the patches between, so it costs by the distance, not by the size of the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import chain
from typing import Protocol

from graph.changes import change_feed, utc
from graph.changeset_nodes import TIME, change_node, read_change
from graph.dataset import Dataset, DatasetError, Reader
from graph.undo import net_change
from ontology.graphs import CHANGES
from ontology.model import ChangeSet, Quad, Term
from ontology.model.rdf import text_of

_STEP = 20_000


class Scratch(Reader, Protocol):
    """A private copy of a state that can be moved to another sequence."""

    def move(self, *, remove: list[Quad], add: list[Quad], sequence: int) -> None:
        """Remove and add, and call the result the state of a sequence."""
        ...


class DatasetWithScratch(Dataset, Protocol):
    """A Dataset that can lend a private copy of a state near a sequence: all of ours can."""

    def scratch(self, *, near: int) -> AbstractContextManager[Scratch]:
        """Open a private copy of the state nearest to a sequence that can be had cheaply."""
        ...


@contextmanager
def as_of(dataset: DatasetWithScratch, at: int | datetime) -> Iterator[Reader]:
    """Open the state after ChangeSet `at`, or at a time (with its zone): what the last ChangeSet by then had left.

    What was erased since is missing there too; `erased_since` names those erasures. Raises `DatasetError` for a
    sequence that is not there.
    """
    with dataset.reader() as newest:
        sequence = at if isinstance(at, int) else sequence_at(newest, at)
        if not 0 <= sequence <= newest.sequence:
            raise DatasetError(f"there is no state {sequence}: the Dataset has 0 to {newest.sequence}")
        with dataset.scratch(near=sequence) as scratch:
            _move(scratch, newest, sequence)
            yield scratch


def sequence_at(reader: Reader, moment: datetime) -> int:
    """Return the sequence of the last ChangeSet whose time is not after a moment; 0 for none."""
    wanted = datetime.fromisoformat(utc(moment))
    prefix = change_node(reader.base, 0)[:-2]
    return max(
        (
            int(quad.subject[len(prefix) : -1])
            for quad in reader.quads(None, TIME, None, CHANGES)
            if datetime.fromisoformat(text_of(quad.object)) <= wanted
        ),
        default=0,
    )


def erased_since(dataset: Dataset, sequence: int) -> list[ChangeSet]:
    """Return the erasures after a sequence: an as-of read of that state answers "erased" for what they name."""
    with dataset.reader() as reader:
        return [change for change in change_feed(reader, after=sequence) if change.erased]


def erasure_of(dataset: Dataset, term: Term) -> ChangeSet | None:
    """Return the ChangeSet that erased a thing; None where nothing did."""
    return next((change for change in erased_since(dataset, 0) if term in change.erased), None)


def _move(scratch: Scratch, newest: Reader, sequence: int) -> None:
    """Take a copy to a sequence, forward or back, with the patches that the newest state holds."""
    here = scratch.sequence
    if sequence == here:
        return
    between = range(min(here, sequence) + 1, max(here, sequence) + 1)
    removed, added = net_change([read_change(newest, number) for number in between])
    nodes = list(chain.from_iterable(newest.quads(change_node(newest.base, n), None, None, CHANGES) for n in between))
    if sequence > here:
        remove, add = sorted(removed), [*sorted(added), *nodes]
    else:
        remove, add = [*sorted(added), *nodes], sorted(removed)
    for start in range(0, max(len(remove), len(add)), _STEP):
        scratch.move(remove=remove[start : start + _STEP], add=add[start : start + _STEP], sequence=sequence)
