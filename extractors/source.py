"""Reading inputs: from a path to `Source`s, with limits.

Any input may be gzipped. JSON Lines yields one Source per line, read as a stream; media files over
`Limits.whole_bytes` are never loaded: their Source has `whole=False`, the head in `data`, and is opened by its path.
JSON over `Limits.stream_bytes` is looked over once and not loaded either: `data` is a sample of it, `large` the rest.
SHA-256 and size are of the bytes as they lie on disk; those of a line are the line's own, so that a growing file
leaves its old lines unchanged.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO, Final, Protocol

from extractors.file_names import asset_name, readable
from extractors.large_json import look_over
from extractors.media_type import HEAD_BYTES, JSON, JSON_LINES, is_media, media_type_of
from extractors.port import Source, SourceRefused
from extractors.unpacked import BLOCK, GZIP, LIMITS, Limits, Unpacked

_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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
        yield from read_lines(source, _from_start(path, file, limits), limits)


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
        return open(path, "rb", buffering=BLOCK // 8)
    except OSError as err:
        raise SourceRefused(f"{readable(path)}: cannot be read: {err.strerror or err}") from err


def _source(path: str, file: BinaryIO, limits: Limits, *, digest_lines: bool = True) -> Source:
    name = asset_name(path)
    size = os.fstat(file.fileno()).st_size
    try:
        head = file.read(HEAD_BYTES)
        packed = head.startswith(GZIP)
        if packed:
            head = _from_start(path, file, limits).read(HEAD_BYTES)
        media_type = media_type_of(head, name)
        if media_type == JSON and b"\n" not in head.strip() and _has_lines(_from_start(path, file, limits), limits):
            media_type = JSON_LINES
        file.seek(0)
        if media_type == JSON_LINES:
            return Source(path, name, head, media_type, _digest(file) if digest_lines else "", size, whole=False)
        if not packed and is_media(media_type) and size > limits.whole_bytes:
            return Source(path, name, head, media_type, _digest(file), size, whole=False)
        if not packed and size > limits.document_bytes:
            raise SourceRefused(
                f"{readable(path)}: {size} bytes of {media_type} are over the limit of {limits.document_bytes}"
            )
        if media_type == JSON and not head.startswith(_UTF_16) and _is_large(path, file, size, limits):
            return _large(path, name, file, limits)
        raw = file.read()
    except OSError as err:
        raise SourceRefused(f"{readable(path)}: cannot be read: {err.strerror or err}") from err
    data = Unpacked(path, io.BytesIO(raw), limits).read(limits.document_bytes + 1) if packed else raw
    if len(data) > limits.document_bytes:
        raise SourceRefused(f"{readable(path)}: more than {limits.document_bytes} bytes unpacked, over the limit")
    if media_type == JSON:
        data = _as_utf8(data)
    return Source(path, name, data, media_type, hashlib.sha256(raw).hexdigest(), len(raw))


def _from_start(path: str, file: BinaryIO, limits: Limits) -> Unpacked | BinaryIO:
    """Return a stream of the file's bytes, unpacked, from the first."""
    file.seek(0)
    packed = file.read(2) == GZIP
    file.seek(0)
    return Unpacked(path, file, limits) if packed else file


def _has_lines(stream: Unpacked | BinaryIO, limits: Limits) -> bool:
    """Say whether an object ends a long first line and another begins the next: no JSON document holds that."""
    seen, before = 0, b""
    while seen <= limits.line_bytes and (block := stream.read(BLOCK)):
        line, line_end, rest = block.partition(b"\n")
        before = (before + line[-8:])[-8:]
        if line_end:
            return before.rstrip().endswith(b"}") and (rest + stream.read(BLOCK)).lstrip()[:1] == b"{"
        seen += len(block)
    return False


def _is_large(path: str, file: BinaryIO, size: int, limits: Limits) -> bool:
    packed = file.read(2) == GZIP
    file.seek(0)
    if packed:
        size = len(Unpacked(path, file, limits).read(limits.stream_bytes + 1))
        file.seek(0)
    return size > limits.stream_bytes


def _large(path: str, name: str, file: BinaryIO, limits: Limits) -> Source:
    """Return a Source for JSON that is read in pieces: its `data` are a sample of it."""
    sha256 = _digest(file)
    file.seek(0)
    large = look_over(path, file, limits=limits)
    return Source(path, name, large.sample(), JSON, sha256, large.stamp[0], whole=False, large=large)


def _as_utf8(data: bytes) -> bytes:
    """Return JSON without its byte order mark; from UTF-16, which some shells write, into UTF-8 (RFC 8259, 8.1)."""
    if data.startswith(_UTF_16):
        return data.decode("utf-16", "replace").encode("utf-8")
    return data.removeprefix(codecs.BOM_UTF8)


def _digest(file: BinaryIO) -> str:
    state = hashlib.sha256()
    while block := file.read(BLOCK):
        state.update(block)
    return state.hexdigest()


class LineStream(Protocol):
    """What `read_lines` needs of a stream of bytes."""

    def readline(self, size: int) -> bytes:
        """Return a line with its end, or its first `size` bytes; nothing at the end."""
        ...


def read_lines(
    source: Source, stream: LineStream, limits: Limits = LIMITS, *, number: int = 0
) -> Iterator[Source | SourceRefused]:
    """Yield a Source for each line of JSON Lines, from line `number` + 1 on; a line that is too long as its refusal."""
    while line := stream.readline(limits.line_bytes + 1):
        number += 1
        if len(line) > limits.line_bytes:
            while not line.endswith(b"\n") and (line := stream.readline(BLOCK)):
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
