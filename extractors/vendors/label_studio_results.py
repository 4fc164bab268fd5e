"""What one result of a Label Studio annotation says: its control, what it marks, and where."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from extractors.port import ObservationSkipped
from extractors.reading import Node
from extractors.values import percent, shown
from extractors.vendors.answer_keys import answer_property
from extractors.vendors.answer_text import MAX_TEXT, clean
from extractors.vendors.entity_types import is_secret, mention_property
from ontology.model import WHOLE, Box, MediaKind, Observation, Segment, seconds


class Told(NamedTuple):
    """What is known of a task before a result is read: its kind, its text, and a prediction's own score."""

    kind: MediaKind
    text: str = ""
    confidence: float | None = None


_SHAPES: Final = ("rectanglelabels", "ellipselabels", "polygonlabels", "keypointlabels", "brushlabels")
_SPANS: Final = ("labels", "hypertextlabels", "paragraphlabels")
_MAX: Final = 1e9


def result_claims(node: Node, told: Told) -> Iterator[Observation]:
    """Yield what a result says; a relation of two regions and a mark without a label say nothing."""
    control, sure = node.text("from_name"), node.number("score")
    sure = told.confidence if sure is None else sure
    size = node.number("original_width"), node.number("original_height")
    value = node.node("value")
    where = _segment(value, told, size)
    for name, text in _said(value, control, told):
        yield Observation(name, text, sure, "", where, node.at)
    for shape in _SHAPES:
        for label, _ in value.texts(shape):
            yield Observation("depicts", label, sure, "", where, node.at)
    yield from _spans(value, control, told, where, sure)
    yield from _film(value, sure)
    yield from _texts(value, control, told, where)


def _said(value: Node, control: str, told: Told) -> Iterator[tuple[str, str]]:
    """Yield choices, paths of a taxonomy and a rating, each with its property."""
    by_name = property_of_control(control)
    for text, _ in value.texts("choices"):
        yield by_name or ("about" if told.kind is MediaKind.TEXT else "depicts"), text
    for path in value.items("taxonomy"):
        steps = [step for step in path if isinstance(step, str) and step.strip()] if isinstance(path, list) else []
        if steps:
            yield "about", steps[-1]
            yield "keywordPath", ">".join(steps)
    stars = value.number("rating")
    if stars is not None:
        yield "rating", str(stars)


def property_of_control(control: str) -> str:
    """Return the property that a control's name means; "" where it means none, or one that choices never are."""
    name = answer_property(control)
    return name if name not in ("", "caption", "transcript", "onScreenText", "title", "headline") else ""


def _spans(value: Node, control: str, told: Told, where: Segment, sure: float | None) -> Iterator[Observation]:
    """Yield labels of stretches: names in a text, voices and events in a sound."""
    for key in _SPANS:
        for label, _ in value.texts(key) if "sequence" not in value else ():
            text = value.look("text")
            if where.characters is not None or key != "labels" or told.kind is MediaKind.TEXT:
                yield from _mention(value, label, _written(text, where, told), sure, where)
            elif where.box is None and "speaker" in f"{control} {label}".lower():
                yield Observation("speaker", label, sure, "", where, value.at)
            else:
                yield Observation("depicts", label, sure, "", where, value.at)


def _written(text: Any, where: Segment, told: Told) -> str:
    if isinstance(text, str):
        return text
    if where.characters is not None and told.text:
        return told.text[where.characters[0] : where.characters[1]]
    return ""


def _mention(value: Node, label: str, text: str, sure: float | None, where: Segment) -> Iterator[Observation]:
    value.raw("text")
    name = clean(text)
    if is_secret(label):
        value.reading.keep(value.path)
    elif name:
        yield Observation(mention_property(label), name[:MAX_TEXT], sure, "", where, value.at)


def _texts(value: Node, control: str, told: Told, where: Segment) -> Iterator[Observation]:
    """Yield what was written into a text area: what stands in a box, what was said in a stretch, else a caption."""
    given = value.raw("text")
    name = answer_property(control)
    if where.box is not None:
        name = name if name in ("caption", "onScreenText") else "onScreenText"
    elif where.start_s is not None:
        name = "utterance"
    elif name not in ("caption", "transcript", "title", "headline", "onScreenText", "keyword"):
        name = "transcript" if told.kind is MediaKind.AUDIO else "caption"
    # A person's sentence is a description; a caption is a model's.
    name = "description" if name == "caption" and told.confidence is None else name
    for text in given if isinstance(given, list) else [given]:
        if isinstance(text, str) and clean(text):
            yield Observation(name, clean(text)[:MAX_TEXT], told.confidence, "", where, value.at)


