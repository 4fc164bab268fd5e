"""SCC, CEA-608 captions as Scenarist writes them: timecodes and pairs of bytes, decoded by ttconv.

The pictures run at 29.97 a second, with timecode that drops numbers where a semicolon stands before the frames. Only
caption channel 1 is read, as by every reader of the form; words of the other channels and fields are counted as kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from extractors.port import SourceRefused
from extractors.timecode import exact
from extractors.timed.cues import Cue, CueLeftOut, CueSheet, lines_at
from extractors.timed.lines import text_lines

_LINE: Final = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2})(\s+)(.*)$")
_WORD: Final = re.compile(r"[0-9A-Fa-f]{4}")
_MOST_LINES: Final = 500_000
_HOUR: Final = Fraction(3600)


def read_scenarist(data: bytes, sheet: CueSheet, language: str) -> str:
    """Read SCC into the sheet; return the language, which the form itself cannot give."""
    from ttconv.scc.reader import to_model

    text, lines = _checked(text_lines(data, sheet), sheet)
    try:
        document = to_model(text)
        body = document.get_body()
        paragraphs = [] if body is None else [p for div in body for p in div]
    except Exception as err:  # ttconv raises what it meets: AttributeError, ValueError, IndexError
        raise SourceRefused(f"{sheet.path}: its captions cannot be decoded: {type(err).__name__}: {err}") from err
    found = [cue for p in paragraphs if (cue := _cue(p, lines, sheet)) is not None]
    for cue in found:
        try:
            sheet.add(cue)
        except CueLeftOut as why:
            sheet.leave_out(f"the caption at {cue.start_s} s", why)
    if found and found[0].start_s >= _HOUR:
        sheet.remark(f"its timecodes start at {found[0].start_s} s; they are taken as times of the Asset, unshifted")
    return language


def _checked(lines: list[str], sheet: CueSheet) -> tuple[str, list[tuple[Fraction, int]]]:
    """Return the lines that are well-formed, for ttconv, and when each starts with its number."""
    from ttconv.time_code import FPS_29_97, SmpteTimeCode

    kept, starts = [], []
    for number, line in enumerate(lines[:_MOST_LINES], 1):
        if not line.strip() or number == 1:
            continue
        match = _LINE.match(line.strip())
        words = match[7].split() if match else []
        if match is None or not all(_WORD.fullmatch(word) for word in words):
            sheet.leave_out(f"line {number}", f"{line.strip()[:60]!r} is no timecode with words of four hex digits")
            continue
        if match[6] != "\t":
            sheet.repair(f"line {number}", "the space after a timecode was read as the tab that belongs there")
        code = f"{match[1].zfill(2)}:{match[2]}:{match[3]}{match[4]}{match[5]}"
        try:
            start = SmpteTimeCode.parse(code, FPS_29_97).to_temporal_offset()
        except ValueError as err:
            sheet.leave_out(f"line {number}", err)
            continue
        if any(int(word[:2], 16) & 0x7F in range(0x18, 0x20) for word in words):
            sheet.kept["caption channel 2"] += 1
        kept.append(f"{code}\t{' '.join(words)}")
        starts.append((Fraction(start), number))
    return "Scenarist_SCC V1.0\n\n" + "\n\n".join(kept), sorted(starts)


def _cue(paragraph: Any, lines: list[tuple[Fraction, int]], sheet: CueSheet) -> Cue | None:
    begin, end = paragraph.get_begin(), paragraph.get_end()
    text = "".join(_texts(paragraph, sheet)).strip()
    if begin is None or not text:
        return None
    before = bisect_right(lines, (begin, _MOST_LINES)) - 1
    at = lines_at(lines[before][1], lines[before][1]) if before >= 0 else ""
    until: Decimal | None = None if end is None else exact(end)
    if paragraph.get_region() is not None:
        sheet.kept["SCC:row and column"] += 1
    return Cue(exact(begin), until, text, at)


def _texts(element: Any, sheet: CueSheet) -> Iterator[str]:
    from ttconv import model
    from ttconv.style_properties import StyleProperties

    for child in element:
        if isinstance(child, model.Text):
            yield child.get_text()
        elif isinstance(child, model.Br):
            yield "\n"
        else:
            for style in (StyleProperties.FontStyle, StyleProperties.Color, StyleProperties.TextDecoration):
                if child.get_style(style) is not None:
                    sheet.kept[style.__name__] += 1
            yield from _texts(child, sheet)
