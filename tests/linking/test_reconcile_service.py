"""`/reconcile`: every answer fits the schemas of API 0.2, the right candidate wins, and what is hostile is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from api.reconcile import queries, routes
from api.settings import Settings, SettingsError
from tests.linking.reconcile_service import HOSTILE, Validate
from tests.linking.reconcile_service import client as client  # noqa: PLC0414
from tests.linking.reconcile_service import reconcile_settings as reconcile_settings  # noqa: PLC0414
from tests.linking.reconcile_service import validate as validate  # noqa: PLC0414

CONCEPT = "https://w3id.org/mediagraph/taxonomy/depicted/biplane"


@pytest.fixture
def ask(client: TestClient, validate: Validate) -> Any:
    """Send one query; return its candidates, the answer validated."""

    def send(**query: Any) -> list[dict[str, Any]]:
        response = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
        assert response.status_code == 200, response.text
        validate("reconciliation-query-batch", {"q0": query})
        validate("reconciliation-result-batch", response.json())
        result: list[dict[str, Any]] = response.json()["q0"]["result"]
        scores = [one["score"] for one in result]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert sum(one["match"] for one in result) <= 1
        return result

    return send


def test_the_manifest_fits_and_its_addresses_answer(client: TestClient, validate: Validate) -> None:
    said = client.get("/reconcile").json()
    validate("manifest", said)
    assert said["versions"] == ["0.2"]
    assert said["identifierSpace"] == "http://www.wikidata.org/entity/"
    assert {kind["id"] for kind in said["defaultTypes"]} >= {"wikidata:item", "skos:Concept", "mg:Entity"}
    for kind, thing in (("entity", "Q567"), ("type", "mg:Person"), ("property", "country")):
        suggest = said["suggest"][kind]
        assert client.get(suggest["service_url"] + suggest["service_path"], params={"prefix": "p"}).status_code == 200
        flyout = suggest["flyout_service_url"] + suggest["flyout_service_path"].replace("${id}", thing)
        assert client.get(flyout).json()["id"] == thing
    assert client.get(said["preview"]["url"].replace("{{id}}", "Q567")).status_code == 200
    propose = said["extend"]["propose_properties"]
    assert client.get(propose["service_url"] + propose["service_path"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "winner"),
    [
        ({"query": "Angela Merkel"}, "Q567"),
        ({"query": "Merkel, Angela"}, "Q567"),
        ({"query": "Angela Kasner", "type": "wikidata:person"}, "Q567"),
        ({"query": "biplane"}, CONCEPT),
        ({"query": "Doppeldecker", "type": "skos:Concept"}, CONCEPT),
        ({"query": "mgt:depicted/biplane"}, CONCEPT),
        ({"query": "Q567"}, "Q567"),
        ({"query": "http://www.wikidata.org/entity/Q567"}, "Q567"),
        ({"query": "Paris", "type": "wikidata:place", "properties": [{"pid": "country", "v": "France"}]}, "Q90"),
        ({"query": "Paris", "properties": [{"pid": "P17", "v": {"id": "Q30", "name": "USA"}}]}, "Q830149"),
        ({"query": "Orville Wright", "properties": [{"pid": "born", "v": 1871}]}, "Q494455"),
        ({"properties": [{"pid": "identifier", "v": "http://www.wikidata.org/entity/Q494455"}]}, "Q494455"),
    ],
)
def test_the_right_one_clearly_wins(ask: Any, query: dict[str, Any], winner: str) -> None:
    first = ask(**query)[0]
    assert (first["id"], first["match"]) == (winner, True), first
    assert {feature["id"] for feature in first["features"]} >= {"name", "prior", "type"}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({"query": "Angela Merkle"}, "Q567"),
        ({"query": "Merkel"}, "Q567"),
        ({"query": "bipane"}, CONCEPT),
        ({"query": "Paris", "type": "mg:Person", "type_strict": "should"}, None),
        ({"query": "Angela Merkel", "properties": [{"pid": "born", "v": "1899"}]}, "Q567"),
    ],
)
def test_what_is_only_near_is_shown_and_is_no_match(ask: Any, query: dict[str, Any], first: str | None) -> None:
    found = ask(**query)
    assert found
    assert not any(one["match"] for one in found)
    assert first is None or found[0]["id"] == first


def test_an_entity_of_the_collection_is_found_with_its_asset(ask: Any) -> None:
    first = ask(query="katharine wright", type="mg:Person")[0]
    assert (first["name"], first["match"]) == ("Katharine Wright", True)
    assert first["description"] == "person in flyer.jpg"
    assert first["type"][0] == {"id": "mg:Person", "name": "person of this collection"}
    by_asset = ask(query="Katharine Wright", properties=[{"pid": "asset", "v": "flyer.jpg"}])[0]
    assert {"id": "property asset", "value": 1.0} in by_asset["features"]


def test_types_are_any_all_or_should(ask: Any) -> None:
    both = ["wikidata:city", "wikidata:politician"]
    assert {one["id"] for one in ask(query="Paris", type=both, type_strict="any")} == {"Q90", "Q830149"}
    assert ask(query="Paris", type=both, type_strict="all") == []
    assert ask(query="Paris", type="wikidata:person") == []
    should = ask(query="Paris", type="wikidata:person", type_strict="should")
    assert should[0]["id"] == "Q90"
    assert should[0]["score"] < ask(query="Paris", type="wikidata:city")[0]["score"]
    assert ask(query="Paris", type="no such type") == []


def test_the_limit_is_kept(ask: Any) -> None:
    assert len(ask(query="Paris", limit=1)) == 1
    assert len(ask(query="Paris", limit=1e6)) <= queries.MOST_CANDIDATES


def test_a_batch_by_get_answers_each_key(client: TestClient, validate: Validate, shared: Path) -> None:
    folder = shared / "reconciliation-api" / "0.2" / "examples" / "reconciliation-query-batch" / "valid"
    examples = sorted(folder.glob("*.json"))
    assert len(examples) >= 4
    for path in examples:
        text = path.read_text(encoding="utf-8")
        response = client.get("/reconcile", params={"queries": text})
        assert response.json().keys() == json.loads(text).keys(), path.name
        validate("reconciliation-result-batch", response.json())


def test_what_the_schema_refuses_is_refused(client: TestClient, shared: Path) -> None:
    folder = shared / "reconciliation-api" / "0.2" / "examples" / "reconciliation-query-batch" / "invalid"
    examples = sorted(folder.glob("*.json"))
    assert len(examples) >= 3
    for path in examples:
        response = client.post("/reconcile", data={"queries": path.read_text(encoding="utf-8")})
        assert (response.status_code, response.json()["title"]) == (400, "Wrong parameter"), path.name
        assert re.search(r"'\w+' of 'q\d'", response.json()["detail"]), response.json()


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"queries": "{"}, 400, "queries is not JSON"),
        ({"queries": "[]"}, 400, "queries is []"),
        ({"queries": '{"q":[]}'}, 400, "q is []"),
        ({"queries": '{"q":{"query":7}}'}, 400, "'query' of 'q' is 7"),
        ({"queries": '{"q":{"query":"a","limit":0}}'}, 400, "'limit' of 'q' is 0"),
        ({"queries": '{"q":{"query":"a","limit":"5"}}'}, 400, "'limit' of 'q' is '5'"),
        ({"queries": '{"q":{"query":"a","type_strict":"some"}}'}, 400, "'type_strict' of 'q' is 'some'"),
        ({"queries": '{"q":{"query":"a","type":[1]}}'}, 400, "'type' of 'q'"),
        ({"queries": '{"q":{"query":"a","properties":[{"pid":"x"}]}}'}, 400, "'v' of 'q' is not there"),
        ({"queries": '{"q":{"query":"a","properties":[{"pid":"x","v":{}}]}}'}, 400, "'v' of 'q' is {}"),
        ({"queries": '{"q":{"query":"\\ud800"}}'}, 400, "queries is not JSON"),
        ({"queries": "[" * 5_000}, 400, "queries is not JSON"),
        ({"queries": json.dumps({str(n): {"query": "a"} for n in range(501)})}, 413, "500 queries"),
        ({"extend": '{"ids":"Q1","properties":[]}'}, 400, "'ids' of 'extend'"),
        ({"extend": '{"ids":[],"properties":[{}]}'}, 400, "'id' of 'extend.properties' is not there"),
        ({"extend": '{"ids":[],"properties":[{"id":"a","settings":{"limit":-1}}]}'}, 400, "'limit' of 'a' is -1"),
        ({"queries": "{}", "extend": "{}"}, 400, "both there"),
        ({"queries": "{}", "callback": "steal"}, 400, "JSONP"),
        ({"query": "Paris"}, 400, "older version"),
        ({"nothing": "here"}, 400, "neither"),
    ],
)
def test_a_wrong_form_is_a_problem(client: TestClient, form: dict[str, str], status: int, said: str) -> None:
    response = client.post("/reconcile", data=form)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == status, response.text
    assert said in response.json()["detail"]


def test_other_bodies_are_refused(client: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/reconcile", json={"q": {}}).status_code == 415
    assert client.post("/reconcile", content=b"\xff\xfe", headers=form).status_code == 400
    assert client.post("/reconcile", content=b"queries=%FF", headers=form).status_code == 400
    assert client.post("/reconcile", content=b"queries=a&queries=b", headers=form).status_code == 400
    assert client.post("/reconcile", content=b"a" * (routes.MAX_BODY + 1), headers=form).status_code == 413
    assert client.get("/reconcile", params={"callback": "steal"}).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "'; DROP TABLE x; --",
        "%s%n",
        "*",
        "(" * 5_000,
        "a " * 100_000,
        "é" * 200,
        "\u202e",
        HOSTILE,
        "🎬",
    ],
)
def test_hostile_names_are_names(ask: Any, text: str) -> None:
    for one in ask(query=text, limit=3):
        assert one["name"]


def test_a_full_batch_is_answered_in_time(client: TestClient) -> None:
    names = ["Paris", "Angela Merkle", "nobody at all", "Wright, Orville", "x" * 199]
    batch = {str(n): {"query": f"{names[n % 5]}{n % 7 or ''}"} for n in range(queries.MOST_QUERIES)}
    response = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert response.status_code == 200
    assert len(response.json()) == queries.MOST_QUERIES


def test_suggestions_fit_and_the_cursor_skips(client: TestClient, validate: Validate) -> None:
    found = client.get("/reconcile/suggest/entity", params={"prefix": "par"}).json()
    validate("suggest-entities-response", found)
    assert "Q90" in [one["id"] for one in found["result"]]
    skipped = client.get("/reconcile/suggest/entity", params={"prefix": "par", "cursor": 1}).json()
    assert skipped["result"][0] == found["result"][1]
    only = client.get("/reconcile/suggest/entity", params={"prefix": "par", "type": "wikidata:city"}).json()
    assert {one["id"] for one in only["result"]} == {"Q90", "Q830149"}
    people = client.get("/reconcile/suggest/entity", params={"prefix": "katha", "type": "mg:Person"}).json()
    assert [one["name"] for one in people["result"]] == ["Katharine Wright"]
    assert client.get("/reconcile/suggest/entity").json() == {"result": []}
    kinds = client.get("/reconcile/suggest/type", params={"prefix": "person"}).json()
    validate("suggest-types-response", kinds)
    assert {one["id"] for one in kinds["result"]} >= {"mg:Person", "wikidata:person"}
    politician = client.get("/reconcile/suggest/type", params={"prefix": "politician"}).json()["result"][0]
    assert politician["broader"] == [{"id": "wikidata:person", "name": "person"}]
    schemes = client.get("/reconcile/suggest/type", params={"prefix": "mgt:"}).json()
    assert {"id": "mgt:genre"}.items() <= next(k for k in schemes["result"] if k["id"] == "mgt:genre").items()
    properties = client.get("/reconcile/suggest/property", params={"prefix": "cou"}).json()
    validate("suggest-properties-response", properties)
    assert properties["result"][0]["id"] == "country"
    assert client.get("/reconcile/suggest/type", params={"prefix": "a", "cursor": "x"}).status_code == 400
    assert client.get("/reconcile/suggest/entity", params={"prefix": "a" * 201}).status_code == 400


def test_flyouts_and_previews_are_inert(client: TestClient) -> None:
    for thing in ("Q999001", "Q567"):
        html = client.get("/reconcile/flyout/entity", params={"id": thing}).json()["html"]
        response = client.get("/reconcile/preview", params={"id": thing})
        assert "<script" not in html + response.text
        assert "<img" not in html + response.text
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "http://127.0.0.1:*" in policy
        assert "sandbox" in policy
    assert "Chancellor of Germany" in response.text
    assert client.get("/reconcile/flyout/entity", params={"id": "Q0"}).status_code == 404
    assert client.get("/reconcile/flyout/type", params={"id": HOSTILE}).status_code == 404
    assert client.get("/reconcile/preview", params={"id": "Q424242"}).status_code == 404
    assert client.get("/reconcile/preview").status_code == 400


def test_view_leads_to_wikidata_or_to_a_page(client: TestClient) -> None:
    away = client.get("/reconcile/view", params={"id": "Q567"}, follow_redirects=False)
    assert (away.status_code, away.headers["location"]) == (302, "https://www.wikidata.org/wiki/Q567")
    concept = client.get("/reconcile/view", params={"id": CONCEPT})
    assert concept.status_code == 200
    assert "biplane" in concept.text
    people = client.get("/reconcile/suggest/entity", params={"prefix": "script", "type": "mg:Person"}).json()["result"]
    page = client.get("/reconcile/view", params={"id": people[0]["id"]})
    assert "<script>" not in page.text
    assert "/explain?target=" in page.text
    assert client.get("/reconcile/view", params={"id": "//evil.example"}, follow_redirects=False).status_code == 404


def test_extension_gives_each_kind_of_value(client: TestClient, validate: Validate) -> None:
    wanted = ["label", "description", "alias", "type", "citizenship", "born", "sitelinks", "popularity", "no such"]
    asked = {"ids": ["Q567", CONCEPT, "Q424242"], "properties": [{"id": name} for name in wanted]}
    validate("data-extension-query", asked)
    said = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    validate("data-extension-response", said)
    assert [one["id"] for one in said["meta"]] == wanted
    merkel, biplane, unknown = (said["rows"][thing] for thing in asked["ids"])
    assert merkel["label"] == [{"str": "Angela Merkel"}]
    assert merkel["citizenship"] == [{"id": "Q183", "name": "Germany"}]
    assert merkel["born"] == [{"date": "1954-07-17T00:00:00"}]
    assert merkel["sitelinks"] == [{"int": 200}]
    assert 0 <= merkel["popularity"][0]["float"] <= 1
    assert biplane["label"] == [{"str": "biplane"}]
    assert all(values == [] for values in unknown.values())


def test_settings_of_an_extension_are_kept(client: TestClient) -> None:
    properties = [
        {"id": "label", "settings": {"language": "de"}},
        {"id": "broader", "settings": {"limit": "1"}},
        {"id": "scheme"},
    ]
    rows = client.get("/reconcile", params={"extend": json.dumps({"ids": [CONCEPT, "Q183"], "properties": properties})})
    concept, germany = rows.json()["rows"][CONCEPT], rows.json()["rows"]["Q183"]
    assert concept["label"] == [{"str": "Doppeldecker"}]
    assert germany["label"] == [{"str": "Deutschland"}]
    assert len(concept["broader"]) == 1
    assert concept["scheme"][0]["id"] == "mgt:depicted"


def test_properties_are_proposed_by_type(client: TestClient, validate: Validate) -> None:
    said = client.get("/reconcile/extend/propose", params={"type": "wikidata:person", "limit": 50}).json()
    validate("data-extension-property-proposal", said)
    assert {"born", "citizenship", "occupation"} <= {one["id"] for one in said["properties"]}
    assert len(client.get("/reconcile/extend/propose", params={"limit": 3}).json()["properties"]) == 3
    of_concepts = client.get("/reconcile/extend/propose", params={"type": "mgt:genre"}).json()
    assert {"broader", "scheme"} <= {one["id"] for one in of_concepts["properties"]}
    assert "born" not in {one["id"] for one in of_concepts["properties"]}


def test_pages_of_this_machine_may_read_these_paths_only(client: TestClient) -> None:
    here, there = {"Origin": "http://127.0.0.1:3333"}, {"Origin": "https://evil.example"}
    allowed = "access-control-allow-origin"
    assert client.get("/reconcile", headers=here).headers[allowed] == here["Origin"]
    assert client.get("/reconcile", params={"queries": "{"}, headers=here).headers[allowed] == here["Origin"]
    assert allowed not in client.get("/reconcile", headers=there).headers
    assert allowed not in client.get("/reconcile", headers={"Origin": "http://localhost.evil.example"}).headers
    assert allowed not in client.get("/", headers=here).headers
    preflight = client.options("/reconcile", headers=here | {"Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert allowed not in client.options("/reconcile", headers=there).headers


def test_other_origins_are_let_in_by_the_setting(tmp_path: Path, reconcile_settings: Settings) -> None:
    from dataclasses import replace

    empty = str(tmp_path / "no index")
    one = replace(reconcile_settings, reconcile_origins="https://refine.example.org", wikidata_index=empty)
    with TestClient(make_app(one)) as client:
        headers = client.get("/reconcile", headers={"Origin": "https://refine.example.org"}).headers
        assert headers["access-control-allow-origin"] == "https://refine.example.org"
        # Without an index the other two sources still answer.
        assert "Wikidata" not in client.get("/reconcile").json()["name"]
        assert client.get("/reconcile", params={"queries": '{"q":{"query":"biplane"}}'}).json()["q"]["result"][0][
            "match"
        ]
    with TestClient(make_app(replace(one, reconcile_origins="*"))) as client:
        assert client.get("/reconcile", headers={"Origin": "null"}).headers["access-control-allow-origin"] == "*"
    with pytest.raises(SettingsError, match="no origin"):
        make_app(replace(one, reconcile_origins="evil.example; frame-src *"))
