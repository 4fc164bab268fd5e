"""The pages: rendered on the server, inert without scripts, nothing from another host."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.explanations import decision_text, evidence_text, place_text, predicate_words, shorten
from api.overview import asset_rows, fact_rows, overview, some_facts
from api.problems import Problem
from graph.dataset import Dataset
from graph.newest import newest_facts

router = APIRouter()
_NEWEST = 25
_ASSETS = 60
_STATIC = {"style.css": "text/css; charset=utf-8", "sparql.js": "text/javascript; charset=utf-8"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "words": predicate_words,
        "evidence": evidence_text,
        "decision": decision_text,
        "place": place_text,
        "shorten": shorten,
        "target": lambda iri: "/explain?target=" + quote(iri, safe=""),
    }
    return environment


def page(template: str, **values: object) -> HTMLResponse:
    """Return a rendered page."""
    return HTMLResponse(_environment().get_template(template).render(**values))


@router.get("/", include_in_schema=False)
def home(request: Request) -> HTMLResponse:
    """Return the counts, a SPARQL box and the newest facts."""
    dataset: Dataset = request.app.state.dataset
    with dataset.reader() as reader:
        newest = newest_facts(reader, limit=_NEWEST) or some_facts(reader, "accepted", limit=_NEWEST)
        assets = asset_rows(reader, limit=_ASSETS)
        return page("home.html", counts=overview(reader), assets=assets, facts=fact_rows(reader, newest))


@router.get("/static/{name}", include_in_schema=False)
def static(name: str) -> Response:
    """Return the style sheet or the script."""
    if name not in _STATIC:
        raise Problem(404, "Not found", f"there is no file {name!r}")
    data = (files("api") / "pages" / name).read_bytes()
    return Response(data, media_type=_STATIC[name], headers={"Cache-Control": "max-age=3600"})
