"""The W3C's SHACL test suite: each of its tests passes, strictly compared, and the published report says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.w3c_shacl import PAGE, Outcome, earl, list_tests, page, run_all, run_test
from shapes.engines.port import ShapesError
from shapes.prebinding import forbidden_sparql
from shapes.shapes_graph import read_shapes
from shapes.validate import EngineName, make_validator

FLOORS: dict[EngineName, int] = {"auto": 120, "shacl": 120, "pyshacl": 117}


@pytest.fixture(scope="module")
def outcomes(shared: Path) -> dict[EngineName, list[Outcome]]:
    """What became of each test, by engine."""
    return run_all(list(list_tests(shared / "w3c-tests" / "shacl" / "tests")))


def test_every_test_passes_and_no_engine_falls_below_its_floor(outcomes: dict[EngineName, list[Outcome]]) -> None:
    assert [outcome for outcome in outcomes["auto"] if outcome.why] == []
    for engine, floor in FLOORS.items():
        assert len(outcomes[engine]) == 120
        assert sum(not outcome.why for outcome in outcomes[engine]) >= floor


def test_the_published_report_is_what_was_found(outcomes: dict[EngineName, list[Outcome]]) -> None:
    assert PAGE.read_text("utf-8") == page(outcomes)
    assert PAGE.with_suffix(".ttl").read_text("utf-8") == earl(outcomes["auto"])


def test_a_comparison_that_differs_says_how(shared: Path) -> None:
    suite = shared / "w3c-tests" / "shacl" / "tests"
    test = next(test for test in list_tests(suite) if test.name == "core/node/class-001")
    test.document.triples = [t for t in test.document.triples if "subClassOf" not in t[1]]
    assert "not expected" in run_test(test, "auto").why


SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
ex:Shape a sh:NodeShape ; sh:targetClass ex:A ; sh:sparql [ sh:select '''%s''' ] .
"""


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }", "uses MINUS"),
        ("SELECT $this WHERE { SERVICE <http://e/> { $this ?p ?o } }", "uses SERVICE"),
        ("SELECT $this WHERE { VALUES ?p { 1 } $this ?p ?o }", "uses VALUES"),
        ("SELECT $this WHERE { BIND (1 AS ?this) ?this ?p ?o }", "assigns ?this"),
        ("SELECT $this WHERE { $this ?p ?o { SELECT ?a WHERE { ?a ?b ?c } } }", "does not return $this"),
    ],
)
def test_what_shacl_forbids_in_queries_is_refused_before_an_engine_sees_it(query: str, rule: str) -> None:
    shapes = read_shapes([("s", (SHAPE % query).encode())])
    with pytest.raises(ShapesError, match=r"the shapes are ill-formed: <http://example.org/Shape>") as caught:
        make_validator(shapes)
    assert rule.replace("$", "$") in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this ?p ?o { SELECT $this WHERE { $this ?b ?c } } }",
        "SELECT $this WHERE { $this ?p ?o { SELECT * WHERE { ?a ?b ?c } } }",
        'SELECT $this WHERE { $this ?p "MINUS { VALUES {" }',
        "SELECT $this WHERE { $this <http://e/SERVICE> ?o } # MINUS {",
        "SELECT $this ?minus WHERE { $this ?values ?minus }",
    ],
)
def test_what_only_looks_forbidden_is_not(query: str) -> None:
    assert list(forbidden_sparql(read_shapes([("s", (SHAPE % query).encode())]))) == []
