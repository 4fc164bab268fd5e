"""From a shape to what it reads: each constraint component of SHACL, with the shapes and queries behind it.

Where the reading cannot be bounded, the reason is a sentence, and what the rest of the shape reads is still known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.model import Term
from ontology.model.rdf import literal_value
from ontology.namespaces import PREFIXES
from shapes.delta.components import Component, components_of
from shapes.delta.path import Step, read_path
from shapes.delta.queries import NotBounded, read_query
from shapes.delta.reach import Reach
from shapes.paths import render_path
from shapes.report import readable
from shapes.shapes_graph import SHAPES, ShapesGraph, display, sh

_SH: Final = f"<{PREFIXES['sh']}"
READS: Final = f"<{SHAPES}reads>"
_VALUES_ALONE: Final = frozenset(
    map(
        sh,
        (
            *("minCount", "maxCount", "datatype", "nodeKind", "minExclusive", "minInclusive", "maxExclusive"),
            *("maxInclusive", "minLength", "maxLength", "pattern", "flags", "languageIn", "uniqueLang", "hasValue"),
            *("in", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint", "ignoredProperties"),
            # What validates nothing by itself.
            *("path", "name", "description", "order", "group", "defaultValue", "severity", "message", "deactivated"),
            *("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "declare", "shapesGraph"),
        ),
    )
)
_OTHER_PREDICATE: Final = tuple(map(sh, ("equals", "disjoint", "lessThan", "lessThanOrEquals")))
_SHAPES: Final = tuple(map(sh, ("property", "node", "not", "qualifiedValueShape")))
_LISTS: Final = tuple(map(sh, ("and", "or", "xone")))
_READ: Final = _VALUES_ALONE.union(_OTHER_PREDICATE, _SHAPES, _LISTS, map(sh, ("class", "closed", "sparql")))
_MAX_STATES: Final = 20_000
_MAX_DEPTH: Final = 60


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a reading is not bounded; `reads` are the predicates it touches all the same, None where any may matter."""

    sentence: str
    reads: frozenset[Term] | None


