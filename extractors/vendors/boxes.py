"""Rectangles as vendors write them, as boxes in fractions of the frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from extractors.reading import Node
from ontology.model import Box


class Frame(NamedTuple):
    """Width and height of a picture, in whatever unit its rectangles are measured."""

    width: float
    height: float


FRACTIONS = Frame(1, 1)
"""For rectangles that are in fractions already."""


def frame_of(width: object, height: object) -> Frame | None:
    """Return the frame of these two sides; None where one of them is no length."""
    w, h = _length(width), _length(height)
    return Frame(w, h) if w and h else None


def box_between(left: float, top: float, right: float, bottom: float, frame: Frame = FRACTIONS) -> Box | None:
    """Return the part of a rectangle that lies in the frame; None where no part does.

    What is tracked at the edge of a picture reaches a little beyond it in many outputs.
    """
    x, end = _within(left / frame.width), _within(right / frame.width)
    y, foot = _within(top / frame.height), _within(bottom / frame.height)
    if end <= x or foot <= y:
        return None
    # A difference of two floats shows digits that nobody measured; Segments keep 1e-4.
    return Box(x, y, round(end - x, 9), round(foot - y, 9))


def box_around(points: Iterable[tuple[float, float]], frame: Frame = FRACTIONS) -> Box | None:
    """Return the box around some points, as far as it lies in the frame; None for no points or no area."""
    found = list(points)
    if not found:
        return None
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return box_between(min(xs), min(ys), max(xs), max(ys), frame)


def read_rectangle(node: Node, frame: Frame | None, keys: tuple[str, str, str, str]) -> Box | None:
    """Take left, top, width and height; None where one is absent or the frame is unknown, which keeps them."""
    if frame is None or any(key not in node for key in keys):
        return None
    x, y, w, h = (node.number(key) for key in keys)
    if x is None or y is None or w is None or h is None:
        return None
    return box_between(x, y, x + w, y + h, frame)


def corners(numbers: list[object]) -> list[tuple[float, float]]:
    """Return the points of a flat list x1, y1, x2, y2, …; empty where it is no such list."""
    if len(numbers) % 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        return []
    flat = [float(n) for n in numbers if isinstance(n, int | float)]
    if any(abs(n) > 1e9 for n in flat):
        return []
    return list(zip(flat[::2], flat[1::2], strict=True))


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _length(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return value if 0 < value < 1e9 else 0
