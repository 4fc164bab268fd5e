"""What a client sends, read and checked: batches of queries (API 0.2, section 4.1) and of extensions (section 7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, get_args

import orjson

from api.problems import Problem
from graph.linking.reconciling import Constraint, ReconciliationQuery, Strict, type_name
from graph.linking.things import Ref, Value

MOST_QUERIES: Final = 500
"""Queries in a batch."""
MOST_CANDIDATES: Final = 100
"""Candidates of a query; more that are asked for are not given."""
MOST_IDS: Final = 1_000
"""Things in one extension."""
MOST_PROPERTIES: Final = 50
"""Properties of a query, or of an extension."""

_DEFAULT_LIMIT: Final = 5
_MOST_VALUES: Final = 50
_MOST_TYPES: Final = 50
_QUERY_FIELDS: Final = frozenset({"query", "type", "limit", "properties", "type_strict"})


class Asked(NamedTuple):
    """A property that an extension asks for: at most `limit` values (0: all), texts of a `language` ("": any)."""

    property: str
    limit: int
    language: str


def parse_batch(text: str) -> dict[str, ReconciliationQuery]:
    """Return the queries of a batch by their keys; raise `Problem` that names the first that is none, and why."""
    batch = _object(_json(text, "queries"), "queries")
    if len(batch) > MOST_QUERIES:
        raise Problem(413, "Too large", f"a batch may have {MOST_QUERIES} queries; this one has {len(batch):,}")
    return {key: _query(_object(said, key), key) for key, said in batch.items()}


def parse_extension(text: str) -> tuple[list[str], list[Asked]]:
    """Return the identifiers and the properties of an extension; raise `Problem` for what is none."""
    said = _object(_json(text, "extend"), "extend")
    ids, properties = said.get("ids"), said.get("properties")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise _wrong("extend", "ids", ids, "must be a list of texts")
    if not isinstance(properties, list):
        raise _wrong("extend", "properties", properties, "must be a list of objects")
    if len(ids) > MOST_IDS or len(properties) > MOST_PROPERTIES:
        raise Problem(
            *(413, "Too large"),
            f"an extension may have {MOST_IDS:,} ids and {MOST_PROPERTIES} properties; this one has {len(ids):,} and "
            f"{len(properties):,}",
        )
    return list(dict.fromkeys(ids)), [_asked(_object(one, "extend.properties")) for one in properties]


def _asked(said: Mapping[str, Any]) -> Asked:
    name, settings = said.get("id"), said.get("settings") or {}
    if not isinstance(name, str):
        raise _wrong("extend.properties", "id", name, "must be a text")
    settings = _object(settings, f"settings of {name[:100]}")
    limit, language = settings.get("limit") or 0, settings.get("language") or ""
    # OpenRefine sends what was typed into a number field as text.
    if isinstance(limit, str) and limit.strip().isdecimal() and len(limit) < 10:
        limit = int(limit)
    if not isinstance(limit, int | float) or isinstance(limit, bool) or not 0 <= limit < 1e9:
        raise _wrong(name, "limit", limit, "must be a number from 0")
    if not isinstance(language, str):
        raise _wrong(name, "language", language, "must be a text such as en")
    return Asked(name, int(limit), language)


def _query(said: Mapping[str, Any], key: str) -> ReconciliationQuery:
    unknown = sorted(set(said) - _QUERY_FIELDS)
    if unknown:
        raise _wrong(key, unknown[0], said[unknown[0]], f"is not known; known are {', '.join(sorted(_QUERY_FIELDS))}")
    text, strict = said.get("query", ""), said.get("type_strict", "any")
    if not isinstance(text, str):
        raise _wrong(key, "query", text, "must be a text")
    if strict not in get_args(Strict):
        raise _wrong(key, "type_strict", strict, f"must be one of {', '.join(get_args(Strict))}")
    constraints = _constraints(said.get("properties", []), key)
    if "query" not in said and not constraints:
        raise _wrong(key, "query", None, "or at least one of properties must be there")
    return ReconciliationQuery(text, _types(said.get("type", []), key), strict, _limit(said, key), constraints)


def _types(said: object, key: str) -> frozenset[str]:
    types = [said] if isinstance(said, str) else said
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types) or len(types) > _MOST_TYPES:
        raise _wrong(key, "type", said, f"must be a text or a list of at most {_MOST_TYPES} texts")
    return frozenset(type_name(kind) for kind in types if kind)


def _limit(said: Mapping[str, Any], key: str) -> int:
    limit = said.get("limit", _DEFAULT_LIMIT)
    if not isinstance(limit, int | float) or isinstance(limit, bool) or limit < 1:
        raise _wrong(key, "limit", limit, "must be a number from 1")
    return int(min(limit, MOST_CANDIDATES))


def _constraints(said: object, key: str) -> tuple[Constraint, ...]:
    if not isinstance(said, list) or len(said) > MOST_PROPERTIES:
        raise _wrong(key, "properties", said, f"must be a list of at most {MOST_PROPERTIES} objects")
    found = []
    for one in said:
        pair = _object(one, f"{key}.properties")
        if not isinstance(pair.get("pid"), str):
            raise _wrong(key, "pid", pair.get("pid"), "must be a text in each of properties")
        if "v" not in pair:
            raise _wrong(key, "v", None, "must be there in each of properties")
        values = pair["v"] if isinstance(pair["v"], list) else [pair["v"]]
        if len(values) > _MOST_VALUES:
            raise _wrong(key, "v", f"{len(values)} values", f"may have {_MOST_VALUES}")
        found.append(Constraint(pair["pid"], tuple(_value(value, key) for value in values)))
    return tuple(found)


def _value(said: object, key: str) -> Value:
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, str | int | float):
        return int(said) if isinstance(said, float) and said.is_integer() else said
    if isinstance(said, dict) and isinstance(said.get("id"), str):
        return Ref(said["id"], str(said.get("name", "")))
    raise _wrong(key, "v", said, "must be a text, a number, true or false, or an object with an id")


def _json(text: str, name: str) -> object:
    try:
        return orjson.loads(text)
    except ValueError as err:
        raise Problem(400, "Not JSON", f"{name} is not JSON: {err}") from err


def _object(said: object, name: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise Problem(400, "Wrong parameter", f"{name[:100]} is {_shown(said)}: it must be an object")
    return said


def _wrong(thing: str, field: str, value: object, rule: str) -> Problem:
    return Problem(400, "Wrong parameter", f"{field[:100]!r} of {thing[:100]!r} is {_shown(value)}: it {rule}")


def _shown(value: object) -> str:
    return "not there" if value is None else repr(value)[:100]
