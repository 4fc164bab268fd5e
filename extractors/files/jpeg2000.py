"""JPEG 2000: the boxes of JP2 and JPX (ISO/IEC 15444-1, annex I) and the main header of a codestream (annex A)."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture
from extractors.files.iso_boxes import Box, boxes, content, cut_box, read_uuid

COLOUR_SPACES: Final = {
    0: "bi-level", 3: "YCbCr(2)", 4: "YCbCr(3)", 12: "CMYK", 14: "CIELab", 16: "sRGB", 17: "greyscale", 18: "sYCC",
    20: "e-sRGB", 21: "ROMM-RGB", 24: "e-sYCC",
}  # fmt: skip
"""Enumerated colour spaces (table I.10 and 15444-2, table M.25)."""

_KNOWN: Final = frozenset((b"jP  ", b"ftyp", b"jp2c", b"rreq", b"jp2i", b"uinf", b"bpcc", b"pclr", b"cmap", b"cdef"))
_METRES_PER_INCH: Final = Decimal("0.0254")
_XMP_START: Final = (b"<x:xmpmeta", b"<?xpacket", b"<x:xapmeta")


def read_jp2(data: Data, blocks: Blocks) -> None:
    """Add what a JP2 or JPX says: size, colour, resolution, XML, UUID boxes. Raises struct.error where it is cut."""
    defect = cut_box(data)
    if defect:
        blocks.defects.append(defect)
    for box in boxes(data, 0, len(data)):
        if box.kind == b"jp2h":
            for inner in boxes(data, box.start, min(box.end, len(data))):
                _header_box(data, inner, blocks)
        elif box.kind == b"ftyp":
            brand = bytes(data[box.start : box.start + 4]).decode("latin-1").strip()
            blocks.measured("formatVersion", brand, "/JP2/MajorBrand")
        elif box.kind == b"jp2c" and blocks.picture is None:
            _say_codestream(data, box.start, blocks)
        else:
            _metadata_box(data, box, blocks)


def read_codestream(data: Data, blocks: Blocks) -> None:
    """Add what a bare codestream says: its size and comments."""
    if bytes(data[-2:]) != b"\xff\xd9":
        blocks.defects.append("truncated: the JPEG 2000 codestream has no end marker")
    _say_codestream(data, 0, blocks)


def _header_box(data: Data, box: Box, blocks: Blocks) -> None:
    if box.kind == b"ihdr":
        height, width, components, bits = struct.unpack_from(">IIHB", data, box.start)
        # I.5.3.1: one less than the depth, the highest bit for signed; 255 where components differ.
        depth = 0 if bits == 255 else (bits & 0x7F) + 1
        blocks.picture = Picture(width, height, f"{components} component{'s' if components > 1 else ''}", depth)
    elif box.kind == b"colr":
        method = data[box.start]
        if method == 1:
            (space,) = struct.unpack_from(">I", data, box.start + 3)
            blocks.device("colourSpace", COLOUR_SPACES.get(space, f"enumerated {space}"), "/JP2/ColorSpace")
        elif method in (2, 3):
            blocks.icc = blocks.icc or content(data, box)[3:]
    elif box.kind == b"res ":
        for inner in boxes(data, box.start, min(box.end, len(data))):
            _say_resolution(data, inner, blocks)
    elif box.kind not in _KNOWN:
        _metadata_box(data, box, blocks)


def _say_resolution(data: Data, box: Box, blocks: Blocks) -> None:
    """Say a capture or display resolution (I.5.3.7): a fraction and a power of ten, in points per metre."""
    top, under, right, below, power, power_right = struct.unpack_from(">HHHHbb", data, box.start)
    if under and below:
        vertical = Decimal(top) / under * Decimal(10) ** power * _METRES_PER_INCH
        horizontal = Decimal(right) / below * Decimal(10) ** power_right * _METRES_PER_INCH
        if max(vertical, horizontal) < 1_000_000:
            blocks.resolution(horizontal, vertical, f"/JP2/{box.kind.decode('latin-1')}")


def _metadata_box(data: Data, box: Box, blocks: Blocks) -> None:
    if box.kind == b"uuid":
        read_uuid(data, box, blocks)
    elif box.kind == b"xml ":
        body = content(data, box, 16 << 20).lstrip(b"\xef\xbb\xbf\x00 \r\n\t")
        if body.startswith(_XMP_START) or b"ns.adobe.com/xap" in body[:4096]:
            blocks.xmp.append(body)
        else:
            blocks.known.append("JP2:xml (another vocabulary)")
    elif box.kind == b"jumb":
        blocks.has_manifest = True
    elif box.kind in (b"asoc", b"jpch", b"jplh"):
        for inner in boxes(data, box.start, min(box.end, len(data))):
            if inner.kind in (b"xml ", b"uuid"):
                _metadata_box(data, inner, blocks)
    elif box.kind == b"Exif":
        blocks.exif.append(content(data, box)[4:])
    else:
        found = blocks.known if box.kind in _KNOWN else blocks.other
        found.append(f"JP2:{box.kind.decode('latin-1')}")


def _say_codestream(data: Data, at: int, blocks: Blocks) -> None:
    """Read the main header's segments (A.5.1 SIZ, A.9.2 COM) up to the first tile."""
    at += 2
    for _ in range(1000):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker in (0xFF90, 0xFFD9):
            return
        body = bytes(data[at + 4 : at + 2 + length])
        if marker == 0xFF51:
            _, right, bottom, left, top = struct.unpack_from(">HIIII", body)
            components, bits = struct.unpack_from(">HB", body, 34)
            unit = f"{components} component{'s' if components > 1 else ''}"
            blocks.picture = Picture(max(right - left, 0), max(bottom - top, 0), unit, (bits & 0x7F) + 1)
        elif marker == 0xFF64 and body[:2] == b"\x00\x01":
            text = body[2:].decode("latin-1")
            software = text.startswith(("Created by", "Kakadu", "CREATOR", "Creator"))
            blocks.device("software", text, "/JP2/COM") if software else blocks.texts.append(("Comment", "", text))
        at += 2 + max(length, 2)
