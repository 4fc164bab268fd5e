"""EXIF (CIPA DC-008): what the camera recorded, where and when, and what people wrote into it.

`exif_tags` has the tables of tags. A tag in none of them is counted as not mapped, by name or number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.files import exif_values as read
from extractors.files.claims import Claims, Speaker
from extractors.files.exif_tags import DATES, DNG_KEPT, GPS_KEPT, KEPT, KM_PER_HOUR, TAGS
from extractors.files.generation import say_generation
from extractors.files.maker_notes import say_maker_note
from extractors.files.tiff import Data, Tiff, Value, open_tiff

_DEVICE, _PERSON = Speaker.DEVICE, Speaker.PERSON

EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, PICTURES = 0x8769, 0x8825, 0xA005, 0x014A
_MAKER_NOTE, _USER_COMMENT, _DNG_PRIVATE = 0x927C, 0x9286, 0xC634
_POINTERS: Final = frozenset((
    EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, PICTURES, 0x02BC, 0x83BB, 0x8649, 0x8773, 0xCD41,
))  # fmt: skip
_PARTS: Final = frozenset(tag for _, _, *tags in DATES for tag in tags)
_GPS_READ: Final = frozenset((1, 2, 3, 4, 5, 6, 7, 29, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 28, 31))
_OFFSET: Final = re.compile(r"[+-]\d\d:\d\d")


def read_exif(data: Data, claims: Claims, *, is_file: bool = False) -> None:
    """Add what an EXIF block, or a TIFF file (`is_file`), says. Damage is noted; nothing raises."""
    tiff = open_tiff(data)
    if tiff is None:
        claims.problem("the EXIF block does not start as a TIFF structure does; it is not used")
        return
    values, following, problems = tiff.directory(tiff.first)
    exif = _child(tiff, values, EXIF_POINTER, problems)
    together = {**values, **exif}
    _say_tags(claims, together)
    _say_dates(claims, together)
    _say_resolution(claims, values)
    _say_gps(claims, _child(tiff, values, GPS_POINTER, problems))
    if _MAKER_NOTE in together:
        holder = tiff.first if _MAKER_NOTE in values else tiff.child(values, EXIF_POINTER)
        place, length = tiff.locate(holder, _MAKER_NOTE)
        say_maker_note(tiff, place, length, read.one_text(values.get(0x010F)), claims)
    if _child(tiff, exif, INTEROP_POINTER, []):
        claims.kept["EXIF:Interoperability"] += 1
    if following:
        claims.kept["EXIF:Further pictures" if is_file else "EXIF:Thumbnail"] += 1
    claims.kept.update("EXIF:SubIFD" for _ in tiff.children(values, PICTURES))
    for problem in problems:
        claims.problem(f"EXIF: {problem}")


def read_gps(data: Data, claims: Claims) -> None:
    """Add what a TIFF structure says whose first directory is that of GPS, as CR3 keeps it."""
    tiff = open_tiff(data)
    if tiff is not None:
        _say_gps(claims, tiff.directory(tiff.first)[0])


def _child(tiff: Tiff, values: dict[int, Value], tag: int, problems: list[str]) -> dict[int, Value]:
    pointer = tiff.child(values, tag)
    if not pointer:
        return {}
    child, _, wrong = tiff.directory(pointer)
    problems += wrong
    return child


def _say_tags(claims: Claims, values: dict[int, Value]) -> None:
    """Say the tags by number, so that FNumber stands before the ApertureValue that only repeats it."""
    for number in sorted(values):
        value, tag = values[number], TAGS.get(number)
        if tag is not None:
            found = tag.read(value)
            if number == _USER_COMMENT and found and say_generation("usercomment", str(found[0]), _AT_COMMENT, claims):
                continue
            for each in found:
                claims.say(tag.speaker, tag.property, each, pointer=f"/EXIF/{tag.name}")
            if not found and value:
                claims.kept[f"EXIF:{tag.name}"] += 1
        elif number in KEPT:
            claims.kept[f"EXIF:{KEPT[number]}"] += 1
        elif DNG_KEPT[0] <= number <= DNG_KEPT[1] and number not in _POINTERS:
            claims.kept[f"EXIF:DNG-0x{number:04X}"] += 1
        elif number not in _POINTERS and number not in _PARTS and number != _MAKER_NOTE:
            claims.unmapped[f"EXIF:0x{number:04X}"] += 1


_AT_COMMENT: Final = "/EXIF/UserComment"


def _say_dates(claims: Claims, values: dict[int, Value]) -> None:
    for name, prop, date, fraction, offset in DATES:
        moment = read.moment(read.one_text(values.get(date)), read.one_text(values.get(fraction)))
        zone = read.one_text(values.get(offset))
        if moment:
            claims.say(_DEVICE, prop, moment + (zone if _OFFSET.fullmatch(zone) else ""), pointer=f"/EXIF/{name}")
        elif date in values:
            claims.kept[f"EXIF:{name}"] += 1


def _say_resolution(claims: Claims, values: dict[int, Value]) -> None:
    """Say the resolution in pixels per inch; without a unit (1) the numbers are only a ratio."""
    unit = read.first_number(values.get(0x0128))
    factor = {2: Decimal(1), 3: Decimal("2.54")}.get(int(unit)) if unit is not None else Decimal(1)
    for tag, prop in ((0x011A, "horizontalResolution"), (0x011B, "verticalResolution")):
        number = read.first_number(values.get(tag))
        if factor is not None and number:
            name = KEPT[tag]
            claims.say(_DEVICE, prop, round(number * factor, 3), pointer=f"/EXIF/{name}")
            del claims.kept[f"EXIF:{name}"]


def _say_gps(claims: Claims, gps: dict[int, Value]) -> None:
    latitude = read.degrees(gps.get(2), read.one_text(gps.get(1)), "S", 90)
    longitude = read.degrees(gps.get(4), read.one_text(gps.get(3)), "W", 180)
    if latitude is not None and longitude is not None:
        if latitude == 0 == longitude:
            claims.problem("EXIF GPS gives 0 degrees north and east, as receivers without a fix do; it is not used")
        else:
            claims.say(_DEVICE, "latitude", latitude, pointer="/EXIF/GPSLatitude")
            claims.say(_DEVICE, "longitude", longitude, pointer="/EXIF/GPSLongitude")
    elif 2 in gps or 4 in gps:
        claims.problem("EXIF GPS gives no latitude and longitude within 90 and 180 degrees; they are not used")
    altitude = read.first_number(gps.get(6))
    if altitude is not None:
        below = gps.get(5) in (b"\x01", b"\x03", (1,), (3,))  # EXIF 3.0: 2 and 3 are above and below the ellipsoid
        claims.say(_DEVICE, "altitude", round(-altitude if below else altitude, 3), pointer="/EXIF/GPSAltitude")
    moment = read.gps_moment(gps.get(29), gps.get(7))
    if moment:
        claims.say(_DEVICE, "gpsTime", moment, pointer="/EXIF/GPSTimeStamp")
    _say_movement(claims, gps)
    for number in gps:
        if number in GPS_KEPT:
            claims.kept[f"EXIF:{GPS_KEPT[number]}"] += 1
        elif number not in _GPS_READ:
            claims.unmapped[f"EXIF:GPS-0x{number:04X}"] += 1


def _say_movement(claims: Claims, gps: dict[int, Value]) -> None:
    """Say speed, directions, accuracy and the place that the camera was turned to."""
    speed, factor = read.first_number(gps.get(13)), KM_PER_HOUR.get(read.one_text(gps.get(12)) or "K")
    if speed is not None and factor is not None and speed >= 0:
        claims.say(_DEVICE, "gpsSpeed", round(speed * factor, 3), pointer="/EXIF/GPSSpeed")
    for tag, prop, name in ((15, "gpsTrack", "GPSTrack"), (17, "gpsDirection", "GPSImgDirection")):
        direction = read.first_number(gps.get(tag))
        if direction is not None and 0 <= direction <= 360:
            claims.say(_DEVICE, prop, round(direction, 3), pointer=f"/EXIF/{name}")
    accuracy = read.first_number(gps.get(31))
    if accuracy is not None and accuracy > 0:
        claims.say(_DEVICE, "gpsAccuracy", round(accuracy, 3), pointer="/EXIF/GPSHPositioningError")
    latitude = read.degrees(gps.get(20), read.one_text(gps.get(19)), "S", 90)
    longitude = read.degrees(gps.get(22), read.one_text(gps.get(21)), "W", 180)
    if latitude and longitude:
        place = f"{latitude.normalize():f},{longitude.normalize():f}"
        claims.say(_DEVICE, "depictsCoordinates", place, pointer="/EXIF/GPSDestLatitude")
    for area in read.user_comment(gps.get(28, b"")):
        claims.say(_DEVICE, "contentLocation", area, pointer="/EXIF/GPSAreaInformation")
