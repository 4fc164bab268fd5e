"""RDF terms and quads as plain N-Triples text.

A `Term` is the N-Triples form of an IRI, literal or (rarely) blank node: ``<http://a>``, ``"x"@en``,
``"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>``. Text compares, hashes, sorts and travels between processes
at the speed of `str`, and no engine's term classes leak above its adapter.

Invariant: every literal made here is in the canonical form that survives all stores (DESIGN 5): language tags in
lower case, decimals without trailing zeros, dateTimes in UTC with ``Z``, no ``xsd:int``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

XSD: Final = "http://www.w3.org/2001/XMLSchema#"

RDF_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

Term = str
"""N-Triples text of one term."""

DEFAULT_GRAPH: Final = ""
"""The graph term of quads in the unnamed graph."""


class Quad(NamedTuple):
    """Subject, predicate, object and graph, each as N-Triples text; graph ``""`` is the unnamed graph."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term = DEFAULT_GRAPH

    def nquads(self) -> str:
        """Return the N-Quads line without its line end."""
        return " ".join((*self[:3], self.graph, ".")) if self.graph else " ".join((*self[:3], "."))


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_NEEDS_ESCAPE: Final = re.compile(r'[\\"\n\r\t\b\f\x00-\x1f\x7f]')
_UNESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_UNESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
# SPARQL 1.1, 19.8, IRIREF: characters an IRI between < and > must not hold.
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f]|[\ud800-\udfff]')
_ABSOLUTE: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:")
# RFC 5646, 2.1: langtag, privateuse and grandfathered; stores refuse what does not follow it.
_LANGUAGE: Final = re.compile(
    r"""(?ix)
    (?: (?: [a-z]{2,3} (?: -[a-z]{3} ){0,3} | [a-z]{4,8} )   # language, extlang
        (?: -[a-z]{4} )?                                     # script
        (?: -(?: [a-z]{2} | [0-9]{3} ) )?                    # region
        (?: -(?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*       # variants
        (?: -[0-9a-wyz] (?: -[a-z0-9]{2,8} )+ )*             # extensions
        (?: -x (?: -[a-z0-9]{1,8} )+ )?
      | x (?: -[a-z0-9]{1,8} )+
      | i-(?: ami | bnn | default | enochian | hak | klingon | lux | mingo | navajo | pwn | tao | tay | tsu )
      | en-gb-oed
      | sgn-(?: be-fr | be-nl | ch-de ) | art-lojban | cel-gaulish | zh-(?: min-nan | hakka | xiang | guoyu | min )
    )""",
)


class TermError(ValueError):
    """A text that cannot become an RDF term: `what` names the kind of term, `value` is the text."""

    def __init__(self, what: str, value: str, rule: str) -> None:
        self.what, self.value, self.rule = what, value, rule
        super().__init__(f"{what} {value[:200]!r} {rule}")


def iri(value: str) -> Term:
    """Return the term of an absolute IRI; raise `TermError` where it holds what no IRI may hold."""
    if _NOT_IN_IRI.search(value):
        raise TermError("IRI", value, 'holds a space, control character or one of <>"{}|^`\\, which IRIs may not')
    if not _ABSOLUTE.match(value):
        raise TermError("IRI", value, "is not absolute: it has no scheme such as https:")
    return f"<{value}>"


def escape(text: str) -> str:
    """Return text as it stands between the quotes of an N-Triples literal; lone surrogates become U+FFFD."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8") if _has_surrogate(text) else text
    return _NEEDS_ESCAPE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in text)


def string(text: str) -> Term:
    """Return a plain string literal."""
    return f'"{escape(text)}"'


def lang_string(text: str, language: str) -> Term:
    """Return a language-tagged literal, tag in lower case; raise `TermError` for a tag that is none."""
    if not _LANGUAGE.fullmatch(language):
        raise TermError("language", language, "is not a BCP 47 tag such as en or pt-br")
    return f'"{escape(text)}"@{language.lower()}'


def typed(lexical: str, datatype: str) -> Term:
    """Return the canonical literal of a lexical form and datatype IRI; raise `TermError` where it does not fit."""
    canonical = _CANONICAL.get(datatype.removeprefix(XSD)) if datatype.startswith(XSD) else None
    if canonical is None:
        return f'"{escape(lexical)}"' if datatype == XSD + "string" else f'"{escape(lexical)}"^^{iri(datatype)}'
    return f'"{escape(canonical(lexical.strip()))}"^^<{datatype}>'


def integer(value: int) -> Term:
    """Return an xsd:integer."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: Decimal | float | str) -> Term:
    """Return an xsd:decimal in canonical form; floats by their shortest decimal form."""
    return f'"{canonical_decimal(str(value))}"^^<{XSD}decimal>'


