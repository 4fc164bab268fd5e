"""Avid Log Exchange: a heading, the columns, and one line a clip (Avid Editing Guide, "ALE").

Each line is about a clip of its own, which is the Asset: known by its source file where that is a media file, else by
its name. What the camera and the log wrote is the logging system's word; descriptions and comments are people's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Final

from extractors import media_type as types
from extractors.edits.ale_columns import COLUMNS, HEADING, KEYS, Column
from extractors.edits.sheet import EditSheet
from extractors.files.claims import clean_text
from extractors.files.text import decoded
from extractors.port import Extraction, Source, SourceRefused
from extractors.reading import MAX_PATHS
from extractors.reference import is_media_name
from extractors.timecode import Rate, exact, parse_rate, timecode_seconds
from extractors.timed.cues import lines_at
from ontology.model import Agent, AgentKind

_SYSTEM: Final = Agent(AgentKind.SYSTEM, "Avid log")
_MOST_COLUMNS: Final = 1_000
_SIZE: Final = re.compile(r"(\d{2,5})\s*[xX×]\s*(\d{2,5})[ipIP]?")
_RATIO: Final = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*[:/]\s*(\d{1,3}(?:\.\d{1,4})?)|(\d\.\d{1,4})(?::1)?")
_RATE: Final = re.compile(r"(\d{2,6}(?:\.\d)?)\s*(k?)(?:hz)?", re.IGNORECASE)
_DATES: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y")
"""Dates that can be read in one way only; 7/8/17 may be in July or August, and stays in the file."""


@dataclass(frozen=True)
class AleExtractor:
    """Avid Log Exchange."""

    name: str = "ale"
    version: str = "1"
    reads: str = "Avid Log Exchange (ALE): clips with reel, timecode, duration, scene, take, camera, size, comments"
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False, compare=False)

    def recognises(self, source: Source) -> bool:
        """Say whether the lines are those of a log."""
        return source.media_type == types.ALE

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction for each clip; raise `SourceRefused` where there is none."""
        log = _Log(decoded(source.data).removeprefix("\ufeff"), source.path)
        counts = log.kept, log.unmapped, log.problems
        named = Counter[str]()
        for sheet in log.clips():
            named[sheet.name] += 1  # subclips of one file: none replaces the other
            found = sheet.extraction(part=str(named[sheet.name]) if named[sheet.name] > 1 else "")
            kept, unmapped, problems = (dict(counts[0]), dict(counts[1]), tuple(counts[2]))
            for gathered in counts:
                gathered.clear()
            yield Extraction(found.reference, found.runs, unmapped=unmapped, kept=kept, problems=problems)


class _Log:
    """One log: what its heading says, and its lines."""

    def __init__(self, text: str, path: str) -> None:
        self.kept, self.unmapped, self.problems = Counter[str](), Counter[str](), list[str]()
        self._lines = re.split(r"\r\n|\n|\r", text)
        self._path = path
        self._columns: list[str] = []
        self._first = 0
        self._rate: Fraction | None = None
        self._read_heading()

    def _read_heading(self) -> None:
        section = ""
        for number, line in enumerate(self._lines):
            word = line.strip()
            if word in ("Heading", "Column", "Data"):
                section = word
                if word == "Data":
                    self._first = number + 1
                    break
            elif section == "Column" and word:
                self._columns = [column.strip() for column in line.split("\t")][:_MOST_COLUMNS]
            elif section == "Heading" and word:
                self._heading(*(part.strip() for part in line.partition("\t")[::2]))
        if not self._columns or not self._first:
            raise SourceRefused(f"{self._path}: has no {'columns' if not self._columns else 'data'}")

    def _heading(self, name: str, value: str) -> None:
        if name == "FPS":
            self._rate = parse_rate(value)
        elif name in HEADING:
            self.kept[f"Heading:{name}"] += 1
        else:
            self.unmapped[f"Heading:{name[:40]}"] += 1

    def clips(self) -> Iterator[EditSheet]:
        """Yield what each line says; raise `SourceRefused` where none has a name."""
        found = 0
        for number, line in enumerate(self._lines[self._first :], self._first + 1):
            cells = [cell.strip() for cell in line.split("\t")]
            row = {name: cell for name, cell in zip(self._columns, cells, strict=False) if name and cell}
            if not row:
                continue
            if not (row.get("Name") or row.get("Source File")):
                self.problems.append(f"line {number} is left out: it names no clip")
                continue
            found += 1
            yield self._clip(row, number)
        if not found:
            raise SourceRefused(f"{self._path}: holds no clip with a name")

    def _clip(self, row: dict[str, str], number: int) -> EditSheet:
        file = re.split(r"[/\\]", row.get("Source File") or row.get("Source Path", ""))[-1]
        name = file if is_media_name(file) else row.get("Name") or file
        sheet = EditSheet(_SYSTEM, name=name, title=row.get("Name", ""))
        rate = parse_rate(row.get("FPS", "")) or self._rate
        at = lines_at(number, number)
        if row.get("UNC Path", "").endswith(row.get("Source File", "\0")):
            row = {column: text for column, text in row.items() if column != "Source File"}
        for column, text in row.items():
            known = COLUMNS.get(column)
            if known is None:
                key = f"Column:{column[:60]}"
                self.unmapped[key if len(self.unmapped) < MAX_PATHS else "…"] += 1
            elif known.becomes.startswith("kept"):
                self.kept[f"Column:{column}"] += 1
            elif not self._say(sheet, known, text, rate, at):
                self.kept[f"Column:{column}"] += 1
                self.problems.append(f"line {number}: {column} is {text[:40]!r}, which is no {known.becomes}")
        return sheet

    def _say(self, sheet: EditSheet, column: Column, text: str, rate: Fraction | None, at: str) -> bool:
        """Say what one cell says; return whether it could be read."""
        values = _values(column, text, rate)
        for name, value in values.items():
            if column.is_told:
                sheet.tell(name, value, at)
            else:
                sheet.say(name, value, at)
        return bool(values)


def _values(column: Column, text: str, rate: Fraction | None) -> dict[str, str]:
    """Return property to value of a cell; nothing where it is not of the column's kind."""
    match column.kind:
        case "size":
            size = _SIZE.match(text)
            return {"width": size[1], "height": size[2]} if size else {}
        case "ratio":
            ratio = _RATIO.fullmatch(text)
            value = _ratio(ratio) if ratio else ""
            return {column.becomes: value} if value else {}
        case "rate":
            frames = parse_rate(text)
            return {column.becomes: Rate(frames).text} if frames else {}
        case "samples":
            hertz = _RATE.fullmatch(text)
            return {column.becomes: f"{float(hertz[1]) * (1000 if hertz[2] else 1):.0f}"} if hertz else {}
        case "duration":
            length = timecode_seconds(text, Rate(rate)) if rate else None
            return {column.becomes: clean_text(exact(length))} if length else {}
        case "date":
            day = _date(text)
            return {column.becomes: day} if day else {}
        case "cdl":
            return {column.becomes: f"{column.prefix} {text}"}
    return {column.becomes: text}


def _ratio(match: re.Match[str]) -> str:
    if match[3]:
        return match[3]
    height = float(match[2])
    return f"{float(match[1]) / height:.4f}".rstrip("0").rstrip(".") if height else ""


def _date(text: str) -> str:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return ""


EXTRACTOR: Final = AleExtractor()
"""For the registry."""
