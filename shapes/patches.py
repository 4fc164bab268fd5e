"""Patches of a refused Observation: the fields to change, as JSON, and how they are put in place.

A patch has the field names of a quarantine item's payload (`property`, `value`, `confidence`, `language`, `segment`,
`identifiers`); a `segment` in it is the whole Segment, whose times and box are text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from ontology.model import Box, Observation, Segment

_TEXTS: Final = ("property", "value", "language")
_FIELDS: Final = (*_TEXTS, "confidence", "segment", "identifiers")
_PARTS: Final = ("start", "end", "box", "characters", "page", "track")


class PatchRefused(ValueError):
    """A patch that names no field of an Observation, or a value that the field cannot hold; the message says which."""


class FieldChange(NamedTuple):
    """One field before and after, as people read it ("" for nothing)."""

    field: str
    before: str
    after: str


def parse_patch(text: str) -> dict[str, Any]:
    """Return the patch that JSON text stands for; raise `PatchRefused` where it is none."""
    try:
        patch = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise PatchRefused(f"the patch is no JSON: {err}") from err
    if not isinstance(patch, dict) or not patch:
        raise PatchRefused('a patch is a JSON object with at least one field, such as {"confidence": 0.97}')
    unknown = sorted(patch.keys() - set(_FIELDS))
    if unknown:
        raise PatchRefused(f"{unknown[0]!r} is no field of an Observation; there are {', '.join(_FIELDS)}")
    return patch


def apply_patch(observation: Observation, patch: Mapping[str, Any]) -> Observation:
    """Return an Observation with the fields of a patch put in place; raise `PatchRefused`."""
    fields: dict[str, Any] = {}
    for name, value in patch.items():
        try:
            fields[name] = _field(name, value)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, InvalidOperation) as err:
            raise PatchRefused(f"the patch gives {name} the value {value!r}, which it cannot hold") from err
    return replace(observation, **fields)


def _field(name: str, value: Any) -> Any:
    if name in _TEXTS and isinstance(value, str):
        return value
    if name == "confidence" and not isinstance(value, bool):
        return None if value is None else float(value)
    if name == "identifiers" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if name == "segment" and isinstance(value, dict) and value.keys() <= set(_PARTS):
        return parse_segment(value)
    raise TypeError(name)


def field_changes(before: Observation, after: Observation) -> Iterator[FieldChange]:
    """Yield what differs between two Observations, field by field; a Segment's parts each on their own."""
    for name in ("property", "value", "language"):
        if getattr(before, name) != getattr(after, name):
            yield FieldChange(name, getattr(before, name), getattr(after, name))
    if before.confidence != after.confidence:
        yield FieldChange("confidence", _shown(before.confidence), _shown(after.confidence))
    old, new = segment_fields(before.segment), segment_fields(after.segment)
    for name in _PARTS:
        if old.get(name) != new.get(name):
            yield FieldChange(name, _shown(old.get(name)), _shown(new.get(name)))
    if before.identifiers != after.identifiers:
        yield FieldChange("identifiers", ", ".join(before.identifiers), ", ".join(after.identifiers))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def segment_fields(segment: Segment) -> dict[str, Any]:
    """Return a Segment as a payload writes it: times and box as text, what is unbounded left out."""
    box = segment.box
    fields: dict[str, Any] = {
        "start": None if segment.start_s is None else str(segment.start_s),
        "end": None if segment.end_s is None else str(segment.end_s),
        "box": None if box is None else [repr(float(number)) for number in (box.x, box.y, box.w, box.h)],
        "characters": None if segment.characters is None else list(segment.characters),
        "page": segment.page,
        "track": segment.track,
    }
    return {name: value for name, value in fields.items() if value is not None}


def parse_segment(fields: Mapping[str, Any]) -> Segment:
    """Return the Segment of such fields; raise the errors of the types that they cannot hold."""
    box, characters = fields.get("box"), fields.get("characters")
    return Segment(
        start_s=Decimal(fields["start"]) if "start" in fields else None,
        end_s=Decimal(fields["end"]) if "end" in fields else None,
        box=_box(box) if box else None,
        characters=(characters[0], characters[1]) if characters else None,
        page=fields.get("page"),
        track=fields.get("track"),
    )


def _box(numbers: list[Any]) -> Box:
    x, y, w, h = (float(number) for number in numbers)
    return Box(x, y, w, h)
