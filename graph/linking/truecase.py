"""Capitals for text that has none, or nothing else: speech recognition, tweets, OCR of captions and headlines.

The model that finds names and the choice among spans both read capitals. What is put back comes from the index: the
names in it that are names of their own, longest first. The text's length never changes, so offsets hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from graph.linking.gazetteer import Names, names_in
from graph.linking.span_words import CALENDAR, CONNECTORS, NO_NAMES
from graph.linking.tokens import tokens_of

if TYPE_CHECKING:
    from graph.linking.span_features import NameFacts
    from graph.linking.tokens import Tokens

_FEWEST_WORDS: Final = 3
"""Words of a text without capitals, and of a line of capitals; fewer say nothing of how it is written."""
_KNOWN_WELL: Final = 0.9
"""Rank among the index's entities from which a single word is put in capitals."""
_LINE: Final = re.compile(r"[^\n]+")


def has_case(text: str) -> bool:
    """Whether capitals tell something: some words have one, and not all are of capitals."""
    return any(map(str.isupper, text)) or len(text.split(maxsplit=_FEWEST_WORDS)) < _FEWEST_WORDS


def truecase(text: str, names: Names, facts_of: Callable[[str], NameFacts]) -> str:
    """Return the text with its names in capitals where it had none; with small letters in lines that were all capitals.

    A text that is written as texts are comes back as it is.
    """
    lowered = _LINE.sub(lambda line: _lowered(line[0]), text)
    if lowered == text and has_case(text):
        return text
    tokens = tokens_of(lowered)
    letters = list(lowered)
    for first, last in _names_of_their_own(tokens, names, facts_of):
        for at in range(first, last + 1):
            if at == first or tokens.words[at] not in CONNECTORS:
                _raise(letters, tokens.starts[at])
    for at, opens in enumerate(tokens.opens):
        if opens:
            _raise(letters, tokens.starts[at])
    return "".join(letters)


def _lowered(line: str) -> str:
    """Return a line of capitals in small letters, one for one; any other line as it is."""
    if line.isupper() and len(line.split(maxsplit=_FEWEST_WORDS)) >= _FEWEST_WORDS:
        return "".join(small if len(small := letter.lower()) == 1 else letter for letter in line)
    return line


def _raise(letters: list[str], at: int) -> None:
    capital = letters[at].upper()
    if len(capital) == 1:
        letters[at] = capital


def _names_of_their_own(tokens: Tokens, names: Names, facts_of: Callable[[str], NameFacts]) -> list[tuple[int, int]]:
    """Return first and last words of the longest names that do not overlap, from the left."""
    found = sorted(
        {(first, last) for first, last, plural in names_in(tokens, names) if not plural},
        key=lambda span: (span[0], -span[1]),
    )
    kept: list[tuple[int, int]] = []
    after = -1
    for first, last in found:
        if first > after and _is_name(tokens, first, last, facts_of):
            kept.append((first, last))
            after = last
    return kept


def _is_name(tokens: Tokens, first: int, last: int, facts_of: Callable[[str], NameFacts]) -> bool:
    words = tokens.words[first : last + 1]
    facts = facts_of(tokens.surface(first, last))
    if facts.common or not facts.bearers:
        return False
    if first == last:
        word = words[0]
        return word not in NO_NAMES and len(word) > 2 and facts.own and facts.popularity >= _KNOWN_WELL
    if words[0] in CALENDAR or all(word in NO_NAMES for word in words):
        return False
    return facts.own or facts.popularity >= _KNOWN_WELL / 2
