"""SPARQL set at a time: which queries qualify, and that the results are those of one run per focus node."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology.namespaces import MG
from shapes.constraints import BulkConstraints
from shapes.shapes_graph import ShapesGraph, our_shapes, read_shapes, sh
from shapes.slices import ontology_support
from shapes.validate import ShaclValidator, Slice, make_validator

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

SAFE = [
    "SELECT $this WHERE { $this mg:p ?v . FILTER(?v > 1.5) }",
    "SELECT $this ?value WHERE { ?x mg:q $this ; mg:p ?value FILTER NOT EXISTS { $this mg:r* ?y . $this mg:p 1 } }",
    "SELECT $this WHERE { $this mg:p/mg:q ?v . BIND(?v + 1 AS ?w) FILTER(?w < ?v) }",
    "SELECT $this WHERE { $this mg:p 'LIMIT } UNION {' }",
    "SELECT $this WHERE { ?a mg:p* ?b . $this mg:q ?a }",
    "SELECT $this WHERE { { SELECT $this WHERE { $this mg:p ?v } } }",
    "SELECT DISTINCT $this WHERE { $this mg:p ?v }",
    "SELECT $this WHERE { { $this mg:p 1 } UNION { $this mg:q 2 } } ORDER BY $this",
    "SELECT $this WHERE { OPTIONAL { $this mg:p ?v } FILTER(!BOUND(?v)) }",
    "SELECT $this WHERE { FILTER NOT EXISTS { $this mg:p ?v } } # a comment }",
    "SELECT $this WHERE { ?x mg:p ?y FILTER(?x = $this) }",
    "SELECT $this WHERE { ?x mg:p ?y }",
    "SELECT $this ?value WHERE { $this ?any ?value . FILTER isBlank(?value) }",
    "SELECT $this (?v + 1 AS ?w) WHERE { $this a/mg:p* ?v , [ mg:q 'a'@en , ( 1 -2 true ) ] ; ^mg:p|!mg:q ?x ; . }",
    "PREFIX x: <http://e/> SELECT $this WHERE { $this x:a.b ?v . FILTER regex(?v, 'a{2}', 'i') }",
]
UNSAFE = {
    "SELECT $this WHERE { $this mg:p ?v } LIMIT 1": "LIMIT",
    "SELECT $this WHERE { { SELECT $this WHERE { $this mg:p ?v } ORDER BY ?v OFFSET 1 } }": "OFFSET",
    "SELECT $this WHERE { { SELECT $this WHERE { $this mg:p ?v } ORDER BY ?v } }": "ORDER BY",
    "SELECT $this WHERE { $this mg:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)": "GROUP",
    "SELECT $this (COUNT(?v) AS ?value) WHERE { $this mg:p ?v }": "COUNT is an aggregate",
    "SELECT $this WHERE { $this mg:p* ?v }": "no length",
    "SELECT $this WHERE { ?v (mg:p)? $this }": "no length",
    "SELECT $this WHERE { ?x mg:a $this . $this (mg:p|mg:q*)/mg:r? ?v }": "no length",
    "SELECT $this WHERE { $this $PATH ?v }": "PATH is the engine's own",
    "SELECT $this WHERE { GRAPH ?g { $this mg:p ?v } }": "GRAPH",
    "SELECT $this WHERE { $this mg:p ?v FILTER(?v > RAND()) }": "different at each call",
    "SELECT $this WHERE { $this mg:p ?v BIND(NOW() AS ?w) }": "different at each call",
    "SELECT $this WHERE { $this mg:p ?v FILTER(?v = $currentShape) }": "currentShape is the engine's own",
    "SELECT $this ?message WHERE { $this mg:p ?message }": "message is the engine's own",
    "SELECT ?v WHERE { $this mg:p ?v }": "does not return",
    "SELECT $this WHERE { ?v mg:p 1 { SELECT $this WHERE { $this mg:p ?v } } }": "used outside",
    "SELECT $this WHERE { $this mg:p ?v { SELECT * WHERE { $this mg:p ?w } } }": "name all",
    r"SELECT $this WHERE { $this mg:p ?v . \\u007D }": "escape",
    "SELECT $this WHERE { $this mg:p ?v ; mg:q }": "no term",
    "SELECT $this WHERE { $this none:p ?v }": "does not run",
    "ASK { $this mg:p ?v }": "confused",
}


def left(select: str) -> list[str]:
    """Return why a query stays with the engine; nothing where it is taken."""
    shape = f'ex:A sh:sparql [ sh:prefixes ex:prefixes ; sh:select """{select}""" ] ; sh:targetNode ex:n .'
    bulk = BulkConstraints(read_shapes([("own", (SHAPES.partition("ex:A")[0] + shape).encode())]))
    assert bool(len(bulk)) != bool(bulk.left)
    return list(bulk.left.values())


@pytest.mark.parametrize("select", SAFE)
def test_a_query_that_can_be_read_is_taken(select: str) -> None:
    assert left(select) == []


@pytest.mark.parametrize("select", UNSAFE)
def test_any_other_query_stays_with_the_engine_and_it_is_said_why(select: str) -> None:
    [why] = left(select)
    assert UNSAFE[select] in why


@pytest.mark.parametrize(
    "pattern",
    [
        "{" * 5_000 + "}" * 5_000,
        "{ $this mg:p ?a FILTER" + "(" * 5_000 + "1" + ")" * 5_000 + "}",
        "{ $this mg:p " + "[ mg:p " * 5_000 + "]" * 5_000 + " }",
        "{ $this " + "(" * 5_000 + "mg:p" + ")" * 5_000 + " ?v }",
    ],
    ids=["groups", "expression", "blank nodes", "path"],
)
def test_a_query_that_nests_without_end_is_not_followed(pattern: str) -> None:
    [why] = left(f"SELECT $this WHERE {pattern}")
    assert "nests deeper" in why


SHAPES = f"""
@prefix mg: <{MG}> .
@prefix mgs: <https://w3id.org/mediagraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://e.example/> .
@prefix xsd: <{XSD}> .

