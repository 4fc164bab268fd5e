"""A whole graph as plain values, node by node and relationship by relationship, to be compared with another."""

from __future__ import annotations

from collections import Counter
from typing import Any

from graph.dataset import Reader
from graph.neo4j.bulk import nodes_and_relationships
from graph.neo4j.compare import shown
from graph.neo4j.connection import Connection
from graph.neo4j.names import Namespaces
from graph.neo4j.nodes import Node

Picture = Counter[tuple[Any, ...]]


def picture_of(connection: Connection) -> Picture:
    """Return all that lies in Neo4j but our own book-keeping: labels, types, properties with the types of values."""

    def work(tx) -> Picture:
        found: Picture = Counter()
        nodes = "MATCH (n) WHERE NOT n:_Mediagraph AND NOT n:_Namespace RETURN n.iri, labels(n), properties(n)"
        for iri, labels, properties in tx.run(nodes):
            found["node", iri, tuple(sorted(labels)), _values(properties)] += 1
        for start, kind, end, properties in tx.run("MATCH (a)-[r]->(b) RETURN a.iri, type(r), b.iri, properties(r)"):
            found["relationship", start, kind, end, _values(properties)] += 1
        return found

    return connection.read(work)


def picture_called_for(reader: Reader) -> Picture:
    """Return what a state calls for."""
    wanted: Picture = Counter()
    for one in nodes_and_relationships(reader, Namespaces()):
        if isinstance(one, Node):
            wanted["node", one.iri, tuple(sorted(one.labels)), _values({**one.properties, "iri": one.iri})] += 1
        else:
            values = _values({**one.properties, "key": one.key})
            wanted["relationship", one.start, one.type, one.end, values] += 1
    return wanted


def differing(found: Picture, wanted: Picture) -> list[str]:
    """Return what only one of two pictures has, as lines to read in a failure."""
    return sorted([f"surplus {one}" for one in found - wanted] + [f"missing {one}" for one in wanted - found])


def _values(properties: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, shown(value)) for name, value in properties.items()))
