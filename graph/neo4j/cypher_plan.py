"""What a server says that it would do for a query, before it does it: the second wall of the Cypher door.

EXPLAIN calls LOAD CSV, SHOW TRANSACTIONS and TERMINATE "read only" (measured, 5.26), so the plan's own operators are
looked at too, those of subqueries included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.neo4j.cypher_errors import CypherRefused
from graph.neo4j.cypher_text import PROCEDURES

_READS: Final = "r"
_MAY_SHOW: Final = frozenset({"ShowIndexes", "ShowConstraints"})
_REFUSED: Final[Mapping[str, str]] = {
    "LoadCSV": "LOAD CSV reads files and addresses of the server",
    "Load": "it would load something from outside the graph",
    "Terminate": "it would end the work of others",
    "Show": "it shows the server's own state, not the graph",
    "Administration": "it is about the server's users and databases",
    "Transaction": "CALL … IN TRANSACTIONS is for writing",
    "Alter": "it would change the server",
    "Create": "it would write",
    "Merge": "it would write",
    "Delete": "it would write",
    "DetachDelete": "it would write",
    "Set": "it would write",
    "Remove": "it would write",
    "Foreach": "it would write",
    "Drop": "it would change the schema",
    "Start": "it is about the server's databases",
    "Stop": "it is about the server's databases",
    "Run": "it would run something outside the graph",
}
"""Beginnings of the names of operators that do more than read, and why they are refused."""


def refuse_plan(query_type: str | None, plan: Mapping[str, Any] | None) -> None:
    """Raise `CypherRefused` where a plan does more than read the graph, or where there is none to look at."""
    if plan is None:
        raise CypherRefused("the server gave no plan for the query, so nobody can say that it only reads")
    for operator, details in operators(plan):
        _refuse_operator(operator, details)
    if query_type != _READS:
        what = {"w": "only writes", "rw": "writes", "s": "is about the schema or the server"}
        kind = what.get(query_type or "", f"is of the unknown kind {query_type!r}")
        raise CypherRefused(f"the query {kind}; this door only reads the graph")


def operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each operator of a plan by name with its details, from the result down."""
    left = [plan]
    while left:
        step = left.pop()
        name = str(step.get("operatorType", "")).partition("@")[0]
        yield name, str((step.get("args") or {}).get("Details", ""))
        left.extend(reversed(step.get("children") or ()))


def _refuse_operator(operator: str, details: str) -> None:
    if "Procedure" in operator and not operator.startswith("Show"):
        _refuse_procedure(details)
    if operator in _MAY_SHOW:
        return
    for beginning, why in _REFUSED.items():
        if operator.startswith(beginning):
            raise CypherRefused(f"the query is refused: {why} (its plan has {operator})")


def _refuse_procedure(details: str) -> None:
    """Refuse a procedure by the signature that a plan shows: `db.labels() :: (label :: STRING)`."""
    name = details.partition("(")[0].strip().replace("`", "")
    if name not in PROCEDURES:
        rule = f"the procedures that may be called are {', '.join(sorted(PROCEDURES))}"
        raise CypherRefused(f"{name or 'a procedure'} is refused: {rule}")
