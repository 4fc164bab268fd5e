"""Our own plain JSON: what any model, device or person says about one Asset, in a form that takes minutes to write.

docs/reference/plain-json.md and ``plain.schema.json`` describe it. A document is one run; a list of documents and JSON
Lines hold many. `extractors.plain_short` reads the shorter forms that models already print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import orjson

from extractors import plain_short
from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Source
from extractors.reading import Node, identifiers
from extractors.values import shown
from ontology.model import WHOLE, Agent, AgentKind, Box, MediaKind, Observation, Segment, seconds
from ontology.model.rdf import XSD, TermError, literal_value, typed

VERSION: Final = 1
"""The value of the key ``mediagraph``: the version of this form."""

UNNAMED: Final = "unnamed"
"""The Agent's name where the document does not tell it; a manifest may."""

ALIASES: Final[dict[str, str]] = {"subject": "about", "label": "depicts", "tag": "keyword", "text": "onScreenText"}
"""Names that people write for properties, and what the ontology calls them."""

_KINDS: Final = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "text": MediaKind.TEXT,
}
_PROPERTY: Final = re.compile(r"^(?:mg:)?([A-Za-z][A-Za-z0-9]{0,63})$")

KEYS: Final[dict[str, str]] = {
    "mediagraph": "the form's version, 1",
    "$schema": "kept: for editors that check while one writes",
    "asset": "the Asset's name",
    "asset.id": "the caller's own id of the Asset",
    "asset.name": "the Asset's name",
    "asset.kind": "the Asset's class: image, video, audio, text",
    "asset.duration": "the reference's duration, seconds",
    "model": "the Agent's name",
    "model.name": "the Agent's name",
    "model.version": "the Agent's version",
    "model.kind": "the Agent's kind: model, device, person, system",
    "task": "the Run's task",
    "part": "the Run's part",
    "time": "when the Run ended",
    "parameters": "the Activity's parameters, as JSON with sorted keys",
    "observations[].property": "the claim's property",
    "observations[].value": "the claim's value",
    "observations[].language": "the value's language tag",
    "observations[].confidence": "the claim's confidence",
    "observations[].identifiers[]": "identifiers of the thing named",
    "observations[].segment.start": "the Segment's start, seconds",
    "observations[].segment.end": "the Segment's end, seconds",
    "observations[].segment.box.x": "the Segment's box",
    "observations[].segment.box.y": "the box",
    "observations[].segment.box.w": "the box",
    "observations[].segment.box.h": "the box",
    "observations[].segment.characters[]": "the Segment's characters, first and the one after the last",
    "observations[].segment.page": "the Segment's page",
    "observations[].segment.track": "the Segment's track",
    **plain_short.KEYS,
}


def _fits(document: dict[str, Any]) -> bool:
    return "mediagraph" in document or plain_short.fits(document)


def _read(root: Node, source: Source) -> Iterator[Said]:
    if "mediagraph" not in root:
        yield Said(root, *plain_short.read(root))
        return
    version = root.integer("mediagraph")
    if version != VERSION:
        root.reading.problem(f"{root.at}/mediagraph is {version}, and {VERSION} is known; what is known of it is used")
    agent, task = _agent(root), root.text("task").strip() or "observations"
    part, time, parameters = root.text("part"), _time(root), _parameters(root)
    claims = root.each("observations", read_observation)
    run = make_run(agent, task, claims, parameters=parameters, part=part, time=time)
    yield Said(root, _reference(root), [run])


def _reference(root: Node) -> AssetReference:
    if root.is_text("asset") or "asset" not in root:
        return AssetReference(name=root.text("asset"))
    asset = root.node("asset")
    duration, kind = asset.number("duration"), asset.text("kind")
    if kind and kind not in _KINDS:
        asset.wrong("kind", kind, f"not one of {', '.join(_KINDS)}")
    return AssetReference(asset.text("id"), asset.text("name"), _KINDS.get(kind, MediaKind.UNKNOWN), duration)


def _agent(root: Node) -> Agent:
    if root.is_text("model"):
        return Agent(AgentKind.MODEL, root.text("model").strip() or UNNAMED)
    model = root.node("model")
    name, version, kind = model.text("name").strip(), model.text("version").strip(), model.text("kind")
    if kind and kind not in tuple(AgentKind):
        model.wrong("kind", kind, f"not one of {', '.join(AgentKind)}; it is read as model")
        kind = ""
    if not name:
        root.reading.problem(f"{model.at}/name is missing, so the claims stand as those of {UNNAMED!r}")
    return Agent(AgentKind(kind or "model"), name or UNNAMED, version)


def _time(root: Node) -> str:
    """Take when the run ended, in UTC; "" where it is absent or no date and time (named)."""
    text = root.text("time")
    try:
        return literal_value(typed(text, XSD + "dateTime")).text if text else ""
    except (TermError, OverflowError):
        root.wrong("time", text, "not a date and time such as 2026-11-22T10:00:00Z")
        return ""


def _parameters(root: Node) -> str:
    parameters = root.raw("parameters")
    if parameters is None or isinstance(parameters, str):
        return parameters or ""
    return orjson.dumps(parameters, option=orjson.OPT_SORT_KEYS).decode()


def read_observation(node: Node) -> Iterator[Observation]:
    """Yield one observation of the form; raise `ObservationSkipped` where a part of it is of the wrong type."""
    given = node.required("property")
    match = _PROPERTY.match(given)
    if match is None:
        raise ObservationSkipped(f"{node.at}/property is {shown(given)}, not a property's name such as depicts")
    value, sure, language = _value(node), node.number("confidence"), node.text("language")
    where = _segment(node.node("segment")) if "segment" in node else WHOLE
    ids = identifiers(node, "identifiers")
    yield Observation(ALIASES.get(match[1], match[1]), value, sure, language, where, node.at, ids)


def _value(node: Node) -> str:
    """Take a value as text: a text exactly as it is, a number by its shortest form, true and false by their names."""
    value = node.raw("value")
    match value:
        case str():
            if value.strip():
                return value
        case bool() | int() | float():
            return shown(value)
    raise ObservationSkipped(f"{node.at}/value is {shown(value)}; a value is a text that is not empty, or a number")


def _segment(node: Node) -> Segment:
    start, end = _seconds(node, "start"), _seconds(node, "end")
    box = _box(node.node("box")) if "box" in node else None
    characters = _characters(node)
    page, track = node.integer("page"), node.integer("track")
    return Segment(start, end, box, characters, page, track)


def _seconds(node: Node, key: str) -> Decimal | None:
    value = node.number(key)
    return None if value is None else seconds(value)


def _box(node: Node) -> Box:
    edges = [node.number(key) for key in ("x", "y", "w", "h")]
    x, y, w, h = edges
    if x is None or y is None or w is None or h is None:
        raise ObservationSkipped(f"{node.at} lacks one of x, y, w, h; a box has four numbers, fractions from 0 to 1")
    return Box(x, y, w, h)


def _characters(node: Node) -> tuple[int, int] | None:
    if "characters" not in node:
        return None
    span = node.items("characters")
    if len(span) != 2 or any(type(position) is not int for position in span):
        raise ObservationSkipped(f"{node.at}/characters is {span!r:.60}; a span is two whole numbers, [first, end)")
    return span[0], span[1]


EXTRACTOR: Final = JsonForm(
    name="plain",
    version="1",
    reads="our own plain JSON (docs/reference/plain-json.md), one document, a list, or JSON Lines",
    keys=KEYS,
    fits=_fits,
    read=_read,
    many=True,
)
