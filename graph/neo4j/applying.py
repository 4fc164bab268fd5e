"""One batch of changes to what stands in Neo4j, inside the transaction that moves the checkpoint.

What is touched is read first, under the checkpoint's lock, so all that is written is known: new nodes and relationships
are created without a look, and the graph afterwards is the one that a rebuild from the same state would make.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from graph.neo4j import writing
from graph.neo4j.batch import Batch
from graph.neo4j.evidence import Evidence, facts_resting_on
from graph.neo4j.fact_context import ACTIVITY, AGENT, NAME, OF_FACT, SEGMENT, fact_of, with_properties
from graph.neo4j.names import Namespaces
from graph.neo4j.nodes import Node, encode_node
from graph.neo4j.relationships import Relationship, encode_relationship, is_relationship
from graph.neo4j.scope import node_key, subject_of
from graph.neo4j.standing import FoundNode, quads_naming, read_existing, read_nodes, statements_of
from graph.neo4j.values import Value, same
from ontology.graphs import EVIDENCE, FACTS
from ontology.model import Quad, Term

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_Subjects = dict[Term, list[Quad]]
_KIND_OF: Final = {ACTIVITY: ACTIVITY, SEGMENT: ACTIVITY, AGENT: AGENT, NAME: NAME}


def apply_batch(tx: ManagedTransaction, batch: Batch, namespaces: Namespaces, *, base: str) -> None:
    """Take a batch over; `base` is that of the Dataset's IRIs."""
    if batch.erased:
        batch.removed |= quads_naming(tx, batch.erased, namespaces)
    gone, taken = _split(batch.removed)
    new, said = _split(batch.added)
    touched = _Touched(_by_subject(taken), _by_subject(said))
    found = read_nodes(tx, map(node_key, touched.subjects))
    ends = {*(quad.subject for quad in new), *(quad.object for quad in new)}
    bare = {node_key(term): term for term in ends - touched.subjects}
    existing = read_existing(tx, bare)
    changes = _node_changes(touched, found, namespaces)
    # What is touched, was not there and says nothing afterwards is the end of something, or nothing.
    created = [n for n in changes.created if n.properties or subject_of(n.iri) in ends]
    created += [encode_node(term, (), namespaces) for key, term in bare.items() if key not in existing]
    writing.create_nodes(tx, created)
    writing.set_properties(tx, changes.properties)
    writing.set_labels(tx, changes.labels_added, changes.labels_removed)
    writing.delete_relationships(tx, (encode_relationship(quad, namespaces) for quad in gone))
    _Links(tx, batch, namespaces, base, existing | found.keys()).write(new, {node.iri for node in created})
    emptied = {node_key(end) for quad in gone for end in (quad.subject, quad.object)} | changes.emptied
    writing.delete_bare_nodes(tx, emptied)


@dataclass(frozen=True, slots=True)
class _Links:
    """The relationships that a batch adds, and those whose Facts it changes. `was_there` are nodes from before it."""

    tx: ManagedTransaction
    batch: Batch
    namespaces: Namespaces
    base: str
    was_there: Collection[str]

    def write(self, new: Iterable[Quad], created: Collection[str]) -> None:
        """Create relationships, those of plain triples last, when what their Facts rest on stands; then set Facts."""
        facts = {quad: fact_of(self.base, quad) for quad in new if quad.graph == FACTS}
        others = [self._relationship(quad) for quad in new if quad.graph != FACTS]
        writing.create_relationships(self.tx, others)
        said_now = _by_subject(quad for quad in self.batch.added if quad.graph == EVIDENCE)
        evidence = Evidence(self.tx, self.namespaces, base=self.base, said=said_now, created=created)
        changed = self._changed_facts()
        properties = evidence.properties({*facts.values(), *changed})
        plain = [self._relationship(quad, properties.get(fact)) for quad, fact in facts.items()]
        writing.create_relationships(self.tx, plain)
        taken = _by_subject(quad for quad in self.batch.removed if quad.subject in changed)
        triples = evidence.triples(changed, taken)
        standing = [
            with_properties(encode_relationship(triple, self.namespaces), properties.get(fact, {}))
            for fact, triple in triples.items()
            if triple not in facts and is_relationship(triple)
        ]
        writing.set_facts(self.tx, standing)

    def _relationship(self, quad: Quad, of_fact: dict[str, Value] | None = None) -> Relationship:
        return with_properties(
            encode_relationship(quad, self.namespaces), {"sequence": self.batch.added[quad], **(of_fact or {})}
        )

    def _was_there(self, subject: Term) -> bool:
        """Say whether a Fact may have rested on a subject before: of what is new, only Facts of the batch speak."""
        return node_key(subject) in self.was_there

    def _changed_facts(self) -> set[Term]:
        """Return the nodes that are or were Facts and whose relationship may have to say something else now."""
        facts: set[Term] = set()
        resting_on: dict[Term, set[Term]] = defaultdict(set)
        for quad in chain(self.batch.removed, self.batch.added):
            subject, predicate, _, graph = quad
            if graph != EVIDENCE:
                continue
            if predicate in OF_FACT:
                facts.add(subject)
            elif (kind := _KIND_OF.get(predicate)) and (quad in self.batch.removed or self._was_there(subject)):
                resting_on[kind].add(subject)
        return facts | facts_resting_on(self.tx, self.namespaces, resting_on)


@dataclass(slots=True)
class _Touched:
    """What a batch takes from the statements of nodes and adds to them, by subject."""

    removed: _Subjects
    added: _Subjects
    subjects: set[Term] = field(init=False)

    def __post_init__(self) -> None:
        self.subjects = self.removed.keys() | self.added.keys()


@dataclass(slots=True)
class _NodeChanges:
    """Nodes to create; of those that are there, properties that change (None: goes) and labels; which say nothing."""

    created: list[Node] = field(default_factory=list)
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    labels_added: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    labels_removed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    emptied: set[str] = field(default_factory=set)


def _node_changes(touched: _Touched, found: dict[str, FoundNode], namespaces: Namespaces) -> _NodeChanges:
    changes = _NodeChanges()
    for subject in touched.subjects:
        key = node_key(subject)
        stands = found.get(key)
        added = touched.added.get(subject, [])
        if stands is None:
            changes.created.append(encode_node(subject, added, namespaces))
            continue
        said = statements_of(key, stands.properties, namespaces)
        said = said.difference(touched.removed.get(subject, ())).union(added)
        node = encode_node(subject, said, namespaces)
        differing = _differing(stands.properties, node)
        if differing:
            changes.properties[key] = differing
        for label in node.labels - stands.labels:
            changes.labels_added[label].append(key)
        for label in stands.labels - node.labels:
            changes.labels_removed[label].append(key)
        if not node.properties:
            changes.emptied.add(key)
    return changes


def _differing(stands: dict[str, Any], node: Node) -> dict[str, Any]:
    """Return the properties to set so that a node becomes another: new values, and None for those that go."""
    set_ = {n: v for n, v in node.properties.items() if n not in stands or not same(stands[n], v)}
    return {**set_, **{n: None for n in stands if n not in node.properties and n not in writing.KEPT}}


def _by_subject(quads: Iterable[Quad]) -> _Subjects:
    subjects: _Subjects = defaultdict(list)
    for quad in quads:
        subjects[quad[0]].append(quad)
    return subjects


def _split(quads: Iterable[Quad]) -> tuple[list[Quad], list[Quad]]:
    """Return the statements that are relationships, and those that are properties of nodes."""
    links: list[Quad] = []
    values: list[Quad] = []
    for quad in quads:
        (links if is_relationship(quad) else values).append(quad)
    return links, values
