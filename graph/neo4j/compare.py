"""Where Neo4j and a state of the Dataset differ, subject by subject, at a memory that does not grow.

A subject is a node with what goes out from it. First the hashes of all subjects are summed in buckets, on both sides
apart; then those in buckets that differ are held against each other, as many at a time as memory is meant for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from graph.neo4j.names import NotOurs
from graph.neo4j.nodes import Node
from graph.neo4j.relationships import Relationship
from graph.neo4j.scan import FoundNode, FoundSubject
from graph.neo4j.values import exact

_BUCKETS: Final = 1 << 16
_KEPT_BY_OTHERS: Final = frozenset({"iri", "vector"})
_AT_ONCE: Final = 50_000
"""Nodes and relationships that are held at once, about."""


@dataclass(slots=True)
class Wanted:
    """What the Dataset calls for under one IRI: a node and what goes out from it."""

    node: Node | None = None
    relationships: list[Relationship] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Suspect:
    """An IRI under which Neo4j holds something else than the Dataset calls for."""

    iri: str
    wanted: Wanted
    found: FoundSubject


Elements = Callable[[], Iterator[Node | Relationship]]
Subjects = Callable[[], Iterator[FoundSubject]]


def suspects(wanted: Elements, found: Subjects) -> Iterator[Suspect]:
    """Yield where two streams differ; each is called once for the sums, and once for each load of what differs."""
    sums, sizes = [0] * _BUCKETS, [0] * _BUCKETS
    for element in wanted():
        bucket = _bucket(iri_of(element))
        sums[bucket] += _hash(element)
        sizes[bucket] += 1
    for subject in found():
        bucket = _bucket(subject.iri)
        for value in _hashes(subject):
            sums[bucket] -= value
            sizes[bucket] += 1
    for load in _loads([bucket for bucket, total in enumerate(sums) if total], sizes):
        yield from _held_against(load, wanted, found)


def iri_of(element: Node | Relationship) -> str:
    """Return the IRI of the subject that a node or relationship belongs to."""
    return element.iri if isinstance(element, Node) else element.start


def _loads(differing: Iterable[int], sizes: list[int]) -> Iterator[set[int]]:
    load: set[int] = set()
    weight = 0
    for bucket in differing:
        load.add(bucket)
        weight += sizes[bucket]
        if weight >= _AT_ONCE:
            yield load
            load, weight = set(), 0
    if load:
        yield load


def _held_against(load: set[int], wanted: Elements, found: Subjects) -> Iterator[Suspect]:
    sides: dict[str, tuple[Wanted, FoundSubject]] = {}

    def side(iri: str) -> tuple[Wanted, FoundSubject]:
        return sides.setdefault(iri, (Wanted(), FoundSubject(iri)))

    for element in wanted():
        iri = iri_of(element)
        if _bucket(iri) in load:
            if isinstance(element, Node):
                side(iri)[0].node = element
            else:
                side(iri)[0].relationships.append(element)
    for subject in found():
        if _bucket(subject.iri) in load:
            sides[subject.iri] = (side(subject.iri)[0], subject)
    for iri, (calls_for, lies_there) in sorted(sides.items()):
        if differs(calls_for, lies_there):
            yield Suspect(iri, calls_for, lies_there)


def differs(wanted: Wanted, found: FoundSubject) -> bool:
    """Say whether what lies there is not exactly what is called for."""
    elements: list[Node | Relationship] = [wanted.node] if wanted.node else []
    return Counter(map(_hash, [*elements, *wanted.relationships])) != Counter(_hashes(found))


def _bucket(iri: str) -> int:
    # Salted anew in each process, so nobody can choose IRIs that fall together.
    return hash(iri) % _BUCKETS


def _hashes(subject: FoundSubject) -> Iterator[int]:
    for node in subject.nodes:
        yield _digest(subject.iri, sorted(node.labels), comparable(own_properties(node)))
    for relationship in subject.relationships:
        yield _digest(subject.iri, relationship.type, relationship.end, comparable(relationship.properties))


def _hash(element: Node | Relationship) -> int:
    if isinstance(element, Node):
        return _digest(element.iri, sorted(element.labels), comparable(element.properties))
    return _digest(element.start, element.type, element.end, comparable(stored(element)))


def own_properties(node: FoundNode) -> dict[str, Any]:
    """Return the properties of a node that are made from statements: without its key, and without its vector."""
    return {name: value for name, value in node.properties.items() if name not in _KEPT_BY_OTHERS}


def stored(relationship: Relationship) -> dict[str, Any]:
    """Return a relationship's properties as they are stored: with its key."""
    return {**relationship.properties, "key": relationship.key}


def comparable(properties: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return properties in order, each value as text that tells its type too: 1, 1.0, true and "1" differ."""
    return sorted((name, shown(value)) for name, value in properties.items())


def shown(value: Any) -> str:
    """Return a property's value as text, the same for the driver's types of time and for Python's."""
    if isinstance(value, str | bool | int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(shown, value))}]"
    try:
        return exact(value)
    except NotOurs:
        return repr(value)


def _digest(*parts: Any) -> int:
    return int.from_bytes(blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest(), "big")
