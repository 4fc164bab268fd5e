"""What a SPARQL query reads of the data, derived from its own triple patterns.

A pattern is bounded where a chain of patterns of its own group leads to it from a variable that is bound beforehand
($this, $value) or by the group around it. Rows then depend on nothing but the triples along these chains, whatever
else is in the data. Sub-selects, aggregates, LIMIT, GRAPH, blank nodes and moments that a query makes, and functions
of others, are not bounded, nor is a pattern that hangs on nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ontology.model.rdf import XSD
from shapes.delta.path import Chain, Choice, Path, Repeat, Step, inverted, may_be_empty
from shapes.delta.reach import Reach

_PASSED_THROUGH: Final = frozenset(("SelectQuery", "AskQuery", "Project", "Distinct", "Reduced", "OrderBy"))
_FLAT: Final = frozenset(("BGP", "Join", "Union", "LeftJoin", "Extend"))
_NOT_BOUNDED: Final = {
    "ToMultiSet": "a sub-select or VALUES",
    "Slice": "LIMIT or OFFSET",
    "Group": "an aggregate",
    "AggregateJoin": "an aggregate",
    "Graph": "GRAPH",
    "Minus": "MINUS",
    "ServiceGraphPattern": "SERVICE",
    "Builtin_RAND": "RAND",
    "Builtin_NOW": "NOW",
    "Builtin_UUID": "UUID",
    "Builtin_STRUUID": "STRUUID",
    "Builtin_BNODE": "BNODE",
}


class NotBounded(Exception):
    """What is read cannot be bounded; the message says why."""


def read_query(
    text: str, reach: Reach, *, namespaces: Mapping[str, str], anchors: Mapping[str, int], constants: frozenset[str]
) -> bool:
    """Add what a query reads to an automaton; raise `NotBounded` where that cannot be said.

    `anchors` are the variables bound to nodes beforehand, with their states; `constants` those bound to parameters.
    Returns whether a path of it may be of no length: engines differ in whether that finds a node of no triple.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        algebra = translateQuery(parseQuery(text), initNs=dict(namespaces)).algebra
    except RecursionError:
        raise NotBounded("its query is nested too deeply to be read") from None
    except Exception as err:  # the parser raises its own exceptions, and bare ones
        raise NotBounded(f"its query is not understood: {' '.join(str(err).split())[:200]}") from None
    states = _States(reach, dict(anchors), constants)
    _Group(states, frozenset(anchors)).read(algebra)
    return states.has_no_length


class _States:
    """The states of a query's variables."""

    def __init__(self, reach: Reach, places: dict[str, int], constants: frozenset[str]) -> None:
        self.reach, self.places, self.constants = reach, places, constants
        self.beforehand = frozenset(places)
        self.has_no_length = False

    def name(self, term: Any) -> str | None:
        """Return the name of a variable or blank node; None for a constant."""
        from rdflib import BNode, Variable

        name = f"_:{term}" if isinstance(term, BNode) else str(term)
        return name if isinstance(term, BNode | Variable) and name not in self.constants else None

    def place(self, name: str | None) -> int:
        """Return the state of a variable, made where there is none; a constant's leads nowhere."""
        if name is None:
            return self.reach.place()
        return self.places.setdefault(name, self.reach.place())


