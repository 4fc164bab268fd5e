"""The Dataset on pyoxigraph: reading and writing one store, and a Dataset in memory for tests and scratch.

Only one `Store.update` call is atomic across a delete and an insert, so a ChangeSet is one call. Iterators keep a
store open inside pyoxigraph; closing a reader ends those it gave out, or the folder would stay locked.
"""

from __future__ import annotations

import threading
import uuid
import weakref
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, TypeVar

import pyoxigraph

from graph.changeset_nodes import SEQUENCE, change_node, last_sequence
from graph.dataset import Answer, ChangeConflict, DatasetError, DatasetLocked, Solutions, Triples
from graph.stores.oxigraph_terms import from_oxigraph, graph_name, named, node, to_oxigraph, value
from graph.stores.sparql_text import names_graphs, refuse_service, syntax_error
from graph.stores.update_text import nquads, update_text
from ontology.graphs import CHANGES, DEFAULT_DATASET
from ontology.model import Quad, Term
from ontology.namespaces import DEFAULT_BASE

T = TypeVar("T")
LEASE_WAIT_S: Final = 30.0
"""How long one waits for another writer (DESIGN 6)."""
_DUMP_LINES: Final = 5_000
_BULK_FROM: Final = 10_000
"""From so many quads, `bulk_load` takes half the CPU of `update`; below, its file syncs cost more (measured)."""


