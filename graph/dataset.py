"""The Dataset port: RDF quads, SPARQL, atomic ChangeSets.

Reading and writing are different objects. A `Reader` is a consistent state of one sequence. A `Writer` is the lease
on the one place that may write; only `graph.changes.commit` calls its `apply`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ontology.model import Quad, Term


class DatasetError(Exception):
    """The Dataset cannot do what was asked; the message names it, the value and the rule."""


class DatasetLocked(DatasetError):
    """Another writer holds the lease; `holder` says who."""

    def __init__(self, path: str, holder: str, *, wait_s: float = 30) -> None:
        self.path, self.holder = path, holder
        super().__init__(f"{path} is being written by {holder}; waited {wait_s:g} s for it")


class ChangeConflict(DatasetError):
    """Somebody else committed first: the ChangeSet was computed on an older sequence. Read again and retry."""


class QueryRefused(DatasetError):
    """A SPARQL text that would reach outside the Dataset: SERVICE in a query, LOAD in an update."""


class QuerySyntaxError(DatasetError):
    """A SPARQL text that does not parse; `line` and `column` count from 1, None where the store does not say."""

    def __init__(self, message: str, *, line: int | None, column: int | None) -> None:
        self.line, self.column = line, column
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Solutions:
    """SELECT: variables in order, and an iterator of rows, each with a Term or None per variable."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class Triples:
    """CONSTRUCT and DESCRIBE: an iterator of (subject, predicate, object)."""

    rows: Iterator[tuple[Term, Term, Term]]


Answer = Solutions | Triples | bool


class Reader(Protocol):
    """A consistent state of the Dataset."""

    @property
    def base(self) -> str:
        """The base of data IRIs."""
        ...

    @property
    def sequence(self) -> int:
        """The sequence of the last ChangeSet in this state; 0 for an empty Dataset."""
        ...

    def quads(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches anything, graph "" the unnamed graph."""
        ...

    def query(
        self,
        sparql: str,
        *,
        default_graphs: Sequence[Term] | None = None,
        named_graphs: Sequence[Term] | None = None,
        base: str | None = None,
    ) -> Answer:
        """Answer SPARQL 1.1. `default_graphs` are merged into the default graph ("" is the unnamed graph); without
        them it is the unnamed graph + mg:facts + mg:ontology. Raises `QuerySyntaxError`."""
        ...

    def dump_nquads(self, graph: Term | None = None) -> Iterator[bytes]:
        """Yield the N-Quads of everything, or of one graph, in chunks."""
        ...


class Writer(Reader, Protocol):
    """The live state, under the lease; it reads its own writes."""

    def present(self, quads: Collection[Quad]) -> set[Quad]:
        """Return those of the quads that stand in the live state."""
        ...

    def apply(
        self, *, remove: Collection[Quad], add: Collection[Quad], sequence: int, more_follows: bool = False
    ) -> None:
        """Remove and add in one atomic step; after a crash all of it stands, or none. Only graph.changes calls it.

        The terms have passed `graph.stores.update_text.check_quads`. `sequence` is that of the ChangeSet;
        raises `ChangeConflict` where the live state is not the one before it.
        With `more_follows` nothing is published before a later call comes without it: a Run is seen whole.
        """
        ...

    def publish(self) -> None:
        """Let readers that open from now on see the live state."""
        ...

    def give_way(self) -> bool:
        """Publish and hand the lease to a writer that waits, then take it back; True where others may have written.

        Call it between batches: what was read before a True must be read again.
        """
        ...


class Dataset(Protocol):
    """Where quads live."""

    @property
    def base(self) -> str:
        """The base of data IRIs, fixed when the Dataset was made."""
        ...

    def reader(self, *, at_least: int = 0) -> AbstractContextManager[Reader]:
        """Open the newest published state, of at least this sequence; never waits for a writer to finish a batch."""
        ...

    def writer(self, *, holder: str) -> AbstractContextManager[Writer]:
        """Take the lease, waiting up to 30 s; raises `DatasetLocked`. The state is published on leaving."""
        ...
