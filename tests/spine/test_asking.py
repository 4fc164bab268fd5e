"""`mediagraph query`: formats, the past, what awaits review, and syntax errors with their place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pyoxigraph
import pytest

Run = Callable[..., CompletedProcess[str]]
Ask = Callable[..., list[dict[str, str]]]
First = tuple[Path, dict[str, Any]]

ASSETS = "SELECT ?asset ?name { ?asset mg:rendition ?r ; rdfs:label ?name } ORDER BY ?name"


def test_json_is_sparql_1_1_results(first_flights: First, run: Run) -> None:
    done = run("query", ASSETS, "--data", first_flights[0], "--format", "json")
    document = json.loads(done.stdout)
    assert document["head"] == {"vars": ["asset", "name"]}
    assert len(document["results"]["bindings"]) == 9
    assert document["results"]["bindings"][0]["asset"]["type"] == "uri"
    assert document["results"]["bindings"][0]["name"] == {"type": "literal", "value": "first-flight.mp4"}


def test_table_for_people_counts_its_rows(first_flights: First, run: Run) -> None:
    done = run("query", ASSETS, "--data", first_flights[0])
    assert "flyer-1903.jpg" in done.stdout
    assert done.stdout.rstrip().endswith("(9 rows)")


def test_csv_is_csv(first_flights: First, run: Run) -> None:
    done = run("query", ASSETS, "--data", first_flights[0], "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["asset", "name"]
    assert len(rows) == 10


def test_turtle_of_a_construct_parses(first_flights: First, run: Run) -> None:
    sparql = "CONSTRUCT { ?a mg:depicts ?c } { ?a mg:depicts ?c }"
    done = run("query", sparql, "--data", first_flights[0], "--format", "turtle")
    triples = list(pyoxigraph.parse(done.stdout.encode(), format=pyoxigraph.RdfFormat.TURTLE))
    assert len(triples) >= 20


def test_a_query_may_come_from_a_file(first_flights: First, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "assets.rq"
    file.write_text(ASSETS)
    assert "(9 rows)" in run("query", file, "--data", first_flights[0]).stdout


def test_ask_answers_yes(first_flights: First, run: Run) -> None:
    assert run("query", "ASK { ?a mg:depicts ?c }", "--data", first_flights[0]).stdout == "yes\n"


def test_review_is_seen_only_when_included(first_flights: First, ask: Ask) -> None:
    data = first_flights[0]
    waiting = ask(data, "SELECT ?s ?p ?o { GRAPH mg:review { ?s ?p ?o } }")
    assert waiting
    one = waiting[0]
    # A value that is a literal would need its datatype here; the first Concept or Entity in review does not.
    one = next(row for row in waiting if row["o"].startswith("http"))
    pattern = f"SELECT (COUNT(*) AS ?n) {{ <{one['s']}> <{one['p']}> <{one['o']}> }}"
    assert ask(data, pattern) == [{"n": "0"}]
    assert ask(data, pattern, "--include", "review") == [{"n": "1"}]


def test_the_past_can_be_read(
    writable: Path, label_file: Callable[..., Path], tmp_path: Path, ask: Ask, run: Run
) -> None:
    before = ask(writable, "SELECT (MAX(?n) AS ?last) { GRAPH mg:changes { ?c mg:sequence ?n } }")[0]["last"]
    output = label_file(tmp_path / "late.jpg.rekognition-labels.json", {"Airplane": 99.0})
    assert run("ingest", output, "--data", writable).returncode == 0
    count = "SELECT (COUNT(?a) AS ?n) { ?a rdfs:label 'late.jpg' }"
    assert ask(writable, count) == [{"n": "1"}]
    assert ask(writable, count, "--as-of", before) == [{"n": "0"}]
    assert ask(writable, count, "--as-of", "2200-01-01T00:00:00Z") == [{"n": "1"}]


@pytest.mark.parametrize("moment", ["99999", "1999-01-01T00:00:00Z", "yesterday"])
def test_a_past_that_is_none_is_refused_in_words(first_flights: First, run: Run, moment: str) -> None:
    done = run("query", ASSETS, "--data", first_flights[0], "--as-of", moment)
    if moment == "1999-01-01T00:00:00Z":
        assert done.returncode == 1 or "(0 rows)" in done.stdout
    else:
        assert done.returncode in (1, 2)
        assert moment in done.stderr


def test_a_syntax_error_has_line_and_column(first_flights: First, run: Run) -> None:
    done = run("query", "SELECT ?a {\n  ?a mg:depicts ; }", "--data", first_flights[0])
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert "column" in done.stderr


@pytest.mark.parametrize(
    "sparql", ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "LOAD <http://127.0.0.1:9/x>"]
)
def test_what_would_reach_outside_is_refused(first_flights: First, run: Run, sparql: str) -> None:
    done = run("query", sparql, "--data", first_flights[0])
    assert done.returncode in (1, 2)
    assert done.stdout == ""


def test_an_update_is_refused(first_flights: First, run: Run) -> None:
    done = run("query", "INSERT DATA { <http://e/s> <http://e/p> 1 }", "--data", first_flights[0])
    assert done.returncode in (1, 2)


def test_a_folder_that_is_no_data_folder_is_named(run: Run, tmp_path: Path) -> None:
    done = run("query", ASSETS, "--data", tmp_path / "nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert not (tmp_path / "nowhere").exists()
