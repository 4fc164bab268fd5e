"""XML as elements in their order, for forms where order means something: subtitles, timelines.

The tree is made without entities, and with limits. Each attribute, text and element that is read is taken; `count`
then names what nobody took by the form's table: attributes as ``p/@begin``, elements as ``head/metadata``, attributes
of a namespace with a prefix as ``@tts:color`` wherever they stand. A table may say ``*/name`` for any parent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.parsers import expat

from extractors.port import Source, SourceRefused
from extractors.reading import Reading

DEEPEST: Final = 100
"""Elements within elements."""

MOST_ELEMENTS: Final = 2_000_000
_SEPARATOR: Final = "\x1f"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


class Element:
    """One element: its name with the prefix its form gives it, attributes, children and texts in order, its line."""

    __slots__ = ("_left", "_numbers", "at", "children", "is_read", "line", "name", "parent")

    def __init__(self, name: str, attributes: dict[str, str], parent: Element | None, at: str, line: int) -> None:
        self.name, self.parent, self.at, self.line = name, parent, at, line
        self.children: list[Element | str] = []
        self.is_read = parent is None
        self._left = attributes
        self._numbers: dict[str, int] = {}

    def take(self, attribute: str) -> str:
        """Take an attribute; "" where it is absent or was taken."""
        return self._left.pop(attribute, "").strip()

    def look(self, attribute: str) -> str:
        """Return an attribute without taking it."""
        return self._left.get(attribute, "").strip()

    def elements(self, *names: str) -> Iterator[Element]:
        """Yield the child elements of these names (all of them where none is given), each as read."""
        for child in self.children:
            if isinstance(child, Element) and (not names or child.name in names):
                child.is_read = True
                yield child

    def first(self, name: str) -> Element | None:
        """Return the first child element of a name, as read."""
        return next(self.elements(name), None)

    def has(self, name: str) -> bool:
        """Say whether there is a child element of a name."""
        return any(isinstance(child, Element) and child.name == name for child in self.children)

    def text(self) -> str:
        """Take all text in the element and below, without surrounding space."""
        return "".join(self._texts()).strip()

    def child_text(self, name: str) -> str:
        """Take the text of the first child element of a name; "" where there is none."""
        child = self.first(name)
        return "" if child is None else child.text()

    def at_child(self, name: str) -> str:
        """Return where the first child element of a name stands; the element's own place where there is none."""
        return next((c.at for c in self.children if isinstance(c, Element) and c.name == name), self.at)

    def skip(self) -> None:
        """Let go of the element's attributes and all below it, uncounted: somebody named it as a whole."""
        self.is_read = True
        self._left.clear()
        self.children = [child for child in self.children if isinstance(child, str)]

    def below(self, name: str) -> int:
        """Return the next number of a child element of this name, from 1."""
        self._numbers[name] = self._numbers.get(name, 0) + 1
        return self._numbers[name]

    def left(self) -> Iterator[tuple[str, str]]:
        """Yield the attributes not taken."""
        yield from self._left.items()

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                child.is_read = True
                yield from child._texts()


def count(root: Element, reading: Reading) -> None:
    """Name what was not taken of a tree: kept or unmapped, as the form's table says."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for attribute, value in element.left():
            path = f"@{attribute}" if ":" in attribute else _known(f"{element.name}/@{attribute}", reading)
            reading.leave(path, value)
        for child in element.children:
            if isinstance(child, str):
                continue
            if child.is_read:
                waiting.append(child)
            else:
                reading.leave(_known(f"{element.name}/{child.name}", reading), child)


def _known(path: str, reading: Reading) -> str:
    """Return the path as the table has it: exactly, or under any parent."""
    anywhere = f"*/{path.partition('/')[2]}"
    return anywhere if path not in reading.keys and anywhere in reading.keys else path


def parse_elements(source: Source, prefixes: Mapping[str, str]) -> Element:
    """Return the root element; `prefixes` maps namespaces to the prefix their names shall have, else ``foreign``.

    Raises `SourceRefused` with line and column where it is no XML, has entities, or is over the limits.
    """
    builder = _Builder(source.path, prefixes)
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.EntityDeclHandler = builder.entity
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
    assert builder.root is not None  # expat refuses a document without a root
    return builder.root


class _Builder:
    """Builds the tree as the parser goes."""

    def __init__(self, path: str, prefixes: Mapping[str, str]) -> None:
        self._path = path
        self._prefixes = {"": "", _XML: "xml", _XSI: "xsi", **prefixes}
        self._stack: list[Element] = []
        self._elements = 0
        self.root: Element | None = None
        self.parser: expat.XMLParserType | None = None

    def entity(self, name: str, *rest: object) -> None:
        raise SourceRefused(f"{self._path}: declares the entity {name[:60]!r}; XML with entities is not read")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber if self.parser is not None else 0
        self._elements += 1
        if len(self._stack) >= DEEPEST:
            raise SourceRefused(f"{self._path}: elements stand over {DEEPEST} deep at line {line}: that is the limit")
        if self._elements > MOST_ELEMENTS:
            raise SourceRefused(f"{self._path}: more than {MOST_ELEMENTS} elements, over the limit")
        called = self._named(name)
        parent = self._stack[-1] if self._stack else None
        at = f"/{called}" if parent is None else f"{parent.at}/{called}[{parent.below(called)}]"
        own = {self._named(key): value for key, value in attributes.items()}
        element = Element(called, {k: v for k, v in own.items() if not k.startswith("xsi:")}, parent, at, line)
        if parent is None:
            self.root = element
        else:
            parent.children.append(element)
        self._stack.append(element)

    def end(self, name: str) -> None:
        self._stack.pop()

    def text(self, data: str) -> None:
        self._stack[-1].children.append(data)

    def _named(self, name: str) -> str:
        namespace, _, local = name.rpartition(_SEPARATOR)
        prefix = self._prefixes.get(namespace, "foreign")
        return f"{prefix}:{local}" if prefix else local
