"""Photoshop: image resource blocks (in PSD, JPEG and TIFF) and the PSD file itself."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture

_SIGNATURES: Final = (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR")
_IPTC, _XMP, _EXIF, _ICC, _URL = 0x0404, 0x0424, (0x0422, 0x0423), 0x040F, 0x040B
_RESOLUTION, _COPYRIGHT_FLAG, _VERSION = 0x03ED, 0x040A, 0x0421

# Layout, printing, guides, thumbnails, slices, paths, plug-in settings: all that the file format's table 1 lists.
_RESOURCES_KEPT: Final = frozenset((*range(0x03E8, 0x0450), *range(0x07D0, 0x0BB9), *range(0x0FA0, 0x1388), 0x2710))


def read_resources(data: bytes, blocks: Blocks) -> None:
    """Add what image resource blocks hold: 8BIM, id, Pascal name padded to even, length, data, padded to even."""
    at = 0
    while data[at : at + 4] in _SIGNATURES and at + 12 <= len(data):
        (number,) = struct.unpack_from(">H", data, at + 4)
        name_length = data[at + 6] + 1
        at += 6 + name_length + name_length % 2
        (length,) = struct.unpack_from(">I", data, at)
        _resource(number, data[at + 4 : at + 4 + length], blocks)
        at += 4 + length + length % 2


def _resource(number: int, body: bytes, blocks: Blocks) -> None:
    if number == _IPTC:
        blocks.iptc.append(body)
    elif number == _XMP:
        blocks.xmp.append(body)
    elif number in _EXIF:
        blocks.exif.append(body)
    elif number == _ICC:
        blocks.icc = blocks.icc or body
    elif number == _URL:
        blocks.texts.append(("URL", "", body.decode("utf-8", "replace")))
    elif number == _RESOLUTION and len(body) >= 12:
        # Table A-6: horizontal as 16.16 fixed point, its unit for display and the width's, then the same vertically.
        horizontal, vertical = struct.unpack_from(">I4xI", body)
        blocks.resolution(Decimal(horizontal) / 65536, Decimal(vertical) / 65536, "/Photoshop/ResolutionInfo")
    elif number == _COPYRIGHT_FLAG and body[:1] == b"\x01":  # 0 says only that nobody ticked the box
        blocks.person("rightsMarked", True, "/Photoshop/CopyrightFlag")
    elif number == _VERSION and len(body) > 9:
        (characters,) = struct.unpack_from(">I", body, 5)
        writer = body[9 : 9 + 2 * min(characters, 200)].decode("utf-16-be", "replace")
        blocks.device("software", writer.strip("\x00"), "/Photoshop/WriterName")
    else:
        found = blocks.known if number in _RESOURCES_KEPT else blocks.other
        found.append(f"Photoshop:0x{number:04X}")


def read_psd(data: Data, blocks: Blocks) -> None:
    """Add what a PSD or PSB says: header (26 bytes), colour mode data, then the image resources."""
    version, height, width, depth = struct.unpack_from(">H8xIIH", data, 4)
    blocks.picture = Picture(width, height, "", depth)
    blocks.measured("formatVersion", {1: "PSD", 2: "PSB"}.get(version, f"version {version}"), "/Photoshop/Version")
    (mode_length,) = struct.unpack_from(">I", data, 26)
    (length,) = struct.unpack_from(">I", data, 30 + mode_length)
    end = 34 + mode_length + length
    if end > len(data):
        blocks.defects.append(f"truncated: the Photoshop file ends in its image resources, at byte {len(data)}")
    read_resources(bytes(data[34 + mode_length : end]), blocks)
