"""Values of the Video Metadata Hub: texts by language, entities, terms, times, fragments, as loosely as they come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from extractors.news.newscodes import code_iris
from extractors.news.newsroom import language_of
from extractors.reading import Node
from extractors.timecode import Rate, exact, parse_rate, timecode_seconds
from extractors.values import parse_number, shown
from ontology.model import WHOLE, Box, Segment, seconds

_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,6})?)")


class Worded(NamedTuple):
    """A text with its language tag, "" for none, and its pointer."""

    value: str
    language: str
    at: str


def worded(node: Node, key: str) -> list[Worded]:
    """Take an AltLang: a text, texts by language, or a list of either."""
    return list(_worded(node, node.raw(key), f"{node.at}/{key}"))


def _worded(node: Node, value: Any, at: str) -> Iterator[Worded]:
    match value:
        case None:
            return
        case str():
            yield Worded(value, "", at)
        case list():
            for number, each in enumerate(value[:10_000]):
                if isinstance(each, str | dict):
                    yield from _worded(node, each, f"{at}/{number}")
                else:
                    node.reading.problem(f"{at}/{number} is {shown(each)}, not a text")
        case dict():
            for language, text in value.items():
                if isinstance(text, str):
                    yield Worded(text, language_of(language), f"{at}/{language}")
                else:
                    node.reading.problem(f"{at}/{language[:40]} is {shown(text)}, not a text")
        case int() | float() if not isinstance(value, bool):
            yield Worded(f"{value:g}", "", at)
        case _:
            node.reading.problem(f"{at} is {shown(value)}, not a text")


def members(node: Node, key: str) -> Iterator[Node | Worded]:
    """Take what should be a list of objects; objects come as Nodes, texts that stand for one as they are."""
    value = node.raw(key)
    path = f"{node.path}.{key}[]".lstrip(".")
    for number, each in enumerate(value if isinstance(value, list) else [] if value is None else [value]):
        at = f"{node.at}/{key}/{number}" if isinstance(value, list) else f"{node.at}/{key}"
        if isinstance(each, dict):
            member = Node(node.reading, each, at, path)
            yield member
            member.close()
        else:
            yield from _worded(node, each, at)


def named(node: Node) -> tuple[list[Worded], tuple[str, ...]]:
    """Take an entity: its names by language, and its identifiers."""
    return worded(node, "name"), identifiers(node)


def identifiers(node: Node) -> tuple[str, ...]:
    """Take the identifiers of a thing that are addresses."""
    value = node.raw("identifiers")
    return code_iris(*(each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)))


def first_name(node: Node, key: str) -> str:
    """Take an entity, however it is written; return one name of it, "" for none."""
    value = node.look(key)
    if not isinstance(value, dict):
        return next((each.value.strip() for each in worded(node, key)), "")
    names, _ = named(node.node(key))
    return next((each.value.strip() for each in names), "")


def length(text: str, time_format: str = "") -> Decimal | None:
    """Return a VideoTime in seconds: a clock time, a number of seconds, or a timecode of a known rate; else None.

    Formats are called ``timecode25`` or ``timecode2997drop``: the rate without its full stop.
    """
    text, form = text.strip(), re.sub(r"[^a-z0-9]", "", time_format.lower())
    if text.count(":") == 3 or ";" in text:
        rate = _rate(form)
        found = None if rate is None else timecode_seconds(text, rate)
        return None if found is None else exact(found)
    if match := _CLOCK.fullmatch(text):
        hours, minutes, rest = match.groups()
        return seconds(int(hours or 0) * 3600 + int(minutes) * 60 + Decimal(rest))
    number = parse_number(text)
    if number is None or not 0 <= number < 1e9:
        return None
    return seconds(Decimal(text) / 1000 if "millisecond" in form else Decimal(text))


def _rate(form: str) -> Rate | None:
    digits = re.search(r"\d{2,5}", form)
    if digits is None:
        return None
    number = digits[0]
    per_second = parse_rate(number[:2] + ("." + number[2:] if number[2:] else ""))
    return None if per_second is None else Rate(per_second, "drop" in form and "nondrop" not in form)


def fragment(uri: str, size: tuple[float, float] | None) -> Segment | None:
    """Return the part that a Media Fragment names (W3C Media Fragments 1.0, 4.2); None where it names none."""
    try:
        pairs = dict(parse_qsl(urlsplit(uri).fragment))
    except ValueError:
        return None
    start = end = None
    if "t" in pairs:
        first, _, last = unquote(pairs["t"]).removeprefix("npt:").partition(",")
        start, end = (length(text) if text else None for text in (first, last))
        if (first and start is None) or (last and end is None) or (start is None and end is None):
            return None
    box = region(pairs["xywh"], size) if "xywh" in pairs else None
    if "xywh" in pairs and box is None:
        return None
    segment = Segment(start, end, box)
    return segment if segment != WHOLE else None


def region(text: str, size: tuple[float, float] | None) -> Box | None:
    """Return a box of ``percent:10,20,30,40`` or, where the picture's size is known, of pixels."""
    unit, colon, numbers = text.rpartition(":")
    edges = [parse_number(part) for part in numbers.split(",")]
    if len(edges) != 4 or any(edge is None for edge in edges):
        return None
    return box_of([float(edge or 0.0) for edge in edges], unit if colon else "pixel", size)


def box_of(edges: list[float], unit: str, size: tuple[float, float] | None) -> Box | None:
    """Return x, y, width and height as fractions; None where pixels meet a picture of unknown size."""
    if unit.startswith("percent"):
        wide = high = 100.0
    elif unit.startswith(("relative", "fraction")):
        wide = high = 1.0
    elif size is not None:
        wide, high = size
    else:
        return None
    x, y, w, h = edges
    return Box(x / wide, y / high, w / wide, h / high)
