"""The Cypher door: an analyst's query, answered if it only reads, within limits of time, rows and bytes.

Three walls, each of which holds by itself against writing: the text (cypher_text.py), the server's plan
(cypher_plan.py), and a transaction in READ access mode that the server ends after the limit of time. Neo4j Community
has no roles, so the walls are all there is; on Enterprise and Aura give mediagraph a user with the role `reader` too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson

from graph.neo4j.connection import Connection
from graph.neo4j.cypher_errors import HEAD, CypherRefused, as_cypher_error
from graph.neo4j.cypher_plan import refuse_plan
from graph.neo4j.cypher_text import refuse_text
from graph.neo4j.cypher_values import Json, Written

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SECONDS: Final = 30.0
"""How long a query may run."""
ROWS: Final = 10_000
"""Rows that an answer has at most."""
BYTES: Final = 8_000_000
"""Bytes of JSON that an answer has at most, about."""
PARAMETER_BYTES: Final = 1_000_000
"""Bytes of JSON that the parameters of a query have at most."""
_FETCH: Final = 50
"""Rows held at once: a row may be large, and the limit of bytes is looked at between them."""
_LONGEST_NAME: Final = 200
_DEEPEST: Final = 50

_IRIS: Final = "MATCH (n) WHERE elementId(n) IN $ids RETURN elementId(n) AS id, n.iri AS iri"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost: seconds on the server, rows, and bytes of JSON."""

    seconds: float = SECONDS
    rows: int = ROWS
    bytes: int = BYTES


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer: the names of its columns, its rows, and by which limit it was `cut` ("" where it is whole)."""

    columns: tuple[str, ...]
    rows: list[list[Json]] = field(repr=False)
    cut: str = ""
    took_s: float = 0.0

    def as_json(self) -> dict[str, Json]:
        """Return it as `POST /cypher` and `neo4j query --format json` answer."""
        return {"columns": list(self.columns), "rows": self.rows, "cut": self.cut, "took_s": round(self.took_s, 3)}


def run_cypher(
    connection: Connection, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None
) -> Rows:
    """Return the rows of a query that only reads.

    Raises `CypherSyntaxError` with line and column; `CypherRefused` for what would do more than read this graph;
    `CypherStopped` at the limit of time; `CypherFailed` where the server cannot; `Neo4jError` where it is away.
    """
    limits = limits or Limits()
    refuse_text(text)
    given = _checked(parameters or {})
    begun = time.monotonic()

    def work(tx: ManagedTransaction) -> tuple[tuple[str, ...], list[list[Json]], str]:
        # In one transaction, so that the limit of time holds for the plan and the answer together.
        with _explaining(text, limits, head=HEAD):
            planned = tx.run(HEAD + text, given).consume()
        refuse_plan(planned.query_type, planned.plan)
        with _explaining(text, limits):
            return _answer(tx, text, given, limits)

    columns, rows, cut = connection.read(work, server_timeout_s=limits.seconds, fetch_rows=_FETCH)
    return Rows(columns, rows, cut, time.monotonic() - begun)


def _answer(
    tx: ManagedTransaction, text: str, given: dict[str, Any], limits: Limits
) -> tuple[tuple[str, ...], list[list[Json]], str]:
    written, size, cut = Written(), 0, ""
    rows: list[list[Json]] = []
    result = tx.run(text, given)
    columns = tuple(result.keys())
    for record in result:
        if len(rows) >= limits.rows:
            cut = "rows"
            break
        row = [written.value(value) for value in record.values()]
        size += len(orjson.dumps(row))
        if size > limits.bytes:
            cut = "bytes"
            break
        rows.append(row)
    result.consume()
    written.complete(lambda inner: {r["id"]: r["iri"] for r in tx.run(_IRIS, ids=list(inner))})
    return columns, rows, cut


@contextmanager
def _explaining(text: str, limits: Limits, *, head: str = "") -> Iterator[None]:
    """Turn a server's error about a query into one of ours, which is not tried again."""
    from neo4j.exceptions import Neo4jError as ServerError

    try:
        yield
    except ServerError as err:
        code, message = str(err.code or ""), str(err.message or "")
        ours = as_cypher_error(code, message, text, limit_s=limits.seconds, head=head)
        if ours is None:
            raise
        raise ours from err


def _checked(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters that a driver can send; raise `CypherRefused`, with the name, for one that it cannot."""
    for name, value in parameters.items():
        if not isinstance(name, str) or not name or len(name) > _LONGEST_NAME:
            raise CypherRefused(f"parameter {str(name)[:60]!r}: a name is a text of 1 to {_LONGEST_NAME} characters")
        _refuse_value(name, value, 0)
    size = len(orjson.dumps(dict(parameters)))
    if size > PARAMETER_BYTES:
        raise CypherRefused(f"the parameters have {size:,} bytes of JSON; they may have {PARAMETER_BYTES:,}")
    return dict(parameters)


def _refuse_value(name: str, value: Any, depth: int) -> None:
    match value:
        case None | bool() | float():
            return
        case str():
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise CypherRefused(f"parameter {name!r} holds half a surrogate pair, which is no character")
        case int():
            if not -(2**63) <= value < 2**63:
                raise CypherRefused(f"parameter {name!r} is {str(value)[:40]}, which does not fit 64 bits")
        case list() | dict():
            if depth >= _DEEPEST:
                raise CypherRefused(f"parameter {name!r} is nested more than {_DEEPEST} deep")
            for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                if not isinstance(key, int):
                    _refuse_value(name, key, depth + 1)
                _refuse_value(name, item, depth + 1)
        case _:
            raise CypherRefused(f"parameter {name!r} is a {type(value).__name__}, which JSON does not have")
