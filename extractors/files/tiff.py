"""Reading TIFF directories (TIFF 6.0, section 2), the form of EXIF: bounded, and tolerant of damage.

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

_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_CODES: Final = {3: "H", 4: "I", 5: "I", 6: "b", 8: "h", 9: "i", 10: "i", 11: "f", 12: "d", 13: "I"}
_MOST_ENTRIES: Final = 4096
_MOST_BYTES: Final = 1 << 22
_MOST_NUMBERS: Final = 1 << 16

Data = bytes | mmap


@dataclass(frozen=True, slots=True)
class Tiff:
    """A TIFF structure: its bytes, byte order (``<`` or ``>``), and where the first directory starts."""

    data: Data
    order: str
    first: int

    def directory(self, offset: int) -> tuple[dict[int, Value], int, list[str]]:
        """Return a directory's values by tag, the offset of the next one (0: none), and what is wrong with it."""
        try:
            (count,) = struct.unpack_from(f"{self.order}H", self.data, offset)
        except struct.error:
            return {}, 0, [f"a directory at byte {offset} lies outside the data"]
        values: dict[int, Value] = {}
        problems: list[str] = []
        for number in range(min(count, _MOST_ENTRIES)):
            at = offset + 2 + 12 * number
            if at + 12 > len(self.data):
                problems.append(f"a directory of {count} entries is cut off after {number}")
                return values, 0, problems
            tag, kind, length = struct.unpack_from(f"{self.order}HHI", self.data, at)
            value = self._value(kind, length, at + 8)
            if value is None:
                problems.append(f"tag 0x{tag:04X} lies outside the data, or is of an unknown type")
            else:
                values.setdefault(tag, value)
        return values, self._next(offset + 2 + 12 * count), problems

    def chain(self, first: int) -> Iterator[tuple[dict[int, Value], list[str]]]:
        """Yield a directory and those it leads to; a loop ends it."""
        seen: set[int] = set()
        while first and first not in seen and len(seen) < 64:
            seen.add(first)
            values, first, problems = self.directory(first)
            yield values, problems

    def _next(self, at: int) -> int:
        try:
            return int(struct.unpack_from(f"{self.order}I", self.data, at)[0])
        except struct.error:
            return 0

    def _value(self, kind: int, length: int, at: int) -> Value | None:
        size = _SIZES.get(kind, 0) * length
        if not size or size > _MOST_BYTES:
            return b"" if kind in _SIZES and not length else None
        if size > 4:
            at = self._next(at)
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
    return Tiff(data, order, first) if magic in (42, 0x4F52, 0x5352, 0x55) else None
