"""What MXF carries beyond what FFmpeg reads: XML in generic streams (SMPTE RP 2057), and descriptive metadata sets.

XML is handed on whole. Descriptive sets (SMPTE ST 380 and shims such as AS-11) are counted by their kind, so that it is
known what was not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from extractors.files.tiff import Data

_LABEL: Final = b"\x06\x0e\x2b\x34"
_PARTITION: Final = bytes.fromhex("060e2b34020501010d010201")
_STREAM: Final = bytes.fromhex("060e2b340101010c0d01050901")
"""The element that holds a generic stream's data (SMPTE ST 410, 5)."""
_STRUCTURAL: Final = bytes.fromhex("0d0101010101")
_LOOKED_AT: Final = 32 << 20
_LARGEST_XML: Final = 16 << 20
_MOST_SETS: Final = 20_000


@dataclass(slots=True)
class Sets:
    """XML documents, and how many descriptive sets of which kind the header holds."""

    documents: list[bytes] = field(default_factory=list)
    described: Counter[str] = field(default_factory=Counter)


def read_sets(data: Data) -> Sets:
    """Return what the header metadata and the generic streams hold; never raises."""
    found = Sets()
    head = data.find(_PARTITION, 0, 65_536 + 16)
    if head >= 0:
        for key, _, _ in _triplets(data, head):
            if (
                key[4:6] == b"\x02\x53"
                and key[8:14] != _STRUCTURAL
                and key[8:10] in (b"\x0d\x01", b"\x0d\x0e", b"\x0d\x0b")
            ):
                found.described[key[8:16].hex()] += 1
    for start, end in ((0, min(len(data), _LOOKED_AT)), (max(_LOOKED_AT, len(data) - _LOOKED_AT), len(data))):
        found.documents += _documents(data, start, end)
    return found


def _triplets(data: Data, at: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (key, start, end) of the header partition's sets, up to its essence (SMPTE ST 377-1, 9)."""
    for number in range(_MOST_SETS):
        key = bytes(data[at : at + 16])
        if len(key) < 16 or key[:4] != _LABEL or (number and key.startswith(_PARTITION)):
            return
        if key[4:7] == b"\x01\x02\x01":  # an essence element
            return
        start, size = _length(data, at + 16)
        if size < 0 or start + size > len(data):
            return
        yield key, start, start + size
        at = start + size


def _length(data: Data, at: int) -> tuple[int, int]:
    """Return where the value begins, and its BER length; -1 where none stands (ST 336, 5.3)."""
    if at >= len(data):
        return at, -1
    first = data[at]
    if first < 0x80:
        return at + 1, first
    count = first & 127
    if count > 8 or at + 1 + count > len(data):
        return at, -1
    return at + 1 + count, int.from_bytes(data[at + 1 : at + 1 + count], "big")


def _documents(data: Data, start: int, end: int) -> Iterator[bytes]:
    at = data.find(_STREAM, start, end)
    for _ in range(100):
        if at < 0:
            return
        begin, size = _length(data, at + 16)
        body = bytes(data[begin : begin + min(max(size, 0), _LARGEST_XML)])
        if body.lstrip(b"\xef\xbb\xbf \r\n\t\x00")[:1] == b"<":
            yield body
        at = data.find(_STREAM, at + 16, end)
