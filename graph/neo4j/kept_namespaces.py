"""The namespaces that are kept in Neo4j beside the graph: ``(:_Namespace {prefix, iri})``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.neo4j.names import FIXED_PREFIXES, Namespaces

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_HASHED: Final = len("ns_") + 8
"""Characters of a prefix that every hash of its namespace begins with."""


def read_namespaces(tx: ManagedTransaction) -> Namespaces:
    """Return the namespaces that are kept; one whose prefix is not its own (edited by hand) is left out."""
    return Namespaces({prefix: iri for prefix, iri in _kept(tx) if _is_own(prefix, iri)})


def strange_namespaces(tx: ManagedTransaction) -> list[tuple[str, str]]:
    """Return the kept namespaces, as (prefix, IRI), whose prefix is not their own."""
    return [(str(prefix), str(iri)) for prefix, iri in _kept(tx) if not _is_own(prefix, iri)]


def delete_strange_namespaces(tx: ManagedTransaction) -> None:
    """Delete the kept namespaces whose prefix is not their own."""
    own = [prefix for prefix, iri in _kept(tx) if _is_own(prefix, iri)]
    tx.run("MATCH (n:_Namespace) WHERE n.prefix IS NULL OR NOT n.prefix IN $own DELETE n", own=own).consume()


def save_namespaces(tx: ManagedTransaction, namespaces: Namespaces) -> None:
    """Write the namespaces that were met and are not kept yet; the caller says `saved()` when that is committed."""
    rows = sorted(namespaces.unsaved().items())
    if rows:
        cypher = "UNWIND $rows AS row MERGE (n:_Namespace {prefix: row[0]}) SET n.iri = row[1]"
        tx.run(cypher, rows=[list(row) for row in rows]).consume()


def _kept(tx: ManagedTransaction) -> list[tuple[Any, Any]]:
    found = tx.run("MATCH (n:_Namespace) RETURN n.prefix AS prefix, n.iri AS iri ORDER BY prefix")
    return [(row["prefix"], row["iri"]) for row in found]


def _is_own(prefix: Any, iri: Any) -> bool:
    if not isinstance(prefix, str) or not isinstance(iri, str):
        return False
    return prefix not in FIXED_PREFIXES and Namespaces().prefix_of(iri)[:_HASHED] == prefix[:_HASHED]
