"""SubStation Alpha and Advanced SubStation Alpha: sections of lines, events in columns that a Format line names."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.port import AssetReference
from extractors.timed.cue_times import seconds_of
from extractors.timed.cues import Cue, CueLeftOut, CueSheet, lines_at
from extractors.timed.lines import text_lines
from ontology.model import Segment

_TIME: Final = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2})[.:](\d{1,3})")
_OVERRIDE: Final = re.compile(r"\{([^{}]*)\}")
_DRAWING: Final = re.compile(r"\\p[1-9]")
_TAG: Final = re.compile(r"\\(\d?[a-zA-Z]+)")
_COLUMNS: Final = ("Layer", "Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text")
_READ_COLUMNS: Final = frozenset(("Start", "End", "Name", "Actor", "Text"))
_EMPTY: Final = frozenset(("", "0", "0000", "Marked=0"))
_INFO: Final = {
    "title": "title", "original script": "contributor", "original translation": "contributor",
    "original editing": "contributor", "original timing": "contributor", "script updated by": "contributor",
    "update details": "note", "synch point": "note",
}  # fmt: skip
_FILES: Final = ("video file", "audio file")


class Substation:
    """Reads one file into a sheet; `reference` names the film, where the file names it."""

    def __init__(self, sheet: CueSheet) -> None:
        self._sheet = sheet
        self._section = ""
        self._columns: tuple[str, ...] = _COLUMNS
        self.reference = AssetReference()

    def read(self, data: bytes) -> None:
        """Read the lines of a file."""
        for number, line in enumerate(text_lines(data, self._sheet), 1):
            text = line.strip()
            if text.startswith("[") and text.endswith("]"):
                self._section = text[1:-1].lower()
            elif text.startswith((";", "!:")):
                self._sheet.say("note", text.lstrip(";!: "), lines_at(number, number))
            elif text:
                name, _, value = line.partition(":")
                self._line(name.strip(), value.strip(), number)

    def _line(self, name: str, value: str, number: int) -> None:
        if self._section == "events":
            self._event(name, value, number)
        elif name.lower() in _FILES and not value.startswith("?"):
            if not self.reference.name:
                self.reference = AssetReference(name=re.split(r"[/\\]", value)[-1])
        elif self._section == "script info" and name.lower() in _INFO:
            self._sheet.say(_INFO[name.lower()], value, lines_at(number, number))
        elif self._section == "script info":
            self._sheet.kept[f"Script Info:{name[:40]}"] += 1
        else:
            self._sheet.kept[f"[{self._section[:40]}]"] += 1

    def _event(self, name: str, value: str, number: int) -> None:
        if name == "Format":
            self._columns = tuple(column.strip() for column in value.split(","))[:64] or _COLUMNS
        elif name in ("Dialogue", "Comment"):
            try:
                self._cue(value, number, is_comment=name == "Comment")
            except CueLeftOut as why:
                self._sheet.leave_out(f"the event at line {number}", why)
        else:
            self._sheet.kept[f"Events:{name[:40]}"] += 1

    def _cue(self, value: str, number: int, *, is_comment: bool) -> None:
        parts = value.split(",", len(self._columns) - 1)
        if len(parts) < len(self._columns):
            raise CueLeftOut(f"it has {len(parts)} columns, its Format line names {len(self._columns)}")
        row = dict(zip(self._columns, parts, strict=True))
        for column, text in row.items():
            if column not in _READ_COLUMNS and text.strip() not in _EMPTY:
                self._sheet.kept[f"Events:{column[:40]}"] += 1
        start, end = _time(row.get("Start", "")), _time(row.get("End", ""))
        text = self._plain(row.get("Text", ""))
        if is_comment:
            if text and end > start:
                self._sheet.say("note", text, lines_at(number, number), segment=Segment(start, end))
            return
        speaker = (row.get("Name") or row.get("Actor") or "").strip()
        self._sheet.add(Cue(start, end, text, lines_at(number, number), speakers=(speaker,) if speaker else ()))

    def _plain(self, text: str) -> str:
        """Return the text without override tags, which are kept; a drawing is no text."""
        pieces, is_drawing = [], False
        for number, piece in enumerate(_OVERRIDE.split(text)):
            if number % 2 == 0:
                pieces.append("" if is_drawing else piece)
                continue
            for tag in _TAG.findall(piece):
                self._sheet.kept["{\\" + tag[:8] + "}"] += 1
            if "\\p" in piece:
                is_drawing = _DRAWING.search(piece) is not None
        return re.sub(r"\\[Nn]", "\n", "".join(pieces)).replace("\\h", "\u00a0")


def _time(text: str) -> Decimal:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise CueLeftOut(f"{text.strip()[:40]!r} is not a time such as 0:00:01.00")
    return seconds_of(*match.groups())
