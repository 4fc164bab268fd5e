"""What a GXF file says of its material: the map packet of SMPTE ST 360, which PyAV does not pass on."""

from __future__ import annotations

import struct
from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.tiff import Data

_LEADER: Final = b"\x00\x00\x00\x00\x01"
_MAP: Final = 0xBC
_NAME: Final = 0x40
_KEPT: Final = {
    0x41: "first field", 0x42: "last field", 0x43: "mark in", 0x44: "mark out", 0x45: "estimated size",
    0x46: "user data", 0x47: "user data",
}  # fmt: skip


def say_map(data: Data, claims: Claims) -> None:
    """Say the material's name from the map packet at the start; one that is damaged is named."""
    if bytes(data[:5]) != _LEADER or data[5] != _MAP:
        return
    try:
        (length,) = struct.unpack_from(">H", data, 18)
        body = bytes(data[20 : 20 + min(length, 65_535)])
        if len(body) < length:
            claims.defect("the map packet of the GXF file is cut off")
        at = 0
        while at + 2 <= len(body):
            tag, size = body[at], body[at + 1]
            value = body[at + 2 : at + 2 + size]
            at += 2 + size
            if tag == _NAME:
                _say_name(value, claims)
            elif tag in _KEPT:
                claims.kept[f"GXF:{_KEPT[tag]}"] += 1
            else:
                claims.unmapped[f"GXF:0x{tag:02X}"] += 1
    except struct.error:
        claims.defect("the map packet of the GXF file is cut off")


def _say_name(value: bytes, claims: Claims) -> None:
    """Say the name; servers write it as a path such as ``EXT:/PDR/default/CLIP7``, of which the end is the name."""
    path = value.split(b"\x00", 1)[0].decode("utf-8", "replace")
    name = path.rpartition("/")[2]
    if name != "<none>":
        claims.say(Speaker.DEVICE, "title", name, pointer="/GXF/MediaFileName")
