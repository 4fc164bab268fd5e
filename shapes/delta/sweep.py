"""Going over all focus nodes of a store, each read once whatever number of shapes look at it, at a flat memory.

Nodes come source by source (the instances of a class, the subjects or objects of a predicate, nodes named). One that
several sources give is looked at under the first of them, for all shapes that target it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from shapes.delta.plan import DeltaShapes, Unit
from shapes.delta.triples import Hierarchy, StoreTriples
from shapes.slices import Reader

CHUNK: Final = 2_000
"""Nodes of one run of the engine: a slice of some 20,000 triples of ours."""
_REMEMBERED: Final = 100_000
_NAMED, _CLASS, _SUBJECT, _OBJECT = range(4)


class Source(NamedTuple):
    """Where focus nodes come from: a kind of target, and its class or predicate."""

    kind: int
    term: Term = ""


Chunk = tuple[Source, list[Term]]


class Sweep:
    """The sources of focus nodes of some entries, of all bounded ones without `entries`, and the units of each node."""

    def __init__(self, shapes: DeltaShapes, entries: Iterable[int] | None = None) -> None:
        self._entries: Final[defaultdict[Source, list[int]]] = defaultdict(list)
        for entry in shapes.bounded if entries is None else entries:
            targets = shapes.targets[entry]
            for kind, terms in enumerate((targets.classes, targets.subjects_of, targets.objects_of), _CLASS):
                for term in terms:
                    self._entries[Source(kind, term)].append(entry)
            for node in targets.nodes:
                self._entries[Source(_NAMED, node)].append(entry)
        self._subjects: Final = [source.term for source in self._entries if source.kind == _SUBJECT]
        self._objects: Final = [source.term for source in self._entries if source.kind == _OBJECT]

    def chunks(self, reader: Reader, graphs: Sequence[Term] | None = None, size: int = CHUNK) -> Iterator[Chunk]:
        """Yield all nodes that may be focus nodes, by their source, at most `size` at a time."""
        for source in self._sources(StoreTriples(reader, graphs)):
            nodes = _distinct(self._nodes(source, StoreTriples(reader, graphs)))
            while some := list(islice(nodes, size)):
                yield source, some

    def units(self, chunk: Chunk, triples: StoreTriples) -> list[Unit]:
        """Return the units of a chunk's nodes, without those that an earlier source gives."""
        source, nodes = chunk
        hierarchy = Hierarchy(triples)
        nodes = [node for node in nodes if not self._has_earlier_predicate(node, source, triples)]
        triples.prefetch(nodes)
        return [(entry, node) for node in nodes for entry in self._entries_of(node, source, triples, hierarchy)]

    def _has_earlier_predicate(self, node: Term, source: Source, triples: StoreTriples) -> bool:
        """Say whether an earlier source gives a node because of one predicate: asking for that alone is quick."""
        if source.kind != _SUBJECT:
            return False
        return any(triples.objects(node, earlier) for earlier in self._subjects if earlier < source.term)

    def _entries_of(self, node: Term, source: Source, triples: StoreTriples, hierarchy: Hierarchy) -> Iterable[int]:
        found = set(self._entries.get(Source(_NAMED, node), ()))
        if found and source.kind != _NAMED:
            return ()
        for predicate, value in triples.about(node):
            if predicate == RDF_TYPE:
                entries = [e for above in hierarchy.above(value) for e in self._entries.get(Source(_CLASS, above), ())]
                if entries and Source(_CLASS, value) < source:
                    return ()
                found.update(entries)
            if entries := self._entries.get(Source(_SUBJECT, predicate), []):
                if Source(_SUBJECT, predicate) < source:
                    return ()
                found.update(entries)
        for predicate in self._objects:
            if triples.subjects(node, predicate):
                if Source(_OBJECT, predicate) < source:
                    return ()
                found.update(self._entries[Source(_OBJECT, predicate)])
        return sorted(found)

    def _sources(self, triples: StoreTriples) -> list[Source]:
        """Return the sources in their order; a class stands with each of its subclasses."""
        hierarchy = Hierarchy(triples)
        classes = {below for kind, term in self._entries if kind == _CLASS for below in hierarchy.below(term)}
        others = {source for source in self._entries if source.kind in (_SUBJECT, _OBJECT)}
        named = {Source(_NAMED) for source in self._entries if source.kind == _NAMED}
        return sorted({*named, *others, *(Source(_CLASS, kind) for kind in classes)})

    def _nodes(self, source: Source, triples: StoreTriples) -> Iterator[Term]:
        match source.kind:
            case 0:
                yield from (found.term for found in self._entries if found.kind == _NAMED)
            case 1:
                yield from (quad[0] for quad in triples.quads(None, RDF_TYPE, source.term))
            case 2:
                yield from (quad[0] for quad in triples.quads(None, source.term))
            case _:
                yield from (quad[2] for quad in triples.quads(None, source.term))


def batches(units: Iterable[Unit], size: int = CHUNK) -> Iterator[list[Unit]]:
    """Yield units in lists of at most `size`."""
    rest = iter(units)
    while batch := list(islice(rest, size)):
        yield batch


def _distinct(nodes: Iterable[Term]) -> Iterator[Term]:
    """Yield nodes once, as far as the last of them are remembered."""
    seen: set[Term] = set()
    for node in nodes:
        if node not in seen:
            if len(seen) >= _REMEMBERED:
                seen.clear()
            seen.add(node)
            yield node