class Reading:
    """The readings of the shapes of one graph, written into one automaton."""

    def __init__(self, shapes: ShapesGraph, reach: Reach) -> None:
        self._shapes: Final = shapes
        self._reach: Final = reach
        self._components: Final = components_of(shapes)
        self._reasons: list[Reason] = []
        self._done: set[tuple[Term, int]] = set()
        self._first = 0
        self._names_nodes = False

    def read(self, shape: Term, start: int) -> tuple[Reason, ...]:
        """Add what a shape reads from a state on; return why that is not bounded, nothing where it is."""
        self._reasons, self._done, self._first = [], set(), start
        self._names_nodes = bool(self._shapes.values(shape, sh("targetNode")))
        self._shape(shape, start, ())
        return tuple(dict.fromkeys(self._reasons))

    def _shape(self, shape: Term, focus: int, above: tuple[Term, ...]) -> None:
        if shape in above:
            circle = " -> ".join(readable(display(node)) for node in (*above[above.index(shape) :], shape))
            self._reasons.append(Reason(f"it is recursive: {circle}", frozenset()))
            return
        if (shape, focus) in self._done or self._shapes.is_deactivated(shape):
            return
        self._done.add((shape, focus))
        if len(above) > _MAX_DEPTH or self._reach.size() - self._first > _MAX_STATES:
            self._reasons.append(Reason("the shapes behind it are too many or too deep to be followed", None))
            return
        path = self._shapes.value(shape, sh("path"))
        value = focus if path is None else self._reach.follow(read_path(self._shapes, path), focus)
        self._constraints(shape, focus, value)
        for behind in self._behind(shape):
            self._shape(behind, value, (*above, shape))

    def _constraints(self, shape: Term, focus: int, value: int) -> None:
        known = {parameter for component in self._components for parameter in component.parameters}
        for predicate, term in self._shapes.about(shape):
            if predicate in _OTHER_PREDICATE:
                self._reach.follow(Step(term), focus)
            elif predicate == sh("class"):
                self._reach.test_class(value, term)
            elif predicate == sh("closed") and term.startswith(('"true"', '"1"')):
                # shacl 0.3.4 looks at the focus node of a property shape instead (SHACL, 4.8.1: its value nodes).
                self._reach.read_all(value)
                self._reach.read_all(focus)
            elif predicate == sh("sparql") and not self._shapes.is_deactivated(term):
                self._query(shape, term, {"this": focus}, owner=term)
            elif predicate.startswith(_SH) and predicate not in _READ and predicate not in known:
                self._reasons.append(Reason(f"it has {readable(predicate)}, whose reading is not known", None))
        for component in self._components:
            if component.is_used(self._shapes, shape):
                self._component(shape, component, focus, value)

    def _behind(self, shape: Term) -> Iterator[Term]:
        """Yield the shapes that a shape's value nodes are checked against (SHACL, 4.6, 4.7)."""
        for predicate in _SHAPES:
            yield from self._shapes.values(shape, predicate)
        for predicate in _LISTS:
            for head in self._shapes.values(shape, predicate):
                yield from self._shapes.members(head)
        yield from siblings(self._shapes, shape)

    def _component(self, shape: Term, component: Component, focus: int, value: int) -> None:
        has_path = bool(self._shapes.values(shape, sh("path")))
        for node in component.validators(self._shapes, has_path=has_path):
            asks = bool(self._shapes.values(node, sh("ask")))
            anchors = {"this": focus, "value": value} if asks else {"this": focus}
            self._query(shape, node, anchors, owner=component.node, constants=component.names)

    def _query(
        self,
        shape: Term,
        node: Term,
        anchors: dict[str, int],
        *,
        owner: Term,
        constants: frozenset[str] = frozenset(),
    ) -> None:
        """Add what the query of a constraint or validator reads, or the reason why that is not bounded."""
        declared = frozenset((*self._shapes.values(node, READS), *self._shapes.values(owner, READS)))
        try:
            text = self._shapes.value(node, sh("select")) or self._shapes.value(node, sh("ask"))
            if text is None:
                raise NotBounded("it has a constraint without sh:select or sh:ask")
            query = literal_value(text).text
            if "$shapesGraph" in query or "$currentShape" in query:
                raise NotBounded("its query reads the shapes graph")
            path = self._shapes.value(shape, sh("path"))
            if path is not None:
                query = query.replace("$PATH", render_path(path, self._shapes.values))
            namespaces = _namespaces(self._shapes, node)
            no_length = read_query(query, self._reach, namespaces=namespaces, anchors=anchors, constants=constants)
            if no_length and self._names_nodes:
                raise NotBounded("its query has a path of no length, and its target may be a node of no triple")
        except NotBounded as err:
            self._reasons.append(Reason(str(err), declared or None))


def siblings(shapes: ShapesGraph, shape: Term) -> Iterator[Term]:
    """Yield the sibling shapes of a qualified shape whose value shapes are disjoint (SHACL, 4.7.3)."""
    flags = shapes.values(shape, sh("qualifiedValueShapesDisjoint"))
    if not any(flag.startswith(('"true"', '"1"')) for flag in flags):
        return
    own = frozenset(shapes.values(shape, sh("qualifiedValueShape")))
    for parent in parents(shapes, shape):
        for beside in shapes.values(parent, sh("property")):
            yield from (node for node in shapes.values(beside, sh("qualifiedValueShape")) if node not in own)


def parents(shapes: ShapesGraph, shape: Term) -> Iterator[Term]:
    """Yield the shapes that have a shape as a value of sh:property."""
    yield from (parent for parent, predicate in shapes.referrers(shape) if predicate == sh("property"))


def _namespaces(shapes: ShapesGraph, node: Term) -> dict[str, str]:
    """Return the prefixes that a query may use (SHACL, 5.2.1)."""
    found = {}
    for owner in shapes.values(node, sh("prefixes")):
        for declaration in shapes.values(owner, sh("declare")):
            prefix, namespace = shapes.value(declaration, sh("prefix")), shapes.value(declaration, sh("namespace"))
            if prefix and namespace:
                found[literal_value(prefix).text] = literal_value(namespace).text
    return found
