"""What XMP properties become: IPTC Core and Extension, Dublin Core, Photoshop, rights, PLUS, and mirrored EXIF.

`xmp_properties` has the table of plain properties; structures are read here. A property in no table is counted as not
mapped, by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from extractors.files import exif_values
from extractors.files.claims import Claims, Speaker, clean_text
from extractors.files.exif_tags import KM_PER_HOUR, TAGS
from extractors.files.xmp import Structure, Text, XmpValue, ratio, read_packets
from extractors.files.xmp_properties import CAMERA, KEPT, KEPT_MIRRORS, KEPT_PREFIXES, LISTS, PROPERTIES
from extractors.files.xmp_structures import STRUCTURES

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

_GPS: Final = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])")
_PLAIN_DATE: Final = re.compile(
    r"(\d{4}(?:[-:]\d\d(?:[-:]\d\d)?)?)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:?\d\d)?"
)


def read_xmp(data: bytes, claims: Claims) -> bool:
    """Add what XMP packets say; return whether anything was read. Broken packets are noted; nothing raises."""
    packet, problems = read_packets(data)
    for problem in problems:
        claims.problem(problem)
    for name, values in sorted(packet.fields.items(), key=lambda field: field[0] in _LAST):
        say_property(name, values, claims)
    _say_position(packet, claims)
    return bool(packet.fields)


_LAST: Final = ("xmpMM:DerivedFrom", "xmpMM:Ingredients", "Iptc4xmpExt:ImageRegion")
"""Read when the document's own identifier and the picture's size are known."""


def say_property(name: str, values: list[XmpValue], claims: Claims) -> None:
    """Say one property by its name (``dc:title``), counting what is kept and what no table knows."""
    if name in STRUCTURES:
        for number, value in enumerate(values):
            if not STRUCTURES[name][1](value, f"/XMP/{name}/{number}", claims):
                claims.unmapped[f"XMP:{name}"] += 1
    elif name in PROPERTIES:
        for value in values:
            if isinstance(value, Text):
                say_plain(name, value.text, _language(value), f"/XMP/{name}", claims)
            else:
                claims.unmapped[f"XMP:{name}"] += 1
    elif name in CAMERA:
        _say_mirrored(name, values, claims)
    elif name in KEPT or name in KEPT_MIRRORS or name.startswith(KEPT_PREFIXES):
        claims.kept[f"XMP:{name}"] += len(values) or 1
    elif name not in TOGETHER:
        claims.unmapped[f"XMP:{name}"] += len(values) or 1


def say_plain(name: str, text: str, language: str, pointer: str, claims: Claims) -> None:
    """Say a plain property of `PROPERTIES`; of `LISTS` in one text, each part."""
    prop, speaker = PROPERTIES[name]
    parts = re.split(r"[,;]" if name.endswith(":Keywords") else ";", text) if name in LISTS else [text]
    for part in parts:
        said = _READ.get(prop, str)(part)
        identifiers = (said,) if prop in _WITH_IRI and re.match(r"https?://[^\s<>\"]+$", said) else ()
        claims.say(speaker, prop, said, pointer=pointer, language=language, identifiers=identifiers)


_WITH_IRI: Final = frozenset(("creator", "contributor", "depictsPerson", "depictsEvent"))


def _language(value: Text) -> str:
    return value.language if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", value.language) else ""


def _say_mirrored(name: str, values: list[XmpValue], claims: Claims) -> None:
    """Say a mirrored EXIF tag; numbers come as ``1/160``, the flash as a structure."""
    tag = TAGS[CAMERA[name]]
    for value in values:
        said = False
        if isinstance(value, Structure):
            fired = value.text("exif:Fired").lower()
            if tag.property == "flash" and fired in ("true", "false"):
                claims.say(_DEVICE, "flash", fired == "true", pointer=f"/XMP/{name}")
                said = True
        elif (number := ratio(value.text)) is not None:
            for each in tag.read((number,)):
                claims.say(_DEVICE, tag.property, each, pointer=f"/XMP/{name}")
                said = True
        if not said:
            claims.kept[f"XMP:{name}"] += 1


def _say_position(packet: Structure, claims: Claims) -> None:
    """Say latitude, longitude, altitude and time of exif:GPS… (``38,53.41421N``; XMP part 2, 3.3)."""
    for name, prop in (("exif:GPSLatitude", "latitude"), ("exif:GPSLongitude", "longitude")):
        match = _GPS.fullmatch(packet.text(name).strip())
        if match is not None:
            degrees, minutes, seconds, side = match.groups()
            value = Decimal(degrees) + Decimal(minutes) / 60 + Decimal(seconds or 0) / 3600
            if abs(value) <= (90 if side in "NS" else 180):
                position = round(-value if side in "SW" else value, 7)
                if not claims.value(prop):
                    claims.say(_DEVICE, prop, position, pointer=f"/XMP/{name}")
        elif packet.text(name):
            claims.problem(f"XMP {name} {packet.text(name)[:40]!r} is not a position such as 38,53.41421N")
    for name, prop in (("exif:GPSTrack", "gpsTrack"), ("exif:GPSHPositioningError", "gpsAccuracy")):
        number = ratio(packet.text(name))
        if number is not None and number > 0:
            claims.say(_DEVICE, prop, round(number, 3), pointer=f"/XMP/{name}")
    speed, factor = ratio(packet.text("exif:GPSSpeed")), KM_PER_HOUR.get(packet.text("exif:GPSSpeedRef") or "K")
    if speed is not None and factor is not None:
        claims.say(_DEVICE, "gpsSpeed", round(speed * factor, 3), pointer="/XMP/exif:GPSSpeed")
    altitude = ratio(packet.text("exif:GPSAltitude"))
    if altitude is not None:
        below = packet.text("exif:GPSAltitudeRef") == "1"
        claims.say(_DEVICE, "altitude", round(-altitude if below else altitude, 3), pointer="/XMP/exif:GPSAltitude")
    for name, prop in (
        ("exif:GPSTimeStamp", "gpsTime"),
        ("exif:DateTimeOriginal", "captureDate"),
        ("exif:DateTimeDigitized", "digitisedDate"),
    ):
        moment = date_text(packet.text(name))
        if moment and not claims.value(prop):
            claims.say(_DEVICE, prop, moment, pointer=f"/XMP/{name}")


TOGETHER: Final = {
    "exif:GPSLatitude": "latitude",
    "exif:GPSLongitude": "longitude",
    "exif:GPSAltitude": "altitude",
    "exif:GPSTimeStamp": "gpsTime",
    "exif:GPSTrack": "gpsTrack",
    "exif:GPSSpeed": "gpsSpeed",
    "exif:GPSHPositioningError": "gpsAccuracy",
    "exif:DateTimeOriginal": "captureDate",
    "exif:DateTimeDigitized": "digitisedDate",
}
"""Read by `_say_position`, which needs several of them at once."""


def date_text(text: str) -> str:
    """Return an XMP date (ISO 8601, to any precision; older programs wrote colons) in xsd form, or "" for none."""
    match = _PLAIN_DATE.fullmatch(text.strip())
    if match is None or match[1].startswith("0000"):
        return ""
    date, time, zone = match.groups()
    date = date.replace(":", "-").removesuffix("-00").removesuffix("-00")
    if not time or len(date) < 10:
        return date
    zone = "" if not zone else zone if zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    seconds = time if time.count(":") == 2 else f"{time}:00"
    if "." in seconds:
        seconds = seconds.rstrip("0").rstrip(".")
    return f"{date}T{seconds}{zone}"


def _boolean(text: str) -> str:
    return text.lower() if text.lower() in ("true", "false") else ""


_READ: Final[dict[str, Callable[[str], str]]] = {
    "dateCreated": date_text,
    "digitisedDate": date_text,
    "modifiedDate": date_text,
    "captureDate": date_text,
    "rightsMarked": _boolean,
    "gpsDirection": lambda text: "" if (number := ratio(text)) is None else clean_text(round(number, 3)),
    "modelAge": lambda text: text if text.strip().isdecimal() else "",
    "rating": lambda text: "" if text.strip() in ("", "-1") else text,  # -1: rejected (XMP part 2, 3.1)
    "description": lambda text: "" if text.strip().lower() in exif_values.CAMERA_DEFAULTS else text,
}
