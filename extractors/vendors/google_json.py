"""JSON as Google's APIs and client libraries print their messages.

REST writes keys in camelCase, enums as words, durations as ``"12.500s"``. Client libraries also print keys in
snake_case, enums as numbers, and durations as ``{"seconds": "12", "nanos": 500000000}``; a part that is zero is left
out. https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from extractors.json_form import Said
from extractors.port import Run, Source
from extractors.reading import Node
from extractors.values import shown
from ontology.model import seconds

LIKELIHOODS: Final = ("LIKELIHOOD_UNSPECIFIED", "VERY_UNLIKELY", "UNLIKELY", "POSSIBLE", "LIKELY", "VERY_LIKELY")

_DURATION: Final = re.compile(r"-?\d{1,9}(?:\.\d{1,12})?s")
_SNAKE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")

Read = Callable[[Node, Source], Iterable[Said]]


def either_spelling(read: Read) -> Read:
    """Return a reader that is given the keys in camelCase however the document spells them.

    JSON Pointers keep the document's own spelling; key paths are counted in camelCase.
    """

    def spelled(root: Node, source: Source) -> Iterator[Said]:
        if not any(_SNAKE.fullmatch(key) for key in _upper_keys(root)):
            yield from read(root, source)
            return
        document = {key: root.raw(key) for key in root.rest()}
        camel = Node(root.reading, camel_keys(document), root.at)
        for said in read(camel, source):
            yield said._replace(runs=[_spelled_back(run, document, root.at) for run in said.runs])
        camel.close()

    return spelled


def camel_keys(value: Any) -> Any:
    """Return a copy with keys such as ``entity_id`` as ``entityId``; other keys, such as addresses, stay."""
    top: list[Any] = [None]
    waiting: list[tuple[Any, Any, Any]] = [(top, 0, value)]
    while waiting:  # not by recursion: hostile JSON is nested deeper than Python's stack
        holder, key, part = waiting.pop()
        if isinstance(part, dict):
            holder[key] = changed = dict.fromkeys(_camel(name) for name in part)
            waiting.extend((changed, _camel(name), below) for name, below in part.items())
        elif isinstance(part, list):
            holder[key] = items = [None] * len(part)
            waiting.extend((items, index, below) for index, below in enumerate(part))
        else:
            holder[key] = part
    return top[0]


def read_duration(node: Node, key: str) -> Decimal | None:
    """Take a Duration as exact seconds; None where it is absent. An empty object is 0."""
    value = node.raw(key)
    if value is None:
        return None
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return seconds(value[:-1])
    if isinstance(value, dict) and value.keys() <= {"seconds", "nanos"}:
        whole, nanos = _whole(value.get("seconds", 0)), _whole(value.get("nanos", 0))
        if whole is not None and nanos is not None and abs(whole) < 10**9 and abs(nanos) < 10**9:
            return seconds(Decimal(whole) + Decimal(nanos).scaleb(-9))
    node.wrong(key, value, 'no duration such as "12.5s" or {seconds, nanos}')
    return None


def read_span(node: Node, start: str, end: str) -> tuple[Decimal | None, Decimal | None]:
    """Take a start and an end; a start that is left out beside an end is 0."""
    first, last = read_duration(node, start), read_duration(node, end)
    return (Decimal(0) if first is None and last is not None else first), last


def read_enum(node: Node, key: str, words: Sequence[str]) -> str:
    """Take an enum as its word; "" where it is absent. A number counts in `words`."""
    value = node.raw(key)
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value < len(words):
            return words[value]
    elif isinstance(value, str):
        return value
    if value is not None:
        node.wrong(key, value, "not a word of this list that we know")
    return ""


def read_time(node: Node, key: str) -> str:
    """Take a Timestamp as xsd:dateTime; "" where it is absent or none."""
    value = node.text(key)
    if value and not _TIME.fullmatch(value):
        node.wrong(key, value, "not a time such as 2024-07-01T12:45:40Z")
        return ""
    return value


def failure(node: Node, service: str) -> str:
    """Take a Status ``error`` as a sentence about what a service could not do; "" where there is none."""
    if "error" not in node:
        return ""
    status = node.node("error")
    code, message = status.raw("code"), status.raw("message")
    for key in ("details", "status"):
        status.raw(key)
    return f"{node.at}/error: {service} answered with error {shown(code)}: {shown(message)}"


def _upper_keys(root: Node) -> Iterator[str]:
    """Yield the keys of the first three levels, where every document of Google's has one of two words."""
    level: list[Any] = [{key: root.look(key) for key in root.rest()}]
    for _ in range(4):
        below: list[Any] = []
        for part in level[:50]:
            if isinstance(part, dict):
                yield from part
                below.extend(part.values())
            elif isinstance(part, list):
                below.extend(part[:2])
        level = below


def _camel(key: str) -> str:
    if not _SNAKE.fullmatch(key):
        return key
    first, *others = key.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _spelled_back(run: Run, document: Any, root: str) -> Run:
    claims = (replace(claim, pointer=_original(claim.pointer, document, root)) for claim in run.observations)
    return replace(run, observations=tuple(claims))


def _original(pointer: str, document: Any, root: str) -> str:
    """Return a pointer with each step as the document spells it."""
    steps, part = [], document
    for step in pointer.removeprefix(root).split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(part, dict):
            name = next((key for key in part if key == name or _camel(key) == name), name)
            part = part.get(name)
        elif isinstance(part, list) and name.isdigit() and int(name) < len(part):
            part = part[int(name)]
        steps.append(name.replace("~", "~0").replace("/", "~1"))
    return root + "".join(f"/{step}" for step in steps)


def _whole(value: object) -> int | None:
    """Return a whole number that is written as one or, since it has 64 bits, as a text."""
    if isinstance(value, bool) or not isinstance(value, int | str | float):
        return None
    try:
        number = Decimal(str(value)[:40])
        return int(number) if number == number.to_integral_value() else None
    except (InvalidOperation, ValueError, OverflowError):
        return None
