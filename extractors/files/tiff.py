"""Reading TIFF directories (TIFF 6.0, section 2; BigTIFF), the form of EXIF: bounded, and tolerant of damage.

A directory that lies outside the data, or an entry that does, is left out and named; nothing raises.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from mmap import mmap
from typing import Final

Value = bytes | tuple[int | Decimal | None, ...]
"""Bytes for ASCII, BYTE and UNDEFINED; numbers for the others; None for a rational over zero."""

_SIZES: Final = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8, 129: 1,
}  # fmt: skip
_CODES: Final = {
    3: "H", 4: "I", 5: "I", 6: "b", 8: "h", 9: "i", 10: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q",
}  # fmt: skip
_MOST_ENTRIES: Final = 4096
_MOST_BYTES: Final = 1 << 22
_MOST_NUMBERS: Final = 1 << 16
_MOST_TOTAL: Final = 1 << 24
"""Bytes of one directory's values together: its entries may all point to the same four megabytes."""

Data = bytes | mmap
_BIG: Final = 43


@dataclass(frozen=True, slots=True)
class Tiff:
    """A TIFF structure: its bytes, byte order (``<`` or ``>``), and where the first directory starts.

    `is_big` says that it is BigTIFF: eight bytes for offsets and counts instead of four and two.
    """

    data: Data
    order: str
    first: int
    is_big: bool = False

    def directory(self, offset: int) -> tuple[dict[int, Value], int, list[str]]:
        """Return a directory's values by tag, the offset of the next one (0: none), and what is wrong with it."""
        counter, entry, width = ("Q", "HHQ", 20) if self.is_big else ("H", "HHI", 12)
        try:
            (count,) = struct.unpack_from(self.order + counter, self.data, offset)
        except (struct.error, OverflowError):
            return {}, 0, [f"a directory at byte {offset} lies outside the data"]
        values: dict[int, Value] = {}
        problems: list[str] = []
        room = _MOST_TOTAL
        start = offset + struct.calcsize(self.order + counter)
        for number in range(min(count, _MOST_ENTRIES)):
            at = start + width * number
            if at + width > len(self.data):
                problems.append(f"a directory of {count} entries is cut off after {number}")
                return values, 0, problems
            tag, kind, length = struct.unpack_from(self.order + entry, self.data, at)
            value = self._value(kind, length, at + width - (8 if self.is_big else 4))
            if value is None:
                problems.append(f"tag 0x{tag:04X} lies outside the data, or is of an unknown type")
            elif (room := room - len(value) * (1 if isinstance(value, bytes) else 40)) < 0:
                problems.append(f"a directory holds more than {_MOST_TOTAL} bytes; it is read up to tag 0x{tag:04X}")
                return values, 0, problems
            else:
                values.setdefault(tag, value)
        return values, self._offset(start + width * count), problems

    def locate(self, offset: int, wanted: int) -> tuple[int, int]:
        """Return (byte offset, length) of a tag's value in a directory; (0, 0) where it is not there."""
        counter, entry, width = ("Q", "HHQ", 20) if self.is_big else ("H", "HHI", 12)
        try:
            (count,) = struct.unpack_from(self.order + counter, self.data, offset)
            start = offset + struct.calcsize(self.order + counter)
            for at in range(start, start + width * min(count, _MOST_ENTRIES), width):
                tag, kind, length = struct.unpack_from(self.order + entry, self.data, at)
                if tag == wanted:
                    inside, size = at + width - (8 if self.is_big else 4), _SIZES.get(kind, 0) * length
                    return (self._offset(inside) if size > (8 if self.is_big else 4) else inside), size
        except (struct.error, OverflowError):
            pass
        return 0, 0

    def chain(self, first: int) -> Iterator[tuple[dict[int, Value], list[str]]]:
        """Yield a directory and those it leads to; a loop ends it."""
        seen: set[int] = set()
        while first and first not in seen and len(seen) < 64:
            seen.add(first)
            values, first, problems = self.directory(first)
            yield values, problems

    def length(self) -> int:
        """Return how many directories the chain has, without reading them; a loop, or damage, ends it."""
        seen: set[int] = set()
        at, counter, width = self.first, "Q" if self.is_big else "H", 20 if self.is_big else 12
        while at and at not in seen and len(seen) < 100_000:
            try:
                (count,) = struct.unpack_from(self.order + counter, self.data, at)
            except (struct.error, OverflowError):
                break
            seen.add(at)
            at = self._offset(at + struct.calcsize(self.order + counter) + width * count)
        return len(seen)

    def child(self, values: dict[int, Value], tag: int) -> int:
        """Return where the directory starts to which a tag points; 0 where it points to none."""
        return next(iter(self.children(values, tag)), 0)

    def children(self, values: dict[int, Value], tag: int) -> list[int]:
        """Return where the directories start to which a tag points, at most 64."""
        pointers = values.get(tag)
        if not isinstance(pointers, tuple):
            return []
        return [pointer for pointer in pointers[:64] if isinstance(pointer, int) and pointer > 0]

    def _offset(self, at: int) -> int:
        try:
            return int(struct.unpack_from(self.order + ("Q" if self.is_big else "I"), self.data, at)[0])
        except (struct.error, OverflowError):
            return 0

    def _value(self, kind: int, length: int, at: int) -> Value | None:
        size = _SIZES.get(kind, 0) * length
        if not size or size > _MOST_BYTES:
            return b"" if kind in _SIZES and not length else None
        if size > (8 if self.is_big else 4):
            at = self._offset(at)
        raw = bytes(self.data[at : at + size])
        if len(raw) < size:
            return None
        if kind in (1, 2, 7, 129):
            return raw
        return self._numbers(kind, length, raw)

    def _numbers(self, kind: int, length: int, raw: bytes) -> Value:
        count = min(length, _MOST_NUMBERS) * (2 if kind in (5, 10) else 1)
        numbers = struct.unpack_from(f"{self.order}{count}{_CODES[kind]}", raw)
        if kind in (5, 10):
            return tuple(_ratio(a, b) for a, b in zip(numbers[::2], numbers[1::2], strict=True))
        if kind in (11, 12):
            return tuple(Decimal(repr(v)) if isfinite(v) and abs(v) < 1e30 else None for v in numbers)
        return tuple(numbers)


def _ratio(numerator: int, denominator: int) -> Decimal | None:
    return Decimal(numerator) / Decimal(denominator) if denominator else None


def open_tiff(data: Data) -> Tiff | None:
    """Return the TIFF structure of some bytes (with or without ``Exif\\0\\0`` before), or None where it is none."""
    if data[:6] in (b"Exif\x00\x00", b"Exif\x00\xff"):
        data = data[6:]
    order = {b"II": "<", b"MM": ">"}.get(bytes(data[:2]), "")
    if not order or len(data) < 8:
        return None
    magic, first = struct.unpack_from(f"{order}HI", data, 2)
    if magic == _BIG and len(data) >= 16 and data[4:8] == struct.pack(f"{order}HH", 8, 0):
        return Tiff(data, order, struct.unpack_from(f"{order}Q", data, 8)[0], is_big=True)
    return Tiff(data, order, first) if magic in (42, 0x4F52, 0x5352, 0x55) else None
