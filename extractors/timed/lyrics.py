"""LRC, lyrics with times: ``[01:02.50]text``, a line may have several times, and each lasts until the next line."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from typing import Final, NamedTuple

from extractors.timed.cue_times import seconds_of
from extractors.timed.cues import Cue, CueLeftOut, CueSheet, language_tag, lines_at
from extractors.timed.lines import text_lines

_TAGS: Final = re.compile(r"\s*((?:\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]\s*)+)(.*)$")
_TIME: Final = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_HEADER: Final = re.compile(r"\s*\[([A-Za-z#]+)\s*:\s*(.*?)\]\s*$")
_WORD: Final = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>\s?")
_SAID: Final = {"ti": "title", "ar": "creator", "al": "album", "au": "contributor", "lr": "contributor"}
_KEPT: Final = frozenset(("re", "tool", "ve", "length", "id", "key"))


class _Line(NamedTuple):
    start: Decimal
    number: int
    text: str


def read_lyrics(data: bytes, sheet: CueSheet, language: str) -> str:
    """Read LRC into the sheet; return the language of its ``[la:…]`` tag, else that of its file's name."""
    found: list[_Line] = []
    offset = Decimal(0)
    for number, line in enumerate(text_lines(data, sheet), 1):
        if match := _TAGS.match(line):
            found += _timed(match, number, sheet)
        elif match := _HEADER.match(line):
            name, value = match[1].lower(), match[2].strip()
            if name == "offset" and re.fullmatch(r"[+-]?\d{1,7}", value):
                offset = Decimal(value).scaleb(-3)
            elif name == "la" and language_tag(value):
                language = language_tag(value)
            else:
                _say(name, value, number, sheet)
        elif line.strip():
            sheet.leave_out(f"line {number}", f"{line.strip()[:60]!r} has no time such as [01:02.50]")
    _add(sorted(found), offset, sheet)
    return language


def _timed(match: re.Match[str], number: int, sheet: CueSheet) -> list[_Line]:
    text, words = _WORD.subn("", match[2])
    if words:
        sheet.kept["<00:00.00>"] += words
    lines = []
    for minutes, seconds, fraction in _TIME.findall(match[1]):
        try:
            over = divmod(int(minutes), 60)
            lines.append(_Line(seconds_of(str(over[0]), str(over[1]), seconds, fraction), number, text.strip()))
        except CueLeftOut as why:
            sheet.leave_out(f"the line {number}", why)
    return lines


def _say(name: str, value: str, number: int, sheet: CueSheet) -> None:
    if name == "by":
        sheet.author = value[:200]
    elif name in _SAID:
        sheet.say(_SAID[name], value, lines_at(number, number))
    elif name in _KEPT or name == "#":
        sheet.kept[f"LRC:{name}"] += 1
    else:
        sheet.unmapped[f"LRC:{name[:40]}"] += 1


def _add(lines: list[_Line], offset: Decimal, sheet: CueSheet) -> None:
    """Add each line until the next later one begins; a positive offset lets all come earlier."""
    ends: dict[Decimal, Decimal] = {}
    starts = sorted({line.start for line in lines})
    ends.update(itertools.pairwise(starts))
    for start, number, text in lines:
        if not text:
            continue  # an empty line only ends the one before
        end = ends.get(start)
        try:
            shifted = None if end is None else end - offset
            sheet.add(Cue(max(Decimal(0), start - offset), shifted, text, lines_at(number, number)))
        except CueLeftOut as why:
            sheet.leave_out(f"line {number}", why)
