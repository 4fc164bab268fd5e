"""The SPARQL constraints that shapes declare, each made ready to run for all focus nodes at once, or left for a reason.

A constraint is a sh:sparql of a shape (SHACL, 5), or a constraint component with the parameters a shape gives it
(SHACL, 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ontology.model import Term
from ontology.model.rdf import literal_value
from ontology.namespaces import PREFIXES
from shapes.bulk.focus import Focus, path_of, path_predicates
from shapes.bulk.prefixes import prefix_lines
from shapes.bulk.query import Select, read_query
from shapes.bulk.rewrite import ROWS, joined, rows_pattern
from shapes.bulk.safety import binds_itself, check_safe, needed_of, predicates_of
from shapes.bulk.tokens import NotRead
from shapes.shapes_graph import SHAPES, ShapesGraph, Triple, sh

_READS: Final = f"<{SHAPES}reads>"
_PATH: Final = re.compile(r"[$?]PATH\b")
SPARQL_COMPONENT: Final = PREFIXES["sh"] + "SPARQLConstraintComponent"


@dataclass(frozen=True, slots=True)
class Declared:
    """A constraint as the shapes have it: the node with the query, and what it is given.

    `constraint` is the SPARQL constraint, None for a component's; `taken` are the triples that hand it to an engine.
    """

    query_node: Term
    shape: Term
    component: str
    taken: tuple[Triple, ...]
    constraint: Term | None = None
    parameters: Mapping[str, Term] = field(default_factory=dict)
    on_values: bool = False


@dataclass(frozen=True, slots=True)
class BulkConstraint:
    """A constraint ready to run: its query with prefixes, and all that its results say.

    `is_free` where the query runs as it stands, over the triples its author says it reads; else its patterns are joined
    with the rows in the named graph (`rewrite`), whose subject is `rows`. `reads` is None where it may read anything.
    `value_path` leads from focus nodes to the values that an ASK is asked of: "" for the focus nodes themselves, None
    where rows are focus nodes alone. Without all of `needs` in the data's text there is no row, and no need to look.
    """

    declared: Declared
    rows: Term
    query: str
    is_free: bool
    reads: frozenset[Term] | None
    needs: frozenset[str]
    focus: Focus
    value_path: str | None
    path: str | None
    severity: str
    messages: tuple[Term, ...]


def made_ready(shapes: ShapesGraph, declared: Declared, number: int) -> BulkConstraint:
    """Return a constraint ready to run; raise `NotRead` where it is not safe."""
    rows = f"{ROWS[:-1]}:{number}>"
    path = path_of(shapes, declared.shape) if shapes.values(declared.shape, sh("path")) else None
    text, is_ask = _query_text(shapes, declared, path)
    tree = read_query(text)
    check_safe(tree, frozenset(("this", *(("value",) if declared.on_values else ()), *declared.parameters)))
    if is_ask != (tree.form == "ASK"):
        raise NotRead("sh:select and sh:ask are confused")
    focus = Focus(shapes, declared.shape)
    value_path = None if not declared.on_values else path or ""
    written = frozenset(shapes.values(declared.query_node, _READS))
    is_free = bool(written) and not declared.parameters and not is_ask and _binds_this(tree)
    reads = written or _predicates(tree)
    if reads is not None and not is_free:
        reads |= focus.predicates | (path_predicates(value_path) if value_path else frozenset())
    pattern = rows_pattern(rows, paired=value_path is not None, parameters=declared.parameters)
    query = text if is_free else joined(text, tree, pattern)
    _check_runs(query)
    return BulkConstraint(
        declared=declared,
        rows=rows,
        query=query,
        is_free=is_free,
        reads=reads,
        # An ASK is turned round: its rows are what it does not hold of.
        needs=frozenset() if is_ask else _needs(tree),
        focus=focus,
        value_path=value_path,
        path=path,
        severity=(shapes.value(declared.shape, sh("severity")) or sh("Violation"))[1:-1],
        messages=tuple(shapes.messages(declared.query_node) or shapes.messages(declared.shape)),
    )


def _query_text(shapes: ShapesGraph, declared: Declared, path: str | None) -> tuple[str, bool]:
    """Return a query with its prefixes and its path put in, and whether it is an ASK."""
    queries = [
        (q, local == "ask") for local in ("select", "ask") for q in shapes.values(declared.query_node, sh(local))
    ]
    if len(queries) != 1 or not queries[0][0].startswith('"'):
        raise NotRead("it has not one query")
    query, is_ask = queries[0]
    text = literal_value(query).text
    if path is not None:
        # The path is put in as text (SHACL, 5.3.1 and 6.2.3.2); brackets keep it together.
        text = _PATH.sub(lambda _: path, text)
    return prefix_lines(shapes, declared.query_node) + text, is_ask


def _binds_this(tree: Select) -> bool:
    return binds_itself(tree.where, "this")


def _predicates(tree: Select) -> frozenset[Term] | None:
    """Return the predicates of a query as IRIs; None where it may read anything."""
    written = predicates_of(tree)
    if written is None or any("\\" in name for name in written):
        return None
    return frozenset(found for name in written if (found := _in_full(tree, name)) is not None)


def _in_full(tree: Select, name: str) -> Term | None:
    """Return the IRI that is meant by one as written in a query; None where that cannot be told."""
    prefix, colon, local = name.partition(":")
    if "\\" in name:
        return None
    if name.startswith("<"):
        return name
    return f"{tree.prefixes[prefix + colon][:-1]}{local}>" if prefix + colon in tree.prefixes else None


def _needs(tree: Select) -> frozenset[str]:
    """Return pieces of text that lines of N-Triples must have for a query to have a row."""
    found = set()
    for predicate, value in needed_of(tree):
        named, of = _in_full(tree, predicate), None if value is None else _in_full(tree, value)
        if named is not None:
            found.add(f" {named} " if of is None else f" {named} {of} .")
    return frozenset(found)


def _check_runs(query: str) -> None:
    """Raise `NotRead` where the store does not take a query: the engine says why, in its own words."""
    import pyoxigraph

    try:
        pyoxigraph.Store().query(query)
    except (SyntaxError, ValueError, RuntimeError) as err:
        raise NotRead(f"its query does not run: {err}") from err


def sparql_constraints(shapes: ShapesGraph) -> Iterator[Declared]:
    """Yield the SPARQL constraints of shapes that are not switched off (SHACL, 5.1)."""
    predicate = sh("sparql")
    for shape in shapes.subjects(predicate):
        for node in shapes.values(shape, predicate):
            if not shapes.is_deactivated(shape) and not shapes.is_deactivated(node):
                yield Declared(node, shape, SPARQL_COMPONENT, ((shape, predicate, node),), constraint=node)
