"""The quads of each word: how an Asset, Activity, Observation, Fact, Mapping stands in the graphs (DESIGN 5).

About 85 quads for an Asset with six labels: an Observation carries no rdf:type (mg:activity says it is one), no
target where it speaks of the whole Asset (its Activity names that), and a Fact judged by Policy 1 does not repeat it.
docs/decisions/0003-quads-per-asset.md has the count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ontology.graphs import EVIDENCE, FACTS, REVIEW
from ontology.model.asset import MediaKind, Rendition, Segment
from ontology.model.fact import Entity, Fact, Mapping, Status
from ontology.model.observation import Activity, Agent, Observation
from ontology.model.rdf import RDF_TYPE, XSD, Quad, Term, decimal, integer, iri, lang_string, string, typed
from ontology.namespaces import MG

RDFS_LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"


def mg(local: str) -> Term:
    """Return the term of a name of ours: ``mg("depicts")``."""
    return f"<{MG}{local}>"


_ACTIVITY, _SEGMENT, _PROPERTY, _VALUE = mg("activity"), mg("segment"), mg("property"), mg("value")
_CONFIDENCE, _POINTER, _IDENTIFIER, _ASSET = mg("confidence"), mg("pointer"), mg("identifier"), mg("asset")
_PREDICATE, _OBJECT, _STATUS = mg("predicate"), mg("object"), mg("status")


def asset_quads(asset_iri: str, kind: MediaKind, *, name: str, caller_id: str = "") -> Iterator[Quad]:
    """Yield an Asset's own node in mg:facts: class, label, the caller's id where there is one."""
    node = iri(asset_iri)
    yield Quad(node, RDF_TYPE, mg(kind), FACTS)
    yield Quad(node, RDFS_LABEL, string(name), FACTS)
    if caller_id:
        yield Quad(node, mg("callerId"), string(caller_id), FACTS)


def rendition_quads(asset_iri: str, rendition: Rendition, base: str) -> Iterator[Quad]:
    """Yield a Rendition and its tie to the Asset, in mg:facts."""
    node = iri(f"{base}rendition/{rendition.sha256}")
    yield Quad(iri(asset_iri), mg("rendition"), node, FACTS)
    yield Quad(node, RDF_TYPE, mg("Rendition"), FACTS)
    yield Quad(node, mg("sha256"), string(rendition.sha256), FACTS)
    yield Quad(node, mg("byteSize"), integer(rendition.byte_size), FACTS)
    yield Quad(node, mg("mediaType"), string(rendition.media_type), FACTS)
    yield Quad(node, mg("location"), string(rendition.location), FACTS)


def agent_quads(agent: Agent, base: str) -> Iterator[Quad]:
    """Yield an Agent, shared by all its Activities, in mg:evidence."""
    node = iri(agent.iri(base))
    yield Quad(node, RDF_TYPE, mg("Agent"), EVIDENCE)
    yield Quad(node, mg("agentKind"), string(agent.kind), EVIDENCE)
    yield Quad(node, RDFS_LABEL, string(agent.name), EVIDENCE)
    if agent.version:
        yield Quad(node, mg("version"), string(agent.version), EVIDENCE)


def activity_quads(activity: Activity, base: str) -> Iterator[Quad]:
    """Yield an Activity in mg:evidence; what the output does not say is absent."""
    node = iri(activity.iri(base))
    yield Quad(node, RDF_TYPE, mg("Activity"), EVIDENCE)
    yield Quad(node, _ASSET, iri(activity.asset_iri), EVIDENCE)
    yield Quad(node, mg("agent"), iri(activity.agent.iri(base)), EVIDENCE)
    yield Quad(node, mg("extractor"), string(activity.extractor), EVIDENCE)
    yield Quad(node, mg("task"), string(activity.task), EVIDENCE)
    optional = {
        "parameters": activity.parameters,
        "part": activity.part,
        "manifestTime": activity.manifest_time,
        "output": activity.output,
    }
    for local, text in optional.items():
        if text:
            yield Quad(node, mg(local), string(text), EVIDENCE)
    for local, moment in (("startedAt", activity.started), ("endedAt", activity.ended)):
        if moment:
            yield Quad(node, mg(local), typed(moment, XSD + "dateTime"), EVIDENCE)


def segment_iri(asset_iri: str, segment: Segment) -> str:
    """Return the IRI of a part of an Asset; of the Asset itself where nothing is bounded."""
    return f"{asset_iri}/segment/{segment.key}" if segment.key else asset_iri


def segment_quads(asset_iri: str, segment: Segment) -> Iterator[Quad]:
    """Yield a Segment in mg:evidence: times in seconds, box as fractions, character span, page, track."""
    node = iri(segment_iri(asset_iri, segment))
    yield Quad(node, RDF_TYPE, mg("Segment"), EVIDENCE)
    yield Quad(node, mg("segmentOf"), iri(asset_iri), EVIDENCE)
    if segment.start_s is not None:
        yield Quad(node, mg("start"), decimal(segment.start_s), EVIDENCE)
    if segment.end_s is not None:
        yield Quad(node, mg("end"), decimal(segment.end_s), EVIDENCE)
    if segment.box is not None:
        box = segment.box
        for local, fraction in (("boxX", box.x), ("boxY", box.y), ("boxWidth", box.w), ("boxHeight", box.h)):
            yield Quad(node, mg(local), decimal(round(fraction, 4)), EVIDENCE)
    if segment.characters is not None:
        yield Quad(node, mg("firstCharacter"), integer(segment.characters[0]), EVIDENCE)
        yield Quad(node, mg("endCharacter"), integer(segment.characters[1]), EVIDENCE)
    for local, number in (("page", segment.page), ("track", segment.track)):
        if number is not None:
            yield Quad(node, mg(local), integer(number), EVIDENCE)


def observation_quads(observation: Observation, activity: Activity, base: str) -> Iterator[Quad]:
    """Yield an Observation in mg:evidence; its Segment has quads of its own."""
    activity_iri = activity.iri(base)
    node = iri(observation.iri(activity_iri, base))
    yield Quad(node, _ACTIVITY, f"<{activity_iri}>", EVIDENCE)
    yield Quad(node, _PROPERTY, mg(observation.property), EVIDENCE)
    text, language = observation.value, observation.language
    yield Quad(node, _VALUE, lang_string(text, language) if language else string(text), EVIDENCE)
    if observation.confidence is not None:
        yield Quad(node, _CONFIDENCE, decimal(observation.confidence), EVIDENCE)
    if observation.segment.key:
        yield Quad(node, _SEGMENT, iri(segment_iri(activity.asset_iri, observation.segment)), EVIDENCE)
    if observation.pointer:
        yield Quad(node, _POINTER, string(observation.pointer), EVIDENCE)
    for identifier in observation.identifiers:
        yield Quad(node, _IDENTIFIER, iri(identifier), EVIDENCE)


def fact_quads(fact: Fact, base: str) -> Iterator[Quad]:
    """Yield a Fact's node in mg:evidence, and its plain triple in mg:facts (accepted) or mg:review (review)."""
    node = iri(fact.iri(base))
    subject, predicate = iri(fact.subject), iri(fact.predicate)
    yield Quad(node, RDF_TYPE, mg("Fact"), EVIDENCE)
    yield Quad(node, mg("subject"), subject, EVIDENCE)
    yield Quad(node, _PREDICATE, predicate, EVIDENCE)
    yield Quad(node, _OBJECT, fact.object, EVIDENCE)
    yield Quad(node, _CONFIDENCE, decimal(fact.confidence), EVIDENCE)
    yield Quad(node, _STATUS, string(fact.status), EVIDENCE)
    if fact.policy != 1:
        yield Quad(node, mg("policy"), integer(fact.policy), EVIDENCE)
    for observation_iri in fact.support:
        yield Quad(node, mg("support"), f"<{observation_iri}>", EVIDENCE)
    for observation_iri in fact.dispute:
        yield Quad(node, mg("dispute"), f"<{observation_iri}>", EVIDENCE)
    if fact.decided_by:
        yield Quad(node, mg("decidedBy"), iri(fact.decided_by), EVIDENCE)
    if fact.status is Status.ACCEPTED:
        yield Quad(subject, predicate, fact.object, FACTS)
    elif fact.status is Status.REVIEW:
        yield Quad(subject, predicate, fact.object, REVIEW)


