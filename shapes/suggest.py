"""What would make a refused Observation pass: a sentence, and where it is safe a patch of the Observation's fields.

A patch is as `shapes.patches` has it. A suggestion is a guess: a person applies it (`mediagraph quarantine fix`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from ontology.model import Observation
from shapes import suggest_segment, suggest_value
from shapes.patches import apply_patch
from shapes.report import Result
from shapes.shapes_graph import SHAPES
from shapes.suggestion import Alike, Context, Suggester, Suggestion

__all__ = ["Alike", "Context", "Suggestion", "suggest", "suggest_all"]

_BY_RULE: Final[dict[str, tuple[Suggester, ...]]] = {
    "Observation-confidence": (suggest_value.confidence_in_percent,),
    "Observation-property": (suggest_value.nearest_property,),
    "Observation-value": (suggest_value.value_elsewhere,),
    "Observation-identifier": (suggest_value.identifiers,),
    "Observation-dateTime": (suggest_value.date,),
    "Observation-date": (suggest_value.date,),
    "Observation-year": (suggest_value.year,),
    "Observation-number": (suggest_value.number,),
    "Observation-wholeNumber": (suggest_value.whole_number,),
    "Observation-boolean": (suggest_value.boolean,),
    "Observation-interval": (suggest_value.interval,),
    "Observation-address": (suggest_value.address,),
    "ObservationShape": (suggest_value.language_value,),
    "TaggedText-knownLanguage": (suggest_value.language_tag,),
    "Segment-start": (suggest_segment.swapped_times,),
    "Segment-firstCharacter": (suggest_segment.swapped_characters,),
    "Segment-insideDuration": (suggest_segment.milliseconds, suggest_segment.cut_off),
    "Segment-insideFrame": (suggest_segment.box,),
    "Segment-boxX": (suggest_segment.box,),
    "Segment-boxY": (suggest_segment.box,),
    "Segment-boxWidth": (suggest_segment.box,),
    "Segment-boxHeight": (suggest_segment.box,),
}
_UNWRITABLE: Final[tuple[Suggester, ...]] = (
    suggest_value.language_tag,
    suggest_value.identifiers,
    suggest_value.nearest_property,
)


def suggest(result: Result, context: Context) -> Suggestion | None:
    """Return what would make the claim behind a result pass; None where nothing better than the rule can be said."""
    if context.observation is None:
        return None
    for suggestion in _UNWRITABLE if _is_unwritable(result) else _BY_RULE.get(rule_of(result), ()):
        found = suggestion(context.observation, context)
        if found is not None:
            return found
    return None


def suggest_all(results: Iterable[Result], context: Context) -> Suggestion | None:
    """Return one suggestion for all that is wrong with a claim: each on top of the one before, patches joined."""
    sentences: list[str] = []
    patch: dict[str, Any] = {}
    for result in results:
        found = suggest(result, context)
        if found is None or context.observation is None or found.sentence in sentences:
            continue
        sentences.append(found.sentence)
        patch |= found.patch
        context = replace(context, observation=apply_patch(context.observation, found.patch))
    return Suggestion(" ".join(sentences), patch) if sentences else None


def suggest_for_unwritable(observation: Observation, context: Context) -> Suggestion | None:
    """Return what would make a claim writable as RDF at all: its language, its identifiers, its property."""
    patch: dict[str, Any] = {}
    sentences = []
    for suggestion in _UNWRITABLE:
        found = suggestion(observation, context)
        if found is not None:
            sentences.append(found.sentence)
            patch |= found.patch
    return Suggestion(" ".join(sentences), patch) if sentences else None


def rule_of(result: Result) -> str:
    """Return the local name of the shape or constraint of ours that a result broke; others' IRIs whole."""
    return (result.constraint or result.source_shape)[1:-1].removeprefix(SHAPES)


def _is_unwritable(result: Result) -> bool:
    return result.component.startswith(SHAPES)
