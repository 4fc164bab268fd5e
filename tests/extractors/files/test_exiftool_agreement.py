"""Every tag that the ontology names agrees with ExifTool, for every real picture and clip.

`pytest -s` prints the table. `DIFFERENCES` lists where ExifTool is known to be wrong, or reads something else.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import orjson
import pytest

from extractors.extracted import Extracted
from extractors.run import extract_paths

Agrees = Callable[[str, Any], bool]


def text(ours: str, theirs: Any) -> bool:
    return " ".join(ours.split()) == " ".join(str(theirs).split())


def number(ours: str, theirs: Any, tolerance: str = "0.001") -> bool:
    try:
        first, second = Decimal(ours), Decimal(str(theirs).split()[0])
    except (InvalidOperation, IndexError):
        return False
    return abs(first - second) <= Decimal(tolerance) * max(abs(second), Decimal("0.001"))


def exact_number(ours: str, theirs: Any) -> bool:
    return number(ours, theirs, "0.000001")


def place(ours: str, theirs: Any) -> bool:
    return abs(Decimal(ours) - Decimal(str(theirs))) < Decimal("0.000001")


def seconds(ours: str, theirs: Any) -> bool:
    return abs(Decimal(ours) - Decimal(str(theirs))) <= Decimal("0.05")


def date(ours: str, theirs: Any) -> bool:
    """Compare dates as far as the shorter one goes; a time without a zone agrees with the same time in any."""
    wanted = re.sub(r"^(\d{4}):(\d\d)(?::(\d\d))?", lambda m: "-".join(g for g in m.groups() if g), str(theirs))
    wanted = wanted.replace(" ", "T")
    digits = [re.sub(r"(Z|[+-]\d\d:\d\d)$", "", value) for value in (ours, wanted)]
    digits = [re.sub(r"(T\d\d:\d\d)$", r"\1:00", value).rstrip("0").rstrip(".") for value in digits]
    return digits[0] == digits[1] or digits[0].startswith(digits[1]) or digits[1].startswith(digits[0])


def fired(ours: str, theirs: Any) -> bool:
    return ours == ("true" if int(theirs) & 1 else "false")


def boolean(ours: str, theirs: Any) -> bool:
    return ours == str(theirs).lower()


def coded(*meanings: str) -> Agrees:
    return lambda ours, theirs: int(theirs) < len(meanings) and ours == meanings[int(theirs)]


def aperture(ours: str, theirs: Any) -> bool:
    return number(ours, theirs, "0.002")


PROGRAMS = "? manual normal aperture-priority shutter-priority creative action portrait landscape bulb"
SPACES = {1: "sRGB", 2: "Adobe RGB", 65535: "uncalibrated"}


@dataclass(frozen=True)
class Row:
    """ExifTool's tags, first one found first; our property; how they agree."""

    tags: tuple[str, ...]
    property: str
    agrees: Agrees


