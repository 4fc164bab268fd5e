"""Values that meet a property shape, and values that break one of its rules, from the rules alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ontology.model import Term
from ontology.model.rdf import XSD, is_iri, literal_value
from ontology.namespaces import DEFAULT_BASE
from shapes.diagram import datatypes
from shapes.shapes_graph import ShapesGraph, sh

LONGEST_IN_A_FILE: Final = 5_000
"""Characters of the longest text that an example file holds."""

_SAMPLES: Final = {
    "string": '"some text"',
    "integer": '"2"',
    "decimal": '"0.5"',
    "double": '"0.5"',
    "boolean": '"true"',
    "date": '"1903-12-17"',
    "dateTime": '"1903-12-17T10:35:00Z"',
    "gYear": '"1903"',
    "anyURI": '"https://example.org/"',
    "duration": '"PT12S"',
}
_UNTYPED: Final = f"<{DEFAULT_BASE}bad/untyped>"
_OTHER_NUMBER: Final = f'"1"^^<{XSD}byte>'
_NOT_A_TEXT: Final = f'"12"^^<{XSD}byte>'


def samples(graph: ShapesGraph, shape: Term) -> list[Term]:
    """Return values that a property shape may have, the likeliest first."""
    listed = [member for head in graph.values(shape, sh("in")) for member in graph.members(head)]
    if listed:
        return listed
    found = []
    for kind in datatypes(graph, shape):
        name = kind[1:-1].removeprefix(XSD)
        if name in _SAMPLES:
            found.append(_SAMPLES[name] if name == "string" else f"{_SAMPLES[name]}^^{kind}")
        elif kind.endswith("langString>"):
            found.append('"some text"@en')
        else:
            found.append(_UNTYPED)
    return found or ['"some text"']


def another(graph: ShapesGraph, shape: Term, value: Term) -> Term:
    """Return a value of the same kind that differs; of numbers and times a greater one."""
    listed = [member for head in graph.values(shape, sh("in")) for member in graph.members(head)]
    if listed:
        return next(member for member in listed if member != value)
    if is_iri(value):
        return f"{value[:-1]}-2>"
    literal = literal_value(value)
    ending = f"@{literal.language}" if literal.language else f"^^<{literal.datatype}>"
    name = literal.datatype.removeprefix(XSD)
    if name in ("integer", "decimal", "double"):
        return f'"{Decimal(literal.text) + 1}"{ending}'
    if name in ("date", "dateTime", "gYear"):
        return f'"{int(literal.text[:4]) + 1:04}{literal.text[4:]}"{ending}'
    if name == "boolean":
        return f'"{"false" if literal.text == "true" else "true"}"{ending}'
    return f'"{literal.text[:-1]}{"b" if literal.text[-1:] == "a" else "a"}"' + ("" if name == "string" else ending)


def wrong(graph: ShapesGraph, shape: Term, component: str) -> Term:
    """Return a value that breaks one rule of a property shape, by the component's name without its ending."""
    if component in ("MinInclusive", "MinExclusive", "MaxInclusive", "MaxExclusive"):
        limit = literal_value(graph.values(shape, sh(component[0].lower() + component[1:]))[0])
        step = {"MinInclusive": -1, "MaxInclusive": 1}.get(component, 0)
        kind = next(datatypes(graph, shape), f"<{limit.datatype}>")
        return f'"{Decimal(limit.text) + step}"^^{kind}'
    if component == "MinLength":
        return '""' if "string" in "".join(datatypes(graph, shape)) or not list(datatypes(graph, shape)) else '""@en'
    if component == "MaxLength":
        limit = literal_value(graph.values(shape, sh("maxLength"))[0])
        return f'"{"x" * (int(limit.text) + 1)}"'
    if component == "Pattern":
        return _against_pattern(graph, shape)
    if component == "In":
        return '"something else"'
    if component in ("Class", "Node"):
        return _UNTYPED
    if component == "NodeKind":
        kinds = graph.values(shape, sh("nodeKind"))
        if sh("IRIOrLiteral") in kinds:
            return "_:nobody"
        return _UNTYPED if sh("Literal") in kinds else '"a text"'
    if component == "Datatype":
        wanted = graph.values(shape, sh("datatype"))
        if any(kind.endswith(("decimal>", "integer>")) for kind in wanted):
            return _OTHER_NUMBER  # engines compare texts with numbers each in its own way
        return '"a text"' if not any("string" in kind for kind in wanted) else _NOT_A_TEXT
    return _NOT_A_TEXT


def _against_pattern(graph: ShapesGraph, shape: Term) -> Term:
    kinds = list(datatypes(graph, shape))
    if any(kind == sh("IRI") for kind in kinds):
        return "<urn:>"
    return '"?!"' if not any("anyURI" in kind for kind in kinds) else f'"?!"^^<{XSD}anyURI>'
