"""Content Credentials in films and sound: where a C2PA manifest stands in each container, and how large a file may be.

ISO base media: a ``uuid`` box; RIFF: a ``C2PA`` chunk; MP3 and FLAC: an object in an ID3 tag (C2PA 2.1, A.3 and A.4).
The check needs the whole file in memory, so that a larger one is named and not checked.
"""

from __future__ import annotations

from typing import Final

from extractors.files.claims import Claims
from extractors.files.iso_boxes import C2PA_UUID, boxes
from extractors.files.tiff import Data
from extractors.port import Run, Source

LARGEST: Final = 256 << 20
"""Bytes of the largest film or sound whose manifest is checked."""

_HEAD: Final = 4 << 20
_MOST_CHUNKS: Final = 10_000
_ISO: Final = frozenset(("video/mp4", "video/quicktime", "audio/mp4", "video/3gpp"))
_RIFF: Final = frozenset(("audio/wav", "video/x-msvideo"))
_ID3: Final = frozenset(("audio/mpeg", "audio/flac"))


def read_film_credentials(source: Source, data: Data, claims: Claims) -> list[Run]:
    """Return the Runs of a film's or sound's C2PA manifest; none where it has none, or is too large to check."""
    if not has_manifest(data, source.media_type):
        return []
    if len(data) > LARGEST:
        claims.problem(f"a C2PA manifest is there, but not checked: {len(data)} bytes are over the limit of {LARGEST}")
        return []
    from extractors.files.content_credentials import read_credentials

    return read_credentials(data, source.media_type, claims)


def has_manifest(data: Data, media_type: str) -> bool:
    """Say whether a manifest stands where the container has it; nothing is decoded."""
    if media_type in _ISO:
        return any(
            box.kind == b"uuid" and bytes(data[box.start : box.start + 16]) == C2PA_UUID
            for box in boxes(data, 0, len(data))
        )
    if media_type in _RIFF:
        return _has_chunk(data)
    head = bytes(data[:_HEAD]) if media_type in _ID3 and bytes(data[:3]) == b"ID3" else b""
    return b"jumb" in head and b"c2pa" in head


def _has_chunk(data: Data) -> bool:
    at = 12
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return False
        if bytes(data[at : at + 4]) == b"C2PA":
            return True
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return False
