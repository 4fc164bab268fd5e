"""Which earlier, longer name of a text a short one takes up: "Merkel" after "Angela Merkel", "JDRF" after its words.

Only names: pronouns and "the company" are left to those who read. An antecedent is a strong hint, and no decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from graph.linking.normalise import normalise
from graph.linking.span_words import CONNECTORS

if TYPE_CHECKING:
    from graph.linking.mentions import Mention

_SHORTEST: Final = 3
"""Letters of a word that may take up a name."""
_MOST_OF_A_WORD: Final = 8
"""Names that are looked at for one word, the nearest: in a list of a hundred Smiths, a Smith takes up the last."""


def antecedents(mentions: Sequence[Mention]) -> list[int | None]:
    """Return for each mention, in the order of the text, the place of the earlier mention that it takes up, or None.

    A name takes up the nearest earlier one of more words that it is the beginning or the end of, or whose initials it
    spells, unless the kinds that the model gave them exclude each other.
    """
    by_word: dict[str, list[int]] = {}
    found: list[int | None] = []
    words_of: list[list[str]] = []
    for at, mention in enumerate(mentions):
        words = normalise(mention.surface).split()
        words_of.append(words)
        found.append(_antecedent(mentions, words_of, by_word, at) if words and mention.surface[0].isupper() else None)
        if len(words) > 1 and mention.surface[0].isupper():
            for key in {words[0], words[-1], *_initials(words)}:
                by_word.setdefault(key, []).append(at)
    return found


def _antecedent(
    mentions: Sequence[Mention], words_of: Sequence[Sequence[str]], by_word: dict[str, list[int]], at: int
) -> int | None:
    words, mention = words_of[at], mentions[at]
    keys = [words[0], words[-1]] if len(words) > 1 or len(words[0]) >= _SHORTEST else []
    if mention.surface.isupper():
        keys.append(_as_initials("".join(words)))
    earlier = sorted({place for key in keys for place in by_word.get(key, ())[-_MOST_OF_A_WORD:]}, reverse=True)
    for place in earlier:
        other = words_of[place]
        fits = len(other) > len(words) and (other[: len(words)] == words or other[-len(words) :] == words)
        fits = fits or _as_initials("".join(words)) in _initials(other)
        if fits and not _excluded(mention, mentions[place]):
            return place
    return None


def _excluded(one: Mention, other: Mention) -> bool:
    return bool(one.type_mask and other.type_mask and not one.type_mask & other.type_mask)


def _initials(words: Sequence[str]) -> set[str]:
    """Return the initials of three words or more, with and without small words; marked, so that they are no word."""
    big = [word for word in words if word not in CONNECTORS]
    spelled = {"".join(word[0] for word in some) for some in (words, big) if len(some) > 2}
    return {_as_initials(letters) for letters in spelled}


def _as_initials(letters: str) -> str:
    return letters + "."
