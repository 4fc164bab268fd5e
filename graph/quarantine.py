"""What was refused, as text with the reason and a suggestion; nothing is dropped.

The unit is the Observation. Its payload is JSON, because a hostile IRI or language tag would not parse as RDF; from
it the Observation is rebuilt when it is retried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from graph.dataset import Reader
from ontology.graphs import QUARANTINE
from ontology.model import Activity, Agent, AgentKind, Observation, Quad
from ontology.model.describe import mg
from ontology.model.identifiers import mint
from ontology.model.rdf import RDF_TYPE, iri, iri_value, string, text_of
from ontology.namespaces import PREFIXES
from shapes.patches import apply_patch, parse_patch, parse_segment, segment_fields

_BROKEN_RULE: Final = f"<{PREFIXES['sh']}sourceShape>"


class NotInQuarantine(LookupError):
    """No refused Observation has this IRI."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An Observation that failed a gate: who made it, why it was refused, and what would make it pass, if known.

    `rules` are the IRIs of the shapes or constraints it broke; none where it could not even be written or merged.
    """

    activity: Activity
    observation: Observation
    reasons: tuple[str, ...]
    suggestion: str = ""
    patch: str = ""
    rules: tuple[str, ...] = ()

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
    for rule in item.rules:
        yield Quad(node, _BROKEN_RULE, iri(rule), QUARANTINE)
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
        rules=tuple(sorted(said.get(_BROKEN_RULE, []))),
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
    document = {"activity": _drop_empty(run), "observation": _said(observation)}
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode("utf-8")


def words_of(observation: Observation) -> str:
    """Return what an Observation says, wherever in the output it stands: the same words are the same text."""
    said = {name: value for name, value in _said(observation).items() if name != "pointer"}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode("utf-8")


def _said(observation: Observation) -> dict[str, Any]:
    return _drop_empty(
        {
            "property": observation.property,
            "value": observation.value,
            "confidence": None if observation.confidence is None else repr(observation.confidence),
            "language": observation.language,
            "segment": segment_fields(observation.segment),
            "pointer": observation.pointer,
            "identifiers": list(observation.identifiers),
        }
    )


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
        segment=parse_segment(said.get("segment", {})),
        pointer=said.get("pointer", ""),
        identifiers=tuple(said.get("identifiers", ())),
    )
    return activity, observation


def asset_of_payload(text: str) -> str:
    """Return the IRI of the Asset that a payload speaks of."""
    asset: str = orjson.loads(text)["activity"].get("asset", "")
    return asset


def patched(observation: Observation, patch: str) -> Observation:
    """Return an Observation with a patch (JSON, `shapes.patches`) put in place; raise `PatchRefused`."""
    return apply_patch(observation, parse_patch(patch))


def _drop_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: _clean(value) for key, value in fields.items() if value not in ("", None, [], {})}


def _clean(value: Any) -> Any:
    """Lone surrogates cannot be written as UTF-8: they become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return [_clean(v) for v in value] if isinstance(value, list) else value
