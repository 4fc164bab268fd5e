"""The part of docs/reference/embedded-metadata.md that tells of pictures and documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.files import (
    content_credentials,
    exif_tags,
    front_matter,
    generation,
    image_texts,
    integrity,
    iptc,
    maker_notes,
    open_exr,
    pdf,
    svg,
    xmp_claims,
    xmp_properties,
    xmp_structures,
)
from extractors.files.claims import Speaker

Row = tuple[str, str, Speaker]
_DEVICE, _PERSON, _MEASURED = Speaker.DEVICE, Speaker.PERSON, Speaker.MEASURED


def exif_rows() -> Iterator[Row]:
    """Yield the tags of EXIF, TIFF and DNG, and of maker notes."""
    for number, tag in exif_tags.TAGS.items():
        yield f"0x{number:04X} {tag.name}", tag.property, tag.speaker
    for name, prop, *numbers in exif_tags.DATES:
        yield f"{', '.join(f'0x{number:04X}' for number in numbers)} {name}", prop, _DEVICE
    yield "0x011A XResolution with ResolutionUnit", "horizontalResolution", _DEVICE
    yield "0x011B YResolution with ResolutionUnit", "verticalResolution", _DEVICE
    for name, prop in _GPS:
        yield name, prop, _DEVICE


_GPS: Final = (
    ("GPS 1, 2 GPSLatitude", "latitude"),
    ("GPS 3, 4 GPSLongitude", "longitude"),
    ("GPS 5, 6 GPSAltitude", "altitude"),
    ("GPS 7, 29 GPSTimeStamp", "gpsTime"),
    ("GPS 12, 13 GPSSpeed", "gpsSpeed"),
    ("GPS 14, 15 GPSTrack", "gpsTrack"),
    ("GPS 16, 17 GPSImgDirection", "gpsDirection"),
    ("GPS 19 to 22 GPSDestLatitude, GPSDestLongitude", "depictsCoordinates"),
    ("GPS 28 GPSAreaInformation", "contentLocation"),
    ("GPS 31 GPSHPositioningError", "gpsAccuracy"),
)


def maker_note_rows() -> Iterator[Row]:
    """Yield what is read of makers' notes."""
    for note in (maker_notes.CANON, *maker_notes.NOTES):
        for number, (name, prop, _) in note.tags.items():
            yield f"{note.maker} 0x{number:04X} {name}", prop, _PERSON if prop == "cameraOwner" else _DEVICE


def makers() -> list[str]:
    """Return the makers whose notes are named and kept."""
    return sorted({note.maker for note in (maker_notes.CANON, *maker_notes.NOTES)})


def iptc_rows() -> Iterator[Row]:
    """Yield the datasets of IPTC-IIM."""
    for number, (name, prop) in iptc.DATASETS.items():
        yield f"2:{number} {name}", prop, _PERSON
    for name, prop, date, time in iptc.DATES:
        yield f"2:{date} {name}, 2:{time}", prop, _PERSON
    yield "1:100 UniqueObjectName", "imageGuid", _PERSON


def xmp_rows() -> Iterator[Row]:
    """Yield XMP's properties and structures."""
    for name, (prop, speaker) in xmp_properties.PROPERTIES.items():
        yield name, prop, speaker
    for name, (becomes, _) in xmp_structures.STRUCTURES.items():
        yield name, becomes, _PERSON
    for name, number in xmp_properties.CAMERA.items():
        yield name, exif_tags.TAGS[number].property, _DEVICE
    for name, prop in xmp_claims.TOGETHER.items():
        yield name, prop, _DEVICE


def text_rows() -> Iterator[Row]:
    """Yield PNG keywords, comments, and what containers say in fields of their own."""
    for keyword, prop in image_texts.TEXT_PROPERTIES.items():
        yield keyword, prop, _PERSON
    for keyword, prop in image_texts.TEXT_OF_DEVICE.items():
        yield keyword, prop, _DEVICE
    yield from _CONTAINERS