ex:prefixes sh:declare [ sh:prefix "mg" ; sh:namespace "{MG}"^^xsd:anyURI ] .
ex:A
    a sh:NodeShape ;
    sh:targetClass ex:Thing ; sh:targetSubjectsOf mg:q ; sh:targetObjectsOf mg:r ; sh:targetNode ex:n0 ;
    sh:severity sh:Warning ; sh:sparql ex:more .
ex:more
    a sh:SPARQLConstraint ;
    sh:message "{{?value}} of {{$this}}"@en ; sh:prefixes ex:prefixes ; mgs:reads mg:p , mg:r ;
    sh:select \"\"\"
        SELECT $this ?value WHERE {{
            $this mg:p ?value .
            FILTER(?value > 1)
            FILTER NOT EXISTS {{ $this mg:r ?z . ?z mg:p ?value }}
        }}\"\"\" .
ex:Kind <http://www.w3.org/2000/01/rdf-schema#subClassOf> ex:Thing .
"""


@pytest.fixture(scope="module")
def own() -> ShapesGraph:
    return read_shapes([("own", SHAPES.encode())])


def found(validator: ShaclValidator, data: str) -> list[tuple[str, ...]]:
    results = validator.validate(Slice(data)).results
    return sorted((r.focus, r.value or "", r.severity, r.component, r.source_shape, r.message) for r in results)


@pytest.fixture(scope="module")
def both(own: ShapesGraph) -> tuple[ShaclValidator, ShaclValidator]:
    assert len(BulkConstraints(own)) == 1
    return make_validator(own, engine="shacl"), make_validator(own, engine="pyshacl")


nodes = st.sampled_from([f"<https://e.example/n{i}>" for i in range(5)])
numbers = st.sampled_from([f'"{n}"^^<{XSD}integer>' for n in range(4)])
triples = st.one_of(
    st.tuples(nodes, st.just(f"<{MG}p>"), numbers),
    st.tuples(nodes, st.sampled_from([f"<{MG}q>", f"<{MG}r>"]), nodes),
    st.tuples(nodes, st.just(TYPE), st.sampled_from(["<https://e.example/Thing>", "<https://e.example/Kind>"])),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(triples, max_size=14))
def test_all_at_once_equals_one_by_one(
    both: tuple[ShaclValidator, ShaclValidator], data: set[tuple[str, str, str]]
) -> None:
    subclass = (
        "<https://e.example/Kind> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <https://e.example/Thing> .\n"
    )
    text = subclass + "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(data))
    fast, reference = both
    assert found(fast, text) == found(reference, text)


def decimals(low: str, high: str) -> st.SearchStrategy[str]:
    return st.decimals(Decimal(low), Decimal(high), places=2, allow_nan=False).map(lambda d: f'"{d}"^^<{XSD}decimal>')


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    times=st.lists(decimals("0", "20"), min_size=2, max_size=6),
    box=st.lists(decimals("0", "1"), min_size=4, max_size=4),
    duration=st.lists(decimals("5", "15"), max_size=2),
    other=st.booleans(),
)
def test_our_constraints_equal_the_reference(
    validators: dict[str, ShaclValidator], times: list[str], box: list[str], duration: list[str], other: bool
) -> None:
    asset, segment, observation = "<x:asset>", "<x:segment>", "<x:observation>"
    lines = [f"{segment} {TYPE} <{MG}Segment>", f"{segment} <{MG}segmentOf> {asset}"]
    lines += [f"{segment} <{MG}{name}> {time}" for time, name in zip(times, ["start", "end"] * 3, strict=False)]
    lines += [
        f"{segment} <{MG}{name}> {v}" for name, v in zip(("boxX", "boxY", "boxWidth", "boxHeight"), box, strict=True)
    ]
    lines += [f"{asset} <{MG}duration> {value}" for value in duration]
    lines += [f"{observation} <{MG}activity> <x:activity>", f"{observation} <{MG}segment> {segment}"]
    lines += [f"<x:activity> <{MG}asset> {'<x:other>' if other else asset}"]
    text = "".join(f"{line} .\n" for line in lines)
    answers = []
    for validator in validators.values():
        results = validator.validate(Slice(text, ontology_support())).results
        sparql = (r for r in results if r.component == "SPARQLConstraintComponent")
        answers.append(sorted((r.focus, r.rule, number_or_iri(r.value or "")) for r in sparql))
    assert answers[0] == answers[1]


def number_or_iri(term: str) -> str:
    """Return a decimal without trailing zeros: engines write 1.0 and 1."""
    return str(Decimal(term.split('"')[1]).normalize()) if term.startswith('"') else term


def test_what_a_constraint_reads_is_all_it_needs() -> None:
    """A predicate left out of mgs:reads would let breaches pass: each query must name its predicates there."""
    graph = our_shapes()
    prefixes = {"mg": MG, "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    for node in graph.subjects(sh("select")):
        select = next(iter(graph.values(node, sh("select"))))
        body = re.sub(r'\\".*?\\"', "", select)
        used = {f"<{prefixes[p]}{local}>" for p, local in re.findall(r"\b(mg|rdfs):(\w+)", body)}
        classes = {f"<{MG}Asset>"}
        read = set(graph.values(node, "<https://w3id.org/mediagraph/shapes#reads>"))
        assert used - classes <= read, node
        assert (TYPE in read) == (" a " in body), node


def test_a_shape_that_others_use_stays_with_the_engine() -> None:
    text = SHAPES + "ex:B a sh:NodeShape ; sh:targetNode ex:n1 ; sh:node ex:A ."
    assert len(BulkConstraints(read_shapes([("own", text.encode())]))) == 0


def test_a_deactivated_constraint_finds_nothing() -> None:
    graph = read_shapes([("own", (SHAPES + "ex:A sh:deactivated true .").encode())])
    data = f'<https://e.example/n0> <{MG}p> "3"^^<{XSD}integer> .\n'
    assert make_validator(graph).validate(Slice(data)).conforms
