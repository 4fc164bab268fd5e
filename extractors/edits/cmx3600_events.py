"""The lines of a CMX 3600 list as events: with their reel, times, transition, and the comments that follow them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from extractors.files.text import decoded
from extractors.timecode import Rate

_TIMECODE: Final = re.compile(r"\d{1,3}:\d{2}:\d{2}[:;.,]\d{2,3}")
_NUMBER: Final = re.compile(r"\d{1,6}[A-Z]?")
_TRANSITION: Final = re.compile(r"C|D|W\d{1,3}|K|KB|KO")
_LOCATOR: Final = re.compile(r"(\d{1,3}:\d{2}:\d{2}[:;.,]\d{2})\s*(.*)$")
_COLOURS: Final = frozenset(
    ("RED", "GREEN", "BLUE", "CYAN", "MAGENTA", "YELLOW", "BLACK", "WHITE", "PINK", "ORANGE", "PURPLE", "GREY")
)
_FRAME: Final = re.compile(r"(\d+):(\d+):(\d+)[:;.,](\d+)")
_RATES: Final = (24, 25, 30, 48, 50, 60)
_MOST_PROBLEMS: Final = 100
_LONGEST_LINE: Final = 4_000

KEYS: Final[Mapping[str, str]] = {
    "TITLE": "title; the name of the programme where no file name or manifest ties it to a film",
    "FCM": "whether timecodes drop numbers, and with it 29.97 frames a second",
    "event": "the Segment, by record in and out; sourceRange, by source in and out",
    "event: reel": "reelName; of AX and BL nothing",
    "event: channel": "the track, where there are several; trackName",
    "event: D, W, K": "transition",
    "* FROM CLIP NAME": "clipName",
    "* TO CLIP NAME": "clipName, of the part after the transition",
    "* KEY CLIP NAME": "note",
    "* SOURCE FILE": "sourceFile",
    "* LOC": "note, at its frame",
    "* MARKER": "note, at its frame",
    "* ASC_SOP": "colourDecision",
    "* ASC_SAT": "colourDecision",
    "* EFFECT NAME": "transition, of an event that has one; else note",
    "* REEL": "reelName: the reel's whole name",
    "M2": "note: the speed of a part",
    ">>>, FINAL CUT PRO": "note: what the editing system wrote on an event",
    "*": "note: what somebody, or the editing system, wrote on an event",
    "SPLIT": "kept: a delay of sound, which the times have",
    "AUD": "kept: more channels of sound of the same event",
    "GPI": "kept: a signal to a device",
    "locator colour": "kept: the colour of a marker that has a text",
}


class Marker(NamedTuple):
    """A locator: its text, its record timecode, its line."""

    text: str
    timecode: str
    line: int


@dataclass
class Event:
    """One event with what its comments say. `source` and `record` are in and out, as timecodes."""

    number: str
    reel: str
    channel: str
    transition: str
    frames: int
    source: tuple[str, str]
    record: tuple[str, str]
    line: int
    drop: bool | None
    last_line: int = 0
    clip: str = ""
    to_clip: str = ""
    file: str = ""
    notes: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)


@dataclass
class EditList:
    """A list as read: `rate` and how it was found are told in `problems`."""

    title: str = ""
    events: list[Event] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    unmapped: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    drop: bool | None = None
    rate: Rate = field(default_factory=lambda: Rate(Fraction(25)))

    def problem(self, sentence: str) -> None:
        """Keep a sentence, up to a limit."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(sentence)


def read_list(data: bytes) -> EditList:
    """Return the events of a list; a line that is none of the form is named."""
    edits = EditList()
    for number, line in enumerate(re.split(r"\r\n|\n|\r", decoded(data).removeprefix("\ufeff")), 1):
        text = line.strip()[:_LONGEST_LINE]
        if not text:
            continue
        try:
            _read_line(text, number, edits)
        except ValueError as why:
            edits.problem(f"line {number} is left out: {why}")
    for event in edits.events:
        event.clip = event.to_clip or event.clip
        event.last_line = event.last_line or event.line
    if edits.events:
        edits.rate = _rate(edits)
    return edits


def _read_line(text: str, number: int, edits: EditList) -> None:
    name, _, value = text.partition(":")
    if name == "TITLE":
        edits.title = edits.title or value.strip()
    elif name == "FCM":
        edits.drop = "NON" not in value.upper() and "DROP" in value.upper()
    elif text.startswith("*"):
        _read_comment(text[1:].strip(), number, edits)
    elif _NUMBER.fullmatch(words := text.split(None, 1)[0]) and not text.startswith("M2"):
        edits.events.append(_event(text.split(), number, edits.drop))
    elif words in ("SPLIT:", "SPLIT", "AUD", "GPI"):
        edits.kept[words.rstrip(":")] += 1
    elif edits.events and (words == "M2" or text.startswith((">>>", "FINAL CUT PRO"))):
        edits.events[-1].last_line = number
        edits.events[-1].said.append(("note", text.lstrip("> ")))
    else:
        edits.unmapped["line"] += 1
        raise ValueError(f"{text[:60]!r} is no line of an edit decision list")


