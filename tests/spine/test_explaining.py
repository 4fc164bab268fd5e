"""`mediagraph explain`: what was said, how surely, by which model, about which second or box, and who decided."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import rdflib

Run = Callable[..., CompletedProcess[str]]
Ask = Callable[..., list[dict[str, str]]]
First = tuple[Path, dict[str, Any]]

MG = "https://w3id.org/mediagraph/ns#"


def _fact_of(ask: Ask, data: Path, name: str, predicate: str) -> str:
    sparql = f"""SELECT ?fact {{ ?a rdfs:label '{name}' .
        GRAPH mg:evidence {{ ?fact mg:subject ?a ; mg:predicate {predicate} }} }} ORDER BY ?fact LIMIT 1"""
    return ask(data, sparql)[0]["fact"]


def test_an_asset_by_its_name(first_flights: First, run: Run) -> None:
    done = run("explain", "flyer-1903.jpg", "--data", first_flights[0])
    assert done.returncode == 0
    for expected in (
        "flyer-1903.jpg",
        "ACCEPTED",
        "TO REVIEW",
        "airplane",
        "amazon-rekognition-labels",
        "llava-13b 1.6",
    ):
        assert expected in done.stdout
    assert "99%" in done.stdout.replace(" %", "%")


def test_an_asset_as_json_ld_that_parses(first_flights: First, run: Run) -> None:
    done = run("explain", "flyer-1903.jpg", "--data", first_flights[0], "--json")
    document = json.loads(done.stdout)
    facts = document["facts"]
    assert len(facts) >= 20
    assert {"accepted", "review"} <= {fact["status"] for fact in facts}
    graph = rdflib.Graph().parse(data=done.stdout, format="json-ld")
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(MG + "Fact")))) == len(facts)


def test_each_fact_has_evidence_with_model_version_and_place(first_flights: First, run: Run) -> None:
    document = json.loads(run("explain", "flyer-1903.jpg", "--data", first_flights[0], "--json").stdout)
    boxes = 0
    for fact in document["facts"]:
        assert fact["support"], fact
        for said in fact["support"]:
            assert said["model"]
            assert said["pointer"] or said["agentKind"] != "model"
            boxes += "box" in said
    assert boxes >= 4


def test_a_video_names_its_seconds(first_flights: First, run: Run) -> None:
    text = run("explain", "first-flight.mp4", "--data", first_flights[0]).stdout
    assert " s" in text
    assert "at 0" in text


def test_a_fact_by_its_iri_and_by_its_triple(first_flights: First, run: Run, ask: Ask) -> None:
    data = first_flights[0]
    fact = _fact_of(ask, data, "workshop-dayton.jpg", "mg:depicts")
    by_iri = json.loads(run("explain", fact, "--data", data, "--json").stdout)
    assert by_iri["id"] == fact
    assert "@value" in by_iri["object"] or by_iri["object"]["@id"]
    pattern = ("explain", f"<{by_iri['subject']}>", "mg:depicts", f"<{by_iri['object']['@id']}>")
    by_triple = json.loads(run(*pattern, "--data", data, "--json").stdout)
    assert [found["id"] for found in by_triple["@graph"]] == [fact]


def test_a_pattern_with_question_marks(first_flights: First, run: Run) -> None:
    done = run("explain", "? mg:depicts mgt:depicted/bicycle", "--data", first_flights[0])
    assert done.returncode == 0, done.stderr
    assert "workshop-dayton.jpg" in done.stdout
    assert "bicycle" in done.stdout.lower()


def test_disputes_and_people_are_shown(first_flights: First, run: Run) -> None:
    disputed = run("explain", "windy-thursday.txt", "--data", first_flights[0]).stdout
    assert "disputed: mistral-7b-instruct 0.2 said “neutral”" in disputed
    assert "disputed: amazon-comprehend said “POSITIVE”" in disputed
    assert "Maren Holt" in run("explain", "portrait-brothers.jpg", "--data", first_flights[0]).stdout


def test_what_names_nothing_is_said_so(first_flights: First, run: Run) -> None:
    done = run("explain", "no-such-thing.jpg", "--data", first_flights[0])
    assert done.returncode == 1
    assert "no-such-thing.jpg" in done.stderr
    assert run("explain", "? ? ?", "--data", first_flights[0]).returncode == 1
    assert run("explain", "? nosuchprefix:x ?", "--data", first_flights[0]).returncode == 1
