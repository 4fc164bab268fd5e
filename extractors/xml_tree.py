"""XML as the tree that `extractors.reading` reads: no entity is expanded, no depth or size is without a limit.

An element becomes an object: its attributes as ``@name``, its text as ``#``, its children by name, each name a list.
Namespaces are left out of names unless the form asks for a prefix, since writers choose their own.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from xml.parsers import expat

from extractors.port import Source, SourceRefused

DEEPEST: Final = 200
"""Elements within elements; no form of ours goes deeper than 40."""

MOST_NODES: Final = 3_000_000
"""Elements and attributes of one document: half a gigabyte as a tree, measured with short ones."""

LONGEST_FLAT: Final = 1_000_000
"""Characters of an element that mixes text and elements; what is longer is cut there."""

_PROBED_BYTES: Final = 64 * 1024
_XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SEPARATOR: Final = "\x1f"
_INNER: Final = "\x00"
"""Marks the text of elements inside; no XML can hold it."""
_SPACE: Final = re.compile(r"\s+")
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._\-]{0,40})")
_MULTIBYTE: Final = frozenset((
    "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949",
    "johab",
))  # fmt: skip
"""Python's names of the encodings of several bytes a character that documents come in and expat does not know."""


class _RootFound(Exception):
    pass


class _EntityFound(Exception):
    pass


def root_of(source: Source) -> tuple[str, str]:
    """Return (namespace, local name) of the first element; ("", "") where there is none. Never raises.

    A document that declares entities has a root too: it is `parse_xml` that refuses it, by its name.
    """
    found = ("", "")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal found
        found = _split(name)
        raise _RootFound

    data, encoding, _ = _readable(source.data[:_PROBED_BYTES])
    # Entities could only grow in the root's attributes, and expat 2.4 stops them at 8 MiB.
    parser = _parser(encoding, refuse=expat.version_info < (2, 4, 0))
    parser.StartElementHandler = start
    with suppress(_RootFound, _EntityFound, expat.ExpatError, LookupError, ValueError):
        parser.Parse(data, False)
    return found


def parse_xml(source: Source, prefixes: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """Return (name, tree) of the root element; raises `SourceRefused` with line and column where it is no XML.

    `prefixes` maps namespaces to the prefix that their elements' and attributes' names shall have. An element that
    mixes text and elements has under ``#`` all the text in it, spaces as one. An entity that only an outer DTD may
    declare stands in the text as it is written, ``&name;``.
    """
    data, encoding, skipped_lines = _readable(source.data)
    builder = _Builder(source.path, prefixes or {})
    try:
        builder.parse(data, encoding)
    except expat.ExpatError as err:
        why = expat.errors.messages[err.code]
        line, column = err.lineno + skipped_lines, err.offset + 1
        raise SourceRefused(f"{source.path}: not well-formed XML at line {line}, column {column}: {why}") from err
    except (LookupError, ValueError) as err:  # an encoding nobody knows, or a NUL in the bytes
        raise SourceRefused(f"{source.path}: cannot be read as XML: {err}") from err
    except _EntityFound as err:
        raise SourceRefused(f"{source.path}: declares the entity {str(err)!r}; XML with entities is not read") from err
    return builder.name, builder.root


def _readable(data: bytes) -> tuple[bytes, str | None, int]:
    """Return the bytes as expat takes them, their encoding where it must be told, and how many lines were left out.

    Repaired only where it is certain: space before the declaration, and bytes of one width that call themselves
    UTF-16 (XML 1.0, 4.3.3: a document in UTF-16 begins with a byte order mark, so this is none).
    """
    lines = 0
    if data[:1].isspace() and data.lstrip()[:5] == b"<?xml":
        whole, data = data, data.lstrip()
        lines = whole[: len(whole) - len(data)].count(b"\n")
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8)[:300])
    if declared is None:
        return data, None, lines
    name = declared[1].decode("ascii").lower()
    if name.startswith(("utf-16", "utf16", "ucs-2", "iso-10646-ucs-2")):
        return data, "utf-8", lines
    with suppress(LookupError, UnicodeDecodeError):
        name = codecs.lookup(name).name
        if name in _MULTIBYTE:
            return codecs.getincrementaldecoder(name)().decode(data).encode(), "utf-8", lines
    return data, None, lines


