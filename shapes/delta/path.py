"""Property paths as values: read from a shapes graph (SHACL, 2.3.1), and walked over triples.

Invariant: an inverse stands at single predicates only; `inverted` moves it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from ontology.model import Term
from ontology.namespaces import PREFIXES
from shapes.delta.triples import Triples
from shapes.engines.port import ShapesError
from shapes.shapes_graph import ShapesGraph, sh

_MAX_DEPTH: Final = 50
_FIRST: Final = f"<{PREFIXES['rdf']}first>"


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate, from subject to object, or the other way round where `inverse`."""

    predicate: Term
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """One path after the other."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any one of several paths."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A path zero or more times, one or more times, or (not `many`) zero times or once."""

    part: Path
    zero: bool
    many: bool


Path: TypeAlias = Step | Chain | Choice | Repeat

_REPEATS: Final = {"zeroOrMorePath": (True, True), "oneOrMorePath": (False, True), "zeroOrOnePath": (True, False)}


def read_path(shapes: ShapesGraph, node: Term, *, depth: int = 0) -> Path:
    """Return the path that a value of sh:path describes; raise `ShapesError` for one that contains itself."""
    if depth > _MAX_DEPTH:
        raise ShapesError(f"the path {node} contains itself, or is nested deeper than {_MAX_DEPTH}")
    if node.startswith("<"):
        return Step(node)
    if shapes.values(node, _FIRST):
        return Chain(tuple(read_path(shapes, member, depth=depth + 1) for member in shapes.members(node)))
    for inner in shapes.values(node, sh("inversePath")):
        return inverted(read_path(shapes, inner, depth=depth + 1))
    for head in shapes.values(node, sh("alternativePath")):
        return Choice(tuple(read_path(shapes, member, depth=depth + 1) for member in shapes.members(head)))
    for local, (zero, many) in _REPEATS.items():
        for inner in shapes.values(node, sh(local)):
            return Repeat(read_path(shapes, inner, depth=depth + 1), zero, many)
    raise ShapesError(f"{node} is no property path (SHACL, 2.3.1)")


def inverted(path: Path) -> Path:
    """Return the path walked backwards."""
    match path:
        case Step(predicate, inverse):
            return Step(predicate, not inverse)
        case Chain(parts):
            return Chain(tuple(inverted(part) for part in reversed(parts)))
        case Choice(parts):
            return Choice(tuple(inverted(part) for part in parts))
        case Repeat(part, zero, many):
            return Repeat(inverted(part), zero, many)


def may_be_empty(path: Path) -> bool:
    """Say whether a path can be of no length, so that each node leads to itself."""
    match path:
        case Step():
            return False
        case Chain(parts):
            return all(map(may_be_empty, parts))
        case Choice(parts):
            return any(map(may_be_empty, parts))
        case Repeat(part, zero, _):
            return zero or may_be_empty(part)


def value_nodes(path: Path, focus: Term, triples: Triples) -> set[Term]:
    """Return the nodes that a path leads to from a focus node, each once (SHACL, 2.3.1)."""
    match path:
        case Step(predicate, inverse):
            return set(triples.subjects(focus, predicate) if inverse else triples.objects(focus, predicate))
        case Chain(parts):
            nodes = {focus}
            for part in parts:
                nodes = {value for node in nodes for value in value_nodes(part, node, triples)}
            return nodes
        case Choice(parts):
            return {value for part in parts for value in value_nodes(part, focus, triples)}
        case Repeat(part, zero, many):
            return _repeated(part, focus, triples, zero=zero, many=many)


def _repeated(part: Path, focus: Term, triples: Triples, *, zero: bool, many: bool) -> set[Term]:
    found = value_nodes(part, focus, triples)
    waiting = list(found) if many else []
    while waiting:
        new = value_nodes(part, waiting.pop(), triples) - found
        found |= new
        waiting += new
    return found | {focus} if zero else found
