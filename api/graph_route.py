"""`/graph/…` and `/cypher`: the graph in Neo4j, read only; 503 where no Neo4j is set or it is away."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from api.cypher_worker import CypherAnswer, CypherQuestion, ask_cypher
from api.problems import Problem
from api.query_worker import WorkersBusy
from ontology.namespaces import expand

if TYPE_CHECKING:
    from graph.neo4j.connection import Connection

router = APIRouter()

SECONDS = 30.0
"""How long a query in Cypher may run."""
MAX_BODY = 1_200_000
"""Bytes of a body: the longest query and the largest parameters fit."""

Iri = Annotated[str, Query(description="An IRI, or a CURIE such as mgt:depicted/biplane.")]
Depth = Annotated[int, Query(ge=1, le=2, description="How many relationships away.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]


@router.get("/graph/neighbourhood", summary="What is around a thing")
def neighbourhood(
    request: Request, iri: Iri = "", depth: Depth = 1, limit: Limit = 100, evidence: bool = False
) -> JSONResponse:
    """Return nodes and relationships around a thing; with `evidence`, Facts and Observations too."""
    from graph.neo4j import views

    named = _named(request, "iri", iri)
    return _look(request, lambda c: views.neighbourhood(c, named, depth=depth, limit=limit, evidence=evidence))


@router.get("/graph/paths", summary="What ties two things together")
def paths(
    request: Request,
    start: Annotated[str, Query(alias="from", description="An IRI or CURIE.")] = "",
    end: Annotated[str, Query(alias="to", description="An IRI or CURIE.")] = "",
    max_length: Annotated[int, Query(ge=1, le=4, description="Relationships in a path.")] = 3,
    limit: Limit = 10,
) -> JSONResponse:
    """Return the shortest paths between two things."""
    from graph.neo4j import views

    ends = _named(request, "from", start), _named(request, "to", end)
    return _look(request, lambda c: views.paths(c, *ends, max_length=max_length, limit=limit))


@router.get("/graph/facts", summary="The facts of an asset with their evidence")
def facts(
    request: Request,
    asset: Iri = "",
    predicate: Annotated[str, Query(description="A property's name, such as depicts; all where empty.")] = "",
    status: Annotated[list[str] | None, Query(description="accepted, review, rejected; may be repeated.")] = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return the facts of an asset, accepted ones unless `status` says otherwise, with who said so and where."""
    from graph.neo4j import views

    named, name = _named(request, "asset", asset), predicate.removeprefix("mg:")
    chosen = status or ["accepted"]
    return _look(request, lambda c: views.facts_of(c, named, predicate=name, statuses=chosen, limit=limit))


@router.get("/graph/co-occurrence", summary="What stands on the same assets")
def co_occurrence(request: Request, iri: Iri = "", limit: Limit = 20) -> JSONResponse:
    """Return the concepts and entities that stand on the most assets together with this one."""
    from graph.neo4j import views

    named = _named(request, "iri", iri)
    return _look(request, lambda c: views.co_occurrence(c, named, limit=limit))


@router.post("/cypher", summary="Ask Cypher, read only")
async def post_cypher(request: Request) -> Response:
    """Answer `{"query": "…", "parameters": {…}}` with columns and rows; the query only reads, within limits."""
    from graph.neo4j.cypher import Limits

    query, parameters = _question(await _body(request))
    _connection(request)
    question = CypherQuestion(query, parameters, Limits(seconds=SECONDS))
    try:
        answer = await run_in_threadpool(ask_cypher, request.app.state.cypher, question, wait_s=SECONDS)
    except WorkersBusy as err:
        raise Problem(503, "Busy", str(err)) from err
    if answer.kind != "rows":
        raise _problem(answer, SECONDS)
    return Response(answer.json, media_type="application/json")


def _problem(answer: CypherAnswer, limit_s: float) -> Problem:
    match answer.kind:
        case "syntax":
            where = {"line": answer.line, "column": answer.column} if answer.line else {}
            return Problem(400, "Syntax error", answer.sentence, **where)
        case "refused":
            where = {"line": answer.line, "column": answer.column} if answer.line else {}
            return Problem(403, "Read only", answer.sentence, **where)
        case "stopped":
            return Problem(504, "Query stopped", answer.sentence, limit_s=limit_s)
        case "failed":
            return Problem(400, "Query refused", answer.sentence)
    return Problem(503, "No Neo4j", answer.sentence)


def _look(request: Request, look: Callable[[Connection], dict[str, Any]]) -> JSONResponse:
    from graph.neo4j.connection import Neo4jError
    from graph.neo4j.cypher_errors import CypherStopped
    from graph.neo4j.views import NotInNeo4j, WrongView

    try:
        return JSONResponse(look(_connection(request)))
    except NotInNeo4j as err:
        raise Problem(404, "Not in Neo4j", str(err)) from err
    except WrongView as err:
        raise Problem(400, "Wrong parameter", str(err)) from err
    except CypherStopped as err:
        raise Problem(504, "Query stopped", str(err), limit_s=err.limit_s) from err
    except Neo4jError as err:
        raise Problem(503, "No Neo4j", str(err)) from err


def _connection(request: Request) -> Connection:
    connection: Connection | None = request.app.state.neo4j
    if connection is None:
        raise Problem(503, "No Neo4j", "no Neo4j is set: MEDIAGRAPH_NEO4J_URI names one")
    return connection


def _named(request: Request, parameter: str, text: str) -> str:
    """Return the IRI that a parameter names, as IRI or CURIE."""
    named = text.strip().removeprefix("<").removesuffix(">")
    if not named:
        raise Problem(400, "No target", f"the parameter {parameter!r} is missing or empty")
    if "//" in named or named.startswith("urn:"):
        return named
    try:
        return expand(named, base=request.app.state.dataset.base)
    except ValueError as err:
        raise Problem(400, "Not a target", str(err)) from err


async def _body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "Unsupported media type", f"content type {kind!r} is not application/json")
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            raise Problem(413, "Too large", f"a query with its parameters may be at most {MAX_BODY:,} bytes")
    return data


def _question(data: bytes) -> tuple[str, dict[str, Any]]:
    """Return query and parameters of a body; raise `Problem` with what is wrong with it."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError) as err:
        why = "it is nested too deep" if isinstance(err, RecursionError) else str(err)
        raise Problem(400, "Not JSON", f"the body is not JSON: {why}") from err
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Problem(400, "No query", 'the body must be an object with a text under "query"')
    unknown = sorted(set(body) - {"query", "parameters"})
    if unknown:
        raise Problem(400, "Wrong parameter", f"{unknown[0][:100]!r} is not known; known are query and parameters")
    parameters = body.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise Problem(400, "Wrong parameter", '"parameters" must be an object: {"name": value}')
    return body["query"], parameters
