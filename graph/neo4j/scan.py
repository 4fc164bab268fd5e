"""What lies in Neo4j under the label :Resource, node by node with what goes out from it, page by page by IRI.

A page is a transaction of its own, so memory stays flat on both sides however large the graph is; it is no snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.neo4j.connection import Connection

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_PAGE: Final = 1_000
"""Nodes in a page; each comes with all that goes out from it."""
STRANGERS: Final = 10_000
"""Ties and nodes of others that are named, at most."""

_OUTGOING: Final = (
    "COLLECT { MATCH (n)-[r]->(m) "
    "RETURN [elementId(r), type(r), CASE WHEN m:Resource THEN m.iri END, labels(m), properties(r)] }"
)
_NODE: Final = "elementId(n) AS id, labels(n) AS labels, properties(n) AS properties"
_COLUMNS: Final = f"n.iri AS iri, {_NODE}, {_OUTGOING} AS out"
_NEXT_PAGE: Final = (
    f"MATCH (n:Resource) WHERE n.iri > $after WITH n ORDER BY n.iri LIMIT $count RETURN {_COLUMNS} ORDER BY iri"
)
_BY_IRI: Final = f"MATCH (n:Resource) WHERE n.iri IN $iris RETURN {_COLUMNS} ORDER BY iri"
_WITHOUT_IRI: Final = (
    f"MATCH (n:Resource) WHERE n.iri IS NULL OR NOT n.iri IS :: STRING OR n.iri = '' RETURN {_NODE} LIMIT $limit"
)
_SHARED_IRIS: Final = (
    "MATCH (n:Resource) WITH n.iri AS iri, count(*) AS nodes "
    "WHERE nodes > 1 AND iri IS NOT NULL RETURN iri LIMIT $limit"
)
_OF_IRIS: Final = "MATCH (n:Resource) WHERE n.iri IN $iris RETURN n.iri AS iri, collect(elementId(n)) AS ids"
_TIES: Final = (
    "MATCH (x) WHERE NOT x:Resource MATCH (x)-[r]->(n:Resource) "
    "RETURN elementId(r) AS id, type(r) AS type, labels(x) AS labels, n.iri AS iri LIMIT $limit"
)


class FoundNode(NamedTuple):
    """A node as it lies there; `id` is the server's own name for it, good until it is deleted."""

    id: str
    labels: frozenset[str]
    properties: Mapping[str, Any]


class FoundRelationship(NamedTuple):
    """A relationship as it lies there; `end` is None where it leads to a node that is none of ours."""

    id: str
    type: str
    end: str | None
    end_labels: tuple[str, ...]
    properties: Mapping[str, Any]


@dataclass(slots=True)
class FoundSubject:
    """What lies there under one IRI: its node (two, where no constraint forbids it), and what goes out from it."""

    iri: str
    nodes: list[FoundNode] = field(default_factory=list)
    relationships: list[FoundRelationship] = field(default_factory=list)


class SameIri(NamedTuple):
    """Nodes with one IRI, by the server's names for them."""

    iri: str
    ids: list[str]


class Tie(NamedTuple):
    """A relationship from somebody else's node to one of ours."""

    id: str
    type: str
    labels: tuple[str, ...]
    end: str


def scan(connection: Connection, *, page: int = _PAGE) -> Iterator[FoundSubject]:
    """Yield everything that lies under an IRI, in the server's order of IRIs."""
    after = ""

    def work(tx: ManagedTransaction) -> list[FoundSubject]:
        return _read(tx, _NEXT_PAGE, after=after, count=page)

    while found := connection.read(work):
        yield from found
        after = found[-1].iri


def look_up_in(tx: ManagedTransaction, iris: Sequence[str]) -> dict[str, FoundSubject]:
    """Return what lies under some IRIs; what is not there is left out."""
    return {found.iri: found for found in _read(tx, _BY_IRI, iris=list(iris))}


def nodes_without_iri(connection: Connection) -> list[FoundNode]:
    """Return the nodes with our label that no IRI names."""

    def work(tx: ManagedTransaction) -> list[FoundNode]:
        rows = tx.run(_WITHOUT_IRI, limit=STRANGERS)
        return [FoundNode(row["id"], frozenset(row["labels"]), row["properties"]) for row in rows]

    return connection.read(work)


def nodes_of_one_iri(connection: Connection) -> list[SameIri]:
    """Return the nodes that share their IRI with others, which only a missing constraint permits; it reads all."""

    def work(tx: ManagedTransaction) -> list[SameIri]:
        many = [row["iri"] for row in tx.run(_SHARED_IRIS, limit=STRANGERS)]
        return [SameIri(str(row["iri"]), row["ids"]) for row in tx.run(_OF_IRIS, iris=many)]

    return connection.read(work)


def ties_of_others(connection: Connection) -> list[Tie]:
    """Return the relationships that lead from others' nodes to ours. Those from ours to others' `scan` yields."""

    def work(tx: ManagedTransaction) -> list[Tie]:
        rows = tx.run(_TIES, limit=STRANGERS)
        return [Tie(row["id"], row["type"], tuple(sorted(row["labels"])), str(row["iri"])) for row in rows]

    return connection.read(work)


def count_elements(connection: Connection) -> tuple[int, int]:
    """Return how many nodes lie there under our label, and how many relationships go out from them."""
    # From the server's count store: no scan.
    counts = ("MATCH (n:Resource) RETURN count(n) AS n", "MATCH (:Resource)-[r]->() RETURN count(r) AS n")

    def work(tx: ManagedTransaction) -> tuple[int, int]:
        nodes, relationships = (tx.run(cypher).single(strict=True)["n"] for cypher in counts)
        return int(nodes), int(relationships)

    return connection.read(work)


def _read(tx: ManagedTransaction, cypher: str, **parameters: Any) -> list[FoundSubject]:
    found: dict[str, FoundSubject] = {}
    for iri, identity, labels, properties, out in tx.run(cypher, parameters):
        subject = found.setdefault(iri, FoundSubject(iri))
        subject.nodes.append(FoundNode(identity, frozenset(labels), properties))
        subject.relationships += [
            FoundRelationship(id_, kind, end if isinstance(end, str) else None, tuple(sorted(ends)), own)
            for id_, kind, end, ends, own in out
        ]
    return list(found.values())
