"""What would make a refused Observation pass: a sentence, and where it is safe a patch of the Observation's fields.

A patch has the field names of a quarantine item's payload (`confidence`, `language`, `property`, `value`,
`identifiers`, `segment`); a `segment` in it is the whole Segment. A suggestion is a guess: a person applies it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ontology.model import Box, Observation, Segment
from shapes.repair import repair_date, repair_identifier, repair_language, repair_number
from shapes.report import Result
from shapes.shapes_graph import SHAPES

_TOLERANCE_S: Final = 0.5
"""As far as mgs:Segment-insideDuration lets a Segment reach beyond its Asset."""
_NEAREST: Final = 0.6
"""Likeness (0..1, difflib) from which another name is suggested."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the result: the refused Observation, its Asset's duration and frame, the known properties.

    `duration_s` is in seconds, `frame` width and height in pixels; None where unknown.
    """

    observation: Observation | None = None
    duration_s: float | None = None
    frame: tuple[int, int] | None = None
    properties: Collection[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence for a person, and the fields to change (empty where only a person can tell)."""

    sentence: str
    patch: dict[str, Any] = field(default_factory=dict)


def suggest(result: Result, context: Context) -> Suggestion | None:
    """Return what would make the claim behind a result pass; None where nothing better than the rule can be said."""
    if context.observation is None:
        return None
    rule = (result.constraint or result.source_shape)[1:-1].removeprefix(SHAPES)
    for suggestion in _BY_RULE.get(rule, ()) if not _is_unwritable(result) else _UNWRITABLE:
        found = suggestion(context.observation, context)
        if found is not None:
            return found
    return None


def _is_unwritable(result: Result) -> bool:
    return result.component.startswith(SHAPES)


def _confidence(observation: Observation, _: Context) -> Suggestion | None:
    given = observation.confidence
    if given is None or not 1 < given <= 100:
        return None
    fraction = float(Decimal(str(given)) / 100)
    return Suggestion(f"{given:g} looks like a percentage; as a fraction it is {fraction:g}.", {"confidence": fraction})


def _swapped_times(observation: Observation, _: Context) -> Suggestion | None:
    part = observation.segment
    if part.start_s is None or part.end_s is None or part.start_s <= part.end_s:
        return None
    swapped = {"start": str(part.end_s), "end": str(part.start_s)}
    return Suggestion("Start and end look swapped.", {"segment": {**segment_fields(part), **swapped}})


def _swapped_characters(observation: Observation, _: Context) -> Suggestion | None:
    part = observation.segment
    if part.characters is None or part.characters[0] <= part.characters[1]:
        return None
    swapped = [part.characters[1], part.characters[0]]
    return Suggestion(
        "First and end character look swapped.", {"segment": {**segment_fields(part), "characters": swapped}}
    )


def _milliseconds(observation: Observation, context: Context) -> Suggestion | None:
    part, limit = observation.segment, context.duration_s
    times = {"start": part.start_s, "end": part.end_s}
    seconds = {name: time / 1000 for name, time in times.items() if time is not None}
    if limit is None or not seconds or any(float(time) > limit + _TOLERANCE_S for time in seconds.values()):
        return None
    if part.start_s is not None and 0 < part.start_s <= limit:
        return None  # a start inside the Asset is in seconds already
    shown = {name: format(time.normalize(), "f") for name, time in seconds.items()}
    spans = " to ".join(f"{time} s" for time in shown.values())
    return Suggestion(
        f"The times look like milliseconds; in seconds they are {spans}.",
        {"segment": {**segment_fields(part), **shown}},
    )


def _cut_off(observation: Observation, context: Context) -> Suggestion | None:
    part, limit = observation.segment, context.duration_s
    if limit is None or part.end_s is None or part.start_s is None or part.start_s >= limit or part.end_s > 2 * limit:
        return None
    end = f"{limit:g}"
    return Suggestion(
        f"The Asset ends at {end} s; the Segment can end there too.",
        {"segment": {**segment_fields(part), "end": end}},
    )


def _box(observation: Observation, context: Context) -> Suggestion | None:
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


