"""`/reconcile`: the manifest, batches of queries, and data extension (API 0.2, sections 3, 4, 7)."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import parse_qs

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.problems import Problem
from api.reconcile.answers import extend, reconcile
from api.reconcile.manifest import manifest
from api.reconcile.queries import parse_batch, parse_extension
from api.reconcile.service import ReconcileService
from graph.linking.reconciling import type_name

router = APIRouter()

MAX_BODY: Final = 2_000_000
"""Bytes of a body: the largest batch fits."""

_PROPOSED: Final = 100


@router.get("/reconcile", summary="Reconciliation: the manifest, or a batch of queries")
def get_reconcile(
    request: Request,
    queries: Annotated[str, Query(description="A batch of queries, as JSON.")] = "",
    extend: Annotated[str, Query(description="Things and properties to fetch, as JSON.")] = "",
) -> Response:
    """Return the manifest; with `queries` candidates for names; with `extend` values of properties."""
    return _answer(request, {"queries": queries, "extend": extend} | _refused(request.query_params.keys()))


@router.post("/reconcile", summary="Reconciliation: a batch of queries, or data extension")
async def post_reconcile(request: Request) -> Response:
    """Answer a form with one field, `queries` or `extend`, as OpenRefine sends it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        rule = "application/x-www-form-urlencoded, with a field queries or extend"
        raise Problem(415, "Unsupported media type", f"content type {kind!r} is not {rule}")
    form = _form(await _body(request))
    return await run_in_threadpool(_answer, request, form)


@router.get("/reconcile/extend/propose", summary="Properties that can be fetched")
def propose(
    request: Request,
    type: Annotated[str, Query(description="The type of the things.")] = "",
    limit: Annotated[int, Query(ge=1, le=_PROPOSED, description="How many at most.")] = _PROPOSED,
) -> Response:
    """Return the properties that things of a type can have; of all where none is given."""
    service: ReconcileService = request.app.state.reconcile
    with service.opened() as reconciler:
        found = reconciler.properties(type_name(type))[:limit]
    properties = [{"id": p.id, "name": p.name, "description": p.description} for p in found]
    return answer({"properties": properties, "limit": limit} | ({"type": type} if type else {}))


def answer(said: dict[str, Any]) -> Response:
    """Return JSON."""
    return Response(orjson.dumps(said), media_type="application/json")


def _answer(request: Request, form: dict[str, str]) -> Response:
    queries, extension = form.get("queries", ""), form.get("extend", "")
    if queries and extension:
        raise Problem(400, "Wrong parameter", "queries and extend are both there; one request answers one of them")
    service: ReconcileService = request.app.state.reconcile
    # Read before a turn is taken: what is refused waits for nobody.
    batch = parse_batch(queries) if queries else {}
    wanted = parse_extension(extension) if extension else None
    with service.opened() as reconciler:
        if wanted is not None:
            return answer(extend(reconciler, *wanted))
        if queries:
            return answer(reconcile(reconciler, batch))
        if request.method == "GET":
            return answer(manifest(request, reconciler))
    raise Problem(400, "No query", "the form has neither a field 'queries' nor a field 'extend'")


def _refused(names: Any) -> dict[str, str]:
    """Raise `Problem` for what earlier versions of the API had; return nothing to add."""
    if "callback" in names:
        why = "a script of any page could read it; JSON with CORS headers is"
        raise Problem(400, "Wrong parameter", f"callback asks for JSONP, which is not offered: {why}")
    if "query" in names:
        raise Problem(400, "Wrong parameter", "query is of an older version of the API; queries takes a batch of them")
    return {}


def _form(text: str) -> dict[str, str]:
    try:
        form = parse_qs(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=20)
    except UnicodeDecodeError as err:
        raise Problem(400, "Not UTF-8", "a field of the form is not UTF-8") from err
    except ValueError as err:
        raise Problem(400, "Wrong parameter", f"the body is no form: {err}") from err
    _refused(form)
    for name, values in form.items():
        if len(values) > 1:
            times = f"{len(values)} times; each may be there once"
            raise Problem(400, "Wrong parameter", f"the form has the field {name[:100]!r} {times}")
    return {name: values[0] for name, values in form.items()}


async def _body(request: Request) -> str:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            raise Problem(413, "Too large", f"a batch may be at most {MAX_BODY:,} bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as err:
        raise Problem(400, "Not UTF-8", f"byte {err.start} of the body is not UTF-8") from err
