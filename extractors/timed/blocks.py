"""SubRip and WebVTT: blocks of lines, each with a line of times and the text below it."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import Final

from extractors.timed.cue_times import TIMES, cue_times
from extractors.timed.cues import Cue, CueLeftOut, CueSheet, language_tag, lines_at
from extractors.timed.lines import Block, blocks_of, text_lines
from extractors.timed.webvtt import Header, read_header
from ontology.model import Box

_TAG: Final = re.compile(r"</?([a-zA-Z]+)[^<>]*>|<(\d[\d:.]*)>|\{(\\)[^{}]*\}|</>")
_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]+)?\s([^<>]+)>")
_LANG: Final = re.compile(r"\s*<lang(?:\.[^\s<>]+)?\s([^<>]+)>(?:(?!</lang>).)*(?:</lang>)?\s*", re.DOTALL)
_CLOCK: Final = re.compile(r"<\d[\d:.]*>")
_CONTINUES: Final = ("NOTE", "STYLE", "REGION")


def read_subrip(data: bytes, sheet: CueSheet, language: str) -> str:
    """Read SubRip into the sheet; return the language, which the form itself cannot give."""
    for block in _parted(blocks_of(text_lines(data, sheet)), sheet):
        _read_cue(block, sheet, None)
    return language


def read_webvtt(data: bytes, sheet: CueSheet, language: str) -> str:
    """Read WebVTT into the sheet; return the language of its header, else that of its file's name."""
    blocks = blocks_of(text_lines(data, sheet))
    header = read_header(blocks.pop(0), sheet) if blocks and blocks[0].lines[0].startswith("WEBVTT") else Header()
    for block in _parted(blocks, sheet):
        word = block.lines[0].split(None, 1)[0].rstrip(":")
        if word in _CONTINUES and "-->" not in block.lines[0]:
            header.read_block(word, block, sheet)
        else:
            _read_cue(block, sheet, header)
    return header.language or language


def _parted(blocks: list[Block], sheet: CueSheet) -> list[Block]:
    """Part a block in which a second line of times stands: an empty line is missing there, that is certain."""
    parted: list[Block] = []
    for first, lines in blocks:
        times = [number for number, line in enumerate(lines) if "-->" in line and TIMES.match(line)]
        cuts = [0]
        for before, at in pairwise(times):
            cuts.append(at - 1 if _is_next_number(lines, before, at) else at)
            what = "the empty line that parts two cues is missing; it was read as there"
            sheet.repair(f"line {first + cuts[-1]}", what)
        parted += [Block(first + start, lines[start:end]) for start, end in pairwise([*cuts, len(lines)])]
    return parted


def _is_next_number(lines: list[str], before: int, at: int) -> bool:
    """Say whether the line above a line of times is that cue's number, not text: it follows the number before."""
    above = lines[at - 1].strip()
    if at - 1 <= before or not above.isdecimal() or len(above) > 9:
        return False
    known = lines[before - 1].strip() if before > 0 else ""
    return known.isdecimal() and int(above) == int(known) + 1


def _read_cue(block: Block, sheet: CueSheet, header: Header | None) -> None:
    try:
        sheet.add(_cue(block, sheet, header))
    except CueLeftOut as why:
        sheet.leave_out(f"the cue at line {block.first}", why)


def _cue(block: Block, sheet: CueSheet, header: Header | None) -> Cue:
    """Return the cue of a block; `header` is None for SubRip."""
    at, match = _times_of(block)
    where = f"line {block.first + at}"
    start, end = cue_times(
        match, mark="," if header is None else ".", hours_needed=header is None,
        repair=lambda what: sheet.repair(where, what),
    )  # fmt: skip
    if at and header is not None:
        sheet.kept["cue identifier"] += 1
    raw = "\n".join(block.lines[at + 1 :])
    box = _placed(match.groups()[13].strip(), sheet, header)
    for tag in _TAG.finditer(raw):
        name = _named(tag)
        if name not in ("<v>", "<lang>") and not tag[0].startswith("</"):
            sheet.kept[name] += 1
    text = html.unescape(_TAG.sub("", raw))
    within = _LANG.fullmatch(_CLOCK.sub("", raw)) if header is not None else None
    speakers = tuple(html.unescape(name).strip() for name in _VOICE.findall(raw)) if header is not None else ()
    pointer = lines_at(block.first, block.first + len(block.lines) - 1)
    return Cue(start, end, text, pointer, language_tag(within[1]) if within else "", speakers, box)


def _times_of(block: Block) -> tuple[int, re.Match[str]]:
    """Return the line of times, the first or second of a block; raise `CueLeftOut` where there is none."""
    for at, line in enumerate(block.lines[:2]):
        if match := TIMES.match(line):
            return at, match
        if "-->" in line:
            raise CueLeftOut(f"{line.strip()[:60]!r} is not a time span such as 00:00:01.000 --> 00:00:02.500")
    raise CueLeftOut(f"no line with '-->' in {block.lines[0][:60]!r}")


def _placed(settings: str, sheet: CueSheet, header: Header | None) -> Box | None:
    """Return the box of the region that a cue's settings name; other settings have no exact place, and are kept."""
    if not settings:
        return None
    given = dict(setting.partition(":")[::2] for setting in settings.split())
    box = header.boxes.get(given.pop("region", "")) if header is not None else None
    if given:
        sheet.kept["cue settings"] += 1
    return box


def _named(tag: re.Match[str]) -> str:
    name, time, override = tag.groups()
    if override:
        return "{\\" + tag[0][2:4].rstrip("}0123456789") + "}"
    return "<00:00:00.000>" if time else f"<{(name or '').lower()}>"
