"""The chunks of RIFF (WAV, RF64, BW64, AVI) and of AIFF that hold metadata; media data are stepped over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from extractors.files.tiff import Data

_MOST_CHUNKS: Final = 20_000
_LARGEST: Final = 16 << 20
_MEDIA: Final = frozenset((b"data", b"SSND", b"idx1", b"JUNK", b"junk", b"PAD ", b"FLLR", b"fllr", b"filr"))
_LISTS: Final = frozenset((b"INFO", b"hdrl", b"strl", b"adtl", b"odml", b"exif", b"Tdat"))


@dataclass(slots=True)
class Chunks:
    """Chunks in their order: (way, body), the way as ``LIST:INFO/INAM`` or ``bext``; bodies of media data are empty.

    `cut_at` is where the chunk begins that reaches behind the end of the file, -1 where none does; `lacking` is by how
    many bytes.
    """

    found: list[tuple[str, bytes]] = field(default_factory=list)
    cut_at: int = -1
    lacking: int = 0
    cut_name: str = ""
    problems: list[str] = field(default_factory=list)

    def first(self, way: str) -> bytes:
        """Return the first chunk with this way, or b"" ."""
        return next((body for name, body in self.found if name == way), b"")

    def all(self, way: str) -> list[bytes]:
        """Return all chunks with this way."""
        return [body for name, body in self.found if name == way]


def read_chunks(data: Data) -> Chunks:
    """Return the chunks of a RIFF or IFF file; never raises. Multimedia Programming Interface 1.0; EBU Tech 3306."""
    walker = _Walker(data)
    at = 0
    while at + 12 <= len(data) and bytes(data[at : at + 4]) in (b"RIFF", b"RF64", b"BW64", b"FORM"):
        size = int.from_bytes(data[at + 4 : at + 8], walker.order)
        end = len(data) if walker.sizes or size in (0, 0xFFFFFFFF) else at + 8 + size
        walker.walk(at + 12, end, "")
        at = end + end % 2
    if walker.budget <= 0:
        walker.chunks.problems.append(f"the file has more than {_MOST_CHUNKS} chunks; the rest is not looked at")
    return walker.chunks


class _Walker:
    """Steps over the chunks of one file, and into its lists."""

    def __init__(self, data: Data) -> None:
        self.data, self.chunks, self.budget = data, Chunks(), _MOST_CHUNKS
        self.order: Literal["little", "big"] = "big" if bytes(data[:4]) == b"FORM" else "little"
        self.sizes = self._large_sizes() if bytes(data[:4]) in (b"RF64", b"BW64") else {}

    def _large_sizes(self) -> dict[bytes, int]:
        """Return the sizes that ds64 gives chunks over 4 GiB (EBU Tech 3306, 4)."""
        data = self.data
        if bytes(data[12:16]) != b"ds64" or len(data) < 48:
            return {b"": 0}
        sizes = {b"data": int.from_bytes(data[28:36], "little")}
        for number in range(min(int.from_bytes(data[44:48], "little"), 1000)):
            entry = bytes(data[48 + 12 * number : 60 + 12 * number])
            if len(entry) == 12:
                sizes[entry[:4]] = int.from_bytes(entry[4:], "little")
        return sizes

    def walk(self, at: int, end: int, way: str) -> None:
        """Add the chunks from one place to another; those of lists with the list before their name."""
        data, end = self.data, min(end, len(self.data))
        while at + 8 <= end and self.budget > 0:
            self.budget -= 1
            name = bytes(data[at : at + 4])
            size = int.from_bytes(data[at + 4 : at + 8], self.order)
            if size == 0xFFFFFFFF:
                size = self.sizes.get(name, len(data) - at - 8)
            self._note_cut(at, name, size)
            if name == b"LIST" and size >= 4:
                kind = bytes(data[at + 8 : at + 12])
                if kind in _LISTS and way.count("/") < 4:
                    self.walk(at + 12, min(end, at + 8 + size), f"{way}LIST:{kind.decode('latin-1')}/")
            else:
                limit = 0 if name in _MEDIA else min(size, _LARGEST)
                self.chunks.found.append((way + name.decode("latin-1"), bytes(data[at + 8 : at + 8 + limit])))
            at += 8 + size + size % 2

    def _note_cut(self, at: int, name: bytes, size: int) -> None:
        lacking = at + 8 + size - len(self.data)
        if lacking > 0 and self.chunks.cut_at < 0:
            self.chunks.cut_at, self.chunks.lacking, self.chunks.cut_name = at, lacking, name.decode("latin-1")


def chunk_text(body: bytes) -> str:
    """Return a chunk's text: up to its first NUL; UTF-8, else Windows-1252, which is what programs write."""
    body = body.split(b"\x00", 1)[0]
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def texts(chunks: Chunks, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of the chunks whose way begins so."""
    for way, body in chunks.found:
        if way.startswith(prefix):
            yield way[len(prefix) :], chunk_text(body)
