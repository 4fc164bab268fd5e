"""Answers of the reconciliation service as JSON, in the forms that the schemas of API 0.2 prescribe."""

from __future__ import annotations

import re
import time
from typing import Any, Final

from api.problems import Problem
from api.reconcile.queries import Asked
from api.reconcile.service import SECONDS
from graph.linking.reconciling import Reconciled, Reconciler, ReconciliationQuery, TookTooLong
from graph.linking.things import Kind, Ref, Thing, Value

_DAY: Final = re.compile(r"[0-9]{4}-(?:1[0-2]|0[1-9])-(?:3[01]|0[1-9]|[12][0-9])")
_MOST_TYPES: Final = 8


def reconcile(reconciler: Reconciler, batch: dict[str, ReconciliationQuery]) -> dict[str, Any]:
    """Return the result batch of a query batch; raise `Problem` where it takes too long."""
    by = time.monotonic() + SECONDS
    try:
        return {key: {"result": _result(reconciler, query, by)} for key, query in batch.items()}
    except TookTooLong as err:
        raise Problem(504, "Query stopped", str(err), limit_s=SECONDS) from err


def _result(reconciler: Reconciler, query: ReconciliationQuery, by: float) -> list[dict[str, Any]]:
    return [_candidate(found, reconciler.kinds) for found in reconciler.reconcile(query, by=by)]


def _candidate(found: Reconciled, kinds: dict[str, Kind]) -> dict[str, Any]:
    thing = found.thing
    return _named(thing.id, thing.name, thing.description) | {
        "score": found.score,
        "match": found.match,
        "features": [{"id": name, "value": value} for name, value in found.features.items()],
        "type": types_of(thing, kinds),
    }


def types_of(thing: Thing, kinds: dict[str, Kind]) -> list[dict[str, Any]]:
    """Return the types of a thing, the most telling first."""
    known = [kinds[kind] for kind in thing.types if kind in kinds]
    return [{"id": kind.id, "name": kind.name} for kind in known[:_MOST_TYPES]]


def type_json(kind: Kind, kinds: dict[str, Kind]) -> dict[str, Any]:
    """Return a type with its broader one."""
    broader = kinds.get(kind.broader)
    above = {"broader": [{"id": broader.id, "name": broader.name}]} if broader else {}
    return _named(kind.id, kind.name, kind.description) | above


def _named(identifier: str, name: str, description: str) -> dict[str, Any]:
    return {"id": identifier, "name": name} | ({"description": description} if description else {})


def suggestion(thing: Thing, kinds: dict[str, Kind]) -> dict[str, Any]:
    """Return a thing as a suggestion."""
    return _named(thing.id, thing.name, thing.description) | {"notable": types_of(thing, kinds)}


def extend(reconciler: Reconciler, ids: list[str], asked: list[Asked]) -> dict[str, Any]:
    """Return the values that an extension asks for: a row for each identifier, empty where nothing is known."""
    known = {prop.id: prop for prop in reconciler.properties()}
    by, rows = time.monotonic() + SECONDS, {}
    for thing_id in ids:
        if time.monotonic() > by:
            raise Problem(504, "Query stopped", f"the extension took longer than {SECONDS:g} s", limit_s=SECONDS)
        rows[thing_id] = {one.property: _values(reconciler, thing_id, one) for one in asked}
    meta = []
    for one in asked:
        prop = known.get(one.property)
        kind = reconciler.kinds.get(prop.value_type) if prop else None
        of_type = {"type": {"id": kind.id, "name": kind.name}} if kind else {}
        meta.append({"id": one.property, "name": prop.name if prop else one.property} | of_type)
    return {"meta": meta, "rows": rows}


def _values(reconciler: Reconciler, thing_id: str, asked: Asked) -> list[dict[str, Any]]:
    values = reconciler.values(thing_id, asked.property, language=asked.language)
    return [value_json(value) for value in (values[: asked.limit] if asked.limit else values)]


def value_json(value: Value) -> dict[str, Any]:
    """Return a value in one of the five forms that an extension has; a year or month alone is a text."""
    match value:
        case Ref(identifier, name):
            return {"id": identifier, "name": name}
        case int():
            return {"int": value}
        case float():
            return {"float": value}
        case str() if _DAY.fullmatch(value):
            return {"date": f"{value}T00:00:00"}
    return {"str": str(value)}
