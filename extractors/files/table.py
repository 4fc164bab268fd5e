"""Write docs/reference/embedded-metadata.md: every tag that is read from files, and what it becomes.

python -m extractors.files.table            write the page
python -m extractors.files.table --check    exit 1 where the page is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from extractors.files import container_tags, exif, images, iptc, streams, xmp_claims, xmp_properties
from extractors.files.claims import Speaker
from ontology.generated_file import write_or_check

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "embedded-metadata.md"

_WHO: Final = {Speaker.MEASURED: "file facts", Speaker.DEVICE: "device", Speaker.PERSON: "person"}

_HEAD: Final = """<!-- Written by `python -m extractors.files.table`; do not edit. -->

# Embedded metadata

Which tags of pictures, films, sound and sidecars mediagraph reads, and what each becomes.

Who says a claim decides its rank. **File facts** are measured on the bytes. The **device** is the camera, by make and
model; where a file names none, the system `embedded-metadata`. The **person** is the creator where exactly one is
named, else `embedded metadata`; what people wrote outranks models.

Of a property with one value, a device's first stands: EXIF before XMP (Metadata Working Group 2.0, 3.1). A date that
another repeats more exactly is left out. A text without a language is left out where one with a language repeats it.

A tag in no table below is counted by its name as unmapped. *Kept* tags are known, and hold nothing that a claim would
say. Pictures: JPEG, PNG, TIFF, WebP, HEIC, AVIF, GIF, PSD, BMP; XMP also from `.xmp` files beside them.

