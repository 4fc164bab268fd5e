"""Writing nodes and relationships into Neo4j in few, large statements: rows by subject, values as lists.

Every value is a parameter; labels and types come from graph.neo4j.names alone and are quoted. Nothing here asks
whether something stands: the caller read that under the checkpoint's lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.neo4j.facts import FACT_PROPERTIES
from graph.neo4j.names import quoted
from graph.neo4j.nodes import Node
from graph.neo4j.relationships import Relationship

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_Item = TypeVar("_Item")
ROWS: Final = 10_000
"""Rows in one statement: more is no faster, and holds more memory on both sides (measured)."""
KEPT: Final = frozenset({"iri", "vector"})
"""Properties of a node that no statement gives: its key, and what the embeddings put there."""

_EDGE_COLUMNS: Final = ("key", "sequence", "graph")
_FACT_COLUMNS: Final = (*_EDGE_COLUMNS, *FACT_PROPERTIES)


def create_nodes(tx: ManagedTransaction, nodes: Iterable[Node]) -> None:
    """Create nodes that are known not to be there, those of the same labels together, in the order of their IRIs."""
    groups: dict[frozenset[str], list[Node]] = defaultdict(list)
    for node in nodes:
        groups[node.labels].append(node)
    for labels, group in sorted(groups.items(), key=lambda item: sorted(item[0])):
        cypher = f"UNWIND $rows AS row CREATE (n{_labels(labels)}) SET n = row"
        for part in chunks(sorted(group, key=lambda node: node.iri)):
            tx.run(cypher, rows=[{**node.properties, "iri": node.iri} for node in part])


def set_properties(tx: ManagedTransaction, changed: Mapping[str, Mapping[str, Any]]) -> None:
    """Set properties of nodes that are there; None takes one away."""
    cypher = "UNWIND $rows AS row MATCH (n:Resource {iri: row[0]}) SET n += row[1]"
    for part in chunks(sorted(changed)):
        tx.run(cypher, rows=[[iri, dict(changed[iri])] for iri in part])


def set_labels(
    tx: ManagedTransaction, added: Mapping[str, Collection[str]], removed: Mapping[str, Collection[str]]
) -> None:
    """Add and remove labels, by label, of the nodes with these IRIs."""
    for verb, labels in (("SET", added), ("REMOVE", removed)):
        for label, iris in sorted(labels.items()):
            cypher = f"MATCH (n:Resource) WHERE n.iri IN $iris {verb} n{_labels([label])}"
            for part in chunks(sorted(iris)):
                tx.run(cypher, iris=part)


def create_relationships(tx: ManagedTransaction, relationships: Iterable[Relationship]) -> None:
    """Create relationships that are known not to be there, between nodes that are."""
    for (type_, is_fact), group in _by_type(relationships).items():
        columns = _FACT_COLUMNS if is_fact else _EDGE_COLUMNS
        values = ", ".join(f"{quoted(name)}: edge[{at}]" for at, name in enumerate(columns, start=1))
        # A property that is null is not set.
        cypher = (
            "UNWIND $rows AS row MATCH (a:Resource {iri: row[0]}) UNWIND row[1] AS edge "
            f"MATCH (b:Resource {{iri: edge[0]}}) CREATE (a)-[:{quoted(type_)} {{{values}}}]->(b)"
        )
        for part in chunks(group):
            tx.run(cypher, rows=_by_start((r.start, _edge(r, columns)) for r in part))


def delete_relationships(tx: ManagedTransaction, relationships: Iterable[Relationship]) -> None:
    """Delete relationships by start, type and key; what is not there is passed over."""
    groups: dict[str, list[Relationship]] = defaultdict(list)
    for relationship in relationships:
        groups[relationship.type].append(relationship)
    for type_, group in sorted(groups.items()):
        cypher = (
            f"UNWIND $rows AS row MATCH (:Resource {{iri: row[0]}})-[r:{quoted(type_)}]->() "
            "WHERE r.key IN row[1] DELETE r"
        )
        for part in chunks(sorted(group, key=lambda r: r.start)):
            tx.run(cypher, rows=_by_start((r.start, r.key) for r in part))


def set_facts(tx: ManagedTransaction, relationships: Iterable[Relationship]) -> None:
    """Set what Facts put on relationships that are there; what a Fact does not say is taken away."""
    groups: dict[str, list[Relationship]] = defaultdict(list)
    for relationship in relationships:
        groups[relationship.type].append(relationship)
    values = ", ".join(f"r.{quoted(name)} = edge[{at}]" for at, name in enumerate(FACT_PROPERTIES, start=1))
    for type_, group in sorted(groups.items()):
        cypher = (
            f"UNWIND $rows AS row MATCH (:Resource {{iri: row[0]}})-[r:{quoted(type_)}]->() "
            f"UNWIND row[1] AS edge WITH r, edge WHERE r.key = edge[0] SET {values}"
        )
        for part in chunks(sorted(group, key=lambda r: r.start)):
            rows = _by_start((r.start, [r.key, *map(r.properties.get, FACT_PROPERTIES)]) for r in part)
            tx.run(cypher, rows=rows)


def delete_bare_nodes(tx: ManagedTransaction, iris: Iterable[str]) -> None:
    """Delete those of these nodes that no statement needs any more: no property, no relationship."""
    cypher = (
        "MATCH (n:Resource) WHERE n.iri IN $iris AND NOT (n)--() "
        "AND NOT any(name IN keys(n) WHERE NOT name IN $kept) DELETE n"
    )
    for part in chunks(sorted(iris)):
        tx.run(cypher, iris=part, kept=sorted(KEPT))


def chunks(items: Sequence[_Item], size: int = ROWS) -> Iterator[Sequence[_Item]]:
    """Yield parts of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _by_type(relationships: Iterable[Relationship]) -> dict[tuple[str, bool], list[Relationship]]:
    """Return relationships by type, those with a Fact apart, each group by start: one look-up serves all of a start."""
    groups: dict[tuple[str, bool], list[Relationship]] = defaultdict(list)
    for relationship in relationships:
        groups[relationship.type, "fact" in relationship.properties].append(relationship)
    return {name: sorted(group, key=lambda r: (r.start, r.end)) for name, group in sorted(groups.items())}


def _by_start(items: Iterable[tuple[str, Any]]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for start, item in items:
        if not rows or rows[-1][0] != start:
            rows.append([start, []])
        rows[-1][1].append(item)
    return rows


def _edge(relationship: Relationship, columns: Sequence[str]) -> list[Any]:
    properties = relationship.properties
    return [relationship.end, relationship.key, *(properties.get(name) for name in columns[1:])]


def _labels(labels: Iterable[str]) -> str:
    return "".join(f":{quoted(label)}" for label in sorted(labels))
