"""The chunks of broadcast sound: bext (EBU Tech 3285), iXML, and cart (AES46)."""

from __future__ import annotations

import re
import struct
from decimal import Decimal
from typing import Any, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.riff import chunk_text
from extractors.files.tag_values import say_tag
from extractors.port import Source, SourceRefused
from ontology.model import Segment

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE
_NOT_SET: Final = 0x7FFF

BEXT: Final[dict[str, tuple[str, Speaker]]] = {
    "Description": ("description", _PERSON),
    "Originator": ("originator", _DEVICE),
    "OriginatorReference": ("originatorReference", _DEVICE),
    "OriginationDate, OriginationTime": ("captureDate", _DEVICE),
    "TimeReference": ("timeReference", _DEVICE),
    "UMID": ("umid", _DEVICE),
    "LoudnessValue": ("loudness", _DEVICE),
    "LoudnessRange": ("loudnessRange", _DEVICE),
    "MaxTruePeakLevel": ("truePeak", _DEVICE),
    "MaxMomentaryLoudness": ("maximumMomentaryLoudness", _DEVICE),
    "MaxShortTermLoudness": ("maximumShortTermLoudness", _DEVICE),
    "CodingHistory": ("codingHistory", _DEVICE),
}
"""Field of bext to property and speaker."""

CART: Final[dict[str, tuple[int, int, str, Speaker]]] = {
    "Title": (4, 64, "title", _PERSON),
    "Artist": (68, 64, "creator", _PERSON),
    "CutID": (132, 64, "documentId", _PERSON),
    "ClientID": (196, 64, "jobId", _PERSON),
    "Category": (260, 64, "keyword", _PERSON),
    "Classification": (324, 64, "keyword", _PERSON),
    "OutCue": (388, 64, "description", _PERSON),
    "ProducerAppID": (552, 64, "software", _DEVICE),
}
"""Field of cart to offset, length, property and speaker (AES46, 5)."""

IXML: Final[dict[str, tuple[str, Speaker]]] = {
    "PROJECT": ("partOf", _PERSON),
    "SCENE": ("scene", _PERSON),
    "TAKE": ("take", _PERSON),
    "TAPE": ("reelName", _PERSON),
    "NOTE": ("note", _PERSON),
    "FILE_UID": ("documentId", _DEVICE),
    "TAKE_TYPE": ("keyword", _PERSON),
    "LOCATION/LOCATION_NAME": ("contentLocation", _PERSON),
    "BEXT/BWF_DESCRIPTION": ("description", _PERSON),
    "BEXT/BWF_ORIGINATOR": ("originator", _DEVICE),
    "BEXT/BWF_ORIGINATOR_REFERENCE": ("originatorReference", _DEVICE),
    "BEXT/BWF_UMID": ("umid", _DEVICE),
    "BEXT/BWF_CODING_HISTORY": ("codingHistory", _DEVICE),
    "USER/FULL_TITLE": ("title", _PERSON),
    "USER/DIRECTOR_NAME": ("director", _PERSON),
    "USER/PRODUCTION_NAME": ("partOf", _PERSON),
    "USER/PRODUCTION_ADDRESS": ("creatorContact", _PERSON),
    "USER/PRODUCTION_EMAIL": ("creatorContact", _PERSON),
    "USER/PRODUCTION_PHONE": ("creatorContact", _PERSON),
    "USER/SOUND_MIXER_NAME": ("contributor", _PERSON),
    "USER/SOUND_MIXER_EMAIL": ("creatorContact", _PERSON),
    "USER/SOUND_MIXER_PHONE": ("creatorContact", _PERSON),
    "USER/AUDIO_RECORDER_MODEL": ("cameraModel", _DEVICE),
    "USER/AUDIO_RECORDER_SERIAL_NUMBER": ("cameraSerialNumber", _DEVICE),
    "USER/AUDIO_RECORDER_FIRMWARE": ("software", _DEVICE),
}
"""Element of iXML (ixml.info, 3.01) below BWFXML to property and speaker."""
IXML_KEPT: Final = (
    "IXML_VERSION", "UBITS", "CIRCLED", "NO_GOOD", "FALSE_START", "WILD_TRACK", "PRE_RECORD_SAMPLECOUNT", "SPEED",
    "HISTORY", "FILE_SET", "LOUDNESS", "SYNC_POINT_LIST", "TRACK_LIST", "ASWG", "STEINBERG", "LOCATION", "BEXT", "USER",
    "AUTHOR_TEXT", "PRE_RECORD_SAMPLE_COUNT",
)  # fmt: skip
"""Elements of iXML that are read in another way, or whose rest says how the recorder was set."""


def say_bext(body: bytes, claims: Claims) -> None:
    """Say the broadcast extension; a version that has not a field yet leaves it out."""
    if len(body) < 602:
        claims.defect(f"the bext chunk is cut off: {len(body)} of 602 bytes")
        body = body.ljust(602, b"\x00")
    date, time = chunk_text(body[320:330]).strip(), chunk_text(body[330:338]).strip()
    low, high, version = struct.unpack_from("<IIH", body, 338)
    fields: dict[str, str] = {
        "Description": chunk_text(body[:256]),
        "Originator": chunk_text(body[256:288]),
        "OriginatorReference": chunk_text(body[288:320]),
        "OriginationDate, OriginationTime": _moment(date, time),
        "TimeReference": str(low | high << 32) if low or high else "",
        "CodingHistory": chunk_text(body[602:]).replace("\r\n", "\n"),
    }
    if version >= 1 and any(body[348:412]):
        fields["UMID"] = body[348 : 412 if any(body[380:412]) else 380].hex()
    if version >= 2:
        numbers = struct.unpack_from("<5h", body, 412)
        fields |= {
            name: str(Decimal(number) / 100)
            for name, number in zip(_LOUDNESS, numbers, strict=True)
            if number != _NOT_SET and (number or any(numbers))
        }
    for name, text in fields.items():
        prop, speaker = BEXT[name]
        say_tag(claims, prop, speaker, text, pointer=f"/bext/{name}")