_CONTAINERS: Final[tuple[Row, ...]] = (
    ("ICC ProfileDescription", "colourProfile", _DEVICE),
    ("JFIF density, PNG pHYs, Photoshop 0x03ED, JPEG 2000 res", "horizontalResolution", _DEVICE),
    ("the same", "verticalResolution", _DEVICE),
    ("PNG tIME", "modifiedDate", _DEVICE),
    ("Photoshop 0x040A CopyrightFlag", "rightsMarked", _PERSON),
    ("Photoshop 0x040B URL", "webStatement", _PERSON),
    ("Photoshop 0x0421 WriterName", "software", _DEVICE),
    ("GIF delays, APNG fcTL, WebP ANMF", "duration", _MEASURED),
    ("GIF NETSCAPE2.0, APNG acTL, WebP ANIM", "loopCount", _MEASURED),
    ("TIFF Compression, DPX Encoding, OpenEXR compression", "compression", _MEASURED),
    ("GIF, PSD, JP2, BigTIFF, DPX, OpenEXR, SVG, PDF: version", "formatVersion", _MEASURED),
    ("JPEG 2000 colr", "colourSpace", _DEVICE),
    ("DPX Creator", "software", _DEVICE),
    ("DPX Project", "jobId", _PERSON),
    ("DPX Copyright", "copyrightNotice", _PERSON),
    ("DPX SourceFileName", "ingredient", _DEVICE),
    ("DPX CreateDate", "modifiedDate", _DEVICE),
    ("DPX SourceCreateDate", "digitisedDate", _DEVICE),
    ("DPX InputDeviceName", "cameraModel", _DEVICE),
    ("DPX InputDeviceSerialNumber", "cameraSerialNumber", _DEVICE),
    ("DPX Orientation", "orientation", _DEVICE),
    ("DPX Transfer, Colorimetric", "colourTransfer", _DEVICE),
    ("DPX film edge code", "reelName", _DEVICE),
    ("DPX SlateInformation", "description", _PERSON),
    ("DPX FrameRate, OpenEXR framesPerSecond", "frameRate", _DEVICE),
    ("DPX TimeCode, OpenEXR timeCode", "timecode", _DEVICE),
    *((f"OpenEXR {name}", prop, _PERSON if person else _DEVICE) for name, (prop, person) in open_exr.TEXTS.items()),
    *((f"OpenEXR {name}", prop, _DEVICE) for name, prop in open_exr.NUMBERS.items()),
)


def generation_rows() -> Iterator[Row]:
    """Yield where generating systems write."""
    for keyword, system in generation.KEYWORDS.items():
        yield f"{keyword} ({system})", "aiPrompt, aiSystem, aiSystemVersion, aiSettings", _DEVICE
    yield "EXIF UserComment (Stable Diffusion web UI)", "aiPrompt, aiSystem, aiSystemVersion, aiSettings", _DEVICE
    yield "Description with a Job ID (Midjourney)", "aiPrompt, jobId", _DEVICE


def credential_rows() -> Iterator[tuple[str, str]]:
    """Yield what is read of C2PA manifests."""
    yield from content_credentials.ASSERTIONS.items()


def document_rows() -> Iterator[Row]:
    """Yield what PDF, SVG and Markdown say of themselves."""
    for key, (prop, speaker) in pdf.INFORMATION.items():
        yield f"PDF {key}", prop, speaker
    yield "PDF /Pages /Count", "pageCount", _MEASURED
    yield "PDF /Lang", "language", _PERSON
    yield "SVG title", "title", _PERSON
    yield "SVG desc", "description", _PERSON
    for key, prop in svg.PROPERTIES.items():
        yield f"SVG metadata {key}", prop, _PERSON
    for key, prop in front_matter.PROPERTIES.items():
        yield f"front matter {key}", prop, _PERSON


def endings() -> list[str]:
    """Return the file endings that are held against the content."""
    return sorted(integrity.ENDINGS)
