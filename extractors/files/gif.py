"""GIF89a: comments, animation, XMP, and the applications' own blocks."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture

_MOST_PARTS: Final = 200_000
_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def read_gif(data: Data, blocks: Blocks) -> None:
    """Add what the blocks hold (section 26, extensions); raises IndexError where they are cut off."""
    blocks.measured("formatVersion", f"GIF {bytes(data[3:6]).decode('latin-1')}", "/GIF/Version")
    width, height = struct.unpack_from("<HH", data, 6)
    blocks.picture = Picture(width, height)
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    found = _Found()
    try:
        found.read(data, at, blocks)
    finally:
        blocks.animation(found.frames, Decimal(found.hundredths) / 100, found.loops)


class _Found:
    """Frames, hundredths of a second and repetitions, as far as the blocks go."""

    def __init__(self) -> None:
        self.frames, self.hundredths = 0, 0
        self.loops: int | None = None

    def read(self, data: Data, at: int, blocks: Blocks) -> None:
        """Walk the blocks up to the trailer."""
        for _ in range(_MOST_PARTS):
            kind = data[at]
            if kind == 0x3B:
                return
            if kind == 0x2C:
                self.frames += 1
                flags = data[at + 9]
                at += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
            elif kind == 0x21:
                at = self._extension(data, at, blocks)
            else:
                blocks.defects.append(f"corrupt: no GIF block at byte {at}")
                return
            while data[at]:
                at += 1 + data[at]
            at += 1

    def _extension(self, data: Data, at: int, blocks: Blocks) -> int:
        """Read an extension; return where its sub-blocks, or the rest of them, start."""
        label = data[at + 1]
        if label == 0xF9:
            self.hundredths += data[at + 4] | data[at + 5] << 8
        elif label == 0xFE:
            blocks.texts.append(("Comment", "", _sub_blocks(data, at + 2).decode("utf-8", "replace")))
        elif label == 0xFF:
            return self._application(data, at, blocks)
        elif label != 0x01:
            blocks.other.append(f"GIF:0x{label:02X}")
        return at + 2

    def _application(self, data: Data, at: int, blocks: Blocks) -> int:
        name = bytes(data[at + 3 : at + 14])
        if name == b"XMP DataXMP":  # not in sub-blocks, but closed by a trailer of 258 bytes (XMP part 3)
            end = data.find(b"\x01\xff\xfe", at)
            blocks.xmp.append(bytes(data[at + 14 : end]) if end > 0 else b"")
            return at + 14
        if name in _LOOPS and data[at + 14] == 3:
            self.loops = data[at + 16] | data[at + 17] << 8
        elif name == b"ICCRGBG1012":
            blocks.icc = blocks.icc or _sub_blocks(data, at + 14)
        elif name.startswith(b"C2PA_GIF"):
            blocks.has_manifest = True
        else:
            blocks.other.append(f"GIF:{name.decode('latin-1')}")
        return at + 2


def _sub_blocks(data: Data, at: int) -> bytes:
    parts = []
    while data[at]:
        parts.append(bytes(data[at + 1 : at + 1 + data[at]]))
        at += 1 + data[at]
    return b"".join(parts)
