"""JPEG XL: the boxes of its container (ISO/IEC 18181-2, 9) and the size in its codestream (18181-1, annex D)."""

from __future__ import annotations

from typing import Final

from extractors.files.blocks import Blocks, Data, Picture
from extractors.files.iso_boxes import boxes, content, cut_box, read_uuid

_RATIOS: Final = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
_KNOWN: Final = frozenset((b"JXL ", b"ftyp", b"jxll", b"jxli", b"jbrd", b"jxlp", b"jxlc", b"jhgm"))
_SIGNATURE: Final = b"\xff\x0a"


def read_jxl(data: Data, blocks: Blocks) -> None:
    """Add what a JPEG XL says, in a container or bare; raises IndexError where it is cut off."""
    if data[:2] == _SIGNATURE:
        blocks.picture = _picture(bytes(data[:32]))
        return
    defect = cut_box(data)
    if defect:
        blocks.defects.append(defect)
    for box in boxes(data, 0, len(data)):
        if box.kind in (b"jxlc", b"jxlp") and blocks.picture is None:
            head = content(data, box, 40)
            blocks.picture = _picture(head[4:] if box.kind == b"jxlp" else head)
        elif box.kind == b"Exif":
            body = content(data, box)
            blocks.exif.append(body[4 + int.from_bytes(body[:4], "big") :])
        elif box.kind == b"xml ":
            blocks.xmp.append(content(data, box))
        elif box.kind == b"jumb":
            blocks.has_manifest = True
        elif box.kind == b"uuid":
            read_uuid(data, box, blocks)
        elif box.kind == b"brob":
            inner = content(data, box, 4).decode("latin-1")
            blocks.other.append(f"JXL:brob ({inner}, compressed with Brotli, which is not read)")
        elif box.kind not in _KNOWN:
            blocks.other.append(f"JXL:{box.kind.decode('latin-1')}")


def _picture(head: bytes) -> Picture | None:
    """Return the size in a SizeHeader: bits are read from the lowest of each byte on."""
    if head[:2] != _SIGNATURE or len(head) < 4:
        return None
    bits = _Bits(head[2:])
    is_small = bits.take(1)
    height = (bits.take(5) + 1) * 8 if is_small else _size(bits)
    ratio = bits.take(3)
    if ratio:
        over, under = _RATIOS[ratio]
        return Picture(height * over // under, height)
    return Picture((bits.take(5) + 1) * 8 if is_small else _size(bits), height)


def _size(bits: _Bits) -> int:
    return 1 + bits.take((9, 13, 18, 30)[bits.take(2)])


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        """Return the next bits as a number."""
        found = self._value & ((1 << count) - 1)
        self._value >>= count
        return found
