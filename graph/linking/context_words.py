"""Words as they are compared between a text and what is said of an entity: stems, and how rare each is.

"Frenchman", "France" and "French" are one stem, so that a description "city in France" fits a text on French cities.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from graph.linking.nationalities import DEMONYMS, KINDRED
from graph.linking.normalise import normalise
from graph.linking.span_words import CLASS_OF

WORDS: Final = Path(__file__).parent / "models" / "words.json"
"""How many of how many descriptions hold a stem: the stems that are in more than a few."""

NEAR: Final = 20
"""Words on each side of a mention that are near it."""
WIDE: Final = 150
"""Words on each side that are read at all: a long text moves on."""
_STEP: Final = 40
"""Words that share one wide context, so that it is made once."""

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 40


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return what stands for a word; "" for one that says nothing of the matter ("the").

    >>> stem("Cities"), stem("France") == stem("French"), stem("the")
    ('city', True, '')
    """
    folded = normalise(word)
    if folded in CLASS_OF or len(folded) < 2 or len(folded) > _LONGEST:
        return ""
    forms = DEMONYMS.get(folded) or KINDRED.get(folded)
    if forms:
        return normalise(forms[0])
    if len(folded) > 4 and folded.endswith("ies"):
        return f"{folded[:-3]}y"
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss") else folded


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order, those that say nothing left out."""
    return [found for found in map(stem, _WORD.findall(text)) if found]


@lru_cache(maxsize=65_536)
def rarity(stem_: str) -> float:
    """Return how rare a stem is in descriptions, 0..1: idf, divided by that of a stem that is in none."""
    total, counts = _counts()
    return math.log((total + 1) / (counts.get(stem_, 0) + 1)) / math.log(total + 1)


@cache
def _counts() -> tuple[int, dict[str, int]]:
    body = json.loads(WORDS.read_bytes())
    return int(body["descriptions"]), dict(body["stems"])


def count_stems(descriptions: Iterable[str], *, least: int) -> dict[str, object]:
    """Return what `WORDS` holds, counted in descriptions; stems in fewer than `least` of them are left out."""
    counts: dict[str, int] = {}
    total = 0
    for description in descriptions:
        total += 1
        for found in set(stems(description)):
            counts[found] = counts.get(found, 0) + 1
    kept = sorted((word, count) for word, count in counts.items() if count >= least)
    return {"descriptions": total, "stems": dict(kept)}


class TextWords:
    """The words of a text, asked for what stands around a place. Making one is linear in the text's length."""

    def __init__(self, text: str, beside: str = "") -> None:
        """`beside`: other words that hold for the whole text: a title, keywords."""
        found = list(_WORD.finditer(text))
        self._starts = [match.start() for match in found]
        self._stems = [stem(match[0]) for match in found]
        self._beside = frozenset(stems(beside))
        self._wide: dict[int, frozenset[str]] = {}

    def around(self, start: int, end: int) -> tuple[frozenset[str], frozenset[str]]:
        """Return the stems near characters `start` to `end`, without those between, and those in the wide context."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        near = frozenset(self._stems[max(0, first - NEAR) : first] + self._stems[last : last + NEAR])
        block = first // _STEP
        wide = self._wide.get(block)
        if wide is None:
            middle = block * _STEP + _STEP // 2
            wide = frozenset(self._stems[max(0, middle - WIDE) : middle + WIDE]) | self._beside
            self._wide[block] = wide
        return near, wide
