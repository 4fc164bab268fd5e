"""Large JSON documents, looked over in one pass and read in pieces, so that memory does not grow with them.

The pass knows JSON only by its strings and brackets. It finds every list that is longer than a block, and where such a
list may be cut between two of its items. All that is used is parsed afterwards by orjson: the document around the lists
and each stretch of items. So what is read in pieces is as valid as what is parsed at once.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import orjson

from extractors.file_names import readable
from extractors.json_scan import LongList, scan
from extractors.port import SourceRefused
from extractors.unpacked import BLOCK, GZIP, LIMITS, Limits, Unpacked

_SAMPLED_ITEMS: Final = 3
_SPACE: Final = b" \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class LargeJson:
    """A JSON document on disk: its size unpacked, and its long lists in the order in which they begin.

    `stamp` is the file's size and time of change; a file that has another one meanwhile is refused.
    """

    path: str
    lists: tuple[LongList, ...]
    size: int
    stamp: tuple[int, int]
    limits: Limits = LIMITS

    def chosen(self, paths: Collection[str]) -> tuple[LongList, ...]:
        """Return the long lists of these key paths that can be cut, without those inside of another one."""
        found: list[LongList] = []
        for item in self.lists:
            if item.path in paths and item.cuts and (not found or item.start > found[-1].end):
                found.append(item)
        return tuple(found)

    def whole(self) -> bytes:
        """Return all bytes, unpacked, without a byte order mark."""
        with self._reader() as reader:
            return reader.read(0, self.size).removeprefix(_BOM)

    def sample(self) -> bytes:
        """Return the document in which long lists have their first items only: enough to know its form."""
        with self._reader() as reader:
            return self._sampled(reader, 0, self.size).removeprefix(_BOM)

    def around(self, lists: Collection[LongList], mark: str = "") -> Any:
        """Return the document in which each of these lists holds one text, `mark` and its number from 0.

        All of the document is known to be valid then. Raises `SourceRefused` where it is not, naming where about.
        """
        parts, at = [], 0
        with self._reader() as reader:
            for which, item in enumerate(lists):
                parts += [reader.read(at, item.start + 1), orjson.dumps(f"{mark}{which}")]
                for start, stop in _stretches(item, self.limits.piece_bytes):
                    self._items(reader, item, start, stop)
                at = item.end
            parts.append(reader.read(at, self.size))
        return self._parse(b"".join(parts).removeprefix(_BOM), "around its long lists")

    def items(self, lists: Collection[LongList], *, least: int = 0) -> Iterator[tuple[int, int, list[Any]]]:
        """Yield (which list, index of the first item, items) in the order of the document, a piece at a time.

        A piece has at least `least` bytes, where the list has as many.
        """
        with self._reader() as reader:
            for which, item in enumerate(lists):
                index = 0
                for start, stop in _stretches(item, max(least, self.limits.piece_bytes)):
                    if found := self._items(reader, item, start, stop):
                        yield which, index, found
                    index += len(found)

    def _items(self, reader: _Reader, item: LongList, start: int, stop: int) -> list[Any]:
        """Return the items of one stretch; a later one begins with the comma that ends the item before."""
        text, where = reader.read(start, stop).strip(_SPACE), f"in a list, bytes {start} to {stop}"
        if start > item.start + 1 and text:
            if not text.startswith(b",") or len(text) == 1:
                raise SourceRefused(f"{readable(self.path)}: not valid JSON {where}: items need one comma between them")
            text = text[1:]
        found: list[Any] = self._parse(b"[" + text + b"]", where)
        return found

    def _parse(self, text: bytes, where: str) -> Any:
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as err:
            raise SourceRefused(f"{readable(self.path)}: not valid JSON {where}: {err.msg}") from err

    def _sampled(self, reader: _Reader, start: int, stop: int) -> bytes:
        parts, at = [], start
        for item in self.lists:
            if item.start >= at and item.end < stop:
                parts.append(reader.read(at, item.start + 1))
                first = self._sampled(reader, item.start + 1, item.cuts[0] if item.cuts else item.end)
                items = self._parse(b"[" + first + b"]", f"in the list at byte {item.start}")
                parts.append(orjson.dumps(items[:_SAMPLED_ITEMS])[1:-1])
                at = item.end
        parts.append(reader.read(at, stop))
        return b"".join(parts)

    @contextmanager
    def _reader(self) -> Iterator[_Reader]:
        try:
            with open(self.path, "rb", buffering=BLOCK // 8) as file:
                if _stamp(file) != self.stamp:
                    raise SourceRefused(f"{readable(self.path)}: changed while it was read")
                yield _Reader(self.path, file, self.limits)
        except OSError as err:
            raise SourceRefused(f"{readable(self.path)}: cannot be read: {err.strerror or err}") from err


def look_over(path: str, file: BinaryIO, *, limits: Limits = LIMITS) -> LargeJson:
    """Return where the long lists of a document lie, from a file that stands at its first byte.

    Raises `SourceRefused` where brackets do not close, are nested too deeply, or the document ends too early, and
    where it is larger than `Limits.document_bytes`.
    """
    reader = _Reader(path, file, limits)
    lists, size = scan(readable(path), reader.next, block=min(BLOCK // 4, limits.piece_bytes))
    return LargeJson(path, lists, size, _stamp(file), limits)


class _Reader:
    """Bytes by their offset in the unpacked document; packed ones only forward."""

    def __init__(self, path: str, file: BinaryIO, limits: Limits) -> None:
        is_packed = file.read(2) == GZIP
        file.seek(0)
        self._path, self._file, self._limits, self._at = path, file, limits, 0
        self._packed = Unpacked(path, file, limits) if is_packed else None

    def next(self, size: int) -> bytes:
        """Return the next bytes."""
        data = (self._packed or self._file).read(size)
        self._at += len(data)
        if self._at > self._limits.document_bytes:
            limit = self._limits.document_bytes
            raise SourceRefused(f"{readable(self._path)}: more than {limit} bytes unpacked, over the limit")
        return data

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from one offset to another."""
        if self._packed is None:
            self._file.seek(start)
            self._at = start
        while self._at < start and self.next(min(start - self._at, BLOCK)):
            pass
        return self.next(stop - start)


def _stamp(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _stretches(item: LongList, least: int) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of stretches of at least so many bytes, the last one shorter, up to the closing bracket."""
    start = item.start + 1
    for cut in item.cuts:
        if cut - start >= least:
            yield start, cut
            start = cut
    yield start, item.end
