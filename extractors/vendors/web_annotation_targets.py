"""Targets of Web Annotations: which Asset, and which part of it, by media fragments and selectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple
from urllib.parse import unquote, urldefrag

from extractors.port import ObservationSkipped
from extractors.reading import Node, Reading
from extractors.values import parse_number, percent, shown
from ontology.model import WHOLE, Box, MediaKind, Segment, seconds

_KINDS: Final = {"Image": MediaKind.IMAGE, "Video": MediaKind.VIDEO, "Sound": MediaKind.AUDIO, "Text": MediaKind.TEXT}
_NPT: Final = re.compile(r"(?:(?:(\d{1,4}):)?([0-5]?\d):)?(\d{1,9}(?:\.\d{1,9})?)\Z")
_MAX_DEPTH: Final = 3
_MAX: Final = 1e9


class Place(NamedTuple):
    """Where a fragment stands in the document, for sentences about it, and the size of its picture in pixels."""

    at: str
    reading: Reading
    width: float = 0
    height: float = 0


class Target(NamedTuple):
    """One target: its Asset's name and kind, the part of it, and the words that a quote selects."""

    name: str
    kind: MediaKind
    segment: Segment
    exact: str = ""


def targets(node: Node) -> Iterator[Target]:
    """Take the targets of an annotation; a part that cannot be read skips the whole annotation, and is named."""
    given = node.look("target")
    if given is None:
        given = node.look("on")
        node.raw("on")
    items = given if isinstance(given, list) else [given]
    for index, item in enumerate(items[:1_000]):
        at = f"{node.at}/target/{index}" if isinstance(given, list) else f"{node.at}/target"
        if isinstance(item, str) and item.strip():
            yield _of_address(item.strip(), MediaKind.UNKNOWN, Place(at, node.reading))
        elif isinstance(item, dict):
            part = Node(node.reading, item, at, "target[]", strict=True)
            yield from _target(part)
            part.close()
    node.raw("target")


def _target(node: Node) -> Iterator[Target]:
    kind, place = _kind(node), Place(node.at, node.reading)
    if isinstance(node.look("source"), dict):
        source = node.node("source")
        address, width, height = source.text("id"), source.number("width"), source.number("height")
        if width and height and width > 0 and height > 0:
            place = place._replace(width=width, height=height)
        kind = _kind(source) if kind is MediaKind.UNKNOWN else kind
    else:
        address = node.text("source")
    own = node.text("id")
    address = address or own
    if not address.strip() and "selector" not in node:
        return
    # Annotorious and others annotate what is on the page: a part of something that the file's own name must tell.
    base = _of_address(address.strip(), kind, place) if address.strip() else Target("", kind, WHOLE)
    where, exact = base.segment, ""
    for selector in _selectors(node):
        found, words = _selected(selector, where, place._replace(at=selector.at), 0)
        where, exact = found, exact or words
    yield base._replace(segment=where, exact=exact)


def _kind(node: Node) -> MediaKind:
    """Take what kind of media it is, by its type or its format."""
    kind, form = node.raw("type"), node.text("format")
    for word in kind if isinstance(kind, list) else [kind]:
        if isinstance(word, str) and word.removeprefix("dctypes:") in _KINDS:
            return _KINDS[word.removeprefix("dctypes:")]
    first = form.partition("/")[0].capitalize()
    return MediaKind.AUDIO if first == "Audio" else _KINDS.get(first, MediaKind.UNKNOWN)


def _of_address(address: str, kind: MediaKind, place: Place) -> Target:
    """Return the target of an address whose fragment says which part: clip.mp4#t=10,20&xywh=percent:5,5,20,20."""
    name, fragment = urldefrag(address)
    return Target(name[:1_000], kind, _fragment(fragment, WHOLE, place) if "=" in fragment else WHOLE)


def _selectors(node: Node) -> Iterator[Node]:
    given = node.raw("selector")
    for index, item in enumerate(given if isinstance(given, list) else [given]):
        if isinstance(item, dict):
            at = f"{node.at}/selector/{index}" if isinstance(given, list) else f"{node.at}/selector"
            selector = Node(node.reading, item, at, "target[].selector[]", strict=True)
            yield selector
            selector.close()


