"""What was refused, as text with the reason and a suggestion; nothing is dropped.

The unit is the Observation. Its payload is JSON, because a hostile IRI or language tag would not parse as RDF; from
it the Observation is rebuilt when it is retried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import orjson

from graph.dataset import Reader
from ontology.graphs import QUARANTINE
from ontology.model import Activity, Agent, AgentKind, Box, Observation, Quad, Segment
from ontology.model.describe import mg
from ontology.model.identifiers import mint
from ontology.model.rdf import RDF_TYPE, iri, iri_value, string, text_of


class NotInQuarantine(LookupError):
    """No refused Observation has this IRI."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An Observation that failed a gate: who made it, why it was refused, and what would make it pass, if known."""

    activity: Activity
    observation: Observation
    reasons: tuple[str, ...]
    suggestion: str = ""
    patch: str = ""

    def iri(self, base: str) -> str:
        """Return the IRI of this item: the same refusal has the same one, so a re-run writes nothing."""
        return mint(base, "quarantine", *self.activity.slot, self.activity.agent.version, *self.observation.key)


def refused_quads(item: Refused, base: str) -> Iterator[Quad]:
    """Yield an item in mg:quarantine."""
    node = iri(item.iri(base))
    yield Quad(node, RDF_TYPE, mg("QuarantineItem"), QUARANTINE)
    yield Quad(node, mg("targetAsset"), iri(item.activity.asset_iri), QUARANTINE)
    yield Quad(node, mg("payload"), string(payload(item.activity, item.observation)), QUARANTINE)
    for reason in item.reasons:
        yield Quad(node, mg("reason"), string(reason), QUARANTINE)
    if item.suggestion:
        yield Quad(node, mg("suggestion"), string(item.suggestion), QUARANTINE)
    if item.patch:
        yield Quad(node, mg("suggestedPatch"), string(item.patch), QUARANTINE)


def standing_items(reader: Reader, asset_iri: str) -> Iterator[Refused]:
    """Yield what stands in quarantine about an Asset."""
    for quad in reader.quads(None, mg("targetAsset"), iri(asset_iri), QUARANTINE):
        yield _read(reader, quad.subject)


def all_items(reader: Reader) -> Iterator[tuple[str, Refused]]:
    """Yield every item with its IRI, sorted by IRI."""
    for node in sorted(q.subject for q in reader.quads(None, RDF_TYPE, mg("QuarantineItem"), QUARANTINE)):
        yield iri_value(node), _read(reader, node)


def get_item(reader: Reader, item_iri: str) -> Refused:
    """Return one item; raise `NotInQuarantine` for an unknown IRI."""
    if next(iter(reader.quads(iri(item_iri), RDF_TYPE, None, QUARANTINE)), None) is None:
        raise NotInQuarantine(f"{item_iri} is not in quarantine")
    return _read(reader, iri(item_iri))


def count_items(reader: Reader) -> int:
    """Return how many Observations are in quarantine."""
    return sum(1 for _ in reader.quads(None, RDF_TYPE, mg("QuarantineItem"), QUARANTINE))


def _read(reader: Reader, node: str) -> Refused:
    said: dict[str, list[str]] = {}
    for quad in reader.quads(node, None, None, QUARANTINE):
        said.setdefault(quad.predicate, []).append(text_of(quad.object))
    activity, observation = parse_payload(said[mg("payload")][0])
    return Refused(
        activity=activity,
        observation=observation,
        reasons=tuple(sorted(said.get(mg("reason"), []))),
        suggestion=next(iter(said.get(mg("suggestion"), [])), ""),
        patch=next(iter(said.get(mg("suggestedPatch"), [])), ""),
    )


def payload(activity: Activity, observation: Observation) -> str:
    """Return an Observation and its Activity as JSON text with sorted keys."""
    run = {
        "asset": activity.asset_iri,
        "extractor": activity.extractor,
        "task": activity.task,
        "agent": [activity.agent.kind, activity.agent.name, activity.agent.version],
        "parameters": activity.parameters,
        "part": activity.part,
        "started": activity.started,
        "ended": activity.ended,
        "manifest_time": activity.manifest_time,
        "output": activity.output,
    }
    said = {
        "property": observation.property,
        "value": observation.value,
        "confidence": None if observation.confidence is None else repr(observation.confidence),
        "language": observation.language,
        "segment": _segment_json(observation.segment),
        "pointer": observation.pointer,
        "identifiers": list(observation.identifiers),
    }
    text = orjson.dumps({"activity": _drop_empty(run), "observation": _drop_empty(said)}, option=orjson.OPT_SORT_KEYS)
    return text.decode("utf-8")


def parse_payload(text: str) -> tuple[Activity, Observation]:
    """Return the Activity and Observation of a payload."""
    document = orjson.loads(text)
    run, said = document["activity"], document["observation"]
    kind, name, version = run["agent"]
    activity = Activity(
        asset_iri=run.get("asset", ""),
        extractor=run.get("extractor", ""),
        task=run.get("task", ""),
        agent=Agent(AgentKind(kind), name, version),
        **{key: run.get(key, "") for key in ("parameters", "part", "started", "ended", "manifest_time", "output")},
    )
    confidence = said.get("confidence")
    observation = Observation(
        property=said.get("property", ""),
        value=said.get("value", ""),
        confidence=None if confidence is None else float(confidence),
        language=said.get("language", ""),
        segment=_parse_segment(said.get("segment", {})),
        pointer=said.get("pointer", ""),
        identifiers=tuple(said.get("identifiers", ())),
    )
    return activity, observation


def patched(observation: Observation, patch: str) -> Observation:
    """Return an Observation with the fields of a suggested patch (JSON, the payload's field names) put in place."""
    fields: dict[str, Any] = orjson.loads(patch)
    if "segment" in fields:
        fields["segment"] = _parse_segment(fields["segment"])
    if "confidence" in fields and fields["confidence"] is not None:
        fields["confidence"] = float(fields["confidence"])
    if "identifiers" in fields:
        fields["identifiers"] = tuple(fields["identifiers"])
    return replace(observation, **fields)


def _drop_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: _clean(value) for key, value in fields.items() if value not in ("", None, [], {})}


def _clean(value: Any) -> Any:
    """Lone surrogates cannot be written as UTF-8: they become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return [_clean(v) for v in value] if isinstance(value, list) else value


def _segment_json(segment: Segment) -> dict[str, Any]:
    box = segment.box
    return _drop_empty(
        {
            "start": None if segment.start_s is None else str(segment.start_s),
            "end": None if segment.end_s is None else str(segment.end_s),
            "box": None if box is None else [repr(v) for v in (box.x, box.y, box.w, box.h)],
            "characters": None if segment.characters is None else list(segment.characters),
            "page": segment.page,
            "track": segment.track,
        }
    )


def _parse_segment(fields: dict[str, Any]) -> Segment:
    box, characters = fields.get("box"), fields.get("characters")
    return Segment(
        start_s=Decimal(fields["start"]) if "start" in fields else None,
        end_s=Decimal(fields["end"]) if "end" in fields else None,
        box=Box(*(float(v) for v in box)) if box else None,
        characters=(characters[0], characters[1]) if characters else None,
        page=fields.get("page"),
        track=fields.get("track"),
    )
