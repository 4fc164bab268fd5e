"""The boxes of MP4 and QuickTime files (ISO/IEC 14496-12; QuickTime File Format): tags, dates, protection, HDR marks.

Every walk is bounded in boxes and depth; what is damaged ends it, and what was found until then is used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from extractors.files.iso_boxes import boxes
from extractors.files.tiff import Data

_LARGEST_TAG: Final = 4 << 20
_LARGEST_ENTRY: Final = 64 << 10
_XMP_UUID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
_MARK_BOXES: Final = (b"dvcC", b"dvvC", b"dvwC", b"mdcv", b"clli", b"SmDm", b"CoLL", b"sinf")
PROTECTION_SYSTEMS: Final = {
    "edef8ba979d64acea3c827dcd51d21ed": "Widevine",
    "9a04f07998404286ab92e65be0885f95": "PlayReady",
    "94ce86fb07ff4f43adb893d2fa968ca2": "FairPlay",
    "5e629af538da4063897797ffbd9902d4": "Marlin",
    "1077efecc0b24d02ace33c1e52e2fb4b": "Common PSSH",
    "e2719d58a985b3c9781ab030af78d30e": "ClearKey",
}
"""System IDs of pssh boxes (ISO/IEC 23001-7) by name; the registry is DASH-IF's."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its name (``©nam``, ``com.apple.quicktime.make``), its value as text, BCP 47 or ISO 639 language."""

    name: str
    text: str
    language: str = ""


@dataclass(slots=True)
class Movie:
    """What the boxes of one file say, beside its streams.

    `marks` are boxes of a track's sample entry that say how it is coded: (track from 1, type, body). `pictures` are
    cover pictures by media type. `cut_at` is where the box begins that reaches behind the end, -1 where none does.
    """

    tags: list[Tag] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    marks: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    protections: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    modified: str = ""
    has_movie: bool = False
    cut_at: int = -1
    tracks: int = 0


def read_movie(data: Data) -> Movie:
    """Return what the boxes say; never raises."""
    movie = Movie()
    try:
        for kind, start, end in boxes(data, 0, len(data)):
            if end > len(data):
                movie.cut_at = start
            if kind == b"moov":
                movie.has_movie = True
                _movie(data, start, min(end, len(data)), movie)
            elif kind == b"uuid" and bytes(data[start : start + 16]) == _XMP_UUID:
                movie.xmp.append(bytes(data[start + 16 : min(end, start + (16 << 20))]))
            elif kind == b"meta":
                _metadata(data, start, end, movie)
            elif kind == b"moof":
                movie.protections += [p for p in _systems(data, start, end) if p not in movie.protections]
    except (struct.error, IndexError, ValueError, OverflowError) as err:
        movie.problems.append(f"a box of the file is damaged: {err}")
    return movie


def _movie(data: Data, start: int, end: int, movie: Movie) -> None:
    for kind, at, to in boxes(data, start, end):
        if kind == b"mvhd":
            movie.modified = _modified(data, at)
        elif kind == b"trak":
            movie.tracks += 1
            _track(data, at, min(to, end), movie)
        elif kind == b"udta":
            _user_data(data, at, min(to, end), movie)
        elif kind == b"meta":
            _metadata(data, at, min(to, end), movie)
        elif kind == b"pssh":
            movie.protections.append(_system(data, at))


def _modified(data: Data, at: int) -> str:
    """Return mvhd's modification time (14496-12, 8.2.2), "" where it is not set or lies before 1970."""
    wide = data[at] == 1
    (seconds,) = struct.unpack_from(">Q" if wide else ">I", data, at + (12 if wide else 8))
    if not 2_082_844_800 < seconds < 2_082_844_800 + (1 << 32):
        return ""
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _systems(data: Data, start: int, end: int) -> list[str]:
    return [_system(data, at) for kind, at, _ in boxes(data, start, min(end, len(data))) if kind == b"pssh"]


def _system(data: Data, at: int) -> str:
    found = bytes(data[at + 4 : at + 20]).hex()
    return PROTECTION_SYSTEMS.get(found, found)


def _track(data: Data, start: int, end: int, movie: Movie) -> None:
    for way in ((b"mdia", b"minf", b"stbl", b"stsd"),):
        at, to = start, end
        for kind in way:
            found = next(((a, b) for k, a, b in boxes(data, at, to) if k == kind), None)
            if found is None:
                return
            at, to = found[0], min(found[1], end)
        for kind, entry, entry_end in boxes(data, at + 8, to):
            _sample_entry(kind, bytes(data[entry : min(entry_end, entry + _LARGEST_ENTRY)]), movie)


