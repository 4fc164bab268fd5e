"""Random shapes, graphs and changes for the law of delta validation: over every construct that a reading follows.

All choices come from one `Random`: of a seed, so that a case can be had again, or of hypothesis, so that it shrinks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from ontology.model import Quad
from ontology.model.rdf import RDF_TYPE, XSD
from ontology.namespaces import PREFIXES

EX: Final = "https://e.example/"
HEAD: Final = f"""@prefix sh: <{PREFIXES["sh"]}> .
@prefix ex: <{EX}> .
@prefix rdfs: <{PREFIXES["rdfs"]}> .
@prefix rdf: <{PREFIXES["rdf"]}> .
@prefix xsd: <{XSD}> .
@prefix mgs: <https://w3id.org/mediagraph/shapes#> .
ex:declared sh:declare [ sh:prefix "e" ; sh:namespace "{EX}"^^xsd:anyURI ] .
ex:Linked a sh:ConstraintComponent ;
    sh:parameter [ sh:path ex:linkedBy ] , [ sh:path ex:also ; sh:optional true ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK {{ $value $linkedBy ?o . ?o <{EX}q> ?z }}" ] .
"""
_SUBCLASS: Final = f"<{PREFIXES['rdfs']}subClassOf>"
_NODES: Final = (*(f"<{EX}n{i}>" for i in range(5)), "_:b0", "_:b1")
_CLASSES: Final = tuple(f"<{EX}{name}>" for name in "ABC")
_LITERALS: Final = (
    *('"a"', '"b"', '"abc"', '"a"@en', '"b"@en', '"a"@de'),
    *(f'"{n}"^^<{XSD}integer>' for n in range(3)),
    f'"2020-01-01"^^<{XSD}date>',
)
_PREDICATES: Final = tuple(f"<{EX}{name}>" for name in "pqr")
_GRAPHS: Final = ("<x:g1>", "<x:g2>")
_QUERIES: Final = (
    "SELECT $this ?value WHERE { $this e:p ?value . FILTER(isLiteral(?value)) }",
    "SELECT $this WHERE { $this e:p/e:q ?v . FILTER NOT EXISTS { ?v e:r ?w } }",
    "SELECT $this ?value WHERE { ?value e:q $this ; e:p ?x . }",
    "SELECT $this WHERE { $this e:p ?a . OPTIONAL { ?a e:q ?b . ?b e:r ?c } FILTER(!bound(?b)) }",
    "SELECT DISTINCT $this WHERE { { $this e:p ?a } UNION { $this ^e:q ?a } }",
    "SELECT $this WHERE { $this e:p+ ?a . ?a a e:A }",
    "SELECT $this ?value WHERE { $this ?any ?value . FILTER(isBlank(?value)) }",
    "SELECT $this WHERE { $this e:p ?v . ?w e:p ?v . FILTER(?w != $this) }",
    # Not bounded: what is read hangs on nothing, an aggregate, a limit.
    "SELECT $this WHERE { $this e:p ?a . ?x e:q ?y }",
    "SELECT $this WHERE { $this e:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)",
    "SELECT $this WHERE { $this e:p ?a . FILTER NOT EXISTS { ?x e:r ?y } }",
)
_PATH_QUERIES: Final = (
    "SELECT $this ?value WHERE { $this $PATH ?value . ?value e:q ?z }",
    "SELECT $this ?value WHERE { $this $PATH ?value . FILTER NOT EXISTS { ?value e:p $this } }",
    "SELECT $this ?value WHERE { $this $PATH ?x . ?x e:q* ?value . FILTER(isLiteral(?value)) }",
)


@dataclass(frozen=True, slots=True)
class Case:
    """Shapes as Turtle, quads, and what each change removes and adds."""

    shapes: str
    quads: tuple[Quad, ...]
    changes: tuple[tuple[tuple[Quad, ...], tuple[Quad, ...]], ...]

    def __str__(self) -> str:
        lines = [self.shapes.removeprefix(HEAD), *(quad.nquads() for quad in self.quads)]
        for removed, added in self.changes:
            lines += ["change", *(f"D {q.nquads()}" for q in removed), *(f"A {q.nquads()}" for q in added)]
        return "\n".join(lines)


def random_case(random: Random) -> Case:
    """Return shapes, a graph with blank nodes, classes and cycles, and one to four changes of it."""
    shapes = _Shapes(random).text()
    graphs = _GRAPHS[: random.choice((1, 1, 2))]
    start = tuple(dict.fromkeys(_quad(random, graphs) for _ in range(random.randint(0, 24))))
    standing, changes = dict.fromkeys(start), []
    for _ in range(random.randint(1, 4)):
        removed = tuple(quad for quad in standing if random.random() < _SHARE_REMOVED)
        for quad in removed:
            del standing[quad]
        wanted = (_quad(random, graphs) for _ in range(random.randint(0, 4)))
        added = tuple(quad for quad in dict.fromkeys(wanted) if quad not in standing and quad not in removed)
        standing.update(dict.fromkeys(added))
        changes.append((removed, added))
    return Case(shapes, start, tuple(changes))


_SHARE_REMOVED: Final = 0.12


def _quad(random: Random, graphs: tuple[str, ...]) -> Quad:
    graph = random.choice(graphs)
    match random.randint(0, 9):
        case 0 | 1:
            return Quad(random.choice(_NODES), RDF_TYPE, random.choice(_CLASSES), graph)
        case 2:
            return Quad(random.choice(_CLASSES), _SUBCLASS, random.choice(_CLASSES), graph)
        case 3 | 4 | 5:
            return Quad(random.choice(_NODES), random.choice(_PREDICATES), random.choice(_LITERALS), graph)
        case _:
            return Quad(random.choice(_NODES), random.choice(_PREDICATES), random.choice(_NODES), graph)


class _Shapes:
    """Writes shapes: named ones may refer to later ones, and now and then to earlier ones, which is recursion."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._number = random.randint(1, 4)
        self._at = 0

    def text(self) -> str:
        """Return a shapes graph of one to four named shapes, some with targets, the first always."""
        written = [HEAD]
        for number in range(self._number):
            self._at = number
            has_path = self._chance(0.3)
            parts = [f"sh:path {self._path(2)}"] if has_path else []
            parts += self._targets() if self._at == 0 or self._chance(0.6) else []
            parts += self._constraints(2, has_path=has_path)
            written.append(f"ex:S{self._at} a sh:{'Property' if has_path else 'Node'}Shape ; {' ; '.join(parts)} .")
        if self._chance(0.15):
            written.append(f"ex:A a rdfs:Class , sh:NodeShape ; {' ; '.join(self._constraints(1, has_path=False))} .")
        return "\n".join(written)

    def _targets(self) -> list[str]:
        kinds: tuple[Callable[[], str], ...] = (
            lambda: f"sh:targetClass {self._class()}",
            lambda: f"sh:targetSubjectsOf {self._predicate()}",
            lambda: f"sh:targetObjectsOf {self._predicate()}",
            lambda: f"sh:targetNode {self._random.choice((*_NODES[:5], *_LITERALS[:2]))}",
        )
        return [self._random.choice(kinds)() for _ in range(self._random.randint(1, 2))]

    def _path(self, depth: int) -> str:
        if depth == 0 or self._chance(0.4):
            return self._predicate()
        inner = self._path(depth - 1)
        other = self._path(depth - 1)
        return self._random.choice(
            (
                f"[ sh:inversePath {inner} ]",
                f"( {inner} {other} )",
                f"[ sh:alternativePath ( {inner} {other} ) ]",
                f"[ sh:zeroOrMorePath {inner} ]",
                f"[ sh:oneOrMorePath {inner} ]",
                f"[ sh:zeroOrOnePath {inner} ]",
            )
        )

    def _shape(self, depth: int) -> str:
        """Return a shape as an object: a nameless one, or one with a name."""
        if self._chance(0.25):
            later = range(self._at + 1, self._number)
            if later or self._chance(0.06):
                return f"ex:S{self._random.choice(later) if later else self._random.randrange(self._at + 1)}"
        if self._chance(0.3):
            return self._property(depth)
        return f"[ {' ; '.join(self._constraints(depth, has_path=False))} ]"

    def _property(self, depth: int) -> str:
        return f"[ sh:path {self._path(2)} ; {' ; '.join(self._constraints(depth, has_path=True))} ]"

    def _constraints(self, depth: int, *, has_path: bool) -> list[str]:
        kinds = [*_PLAIN, *(_ON_PATHS if has_path else ()), *(_DEEPER if depth else ())]
        kinds += _DEEPER_ON_PATHS if depth and has_path else ()
        kinds += _QUERY_ON_PATH if has_path else _QUERY_ON_NODE
        found = []
        for kind in self._random.sample(kinds, self._random.randint(1, 3)):
            found += kind(self, depth)
        # No shape may say these twice (SHACL, 4.8.1, 2.1.4).
        found += [self._random.choice(("sh:severity sh:Warning", "sh:deactivated true"))] if self._chance(0.1) else []
        return found

    def _query(self, *, has_path: bool) -> str:
        query = self._random.choice(_PATH_QUERIES if has_path else _QUERIES)
        # Whoever says what a query reads must say all of it.
        declared = "?any" not in query and self._chance(0.5)
        reads = " ; mgs:reads ex:p , ex:q , ex:r , rdf:type" if declared else ""
        return f'sh:sparql [ sh:prefixes ex:declared{reads} ; sh:select "{query}" ]'

    def _predicate(self) -> str:
        return self._random.choice(_PREDICATES)

    def _class(self) -> str:
        return self._random.choice(_CLASSES)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share


_Kind = Callable[[_Shapes, int], list[str]]


def _one_of(*texts: str) -> _Kind:
    return lambda shapes, depth: [shapes._random.choice(texts)]


def _shapes_list(name: str) -> _Kind:
    return lambda shapes, depth: [f"sh:{name} ( {shapes._shape(depth - 1)} {shapes._shape(depth - 1)} )"]


def _qualified(shapes: _Shapes, depth: int) -> list[str]:
    count = shapes._random.choice(("sh:qualifiedMinCount 1", "sh:qualifiedMaxCount 1", "sh:qualifiedMaxCount 0"))
    disjoint = ["sh:qualifiedValueShapesDisjoint true"] if shapes._chance(0.5) else []
    return [f"sh:qualifiedValueShape {shapes._shape(depth - 1)}", count, *disjoint]


_PLAIN: Final[tuple[_Kind, ...]] = (
    _one_of(*(f"sh:datatype xsd:{name}" for name in ("string", "integer", "date"))),
    _one_of(*(f"sh:nodeKind sh:{name}" for name in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI"))),
    lambda shapes, depth: [f"sh:class {shapes._class()}"],
    lambda shapes, depth: [f"sh:class {shapes._class()}"],
    _one_of("sh:minInclusive 1", "sh:maxExclusive 2", "sh:minExclusive 0", "sh:maxInclusive 1"),
    _one_of("sh:minLength 2", "sh:maxLength 2", 'sh:pattern "^a"', 'sh:languageIn ( "en" )'),
    lambda shapes, depth: [f"sh:equals {shapes._predicate()}"],
    lambda shapes, depth: [f"sh:disjoint {shapes._predicate()}"],
    lambda shapes, depth: [f"sh:closed true ; sh:ignoredProperties ( {shapes._predicate()} )"],
    lambda shapes, depth: [f"sh:hasValue {shapes._random.choice((*_LITERALS, *_NODES[:5]))}"],
    lambda shapes, depth: [f"sh:in ( {' '.join(shapes._random.sample((*_LITERALS, *_NODES[:5]), 3))} )"],
)
_LINKED: Final[_Kind] = lambda shapes, depth: [f"ex:linkedBy {shapes._predicate()}"]  # noqa: E731
_QUERY_ON_NODE: Final[tuple[_Kind, ...]] = (lambda shapes, depth: [shapes._query(has_path=False)], _LINKED)
_QUERY_ON_PATH: Final[tuple[_Kind, ...]] = (lambda shapes, depth: [shapes._query(has_path=True)], _LINKED)
_ON_PATHS: Final[tuple[_Kind, ...]] = (
    _one_of("sh:minCount 1", "sh:minCount 2"),
    _one_of("sh:maxCount 0", "sh:maxCount 1"),
    _one_of("sh:uniqueLang true"),
    lambda shapes, depth: [f"sh:lessThan {shapes._predicate()}"],
    lambda shapes, depth: [f"sh:lessThanOrEquals {shapes._predicate()}"],
)
_DEEPER: Final[tuple[_Kind, ...]] = (
    lambda shapes, depth: [f"sh:property {shapes._property(depth - 1)} , {shapes._property(depth - 1)}"],
    lambda shapes, depth: [f"sh:property {shapes._property(depth - 1)}"],
    lambda shapes, depth: [f"sh:node {shapes._shape(depth - 1)}"],
    lambda shapes, depth: [f"sh:not {shapes._shape(depth - 1)}"],
    *map(_shapes_list, ("and", "or", "xone")),
)
_DEEPER_ON_PATHS: Final[tuple[_Kind, ...]] = (_qualified, _qualified)
