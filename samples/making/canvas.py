"""A canvas in plain pixels that draws at twice its size and shrinks at the end, so that edges are smooth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = tuple[int, int, int] | tuple[int, int, int, int]
Box = tuple[float, float, float, float]  # left, top, width, height, as fractions of the picture

SCALE = 2
INK: Colour = (52, 40, 34)


class Canvas:
    """A drawing of `width` by `height` pixels; every coordinate is in those pixels, from the top left."""

    def __init__(self, width: int, height: int, *, top: Colour, bottom: Colour) -> None:
        self.width, self.height = width, height
        self.image = _gradient(width * SCALE, height * SCALE, top, bottom)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def polygon(self, points: Iterable[Point], fill: Colour) -> None:
        self.draw.polygon(_scaled(points), fill=fill)

    def line(self, points: Iterable[Point], fill: Colour, width: float) -> None:
        self.draw.line(_scaled(points), fill=fill, width=max(1, round(width * SCALE)), joint="curve")

    def stroke(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """Draw a line with round ends: limbs, struts, rails."""
        self.line(points, fill, width)
        for x, y in points:
            self.disc(x, y, width / 2, fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self.draw.ellipse(_scaled([(x - rx, y - ry), (x + rx, y + ry)]), fill=fill)

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float) -> None:
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse(box, outline=colour, width=max(1, round(width * SCALE)))

    def rectangle(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        first, last = _scaled([(x, y), (x + width, y + height)])
        self.draw.rectangle((first, last), fill=fill)

    def text(self, x: float, y: float, words: str, *, size: float, font: str, fill: Colour, anchor: str) -> Box:
        """Write `words` and return the box they take."""
        face = ImageFont.truetype(font, round(size * SCALE))
        place = (x * SCALE, y * SCALE)
        self.draw.text(place, words, font=face, fill=fill, anchor=anchor)
        left, top, right, bottom = self.draw.textbbox(place, words, font=face, anchor=anchor)
        wide, high = self.width * SCALE, self.height * SCALE
        return left / wide, top / high, (right - left) / wide, (bottom - top) / high

    def finish(self, *, grain: float = 3.0, seed: int = 1903) -> Image.Image:
        """Return the picture at its own size, with a little paper grain (standard deviation, of 255)."""
        small = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        noise = np.random.default_rng(seed).normal(0.0, grain, (self.height, self.width, 1))
        pixels = np.clip(np.asarray(small, dtype=np.float64) + noise, 0, 255)
        return Image.fromarray(pixels.astype(np.uint8), "RGB")


def turned(points: Iterable[Point], *, at: Point, size: float, degrees: float = 0.0) -> list[Point]:
    """Return unit points moved to `at`, enlarged by `size` and turned clockwise by `degrees`."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(at[0] + size * (x * cos - y * sin), at[1] + size * (x * sin + y * cos)) for x, y in points]


def hills(width: float, base: float, waves: Sequence[tuple[float, float, float]]) -> list[Point]:
    """Return a skyline from left to right: `base` minus a sum of (height, length in pixels, shift) sine waves."""
    xs = range(-10, int(width) + 20, 10)
    return [(x, base - sum(h * math.sin(x / length + shift) for h, length, shift in waves)) for x in xs]


def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _gradient(width: int, height: int, top: Colour, bottom: Colour) -> Image.Image:
    steps = np.linspace(0.0, 1.0, height)[:, None]
    rows = np.array(top[:3]) * (1 - steps) + np.array(bottom[:3]) * steps
    pixels = np.repeat(rows[:, None, :], width, axis=1)
    return Image.fromarray(pixels.round().astype(np.uint8), "RGB")
