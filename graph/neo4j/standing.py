"""What stands in Neo4j of some IRIs, read inside a transaction: nodes, their statements, and who points to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.neo4j.names import Namespaces, NotOurs, label_name, quoted, relationship_type
from graph.neo4j.nodes import decode_node
from graph.neo4j.relationships import decode_relationship
from graph.neo4j.scope import node_key, subject_of
from graph.neo4j.writing import chunks
from ontology.model import Quad, Term
from ontology.namespaces import MG

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_NODES: Final = "MATCH (n:Resource) WHERE n.iri IN $iris RETURN n.iri, labels(n), properties(n)"
_EXISTING: Final = "MATCH (n:Resource) WHERE n.iri IN $iris RETURN n.iri"
_OUTGOING: Final = (
    "MATCH (n:Resource)-[r]->(m:Resource) WHERE n.iri IN $iris RETURN n.iri, type(r), m.iri, {graph: r.graph}"
)
_INCOMING: Final = (
    "MATCH (m:Resource)-[r]->(n:Resource) WHERE n.iri IN $iris RETURN m.iri, type(r), n.iri, {graph: r.graph}"
)
_NAMING: Final = (
    "MATCH (n:Resource) WHERE n.rdf IS NOT NULL "
    "OR any(name IN keys(n) WHERE any(value IN [] + n[name] WHERE value IN $words)) RETURN n.iri, properties(n)"
)


class FoundNode(NamedTuple):
    """A node as it lies there: labels, and properties without its IRI."""

    labels: frozenset[str]
    properties: dict[str, Any]


def read_nodes(tx: ManagedTransaction, iris: Iterable[str]) -> dict[str, FoundNode]:
    """Return the nodes that are there, by IRI."""
    found = {}
    for part in chunks(sorted(iris)):
        for iri, labels, properties in tx.run(_NODES, iris=part):
            found[iri] = FoundNode(frozenset(labels), {n: v for n, v in properties.items() if n != "iri"})
    return found


def read_existing(tx: ManagedTransaction, iris: Iterable[str]) -> set[str]:
    """Return those of these IRIs that have a node."""
    return {record[0] for part in chunks(sorted(iris)) for record in tx.run(_EXISTING, iris=part)}


def statements_of(iri: str, properties: Mapping[str, Any], namespaces: Namespaces) -> set[Quad]:
    """Return the statements that a node's properties hold; what somebody else put there says nothing."""
    try:
        return decode_node(iri, properties, namespaces)
    except NotOurs:
        return decode_node(iri, dict(_ours(iri, properties, namespaces)), namespaces)


def quads_of(
    tx: ManagedTransaction, subjects: Collection[Term], predicates: Iterable[Term], namespaces: Namespaces
) -> dict[Term, set[Quad]]:
    """Return all that properties say of these subjects, with the relationships of these predicates."""
    keys = sorted(map(node_key, subjects))
    types = "|".join(quoted(relationship_type(predicate[1:-1], namespaces)) for predicate in sorted(predicates))
    outgoing = _OUTGOING.replace("[r]", f"[r:{types}]")
    quads = {
        subject_of(iri): statements_of(iri, found.properties, namespaces) for iri, found in read_nodes(tx, keys).items()
    }
    for part in chunks(keys):
        for quad in _relationships(tx, outgoing, part, namespaces):
            quads[quad.subject].add(quad)
    return quads


def quads_naming(tx: ManagedTransaction, terms: Collection[Term], namespaces: Namespaces) -> set[Quad]:
    """Return every statement with one of these terms as subject or object; it looks through all nodes.

    5 s for a million nodes: objects that are values have no index, and only an erasure asks for them.
    """
    keys = sorted(map(node_key, terms))
    quads: set[Quad] = set()
    for iri, found in read_nodes(tx, keys).items():
        quads |= statements_of(iri, found.properties, namespaces)
    for part in chunks(keys):
        quads.update(_relationships(tx, _OUTGOING, part, namespaces), _relationships(tx, _INCOMING, part, namespaces))
    # A copy, so that looking for a name does not make a prefix for it.
    words = sorted({word for key in keys for word in _words(key, Namespaces(namespaces.foreign))})
    wanted = set(terms)
    for iri, properties in tx.run(_NAMING, words=words):
        entries = properties.get("rdf") or ()
        if not wanted.isdisjoint(word for entry in entries for word in str(entry).split(" ")) or _says(
            properties, words
        ):
            quads |= {quad for quad in statements_of(iri, properties, namespaces) if quad.object in wanted}
    return quads


def _relationships(
    tx: ManagedTransaction, cypher: str, iris: Collection[str], namespaces: Namespaces
) -> Iterator[Quad]:
    for start, type_, end, properties in tx.run(cypher, iris=iris):
        with suppress(NotOurs):
            yield decode_relationship(start, type_, end, properties, namespaces)


def _ours(iri: str, properties: Mapping[str, Any], namespaces: Namespaces) -> Iterator[tuple[str, Any]]:
    """Yield the properties that we may have written."""
    for name, value in properties.items():
        with suppress(NotOurs):
            decode_node(iri, {name: value}, namespaces)
            yield name, value


def _words(key: str, namespaces: Namespaces) -> set[str]:
    """Return how an IRI may stand in a property: whole, as a name of ours, as the name of a class."""
    return {key, key.removeprefix(MG), label_name(key, namespaces)}


def _says(properties: Mapping[str, Any], words: Collection[str]) -> bool:
    wanted = set(words)
    values = (value if isinstance(value, list) else [value] for value in properties.values())
    return any(isinstance(one, str) and one in wanted for some in values for one in some)
