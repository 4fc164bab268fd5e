"""What stands in the scenes: a biplane, people, a bicycle, birds, trees."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from .canvas import INK, Canvas, Colour, Point, turned

Place = Callable[[list[Point]], list[Point]]

CLOTH: Colour = (246, 236, 214)
SHADE: Colour = (214, 196, 162)
SPRUCE: Colour = (120, 86, 58)
SKIN: Colour = (226, 184, 152)


def biplane(canvas: Canvas, at: Point, size: float, *, tilt: float = 0.0, pilot: bool = True) -> None:
    """Draw a Wright biplane, nose to the lower left; its wings reach `size` pixels to either side."""

    def place(points: list[Point]) -> list[Point]:
        return turned(points, at=at, size=size, degrees=tilt)

    _rudder_and_booms(canvas, place, size)
    _wing(canvas, place, 0.0)
    _engine_and_propellers(canvas, place, size)
    if pilot:
        _prone_pilot(canvas, place, size)
    _struts(canvas, place, size)
    _wing(canvas, place, -0.34)
    _elevator(canvas, place, size)


def _wing(canvas: Canvas, place: Place, y: float) -> None:
    front = [(x, y + 0.05 * x * x - 0.06 * x) for x in _spread(-1.0, 1.0, 24)]
    back = [(x + 0.10, yy - 0.085) for x, yy in reversed(front)]
    canvas.polygon(place(front + back), CLOTH)
    edge = front + [(x, yy + 0.016) for x, yy in reversed(front)]
    canvas.polygon(place(edge), SPRUCE)
    for x, yy in front[::2]:
        canvas.line(place([(x, yy), (x + 0.10, yy - 0.085)]), SHADE, 1.0)


def _struts(canvas: Canvas, place: Place, size: float) -> None:
    spots = _spread(-0.95, 0.95, 9)
    feet = [(x, 0.05 * x * x - 0.06 * x) for x in spots]
    for x, y in feet:
        canvas.line(place([(x, y), (x, y - 0.34)]), SPRUCE, size * 0.011)
    for (x1, y1), (x2, y2) in pairwise(feet):
        canvas.line(place([(x1, y1), (x2, y2 - 0.34)]), (*INK[:3], 110), 0.7)
        canvas.line(place([(x2, y2), (x1, y1 - 0.34)]), (*INK[:3], 110), 0.7)


def _elevator(canvas: Canvas, place: Place, size: float) -> None:
    for x in (-0.22, 0.16):
        canvas.line(place([(x, 0.02), (x - 0.30, 0.24), (x + 0.12, 0.22)]), SPRUCE, size * 0.012)
        canvas.line(place([(x, -0.30), (x - 0.30, 0.17)]), SPRUCE, size * 0.009)
    for y in (0.13, 0.22):
        plane = [(-0.78, y + 0.02), (-0.02, y - 0.03), (0.03, y - 0.075), (-0.73, y - 0.025)]
        canvas.polygon(place(plane), CLOTH)
        canvas.line(place(plane[:2]), SPRUCE, size * 0.014)


def _rudder_and_booms(canvas: Canvas, place: Place, size: float) -> None:
    for x, y in ((0.02, -0.02), (0.26, -0.30)):
        canvas.line(place([(x, y), (x + 0.42, y - 0.14)]), SPRUCE, size * 0.009)
    for x in (0.46, 0.56):
        fin = [(x, -0.50), (x + 0.07, -0.53), (x + 0.07, -0.14), (x, -0.11)]
        canvas.polygon(place(fin), SHADE)
        canvas.line(place([*fin, fin[0]]), SPRUCE, size * 0.008)


def _engine_and_propellers(canvas: Canvas, place: Place, size: float) -> None:
    canvas.polygon(place([(0.10, -0.02), (0.24, -0.03), (0.24, -0.12), (0.10, -0.11)]), INK)
    for x in (-0.36, 0.44):
        hub = (x, -0.20)
        for side in (-1, 1):
            blade = [hub, (x + 0.03 * side, -0.20 + 0.10 * side), (x, -0.20 + 0.21 * side), (x - 0.03, -0.20)]
            canvas.polygon(place(blade), (*SPRUCE[:3], 210))
        canvas.oval(*place([hub])[0], size * 0.11, size * 0.21, (255, 250, 235, 45))


def _prone_pilot(canvas: Canvas, place: Place, size: float) -> None:
    canvas.stroke(place([(0.05, -0.075), (-0.12, -0.06)]), INK, size * 0.055)
    canvas.disc(*place([(-0.175, -0.075)])[0], size * 0.034, SKIN)
    canvas.polygon(place([(-0.215, -0.09), (-0.14, -0.125), (-0.135, -0.08)]), INK)


def person(
    canvas: Canvas,
    at: Point,
    height: float,
    *,
    coat: Colour = INK,
    stride: float = 0.0,
    reach: float = 0.1,
    hat: bool = True,
    skirt: bool = False,
) -> None:
    """Draw a person whose feet stand at `at`; `stride` and `reach` are fractions of the height, to the left."""

    def place(points: list[Point]) -> list[Point]:
        return turned(points, at=at, size=height)

    if skirt:
        canvas.polygon(place([(-0.07, -0.56), (0.07, -0.56), (0.19, 0.0), (-0.19, 0.0)]), coat)
    else:
        canvas.stroke(place([(0.0, -0.5), (-0.03 - stride / 2, -0.25), (-0.05 - stride, 0.0)]), coat, height * 0.085)
        canvas.stroke(place([(0.0, -0.5), (0.05 + stride / 3, -0.24), (0.05 + stride, -0.04)]), coat, height * 0.085)
    lean = -stride * 0.25
    canvas.polygon(place([(-0.09, -0.48), (0.09, -0.48), (0.11 + lean, -0.82), (-0.11 + lean, -0.82)]), coat)
    canvas.stroke(
        place([(-0.09 + lean, -0.79), (-0.11 - reach / 2, -0.64), (-0.08 - reach, -0.60)]), coat, height * 0.06
    )
    canvas.stroke(place([(0.09 + lean, -0.79), (0.15 + stride / 2, -0.64), (0.12, -0.52)]), coat, height * 0.06)
    canvas.disc(*place([(-0.08 - reach, -0.595)])[0], height * 0.028, SKIN)
    canvas.disc(*place([(lean * 1.2, -0.91)])[0], height * 0.075, SKIN)
    _head_dress(canvas, place, lean * 1.2, hat=hat, skirt=skirt)


def _head_dress(canvas: Canvas, place: Place, x: float, *, hat: bool, skirt: bool) -> None:
    hair: Colour = (74, 52, 40)
    canvas.polygon(place([(x - 0.075, -0.93), (x - 0.05, -1.0), (x + 0.06, -1.0), (x + 0.085, -0.9)]), hair)
    if skirt:
        canvas.disc(*place([(x + 0.04, -1.0)])[0], 8, hair)
    elif hat:
        canvas.polygon(place([(x - 0.12, -0.945), (x - 0.06, -1.02), (x + 0.07, -1.02), (x + 0.09, -0.945)]), INK)


def bicycle(canvas: Canvas, at: Point, size: float, colour: Colour) -> None:
    """Draw a bicycle; `at` is the middle of the ground under it and `size` the radius of a wheel."""
    x, y = at[0], at[1] - size
    back, front, crank = (x - 1.25 * size, y), (x + 1.25 * size, y), (x - 0.15 * size, y + 0.1 * size)
    seat, head = (x - 0.5 * size, y - 1.15 * size), (x + 0.85 * size, y - 1.15 * size)
    for wheel in (back, front):
        canvas.ring(*wheel, size, INK, size * 0.07)
        for turn in range(12):
            angle = turn * math.pi / 6
            rim = (wheel[0] + size * 0.95 * math.cos(angle), wheel[1] + size * 0.95 * math.sin(angle))
            canvas.line([wheel, rim], (*INK[:3], 120), 1.0)
    for path in ([back, crank, head, seat, back], [seat, crank], [head, front]):
        canvas.line(path, colour, size * 0.09)
    canvas.ring(*crank, size * 0.2, INK, size * 0.06)
    bars = (head[0] + 0.1 * size, head[1] - 0.25 * size)
    canvas.stroke([head, bars, (bars[0] + 0.28 * size, bars[1] + 0.02 * size)], INK, size * 0.07)
    canvas.stroke(
        [(seat[0] - 0.22 * size, seat[1] - 0.12 * size), (seat[0] + 0.25 * size, seat[1] - 0.1 * size)], INK, size * 0.1
    )


def gull(canvas: Canvas, x: float, y: float, span: float) -> None:
    points = [(-1.0, -0.25), (-0.5, -0.4), (0.0, 0.0), (0.5, -0.4), (1.0, -0.25)]
    canvas.line(turned(points, at=(x, y), size=span / 2), (70, 66, 70, 190), 2.0)


def tree(canvas: Canvas, x: float, y: float, height: float, colour: Colour) -> None:
    canvas.rectangle(x - height * 0.03, y - height * 0.4, height * 0.06, height * 0.4, SPRUCE)
    for dx, dy, r in ((0, 0.72, 0.28), (-0.17, 0.52, 0.2), (0.17, 0.54, 0.2), (0, 0.45, 0.22)):
        canvas.disc(x + dx * height, y - dy * height, r * height, colour)


def _spread(first: float, last: float, count: int) -> list[float]:
    return [first + (last - first) * i / (count - 1) for i in range(count)]
