"""The item list of an MP4 or QuickTime file: iTunes' tags, and Apple's with names of their own."""

from __future__ import annotations

import struct
from typing import Final

from extractors.files.iso_boxes import boxes
from extractors.files.movie_boxes import Movie, Tag
from extractors.files.tiff import Data

_LARGEST_ITEM: Final = 1 << 20
_PICTURES: Final = {13: "image/jpeg", 14: "image/png", 27: "image/bmp"}
_FLAGS: Final = frozenset(("cpil", "pgap", "pcst", "hdvd", "shwm"))


def read_items(data: Data, start: int, end: int, keys: list[str], movie: Movie) -> None:
    """Add each value of each item: fourcc or key as name; free-form ones as ``mean:name``."""
    for kind, at, to in boxes(data, start, end):
        number = int.from_bytes(kind, "big")
        if kind == b"----":
            name = _free_name(data, at, min(to, end))
        elif keys and 0 < number <= len(keys):
            name = keys[number - 1]
        else:
            name = kind.decode("latin-1")
        for inner, value, value_end in boxes(data, at, min(to, end)):
            if inner == b"data" and value_end - value >= 8:
                _item(name, data, value, min(value_end, end), movie)


def _free_name(data: Data, start: int, end: int) -> str:
    parts = {
        kind: bytes(data[at + 4 : min(to, at + 260)]).decode("utf-8", "replace")
        for kind, at, to in boxes(data, start, end)
        if kind in (b"mean", b"name")
    }
    return f"{parts.get(b'mean', '')}:{parts.get(b'name', '')}"


def _item(name: str, data: Data, start: int, end: int, movie: Movie) -> None:
    kind = int.from_bytes(data[start + 1 : start + 4], "big")
    if name == "covr" or kind in _PICTURES:
        movie.pictures.append(f"{name} {_PICTURES.get(kind, 'picture')}, {end - start - 8} bytes")
        return
    body = bytes(data[start + 8 : min(end, start + _LARGEST_ITEM)])
    text = _value(name, kind, body)
    if text is None:
        movie.other.append(f"ilst/{name}")
    elif text:
        movie.tags.append(Tag(name, text))


def _value(name: str, kind: int, body: bytes) -> str | None:
    """Return a value as text by its type (QuickTime File Format, well-known types); None for one that is no text."""
    if kind in (1, 4):
        return body.decode("utf-8", "replace")
    if kind in (2, 5):
        return body.decode("utf-16-be", "replace")
    if name in ("trkn", "disk") and len(body) >= 6:
        number, total = struct.unpack_from(">HH", body, 2)
        return f"{number}/{total}" if number else ""
    if name == "gnre" and len(body) == 2:
        return _genre(int.from_bytes(body, "big") - 1)
    if name in _FLAGS and len(body) == 1:
        return "true" if body[0] else "false"
    if kind in (21, 65, 66, 67, 74) and len(body) <= 8:
        return str(int.from_bytes(body, "big", signed=True))
    if kind in (22, 75, 76, 77, 78) and len(body) <= 8:
        return str(int.from_bytes(body, "big"))
    if kind in (23, 24) and len(body) == (4 if kind == 23 else 8):
        return format(struct.unpack(">f" if kind == 23 else ">d", body)[0], ".6g")
    if kind == 0 and 0 < len(body) <= 8 and name in ("tmpo", "rtng", "stik", "rate", "plID", "cnID"):
        return str(int.from_bytes(body, "big"))
    return None


def _genre(number: int) -> str:
    """Return the genre that ID3v1 numbers so."""
    from mutagen._constants import GENRES

    return GENRES[number] if 0 <= number < len(GENRES) else ""
