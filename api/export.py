"""The graph for other programs: N-Quads as it stands, and schema.org JSON-LD an Asset at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graph.dataset import Reader
from graph.explain import Explainer
from graph.explained import Evidence, ExplainedAsset, ExplainedFact
from ontology.graphs import FACTS
from ontology.model import MediaKind
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, iri_value, is_iri, literal_value
from ontology.namespaces import MG

_TYPES = {
    MediaKind.IMAGE: "ImageObject",
    MediaKind.VIDEO: "VideoObject",
    MediaKind.AUDIO: "AudioObject",
    MediaKind.TEXT: "TextObject",
    MediaKind.UNKNOWN: "MediaObject",
}
# schema:exifData takes PropertyValues; these are the facts that cameras and files state.
_EXIF = (
    "cameraMake", "cameraModel", "lensModel", "exposureTime", "fNumber", "isoSpeed", "focalLength", "flash",
    "captureDate", "orientation", "colourSpace", "software",
)  # fmt: skip
_PLAIN = {
    "title": "name",
    "headline": "headline",
    "width": "width",
    "height": "height",
    "duration": "duration",
    "bitRate": "bitrate",
    "frameRate": "videoFrameRate",
    "language": "inLanguage",
    "transcript": "transcript",
    "dateCreated": "dateCreated",
    "creditLine": "creditText",
    "copyrightNotice": "copyrightNotice",
    "usageTerms": "usageInfo",
    "licence": "license",
    "mediaFormat": "encodingFormat",
}
_DESCRIPTION = ("description", "caption")
_KEYWORDS = ("keyword", "depicts", "about", "genre", "mood", "setting", "keyPhrase")
_PEOPLE = {"depictsPerson": "about", "creator": "creator", "contributor": "contributor"}


def nquads(reader: Reader) -> Iterator[bytes]:
    """Yield the whole Dataset as N-Quads, in chunks."""
    yield from reader.dump_nquads()


def assets(reader: Reader) -> Iterator[str]:
    """Yield the IRI of every Asset, sorted."""
    found = {q.subject for kind in MediaKind for q in reader.quads(None, RDF_TYPE, mg(kind), FACTS)}
    yield from (iri_value(node) for node in sorted(found))


def jsonld(reader: Reader, base: str) -> Iterator[str]:
    """Yield one JSON-LD document with a schema.org object for each Asset, an Asset at a time."""
    explainer = Explainer(reader, base)
    context = {"@vocab": "https://schema.org/", "mg": MG}
    yield f'{{"@context": {json.dumps(context)}, "@graph": ['
    separator = "\n"
    for asset_iri in assets(reader):
        yield separator + json.dumps(media_object(explainer.asset(asset_iri)), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def media_object(asset: ExplainedAsset) -> dict[str, Any]:
    """Return an Asset as a schema.org ImageObject, VideoObject, AudioObject or TextObject.

    Only accepted Facts are stated. A value that a model made says so beside it: `mg:confidence` and `mg:model` on its
    node, or, where schema.org wants plain text, one entry in `mg:generated`.
    """
    said: dict[str, Any] = {"@id": asset.iri, "@type": _TYPES[MediaKind(asset.kind)], "name": asset.label}
    if asset.locations:
        said["contentUrl"] = list(asset.locations)
    accepted = [f for f in asset.facts if f.status == "accepted" and f.subject == asset.iri]
    for fact in accepted:
        _add(said, fact, fact.predicate.removeprefix(MG))
    place = _coordinates(accepted)
    if place:
        said.setdefault("contentLocation", []).append(place)
    generated = [_generated(f) for f in accepted if _models(f)]
    if generated:
        said["mg:generated"] = generated
    return said


def _add(said: dict[str, Any], fact: ExplainedFact, local: str) -> None:
    """State one Fact by the schema.org property that fits; what has none stays in mg:generated and in N-Quads."""
    if local in _DESCRIPTION:
        said.setdefault("description", []).append(_text(fact))
    elif local in _KEYWORDS:
        said.setdefault("keywords", []).append(_defined_term(fact))
    elif local in _EXIF:
        value = {"@type": "PropertyValue", "name": local, "value": fact.object_label}
        said.setdefault("exifData", []).append(value)
    elif local in ("contentLocation", "depictsPlace"):
        said.setdefault("contentLocation", []).append({"@type": "Place"} | _named(fact))
    elif local in _PEOPLE:
        said.setdefault(_PEOPLE[local], []).append({"@type": "Person"} | _named(fact))
    elif local == "duration":
        said["duration"] = f"PT{fact.object_label}S"
    elif local in _PLAIN:
        name = _PLAIN[local]
        if name in said and name != "name":
            said[name] = [*(said[name] if isinstance(said[name], list) else [said[name]]), _text(fact)]
        else:
            said[name] = _text(fact)


def _text(fact: ExplainedFact) -> Any:
    if is_iri(fact.object):
        return {"@id": iri_value(fact.object)}
    text, _, language = literal_value(fact.object)
    return {"@value": text, "@language": language} if language else text


def _defined_term(fact: ExplainedFact) -> dict[str, Any]:
    term: dict[str, Any] = {"@type": "DefinedTerm", "name": fact.object_label}
    if is_iri(fact.object):
        term["@id"] = iri_value(fact.object)
    return term | _sureness(fact)


def _named(fact: ExplainedFact) -> dict[str, Any]:
    node: dict[str, Any] = {"name": fact.object_label}
    if is_iri(fact.object):
        node["@id"] = iri_value(fact.object)
    identifiers = sorted({i for e in fact.support for i in e.identifiers})
    if identifiers:
        node["sameAs"] = identifiers
    return node | _sureness(fact)


def _sureness(fact: ExplainedFact) -> dict[str, Any]:
    models = _models(fact)
    return {"mg:confidence": fact.confidence, "mg:model": models} if models else {}


def _generated(fact: ExplainedFact) -> dict[str, Any]:
    return {
        "mg:property": fact.predicate.removeprefix(MG),
        "mg:value": fact.object_label,
        "mg:confidence": fact.confidence,
        "mg:model": _models(fact),
        "mg:fact": {"@id": fact.iri},
    }


def _models(fact: ExplainedFact) -> list[str]:
    return sorted({_model(e) for e in fact.support if e.agent_kind == "model"})


def _model(evidence: Evidence) -> str:
    return f"{evidence.agent} {evidence.agent_version}".strip()


def _coordinates(facts: list[ExplainedFact]) -> dict[str, Any] | None:
    found = {f.predicate.removeprefix(MG): f.object_label for f in facts}
    if "latitude" not in found or "longitude" not in found:
        return None
    geo = {"@type": "GeoCoordinates", "latitude": float(found["latitude"]), "longitude": float(found["longitude"])}
    if "altitude" in found:
        geo["elevation"] = float(found["altitude"])
    return {"@type": "Place", "geo": geo}