def _event(words: list[str], line: int, drop: bool | None) -> Event:
    """Return the event of a line, read from its right end, since reels may have spaces; raise ValueError for none."""
    if len(words) < 8 or not all(_TIMECODE.fullmatch(word) for word in words[-4:]):
        raise ValueError(f"{' '.join(words)[:60]!r} has no four timecodes at its end")
    middle = words[1:-4]
    frames = int(middle.pop()) if len(middle) > 3 and middle[-1].isdecimal() and len(middle[-1]) < 6 else 0
    if len(middle) > 3 and middle[-2] == "K" and middle[-1] in ("B", "O"):
        middle[-2:] = ["K" + middle[-1]]
    if len(middle) < 3 or not _TRANSITION.fullmatch(middle[-1]):
        raise ValueError(f"{' '.join(words)[:60]!r} has no reel, channel and transition")
    code, channel, reel = middle[-1], middle[-2], " ".join(middle[:-2])
    kind = {"D": "dissolve", "W": f"wipe {code[1:]}", "K": "key"}.get(code[0], "")
    first, second, third, fourth = words[-4:]
    return Event(words[0], reel, channel, kind, frames, (first, second), (third, fourth), line, drop)


def _read_comment(text: str, line: int, edits: EditList) -> None:
    if not edits.events:
        if text:
            edits.kept["* before the first event"] += 1
        return
    event = edits.events[-1]
    event.last_line = line
    name, _, value = text.partition(":")
    name, value = " ".join(name.upper().split()), value.strip()
    if text.upper().startswith(("ASC_SOP", "ASC_SAT")):
        kind = text[4:7].upper()
        event.said.append(("colourDecision", f"{kind} {text[7:].lstrip(': ')}"))
    elif name in ("FROM CLIP NAME", "CLIP NAME"):
        event.clip = value
    elif name == "TO CLIP NAME":
        event.to_clip = value
    elif name in ("SOURCE FILE", "FROM FILE", "TO FILE", "SOURCE FILE PATH"):
        event.file = value
    elif name in ("REEL", "REEL NAME", "SOURCE REEL", "OTIO TRUNCATED REEL NAME FROM"):
        event.reel = value or event.reel
    elif name in ("LOC", "MARKER") and (match := _LOCATOR.match(value)):
        event.markers.append(Marker(_marked(match[2], edits), match[1], line))
    elif name == "EFFECT NAME" and event.transition:
        event.transition = f"{event.transition}, {value}" if value else event.transition
    elif name.startswith(("AVX", "BLEND", "EFFECT", "KEY CLIP", "TIMEWARP")):
        event.said.append(("note", text))
    elif text:
        event.notes.append(text)


def _marked(text: str, edits: EditList) -> str:
    colour, _, rest = text.strip().partition(" ")
    if rest.strip() and colour.upper() in _COLOURS:
        edits.kept["locator colour"] += 1
        return rest.strip()
    return text.strip()


def _rate(edits: EditList) -> Rate:
    """Return the frames of a second, and tell how they were found."""
    if any(event.drop or ";" in event.record[0] for event in edits.events):
        edits.problem("its timecodes drop numbers (FCM), so they are read as 29.97 frames a second")
        return Rate(Fraction(30000, 1001), drop=False)
    votes = Counter(rate for event in edits.events if (rate := _only_rate(event)) in _RATES)
    most = max((int(m[4]) for e in edits.events for c in (*e.source, *e.record) if (m := _FRAME.match(c))), default=0)
    if votes and votes.most_common(1)[0][0] > most:
        found = votes.most_common(1)[0][0]
        edits.problem(f"frames are read as {found} a second: at that rate source and record lengths agree")
    else:
        found = next((rate for rate in _RATES if rate > most), 60)
        edits.problem(f"frames are read as {found} a second, the least rate that has all frames that occur; "
                      "the list does not say")  # fmt: skip
    return Rate(Fraction(found))


def _only_rate(event: Event) -> int | None:
    """Return the one rate at which an event is as long in its source as in the record; None where any would do."""
    lengths = []
    for first, last in (event.source, event.record):
        start, end = _FRAME.match(first), _FRAME.match(last)
        if start is None or end is None:
            return None
        lengths.append(((_whole(end) - _whole(start)), int(end[4]) - int(start[4])))
    (source_s, source_f), (record_s, record_f) = lengths
    if source_s == record_s or (record_f - source_f) % (source_s - record_s):
        return None
    return (record_f - source_f) // (source_s - record_s)


def _whole(match: re.Match[str]) -> int:
    return (int(match[1]) * 60 + int(match[2])) * 60 + int(match[3])
