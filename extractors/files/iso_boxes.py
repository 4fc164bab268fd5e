"""The boxes of ISO base media files (ISO/IEC 14496-12, 4.2), as films, JPEG 2000, JPEG XL and HEIF use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from extractors.files.blocks import Blocks, Data

_MOST_BOXES: Final = 20_000

XMP_UUID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
IPTC_UUID: Final = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")
EXIF_UUID: Final = b"JpgTiffExif->JP2"
PHOTOSHOP_UUID: Final = bytes.fromhex("2c4c0100850440b9a03e562148d6dfeb")
C2PA_UUID: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
GEOTIFF_UUID: Final = bytes.fromhex("b14bf8bd083d4b43a5ae8cd7d5a6ce03")


class Box(NamedTuple):
    """A box: its type, and where its content starts and ends; `end` may lie behind the data."""

    kind: bytes
    start: int
    end: int


def box_at(data: Data, at: int, end: int) -> Box | None:
    """Return the box at a place, None where no box fits before `end`; one whose size makes no sense ends before it
    starts.
    """
    if at + 8 > min(end, len(data)):
        return None
    size, header = int.from_bytes(data[at : at + 4], "big"), 8
    if size == 1:
        size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
    elif size == 0:
        size = end - at
    return Box(bytes(data[at + 4 : at + 8]), at + header, at + size)


def boxes(data: Data, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places, not those inside them; stops where a size makes no sense."""
    at = start
    for _ in range(_MOST_BOXES):
        box = box_at(data, at, end)
        if box is None or box.end < box.start:
            return
        yield box
        at = box.end


def content(data: Data, box: Box, most: int = 64 << 20) -> bytes:
    """Return what a box holds, at most so many bytes."""
    return bytes(data[box.start : min(box.end, box.start + most)])


def read_uuid(data: Data, box: Box, blocks: Blocks) -> None:
    """Add the metadata block of a ``uuid`` box; others are counted by their identifier."""
    name, body = bytes(data[box.start : box.start + 16]), Box(b"uuid", box.start + 16, box.end)
    if name == XMP_UUID:
        blocks.xmp.append(content(data, body))
    elif name == EXIF_UUID:
        blocks.exif.append(content(data, body))
    elif name == IPTC_UUID:
        blocks.iptc.append(content(data, body))
    elif name == C2PA_UUID:
        blocks.has_manifest = True
    elif name in (GEOTIFF_UUID, PHOTOSHOP_UUID):
        blocks.known.append(f"uuid:{name.hex()}")
    else:
        blocks.other.append(f"uuid:{name.hex()}")


def cut_box(data: Data) -> str:
    """Return which box of a file is cut off, or ""."""
    for box in boxes(data, 0, len(data)):
        if box.end > len(data):
            missing = box.end - len(data)
            return f"truncated: the box {box.kind.decode('latin-1')!r} ends {missing} bytes behind the end of the file"
    return ""
