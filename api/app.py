"""The HTTP application: the page, read-only SPARQL and Cypher, explanations, reconciliation; nothing that writes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response

from api import explain_route, graph_route, pages_route, sparql
from api.cypher_worker import cypher_workers
from api.opening import open_dataset, open_neo4j
from api.problems import Problem, problem_response, wrong_parameter
from api.projections import followed, note_of
from api.query_worker import QueryWorkers
from api.reconcile import preview, suggest
from api.reconcile import routes as reconcile
from api.reconcile.cors import Origins, is_shared
from api.reconcile.service import ReconcileService
from api.settings import Settings

if TYPE_CHECKING:
    from graph.neo4j.following import Standing

_log = logging.getLogger(__name__)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def make_app(settings: Settings) -> FastAPI:
    """Return the application over one data folder, which it only reads."""
    dataset = open_dataset(settings)
    workers, cypher = QueryWorkers(settings), cypher_workers(settings)
    neo4j = open_neo4j(settings)
    service, origins = ReconcileService(settings, dataset), Origins(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with followed(settings, neo4j, told=_say_how_it_stands):
            yield
        workers.stop()
        cypher.stop()
        service.close()

    # The interactive docs of FastAPI load scripts from another host: they are off.
    app = FastAPI(title="mediagraph", version=version("mediagraph"), lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.dataset, app.state.workers = dataset, workers
    app.state.neo4j, app.state.cypher = neo4j, cypher
    app.state.reconcile, app.state.reconcile_origins = service, origins
    app.add_exception_handler(Problem, problem_response)
    app.add_exception_handler(RequestValidationError, wrong_parameter)
    for routes in (pages_route, sparql, explain_route, graph_route, reconcile, suggest, preview):
        app.include_router(routes.router)

    @app.middleware("http")
    async def add_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        shared = is_shared(request)
        response = origins.preflight(request) if shared and request.method == "OPTIONS" else await call_next(request)
        if shared:
            response.headers.update(origins.headers(request))
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


def _say_how_it_stands(standing: Standing) -> None:
    """Log that a projection cannot be kept up to date, or can again."""
    if standing.detail:
        _log.warning(note_of(standing))
    else:
        _log.info("%s is %s", standing.name, standing.state)
