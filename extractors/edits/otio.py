"""OpenTimelineIO (.otio): timelines of tracks of clips, gaps, transitions and nested timelines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, NamedTuple

from extractors.edits.otio_items import Item, Mark, Span, objects, read_item, read_time, schema_of
from extractors.edits.otio_keys import KEYS
from extractors.edits.sheet import Cut, EditSheet, with_parts
from extractors.json_form import JsonForm, Said
from extractors.port import Source
from extractors.reading import Node
from extractors.reference import is_tied, output_stem
from extractors.timecode import exact, timecode_text
from ontology.model import Agent, AgentKind, MediaKind, Segment

_SYSTEM: Final = Agent(AgentKind.SYSTEM, "OpenTimelineIO edit")
_COMPOSED: Final = ("Stack", "Track")


class _Window(NamedTuple):
    """The part of a composition that can be seen: from when to when on the whole timeline, and its track."""

    start_s: Fraction
    end_s: Fraction
    track: int | None


def _read(root: Node, source: Source) -> Iterator[Said]:
    found = list(_timelines(root, schema_of({"OTIO_SCHEMA": root.look("OTIO_SCHEMA")})))
    stem = output_stem(source.name)
    for sheet, part in with_parts(_sheet(timeline, stem) for timeline in found):
        for sentence in sheet.problems:
            root.reading.problem(sentence)
        sheet.problems = []
        extraction = sheet.extraction(part=part, is_tied=len(found) == 1 and is_tied(source))
        yield Said(root, extraction.reference, extraction.runs)


class _Timeline(NamedTuple):
    """A timeline, or a composition or clip that stands on its own."""

    name: str
    start: tuple[Fraction, Fraction] | None
    item: Item


def _timelines(node: Node, schema: str) -> Iterator[_Timeline]:
    node.path = schema if not node.path else node.path
    if schema == "SerializableCollection":
        for key in ("OTIO_SCHEMA", "name"):
            node.raw(key)
        for name, child in objects(node, "children"):
            yield from _timelines(child, name)
    elif schema == "Timeline":
        node.raw("OTIO_SCHEMA")
        name, start = node.text("name") if node.is_text("name") else "", read_time(node, "global_start_time")
        if node.raw("metadata"):
            node.reading.keep("Timeline.metadata")
        for inner, tracks in objects(node, "tracks"):
            yield _Timeline(name, start, read_item(tracks, inner))
    else:
        item = read_item(node, schema)
        yield _Timeline(item.name, None, item)


def _sheet(timeline: _Timeline, stem: str) -> EditSheet:
    item = timeline.item
    file = re.split(r"[/\\]", item.file)[-1] if item.schema == "Clip" else ""
    sheet = EditSheet(_SYSTEM, name=file, title=timeline.name or stem)
    if timeline.start is not None:
        sheet.say("timecode", _timecode(*timeline.start), item.at)
    tracks = item.children if item.schema == "Stack" else [item]
    if any(track.kind == "Video" for track in tracks):
        sheet.kind = MediaKind.VIDEO
    elif tracks and all(track.kind == "Audio" for track in tracks):
        sheet.kind = MediaKind.AUDIO
    start = item.source.start_s if item.source else Fraction(0)
    for number, track in enumerate(tracks, 1):
        window = _Window(Fraction(0), item.length_s, number if len(tracks) > 1 else None)
        if window.track and (track.name or track.kind):
            sheet.say("trackName", track.name or track.kind, track.at, Segment(track=number))
        _place(track, Fraction(0) - (start if track is not item else 0), window, sheet)
    if item.schema == "Stack":
        _remark(item, Fraction(0), _Window(Fraction(0), item.length_s, None), sheet)
    return sheet


def _place(item: Item, at_s: Fraction, window: _Window, sheet: EditSheet) -> None:
    """Say what an item and all in it say; `at_s` is when it begins on the timeline."""
    seen = _Window(max(window.start_s, at_s), min(window.end_s, at_s + item.length_s), window.track)
    if item.schema == "Transition":
        _transition(item, at_s, window, sheet)
    if seen.start_s >= seen.end_s:
        return
    _remark(item, at_s, seen, sheet)
    if item.schema in _COMPOSED:
        begin = at_s - (item.source.start_s if item.source else 0)
        for child in item.children:
            _place(child, begin, seen, sheet)
            if item.schema == "Track":
                begin += child.length_s
    elif item.schema != "Gap":
        _cut(item, at_s, seen, sheet)


def _cut(item: Item, at_s: Fraction, seen: _Window, sheet: EditSheet) -> None:
    used = item.source or item.media
    taken = ""
    if used is not None:
        first = used.start_s + seen.start_s - at_s
        taken = f"{exact(first)}-{exact(first + seen.end_s - seen.start_s)} s"
    sheet.cut(Cut(seen.start_s, seen.end_s, item.at, item.name, item.reel, item.file, taken, seen.track))
    segment = sheet.segment(seen.start_s, seen.end_s, seen.track)
    if segment is None:
        return
    for colour in item.colours:
        sheet.say("colourDecision", colour, item.at, segment)
    for note in item.notes:
        sheet.tell("note", note, item.at, segment)


def _remark(item: Item, at_s: Fraction, seen: _Window, sheet: EditSheet) -> None:
    """Say an item's effects, that it is switched off, and its markers, whose times are the item's own."""
    segment = sheet.segment(seen.start_s, seen.end_s, seen.track)
    if segment is not None and item.schema != "Gap":
        for effect in item.effects:
            sheet.say("note", effect, item.at, segment)
        if not item.is_enabled:
            sheet.say("note", "switched off in the edit", item.at, segment)
    used = item.source or item.media
    for mark in item.marks:
        _mark(mark, at_s - (used.start_s if used else 0), seen, sheet)


def _mark(mark: Mark, origin: Fraction, seen: _Window, sheet: EditSheet) -> None:
    span: Span = mark.span
    start = origin + span.start_s
    segment = sheet.segment(start, start + (span.length_s or span.frame_s), seen.track)
    if segment is None or not seen.start_s <= start < seen.end_s:
        sheet.problems.append(f"{mark.at}: the marker {mark.text[:60]!r} is left out: it lies in no part that is used")
    else:
        sheet.tell("note", mark.text, mark.at, segment)


def _transition(item: Item, at_s: Fraction, window: _Window, sheet: EditSheet) -> None:
    before, after = item.offsets
    segment = sheet.segment(max(window.start_s, at_s - before), min(window.end_s, at_s + after), window.track)
    if segment is not None:
        name = item.kind if not item.name or item.name == item.kind else f"{item.name} ({item.kind})"
        sheet.say("transition", name if item.kind else item.name, item.at, segment)


def _timecode(seconds: Fraction, frame_s: Fraction) -> str:
    """Return a time as a timecode that drops no number."""
    return timecode_text(round(seconds / frame_s), max(1, round(1 / frame_s)))


def _fits(document: dict[str, Any]) -> bool:
    return bool(schema_of(document))


EXTRACTOR: Final = JsonForm(
    name="otio",
    version="1",
    reads="OpenTimelineIO timelines (.otio): clips, files, times, tracks, transitions, markers, nested timelines",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
"""For the registry."""
