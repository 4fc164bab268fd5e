"""Ill-formed and recursive shapes: each fault by shape and rule, and what is well-defined is validated all the same."""

from __future__ import annotations

import pytest

from shapes.engines.port import ShapesError, TooDeep
from shapes.recursion import closing_triples, recursions
from shapes.shapes_graph import ShapesGraph, our_shapes, read_shapes
from shapes.validate import RECURSION, Slice, make_validator
from shapes.well_formed import faults

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODE = "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; "
ILL_FORMED = {
    NODE + "sh:property [ sh:minCount 1 ] .": "_:shape1 is a property shape without sh:path (SHACL, 2.3)",
    "ex:P a sh:PropertyShape ; sh:minCount 1 .": "https://e.example/P is a property shape without sh:path",
    "ex:P sh:path ex:p , ex:q .": "https://e.example/P has 2 values of sh:path; one at most is allowed (SHACL, 2.3)",
    NODE + "sh:path ex:p .": "https://e.example/S is a sh:NodeShape, which has no sh:path",
    NODE + "sh:minCount 1 .": "sh:minCount is for property shapes",
    NODE + "sh:in ex:a .": "sh:in https://e.example/a is no list (SHACL, 4.8.3)",
    NODE + "sh:in ( 1 ) , ( 2 ) .": "has 2 values of sh:in",
    NODE + "sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l .": "sh:in is a list that runs into itself",
    NODE + "sh:in _:l . _:l rdf:first 1 .": "sh:in is a list that has 1 members and 0 rests in one place",
    NODE + "sh:and ( ex:T ) . ex:P sh:path ex:p ; sh:or ex:T .": "sh:or https://e.example/T is no list",
    "ex:P sh:path ex:p ; sh:minCount 'x' .": 'sh:minCount "x" is not an xsd:integer that is not negative',
    "ex:P sh:path ex:p ; sh:maxCount -1 .": "is not an xsd:integer that is not negative",
    "ex:P sh:path ex:p ; sh:maxCount 1 , 2 .": "has 2 values of sh:maxCount",
    "ex:P sh:path ex:p ; sh:datatype 'x' .": 'sh:datatype "x" is not an IRI',
    "ex:P sh:path ex:p ; sh:nodeKind ex:IRI .": "is not one of SHACL's six node kinds",
    "ex:P sh:path ex:p ; sh:pattern 3 .": "is not an xsd:string",
    "ex:P sh:path ex:p ; sh:closed 'yes' .": "is not an xsd:boolean",
    "ex:P sh:path ex:p ; sh:severity 'bad' .": 'sh:severity "bad" is not an IRI',
    "ex:P sh:path ex:p ; sh:message 3 .": "is not an xsd:string or a text with a language",
    "ex:P sh:path ex:p ; sh:node 'S' .": 'sh:node "S" is not a shape',
    "ex:P sh:path 'p' .": 'sh:path "p" is a literal',
    "ex:P sh:path ( ex:p ) .": "sh:path has a list of 1 members, and two are the least (SHACL, 2.3.1)",
    "ex:P sh:path [ ] .": "sh:path is a blank node with 0 kinds of path",
    "ex:P sh:path [ sh:inversePath ex:p ; sh:zeroOrMorePath ex:q ] .": "with 2 kinds of path",
    "ex:P sh:path _:p . _:p sh:inversePath _:p .": "sh:path contains itself",
}


NO_SPARQL = {
    "SELECT $this WHERE {\n  $this ?p }": "does not parse, line 2, column 12 of the query: expected",
    "SELECT $this\nWHERE { $this none:p ?o }": "does not parse, line 2, column",
    "SELECT ?other { $this ?p ?o } GROUP BY $this": "does not parse, line 1, column",
}


@pytest.mark.parametrize("query", NO_SPARQL)
def test_a_query_that_is_no_sparql_is_named_with_line_and_column(query: str) -> None:
    with pytest.raises(ShapesError) as caught:
        make_validator(made(f'ex:S a sh:NodeShape ; sh:sparql [ sh:select """{query}""" ] .'))
    assert "https://e.example/S: its sh:select " + NO_SPARQL[query] in str(caught.value)


def made(text: str) -> ShapesGraph:
    return read_shapes([("made", (HEAD + text).encode())])


