"""The report's three forms, and the sentences of rules without a message."""

from __future__ import annotations

import pyoxigraph
import pytest

from ontology.namespaces import PREFIXES
from shapes.paths import path_as_turtle, render_path
from shapes.report import Report, Result, readable
from shapes.shapes_graph import read_shapes
from shapes.validate import Slice, make_validator

SH = PREFIXES["sh"]
HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> . "
SHAPES = (
    HEAD
    + """
ex:S a sh:NodeShape ; sh:targetClass ex:C ;
    sh:property [ sh:path ex:age ; sh:maxInclusive 150 ; sh:message "too old"@en , "trop vieux"@fr ] ,
        [ sh:path ( ex:parent ex:name ) ; sh:minCount 1 ; sh:severity sh:Warning ] ,
        [ sh:path ex:kind ; sh:in ( "a" "b" ) ] ;
    sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) .
"""
)
DATA = "".join(
    f"<https://e.example/x{i}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://e.example/C> .\n"
    f'<https://e.example/x{i}> <https://e.example/age> "{200 + i}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    for i in range(12)
)


@pytest.fixture(scope="module")
def report() -> Report:
    extra = '<https://e.example/x0> <https://e.example/kind> "c \\"quoted\\"\\nline" .\n'
    extra += '<https://e.example/x0> <https://e.example/hat> "bowler" .\n'
    return make_validator(read_shapes([("s", SHAPES.encode())])).validate(Slice(DATA + extra))


def test_text_counts_first_and_shows_ten(report: Report) -> None:
    text = report.as_text(labels={"<https://e.example/x1>": "Orville"})
    lines = text.splitlines()
    assert lines[0] == "14 violations, 12 warnings; 4 rules broken."
    assert "12 × too old" in lines
    assert "    - https://e.example/x1 (Orville)  https://e.example/age  201" in lines
    assert "    … and 2 more" in lines
    assert '    - https://e.example/x0  https://e.example/kind  "c "quoted" line"' in lines


def test_rules_without_message_get_a_sentence(report: Report) -> None:
    messages = {result.component: result.message for result in report.results}
    assert messages["InConstraintComponent"] == 'is none of "a", "b"'
    assert messages["MinCountConstraintComponent"] == "has fewer than 1 values"
    assert messages["ClosedConstraintComponent"] == "has a property that its shape does not allow"


def test_json_has_every_result(report: Report) -> None:
    document = report.as_json()
    assert document["conforms"] is False
    assert document["counts"] == {"Violation": 14, "Warning": 12}
    assert len(document["results"]) == 26
    old = next(r for r in document["results"] if r["component"] == "MaxInclusiveConstraintComponent")
    assert old["path"] == "<https://e.example/age>"
    assert old["rootShape"] == "<https://e.example/S>"
    assert old["sourceShape"].startswith("_:shape")
    assert old["messages"] == ['"too old"@en', '"trop vieux"@fr']


def test_turtle_is_a_standard_report(report: Report) -> None:
    store = pyoxigraph.Store()
    store.load(report.as_turtle().encode(), format=pyoxigraph.RdfFormat.TURTLE)
    query = f"""PREFIX sh: <{SH}> PREFIX ex: <https://e.example/>
        SELECT (COUNT(?r) AS ?n) WHERE {{ ?v a sh:ValidationReport ; sh:conforms false ; sh:result ?r .
        ?r a sh:ValidationResult ; sh:focusNode ?f ; sh:resultSeverity ?s ; sh:sourceShape ?shape ;
           sh:sourceConstraintComponent ?c }}"""
    [[count]] = store.query(query)  # type: ignore[misc]
    assert count.value == "26"
    path = f"PREFIX sh: <{SH}> ASK {{ ?r sh:resultPath (<https://e.example/parent> <https://e.example/name>) }}"
    assert bool(store.query(path))
    assert bool(store.query(f'PREFIX sh: <{SH}> ASK {{ ?r sh:resultMessage "trop vieux"@fr ; sh:value 200 }}'))


def test_a_report_without_results_conforms() -> None:
    empty = Report(())
    assert empty.conforms
    assert empty.as_text() == "Everything meets the rules.\n"
    assert "sh:conforms true ." in empty.as_turtle()
    assert empty.as_json()["conforms"] is True


def test_sentence_names_thing_value_and_rule() -> None:
    result = Result(
        "<https://mediagraph.example/id/observation/1>",
        "<https://w3id.org/mediagraph/ns#confidence>",
        '"97.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        "Violation",
        "X",
        "<x:s>",
        "<x:s>",
        "The rule.",
    )
    assert result.sentence == "mgd:observation/1 mg:confidence 97.5: The rule."


@pytest.mark.parametrize(
    ("path", "turtle"),
    [
        ("<x:p>", "<x:p>"),
        ("^<x:p>", "[ sh:inversePath <x:p> ]"),
        ("(<x:p>/^<x:q>)", "( <x:p> [ sh:inversePath <x:q> ] )"),
        ("(<x:p>|<x:q>)", "[ sh:alternativePath ( <x:p> <x:q> ) ]"),
        ("((<x:p>)+/(<x:q>)?)", "( [ sh:oneOrMorePath <x:p> ] [ sh:zeroOrOnePath <x:q> ] )"),
        ("^(<x:p>/(<x:q>)*)", "[ sh:inversePath ( <x:p> [ sh:zeroOrMorePath <x:q> ] ) ]"),
    ],
)
def test_paths_go_to_turtle_and_back(path: str, turtle: str) -> None:
    assert path_as_turtle(path) == turtle
    graph = read_shapes([("p", f"@prefix sh: <{SH}> . <x:s> sh:path {turtle} .".encode())])
    assert render_path(graph.values("<x:s>", f"<{SH}path>")[0], graph.values) == path


def test_a_path_inside_itself_is_named() -> None:
    graph = read_shapes([("p", f"@prefix sh: <{SH}> . _:a sh:inversePath _:a . <x:s> sh:path _:a .".encode())])
    with pytest.raises(ValueError, match="contains itself"):
        render_path(graph.values("<x:s>", f"<{SH}path>")[0], graph.values)


def test_long_values_are_cut() -> None:
    assert readable('"' + "x" * 500 + '"').endswith("… (502 characters)")
