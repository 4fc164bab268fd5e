"""Google Vision's polygons as boxes in fractions, and the size of the picture they were measured in."""

from __future__ import annotations

from typing import NamedTuple

from extractors.reading import Node
from ontology.model import Box


class Size(NamedTuple):
    """Width and height of a picture in pixels."""

    width: float
    height: float


def read_size(response: Node) -> Size | None:
    """Return the picture's size where the answer tells it: in the first page of fullTextAnnotation. Takes nothing."""
    pages = response.look("fullTextAnnotation", "pages", 0)
    if not isinstance(pages, dict):
        return None
    width, height = _pixels(pages.get("width")), _pixels(pages.get("height"))
    return Size(width, height) if width and height else None


def read_box(node: Node, size: Size | None, key: str = "boundingPoly") -> Box | None:
    """Take a polygon as the box around it; None where it is absent or in pixels of a picture of unknown size.

    A coordinate that is absent is 0: Google leaves out zeros.
    """
    if key not in node:
        return None
    polygon = node.node(key)
    if "normalizedVertices" in polygon:
        polygon.raw("vertices")
        return _around(polygon, "normalizedVertices", Size(1, 1))
    if size is None or "vertices" not in polygon:
        return None
    return _around(polygon, "vertices", size)


def _around(polygon: Node, key: str, size: Size) -> Box | None:
    points = [(v.number("x") or 0.0, v.number("y") or 0.0) for v in polygon.nodes(key)]
    if not points:
        return None
    xs, ys = [x / size.width for x, _ in points], [y / size.height for _, y in points]
    left, top = min(xs), min(ys)
    # A difference of two floats shows digits that nobody measured; Segments keep 1e-4.
    return Box(left, top, round(max(xs) - left, 9), round(max(ys) - top, 9))


def _pixels(value: object) -> float:
    """Return a size that is one; 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return value if 0 < value < 1e12 else 0
