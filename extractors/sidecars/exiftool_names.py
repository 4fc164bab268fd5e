"""ExifTool's names of groups and tags, and the names that the standards have for the same.

ExifTool writes ``Group:Tag`` with ``-G`` (the general group: EXIF, XMP, QuickTime) or ``-G1`` (where exactly: IFD0,
XMP-dc, Track1), and the tag alone without. Its XMP tags are the properties' names with a capital letter, and a few of
its own. https://exiftool.org/TagNames/
"""

from __future__ import annotations

import re
from typing import Final

from extractors.files import exif_tags, iptc
from extractors.files.claims import Speaker
from extractors.files.exif_values import Tag
from extractors.files.xmp_claims import TOGETHER
from extractors.files.xmp_properties import CAMERA, KEPT, KEPT_MIRRORS, PROPERTIES
from extractors.files.xmp_structures import STRUCTURES

EXIF, XMP, IPTC, TAGS, TECHNICAL, ANY = "exif", "xmp", "iptc", "tags", "technical", ""
"""Families of groups: how a tag of the group is read. `ANY` is a tag without a group."""

_FAMILIES: Final = (
    (EXIF, re.compile(r"EXIF|IFD0|ExifIFD|GPS|SubIFD\d*")),
    (XMP, re.compile(r"XMP(?:-[\w-]+)?")),
    (IPTC, re.compile(r"IPTC\d*")),
    (TAGS, re.compile(r"ItemList|Keys|UserData|iTunes|ID3(?:v\d_?\d?)?|Vorbis|Info|ASF|APE|PDF|Matroska|Theora|Opus")),
)  # fmt: skip
MEASURING: Final = re.compile(
    r"|File|Composite|QuickTime|Track\d+|RIFF|PNG|GIF|FLAC|AIFF|MPEG|H264|Photoshop|Jpeg2000|Matroska|Vorbis|Opus|Theora|"
    r"ASF|Real|Flash|BMP|PDF|DPX|Meta|HEVC|AAC|MXF|OpenEXR|PSP|WTV|DV|M2TS"
)
"""Groups that tell of the whole file or of a track what ExifTool measured; others are of previews and makers."""

_ALIASES: Final = {
    "iptcCore": "Iptc4xmpCore", "iptcExt": "Iptc4xmpExt", "microsoft": "MicrosoftPhoto", "getty": "GettyImagesGIFT",
    "dct": "dcterms",
}  # fmt: skip
"""ExifTool's prefixes of XMP where they are not those of the standards."""

_OWN_NAMES: Final = {
    "x:XMPToolkit": "x:xmptk",
    "photoshop:ICCProfileName": "photoshop:ICCProfile",
    "plus:PLUSVersion": "plus:Version",
    "Iptc4xmpExt:DigitalImageGUID": "Iptc4xmpExt:DigImageGUID",
    "Iptc4xmpExt:AdditionalModelInformation": "Iptc4xmpExt:AddlModelInfo",
    "Iptc4xmpExt:DigitalSourceFileType": "Iptc4xmpExt:DigitalSourcefileType",
    "Iptc4xmpExt:RegistryID": "Iptc4xmpExt:RegistryId",
    "Iptc4xmpExt:CVTerm": "Iptc4xmpExt:AboutCvTerm",
    "exif:ISO": "exif:ISOSpeedRatings",
    "exif:ExifImageWidth": "exif:PixelXDimension",
    "exif:ExifImageHeight": "exif:PixelYDimension",
    "exif:GPSDateTime": "exif:GPSTimeStamp",
    "exif:Opto-ElectricConvFactor": "exif:OECF",
    "exifEX:SerialNumber": "exifEX:BodySerialNumber",
    "exifEX:OwnerName": "exifEX:CameraOwnerName",
    "exifEX:InteropIndex": "exifEX:InteroperabilityIndex",
    "tiff:ImageHeight": "tiff:ImageLength",
    "MicrosoftPhoto:RatingPercent": "MicrosoftPhoto:Rating",
}

EXIF_TAGS: Final[dict[str, Tag]] = {tag.name: tag for tag in exif_tags.TAGS.values()}
EXIF_DATES: Final = {
    "DateTimeOriginal": ("captureDate", "SubSecTimeOriginal", "OffsetTimeOriginal"),
    "CreateDate": ("digitisedDate", "SubSecTimeDigitized", "OffsetTimeDigitized"),
    "ModifyDate": ("modifiedDate", "SubSecTime", "OffsetTime"),
}
"""ExifTool's name of a date, the property, and the names of its fraction of a second and its offset from UTC."""

