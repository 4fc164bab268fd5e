"""A table's mapping: which column becomes what, from the header table or from a file beside the table.

``NAME.mapping.json`` or ``NAME.mapping.csv`` stands beside ``NAME.csv``; docs/how-to/read-a-table.md describes both. A
column that the file names is read as the file says; every other one as the header table does.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

import orjson

from extractors.news.table_columns import HEADERS, ID, KEEP, LISTS, NAME, TARGETS, folded
from extractors.port import SourceRefused
from extractors.timecode import parse_rate
from extractors.xml_form import language_tag
from ontology.terms import PROPERTIES

ENDINGS: Final = (".csv", ".tsv", ".tab")
MAPPING_ENDINGS: Final = (".mapping.json", ".mapping.csv")
_LARGEST: Final = 1 << 20
_COLUMN_KEYS: Final = ("property", "separator", "language", "scale", "keep")
_TABLE_KEYS: Final = ("agent", "delimiter", "encoding", "language", "frameRate", "startTimecode", "decimal",
                      "dateFormat", "comment")  # fmt: skip
_DATE_FORMATS: Final = ("", "DMY", "MDY", "YMD")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, what it becomes, how its cells are parted, their language, and a factor for numbers.

    `target` is a property, one of `TARGETS`, `KEEP`, or "" for a column that nobody knows.
    """

    header: str
    target: str = ""
    separator: str = ""
    language: str = ""
    scale: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one table is read. `columns` are those that a mapping file names, by their folded header.

    `start` is the timecode of a film's first frame, from which start and end are then counted.
    """

    columns: dict[str, Column] = field(default_factory=dict)
    agent: str = ""
    delimiter: str = ""
    encoding: str = ""
    language: str = ""
    rate: Fraction | None = None
    start: str = ""
    decimal: str = ""
    dates: str = ""
    path: str = ""

    def column(self, header: str) -> Column:
        """Return the column of a header."""
        known = self.columns.get(folded(header))
        if known is not None:
            return replace(known, header=header)
        target = HEADERS.get(folded(header), "")
        return Column(header, target, language=self.language)


def mapping_beside(path: str) -> Mapping:
    """Return the mapping of the table at a path; an empty one where no file stands beside it.

    Raises `SourceRefused`, naming the mapping file, its column and the rule, for one that cannot be used.
    """
    found = mapping_path(path)
    if not found:
        return Mapping()
    try:
        if os.path.getsize(found) > _LARGEST:
            raise SourceRefused(f"{found}: is over the limit of {_LARGEST} bytes for a mapping")
        with open(found, "rb") as file:
            data = file.read(_LARGEST)
    except OSError as err:
        raise SourceRefused(f"{found}: cannot be read: {err.strerror or err}") from err
    if found.endswith(".json"):
        return _from_json(found, data)
    return _from_csv(found, data)


def mapping_path(table: str) -> str:
    """Return the path of the mapping file that stands beside a table, "" where there is none."""
    plain = table[:-3] if table.lower().endswith(".gz") else table
    stem = next((plain[: -len(e)] for e in ENDINGS if plain.lower().endswith(e)), plain)
    candidates = (name + ending for name in dict.fromkeys((stem, plain)) for ending in MAPPING_ENDINGS)
    return next((each for each in candidates if os.path.isfile(each)), "")


def table_of_mapping(path: str) -> str:
    """Return the path of the table that a mapping file stands beside; "" where the file is none, or alone."""
    ending = next((e for e in MAPPING_ENDINGS if path.lower().endswith(e)), "")
    if not ending:
        return ""
    stem = path[: -len(ending)]
    tables = (stem, *(stem + e + packed for e in ENDINGS for packed in ("", ".gz")))
    return next((each for each in tables if each.lower().endswith((*ENDINGS, ".gz")) and os.path.isfile(each)), "")


def _from_json(path: str, data: bytes) -> Mapping:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as err:
        raise SourceRefused(f"{path}: not valid JSON at line {err.lineno}, column {err.colno}: {err.msg}") from err
    if not isinstance(document, dict) or not isinstance(document.get("columns"), dict):
        raise SourceRefused(f'{path}: a mapping is an object with "columns": {{"HEADER": "PROPERTY", …}}')
    table = document.get("table", {})
    if not isinstance(table, dict):
        raise SourceRefused(f'{path}: "table" is not an object')
    for key in table:
        if key not in _TABLE_KEYS:
            raise SourceRefused(f"{path}: table has the key {key[:40]!r}; known are {', '.join(_TABLE_KEYS)}")
    texts = {key: value if isinstance(value, str) else f"{value}" for key, value in table.items()}
    columns: dict[str, Column] = {}
    language = language_tag(texts.get("language", ""))
    for header, said in document["columns"].items():
        columns[folded(header)] = _column(path, header, {"property": said} if isinstance(said, str) else said, language)
    return _mapping(path, columns, texts)


def _from_csv(path: str, data: bytes) -> Mapping:
    columns: dict[str, Column] = {}
    try:
        rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines(), strict=True))
    except (csv.Error, UnicodeDecodeError) as err:
        raise SourceRefused(f"{path}: not a table in UTF-8: {err}") from err
    for row in rows:
        header = (row.get("column") or "").strip()
        if not header or None in row:
            raise SourceRefused(f"{path}: a mapping has the columns column, property, separator, language, scale, keep")
        said = {key: value for key, value in row.items() if key in _COLUMN_KEYS and value}
        columns[folded(header)] = _column(path, header, said, "")
    return Mapping(columns, path=path)


def _column(path: str, header: str, said: Any, language: str) -> Column:
    where = f"{path}: column {header[:60]!r}"
    if not isinstance(said, dict) or not set(said) <= set(_COLUMN_KEYS):
        raise SourceRefused(f"{where} is neither a property nor an object with {', '.join(_COLUMN_KEYS)}")
    if said.get("keep"):
        return Column(header, KEEP)
    target = str(said.get("property", "")).removeprefix("mg:")
    if target not in TARGETS and target not in PROPERTIES:
        raise SourceRefused(f"{where} becomes {target[:60]!r}, no property, nor {', '.join(sorted(TARGETS))}")
    scale = None
    if "scale" in said:
        try:
            scale = Decimal(str(said["scale"]))
        except InvalidOperation:
            scale = Decimal("NaN")
        if not scale.is_finite() or scale == 0 or abs(scale.adjusted()) > 12:
            raise SourceRefused(f"{where} has the scale {said['scale']!r}, which is no factor")
    tag = language_tag(str(said.get("language", ""))) or language
    return Column(header, target, str(said.get("separator", "")), tag, scale)


def _mapping(path: str, columns: dict[str, Column], table: dict[str, str]) -> Mapping:
    rate = parse_rate(table["frameRate"]) if "frameRate" in table else None
    if "frameRate" in table and rate is None:
        raise SourceRefused(f"{path}: table.frameRate is {table['frameRate'][:40]!r}, which is no rate of frames")
    delimiter, decimal, dates = table.get("delimiter", ""), table.get("decimal", ""), table.get("dateFormat", "")
    if len(delimiter) > 1 or decimal not in ("", ".", ",") or dates not in _DATE_FORMATS:
        raise SourceRefused(f"{path}: table.delimiter is one character, decimal . or , and dateFormat DMY, MDY or YMD")
    encoding = table.get("encoding", "")
    try:
        "".encode(encoding or "utf-8")
    except LookupError as err:
        raise SourceRefused(f"{path}: table.encoding is {encoding[:40]!r}, which is no encoding") from err
    language = language_tag(table.get("language", ""))
    return Mapping(columns, table.get("agent", ""), delimiter, encoding, language, rate, table.get("startTimecode", ""),
                   decimal, dates, path)  # fmt: skip


def is_list(column: Column) -> bool:
    """Say whether a column's cells hold several values."""
    return bool(column.separator) or column.target in LISTS


def names_asset(columns: list[Column]) -> bool:
    """Say whether some column names the Asset of each row."""
    return any(column.target in (ID, NAME) for column in columns)