class _Group:
    """One group of a query: the patterns that must all match, and the groups that stand inside it.

    A group inside is told which bounded variables it may begin at : all of them where its rows are joined;
    for OPTIONAL and EXISTS only those of the rows it is tried on, or a match elsewhere in the data would count.
    """

    def __init__(self, states: _States, outside: frozenset[str]) -> None:
        self._states = states
        self._outside = outside
        self._patterns: list[tuple[Any, Any, Any]] = []
        self._joined: list[Any] = []
        self._tried: list[tuple[Any, list[tuple[Any, Any, Any]]]] = []

    def read(self, node: Any) -> None:
        """Read a group of the algebra, and what stands inside it."""
        self._take(node)
        bound = self._connect()
        for inner in self._joined:
            _Group(self._states, bound).read_some(inner)
        for inner, tried_on in self._tried:
            names = {self._states.name(term) for pattern in tried_on for term in pattern}
            _Group(self._states, self._states.beforehand | (bound & names)).read_some(inner)

    def read_some(self, node: Any) -> None:
        """Read a group that must have patterns of its own: whether it has any match must not depend on others."""
        self.read(node)
        if not self._patterns:
            raise NotBounded("its query has a group without a triple pattern of its own")

    def _take(self, node: Any) -> None:
        name = node.name
        if name in _NOT_BOUNDED:
            raise NotBounded(f"its query has {_NOT_BOUNDED[name]}")
        if name in _PASSED_THROUGH:
            self._take(node.p)
        elif name == "BGP":
            self._patterns += node.triples
        elif name == "Join":
            self._join(node.p1)
            self._join(node.p2)
        elif name == "Union":
            self._joined += [node.p1, node.p2]
        elif name in ("LeftJoin", "Filter", "Extend"):
            before = len(self._patterns)
            if name == "Filter":
                self._take(node.p)
            else:
                self._join(node.p1 if name == "LeftJoin" else node.p)
            own = self._patterns[before:]
            self._tried += [(node.p2, own)] if name == "LeftJoin" else []
            self._tried += [(test, own) for test in _tests(node.expr)]
        else:
            raise NotBounded(f"its query has {name}, whose reading is not known")

    def _join(self, node: Any) -> None:
        """Take plain patterns into this group; what has tests of its own is a group of its own."""
        if node.name in _FLAT:
            self._take(node)
        else:
            self._joined.append(node)

    def _connect(self) -> frozenset[str]:
        """Add the edges of this group's patterns; return the variables that are bounded after it."""
        bound, waiting = set(self._outside), list(self._patterns)
        while waiting:
            left = [pattern for pattern in waiting if not self._edge(pattern, bound)]
            if len(left) == len(waiting):
                pattern = " ".join(term.n3() if hasattr(term, "n3") else str(term) for term in left[0])
                raise NotBounded(f"its query reads {pattern}, which nothing ties to the focus node")
            waiting = left
        return frozenset(bound)

    def _edge(self, pattern: tuple[Any, Any, Any], bound: set[str]) -> bool:
        """Add the edge of a pattern, from an end that is bounded; False where neither is yet."""
        from rdflib import Variable

        subject, value = self._states.name(pattern[0]), self._states.name(pattern[2])
        forward = subject in bound
        if not forward and value not in bound:
            return False
        if isinstance(pattern[1], Variable):
            if not forward:
                raise NotBounded("its query asks by which predicates something is referred to")
            self._states.reach.read_all(self._states.place(subject))
            return True
        path = _path(pattern[1])
        self._states.has_no_length |= may_be_empty(path)
        start, end = (subject, value) if forward else (value, subject)
        self._states.reach.follow(
            path if forward else inverted(path), self._states.place(start), self._states.place(end)
        )
        bound.update(name for name in (start, end) if name is not None)
        return True


def _tests(expression: Any) -> Iterator[Any]:
    """Yield the groups of EXISTS in an expression; raise `NotBounded` for what depends on more than the row."""
    name = getattr(expression, "name", "")
    if name in _NOT_BOUNDED:
        raise NotBounded(f"its query has {_NOT_BOUNDED[name]}")
    if name == "Function" and not str(expression.iri).startswith(XSD):
        raise NotBounded(f"its query calls <{expression.iri}>, whose reading is not known")
    if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        # The algebra stands beside the parsed text, as an attribute.
        yield expression.graph
    elif isinstance(expression, dict):
        for part in expression.values():
            yield from _tests(part)
    elif isinstance(expression, list | tuple):
        for part in expression:
            yield from _tests(part)


def _path(predicate: Any) -> Path:
    from rdflib import URIRef, paths

    if isinstance(predicate, URIRef):
        return Step(f"<{predicate}>")
    if isinstance(predicate, paths.InvPath):
        return inverted(_path(predicate.arg))
    if isinstance(predicate, paths.SequencePath):
        return Chain(tuple(_path(part) for part in predicate.args))
    if isinstance(predicate, paths.AlternativePath):
        return Choice(tuple(_path(part) for part in predicate.args))
    if isinstance(predicate, paths.MulPath):
        return Repeat(_path(predicate.path), predicate.mod in ("*", "?"), predicate.mod in ("*", "+"))
    raise NotBounded("its query has a negated property set")
