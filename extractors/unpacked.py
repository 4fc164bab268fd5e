"""The bytes of a file as they are meant: gzip is unpacked as it is read, and a gzip bomb is refused.

Reads forward only; nothing but the block at hand is held.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from extractors.file_names import readable
from extractors.port import SourceRefused

BLOCK: Final = 1 << 20
GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one input is read, in bytes.

    `whole_bytes`: media files up to this size are loaded. `document_bytes`: JSON, XML and text, unpacked.
    `line_bytes`: one line of JSON Lines. `ratio`: unpacked to packed, once more than `ratio_from` bytes came out.
    `stream_bytes`: JSON over this size is read in pieces of about `piece_bytes`, where its form can be.
    """

    whole_bytes: int = 32 << 20
    document_bytes: int = 512 << 20
    line_bytes: int = 64 << 20
    ratio: int = 200
    ratio_from: int = 16 << 20
    stream_bytes: int = 16 << 20
    piece_bytes: int = 1 << 20


LIMITS: Final = Limits()


class Unpacked:
    """A gzip stream that refuses bombs, and names the file where it is broken."""

    def __init__(self, path: str, file: BinaryIO, limits: Limits = LIMITS) -> None:
        self._path, self._file, self._limits = path, file, limits
        self._stream = gzip.GzipFile(fileobj=file)
        self._out = 0

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        blocks = []
        while size > 0 and (block := self._checked(self._stream.read, min(size, BLOCK))):
            blocks.append(block)
            size -= len(block)
        return b"".join(blocks)

    def readline(self, size: int) -> bytes:
        """Return a line with its end, or its first `size` bytes."""
        return self._checked(self._stream.readline, size)

    def _checked(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            block = read(size)
        except (OSError, EOFError, zlib.error) as err:
            raise SourceRefused(f"{readable(self._path)}: broken gzip after {self._out} bytes: {err}") from err
        self._out += len(block)
        if self._out > self._limits.ratio_from and self._out > self._limits.ratio * max(self._file.tell(), 1):
            raise SourceRefused(
                f"{readable(self._path)}: unpacks to more than {self._limits.ratio} times its size: a gzip bomb"
            )
        return block
