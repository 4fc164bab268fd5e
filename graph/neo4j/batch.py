"""A batch: ChangeSets in order as one change, with the sequence that made each statement stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.neo4j.scope import is_projected
from ontology.model import ChangeSet, Quad, Term

_QUADS: Final = 30_000
"""Quads in one transaction: about a second of work, and 100 MB of the server's heap."""


@dataclass(slots=True)
class Batch:
    """What stood before and is taken away, and what stands afterwards with the sequence of the ChangeSet that said it.

    A statement that was taken away and said again stands in both: it has a new sequence. `erased` are the terms of
    things that are gone with everything that names them.
    """

    removed: set[Quad] = field(default_factory=set)
    added: dict[Quad, int] = field(default_factory=dict)
    erased: set[Term] = field(default_factory=set)
    sequence: int = 0

    def take(self, change: ChangeSet) -> None:
        """Take in the next ChangeSet."""
        for quad in change.removed:
            if is_projected(quad) and self.added.pop(quad, None) is None:
                self.removed.add(quad)
        for quad in change.added:
            if is_projected(quad):
                self.added[quad] = change.sequence
        self.erased.update(change.erased)
        self.sequence = change.sequence

    @property
    def size(self) -> int:
        """How many statements it takes away and adds."""
        return len(self.removed) + len(self.added)


def batches(changes: Sequence[ChangeSet], *, quads: int = _QUADS) -> Iterator[list[ChangeSet]]:
    """Yield ChangeSets in groups of about so many quads; one that erased something stands alone.

    An erasure says what is gone, not which quads, so what it took has to be read from the graph as the ChangeSets
    before it left it.
    """
    group: list[ChangeSet] = []
    weight = 0
    for change in changes:
        more = len(change.removed) + len(change.added)
        if group and (change.erased or weight + more > quads):
            yield group
            group, weight = [], 0
        group.append(change)
        weight += more
        if change.erased:
            yield group
            group, weight = [], 0
    if group:
        yield group


def batch_of(changes: Sequence[ChangeSet], *, after: int) -> Batch:
    """Return ChangeSets as one change, without those at or below a sequence."""
    batch = Batch(sequence=after)
    for change in changes:
        if change.sequence > after:
            batch.take(change)
    return batch