EXIF_KEPT: Final = frozenset((
    *exif_tags.KEPT.values(), *exif_tags.GPS_KEPT.values(), "ThumbnailImage", "ThumbnailTIFF", "MakerNoteUnknownText",
    "InteropIndex", "InteropVersion", "PreviewImage", "ApertureValue", "ShutterSpeedValue", "ExifByteOrder",
    *(name for _, fraction, offset in EXIF_DATES.values() for name in (fraction, offset)),
))  # fmt: skip

IPTC_TAGS: Final = dict(iptc.DATASETS.values())
IPTC_DATES: Final = {
    "DateCreated": ("dateCreated", "TimeCreated"),
    "DigitalCreationDate": ("digitisedDate", "DigitalCreationTime"),
    "ReleaseDate": ("embargoedUntil", "ReleaseTime"),
    "ExpirationDate": ("expiryDate", "ExpirationTime"),
}
IPTC_KEPT: Final = frozenset((
    *iptc.KEPT.values(), *(time for _, time in IPTC_DATES.values()), "CodedCharacterSet", "EnvelopeRecordVersion",
    "Destination", "FileFormat", "FileVersion", "ServiceIdentifier", "EnvelopeNumber", "ProductID", "EnvelopePriority",
    "DateSent", "TimeSent", "CurrentIPTCDigest",
))  # fmt: skip

FORMATS: Final = {
    "application/vnd.adobe.photoshop": "image/vnd.adobe.photoshop", "audio/x-wav": "audio/wav",
    "audio/x-aiff": "audio/aiff", "video/x-m4v": "video/mp4", "audio/x-flac": "audio/flac",
}  # fmt: skip
"""ExifTool's media types where they are not those by which we call the same."""

OTHER_TAGS: Final = {
    "Make": ("cameraMake", Speaker.DEVICE), "Model": ("cameraModel", Speaker.DEVICE),
    "Author": ("creator", Speaker.PERSON), "Artist": ("creator", Speaker.PERSON),
    "CreationDate": ("captureDate", Speaker.DEVICE), "Software": ("software", Speaker.DEVICE),
    "CreateDate": ("digitisedDate", Speaker.DEVICE), "ModifyDate": ("modifiedDate", Speaker.DEVICE),
    "DateTimeOriginal": ("captureDate", Speaker.DEVICE), "Year": ("dateCreated", Speaker.PERSON),
}  # fmt: skip
"""Tags of films and sound by which Vorbis comments have no like, or another."""


def split(key: str) -> tuple[str, str, str]:
    """Return the group, the tag and the language of ``XMP-dc:Title-de``; of several groups (-G0:1) the last."""
    group, _, name = key.rpartition(":")
    tag, _, language = name.partition("-")
    if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language):
        tag, language = name, ""
    return group.rpartition(":")[2], tag, "" if language in ("xxx", "und") else language


def family_of(group: str) -> str:
    """Return how the tags of a group are read; those of makers, of ICC profiles and of the file are technical."""
    if not group:
        return ANY
    return next((family for family, pattern in _FAMILIES if pattern.fullmatch(group)), TECHNICAL)


def xmp_name(group: str, tag: str) -> str:
    """Return the property's name in XMP, as ``dc:title``; a group without a prefix has the first of that name.

    "" where no group tells the prefix and no table knows the name.
    """
    prefix = group.partition("-")[2]
    if not prefix:
        return _BY_NAME.get(tag, "")
    own = f"{_ALIASES.get(prefix, prefix)}:{tag}"
    return _OWN_NAMES.get(own) or _BY_PREFIX.get(own, own)


def field_name(structure: str, field: str) -> str:
    """Return the name of a field of a structure as the standards have it: ``Iptc4xmpExt:City`` of ``City``."""
    if structure == "Iptc4xmpCore:CreatorContactInfo":
        return f"Iptc4xmpCore:{field}"
    if structure in ("xmpMM:DerivedFrom", "xmpMM:Ingredients"):
        return f"stRef:{field[:1].lower()}{field[1:]}"
    if structure == "exif:Flash":
        return f"exif:{field}"
    return f"{structure.partition(':')[0]}:{field}"


_ORDERED: Final = (*PROPERTIES, *STRUCTURES, *CAMERA, *TOGETHER, *sorted(KEPT), *sorted(KEPT_MIRRORS))


def _capital(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{prefix}:{local[:1].upper()}{local[1:]}"


_BY_PREFIX: Final = {_capital(name): name for name in reversed(_ORDERED)}
_BY_NAME: Final = {_capital(name).partition(":")[2]: name for name in reversed(_ORDERED)}