def _film(value: Node, sure: float | None) -> Iterator[Observation]:
    """Yield things that move through a film, at each of their marks, and stretches that are counted in frames."""
    frames, length = value.number("framesCount"), value.number("duration")
    labels = [label for label, _ in value.texts("timelinelabels")]
    rate = frames / length if frames and length and length > 0 else None
    for part in value.nodes("ranges"):
        start, end = part.number("start"), part.number("end")
        if rate is None:
            part.reading.problem(f"{part.at} is counted in frames, and nothing says how many a second has")
            continue
        where = _stretch(None if start is None else start / rate, None if end is None else end / rate)
        for label in labels:
            yield Observation("segmentType", label, sure, "", where, part.at)
    yield from _moving(value, sure)


def _moving(value: Node, sure: float | None) -> Iterator[Observation]:
    if "sequence" not in value:
        return
    parts = value.nodes("sequence")
    things = [label for label, _ in value.texts("labels")]
    for part in parts:
        time, shown_there = part.seconds("time"), part.flag("enabled")
        box = _rectangle(part, (None, None))
        if shown_there is False or time is None:
            continue
        for label in things:
            yield Observation("depicts", label, sure, "", Segment(time, None, box), part.at)


def _segment(value: Node, told: Told, size: tuple[float | None, float | None]) -> Segment:
    """Return where a result lies: a box, characters, or seconds; WHOLE where it marks the whole."""
    box = _shape(value, size)
    if box is not None:
        return Segment(box=box)
    if "globalOffsets" in value:
        offsets = value.node("globalOffsets")
        first, after = offsets.integer("start"), offsets.integer("end")
        value.raw("start")
        value.raw("end")
        return WHOLE if first is None or after is None else Segment(characters=(first, after))
    if "startOffset" in value or value.is_text("start"):
        value.raw("start")
        value.raw("end")
        return WHOLE
    start, end = value.number("start"), value.number("end")
    if start is None and end is None:
        return WHOLE
    if told.kind is MediaKind.TEXT or (isinstance(value.look("text"), str) and told.kind is MediaKind.UNKNOWN):
        return Segment(characters=(int(start or 0), int(end or 0)))
    return _stretch(start, end)


def _stretch(start: float | None, end: float | None) -> Segment:
    return Segment(None if start is None else seconds(start), None if end is None else seconds(end))


def _shape(value: Node, size: tuple[float | None, float | None]) -> Box | None:
    if "radiusX" in value:
        x, y = value.number("x"), value.number("y")
        wide, high = value.number("radiusX"), value.number("radiusY")
        value.number("rotation")
        if x is None or y is None or wide is None or high is None:
            return None
        return _around([(x - wide, y - high), (x + wide, y + high)])
    if "points" in value:
        points = value.items("points")
        if not points or not all(_is_point(point) for point in points):
            raise ObservationSkipped(f"{value.at}/points is {shown(points)}; an outline is a list of [x, y] in percent")
        return _around([(point[0], point[1]) for point in points])
    if "height" not in value and "x" in value:
        value.number("x")
        value.number("y")
        value.number("width")
        return None
    return _rectangle(value, size)


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list) and len(point) == 2 and all(type(v) in (int, float) and abs(v) < _MAX for v in point)
    )  # fmt: skip


def _rectangle(value: Node, size: tuple[float | None, float | None]) -> Box | None:
    """Take a rectangle in percent; a turned one becomes the box around it. It is turned around its corner x, y."""
    x, y, width, height = (value.number(key) for key in ("x", "y", "width", "height"))
    degrees = value.number("rotation") or 0
    if x is None or y is None or width is None or height is None:
        return None
    if not degrees % 360:
        return Box(percent(x), percent(y), percent(width), percent(height))
    # Percent of the width and of the height are not alike: turn in pixels.
    wide, high = size[0] or 1, size[1] or 1
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    corners = [(0.0, 0.0), (width * wide, 0.0), (0.0, height * high), (width * wide, height * high)]
    turned = [(x + (a * cosine - b * sine) / wide, y + (a * sine + b * cosine) / high) for a, b in corners]
    return _around(turned)


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    # What is around a shape may reach beyond the picture's edge; the part inside is meant.
    left, top, right, bottom = (min(max(edge / 100, 0.0), 1.0) for edge in (min(xs), min(ys), max(xs), max(ys)))
    # More digits than these nobody measured; Segments keep 1e-4.
    return Box(round(left, 9), round(top, 9), round(right - left, 9), round(bottom - top, 9))
