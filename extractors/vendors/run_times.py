"""When a run ended, as outputs write it: ISO 8601 texts and seconds since 1970, as xsd:dateTime in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from extractors.reading import Node
from ontology.model.rdf import XSD, TermError, literal_value, typed

_LAST_S: Final = 253_402_300_799
"""The last second of the year 9999, the last that a date can hold."""
_FRACTION: Final = re.compile(r"(\.\d{6})\d+")
_ZONE: Final = re.compile(r"(?:Z|[+\-]\d\d:\d\d)$")


def run_time(node: Node, key: str) -> str:
    """Take when a run ended, in UTC; "" where it is absent or no date and time (named).

    A time without a zone is read as UTC, in which every service here writes its times.
    """
    text = node.text(key).strip()
    if not text:
        return ""
    whole = _FRACTION.sub(r"\1", text.replace(" ", "T", 1) if text[10:11] == " " else text)
    if not _ZONE.search(whole):
        whole += "Z"
    try:
        return literal_value(typed(whole, XSD + "dateTime")).text
    except (TermError, OverflowError):
        node.reading.problem(f"{node.at}/{key} is {text[:60]!r}, not a date and time such as 2026-11-22T10:00:00Z")
        return ""


def unix_time(node: Node, key: str) -> str:
    """Take seconds since 1970 as a date and time in UTC; "" where they are absent or beyond the year 9999."""
    number = node.number(key)
    if number is None or not 0 <= number <= _LAST_S:
        return ""
    return datetime.fromtimestamp(int(number), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
