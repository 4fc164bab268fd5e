"""docs/reference/http-api.md: every path, parameter, limit, media type and problem of the code, and no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from api import explain_route, pages_route, sparql
from api.query_worker import QueryWorkers

Sections = Callable[[str], dict[str, str]]
Rows = Callable[[str], list[list[str]]]
ROUTES = [
    route
    for module in (pages_route, sparql, explain_route)
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
    for path in sorted((root / "api").glob("*.py")):
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


@pytest.mark.parametrize("media_type", [*sparql._ROWS, *sparql._TRIPLES])
def test_every_media_type_is_named(text: str, media_type: str) -> None:
    assert f"`{media_type}`" in text


def test_every_format_is_named(text: str, read_sections: Sections) -> None:
    section = read_sections(text)["SPARQL"]
    row = next(line for line in section.splitlines() if line.startswith("| `format`"))
    assert set(re.findall(r"`(\w+)`", row)) - {"format", "Accept"} == set(sparql._MEDIA_TYPES)
