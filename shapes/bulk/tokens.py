"""The words of a SPARQL query, with where each stands, so that a query can be changed without being written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class NotRead(ValueError):
    """A query of a form that is not read here; it stays with the engine, and the message says why."""


class Token(NamedTuple):
    """One word: its kind (see `_TOKEN`), its text, and the offset of its first character."""

    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        """The text of a keyword in capitals, "" for anything else."""
        return self.text.upper() if self.kind == "word" else ""


# SPARQL 1.1, 19.8; the longest match wins there, which the order of the alternatives gives here.
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |(?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<var>[?$]\w+)
    |(?P<blank>_:\w(?:[\w.-]*[\w-])?)
    |(?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%-]|\\.|\.(?=[\w:%\\.-]))*)
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<word>[^\W\d_]\w*)
    |(?P<sign>\^\^|&&|\|\||!=|<=|>=|[{}()\[\].;,|/^*+?!=<>-])""",
    re.VERBOSE | re.DOTALL,
)


def read_tokens(query: str) -> list[Token]:
    """Return the words of a query without spaces and comments; raise `NotRead` for characters that are none."""
    # \u escapes are read before anything else (SPARQL 1.1, 19.2): they could hide a bracket from us.
    if re.search(r"\\[uU]", query):
        raise NotRead("it has a \\u escape")
    return list(_tokens(query))


def _tokens(query: str) -> Iterator[Token]:
    at = 0
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:
            raise NotRead(f"{query[at : at + 10]!r} is no part of SPARQL")
        kind = found.lastgroup or ""
        if kind != "space":
            yield Token(kind, found[0], at)
        at = found.end()


class Tokens:
    """Tokens read one after the other."""

    def __init__(self, tokens: list[Token], query: str) -> None:
        self._tokens: Final = [*tokens, Token("end", "", len(query))]
        self._next = 0

    @property
    def now(self) -> Token:
        """The token that comes next."""
        return self._tokens[self._next]

    def take(self) -> Token:
        """Return the next token and go on; raise `NotRead` at the end."""
        token = self.now
        if token.kind == "end":
            raise NotRead("it ends too early")
        self._next += 1
        return token

    def take_if(self, *texts: str) -> bool:
        """Go on where the next token is one of these signs or keywords (in capitals)."""
        found = (self.now.kind == "sign" and self.now.text in texts) or (self.now.word != "" and self.now.word in texts)
        self._next += found
        return found

    def want(self, text: str) -> Token:
        """Return the next token, which must be this sign or keyword."""
        token = self.now
        if not self.take_if(text):
            raise NotRead(f"{text} is expected at character {token.at + 1}, not {token.text!r}")
        return token
