"""A shapes graph, read once: its text for the engines, and its messages, severities and names for the report.

Invariant: nameless shapes and constraints carry stand-in IRIs (`BLANK` and a number, in the order they are written),
so that every engine reports the same source shape; `display` turns one back into a blank node. Paths and lists keep
their blank nodes, because an IRI there would mean something else (SHACL, 2.3.1).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files as package_files
from typing import Final, TypeAlias

from ontology.model import Term
from ontology.namespaces import PREFIXES

Triple: TypeAlias = tuple[Term, Term, Term]

SHAPES: Final = "https://w3id.org/mediagraph/shapes#"
BLANK: Final = "urn:mediagraph:blank:"
OUR_FILES: Final = (
    "groups.ttl",
    "languages.ttl",
    "property.ttl",
    "asset.ttl",
    "claims.ttl",
    "segment.ttl",
    "observation.ttl",
    "fact.ttl",
    "entity.ttl",
    "rights.ttl",
    "taxonomy.ttl",
    "change.ttl",
)
"""Our shapes, in the order of docs/reference/shapes.md."""

_RDF: Final = PREFIXES["rdf"]
_FIRST, _REST, _NIL = f"<{_RDF}first>", f"<{_RDF}rest>", f"<{_RDF}nil>"


def sh(local: str) -> Term:
    """Return the term of a SHACL name: ``sh("path")``."""
    return f"<{PREFIXES['sh']}{local}>"


def display(shape: Term) -> Term:
    """Return a shape's term as its author wrote it: a blank node where it has no IRI."""
    return re.sub(rf"^<{BLANK}(\d+)>$", r"_:shape\1", shape)


_SHAPE_VALUED: Final = tuple(sh(name) for name in ("property", "node", "not", "qualifiedValueShape", "sparql"))
_SHAPE_LISTS: Final = tuple(sh(name) for name in ("and", "or", "xone"))
_SHAPES_BEHIND: Final = frozenset((*_SHAPE_VALUED, *_SHAPE_LISTS))
_PROPERTY, _MESSAGE, _DEACTIVATED = sh("property"), sh("message"), sh("deactivated")


class ShapesGraph:
    """Shapes as triples of N-Triples terms. Raises SyntaxError, with line and column, for Turtle that is none."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples: Final[tuple[Triple, ...]] = tuple(_name_shapes(list(triples)))
        self._by_subject: defaultdict[Term, defaultdict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._by_object: defaultdict[Term, list[tuple[Term, Term]]] = defaultdict(list)
        for subject, predicate, value in self.triples:
            self._by_subject[subject][predicate].append(value)
            self._by_object[value].append((subject, predicate))

    def __reduce__(self) -> tuple[type[ShapesGraph], tuple[tuple[Triple, ...]]]:
        """Go to another process as triples."""
        return ShapesGraph, (self.triples,)

    def values(self, subject: Term, predicate: Term) -> Sequence[Term]:
        """Return the values of a predicate, in the order written."""
        predicates = self._by_subject.get(subject)
        return predicates.get(predicate, ()) if predicates else ()

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """Return the first value of a predicate, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def about(self, subject: Term) -> Iterator[tuple[Term, Term]]:
        """Yield (predicate, value) of each triple about a node, by predicate."""
        for predicate, values in self._by_subject.get(subject, {}).items():
            yield from ((predicate, value) for value in values)

    def members(self, head: Term) -> Iterator[Term]:
        """Yield the members of an RDF list; a list that runs into itself ends where it began."""
        seen: set[Term] = set()
        while head != _NIL and head not in seen:
            seen.add(head)
            yield from self.values(head, _FIRST)
            head = self.value(head, _REST) or _NIL

    def subjects(self, predicate: Term) -> Iterator[Term]:
        """Yield each subject that has a predicate, once, in the order written."""
        yield from dict.fromkeys(subject for subject, found, _ in self.triples if found == predicate)

    def referrers(self, node: Term) -> Sequence[tuple[Term, Term]]:
        """Return the (subject, predicate) pairs that point to a node."""
        return self._by_object.get(node, ())

    def messages(self, node: Term) -> Sequence[Term]:
        """Return the messages of a shape or constraint, as literals."""
        return self.values(node, _MESSAGE)

    def is_deactivated(self, shape: Term) -> bool:
        """Say whether a shape or constraint is switched off (SHACL, 2.1.4)."""
        return any(value.startswith(('"true"', '"1"')) for value in self.values(shape, _DEACTIVATED))

    def root(self, shape: Term) -> Term:
        """Return the nearest shape with an IRI of its own, found by walking sh:property upwards."""
        while shape.startswith(f"<{BLANK}"):
            parent = next((s for s, predicate in self.referrers(shape) if predicate == _PROPERTY), None)
            if parent is None:
                return shape
            shape = parent
        return shape

    @cached_property
    def text(self) -> str:
        """The whole graph as N-Triples."""
        return self.text_without(frozenset())

    def text_without(self, left_out: frozenset[Triple]) -> str:
        """Return the graph as N-Triples without some triples."""
        return "".join(f"{s} {p} {o} .\n" for s, p, o in self.triples if (s, p, o) not in left_out)


def our_shapes(names: Sequence[str] = OUR_FILES) -> ShapesGraph:
    """Return our own shapes, or some files of them."""
    return read_shapes((name, package_files("shapes").joinpath(name).read_bytes()) for name in names)


@cache
def files_digest() -> str:
    """Return a digest of our shapes as packaged, 64 hexadecimal digits: which shapes a Release was published with."""
    state = hashlib.sha256()
    for name in OUR_FILES:
        data = package_files("shapes").joinpath(name).read_bytes()
        state.update(f"{name}\0{len(data)}\0".encode() + data)
    return state.hexdigest()


def read_shapes(turtle: Iterable[tuple[str, bytes]]) -> ShapesGraph:
    """Return the shapes of Turtle documents, given as (name, bytes); raise SyntaxError that names the document."""
    import pyoxigraph

    triples: list[Triple] = []
    for name, data in turtle:
        try:
            for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE, rename_blank_nodes=True):
                triples.append((str(quad.subject), str(quad.predicate), str(quad.object)))
        except SyntaxError as err:
            raise SyntaxError(f"{name}: {err}") from err
    return ShapesGraph(triples)


def _name_shapes(triples: list[Triple]) -> Iterator[Triple]:
    """Yield the triples with stand-in IRIs for the nameless shapes and constraints."""
    first = {s: o for s, p, o in triples if p == _FIRST}
    rest = {s: o for s, p, o in triples if p == _REST}
    names: dict[Term, Term] = {}
    for _, predicate, value in triples:
        found = _list(value, first, rest) if predicate in _SHAPE_LISTS else [value]
        for node in found if predicate in _SHAPES_BEHIND else ():
            if node.startswith("_:") and node not in names:
                names[node] = f"<{BLANK}{len(names) + 1}>"
    for subject, predicate, value in triples:
        yield names.get(subject, subject), predicate, names.get(value, value)


def _list(head: Term, first: dict[Term, Term], rest: dict[Term, Term]) -> list[Term]:
    found: dict[Term, Term] = {}
    while head in first and head not in found:
        found[head] = first[head]
        head = rest.get(head, _NIL)
    return list(found.values())
