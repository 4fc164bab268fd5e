"""Fingerprints as text: how what a picture or film looks like is written in an Observation, and read back.

A picture: ``pdq:`` and 64 hexadecimal digits. A film: ``pdq-keyframes:`` and, parted by commas, the second of each
keyframe, ``=`` and its 64 digits, in the order of time. The digits are those of Facebook's tools: the first is of the
highest word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

PICTURE: Final = "pdq:"
FILM: Final = "pdq-keyframes:"
BITS: Final = 256

_PICTURE: Final = re.compile(r"pdq:([0-9a-f]{64})\Z")
_KEYFRAME: Final = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)=([0-9a-f]{64})\Z")
_MOST_KEYFRAMES: Final = 1_000


class Keyframe(NamedTuple):
    """A moment of a film, in seconds from its start, and its picture's hash, 32 bytes."""

    at_s: Decimal
    hash: bytes


def picture_text(hash: bytes) -> str:
    """Return the value that says a picture's hash."""
    return PICTURE + hash.hex()


def film_text(keyframes: Iterable[Keyframe]) -> str:
    """Return the value that says the hashes of a film's keyframes; their times to the millisecond."""
    return FILM + ",".join(f"{_plain(keyframe.at_s)}={keyframe.hash.hex()}" for keyframe in keyframes)


def find_picture(text: str) -> bytes | None:
    """Return the hash that a value says, None for a value of another algorithm or none at all."""
    found = _PICTURE.match(text)
    return bytes.fromhex(found[1]) if found else None


def find_film(text: str) -> tuple[Keyframe, ...]:
    """Return the keyframes that a value says; none for a value of another algorithm or one that is not well formed."""
    if not text.startswith(FILM) or len(text) > _MOST_KEYFRAMES * 80:
        return ()
    parts = [_KEYFRAME.match(part) for part in text.removeprefix(FILM).split(",")]
    found = [Keyframe(Decimal(part[1]), bytes.fromhex(part[2])) for part in parts if part is not None]
    return tuple(found) if len(found) == len(parts) else ()


def distance(one: bytes, other: bytes) -> int:
    """Return in how many of their 256 bits two hashes differ (Hamming distance)."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def _plain(seconds: Decimal) -> str:
    text = format(round(seconds, 3).normalize(), "f")
    return "0" if text == "-0" else text
