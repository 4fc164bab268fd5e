"""docs/reference/http-api.md: every path, parameter, limit, media type and problem of the code, and no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from api import cypher_worker, explain_route, graph_route, pages_route, sparql
from api.query_worker import QueryWorkers
from api.reconcile import preview, queries, routes, service, suggest
from graph.linking import entity_things, index_things, normalise, reconciling
from graph.neo4j import cypher, views
from graph.neo4j.cypher_text import MAX_TEXT, PROCEDURES

Sections = Callable[[str], dict[str, str]]
Rows = Callable[[str], list[list[str]]]
ROUTES = [
    route
    for module in (pages_route, sparql, explain_route, graph_route, routes, suggest, preview)
    for route in module.router.routes
    if isinstance(route, APIRoute)
]


@pytest.fixture(scope="module")
def text(reference: Path) -> str:
    """The page."""
    return (reference / "http-api.md").read_text(encoding="utf-8")


def test_every_path_has_a_row_with_its_methods(text: str, read_rows: Rows) -> None:
    documented = {}
    for row in read_rows(text):
        path = re.search(r"`(/[^`]*)`", row[0])
        if path and len(row) == 3:
            documented[path[1]] = set(row[1].split(", "))
    served: dict[str, set[str]] = {"/openapi.json": {"GET"}}
    for route in ROUTES:
        served.setdefault(route.path, set()).update(route.methods)
    assert documented == served


def test_every_parameter_is_named(text: str) -> None:
    for route in ROUTES:
        for parameter in route.dependant.query_params:
            assert f"`{parameter.alias}`" in text or f"{parameter.alias}=" in text, parameter.alias


def test_every_problem_has_a_row(text: str, root: Path, read_rows: Rows) -> None:
    raised = set()
    for path in sorted([*(root / "api").glob("*.py"), *(root / "api" / "reconcile").glob("*.py")]):
        raised |= set(re.findall(r"Problem\((\d{3}), \"([^\"]+)\"", path.read_text(encoding="utf-8")))
    documented = {(row[0], row[1]) for row in read_rows(text) if re.fullmatch(r"\d{3}", row[0])}
    assert len(raised) >= 10
    assert documented == raised


def test_the_limits_are_those_of_the_code(text: str) -> None:
    assert sparql.LIMIT_S == 30
    words = " ".join(text.split())
    assert f"a query may run {sparql.LIMIT_S:g} s" in words
    assert f"a body may have {sparql._MAX_BODY:,} bytes" in text
    assert f"at most {explain_route._MOST} facts" in words
    count = (QueryWorkers.__init__.__kwdefaults__ or {})["count"]
    assert {2: "two"}[count] + " queries run at once" in text


def test_the_limits_of_cypher_and_of_the_views_are_those_of_the_code(text: str, read_sections: Sections) -> None:
    section = " ".join(read_sections(text)["Cypher"].split())
    assert (graph_route.SECONDS, views.SECONDS) == (30, 10)
    assert f"{cypher.ROWS:,} rows, {cypher.BYTES:,} bytes" in section
    assert f"{cypher_worker.MEMORY // 2**20} MiB" in section
    assert f"{MAX_TEXT:,} characters, parameters {cypher.PARAMETER_BYTES:,} bytes" in section
    assert f"a body {graph_route.MAX_BODY:,} bytes" in section
    assert set(re.findall(r"`(db\.[\w.]+)`", section)) == PROCEDURES
    looks = " ".join(read_sections(text)["Graph"].split())
    assert f"at most {views.MOST}, `cut`" in looks
    assert f"at most {views.SECONDS:g} s" in looks
    assert set(views.STATUSES) <= set(re.findall(r"`(\w+)`", looks))


def test_the_limits_of_reconciliation_are_those_of_the_code(text: str, read_sections: Sections) -> None:
    section = " ".join(read_sections(text)["Reconcile"].split())
    assert f"{queries.MOST_QUERIES} queries in a batch" in section
    assert f"{queries.MOST_IDS:,} ids and {queries.MOST_PROPERTIES} properties in an extension" in section
    assert f"a form may have {routes.MAX_BODY:,} bytes" in section
    assert f"at most {queries.MOST_CANDIDATES} |" in section
    assert f"a request may take {service.SECONDS:g} s" in section
    assert {4: "four"}[service.AT_ONCE] + " requests are answered at once" in section
    assert f"({suggest.MOST_SKIPPED} at most). An answer has {suggest.PAGE}" in section
    assert f"names of {entity_things.MOST_HELD:,} Entities" in section
    assert f"the first {index_things.MOST_COMPLETED:,} names of the index" in section
    assert f"a name of more than {normalise.MAX_NAME} characters" in section
    assert f"`name` at least {reconciling.MATCH_QUALITY}" in section
    assert f"`prior` at least {reconciling.MATCH_SHARE:g}" in section
    assert f"is {reconciling.MATCH_MARGIN:g} points before the next" in section


@pytest.mark.parametrize("media_type", [*sparql._ROWS, *sparql._TRIPLES])
def test_every_media_type_is_named(text: str, media_type: str) -> None:
    assert f"`{media_type}`" in text


def test_every_format_is_named(text: str, read_sections: Sections) -> None:
    section = read_sections(text)["SPARQL"]
    row = next(line for line in section.splitlines() if line.startswith("| `format`"))
    assert set(re.findall(r"`(\w+)`", row)) - {"format", "Accept"} == set(sparql._MEDIA_TYPES)
