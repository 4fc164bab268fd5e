"""One statement between two things as one relationship, keyed by a hash of it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from graph.neo4j.names import LONGEST, Namespaces, iri_of_type, relationship_type
from graph.neo4j.scope import LONGEST_KEY, fits_key, is_hidden, long_graph, node_key, short_graph, subject_of
from graph.neo4j.tables import VALUE_PREDICATES, usual_graph
from graph.neo4j.values import Value
from ontology.model.rdf import RDF_TYPE, Quad, Term


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship: the keys of both ends, its type, the hash that is its own key, and properties without `key`."""

    start: str
    type: str
    end: str
    key: int
    properties: Mapping[str, Value]


def is_relationship(quad: Quad) -> bool:
    """Say whether a statement is a relationship; all others are properties of their subject's node."""
    return can_link(quad.predicate) and links(quad.object, quad.graph)


@lru_cache(maxsize=4_096)
def can_link(predicate: Term) -> bool:
    """Say whether statements of a predicate may be relationships: it is no class, no value, and can be a name."""
    return predicate != RDF_TYPE and predicate[1:-1] not in VALUE_PREDICATES and len(predicate) - 2 <= LONGEST


def links(value: Term, graph: Term) -> bool:
    """Say whether an object in a graph is the end of a relationship: an IRI that can be a key, in a graph shown."""
    if value[0] != "<" or value[1] == "<":
        return False
    return not is_hidden(graph) and (len(value) <= LONGEST_KEY // 4 or fits_key(value))


def statement_key(quad: Quad) -> int:
    """Return the hash of a statement, a signed 64-bit integer.

    Two of a billion statements share one by chance in one of forty databases: it is looked up with both ends and type.
    """
    text = f"{quad.subject} {quad.predicate} {quad.object} {quad.graph}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


def encode_relationship(quad: Quad, namespaces: Namespaces) -> Relationship:
    """Return the relationship of a statement for which `is_relationship` holds."""
    subject, predicate, value, graph = quad
    kind, usual = _type_and_graph(predicate, namespaces)
    properties: dict[str, Value] = {} if graph == usual else {"graph": short_graph(graph)}
    return Relationship(node_key(subject), kind, value[1:-1], statement_key(quad), properties)


def decode_relationship(start: str, type: str, end: str, properties: Mapping[str, Any], namespaces: Namespaces) -> Quad:
    """Return the statement of a relationship; raise `NotOurs` for a type that `encode_relationship` never writes."""
    iri = namespaces.memo.get(("type", type))
    if iri is None:
        iri = namespaces.remember(("type", type), iri_of_type(type, namespaces))
    graph = properties.get("graph")
    return Quad(subject_of(start), f"<{iri}>", f"<{end}>", usual_graph(iri) if graph is None else long_graph(graph))


def _type_and_graph(predicate: Term, namespaces: Namespaces) -> tuple[str, Term]:
    met: tuple[str, Term] | None = namespaces.memo.get(("link", predicate))
    if met is None:
        iri = predicate[1:-1]
        met = namespaces.remember(("link", predicate), (relationship_type(iri, namespaces), usual_graph(iri)))
    return met