class OxigraphReader:
    """A state of a store: the Reader of the port."""

    def __init__(self, store: pyoxigraph.Store, *, base: str, sequence: int | None = None) -> None:
        self._store: pyoxigraph.Store | None = store
        self._base = base
        self._given: weakref.WeakSet[Generator[Any, None, None]] = weakref.WeakSet()
        self._sequence = find_sequence(store, base) if sequence is None else sequence

    @property
    def base(self) -> str:
        """The base of data IRIs."""
        return self._base

    @property
    def sequence(self) -> int:
        """The sequence of the last ChangeSet in this state; 0 for an empty Dataset."""
        return self._sequence

    @property
    def store(self) -> pyoxigraph.Store:
        """The open store; raises `DatasetError` after closing."""
        if self._store is None:
            raise DatasetError("this reader is closed: use it inside the with block that opened it")
        return self._store

    def quads(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches anything, graph "" the unnamed graph."""
        found = self.store.quads_for_pattern(
            None if subject is None else node(subject),
            None if predicate is None else named(predicate),
            None if object is None else value(object),
            None if graph is None else graph_name(graph),
        )
        return self._give(map(from_oxigraph, found))

    def query(
        self,
        sparql: str,
        *,
        default_graphs: Sequence[Term] | None = None,
        named_graphs: Sequence[Term] | None = None,
        base: str | None = None,
    ) -> Answer:
        """Answer SPARQL 1.1 as the port says; FROM in the text holds where neither argument is given."""
        refuse_service(sparql, base=base)
        if default_graphs is None and (named_graphs is not None or not names_graphs(sparql, base=base)):
            default_graphs = DEFAULT_DATASET
        try:
            answer = self.store.query(
                sparql,
                base_iri=base,
                default_graph=None if default_graphs is None else [graph_name(graph) for graph in default_graphs],
                named_graphs=None if named_graphs is None else [named(graph) for graph in named_graphs],
            )
        except SyntaxError as err:
            raise syntax_error(err, sparql) from None
        except (OSError, ValueError, RuntimeError) as err:
            raise DatasetError(f"the query could not be answered: {err}") from err
        return self._answer(answer)

    def dump_nquads(self, graph: Term | None = None) -> Iterator[bytes]:
        """Yield the N-Quads of everything, or of one graph, in chunks of whole lines."""
        found = self.store.quads_for_pattern(None, None, None, None if graph is None else graph_name(graph))

        def chunks() -> Iterator[bytes]:
            while lines := [f"{quad} .\n" for quad in islice(found, _DUMP_LINES)]:
                yield "".join(lines).encode("utf-8")

        return self._give(chunks())

    def reopen(self, store: pyoxigraph.Store) -> None:
        """Go on with another store, at the sequence it is at."""
        self._store, self._sequence = store, find_sequence(store, self._base)

    def close(self) -> None:
        """End every iterator this reader gave out, and let go of the store."""
        for given in list(self._given):
            given.close()
        self._store = None

    def _answer(self, answer: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples) -> Answer:
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return bool(answer)
        if isinstance(answer, pyoxigraph.QueryTriples):
            return Triples(self._give((str(t.subject), str(t.predicate), str(t.object)) for t in answer))
        variables = tuple(variable.value for variable in answer.variables)
        rows = (tuple(None if term is None else str(term) for term in solution) for solution in answer)
        return Solutions(variables, self._give(rows))

    def _give(self, found: Iterator[T]) -> Iterator[T]:
        given = _translated(found)
        self._given.add(given)
        return given


def _translated(found: Iterator[T]) -> Generator[T, None, None]:
    try:
        yield from found
    except (OSError, RuntimeError) as err:
        raise DatasetError(f"the store could not be read to the end: {err}") from err


class OxigraphWriter(OxigraphReader):
    """The live state of a store: the Writer of the port, without a lease of its own."""

    def present(self, quads: Collection[Quad]) -> set[Quad]:
        """Return those of the quads that stand in the live state."""
        store = self.store
        return {quad for quad in quads if to_oxigraph(quad) in store}

    def apply(
        self, *, remove: Collection[Quad], add: Collection[Quad], sequence: int, more_follows: bool = False
    ) -> None:
        """Remove and add in one atomic step; raises `ChangeConflict` where `sequence` is not the next."""
        if sequence != self._sequence + 1:
            raise ChangeConflict(f"ChangeSet {sequence} cannot follow {self._sequence}: read again and retry")
        try:
            if remove or len(add) < _BULK_FROM:
                self.store.update(update_text(remove, add))
            else:
                # Up to a million quads are one ingestion of files into all indexes: atomic, and at half the CPU.
                self.store.bulk_load(nquads(add), pyoxigraph.RdfFormat.N_QUADS, lenient=True)
        except (OSError, RuntimeError, SyntaxError) as err:
            raise DatasetError(f"ChangeSet {sequence} was not written, nothing of it stands: {err}") from err
        self._sequence = sequence

    def publish(self) -> None:
        """Nothing to do: who shares this store sees its state."""

    def give_way(self) -> bool:
        """Nobody waits for a store that has no lease."""
        return False

    @contextmanager
    def scrubbing(self) -> Iterator[None]:
        """Nothing to do: what is removed from a store in memory leaves no files behind."""
        yield


class ScratchWriter(OxigraphWriter):
    """A private copy of a state, which may be moved to another sequence; no Dataset learns of it."""

    def move(self, *, remove: Collection[Quad], add: Collection[Quad], sequence: int) -> None:
        """Remove and add in one atomic step, and call the result the state of a sequence."""
        if remove or add:
            self.store.update(update_text(remove, add))
        self._sequence = sequence


def find_sequence(store: pyoxigraph.Store, base: str) -> int:
    """Return the sequence of the last ChangeSet in a store, 0 for none."""
    predicate, changes = named(SEQUENCE), named(CHANGES)

    def exists(sequence: int) -> bool:
        found = store.quads_for_pattern(node(change_node(base, sequence)), predicate, None, changes)
        return next(found, None) is not None

    return last_sequence(exists)


def copy_store(store: pyoxigraph.Store) -> pyoxigraph.Store:
    """Return a copy of a store in memory."""
    copy = pyoxigraph.Store()
    copy.bulk_load(store.dump(format=pyoxigraph.RdfFormat.N_QUADS), pyoxigraph.RdfFormat.N_QUADS)
    return copy


class MemoryDataset:
    """A Dataset that lives as long as its process: for tests and scratch.

    A reader has a copy of the state it was opened on (made once per state, 1 s per 90,000 quads), so it never
    changes under its user. A writer reads what it writes.
    """

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self._base = base
        self.identity = (str(uuid.uuid4()), 1)
        self._writer = OxigraphWriter(pyoxigraph.Store(), base=base)
        self._lease = threading.Lock()
        self._applying = threading.Lock()
        self._holder = ""
        self._published: tuple[int, pyoxigraph.Store] = (0, pyoxigraph.Store())

    @property
    def base(self) -> str:
        """The base of data IRIs."""
        return self._base

    @contextmanager
    def reader(self, *, at_least: int = 0) -> Iterator[OxigraphReader]:
        """Open a copy of the newest state; raises `DatasetError` where it is older than `at_least`."""
        with self._applying:
            if self._published[0] != self._writer.sequence:
                self._published = (self._writer.sequence, copy_store(self._writer.store))
            sequence, store = self._published
        if sequence < at_least:
            raise DatasetError(f"the Dataset is at sequence {sequence}; {at_least} was asked for")
        reader = OxigraphReader(store, base=self._base, sequence=sequence)
        try:
            yield reader
        finally:
            reader.close()

    @contextmanager
    def scratch(self, *, near: int) -> Iterator[ScratchWriter]:
        """Open a private, writable copy of the newest state, whatever `near` is: it is the only one kept."""
        with self.reader() as reader:
            writer = ScratchWriter(copy_store(reader.store), base=self._base, sequence=reader.sequence)
        try:
            yield writer
        finally:
            writer.close()

    @contextmanager
    def writer(self, *, holder: str) -> Iterator[OxigraphWriter]:
        """Take the lease, waiting up to 30 s; raises `DatasetLocked`."""
        if not self._lease.acquire(timeout=LEASE_WAIT_S):
            raise DatasetLocked("the Dataset in memory", self._holder)
        self._holder = holder
        writer = _MemoryWriter(self._writer, self._applying)
        try:
            yield writer
        finally:
            writer.close()
            self._lease.release()


class _MemoryWriter(OxigraphWriter):
    """One holder's view of the live store: closed with its lease, while the store lives on."""

    def __init__(self, live: OxigraphWriter, applying: threading.Lock) -> None:
        super().__init__(live.store, base=live.base, sequence=live.sequence)
        self._live, self._applying = live, applying

    def apply(
        self, *, remove: Collection[Quad], add: Collection[Quad], sequence: int, more_follows: bool = False
    ) -> None:
        """Remove and add in one atomic step."""
        with self._applying:
            super().apply(remove=remove, add=add, sequence=sequence, more_follows=more_follows)
            self._live._sequence = sequence
