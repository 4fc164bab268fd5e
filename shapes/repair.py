"""Values as they are often written, put into the form the rules ask for."""

from __future__ import annotations

import re
from typing import Final

_LANGUAGE_NAMES: Final[dict[str, str]] = {
    "ar": "arabic العربية",
    "bg": "bulgarian български",
    "bn": "bengali bangla বাংলা",
    "ca": "catalan català",
    "cs": "czech čeština",
    "da": "danish dansk",
    "de": "german deutsch allemand alemán",
    "el": "greek ελληνικά",
    "en": "english anglais englisch inglés",
    "es": "spanish español castilian espagnol spanisch",
    "et": "estonian eesti",
    "fa": "persian farsi فارسی",
    "fi": "finnish suomi",
    "fr": "french français französisch francés",
    "ga": "irish gaeilge",
    "he": "hebrew עברית",
    "hi": "hindi हिन्दी",
    "hr": "croatian hrvatski",
    "hu": "hungarian magyar",
    "id": "indonesian",
    "is": "icelandic íslenska",
    "it": "italian italiano",
    "ja": "japanese 日本語",
    "ko": "korean 한국어",
    "la": "latin",
    "lt": "lithuanian lietuvių",
    "lv": "latvian latviešu",
    "ms": "malay",
    "nb": "norwegian norsk bokmål",
    "nl": "dutch nederlands flemish",
    "pl": "polish polski",
    "pt": "portuguese português",
    "ro": "romanian română",
    "ru": "russian русский",
    "sk": "slovak slovenčina",
    "sl": "slovenian slovene slovenščina",
    "sr": "serbian српски",
    "sv": "swedish svenska",
    "sw": "swahili kiswahili",
    "ta": "tamil தமிழ்",
    "te": "telugu తెలుగు",
    "th": "thai ไทย",
    "tr": "turkish türkçe",
    "uk": "ukrainian українська",
    "ur": "urdu اردو",
    "vi": "vietnamese",
    "zh": "chinese mandarin 中文",
}
"""ISO 639-1 code to what the language is called in English, in itself, and in a few others."""

_CODES: Final = {name: code for code, names in _LANGUAGE_NAMES.items() for name in names.split()}
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-(?:[a-z]{4}|[a-z]{2}|[0-9]{3}|[a-z0-9]{5,8}))*")
_EXIF_DATE: Final = re.compile(
    r"(\d{4})[:/.](\d{1,2})[:/.](\d{1,2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?"
)
_BARE_DATE: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar enero",
            "february feb février februar febrero",
            "march mar mars märz marzo",
            "april apr avril abril",
            "may mai mayo",
            "june jun juin juni junio",
            "july jul juillet juli julio",
            "august aug août agosto",
            "september sep sept septembre septiembre",
            "october oct okt octobre oktober octubre",
            "november nov novembre noviembre",
            "december dec dez décembre dezember diciembre",
        ),
        1,
    )
    for name in names.split()
}
_NAMED_MONTH: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|\.)? (?:de )?(\w+)\.?|(\w+)\.? (\d{1,2})(?:st|nd|rd|th)?),?(?: de)? (\d{4})"
)
_INTERVAL: Final = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:-|–|—|to|bis|à|a|\.\.+|,)\s*(\d+(?:[.,]\d+)?)\s*", re.I)
_TRUE: Final = frozenset(("y", "t", "on", "oui", "ja", "sí", "si", "wahr", "vrai", "verdadero"))
_FALSE: Final = frozenset(("n", "f", "off", "non", "nein", "falsch", "faux", "falso"))
_NUMBER: Final = re.compile(r"\s*([+-]?)\s*(\d{1,3}(?:,\d{3})+|\d+)?(?:([.,])(\d+))?\s*(?:[^\d.,]{0,12})\s*")


