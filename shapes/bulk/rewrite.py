"""Rewriting a safe query, so that each of its patterns is joined with the rows that it would be run for one by one.

The rows lie in a named graph, which queries of constraints cannot reach: `GRAPH` is not read (`query`). Each is the
object of a triple, so that it may be a literal. In front of each pattern a look-up of these rows is put; nothing else
of the text is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ontology.model import Term
from shapes.bulk.query import Select
from shapes.bulk.safety import groups_of

ROWS: Final = "<urn:mediagraph:rows>"
"""The named graph with the rows, and what its predicates begin with."""


def row_term(name: str) -> Term:
    """Return the predicate that leads to a value of a row."""
    return f"{ROWS[:-1]}:{name}>"


def rows_pattern(constraint: Term, *, paired: bool, parameters: Mapping[str, Term]) -> str:
    """Return the look-up of a constraint's rows: ?this, with ?value where they are pairs, and its parameters."""
    if paired:
        pattern = f"{constraint} {row_term('row')} ?mediagraphRow . ?mediagraphRow {row_term('this')} ?this ; "
        pattern += f"{row_term('value')} ?value"
    else:
        pattern = f"{constraint} {row_term('this')} ?this"
    more = "".join(f" . {constraint} {row_term('parameter:' + name)} ?{name}" for name in sorted(parameters))
    return f" GRAPH {ROWS} {{ {pattern}{more} }} "


def joined(query: str, tree: Select, rows: str) -> str:
    """Return a query with each of its patterns joined with the rows; an ASK asks which rows it does not hold of."""
    starts = sorted({group.start for group in groups_of(tree.where)} | _starts_in_expressions(tree))
    parts, last = [], 0
    for start in starts:
        parts.append(query[last:start] + rows)
        last = start
    text = "".join(parts) + query[last:]
    if tree.form != "ASK":
        return text
    opening = tree.where.start - 1
    body = text[opening:]
    # Prefixes stand before the ASK, and ASK may be followed by WHERE; nothing else comes before its pattern.
    return f"{_prologue_of(query, tree)}SELECT ?this ?value WHERE {{{rows}FILTER NOT EXISTS {body}\n}}"


def _starts_in_expressions(tree: Select) -> set[int]:
    expressions = (*tree.assigned.values(), *tree.modifiers.values())
    return {inner.start for e in expressions for group in e.groups for inner in groups_of(group)}


def _prologue_of(query: str, tree: Select) -> str:
    return "".join(f"PREFIX {name} {namespace}\n" for name, namespace in tree.prefixes.items())
