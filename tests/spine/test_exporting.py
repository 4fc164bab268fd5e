"""`mediagraph export`: N-Quads of everything, and schema.org JSON-LD that other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pyoxigraph
import pytest
import rdflib

Run = Callable[..., CompletedProcess[str]]
First = tuple[Path, dict[str, Any]]
SCHEMA = rdflib.Namespace("https://schema.org/")


@pytest.fixture(scope="module")
def jsonld(first_flights: First, run: Run) -> str:
    """The samples as JSON-LD."""
    done = run("export", "--format", "jsonld", "--data", first_flights[0])
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nquads_hold_every_graph(first_flights: First, run: Run) -> None:
    done = run("export", "--format", "nquads", "--data", first_flights[0])
    quads = list(pyoxigraph.parse(done.stdout.encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    graphs = {str(q.graph_name).strip("<>").rpartition("#")[2] for q in quads}
    assert {"facts", "review", "evidence", "quarantine", "changes", "ontology"} <= graphs
    assert len(quads) == len(done.stdout.splitlines()) >= 10_000
    assert not any(isinstance(term, pyoxigraph.BlankNode) for q in quads for term in (q.subject, q.object))


def test_nquads_to_a_file(first_flights: First, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "all.nq"
    done = run("export", "--out", out, "--data", first_flights[0])
    assert done.returncode == 0
    assert done.stdout == ""
    assert out.stat().st_size > 1_000_000
    assert [p.name for p in tmp_path.iterdir()] == ["all.nq"]


def test_jsonld_parses_with_rdflib(jsonld: str) -> None:
    graph = rdflib.Graph().parse(data=jsonld, format="json-ld")
    classes = {"ImageObject": 6, "VideoObject": 1, "AudioObject": 1, "TextObject": 1}
    for name, count in classes.items():
        assert len(set(graph.subjects(rdflib.RDF.type, SCHEMA[name]))) == count, name


def test_jsonld_parses_with_oxigraph(jsonld: str) -> None:
    triples = list(pyoxigraph.parse(jsonld.encode(), format=pyoxigraph.RdfFormat.JSON_LD))
    assert len(triples) >= 500


def test_jsonld_says_what_the_contract_asks_for(jsonld: str) -> None:
    objects = {
        item["name"] if isinstance(item["name"], str) else json.dumps(item["name"]): item
        for item in json.loads(jsonld)["@graph"]
    }
    flyer = next(item for item in objects.values() if any("flyer-1903" in url for url in item.get("contentUrl", [])))
    assert {"@id", "@type", "description", "keywords", "exifData", "contentLocation", "contentUrl"} <= set(flyer)
    assert flyer["@type"] == "ImageObject"
    keyword = next(k for k in flyer["keywords"] if k["name"].lower() == "airplane")
    assert keyword["mg:confidence"] > 0.9
    assert any("rekognition" in model for model in keyword["mg:model"])
    assert any("geo" in place for place in flyer["contentLocation"])
    assert {entry["name"] for entry in flyer["exifData"]} & {"captureDate", "cameraMake", "cameraModel"}


def test_every_generated_value_has_a_confidence_and_a_model(jsonld: str) -> None:
    generated = [said for item in json.loads(jsonld)["@graph"] for said in item.get("mg:generated", [])]
    assert len(generated) >= 50
    for said in generated:
        assert 0 < said["mg:confidence"] <= 1
        assert said["mg:model"]
        assert said["mg:fact"]["@id"].startswith("https://")


def test_an_unknown_format_is_wrong_use(first_flights: First, run: Run) -> None:
    assert run("export", "--format", "docx", "--data", first_flights[0]).returncode == 2
