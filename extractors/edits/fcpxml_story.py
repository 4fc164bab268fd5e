"""The story of an FCPXML sequence: what stands on its spine and on the lanes over and under it, with exact times.

An element's ``offset`` is in its parent's own time; what it holds, and what is anchored to it, is in its own time,
which begins at its ``start``. A spine within an element begins at 0.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, NamedTuple

from extractors.edits.fcpxml_resources import Resources, seconds
from extractors.edits.sheet import Cut, EditSheet
from extractors.timecode import exact
from extractors.timed.cues import language_tag
from extractors.xml_elements import Element
from ontology.model import Segment

CLIPS: Final = ("clip", "asset-clip", "ref-clip", "sync-clip", "mc-clip", "title", "caption", "live-drawing")
_STORY: Final = (*CLIPS, "video", "audio", "gap", "transition", "spine", "audition")
_MARKS: Final = ("marker", "chapter-marker", "keyword", "rating", "analysis-marker", "hidden-clip-marker")
_LANE: Final = re.compile(r"-?[0-9]{1,5}")
_LONGEST_FRAME: Final = Fraction(1, 24)


class _Here(NamedTuple):
    """Where an element stands: when it begins on the programme, where its own time begins, its lane."""

    begin_s: Fraction
    origin_s: Fraction
    lane: int


class Story:
    """Reads one sequence into a sheet."""

    def __init__(self, sheet: EditSheet, resources: Resources, frame_s: Fraction | None) -> None:
        self._sheet, self._resources = sheet, resources
        self._frame_s = frame_s or _LONGEST_FRAME
        self._lanes: dict[int, int] = {}

    def read(self, sequence: Element, start_s: Fraction) -> None:
        """Read a sequence whose time begins at `start_s`."""
        lanes = {0, *_lanes_in(sequence, 0)}
        ordered = sorted(lanes, key=lambda lane: (lane < 0, abs(lane)))
        if len(ordered) > 1:
            self._lanes = {lane: number for number, lane in enumerate(ordered, 1)}
            for lane, number in self._lanes.items():
                self._sheet.say("trackName", f"lane {lane}" if lane else "primary storyline", sequence.at,
                                Segment(track=number))  # fmt: skip
        for spine in sequence.elements("spine"):
            self._spine(spine, _Here(Fraction(0), start_s, 0))

    def _spine(self, spine: Element, here: _Here) -> None:
        """Read the elements of a spine, one after the other where they have no offset."""
        following = here.origin_s
        for child in spine.elements(*_STORY):
            offset = seconds(child.take("offset"))
            offset = following if offset is None else offset
            length = seconds(child.look("duration")) or Fraction(0)
            self._element(child, here.begin_s + offset - here.origin_s, here.lane)
            following = offset + (Fraction(0) if child.name == "transition" else length)

    def _anchored(self, parent: Element, here: _Here, *, with_content: bool) -> None:
        """Read what is anchored to an element by a lane, and, of a gap, what stands in it."""
        for child in parent.elements(*_STORY):
            lane = _lane(child.take("lane"))
            offset = seconds(child.take("offset"))
            begin = here.begin_s + (here.origin_s if offset is None else offset) - here.origin_s
            if child.name == "spine":
                self._spine(child, _Here(begin, Fraction(0), here.lane + lane))
            elif (child.name in CLIPS and (lane or with_content)) or (
                child.name in ("video", "audio") and lane and with_content
            ):
                self._element(child, begin, here.lane + lane)
            else:
                self._inside(child)

    def _inside(self, element: Element) -> None:
        """What makes up a clip has been named with the clip; its own numbers are those of the file."""
        for name in ("duration", "start", "ref", "name", "role", "srcCh", "srcID", "enabled", "tcFormat"):
            element.take(name)
        for child in element.elements(*_STORY):
            child.take("offset"), child.take("lane")
            self._inside(child)

    def _element(self, element: Element, begin: Fraction, lane: int) -> None:
        if element.name == "audition":
            for number, choice in enumerate(element.elements(*CLIPS)):
                choice.take("offset")
                if number == 0:  # the first is the one in use
                    self._element(choice, begin, lane)
                else:
                    choice.skip()
            return
        length = seconds(element.take("duration")) or Fraction(0)
        start = seconds(element.take("start")) or Fraction(0)
        track = self._lanes.get(lane)
        name = element.take("name")
        if element.name == "transition":
            segment = self._sheet.segment(max(Fraction(0), begin), begin + length, track)
            if segment is not None:
                self._sheet.say("transition", name or "transition", element.at, segment)
            return
        here = _Here(begin, start, lane)
        if element.name != "gap":
            self._clip(element, name, here, length, track)
        self._marks(element, here, length, track)
        self._anchored(element, here, with_content=element.name == "gap")

    def _clip(self, element: Element, name: str, here: _Here, length: Fraction, track: int | None) -> None:
        begin, start = here.begin_s, here.origin_s
        segment = self._sheet.segment(begin, begin + length, track)
        if segment is None:
            self._sheet.problems.append(f"{element.at}: the clip {name[:60]!r} is left out: it has no length")
            return
        if element.name in ("title", "caption"):
            self._texts(element, segment)
        else:
            file = self._resources.file(reference_of(element))
            taken = f"{exact(start)}-{exact(start + length)} s"
            self._sheet.cut(Cut(begin, begin + length, element.at, name, "", file, taken, track))
        for role in ("role", "audioRole", "videoRole"):
            self._sheet.say("trackRole", element.take(role).partition("?")[0], element.at, segment)
        if element.take("enabled") == "0":
            self._sheet.say("note", "switched off in the edit", element.at, segment)
        self._sheet.tell("note", element.child_text("note"), element.at_child("note"), segment)

    def _texts(self, element: Element, segment: Segment) -> None:
        """A title's text can be read in the picture; a caption's is a subtitle."""
        element.take("ref")
        text = "\n".join(part for child in element.elements("text") if (part := child.text()))
        if element.name == "title":
            self._sheet.say("onScreenText", text, element.at, segment)
        else:
            role = element.look("role")
            language = language_tag(role.rpartition(".")[2]) if "?captionFormat=" in role else ""
            self._sheet.say("subtitle", text, element.at, segment, language=language)

    def _marks(self, element: Element, here: _Here, used: Fraction, track: int | None) -> None:
        for mark in element.elements(*_MARKS):
            start = seconds(mark.take("start"))
            length = seconds(mark.take("duration")) or self._frame_s
            begin = here.begin_s + (here.origin_s if start is None else start) - here.origin_s
            is_used = begin < here.begin_s + used and begin + length > here.begin_s
            # A marker may be as long as a sample of sound, which is less than a Segment can be.
            segment = self._sheet.segment(begin, begin + max(length, Fraction(1, 1000)), track) if is_used else None
            if segment is None:
                name = mark.look("value")[:60]
                self._sheet.problems.append(f"{mark.at}: {name!r} is left out: it lies in a part that is not used")
                mark.skip()
            else:
                tell_mark(mark, self._sheet, segment)


def tell_mark(mark: Element, sheet: EditSheet, segment: Segment) -> None:
    """Tell of a marker, keyword or rating on a part."""
    value, name, note = mark.take("value"), mark.take("name"), mark.take("note")
    match mark.name:
        case "keyword":
            for word in value.split(","):  # FCPXML Reference, keyword: a list between commas
                sheet.tell("keyword", word, mark.at, segment)
        case "chapter-marker":
            sheet.tell("chapter", value, mark.at, segment)
        case "analysis-marker":
            for kind in mark.elements("shot-type", "stabilization-type"):
                sheet.say("note", kind.take("value"), kind.at, segment)
        case _:
            sheet.tell("note", ": ".join(text for text in (value, name) if text), mark.at, segment)
    sheet.tell("note", note, mark.at, segment)


def reference_of(element: Element) -> str:
    """Return the id of what a clip was taken from: its own, or that of the first picture or sound in it."""
    own = element.take("ref")
    if own:
        return own
    for child in element.children:
        if isinstance(child, Element) and child.name in ("video", "audio", "gap", "spine", "asset-clip"):
            found = child.look("ref") or _reference_below(child)
            if found:
                return found
    return ""


def _reference_below(element: Element) -> str:
    for child in element.children:
        if isinstance(child, Element) and child.name in ("video", "audio", "asset-clip"):
            found = child.look("ref") or _reference_below(child)
            if found:
                return found
    return ""


def _lane(text: str) -> int:
    return int(text) if _LANE.fullmatch(text) else 0


def _lanes_in(element: Element, lane: int) -> set[int]:
    """Return every lane on which a clip stands."""
    found: set[int] = set()
    waiting = [(element, lane)]
    while waiting:
        parent, own = waiting.pop()
        for child in parent.children:
            if isinstance(child, Element) and child.name in _STORY:
                here = own + _lane(child.look("lane"))
                if child.name in CLIPS or (child.name == "spine" and here):
                    found.add(here)
                waiting.append((child, here))
    return found
