"""Recursive shapes: which they are, and the shapes without what makes them so.

SHACL leaves open what a shape means that refers to itself (3.4.3). Both engines take a node to meet a shape that it is
being checked against already, and both stop where data leads them too deep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ontology.model import Term
from shapes.report import readable
from shapes.shapes_graph import ShapesGraph, Triple, display, sh

_VALUED: Final = ("property", "node", "not", "qualifiedValueShape")
_LISTS: Final = ("and", "or", "xone")
_PROPERTY: Final = sh("property")


def recursions(shapes: ShapesGraph) -> Iterator[str]:
    """Yield each recursion found, as the names of the shapes on it, in the order they refer to each other."""
    edges = _edges(shapes)
    for circle in _circles(edges):
        yield " → ".join(readable(display(shape)) for shape in (*circle, circle[0]))


def closing_triples(shapes: ShapesGraph) -> frozenset[Triple]:
    """Return the triples without which no shape is recursive; sh:property is cut only where nothing else closes."""
    cut: set[Triple] = set()
    edges = _edges(shapes)
    for group in _strong_groups(edges):
        cut |= {triple for node in group for to, triple in edges[node] if to in group and triple[1] != _PROPERTY}
    left = {node: [(to, triple) for to, triple in found if triple not in cut] for node, found in edges.items()}
    for group in _strong_groups(left):
        cut |= {triple for node in group for to, triple in left[node] if to in group}
    return frozenset(cut)


_Edges = Mapping[Term, list[tuple[Term, Triple]]]


def _edges(shapes: ShapesGraph) -> _Edges:
    """Return each shape's references to others, with the triple that makes each."""
    found: dict[Term, list[tuple[Term, Triple]]] = {}
    for local in _VALUED:
        for shape in shapes.subjects(sh(local)):
            for other in shapes.values(shape, sh(local)):
                found.setdefault(shape, []).append((other, (shape, sh(local), other)))
    for local in _LISTS:
        for shape in shapes.subjects(sh(local)):
            for head in shapes.values(shape, sh(local)):
                for member in shapes.members(head):
                    found.setdefault(shape, []).append((member, (shape, sh(local), head)))
    return found


def _circles(edges: _Edges) -> Iterator[list[Term]]:
    """Yield one circle of each group of shapes that reach each other."""
    for group in _strong_groups(edges):
        start = min(group)
        before: dict[Term, Term] = {}
        waiting = [start]
        while start not in before:
            node = waiting.pop(0)
            for to, _ in edges[node]:
                if to in group and to not in before:
                    before[to] = node
                    waiting.append(to)
        circle = [before[start]]
        while circle[-1] != start:
            circle.append(before[circle[-1]])
        yield circle[::-1]


def _strong_groups(edges: _Edges) -> Iterator[set[Term]]:
    """Yield the groups of shapes that reach each other (Tarjan 1972), without its recursion: shapes may lie deep."""
    number: dict[Term, int] = {}
    low: dict[Term, int] = {}
    stack: list[Term] = []
    on_stack: set[Term] = set()
    for root in edges:
        if root in number:
            continue
        work = [(root, iter([to for to, _ in edges[root]]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for to in targets:
                if to not in number:
                    number[to] = low[to] = len(number)
                    stack.append(to)
                    on_stack.add(to)
                    work.append((to, iter([further for further, _ in edges.get(to, ())])))
                    break
                if to in on_stack:
                    low[node] = min(low[node], number[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    at = stack.index(node)
                    group = set(stack[at:])
                    del stack[at:]
                    on_stack -= group
                    if len(group) > 1 or any(to == node for to, _ in edges.get(node, ())):
                        yield group