def _sample_entry(kind: bytes, entry: bytes, movie: Movie) -> None:
    """Find marks inside a sample entry. Where its boxes begin differs by codec, so they are looked for by type."""
    for mark in _MARK_BOXES:
        at = entry.find(mark, 4)
        if at >= 4:
            size = int.from_bytes(entry[at - 4 : at], "big")
            if 8 <= size <= len(entry) - at + 4:
                movie.marks.append((movie.tracks, mark, entry[at + 4 : at - 4 + size]))
    if kind in (b"drms", b"drmi"):
        movie.marks.append((movie.tracks, kind, b""))


def _user_data(data: Data, start: int, end: int, movie: Movie) -> None:
    """udta: QuickTime's international texts (©…), 3GPP's full boxes (TS 26.244, 8), and meta with iTunes' list."""
    for kind, at, to in boxes(data, start, end):
        body = bytes(data[at : min(to, at + _LARGEST_TAG)])
        name = kind.decode("latin-1")
        if kind == b"meta":
            _metadata(data, at, min(to, end), movie)
        elif kind == b"XMP_":
            movie.xmp.append(body)
        elif kind[:1] == b"\xa9":
            movie.tags += [Tag(name, text, code) for text, code in _international(body)]
        elif kind == b"loci":
            movie.tags += _location(body)
        elif kind in _THREEGPP and len(body) > 6 and body[:4] == b"\x00\x00\x00\x00":
            movie.tags.append(Tag(name, *_packed_text(body[4:])))
        elif kind == b"yrrc" and len(body) >= 6:
            movie.tags.append(Tag(name, str(int.from_bytes(body[4:6], "big"))))
        elif kind in _PLAIN:
            movie.tags.append(Tag(name, _text(body.rstrip(b"\x00"))))
        elif kind.strip(b"\x00"):
            movie.other.append(f"udta/{name}")


_THREEGPP: Final = frozenset((b"titl", b"dscp", b"cprt", b"perf", b"auth", b"gnre", b"albm", b"kywd", b"clsf"))
_PLAIN: Final = frozenset((b"name", b"manu", b"modl", b"auth", b"titl", b"dscp", b"cprt", b"info"))


def _international(body: bytes) -> Iterator[tuple[str, str]]:
    """QuickTime File Format, user data text: length, language, text, as often as there are languages."""
    at = 0
    while at + 4 <= len(body):
        length, language = struct.unpack_from(">HH", body, at)
        text = body[at + 4 : at + 4 + length]
        at += 4 + length
        if text.strip(b"\x00"):
            # Below 0x400 the language is a Macintosh code, whose 0 every writer leaves: it says nothing.
            yield _text(text), packed_language(language)


def packed_language(code: int) -> str:
    """Return the ISO 639-2 code that three times five bits pack (14496-12, 8.4.2), or ""."""
    letters = "".join(chr((code >> shift & 31) + 0x60) for shift in (10, 5, 0))
    return letters if code >= 0x400 and letters.isalpha() and letters.isascii() else ""


def _packed_text(body: bytes) -> tuple[str, str]:
    return _text(body[2:].rstrip(b"\x00")), packed_language(int.from_bytes(body[:2], "big"))


def _text(body: bytes) -> str:
    if body.startswith((b"\xfe\xff", b"\xff\xfe")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("mac-roman")


def _location(body: bytes) -> list[Tag]:
    """3GPP TS 26.244, 8.12: language, name, role, then longitude, latitude and altitude as 16.16 fixed point."""
    at = body.find(b"\x00", 6)
    if at < 0 or at + 14 > len(body):
        return []
    longitude, latitude, altitude = struct.unpack_from(">iii", body, at + 2)
    numbers = f"{latitude / 65536:+09.5f}{longitude / 65536:+010.5f}{altitude / 65536:+.2f}/"
    found = [Tag("loci", numbers)]
    name = _text(body[6:at])
    return [*found, Tag("loci name", name, packed_language(int.from_bytes(body[4:6], "big")))] if name else found


def _metadata(data: Data, start: int, end: int, movie: Movie) -> None:
    """meta: a full box in MP4, a plain one in QuickTime; its list is named by fourcc, or by the names in keys."""
    from extractors.files.movie_items import read_items

    inner = start if bytes(data[start + 4 : start + 8]) == b"hdlr" else start + 4
    keys: list[str] = []
    for kind, at, to in boxes(data, inner, end):
        if kind == b"keys":
            keys = _keys(bytes(data[at : min(to, at + _LARGEST_TAG)]))
        elif kind == b"ilst":
            read_items(data, at, min(to, end), keys, movie)
        elif kind == b"xml ":
            movie.other.append("meta/xml")


def _keys(body: bytes) -> list[str]:
    """QuickTime File Format, metadata item keys: count, then size, namespace and name of each."""
    found: list[str] = []
    at = 8
    while at + 8 <= len(body) and len(found) < 1000:
        size = int.from_bytes(body[at : at + 4], "big")
        if size < 8:
            break
        found.append(body[at + 8 : at + size].decode("utf-8", "replace"))
        at += size
    return found
