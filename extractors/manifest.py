"""Manifests: which output speaks of which asset, by which model, when (CSV or JSON Lines).

Paths are relative to the manifest's own folder; an absolute path or one with ``..`` is allowed, since it is the user's
own file and is only ever read. Errors name the manifest, the row (counted from 1, the header being row 1 of a CSV) and
the column.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from extractors.file_names import readable
from extractors.port import SourceRefused
from extractors.source import file_sha256

COLUMNS: Final = (
    "output", "asset", "extractor", "model", "version", "time", "checksum", "id", "language", "duration",
)  # fmt: skip
"""The columns (CSV) or keys (JSON Lines) of a manifest; only `output` is required."""

_SHA256: Final = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_LARGEST: Final = 256 << 20


class ManifestError(ValueError):
    """A manifest that cannot be used. `row` counts from 1 (0: the file itself), `column` is "" for the whole row."""

    def __init__(self, path: str, row: int, column: str, problem: str) -> None:
        self.path, self.row, self.column, self.problem = path, row, column, problem
        place = f", row {row}" if row else ""
        super().__init__(f"{readable(path)}{place}{f', column {column}' if column else ''}: {problem}")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One row. `output` is the path to open; `asset` a name, a path, or ``sha256:`` and a content hash.

    `row` is its place in `manifest`. `time` is an xsd:dateTime; `checksum` the SHA-256 of the output as it lies on
    disk, in lower-case hex; `duration_s` the asset's length. What the row leaves out is "" or None.
    """

    manifest: str
    row: int
    output: str
    asset: str = ""
    asset_path: str = ""
    extractor: str = ""
    model: str = ""
    version: str = ""
    time: str = ""
    checksum: str = ""
    id: str = ""
    language: str = ""
    duration_s: float | None = None

    @property
    def asset_sha256(self) -> str:
        """The asset's content hash where the row names it so, else ""."""
        match = _SHA256.fullmatch(self.asset) if self.asset.startswith("sha256:") else None
        return match[1].lower() if match else ""


def read_manifest(path: str) -> list[ManifestRow]:
    """Return the rows of a manifest, in order; raises `ManifestError` for the first one that cannot be used."""
    try:
        if os.path.getsize(path) > _LARGEST:
            raise ManifestError(path, 0, "", f"is over the limit of {_LARGEST} bytes")
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as err:
        raise ManifestError(path, 0, "", f"cannot be read: {err.strerror or err}") from err
    except UnicodeDecodeError as err:
        raise ManifestError(path, 0, "", f"is not UTF-8: byte {err.start} is {err.object[err.start]:#04x}") from err
    records = _json_records(path, text) if text.lstrip()[:1] == "{" else _csv_records(path, text)
    rows: dict[str, ManifestRow] = {}
    for number, record in records:
        row = _row(path, number, record)
        earlier = rows.setdefault(os.path.realpath(row.output), row)
        if earlier is not row:
            raise ManifestError(path, number, "output", f"{row.output!r} is listed in row {earlier.row} already")
    return list(rows.values())


def verify_checksum(row: ManifestRow, sha256: str = "") -> None:
    """Raise `SourceRefused` where the output's SHA-256 (read from disk if not given) is not the row's checksum."""
    if not row.checksum:
        return
    found = sha256 or file_sha256(row.output)
    if found != row.checksum:
        raise SourceRefused(
            f"{readable(row.output)}: its SHA-256 is {found}, but {readable(row.manifest)}, row {row.row}, "
            f"column checksum says {row.checksum}"
        )


def _csv_records(path: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text.splitlines(), strict=True)
    header: list[str] = []
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as err:
            raise ManifestError(path, reader.line_num, "", f"is not CSV: {err}") from err
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip().lower() for cell in cells]
            _check_columns(path, reader.line_num, header)
            continue
        if len(cells) > len(header):
            raise ManifestError(path, reader.line_num, "", f"has {len(cells)} cells, but the header {len(header)}")
        yield reader.line_num, {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
    if not header:
        raise ManifestError(path, 0, "", f"is empty; a header with some of {', '.join(COLUMNS)} is needed")


def _json_records(path: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as err:
            raise ManifestError(path, number, "", f"is not JSON at column {err.colno}: {err.msg}") from err
        if not isinstance(record, dict):
            raise ManifestError(path, number, "", "is not a JSON object")
        _check_columns(path, number, list(record))
        yield number, {key: _cell(path, number, key, value) for key, value in record.items()}


def _cell(path: str, number: int, key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip()
    raise ManifestError(path, number, key, f"is {orjson.dumps(value).decode()[:60]}; a text or a number is needed")


def _check_columns(path: str, number: int, columns: list[str]) -> None:
    for column in columns:
        if column not in COLUMNS:
            raise ManifestError(path, number, column, f"is not known; known are {', '.join(COLUMNS)}")
    for column in columns:
        if columns.count(column) > 1:
            raise ManifestError(path, number, column, "stands there twice")
    if "output" not in columns:
        raise ManifestError(path, number, "output", "is missing; it names the file that each row is about")


def _row(path: str, number: int, record: dict[str, str]) -> ManifestRow:
    folder = os.path.dirname(path)
    for column, value in record.items():
        if not value.isprintable():
            raise ManifestError(path, number, column, f"{readable(value)} holds a control character")
    if not record.get("output"):
        raise ManifestError(path, number, "output", "is empty")
    asset = record.get("asset", "")
    beside = os.path.join(folder, asset)
    duration = record.get("duration", "")
    return ManifestRow(
        manifest=path,
        row=number,
        output=os.path.join(folder, record["output"]),
        asset=_asset(path, number, asset),
        asset_path=beside if asset and os.path.isfile(beside) else "",
        extractor=record.get("extractor", ""),
        model=record.get("model", ""),
        version=record.get("version", ""),
        time=_time(path, number, record.get("time", "")),
        checksum=_checksum(path, number, record.get("checksum", "")),
        id=record.get("id", ""),
        language=_language(path, number, record.get("language", "")),
        duration_s=_duration(path, number, duration) if duration else None,
    )


def _asset(path: str, number: int, value: str) -> str:
    if value.startswith("sha256:") and not _SHA256.fullmatch(value):
        raise ManifestError(path, number, "asset", f"{value!r} is no SHA-256: 64 hexadecimal digits are needed")
    return value


def _time(path: str, number: int, value: str) -> str:
    try:
        return datetime.fromisoformat(value).isoformat() if value else ""
    except ValueError as err:
        problem = f"{value!r} is not a date and time such as 2026-11-22T10:00:00Z"
        raise ManifestError(path, number, "time", problem) from err


def _checksum(path: str, number: int, value: str) -> str:
    match = _SHA256.fullmatch(value) if value else None
    if value and match is None:
        raise ManifestError(path, number, "checksum", f"{value!r} is no SHA-256: 64 hexadecimal digits are needed")
    return match[1].lower() if match else ""


def _language(path: str, number: int, value: str) -> str:
    if value and not _LANGUAGE.fullmatch(value):
        raise ManifestError(path, number, "language", f"{value!r} is not a BCP 47 tag such as en or pt-br")
    return value


def _duration(path: str, number: int, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e9:
        raise ManifestError(path, number, "duration", f"{value!r} is not a number of seconds")
    return seconds
