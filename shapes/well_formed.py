"""Shapes that are ill-formed, named by shape and rule: the syntax rules of SHACL 1.0 (appendix B), before any engine.

Engines report the first fault they meet, each in its own words, some none at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE, literal_value
from ontology.namespaces import PREFIXES
from shapes.report import readable
from shapes.shapes_graph import ShapesGraph, display, sh

_RDF: Final = PREFIXES["rdf"]
_FIRST, _REST, _NIL = f"<{_RDF}first>", f"<{_RDF}rest>", f"<{_RDF}nil>"
_XSD: Final = PREFIXES["xsd"]
_BOOLEAN: Final = re.compile(rf'"(?:true|false|0|1)"\^\^<{_XSD}boolean>')
_INTEGER: Final = re.compile(rf'"\+?[0-9]+"\^\^<{_XSD}integer>')
_KINDS: Final = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
_PATH_KINDS: Final = ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_MOST_STEPS: Final = 1_000
_MAX_DEPTH: Final = 50
MOST_FAULTS: Final = 20
"""How many faults are named in one error."""


def _is_iri(value: Term) -> bool:
    return value.startswith("<")


def _is_text(value: Term) -> bool:
    literal = literal_value(value) if value.startswith('"') else None
    return literal is not None and (bool(literal.language) or literal.datatype in ("", f"{_XSD}string"))


def _is_plain_text(value: Term) -> bool:
    return _is_text(value) and not literal_value(value).language


def _is_literal(value: Term) -> bool:
    return value.startswith('"')


def _is_node(value: Term) -> bool:
    return not value.startswith('"')


_Check = tuple[Callable[[Term], object], str, str]
_INTEGERS: Final[_Check] = (_INTEGER.fullmatch, "an xsd:integer that is not negative", "4")
_BOOLEANS: Final[_Check] = (_BOOLEAN.fullmatch, "an xsd:boolean", "4")
_SINGLE: Final[dict[str, _Check]] = {
    "minCount": _INTEGERS,
    "maxCount": _INTEGERS,
    "minLength": _INTEGERS,
    "maxLength": _INTEGERS,
    "qualifiedMinCount": _INTEGERS,
    "qualifiedMaxCount": _INTEGERS,
    "minInclusive": (_is_literal, "a literal", "4.3"),
    "minExclusive": (_is_literal, "a literal", "4.3"),
    "maxInclusive": (_is_literal, "a literal", "4.3"),
    "maxExclusive": (_is_literal, "a literal", "4.3"),
    "datatype": (_is_iri, "an IRI", "4.1.2"),
    "nodeKind": ({sh(kind) for kind in _KINDS}.__contains__, "one of SHACL's six node kinds", "4.1.3"),
    "uniqueLang": _BOOLEANS,
    "closed": _BOOLEANS,
    "deactivated": (_BOOLEAN.fullmatch, "an xsd:boolean", "2.1.6"),
    "qualifiedValueShapesDisjoint": _BOOLEANS,
    "flags": (_is_plain_text, "an xsd:string", "4.4.3"),
    "severity": (_is_iri, "an IRI", "2.1.4"),
}
"""What a shape may have one value of at most: what it must be, in words too, and SHACL's clause."""
_MANY: Final[dict[str, _Check]] = {
    "class": (_is_iri, "an IRI", "4.1.1"),
    "pattern": (_is_plain_text, "an xsd:string", "4.4.3"),
    "equals": (_is_iri, "an IRI", "4.5.1"),
    "disjoint": (_is_iri, "an IRI", "4.5.2"),
    "lessThan": (_is_iri, "an IRI", "4.5.3"),
    "lessThanOrEquals": (_is_iri, "an IRI", "4.5.4"),
    "message": (_is_text, "an xsd:string or a text with a language", "2.1.5"),
    "targetClass": (_is_iri, "an IRI", "2.1.3.2"),
    "targetSubjectsOf": (_is_iri, "an IRI", "2.1.3.4"),
    "targetObjectsOf": (_is_iri, "an IRI", "2.1.3.5"),
    "node": (_is_node, "a shape", "4.7.1"),
    "property": (_is_node, "a shape", "4.7.2"),
    "not": (_is_node, "a shape", "4.6.1"),
    "qualifiedValueShape": (_is_node, "a shape", "4.7.3"),
}
_LISTS: Final = {
    "in": "4.8.3",
    "languageIn": "4.4.4",
    "ignoredProperties": "4.8.1",
    "and": "4.6.2",
    "or": "4.6.3",
    "xone": "4.6.4",
}
_SINGLE_LISTS: Final = ("in", "languageIn", "ignoredProperties")
_PROPERTY_ONLY: Final = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape")


def faults(shapes: ShapesGraph) -> Iterator[str]:
    """Yield what is ill-formed, one sentence each: the shape, the value and the rule."""
    for local, check in (*_SINGLE.items(), *_MANY.items()):
        for shape in shapes.subjects(sh(local)):
            yield from _value_faults(shapes, shape, local, check)
    for local, clause in _LISTS.items():
        for shape in shapes.subjects(sh(local)):
            yield from _list_faults(shapes, shape, local, clause)
    yield from _shape_faults(shapes)


