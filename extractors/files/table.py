"""Write docs/reference/embedded-metadata.md: every tag that is read from files, and what it becomes.

python -m extractors.files.table            write the page
python -m extractors.files.table --check    exit 1 where the page is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from extractors.files import exif_tags, image_table, iptc, media_table, pdf, streams, xmp_properties
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
say. Pictures: JPEG, PNG, TIFF, BigTIFF, WebP, HEIC, AVIF, GIF, PSD, BMP, JPEG 2000, JPEG XL, DPX, OpenEXR, SVG; raw
files: DNG, CR2, CR3, NEF, ARW; documents: PDF, Markdown; XMP also from `.xmp` files beside them.

What is wrong with a file of which a part is used is said as `defect` by the file facts: cut off, a checksum that does
not fit, a name whose ending is not of its content, encrypted, a C2PA manifest that does not hold.

"""


def page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "\n".join(_sections())


def _sections() -> Iterator[str]:
    yield from _table("EXIF, TIFF and DNG", image_table.exif_rows())
    yield _kept([*exif_tags.KEPT.values(), *exif_tags.GPS_KEPT.values(), "DNG's further tags"])
    yield from _table("Maker notes", image_table.maker_note_rows())
    yield f"Named and kept, the rest of the notes too: {', '.join(image_table.makers())}.\n"
    yield from _table("IPTC-IIM", image_table.iptc_rows())
    yield _kept(iptc.KEPT.values())
    yield from _table("XMP", image_table.xmp_rows())
    yield _kept([*xmp_properties.KEPT, *xmp_properties.KEPT_MIRRORS, *(f"{p}…" for p in xmp_properties.KEPT_PREFIXES)])
    yield from _table("Texts, comments and fields of picture formats", image_table.text_rows())
    yield from _table("Marks of generating systems", image_table.generation_rows())
    yield from _credentials()
    yield from _table("Documents", image_table.document_rows())
    yield _kept([*pdf.KEPT])
    named = ", ".join(f"`.{ending}`" for ending in image_table.endings())
    yield f"Endings that are held against the content: {named}.\n"
    for title, rows, kept in media_table.sections():
        yield from _table(title, rows)
        if kept:
            yield _kept(kept)
    yield from _table(
        "Measured", ((text, prop, Speaker.MEASURED) for text, prop in (*_MEASURED, *media_table.MEASURED))
    )
    yield f"{media_table.loudness_sentence()}\n"
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


def _credentials() -> Iterator[str]:
    yield "## Content Credentials (C2PA)\n"
    yield "Read and checked by the library `c2pa`; what an invalid manifest says is not used. Said by the program that"
    yield "made the manifest, the check by `c2pa` itself, authors and permissions by the person.\n"
    yield "| in the manifest | becomes |"
    yield "| --- | --- |"
    for place, prop in image_table.credential_rows():
        yield f"| `{place}` | {prop} |"
    yield ""


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