def entity_quads(entity: Entity, base: str) -> Iterator[Quad]:
    """Yield an Entity in mg:facts: class, name, the identifiers its sources gave."""
    node = iri(entity.iri(base))
    yield Quad(node, RDF_TYPE, mg(entity.kind), FACTS)
    yield Quad(node, RDFS_LABEL, string(entity.name), FACTS)
    for identifier in entity.identifiers:
        yield Quad(node, _IDENTIFIER, iri(identifier), FACTS)


def mapping_quads(mapping: Mapping, base: str) -> Iterator[Quad]:
    """Yield a Mapping in mg:evidence; one to nothing has no mg:concept."""
    node = iri(mapping.iri(base))
    label = lang_string(mapping.label, mapping.language) if mapping.language else string(mapping.label)
    yield Quad(node, RDF_TYPE, mg("Mapping"), EVIDENCE)
    yield Quad(node, mg("extractor"), string(mapping.extractor), EVIDENCE)
    yield Quad(node, _PROPERTY, mg(mapping.property), EVIDENCE)
    yield Quad(node, _VALUE, label, EVIDENCE)
    yield Quad(node, mg("method"), string(mapping.method), EVIDENCE)
    yield Quad(node, mg("score"), decimal(round(mapping.score, 4)), EVIDENCE)
    if mapping.concept:
        yield Quad(node, mg("concept"), iri(mapping.concept), EVIDENCE)
