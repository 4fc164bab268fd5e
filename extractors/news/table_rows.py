"""The rows of a table (CSV, RFC 4180, and what spreadsheets make of it), one at a time, faults by line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractors.news.table_mapping import Mapping
from extractors.port import Source, SourceRefused

MOST_COLUMNS: Final = 2_000
LONGEST_CELL: Final = 1_000_000
"""Characters of one cell; a quote that is never closed ends here, and is said."""

DELIMITERS: Final = ("\t", ";", "|", ",")
_SEP: Final = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)
_PROBED: Final = 65_536


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, the header being row 1, its first line, and its cells; or what is wrong with it."""

    number: int
    line: int
    cells: list[str]
    fault: str = ""


def encoding_of(data: bytes) -> str:
    """Return how a table is encoded: by its byte order mark, UTF-8 where it is, else Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data[: 4 * _PROBED])
        if len(data) > 4 * _PROBED:
            codecs.utf_8_decode(data, "strict", True)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8-sig"


def rows(source: Source, mapping: Mapping) -> Iterator[Row]:
    """Yield the header as the first row, then every row that is not empty; raise `SourceRefused` where there is none.

    A row whose quotes are wrong comes with its fault, and the next line is read on.
    """
    encoding = mapping.encoding or encoding_of(source.data)
    stream = io.TextIOWrapper(io.BytesIO(source.data), encoding=encoding, errors="replace", newline="")
    head = stream.read(_PROBED)
    said = _SEP.match(head)
    start = said.end() if said else 1 if head.startswith("\ufeff") else 0
    delimiter = mapping.delimiter or (said[1] if said else "") or delimiter_of(head[start:])
    stream.seek(0)
    stream.read(start)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    number, line = 0, 1 if said is None else 2
    skipped = line - 1
    while True:
        first = reader.line_num + 1 + skipped
        try:
            cells = next(reader, None)
        except csv.Error as err:
            number += 1
            endless = "field larger" in str(err)
            yield Row(number, first, [], f"line {first} is not read" + (
                f": a cell begins there that does not end within {LONGEST_CELL} characters; nothing below it is read"
                if endless else f": {err}"))  # fmt: skip
            if endless:
                return
            continue
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        if len(cells) > MOST_COLUMNS:
            raise SourceRefused(f"{source.path}: line {first} has {len(cells)} cells; {MOST_COLUMNS} is the limit")
        yield Row(number, first, cells)


def delimiter_of(text: str) -> str:
    """Return what parts the cells of a header line: the mark that stands there most often outside quotes."""
    line = next((each for each in text.splitlines() if each.strip()), "")
    plain = re.sub(r'"[^"]*"', "", line)
    counts = {mark: plain.count(mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def header_of(text: str) -> list[str]:
    """Return the cells of the first line of some text that has any; empty where it is no CSV. Never raises."""
    said = _SEP.match(text)
    text = text[said.end() :] if said else text.lstrip("\ufeff")
    line = next((each for each in text.splitlines() if each.strip()), "")[:LONGEST_CELL]
    try:
        return next(csv.reader([line], delimiter=said[1] if said else delimiter_of(line)), [])
    except csv.Error:
        return []
