"""The elements of Matroska and WebM (RFC 8794, RFC 9559) that hold metadata; media data are stepped over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from extractors.files.tiff import Data

SEGMENT, CLUSTER = 0x18538067, 0x1F43B675
INFO, TRACKS, TAGS, ATTACHMENTS, CHAPTERS, SEEK_HEAD = (
    0x1549A966, 0x1654AE6B, 0x1254C367, 0x1941A469, 0x1043A770, 0x114D9B74,
)  # fmt: skip
_MASTERS: Final = frozenset((
    INFO, TRACKS, TAGS, ATTACHMENTS, CHAPTERS,
    0xAE, 0xE0, 0x55B0, 0x55D0, 0x41E4, 0x6D80, 0x6240, 0x5035,  # track, video, colour, mastering, additions, encodings
    0x7373, 0x63C0, 0x67C8,  # tag, targets, simple tag
    0x61A7,  # attached file
    0x45B9, 0xB6, 0x80,  # edition, chapter, its display
))  # fmt: skip
_MOST_ELEMENTS: Final = 200_000
_DEEPEST: Final = 12
_LARGEST_VALUE: Final = 4 << 20
_FILE_DATA: Final = 0x465C


@dataclass(slots=True)
class Element:
    """One element: its ID, its bytes (empty for a master), its children. `size` is what it says it has."""

    id: int
    size: int
    body: bytes = b""
    children: list[Element] = field(default_factory=list)

    def all(self, number: int) -> list[Element]:
        """Return the children with this ID."""
        return [child for child in self.children if child.id == number]

    def text(self, number: int, default: str = "") -> str:
        """Return the text of the first child with this ID."""
        found = next((child for child in self.children if child.id == number), None)
        return found.body.rstrip(b"\x00").decode("utf-8", "replace") if found else default

    def number(self, number: int, default: int = 0) -> int:
        """Return the unsigned number of the first child with this ID."""
        found = next((child for child in self.children if child.id == number), None)
        return int.from_bytes(found.body[:8], "big") if found else default


@dataclass(slots=True)
class Matroska:
    """The metadata elements of a file, and whether one of them or of its clusters reaches behind the end."""

    elements: dict[int, list[Element]] = field(default_factory=dict)
    is_cut: bool = False
    problems: list[str] = field(default_factory=list)

    def all(self, master: int, number: int) -> list[Element]:
        """Return the children with this ID of all masters with that one."""
        return [child for element in self.elements.get(master, []) for child in element.all(number)]


def read_matroska(data: Data) -> Matroska:
    """Return the metadata of a Matroska or WebM file; never raises."""
    found = Matroska()
    budget = [_MOST_ELEMENTS]
    header = _header(data, 0, len(data))
    if header is None:
        return found
    segment = _header(data, header[2] + max(header[1], 0), len(data))
    if segment is None or segment[0] != SEGMENT:
        return found
    at, end = segment[2], len(data)
    if segment[1] >= 0 and segment[2] + segment[1] > len(data):
        found.is_cut = True
    elif segment[1] >= 0:
        end = segment[2] + segment[1]
    while budget[0] > 0 and (top := _header(data, at, end)) is not None:
        number, size, start = top
        budget[0] -= 1
        if size < 0:  # a live stream's cluster has no size: its end is where the next element of that level begins
            at = _next_top(data, start, end)
            continue
        if start + size > end:
            found.is_cut = True
        if number in _MASTERS:
            found.elements.setdefault(number, []).append(_element(data, top, min(end, start + size), budget, 0))
        at = start + size
    if budget[0] <= 0:
        found.problems.append(f"the file has more than {_MOST_ELEMENTS} elements; the rest is not looked at")
    return found


def _next_top(data: Data, start: int, end: int) -> int:
    """Return where the next cluster or metadata master begins, found by its four-byte ID."""
    places = [data.find(number.to_bytes(4, "big"), start, end) for number in (CLUSTER, TAGS, 0x1C53BB6B, CHAPTERS)]
    return min((place for place in places if place >= 0), default=end)


def _element(data: Data, head: tuple[int, int, int], end: int, budget: list[int], depth: int) -> Element:
    number, size, start = head
    if number not in _MASTERS or depth > _DEEPEST:
        limit = 0 if number == _FILE_DATA else _LARGEST_VALUE
        return Element(number, size, bytes(data[start : min(end, start + limit)]))
    element, at = Element(number, size), start
    while budget[0] > 0 and (inner := _header(data, at, end)) is not None and inner[1] >= 0:
        budget[0] -= 1
        element.children.append(_element(data, inner, min(end, inner[2] + inner[1]), budget, depth + 1))
        at = inner[2] + inner[1]
    return element


def _header(data: Data, at: int, end: int) -> tuple[int, int, int] | None:
    """Return (ID, size, where the content begins); a size of -1 is unknown. None where none stands."""
    if at < 0 or at + 2 > end or not data[at]:
        return None
    length = 9 - data[at].bit_length()
    if length > 4 or at + length >= end or not data[at + length]:
        return None
    number = int.from_bytes(data[at : at + length], "big")
    at += length
    width = 9 - data[at].bit_length()
    if at + width > end:
        return None
    size = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    return number, -1 if size == (1 << 7 * width) - 1 else size, at + width


def each_child(element: Element, number: int) -> Iterator[Element]:
    """Yield the descendants with this ID that lie in elements of the same ID: nested tags, nested chapters."""
    stack = element.all(number)[::-1]
    while stack:
        found = stack.pop()
        yield found
        stack += found.all(number)[::-1]
