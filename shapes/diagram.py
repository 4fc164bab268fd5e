"""A shape as a class diagram in Mermaid, which code hosts draw: its values, and what it points to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from ontology.model import Term
from ontology.model.rdf import literal_value
from shapes.paths import render_path
from shapes.report import readable
from shapes.shapes_graph import ShapesGraph, sh

_VALUES_SHOWN: Final = 12
_NAMES_SHOWN: Final = 3


def diagram(graph: ShapesGraph, shape: Term, properties: Sequence[Term]) -> str:
    """Return the Mermaid text for a node shape and some of its property shapes."""
    name = class_name(graph, shape)
    values: list[str] = []
    links: defaultdict[str, list[str]] = defaultdict(list)
    for node in properties:
        path = _local(render_path(graph.value(node, sh("path")) or "", graph.values))
        target = graph.value(node, sh("class"))
        if target is not None:
            links[_local(target)].append(f"{path} {cardinality(graph, node)}")
        else:
            values.append(f"{_type(graph, node)} {path} {cardinality(graph, node)}")
    lines = ["classDiagram", f"    class {name} {{"]
    lines += [f"        {value}" for value in values[:_VALUES_SHOWN]]
    if len(values) > _VALUES_SHOWN:
        lines.append(f"        and {len(values) - _VALUES_SHOWN} more")
    lines.append("    }")
    lines += [f"    {name} --> {target} : {_several(names)}" for target, names in sorted(links.items())]
    return "\n".join(lines)


def class_name(graph: ShapesGraph, shape: Term) -> str:
    """Return the class that a shape is about, or its own name without "Shape"."""
    target = graph.value(shape, sh("targetClass"))
    return _local(target) if target else _local(shape).removesuffix("Shape")


def cardinality(graph: ShapesGraph, node: Term) -> str:
    """Return how many values a property shape allows, such as 0..1 or 1..*."""
    low, high = graph.value(node, sh("minCount")), graph.value(node, sh("maxCount"))
    fewest = literal_value(low).text if low else "0"
    most = literal_value(high).text if high else "*"
    if graph.value(node, sh("uniqueLang")):
        most = "1 a language"
    return fewest if fewest == most else f"{fewest}..{most}"


def datatypes(graph: ShapesGraph, node: Term) -> Iterator[Term]:
    """Yield the datatypes, classes or kinds of node that a property shape allows, those behind sh:or too."""
    for parameter in ("datatype", "class", "nodeKind"):
        found = graph.values(node, sh(parameter))
        if found:
            yield from found
            return
    for head in graph.values(node, sh("or")):
        for member in graph.members(head):
            yield from datatypes(graph, member)


def _type(graph: ShapesGraph, node: Term) -> str:
    if graph.value(node, sh("in")):
        return "oneOf"
    return _local(next(datatypes(graph, node), "<any>"))


def _several(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return ", ".join(names[:_NAMES_SHOWN]) + more


def _local(term: str) -> str:
    """Return a term's local name, in signs that Mermaid reads."""
    shown = readable(term)
    if ":" in shown and not any(sign in shown for sign in "/(|^"):
        return shown.rpartition(":")[2]
    return "".join(sign if sign.isalnum() else "_" for sign in shown)
