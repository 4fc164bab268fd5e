"""XML as the tree that `extractors.reading` reads: no entity is expanded, no depth or size is without a limit.

An element becomes an object: its attributes as ``@name``, its text as ``#``, its children by name, each name a list.
Namespaces are left out of names unless the form asks for a prefix, since writers choose their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from xml.parsers import expat

from extractors.port import Source, SourceRefused

DEEPEST: Final = 200
"""Elements within elements; no form of ours goes deeper than 40."""

_MOST_NODES: Final = 5_000_000
_PROBED_BYTES: Final = 64 * 1024
_XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SEPARATOR: Final = "\x1f"
_INNER: Final = "\x00"
"""Marks the text of elements inside; no XML can hold it."""
_LONGEST_FLAT: Final = 1_000_000
_SPACE: Final = re.compile(r"\s+")


class _RootFound(Exception):
    pass


def root_of(source: Source) -> tuple[str, str]:
    """Return (namespace, local name) of the first element; ("", "") where there is none. Never raises."""
    found = ("", "")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal found
        found = _split(name)
        raise _RootFound

    parser = _parser()
    parser.StartElementHandler = start
    with suppress(_RootFound, _EntityFound, expat.ExpatError, LookupError, ValueError):
        parser.Parse(source.data[:_PROBED_BYTES], False)
    return found


def parse_xml(source: Source, prefixes: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """Return (name, tree) of the root element; raises `SourceRefused` with line and column where it is no XML.

    `prefixes` maps namespaces to the prefix that their elements' names shall have. An element that mixes text and
    elements has under ``#`` all the text in it, spaces as one.
    """
    builder = _Builder(source.path, prefixes or {})
    parser = _parser()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    builder.parser = parser
    try:
        parser.Parse(source.data, True)
    except expat.ExpatError as err:
        why = expat.errors.messages[err.code]
        raise SourceRefused(
            f"{source.path}: not well-formed XML at line {err.lineno}, column {err.offset + 1}: {why}"
        ) from err
    except (LookupError, ValueError) as err:  # an encoding nobody knows, or a NUL in the bytes
        raise SourceRefused(f"{source.path}: cannot be read as XML: {err}") from err
    except _EntityFound as err:
        raise SourceRefused(f"{source.path}: declares the entity {str(err)!r}; XML with entities is not read") from err
    return builder.name, builder.root


class _EntityFound(Exception):
    pass


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _refuse_entity(name: str, *rest: object) -> None:
    raise _EntityFound(name[:60])


def _split(name: str) -> tuple[str, str]:
    namespace, found, local = name.rpartition(_SEPARATOR)
    return (namespace, local) if found else ("", name)


class _Builder:
    """Builds the tree as the parser goes, on a stack of its own: depth costs no recursion."""

    def __init__(self, path: str, prefixes: Mapping[str, str]) -> None:
        self._path, self._prefixes = path, prefixes
        self._stack: list[dict[str, Any]] = []
        self._texts: list[list[str]] = []
        self._nodes = 0
        self.name = ""
        self.root: dict[str, Any] = {}
        self.parser: expat.XMLParserType | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._nodes += 1
        if len(self._stack) >= DEEPEST:
            raise SourceRefused(f"{self._path}: elements stand over {DEEPEST} deep{self._place()}: that is the limit")
        if self._nodes > _MOST_NODES:
            raise SourceRefused(f"{self._path}: more than {_MOST_NODES} elements, over the limit")
        element: dict[str, Any] = {}
        for key, value in attributes.items():
            namespace, local = _split(key)
            if namespace == _XSI and local != "type":
                continue
            prefix = {_XML_NAMESPACE: "xml:", _XSI: "xsi:"}.get(namespace, "")
            element[f"@{prefix}{local}"] = value
        namespace, local = _split(name)
        prefix = self._prefixes.get(namespace, "")
        called = f"{prefix}:{local}" if prefix else local
        if self._stack:
            self._stack[-1].setdefault(called, []).append(element)
        else:
            self.name, self.root = called, element
        self._stack.append(element)
        self._texts.append([])

    def end(self, name: str) -> None:
        """Close an element: its text is what stands in it, and, where it mixes, in its elements too."""
        element, parts = self._stack.pop(), self._texts.pop()
        own = "".join(part for part in parts if not part.startswith(_INNER)).strip()
        flat = own
        if any(not key.startswith("@") for key in element):
            flat = _SPACE.sub(" ", "".join(part.removeprefix(_INNER) for part in parts)[:_LONGEST_FLAT]).strip()
        if own:
            element["#"] = flat
        if self._texts and flat:
            self._texts[-1].append(_INNER + flat)

    def text(self, data: str) -> None:
        """Take characters."""
        self._texts[-1].append(data)

    def _place(self) -> str:
        return f" at line {self.parser.CurrentLineNumber}" if self.parser is not None else ""
