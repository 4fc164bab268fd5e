"""SPARQL in shapes that SHACL forbids, found by reading the query: values could not be bound beforehand in it.

SHACL 1.0, appendix A: such a shapes graph is ill-formed, and a processor reports a failure. Engines answer some of
them all the same, each in its own way, so they are refused before an engine sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ontology.model import Term
from ontology.model.rdf import literal_value
from shapes.shapes_graph import ShapesGraph, display, sh

_NO_QUERY: Final = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*", re.DOTALL
)
_FORBIDDEN: Final = re.compile(r"(?<![?$:\w])(MINUS|SERVICE|VALUES)(?![:\w])", re.IGNORECASE)
_INNER: Final = re.compile(r"\{\s*SELECT\b(.*?)(?:\bWHERE\b|\{)", re.IGNORECASE | re.DOTALL)
_ASSIGNED: Final = re.compile(r"\bAS\s+[?$](\w+)", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"[?$](\w+)")
_COMPONENT: Final = ("validator", "nodeValidator", "propertyValidator")


def forbidden_sparql(shapes: ShapesGraph) -> Iterator[str]:
    """Yield each breach of appendix A: where it stands, and which rule it breaks."""
    for local in ("select", "ask"):
        for node in shapes.subjects(sh(local)):
            bound = _bound_beforehand(shapes, node)
            for query in shapes.values(node, sh(local)):
                text = _NO_QUERY.sub("_", literal_value(query).text) if query.startswith('"') else ""
                owner = _owner(shapes, node)
                yield from (f"{display(owner)}: its sh:{local} {rule}" for rule in _breaches(text, bound))


def _breaches(query: str, bound: frozenset[str]) -> Iterator[str]:
    for found in _FORBIDDEN.finditer(query):
        yield f"uses {found[1].upper()}, which SHACL forbids where values are bound beforehand (appendix A)"
    for found in _ASSIGNED.finditer(query):
        if found[1] in bound:
            yield f"assigns ?{found[1]}, which is bound beforehand (appendix A)"
    for found in _INNER.finditer(query):
        given = set(_VARIABLE.findall(found[1]))
        missing = sorted(bound - given)
        if missing and "*" not in found[1]:
            names = ", ".join(f"${name}" for name in missing)
            yield f"has a sub-select that does not return {names}, which is bound beforehand (appendix A)"


def _bound_beforehand(shapes: ShapesGraph, node: Term) -> frozenset[str]:
    """Return the variables that may be bound beforehand: $this, and the parameters of a constraint component.

    $shapesGraph and $currentShape need not be returned by sub-selects (appendix A).
    """
    names = {"this"}
    for local in _COMPONENT:
        for component, predicate in shapes.referrers(node):
            if predicate == sh(local):
                names |= {_parameter(shapes, p) for p in shapes.values(component, sh("parameter"))}
    return frozenset(names - {""})


def _parameter(shapes: ShapesGraph, parameter: Term) -> str:
    path = shapes.value(parameter, sh("path")) or ""
    return re.split(r"[/#]", path.strip("<>"))[-1]


def _owner(shapes: ShapesGraph, node: Term) -> Term:
    """Return the shape or component that a nameless query belongs to."""
    referrers = shapes.referrers(node)
    return referrers[0][0] if referrers else node
