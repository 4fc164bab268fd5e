"""The renditions of a ninjs item: which is the item as it was made, and what that says of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.news.newsroom import RenditionLine, file_name, original_of, plausible_duration
from extractors.reading import Node, Reading
from extractors.values import shown
from ontology.model import MediaKind, Observation, seconds

_RATIO: Final = re.compile(r"\s*(\d{1,5}(?:\.\d{1,4})?)\s*[:x/]\s*(\d{1,5}(?:\.\d{1,4})?)\s*")
_BIT_RATE: Final = re.compile(r"\s*(\d{1,12}(?:\.\d{1,6})?)\s*([kMG]?)(?:bps|bit/s|b/s|bits/s)\s*", re.IGNORECASE)
_UNITS: Final = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def aspect_ratio(text: str) -> str:
    """Return width divided by height of ``16:9``, to 4 digits; "" for what is no ratio.

    >>> aspect_ratio("16:9"), aspect_ratio("2.39:1"), aspect_ratio("wide")
    ('1.7778', '2.39', '')
    """
    match = _RATIO.fullmatch(text)
    if match is None or not Decimal(match[1]) or not Decimal(match[2]):
        return ""
    return format(round(Decimal(match[1]) / Decimal(match[2]), 4).normalize(), "f")


def bit_rate(text: str) -> str:
    """Return bits per second of ``400 kbps``; "" for what is no rate with its unit."""
    match = _BIT_RATE.fullmatch(text)
    return "" if match is None else str(int(Decimal(match[1]) * _UNITS[match[2].lower()]))


def members(value: Any, reading: Reading, at: str, path: str) -> Iterator[tuple[str, Node]]:
    """Yield (name, node) of a list of objects with names, or of an object of objects, as ninjs 1.x has it.

    Each is closed when the next is asked for; both are counted as a list, since names are not keys.
    """
    if isinstance(value, dict):
        named = [(str(name), member) for name, member in value.items()]
    elif isinstance(value, list):
        named = [(str(number), member) for number, member in enumerate(value)]
    else:
        named = []
        if value is not None:
            reading.problem(f"{at} is {shown(value)}, neither a list nor an object")
    for name, member in named:
        if isinstance(member, dict):
            node = Node(reading, member, f"{at}/{name}", path)
            yield (str(member.get("name") or "") if isinstance(value, list) else name), node
            node.close()
        else:
            reading.problem(f"{at}/{name} is {shown(member)}, not an object")


def renditions(item: Node, kind: MediaKind) -> tuple[str, list[Observation]]:
    """Take the renditions; return the original's file name ("" in doubt) and the claims about it."""
    lines = _lines(item)
    best = original_of(lines, kind)
    claims: list[Observation] = []
    path = f"{item.path}.renditions[]".lstrip(".")
    parts = members(item.raw("renditions"), item.reading, f"{item.at}/renditions", path)
    for number, (_, node) in enumerate(parts):
        for key in ("name", "href", "contentType", "contenttype", "mimetype"):
            node.text(key)
        if number == best:
            claims += _technical(node)
        else:
            _keep(node)
    return (file_name(lines[best].href) if best is not None else ""), claims


def _lines(item: Node) -> list[RenditionLine]:
    value = item.look("renditions")
    lines = []
    for name, each in value.items() if isinstance(value, dict) else [("", each) for each in _list(value)]:
        if isinstance(each, dict):
            media_type = each.get("contentType") or each.get("contenttype") or each.get("mimetype")
            width, height = each.get("width"), each.get("height")
            pixels = _size(width) * _size(height)
            called = (str(name or each.get("name") or ""), _text(each.get("title")))
            lines.append(RenditionLine(called, _text(media_type), _text(each.get("href")), pixels))
    return lines


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _size(value: Any) -> float:
    return float(value) if type(value) in (int, float) and 0 < value < 1e7 else 0.0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_MEASURES: Final = (
    "width", "height", "duration", "aspectRatio", "aspectratio", "videoCodec", "videocodec", "frameRate", "framerate",
    "bitrate", "sizeInBytes", "sizeinbytes",
)  # fmt: skip


def _keep(node: Node) -> None:
    """Leave the measures of a rendition that is not the original in the blob, counted."""
    for key in _MEASURES:
        if node.raw(key) is not None:
            node.reading.keep(f"{node.path}.{key}")


def _technical(node: Node) -> Iterator[Observation]:
    for key in ("width", "height"):
        size = node.number(key)
        if size is not None:
            yield Observation(key, f"{size:g}" if size < 1e6 else str(int(size)), pointer=f"{node.at}/{key}")
    yield from _duration(node)
    for key, prop in (("frameRate", "frameRate"), ("framerate", "frameRate")):
        rate = node.number(key)
        if rate is not None:
            yield Observation(prop, repr(rate), pointer=f"{node.at}/{key}")
    for key in ("videoCodec", "videocodec"):
        if codec := node.text(key).strip():
            yield Observation("videoCodec", codec, pointer=f"{node.at}/{key}")
    for key, prop, read in (
        ("aspectRatio", "aspectRatio", aspect_ratio),
        ("aspectratio", "aspectRatio", aspect_ratio),
        ("bitrate", "bitRate", bit_rate),
    ):
        if text := node.text(key):
            if value := read(text):
                yield Observation(prop, value, pointer=f"{node.at}/{key}")
            else:
                node.reading.problem(f"{node.at}/{key} is {text[:40]!r}, which is no {key} with its unit")


def _duration(node: Node) -> Iterator[Observation]:
    size = node.number("sizeInBytes")
    size = node.number("sizeinbytes") if size is None else size
    length = node.seconds("duration")
    if length is None:
        return
    if plausible_duration(length, size):
        yield Observation("duration", format(seconds(length).normalize(), "f"), pointer=f"{node.at}/duration")
    else:
        node.reading.problem(f"{node.at}/duration is {length}, which can be no seconds, as ninjs asks for")
