"""Inputs kept once each, under the SHA-256 of their bytes: evidence points into them by JSON Pointer.

Media files are not copied: a Rendition says where they lie.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from extractors.extracted import Extracted


class BlobKeeper:
    """Copies what was read into a folder, if it is not there yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: _Lines | None = None

    def keep(self, extracted: Extracted) -> bool:
        """Keep the bytes of one result; those of a line of JSON Lines are the line's own.

        False where the file went away after it was read.
        """
        if not extracted.sha256 or any(e.rendition for e in extracted.extractions):
            return True
        path = self._folder / extracted.sha256
        if path.exists():
            return True
        try:
            if extracted.line is None:
                self._place(path, extracted.path)
            else:
                self._place_bytes(path, self._line(extracted.path, extracted.line))
        except FileNotFoundError:
            if os.path.exists(extracted.path):
                raise
            return False
        return True

    def keep_bytes(self, sha256: str, data: bytes) -> None:
        """Keep bytes that nobody can read again: a line of a stream."""
        path = self._folder / sha256
        if not path.exists():
            self._place_bytes(path, data)

    def _place(self, path: Path, source: str) -> None:
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            shutil.copyfile(source, partial)
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)

    def _place_bytes(self, path: Path, data: bytes) -> None:
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            partial.write_bytes(data)
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)

    def _line(self, path: str, number: int) -> bytes:
        """Return a line's bytes; results come in the order of lines, so a file is read through once."""
        if self._lines is None or self._lines.path != path or self._lines.number >= number:
            self._lines = _Lines(path)
        return self._lines.get(number)


class _Lines:
    """The lines of one file, forward only, as `extractors.source` cuts them."""

    def __init__(self, path: str) -> None:
        self.path, self.number = path, 0
        self._stream = self._read()

    def get(self, number: int) -> bytes:
        """Return a later line, stripped."""
        line = b""
        while self.number < number:
            line = next(self._stream, b"")
            self.number += 1
        return line.strip().removeprefix(b"\xef\xbb\xbf") if self.number == 1 else line.strip()

    def _read(self) -> Iterator[bytes]:
        with open(self.path, "rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            yield from gzip.GzipFile(fileobj=file) if packed else file
