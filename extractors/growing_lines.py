"""A file of JSON Lines that somebody goes on writing: its new lines, each once, as soon as they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from extractors.extracted import Extracted
from extractors.file_names import asset_name, readable
from extractors.inbox import Came
from extractors.line_parts import LineParts
from extractors.line_stream import read_line
from extractors.port import Source
from extractors.source import read_lines

_ENDINGS: Final = (".jsonl", ".ndjson")


def is_growing_lines(path: str) -> bool:
    """Say whether a file is read line by line as it grows: by its ending; gzipped ones are read when at rest."""
    return path.lower().endswith(_ENDINGS)


@dataclass(slots=True)
class GrowingLines:
    """Where one file was read to. `known_bytes` were read by somebody else: those lines are seen, not given.

    A file that became shorter, or is another file now, is read from its start.
    """

    path: str
    known_bytes: int = 0
    _at: int = 0
    _number: int = 0
    _file: tuple[int, int] = (0, 0)
    _parts: LineParts = field(default_factory=LineParts)

    def new_lines(self) -> Iterator[Came]:
        """Yield what the lines say that were finished since the last call; a fault of the file as its refusal."""
        try:
            with open(self.path, "rb") as file:
                self._begin(os.fstat(file.fileno()))
                file.seek(self._at)
                yield from self._read(_WholeLines(file))
        except OSError as err:
            shown = readable(self.path)
            yield Came(Extracted(self.path, shown, refusal=f"{shown}: cannot be read: {err.strerror or err}"))

    def _begin(self, status: os.stat_result) -> None:
        """Start anew where this is not the file that was read before, or not all of it."""
        same = self._file in ((0, 0), (status.st_dev, status.st_ino))
        if not same or status.st_size < self._at:
            self.known_bytes = self._at = self._number = 0
            self._parts = LineParts()
        self._file = (status.st_dev, status.st_ino)

    def _read(self, lines: _WholeLines) -> Iterator[Came]:
        start = self._at
        whole = Source(self.path, asset_name(self.path), b"", "application/x-ndjson")
        for line in read_lines(whole, lines, number=self._number):
            came = read_line(line, self._parts, self.path)
            self._number = came.extracted.line or self._number
            self._at = start + lines.taken
            if self._at > self.known_bytes:
                yield came


@dataclass(slots=True)
class _WholeLines:
    """The lines of a file that have their end; the last one, where it has none yet, is left for later."""

    file: BinaryIO
    taken: int = 0

    def readline(self, size: int) -> bytes:
        """Return a line with its end, or its first `size` bytes; nothing where no whole line follows."""
        line = self.file.readline(size)
        if not line.endswith(b"\n") and len(line) < size:
            return b""
        self.taken += len(line)
        return line
