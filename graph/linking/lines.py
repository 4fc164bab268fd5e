"""Inputs of a build as chunks of whole lines: plain, gzip or bzip2, told by their first bytes, in flat memory."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from graph.linking.errors import BuildRefused

CHUNK: Final = 8 << 20
"""Bytes of text that one task reads, about; chunks of one input are always cut at the same places."""

MOST_LINE: Final = 64 << 20
"""Bytes of the longest line, or of the longest document of several lines; a longer one is left out."""

_BLOCK: Final = 1 << 20


class _Stream(Protocol):
    def read1(self, size: int, /) -> bytes: ...


_MAGIC: Final[tuple[tuple[bytes, Callable[[BufferedReader], _Stream]], ...]] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
)


class Chunk(NamedTuple):
    """Whole lines of an input, or (`document`) one JSON document that several lines make."""

    number: int
    first_line: int
    data: bytes
    document: bool


@dataclass(slots=True)
class Input:
    """An input that is read once; what was wrong with it is known when its chunks are through."""

    path: Path
    size: int = 0
    faults: list[str] = field(default_factory=list)
    _file: BufferedReader | None = None

    def __post_init__(self) -> None:
        try:
            self.size = self.path.stat().st_size
            with self.path.open("rb") as file:
                file.read(1)
        except OSError as err:
            raise BuildRefused(f"{self.path} cannot be read: {err.strerror}") from err

    @property
    def position(self) -> int:
        """Bytes of the file read so far, as they lie on the disk."""
        return self._file.tell() if self._file is not None and not self._file.closed else self.size

    def chunks(self) -> Iterator[Chunk]:
        """Yield all of it; a stream that ends early or is damaged is named in `faults`, and read as far as it goes."""
        with self.path.open("rb") as self._file:
            pending, line, number, skipping = bytearray(), 1, 0, False
            for block in self._blocks(_opened(self._file)):
                pending += block
                if not number and line == 1 and _is_document(pending):
                    if len(pending) <= MOST_LINE:
                        continue
                    self.faults.append(f"{self.path}: a JSON document of more than {MOST_LINE >> 20} MiB is left out")
                    return
                if skipping:
                    skipping = _skip_line(pending)
                    line += not skipping
                cut = pending.rfind(b"\n") + 1 if len(pending) >= CHUNK else 0
                if cut:
                    yield Chunk(number, line, bytes(pending[:cut]), False)
                    number, line = number + 1, line + pending.count(b"\n", 0, cut)
                    del pending[:cut]
                elif len(pending) > MOST_LINE:
                    self.faults.append(f"{self.path}, line {line}: longer than {MOST_LINE >> 20} MiB, left out")
                    pending.clear()
                    skipping = True
            if pending and not skipping:
                yield Chunk(number, line, bytes(pending), line == 1 and _is_document(pending))

    def _blocks(self, stream: _Stream) -> Iterator[bytes]:
        while True:
            try:
                # Not `read`, which loses what it has when a stream ends too early.
                block = stream.read1(_BLOCK)
            except (EOFError, OSError, zlib.error) as err:
                how = (
                    "ends in the middle of its compressed stream"
                    if isinstance(err, EOFError)
                    else f"is damaged ({err})"
                )
                self.faults.append(f"{self.path} {how}: what comes after is missing")
                return
            if not block:
                return
            yield block


def _opened(file: BufferedReader) -> _Stream:
    start = file.read(3)
    file.seek(0)
    for magic, opened in _MAGIC:
        if start.startswith(magic):
            return opened(file)
    return file


def _skip_line(pending: bytearray) -> bool:
    """Drop what is left of a line from its front; return whether it still goes on."""
    end = pending.find(b"\n") + 1
    del pending[: end or len(pending)]
    return not end


def _is_document(start: bytearray) -> bool:
    """Return whether a file begins a JSON object whose members stand on lines of their own."""
    head = bytes(start[:200]).lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and head[1:].lstrip(b" \t\r")[:1] == b"\n"