def _selected(selector: Node, where: Segment, place: Place, depth: int) -> tuple[Segment, str]:
    """Return the part that a selector chooses inside a part, and the words that it quotes."""
    kind, exact, finer = selector.text("type"), "", selector.raw("refinedBy")
    if kind == "FragmentSelector":
        where = _fragment(selector.text("value").lstrip("#"), where, place)
    elif kind == "TextPositionSelector":
        first, after = selector.integer("start"), selector.integer("end")
        if first is None or after is None or not 0 <= first <= after:
            raise ObservationSkipped(f"{selector.at} lacks start or end; a position is two whole numbers, [first, end)")
        where = replace(where, characters=(first, after))
    elif kind == "TextQuoteSelector":
        exact = selector.text("exact").strip()
    else:
        selector.keep()
    if isinstance(finer, dict) and depth < _MAX_DEPTH:
        inner = Node(selector.reading, finer, f"{selector.at}/refinedBy", selector.path, strict=True)
        where, more = _selected(inner, where, place._replace(at=inner.at), depth + 1)
        inner.close()
        exact = exact or more
    return where, exact


def _fragment(fragment: str, where: Segment, place: Place) -> Segment:
    """Return the part that a media fragment (W3C Media Fragments 1.0, 4.2) names; what it cannot say is named."""
    for pair in fragment.split("&"):
        key, _, value = pair.partition("=")
        value = unquote(value)
        if key == "t":
            start, end = _times(value, place.at)
            where = replace(where, start_s=start, end_s=end)
        elif key == "xywh":
            box = _box(value, place)
            where = replace(where, box=box) if box is not None else where
        elif key == "page" and value.isascii() and value.isdecimal() and int(value[:9]) > 0:
            where = replace(where, page=int(value[:9]))
        elif key == "char":
            where = _characters(value, where)
    return where


def _characters(value: str, where: Segment) -> Segment:
    """Return the characters of a text fragment (RFC 5147): char=4,10."""
    first, _, after = value.partition(",")
    if not (first.isascii() and first.isdecimal() and after.isascii() and after.isdecimal()):
        return where
    return replace(where, characters=(int(first[:9]), int(after[:9])))


def _times(value: str, at: str) -> tuple[Decimal | None, Decimal | None]:
    start, comma, end = value.removeprefix("npt:").partition(",")
    found = tuple(_moment(part.strip().removesuffix("s")) for part in (start, end))
    if (start and found[0] is None) or (end and found[1] is None):
        raise ObservationSkipped(f"{at}: t={value[:40]} is no time in seconds or hours, minutes and seconds")
    if not start and comma:
        return Decimal(0), found[1]
    return found[0], found[1]


def _moment(text: str) -> Decimal | None:
    match = _NPT.match(text)
    if match is None:
        return None
    hours, minutes, rest = match[1] or 0, match[2] or 0, Decimal(match[3])
    return seconds(int(hours) * 3600 + int(minutes) * 60 + rest)


def _box(value: str, place: Place) -> Box | None:
    """Return a box; None, and named, where it is in pixels of a picture whose size nobody tells."""
    unit, _, numbers = value.rpartition(":")
    edges = [parse_number(part) for part in numbers.split(",")]
    x, y, w, h = (*edges, None, None, None, None)[:4]
    if len(edges) != 4 or x is None or y is None or w is None or h is None or max(map(abs, (x, y, w, h))) > _MAX:
        raise ObservationSkipped(f"{place.at}: xywh={shown(value)} is no box of four numbers")
    if unit == "percent":
        return Box(percent(x), percent(y), percent(w), percent(h))
    width, height = place.width, place.height
    if not width or not height:
        place.reading.problem(f"{place.at}: xywh={value[:40]} is in pixels, and the picture's size is not told: no box")
        return None
    # More digits than these nobody measured; Segments keep 1e-4.
    return Box(round(x / width, 9), round(y / height, 9), round(w / width, 9), round(h / height, 9))
