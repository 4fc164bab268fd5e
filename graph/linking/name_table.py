"""Names held in memory, to be found as they stand, misspelt by a letter, by their words, and by how they begin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from string import ascii_lowercase, digits
from typing import Final

from graph.linking.normalise import MAX_NAME, normalise
from graph.linking.things import similarity

MISSPELT: Final = 0.97
"""What a letter of difference leaves of a name's quality, beside its share of the letters."""

LONGEST_CORRECTED: Final = 40
"""Characters of a name in which a wrong letter is looked for."""

_LETTERS: Final = ascii_lowercase + digits
_LEAST: Final = 0.35
"""Similarity below which two names that share a word have nothing to do with each other."""
_MOST_OF_A_WORD: Final = 2_000
_BY_WORDS: Final = 0.95
_SHORTEST_CORRECTED: Final = 4


def misspellings(key: str) -> Iterator[str]:
    """Yield what a normalised name would be with one letter left out, swapped, changed or put in; none for short ones.

    About 75 for each letter; letters other than a to z and digits are only left out and swapped.
    """
    if not _SHORTEST_CORRECTED <= len(key) <= LONGEST_CORRECTED:
        return
    for i in range(len(key)):
        yield key[:i] + key[i + 1 :]
        if i + 1 < len(key) and key[i] != key[i + 1]:
            yield key[:i] + key[i + 1] + key[i] + key[i + 2 :]
    for i in range(len(key) + 1):
        for letter in _LETTERS:
            yield key[:i] + letter + key[i:]
            if i < len(key) and key[i] != letter:
                yield key[:i] + letter + key[i + 1 :]


def corrected_quality(key: str) -> float:
    """Return the quality of a name that differs from a known one by a letter."""
    return MISSPELT * (1 - 1 / max(len(key), 2))


class NameTable:
    """Names, and the numbers of those who bear them; made once, then only asked."""

    def __init__(self, names: Iterable[tuple[str, int, float]]) -> None:
        """Take (name, number of its bearer, quality of the name in 0..1)."""
        self._bearers: dict[str, dict[int, float]] = {}
        for text, number, quality in names:
            key = normalise(text) if len(text) <= MAX_NAME else ""
            if key:
                of_key = self._bearers.setdefault(key, {})
                of_key[number] = max(quality, of_key.get(number, 0.0))
        self._keys = sorted(self._bearers)
        self._by_word: dict[str, list[str]] = {}
        for key in self._keys:
            for word in set(key.split()):
                self._by_word.setdefault(word, []).append(key)
        self._words = sorted(self._by_word)

    def __len__(self) -> int:
        return len(self._keys)

    def exact(self, text: str) -> dict[int, float]:
        """Return the bearers of a name as it stands, with the quality of the name."""
        return dict(self._bearers.get(normalise(text), {}))

    def near(self, text: str) -> dict[int, float]:
        """Return the bearers of names that differ by a letter, or share a word; with how near they are."""
        key, found = normalise(text), dict[int, float]()
        for other in misspellings(key):
            if other in self._bearers:
                _keep(found, self._bearers[other], corrected_quality(key))
        for other in self._sharing(key):
            alike = similarity(key, other)
            if alike >= _LEAST:
                _keep(found, self._bearers[other], _BY_WORDS * alike)
        return found

    def _sharing(self, key: str) -> set[str]:
        """Return names that share a word, of its rarest words first; not those of words that thousands share."""
        found: set[str] = set()
        for word in sorted({w for w in key.split() if w in self._by_word}, key=lambda w: len(self._by_word[w])):
            if len(found) + len(self._by_word[word]) > _MOST_OF_A_WORD:
                break
            found.update(self._by_word[word])
        return found

    def beginning(self, prefix: str, *, most: int) -> dict[int, float]:
        """Return bearers of names that begin so, or hold a word that does; shorter names are better."""
        key, found = normalise(prefix), dict[int, float]()
        if not key:
            return found
        for name in _from(self._keys, key, most):
            _keep(found, self._bearers[name], 0.5 + 0.5 * len(key) / len(name))
        for word in _from(self._words, key, most):
            for name in self._by_word[word][:most]:
                _keep(found, self._bearers[name], 0.5 * len(key) / len(name))
            if len(found) >= most:
                break
        return found


def _keep(found: dict[int, float], bearers: dict[int, float], factor: float) -> None:
    for number, quality in bearers.items():
        found[number] = max(found.get(number, 0.0), quality * factor)


def _from(ordered: list[str], prefix: str, most: int) -> Iterator[str]:
    start = bisect_left(ordered, prefix)
    for place in range(start, min(start + most, len(ordered))):
        if not ordered[place].startswith(prefix):
            return
        yield ordered[place]
