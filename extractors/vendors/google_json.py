"""JSON as Google's APIs and client libraries print their messages.

REST writes keys in camelCase, enums as words, durations as ``"12.500s"``. Client libraries also print keys in
snake_case, enums as numbers, and durations as ``{"seconds": "12", "nanos": 500000000}``; a part that is zero is left
out. https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.spelling import camel, read_either
from ontology.model import seconds

LIKELIHOODS: Final = ("LIKELIHOOD_UNSPECIFIED", "VERY_UNLIKELY", "UNLIKELY", "POSSIBLE", "LIKELY", "VERY_LIKELY")

_DURATION: Final = re.compile(r"-?\d{1,9}(?:\.\d{1,12})?s")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")

either_spelling: Final = read_either(camel)
"""Decorates a reader: it is given the keys in camelCase however the document spells them."""


def read_duration(node: Node, key: str) -> Decimal | None:
    """Take a Duration as exact seconds; None where it is absent. An empty object is 0."""
    value = node.raw(key)
    if value is None:
        return None
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return seconds(value[:-1])
    if isinstance(value, dict) and value.keys() <= {"seconds", "nanos"}:
        whole, nanos = _whole(value.get("seconds", 0)), _whole(value.get("nanos", 0))
        if whole is not None and nanos is not None and abs(whole) < 10**9 and abs(nanos) < 10**9:
            return seconds(Decimal(whole) + Decimal(nanos).scaleb(-9))
    node.wrong(key, value, 'no duration such as "12.5s" or {seconds, nanos}')
    return None


def read_span(node: Node, start: str, end: str) -> tuple[Decimal | None, Decimal | None]:
    """Take a start and an end; a start that is left out beside an end is 0."""
    first, last = read_duration(node, start), read_duration(node, end)
    return (Decimal(0) if first is None and last is not None else first), last


def read_enum(node: Node, key: str, words: Sequence[str]) -> str:
    """Take an enum as its word; "" where it is absent. A number counts in `words`."""
    value = node.raw(key)
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value < len(words):
            return words[value]
    elif isinstance(value, str):
        return value
    if value is not None:
        node.wrong(key, value, "not a word of this list that we know")
    return ""


def read_time(node: Node, key: str) -> str:
    """Take a Timestamp as xsd:dateTime; "" where it is absent or none."""
    value = node.text(key)
    if value and not _TIME.fullmatch(value):
        node.wrong(key, value, "not a time such as 2024-07-01T12:45:40Z")
        return ""
    return value


def failure(node: Node, service: str) -> str:
    """Take a Status ``error`` as a sentence about what a service could not do; "" where there is none."""
    if "error" not in node:
        return ""
    status = node.node("error")
    code, message = status.raw("code"), status.raw("message")
    for key in ("details", "status"):
        status.raw(key)
    return f"{node.at}/error: {service} answered with error {shown(code)}: {shown(message)}"


def _whole(value: object) -> int | None:
    """Return a whole number that is written as one or, since it has 64 bits, as a text."""
    if isinstance(value, bool) or not isinstance(value, int | str | float):
        return None
    try:
        number = Decimal(str(value)[:40])
        return int(number) if number == number.to_integral_value() else None
    except (InvalidOperation, ValueError, OverflowError):
        return None
