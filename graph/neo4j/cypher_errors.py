"""What an analyst is told when a query is not answered: one sentence, and where in the query."""

from __future__ import annotations

import re
from typing import Final, TypeVar

from graph.dataset import DatasetError

_Self = TypeVar("_Self", bound="CypherError")


class CypherError(DatasetError):
    """A query that has no answer; `line` and `column` count from 1 in the query as it was given, 0 where unknown."""

    def __init__(self, sentence: str, *, line: int = 0, column: int = 0) -> None:
        self.line, self.column = line, column
        super().__init__(sentence)

    def at(self: _Self, text: str, offset: int) -> _Self:
        """Return the same error with the line and column of a place in a text."""
        before = text[: max(0, offset)]
        self.line = before.count("\n") + 1
        self.column = len(before) - (before.rfind("\n") + 1) + 1
        return self


class CypherSyntaxError(CypherError):
    """A query that the server cannot parse, or that names what is not there."""


class CypherRefused(CypherError):
    """A query that would do more than read this graph."""


class CypherStopped(CypherError):
    """A query that ran past its limit of time and was ended; `limit_s` is the limit in seconds."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        super().__init__(f"the query ran for more than {limit_s:g} s and was stopped; narrow it, or add a LIMIT")


class CypherFailed(CypherError):
    """A query that the server began to answer and could not, for want of memory or because of a value."""


HEAD: Final = "EXPLAIN\n"
"""What stands before a query when the server is asked for its plan: a line of its own, so that columns stay."""

_PLACE: Final = re.compile(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)")
_MEMORY: Final = ("MemoryPoolOutOfMemory", "OutOfMemoryError", "StackOverFlowError")
_TIME: Final = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockAcquisitionTimeout")
_LONGEST: Final = 300
"""Characters of a server's sentence that are repeated: some list every word of the language."""
_CANNOT: Final = ("ArithmeticError", "EntityNotFound", "ProcedureCallFailed", "TypeError", "ArgumentError")
_WRITES: Final = (
    *("Statement.AccessMode", "General.ForbiddenOnReadOnlyDatabase", "Security.Forbidden"),
    "Statement.UnsupportedAdministrationCommand",
)


def as_cypher_error(code: str, message: str, text: str, *, limit_s: float, head: str = "") -> CypherError | None:
    """Return what a server's error says to who asked `text`; None where it does not speak of the query.

    `head` is what stood before the text, which the place that the server names counts too.
    """
    if is_about_time(code):
        return CypherStopped(limit_s)
    if any(name in code for name in _MEMORY):
        return CypherFailed("the query needed more memory than the server gives one; narrow it, or add a LIMIT")
    if code.endswith(_WRITES):
        return CypherRefused("the query would do more than read; this door only reads the graph")
    sentence = _first_sentence(message)
    if not code.startswith("Neo.ClientError.Statement.") and not code.startswith("Neo.ClientError.Procedure."):
        return None
    wrong = CypherFailed if code.endswith(_CANNOT) else CypherSyntaxError
    place = _PLACE.search(message)
    error = wrong(sentence)
    return error.at(text, _offset(int(place[3]), text, head)) if place else error


def is_about_time(code: str) -> bool:
    """Say whether a server ended a transaction because it had run out of its time."""
    return code.endswith(_TIME)


def _first_sentence(message: str) -> str:
    """Return a server's message without the query that it repeats and the place, which we give apart."""
    sentence = re.sub(r"Caused by: (?:[a-z]\w*\.)+", "", _PLACE.sub("", message.partition("\n")[0]))
    short = " ".join(sentence.split()) or "the server gave no reason"
    return short if len(short) <= _LONGEST else short[:_LONGEST] + " …"


def _offset(given: int, text: str, head: str) -> int:
    """Return an offset that a server gives in UTF-16 units of head and text as one in characters of the text."""
    units = given - len(head)
    if text.isascii():
        return min(units, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * max(0, units)].decode("utf-16-le", "ignore"))
