"""OpenTimelineIO's objects as items of a timeline: what they are, how long, and what stands in them.

Each object is read from its JSON, so that an unknown schema or version is read as far as it is known and every key that
nobody took is counted, under its schema: ``Clip.color``. Times are exact: a value over a rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple

from extractors.reading import Node

DEEPEST: Final = 50
"""Compositions within compositions."""

_SCHEMA: Final = re.compile(r"([A-Za-z_]\w{0,60})(?:\.\d{1,4})?")
_LARGEST: Final = 10**15


class Span(NamedTuple):
    """A range of time in an item's own time, in seconds; `frame_s` is how long one frame lasts."""

    start_s: Fraction
    length_s: Fraction
    frame_s: Fraction


class Mark(NamedTuple):
    """A marker: its text, where it is in its item's own time, and where it stands."""

    text: str
    span: Span
    at: str


@dataclass
class Item:
    """One object of a timeline. `source` is the part of it that is used; `offsets` those of a transition."""

    schema: str
    name: str
    at: str
    source: Span | None = None
    children: list[Item] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    media: Span | None = None
    file: str = ""
    reel: str = ""
    colours: list[str] = field(default_factory=list)
    kind: str = ""
    offsets: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    is_enabled: bool = True

    @property
    def length_s(self) -> Fraction:
        """How long the item lasts in what it stands in."""
        if self.schema == "Transition":
            return Fraction(0)
        if self.source is not None:
            return self.source.length_s
        lengths = [child.length_s for child in self.children]
        if self.schema == "Stack":
            return max(lengths, default=Fraction(0))
        return sum(lengths, Fraction(0)) if self.children else self.media.length_s if self.media else Fraction(0)


def schema_of(value: Any) -> str:
    """Return an object's schema without its version; a Sequence is a Track by its old name."""
    found = _SCHEMA.fullmatch(value.get("OTIO_SCHEMA", "")) if isinstance(value, dict) and isinstance(
        value.get("OTIO_SCHEMA"), str) else None  # fmt: skip
    name = found[1] if found else ""
    return "Track" if name == "Sequence" else name


def read_item(node: Node, schema: str, depth: int = 0) -> Item:
    """Return an object as an item, with all that stands in it."""
    node.raw("OTIO_SCHEMA")
    item = Item(schema, _text(node, "name"), node.at, read_span(node, "source_range"))
    item.kind = _text(node, "kind") or _text(node, "transition_type")
    item.is_enabled = node.raw("enabled") is not False
    item.offsets = (_length(node, "in_offset"), _length(node, "out_offset"))
    _read_metadata(node, item)
    for _, marker in objects(node, "markers"):
        mark = _mark(marker)
        if mark is not None:
            item.marks.append(mark)
    item.effects = [text for _, effect in objects(node, "effects") if (text := _effect(effect))]
    if schema == "Clip":
        _read_media(node, item)
    if depth >= DEEPEST:
        node.wrong("children", node.look("children"), f"deeper than {DEEPEST} compositions")
        node.raw("children")
    item.children = [read_item(child, name, depth + 1) for name, child in objects(node, "children")]
    return item


