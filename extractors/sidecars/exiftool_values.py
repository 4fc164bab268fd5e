"""ExifTool's values: numbers as they are (``-n``) or as it prints them (``1/125``, ``5.8 mm``, ``Auto, Fired``)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from extractors.files.exif_values import Tag, Texts, aperture, shutter, user_comment, windows_list, windows_text
from extractors.files.xmp import Structure, Text, XmpValue
from extractors.files.xmp_claims import date_text
from extractors.sidecars.exiftool_names import field_name

_MEASURE: Final = re.compile(
    r"([+-]?\d{1,15}(?:\.\d{1,15})?)(?:/(\d{1,9}))?(?:\s*(?:mm|m|s|fps|Hz|EV|inches|%))?(?: \(.*\))?"
)
_CLOCK: Final = re.compile(r"(?:(\d{1,3}) days )?(\d{1,4}):(\d\d):(\d\d(?:\.\d+)?)(?: \(approx\))?")
_DEGREES: Final = re.compile(r"(\d{1,3}) deg (\d{1,2})' (\d{1,2}(?:\.\d+)?)\"(?: ([NSEW]))?")
_BINARY: Final = re.compile(r"\(Binary data \d+ bytes.*\)")
_PLUS: Final = "http://ns.useplus.org/ldf/vocab/"
_LARGEST: Final = 10**15

_WORDS: Final[dict[str, dict[str, int]]] = {
    "orientation": {
        "horizontal (normal)": 1, "mirror horizontal": 2, "rotate 180": 3, "mirror vertical": 4,
        "mirror horizontal and rotate 270 cw": 5, "rotate 90 cw": 6, "mirror horizontal and rotate 90 cw": 7,
        "rotate 270 cw": 8,
    },
    "exposureProgram": {
        "manual": 1, "program ae": 2, "aperture-priority ae": 3, "shutter speed priority ae": 4,
        "creative (slow speed)": 5, "action (high speed)": 6, "portrait": 7, "landscape": 8, "bulb": 9,
    },
    "meteringMode": {
        "average": 1, "center-weighted average": 2, "spot": 3, "multi-spot": 4, "multi-segment": 5, "partial": 6,
    },
    "lightSource": {
        "daylight": 1, "fluorescent": 2, "tungsten (incandescent)": 3, "flash": 4, "fine weather": 9, "cloudy": 10,
        "shade": 11, "daylight fluorescent": 12, "day white fluorescent": 13, "cool white fluorescent": 14,
        "white fluorescent": 15, "standard light a": 17, "standard light b": 18, "standard light c": 19, "d55": 20,
        "d65": 21, "d75": 22, "d50": 23, "iso studio tungsten": 24,
    },
    "colourSpace": {"srgb": 1, "adobe rgb": 2, "uncalibrated": 0xFFFF},
    "exposureMode": {"auto": 0, "manual": 1, "auto bracket": 2},
    "whiteBalance": {"auto": 0, "manual": 1},
    "sceneCaptureType": {"standard": 0, "landscape": 1, "portrait": 2, "night": 3},
}  # fmt: skip
"""Property to ExifTool's words, in lower case, and the standard's codes (CIPA DC-008, 4.6)."""


def plain(value: Any) -> Any:
    """Return the value itself where ``-l`` or ``-D`` wrote an object around it, the number before the words."""
    if isinstance(value, dict) and "val" in value and value.keys() <= {"desc", "num", "val", "id", "table", "index"}:
        return value.get("num", value["val"])
    return value


def texts(value: Any) -> list[str]:
    """Return a value as texts, one of each item of a list; none of structures and of bytes that were not written."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, bool):
            found.append("true" if item else "false")
        elif isinstance(item, int | float | str):
            text = str(item).strip()
            if text and not _BINARY.fullmatch(text):
                found.append(text.removeprefix("base64:") if text.startswith("base64:") and len(text) > 8 else text)
    return found


def number(value: Any) -> Decimal | None:
    """Return the number of a measure; None for words, for ``undef`` and ``inf``, and beyond 1e15."""
    text = next(iter(texts(value)), "")
    match = _MEASURE.fullmatch(text)
    try:
        found = Decimal(match[1]) if match else Decimal(text)
        if match and match[2]:
            found = found / int(match[2]) if int(match[2]) else Decimal("NaN")
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < _LARGEST else None