def _parser(encoding: str | None, *, refuse: bool = True) -> expat.XMLParserType:
    parser = expat.ParserCreate(encoding, namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.specified_attributes = True  # not those that an inner DTD would add to every element
    if refuse:
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
        self._attribute_prefixes = {_XML_NAMESPACE: "xml", _XSI: "xsi", **prefixes}
        self._stack: list[dict[str, Any]] = []
        self._texts: list[list[str]] = []
        self._sizes: list[int] = []
        self._nodes = 0
        self._names: dict[str, str] = {}
        self._attribute_names: dict[str, str] = {}
        self._parser: expat.XMLParserType | None = None
        self.name = ""
        self.root: dict[str, Any] = {}

    def parse(self, data: bytes, encoding: str | None) -> None:
        """Fill `name` and `root`; raises what expat raises."""
        parser = self._parser = _parser(encoding)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.SkippedEntityHandler = self._skipped
        try:
            parser.Parse(data, True)
        finally:
            self._parser = None  # parser and builder hold each other

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1 + len(attributes)
        if len(self._stack) >= DEEPEST:
            raise SourceRefused(f"{self._path}: elements stand over {DEEPEST} deep{self._place()}: that is the limit")
        if self._nodes > MOST_NODES:
            raise SourceRefused(
                f"{self._path}: more than {MOST_NODES} elements and attributes{self._place()}: that is the limit"
            )
        element = self._attributes(attributes) if attributes else {}
        called = self._names.get(name) or self._called(name)
        if self._stack:
            self._stack[-1].setdefault(called, []).append(element)
        else:
            self.name, self.root = called, element
        self._stack.append(element)
        self._texts.append([])
        self._sizes.append(0)

    def _called(self, name: str) -> str:
        """Return the name of an element in the tree; one text for all elements of it."""
        namespace, local = _split(name)
        prefix = self._prefixes.get(namespace, "")
        return self._names.setdefault(name, f"{prefix}:{local}" if prefix else local)

    def _attributes(self, attributes: dict[str, str]) -> dict[str, Any]:
        """Return attributes by name; where two differ in namespace alone, the foreign one is called ``@foreign:…``."""
        element: dict[str, Any] = {}
        for key, value in attributes.items():
            called = self._attribute_names.get(key) or self._attribute_called(key)
            if called in element:
                called = "@foreign:" + called[1:]
            if called != "@":
                element[called] = value
        return element

    def _attribute_called(self, name: str) -> str:
        namespace, local = _split(name)
        prefix = self._attribute_prefixes.get(namespace, "")
        called = f"@{prefix}:{local}" if prefix else f"@{local}"
        if namespace == _XSI and local != "type":
            called = "@"  # where a schema lies, and that an element is empty, says nothing of media
        return self._attribute_names.setdefault(name, called)

    def _end(self, name: str) -> None:
        """Close an element: its text is what stands in it, and, where it mixes, in its elements too."""
        element, parts = self._stack.pop(), self._texts.pop()
        self._sizes.pop()
        own = "".join(part for part in parts if part[:1] != _INNER).strip()
        has_elements = any(key[:1] != "@" for key in element)
        raw = "".join(part.lstrip(_INNER) for part in parts) if has_elements else None
        if own:
            element["#"] = own if raw is None else _SPACE.sub(" ", raw[:LONGEST_FLAT]).strip()
        if self._texts:
            self._add("".join(parts) if raw is None else raw, inner=True)

    def _text(self, data: str) -> None:
        self._add(data)

    def _skipped(self, name: str, is_parameter_entity: bool) -> None:
        if not is_parameter_entity:
            self._add(f"&{name};")

    def _add(self, text: str, *, inner: bool = False) -> None:
        """Add text to the element that is open; of elements inside no more than can stand in a flat text."""
        if inner:
            if not text or self._sizes[-1] >= LONGEST_FLAT:
                return
            text = _INNER + text[:LONGEST_FLAT]
            self._sizes[-1] += len(text)
        self._texts[-1].append(text)

    def _place(self) -> str:
        return f" at line {self._parser.CurrentLineNumber}" if self._parser is not None else ""
