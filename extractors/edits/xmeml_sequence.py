"""A sequence of a Final Cut Pro 7 document: tracks of items, placed by frames; a transition hides an item's edge."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from extractors.edits.sheet import Cut, EditSheet
from extractors.edits.xmeml_files import Files, frames, rate_of, say_size, tell_log, tell_marks
from extractors.timecode import exact
from extractors.xml_elements import Element
from ontology.model import Agent, MediaKind, Segment

_ITEMS: Final = ("clipitem", "transitionitem", "generatoritem")
_DEEPEST: Final = 20


class _Placed(NamedTuple):
    """Where an item stands, in frames of the sequence, and what of its source it is; None where it is not said."""

    start: int
    end: int
    first: int | None
    last: int | None


def read_sequence(sequence: Element, files: Files, system: Agent, depth: int = 0) -> list[EditSheet]:
    """Return the sheet of a sequence, and those of sequences within it."""
    name = sequence.child_text("name")
    if not any(isinstance(child, Element) and child.name in ("media", "duration") for child in sequence.children):
        return []  # only an id: the sequence stands elsewhere
    sheet = EditSheet(system, title=name or sequence.look("id") or "untitled sequence")
    rate = rate_of(sequence, Fraction(25))
    length = frames(sequence, "duration")
    if length and length > 0:
        sheet.duration_s = float(length / rate)
    for timecode in sequence.elements("timecode"):
        sheet.say("timecode", timecode.child_text("string"), timecode.at)
        frames(timecode, "frame"), timecode.child_text("displayformat"), rate_of(timecode, rate)
    tell_log(sequence, sheet)
    tell_marks(sequence, sheet, rate, begin=0)
    inner: list[EditSheet] = []
    reader = _Sequence(sheet, files, rate, inner=inner, system=system, depth=depth)
    for media in sequence.elements("media"):
        reader.read(media)
    return [sheet, *inner]


class _Sequence:
    """Reads the tracks of one sequence into its sheet."""

    def __init__(
        self, sheet: EditSheet, files: Files, rate: Fraction, *, inner: list[EditSheet], system: Agent, depth: int
    ) -> None:
        self._sheet, self._files, self._rate = sheet, files, rate
        self._inner, self._system, self._depth = inner, system, depth

    def read(self, media: Element) -> None:
        """Read the pictures and sounds of a sequence."""
        tracks = []
        for kind in media.elements("video", "audio"):
            if kind.name == "video":
                self._sheet.kind = MediaKind.VIDEO
                for shape in kind.elements("format"):
                    say_size(shape, self._sheet)
            tracks += [(f"{kind.name[0].upper()}{n}", track) for n, track in enumerate(kind.elements("track"), 1)]
        several = len(tracks) > 1
        for number, (name, track) in enumerate(tracks, 1):
            if several:
                self._sheet.say("trackName", name, track.at, Segment(track=number))
            self._track(track, number if several else None)

    def _track(self, track: Element, number: int | None) -> None:
        items = list(track.elements(*_ITEMS))
        places = [_place(item, self._rate) for item in items]
        for index, (item, place) in enumerate(zip(items, places, strict=True)):
            before = places[index - 1] if index and items[index - 1].name == "transitionitem" else None
            follows = index + 1 < len(items) and items[index + 1].name == "transitionitem"
            after = places[index + 1] if follows else None
            self._item(item, _resolved(place, before, after), number)

    def _item(self, item: Element, place: _Placed, track: int | None) -> None:
        name, at = item.child_text("name"), item.at
        begin, until = place.start / self._rate, place.end / self._rate
        segment = self._sheet.segment(begin, until, track)
        if segment is None:
            self._sheet.problems.append(
                f"{at}: {name[:60]!r} is left out: frames {place.start} to {place.end} are no part"
            )
            item.skip()
            return
        if item.name == "transitionitem":
            effects = [effect.child_text("name") for effect in item.elements("effect")]
            self._sheet.say("transition", next((e for e in effects if e), "transition"), at, segment)
            item.child_text("alignment")
            return
        if item.name == "generatoritem":
            self._generator(item, segment)
        else:
            self._clip(item, name, place, track)
        if item.child_text("enabled").upper() == "FALSE":
            self._sheet.say("note", "switched off in the edit", at, segment)
        tell_log(item, self._sheet, segment)
        own = rate_of(item, self._rate)
        tell_marks(item, self._sheet, own, begin=begin - (place.first or 0) / own, until=until, track=track)

    def _clip(self, item: Element, name: str, place: _Placed, track: int | None) -> None:
        file, own = self._files.of(item), rate_of(item, self._rate)
        taken = ""
        if place.first is not None and place.last is not None:
            taken = f"{exact(place.first / own)}-{exact(place.last / own)} s"
        for sequence in item.elements("sequence"):
            if self._depth < _DEEPEST:
                self._inner += read_sequence(sequence, self._files, self._system, self._depth + 1)
        address, reel = (file.address, file.reel) if file else ("", "")
        begin, until = place.start / self._rate, place.end / self._rate
        self._sheet.cut(Cut(begin, until, item.at, name, reel, address, taken, track))

    def _generator(self, item: Element, segment: Segment) -> None:
        """A generator of text says what can be read in the picture; any other only that it is there."""
        for effect in item.elements("effect"):
            for parameter in effect.elements("parameter"):
                if parameter.child_text("parameterid") == "str":
                    self._sheet.say("onScreenText", parameter.child_text("value"), parameter.at, segment)
                else:
                    parameter.is_read = False
            self._sheet.say("clipName", effect.child_text("name"), effect.at, segment)


def _place(item: Element, rate: Fraction) -> _Placed:
    start, end = frames(item, "start"), frames(item, "end")
    first, last = frames(item, "in"), frames(item, "out")
    return _Placed(-1 if start is None else start, -1 if end is None else end, first, last)


def _resolved(place: _Placed, before: _Placed | None, after: _Placed | None) -> _Placed:
    """Return a place whose -1, "within the transition beside it", is the frame where that transition begins or ends.

    The format's page on clipitem: the edge of a clip under a transition is given as -1, and the clip reaches under
    the whole of it.
    """
    start, end = place.start, place.end
    length = place.last - place.first if place.first is not None and place.last is not None else None
    if start == -1:
        start = before.start if before else end - length if length is not None and end != -1 else -1
    if end == -1:
        end = after.end if after else start + length if length is not None and start != -1 else -1
    return _Placed(start, end, place.first, place.last)
