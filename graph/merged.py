"""What a merge concludes about one Asset, and its quads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.quarantine import Refused
from graph.segments import segment_of
from ontology.graphs import EVIDENCE, FACTS, REVIEW
from ontology.model import Entity, Fact, Mapping, Quad, Status, Term
from ontology.model.describe import entity_quads, fact_quads, mapping_quads, segment_quads
from ontology.model.rdf import iri


@dataclass(frozen=True, slots=True)
class Merged:
    """One Asset's Facts, Entities and Mappings, each sorted, and the Observations that made no claim."""

    asset_iri: str
    facts: tuple[Fact, ...]
    entities: tuple[Entity, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def unmapped(self) -> tuple[Mapping, ...]:
        """The Mappings to nothing: candidate terms for the stewards. Their labels stand as keywords."""
        return tuple(m for m in self.mappings if not m.concept)


_BEST_FIRST: Final = (Status.ACCEPTED, Status.REVIEW, Status.REJECTED)
_GRAPH_OF_ENTITY: Final = {Status.ACCEPTED: FACTS, Status.REVIEW: REVIEW, Status.REJECTED: EVIDENCE}


def merged_quads(merged: Merged, base: str) -> set[Quad]:
    """Return the quads an Asset's Facts and Entities own: nodes in mg:evidence, plain triples by band.

    An Entity stands where the surest Fact about it does: nobody asking mg:facts for persons meets a doubtful one.
    Mappings are shared by all Assets, and apart (`mappings_of`).
    """
    quads: set[Quad] = set()
    bands: dict[Term, Status] = {}
    for fact in merged.facts:
        quads.update(fact_quads(fact, base))
        known = bands.get(fact.object)
        if known is None or _BEST_FIRST.index(fact.status) < _BEST_FIRST.index(known):
            bands[fact.object] = fact.status
        if fact.subject != merged.asset_iri:
            # A correction outlives the Observations about its Segment, which then says itself what it is.
            quads.update(segment_quads(merged.asset_iri, segment_of(merged.asset_iri, fact.subject)))
    for entity in merged.entities:
        graph = _GRAPH_OF_ENTITY[bands[f"<{entity.iri(base)}>"]]
        quads.update(quad._replace(graph=graph) for quad in entity_quads(entity, base))
    return quads


def mappings_of(mappings: Iterable[Mapping], base: str) -> dict[Term, frozenset[Quad]]:
    """Return the node and quads of each Mapping, in mg:evidence."""
    return dict(_described(mapping, base) for mapping in mappings)


@lru_cache(maxsize=16_384)
def _described(mapping: Mapping, base: str) -> tuple[Term, frozenset[Quad]]:
    return iri(mapping.iri(base)), frozenset(mapping_quads(mapping, base))
