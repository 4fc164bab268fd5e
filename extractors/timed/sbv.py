"""SBV, YouTube's captions: two times with a comma between them, the text below."""

from __future__ import annotations

import itertools
import re
from typing import Final

from extractors.timed.cue_times import seconds_of
from extractors.timed.cues import Cue, CueLeftOut, CueSheet, lines_at
from extractors.timed.lines import Block, blocks_of, text_lines

_TIME: Final = r"(\d{1,3}):(\d{1,2}):(\d{1,2})\.(\d{1,9})"
_TIMES: Final = re.compile(rf"\s*{_TIME}\s*,\s*{_TIME}\s*$")
_BREAK: Final = re.compile(r"\[br\]", re.IGNORECASE)


def read_sbv(data: bytes, sheet: CueSheet, language: str) -> str:
    """Read SBV into the sheet; return the language, which the form itself cannot give."""
    for first, lines in blocks_of(text_lines(data, sheet)):
        starts = [number for number, line in enumerate(lines) if _TIMES.match(line)]
        for at in starts[1:]:
            sheet.repair(f"line {first + at}", "the empty line that parts two cues is missing; it was read as there")
        cuts = [0, *starts[1:], len(lines)] if starts else [0, len(lines)]
        for start, end in itertools.pairwise(cuts):
            _read_cue(Block(first + start, lines[start:end]), sheet)
    return language


def _read_cue(block: Block, sheet: CueSheet) -> None:
    try:
        match = _TIMES.match(block.lines[0])
        if match is None:
            raise CueLeftOut(f"{block.lines[0].strip()[:60]!r} is not a time span such as 0:00:01.000,0:00:02.500")
        pointer = lines_at(block.first, block.first + len(block.lines) - 1)
        text = _BREAK.sub("\n", "\n".join(block.lines[1:]))
        groups = match.groups()
        sheet.add(Cue(seconds_of(*groups[:4]), seconds_of(*groups[4:]), text, pointer))
    except CueLeftOut as why:
        sheet.leave_out(f"the cue at line {block.first}", why)
