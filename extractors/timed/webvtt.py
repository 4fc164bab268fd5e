"""WebVTT's header, and its blocks that are no cues: notes, styles, regions (W3C WebVTT, 4.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from extractors.timed.cues import CueSheet, language_tag, lines_at
from extractors.timed.lines import Block
from ontology.model import Box

_HEADER_LINE: Final = re.compile(r"([A-Za-z][\w -]*?)\s*[:=]\s*(.*)")
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)%")
_KEPT_HEADERS: Final = frozenset(("kind", "x-timestamp-map", "region", "style"))
"""Which track of a player it is, where an HLS segment lies in its stream, and regions as drafts wrote them."""

_LINE_HEIGHT: Final = 0.06
"""A line of a region is 6 % of the video's height (W3C WebVTT, 7.1, step on "lineHeight")."""


@dataclass
class Header:
    """What stands before the cues: the language, and the regions that have an exact box."""

    language: str = ""
    boxes: dict[str, Box] = field(default_factory=dict)

    def read_block(self, word: str, block: Block, sheet: CueSheet) -> None:
        """Read a NOTE, STYLE or REGION block. A note is its author's word on the whole; a style is kept."""
        if word == "NOTE":
            text = "\n".join(block.lines).removeprefix("NOTE").strip()
            sheet.say("note", text, lines_at(block.first, block.first + len(block.lines) - 1))
        elif word == "REGION":
            self._read_region(block, sheet)
        else:
            sheet.kept[f"WebVTT:{word}"] += 1

    def _read_region(self, block: Block, sheet: CueSheet) -> None:
        settings = " ".join([block.lines[0].removeprefix("REGION").lstrip(":"), *block.lines[1:]]).split()
        given = {name: value for name, _, value in (setting.partition(":") for setting in settings)}
        name, box = given.pop("id", ""), region_box(given)
        if name and box is not None:
            self.boxes[name] = box
        if box is None or "scroll" in given:
            sheet.kept["WebVTT:REGION"] += 1


def read_header(block: Block, sheet: CueSheet) -> Header:
    """Return what the header says; its first line's text is a note of the author's."""
    header = Header()
    title = block.lines[0].removeprefix("WEBVTT").strip().removeprefix("-").strip()
    sheet.say("note", title, lines_at(block.first, block.first))
    for line in block.lines[1:]:
        match = _HEADER_LINE.match(line)
        name, value = (match[1], match[2].strip()) if match else (line.strip()[:40], "")
        if name.lower() == "language" and language_tag(value):
            header.language = language_tag(value)
        elif name.lower() in _KEPT_HEADERS:
            sheet.kept[f"WebVTT:{name}"] += 1
        else:
            sheet.unmapped[f"WebVTT:{name[:40]}"] += 1
    return header


def region_box(settings: dict[str, str]) -> Box | None:
    """Return where a region lies, as fractions; None where it reaches out of the picture or is no region.

    The defaults are those of W3C WebVTT, 3.3: all the width, three lines, anchored at the bottom left.
    """
    width = _percents(settings.get("width", "100%"), 1)
    anchor = _percents(settings.get("regionanchor", "0%,100%"), 2)
    viewport = _percents(settings.get("viewportanchor", "0%,100%"), 2)
    lines = settings.get("lines", "3")
    if not width or not anchor or not viewport or not lines.isdecimal() or len(lines) > 3:
        return None
    w, h = width[0], int(lines) * _LINE_HEIGHT
    x, y = viewport[0] - anchor[0] * w, viewport[1] - anchor[1] * h
    if min(x, y) < 0 or x + w > 1 + 1e-9 or y + h > 1 + 1e-9 or not w or not h:
        return None
    return Box(round(x, 6), round(y, 6), round(w, 6), round(h, 6))


def _percents(text: str, number: int) -> list[float]:
    parts = [_PERCENT.fullmatch(part) for part in text.split(",")]
    found = [float(part[1]) / 100 for part in parts if part is not None]
    return found if len(found) == len(parts) == number and max(found) <= 1 else []
