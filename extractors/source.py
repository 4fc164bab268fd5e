"""Reading inputs: from a path to `Source`s, with limits.

Any input may be gzipped. JSON Lines yields one Source per line, read as a stream; media files over
`Limits.whole_bytes` are never loaded: their Source has `whole=False`, the head in `data`, and is opened by its path.
SHA-256 and size are of the bytes as they lie on disk; those of a line are the line's own, so that a growing file
leaves its old lines unchanged.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import os
import stat
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Final

from extractors.media_type import HEAD_BYTES, JSON, JSON_LINES, is_media, media_type_of
from extractors.port import Source, SourceRefused

_BLOCK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one input is read, in bytes.

    `whole_bytes`: media files up to this size are loaded. `document_bytes`: JSON, XML and text, unpacked.
    `line_bytes`: one line of JSON Lines. `ratio`: unpacked to packed, once more than `ratio_from` bytes came out.
    """

    whole_bytes: int = 32 << 20
    document_bytes: int = 512 << 20
    line_bytes: int = 64 << 20
    ratio: int = 200
    ratio_from: int = 16 << 20


LIMITS: Final = Limits()


def readable(path: str) -> str:
    """Return a path as it can be printed and stored: bytes that are no UTF-8, and control characters, as ``\\xNN``."""
    if path.isprintable():
        return path
    text = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def asset_name(path: str) -> str:
    """Return the file's own name, NFC, without ``.gz``; what cannot be printed becomes U+FFFD."""
    name = PurePath(path).name
    if name.lower().endswith(".gz") and len(name) > 3:
        name = name[:-3]
    text = unicodedata.normalize("NFC", name)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def open_source(path: str, *, limits: Limits = LIMITS) -> Source:
    """Return one Source for a file; raises `SourceRefused`, naming the path and the reason.

    JSON Lines comes as its head, with media type application/x-ndjson; `open_sources` reads its lines.
    """
    with _opened(path) as file:
        return _source(path, file, limits)


def open_sources(path: str, *, limits: Limits = LIMITS) -> Iterator[Source | SourceRefused]:
    """Yield one Source per file, or per line of JSON Lines; a line that is too long comes as its refusal.

    Raises `SourceRefused` where nothing (more) of the file can be read.
    """
    with _opened(path) as file:
        source = _source(path, file, limits, digest_lines=False)
        if source.media_type != JSON_LINES:
            yield source
            return
        file.seek(0)
        packed = file.read(2) == _GZIP
        file.seek(0)
        stream = _Unpacked(path, file, limits) if packed else file
        yield from _lines(source, stream, limits)


def file_sha256(path: str) -> str:
    """Return the SHA-256 of a file's bytes on disk, in hex; raises `SourceRefused` where it cannot be read."""
    with _opened(path) as file:
        return _digest(file)


def _opened(path: str) -> BinaryIO:
    """Open a regular file; devices, pipes and folders are refused before anything could block."""
    try:
        if "\x00" in path:
            raise SourceRefused(f"{readable(path)}: a NUL character in the name, which no file can have")
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise SourceRefused(f"{readable(path)}: not a regular file")
        return open(path, "rb", buffering=_BLOCK // 8)
    except OSError as err:
        raise SourceRefused(f"{readable(path)}: cannot be read: {err.strerror or err}") from err


def _source(path: str, file: BinaryIO, limits: Limits, *, digest_lines: bool = True) -> Source:
    name = asset_name(path)
    size = os.fstat(file.fileno()).st_size
    try:
        head = file.read(HEAD_BYTES)
        packed = head.startswith(_GZIP)
        if packed:
            file.seek(0)
            head = _Unpacked(path, file, limits).read(HEAD_BYTES)
        media_type = media_type_of(head, name)
        file.seek(0)
        if media_type == JSON_LINES:
            return Source(path, name, head, media_type, _digest(file) if digest_lines else "", size, whole=False)
        if not packed and is_media(media_type) and size > limits.whole_bytes:
            return Source(path, name, head, media_type, _digest(file), size, whole=False)
        if not packed and size > limits.document_bytes:
            raise SourceRefused(
                f"{readable(path)}: {size} bytes of {media_type} are over the limit of {limits.document_bytes}"
            )
        raw = file.read()
    except OSError as err:
        raise SourceRefused(f"{readable(path)}: cannot be read: {err.strerror or err}") from err
    data = _Unpacked(path, io.BytesIO(raw), limits).read(limits.document_bytes + 1) if packed else raw
    if len(data) > limits.document_bytes:
        raise SourceRefused(f"{readable(path)}: more than {limits.document_bytes} bytes unpacked, over the limit")
    if media_type == JSON:
        data = _as_utf8(data)
    return Source(path, name, data, media_type, hashlib.sha256(raw).hexdigest(), len(raw))


def _as_utf8(data: bytes) -> bytes:
    """Return JSON without its byte order mark; from UTF-16, which some shells write, into UTF-8 (RFC 8259, 8.1)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8")
    return data.removeprefix(codecs.BOM_UTF8)


def _digest(file: BinaryIO) -> str:
    state = hashlib.sha256()
    while block := file.read(_BLOCK):
        state.update(block)
    return state.hexdigest()


class _Unpacked:
    """A gzip stream that refuses bombs, and names the file where it is broken."""

    def __init__(self, path: str, file: BinaryIO, limits: Limits) -> None:
        self._path, self._file, self._limits = path, file, limits
        self._stream = gzip.GzipFile(fileobj=file)
        self._out = 0

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        blocks = []
        while size > 0 and (block := self._checked(self._stream.read, min(size, _BLOCK))):
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


def _lines(source: Source, stream: _Unpacked | BinaryIO, limits: Limits) -> Iterator[Source | SourceRefused]:
    number = 0
    while line := stream.readline(limits.line_bytes + 1):
        number += 1
        if len(line) > limits.line_bytes:
            while not line.endswith(b"\n") and (line := stream.readline(_BLOCK)):
                pass
            yield SourceRefused(
                f"{readable(source.path)}:{number}: a line of more than {limits.line_bytes} bytes, over the limit"
            )
            continue
        data = line.strip()
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        if data:
            yield Source(
                source.path, source.name, data, "application/json", hashlib.sha256(data).hexdigest(), len(data), number
            )