@pytest.mark.parametrize("text", ILL_FORMED)
def test_an_ill_formed_shape_is_named_with_the_rule(text: str) -> None:
    with pytest.raises(ShapesError, match="the shapes are ill-formed: ") as caught:
        make_validator(made(text))
    assert ILL_FORMED[text] in str(caught.value)


def test_all_faults_are_named_at_once_and_their_number_is_bounded() -> None:
    with pytest.raises(ShapesError) as caught:
        make_validator(made("".join(f"ex:P{n} sh:path ex:p ; sh:minCount 'x' ." for n in range(50))))
    assert str(caught.value).count("sh:minCount") == 20
    assert str(caught.value).endswith("; and 30 more")


def test_a_path_whose_parts_share_parts_does_not_explode() -> None:
    parts = "".join(f"_:p{n} sh:alternativePath ( _:p{n + 1} _:p{n + 1} ) ." for n in range(30))
    with pytest.raises(ShapesError, match="more than 1000 steps"):
        make_validator(made(f"ex:P sh:path _:p0 . {parts} _:p30 sh:inversePath ex:p ."))


def test_our_shapes_are_well_formed_and_not_recursive() -> None:
    assert list(faults(our_shapes())) == []
    assert list(recursions(our_shapes())) == []


RECURSIVE = {
    "ex:S sh:node ex:S .": "https://e.example/S → https://e.example/S",
    "ex:S sh:property [ sh:path ex:knows ; sh:node ex:S ] .": "_:shape1 → https://e.example/S → _:shape1",
    "ex:A sh:not ex:B . ex:B sh:or ( ex:C ex:A ) .": "https://e.example/A → https://e.example/B → https://e.example/A",
    "ex:A sh:property ex:B . ex:B sh:path ex:p ; sh:property ex:C . ex:C sh:path ex:q ; sh:property ex:B .": "ex",
}


@pytest.mark.parametrize("text", RECURSIVE)
def test_a_recursion_is_named_and_cut_where_it_closes(text: str) -> None:
    graph = made(text)
    [circle] = recursions(graph)
    names = circle.split(" → ")
    assert names[0] == names[-1]
    assert set(names) >= set(RECURSIVE[text].split(" → ")) - {"ex"}
    cut = closing_triples(graph)
    assert cut
    assert list(recursions(ShapesGraph(t for t in graph.triples if t not in cut))) == []


def test_shapes_that_only_nest_are_not_recursive() -> None:
    nested = "".join(f"ex:S{n} sh:node ex:S{n + 1} , ex:S{n + 2} ." for n in range(3_000))
    assert list(recursions(made(nested))) == []


EX = "https://e.example/"
CHAIN = "".join(f"<{EX}{n}> <{EX}knows> <{EX}{n + 1}> .\n" for n in range(500))
PERSON = """ex:S sh:targetNode ex:0 ; sh:property [ sh:path ex:knows ; sh:node ex:S ] , ex:Known .
ex:Known sh:path ex:knows ; sh:maxCount 0 ."""


def test_recursion_over_deep_data_is_left_out_and_the_rest_is_validated() -> None:
    validator = make_validator(made(PERSON))
    report = validator.validate(Slice(CHAIN))
    assert [(r.component, r.severity) for r in report.results if r.source_shape == "<https://e.example/Known>"] == [
        ("MaxCountConstraintComponent", "Violation")
    ]
    [unchecked] = [r for r in report.results if r.component == RECURSION]
    assert unchecked.severity == "Warning"
    assert "sh:node was not checked" in unchecked.message
    assert len(validator.recursions) == 1


def test_recursion_over_shallow_data_is_checked() -> None:
    report = make_validator(made(PERSON)).validate(Slice("".join(CHAIN.splitlines(keepends=True)[:3])))
    assert {r.component for r in report.results} == {"MaxCountConstraintComponent", "NodeConstraintComponent"}


def test_shapes_that_nest_too_deeply_are_an_error() -> None:
    nested = "ex:S0 sh:targetNode ex:0 ." + "".join(f"ex:S{n} sh:node ex:S{n + 1} ." for n in range(100))
    with pytest.raises(TooDeep, match="48"):
        make_validator(made(nested + "ex:S100 sh:nodeKind sh:IRI .")).validate(Slice(CHAIN))