def seconds(value: Any) -> Decimal | None:
    """Return a duration: ``0:01:02``, ``11.00 s``, ``10.5 s (approx)``, or a number of seconds."""
    match = _CLOCK.fullmatch(next(iter(texts(value)), ""))
    if match is None:
        return number(value)
    return ((Decimal(match[1] or 0) * 24 + int(match[2])) * 60 + int(match[3])) * 60 + Decimal(match[4])


def degrees(value: Any, reference: Any, negative: str) -> Decimal | None:
    """Return degrees, south and west below zero: ``38 deg 53' 24.85" N``, or a number and its reference."""
    text = next(iter(texts(value)), "")
    side = next(iter(texts(reference)), "")[:1].upper()
    if match := _DEGREES.fullmatch(text):
        found = int(match[1]) + Decimal(match[2]) / 60 + Decimal(match[3]) / 3600
        side = match[4] or side
    elif (measured := number(text)) is not None:
        found = measured
    else:
        return None
    return round(-abs(found) if side == negative else found, 7)


def moment(date: Any, fraction: Any = None, offset: Any = None) -> str:
    """Return a date of ExifTool's (``2008:10:22 16:28:39.5+02:00``) in xsd form; "" where it is none."""
    text = next(iter(texts(date)), "").removesuffix(" UTC").replace(" DST", "")
    part, zone = next(iter(texts(fraction)), ""), next(iter(texts(offset)), "")
    if re.fullmatch(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", text):
        text += (f".{part}" if part.isdecimal() and part.strip("0") else "") + zone
    return date_text(text)


def read_exif(tag: Tag, value: Any) -> Texts:
    """Return what a tag of EXIF says, as our own reader of the tag would."""
    given = texts(value)
    if not given:
        return []
    if tag.property == "flash":
        return _flash(given[0])
    codes = _WORDS.get(tag.property)
    if codes and given[0].lower() in codes:
        return tag.read((codes[given[0].lower()],))
    if tag.read in (aperture, shutter):  # ExifTool has taken the logarithm away
        measured = number(value)
        return [round(measured, 3 if tag.read is aperture else 9)] if measured is not None and measured > 0 else []
    if tag.read in (windows_text, windows_list):
        return [part for text in given for part in tag.read(text.encode("utf-16-le"))]
    if tag.read is user_comment:
        return [part for text in given for part in tag.read(b"\x00" * 8 + text.encode())]
    if tag.property in _NUMERIC or codes:
        measured = number(value)
        return [] if measured is None else tag.read((measured,))
    if tag.property in ("formatVersion", "imageGuid"):
        return [*given[:1]]
    return [part for text in given for part in tag.read(text.encode())]


_NUMERIC: Final = frozenset((
    "exposureTime", "fNumber", "isoSpeed", "exposureCompensation", "maximumAperture", "subjectDistance", "focalLength",
    "focalLength35mm", "digitalZoom", "rating",
))  # fmt: skip


def _flash(text: str) -> Texts:
    if text.isdecimal():
        return [bool(int(text) & 1)]
    words = text.lower()
    if "fired" not in words and not words.startswith(("no", "off", "on", "auto")):
        return []
    return ["fired" in words and "did not fire" not in words]


def as_xmp(name: str, value: Any, language: str, depth: int = 0) -> list[XmpValue]:
    """Return a value as XMP has it: texts, and structures (``-struct``) with the standards' names of their fields."""
    found: list[XmpValue] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and depth < 8:
            fields = {field_name(name, key): as_xmp(name, below, "", depth + 1) for key, below in item.items()}
            found.append(Structure({key: values for key, values in fields.items() if values}))
        else:
            found += [Text(_xmp_text(name, text), language) for text in texts(item)]
    return found


def _xmp_text(name: str, text: str) -> str:
    """Return a text as XMP itself has it where ExifTool prints words: ``None (MR-NON)`` is the code in brackets."""
    code = re.search(r"\(([A-Z]{2}-[A-Z0-9]{2,5})\)$", text)
    if code is None and re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{2,5}", text):
        return _PLUS + text if name.startswith("plus:") else text
    return _PLUS + code[1] if code and name.startswith("plus:") else text