def boolean(value: bool) -> Term:
    """Return an xsd:boolean."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def date_time(value: datetime | str) -> Term:
    """Return an xsd:dateTime, in UTC with Z where a time zone is known."""
    text = value.isoformat() if isinstance(value, datetime) else value
    return typed(text, XSD + "dateTime")


def canonical_decimal(lexical: str) -> str:
    """Return `1.50` as `1.5`, `1e3` as `1000`; raise `TermError` for what is no finite number."""
    try:
        number = Decimal(lexical)
    except InvalidOperation as err:
        raise TermError("decimal", lexical, "is not a number") from err
    if not number.is_finite():
        raise TermError("decimal", lexical, "is not finite")
    if number.adjusted() > 30:
        raise TermError("decimal", lexical, "is beyond 1e30")
    # Oxigraph's decimals keep 18 fractional digits within 128 bits: more would be lost without a word.
    text = format(round(number, 12).normalize(), "f")
    return "0" if text in ("-0", "") else text


def _canonical_integer(lexical: str) -> str:
    try:
        number = int(lexical)
    except ValueError as err:
        raise TermError("integer", lexical, "is not a whole number") from err
    if not -(2**63) <= number < 2**63:
        raise TermError("integer", lexical, "does not fit 64 bits")
    return str(number)


def _canonical_boolean(lexical: str) -> str:
    match lexical.lower():
        case "true" | "1" | "yes":
            return "true"
        case "false" | "0" | "no":
            return "false"
    raise TermError("boolean", lexical, "is neither true nor false")


def _canonical_double(lexical: str) -> str:
    try:
        number = float(lexical)
    except ValueError as err:
        raise TermError("double", lexical, "is not a number") from err
    if not math.isfinite(number):
        return repr(number).replace("inf", "INF").replace("nan", "NaN")
    # As Oxigraph gives doubles back: the shortest digits, no exponent, no ".0".
    return format(Decimal(repr(number)), "f").removesuffix(".0")


def _canonical_date_time(lexical: str) -> str:
    try:
        moment = datetime.fromisoformat(lexical)
    except ValueError as err:
        raise TermError("dateTime", lexical, "is not a date and time such as 2026-11-22T10:00:00Z") from err
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
        zone = "Z"
    else:
        zone = ""
    text = moment.isoformat()
    return (text.rstrip("0") if "." in text else text) + zone


def _canonical_date(lexical: str) -> str:
    try:
        return datetime.strptime(lexical, "%Y-%m-%d").date().isoformat()
    except ValueError as err:
        raise TermError("date", lexical, "is not a date such as 2026-11-22") from err


def _canonical_year(lexical: str) -> str:
    if not re.fullmatch(r"-?\d{4,}", lexical):
        raise TermError("gYear", lexical, "is not a year such as 1903")
    return lexical


_CANONICAL: Final = {
    "integer": _canonical_integer,
    "decimal": canonical_decimal,
    "double": _canonical_double,
    "boolean": _canonical_boolean,
    "dateTime": _canonical_date_time,
    "date": _canonical_date,
    "gYear": _canonical_year,
}


class Literal(NamedTuple):
    """A literal taken apart: its text, datatype IRI, and language ("" for none)."""

    text: str
    datatype: str
    language: str


_LITERAL: Final = re.compile(r'^"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9\-]+)|\^\^<([^>]*)>)?$', re.DOTALL)


def is_iri(term: Term) -> bool:
    """Say whether a term is an IRI."""
    return term.startswith("<")


def iri_value(term: Term) -> str:
    """Return the IRI inside an IRI term; raise ValueError for any other term."""
    if not is_iri(term):
        raise ValueError(f"{term!r} is not an IRI term")
    return term[1:-1]


def literal_value(term: Term) -> Literal:
    """Return the parts of a literal term; raise ValueError for any other term."""
    match = _LITERAL.match(term)
    if match is None:
        raise ValueError(f"{term!r} is not a literal term")
    text, language, datatype = match.groups()
    if "\\" in text:
        text = _UNESCAPE.sub(_unescape, text)
    if language:
        return Literal(text, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", language)
    return Literal(text, datatype or XSD + "string", "")


def _unescape(match: re.Match[str]) -> str:
    short, long, single = match.groups()
    if short or long:
        return chr(int(short or long, 16))
    return _UNESCAPED.get(single, single)


def text_of(term: Term) -> str:
    """Return what a person reads: the IRI or the literal's text."""
    return iri_value(term) if is_iri(term) else literal_value(term).text if term.startswith('"') else term


def to_nquads(quads: Iterable[Quad]) -> str:
    """Return canonical N-Quads: sorted lines, each with its line end."""
    return "".join(f"{line}\n" for line in sorted(q.nquads() for q in quads))
