"""Four bounded looks at the graph in Neo4j, for the API: what is around a thing, what ties two together, the facts of
an asset with their evidence, and what occurs together.

Every look is one read transaction that the server ends after `SECONDS`; what it gives is bounded by its limits, and
says so where there was more (`cut`). Texts are cut to 1,000 characters: whole ones stand in the Dataset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.dataset import DatasetError
from graph.neo4j.checkpoint import read_checkpoint
from graph.neo4j.connection import Connection, Neo4jError
from graph.neo4j.cypher_errors import CypherStopped, is_about_time
from graph.neo4j.cypher_values import Json, Written
from graph.neo4j.view_queries import (
    ABOUT,
    AROUND,
    CO_OCCURRENCE,
    FACTS,
    PATHS,
    TYPES,
    tied_by,
)

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SECONDS: Final = 10.0
"""How long a look may take."""
DEEPEST: Final = 2
LONGEST: Final = 4
MOST: Final = 500
"""Nodes, paths, facts or companions that a look gives at most."""
_ASSETS: Final = 10_000
"""Assets that are looked at for what occurs together; where a thing has more, these are a sample."""
_EVIDENCE: Final = 20
"""Observations that are listed for a fact, the surest first; all are counted."""
STATUSES: Final = ("accepted", "review", "rejected")

T = TypeVar("T")


class NotInNeo4j(DatasetError):
    """Nothing in Neo4j has this IRI."""


class WrongView(DatasetError):
    """A look that cannot be taken: a limit out of its range, or the same thing twice."""


def neighbourhood(
    connection: Connection, iri: str, *, depth: int = 1, limit: int = 100, evidence: bool = False
) -> dict[str, Json]:
    """Return what is at most `depth` (1 or 2) relationships away from a thing, as nodes and relationships.

    Taxonomies' schemes and, without `evidence`, Facts and Observations are left out: nearly everything hangs on them.
    `limit` bounds the nodes beside the thing itself.
    """
    _refuse_outside("depth", depth, DEEPEST)
    _refuse_outside("limit", limit, MOST)

    def work(tx: ManagedTransaction) -> dict[str, Json]:
        around = tied_by(_types(tx), evidence=evidence)
        nodes, ties, cut = {iri: _about(tx, iri)}, {}, False
        frontier = [iri]
        for _ in range(depth):
            found = tx.run(AROUND(around), iris=frontier, each=limit + 1).data() if around and frontier else []
            frontier = []
            for row in found:
                cut = cut or len(row["found"]) > limit
                for tie in sorted(row["found"], key=_order):
                    if tie["node"]["iri"] not in nodes:
                        if len(nodes) > limit:
                            cut = True
                            continue
                        nodes[tie["node"]["iri"]] = tie["node"]
                        frontier.append(tie["node"]["iri"])
                    ties[tie["key"]] = tie["relationship"]
        return {"nodes": list(nodes.values()), "relationships": list(ties.values()), "cut": cut}

    return _looked(connection, work)


def paths(connection: Connection, start: str, end: str, *, max_length: int = 3, limit: int = 10) -> dict[str, Json]:
    """Return the shortest paths between two things, of at most `max_length` (1 to 4) relationships."""
    _refuse_outside("max_length", max_length, LONGEST)
    _refuse_outside("limit", limit, MOST)
    if start == end:
        raise WrongView(f"a path ties two things together; both ends are {start}")

    def work(tx: ManagedTransaction) -> dict[str, Json]:
        _about(tx, start), _about(tx, end)
        around = tied_by(_types(tx), evidence=False)
        rows = tx.run(PATHS(around, max_length), start=start, end=end, limit=limit + 1).data() if around else []
        found = [{"nodes": row["nodes"], "relationships": row["relationships"]} for row in rows[:limit]]
        return {"paths": found, "cut": len(rows) > limit}

    return _looked(connection, work)


def facts_of(
    connection: Connection, asset: str, *, predicate: str = "", statuses: Sequence[str] = STATUSES, limit: int = 100
) -> dict[str, Json]:
    """Return the Facts of an Asset with their evidence, by predicate, the surest first.

    `predicate` is a name as it stands in Neo4j (``depicts``); `statuses` are some of accepted, review, rejected. Each
    Fact lists the surest 20 Observations that support it and 20 that dispute it, with model, version and Segment.
    """
    _refuse_outside("limit", limit, MOST)
    for status in statuses:
        if status not in STATUSES:
            raise WrongView(f"status {status!r} is not one of {', '.join(STATUSES)}")

    def work(tx: ManagedTransaction) -> dict[str, Json]:
        about = _about(tx, asset)
        rows = tx.run(
            FACTS, iri=asset, predicate=predicate, statuses=list(statuses), limit=limit + 1, each=_EVIDENCE
        ).data()
        return {"asset": about, "facts": [row["fact"] for row in rows[:limit]], "cut": len(rows) > limit}

    return _looked(connection, work)


def co_occurrence(connection: Connection, iri: str, *, limit: int = 20) -> dict[str, Json]:
    """Return the Concepts and Entities that stand on the most Assets together with this one.

    Each has `assets`, how many, and `share`, of the Assets that were looked at: at most 10,000, else `sampled`.
    """
    _refuse_outside("limit", limit, MOST)

    def work(tx: ManagedTransaction) -> dict[str, Json]:
        about = _about(tx, iri)
        around = tied_by(_types(tx), evidence=False)
        row = tx.run(CO_OCCURRENCE(around), iri=iri, most=_ASSETS, limit=limit).single() if around else None
        looked_at = row["looked_at"] if row else 0
        found = [{**entry["node"], "assets": entry["assets"]} for entry in (row["found"] if row else [])]
        for entry in found:
            entry["share"] = round(entry["assets"] / looked_at, 4)
        return {"of": about, "assets": looked_at, "sampled": looked_at >= _ASSETS, "with": found}

    return _looked(connection, work)


def _looked(connection: Connection, work: Callable[[ManagedTransaction], dict[str, Json]]) -> dict[str, Json]:
    """Return what a look gives, as JSON, with the `sequence` of the ChangeSet that Neo4j has come to."""

    def whole(tx: ManagedTransaction) -> dict[str, Json]:
        checkpoint = read_checkpoint(tx)
        found: dict[str, Json] = Written().value(work(tx))
        return {**found, "sequence": checkpoint.cursor.sequence if checkpoint and checkpoint.is_whole else None}

    try:
        return connection.read(whole, server_timeout_s=SECONDS)
    except Neo4jError as err:
        if is_about_time(err.code):
            raise CypherStopped(SECONDS) from err
        raise


def _about(tx: ManagedTransaction, iri: str) -> Mapping[str, Any]:
    row = tx.run(ABOUT, iri=iri).single()
    if row is None:
        raise NotInNeo4j(f"{iri[:300]} is not in Neo4j")
    about: Mapping[str, Any] = row["node"]
    return about


def _types(tx: ManagedTransaction) -> list[str]:
    return [record["type"] for record in tx.run(TYPES)]


def _order(found: Mapping[str, Any]) -> tuple[str, str, str]:
    return found["relationship"]["type"], found["node"]["name"], found["node"]["iri"]


def _refuse_outside(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise WrongView(f"{name} is {value}; it is at least 1 and at most {most}")
