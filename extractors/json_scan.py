"""One pass over the bytes of a JSON document, by its strings and brackets alone: where its long lists may be cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import orjson

from extractors.port import SourceRefused

DEEPEST: Final = 1_000
"""Brackets within brackets; the parser refuses more than 1,024."""

_KEY_BYTES: Final = 512
# Whole strings and all else up to the next bracket; `end` where there is none, neither where a string has no end yet.
_TO_BRACKET: Final = re.compile(
    rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+(?:[\[\]{}]|(?P<end>\Z)|")', re.DOTALL
)
_KEY: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"\s*+:\s*+\Z', re.DOTALL)
_LIST, _OBJECT = b"[{"
_OPENING: Final = frozenset(b"[{")
_CLOSING: Final = frozenset(b"]}")


@dataclass(frozen=True, slots=True)
class LongList:
    """A list that does not fit in a block: its key path, the offsets of its brackets, and where it may be cut.

    `path` is written as in the tables of forms (``videos[].insights.transcript``), "" for a document that is itself a
    list. `cuts` are offsets right after an item that is a list or an object, in order.
    """

    path: str
    start: int
    end: int
    cuts: tuple[int, ...]


def scan(shown: str, read: Callable[[int], bytes], *, block: int) -> tuple[tuple[LongList, ...], int]:
    """Return the long lists of a document in the order in which they begin, and its size in bytes.

    `read` gives the next bytes. Raises `SourceRefused` where brackets do not close or are nested too deeply.
    """
    state = _Scan(shown, block)
    data, base, at = b"", 0, 0
    # Twice as much again where a string is longer than what was read: it is looked at a bounded number of times.
    while more := read(max(block, len(data) - at)):
        drop = max(0, at - _KEY_BYTES)
        data, base, at = data[drop:] + more, base + drop, at - drop
        at = state.brackets(data, base, at)
        state.name(data, base)
    size = base + len(data)
    if state.starts or at < len(data):
        place = next((f", in {known.path}" for known in reversed(state.known) if known and known.path), "")
        raise SourceRefused(f"{shown}: not valid JSON: it ends at byte {size} before it is complete{place}")
    return tuple(sorted(state.found, key=lambda item: item.start)), size


@dataclass(slots=True)
class _Known:
    """A list or object that stayed open where a block ended."""

    path: str
    cuts: list[int]


@dataclass(slots=True)
class _Scan:
    """The brackets that are open: their offsets and kinds, and what is known of those that stay open."""

    shown: str
    block: int
    starts: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    known: list[_Known | None] = field(default_factory=list)
    found: list[LongList] = field(default_factory=list)
    is_over: bool = False

    def brackets(self, data: bytes, base: int, at: int) -> int:
        """Follow the brackets from `at`, an index into `data`; return how far."""
        starts, kinds, known = self.starts, self.kinds, self.known
        for match in _TO_BRACKET.finditer(data, at):
            end = match.end()
            code = data[end - 1] if end > at else 0
            if code in _OPENING:
                if self.is_over or len(starts) == DEEPEST:
                    self._refuse(base + end)
                starts.append(base + end - 1)
                kinds.append(code)
                known.append(None)
            elif code in _CLOSING:
                if not kinds or kinds[-1] + 2 != code:  # ] and } come two after [ and { in ASCII
                    raise SourceRefused(f"{self.shown}: not valid JSON: the bracket at byte {base + end - 1} is wrong")
                self._close(base + end)
            else:
                # A string without an end is looked at again from its quotation mark.
                return end if match["end"] is not None else end - 1
            at = end
        return at

    def _close(self, here: int) -> None:
        start, kind, item = self.starts.pop(), self.kinds.pop(), self.known.pop()
        if item is not None and kind == _LIST:
            self.found.append(LongList(item.path, start, here - 1, tuple(item.cuts)))
        if not self.kinds:
            self.is_over = True
        elif (holder := self.known[-1]) is not None and self.kinds[-1] == _LIST:
            last = holder.cuts[-1] if holder.cuts else self.starts[-1]
            if here - last >= self.block:
                holder.cuts.append(here)

    def name(self, data: bytes, base: int) -> None:
        """Give their key path to the lists and objects that are still open at the end of a block."""
        prefix = ""
        for depth, start in enumerate(self.starts):
            item = self.known[depth]
            if item is None:
                path = prefix
                if depth and self.kinds[depth - 1] == _OBJECT:
                    key = _key_before(data[max(0, start - base - _KEY_BYTES) : start - base])
                    path = f"{prefix}.{key}" if prefix else key
                item = self.known[depth] = _Known(path, [])
            prefix = item.path + "[]" if self.kinds[depth] == _LIST else item.path

    def _refuse(self, offset: int) -> None:
        if self.is_over:
            raise SourceRefused(f"{self.shown}: not valid JSON: more follows after its end, at byte {offset - 1}")
        raise SourceRefused(f"{self.shown}: is nested too deeply: over {DEEPEST} brackets at byte {offset - 1}")


def _key_before(text: bytes) -> str:
    found = _KEY.search(text)
    if found is None:
        return "…"
    try:
        return str(orjson.loads(b'"' + found[1] + b'"'))
    except orjson.JSONDecodeError:
        return found[1].decode("utf-8", "replace")
