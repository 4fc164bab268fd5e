"""What the tags of films and sound become by FFmpeg's names: ASF, FLV, CAF, MXF, MPEG and more.

Containers with a reader of their own (QuickTime, Matroska, RIFF, ID3, Vorbis comments) have their own tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.tag_values import say_position, say_tag

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

TAGS: Final[dict[str, tuple[str, Speaker]]] = {
    "title": ("title", _PERSON),
    "artist": ("creator", _PERSON),
    "author": ("creator", _PERSON),
    "album_artist": ("contributor", _PERSON),
    "composer": ("composer", _PERSON),
    "performer": ("performer", _PERSON),
    "conductor": ("contributor", _PERSON),
    "lyricist": ("writer", _PERSON),
    "director": ("director", _PERSON),
    "producer": ("producer", _PERSON),
    "album": ("album", _PERSON),
    "track": ("trackNumber", _PERSON),
    "disc": ("discNumber", _PERSON),
    "genre": ("genre", _PERSON),
    "mood": ("mood", _PERSON),
    "comment": ("description", _PERSON),
    "comments": ("description", _PERSON),
    "description": ("description", _PERSON),
    "synopsis": ("description", _PERSON),
    "summary": ("description", _PERSON),
    "subtitle": ("description", _PERSON),
    "keywords": ("keyword", _PERSON),
    "copyright": ("copyrightNotice", _PERSON),
    "license": ("licence", _PERSON),
    "lyrics": ("transcript", _PERSON),
    "language": ("language", _PERSON),
    "date": ("dateCreated", _PERSON),
    "year": ("dateCreated", _PERSON),
    "publisher": ("publishedBy", _PERSON),
    "service_name": ("serviceName", _PERSON),
    "service_provider": ("publishedBy", _PERSON),
    "wm/publisher": ("publishedBy", _PERSON),
    "wm/writer": ("writer", _PERSON),
    "wm/parentalrating": ("ageRating", _PERSON),
    "wm/year": ("datePublished", _PERSON),
    "show": ("partOf", _PERSON),
    "season_number": ("seasonNumber", _PERSON),
    "episode_id": ("episodeNumber", _PERSON),
    "network": ("publishedOn", _PERSON),
    "wm/composer": ("composer", _PERSON),
    "wm/director": ("director", _PERSON),
    "wm/conductor": ("contributor", _PERSON),
    "wm/lyrics": ("transcript", _PERSON),
    "wm/mood": ("mood", _PERSON),
    "wm/beatsperminute": ("tempo", _PERSON),
    "wm/initialkey": ("musicalKey", _PERSON),
    "wm/isrc": ("registryEntry", _PERSON),
    "wm/encodingtime": ("digitisedDate", _DEVICE),
    "wm/toolname": ("software", _DEVICE),
    "creation_time": ("digitisedDate", _DEVICE),
    "modification_date": ("modifiedDate", _DEVICE),
    "make": ("cameraMake", _DEVICE),
    "model": ("cameraModel", _DEVICE),
    "encoder": ("software", _DEVICE),
    "encoded_by": ("software", _DEVICE),
    "encodedby": ("software", _DEVICE),
    "metadatacreator": ("software", _DEVICE),
    "timecode": ("timecode", _DEVICE),
    "material_package_name": ("title", _DEVICE),
    "material_package_umid": ("umid", _DEVICE),
    "reel_name": ("reelName", _DEVICE),
    "operational_pattern_ul": ("operationalPattern", _DEVICE),
    "umid": ("umid", _DEVICE),
}
"""Tag in lower case to property and speaker."""

KEPT: Final = frozenset((
    "major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "tyer",
    "uid", "generation_uid", "company_name", "product_name", "product_version", "product_version_num",
    "application_platform", "product_uid", "toolkit_version_num", "file_package_umid", "file_package_name",
    "reel_umid", "track_name", "data_type", "abstract", "timecode_at_mark_in", "timecode_at_mark_out",
    "wmfsdkversion", "wmfsdkneeded", "isvbr", "devicealloccationtype", "wm/encodingsettings",
    "deviceconformancetemplate", "averagelevel", "peakvalue", "creationdate", "metadatadate", "duration", "width",
    "height", "videodatarate",
    "framerate", "videocodecid", "audiodatarate", "audiosamplerate", "audiosamplesize", "stereo", "audiocodecid",
    "filesize", "totalframes", "datasize", "lasttimestamp", "hasvideo", "hasaudio", "hasmetadata", "haskeyframes",
    "canseektoend", "cuepoints",
))  # fmt: skip
"""Known, and nothing a claim would say; MXF's product is joined into `software`."""
POSITION: Final = ("com.apple.quicktime.location.iso6709", "location")

_PATTERNS: Final = {1: "OP1", 2: "OP2", 3: "OP3"}


def say_tags(tags: Mapping[str, str], claims: Claims) -> None:
    """Add what a container's tags say; a tag that is not known is counted by its name."""
    position = next((tags[key] for key in tags if key.lower() in POSITION), "")
    if position and not say_position(position, claims):
        claims.problem(f"the position {position[:40]!r} is not one of ISO 6709 such as +51.4169-000.0806/")
    product = [tags.get(key, "").strip() for key in ("company_name", "product_name", "product_version")]
    claims.say(_DEVICE, "software", " ".join(filter(None, product)), pointer="/Tag/product_name")
    for key, value in tags.items():
        name = key.lower()
        if name in KEPT:
            claims.kept[f"Tag:{key}"] += 1
        elif name.startswith(POSITION):
            continue
        elif name in TAGS:
            prop, speaker = TAGS[name]
            text = _READ[prop](value) if prop in _READ else value
            say_tag(claims, prop, speaker, text, pointer=f"/Tag/{name}")
        else:
            claims.unmapped[f"Tag:{key[:80]}"] += 1


def operational_pattern(label: str) -> str:
    """Return the name of an MXF operational pattern from its universal label (SMPTE ST 377-1, annex G), or "".

    Byte 13 says how items follow each other, 1 to 3 for OP1x to OP3x or 10h for OP-Atom; byte 14 how packages do.
    """
    digits = label.lower().removeprefix("0x").replace(".", "").replace("-", "")
    if len(digits) != 32 or not digits.startswith("060e2b34040101") or digits[16:24] != "0d010201":
        return ""
    item, package = int(digits[24:26], 16), int(digits[26:28], 16)
    if item == 0x10:
        return "OP-Atom"
    return f"{_PATTERNS[item]}{'abc'[package - 1]}" if item in _PATTERNS and package in (1, 2, 3) else ""


def _umid(text: str) -> str:
    digits = text.strip().lower().removeprefix("0x")
    return digits if len(digits) in (64, 128) and set(digits) <= set("0123456789abcdef") and int(digits, 16) else ""


_READ: Final = {"operationalPattern": operational_pattern, "umid": _umid}
