"""A text as words that a name can be made of: where each stands, and how it reads in a folded name.

Linear in the text's length, whatever it holds; offsets are characters of the text as it was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.linking.normalise import normalise

LONGEST_WORD: Final = 60
"""Characters of the longest word of a name; a longer run is no word of a language (a hash, a link, a blob)."""

LONGEST_RUN: Final = 300
"""Characters without a space, of a script that has spaces, from which a run is no text: encoded data, a drawn line."""

# Scripts that are written without spaces: each character is a word, and words of a name stand side by side.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN: Final = re.compile(rf"[^\s{_UNSPACED}]{{{LONGEST_RUN},}}")
_WORD: Final = re.compile(r"[^\W_]+[+#]*")
_WORD_OR_SIGN: Final = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+[+#]*")
_HAS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_JOINS: Final = re.compile(r"[.'`´‘’‛ʼʹ′·\u00ad]+\Z")
_PARTS: Final = re.compile(r"[;|•\n\r\t\u2028\u2029]|[.?!…]['\"”’)\]]*\s|--|\s[-–—]\s")
_SENTENCE: Final = re.compile(r"[.?!…:]['\"”’)\]]*\s|[\n\r\u2028\u2029]|\s['\"“‘(]+$|[•|]")
_LONGEST_GAP: Final = 8


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text: `starts` and `ends` in characters; `words` folded, "" for one too long to be looked up.

    `glue[i]` is what stands between word i-1 and word i in a folded name; None where no name goes across.
    `opens[i]` says that a sentence, line or quotation begins with word i, so that its capital means little.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    glue: list[str | None]
    opens: list[bool]

    def __len__(self) -> int:
        return len(self.starts)

    def surface(self, first: int, last: int) -> str:
        """Return the text from word `first` to word `last`, which is included."""
        return self.text[self.starts[first] : self.ends[last]]


def tokens_of(text: str) -> Tokens:
    """Return the words of a text."""
    pattern = _WORD_OR_SIGN if not text.isascii() and _HAS_UNSPACED.search(text) else _WORD
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    glue: list[str | None] = []
    opens: list[bool] = []
    before = 0
    for found in pattern.finditer(_RUN.sub(lambda run: " " * len(run[0]), text)):
        start, end = found.span()
        joins, opening = _gap(text[before:start]) if start - before <= _LONGEST_GAP else (None, True)
        word = _folded(found[0]) if end - start <= LONGEST_WORD else ""
        if joins is None and _abbreviated(text, before, start, words[-1] if words else ""):
            joins, opening = " ", False
        if joins == " " and words and _are_initials(words[-1], word):
            joins = ""
        starts.append(start)
        ends.append(end)
        words.append(word)
        glue.append(joins if len(words) > 1 else None)
        opens.append(opening or len(words) == 1)
        before = end
    return Tokens(text, starts, ends, words, glue, opens)


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return normalise(word)


@lru_cache(maxsize=4_096)
def _gap(gap: str) -> tuple[str | None, bool]:
    """Return what joins two words of a folded name over a gap (None: nothing does), and whether a sentence begins."""
    if gap == " ":
        return " ", False
    opening = _SENTENCE.search(gap) is not None
    if _PARTS.search(gap):
        return None, opening
    if "&" in gap:
        return " and ", opening
    return ("" if not gap or _JOINS.match(gap) else " "), opening


def _are_initials(first: str, second: str) -> bool:
    return len(first) == 1 == len(second) and first.isalpha() and second.isalpha() and (first + second).isascii()


def _abbreviated(text: str, before: int, start: int, word: str) -> bool:
    """Whether the dot in a gap is an abbreviation's ("J. Smith", "St. Louis"), and no sentence's end."""
    return text[before:start] == ". " and 0 < len(word) <= 2 and text[before - 1].isalpha() and text[start].isupper()