def _name(shape: Term) -> str:
    return readable(display(shape))


def _value_faults(shapes: ShapesGraph, shape: Term, local: str, check: _Check) -> Iterator[str]:
    holds, what, clause = check
    values = list(dict.fromkeys(shapes.values(shape, sh(local))))
    if local in _SINGLE and len(values) > 1:
        yield f"{_name(shape)} has {len(values)} values of sh:{local}; one at most is allowed (SHACL, {clause})"
    for value in values:
        if not holds(value):
            yield f"{_name(shape)}: sh:{local} {_shown(value)} is not {what} (SHACL, {clause})"


def _shown(value: Term) -> str:
    return readable(value) if value.startswith("<") or value.endswith('"') else value


def _list_faults(shapes: ShapesGraph, shape: Term, local: str, clause: str) -> Iterator[str]:
    heads = shapes.values(shape, sh(local))
    if local in _SINGLE_LISTS and len(set(heads)) > 1:
        yield f"{_name(shape)} has {len(heads)} values of sh:{local}; one at most is allowed (SHACL, {clause})"
    for head in heads:
        if fault := _list_fault(shapes, head):
            yield f"{_name(shape)}: sh:{local} {fault} (SHACL, {clause})"


def _list_fault(shapes: ShapesGraph, head: Term) -> str:
    """Return what keeps a node from being a SHACL list (SHACL, 1.4), "" where it is one."""
    seen: set[Term] = set()
    node = head
    while node != _NIL:
        if node in seen:
            return "is a list that runs into itself"
        seen.add(node)
        first, rest = shapes.values(node, _FIRST), shapes.values(node, _REST)
        if not first and not rest and node == head:
            return f"{_shown(head)} is no list"
        if len(first) != 1 or len(rest) != 1:
            return f"is a list that has {len(first)} members and {len(rest)} rests in one place"
        node = rest[0]
    return ""


def _shape_faults(shapes: ShapesGraph) -> Iterator[str]:
    path = sh("path")
    properties = {value for shape in shapes.subjects(sh("property")) for value in shapes.values(shape, sh("property"))}
    typed = dict.fromkeys(s for s, p, o in shapes.triples if p == RDF_TYPE and o == sh("PropertyShape"))
    for shape in dict.fromkeys((*typed, *(s for s in sorted(properties) if s.startswith(("<", "_"))))):
        if not shapes.values(shape, path):
            yield f"{_name(shape)} is a property shape without sh:path (SHACL, 2.3)"
    for shape in shapes.subjects(path):
        paths = list(dict.fromkeys(shapes.values(shape, path)))
        if len(paths) > 1:
            yield f"{_name(shape)} has {len(paths)} values of sh:path; one at most is allowed (SHACL, 2.3)"
        if sh("NodeShape") in shapes.values(shape, RDF_TYPE):
            yield f"{_name(shape)} is a sh:NodeShape, which has no sh:path (SHACL, 2.2)"
        for node in paths:
            if fault := _path_fault(shapes, node, 0, []):
                yield f"{_name(shape)}: sh:path {fault} (SHACL, 2.3.1)"
    for shape in dict.fromkeys(s for s, p, o in shapes.triples if p == RDF_TYPE and o == sh("NodeShape")):
        for local in _PROPERTY_ONLY:
            if shapes.values(shape, sh(local)) and not shapes.values(shape, path):
                yield f"{_name(shape)} is a node shape, and sh:{local} is for property shapes (SHACL, 4)"


def _path_fault(shapes: ShapesGraph, node: Term, depth: int, steps: list[Term]) -> str:
    """Return what is wrong with a path, "" where it is well-formed; `steps` are all the nodes met in it so far."""
    steps.append(node)
    # Engines write a path out in full: one whose parts share parts may be of any length.
    if depth > _MAX_DEPTH or len(steps) > _MOST_STEPS:
        return f"contains itself, or has more than {_MOST_STEPS} steps or {_MAX_DEPTH} levels"
    if node.startswith("<"):
        return "is the empty list" if node == _NIL else ""
    if node.startswith('"'):
        return f"{_shown(node)} is a literal"
    kinds = [(local, value) for local in _PATH_KINDS for value in shapes.values(node, sh(local))]
    if shapes.values(node, _FIRST):
        return _member_fault(shapes, node, depth, steps)
    if len(kinds) != 1:
        return f"is a blank node with {len(kinds)} kinds of path"
    local, value = kinds[0]
    if local == "alternativePath":
        return _member_fault(shapes, value, depth, steps)
    return _path_fault(shapes, value, depth + 1, steps)


def _member_fault(shapes: ShapesGraph, head: Term, depth: int, steps: list[Term]) -> str:
    if fault := _list_fault(shapes, head):
        return fault
    members = list(shapes.members(head))
    if len(members) < 2:
        return f"has a list of {len(members)} members, and two are the least"
    return next((fault for member in members if (fault := _path_fault(shapes, member, depth + 1, steps))), "")
