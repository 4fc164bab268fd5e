"""How labels are compared: folded to what two spellings of one word share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_NOT_A_WORD: Final = re.compile(r"[^\w]+|_+")
_ENGLISH: Final = re.compile(r"(?:(?<=[^aeiou])ies|(?<=s)ses|(?<=x)es|(?<=[cs]h)es|(?<=z)es|(?<=[^suiy])(?<!ic)s)$")
_IRREGULAR: Final = {
    "buses": "bus",
    "children": "child",
    "leaves": "leaf",
    "lens": "lens",
    "men": "man",
    "movies": "movie",
    "news": "news",
    "series": "series",
    "species": "species",
    "wolves": "wolf",
    "women": "woman",
}
"""Words that media labels hold and the endings below would spoil; words in -ics stand as they are."""
_MIN_PLURAL: Final = 4
"""Shorter words stand as they are."""


@lru_cache(maxsize=65_536)
def fold(label: str) -> str:
    """Return a label without case, accents and punctuation, words joined by one space; `&` is read as "and".

    >>> fold("Rock & Roll"), fold("Close-Up"), fold("Théâtre")
    ('rock and roll', 'close up', 'theatre')
    """
    plain = label.replace("&", " and ").replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    without_marks = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(_NOT_A_WORD.sub(" ", without_marks).split())


@lru_cache(maxsize=65_536)
def fold_number(label: str, language: str) -> str:
    """Return a folded label with its last word in the singular, as far as regular endings tell.

    English, French and Spanish only, and only the last word: the aim is that "dogs" finds "dog", not grammar.

    >>> fold_number("Cities", "en"), fold_number("Racing cars", "en"), fold_number("News", "en")
    ('city', 'racing car', 'news')
    """
    folded = fold(label)
    *before, last = folded.split(" ")
    if len(last) >= _MIN_PLURAL:
        last = _singular(last, language[:2])
    return " ".join((*before, last))


def _singular(word: str, language: str) -> str:
    match language:
        case "en" | "":
            found = _ENGLISH.search(word)
            if found is None or word in _IRREGULAR:
                return _IRREGULAR.get(word, word)
            ending = found.group()
            return word[: found.start()] + {"ies": "y", "ses": "s"}.get(ending, "")
        case "fr":
            return word[:-1] if word.endswith(("s", "x")) and not word.endswith(("ss", "eux")) else word
        case "es":
            return word[:-1] if word.endswith(("as", "os", "es")) else word
    return word


def spoken_languages(language: str) -> tuple[str, ...]:
    """Return the languages whose labels may name what a label of this language names, nearest first.

    The tag itself, its parent tags, then English, in which most models speak; "" stands for an unknown language.

    >>> spoken_languages("pt-br")
    ('pt-br', 'pt', 'en', '')
    """
    tags = []
    parts = language.lower().split("-") if language else []
    while parts:
        tags.append("-".join(parts))
        parts.pop()
    return tuple(dict.fromkeys((*tags, "en", "")))
