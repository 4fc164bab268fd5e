"""Running text inside XML: what the tree of elements (`extractors.xml_tree`) cannot keep, since there order is lost.

A second pass over the same bytes gathers the text of some elements in order, a line for each block, and by the pointer
that the tree gives them (``/itemSet/0/newsItem/1/contentSet/0/inlineXML/0``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Final
from xml.parsers import expat

from extractors.news.markup import BLOCKS, SILENT, tidy
from extractors.reading import Node
from extractors.xml_tree import DEEPEST

LONGEST: Final = 2_000_000
"""Characters gathered of one element."""

_SEPARATOR: Final = "\x1f"


class _Stop(Exception):
    pass


def read_prose(data: bytes, names: Collection[str], apart: Collection[str] = ()) -> dict[str, str]:
    """Return the text of each element of these local names, by its pointer; what broken XML holds up to its fault.

    Elements in `apart` (an article's pictures) are no part of the text. Entities are refused, as in the tree.
    """
    reader = _Reader(frozenset(names), frozenset(apart))
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.stop
    with suppress(_Stop, expat.ExpatError, LookupError, ValueError):
        parser.Parse(data, True)
    return {at: tidy(text) for at, text in reader.found.items()}


def words_of_element(node: Node, prose: Mapping[str, str]) -> str:
    """Take the text of an element with its markup; the elements inside are text too, and let go of."""
    flat = node.text("#")
    for key in node.rest():
        if not key.startswith("@"):
            node.raw(key)
    return prose.get(node.at) or flat


class _Reader:
    def __init__(self, names: frozenset[str], apart: frozenset[str]) -> None:
        self._names, self._apart = names, apart
        self._counts: list[dict[str, int]] = []
        self._steps: list[str] = []
        self._parts: list[str] = []
        self._size = self._silent = self._inside = 0
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(_SEPARATOR)[2]
        if len(self._counts) >= DEEPEST:
            raise _Stop
        if self._counts:
            number = self._counts[-1].get(local, 0)
            self._counts[-1][local] = number + 1
            self._steps.append(f"/{local}/{number}")
        self._counts.append({})
        if self._inside:
            self._inside += 1
            lower = local.lower()
            if self._silent or lower in SILENT or local in self._apart:
                self._silent += 1
            elif lower in BLOCKS:
                self._parts.append("\n")
        elif local in self._names:
            self._inside, self._parts, self._size = 1, [], 0

    def end(self, name: str) -> None:
        self._counts.pop()
        if self._inside:
            self._inside -= 1
            if self._silent:
                self._silent -= 1
            elif name.rpartition(_SEPARATOR)[2].lower() in BLOCKS:
                self._parts.append("\n")
            if not self._inside:
                self.found["".join(self._steps)] = "".join(self._parts)
        if self._steps:
            self._steps.pop()

    def text(self, data: str) -> None:
        if self._inside and not self._silent and self._size < LONGEST:
            self._size += len(data)
            self._parts.append(data.replace("\n", " "))

    def stop(self, *declaration: object) -> None:
        raise _Stop
