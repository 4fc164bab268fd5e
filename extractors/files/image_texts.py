"""Texts that containers hold beside EXIF and XMP: PNG keywords, comments, dates."""

from __future__ import annotations

import re
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.exif_values import moment
from extractors.files.generation import say_generation
from extractors.files.xmp_claims import date_text

TEXT_PROPERTIES: Final = {
    "title": "title", "author": "creator", "artist": "creator", "description": "description",
    "copyright": "copyrightNotice", "disclaimer": "usageTerms", "source": "source", "comment": "description",
    "warning": "instructions", "url": "webStatement", "caption": "description", "keywords": "keyword",
}  # fmt: skip
TEXT_OF_DEVICE: Final = {
    "software": "software", "make": "cameraMake", "model": "cameraModel", "creation time": "digitisedDate",
    "create-date": "digitisedDate", "modify-date": "modifiedDate", "date:modify": "modifiedDate",
    "time": "modifiedDate", "capdate": "captureDate",
}  # fmt: skip
TEXT_KEPT: Final = frozenset((
    "date:create", "date:timestamp", "workflow", "fooocus_scheme", "invokeai_workflow", "invokeai_graph",
    "signature", "generation time", "dream", "extra", "sui_image_params", "pdf:version", "software information",
))  # fmt: skip
"""When ImageMagick's input was written to a disk; node positions of a generating program; repetitions."""

_PROGRAM: Final = re.compile(
    r"(?:CREATOR: ?|Creator: ?|Created (?:with|by|using) |(?=Lavc|LEAD Technologies|Optimized by))(.+)"
)
"""Comments that programs write about themselves."""
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_RFC_1123: Final = re.compile(
    r"(?:\w{3}, )?(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d)(?: ([+-]\d\d)(\d\d)| GMT| UTC)?"
)


def say_text(keyword: str, language: str, text: str, claims: Claims) -> None:
    """Say a PNG text chunk or a comment (PNG third edition, 11.3.3.1 lists the keywords)."""
    key, pointer = keyword.lower().strip(), f"/Text/{keyword}"
    if keyword == "tIME":
        claims.say(Speaker.DEVICE, "modifiedDate", _date(text), pointer="/PNG/tIME")
    elif say_generation(key, text, pointer, claims):
        return
    elif key == "comment" and (program := _PROGRAM.match(text)):
        claims.say(Speaker.DEVICE, "software", program[1], pointer=pointer)
    elif key in TEXT_PROPERTIES:
        tag = language if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", language) else ""
        parts = re.split(r"[,;]", text) if key == "keywords" else [text]
        for part in parts:
            claims.say(Speaker.PERSON, TEXT_PROPERTIES[key], part, pointer=pointer, language=tag)
    elif key in TEXT_OF_DEVICE:
        prop = TEXT_OF_DEVICE[key]
        said = _date(text) if prop.endswith("Date") else text
        if said and not claims.value(prop):
            claims.say(Speaker.DEVICE, prop, said, pointer=pointer)
        elif not said:
            claims.kept[f"Text:{keyword}"] += 1
    elif key in TEXT_KEPT:
        claims.kept[f"Text:{keyword}"] += 1
    else:
        claims.unmapped[f"Text:{keyword[:80]}"] += 1


def _date(text: str) -> str:
    """Return a date in xsd form: ISO 8601, EXIF's colons, or RFC 1123, which PNG recommends; "" for none."""
    match = _RFC_1123.match(text.strip())
    if match is None or match[2].lower() not in _MONTHS:
        return date_text(text) or moment(text)
    day, month, year, hour, minute, second, zone, zone_minutes = match.groups()
    number = _MONTHS.index(month.lower()) + 1
    place = f"{zone}:{zone_minutes}" if zone else "Z" if text.strip().endswith(("GMT", "UTC")) else ""
    return f"{year}-{number:02}-{int(day):02}T{hour}:{minute}:{second}{place}"
