"""What an engine is: shapes once, then data as N-Triples text, as often as one likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ontology.model import Term


class DataSyntaxError(ValueError):
    """Data that does not parse. `line` and `column` count from 1, None where unknown; `where` names the document."""

    def __init__(self, message: str, *, where: str = "", line: int | None = None, column: int | None = None) -> None:
        self.where, self.line, self.column = where, line, column
        super().__init__(message)


class ShapesError(ValueError):
    """Shapes that no engine can use; the message says what is wrong with them."""


class TooDeep(ShapesError):
    """Shapes that refer to each other, or to themselves, further than the engine follows."""


class TimeLimitReached(ShapesError):
    """Shapes that kept the reference engine busy longer than it may be; most often a sh:pattern that explodes."""


class Found(NamedTuple):
    """One result as an engine gives it; terms are N-Triples text, the path is in SPARQL's syntax.

    `messages` are literals where the engine keeps their language, else plain text. `constraint` is the SPARQL
    constraint that was broken, where it is known (sh:sourceConstraint).
    """

    focus: Term
    path: str | None
    value: Term | None
    severity: str
    component: str
    source_shape: Term
    messages: tuple[str, ...]
    constraint: Term | None = None


class Engine(Protocol):
    """A SHACL engine with its shapes loaded."""

    @property
    def name(self) -> str:
        """What it is called on the command line: shacl or pyshacl."""
        ...

    def check(self, text: str) -> Sequence[Found]:
        """Validate data given as N-Triples; raise `DataSyntaxError` where it does not parse."""
        ...
