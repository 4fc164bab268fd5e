"""Other readings of a name that nobody bears: without article, possessive, title, legal form, plural; as misread."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from graph.linking.name_words import GENERIC_AFTER, HONORIFICS, LEGAL_FORMS
from graph.linking.normalise import confusions

_ARTICLE: Final = re.compile(r"^(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"(?:['’]s?|s['’])$")
_BRACKET: Final = re.compile(r"\s*[(\[（].*$")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")

_SHORTEST_READ, _LONGEST_READ = 4, 40
"""Characters of a name that is read anew as OCR may have misread it."""
_MOST_MISREAD: Final = 2
_MOST_TRIED: Final = 200


def readings(surface: str) -> Iterator[str]:
    """Yield other readings of a name, the likeliest first, each made from the one before where both may hold.

    >>> list(readings("the president's"))
    ["president's", 'president']
    >>> list(readings("#BarackObama"))
    ['Barack Obama']
    """
    text = surface.strip()
    for change in _CHANGES:
        changed = change(text).strip()
        if changed and changed != text:
            yield changed
            text = changed


def _spaced(text: str) -> str:
    """Return a hashtag or handle in words; other text as it stands."""
    return _CAMEL.sub(" ", text.lstrip("#@")).replace("_", " ") if text[:1] in "#@" else text


def _untitled(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in HONORIFICS:
        words = words[1:]
    return " ".join(words)


def _unformed(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[-1].strip(",.").replace(".", "").lower() in LEGAL_FORMS:
        words = words[:-1]
    return " ".join(words).rstrip(",")


def _singular(text: str) -> str:
    """Return a name without a plural ending of its last word; short words stand."""
    if len(text) < 4 or text[-1] != "s" or text[-2] in "su":
        return text
    return text[:-3] + "y" if text.endswith("ies") else text[:-1]


def _ungeneric(text: str) -> str:
    """Return a name of several words without a last word that says what kind of thing it is."""
    head, _, last = text.rpartition(" ")
    return head if last.lower() in GENERIC_AFTER else text


_CHANGES: Final[tuple[Callable[[str], str], ...]] = (
    _spaced,
    lambda text: _ARTICLE.sub("", text),
    lambda text: _POSSESSIVE.sub("", text),
    lambda text: _BRACKET.sub("", text),
    _untitled,
    _unformed,
    lambda text: text.partition(", ")[0],
    _singular,
    _ungeneric,
)


def misread(key: str, begins: Callable[[str], bool]) -> Iterator[str]:
    """Yield normalised names that OCR may have read as `key`: two misread letters at most, of a bounded number tried.

    `begins` says whether any name begins so; what none begins with is not followed.
    """
    if not _SHORTEST_READ <= len(key) <= _LONGEST_READ:
        return
    tried = 0
    open_ends = [("", 0, 0)]
    while open_ends and tried < _MOST_TRIED:
        made, position, changes = open_ends.pop()
        tried += 1
        if position == len(key):
            if changes:
                yield made
            continue
        if made and not begins(made):
            continue
        for step, (meant, read) in enumerate(confusions(key, position)):
            if not step or changes < _MOST_MISREAD:
                open_ends.append((made + meant, position + read, changes + (step > 0)))
