"""The targets of shapes (SHACL, 2.1.3): which nodes a shape looks at, and which a change could have made one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import PREFIXES
from shapes.delta.triples import SUBCLASS_OF, Hierarchy, Triples
from shapes.shapes_graph import ShapesGraph, sh

TARGETS: Final = tuple(map(sh, ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "target")))
"""Every predicate that gives a shape focus nodes."""
RDFS_CLASS: Final = f"<{PREFIXES['rdfs']}Class>"
OWL_CLASS: Final = f"<{PREFIXES['owl']}Class>"
_SH: Final = f"<{PREFIXES['sh']}"
_PROPERTY: Final = sh("property")
_SHAPE_TYPES: Final = frozenset((sh("NodeShape"), sh("PropertyShape")))


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of one shape: nodes, classes, and the predicates whose subjects or objects it looks at."""

    nodes: frozenset[Term]
    classes: frozenset[Term]
    subjects_of: frozenset[Term]
    objects_of: frozenset[Term]

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)

    def has(self, node: Term, triples: Triples, hierarchy: Hierarchy) -> bool:
        """Say whether a node is a focus node."""
        return (
            node in self.nodes
            or (bool(self.classes) and hierarchy.has(node, self.classes))
            or any(_any(triples.objects(node, predicate)) for predicate in self.subjects_of)
            or any(_any(triples.subjects(node, predicate)) for predicate in self.objects_of)
        )

    def changed(self, triples: Iterable[tuple[Term, Term, Term]]) -> Iterator[Term]:
        """Yield the nodes that changed triples may have made focus nodes, or not any more; classes apart."""
        for subject, predicate, value in triples:
            if predicate in self.subjects_of:
                yield subject
            if predicate in self.objects_of:
                yield value


def targets_of(shapes: ShapesGraph, shape: Term, *, engine: str) -> Targets:
    """Return a shape's targets as an engine sees them (`is_class`)."""
    return Targets(
        frozenset(shapes.values(shape, TARGETS[0])),
        frozenset((*shapes.values(shape, TARGETS[1]), *([shape] if is_class(shapes, shape, engine=engine) else ()))),
        frozenset(shapes.values(shape, TARGETS[2])),
        frozenset(shapes.values(shape, TARGETS[3])),
    )


def is_class(shapes: ShapesGraph, node: Term, *, engine: str) -> bool:
    """Say whether a node is a shape and a class, so that it looks at its own instances (SHACL, 2.1.3.3).

    The engines differ: `shacl` takes each rdfs:Class that anything of SHACL is said of; pySHACL takes owl:Class and
    subclasses of both too, but only where the node says that it is a shape.
    """
    kinds = {above for kind in shapes.values(node, RDF_TYPE) for above in _above(shapes, kind)}
    if engine == "shacl":
        is_shape = any(p.startswith(_SH) or value in _SHAPE_TYPES for p, value in shapes.about(node))
        return is_shape and RDFS_CLASS in shapes.values(node, RDF_TYPE)
    is_shape = not _SHAPE_TYPES.isdisjoint(kinds) or any(shapes.values(node, said) for said in (*TARGETS, _PROPERTY))
    return is_shape and not kinds.isdisjoint((RDFS_CLASS, OWL_CLASS))


def _above(shapes: ShapesGraph, kind: Term) -> set[Term]:
    found, waiting = {kind}, [kind]
    while waiting:
        new = set(shapes.values(waiting.pop(), SUBCLASS_OF)) - found
        found |= new
        waiting += new
    return found


def flips(
    changed: Iterable[tuple[Term, Term, Term]], kinds: frozenset[Term], before: Triples, after: Triples, either: Triples
) -> dict[Term, set[Term]]:
    """Return, for each of some classes, the nodes that became or ceased to be its instances."""
    both, old, new = Hierarchy(either), Hierarchy(before), Hierarchy(after)
    found: dict[Term, set[Term]] = {}
    for subject, predicate, value in changed:
        if predicate == RDF_TYPE:
            for kind in kinds & both.above(value):
                found.setdefault(kind, set()).add(subject)
        elif predicate == SUBCLASS_OF and (touched := kinds & both.above(value)):
            nodes = {node for below in both.below(subject) for node in either.subjects(below, RDF_TYPE)}
            for kind in touched:
                found.setdefault(kind, set()).update(nodes)
    for kind, nodes in found.items():
        only = frozenset((kind,))
        found[kind] = {node for node in nodes if old.has(node, only) != new.has(node, only)}
    return found


def _any(found: Iterable[Term]) -> bool:
    return next(iter(found), None) is not None
