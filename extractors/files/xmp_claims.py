"""What XMP properties become: IPTC Core and Extension, Dublin Core, Photoshop, rights, PLUS, and mirrored EXIF.

`xmp_properties` has the table of plain properties; structures are read here. A property in no table is counted as not
mapped, by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from extractors.files import exif, exif_values
from extractors.files.claims import Claims, Speaker
from extractors.files.xmp import Structure, Text, XmpValue, read_packets
from extractors.files.xmp_properties import CAMERA, KEPT, KEPT_MIRRORS, KEPT_PREFIXES, PROPERTIES
from ontology.model import Box, Segment

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

_GPS: Final = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])")
_PLAIN_DATE: Final = re.compile(
    r"(\d{4}(?:[-:]\d\d(?:[-:]\d\d)?)?)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:?\d\d)?"
)
_SUBJECT_CODES: Final = "http://cv.iptc.org/newscodes/subjectcode/"
_SCENES: Final = "http://cv.iptc.org/newscodes/scene/"


def read_xmp(data: bytes, claims: Claims) -> bool:
    """Add what XMP packets say; return whether anything was read. Broken packets are noted; nothing raises."""
    packet, problems = read_packets(data)
    for problem in problems:
        claims.problem(problem)
    for name, values in packet.fields.items():
        _say(name, values, claims)
    _say_position(packet, claims)
    return bool(packet.fields)


def _say(name: str, values: list[XmpValue], claims: Claims) -> None:
    if name in STRUCTURES:
        for number, value in enumerate(values):
            if not STRUCTURES[name](value, f"/XMP/{name}/{number}", claims):
                claims.unmapped[f"XMP:{name}"] += 1
    elif name in PROPERTIES:
        prop, speaker = PROPERTIES[name]
        for value in values:
            if isinstance(value, Text):
                text = _READ.get(prop, str)(value.text)
                claims.say(speaker, prop, text, pointer=f"/XMP/{name}", language=_language(value))
            else:
                claims.unmapped[f"XMP:{name}"] += 1
    elif name in CAMERA:
        _say_mirrored(name, values, claims)
    elif name in KEPT or name in KEPT_MIRRORS or name.startswith(KEPT_PREFIXES):
        claims.kept[f"XMP:{name}"] += len(values) or 1
    elif name not in TOGETHER:
        claims.unmapped[f"XMP:{name}"] += len(values) or 1


def _language(value: Text) -> str:
    return value.language if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", value.language) else ""


def _say_mirrored(name: str, values: list[XmpValue], claims: Claims) -> None:
    """Say a mirrored EXIF tag; numbers come as ``1/160``, the flash as a structure."""
    tag = exif.TAGS[CAMERA[name]]
    for value in values:
        said = False
        if isinstance(value, Structure):
            fired = value.text("exif:Fired").lower()
            if tag.property == "flash" and fired in ("true", "false"):
                claims.say(_DEVICE, "flash", fired == "true", pointer=f"/XMP/{name}")
                said = True
        elif (number := _ratio(value.text)) is not None:
            for each in tag.read((number,)):
                claims.say(_DEVICE, tag.property, each, pointer=f"/XMP/{name}")
                said = True
        if not said:
            claims.kept[f"XMP:{name}"] += 1


def _ratio(text: str) -> Decimal | None:
    numerator, _, denominator = text.strip().partition("/")
    try:
        number = Decimal(numerator) / Decimal(denominator or 1)
    except (InvalidOperation, ZeroDivisionError):
        return None
    return number if number.is_finite() and abs(number) < Decimal("1e15") else None


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
    altitude = _ratio(packet.text("exif:GPSAltitude"))
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
    "rightsMarked": _boolean,
    "description": lambda text: "" if text.strip().lower() in exif_values.CAMERA_DEFAULTS else text,
}


def _location(prop: str) -> Callable[[XmpValue, str, Claims], bool]:
    """Return what reads a location structure (IPTC Extension, Location): most exact part first, country last."""

    def read(value: XmpValue, pointer: str, claims: Claims) -> bool:
        if not isinstance(value, Structure):
            return False
        e = "Iptc4xmpExt:"
        names = [*value.texts(f"{e}LocationName")[:1]]
        names += [value.text(e + part) for part in ("Sublocation", "City", "ProvinceState", "CountryName")]
        identifiers = tuple(t for t in value.texts(f"{e}LocationId") if re.match(r"https?://[^\s<>\"]+$", t))
        claims.say(_PERSON, prop, ", ".join(_unique(names)), pointer=pointer, identifiers=identifiers)
        return True

    return read


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def _named(prop: str, *fields: str) -> Callable[[XmpValue, str, Claims], bool]:
    """Return what reads the first of some fields of a structure, or a plain text, as a name."""

    def read(value: XmpValue, pointer: str, claims: Claims) -> bool:
        text = value.text if isinstance(value, Text) else next((t for f in fields if (t := value.text(f))), "")
        claims.say(_PERSON, prop, text, pointer=pointer)
        return bool(text)

    return read


def _coded(prop: str, scheme: str) -> Callable[[XmpValue, str, Claims], bool]:
    """Return what reads an IPTC NewsCode, with its IRI as identifier."""

    def read(value: XmpValue, pointer: str, claims: Claims) -> bool:
        code = value.text.strip() if isinstance(value, Text) else ""
        identifiers = (scheme + code,) if re.fullmatch(r"\w+", code) else ()
        claims.say(_PERSON, prop, code, pointer=pointer, identifiers=identifiers)
        return bool(code)

    return read


def _contact(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say how to reach the creator: the postal address in one, then each telephone, mail and web address."""
    if not isinstance(value, Structure):
        return False
    core = "Iptc4xmpCore:Ci"
    address = [value.text(core + part) for part in ("AdrExtadr", "AdrCity", "AdrRegion", "AdrPcode", "AdrCtry")]
    others = [text for part in ("TelWork", "EmailWork", "UrlWork") for text in value.texts(core + part)]
    for each in (", ".join(_unique(address)), *others):
        claims.say(_PERSON, "creatorContact", each, pointer=pointer)
    return True


