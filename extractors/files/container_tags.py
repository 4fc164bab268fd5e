"""What the tags of films and sound become: QuickTime, Matroska, ID3, Vorbis comments, by FFmpeg's names for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.xmp_claims import date_text
from extractors.languages import SHORTEST

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

TAGS: Final[dict[str, tuple[str, Speaker]]] = {
    "title": ("title", _PERSON),
    "artist": ("creator", _PERSON),
    "author": ("creator", _PERSON),
    "album_artist": ("contributor", _PERSON),
    "composer": ("contributor", _PERSON),
    "performer": ("contributor", _PERSON),
    "director": ("contributor", _PERSON),
    "album": ("album", _PERSON),
    "track": ("trackNumber", _PERSON),
    "genre": ("genre", _PERSON),
    "comment": ("description", _PERSON),
    "description": ("description", _PERSON),
    "synopsis": ("description", _PERSON),
    "summary": ("description", _PERSON),
    "keywords": ("keyword", _PERSON),
    "copyright": ("copyrightNotice", _PERSON),
    "license": ("licence", _PERSON),
    "lyrics": ("transcript", _PERSON),
    "language": ("language", _PERSON),
    "date": ("dateCreated", _PERSON),
    "year": ("dateCreated", _PERSON),
    "creation_time": ("digitisedDate", _DEVICE),
    "com.apple.quicktime.creationdate": ("captureDate", _DEVICE),
    "com.apple.quicktime.make": ("cameraMake", _DEVICE),
    "com.apple.quicktime.model": ("cameraModel", _DEVICE),
    "com.apple.quicktime.software": ("software", _DEVICE),
    "com.apple.quicktime.title": ("title", _PERSON),
    "com.apple.quicktime.author": ("creator", _PERSON),
    "com.apple.quicktime.description": ("description", _PERSON),
    "com.apple.quicktime.keywords": ("keyword", _PERSON),
    "make": ("cameraMake", _DEVICE),
    "model": ("cameraModel", _DEVICE),
    "encoder": ("software", _DEVICE),
    "encoded_by": ("software", _DEVICE),
    "timecode": ("timecode", _DEVICE),
}
"""Tag in lower case to property and speaker."""

KEPT: Final = frozenset(("major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "tyer"))
POSITION: Final = ("com.apple.quicktime.location.iso6709", "location")
_ISO_6709: Final = re.compile(r"([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_ISO_6709_MINUTES: Final = re.compile(r"([+-])(\d{2})(\d{2}(?:\.\d+)?)([+-])(\d{3})(\d{2}(?:\.\d+)?)")


def stream_language(code: str) -> str:
    """Return a stream's language as BCP 47, or "" for none, undetermined or no code."""
    code = code.strip().lower()
    if code in ("und", "mul", "zxx", "mis", "") or not re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", code):
        return ""
    return SHORTEST.get(code, code)


def say_tags(tags: Mapping[str, str], claims: Claims) -> None:
    """Add what a container's tags say; a tag that is not known is counted by its name."""
    position = next((tags[key] for key in tags if key.lower() in POSITION), "")
    if position and not _say_position(position, claims):
        claims.problem(f"the position {position[:40]!r} is not one of ISO 6709 such as +51.4169-000.0806/")
    for key, value in tags.items():
        name = key.lower()
        if name in KEPT:
            claims.kept[f"Tag:{key}"] += 1
        elif name.startswith(POSITION):
            continue
        elif name in TAGS:
            _say(name, value, claims)
        else:
            claims.unmapped[f"Tag:{key[:80]}"] += 1


def _say(name: str, value: str, claims: Claims) -> None:
    prop, speaker = TAGS[name]
    texts = [value]
    if prop.startswith("date") or prop.endswith("Date"):
        texts = [date_text(value)]
        if not texts[0]:
            claims.problem(f"tag {name} {value[:40]!r} is not a date")
    elif prop == "keyword":
        texts = re.split(r"[;,]", value)
    elif prop == "language":
        texts = [stream_language(value)]
    for text in texts:
        claims.say(speaker, prop, text, pointer=f"/Tag/{name}")


def _say_position(text: str, claims: Claims) -> bool:
    """Say a position as ISO 6709, annex H, gives it: degrees, or degrees and minutes; altitude in metres."""
    altitude = ""
    if match := _ISO_6709.match(text):
        latitude, longitude, altitude = Decimal(match[1]), Decimal(match[2]), match[3] or ""
    elif match := _ISO_6709_MINUTES.match(text):
        north, degrees, minutes, east, east_degrees, east_minutes = match.groups()
        latitude = (Decimal(degrees) + Decimal(minutes) / 60) * (-1 if north == "-" else 1)
        longitude = (Decimal(east_degrees) + Decimal(east_minutes) / 60) * (-1 if east == "-" else 1)
    else:
        return False
    if abs(latitude) > 90 or abs(longitude) > 180:
        return False
    claims.say(_DEVICE, "latitude", round(latitude, 7), pointer="/Tag/location")
    claims.say(_DEVICE, "longitude", round(longitude, 7), pointer="/Tag/location")
    if altitude:
        claims.say(_DEVICE, "altitude", round(Decimal(altitude), 3), pointer="/Tag/location")
    return True
