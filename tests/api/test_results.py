"""Answers as text: each form read back by an independent parser."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph
import pytest

from api.results import render, to_turtle, turtle_term
from graph.dataset import Solutions, Triples
from ontology.model.rdf import decimal, iri, lang_string, string

BASE = "https://mediagraph.example/id/"
ROWS = [
    (iri("https://a.example/é"), lang_string('say "hi",\nthere', "en-GB")),
    (decimal("1.50"), None),
    ("_:b0", string("tab\there <b>&</b>")),
]


def solutions() -> Solutions:
    return Solutions(("x", "y"), iter(ROWS))


def text(form: str) -> str:
    return "".join(render(solutions(), form, base=BASE))


def test_json_is_what_the_recommendation_says() -> None:
    document = json.loads(text("json"))
    assert document["head"]["vars"] == ["x", "y"]
    first, second, third = document["results"]["bindings"]
    assert first["x"] == {"type": "uri", "value": "https://a.example/é"}
    assert first["y"] == {"type": "literal", "value": 'say "hi",\nthere', "xml:lang": "en-gb"}
    assert second == {"x": {"type": "literal", "value": "1.5", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}}
    assert third["x"] == {"type": "bnode", "value": "b0"}


@pytest.mark.parametrize(
    ("form", "syntax"),
    [
        ("json", pyoxigraph.QueryResultsFormat.JSON),
        ("xml", pyoxigraph.QueryResultsFormat.XML),
        ("tsv", pyoxigraph.QueryResultsFormat.TSV),
    ],
)
def test_another_parser_reads_the_same_terms(form: str, syntax: pyoxigraph.QueryResultsFormat) -> None:
    parsed = pyoxigraph.parse_query_results(text(form).encode(), format=syntax)
    assert isinstance(parsed, pyoxigraph.QuerySolutions)
    found = [tuple(None if t is None else str(t) for t in row) for row in parsed]
    assert [row[1] for row in found] == [row[1] for row in ROWS]
    assert found[0][0] == ROWS[0][0]


def test_csv_keeps_quotes_and_line_ends() -> None:
    rows = list(csv.reader(io.StringIO(text("csv"), newline="")))
    assert rows[0] == ["x", "y"]
    assert rows[1] == ["https://a.example/é", 'say "hi",\nthere']
    assert rows[2] == ["1.5", ""]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "table"])
def test_a_boolean_has_every_form(form: str) -> None:
    said = "".join(render(True, form, base=BASE))
    assert said.strip()
    assert "true" in said or "yes" in said


def test_xml_replaces_what_xml_cannot_hold() -> None:
    answer = Solutions(("x",), iter([(string("a\x01b"),)]))
    root = ElementTree.fromstring("".join(render(answer, "xml", base=BASE)))
    assert "a\ufffdb" in "".join(root.itertext())


def test_a_table_shows_no_control_characters_and_counts() -> None:
    answer = Solutions(("x",), iter([(string("\x1b[31mred"),)]))
    said = "".join(render(answer, "table", base=BASE))
    assert "\x1b" not in said
    assert said.endswith("(1 row)\n")


def test_turtle_reads_back_as_the_same_triples() -> None:
    triples = [
        (iri(BASE + "asset/a-1"), iri("https://w3id.org/mediagraph/ns#depicts"), iri("https://x.example/a(b)")),
        (iri(BASE + "asset/a-1"), iri("http://www.w3.org/2000/01/rdf-schema#label"), string('a "quoted"\nlabel')),
    ]
    turtle = "".join(to_turtle(Triples(iter(triples)), base=BASE))
    parsed = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in pyoxigraph.parse(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    }
    assert parsed == set(triples)
    assert "mg:depicts" in turtle


def test_an_iri_that_no_prefixed_name_can_write_stays_whole() -> None:
    term = iri("https://w3id.org/mediagraph/ns#a/b")
    assert turtle_term(term, base=BASE) == term


def test_triples_are_not_written_as_rows() -> None:
    with pytest.raises(ValueError, match="turtle or ntriples, not as csv"):
        render(Triples(iter([])), "csv", base=BASE)
    with pytest.raises(ValueError, match="not as turtle"):
        render(solutions(), "turtle", base=BASE)
