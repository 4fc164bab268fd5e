"""`/graph/…` and `/cypher` over HTTP, with a real Neo4j that holds the samples, and without one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import cypher_worker, graph_route
from api.app import make_app
from api.settings import Settings
from graph.neo4j.connection import Connection

BIPLANE = "mgt:depicted/biplane"
HEAVY = "UNWIND range(1, 1000000000) AS x RETURN count(x)"


def _settings(data: Path, connection: Connection | None = None, **more: Any) -> Settings:
    if connection is None:
        return Settings(data=data, **more)
    where = connection.settings
    return Settings(
        data=data, neo4j_uri=where.uri, neo4j_user=where.user, neo4j_password=where.password,
        neo4j_database=where.database, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def client(sample_graph: Connection, samples: Path) -> Iterator[TestClient]:
    with TestClient(make_app(_settings(samples, sample_graph))) as opened:
        yield opened


def cypher(client: TestClient, query: str, **more: Any) -> Any:
    return client.post("/cypher", json={"query": query, **more})


def test_a_query_is_answered_with_columns_and_rows(client: TestClient) -> None:
    text = (
        "MATCH (a:Asset)-[d:DEPICTS]->(c:Concept {prefLabel_en: $c}) RETURN a.label AS asset, d ORDER BY asset LIMIT 1"
    )
    response = cypher(client, text, parameters={"c": "biplane"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert (body["columns"], body["cut"]) == (["asset", "d"], "")
    ((asset, tie),) = body["rows"]
    assert asset == "first-flight.mp4"
    assert tie["type"] == "DEPICTS"
    assert tie["end"].endswith("/depicted/biplane")
    assert {"confidence", "models", "segments", "fact"} <= set(tie["properties"])


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        ("MATCH (n) DETACH DELETE n", 403, "Read only"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", 403, "Read only"),
        ("MATCH (n) RETRUN n", 400, "Syntax error"),
        ("RETURN 1 / 0", 400, "Query refused"),
        ("", 403, "Read only"),
    ],
)
def test_problems_are_problems(client: TestClient, query: str, status: int, title: str) -> None:
    response = cypher(client, query)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["title"], body["status"]) == (title, status)
    assert ("line" in body) == (title == "Syntax error")


@pytest.mark.parametrize(
    ("sent", "status", "title"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "Not JSON"),
        ({"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400, "Not JSON"),
        ({"json": ["RETURN 1"]}, 400, "No query"),
        ({"json": {"query": 1}}, 400, "No query"),
        ({"json": {"query": "RETURN 1", "statement": "x"}}, 400, "Wrong parameter"),
        ({"json": {"query": "RETURN 1", "parameters": [1]}}, 400, "Wrong parameter"),
        ({"json": {"query": "RETURN $x", "parameters": {"x": 2**70}}}, 403, "Read only"),
        ({"content": "RETURN 1", "headers": {"Content-Type": "text/plain"}}, 415, "Unsupported media type"),
        (
            {"content": b"x" * (graph_route.MAX_BODY + 1), "headers": {"Content-Type": "application/json"}},
            413,
            "Too large",
        ),
    ],
)
def test_a_body_that_is_no_question_is_named(client: TestClient, sent: Any, status: int, title: str) -> None:
    response = client.post("/cypher", **sent)
    assert (response.status_code, response.json()["title"]) == (status, title)


def test_what_runs_for_ever_is_stopped(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_route, "SECONDS", 1.0)
    response = cypher(client, HEAVY)
    assert response.status_code == 504
    assert response.json()["title"] == "Query stopped"
    assert response.json()["limit_s"] == 1


@pytest.mark.parametrize(
    "value", ["range(1, 20000000)", "reduce(l = [], i IN range(1, 50000) | [l])"], ids=["too large", "too deep"]
)
def test_a_value_that_would_end_a_reader_ends_a_worker_only(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """One row of a list of 20 million numbers, or of lists in lists that the server itself cannot write."""
    monkeypatch.setattr(graph_route, "SECONDS", 1.0)
    monkeypatch.setattr(cypher_worker, "_GRACE_S", 4.0)
    response = cypher(client, f"RETURN {value} AS x")
    assert response.status_code in (400, 504)
    assert response.headers["content-type"] == "application/problem+json"
    monkeypatch.undo()
    assert cypher(client, "RETURN 1 AS x").json()["rows"] == [[1]]


def test_the_views(client: TestClient) -> None:
    around = client.get("/graph/neighbourhood", params={"iri": BIPLANE}).json()
    assert around["nodes"][0]["name"] == "biplane"
    asset = next(node["iri"] for node in around["nodes"] if node["name"] == "First flight at Kill Devil Hills")
    film = next(node["iri"] for node in around["nodes"] if node["name"] == "Twelve Seconds")
    tied = client.get("/graph/paths", params={"from": asset, "to": film, "max_length": 2}).json()
    assert tied["paths"]
    facts = client.get("/graph/facts", params={"asset": asset, "predicate": "mg:depicts", "limit": 5}).json()
    assert len(facts["facts"]) == 5
    assert {fact["status"] for fact in facts["facts"]} == {"accepted"}
    review = client.get("/graph/facts", params={"asset": asset, "status": ["review", "rejected"]}).json()
    assert {fact["status"] for fact in review["facts"]} == {"review", "rejected"}
    together = client.get("/graph/co-occurrence", params={"iri": BIPLANE, "limit": 3}).json()
    assert [entry["assets"] for entry in together["with"]] == [3, 3, 3]
    assert {view["sequence"] for view in (around, tied, facts, together)} == {3}


@pytest.mark.parametrize(
    ("path", "parameters", "status", "title"),
    [
        ("neighbourhood", {}, 400, "No target"),
        ("neighbourhood", {"iri": "nosuch:thing"}, 400, "Not a target"),
        ("neighbourhood", {"iri": "mgt:depicted/no-such"}, 404, "Not in Neo4j"),
        ("neighbourhood", {"iri": BIPLANE, "depth": "3"}, 400, "Wrong parameter"),
        ("neighbourhood", {"iri": BIPLANE, "limit": "many"}, 400, "Wrong parameter"),
        ("paths", {"from": BIPLANE, "to": BIPLANE}, 400, "Wrong parameter"),
        ("paths", {"from": BIPLANE}, 400, "No target"),
        ("facts", {"asset": BIPLANE, "status": "true"}, 400, "Wrong parameter"),
        ("co-occurrence", {"iri": "https://a.example/' RETURN 1 //"}, 404, "Not in Neo4j"),
    ],
)
def test_a_look_that_cannot_be_taken_is_a_problem(
    client: TestClient, path: str, parameters: dict[str, str], status: int, title: str
) -> None:
    response = client.get(f"/graph/{path}", params=parameters)
    assert (response.status_code, response.json()["title"]) == (status, title)
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("which", ["none", "away"])
def test_without_a_server_the_answer_is_503_with_the_reason(samples: Path, which: str) -> None:
    settings = _settings(samples) if which == "none" else Settings(
        data=samples, neo4j_uri="bolt://127.0.0.1:1", neo4j_password="secret-of-mine"
    )  # fmt: skip
    reason = "MEDIAGRAPH_NEO4J_URI" if which == "none" else "cannot be reached"
    with TestClient(make_app(settings)) as without:
        assert without.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        for response in (
            cypher(without, "RETURN 1"),
            without.get("/graph/neighbourhood", params={"iri": BIPLANE}),
            without.get("/graph/co-occurrence", params={"iri": BIPLANE}),
        ):
            assert (response.status_code, response.json()["title"]) == (503, "No Neo4j")
            assert reason in response.json()["detail"]
            assert "secret-of-mine" not in json.dumps(response.json())
