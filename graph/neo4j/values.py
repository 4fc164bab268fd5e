"""RDF literals as Neo4j values, and the Term that a value gives back by itself.

A value is exact where `exact(value)` is the very literal it was made from: plain strings, 64-bit integers, decimals
of up to 15 digits, booleans, dates, dateTimes. What is not exact is still typed for reading, and stands beside it as
text (graph/neo4j/nodes.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from graph.neo4j.names import NotOurs
from ontology.model.rdf import XSD, Literal, Term, boolean, escape, integer, literal_value

Scalar: TypeAlias = bool | int | float | str | date | datetime
Value: TypeAlias = Scalar | list[Any]
"""What a property holds: a scalar, or a list of scalars of one kind."""


class Kind(IntEnum):
    """What may stand together in one list; NONE is nothing to read."""

    NONE = 0
    TEXT = 1
    INTEGER = 2
    FLOAT = 3
    BOOLEAN = 4
    DATE = 5
    LOCAL_TIME = 6
    ZONED_TIME = 7


class Typed(NamedTuple):
    """A literal as Neo4j holds it; `exact` says that `exact(value)` is the literal again."""

    kind: Kind
    value: Any
    exact: bool


_INTEGER: Final = f"<{XSD}integer>"
_DECIMAL: Final = f"<{XSD}decimal>"
_LARGEST: Final = 2**63
_FARTHEST: Final = timedelta(hours=14)  # XSD 1.1 part 2, 3.3.7: timezoneOffset; Neo4j takes up to 18 hours
_WHOLE: Final = {
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
    *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "gYear"),
}
_REAL: Final = frozenset({"decimal", "double", "float"})


def typed(term: Term) -> Typed:
    """Return a literal's value; a language-tagged one gives its text, and is exact where the tag is kept elsewhere.

    What is no literal has nothing to read: kind NONE, not exact.
    """
    if term[-1:] == '"' and term[0] == '"':
        text = term[1:-1]
        if "\\" not in text and text.isprintable() and '"' not in text:
            return Typed(Kind.TEXT, text, True)
    elif term[:1] != '"':
        return _NOTHING
    elif term[-1:] == ">":
        # Numbers and times repeat; long ones (geometries, documents) would fill the memory.
        return _of_datatype(term) if len(term) <= _LONGEST_KEPT else _of_datatype.__wrapped__(term)
    return _text(term)


_LONGEST_KEPT: Final = 200
_NOTHING: Final = Typed(Kind.NONE, None, False)


def _text(term: Term) -> Typed:
    try:
        text = literal_value(term).text
    except ValueError:
        return _NOTHING
    if any("\ud800" <= c <= "\udfff" for c in text):
        return Typed(Kind.TEXT, text.encode("utf-8", "replace").decode(), False)
    end = term.rfind('"') + 1
    return Typed(Kind.TEXT, text, f'"{escape(text)}"' == term[:end] and not term[end:].startswith("^"))


@lru_cache(maxsize=65_536)
def _of_datatype(term: Term) -> Typed:
    try:
        literal = literal_value(term)
        read = _reader(literal)
        if read is None:
            return _text(term)
        kind, value = read(literal.text)
    except (ValueError, OverflowError):
        return _text(term)  # ill-typed, or beyond what Neo4j's type holds: to be read as text
    return Typed(kind, value, value is not None and exact(value) == term)


def _reader(literal: Literal) -> Callable[[str], tuple[Kind, Any]] | None:
    local = literal.datatype.removeprefix(XSD)
    if local in _WHOLE:
        return _whole
    if local in _REAL:
        return _real
    return {"boolean": _boolean, "date": _date, "dateTime": _moment, "dateTimeStamp": _moment}.get(local)


def _whole(text: str) -> tuple[Kind, Any]:
    number = int(text)
    if not -_LARGEST <= number < _LARGEST:
        raise ValueError(text)
    return Kind.INTEGER, number


def _real(text: str) -> tuple[Kind, Any]:
    number = float(text)
    if math.isnan(number):
        # NaN in a property equals nothing, not even itself: it is kept as text only.
        return Kind.NONE, None
    return Kind.FLOAT, number


def _boolean(text: str) -> tuple[Kind, Any]:
    if text not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return Kind.BOOLEAN, text in ("true", "1")


def _date(text: str) -> tuple[Kind, Any]:
    return Kind.DATE, date.fromisoformat(text)


def _moment(text: str) -> tuple[Kind, Any]:
    moment = datetime.fromisoformat(text)
    offset = moment.utcoffset()
    if offset is None:
        return Kind.LOCAL_TIME, moment
    if abs(offset) > _FARTHEST or offset % timedelta(minutes=1):
        raise ValueError(text)
    return Kind.ZONED_TIME, moment


def exact(value: Any) -> Term:
    """Return the Term that a scalar gives back by itself, of ours or of the driver; raise `NotOurs` for other types.

    >>> exact(0.95)
    '"0.95"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if hasattr(value, "to_native") and hasattr(value, "year"):  # the driver's Date and DateTime
        return _exact_of_driver(value)
    raise NotOurs(repr(value), f"is a {type(value).__name__}, a type that this projection never writes")


