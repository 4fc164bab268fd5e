"""Every span of a text that might be a mention: what the model marked, what the index knows, what has capitals.

Far more than are mentions; `spans` chooses among them. Each carries how it was found (`Source`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.linking.gazetteer import MOST_WORDS, Names, hashtags_in, names_in
from graph.linking.span_words import ABBREVIATIONS, BINDING, CALENDAR, CONNECTORS, NO_NAMES

if TYPE_CHECKING:
    from graph.linking.ner import Named
    from graph.linking.tokens import Tokens

_BLOCKS: Final = 4
"""Capitalised blocks that are joined at most: "Bank of Rome", "Paris, Texas"."""


class Source:
    """How a span was found, as bits of a number, since several may hold (an IntFlag is ten times as slow to join)."""

    NER: Final = 1
    TRIMMED: Final = 2
    GAZETTEER: Final = 4
    PLURAL: Final = 8
    CAPITALS: Final = 16
    PAIR: Final = 32
    NAME_PART: Final = 64
    HASHTAG: Final = 128
    ARTICLE: Final = 256
    DOTTED: Final = 512


class Span(NamedTuple):
    """Characters `start` to before `end`; `first` to `last`, included, are the words it covers."""

    start: int
    end: int
    first: int
    last: int


class _Gathering:
    """Spans that are being gathered over the words of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.found: dict[Span, int] = {}

    def add(self, start: int, end: int, first: int, last: int, source: int) -> None:
        if 0 <= first <= last < first + MOST_WORDS and start < end:
            span = Span(start, end, first, last)
            self.found[span] = self.found.get(span, 0) | source

    def add_words(self, first: int, last: int, source: int) -> None:
        """Add words with what stands between them, with the dot of an abbreviation too."""
        start, end = self.tokens.starts[first], self.tokens.ends[last]
        following = self.tokens.text[end : end + 1]
        if following == "." and _dotted(self.tokens, last):
            self.add(start, end + 1, first, last, source | Source.DOTTED)
        elif following == ")" and "(" in self.tokens.text[start:end]:
            end += 1
        self.add(start, end, first, last, source)

    def add_characters(self, start: int, end: int, source: int) -> None:
        """Add characters that something else marked, with the words that lie in them."""
        first = bisect_left(self.tokens.starts, start)
        last = bisect_right(self.tokens.ends, end) - 1
        self.add(start, end, first, last, source)


def candidate_spans(tokens: Tokens, named: Sequence[Named], names: Names) -> dict[Span, int]:
    """Return all spans that might be mentions, with how each was found."""
    gathering = _Gathering(tokens)
    for name in named:
        _marked(gathering, name)
    for first, last, plural in names_in(tokens, names):
        if first < last or _can_stand_alone(tokens, first):
            _known(gathering, first, last, Source.PLURAL if plural else Source.GAZETTEER)
    _capitals(gathering)
    for start, end, _ in hashtags_in(tokens.text):
        gathering.add_characters(start, end, Source.HASHTAG)
    _name_parts(gathering)
    return gathering.found


def _marked(gathering: _Gathering, name: Named) -> None:
    """Add what the model marked, and the same without article, possessive and quotation marks."""
    text = gathering.tokens.text
    gathering.add_characters(name.start, name.end, Source.NER)
    start, end = name.start, name.end
    if text[start : start + 4].lower() == "the ":
        start += 4
    if text[end - 2 : end].lower() in ("'s", "’s"):
        end -= 2
    while start < end and not (text[start].isalnum() or text[start] in "#@(."):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in ".)!?+#"):
        end -= 1
    if (start, end) != (name.start, name.end):
        gathering.add_characters(start, end, Source.TRIMMED)


def _known(gathering: _Gathering, first: int, last: int, source: int) -> None:
    tokens = gathering.tokens
    gathering.add_words(first, last, source)
    article = first - 1
    if article >= 0 and tokens.words[article] == "the" and tokens.glue[first] == " " and is_capital(tokens, first):
        gathering.add(tokens.starts[article], tokens.ends[last], article, last, source | Source.ARTICLE)


