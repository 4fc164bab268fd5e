"""Read JSON so that nothing vanishes: what is taken is claimed, what is left is named.

A `Node` is one JSON object with its JSON Pointer. Its methods *take* values by key; when the Node is closed, every key
that nobody took is looked up in the form's table `KEYS` (path to what it becomes): a path that stands there as
``kept: …`` is counted as kept, any other as unmapped. So the table in the docs, the counts in `ingest --json` and the
code that maps cannot drift apart: what the table promises and the code does not take is reported as unmapped.

A wrong type never ends an extraction. Inside `each` it skips that one claim (`ObservationSkipped`), and
elsewhere it reads as absent; both leave a sentence with the key, the value and the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import orjson

from extractors.port import ObservationSkipped
from extractors.values import parse_number, percent, shown
from ontology.model import Observation, seconds
from ontology.model.rdf import TermError, iri

KEPT: Final = "kept"
"""How the text of a `KEYS` entry begins when its value stays in the blob on purpose."""

MAX_PATHS: Final = 1_000
"""Distinct key paths counted for one document; more (ids used as keys) are counted together as ``…``."""

MAX_PROBLEMS: Final = 100
"""Sentences kept for one document; the last one counts the rest."""

# A number beyond this is a fault of the writer, and its powers would overflow; the gate refuses smaller nonsense.
_LARGEST: Final = 1e12
# One nearer to 0 than this (a softmax of float32 has them) is 0 in every store: decimals keep 12 digits.
_SMALLEST: Final = 1e-24
_NUMERAL: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?(?:[eE][-+]?\d{1,2})?")

Claims = Callable[["Node"], Iterable[Observation]]
"""What `each` calls: from one JSON object to its claims."""


class Reading:
    """What is being learnt while one document is read: counts by key path, and sentences."""

    __slots__ = ("_more", "kept", "keys", "problems", "unmapped")

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.keys = keys
        self.unmapped: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.problems: list[str] = []
        self._more = 0

    def problem(self, sentence: str) -> None:
        """Keep a sentence about a part that was skipped; beyond `MAX_PROBLEMS` only their number."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(sentence)
            return
        self._more += 1
        self.problems[MAX_PROBLEMS - 1] = f"{self._more + 1} more parts were skipped; they are like those above"

    def keep(self, path: str, times: int = 1) -> None:
        """Count values that stay in the blob on purpose; the form's table says why."""
        _count(self.kept, path, times)

    def leave(self, path: str, value: object) -> None:
        """Count a key that nobody took, as kept or unmapped by the form's table; empty kept ones hold no value."""
        if self.keys.get(path, "").startswith(KEPT):
            if value not in (None, "", [], {}):
                _count(self.kept, path)
        else:
            _count(self.unmapped, path)


def _count(counts: dict[str, int], path: str, times: int = 1) -> None:
    key = path if path in counts or len(counts) < MAX_PATHS else "…"
    counts[key] = counts.get(key, 0) + times


