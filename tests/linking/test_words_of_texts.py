"""A text as words, and the names of an index in it: offsets hold, folded names agree, and no input is slow or wrong."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.linking.gazetteer import hashtags_in, names_in
from graph.linking.normalise import normalise
from graph.linking.tokens import tokens_of

NAMES = [
    "Barack Obama",
    "O'Brien",
    "J. K. Rowling",
    "U.S.",
    "AT&T",
    "北京",
    "New York",
    "New York City",
    "soldier",
    "C++",
]
_CHARACTERS = string.ascii_letters + string.digits + " .,'-&()#\n«»éßİ北京ก\u200d\u0301"


class Known:
    """Names as an index would give them."""

    def __init__(self, names: list[str]) -> None:
        self.names = sorted({normalise(name) for name in names}, key=len)

    def prefixes(self, folded: str) -> list[str]:
        return [name for name in self.names if folded.startswith(name)]


def _found(text: str, names: list[str] = NAMES) -> set[str]:
    tokens = tokens_of(text)
    return {tokens.surface(first, last) for first, last, _ in names_in(tokens, Known(names))}


@given(st.text(_CHARACTERS, max_size=60) | st.text(max_size=40))
def test_words_lie_in_the_text_in_order(text: str) -> None:
    tokens = tokens_of(text)
    assert len({len(part) for part in (tokens.starts, tokens.ends, tokens.words, tokens.glue, tokens.opens)}) == 1
    edges = [edge for pair in zip(tokens.starts, tokens.ends, strict=True) for edge in pair]
    assert edges == sorted(edges)
    assert all(start < end <= len(text) for start, end in zip(tokens.starts, tokens.ends, strict=True))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("frame", ["{}", "We saw {} there", "({}), said he", "“{}”, yes", "x\n{}\ny"])
def test_a_name_is_found_wherever_it_stands(name: str, frame: str) -> None:
    found = {normalise(surface) for surface in _found(frame.format(name))}
    assert normalise(name) in found


def test_case_accents_and_plurals_do_not_hide_a_name() -> None:
    assert "barack obama" in _found("seen: barack obama.")
    assert "SOLDIERS" in _found("TEN SOLDIERS")
    assert {"New York", "New York City"} <= _found("in New York City hall")


@pytest.mark.parametrize("text", ["We left New. York is old", "New\nYork", "New; York", "New — York", "soldierly"])
def test_no_name_goes_across_sentences_lines_or_into_words(text: str) -> None:
    assert not _found(text, ["New York", "soldier"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 1_000_000, 0),
        ("(" * 1_000_000, 0),
        ("a.b" * 300_000, 0),
        ("a.b " * 250_000, 500_000),
        ("J. K. " * 50_000, 100_000),
        ("北京大学" * 50_000, 200_000),
    ],
    ids=["one word", "signs", "one run", "dotted", "initials", "unspaced"],
)
def test_a_megabyte_of_anything_is_read_in_linear_time(text: str, words: int) -> None:
    tokens = tokens_of(text)
    assert len(tokens) == words
    assert sum(1 for _ in names_in(tokens, Known(["北京", "JK"]))) <= 2 * words


def test_a_word_too_long_for_a_name_is_none() -> None:
    assert tokens_of("a" * 61).words == [""]


def test_hashtags_are_read_as_words() -> None:
    found = list(hashtags_in("Go #NewYorkCity, @BarackObama and #1 #a_b"))
    assert [(start, reading) for start, _, reading in found] == [
        (4, "New York City"),
        (18, "Barack Obama"),
        (38, "a b"),
    ]
