"""What a Segment that breaks a rule may have been meant as: swapped ends, other units, corners, pixels."""

from __future__ import annotations

from typing import Final

from ontology.model import Box, Observation
from shapes.patches import segment_fields
from shapes.suggestion import Context, Suggestion

_TOLERANCE_S: Final = 0.5
"""As far as mgs:Segment-insideDuration lets a Segment reach beyond its Asset."""


def swapped_times(observation: Observation, _: Context) -> Suggestion | None:
    """Start after end: exchange them."""
    part = observation.segment
    if part.start_s is None or part.end_s is None or part.start_s <= part.end_s:
        return None
    swapped = {"start": str(part.end_s), "end": str(part.start_s)}
    return Suggestion("Start and end look swapped.", {"segment": {**segment_fields(part), **swapped}})


def swapped_characters(observation: Observation, _: Context) -> Suggestion | None:
    """First character after the end: exchange them."""
    part = observation.segment
    if part.characters is None or part.characters[0] <= part.characters[1]:
        return None
    swapped = [part.characters[1], part.characters[0]]
    return Suggestion(
        "First and end character look swapped.", {"segment": {**segment_fields(part), "characters": swapped}}
    )


def milliseconds(observation: Observation, context: Context) -> Suggestion | None:
    """Times beyond the Asset that fit as thousandths, or millionths, of a second."""
    part, limit = observation.segment, context.duration_s
    times = {"start": part.start_s, "end": part.end_s}
    given = {name: time for name, time in times.items() if time is not None}
    if limit is None or not given or (part.start_s is not None and 0 < part.start_s <= limit):
        return None  # a start inside the Asset is in seconds already
    for unit, divisor in (("milliseconds", 1000), ("microseconds", 1_000_000)):
        seconds = {name: time / divisor for name, time in given.items()}
        if all(0 <= float(time) <= limit + _TOLERANCE_S for time in seconds.values()):
            shown = {name: format(time.normalize(), "f") for name, time in seconds.items()}
            spans = " to ".join(f"{time} s" for time in shown.values())
            return Suggestion(
                f"The times look like {unit}; in seconds they are {spans}.",
                {"segment": {**segment_fields(part), **shown}},
            )
    return None


def cut_off(observation: Observation, context: Context) -> Suggestion | None:
    """An end beyond the Asset: cut off there."""
    part, limit = observation.segment, context.duration_s
    if limit is None or part.end_s is None or part.start_s is None or part.start_s >= limit or part.end_s > 2 * limit:
        return None
    end = f"{limit:g}"
    return Suggestion(
        f"The Asset ends at {end} s; the Segment can end there too.",
        {"segment": {**segment_fields(part), "end": end}},
    )


def box(observation: Observation, context: Context) -> Suggestion | None:
    """A box given as corners, in percent, in pixels, or over the edge."""
    box = observation.segment.box
    if box is None:
        return None
    numbers = (box.x, box.y, box.w, box.h)
    for sentence, scaled in _readings(box, context):
        if (
            all(-0.001 <= number <= 1.0 for number in scaled)
            and scaled[0] + scaled[2] <= 1.001 >= scaled[1] + scaled[3]
        ):
            rounded = [round(number, 4) for number in scaled]
            patch = {**segment_fields(observation.segment), "box": [repr(number) for number in rounded]}
            return Suggestion(f"{sentence}; as fractions of the frame it is {rounded}.", {"segment": patch})
    if all(-0.05 <= number <= 1.1 for number in numbers):
        return _clipped(observation, box)
    return None


def _readings(box: Box, context: Context) -> list[tuple[str, tuple[float, ...]]]:
    """Return what a box may have been meant as, likeliest first."""
    readings: list[tuple[str, tuple[float, ...]]] = []
    numbers = (box.x, box.y, box.w, box.h)
    if max(numbers) <= 1.001 and box.w > box.x and box.h > box.y:
        readings.append(("The box looks like two corners", (box.x, box.y, box.w - box.x, box.h - box.y)))
    if 1.1 < max(numbers) <= 100.1:
        readings.append(("The box looks like percentages", tuple(number / 100 for number in numbers)))
    if context.frame is not None and max(numbers) > 1.1:
        width, height = context.frame
        pixels = (box.x / width, box.y / height, box.w / width, box.h / height)
        readings.append((f"The box looks like pixels of a frame of {width} by {height}", pixels))
    return readings


def _clipped(observation: Observation, box: Box) -> Suggestion:
    x, y = max(box.x, 0.0), max(box.y, 0.0)
    right, bottom = min(box.x + box.w, 1.0), min(box.y + box.h, 1.0)
    clipped = [repr(round(number, 4)) for number in (x, y, max(right - x, 0.0), max(bottom - y, 0.0))]
    patch = {**segment_fields(observation.segment), "box": clipped}
    return Suggestion("The box hangs over the frame's edge; cut off there, it fits.", {"segment": patch})
