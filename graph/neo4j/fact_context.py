"""What a Fact's node says of the relationship of its plain triple, read off quads: in a batch, a state or Neo4j.

The Fact of a plain triple is the node that the triple's own digest names (`ontology.model.fact_iri`), that says the
triple, and that is accepted, all of it in mg:evidence. So of two Facts never both speak for one relationship.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import Final

from graph.neo4j.relationships import Relationship
from graph.neo4j.values import Value
from ontology.graphs import EVIDENCE, FACTS
from ontology.model import Quad, Term
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.fact import fact_iri
from ontology.model.rdf import literal_value, string

SUBJECT, PREDICATE, OBJECT = mg("subject"), mg("predicate"), mg("object")
STATUS, CONFIDENCE, SUPPORT = mg("status"), mg("confidence"), mg("support")
ACTIVITY, SEGMENT, AGENT = mg("activity"), mg("segment"), mg("agent")
NAME: Final = RDFS_LABEL
LINKS: Final = frozenset({SUBJECT, OBJECT, SUPPORT, ACTIVITY, SEGMENT, AGENT})
"""Predicates of evidence that are relationships, on the way from a Fact to the names and Segments of its models."""
OF_FACT: Final = frozenset({SUBJECT, PREDICATE, OBJECT, STATUS, CONFIDENCE, SUPPORT})
"""Predicates that make, on a Fact's node, what its relationship carries."""
_ACCEPTED: Final = string("accepted")


@dataclass(frozen=True, slots=True)
class Said:
    """What an accepted Fact says: its plain triple, confidence in 0..1, and the terms of supporting Observations."""

    fact: Term
    triple: Quad
    confidence: float | None
    support: tuple[Term, ...]


def said_by(fact: Term, quads: Iterable[Quad], base: str) -> Said | None:
    """Return what a node says as an accepted Fact; None where it is none, or says another triple than its own."""
    values: dict[Term, list[Term]] = {}
    for _, predicate, value, graph in quads:
        if graph == EVIDENCE and predicate in OF_FACT:
            values.setdefault(predicate, []).append(value)
    if _ACCEPTED not in values.get(STATUS, ()):
        return None
    triples = triples_of(fact, base, *(values.get(one, ()) for one in (SUBJECT, PREDICATE, OBJECT)))
    triple = next(triples, None)
    if triple is None:
        return None
    return Said(fact, triple, _least(values.get(CONFIDENCE, ())), tuple(sorted(values.get(SUPPORT, ()))))


def triples_of(
    fact: Term, base: str, subjects: Collection[Term], predicates: Collection[Term], objects: Collection[Term]
) -> Iterator[Quad]:
    """Yield the plain triple that a Fact's IRI is the digest of, where it can be made of these terms; at most one."""
    for subject, predicate, value in product(subjects, predicates, objects):
        if fact == fact_of(base, Quad(subject, predicate, value, FACTS)):
            yield Quad(subject, predicate, value, FACTS)


def fact_of(base: str, triple: Quad) -> Term:
    """Return the term of the Fact that would state a triple."""
    return f"<{fact_iri(base, triple.subject[1:-1], triple.predicate[1:-1], triple.object)}>"


def name_in(labels: Collection[Term]) -> str:
    """Return the name that an Agent's labels give: the first in order."""
    return literal_value(min(labels)).text


def _least(confidences: Collection[Term]) -> float | None:
    numbers = []
    for term in confidences:
        with suppress(ValueError):
            numbers.append(float(literal_value(term).text))
    return min(filter(math.isfinite, numbers), default=None)


def with_properties(relationship: Relationship, properties: Mapping[str, Value]) -> Relationship:
    """Return a relationship with more properties."""
    # Not dataclasses.replace, which costs as much again as making the relationship (measured).
    return Relationship(
        relationship.start,
        relationship.type,
        relationship.end,
        relationship.key,
        {**relationship.properties, **properties},
    )
