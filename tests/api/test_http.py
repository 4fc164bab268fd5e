"""The HTTP application in process: negotiation, problems, deadlines that end the work, inert pages."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import sparql
from api.app import make_app
from api.opening import open_engine
from api.settings import Settings
from extractors.run import extract_paths
from graph.pipeline import ingest

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("http")
    (folder / "in").mkdir()
    document = {
        "mediagraph": 1,
        "asset": "a.jpg",
        "model": {"name": "m", "version": "1"},
        "task": "t",
        "observations": [
            {"property": "depicts", "value": "biplane", "confidence": 0.95},
            {"property": "keyword", "value": HOSTILE, "confidence": 0.99},
        ],
    }
    (folder / "in" / "a.plain.json").write_text(json.dumps(document))
    settings = Settings(data=folder / "data", similarity=False)
    engine = open_engine(settings, make=True)
    summary = ingest(engine, extract_paths([str(folder / "in")], workers=0), clock=lambda: datetime.now(UTC))
    assert (summary.assets, summary.failed) == (1, [])
    with TestClient(make_app(settings)) as opened:
        yield opened


QUERY = "SELECT ?c { ?a mg:depicts ?c }"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.9, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html, application/json;q=0.1", "application/sparql-results+json"),
    ],
)
def test_rows_come_as_asked(client: TestClient, accept: str, content_type: str) -> None:
    response = client.get("/sparql", params={"query": QUERY}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert "biplane" in response.text


def test_triples_come_as_turtle(client: TestClient) -> None:
    query = "CONSTRUCT { ?a mg:depicts ?c } WHERE { ?a mg:depicts ?c }"
    response = client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})
    assert response.headers["content-type"].startswith("text/turtle")
    assert "mg:depicts" in response.text


@pytest.mark.parametrize(
    ("method", "kwargs", "status"),
    [
        ("GET", {"params": {"query": ""}}, 400),
        ("GET", {"params": {"query": "SELECT ?x { ?x "}}, 400),
        ("GET", {"params": {"query": QUERY}, "headers": {"Accept": "image/png"}}, 406),
        ("GET", {"params": {"query": QUERY, "default-graph-uri": "not an iri"}}, 400),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", {"content": "DROP ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
        ("POST", {"content": "x", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", {"content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400),
        ("POST", {"content": b" " * 1_000_001, "headers": {"Content-Type": "application/sparql-query"}}, 413),
        ("GET", {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}}, 400),
    ],
)
def test_what_cannot_be_done_is_a_problem(
    client: TestClient, method: str, kwargs: dict[str, object], status: int
) -> None:
    response = client.request(method, "/sparql", **kwargs)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"]


def test_a_syntax_error_has_its_place_in_the_query_as_it_was_sent(client: TestClient) -> None:
    problem = client.get("/sparql", params={"query": "SELECT ?x {\n ?x mg:depicts }"}).json()
    assert (problem["line"], problem["column"]) == (2, 16)


def test_a_query_without_end_is_ended_and_others_are_answered(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql, "LIMIT_S", 1.0)
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    started = time.monotonic()
    response = client.get("/sparql", params={"query": endless})
    assert response.status_code == 504
    assert response.json()["limit_s"] == 1.0
    assert time.monotonic() - started < 20
    monkeypatch.setattr(sparql, "LIMIT_S", 30.0)
    assert client.get("/sparql", params={"query": QUERY}).status_code == 200


def test_pages_are_inert(client: TestClient) -> None:
    for path in ("/", "/explain?target=a.jpg"):
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert "onerror=alert(1)>" not in response.text.replace("&gt;", "")
        assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "&lt;script&gt;" in client.get("/explain?target=a.jpg", headers={"Accept": "text/html"}).text


def test_explanations_are_json_ld_and_unknown_things_are_404(client: TestClient) -> None:
    found = client.get("/explain", params={"target": "? mg:depicts ?"})
    assert found.headers["content-type"] == "application/ld+json"
    assert found.json()["@graph"][0]["support"][0]["model"] == "m"
    assert client.get("/explain", params={"target": "no such thing"}).status_code == 404
    assert client.get("/explain", params={"target": ""}).status_code == 400


def test_only_known_static_files_are_given(client: TestClient) -> None:
    assert client.get("/static/style.css").status_code == 200
    assert client.get("/static/..%2Fapp.py").status_code == 404
    assert client.get("/openapi.json").json()["info"]["title"] == "mediagraph"


def test_it_opens_only_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="does not exist: `mediagraph ingest` makes it"):
        make_app(Settings(data=tmp_path / "none"))