def _exact_text(value: str) -> Term:
    return f'"{value}"' if value.isprintable() and '"' not in value and "\\" not in value else f'"{escape(value)}"'


def _exact_float(value: float) -> Term:
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    elif not math.isfinite(value):
        return f'"{text.replace("inf", "INF").replace("nan", "NaN")}"^^<{XSD}double>'
    text = text.removesuffix(".0")
    return f'"{"0" if text == "-0" else text}"^^{_DECIMAL}'


def _exact_date(value: date) -> Term:
    return f'"{value.isoformat()}"^^<{XSD}date>'


def _exact_moment(value: datetime) -> Term:
    text = value.replace(tzinfo=None).isoformat()
    return _moment_term(text.rstrip("0") if "." in text else text, value.utcoffset())


def _moment_term(text: str, offset: timedelta | None) -> Term:
    if offset is None:
        zone = ""
    elif not offset:
        zone = "Z"
    else:
        hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
        zone = f"{'-' if offset < timedelta(0) else '+'}{hours:02}:{minutes:02}"
    return f'"{text}{zone}"^^<{XSD}dateTime>'


def _exact_of_driver(value: Any) -> Term:
    if not hasattr(value, "hour"):
        return f'"{value.year:04}-{value.month:02}-{value.day:02}"^^<{XSD}date>'
    fraction = f".{value.nanosecond:09}".rstrip("0") if value.nanosecond else ""
    text = f"{value.year:04}-{value.month:02}-{value.day:02}T{value.hour:02}:{value.minute:02}:{value.second:02}"
    return _moment_term(text + fraction, value.utcoffset() if value.tzinfo is not None else None)


_WRITERS: Final[dict[type, Callable[[Any], Term]]] = {
    str: _exact_text,
    int: integer,
    float: _exact_float,
    bool: boolean,
    date: _exact_date,
    datetime: _exact_moment,
}


def same(a: Any, b: Any) -> bool:
    """Say whether two property values are the same, whether they are Python's or the driver's."""
    if isinstance(a, list) or isinstance(b, list):
        return isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    try:
        return exact(a) == exact(b) and isinstance(a, float) == isinstance(b, float)
    except NotOurs:
        return type(a) is type(b) and bool(a == b)


def readable(values: list[Typed]) -> list[Any]:
    """Return values as one list of one kind, in order, each once: numbers as floats, other mixtures as text."""
    kinds = {value.kind for value in values} - {Kind.NONE}
    met = [value.value for value in values if value.kind]
    if len(kinds) > 1:
        met = [float(v) for v in met] if kinds == {Kind.INTEGER, Kind.FLOAT} else [_as_text(v) for v in met]
    return sorted(set(met))


def _as_text(value: Scalar) -> str:
    return value if isinstance(value, str) else literal_value(exact(value)).text
