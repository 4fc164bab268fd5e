"""IPTC-IIM 4.2, record 2: what newsrooms write into pictures."""

from __future__ import annotations

import re
from typing import Final

from extractors.files.claims import Claims, Speaker

DATASETS: Final[dict[int, tuple[str, str]]] = {
    4: ("ObjectAttributeReference", "genre"),
    5: ("ObjectName", "title"),
    10: ("Urgency", "urgency"),
    12: ("SubjectReference", "about"),
    15: ("Category", "keyword"),
    20: ("SupplementalCategories", "keyword"),
    25: ("Keywords", "keyword"),
    26: ("ContentLocationCode", "countryCode"),
    27: ("ContentLocationName", "contentLocation"),
    40: ("SpecialInstructions", "instructions"),
    80: ("By-line", "creator"),
    85: ("By-lineTitle", "creatorJobTitle"),
    90: ("City", "city"),
    92: ("Sub-location", "sublocation"),
    95: ("Province-State", "region"),
    100: ("Country-PrimaryLocationCode", "countryCode"),
    101: ("Country-PrimaryLocationName", "country"),
    103: ("OriginalTransmissionReference", "jobId"),
    105: ("Headline", "headline"),
    110: ("Credit", "creditLine"),
    115: ("Source", "source"),
    116: ("CopyrightNotice", "copyrightNotice"),
    118: ("Contact", "creatorContact"),
    120: ("Caption-Abstract", "description"),
    121: ("LocalCaption", "description"),
    122: ("Writer-Editor", "captionWriter"),
    135: ("LanguageIdentifier", "language"),
    184: ("JobID", "jobId"),
    185: ("MasterDocumentID", "originalDocumentId"),
    187: ("UniqueDocumentID", "documentId"),
    188: ("OwnerID", "copyrightOwner"),
    230: ("DocumentNotes", "note"),
    255: ("CatalogSets", "keywordPath"),
}
"""Dataset number of record 2 to its name and property."""

KEPT: Final[dict[int, str]] = {
    0: "ApplicationRecordVersion", 3: "ObjectTypeReference", 7: "EditStatus", 8: "EditorialUpdate",
    22: "FixtureIdentifier", 42: "ActionAdvised", 45: "ReferenceService", 47: "ReferenceDate", 50: "ReferenceNumber",
    65: "OriginatingProgram", 70: "ProgramVersion", 75: "ObjectCycle", 125: "RasterizedCaption", 130: "ImageType",
    131: "ImageOrientation", 150: "AudioType", 151: "AudioSamplingRate", 152: "AudioSamplingResolution",
    153: "AudioDuration", 154: "AudioOutcue", 186: "ShortDocumentID", 200: "ObjectPreviewFileFormat",
    201: "ObjectPreviewFileVersion", 202: "ObjectPreviewData", 221: "Prefs", 225: "ClassifyState",
    228: "SimilarityIndex", 231: "DocumentHistory", 232: "ExifCameraInfo",
}  # fmt: skip
"""Known, and of no use as a claim: how an agency's system handled a picture, audio summaries, previews."""

DATES: Final = (
    ("DateCreated", "dateCreated", 55, 60),
    ("DigitalCreationDate", "digitisedDate", 62, 63),
    ("ReleaseDate", "embargoedUntil", 30, 35),
    ("ExpirationDate", "expiryDate", 37, 38),
)
"""Name, property, and the datasets of the date (CCYYMMDD) and time (HHMMSS±HHMM)."""

_DATE: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_TIME: Final = re.compile(r"(\d\d):?(\d\d):?(\d\d)(?:([+-]\d\d):?(\d\d))?")
_UNIQUE_NAME: Final = (1, 100)
_UTF8: Final = b"\x1b%G"


def read_iptc(data: bytes, claims: Claims) -> None:
    """Add what an IIM block says. Damage is noted; nothing raises."""
    datasets, problem = _datasets(data)
    if problem:
        claims.problem(f"IPTC: {problem}")
    encoding = "utf-8" if (1, 90, _UTF8) in datasets else ""
    parts: dict[int, str] = {}
    for record, number, value in datasets:
        text = _decoded(value, encoding)
        if (record, number) == _UNIQUE_NAME:
            claims.say(Speaker.PERSON, "imageGuid", text, pointer="/IPTC/UniqueObjectName")
        elif record != 2:
            claims.kept[f"IPTC:{record}:{number}"] += 1
        elif number == 12:
            say_subject(text, claims)
        elif number in DATASETS:
            name, prop = DATASETS[number]
            claims.say(Speaker.PERSON, prop, text, pointer=f"/IPTC/{name}")
        elif number in KEPT:
            claims.kept[f"IPTC:{KEPT[number]}"] += 1
        elif any(number in (date, time) for _, _, date, time in DATES):
            parts[number] = text
        else:
            claims.unmapped[f"IPTC:2:{number}"] += 1
    _say_dates(parts, claims)


def say_subject(text: str, claims: Claims) -> None:
    """Say a subject reference (IIM 4.2, 2:12): provider, eight-digit code, then up to three names, by colons."""
    code = next((part for part in text.split(":") if re.fullmatch(r"\d{8}", part)), "")
    name = next((part for part in reversed(text.split(":")) if part.strip() and part != code), "")
    identifiers = (f"http://cv.iptc.org/newscodes/subjectcode/{code}",) if code else ()
    said = name if name != "IPTC" else code
    claims.say(Speaker.PERSON, "about", said or text, pointer="/IPTC/SubjectReference", identifiers=identifiers)


def _datasets(data: bytes) -> tuple[list[tuple[int, int, bytes]], str]:
    """Return (record, number, value) of each dataset, and what is wrong behind the last one (IIM 4.2, 1.5)."""
    found: list[tuple[int, int, bytes]] = []
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, number, length = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:  # extended: the rest is how many bytes hold the length
            size = length & 0x7FFF
            if size > 4:
                return found, f"dataset {record}:{number} gives a length of {size} bytes; four are the most"
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            return found, f"dataset {record}:{number} is cut off"
        found.append((record, number, data[at : at + length]))
        at += length
    rest = data[at:].strip(b"\x00")
    return found, f"{len(rest)} bytes behind the last dataset are none" if rest else ""


def _decoded(value: bytes, encoding: str) -> str:
    """Return a text: as declared, else UTF-8 where it is, else Windows-1252, which older programs wrote."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8" if encoding else "cp1252", "replace")


def _say_dates(parts: dict[int, str], claims: Claims) -> None:
    for name, prop, date_number, time_number in DATES:
        date = _DATE.fullmatch(parts.get(date_number, ""))
        time = _TIME.fullmatch(parts.get(time_number, ""))
        if date is None:
            if date_number in parts:
                claims.problem(f"IPTC {name} {parts[date_number]!r} is not a date as CCYYMMDD")
            continue
        text = "-".join(date.groups())
        if "00" in date.groups()[1:]:  # IIM: a month or day that is not known
            text = text.removesuffix("-00").removesuffix("-00")
        elif time is not None:
            hour, minute, second, zone, zone_minutes = time.groups()
            text += f"T{hour}:{minute}:{second}" + (f"{zone}:{zone_minutes}" if zone else "")
        claims.say(Speaker.PERSON, prop, text, pointer=f"/IPTC/{name}")