class Node:
    """One JSON object: its JSON Pointer, its key path, and the values not yet taken.

    `strict` says what a wrong type does: raise `ObservationSkipped` (in a claim), else read as absent.
    """

    __slots__ = ("_below", "_left", "at", "path", "reading", "strict")

    def __init__(self, reading: Reading, value: dict[str, Any], at: str = "", path: str = "", *, strict: bool = False):
        self.reading, self.at, self.path, self.strict = reading, at, path, strict
        self._left = dict(value)
        self._below: list[Node] | None = None

    def __contains__(self, key: str) -> bool:
        """Say whether a key is there and not yet taken; null counts as not there."""
        return self._left.get(key) is not None

    def rest(self) -> list[str]:
        """Return the keys not yet taken, in the order of the document."""
        return list(self._left)

    def look(self, *steps: str | int) -> Any:
        """Return a value by keys and positions, without taking it; None where the way ends before it."""
        value: Any = self._left
        for step in steps:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def raw(self, key: str) -> Any:
        """Take a value of any type; None where it is absent."""
        return self._left.pop(key, None)

    def size(self, key: str) -> int | None:
        """Return how many entries a list has, without taking it; None for anything else."""
        value = self._left.get(key)
        return len(value) if type(value) is list else None

    def is_text(self, key: str) -> bool:
        """Say whether a value that is not yet taken is a text."""
        return type(self._left.get(key)) is str

    def wrong(self, key: str, value: object, rule: str) -> None:
        """Name a value that breaks a rule: raise `ObservationSkipped` in a claim, else leave the sentence."""
        sentence = f"{self.at}/{key} is {shown(value)}, {rule}"
        if self.strict:
            raise ObservationSkipped(sentence)
        self.reading.problem(sentence)

    def text(self, key: str) -> str:
        """Take a text; "" where it is absent."""
        value = self._left.pop(key, None)
        if type(value) is str:
            return value
        if value is not None:
            self.wrong(key, value, "not a text")
        return ""

    def required(self, key: str) -> str:
        """Take a text that a claim cannot be without; raise `ObservationSkipped` where there is none."""
        value = self._left.pop(key, None)
        if type(value) is str and value.strip():
            return value
        fault = "is missing" if value is None else "is empty" if value in ("", [], {}) else f"is {shown(value)}"
        raise ObservationSkipped(f"{self.at}/{key} {fault}; the claim needs a text there")

    def number(self, key: str) -> float | None:
        """Take a number (int or float, as it came, or the text of one); None where it is absent."""
        value = self._left.pop(key, None)
        if type(value) is str and _NUMERAL.fullmatch(value):
            # Some clients write every number as a text; the digits are the same.
            value = orjson.loads(value)
        if type(value) is float or type(value) is int:
            if -_LARGEST < value < _LARGEST:
                return value if value >= _SMALLEST or value <= -_SMALLEST else type(value)(0)
            self.wrong(key, value, "beyond 1e12, which no measure of media is")
        elif value is not None:
            self.wrong(key, value, "not a number")
        return None

    def integer(self, key: str) -> int | None:
        """Take a whole number; None where it is absent."""
        value = self.number(key)
        if type(value) is float and not value.is_integer():
            self.wrong(key, value, "not a whole number")
            return None
        return None if value is None else int(value)

    def flag(self, key: str) -> bool | None:
        """Take true or false; None where it is absent."""
        value = self._left.pop(key, None)
        if value is not None and type(value) is not bool:
            self.wrong(key, value, "neither true nor false")
            return None
        return value

    def percent(self, key: str) -> float | None:
        """Take a percentage as a fraction in 0..1, digits unchanged; over 100 it stays over 1, for the gate."""
        value = self.number(key)
        return None if value is None else percent(value)

    def milliseconds(self, key: str) -> Decimal | None:
        """Take milliseconds as exact seconds."""
        value = self.number(key)
        return None if value is None else Decimal(repr(value)).scaleb(-3)

    def seconds(self, key: str) -> Decimal | None:
        """Take seconds, given as a number or as a text of one; exact to the millisecond."""
        value = self._left.get(key)
        if type(value) is str:
            self._left[key] = parse_number(value)
            if self._left[key] is None:
                self.wrong(key, self._left.pop(key, value) or value, "not a number of seconds")
                return None
        number = self.number(key)
        return None if number is None else seconds(number)

    def node(self, key: str) -> Node:
        """Take an object; one without keys where it is absent. It is closed with this one."""
        value = self._left.pop(key, None)
        if type(value) is not dict:
            if value is not None:
                self.wrong(key, value, "not an object")
            value = {}
        child = Node(self.reading, value, f"{self.at}/{key}", self._path(key), strict=self.strict)
        if self._below is None:
            self._below = []
        self._below.append(child)
        return child

    def nodes(self, key: str, *, path: str | None = None) -> Iterator[Node]:
        """Take a list of objects; each is closed when the next is asked for. A single object stands for itself.

        `path` replaces their key path, for a list that only wraps documents.
        """
        return self._objects(key, self._left.pop(key, None), strict=self.strict, path=path)

    def items(self, key: str) -> list[Any]:
        """Take a list of values of any type; empty where it is absent."""
        value = self._left.pop(key, None)
        if type(value) is list:
            return value
        if value is not None:
            self.wrong(key, value, "not a list")
        return []

    def texts(self, key: str) -> list[tuple[str, str]]:
        """Take a list of texts; return each that is not empty with its JSON Pointer."""
        found = []
        for index, value in enumerate(self.items(key)):
            if type(value) is str and value.strip():
                found.append((value, f"{self.at}/{key}/{index}"))
            else:
                self.reading.problem(f"{self.at}/{key}/{index} is {shown(value)}, not a text")
        return found

    def each(self, key: str, claims: Claims) -> list[Observation]:
        """Take a list of objects, or one, and return the claims about each; one that cannot be read is named.

        A claim that is skipped leaves its one sentence; its other keys are not counted as unmapped.
        """
        found: list[Observation] = []
        value = self._left.pop(key, None)
        for node in self._objects(key, value, strict=True) if value != [] else ():
            try:
                found.extend(claims(node))
            except ObservationSkipped as skipped:
                self.reading.problem(str(skipped))
                node.drop()
        return found

    def keep(self) -> None:
        """Leave what was not taken of this object in the blob, counted once, under the object's own path."""
        self.drop()
        self.reading.keep(self.path)

    def drop(self) -> None:
        """Let go of what was not taken, uncounted: a sentence has named this whole object."""
        self._left.clear()
        self._below = None

    def close(self) -> None:
        """Count every key that nobody took; twice does no more than once."""
        for child in self._below or ():
            child.close()
        if self._left:
            for key, value in self._left.items():
                self.reading.leave(self._path(key[:80]), value)
            self._left.clear()

    def _path(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _objects(self, key: str, value: Any, *, strict: bool, path: str | None = None) -> Iterator[Node]:
        if value is None:
            return
        listed = type(value) is list
        if path is None:
            path = self._path(key) + "[]" * listed
        at = f"{self.at}/{key}"
        for index, item in enumerate(value if listed else (value,)):
            here = f"{at}/{index}" if listed else at
            if type(item) is dict:
                node = Node(self.reading, item, here, path, strict=strict)
                yield node
                node.close()
            else:
                self.reading.problem(f"{here} is {shown(item)}, not an object")


def identifiers(node: Node, key: str) -> tuple[str, ...]:
    """Take a list of IRIs, each absolute and without what no IRI may hold; others are named and left out."""
    found = []
    for text, pointer in node.texts(key):
        try:
            found.append(iri(text)[1:-1])
        except TermError as err:
            node.reading.problem(f"{pointer}: {err}")
    return tuple(dict.fromkeys(found))
