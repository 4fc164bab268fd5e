"""What a value, a language, a property or a confidence that breaks a rule may have been meant as."""

from __future__ import annotations

import difflib
from decimal import Decimal
from typing import Final

from ontology.model import Observation
from shapes.repair import (
    repair_boolean,
    repair_date,
    repair_identifier,
    repair_interval,
    repair_language,
    repair_number,
)
from shapes.suggestion import Context, Suggestion

_NEAREST: Final = 0.6
"""Likeness of letters (0..1, difflib) from which another name is suggested."""
_ALIKE: Final = 0.6
"""Likeness of meaning (cosine) from which another name is suggested."""


def confidence_in_percent(observation: Observation, _: Context) -> Suggestion | None:
    """A confidence over 1 and up to 100: the hundredth part of it."""
    given = observation.confidence
    if given is None or not 1 < given <= 100:
        return None
    fraction = float(Decimal(str(given)) / 100)
    return Suggestion(f"{given:g} looks like a percentage; as a fraction it is {fraction:g}.", {"confidence": fraction})


def language_tag(observation: Observation, _: Context) -> Suggestion | None:
    """A language by its name or in another spelling: its tag."""
    tag = repair_language(observation.language)
    if not observation.language or tag is None or tag == observation.language:
        return None
    return Suggestion(f"The language {observation.language!r} is written {tag!r}.", {"language": tag})


def language_value(observation: Observation, _: Context) -> Suggestion | None:
    """A claimed language by its name or in another spelling: its tag."""
    tag = repair_language(observation.value)
    if tag is None or tag == observation.value:
        return None
    return Suggestion(f"The language {observation.value!r} is written {tag!r}.", {"value": tag})


def nearest_property(observation: Observation, context: Context) -> Suggestion | None:
    """A property that nobody knows: the nearest one, by its letters, else by its meaning."""
    by_folded = {_folded(name): name for name in sorted(context.properties)}
    nearest = difflib.get_close_matches(_folded(observation.property), by_folded, n=1, cutoff=_NEAREST)
    name = by_folded[nearest[0]] if nearest else _by_meaning(observation.property, context)
    if not name or name == observation.property:
        return None
    return Suggestion(f"The nearest property to {observation.property!r} is {name!r}.", {"property": name})


def _folded(name: str) -> str:
    return name.replace(" ", "").replace("_", "").replace("-", "").casefold()


def _by_meaning(asked: str, context: Context) -> str:
    names = sorted(context.properties)
    if context.alike is None or not names or not any(map(str.isalpha, asked)):
        return ""
    scores = context.alike(_as_words(asked), [_as_words(name) for name in names])
    score, name = max(zip(scores, names, strict=True))
    return name if score >= _ALIKE else ""


def _as_words(name: str) -> str:
    """Return a property's name as words: onScreenText is "on screen text"."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).replace("_", " ").strip()


def value_elsewhere(observation: Observation, context: Context) -> Suggestion | None:
    """A value that is missing: what other evidence of the same Asset says, such as its sidecar."""
    found = context.elsewhere.get(observation.property)
    if found is None or observation.value.strip() or observation.segment.key:
        return None
    value, source = found
    return Suggestion(f"{source} says of the same Asset that it is {value!r}.", {"value": value})


def date(observation: Observation, _: Context) -> Suggestion | None:
    """A date in another order or form, where it can be read in one way only."""
    return _written(observation, repair_date(observation.value))


def number(observation: Observation, _: Context) -> Suggestion | None:
    """A number with a decimal comma, thousands or a unit."""
    return _written(observation, repair_number(observation.value))


def whole_number(observation: Observation, _: Context) -> Suggestion | None:
    """A whole number with thousands, a unit, or decimals that are zero."""
    found = repair_number(observation.value) or observation.value
    whole = found.partition(".")[0] if found.partition(".")[2].strip("0") == "" else ""
    return _written(observation, whole if whole.lstrip("+-").isdigit() else None)


def boolean(observation: Observation, _: Context) -> Suggestion | None:
    """True or false in another word."""
    return _written(observation, repair_boolean(observation.value))


def interval(observation: Observation, _: Context) -> Suggestion | None:
    """Two numbers with another word or sign between them."""
    return _written(observation, repair_interval(observation.value))


def address(observation: Observation, _: Context) -> Suggestion | None:
    """An address without its scheme, an identifier without its namespace."""
    return _written(observation, repair_identifier(observation.value))


def year(observation: Observation, _: Context) -> Suggestion | None:
    """A whole date where a year is asked for."""
    found = repair_date(observation.value) or observation.value.strip()
    return _written(observation, found[:4] if found[:4].isdigit() and found[4:5] in ("-", "") else None)


def _written(observation: Observation, text: str | None) -> Suggestion | None:
    if text is None or text == observation.value:
        return None
    return Suggestion(f"{observation.value!r} is written {text!r}.", {"value": text})


def identifiers(observation: Observation, _: Context) -> Suggestion | None:
    """Identifiers that are no IRIs: made ones where it is known how, else left out."""
    repaired = [repair_identifier(identifier) for identifier in observation.identifiers]
    kept = [identifier for identifier in repaired if identifier is not None]
    if kept == list(observation.identifiers):
        return None
    lost = len(repaired) - len(kept)
    sentence = "Identifiers are absolute IRIs: " + (", ".join(kept) if kept else "none of these can be made one")
    return Suggestion(sentence + (f"; {lost} left out." if lost and kept else "."), {"identifiers": kept})
