"""Raw text to the canonical object of a Fact, by the range its property declares: `1.5` and `1.50` become one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from ontology.model import Term, TermError
from ontology.model.rdf import XSD, iri, lang_string, literal_value, string, typed
from ontology.namespaces import PREFIXES
from ontology.property_term import PropertyTerm

_LANG_STRING: Final = PREFIXES["rdf"] + "langString"
_LITERAL: Final = PREFIXES["rdfs"] + "Literal"
_LINE_END: Final = re.compile(r"\r\n?")
_YEAR: Final = re.compile(r"-?\d{4,}\Z")
_MONTH: Final = re.compile(r"\d{4}-\d{2}\Z")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_INTERVAL: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:[-\N{EN DASH}]\s*(\d+(?:\.\d+)?)\s*)?\Z")


def clean_text(text: str) -> str:
    """Return text in Unicode form NFC, line ends as \\n, without space around it."""
    plain = text.strip()
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    return _LINE_END.sub("\n", plain) if "\r" in plain else plain


def canonical_literal(term: PropertyTerm, text: str, language: str) -> Term:
    """Return the literal a raw text stands for; raise `TermError` where it does not fit the property's range."""
    plain = clean_text(text)
    if not plain:
        raise TermError(term.local, text, "is empty")
    if term.merge_kind == "interval":
        return string(Interval.of(plain).text)
    datatype = term.datatype
    if datatype in (_LANG_STRING, _LITERAL):
        return lang_string(plain, language) if language else string(plain)
    if datatype == XSD + "string":
        return string(plain)
    written = _WRITERS.get(datatype.removeprefix(XSD))
    return written(plain) if written else typed(plain, datatype)


def _integer(text: str) -> Term:
    """Models write whole numbers as 3 and as 3.0."""
    try:
        number = Decimal(text)
    except InvalidOperation as err:
        raise TermError("integer", text, "is not a whole number") from err
    if not number.is_finite() or number != number.to_integral_value():
        raise TermError("integer", text, "is not a whole number")
    return typed(str(int(number)) if abs(number.adjusted()) < 20 else text, XSD + "integer")


def _moment(text: str) -> Term:
    """A date or a year is no moment: it stays the less exact thing it is, and no midnight is invented."""
    if _YEAR.match(text):
        return typed(text, XSD + "gYear")
    if _DAY.match(text):
        return typed(text, XSD + "date")
    if _MONTH.match(text):
        # gYearMonth is not among the literals that every store keeps (DESIGN 5).
        raise TermError("dateTime", text, "is a month: a moment, a day or a year is wanted")
    return typed(text, XSD + "dateTime")


def _any_uri(text: str) -> Term:
    iri(text)
    return typed(text, XSD + "anyURI")


_WRITERS: Final[dict[str, Callable[[str], Term]]] = {
    "integer": _integer,
    "dateTime": _moment,
    "date": _moment,
    "anyURI": _any_uri,
}


class Interval(NamedTuple):
    """A closed interval of numbers, such as an age range in years."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, text: str) -> Interval:
        """Return the interval of ``low-high`` or of one number; raise `TermError` for anything else."""
        found = _INTERVAL.match(text)
        if found is None:
            raise TermError("interval", text, "is not two numbers with a hyphen between, such as 25-35")
        low = Decimal(found[1])
        high = Decimal(found[2]) if found[2] else low
        if low > high:
            raise TermError("interval", text, "ends before it starts")
        return cls(low, high)

    @property
    def text(self) -> str:
        """The canonical text, ``25-35``."""
        return "-".join(format(n.normalize(), "f") for n in self)

    def overlaps(self, other: Interval) -> bool:
        """Say whether two intervals share a number."""
        return self.low <= other.high and other.low <= self.high


def number_of(value: Term) -> Decimal:
    """Return the number of a numeric literal."""
    return Decimal(literal_value(value).text)


def interval_of(value: Term) -> Interval:
    """Return the interval of a canonical interval literal."""
    return Interval.of(literal_value(value).text)