def _regions(value: XmpValue, pointer: str, claims: Claims) -> bool:
    """Say who is where (Metadata Working Group 2.0, 5.9): areas have their centre, width and height as fractions."""
    if not isinstance(value, Structure):
        return False
    for region in value.structures("mwg-rs:RegionList"):
        area = next(iter(region.structures("mwg-rs:Area")), Structure({}))
        numbers = [_ratio(area.text(f"stArea:{edge}")) for edge in ("x", "y", "w", "h")]
        name, kind = region.text("mwg-rs:Name"), region.text("mwg-rs:Type")
        if not name or None in numbers or kind not in ("Face", "Pet", ""):
            claims.unmapped["XMP:mwg-rs:RegionList"] += 1
            continue
        x, y, w, h = (float(number or 0) for number in numbers)
        segment = Segment(box=Box(max(x - w / 2, 0.0), max(y - h / 2, 0.0), w, h))
        prop = "depictsPerson" if kind == "Face" else "keyword"
        claims.say(_PERSON, prop, name, pointer=f"{pointer}/mwg-rs:RegionList", segment=segment)
    return True


STRUCTURES: Final[dict[str, Callable[[XmpValue, str, Claims], bool]]] = {
    "Iptc4xmpExt:LocationCreated": _location("contentLocation"),
    "Iptc4xmpExt:LocationShown": _location("depictsPlace"),
    "Iptc4xmpExt:ArtworkOrObject": _named("depictsWork", "Iptc4xmpExt:AOTitle"),
    "Iptc4xmpExt:PersonInImageWDetails": _named("depictsPerson", "Iptc4xmpExt:PersonName"),
    "Iptc4xmpExt:RegistryId": _named("registryEntry", "Iptc4xmpExt:RegItemId"),
    "Iptc4xmpExt:OrganisationInImageCode": _named("organisationCode"),
    "Iptc4xmpCore:CreatorContactInfo": _contact,
    "Iptc4xmpCore:SubjectCode": _coded("about", _SUBJECT_CODES),
    "Iptc4xmpCore:Scene": _coded("sceneCode", _SCENES),
    "plus:CopyrightOwner": _named("copyrightOwner", "plus:CopyrightOwnerName"),
    "plus:ImageCreator": _named("creator", "plus:ImageCreatorName"),
    "plus:ImageSupplier": _named("supplier", "plus:ImageSupplierName"),
    "plus:Licensor": _named("licensor", "plus:LicensorName"),
    "mwg-rs:Regions": _regions,
}
"""Properties that are structures, or texts that carry an identifier; each says whether it understood the value."""