def objects(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    """Yield each object of a list, or the one there, with its schema; its keys are counted under that."""
    found = node.raw(key)
    listed = isinstance(found, list)
    for index, value in enumerate(found if listed else [] if found is None else [found]):
        at = f"{node.at}/{key}/{index}" if listed else f"{node.at}/{key}"
        if not isinstance(value, dict):
            if value is not None:
                node.reading.problem(f"{at} is no object")
            continue
        schema = schema_of(value)
        child = Node(node.reading, value, at, schema or f"{node.path}.{key}")
        yield schema, child
        child.close()


def read_span(node: Node, key: str) -> Span | None:
    """Take a TimeRange; None where there is none, or it is none."""
    found = node.look(key)
    if not isinstance(found, dict):
        node.raw(key)
        return None
    start, length = _time(found.get("start_time")), _time(found.get("duration"))
    node.raw(key)
    if start is None or length is None:
        node.wrong(key, found, "no range of time with a start_time and a duration")
        return None
    return Span(start[0], length[0], start[1] or length[1])


def read_time(node: Node, key: str) -> tuple[Fraction, Fraction] | None:
    """Take a RationalTime as (seconds, seconds of one frame); None where there is none."""
    return _time(node.raw(key))


def _time(value: Any) -> tuple[Fraction, Fraction] | None:
    if not isinstance(value, dict):
        return None
    number, rate = value.get("value"), value.get("rate")
    if isinstance(number, bool) or isinstance(rate, bool):
        return None
    if not isinstance(number, int | float) or not isinstance(rate, int | float) or not 0 < rate < 10**7:
        return None
    if abs(number) > _LARGEST:
        return None
    exact_rate = _exact_rate(rate)
    return Fraction(repr(number)) / exact_rate, 1 / exact_rate


def _exact_rate(rate: float) -> Fraction:
    """Return a rate; 23.976023976023978 is 24000/1001, as the float says as well as it can."""
    found = Fraction(repr(rate))
    nominal = round(rate)
    ntsc = Fraction(nominal * 1000, 1001)
    return ntsc if found.denominator > 1 and abs(found - ntsc) < Fraction(1, 1000) else found


def _length(node: Node, key: str) -> Fraction:
    found = read_time(node, key)
    return found[0] if found and found[0] > 0 else Fraction(0)


def _text(node: Node, key: str) -> str:
    value = node.raw(key)
    return value.strip() if isinstance(value, str) else ""


def _mark(marker: Node) -> Mark | None:
    marker.raw("OTIO_SCHEMA")
    span = read_span(marker, "marked_range")
    texts = [text for text in (_text(marker, "name"), _text(marker, "comment")) if text]
    colour = marker.look("color")
    if not texts and isinstance(colour, str):
        texts.append(colour)
    return Mark(": ".join(texts), span, marker.at) if span is not None and texts else None


def _effect(effect: Node) -> str:
    effect.raw("OTIO_SCHEMA")
    names = (_text(effect, "name"), _text(effect, "effect_name"), effect.path)
    name = next(name for name in names if name)
    scalar = effect.raw("time_scalar")
    return f"{name} {scalar}" if isinstance(scalar, int | float) and not isinstance(scalar, bool) else name


def _read_media(node: Node, item: Item) -> None:
    """Read the one media reference that a clip uses; others are kept."""
    listed = node.raw("media_references")
    key = _text(node, "active_media_reference_key") or "DEFAULT_MEDIA"
    value, at = node.raw("media_reference"), f"{node.at}/media_reference"
    if isinstance(listed, dict):
        value, at = listed.get(key), f"{node.at}/media_references/{key}"
        others = len(listed) - (key in listed)
        if others:
            node.reading.keep("Clip.media_references", others)
    if not isinstance(value, dict):
        return
    media = Node(node.reading, value, at, schema_of(value) or "MediaReference")
    media.raw("OTIO_SCHEMA")
    item.media = read_span(media, "available_range")
    base, prefix = _text(media, "target_url_base"), _text(media, "name_prefix")
    suffix, name = _text(media, "name_suffix"), _text(media, "name")
    sequence = f"{base}{'' if not base or base.endswith('/') else '/'}{prefix}#{suffix}" if prefix or suffix else ""
    item.file = _text(media, "target_url") or sequence or _text(media, "generator_kind") or name
    _read_metadata(media, item)
    media.close()


def _read_metadata(node: Node, item: Item) -> None:
    """Read what adapters of OpenTimelineIO put into metadata that is known; the rest is kept."""
    metadata = node.raw("metadata")
    if not isinstance(metadata, dict) or not metadata:
        return
    node.reading.keep(f"{node.path}.metadata")
    edl = metadata.get("cmx_3600")
    if isinstance(edl, dict):
        item.reel = edl["reel"] if isinstance(edl.get("reel"), str) else item.reel
        comments = edl.get("comments")
        item.notes += [text for text in comments if isinstance(text, str)] if isinstance(comments, list) else []
    cdl = metadata.get("cdl")
    if isinstance(cdl, dict):
        item.colours += [f"{key[-3:].upper()} {_numbers(cdl[key])}" for key in ("asc_sop", "asc_sat") if key in cdl]


def _numbers(value: Any) -> str:
    """Return slope, offset and power as ASC CDL writes them: three triples in brackets."""
    if isinstance(value, dict):
        triples = [value.get(name) for name in ("slope", "offset", "power")]
        return " ".join(f"({' '.join(map(str, t))})" for t in triples if isinstance(t, list) and len(t) == 3)
    return str(value) if isinstance(value, int | float) else ""
