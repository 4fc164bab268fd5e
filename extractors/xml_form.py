"""One form of XML as an extractor: read like JSON (`extractors.json_form`), named like XML.

Key paths are written as XPath with local names and without positions: ``coreMetadata/title/@lang``; so are the table
`keys` and the counts of what was kept or not understood. A table may say of an element or attribute that it is kept
wherever it stands: ``*/@note``. Pointers are XPath with positions from 1, below the root
element: ``/ebuCoreMain/coreMetadata[1]/title[2]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from extractors.json_form import JsonForm
from extractors.languages import SHORTEST
from extractors.media_type import is_xml
from extractors.port import Extraction, Run, Source
from extractors.reading import KEPT, Node, Reading
from extractors.xml_tree import parse_xml, root_of

_STEP: Final = re.compile(r"/([^/\s]+)/(\d+)(?=/|\s|:|$)")
_POINTER: Final = re.compile(r"(?<!\S)/[^\s]+")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_NO_LANGUAGE: Final = ("und", "mul", "zxx", "mis")


class Text(NamedTuple):
    """The text of one element: with its pointer, and its language tag (`language_tag`), "" where it has none."""

    value: str
    at: str
    language: str


@dataclass(frozen=True, kw_only=True)
class XmlForm(JsonForm):
    """An `extractors.port.Extractor` for one form of XML.

    `roots` says by (namespace, local name) of the root element whether a document is of the form; `fits` is asked
    afterwards, with the whole tree, only by `extract`. `prefixes` are those of `xml_tree.parse_xml`.
    """

    fits: Callable[[dict[str, Any]], bool] = lambda document: True
    roots: Callable[[str, str], bool]
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def recognises(self, source: Source) -> bool:
        """Say, by the root element alone, whether this source is of this form."""
        return is_xml(source.media_type) and self.roots(*root_of(source))

    def _documents(self, source: Source) -> Iterator[tuple[str, Any]]:
        yield "", parse_xml(source, self.prefixes)[1]

    def _reading(self) -> Reading:
        return XmlReading(self.keys)

    def read_document(self, root: Node, source: Source) -> Iterator[Extraction]:
        """Yield what the document says, pointers as XPath."""
        top = "/" + root_of(source)[1]
        for extraction in super().read_document(root, source):
            runs = tuple(_with_xpaths(run, top) for run in extraction.runs)
            problems = tuple(_POINTER.sub(lambda m: as_xpath(m[0], top), p, count=1) for p in extraction.problems)
            yield replace(extraction, runs=runs, problems=problems)


class XmlReading(Reading):
    """Counts by paths as XML has them."""

    def keep(self, path: str, times: int = 1) -> None:
        """Count values that stay in the blob on purpose."""
        super().keep(_as_path(path), times)

    def leave(self, path: str, value: object) -> None:
        """Count an element or attribute that nobody took; a table's ``*/@note`` stands for one anywhere."""
        path = _as_path(path)
        anywhere = self.keys.get("*/" + path.rpartition("/")[2], "")
        if path in self.keys or not anywhere.startswith(KEPT):
            super().leave(path, value)
        elif value not in (None, "", [], {}):
            super().keep(path)


def _as_path(path: str) -> str:
    return path.replace("[]", "").replace(".#", "").replace(".", "/")


def as_xpath(pointer: str, top: str = "") -> str:
    """Return the XPath of a pointer into the tree.

    >>> as_xpath("/coreMetadata/0/title/1/#", "/ebuCoreMain")
    '/ebuCoreMain/coreMetadata[1]/title[2]'
    """
    found = _STEP.sub(lambda m: f"/{m[1]}[{int(m[2]) + 1}]", pointer.removesuffix("/#"))
    return top + found


def _with_xpaths(run: Run, top: str) -> Run:
    return replace(run, observations=tuple(replace(o, pointer=as_xpath(o.pointer, top)) for o in run.observations))


def language_tag(code: str) -> str:
    """Return a language as BCP 47 has it, in lower case and as short as can be; "" for none and for what is no tag.

    >>> language_tag("eng"), language_tag("en_GB"), language_tag("und"), language_tag("English")
    ('en', 'en-gb', '', '')
    """
    code = code.strip().lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(code):
        return ""
    first, hyphen, rest = code.partition("-")
    return "" if first in _NO_LANGUAGE else SHORTEST.get(first, first) + hyphen + rest


def texts(node: Node, name: str, *, inherited: str = "") -> list[Text]:
    """Take all child elements of a name; return the text of each that has one.

    `inherited` is the language of what they stand in (XML 1.0, 2.12: xml:lang holds for all that is inside).
    """
    found = []
    for child in node.nodes(name):
        text = text_of(child, inherited=inherited)
        if text.value:
            found.append(text)
    return found


def text_of(node: Node, *, inherited: str = "") -> Text:
    """Take the text and the language of an element; a text of "" where it has none."""
    language = node.text("@xml:lang") or node.text("@lang")
    return Text(node.text("#").strip(), node.at, language_tag(language) or inherited)


def text(node: Node, name: str) -> str:
    """Take all child elements of a name; return the first one's text, "" where none has one."""
    return next((found.value for found in texts(node, name)), "")