def _tag(observation: Observation, _: Context) -> Suggestion | None:
    tag = repair_language(observation.language)
    if not observation.language or tag is None or tag == observation.language:
        return None
    return Suggestion(f"The language {observation.language!r} is written {tag!r}.", {"language": tag})


def _language_value(observation: Observation, _: Context) -> Suggestion | None:
    tag = repair_language(observation.value)
    if tag is None or tag == observation.value:
        return None
    return Suggestion(f"The language {observation.value!r} is written {tag!r}.", {"value": tag})


def _property(observation: Observation, context: Context) -> Suggestion | None:
    by_folded = {name.casefold(): name for name in sorted(context.properties)}
    asked = observation.property.replace(" ", "").replace("_", "").casefold()
    nearest = difflib.get_close_matches(asked, by_folded, n=1, cutoff=_NEAREST)
    if not nearest or by_folded[nearest[0]] == observation.property:
        return None
    name = by_folded[nearest[0]]
    return Suggestion(f"The nearest property to {observation.property!r} is {name!r}.", {"property": name})


def _date(observation: Observation, _: Context) -> Suggestion | None:
    date = repair_date(observation.value)
    return Suggestion(f"{observation.value!r} is written {date!r}.", {"value": date}) if date else None


def _number(observation: Observation, _: Context) -> Suggestion | None:
    number = repair_number(observation.value)
    return Suggestion(f"{observation.value!r} is written {number!r}.", {"value": number}) if number else None


def _whole_number(observation: Observation, _: Context) -> Suggestion | None:
    number = repair_number(observation.value) or observation.value
    whole = number.partition(".")[0] if number.partition(".")[2].strip("0") == "" else ""
    if not whole.lstrip("+-").isdigit() or whole == observation.value:
        return None
    return Suggestion(f"{observation.value!r} is written {whole!r}.", {"value": whole})


def _identifiers(observation: Observation, _: Context) -> Suggestion | None:
    repaired = [repair_identifier(identifier) for identifier in observation.identifiers]
    kept = [identifier for identifier in repaired if identifier is not None]
    if kept == list(observation.identifiers):
        return None
    lost = len(repaired) - len(kept)
    sentence = "Identifiers are absolute IRIs: " + (", ".join(kept) if kept else "none of these can be made one")
    return Suggestion(sentence + (f"; {lost} left out." if lost and kept else "."), {"identifiers": kept})


def segment_fields(segment: Segment) -> dict[str, Any]:
    """Return a Segment as a payload writes it: times and box as text, what is unbounded left out."""
    box = segment.box
    fields: dict[str, Any] = {
        "start": None if segment.start_s is None else str(segment.start_s),
        "end": None if segment.end_s is None else str(segment.end_s),
        "box": None if box is None else [repr(number) for number in (box.x, box.y, box.w, box.h)],
        "characters": None if segment.characters is None else list(segment.characters),
        "page": segment.page,
        "track": segment.track,
    }
    return {name: value for name, value in fields.items() if value is not None}


_Suggester = Callable[[Observation, Context], Suggestion | None]
_BY_RULE: Final[dict[str, tuple[_Suggester, ...]]] = {
    "Observation-confidence": (_confidence,),
    "Observation-property": (_property,),
    "Observation-identifier": (_identifiers,),
    "Observation-dateTime": (_date,),
    "Observation-date": (_date,),
    "Observation-number": (_number,),
    "Observation-wholeNumber": (_whole_number,),
    "ObservationShape": (_language_value,),
    "TaggedText-knownLanguage": (_tag,),
    "Segment-start": (_swapped_times,),
    "Segment-firstCharacter": (_swapped_characters,),
    "Segment-insideDuration": (_milliseconds, _cut_off),
    "Segment-insideFrame": (_box,),
    "Segment-boxX": (_box,),
    "Segment-boxY": (_box,),
    "Segment-boxWidth": (_box,),
    "Segment-boxHeight": (_box,),
}
_UNWRITABLE: Final[tuple[_Suggester, ...]] = (_tag, _identifiers, _property)
