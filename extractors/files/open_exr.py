"""OpenEXR: the header's attributes (openexr.com, "File Layout"): name, type, size, value, up to an empty name."""

from __future__ import annotations

import struct
from decimal import Decimal
from math import isfinite
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture

COMPRESSIONS: Final = ("none", "RLE", "ZIPS", "ZIP", "PIZ", "PXR24", "B44", "B44A", "DWAA", "DWAB", "HTJ2K")
_PIXEL_TYPES: Final = {0: ("uint", 32), 1: ("half", 16), 2: ("float", 32)}
_MOST: Final = 500
_LARGEST: Final = 1 << 20

TEXTS: Final = {
    "owner": ("copyrightOwner", True), "comments": ("description", True), "writer": ("software", False),
    "software": ("software", False), "cameraMake": ("cameraMake", False), "cameraModel": ("cameraModel", False),
    "cameraSerialNumber": ("cameraSerialNumber", False), "lensMake": ("lensMake", False),
    "lensModel": ("lensModel", False), "lensSerialNumber": ("lensSerialNumber", False),
    "cameraFirmwareVersion": ("cameraFirmware", False), "reelName": ("reelName", False),
    "imageCounter": ("imageGuid", False),
}  # fmt: skip
"""Standard attributes that are texts: the property, and whether a person says it."""
NUMBERS: Final = {
    "latitude": "latitude", "longitude": "longitude", "altitude": "altitude", "isoSpeed": "isoSpeed",
    "expTime": "exposureTime", "aperture": "fNumber", "nominalFocalLength": "focalLength", "focus": "subjectDistance",
}  # fmt: skip
"""Standard attributes that are one real number."""


def read_exr(data: Data, blocks: Blocks) -> None:
    """Add what the (first) header says; raises struct.error or IndexError where it is cut off."""
    (flags,) = struct.unpack_from("<I", data, 4)
    blocks.measured("formatVersion", f"OpenEXR {flags & 0xFF}", "/EXR/Version")
    at = 8
    for _ in range(_MOST):
        name, at = _word(data, at)
        if not name:
            return
        kind, at = _word(data, at)
        (size,) = struct.unpack_from("<i", data, at)
        if size < 0 or at + 4 + size > len(data):
            blocks.defects.append(f"truncated: the OpenEXR attribute {name[:40]!r} is cut off")
            return
        value = bytes(data[at + 4 : at + 4 + min(size, _LARGEST)])
        _attribute(name, kind, value, blocks)
        at += 4 + size


def _word(data: Data, at: int) -> tuple[str, int]:
    end = data.find(b"\x00", at, at + 257)
    if end < 0:
        raise IndexError(f"no name at byte {at}")
    return bytes(data[at:end]).decode("latin-1"), end + 1


def _attribute(name: str, kind: str, value: bytes, blocks: Blocks) -> None:
    pointer = f"/EXR/{name}"
    if name == "displayWindow":
        left, top, right, bottom = struct.unpack_from("<4i", value)
        before = blocks.picture or Picture(0, 0)
        blocks.picture = Picture(right - left + 1, bottom - top + 1, before.pixel_format, before.bit_depth)
    elif name == "channels":
        _channels(value, blocks)
    elif name == "compression" and value and value[0] < len(COMPRESSIONS):
        blocks.measured("compression", COMPRESSIONS[value[0]], pointer)
    elif name == "framesPerSecond" and kind == "rational":
        over, under = struct.unpack_from("<iI", value)
        if under and over > 0:
            blocks.device("frameRate", round(Decimal(over) / under, 6), pointer)
    elif name in TEXTS and kind == "string":
        prop, is_person = TEXTS[name]
        text = value.decode("utf-8", "replace")
        blocks.person(prop, text, pointer) if is_person else blocks.device(prop, text, pointer)
    elif name in NUMBERS and kind == "float":
        (number,) = struct.unpack_from("<f", value)
        if isfinite(number) and abs(number) < 1e9:
            blocks.device(NUMBERS[name], Decimal(str(round(number, 6))), pointer)
    elif name == "capDate" and kind == "string":
        blocks.texts.append(("capDate", "", value.decode("latin-1")))
    elif name == "timeCode" and len(value) >= 4:
        (code,) = struct.unpack_from("<I", value)
        digits = [f"{code >> shift & mask:02x}" for shift, mask in ((24, 0x3F), (16, 0x7F), (8, 0x7F), (0, 0x3F))]
        blocks.device("timecode", ":".join(digits), pointer)
    else:
        blocks.known.append(f"EXR:{name[:40]}")


def _channels(value: bytes, blocks: Blocks) -> None:
    """Read channel names and the widest pixel type: name, type, linearity, three reserved, two samplings."""
    names: list[str] = []
    widest, at = ("half", 16), 0
    while at < len(value) and value[at] and len(names) < 64:
        end = value.index(b"\x00", at) if b"\x00" in value[at:] else len(value)
        names.append(value[at:end].decode("latin-1"))
        (kind,) = struct.unpack_from("<i", value, end + 1)
        widest = max(widest, _PIXEL_TYPES.get(kind, widest), key=lambda found: found[1])
        at = end + 17
    before = blocks.picture or Picture(0, 0)
    blocks.picture = Picture(before.width, before.height, f"{','.join(names)} {widest[0]}"[:200], widest[1])
