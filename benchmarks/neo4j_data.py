"""Invented assets as an ingest leaves them: Activities, Observations, Segments, Facts accepted and in review.

The six labels of each are those of `benchmarks.rekognition_like`; every fourth asset is a film, whose labels have
Segments. About 86 quads an asset reach Neo4j, 30 of them relationships.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Final

from benchmarks.rekognition_like import VOCABULARY, asset_name, document
from graph.changes import commit
from graph.dataset import Writer
from graph.neo4j.relationships import is_relationship
from ontology.graphs import ONTOLOGY
from ontology.model import Activity, Agent, AgentKind, Fact, MediaKind, Observation, Quad, Segment, Status
from ontology.model.describe import (
    activity_quads,
    agent_quads,
    asset_quads,
    fact_quads,
    observation_quads,
    segment_quads,
)
from ontology.model.rdf import RDF_TYPE, iri, lang_string
from ontology.namespaces import DEFAULT_BASE, MG, PREFIXES

BASE: Final = DEFAULT_BASE
SKOS: Final = PREFIXES["skos"]
ASSETS_A_CHANGESET: Final = 150
"""As `mediagraph ingest` commits them."""
_AGENT: Final = Agent(AgentKind.MODEL, "labels-like-rekognition", "2.0")
_ACCEPTED_FROM: Final = 0.8
_SAID: Final = {"author": "benchmark", "reason": "benchmark"}


@cache
def concept(name: str) -> str:
    """Return the IRI of the Concept of a label."""
    return f"https://w3id.org/mediagraph/taxonomy/depicted/{name.lower().replace(' ', '-')}"


def support() -> list[Quad]:
    """Return what all assets refer to: the Agent, and the Concepts with two names each and what is above them."""
    quads = list(agent_quads(_AGENT, BASE))
    for name, parents in VOCABULARY.items():
        node = iri(concept(name))
        quads.append(Quad(node, RDF_TYPE, f"<{SKOS}Concept>", ONTOLOGY))
        for language in ("en", "fr"):
            quads.append(Quad(node, f"<{SKOS}prefLabel>", lang_string(name, language), ONTOLOGY))
        quads += [Quad(node, f"<{SKOS}broader>", iri(concept(parent)), ONTOLOGY) for parent in parents]
    return quads


def asset(number: int) -> list[Quad]:
    """Return all that stands of one asset; the same for one number."""
    name, is_film = asset_name(number), number % 4 == 0
    node = f"{BASE}asset/{name.replace('.', '-')}"
    activity = Activity(node, "plain", "labels", _AGENT, output=f"{number:064x}")
    quads = list(asset_quads(node, MediaKind.VIDEO if is_film else MediaKind.IMAGE, name=name, caller_id=name))
    quads += activity_quads(activity, BASE)
    for place, label in enumerate(document(number)["Labels"]):
        said, confidence = label["Name"], round(label["Confidence"] / 100, 4)
        segment = Segment(start_s=Decimal(place * 5), end_s=Decimal(place * 5 + 4)) if is_film else Segment()
        seen = Observation("depicts", said, language="en", confidence=confidence, segment=segment)
        status = Status.ACCEPTED if confidence >= _ACCEPTED_FROM else Status.REVIEW
        rests_on = (seen.iri(activity.iri(BASE), BASE),)
        quads += observation_quads(seen, activity, BASE)
        quads += segment_quads(node, segment) if is_film else ()
        quads += fact_quads(Fact(node, f"{MG}depicts", iri(concept(said)), confidence, status, 1, rests_on), BASE)
    return quads


def relationships(quads: Iterable[Quad]) -> int:
    """Return how many of some quads are relationships in Neo4j."""
    return sum(map(is_relationship, quads))


def assets_for(wanted: int) -> int:
    """Return how many assets make so many relationships."""
    some = 400
    each = sum(relationships(asset(number)) for number in range(1, some + 1)) / some
    return max(1, round(wanted / each))


def changesets(assets: int, *, first: int = 1, each: int = ASSETS_A_CHANGESET) -> Iterator[list[Quad]]:
    """Yield the quads of each ChangeSet for assets `first`, `first` + 1, …"""
    numbers = iter(range(first, first + assets))
    while some := list(islice(numbers, each)):
        yield [quad for number in some for quad in asset(number)]


def committed(writer: Writer, quads: Iterable[Quad] = (), *, remove: Iterable[Quad] = ()) -> int:
    """Commit one ChangeSet and return its sequence."""
    return commit(writer, add=quads, remove=remove, now=datetime.now(UTC), **_SAID)