TABLE = [
    Row(("File:MIMEType",), "mediaFormat", lambda ours, theirs: MIME.get(theirs, theirs) == ours),
    Row(("File:ImageWidth", "IFD0:ImageWidth", "PNG:ImageWidth", "GIF:ImageWidth", "RIFF:ImageWidth",
         "Photoshop:ImageWidth"), "width", exact_number),
    Row(("File:ImageHeight", "IFD0:ImageHeight", "PNG:ImageHeight", "GIF:ImageHeight", "RIFF:ImageHeight",
         "Photoshop:ImageHeight"), "height", exact_number),
    Row(("File:BitsPerSample", "PNG:BitDepth", "Photoshop:BitDepth", "FLAC:BitsPerSample"), "bitDepth", exact_number),
    Row(("IFD0:Make",), "cameraMake", text),
    Row(("IFD0:Model",), "cameraModel", text),
    Row(("IFD0:Orientation",), "orientation", exact_number),
    Row(("IFD0:Software", "PNG:Software"), "software", text),
    Row(("IFD0:XResolution",), "horizontalResolution", exact_number),
    Row(("IFD0:YResolution",), "verticalResolution", exact_number),
    Row(("IFD0:ModifyDate",), "modifiedDate", date),
    Row(("IFD0:ImageDescription",), "description", text),
    Row(("IFD0:Artist",), "creator", text),
    Row(("IFD0:Copyright",), "copyrightNotice", text),
    Row(("IFD0:XPTitle",), "title", text),
    Row(("ExifIFD:DateTimeOriginal",), "captureDate", date),
    Row(("ExifIFD:CreateDate",), "digitisedDate", date),
    Row(("ExifIFD:ExposureTime",), "exposureTime", number),
    Row(("ExifIFD:FNumber",), "fNumber", number),
    Row(("ExifIFD:ISO",), "isoSpeed", exact_number),
    Row(("ExifIFD:ExposureCompensation",), "exposureCompensation", number),
    Row(("ExifIFD:ExposureProgram",), "exposureProgram",
        lambda ours, theirs: coded(*PROGRAMS.split())(ours.replace(" ", "-"), theirs)),
    Row(("ExifIFD:MaxApertureValue",), "maximumAperture", aperture),
    Row(("ExifIFD:MeteringMode",), "meteringMode",
        coded("", "average", "centre-weighted", "spot", "multi-spot", "pattern", "partial")),
    Row(("ExifIFD:Flash",), "flash", fired),
    Row(("ExifIFD:FocalLength",), "focalLength", number),
    Row(("ExifIFD:FocalLengthIn35mmFormat",), "focalLength35mm", exact_number),
    Row(("ExifIFD:ColorSpace",), "colourSpace", lambda ours, theirs: SPACES.get(theirs) == ours),
    Row(("ExifIFD:ExposureMode",), "exposureMode", coded("automatic", "manual", "bracket")),
    Row(("ExifIFD:WhiteBalance",), "whiteBalance", coded("automatic", "manual")),
    Row(("ExifIFD:SceneCaptureType",), "sceneCaptureType", coded("standard", "landscape", "portrait", "night")),
    Row(("ExifIFD:SubjectDistance",), "subjectDistance", number),
    Row(("ExifIFD:LensModel",), "lensModel", text),
    Row(("ExifIFD:LensSerialNumber",), "lensSerialNumber", text),
    Row(("ExifIFD:SerialNumber",), "cameraSerialNumber", text),
    Row(("ExifIFD:OwnerName",), "cameraOwner", text),
    Row(("Composite:GPSLatitude",), "latitude", place),
    Row(("Composite:GPSLongitude",), "longitude", place),
    Row(("GPS:GPSAltitude",), "altitude", number),
    Row(("Composite:GPSDateTime",), "gpsTime", date),
    Row(("ICC_Profile:ProfileDescription",), "colourProfile", text),
    Row(("IPTC:ObjectName",), "title", text),
    Row(("IPTC:Keywords",), "keyword", text),
    Row(("IPTC:Caption-Abstract",), "description", text),
    Row(("IPTC:By-line",), "creator", text),
    Row(("IPTC:By-lineTitle",), "creatorJobTitle", text),
    Row(("IPTC:Headline",), "headline", text),
    Row(("IPTC:City",), "city", text),
    Row(("IPTC:Sub-location",), "sublocation", text),
    Row(("IPTC:Province-State",), "region", text),
    Row(("IPTC:Country-PrimaryLocationName",), "country", text),
    Row(("IPTC:OriginalTransmissionReference",), "jobId", text),
    Row(("IPTC:Credit",), "creditLine", text),
    Row(("IPTC:Source",), "source", text),
    Row(("IPTC:CopyrightNotice",), "copyrightNotice", text),
    Row(("IPTC:SpecialInstructions",), "instructions", text),
    Row(("IPTC:Writer-Editor",), "captionWriter", text),
    Row(("IPTC:Urgency",), "urgency", exact_number),
    Row(("IPTC:DateCreated",), "dateCreated", date),
    Row(("XMP-dc:Title",), "title", text),
    Row(("XMP-dc:Description",), "description", text),
    Row(("XMP-dc:Subject",), "keyword", text),
    Row(("XMP-dc:Creator",), "creator", text),
    Row(("XMP-dc:Rights",), "copyrightNotice", text),
    Row(("XMP-photoshop:Headline",), "headline", text),
    Row(("XMP-photoshop:DateCreated",), "dateCreated", date),
    Row(("XMP-photoshop:City",), "city", text),
    Row(("XMP-photoshop:State",), "region", text),
    Row(("XMP-photoshop:Country",), "country", text),
    Row(("XMP-photoshop:Credit",), "creditLine", text),
    Row(("XMP-photoshop:Source",), "source", text),
    Row(("XMP-photoshop:Instructions",), "instructions", text),
    Row(("XMP-photoshop:TransmissionReference",), "jobId", text),
    Row(("XMP-photoshop:AuthorsPosition",), "creatorJobTitle", text),
    Row(("XMP-photoshop:CaptionWriter",), "captionWriter", text),
    Row(("XMP-photoshop:Urgency",), "urgency", exact_number),
    Row(("XMP-iptcCore:Location",), "sublocation", text),
    Row(("XMP-iptcCore:CountryCode",), "countryCode", text),
    Row(("XMP-iptcCore:IntellectualGenre",), "genre", text),
    Row(("XMP-iptcCore:SubjectCode",), "about", text),
    Row(("XMP-iptcCore:Scene",), "sceneCode", text),
    Row(("XMP-iptcExt:PersonInImage",), "depictsPerson", text),
    Row(("XMP-iptcExt:OrganisationInImageName",), "depictsOrganisation", text),
    Row(("XMP-iptcExt:Event",), "depictsEvent", text),
    Row(("XMP-xmp:Rating",), "rating", exact_number),
    Row(("XMP-xmp:Label",), "label", text),
    Row(("XMP-xmp:CreateDate",), "digitisedDate", date),
    Row(("XMP-xmpRights:UsageTerms",), "usageTerms", text),
    Row(("XMP-xmpRights:WebStatement",), "webStatement", text),
    Row(("XMP-xmpRights:Marked",), "rightsMarked", boolean),
    Row(("XMP-xmpMM:DocumentID",), "documentId", text),
    Row(("XMP-xmpMM:OriginalDocumentID",), "originalDocumentId", text),
    Row(("XMP-plus:ImageSupplierImageID",), "supplierImageId", text),
    Row(("XMP-plus:ModelReleaseID",), "modelRelease", text),
    Row(("XMP-plus:PropertyReleaseID",), "propertyRelease", text),
    Row(("XMP-lr:HierarchicalSubject",), "keywordPath", text),
    Row(("XMP-tiff:Orientation",), "orientation", exact_number),
    Row(("QuickTime:Duration", "Composite:Duration"), "duration", seconds),
    Row(("Track1:SourceImageWidth", "Track2:SourceImageWidth"), "width", exact_number),
    Row(("Track1:SourceImageHeight", "Track2:SourceImageHeight"), "height", exact_number),
    Row(("Track1:VideoFrameRate", "Track2:VideoFrameRate"), "frameRate", number),
    Row(("Track1:AudioSampleRate", "Track2:AudioSampleRate", "FLAC:SampleRate"), "sampleRate", exact_number),
    Row(("Track1:AudioChannels", "Track2:AudioChannels", "FLAC:Channels"), "channels", exact_number),
    Row(("Composite:Rotation",), "rotation", exact_number),
    Row(("QuickTime:CreateDate",), "digitisedDate", date),
    Row(("ItemList:Encoder", "Vorbis:Encoder"), "software", text),
    Row(("ID3v2_3:Artist",), "creator", text),
    Row(("ID3v2_3:Title",), "title", text),
    Row(("ID3v2_3:Comment",), "description", text),
    Row(("ID3v2_3:Album",), "album", text),
    Row(("ID3v2_3:Track",), "trackNumber", text),
    Row(("ID3v2_3:Genre",), "genre", text),
]  # fmt: skip

