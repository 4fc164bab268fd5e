"""How the text of a tag of a film or sound becomes claims: dates, languages, positions, keywords, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final

from extractors.files.claims import Claims, Speaker, clean_text
from extractors.files.xmp_claims import date_text
from extractors.languages import SHORTEST
from ontology.model import WHOLE, Segment

_ISO_6709: Final = re.compile(r"([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_ISO_6709_MINUTES: Final = re.compile(r"([+-])(\d{2})(\d{2}(?:\.\d+)?)([+-])(\d{3})(\d{2}(?:\.\d+)?)")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_LANGUAGE: Final = frozenset(("und", "mul", "zxx", "mis", "xxx", "qaa"))
_US_DATE: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def stream_language(code: str) -> str:
    """Return a stream's language as BCP 47, or "" for none, undetermined or no code."""
    first, _, rest = code.strip().replace("_", "-").partition("-")
    first = first.lower()
    if first in _NO_LANGUAGE or not _LANGUAGE.fullmatch(f"{first}-{rest}" if rest else first):
        return ""
    first = SHORTEST.get(first, first)
    return f"{first}-{rest}" if rest else first


def say_tag(
    claims: Claims,
    prop: str,
    speaker: Speaker,
    text: str,
    *,
    pointer: str,
    language: str = "",
    segment: Segment = WHOLE,
) -> None:
    """Say what one tag means, in the form that its property wants.

    Keywords are parted at commas and semicolons. A text that is no date, number or language where one is wanted is
    named as a problem, by the last part of `pointer`, which is the tag's name.
    """
    text = clean_text(text)
    if not text:
        return
    wanted, read = _READ.get(prop, ("", _as_it_is))
    texts = read(text)
    if not texts and wanted:
        claims.problem(f"tag {pointer.rpartition('/')[2]} {text[:40]!r} is not {wanted}")
    for each in texts:
        claims.say(speaker, prop, each, pointer=pointer, language=language, segment=segment)


def say_position(text: str, claims: Claims, *, pointer: str = "/Tag/location") -> bool:
    """Say a position as ISO 6709, annex H, gives it: degrees, or degrees and minutes; altitude in metres.

    False where it is none.
    """
    altitude = ""
    if match := _ISO_6709.match(text):
        latitude, longitude, altitude = Decimal(match[1]), Decimal(match[2]), match[3] or ""
    elif match := _ISO_6709_MINUTES.match(text):
        north, degrees, minutes, east, east_degrees, east_minutes = match.groups()
        latitude = (Decimal(degrees) + Decimal(minutes) / 60) * (-1 if north == "-" else 1)
        longitude = (Decimal(east_degrees) + Decimal(east_minutes) / 60) * (-1 if east == "-" else 1)
    else:
        return False
    if not say_degrees(latitude, longitude, claims, pointer=pointer):
        return False
    if altitude:
        claims.say(Speaker.DEVICE, "altitude", round(Decimal(altitude), 3), pointer=pointer)
    return True


def say_degrees(latitude: Decimal, longitude: Decimal, claims: Claims, *, pointer: str) -> bool:
    """Say a position in degrees north and east; False where it lies off the Earth."""
    if abs(latitude) > 90 or abs(longitude) > 180:
        return False
    claims.say(Speaker.DEVICE, "latitude", round(latitude, 7), pointer=pointer)
    claims.say(Speaker.DEVICE, "longitude", round(longitude, 7), pointer=pointer)
    return True


def tag_date(text: str) -> str:
    """Return a tag's date in xsd form: ISO 8601 to any precision, colons for hyphens, or mm/dd/yyyy; "" for none."""
    text = text.strip()
    if match := _US_DATE.fullmatch(text):
        return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}" if int(match[1]) <= 12 else ""
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    # RIFF writers join date and time with a space, Matroska leaves "UTC" behind, ID3 stops at the hour.
    text = re.sub(r"^(\d{4}[-:]\d\d[-:]\d\d)[ T](\d\d)$", r"\1T\2:00", text.removesuffix(" UTC"))
    return date_text(text)


def _as_it_is(text: str) -> list[str]:
    return [text]


def _dates(text: str) -> list[str]:
    return [date] if (date := tag_date(text)) else []


def _keywords(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[;,]", text) if word.strip()]


def _languages(text: str) -> list[str]:
    codes = [text] if re.match(r"[A-Za-z]{2,3}\b", text) else []
    return [code for each in codes for part in re.split(r"[\s;,/\x00]+", each) if (code := stream_language(part))]


def _whole_number(text: str) -> list[str]:
    return [text] if re.fullmatch(r"-?\d{1,18}", text) else []


def _number(text: str) -> list[str]:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return []
    return [clean_text(round(number, 6))] if number.is_finite() and abs(number) < Decimal(10) ** 12 else []


def _sequence_number(text: str) -> list[str]:
    """Return ``3`` or ``3/12``; a zero means that none was given."""
    return [] if re.fullmatch(r"0+(?:/0*)?", text) else [re.sub(r"^0+(?=\d)|/0+$", "", text)]


def _age_rating(text: str) -> list[str]:
    """Return ``mpaa PG-13`` of iTunes' ``mpaa|PG-13|300|``; anything else as it is."""
    parts = [part.strip() for part in text.split("|")]
    return [" ".join(parts[:2]).strip()] if len(parts) > 2 else [text]


def _names(text: str) -> list[str]:
    return [name.strip() for name in re.split(r"[\x00;]|\s/\s", text) if name.strip()]


_DATE: Final = ("a date", _dates)
_READ: Final[dict[str, tuple[str, Callable[[str], list[str]]]]] = {
    "captureDate": _DATE,
    "dateCreated": _DATE,
    "digitisedDate": _DATE,
    "modifiedDate": _DATE,
    "keyword": ("", _keywords),
    "language": ("", _languages),
    "subtitleLanguage": ("", _languages),
    "timeReference": ("a whole number", _whole_number),
    "tempo": ("a number", _number),
    "rating": ("a number", _number),
    "gpsDirection": ("a number", _number),
    "focalLength35mm": ("a whole number", _whole_number),
    "trackNumber": ("", _sequence_number),
    "discNumber": ("", _sequence_number),
    "contributor": ("", _names),
    "composer": ("", _names),
    "writer": ("", _names),
    "datePublished": ("a date", _dates),
    "gpsAccuracy": ("a number", _number),
    "ageRating": ("", _age_rating),
}
"""Property to what its text must be, in words, and the function that brings it into form."""
