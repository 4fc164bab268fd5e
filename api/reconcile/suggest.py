"""`/reconcile/suggest/…` and `/reconcile/flyout/…`: auto-completion (API 0.2, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.problems import Problem
from api.reconcile.answers import suggestion, type_json
from api.reconcile.routes import answer
from api.reconcile.service import ReconcileService
from graph.linking.reconciling import property_name, type_name
from graph.linking.things import Kind, Property

router = APIRouter()

_Named = TypeVar("_Named", Kind, Property)

PAGE: Final = 10
"""Suggestions in an answer; `cursor` skips those that were seen."""
MOST_SKIPPED: Final = 500

Prefix = Annotated[str, Query(max_length=200, description="How a name begins.")]
Cursor = Annotated[int, Query(ge=0, le=MOST_SKIPPED, description="How many suggestions to skip.")]
Id = Annotated[str, Query(max_length=2_000, description="An identifier.")]


@router.get("/reconcile/suggest/entity", summary="Things whose name begins so")
def suggest_entity(
    request: Request,
    prefix: Prefix = "",
    cursor: Cursor = 0,
    type: Annotated[list[str] | None, Query(max_length=20, description="Types of which it is one.")] = None,
) -> Response:
    """Return Concepts, items and Entities, each source's best in turn."""
    service: ReconcileService = request.app.state.reconcile
    types = frozenset(type_name(kind) for kind in type or () if kind)
    with service.opened() as reconciler:
        found = reconciler.beginning(prefix, types=types, most=cursor + PAGE) if prefix.strip() else []
        return answer({"result": [suggestion(thing, reconciler.kinds) for thing in found[cursor:]]})


@router.get("/reconcile/suggest/type", summary="Types whose name begins so")
def suggest_type(request: Request, prefix: Prefix = "", cursor: Cursor = 0) -> Response:
    """Return types: schemes of the taxonomy, classes of Entities, coarse types of items."""
    service: ReconcileService = request.app.state.reconcile
    with service.opened() as reconciler:
        found = _beginning(list(reconciler.kinds.values()), prefix)
        return answer({"result": [type_json(kind, reconciler.kinds) for kind in found[cursor : cursor + PAGE]]})


@router.get("/reconcile/suggest/property", summary="Properties whose name begins so")
def suggest_property(request: Request, prefix: Prefix = "", cursor: Cursor = 0) -> Response:
    """Return properties by which queries can be narrowed, and whose values can be fetched."""
    service: ReconcileService = request.app.state.reconcile
    with service.opened() as reconciler:
        found = _beginning(reconciler.properties(), prefix)[cursor : cursor + PAGE]
    return answer({"result": [{"id": p.id, "name": p.name, "description": p.description} for p in found]})


def _beginning(known: Sequence[_Named], prefix: str) -> list[_Named]:
    """Return what begins so, then what holds a word that does; all for an empty prefix."""
    ranked = [(_distance(one, prefix.strip().casefold()), place) for place, one in enumerate(known)]
    return [known[place] for _, place in sorted((d, p) for d, p in ranked if d is not None)]


def _distance(one: Kind | Property, wanted: str) -> int | None:
    name, identifier = one.name.casefold(), one.id.casefold()
    if name.startswith(wanted) or identifier.startswith(wanted):
        return 0
    words = (*name.split(), identifier.rpartition(":")[2], identifier.rpartition("/")[2])
    return 1 if any(word.startswith(wanted) for word in words) else None


@router.get("/reconcile/flyout/entity", summary="A few words about a thing")
def flyout_entity(request: Request, id: Id = "") -> Response:
    """Return a bit of HTML about a thing."""
    service: ReconcileService = request.app.state.reconcile
    with service.opened() as reconciler:
        thing = reconciler.find(id)
        if thing is None:
            raise Problem(404, "Not found", f"nothing here has the identifier {id[:200]!r}")
        kinds = ", ".join(reconciler.kinds[kind].name for kind in thing.types[:3] if kind in reconciler.kinds)
    return _flyout(id, thing.name, thing.description, kinds)


@router.get("/reconcile/flyout/type", summary="A few words about a type")
def flyout_type(request: Request, id: Id = "") -> Response:
    """Return a bit of HTML about a type."""
    service: ReconcileService = request.app.state.reconcile
    with service.opened() as reconciler:
        kind = reconciler.kinds.get(type_name(id))
        if kind is None:
            raise Problem(404, "Not found", f"no type here has the identifier {id[:200]!r}")
        broader = reconciler.kinds.get(kind.broader)
    return _flyout(id, kind.name, kind.description, f"part of: {broader.name}" if broader else "")


@router.get("/reconcile/flyout/property", summary="A few words about a property")
def flyout_property(request: Request, id: Id = "") -> Response:
    """Return a bit of HTML about a property."""
    service: ReconcileService = request.app.state.reconcile
    with service.opened() as reconciler:
        found = next((p for p in reconciler.properties() if p.id == property_name(id)), None)
    if found is None:
        raise Problem(404, "Not found", f"no property here has the identifier {id[:200]!r}")
    return _flyout(id, found.name, found.description, "")


def _flyout(identifier: str, name: str, description: str, more: str) -> Response:
    rest = "".join(f"<p>{escape(text)}</p>" for text in (description, more) if text)
    return answer({"id": identifier, "html": f"<h3>{escape(name)}</h3>{rest}"})
