"""The prefixes of a query in a shapes graph (SHACL, 5.2.1)."""

from __future__ import annotations

from collections.abc import Iterator

from ontology.model import Term
from ontology.model.rdf import literal_value
from ontology.namespaces import PREFIXES
from shapes.shapes_graph import ShapesGraph, sh

_IMPORTS = f"<{PREFIXES['owl']}imports>"


def prefix_lines(shapes: ShapesGraph, node: Term) -> str:
    """Return PREFIX lines for a query: what sh:prefixes declares, and what it imports declares, each once."""
    lines: dict[str, None] = {}
    for owner in _owners(shapes, node):
        for declaration in shapes.values(owner, sh("declare")):
            prefix, namespace = shapes.value(declaration, sh("prefix")), shapes.value(declaration, sh("namespace"))
            if prefix and namespace:
                lines[f"PREFIX {literal_value(prefix).text}: <{literal_value(namespace).text}>\n"] = None
    return "".join(lines)


def _owners(shapes: ShapesGraph, node: Term) -> Iterator[Term]:
    """Yield the values of sh:prefixes/owl:imports*, each once."""
    waiting, seen = list(shapes.values(node, sh("prefixes"))), set[Term]()
    while waiting:
        owner = waiting.pop(0)
        if owner not in seen:
            seen.add(owner)
            yield owner
            waiting += shapes.values(owner, _IMPORTS)
