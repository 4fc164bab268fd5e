"""MPEG-7's media times and regions (ISO/IEC 15938-5 and 15938-3) as Segments."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from extractors.reading import Node
from extractors.sidecars.times import LONGEST_S, duration
from extractors.timecode import exact
from extractors.xml_form import texts
from ontology.model import Box, Segment

_UNIT: Final = re.compile(r"PT?(?:(\d{1,9})S)?(?:(\d{1,12})N(\d{1,12})F)?")
_NUMBERS: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")


@dataclass(frozen=True, slots=True)
class Frame:
    """What times and regions are counted in: the unit of increments, and the picture's size in pixels, 0 unknown."""

    unit: str = ""
    width: int = 0
    height: int = 0


def media_time(node: Node, frame: Frame, problem: Callable[[str], None]) -> tuple[Decimal | None, Decimal | None]:
    """Take a MediaTime; return (start, duration) in seconds, None for what it does not say."""
    return _one_of(node, _STARTS, frame, problem), _one_of(node, _LENGTHS, frame, problem)


_STARTS: Final = ("MediaTimePoint", "MediaRelTimePoint", "MediaRelIncrTimePoint")
_LENGTHS: Final = ("MediaDuration", "MediaIncrDuration")


def _one_of(node: Node, names: tuple[str, ...], frame: Frame, problem: Callable[[str], None]) -> Decimal | None:
    for name in names:
        for child in node.nodes(name):
            child.text("@timeBase"), child.text("@mediaTimeBase")
            unit = child.text("@mediaTimeUnit") or child.text("@timeUnit") or frame.unit
            written = child.text("#").strip()
            found = increments(written, unit) if "Incr" in name else duration(written)
            if found is None:
                problem(f"{child.at} is {written[:40]!r}, which names no media time that can be read")
            return found
    return None


def increments(count: str, unit: str) -> Decimal | None:
    """Return the seconds of a number of units such as ``PT1N25F``; None where either is none.

    >>> increments("50", "PT1N25F")
    Decimal('2.000')
    """
    match = _UNIT.fullmatch(unit.strip())
    if match is None or not re.fullmatch(r"\d{1,12}", count.strip()):
        return None
    seconds, parts, per_second = match.groups()
    length = Fraction(int(seconds or 0))
    if parts and int(per_second):
        length += Fraction(int(parts), int(per_second))
    total = length * int(count)
    return exact(total) if length > 0 and total <= LONGEST_S else None


def region(node: Node, frame: Frame) -> Box | None:
    """Take a SpatialLocator; return the box around it in fractions, None where the picture's size is not known."""
    for name in ("Box", "Polygon", "Poly"):
        for child in node.nodes(name):
            coordinates = [text.value for text in texts(child, "Coords")] or [child.text("#")]
            numbers = [float(number) for number in _NUMBERS.findall(coordinates[0])[:10_000]]
            # A polygon's matrix has two rows, all x, then all y; writers give a box as two points, pair by pair.
            if name == "Box" or len(numbers) == 4:
                xs, ys = numbers[0::2], numbers[1::2]
            else:
                half = len(numbers) // 2
                xs, ys = numbers[:half], numbers[half:]
            return _box(xs, ys, frame)
    return None


def _box(xs: list[float], ys: list[float], frame: Frame) -> Box | None:
    if len(xs) < 2 or len(xs) != len(ys):
        return None
    width, height = frame.width, frame.height
    if max(*xs, *ys) <= 1.0 and any(value % 1 for value in (*xs, *ys)):
        width = height = 1
    if not width or not height:
        return None
    left, top, right, bottom = min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height
    if left < 0 or top < 0 or right > 1 or bottom > 1 or right <= left or bottom <= top:
        return None
    return Box(left, top, right - left, bottom - top)


def within(start: Decimal | None, length: Decimal | None, box: Box | None, above: Segment) -> Segment:
    """Return the Segment of times and a region, with those of what it is inside where it has none of its own."""
    if start is None:
        return Segment(above.start_s, above.end_s, box or above.box)
    return Segment(start, None if length is None else start + length, box or above.box)
