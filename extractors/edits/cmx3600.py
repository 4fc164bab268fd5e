"""CMX 3600 edit decision lists, as written by Avid, Final Cut, Premiere, Resolve and OpenTimelineIO.

The form does not say how many frames a second has. Where a source and a record length are written with different
seconds, only one rate makes them equal, and that is taken; else the least rate that has all frames that occur. Which it
was is told. The list's title names the programme, unless a file name or manifest ties it to a film.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from extractors import media_type as types
from extractors.edits.cmx3600_events import KEYS, EditList, Event, Marker, read_list
from extractors.edits.sheet import Cut, EditSheet
from extractors.port import Extraction, Source, SourceRefused
from extractors.reference import is_tied, output_stem
from extractors.timecode import frame_number
from extractors.timed.cues import lines_at
from ontology.model import Agent, AgentKind, MediaKind, Segment

_SYSTEM = Agent(AgentKind.SYSTEM, "CMX 3600 edit list")
_NO_REEL = ("AX", "BL", "BLK", "BLACK")
"""An auxiliary source without a reel, and black."""


@dataclass(frozen=True)
class Cmx3600Extractor:
    """CMX 3600 edit decision lists."""

    name: str = "cmx3600"
    version: str = "1"
    reads: str = "CMX 3600 edit decision lists (EDL): clips, reels, times, transitions, markers, comments, ASC CDL"
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False, compare=False)

    def recognises(self, source: Source) -> bool:
        """Say whether the lines are those of an edit decision list."""
        return source.media_type == types.EDL

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a list; raise `SourceRefused` where it has no event."""
        edits = read_list(source.data)
        if not edits.events:
            why = f": {edits.problems[0]}" if edits.problems else ""
            raise SourceRefused(f"{source.path}: holds no event that can be read{why}")
        programme = _Programme(edits, output_stem(source.name))
        found = programme.sheet.extraction(part=" ".join(programme.tracks), is_tied=is_tied(source))
        yield Extraction(
            found.reference, found.runs, unmapped=dict(edits.unmapped), kept=dict(edits.kept),
            problems=(*edits.problems, *found.problems),
        )  # fmt: skip


class _Programme:
    """The events of one list on the time of the programme they make."""

    def __init__(self, edits: EditList, stem: str) -> None:
        self._rate = edits.rate
        self.sheet = EditSheet(_SYSTEM, title=edits.title or stem)
        channels = dict.fromkeys(event.channel for event in edits.events)
        if any("V" in channel for channel in channels):
            self.sheet.kind = MediaKind.VIDEO
        self.tracks = sorted(channels, key=lambda name: ("V" not in name, name))
        timed = [
            (event, start, end) for event in edits.events if (times := self._times(event)) for start, end in [times]
        ]
        first = min((start for _, start, _ in timed), default=0)
        start_code = next((event.record[0] for event, start, _ in timed if start == first), "")
        self.sheet.say("timecode", start_code, "")
        if len(self.tracks) > 1:
            for number, name in enumerate(self.tracks, 1):
                self.sheet.say("trackName", name, "", Segment(track=number))
        for event, start, end in timed:
            self._event(event, start - first, end - first)
            for marker in event.markers:
                self._marker(marker, first, event.drop)

    def _times(self, event: Event) -> tuple[int, int] | None:
        """Return the frames from and to which an event is recorded; None, told, where they are none."""
        start, end = (frame_number(code, self._rate, drop=event.drop) for code in event.record)
        if start is None or end is None or end < start:
            self.sheet.problems.append(
                f"event {event.number} at line {event.line} is left out: "
                f"{event.record[0]} to {event.record[1]} is no span of time at {self._rate.text} frames a second"
            )
            return None
        return start, end

    def _event(self, event: Event, start: int, end: int) -> None:
        begin, until = start / self._rate.per_second, end / self._rate.per_second
        at = lines_at(event.line, event.last_line)
        track = self.tracks.index(event.channel) + 1 if len(self.tracks) > 1 else None
        if start < end and event.reel.upper() not in _NO_REEL[1:]:
            reel = "" if event.reel.upper() in _NO_REEL else event.reel
            source_range = "-".join(event.source) if event.source[0] != event.source[1] else ""
            self.sheet.cut(Cut(begin, until, at, event.clip, reel, event.file, source_range, track))
        segment = self.sheet.segment(begin, until, track)
        if segment is None:
            return
        if event.transition and event.frames:
            over = self.sheet.segment(begin, (start + event.frames) / self._rate.per_second, track)
            self.sheet.say("transition", event.transition, at, over or segment)
        for name, text in event.said:
            self.sheet.say(name, text, at, segment)
        for text in event.notes:
            if text != event.clip:
                self.sheet.tell("note", text, at, segment)

    def _marker(self, marker: Marker, first: int, drop: bool | None) -> None:
        """Tell of a marker, at the one frame it marks; its timecode is one of the record's."""
        frame = frame_number(marker.timecode, self._rate, drop=drop)
        rate = self._rate.per_second
        segment = None if frame is None else self.sheet.segment((frame - first) / rate, (frame - first + 1) / rate)
        if segment is None:
            self.sheet.problems.append(
                f"the marker at line {marker.line} is left out: {marker.timecode} is no time of the programme"
            )
        else:
            self.sheet.tell("note", marker.text, lines_at(marker.line, marker.line), segment)


EXTRACTOR = Cmx3600Extractor()
"""For the registry."""
