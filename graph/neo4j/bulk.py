"""A whole state as nodes, then relationships, at a memory that hardly grows: for rebuild, offline import and verify.

Each quad is read from the store once, into a spool on disk. What is held in memory are numbers: 16 bytes a relationship
for its sequence (48 while they are sorted), 8 for its end, 16 for each link of an Observation, and every Segment's IRI
once. Measured where each Observation has a Segment of its own: 120 bytes a relationship in all, 280 MB for 1.8 million.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final

from graph.changeset_nodes import PATCH, change_node
from graph.dataset import Reader
from graph.neo4j.fact_context import (
    ACTIVITY,
    AGENT,
    LINKS,
    NAME,
    OF_FACT,
    SEGMENT,
    Said,
    fact_of,
    name_in,
    said_by,
    with_properties,
)
from graph.neo4j.facts import fact_properties
from graph.neo4j.names import Namespaces
from graph.neo4j.nodes import Node, encode_node
from graph.neo4j.pairs import Pairs
from graph.neo4j.relationships import Relationship, encode_relationship, is_relationship
from graph.neo4j.scope import is_projected, node_key
from graph.neo4j.spool import Spool, spooled
from graph.neo4j.values import Value
from graph.patch import decode_patch
from ontology.graphs import CHANGES, EVIDENCE, FACTS
from ontology.model import Quad, Term
from ontology.model.rdf import text_of

_AT_ONCE: Final = 20_000
"""Relationships that are looked up together."""


def nodes_and_relationships(reader: Reader, namespaces: Namespaces) -> Iterator[Node | Relationship]:
    """Yield every node of a state, then every relationship, those of one start together; each complete.

    Nodes come first so that a relationship's ends stand before it. A relationship has its `sequence`, and what an
    accepted Fact puts on it. Needs about 130 bytes of temporary disk a quad. `namespaces` learns new prefixes.
    """
    with spooled(filter(is_projected, reader.quads())) as spool:
        evidence, ends = _Evidence(reader.base), _Ends()
        for part in spool.parts():
            for subject, quads in part.items():
                evidence.take(subject, quads)
                ends.take(subject, quads)
                yield encode_node(subject, quads, namespaces)
        yield from _bare_nodes(spool, ends.bare(), namespaces)
        sequences = _sequences(reader)
        quads_of_all = chain.from_iterable(chain.from_iterable(part.values()) for part in spool.parts())
        statements = filter(is_relationship, quads_of_all)
        while some := list(islice(statements, _AT_ONCE)):
            facts = evidence.properties(some)
            for number, (quad, sequence) in enumerate(zip(some, sequences.last(list(map(_hash, some))), strict=True)):
                relationship = encode_relationship(quad, namespaces)
                own: dict[str, Value] = {} if sequence is None else {"sequence": sequence}
                yield with_properties(relationship, {**own, **facts.get(number, {})})


class _Ends:
    """Which IRIs are the end of a relationship and the subject of nothing: nodes that hold an IRI alone."""

    def __init__(self) -> None:
        self._subjects, self._objects = array("q"), array("q")

    def take(self, subject: Term, quads: Sequence[Quad]) -> None:
        """Take in a subject with all its quads."""
        self._subjects.append(hash(subject))
        self._objects.extend([hash(quad.object) for quad in quads if is_relationship(quad)])

    def bare(self) -> set[int]:
        """Return the hashes of the terms that nothing is said of."""
        import numpy as np

        subjects, objects = (np.frombuffer(a, dtype=np.int64) for a in (self._subjects, self._objects))
        bare = set(np.setdiff1d(objects, subjects).tolist())
        self._subjects, self._objects = array("q"), array("q")
        return bare


def _bare_nodes(spool: Spool, bare: set[int], namespaces: Namespaces) -> Iterator[Node]:
    if not bare:
        return
    for part in spool.parts():
        for quads in part.values():
            for quad in quads:
                if hash(quad.object) in bare and is_relationship(quad):
                    bare.discard(hash(quad.object))
                    yield encode_node(quad.object, (), namespaces)


class _Evidence:
    """What stands in mg:evidence of Facts, Observations, Activities and Agents, as numbers."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._confidence, self._support = Pairs(), Pairs()
        self._activities, self._segments, self._agents = Pairs(), Pairs(), Pairs()
        self._names: dict[int, str] = {}
        self._labels: dict[int, Term] = {}
        self._numbers: dict[Term, int] = {}
        self._predicates: set[Term] = set()

    def take(self, subject: Term, quads: Sequence[Quad]) -> None:
        """Take in a subject with all its quads."""
        may_be_fact = False
        for quad in quads:
            _, predicate, value, graph = quad
            if graph != EVIDENCE:
                continue
            may_be_fact = may_be_fact or predicate in OF_FACT
            if predicate == NAME and value.startswith('"'):
                self._labels[hash(subject)] = min(value, self._labels.get(hash(subject), value))
            elif predicate in LINKS and is_relationship(quad):
                self._link(hash(subject), predicate, value)
        if may_be_fact and (said := said_by(subject, quads, self._base)):
            self._fact(said)

    def _link(self, subject: int, predicate: Term, value: Term) -> None:
        if predicate == ACTIVITY:
            self._activities.add(subject, hash(value))
        elif predicate == AGENT:
            self._agents.add(subject, hash(value))
        elif predicate == SEGMENT:
            self._segments.add(subject, self._numbers.setdefault(value, len(self._numbers)))

    def _fact(self, said: Said) -> None:
        fact = hash(said.fact)
        self._predicates.add(said.triple.predicate)
        self._confidence.add(fact, _bits(math.nan if said.confidence is None else said.confidence))
        for observation in said.support:
            self._support.add(fact, hash(observation))

    def properties(self, quads: Sequence[Quad]) -> dict[int, dict[str, Value]]:
        """Return what Facts put on the relationships of these quads, by place in the list."""
        plain = [n for n, q in enumerate(quads) if q.graph == FACTS and q.predicate in self._predicates]
        terms = [fact_of(self._base, quads[number]) for number in plain]
        confidences = self._confidence.last(list(map(hash, terms)))
        found = [(n, t, _number(c)) for n, t, c in zip(plain, terms, confidences, strict=True) if c is not None]
        supports = self._support.find([hash(term) for _, term, _ in found])
        observations = sorted({one for support in supports for one in support})
        models = self._models(observations)
        places = dict(zip(observations, self._segments.find(observations), strict=True))
        iris = list(self._numbers) if any(places.values()) else []
        return {
            number: fact_properties(
                node_key(term),
                confidence=None if math.isnan(confidence) else confidence,
                models=[name for one in support for name in models[one]],
                segments=[node_key(iris[place]) for one in support for place in places[one]],
            )
            for (number, term, confidence), support in zip(found, supports, strict=True)
        }

    def _models(self, observations: Sequence[int]) -> dict[int, list[str]]:
        """Return the names of the Agents of each Observation's Activities."""
        activities = self._activities.find(observations)
        distinct = sorted({one for some in activities for one in some})
        agents = dict(zip(distinct, self._agents.find(distinct), strict=True))
        named = {}
        for observation, some in zip(observations, activities, strict=True):
            of_all = [agent for activity in some for agent in agents[activity]]
            named[observation] = [self._name(agent) for agent in of_all if agent in self._labels]
        return named

    def _name(self, agent: int) -> str:
        if agent not in self._names:
            self._names[agent] = name_in([self._labels[agent]])
        return self._names[agent]


def _sequences(reader: Reader) -> Pairs:
    """Return which ChangeSet added each statement last, by hash; of those that may be relationships."""
    sequences = Pairs()
    for sequence in range(1, reader.sequence + 1):
        for patch in reader.quads(change_node(reader.base, sequence), PATCH, None, CHANGES):
            # Not parsed into quads, which would cost five times as much: a line is its quad, but for the first letter.
            for line in decode_patch(text_of(patch.object)).split("\n"):
                if line.startswith("A ") and line.split(" ", 4)[3].startswith("<"):
                    sequences.add(hash(line[2:]), sequence)
    return sequences


def _hash(quad: Quad) -> int:
    return hash(quad.nquads())


def _bits(number: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", number))[0])


def _number(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])
