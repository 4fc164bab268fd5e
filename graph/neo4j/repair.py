"""Mending: what lies under an IRI made exactly what the Dataset calls for, and nothing else touched.

Every function does its work in the transaction it is given, from what it reads there, and may be called again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graph.neo4j.compare import Suspect, Wanted, comparable, own_properties, shown, stored
from graph.neo4j.nodes import Node
from graph.neo4j.relationships import Relationship
from graph.neo4j.scan import FoundNode, FoundSubject, Tie, look_up_in
from graph.neo4j.writing import create_nodes, create_relationships, set_labels, set_properties

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BATCH = 500
"""Suspects that are mended in one transaction."""


def mend(tx: ManagedTransaction, suspects: Sequence[Suspect]) -> None:
    """Make what lies under the IRIs of suspects what they call for."""
    found = look_up_in(tx, [suspect.iri for suspect in suspects])
    standing = [(suspect.wanted, found.get(suspect.iri) or FoundSubject(suspect.iri)) for suspect in suspects]
    _mend_nodes(tx, standing)
    missing: list[Relationship] = []
    surplus: list[str] = []
    for wanted, there in standing:
        lacking, too_many = _relationships(wanted, there)
        missing += lacking
        surplus += too_many
    if surplus:
        tx.run(
            "MATCH (n:Resource)-[r]->() WHERE n.iri IN $iris AND elementId(r) IN $ids DELETE r",
            iris=[suspect.iri for suspect in suspects],
            ids=surplus,
        ).consume()
    # An end may have been deleted by hand: its own node is a suspect too, and is mended in its turn.
    ends = sorted({relationship.end for relationship in missing})
    tx.run("UNWIND $ends AS iri MERGE (:Resource {iri: iri})", ends=ends).consume()
    create_relationships(tx, missing)


def delete_nodes(tx: ManagedTransaction, ids: Iterable[str]) -> None:
    """Delete nodes with our label, and whatever hangs on them."""
    tx.run("MATCH (n:Resource) WHERE elementId(n) IN $ids DETACH DELETE n", ids=list(ids)).consume()


def delete_ties(tx: ManagedTransaction, ties: Iterable[Tie]) -> None:
    """Delete relationships that lead from others' nodes to ours; those nodes stay."""
    rows = [[tie.end, tie.id] for tie in ties]
    tx.run(
        "UNWIND $rows AS row MATCH (x)-[r]->(:Resource {iri: row[0]}) "
        "WHERE elementId(r) = row[1] AND NOT x:Resource DELETE r",
        rows=rows,
    ).consume()


def _mend_nodes(tx: ManagedTransaction, standing: Iterable[tuple[Wanted, FoundSubject]]) -> None:
    surplus: list[str] = []
    missing: list[Node] = []
    changed: dict[str, dict[str, Any]] = {}
    added: dict[str, list[str]] = defaultdict(list)
    removed: dict[str, list[str]] = defaultdict(list)
    for wanted, there in standing:
        if wanted.node is None:
            surplus += [node.id for node in there.nodes]
            continue
        # Of several under one IRI the first stays.
        surplus += [node.id for node in there.nodes[1:]]
        if not there.nodes:
            missing.append(wanted.node)
            continue
        node = there.nodes[0]
        if values := _changed(wanted.node, node):
            changed[there.iri] = values
        for label in wanted.node.labels - node.labels:
            added[label].append(there.iri)
        for label in node.labels - wanted.node.labels:
            removed[label].append(there.iri)
    delete_nodes(tx, surplus)
    create_nodes(tx, missing)
    set_properties(tx, changed)
    set_labels(tx, added, removed)


def _changed(wanted: Node, found: FoundNode) -> dict[str, Any]:
    """Return the properties to set, None for those to take away."""
    own = own_properties(found)
    return {
        name: wanted.properties.get(name)
        for name in wanted.properties.keys() | own.keys()
        if name not in own or name not in wanted.properties or shown(own[name]) != shown(wanted.properties[name])
    }


def _relationships(wanted: Wanted, found: FoundSubject) -> tuple[list[Relationship], list[str]]:
    """Return the relationships to create, and the ids of those to delete: a changed one is both."""
    lacking = {(r.type, r.end, _text(stored(r))): r for r in wanted.relationships}
    surplus = []
    for there in found.relationships:
        # Taken out once found, so a second copy is one too many.
        if lacking.pop((there.type, there.end or "", _text(there.properties)), None) is None:
            surplus.append(there.id)
    return list(lacking.values()), surplus


def _text(properties: Any) -> str:
    return repr(comparable(properties))
