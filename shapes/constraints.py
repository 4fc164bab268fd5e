"""SPARQL constraints evaluated for all focus nodes at once.

An engine runs a constraint's query once per focus node: with ours, `shacl` 0.3.4 then does 510 assets a CPU-second,
where it does 17,000 without them (benchmarks/validate.py), and a query over more than its node's surroundings is
quadratic. A query that is safe (`bulk.safety`) runs once here: as it stands where its author says with `mgs:reads`
what it reads and it binds ``$this`` itself, else with its patterns joined with the focus nodes (`bulk.rewrite`). All
others are left to the engine, each with the reason. tests/shapes compares with both engines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from ontology.model import Term
from shapes.bulk.components import component_uses
from shapes.bulk.declared import BulkConstraint, Declared, made_ready, sparql_constraints
from shapes.bulk.focus import rows_of
from shapes.bulk.literals import is_kept
from shapes.bulk.rewrite import ROWS, row_term
from shapes.bulk.tokens import NotRead
from shapes.engines.port import Found
from shapes.shapes_graph import ShapesGraph, Triple

if TYPE_CHECKING:
    import pyoxigraph

_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")


class BulkConstraints:
    """The constraints of a shapes graph that run set at a time.

    `taken` are the triples that hand them to engines; `left` says of each that stays with the engine why. With
    `only_free` those alone are taken that run as they stand.
    """

    def __init__(self, shapes: ShapesGraph, *, only_free: bool = False) -> None:
        self._shapes: Final = shapes
        self.left: Final[dict[Term, str]] = {}
        ready = list(self._ready(only_free))
        self._free: Final = tuple(constraint for constraint in ready if constraint.is_free)
        self._joined: Final = tuple(constraint for constraint in ready if not constraint.is_free)
        self.taken: Final[frozenset[Triple]] = frozenset(chain.from_iterable(c.declared.taken for c in ready))
        self._reads: Final = _all_reads(self._free) or frozenset()
        self._joined_reads: Final = _all_reads(self._joined)

    def _ready(self, only_free: bool) -> Iterator[BulkConstraint]:
        numbers = count(1)
        of_shapes: dict[Term, int] = {}
        for declared in (*sparql_constraints(self._shapes), *component_uses(self._shapes)):
            number = next(numbers)
            if not declared.parameters and not declared.on_values:
                # Rows that are the focus nodes of a shape serve all its constraints.
                number = of_shapes.setdefault(declared.shape, number)
            try:
                constraint = made_ready(self._shapes, declared, number)
            except NotRead as err:
                self.left[declared.constraint or declared.shape] = str(err)
            else:
                if constraint.is_free or not only_free:
                    yield constraint

    def __len__(self) -> int:
        return len(self._free) + len(self._joined)

    def is_exact(self, text: str) -> bool:
        """Say whether the constraints give exactly an engine's rows over this data; else take `only_free`.

        They do not where the store does not keep a literal as it is written. The authors of `mgs:reads` know that.
        """
        return not self._joined or is_kept(self._joined_text(text))

    def _joined_text(self, text: str) -> str:
        return text if self._joined_reads is None else "\n".join(_lines(text, self._joined_reads))

    def check(self, text: str) -> Iterator[Found]:
        """Yield the results for N-Triples text, one triple a line, subject, predicate, object a space apart."""
        yield from self._check_free(text)
        yield from self._check_joined(text)

    def _check_free(self, text: str) -> Iterator[Found]:
        lines = _lines(text, self._reads) if self._free else []
        if not lines:
            return
        # The text went through an engine's strict parser before; here speed counts.
        read = "\n".join(lines)
        # A query takes 0.2 ms to be understood, which counts where few things changed.
        wanted = [constraint for constraint in self._free if all(need in read for need in constraint.needs)]
        if not wanted:
            return
        store = _store(read)
        whole: pyoxigraph.Store | None = None
        for constraint in wanted:
            rows = list(rows_of(store, constraint.query))
            if rows:
                whole = whole or _store(text)
                focus = constraint.focus.find(whole)
                yield from (self._found(constraint, row) for row in rows if row["this"] in focus)

    def _check_joined(self, text: str) -> Iterator[Found]:
        if not self._joined:
            return
        read = self._joined_text(text)
        store = _store(read)
        filled: dict[Term, bool] = {}
        for constraint in self._joined:
            if not all(need in read for need in constraint.needs):
                continue
            if constraint.rows not in filled:
                rows = list(_rows(constraint, store))
                _add(store, rows)
                filled[constraint.rows] = bool(rows)
            if filled[constraint.rows]:
                yield from (self._found(constraint, row) for row in rows_of(store, constraint.query))

    def _found(self, constraint: BulkConstraint, row: dict[str, Term]) -> Found:
        declared = constraint.declared
        said = {**declared.parameters, **row}
        own_path = row.get("path", "")
        # Without ?value, a node shape's value is the focus node (SHACL, 5.3.2).
        value = row.get("value", row["this"] if constraint.path is None else None)
        return Found(
            focus=row["this"],
            path=own_path if own_path.startswith("<") else constraint.path,
            value=value,
            severity=constraint.severity,
            component=declared.component,
            source_shape=declared.shape,
            messages=tuple(_fill(message, said) for message in constraint.messages),
            constraint=declared.constraint,
        )


def _all_reads(constraints: Iterable[BulkConstraint]) -> frozenset[Term] | None:
    """Return what constraints read together; None where one may read anything."""
    found: set[Term] = set()
    for constraint in constraints:
        if constraint.reads is None:
            return None
        found |= constraint.reads
    return frozenset(found)


def _rows(constraint: BulkConstraint, store: pyoxigraph.Store) -> Iterator[str]:
    """Yield the rows of a constraint as N-Quads: its focus nodes, or pairs of focus and value node; its parameters."""
    rows, this = constraint.rows, row_term("this")
    focus = constraint.focus.find(store)
    if not focus:
        return
    for name, term in constraint.declared.parameters.items():
        yield f"{rows} {row_term('parameter:' + name)} {term} {ROWS} .\n"
    if constraint.value_path is None:
        yield from (f"{rows} {this} {node} {ROWS} .\n" for node in focus)
        return
    pairs = {(node, node) for node in focus}
    if constraint.value_path:
        query = f"SELECT DISTINCT ?this ?value WHERE {{ ?this {constraint.value_path} ?value }}"
        pairs = {(row["this"], row["value"]) for row in rows_of(store, query) if row["this"] in focus}
    for number, (node, value) in enumerate(pairs):
        row = f"{rows[:-1]}:{number}>"
        yield f"{rows} {row_term('row')} {row} {ROWS} .\n{row} {this} {node} {ROWS} .\n"
        yield f"{row} {row_term('value')} {value} {ROWS} .\n"


def _fill(message: Term, row: Mapping[str, Term]) -> Term:
    """Return a message literal with ``{?name}`` replaced by the row's values (SHACL, 5.3.2)."""

    def shown(found: re.Match[str]) -> str:
        term = row.get(found[1])
        if term is None:
            return found[0]
        return term[1:-1] if term.startswith("<") else _escaped_text(term)

    return _PLACEHOLDER.sub(shown, message)


def _escaped_text(literal: Term) -> str:
    end = literal.rfind('"')
    return literal[1:end] if end > 0 else literal


def _lines(text: str, predicates: frozenset[Term]) -> list[str]:
    """Return the lines of some predicates; a pattern that finds them takes four times as long (measured)."""
    return [line for line in text.split("\n") if line.partition(" ")[2].partition(" ")[0] in predicates]


def _store(text: str) -> pyoxigraph.Store:
    import pyoxigraph

    store, content = pyoxigraph.Store(), text.encode("utf-8")
    if "_:" in text:
        # Loading renames blank nodes; results must name them as the data does.
        store.bulk_extend(pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True))
    else:
        store.load(content, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    return store


def _add(store: pyoxigraph.Store, lines: Iterable[str]) -> None:
    import pyoxigraph

    content = "".join(lines).encode("utf-8")
    store.bulk_extend(pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True))


def reasons_left(shapes: ShapesGraph) -> dict[Term, str]:
    """Return the SPARQL constraints that stay with the engine, run once per focus node, each with the reason."""
    return BulkConstraints(shapes).left


__all__ = ["BulkConstraints", "Declared", "reasons_left"]