def is_capital(tokens: Tokens, at: int) -> bool:
    """Whether a word begins with a capital."""
    return tokens.text[tokens.starts[at]].isupper()


def _can_stand_alone(tokens: Tokens, at: int) -> bool:
    word = tokens.words[at]
    if word in CALENDAR or word.isdigit():
        return False
    if not is_capital(tokens, at):
        return len(word) > 2 and word not in NO_NAMES
    return word not in NO_NAMES or (len(word) > 1 and tokens.surface(at, at).isupper())


def _dotted(tokens: Tokens, last: int) -> bool:
    start, word = tokens.starts[last], tokens.words[last]
    return word in ABBREVIATIONS or (len(word) == 1 and tokens.text[max(start - 1, 0)] in ". ")


def _capitals(gathering: _Gathering) -> None:
    """Add what has capitals: blocks of such words, parts of blocks, and blocks joined by "of" or a comma."""
    tokens = gathering.tokens
    blocks = list(_blocks(tokens))
    for first, last in blocks:
        if first < last or _can_stand_alone(tokens, first):
            gathering.add_words(first, last, Source.CAPITALS)
        if first < last:
            gathering.add_words(first + 1, last, Source.CAPITALS | Source.TRIMMED)
            gathering.add_words(first, last - 1, Source.CAPITALS | Source.TRIMMED)
        if first + 1 < last:
            gathering.add_words(last - 1, last, Source.CAPITALS | Source.TRIMMED)
            gathering.add_words(first, first + 1, Source.CAPITALS | Source.TRIMMED)
    for at, (first, last) in enumerate(blocks):
        for _, further in blocks[at + 1 : at + _BLOCKS]:
            joined = _joined_by(tokens, last, blocks)
            if not joined:
                break
            last = further
            gathering.add_words(first, last, joined)


def _blocks(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield first and last word of each longest row of capitalised words and numbers that begins with a capital."""
    at, count = 0, len(tokens)
    while at < count:
        if not is_capital(tokens, at):
            at += 1
            continue
        last = at
        while last + 1 < count and last - at < MOST_WORDS and _goes_on(tokens, last + 1):
            last += 1
        yield at, last
        at = last + 1


def _goes_on(tokens: Tokens, at: int) -> bool:
    gap = tokens.text[tokens.ends[at - 1] : tokens.starts[at]]
    first = tokens.text[tokens.starts[at]]
    return tokens.glue[at] is not None and "," not in gap and "(" not in gap and (first.isupper() or first.isdigit())


def _joined_by(tokens: Tokens, last: int, blocks: Sequence[tuple[int, int]]) -> int:
    """Return how the block that ends with a word is joined to the next block; 0 where it is not."""
    at = bisect_left(blocks, (last + 1, -1))
    if at == len(blocks):
        return 0
    following = blocks[at][0]
    between = tokens.words[last + 1 : following]
    gap = tokens.text[tokens.ends[last] : tokens.starts[following]]
    if not between:
        return Source.PAIR if gap == ", " else Source.CAPITALS if gap.strip() in ("/", "&", ":", "-", "(") else 0
    if len(between) > 3 or any(tokens.glue[i] is None for i in range(last + 1, following + 1)) or "," in gap:
        return 0
    return Source.CAPITALS if all(word in CONNECTORS for word in between) and not _parts(between) else 0


def _parts(between: Sequence[str]) -> bool:
    """Whether small words part two names more likely than they bind them ("Rome in the")."""
    return len(between) > 1 and not any(word in BINDING for word in between)


def _name_parts(gathering: _Gathering) -> None:
    """Add single capitalised words that are part of a longer name of this text ("Merkel" after "Angela Merkel")."""
    tokens = gathering.tokens
    parts = {
        tokens.words[at]
        for (_, _, first, last), source in gathering.found.items()
        if first < last and source & (Source.NER | Source.GAZETTEER)
        for at in (first, last)
        if is_capital(tokens, at) and len(tokens.words[at]) > 2
    }
    for at, word in enumerate(tokens.words):
        if word in parts and is_capital(tokens, at) and _can_stand_alone(tokens, at):
            gathering.add_words(at, at, Source.NAME_PART)
