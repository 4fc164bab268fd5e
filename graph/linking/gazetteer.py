"""Every name of the index that stands in a text, whatever its case: titles, brands, hashtags, OCR, lower-case text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from graph.linking.tokens import Tokens

MOST_WORDS: Final = 12
"""Words of the longest name looked for."""
_REACH: Final = 120
"""Characters of a folded name that are compared."""
_PLURALS: Final = ("s", "es")


class Names(Protocol):
    """The part of an index that knows names."""

    def prefixes(self, folded: str) -> list[str]:
        """Return the names that a folded text begins with, the shortest first; they may end within a word."""


def names_in(tokens: Tokens, names: Names) -> Iterator[tuple[int, int, bool]]:
    """Yield first and last word of each name that stands in a text, also within a longer one, and whether as plural.

    One look-up for each word, so the time is linear in the text's length.
    """
    for first, after in _stretches(tokens):
        folded, begins, ends = _joined(tokens, first, after)
        at_end = {end: first + place for place, end in enumerate(ends)}
        for place, begin in enumerate(begins):
            if not tokens.words[first + place]:
                continue
            for name in names.prefixes(folded[begin : begin + _REACH]):
                end = begin + len(name)
                last, plural = at_end.get(end), False
                if last is None and folded.startswith(_PLURALS, end):
                    last, plural = at_end.get(end + (1 if folded[end] == "s" else 2)), True
                if last is not None and last - first - place < MOST_WORDS:
                    yield first + place, last, plural


def _stretches(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield first word and the one after the last of each part that no name goes across."""
    first = 0
    for at in range(1, len(tokens)):
        if tokens.glue[at] is None or not tokens.words[at]:
            yield first, at
            first = at
    if len(tokens):
        yield first, len(tokens)


def _joined(tokens: Tokens, first: int, after: int) -> tuple[str, list[int], list[int]]:
    """Return the folded text of a stretch, and where in it each word begins and ends."""
    parts: list[str] = []
    begins, ends, length = [], [], 0
    for at in range(first, after):
        glue = (tokens.glue[at] or "") if at > first else ""
        parts += (glue, tokens.words[at])
        begins.append(length + len(glue))
        length += len(glue) + len(tokens.words[at])
        ends.append(length)
    return "".join(parts), begins, ends


_HASHTAG: Final = re.compile(r"[#@]([^\W_]\w{1,59})")
_CAMEL: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")


def hashtags_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end (without the sign) and reading of each hashtag or handle: "#BarackObama" is "Barack Obama".

    >>> list(hashtags_in("Go #NewYork!"))
    [(4, 11, 'New York')]
    """
    if "#" not in text and "@" not in text:
        return
    for found in _HASHTAG.finditer(text):
        yield found.start(1), found.end(1), " ".join(_CAMEL.findall(found[1].replace("_", " "))) or found[1]
