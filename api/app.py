"""The HTTP application: the page, read-only SPARQL, explanations, and nothing that writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import Response

from api import explain_route, pages_route, sparql
from api.opening import open_dataset
from api.problems import Problem, problem_response
from api.query_worker import QueryWorkers
from api.settings import Settings

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def make_app(settings: Settings) -> FastAPI:
    """Return the application over one data folder, which it only reads."""
    dataset = open_dataset(settings)
    workers = QueryWorkers(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        workers.stop()

    # The interactive docs of FastAPI load scripts from another host: they are off.
    app = FastAPI(title="mediagraph", version=version("mediagraph"), lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.dataset, app.state.workers = dataset, workers
    app.add_exception_handler(Problem, problem_response)
    for routes in (pages_route, sparql, explain_route):
        app.include_router(routes.router)

    @app.middleware("http")
    async def add_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app
