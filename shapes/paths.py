"""Property paths: from RDF (SHACL, 2.3.1) to SPARQL's syntax, which reports show, and from there to Turtle.

Both engines' reports use the same spelling: ``<p>``, ``^<p>``, ``(<p>/<q>)``, ``(<p>|<q>)``, ``(<p>)*``, ``(<p>)+``,
``(<p>)?``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from ontology.model import Term
from ontology.namespaces import PREFIXES

Values = Callable[[Term, Term], Sequence[Term]]

_SH: Final = PREFIXES["sh"]
_RDF: Final = PREFIXES["rdf"]
_POSTFIX: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_TOKEN: Final = re.compile(r"<[^>]*>|[()^/|*+?]")
_MAX_DEPTH: Final = 100


def render_path(node: Term, values: Values, *, depth: int = 0) -> str:
    """Return a path in SPARQL's syntax; `values` gives the values of (subject, predicate) in the shapes graph.

    Raises ValueError for a path that contains itself.
    """
    if depth > _MAX_DEPTH:
        raise ValueError(f"the path {node} contains itself")
    if node.startswith("<"):
        return node
    if members := _members(node, values):
        return "(" + "/".join(render_path(m, values, depth=depth + 1) for m in members) + ")"
    for inner in values(node, f"<{_SH}inversePath>"):
        return "^" + render_path(inner, values, depth=depth + 1)
    for head in values(node, f"<{_SH}alternativePath>"):
        return "(" + "|".join(render_path(m, values, depth=depth + 1) for m in _members(head, values)) + ")"
    for local, postfix in _POSTFIX.items():
        for inner in values(node, f"<{_SH}{local}>"):
            return f"({render_path(inner, values, depth=depth + 1)}){postfix}"
    return node


def _members(head: Term, values: Values) -> list[Term]:
    members: list[Term] = []
    seen: set[Term] = set()
    while head not in seen and (first := values(head, f"<{_RDF}first>")):
        seen.add(head)
        members.append(first[0])
        head = next(iter(values(head, f"<{_RDF}rest>")), f"<{_RDF}nil>")
    return members


def path_as_turtle(path: str) -> str:
    """Return a rendered path as the object of sh:resultPath: an IRI, or a Turtle blank node or list.

    >>> path_as_turtle("^<http://e/p>")
    '[ sh:inversePath <http://e/p> ]'
    """
    tokens = _TOKEN.findall(path)
    text, rest = _read(tokens)
    return text if not rest else path


def _read(tokens: list[str]) -> tuple[str, list[str]]:
    if not tokens:
        return "[]", []
    if tokens[0] == "^":
        inner, rest = _read(tokens[1:])
        return f"[ sh:inversePath {inner} ]", rest
    if tokens[0] != "(":
        return tokens[0], tokens[1:]
    members, separator, rest = [], "", tokens[1:]
    while rest and rest[0] != ")":
        if rest[0] in "/|":
            separator, rest = rest[0], rest[1:]
            continue
        member, rest = _read(rest)
        members.append(member)
    rest = rest[1:]
    text = members[0] if len(members) == 1 else f"( {' '.join(members)} )"
    if separator == "|":
        text = f"[ sh:alternativePath {text} ]"
    for local, postfix in _POSTFIX.items():
        if rest and rest[0] == postfix:
            return f"[ sh:{local} {text} ]", rest[1:]
    return text, rest
