"""Where a picture was taken, as ExifTool writes it: the position it made of the parts, or the parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from extractors.files.claims import Claims, Speaker
from extractors.sidecars import exiftool_values as values

GPS: Final = frozenset((
    "GPSLatitude", "GPSLongitude", "GPSAltitude", "GPSLatitudeRef", "GPSLongitudeRef", "GPSAltitudeRef", "GPSDateStamp",
    "GPSTimeStamp", "GPSDateTime", "GPSImgDirection", "GPSImgDirectionRef", "GPSPosition", "GPSCoordinates",
))  # fmt: skip
"""The tags that are read together."""


def say_position(found: dict[str, Any], claims: Claims, pointer: Callable[[str], str]) -> None:
    """Say where the picture was taken: the position that ExifTool made of the parts, else the parts."""
    coordinates = next(iter(values.texts(found.get("GPSCoordinates"))), "").split()
    if "GPSLatitude" not in found and len(coordinates) in (2, 3):
        found = {**found, **dict(zip(("GPSLatitude", "GPSLongitude", "GPSAltitude"), coordinates, strict=False))}
    for group in ("Composite", "GPS", "EXIF", "XMP-exif", "XMP", ""):
        prefix = f"{group}:" if group else ""
        north = values.degrees(found.get(f"{prefix}GPSLatitude"), found.get("GPSLatitudeRef"), "S")
        east = values.degrees(found.get(f"{prefix}GPSLongitude"), found.get("GPSLongitudeRef"), "W")
        if north is not None and east is not None:
            break
    else:
        return
    if abs(north) > 90 or abs(east) > 180 or north == 0 == east:
        claims.problem(f"ExifTool's position {north}, {east} is none on the Earth, or a receiver's without a fix")
        return
    claims.say(Speaker.DEVICE, "latitude", north, pointer=pointer(f"{prefix}GPSLatitude"))
    claims.say(Speaker.DEVICE, "longitude", east, pointer=pointer(f"{prefix}GPSLongitude"))
    _say_height_and_time(found, claims, pointer)


def _say_height_and_time(found: dict[str, Any], claims: Claims, pointer: Callable[[str], str]) -> None:
    text = next(iter(values.texts(found.get("Composite:GPSAltitude", found.get("GPSAltitude")))), "")
    height = values.number(text.partition(" m ")[0])
    if height is not None:
        reference = next(iter(values.texts(found.get("GPSAltitudeRef"))), "")
        below = "below" in text.lower() or reference.lower().startswith(("1", "below"))
        height = -abs(height) if below else height
        claims.say(Speaker.DEVICE, "altitude", round(height, 3), pointer=pointer("GPSAltitude"))
    time = values.moment(found.get("GPSDateTime"))
    if not time and found.get("GPSDateStamp") and found.get("GPSTimeStamp"):
        time = values.moment(f"{found['GPSDateStamp']} {found['GPSTimeStamp']}".removesuffix("Z") + "Z")
    claims.say(Speaker.DEVICE, "gpsTime", time, pointer=pointer("GPSDateTime"))
    direction = values.number(found.get("GPSImgDirection"))
    if direction is not None and 0 <= direction <= 360:
        at = pointer("GPSImgDirection")
        claims.say(Speaker.DEVICE, "gpsDirection", round(direction, 3), pointer=at)
