"""Cells as values: lists, numbers with a decimal comma, dates as people write them, times and timecodes."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from extractors.news.newsroom import moment
from extractors.news.ninjs_media import aspect_ratio, bit_rate
from extractors.news.table_mapping import Column, Mapping
from extractors.news.video_hub_values import length
from extractors.port import ObservationSkipped
from extractors.timecode import Rate, exact, timecode_seconds
from ontology.terms import PROPERTIES

_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,12})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:([ .,'\u00a0\u202f])\d{3})+")
_DOTTED: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[ ,T]+(\d{1,2}:\d\d(?::\d\d)?))?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/\-](\d{1,2})[/\-](\d{4})(?:[ ,T]+(\d{1,2}:\d\d(?::\d\d)?))?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ ,T]+(\d{1,2}:\d\d(?::\d\d)?))?")
_UNIT: Final = re.compile(r"\s*(?:px|pixels?|fps|hz|s|sec|seconds|stars?)\.?\Z", re.IGNORECASE)
_SPLIT: Final = re.compile(r"\s*[;|\n]\s*")


def values_of(cell: str, column: Column, mapping: Mapping, *, is_list: bool) -> list[str]:
    """Return the values in a cell, as text; raise `ObservationSkipped`, with the rule, for one that cannot be one."""
    cell = cell.strip()
    if not is_list:
        return [_value(cell, column, mapping)] if cell else []
    if column.separator:
        parts = cell.split(column.separator)
    else:
        parts = _SPLIT.split(cell)
        parts = cell.split(",") if len(parts) == 1 else parts
    return list(dict.fromkeys(_value(part.strip(), column, mapping) for part in parts if part.strip()))


def _value(text: str, column: Column, mapping: Mapping) -> str:
    term = PROPERTIES[column.target]
    datatype = term.datatype.rpartition("#")[2]
    if column.target == "duration":
        return _plain(_seconds(text, column, mapping, None))
    if column.target == "aspectRatio":
        return aspect_ratio(text) or _number(text, column, mapping)
    if column.target == "bitRate":
        return bit_rate(text) or _number(text, column, mapping)
    if datatype in ("decimal", "integer"):
        return _number(text, column, mapping)
    return date_of(text, mapping.dates) if datatype == "dateTime" else text


def _number(text: str, column: Column, mapping: Mapping) -> str:
    plain = _UNIT.sub("", text)
    if _GROUPED.fullmatch(plain) and not _NUMBER.fullmatch(plain):
        plain = re.sub(r"[ .,'\u00a0\u202f]", "", plain)
    if not _NUMBER.fullmatch(plain):
        raise ObservationSkipped(f"is {text[:40]!r}, not a number")
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", plain) and mapping.decimal != ",":
        raise ObservationSkipped(f"is {text[:40]!r}: table.decimal must say what the comma parts")
    number = Decimal(plain.replace(",", "."))
    return _plain(number if column.scale is None else number * column.scale)


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text


def time_of(text: str, column: Column, mapping: Mapping, rate: Rate | None) -> Decimal:
    """Return a start or end in seconds; raise `ObservationSkipped` for what is no time, or counts frames of no rate."""
    time = _seconds(text.strip(), column, mapping, rate)
    if not mapping.start:
        return time
    origin = _seconds(mapping.start, column, mapping, rate)
    if time < origin:
        raise ObservationSkipped(f"is {text[:40]!r}, before the film's first frame at {mapping.start[:20]}")
    return time - origin


def _seconds(text: str, column: Column, mapping: Mapping, rate: Rate | None) -> Decimal:
    if text.count(":") == 3 or ";" in text:
        rate = rate or (Rate(mapping.rate) if mapping.rate is not None else None)
        if rate is None:
            raise ObservationSkipped(f"is {text[:40]!r}, which counts frames: a column or mapping must tell their rate")
        found = timecode_seconds(text, rate)
        if found is None:
            raise ObservationSkipped(f"is {text[:40]!r}, which is no timecode at {rate.text} frames a second")
        return exact(found)
    if ":" in text:
        clock = length(text.replace(",", "."))
        if clock is None:
            raise ObservationSkipped(f"is {text[:40]!r}, not a time such as 00:01:30.5 or 90.5")
        return clock
    try:
        return exact_seconds(Decimal(_number(text, column, mapping)))
    except InvalidOperation as err:
        raise ObservationSkipped(f"is {text[:40]!r}, not a number of seconds") from err


def exact_seconds(number: Decimal) -> Decimal:
    """Return seconds to the millisecond; raise `ObservationSkipped` for what no film is long."""
    if not 0 <= number < Decimal("1e9"):
        raise ObservationSkipped(f"is {number:f}, which is no time in seconds")
    return number.quantize(Decimal("0.001"))


def date_of(text: str, order: str) -> str:
    """Return a date or moment in xsd form; raise `ObservationSkipped` for none, and where day and month may be swapped.

    ``17.12.1903`` has the day first wherever dots are written; with slashes `order` tells (DMY, MDY), or a number over
    12 does.
    """
    if found := moment(text):
        return found
    if match := _DOTTED.fullmatch(text):
        day, month, year, clock = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day, clock = match.groups()
    elif match := _SLASHED.fullmatch(text):
        first, second, year, clock = match.groups()
        if order not in ("DMY", "MDY") and int(first) <= 12 and int(second) <= 12 and first != second:
            raise ObservationSkipped(f"is {text[:40]!r}: say by table.dateFormat which is the day, DMY or MDY")
        day_first = order == "DMY" or (order != "MDY" and int(first) > 12) or first == second
        day, month = (first, second) if day_first else (second, first)
    else:
        raise ObservationSkipped(f"is {text[:40]!r}, not a date such as 2026-11-22 or 22.11.2026")
    date = f"{year}-{int(month):02}-{int(day):02}"
    if clock:
        hour, _, rest = clock.partition(":")
        date += f"T{int(hour):02}:{rest}" + ("" if rest.count(":") else ":00")
    if not moment(date):
        raise ObservationSkipped(f"is {text[:40]!r}, which no calendar has")
    return date