_LOUDNESS: Final = (
    "LoudnessValue", "LoudnessRange", "MaxTruePeakLevel", "MaxMomentaryLoudness", "MaxShortTermLoudness",
)  # fmt: skip


def _moment(date: str, time: str) -> str:
    """Return bext's date and time, parted by any sign, in ISO 8601; "" where there is no date."""
    day, clock = re.fullmatch(r"(\d{4})\D(\d\d)\D(\d\d)", date), re.fullmatch(r"(\d\d)\D(\d\d)\D(\d\d)", time)
    if day is None or day[1] == "0000":
        return ""
    text = "-".join(day.groups())
    return f"{text}T{':'.join(clock.groups())}" if clock else text


def say_cart(body: bytes, claims: Claims) -> None:
    """Say a cartridge's title, artist, cut, and when it may be played."""
    for name, (at, length, prop, speaker) in CART.items():
        text = chunk_text(body[at : at + length]).strip()
        text = f"Out cue: {text}" if name == "OutCue" and text else text
        say_tag(claims, prop, speaker, text, pointer=f"/cart/{name}")
    window = [chunk_text(body[at : at + size]).strip() for at, size in ((452, 10), (462, 8), (470, 10), (480, 8))]
    start, end = _moment(*window[:2]), _moment(*window[2:])
    if start.startswith("1900") or not start:
        start = ""
    if end[:4] in ("1900", "9999"):
        end = ""
    if start or end:
        text = "to be played " + " ".join(filter(None, (start and f"from {start}", end and f"until {end}")))
        claims.say(_PERSON, "instructions", text, pointer="/cart/StartDate")
    url, text = chunk_text(body[1024:2048]).strip(), chunk_text(body[2048:]).strip()
    claims.say(_PERSON, "creatorContact", url, pointer="/cart/URL")
    claims.say(_PERSON, "description", text, pointer="/cart/TagText")
    if any(body[616:680]):
        claims.kept["cart:UserDef"] += 1


def say_ixml(body: bytes, sample_rate: int, claims: Claims) -> None:
    """Say an iXML document: what the slate says, the recorder, tracks by name, sync points."""
    from extractors.xml_tree import parse_xml

    try:
        _, tree = parse_xml(Source("iXML", "iXML", body.strip(b"\x00 \r\n\t"), "application/xml"))
    except SourceRefused as err:
        claims.problem(str(err))
        return
    for name, (prop, speaker) in IXML.items():
        for text in _texts(tree, name):
            say_tag(claims, prop, speaker, text, pointer=f"/iXML/{name}")
    for flag, meaning in (("CIRCLED", "circled take"), ("NO_GOOD", "no good"), ("WILD_TRACK", "wild track")):
        if "TRUE" in (text.upper() for text in _texts(tree, flag)):
            claims.say(_PERSON, "keyword", meaning, pointer=f"/iXML/{flag}")
    for name, prop in (("FILE_SET/FAMILY_UID", "originalDocumentId"),):
        for text in _texts(tree, name):
            claims.say(_DEVICE, prop, text, pointer=f"/iXML/{name}")
    for number, track in enumerate(_nodes(tree, "TRACK_LIST/TRACK")[:1000], 1):
        label = " ".join(filter(None, (*_texts(track, "NAME"), *(f"({f})" for f in _texts(track, "FUNCTION")))))
        channel = next(iter(_texts(track, "CHANNEL_INDEX")), str(number))
        if label:
            text = f"channel {channel}: {label}"
            claims.say(_PERSON, "trackName", text, pointer="/iXML/TRACK_LIST", segment=Segment(track=1))
    _say_sync_points(tree, sample_rate, claims)
    for name in tree:
        known = name in IXML or name in IXML_KEPT
        if known and name in IXML_KEPT:
            claims.kept[f"iXML:{name}"] += 1
        elif not known and not name.startswith(("@", "#")):
            claims.unmapped[f"iXML:{name[:80]}"] += 1


def _say_sync_points(tree: dict[str, Any], sample_rate: int, claims: Claims) -> None:
    for point in _nodes(tree, "SYNC_POINT_LIST/SYNC_POINT")[:1000]:
        low = next(iter(_texts(point, "SYNC_POINT_LOW")), "")
        high = next(iter(_texts(point, "SYNC_POINT_HIGH")), "") or "0"
        relative = "RELATIVE" in "".join(_texts(point, "SYNC_POINT_TYPE")).upper()
        if relative and low.isdecimal() and high.isdecimal() and len(low + high) < 22 and sample_rate:
            at = Segment(round(Decimal(int(high) << 32 | int(low)) / sample_rate, 3))
            for text in _texts(point, "SYNC_POINT_COMMENT"):
                claims.say(_PERSON, "chapter", text, pointer="/iXML/SYNC_POINT_LIST", segment=at)


def _nodes(tree: dict[str, Any], way: str) -> list[dict[str, Any]]:
    found = [tree]
    for name in way.split("/"):
        found = [each for node in found for each in node.get(name) or () if isinstance(each, dict)]
    return found


def _texts(tree: dict[str, Any], way: str) -> list[str]:
    texts = (str(node.get("#") or "").strip() for node in _nodes(tree, way))
    return [text for text in texts if text]
