"""The focus nodes of a shape, and the value nodes of a property shape, for all of a graph at once (SHACL, 2.1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import PREFIXES
from shapes.bulk.tokens import NotRead, Tokens, read_tokens
from shapes.bulk.triples_block import read_path
from shapes.paths import render_path
from shapes.shapes_graph import ShapesGraph, sh

if TYPE_CHECKING:
    import pyoxigraph

_SUBCLASS_OF: Final = f"<{PREFIXES['rdfs']}subClassOf>"
_IMPLICIT: Final = (f"<{PREFIXES['rdfs']}Class>", f"<{PREFIXES['owl']}Class>")
_SHAPES: Final = re.compile(rf"<{re.escape(PREFIXES['sh'])}|<{re.escape(PREFIXES['rdf'])}(?:first|rest)>")
_TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")


class Focus:
    """Where a shape's focus nodes come from: nodes named, and patterns that bind ``?this``.

    Raises `NotRead` where they cannot be told from targets and sh:property alone.
    """

    def __init__(self, shapes: ShapesGraph, shape: Term) -> None:
        self.nodes: Final[set[Term]] = set()
        self.patterns: Final[list[str]] = []
        self.predicates: Final[set[Term]] = set()
        self._shapes: Final = shapes
        parents = list(self._parents(shape))
        if parents and self._has_targets(shape):
            # An engine gives a result for each way that leads to a focus node, and here it is found once.
            raise NotRead("its shape has targets, and another shape has it as sh:property")
        self._collect(parents[0] if parents else shape)

    def _parents(self, shape: Term) -> Iterator[Term]:
        """Yield the one node shape that has this one as sh:property, if any."""
        referrers = {(parent, predicate) for parent, predicate in self._shapes.referrers(shape) if _is_shape(predicate)}
        if any(predicate != sh("property") for _, predicate in referrers):
            raise NotRead("its shape is used by another shape")
        if len(referrers) > 1:
            raise NotRead("two shapes have its shape as sh:property")
        for parent, _ in referrers:
            if self._shapes.values(parent, sh("path")) or list(self._parents(parent)):
                raise NotRead("its shape belongs to a property shape")
            yield parent

    def _has_targets(self, shape: Term) -> bool:
        return any(self._shapes.values(shape, sh(local)) for local in _TARGETS)

    def _collect(self, shape: Term) -> None:
        if self._shapes.values(shape, sh("target")):
            raise NotRead("its shape has a target of its own kind")
        if not self._shapes.is_deactivated(shape):
            self.nodes.update(self._shapes.values(shape, sh("targetNode")))
            self.patterns.extend(self._targets(shape))

    def _targets(self, shape: Term) -> Iterator[str]:
        shapes = self._shapes
        implicit = any(kind in _IMPLICIT for kind in shapes.values(shape, RDF_TYPE))
        for kind in (*shapes.values(shape, sh("targetClass")), *([shape] if implicit else [])):
            if not kind.startswith("<"):
                raise NotRead("its shape has a nameless class as target")
            self.predicates.update((RDF_TYPE, _SUBCLASS_OF))
            yield f"?this {RDF_TYPE}/{_SUBCLASS_OF}* {kind}"
        for predicate in shapes.values(shape, sh("targetSubjectsOf")):
            self.predicates.add(predicate)
            yield f"?this {predicate} ?any"
        for predicate in shapes.values(shape, sh("targetObjectsOf")):
            self.predicates.add(predicate)
            yield f"?any {predicate} ?this"

    def find(self, store: pyoxigraph.Store) -> set[Term]:
        """Return the focus nodes in a store."""
        found = set(self.nodes)
        for pattern in self.patterns:
            found.update(row["this"] for row in rows_of(store, f"SELECT DISTINCT ?this WHERE {{ {pattern} }}"))
        return found


def _is_shape(predicate: Term) -> bool:
    return _SHAPES.match(predicate) is not None


def path_of(shapes: ShapesGraph, shape: Term) -> str:
    """Return the path of a property shape in SPARQL; raise `NotRead` for none, or one that may be of no length."""
    node = shapes.value(shape, sh("path"))
    if node is None:
        raise NotRead("its shape has no path")
    path = render_path(node, shapes.values)
    tokens = Tokens(read_tokens(path), path)
    if read_path(tokens, depth=0).nullable or tokens.now.kind != "end":
        raise NotRead("the path of its shape may be of no length")
    return path


def path_predicates(path: str) -> set[Term]:
    """Return the predicates of a path that `path_of` gave."""
    return set(re.findall(r"<[^>]*>", path))


def rows_of(store: pyoxigraph.Store, query: str) -> Iterator[dict[str, Term]]:
    """Yield the rows of a SELECT, without what is unbound."""
    import pyoxigraph

    solutions = store.query(query)
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        return
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: str(solution[name]) for name in names if solution[name] is not None}
