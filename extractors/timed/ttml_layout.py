"""Regions of TTML as boxes: origin and extent in percent, cells or pixels, by the element or its styles."""

from __future__ import annotations

import re
from typing import Final

from extractors.xml_elements import Element
from ontology.model import Box

_LENGTH: Final = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)(%|c|px|rw|rh)")
_EDGE: Final = 1e-6
_DEEPEST_STYLE: Final = 8


class Layout:
    """Where the regions of one document lie, by their xml:id."""

    def __init__(self, root: Element) -> None:
        cells = root.take("ttp:cellResolution").split()
        is_pair = len(cells) == 2 and all(c.isdecimal() and int(c[:6]) > 0 for c in cells)
        self._cells = (int(cells[0][:6]), int(cells[1][:6])) if is_pair else (32, 15)
        self._pixels = [float(m[1]) for part in root.take("tts:extent").split() if (m := _px(part))]
        self._styles: dict[str, Element] = {}
        self._used: list[tuple[Element, str]] = []
        self.boxes: dict[str, Box] = {}

    def read(self, head: Element | None) -> None:
        """Read the styling and layout of a head; looks that are not places stay where they are, for the count."""
        if head is None:
            return
        for styling in head.elements("styling"):
            for style in styling.elements("style"):
                self._styles[style.take("xml:id")] = style
        for layout in head.elements("layout"):
            for region in layout.elements("region"):
                name, box = region.take("xml:id"), self._box(region)
                if box is not None:
                    self.boxes[name] = box
        for style, name in self._used:
            style.take(name)

    def _box(self, region: Element) -> Box | None:
        origin, extent = self._value(region, "tts:origin"), self._value(region, "tts:extent")
        position = self._value(region, "tts:position")
        x_y, w_h = self._lengths(origin or "0% 0%"), self._lengths(extent)
        if not w_h or not x_y or position:
            return None
        (x, y), (w, h) = x_y, w_h
        if w <= 0 or h <= 0 or x + w > 1 + _EDGE or y + h > 1 + _EDGE:
            return None
        return Box(round(x, 6), round(y, 6), round(w, 6), round(h, 6))

    def _value(self, element: Element, name: str, depth: int = 0) -> str:
        """Return an attribute: the element's own, else of a style within, else of the styles it names, last first."""
        own = element.look(name)
        if own:
            self._used.append((element, name))
            return own
        if depth > _DEEPEST_STYLE:
            return ""
        inner = [style.take(name) for style in element.elements("style")] if depth == 0 else []
        if found := next((value for value in inner if value), ""):
            return found
        named = [self._styles[style] for style in element.look("style").split()[:16] if style in self._styles]
        return next((v for style in reversed(named) if (v := self._value(style, name, depth + 1))), "")

    def _lengths(self, text: str) -> tuple[float, float] | None:
        parts = [_LENGTH.fullmatch(part) for part in text.split()]
        if len(parts) != 2 or parts[0] is None or parts[1] is None:
            return None
        x, y = self._fraction(parts[0], 0), self._fraction(parts[1], 1)
        return None if x is None or y is None else (x, y)

    def _fraction(self, length: re.Match[str], axis: int) -> float | None:
        value, unit = float(length[1]), length[2]
        if unit == "c":
            return value / self._cells[axis]
        if unit == "px":
            return value / self._pixels[axis] if len(self._pixels) == 2 and self._pixels[axis] else None
        return value / 100


def _px(text: str) -> re.Match[str] | None:
    match = _LENGTH.fullmatch(text)
    return match if match is not None and match[2] == "px" else None