"""


def page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "\n".join(_sections())


def _sections() -> Iterator[str]:
    yield from _table("EXIF", _exif())
    yield _kept([*exif.KEPT.values(), *exif.GPS_KEPT.values()])
    records = ((f"2:{number} {name}", prop, Speaker.PERSON) for number, (name, prop) in iptc.DATASETS.items())
    dates = ((f"2:{date} {name}, 2:{time}", prop, Speaker.PERSON) for name, prop, date, time in iptc.DATES)
    yield from _table("IPTC-IIM", [*records, *dates])
    yield _kept(iptc.KEPT.values())
    yield from _table("XMP", _xmp())
    yield _kept([*xmp_properties.KEPT, *xmp_properties.KEPT_MIRRORS, *(f"{p}…" for p in xmp_properties.KEPT_PREFIXES)])
    yield from _table("PNG texts, comments and ICC", _texts())
    tags = ((tag, prop, speaker) for tag, (prop, speaker) in container_tags.TAGS.items())
    yield from _table("Tags of films and sound, by FFmpeg's names", [*tags, *_positions()])
    yield _kept(container_tags.KEPT)
    yield from _table("Measured", ((text, prop, Speaker.MEASURED) for text, prop in _MEASURED))
    formats = ", ".join(f"`{media_type}`" for media_type in streams.FORMATS)
    yield f"Containers of films and sound: {formats}.\n"


_MEASURED: Final = (
    ("the format by content", "mediaFormat"),
    ("a picture's size; a film's, of its first stream", "width"),
    ("the same", "height"),
    ("Pillow's mode, FFmpeg's pixel format", "pixelFormat"),
    ("bits per sample or colour component", "bitDepth"),
    ("frames of an animated picture or a film", "frameCount"),
    ("the container's length, else the longest stream's, in seconds", "duration"),
    ("bits per second over the whole file", "bitRate"),
    ("every stream of pictures", "videoCodec"),
    ("every stream of sound", "audioCodec"),
    ("the first stream of pictures", "frameRate"),
    ("width by height by pixel shape", "aspectRatio"),
    ("colour description, ITU-T H.273", "colourPrimaries"),
    ("colour description, ITU-T H.273", "colourTransfer"),
    ("colour description, ITU-T H.273", "colourSpace"),
    ("the track's matrix (MP4, QuickTime)", "rotation"),
    ("the first stream of sound", "sampleRate"),
    ("the first stream of sound", "channels"),
    ("a text's encoding", "characterEncoding"),
    ("a text's length", "characterCount"),
)

_Row = tuple[str, str, Speaker]


def _exif() -> Iterator[_Row]:
    for number, tag in exif.TAGS.items():
        yield f"0x{number:04X} {tag.name}", tag.property, tag.speaker
    for name, prop, *numbers in exif.DATES:
        yield f"{', '.join(f'0x{number:04X}' for number in numbers)} {name}", prop, Speaker.DEVICE
    yield "0x011A XResolution with ResolutionUnit", "horizontalResolution", Speaker.DEVICE
    yield "0x011B YResolution with ResolutionUnit", "verticalResolution", Speaker.DEVICE
    for name, prop in _GPS:
        yield name, prop, Speaker.DEVICE


_GPS: Final = (
    ("GPS 1, 2 GPSLatitude", "latitude"),
    ("GPS 3, 4 GPSLongitude", "longitude"),
    ("GPS 5, 6 GPSAltitude", "altitude"),
    ("GPS 7, 29 GPSTimeStamp", "gpsTime"),
    ("GPS 17 GPSImgDirection", "gpsDirection"),
)

_STRUCTURES: Final = {
    "Iptc4xmpExt:LocationCreated": "contentLocation",
    "Iptc4xmpExt:LocationShown": "depictsPlace",
    "Iptc4xmpExt:ArtworkOrObject": "depictsWork",
    "Iptc4xmpExt:PersonInImageWDetails": "depictsPerson",
    "Iptc4xmpExt:RegistryId": "registryEntry",
    "Iptc4xmpExt:OrganisationInImageCode": "organisationCode",
    "Iptc4xmpCore:CreatorContactInfo": "creatorContact",
    "Iptc4xmpCore:SubjectCode": "about, with the NewsCode's IRI",
    "Iptc4xmpCore:Scene": "sceneCode, with the NewsCode's IRI",
    "plus:CopyrightOwner": "copyrightOwner",
    "plus:ImageCreator": "creator",
    "plus:ImageSupplier": "supplier",
    "plus:Licensor": "licensor",
    "mwg-rs:Regions": "depictsPerson (faces) or keyword, in a box",
}


def _xmp() -> Iterator[_Row]:
    for name, (prop, speaker) in xmp_properties.PROPERTIES.items():
        yield name, prop, speaker
    for name in xmp_claims.STRUCTURES:
        yield name, _STRUCTURES[name], Speaker.PERSON
    for name, number in xmp_properties.CAMERA.items():
        yield name, exif.TAGS[number].property, Speaker.DEVICE
    for name, prop in xmp_claims.TOGETHER.items():
        yield name, prop, Speaker.DEVICE


def _texts() -> Iterator[_Row]:
    for keyword, prop in images.TEXT_PROPERTIES.items():
        yield keyword, prop, Speaker.PERSON
    for keyword, prop in images.TEXT_OF_DEVICE.items():
        yield keyword, prop, Speaker.DEVICE
    yield "ICC ProfileDescription", "colourProfile", Speaker.DEVICE


def _positions() -> Iterator[_Row]:
    for name in container_tags.POSITION:
        yield f"{name} (ISO 6709)", "latitude, longitude, altitude", Speaker.DEVICE


def _table(title: str, rows: Iterable[_Row]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| tag | becomes | said by |"
    yield "| --- | --- | --- |"
    for tag, prop, speaker in rows:
        yield f"| `{tag}` | {prop} | {_WHO[speaker]} |"
    yield ""


def _kept(names: Iterable[str]) -> str:
    return "Kept: " + ", ".join(f"`{name}`" for name in sorted(set(names))) + ".\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or with ``--check`` say whether it is up to date; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    return write_or_check(PAGE, page(), command="python -m extractors.files.table", arguments=given)


if __name__ == "__main__":
    sys.exit(main())
