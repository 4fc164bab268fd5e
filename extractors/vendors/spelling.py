"""JSON whose keys are spelled in another way, snake_case or camelCase, as client libraries print them.

A vendor documents one spelling, that of its REST interface. Its client libraries print the same answers in the spelling
of their language: Python's in snake_case, those of gRPC in camelCase. Such a document is read as if it had
the documented keys; JSON Pointers keep its own, and key paths are counted as documented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from extractors.json_form import Said
from extractors.port import Run, Source
from extractors.reading import Node

Rename = Callable[[str], str]
"""From a key as it may be spelled to the documented key; a key that is no such spelling is returned as it is."""

Read = Callable[[Node, Source], Iterable[Said]]
Fits = Callable[[dict[str, Any]], bool]

_SNAKE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*_?")
_CAMEL: Final = re.compile(r"[a-z0-9]+(?:[A-Z][a-z0-9]*)+")
_LEVELS: Final = 6
_LIST_HEAD: Final = 3


def camel(key: str) -> str:
    """Return ``entity_id`` as ``entityId``, and ``type_``, which Python's clients write for ``type``, as ``type``."""
    if "_" not in key or not _SNAKE.fullmatch(key):
        return key
    first, *others = key.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def snake(key: str) -> str:
    """Return ``regionInfo`` as ``region_info``."""
    if not _CAMEL.fullmatch(key):
        return key
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", key)


def fits_either(fits: Fits, rename: Rename) -> Fits:
    """Return a `fits` that also takes a document in the other spelling, where a key at its top is spelled so."""

    def either(document: dict[str, Any]) -> bool:
        if fits(document):
            return True
        return any(rename(key) != key for key in document) and fits(_head(document, rename, _LEVELS))

    return either


def read_either(rename: Rename) -> Callable[[Read], Read]:
    """Return a decorator: a reader is given the documented keys however the document spells them."""

    def decorate(read: Read) -> Read:
        def spelled(root: Node, source: Source) -> Iterator[Said]:
            if not any(rename(key) != key for key in _upper_keys(root)):
                yield from read(root, source)
                return
            document = {key: root.raw(key) for key in root.rest()}
            renamed = Node(root.reading, respelled(document, rename), root.at)
            for said in read(renamed, source):
                yield said._replace(runs=[_spelled_back(run, document, root.at, rename) for run in said.runs])
            renamed.close()

        return spelled

    return decorate


def respelled(value: Any, rename: Rename) -> Any:
    """Return a copy with every key renamed; keys without a value (null), which clients print too, are left out."""
    top: list[Any] = [None]
    waiting: list[tuple[Any, Any, Any]] = [(top, 0, value)]
    while waiting:  # not by recursion: hostile JSON is nested deeper than Python's stack
        holder, key, part = waiting.pop()
        if isinstance(part, dict):
            given = {name: below for name, below in part.items() if below is not None}
            holder[key] = changed = dict.fromkeys(rename(name) for name in given)
            waiting.extend((changed, rename(name), below) for name, below in given.items())
        elif isinstance(part, list):
            holder[key] = items = [None] * len(part)
            waiting.extend((items, index, below) for index, below in enumerate(part))
        else:
            holder[key] = part
    return top[0]


def _head(value: Any, rename: Rename, levels: int) -> Any:
    """Return the upper levels of a document with its keys renamed, of each list the first items."""
    if isinstance(value, dict):
        return {rename(k): _head(v, rename, levels - 1) for k, v in value.items()} if levels else {}
    if isinstance(value, list):
        return [_head(v, rename, levels - 1) for v in value[:_LIST_HEAD]] if levels else []
    return value


def _upper_keys(root: Node) -> Iterator[str]:
    """Yield the keys of the first levels, where every document has one that is spelled in several ways."""
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


def _spelled_back(run: Run, document: Any, root: str, rename: Rename) -> Run:
    claims = (replace(claim, pointer=_original(claim.pointer, document, root, rename)) for claim in run.observations)
    return replace(run, observations=tuple(claims))


def _original(pointer: str, document: Any, root: str, rename: Rename) -> str:
    """Return a pointer with each step as the document spells it."""
    steps, part = [], document
    for step in pointer.removeprefix(root).split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(part, dict):
            name = next((key for key in part if key == name or rename(key) == name), name)
            part = part.get(name)
        elif isinstance(part, list) and name.isdigit() and int(name) < len(part):
            part = part[int(name)]
        steps.append(name.replace("~", "~0").replace("/", "~1"))
    return root + "".join(f"/{step}" for step in steps)
