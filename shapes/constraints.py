"""SPARQL constraints evaluated for all focus nodes at once.

An engine runs a constraint's query once per focus node: with ours, `shacl` 0.3.4 then does 510 assets a CPU-second,
where it does 17,000 without them (benchmarks/validate.py), and a query over more than its node's surroundings is
quadratic. A query runs once here, with ``$this`` left free, over the triples it says it reads (`mgs:reads`); rows whose
``$this`` is no focus node are dropped. That gives the same results as SHACL's pre-binding (5.3.1) only for queries of a
simple form, so a constraint is taken out of the engine's hands only when `is_safe` holds of its query and `mgs:reads`
declares its triples. tests/shapes compares with pySHACL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE, literal_value
from ontology.namespaces import PREFIXES
from shapes.engines.port import Found
from shapes.shapes_graph import SHAPES, ShapesGraph, Triple, sh

if TYPE_CHECKING:
    import pyoxigraph

_READS: Final = f"<{SHAPES}reads>"
_SUBCLASS_OF: Final = f"<{PREFIXES['rdfs']}subClassOf>"
_SPARQL: Final = sh("sparql")
_TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
_IMPLICIT: Final = (f"<{PREFIXES['rdfs']}Class>", f"<{PREFIXES['owl']}Class>")
_NO_TEXT: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>|#[^\n]*")
_UNSAFE_WORDS: Final = re.compile(
    r"\b(?:UNION|OPTIONAL|MINUS|VALUES|SERVICE|GRAPH|GROUP|HAVING|ORDER|LIMIT|OFFSET|FROM|COUNT|SUM|MIN|MAX|AVG|SAMPLE"
    r"|GROUP_CONCAT|RAND|NOW|UUID|STRUUID|BNODE)\b|\$(?:PATH|shapesGraph|currentShape)\b",
    re.IGNORECASE,
)
_EXISTS: Final = re.compile(r"\bFILTER\s*(?:NOT\s+)?EXISTS\s*\{", re.IGNORECASE)
_CALLS: Final = re.compile(r"\b(?:FILTER|BIND)\s*\(", re.IGNORECASE)
_THIS: Final = re.compile(r"[$?]this\b")
_ZERO_LENGTH: Final = re.compile(r"\*|[\w)>]\?")
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")


def is_safe(select: str) -> bool:
    """Say whether a query gives the same rows with ``$this`` free as with it bound beforehand.

    Safe is one SELECT over one basic graph pattern that has ``$this`` in a triple, outside any zero-length path, with
    FILTER, BIND and FILTER (NOT) EXISTS around it. Anything else may be safe too; it is left to the engine.
    """
    bare = _NO_TEXT.sub("_", select)
    if _UNSAFE_WORDS.search(bare) or len(re.findall(r"\bSELECT\b", bare, re.IGNORECASE)) != 1:
        return False
    if re.search(r"\bSELECT\s+(?:DISTINCT|REDUCED)\b", bare, re.IGNORECASE):
        return False
    opening, closing = bare.find("{"), bare.rfind("}")
    pattern = _without_blocks(_without_blocks(bare[opening + 1 : closing], _EXISTS, "{}"), _CALLS, "()")
    if opening < 0 or "{" in pattern or not _THIS.search(pattern):
        return False
    return not any(_THIS.search(triples) and _ZERO_LENGTH.search(triples) for triples in pattern.split(" ."))


def _without_blocks(text: str, opening: re.Pattern[str], brackets: str) -> str:
    """Return text without each block that begins with a match and ends with the bracket that closes it."""
    while found := opening.search(text):
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += (text[end] == brackets[0]) - (text[end] == brackets[1])
            end += 1
        text = text[: found.start()] + " . " + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class BulkConstraint:
    """One constraint: its shape, its whole query with prefixes, what it reads, and its severity (an IRI)."""

    node: Term
    shape: Term
    query: str
    reads: frozenset[Term]
    severity: str


class BulkConstraints:
    """The constraints of a shapes graph that run set at a time; `taken` are the triples that hand them to engines."""

    def __init__(self, shapes: ShapesGraph) -> None:
        self._shapes: Final = shapes
        found = list(_bulk_constraints(shapes))
        self._constraints: Final = tuple(constraint for constraint, _ in found)
        self.taken: Final[frozenset[Triple]] = frozenset(triple for _, triple in found)
        reads = frozenset().union(*(constraint.reads for constraint in self._constraints))
        self._line: Final = _line_pattern(reads)

    def __len__(self) -> int:
        return len(self._constraints)

    def check(self, text: str) -> Iterator[Found]:
        """Yield the results for N-Triples text, one triple a line, subject, predicate, object a space apart."""
        lines = self._line.findall(text) if self._constraints else []
        if not lines:
            return
        # The text went through an engine's strict parser before; here speed counts.
        store = _store("\n".join(lines))
        whole: pyoxigraph.Store | None = None
        for constraint in self._constraints:
            rows = list(_rows(store, constraint.query))
            if rows:
                whole = whole or _store(text)
                focus = _focus_nodes(self._shapes, constraint.shape, whole)
                yield from (self._found(constraint, row) for row in rows if row["this"] in focus)

    def _found(self, constraint: BulkConstraint, row: dict[str, Term]) -> Found:
        messages = self._shapes.messages(constraint.node) or self._shapes.messages(constraint.shape)
        return Found(
            focus=row["this"],
            path=row.get("path"),
            # Without ?value, a node shape's value is the focus node (SHACL, 5.3.2).
            value=row.get("value", row["this"]),
            severity=constraint.severity,
            component=PREFIXES["sh"] + "SPARQLConstraintComponent",
            source_shape=constraint.shape,
            messages=tuple(_fill(message, row) for message in messages),
            constraint=constraint.node,
        )


def _fill(message: Term, row: dict[str, Term]) -> Term:
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


def _line_pattern(predicates: frozenset[Term]) -> re.Pattern[str]:
    # Grouped by namespace: with whole IRIs as alternatives the scan takes twice as long.
    namespaces: dict[str, list[str]] = {}
    for predicate in sorted(predicates):
        namespace, local = re.findall(r"^<(.*?)([^/#]*)>$", predicate)[0]
        namespaces.setdefault(namespace, []).append(re.escape(local))
    groups = (f"{re.escape(namespace)}(?:{'|'.join(locals_)})" for namespace, locals_ in namespaces.items())
    return re.compile(rf"^[^ \n]+ <(?:{'|'.join(groups) or '(?!)'})> .*$", re.MULTILINE)


def _bulk_constraints(shapes: ShapesGraph) -> Iterator[tuple[BulkConstraint, Triple]]:
    for shape in shapes.subjects(_SPARQL):
        # A shape that others refer to has focus nodes beyond its targets.
        if shapes.is_deactivated(shape) or not _is_plain_target(shapes, shape) or _is_used_by_others(shapes, shape):
            continue
        for node in shapes.values(shape, _SPARQL):
            select, reads = shapes.value(node, sh("select")), frozenset(shapes.values(node, _READS))
            if select is None or not reads or shapes.is_deactivated(node):
                continue
            query = literal_value(select).text
            if is_safe(query):
                severity = (shapes.value(shape, sh("severity")) or sh("Violation"))[1:-1]
                constraint = BulkConstraint(node, shape, _prefixes(shapes, node) + query, reads, severity)
                yield constraint, (shape, _SPARQL, node)


def _is_plain_target(shapes: ShapesGraph, shape: Term) -> bool:
    if shapes.values(shape, sh("path")) or shapes.values(shape, sh("target")):
        return False
    return any(shapes.values(shape, sh(local)) for local in _TARGETS) or _is_implicit(shapes, shape)


def _is_implicit(shapes: ShapesGraph, shape: Term) -> bool:
    return any(kind in _IMPLICIT for kind in shapes.values(shape, RDF_TYPE))


def _is_used_by_others(shapes: ShapesGraph, shape: Term) -> bool:
    return bool(shapes.referrers(shape))


def _prefixes(shapes: ShapesGraph, node: Term) -> str:
    lines = []
    for owner in shapes.values(node, sh("prefixes")):
        for declaration in shapes.values(owner, sh("declare")):
            prefix, namespace = shapes.value(declaration, sh("prefix")), shapes.value(declaration, sh("namespace"))
            if prefix and namespace:
                lines.append(f"PREFIX {literal_value(prefix).text}: <{literal_value(namespace).text}>\n")
    return "".join(lines)


def _store(text: str) -> pyoxigraph.Store:
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_load(text.encode("utf-8"), format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    return store


def _rows(store: pyoxigraph.Store, query: str) -> Iterator[dict[str, Term]]:
    import pyoxigraph

    solutions = store.query(query)
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        return
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: str(solution[name]) for name in names if solution[name] is not None}


def _focus_nodes(shapes: ShapesGraph, shape: Term, store: pyoxigraph.Store) -> set[Term]:
    """Return the focus nodes of a shape's own targets (SHACL, 2.1.3)."""
    classes = [*shapes.values(shape, sh("targetClass")), *([shape] if _is_implicit(shapes, shape) else [])]
    focus = set(shapes.values(shape, sh("targetNode")))
    patterns = [f"?this {RDF_TYPE}/{_SUBCLASS_OF}* {kind}" for kind in classes]
    patterns += [f"?this {predicate} ?any" for predicate in shapes.values(shape, sh("targetSubjectsOf"))]
    patterns += [f"?any {predicate} ?this" for predicate in shapes.values(shape, sh("targetObjectsOf"))]
    for pattern in patterns:
        focus.update(row["this"] for row in _rows(store, f"SELECT DISTINCT ?this WHERE {{ {pattern} }}"))
    return focus


def describe_left(shapes: ShapesGraph, bulk: BulkConstraints) -> Sequence[Term]:
    """Return the SPARQL constraints that stay with the engine, run once per focus node."""
    return [
        node
        for shape in shapes.subjects(_SPARQL)
        for node in shapes.values(shape, _SPARQL)
        if (shape, _SPARQL, node) not in bulk.taken
    ]