def repair_language(text: str) -> str | None:
    """Return the language tag that a text stands for, in lower case; None where there is none.

    >>> repair_language("en_US"), repair_language("English (US)")
    ('en-us', 'en')
    """
    tag = text.strip().replace("_", "-").casefold().strip("-")
    name = re.split(r"[\s(,;/]+", text.strip().casefold())[0]
    if name in _CODES:
        return _CODES[name]
    head = tag.partition("-")[0]
    if head in _CODES:
        return "-".join((_CODES[head], *tag.split("-")[1:]))
    return tag if _TAG.fullmatch(tag) else None


def repair_date(text: str) -> str | None:
    """Return a date, or date and time, in the form of ISO 8601; None where the text can be read in two ways.

    >>> repair_date("1903:12:17 10:35:00"), repair_date("17.12.1903"), repair_date("03/04/1903")
    ('1903-12-17T10:35:00', '1903-12-17', None)
    >>> repair_date("Dec. 17, 1903"), repair_date("17 de diciembre de 1903")
    ('1903-12-17', '1903-12-17')
    """
    text = text.strip()
    if found := _EXIF_DATE.fullmatch(text):
        year, month, day, time, zone = found.groups()
        date = _iso_date(year, month, day)
        return f"{date}T{time}{zone or ''}" if date and time else date
    if found := _BARE_DATE.fullmatch(text):
        return _iso_date(*found.groups())
    if found := _DAY_FIRST.fullmatch(text):
        first, separator, second, year = found.groups()
        if separator == "." or int(first) > 12 or first == second:
            return _iso_date(year, second, first)
        return _iso_date(year, first, second) if int(second) > 12 else None
    return _with_named_month(text)


def _with_named_month(text: str) -> str | None:
    found = _NAMED_MONTH.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    month = _MONTHS.get(found[2] or found[3])
    return None if month is None else _iso_date(found[5], str(month), found[1] or found[4])


def _iso_date(year: str, month: str, day: str) -> str | None:
    from datetime import date

    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def repair_number(text: str) -> str | None:
    """Return the number in a text that has a decimal comma, thousands or a unit; None where it is no number.

    >>> repair_number("29,97 fps"), repair_number("1,080"), repair_number("soon")
    ('29.97', '1080', None)
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[4]):
        return None
    sign, whole, _, fraction = found.groups()
    number = f"{sign.replace('+', '')}{(whole or '0').replace(',', '')}" + (f".{fraction}" if fraction else "")
    return number if number != text else None


def repair_identifier(text: str) -> str | None:
    """Return the absolute IRI that an identifier stands for; None where it is not known what it means.

    >>> repair_identifier("Q35286"), repair_identifier("www.imdb.com/name/nm0617588")
    ('http://www.wikidata.org/entity/Q35286', 'https://www.imdb.com/name/nm0617588')
    """
    text = text.strip()
    if re.search(r"[\s<>\"{}|^`\\\x00-\x1f]", text):
        return None
    if re.fullmatch(r"Q[1-9]\d*", text):
        return f"http://www.wikidata.org/entity/{text}"
    if re.fullmatch(r"/[mg]/[0-9a-z_]+", text):
        return f"http://g.co/kg{text}"
    if re.match(r"^[A-Za-z][A-Za-z0-9+.\-]*:\S", text):
        return text
    if re.match(r"^(?://)?[\w-]+(?:\.[\w-]+)+(?:/|$)", text):
        return "https://" + text.removeprefix("//")
    return None


def repair_boolean(text: str) -> str | None:
    """Return true or false for a word of English, French, German or Spanish that means it; None for any other.

    >>> repair_boolean("Ja"), repair_boolean("off"), repair_boolean("perhaps")
    ('true', 'false', None)
    """
    word = text.strip().casefold()
    return "true" if word in _TRUE else "false" if word in _FALSE else None


def repair_interval(text: str) -> str | None:
    """Return two numbers with a hyphen between, the smaller first; None where the text holds no two.

    >>> repair_interval("25 to 35"), repair_interval("35..25"), repair_interval("young")
    ('25-35', '25-35', None)
    """
    found = _INTERVAL.fullmatch(text)
    if found is None:
        return None
    low, high = sorted((number.replace(",", ".") for number in found.groups()), key=float)
    return f"{low}-{high}"