MIME = {"application/vnd.adobe.photoshop": "image/vnd.adobe.photoshop", "image/heif": "image/heic"}
SAYS_NOTHING = {"", "0000:00:00 00:00:00"}

_NOT_MEDIA = "a sidecar's own format is no fact about the picture it speaks of"
_UPRIGHT = "a film that stands upright has no rotation to claim"
_EXACT = "altitude is given to the millimetre"
DIFFERENCES = {
    ("BonTonARTSTORplusIPTC.xmp", "File:MIMEType"): _NOT_MEDIA,
    ("xmp-gcam-portrait.xml", "File:MIMEType"): _NOT_MEDIA,
    ("bikes.mp4", "Composite:Rotation"): _UPRIGHT,
    ("carphone_distorted.mp4", "Composite:Rotation"): _UPRIGHT,
    ("sample.3gp", "Composite:Rotation"): _UPRIGHT,
    ("sample_mpeg4.mp4", "Composite:Rotation"): _UPRIGHT,
    ("with-gps.mp4", "Composite:Rotation"): _UPRIGHT,
    ("sample.3gp", "Track1:AudioChannels"): "AMR has one channel (3GPP TS 26.071); the 2 is the container's default",
    ("iptc-agency-photographer-example.jpg", "GPS:GPSAltitude"): _EXACT,
    ("iptc-agency-photographer-example.jpg", "XMP-xmp:CreateDate"): "EXIF, which comes first, gives another date",
    ("photoshop-8x12-rgb24-all-metadata.png", "IFD0:Software"): "XMP, which comes first, names another program",
}
"""File and first tag of a row, and why we say something else."""


