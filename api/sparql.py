"""`/sparql`: SPARQL 1.1 Protocol, queries only, with a deadline that ends the work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.problems import Problem
from api.query_worker import QueryTimeout, QueryWorkers, Question, WorkersBusy
from graph.dataset import QuerySyntaxError
from ontology.graphs import DEFAULT_DATASET, REVIEW
from ontology.model.rdf import TermError, iri

router = APIRouter()

LIMIT_S = 30.0
"""Seconds that a query may run."""
_MAX_BODY = 1_000_000

_ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
_TRIPLES = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "text/plain": "ntriples",
}
_MEDIA_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
    "ntriples": "application/n-triples",
}

QueryText = Annotated[str, Query(description="A SPARQL 1.1 query; the prefixes of mediagraph need not be declared.")]


@router.get("/sparql", summary="Ask SPARQL 1.1")
def get_sparql(request: Request, query: QueryText = "", include: str = "") -> StreamingResponse:
    """Answer a query given in the URL. `include=review` also shows facts that await review."""
    return respond(request, query, dict(request.query_params.multi_items()) | {"include": include}, _graphs(request))


@router.post("/sparql", summary="Ask SPARQL 1.1, query in the body")
async def post_sparql(request: Request) -> StreamingResponse:
    """Answer a query given as a form or as `application/sparql-query`."""
    body = await _body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    graphs = _graphs(request)
    options = dict(request.query_params.items())
    if kind == "application/sparql-query":
        text = body
    elif kind == "application/x-www-form-urlencoded":
        form = parse_qs(body, keep_blank_values=True)
        if "update" in form:
            raise Problem(403, "Read only", "this endpoint answers queries; updates are not accepted here")
        text = _one(form, "query")
        options |= {name: values[-1] for name, values in form.items()}
        graphs = {name: [*graphs[name], *form.get(name, [])] for name in graphs}
    elif kind == "application/sparql-update":
        raise Problem(403, "Read only", "this endpoint answers queries; updates are not accepted here")
    else:
        known = "application/sparql-query or application/x-www-form-urlencoded"
        raise Problem(415, "Unsupported media type", f"content type {kind!r} is not one of {known}")
    return await run_in_threadpool(respond, request, text, options, graphs)


def respond(request: Request, query: str, options: dict[str, str], graphs: dict[str, list[str]]) -> StreamingResponse:
    """Return the streamed answer; raise `Problem` where there is none."""
    if not query.strip():
        raise Problem(400, "No query", "the parameter 'query' is missing or empty")
    rows, triples = _forms(request.headers.get("accept", ""), options.get("format", ""))
    question = Question(query, _default_graphs(graphs, options), _named_graphs(graphs), rows, triples)
    workers: QueryWorkers = request.app.state.workers
    parts = _stream(workers, question)
    try:
        start = next(parts)
    except WorkersBusy as err:
        raise Problem(503, "Busy", str(err)) from err
    except QueryTimeout as err:
        raise Problem(504, "Query stopped", str(err), limit_s=err.limit_s) from err
    except QuerySyntaxError as err:
        raise Problem(400, "Syntax error", str(err), line=err.line, column=err.column) from err
    except ValueError as err:
        raise Problem(400, "Query refused", str(err)) from err
    headers = {"Mediagraph-Sequence": str(start[2])}
    return StreamingResponse(parts, media_type=_MEDIA_TYPES[start[1]], headers=headers)


def _stream(workers: QueryWorkers, question: Question) -> Iterator[Any]:
    with workers.worker(wait_s=LIMIT_S) as worker:
        yield from worker.ask(question, limit_s=LIMIT_S)


async def _body(request: Request) -> str:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _MAX_BODY:
            raise Problem(413, "Too large", f"a query may be at most {_MAX_BODY:,} bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as err:
        raise Problem(400, "Not UTF-8", f"byte {err.start} of the body is not UTF-8") from err


def _one(form: dict[str, list[str]], name: str) -> str:
    values = form.get(name, [])
    if len(values) != 1:
        raise Problem(400, "No query", f"the form must have one field {name!r}; it has {len(values)}")
    return values[0]


def _graphs(request: Request) -> dict[str, list[str]]:
    names = ("default-graph-uri", "named-graph-uri")
    return {name: request.query_params.getlist(name) for name in names}


def _default_graphs(graphs: dict[str, list[str]], options: dict[str, str]) -> tuple[str, ...] | None:
    chosen = _terms(graphs["default-graph-uri"])
    if chosen or graphs["named-graph-uri"]:
        return chosen
    return (*DEFAULT_DATASET, REVIEW) if options.get("include") == "review" else DEFAULT_DATASET


def _named_graphs(graphs: dict[str, list[str]]) -> tuple[str, ...] | None:
    # SPARQL 1.1 Protocol, 2.1.4: a dataset given by the protocol has just the named graphs that it names.
    if graphs["named-graph-uri"] or graphs["default-graph-uri"]:
        return _terms(graphs["named-graph-uri"])
    return None


def _terms(iris: list[str]) -> tuple[str, ...]:
    try:
        return tuple(iri(i) for i in iris)
    except TermError as err:
        raise Problem(400, "Not an IRI", str(err)) from err


def _forms(accept: str, asked: str) -> tuple[str, str]:
    """Return the forms for rows and for triples that suit an Accept header or a `format` parameter best."""
    if asked:
        if asked not in _MEDIA_TYPES:
            raise Problem(400, "Unknown format", f"format {asked!r} is not one of {', '.join(_MEDIA_TYPES)}")
        return (asked, "turtle") if asked in _ROWS.values() else ("json", asked)
    wanted = sorted((_weighted(part) for part in accept.split(",") if part.strip()), key=lambda pair: -pair[1])
    rows = next((_ROWS[name] for name, weight in wanted if name in _ROWS and weight > 0), None)
    triples = next((_TRIPLES[name] for name, weight in wanted if name in _TRIPLES and weight > 0), None)
    anything = not wanted or any("*" in name and weight > 0 for name, weight in wanted)
    if rows is None and triples is None and not anything:
        raise Problem(406, "Not acceptable", f"of {accept!r} nothing can be written; known are {', '.join(_ROWS)}")
    return rows or "json", triples or "turtle"


def _weighted(part: str) -> tuple[str, float]:
    name, _, parameters = part.partition(";")
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().partition("=")
        if key == "q":
            try:
                return name.strip().lower(), float(value)
            except ValueError:
                return name.strip().lower(), 0.0
    return name.strip().lower(), 1.0
