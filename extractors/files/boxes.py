"""What ISO base media files (ISO/IEC 14496-12) say that PyAV does not pass on: rotation, and truncation."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.files.iso_boxes import Box, box_at
from extractors.files.tiff import Data

_MOST_BOXES = 100_000
_PARENTS = frozenset((b"moov", b"trak", b"mdia"))


@dataclass(frozen=True, slots=True)
class Boxes:
    """Degrees clockwise by which the first film track is turned, and whether the last box is cut off."""

    rotation: int = 0
    is_cut: bool = False


def read_boxes(data: Data) -> Boxes:
    """Return what the boxes of an MP4 or QuickTime file say; never raises."""
    rotation, is_cut, matrix = 0, False, (0, 0)
    has_rotation = False
    try:
        for kind, start, end in _walk(data, 0, len(data)):
            is_cut = is_cut or end > len(data)
            if kind == b"tkhd":
                at = start + (52 if data[start] == 1 else 40)
                matrix = struct.unpack_from(">ii", data, at)
            elif kind == b"hdlr" and data[start + 8 : start + 12] == b"vide" and not has_rotation:
                rotation, has_rotation = _degrees(*matrix), True
    except (struct.error, IndexError):
        is_cut = True
    return Boxes(rotation, is_cut)


def _walk(data: Data, start: int, end: int) -> Iterator[Box]:
    """Yield each box, with those inside tracks; `end` may lie behind the data."""
    stack = [(start, end)]
    for _ in range(_MOST_BOXES):
        if not stack:
            return
        at, end = stack.pop()
        box = box_at(data, at, end)
        if box is None:
            continue
        if box.end < box.start:
            return
        yield box
        stack.append((box.end, end))
        if box.kind in _PARENTS:
            stack.append((box.start, min(box.end, end)))


def _degrees(a: int, b: int) -> int:
    """Return the turn of a track's matrix (a and b are 16.16 fixed point; 14496-12, 8.3.2)."""
    one = 1 << 16
    return {(one, 0): 0, (0, one): 90, (-one, 0): 180, (0, -one): 270}.get((a, b), 0)