@pytest.fixture(scope="module")
def compared(shared: Path) -> list[tuple[str, Row, Any, list[str]]]:
    """Each file, row, ExifTool's value and ours."""
    media = shared / "media"
    found = {Path(e.path).name: e for e in extract_paths([str(media / "images"), str(media / "av")], workers=0)}
    rows = []
    for name in ("images", "av"):
        for dump in orjson.loads(gzip.decompress((media / "reference" / f"exiftool-{name}.json.gz").read_bytes())):
            ours = _claims(found[dump["SourceFile"]])
            for row in TABLE:
                theirs = next((dump[tag] for tag in row.tags if tag in dump), None)
                for value in theirs if isinstance(theirs, list) else [theirs]:
                    if value is not None and str(value).strip() not in SAYS_NOTHING:
                        rows.append((dump["SourceFile"], row, value, ours.get(row.property, [])))
    return rows


def _claims(extracted: Extracted) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for extraction in extracted.extractions:
        for run in extraction.runs:
            for claim in run.observations:
                found.setdefault(claim.property, []).append(claim.value)
    return found


def test_every_tag_agrees(compared: list[tuple[str, Row, Any, list[str]]]) -> None:
    agreed: Counter[tuple[str, str]] = Counter()
    wrong, differing = [], set()
    for name, row, theirs, ours in compared:
        if any(row.agrees(value, theirs) for value in ours):
            agreed[row.tags[0], row.property] += 1
        elif (name, row.tags[0]) in DIFFERENCES:
            differing.add((name, row.tags[0]))
        else:
            wrong.append(f"{name}: {row.tags[0]} {theirs!r}, but {row.property} {ours}")
    print(f"\n{'ExifTool':42} {'property':24} {'agree':>5}")
    for (tag, prop), count in sorted(agreed.items()):
        print(f"{tag:42} {prop:24} {count:5}")
    print(f"{sum(agreed.values())} values of {len(agreed)} tags agree")
    assert not wrong, "\n".join(wrong)
    assert differing == set(DIFFERENCES), "a difference that is none any more must go"
    assert sum(agreed.values()) >= 700
    assert len(agreed) >= 90
