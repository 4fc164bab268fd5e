"""Times as broadcasters' forms write them, as exact seconds; dates as xsd text.

ISO 8601 durations, MPEG-7 time points and durations with fractions (ISO/IEC 15938-5, 5.4), clock times, timecodes.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from extractors.timecode import Rate, exact, parse_rate, timecode_seconds

LONGEST_S: Final = 10_000_000
"""About 115 days; what is longer is no medium."""

_ISO: Final = re.compile(
    r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,12}))?S)?(?:(\d{1,12})N)?(?:(\d{1,12})F)?)?"
)
_POINT: Final = re.compile(
    r"T(\d{1,4})(?::(\d{1,2}))?(?::(\d{1,2}))?(?:[.,](\d{1,12}))?(?::(\d{1,12})(?:\.\d+)?)?(?:F(\d{1,12}))?"
)
_CLOCK: Final = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,3}):)?(\d{1,9})(?:[.,](\d{1,12}))?")
_SPOKEN: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(h|hours?|mn|min|minutes?|ms|s|sec|seconds?)(?![a-z])", re.IGNORECASE)
_UNITS: Final = {"h": 3600, "m": 60, "s": 1}
_DATE: Final = re.compile(
    r"(?:UTC\s+)?(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?"
    r"(?:[T ]\s*(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?"
)


def duration(text: str, rate: str = "") -> Decimal | None:
    """Return seconds from any of the spellings of a duration; None where it is none, or frames have no `rate`.

    >>> duration("PT4.967S"), duration("PT0H0M0S5760N44100F"), duration("48:46"), duration("00:00:04:29", "30")
    (Decimal('4.967'), Decimal('0.131'), Decimal('2926.000'), Decimal('4.967'))
    """
    text = text.strip()
    for read in (_iso, _point, _clock, _spoken):
        found = read(text)
        if found is not None:
            return exact(found) if found <= LONGEST_S else None
    frames = parse_rate(rate) if rate else None
    found = timecode_seconds(text, Rate(frames)) if frames else None
    if found is None and re.fullmatch(r"\d{1,3}:\d\d:\d\d[:;]00", text):
        found = _clock(text[:-3])
    return exact(found) if found is not None and found <= LONGEST_S else None


def edit_units(count: str, rate: str) -> Decimal | None:
    """Return the seconds of a number of edit units (frames, samples) at a rate; None where either is no number."""
    try:
        units = Fraction(count.strip())
        per_second = parse_rate(rate) or Fraction(rate.strip())
    except (ValueError, ZeroDivisionError):
        return None
    if per_second <= 0 or not 0 <= units / per_second <= LONGEST_S:
        return None
    return exact(units / per_second)


def _iso(text: str) -> Fraction | None:
    match = _ISO.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds, decimals, parts, per_second = match.groups()
    total = Fraction(int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0))
    if decimals:
        total += Fraction(int(decimals), 10 ** len(decimals))
    if parts and per_second and int(per_second):
        total += Fraction(int(parts), int(per_second))
    return total


def _point(text: str) -> Fraction | None:
    """Return an MPEG-7 time point in its medium: ``T00:01:02:500F1000``."""
    match = _POINT.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, decimals, parts, per_second = match.groups()
    total = Fraction(int(hours) * 3600 + int(minutes or 0) * 60 + int(seconds or 0))
    if decimals:
        total += Fraction(int(decimals), 10 ** len(decimals))
    if parts and per_second and int(per_second):
        total += Fraction(int(parts), int(per_second))
    return total


def _clock(text: str) -> Fraction | None:
    """Return ``1:02:13``, ``48:46``, ``00:00:04.967`` or ``12.5`` as seconds."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, decimals = match.groups()
    if minutes and int(seconds) > 59:
        return None
    total = Fraction(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds))
    return total + Fraction(int(decimals), 10 ** len(decimals)) if decimals else total


def _spoken(text: str) -> Fraction | None:
    """Return ``1h 2mn``, ``4s 967ms`` or ``12 min`` as seconds: MediaInfo and cataloguers write so."""
    parts = _SPOKEN.findall(text)
    if not parts or _SPOKEN.sub("", text).strip(" ,"):
        return None
    total = Fraction(0)
    for number, unit in parts:
        factor = Fraction(1, 1000) if unit.lower() == "ms" else Fraction(_UNITS[unit[0].lower()])
        total += Fraction(number) * factor
    return total


def moment(text: str) -> str:
    """Return a date or a date with time as xsd has it, to the precision it came in; "" where it is none.

    >>> moment("2005-10-28 17:46:46 UTC"), moment("1902"), moment("20081224"), moment("c. 1900")
    ('2005-10-28T17:46:46Z', '1902', '2008-12-24', '')
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second, decimals, zone = match.groups()
    if year == "0000" or (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
        return ""
    date = "-".join(part for part in (year, month, day) if part)
    if not hour or not day:
        return date if not hour else ""
    if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
        return ""
    time = f"{hour}:{minute}:{second or '00'}" + (f".{decimals}" if decimals else "")
    return f"{date}T{time}{_zone(zone or '', utc=text.strip().startswith('UTC'))}"


def _zone(zone: str, *, utc: bool) -> str:
    if zone in ("Z", "UTC") or (not zone and utc):
        return "Z"
    if not zone:
        return ""
    hours, minutes = zone[:3], zone[3:].lstrip(":")
    return f"{hours}:{minutes or '00'}"


def joined_moment(date: str, time: str) -> str:
    """Return a date and a time of day written apart as one; the date alone where the time is none."""
    date = date.strip()
    zone = re.search(r"(Z|[+-]\d\d:\d\d)$", date) if len(date) > 10 else None
    if time.strip() and zone:
        date = date[: zone.start()]
        time = time.strip() + ("" if re.search(r"(Z|[+-]\d\d:\d\d)$", time.strip()) else zone[1])
    return (moment(f"{date}T{time.strip()}") if time.strip() else "") or moment(date) or moment(date[:10])
