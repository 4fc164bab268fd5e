"""Shapes rewritten so that data says which nodes are looked at: the unit of validation is (entry shape, focus node).

A shape's targets would pick up every node of a slice, whole or cut off. So each entry shape is copied with the
property shapes that it applies to the focus node itself, and looks at what a mark in the data points to
(sh:targetObjectsOf). A property shape inside a property shape looks at other nodes, in a group of its own; what it
finds counts for every focus node that leads there, as often as it does (SHACL, 4.7.2 with 3.4.1). The engine and all
else in the shapes stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from shapes.delta.components import components_of
from shapes.delta.path import Path, read_path, value_nodes
from shapes.delta.reading import parents
from shapes.delta.targets import TARGETS
from shapes.delta.triples import Triples
from shapes.shapes_graph import ShapesGraph, Triple, sh

_OURS: Final = "urn:mediagraph:delta:"
_MARK: Final = f"<{_OURS}mark>"
_PROPERTY, _PATH, _CLOSED = sh("property"), sh("path"), sh("closed")
_DISJOINT: Final = sh("qualifiedValueShapesDisjoint")
_SHAPE_TYPES: Final = frozenset((sh("NodeShape"), sh("PropertyShape")))

Place = tuple[int, Term]
"""A group, and a node it looks at."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A property shape inside another: the path to the nodes it looks at, its group, and the hops from there."""

    path: Path
    group: int
    further: tuple[Hop, ...]


class UnitShapes:
    """The rewritten graph, and the way back from its copies."""

    def __init__(self, shapes: ShapesGraph, entries: dict[int, Term]) -> None:
        self._shapes: Final = shapes
        self._numbers: Final = count(1)
        self._triples: Final[list[Triple]] = []
        self._groups: Final[dict[Term, int]] = {}
        self._hops: Final[dict[Term, tuple[Hop, ...]]] = {}
        self.originals: Final[dict[Term, tuple[int, Term]]] = {}
        """Copy to its group and the shape it is a copy of."""
        self._entries: Final = {entry: (self._entry(shape), self._hops_from(shape)) for entry, shape in entries.items()}
        self.graph: Final = ShapesGraph([*self._triples, *self._kept()])

    def places(self, entry: int, focus: Term, triples: Triples) -> list[Place]:
        """Return where the results of a unit come from, each as often as it counts."""
        group, hops = self._entries[entry]
        found = [(group, focus)]
        waiting = [(hop, focus) for hop in hops]
        while waiting:
            hop, node = waiting.pop()
            for value in value_nodes(hop.path, node, triples):
                found.append((hop.group, value))
                waiting += [(further, value) for further in hop.further]
        return found

    def looks_further(self, entry: int) -> bool:
        """Say whether results of an entry may be about other nodes than its focus node."""
        return bool(self._entries[entry][1])

    def mark(self, place: Place) -> str:
        """Return the line of data that makes a group look at a node."""
        return f"{_MARK} {_pointer(place[0])} {place[1]} .\n"

    def _entry(self, shape: Term) -> int:
        """Copy a shape, with the property shapes it applies to its own focus nodes, as a group."""
        group = next(self._numbers)
        copy = self._copy(shape, group)
        self._triples.append((copy, sh("targetObjectsOf"), _pointer(group)))
        if not self._shapes.values(shape, _PATH):
            for behind in self._shapes.values(shape, _PROPERTY):
                self._triples.append((copy, _PROPERTY, self._copy(behind, group)))
        return group

    def _hops_from(self, shape: Term) -> tuple[Hop, ...]:
        """Return the hops from a shape's focus nodes; none are recursive, or the entry would not be bounded."""
        if shape not in self._hops:
            self._hops[shape] = tuple(self._hops_of(shape))
        return self._hops[shape]

    def _hops_of(self, shape: Term) -> Iterator[Hop]:
        if self._shapes.is_deactivated(shape):
            return
        path = self._shapes.value(shape, _PATH)
        for behind in self._shapes.values(shape, _PROPERTY):
            if path is None:
                yield from self._hops_from(behind)
            elif not self._shapes.is_deactivated(behind):
                if behind not in self._groups:
                    self._groups[behind] = self._entry(behind)
                yield Hop(read_path(self._shapes, path), self._groups[behind], self._hops_from(behind))

    def _copy(self, shape: Term, group: int) -> Term:
        """Copy a shape without targets and without the property shapes inside it."""
        copy = self._new()
        self.originals[copy] = (group, shape)
        for predicate, value in self._shapes.about(shape):
            if predicate not in _LEFT_OUT and (predicate != RDF_TYPE or value in _SHAPE_TYPES):
                self._triples.append((copy, predicate, value))
        if self._shapes.values(shape, _PATH):
            if self._shapes.values(shape, _CLOSED):
                self._allow(copy, shape)
            if self._shapes.values(shape, _DISJOINT):
                self._keep_siblings(copy, shape)
        return copy

    def _allow(self, copy: Term, shape: Term) -> None:
        """Give the copy of a closed property shape the predicates of those inside it, which it allows (4.8.1)."""
        for behind in self._shapes.values(shape, _PROPERTY):
            for path in self._shapes.values(behind, _PATH):
                allowed = self._new()
                self._triples.extend([(copy, _PROPERTY, allowed), (allowed, _PATH, path)])

    def _keep_siblings(self, copy: Term, shape: Term) -> None:
        """Give a copy the siblings of its original: they are found through the shapes that have it (4.7.3)."""
        for parent in parents(self._shapes, shape):
            beside = self._new()
            self._triples.extend([(beside, RDF_TYPE, sh("NodeShape")), (beside, _PROPERTY, copy)])
            others = (other for other in self._shapes.values(parent, _PROPERTY) if other != shape)
            self._triples.extend((beside, _PROPERTY, other) for other in others)

    def _new(self) -> Term:
        return f"<{_OURS}shape:{next(self._numbers)}>"

    def _kept(self) -> Iterator[Triple]:
        """Yield what the copies refer to, without targets: shapes, lists, queries, components."""
        waiting = [value for _, _, value in self._triples]
        waiting += [component.node for component in components_of(self._shapes)]
        seen: set[Term] = set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            for predicate, value in self._shapes.about(node):
                if predicate not in TARGETS and (predicate != RDF_TYPE or value.startswith(_SH)):
                    yield node, predicate, value
                    waiting.append(value)


_LEFT_OUT: Final = frozenset((*TARGETS, _PROPERTY))
_SH: Final = sh("")[:-1]


def _pointer(group: int) -> Term:
    return f"<{_OURS}focus:{group}>"
