"""ELEVANT's JSON lines: a document in each, with `text`, `labels` and, where given, `evaluation_span`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from graph.linking.errors import GoldError
from graph.linking.gold import GoldDocument, GoldMention, in_order, numbered_lines, read_qid

NUMBERS_AND_DATES: Final = frozenset({"QUANTITY", "DATETIME"})
"""Types whose labels ELEVANT never requires, though some have a QID ("seven" is Q23350)."""

TYPE_NAMES: Final[Mapping[str, str]] = {
    "Q215627": "person",
    "Q43229": "organisation",
    "Q27096213": "place",
    "Q12737077": "occupation",
    "Q4164871": "position",
    "Q2424752": "product",
    "Q17537576": "work",
    "Q16521": "taxon",
    "Q1656682": "event",
    "Q33829": "population",
    "Q483394": "genre",
    "Q1075": "colour",
    "Q349": "sport",
    "Q169872": "symptom",
    "Q11862829": "discipline",
    "Q618779": "award",
    "Q4936952": "anatomy",
    "Q431289": "brand",
    "Q17376908": "language",
    "Q373899": "chart",
    "Q4392985": "ethnicity",
    "Q21070598": "character",
}
"""ELEVANT's types, which are QIDs of classes, by our words for them."""


def read_elevant(path: Path) -> Iterator[GoldDocument]:
    """Yield the documents of a file of ELEVANT's form, or of its simple form (`start_char`, `entity_reference`).

    Raises:
        GoldError: with file and line.
    """
    for number, line in numbered_lines(path):
        if line.strip():
            try:
                yield _document(json.loads(line), number)
            except GoldError as err:
                raise GoldError(f"{path}, line {number}: {err}") from err
            except (json.JSONDecodeError, RecursionError) as err:
                raise GoldError(f"{path}, line {number}: not JSON: {err}") from err


def _document(body: Any, number: int) -> GoldDocument:
    if not isinstance(body, dict) or not isinstance(text := body.get("text"), str):
        raise GoldError("a document is an object with `text`, a string")
    labels = body.get("labels", [])
    if not isinstance(labels, list):
        raise GoldError("`labels` is a list")
    evaluated = body.get("evaluation_span") or [0, len(text)]
    start, end = _span(evaluated, len(text), "evaluation_span")
    mentions = in_order(text, (_mention(label, len(text)) for label in labels))
    return GoldDocument(str(body.get("id", number)), text, mentions, (start, end))


def _mention(label: Any, length: int) -> GoldMention:
    if not isinstance(label, dict):
        raise GoldError(f"label {str(label)[:60]!r} is not an object")
    span = label.get("span", [label.get("start_char"), label.get("end_char")])
    start, end = _span(span, length, "span")
    entity = label.get("entity_id", label.get("entity_reference"))
    kind = str(label.get("type") or "")
    parent = label.get("parent")
    return GoldMention(
        start,
        end,
        read_qid(entity),
        type=type_name(kind),
        optional=bool(label.get("optional")) or kind in NUMBERS_AND_DATES or entity in NUMBERS_AND_DATES,
        coreference=bool(label.get("coref")),
        # The id of a parent may be 0; True and False are of the sets that say only whether there is one.
        nested=parent is not None and parent is not False,
    )


def _span(value: Any, length: int, name: str) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value):
        start, end = value
        if 0 <= start <= end <= length:
            return start, end
    raise GoldError(f"{name} {str(value)[:60]} is no pair of characters within the text's {length:,}")


def type_name(kind: str) -> str:
    """Return our word for ELEVANT's type; the first that has one where several are joined by "|".

    >>> type_name("Q27096213|Q43229"), type_name("OTHER")
    ('place', 'other')
    """
    return next((TYPE_NAMES[part] for part in kind.split("|") if part in TYPE_NAMES), kind.lower())
