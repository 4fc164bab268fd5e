"""What Facts rest on after a batch: from the batch itself where a node is new, else read in its transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from graph.neo4j.fact_context import (
    ACTIVITY,
    AGENT,
    LINKS,
    NAME,
    OBJECT,
    PREDICATE,
    SEGMENT,
    SUBJECT,
    SUPPORT,
    Said,
    name_in,
    said_by,
    triples_of,
)
from graph.neo4j.facts import fact_properties
from graph.neo4j.names import Namespaces, quoted, relationship_type
from graph.neo4j.relationships import is_relationship
from graph.neo4j.scope import node_key, subject_of
from graph.neo4j.standing import quads_of
from graph.neo4j.values import Value
from graph.neo4j.writing import chunks
from ontology.graphs import EVIDENCE
from ontology.model import Quad, Term

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_TRIPLE: Final = (SUBJECT, PREDICATE, OBJECT)


class Evidence:
    """Facts, Observations, Activities and Agents as they stand once a batch is written, each read at most once.

    `said` is what the batch adds to mg:evidence, by subject: all that is said of the nodes it created.
    """

    def __init__(
        self,
        tx: ManagedTransaction,
        namespaces: Namespaces,
        *,
        base: str,
        said: Mapping[Term, Collection[Quad]],
        created: Collection[str],
    ) -> None:
        self._tx, self._namespaces, self._base = tx, namespaces, base
        self._said, self._created = said, created
        self._quads: dict[Term, Collection[Quad]] = {}

    def properties(self, facts: Collection[Term]) -> dict[Term, dict[str, Value]]:
        """Return what each Fact puts on its relationship; those that are not accepted, or none, are left out."""
        self._load(facts)
        said = [one for fact in facts if (one := said_by(fact, self._quads[fact], self._base))]
        observations = {term for one in said for term in one.support}
        self._load(observations)
        activities = self._linked(observations, ACTIVITY)
        self._load(activities)
        self._load(self._linked(activities, AGENT))
        return {one.fact: self._put_on_relationship(one) for one in said}

    def triples(self, facts: Collection[Term], taken: Mapping[Term, Collection[Quad]]) -> dict[Term, Quad]:
        """Return the plain triple of each node that is or was a Fact; `taken` is what the batch takes from them."""
        self._load(facts)
        found = {}
        for fact in facts:
            quads = [*self._quads[fact], *taken.get(fact, ())]
            terms = [{q.object for q in quads if q.predicate == one and q.graph == EVIDENCE} for one in _TRIPLE]
            for triple in triples_of(fact, self._base, *terms):
                found[fact] = triple
        return found

    def _put_on_relationship(self, said: Said) -> dict[str, Value]:
        agents = self._linked(self._linked(said.support, ACTIVITY), AGENT)
        labels = [self._objects(agent, NAME) for agent in agents]
        literals = [[label for label in some if label.startswith('"')] for some in labels]
        return fact_properties(
            node_key(said.fact),
            confidence=said.confidence,
            models=[name_in(some) for some in literals if some],
            segments=map(node_key, self._linked(said.support, SEGMENT)),
        )

    def _linked(self, subjects: Iterable[Term], predicate: Term) -> set[Term]:
        return {
            quad.object
            for subject in subjects
            for quad in self._quads[subject]
            if quad.predicate == predicate and quad.graph == EVIDENCE and is_relationship(quad)
        }

    def _objects(self, subject: Term, predicate: Term) -> list[Term]:
        return [q.object for q in self._quads[subject] if q.predicate == predicate and q.graph == EVIDENCE]

    def _load(self, subjects: Collection[Term]) -> None:
        missing = []
        for subject in subjects:
            if subject not in self._quads:
                self._quads[subject] = self._said.get(subject, ()) if node_key(subject) in self._created else ()
                if not self._quads[subject] and not subject.startswith('"'):
                    missing.append(subject)
        if missing:
            self._quads.update(quads_of(self._tx, missing, LINKS, self._namespaces))


def facts_resting_on(
    tx: ManagedTransaction, namespaces: Namespaces, subjects: Mapping[Term, Collection[Term]]
) -> set[Term]:
    """Return the Facts that rest on Observations (under `ACTIVITY`), Activities (`AGENT`) or Agents (`NAME`)."""
    steps = {
        name: f"<-[{name}:{quoted(relationship_type(link[1:-1], namespaces))}]-"
        for name, link in (("s", SUPPORT), ("a", ACTIVITY), ("g", AGENT))
    }
    ways = {ACTIVITY: ["s"], AGENT: ["a", "s"], NAME: ["g", "a", "s"]}
    facts: set[Term] = set()
    for kind, way in ways.items():
        path = "(:Resource)".join(steps[name] for name in way)
        # What a link of another graph says is no evidence.
        usual = " AND ".join(f"{name}.graph IS NULL" for name in way)
        cypher = f"MATCH (n:Resource){path}(f:Resource) WHERE n.iri IN $iris AND {usual} RETURN DISTINCT f.iri"
        for part in chunks(sorted(map(node_key, subjects.get(kind, ())))):
            facts.update(subject_of(record[0]) for record in tx.run(cypher, iris=part))
    return facts
