"""How EXIF values become texts: one function per kind of value, each returning a list (empty: nothing is said).

Codes and their meanings are from CIPA DC-008-2023, 4.6.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from extractors.files.claims import Speaker
from extractors.files.tiff import Value

Texts = list[str | Decimal | bool]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name, the property it becomes, who says it, and how its value is read."""

    name: str
    property: str
    speaker: Speaker
    read: Callable[[Value], Texts]


CAMERA_DEFAULTS: Final = frozenset((
    "olympus digital camera", "sony dsc", "digital camera", "default", "dcim", "minolta digital camera", "dav",
    "exif_jpeg_picture", "samsung digital camera", "kodak digital still camera", "konica minolta digital camera",
    "oznor", "untitled",
))  # fmt: skip
"""Sentences that cameras write where a person would describe the picture, in lower case."""
_DATE: Final = re.compile(r"(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_DIGITS: Final = re.compile(r"\d{1,9}")


def one_text(value: Value | None) -> str:
    """Return an ASCII value's text up to its NUL, in UTF-8 where it is, else Windows-1252; "" for others."""
    if not isinstance(value, bytes):
        return ""
    return _decoded(value.split(b"\x00")[0]).strip()


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def text(value: Value) -> Texts:
    """Return a text."""
    found = one_text(value)
    return [found] if found else []


def prose(value: Value) -> Texts:
    """Return a text that a person wrote: not the sentence that a maker puts into every picture."""
    return [] if one_text(value).lower() in CAMERA_DEFAULTS else text(value)


def names(value: Value) -> Texts:
    """Return the names in a list; several are separated by semicolons (4.6.3, Artist)."""
    return [part.strip() for part in one_text(value).split(";") if part.strip()]


def copyright_notice(value: Value) -> Texts:
    """Return the notice: photographer's and editor's, which a NUL separates."""
    parts = [_decoded(part).strip() for part in value.split(b"\x00")] if isinstance(value, bytes) else []
    joined = "; ".join(part for part in parts if part)
    return [joined] if joined else []


def windows_text(value: Value) -> Texts:
    """Return the text of Windows' own tags: UTF-16, little endian."""
    found = value.decode("utf-16-le", "replace").split("\x00")[0].strip() if isinstance(value, bytes) else ""
    return [found] if found else []


def windows_list(value: Value) -> Texts:
    """Return the parts of a Windows tag that semicolons separate."""
    return [part.strip() for whole in windows_text(value) for part in str(whole).split(";") if part.strip()]


def user_comment(value: Value) -> Texts:
    """Return a UserComment: eight bytes name its encoding (4.6.5)."""
    if not isinstance(value, bytes):
        return []
    code, raw = value[:8], value[8:]
    if code.startswith(b"UNICODE"):
        is_big = raw[:400:2].count(0) > raw[1:400:2].count(0)  # its byte order is the file's, or that of a habit
        found = raw.decode("utf-16-be" if is_big else "utf-16-le", "replace")
    elif code.startswith(b"JIS"):
        found = raw.decode("iso2022_jp", "replace")
    else:
        found = _decoded(raw if code.startswith((b"ASCII", b"\x00\x00\x00\x00")) else value)
    found = found.strip("\x00 \t\r\n")
    return [found] if any(c.isalnum() for c in found) else []


def first_number(value: Value | None) -> Decimal | None:
    """Return the first number of a value, or None."""
    if isinstance(value, bytes) and len(value) == 1:
        return Decimal(value[0])
    number = value[0] if isinstance(value, tuple) and value else None
    return None if number is None else Decimal(number)


def number(value: Value) -> Texts:
    """Return a number, to nine decimals."""
    found = first_number(value)
    return [] if found is None else [round(found, 9)]


def positive(value: Value) -> Texts:
    """Return a number where it is above zero; zero means that it is not known (and so does infinity)."""
    found = first_number(value)
    return [round(found, 9)] if found is not None and 0 < found < 4_000_000_000 else []


def aperture(value: Value) -> Texts:
    """Return the F number of an APEX aperture value: the square root of two to its power (annex C)."""
    found = first_number(value)
    return [round(Decimal(2) ** (found / 2), 3)] if found is not None and 0 <= found < 40 else []


def shutter(value: Value) -> Texts:
    """Return the exposure time of an APEX shutter speed: two to its negative power, in seconds (annex C)."""
    found = first_number(value)
    return [round(Decimal(2) ** -found, 9)] if found is not None and -20 < found < 25 else []


def hexadecimal(value: Value) -> Texts:
    """Return bytes as hexadecimal digits; nothing where all are zero."""
    return [value.hex()] if isinstance(value, bytes) and value.strip(b"\x00") else []


def dng_version(value: Value) -> Texts:
    """Return the version of DNG: four bytes (DNG 1.7, DNGVersion)."""
    return [f"DNG {'.'.join(str(part) for part in value)}"] if isinstance(value, bytes) and len(value) == 4 else []


def orientation(value: Value) -> Texts:
    """Return how the picture is turned, 1 to 8 (TIFF 6.0, Orientation)."""
    found = first_number(value)
    return [found] if found is not None and 1 <= found <= 8 else []


def flash(value: Value) -> Texts:
    """Return whether the flash fired: the lowest bit."""
    found = first_number(value)
    return [] if found is None else [bool(int(found) & 1)]


def _coded(meanings: dict[int, str]) -> Callable[[Value], Texts]:
    def read(value: Value) -> Texts:
        found = first_number(value)
        meaning = meanings.get(int(found), "") if found is not None else ""
        return [meaning] if meaning else []

    return read


colour_space = _coded({1: "sRGB", 2: "Adobe RGB", 0xFFFF: "uncalibrated", -1: "uncalibrated"})
exposure_mode = _coded({0: "automatic", 1: "manual", 2: "bracket"})
exposure_program = _coded({
    1: "manual", 2: "normal", 3: "aperture priority", 4: "shutter priority", 5: "creative", 6: "action",
    7: "portrait", 8: "landscape", 9: "bulb",
})  # fmt: skip
light_source = _coded({
    1: "daylight", 2: "fluorescent", 3: "tungsten", 4: "flash", 9: "fine weather", 10: "cloudy", 11: "shade",
    12: "daylight fluorescent", 13: "day white fluorescent", 14: "cool white fluorescent", 15: "white fluorescent",
    17: "standard light A", 18: "standard light B", 19: "standard light C", 20: "D55", 21: "D65", 22: "D75", 23: "D50",
    24: "studio tungsten",
})  # fmt: skip
metering_mode = _coded({1: "average", 2: "centre-weighted", 3: "spot", 4: "multi-spot", 5: "pattern", 6: "partial"})
scene_capture_type = _coded({0: "standard", 1: "landscape", 2: "portrait", 3: "night"})
white_balance = _coded({0: "automatic", 1: "manual"})


def moment(date: str, fraction: str = "") -> str:
    """Return an EXIF date as xsd:dateTime text, or "" where it is none (``0000:00:00 00:00:00``)."""
    match = _DATE.match(date)
    if match is None:
        return ""
    year, month, day, hour, minute, second = match.groups()
    iso = f"{year}-{month}-{day}T{hour}:{minute}:{second}"
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return ""
    digits = _DIGITS.match(fraction)
    part = digits[0].rstrip("0") if digits else ""
    return f"{iso}.{part}" if part else iso


def degrees(value: Value | None, reference: str, negative: str, most: int) -> Decimal | None:
    """Return degrees, minutes, seconds as decimal degrees to seven places; None where they are none."""
    if not isinstance(value, tuple) or not value or value[0] is None:
        return None
    parts = [Decimal(part) for part in value[:3] if part is not None]
    found = sum((part / 60**power for power, part in enumerate(parts)), Decimal(0))
    if abs(found) > most:
        return None
    return round(-found if reference[:1].upper() == negative else found, 7)


def gps_moment(date: Value | None, time: Value | None) -> str:
    """Return the satellites' date and time, in UTC, or ""."""
    if not isinstance(time, tuple) or len(time) < 3:
        return ""
    hour, minute, second = (Decimal(part or 0) for part in time[:3])
    whole = f"{one_text(date)} {int(hour):02}:{int(minute):02}:{int(second):02}"
    fraction = f"{second % 1:.6f}"[2:].rstrip("0")
    found = moment(whole, fraction)
    return f"{found}Z" if found else ""
