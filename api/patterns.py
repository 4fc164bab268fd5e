"""Triple patterns as people type them: `? mg:depicts mgt:depicted/biplane`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_TERM: Final = re.compile(r'<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|\S+')
_PREDICATE: Final = re.compile(r"^(?:<[^>]+>|\?\w*|_|\*|[A-Za-z][\w-]*:\S*)$")


def split_pattern(words: Sequence[str]) -> tuple[str, str, str] | None:
    """Return the three terms of a pattern given as one text or as three words; None where it is something else.

    >>> split_pattern(["? mg:depicts ?x"])
    ('?', 'mg:depicts', '?x')
    >>> split_pattern(["my holiday picture.jpg"]) is None
    True
    """
    terms = list(words) if len(words) == 3 else _TERM.findall(" ".join(words).removesuffix(" ."))
    if len(terms) != 3 or not all(_is_term(t) for t in terms) or not _PREDICATE.match(terms[1]):
        return None
    return terms[0], terms[1], terms[2]


def _is_term(text: str) -> bool:
    return text.startswith('"') or bool(_PREDICATE.match(text))
