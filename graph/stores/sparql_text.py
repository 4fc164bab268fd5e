"""What can be known of a SPARQL text without a store: whether it reaches outside, names graphs, or does not parse.

pyoxigraph fetches whatever address a SERVICE or LOAD names. A tokeniser cannot tell a keyword from other text without
parsing as the engine does: in ``FILTER(1<1)SERVICE#>`` a tokeniser sees the IRI ``<1)SERVICE#>``, the engine a call.
So the engine's own parser is asked: with the word misspelt everywhere alike, strings, comments, IRIs, variables and
prefixes still parse, and only a keyword does not. Nothing is fetched in that, because no keyword is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pyoxigraph

from graph.dataset import QueryRefused, QuerySyntaxError

_ERROR_AT: Final = re.compile(r"^error at (\d+):(\d+): *(.*)$", re.DOTALL)
_LONGEST_EXPECTATION: Final = 160
# Any escaped ASCII letter: SPARQL 1.1, 19.2 lets keywords be written so, and an engine may follow it.
_ESCAPED_LETTER: Final = re.compile(r"\\(?:u00|U000000)([46][1-9A-Fa-f]|[57][0-9Aa])")


def refuse_service(sparql: str, *, base: str | None = None) -> None:
    """Raise `QueryRefused` where a query calls SERVICE; `QuerySyntaxError` where it does not parse otherwise."""
    _refuse(
        sparql,
        "service",
        "SERVICE is refused: a query reads this Dataset and never fetches from an address",
        lambda text: pyoxigraph.Store().query(_misspell(text, "service"), base_iri=base),
    )


def refuse_load(update: str, *, base: str | None = None) -> None:
    """Raise `QueryRefused` where an update uses LOAD or SERVICE; `QuerySyntaxError` where it does not parse."""
    for word in ("service", "load"):
        _refuse(
            update,
            word,
            f"{word.upper()} is refused: an update changes this Dataset and never fetches from an address",
            # Both are misspelt whichever is asked for: the other one must not fetch in the meantime.
            lambda text: pyoxigraph.Store().update(_misspell(text, "service", "load"), base_iri=base),
        )


def names_graphs(sparql: str, *, base: str | None = None) -> bool:
    """Say whether a query names the graphs it reads (FROM, FROM NAMED); asks only what `refuse_service` let pass."""
    plain = _plain(sparql)
    if "from" not in plain.lower():
        return False
    try:
        pyoxigraph.Store().query(_misspell(plain, "from", "service"), base_iri=base)
    except SyntaxError:
        return True
    return False


def syntax_error(err: SyntaxError, sparql: str) -> QuerySyntaxError:
    """Return what pyoxigraph found wrong in a text, with line and column (from 1) and the text that stands there."""
    match = _ERROR_AT.match(str(err))
    if match is None:
        return QuerySyntaxError(f"the SPARQL does not parse: {err}", line=None, column=None)
    offset = _offset(match, sparql)
    before = sparql[:offset]
    line, column = before.count("\n") + 1, offset - before.rfind("\n")
    there = sparql[offset : offset + 24].partition("\n")[0].rstrip()
    found = repr(there) if there else "the end of the text" if offset >= len(sparql) else "the end of the line"
    return QuerySyntaxError(
        f"line {line}, column {column}: found {found}; {_expected(match[3])}", line=line, column=column
    )


def _expected(said: str) -> str:
    """Return what the parser expected, as far as a person can use it: words and signs, not character classes."""
    if "Prefix not found" in said:
        return "a prefix is used that no PREFIX declares"
    if "IRI parsing failed" in said:
        return "not a valid IRI"
    signs = re.findall(r'"(?:[^"\\]|\\.)+"|\b[A-Z]{2,}\b|\b(?:true|false)\b|\b[A-Z][a-z].*?(?=, |$)', said)
    if not signs:
        return "nothing can stand there" if "[_]" in said else " ".join(said.split())
    return "expected " + ("one of " if len(signs) > 1 else "") + ", ".join(signs)[:_LONGEST_EXPECTATION]


def _offset(match: re.Match[str], text: str) -> int:
    """Return where in the text an error was found, from 0.

    pyoxigraph compares a keyword with as many characters as it has, and says the place after them: so one expected
    keyword points its own length too far.
    """
    lines = text.split("\n")
    line, column = min(int(match[1]), len(lines)), int(match[2])
    offset = sum(len(text_of_line) + 1 for text_of_line in lines[: line - 1]) + column - 1
    keyword = re.fullmatch(r"expected ([A-Z]+)", match[3])
    return min(max(offset - (len(keyword[1]) if keyword else 0), 0), len(text))


def _refuse(text: str, word: str, refusal: str, parse: Callable[[str], object]) -> None:
    plain = _plain(text)
    if word not in plain.lower():
        return
    try:
        parse(plain)
    except SyntaxError as err:
        match = _ERROR_AT.match(str(err))
        offset = _offset(match, plain) if match else 0
        near = plain[max(0, offset - 14) : offset + len(word)]
        if word in near.lower():
            raise QueryRefused(refusal) from None
        raise syntax_error(err, plain) from None


def _plain(text: str) -> str:
    """Return the text with escaped letters plain, so that no spelling of a keyword hides."""
    return _ESCAPED_LETTER.sub(lambda match: chr(int(match[1], 16)), text)


def _misspell(text: str, *words: str) -> str:
    """Return the text with each of the words ending in x: a word of the same length that is no keyword."""
    return re.sub("|".join(words), lambda match: match[0][:-1] + "x", text, flags=re.IGNORECASE)
