"""One composition of an AAF file as a programme: tracks of clips, transitions and effects, timecode, markers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from extractors.edits.aaf_mobs import components, get, number, origin_of, rate_of, tell_comments
from extractors.edits.sheet import Cut, EditSheet
from extractors.timecode import timecode_text
from ontology.model import Agent, MediaKind, Segment

_DEEPEST: Final = 20

KEYS: Final[Mapping[str, str]] = {
    "CompositionMob.Name": "title; the name of the programme",
    "MasterMob.Name": "clipName; title, of a clip of its own",
    "SourceClip": "the Segment; sourceRange, as timecodes of the tape where there is one",
    "SourceMob.Name": "reelName, of a tape",
    "NetworkLocator.URLString": "sourceFile",
    "Timecode": "timecode",
    "Transition": "transition, by the name of its effect",
    "OperationGroup": "note of the editing system: the name of the effect",
    "Selector": "the part that is selected; kept: the others",
    "NestedScope": "the part on top; kept: those below",
    "DescriptiveMarker": "note, at the time it marks, by the person it names",
    "UserComments": "scene, take, reelName, sourceFile, colourDecision, description, keyword; else note",
    "Identification": "the system that speaks, with its version",
    "CompositionMob below": "kept: compositions within others, which stand in those",
    "Filler": "nothing: a gap says only that nothing is there",
    "EssenceData": "kept: the media themselves",
}


class _Track(NamedTuple):
    """A track: its edit units a second, its number where there are several, where it stands."""

    rate: Fraction
    number: int | None
    at: str


class Composition:
    """Reads one composition into a sheet."""

    def __init__(self, mob: Any, system: Agent, kept: dict[str, int]) -> None:
        self._mob, self._kept = mob, kept
        self._sheet = EditSheet(system, title=str(get(mob, "Name") or "") or "untitled composition")
        self._at = f"#mob={mob.mob_id}"

    def sheet(self) -> EditSheet:
        """Return what the composition says."""
        slots = list(get(self._mob, "Slots") or ())
        tracks = [s for s in slots if _kind(s) in ("picture", "sound") and type(s).__name__ == "TimelineMobSlot"]
        if any(_kind(slot) == "picture" for slot in tracks):
            self._sheet.kind = MediaKind.VIDEO
        elif tracks:
            self._sheet.kind = MediaKind.AUDIO
        for slot in slots:
            if slot not in tracks:
                self._other(slot)
        several = len(tracks) > 1
        for position, slot in enumerate(tracks, 1):
            rate = rate_of(slot)
            at = f"{self._at}&slot={number(slot, 'SlotID')}"
            if rate is None:
                self._sheet.problems.append(f"{at}: a track is left out, since it has no edit rate")
                continue
            if several:
                name = str(get(slot, "SlotName") or "") or _kind(slot)
                self._sheet.say("trackName", name, at, Segment(track=position))
            self._segment(get(slot, "Segment"), 0, _Track(rate, position if several else None, at), 0)
        tell_comments(self._mob, self._sheet, self._at)
        return self._sheet

    def _other(self, slot: Any) -> None:
        """Read a slot of timecode or of markers."""
        rate = rate_of(slot)
        for component in components(get(slot, "Segment")):
            kind = type(component).__name__
            if kind == "Timecode":
                per_second = number(component, "FPS")
                if 0 < per_second <= 240:
                    is_drop = bool(get(component, "Drop"))
                    code = timecode_text(number(component, "Start"), per_second, drop=is_drop)
                    self._sheet.say("timecode", code, self._at)
            elif kind in ("DescriptiveMarker", "CommentMarker") and rate is not None:
                self._marker(component, rate)

    def _marker(self, marker: Any, rate: Fraction) -> None:
        position, length = number(marker, "Position"), max(1, number(marker, "Length"))
        segment = self._sheet.segment(position / rate, (position + length) / rate)
        text = get(marker, "Comment")
        if segment is not None and isinstance(text, str):
            by = get(marker, "CommentMarkerUSer") or get(marker, "CommentMarkerUser") or ""
            self._sheet.tell("note", text, self._at, segment, by=by.strip()[:200] if isinstance(by, str) else "")

    def _segment(self, segment: Any, begin: int, track: _Track, depth: int) -> None:
        """Read a segment that begins at an edit unit of the track."""
        kind = type(segment).__name__
        if depth > _DEEPEST:
            self._sheet.problems.append(f"{track.at}: what lies over {_DEEPEST} deep is left out")
        elif kind == "Sequence":
            for component in components(segment):
                length = number(component, "Length")
                if type(component).__name__ == "Transition":
                    begin -= length  # AAF object specification: neighbours overlap by a transition's length
                    self._transition(component, begin, length, track)
                else:
                    self._segment(component, begin, track, depth + 1)
                    begin += length
        elif kind == "SourceClip":
            self._clip(segment, begin, track)
        elif kind == "OperationGroup":
            self._effect(segment, begin, track, depth)
        elif kind == "Selector":
            self._count("Selector", len(list(get(segment, "Alternates") or ())))
            self._segment(get(segment, "Selected"), begin, track, depth + 1)
        elif kind == "NestedScope":
            inner = list(get(segment, "Slots") or ())
            self._count("NestedScope", len(inner) - 1)
            if inner:
                self._segment(inner[-1], begin, track, depth + 1)
        elif kind == "Pulldown":
            self._segment(get(segment, "InputSegment"), begin, track, depth + 1)
        elif kind not in ("Filler", "ScopeReference", "NoneType"):
            self._count(kind, 1)

    def _clip(self, clip: Any, begin: int, track: _Track) -> None:
        length = number(clip, "Length")
        origin = origin_of(clip, track.rate, length)
        if not (origin.clip or origin.file or origin.reel):
            return  # a source clip without a source is black or silence
        start, end = begin / track.rate, (begin + length) / track.rate
        names = (origin.clip, origin.reel, origin.file, origin.source_range)
        self._sheet.cut(Cut(start, end, track.at, *names, track.number))

    def _effect(self, group: Any, begin: int, track: _Track, depth: int) -> None:
        segment = self._sheet.segment(begin / track.rate, (begin + number(group, "Length")) / track.rate, track.number)
        name = _operation(group)
        if segment is not None and name:
            self._sheet.say("note", name, track.at, segment)
        for inner in list(get(group, "InputSegments") or ())[:1]:
            self._segment(inner, begin, track, depth + 1)

    def _transition(self, item: Any, begin: int, length: int, track: _Track) -> None:
        segment = self._sheet.segment(begin / track.rate, (begin + length) / track.rate, track.number)
        if segment is not None:
            group = get(item, "OperationGroup")
            name = _operation(group) if group is not None else ""
            self._sheet.say("transition", name or "transition", track.at, segment)

    def _count(self, name: str, times: int) -> None:
        if times > 0:
            self._kept[name] = self._kept.get(name, 0) + times


def _kind(slot: Any) -> str:
    try:
        return str(slot.media_kind or "").lower()
    except Exception:  # a slot whose kind is not defined in the file's own dictionary
        return ""


def _operation(group: Any) -> str:
    return str(get(get(group, "Operation"), "Name") or "")
