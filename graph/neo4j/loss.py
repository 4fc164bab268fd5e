"""What RDF would not come back from Neo4j as it went in, named in sentences before anything is written.

Empty for our own model but for mg:changes and mg:quarantine, which are not projected. A statement that is only kept
as text is not lost and not named: docs/reference/neo4j-round-trip.md lists those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph.neo4j.relationships import is_relationship
from graph.neo4j.scope import LONGEST_KEY, NOT_PROJECTED, is_projected
from ontology.model.rdf import Quad, Term

MOST_TYPES: Final = 65_000
"""Relationship types that one database can hold: the standard format numbers them with 16 bits."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of loss: how many statements, and the first of them."""

    what: str
    count: int
    example: Quad

    def __str__(self) -> str:
        statements = "1 statement" if self.count == 1 else f"{self.count} statements"
        return f"{statements} {self.what}; the first is {self.example.nquads()[:300]}"


def loss_report(quads: Iterable[Quad]) -> list[Loss]:
    """Return what would be lost of some quads, by kind, in the order met; nothing where all of them come back."""
    counts: dict[str, int] = {}
    first: dict[str, Quad] = {}
    types: set[Term] = set()
    for quad in quads:
        for what in _losses(quad, types):
            counts[what] = counts.get(what, 0) + 1
            first.setdefault(what, quad)
    return [Loss(what, count, first[what]) for what, count in counts.items()]


def _losses(quad: Quad, types: set[Term]) -> Iterator[str]:
    if quad.graph in NOT_PROJECTED:
        yield f"of {quad.graph[1:-1]} would not be projected: that graph stays in the Dataset alone"
        return
    if not is_projected(quad):
        yield f"would be left out, because a subject of more than {LONGEST_KEY:,} bytes cannot be the key of a node"
        return
    if any(term.startswith("_:") for term in (quad.subject, quad.object, quad.graph)):
        yield (
            "would come back with the label of their blank node only, which is another node in another document: "
            "mediagraph gives blank nodes IRIs before it writes them"
        )
    if is_relationship(quad) and quad.predicate not in types:
        if len(types) < MOST_TYPES:
            types.add(quad.predicate)
        else:
            yield f"would be refused, because a database holds {MOST_TYPES:,} types of relationships"
