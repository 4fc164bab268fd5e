"""Google Vision's text: the whole as a claim, and each paragraph with its box.

``textAnnotations`` gives the whole text, then every word; ``fullTextAnnotation`` gives pages, blocks, paragraphs,
words and letters. Words and letters stay in the blob: a paragraph says them together, with a confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.json_form import make_run
from extractors.port import Run
from extractors.reading import Node
from extractors.vendors.google_json import read_enum
from extractors.vendors.google_vision_boxes import Size, read_box
from ontology.model import WHOLE, Agent, AgentKind, Observation, Segment

_AGENT: Final = Agent(AgentKind.MODEL, "google-vision-text")

_BREAK_TYPES: Final = ("UNKNOWN", "SPACE", "SURE_SPACE", "EOL_SURE_SPACE", "HYPHEN", "LINE_BREAK")

_BREAKS: Final = {"SPACE": " ", "SURE_SPACE": " ", "EOL_SURE_SPACE": "\n", "LINE_BREAK": "\n", "HYPHEN": "-\n"}
"""What stands after a letter, by the type of its detectedBreak."""


def read_text(node: Node, size: Size | None) -> Iterator[Run]:
    """Yield the Run of the text feature, where the response has one of its two keys."""
    if "textAnnotations" not in node and "fullTextAnnotation" not in node:
        return
    claims = _whole(node)
    claims += node.each("fullTextAnnotation", lambda part: _full_text(part, size, whole=not claims))
    yield make_run(_AGENT, "text", claims)


def _whole(node: Node) -> list[Observation]:
    """Return the whole text; the annotations after the first are its words."""
    count = node.size("textAnnotations") or 0
    first = next(node.nodes("textAnnotations"), None)
    if first is None:
        return []
    if count > 1:
        node.reading.keep("textAnnotations[]", count - 1)
    text, language = first.text("description").strip(), first.text("locale")
    first.close()
    return [Observation("onScreenText", text, language=language, pointer=first.at)] if text else []


def _full_text(node: Node, size: Size | None, *, whole: bool) -> Iterator[Observation]:
    text = node.text("text").strip()
    if whole and text:
        yield Observation("onScreenText", text, pointer=f"{node.at}/text")
    for number, page in enumerate(node.nodes("pages"), 1):
        page.raw("width"), page.raw("height")
        yield from page.each("blocks", lambda block, number=number: _block(block, size, number))  # type: ignore[misc]


def _block(node: Node, size: Size | None, page: int) -> list[Observation]:
    return node.each("paragraphs", lambda paragraph: _paragraph(paragraph, size, page))


def _paragraph(node: Node, size: Size | None, page: int) -> Iterator[Observation]:
    """Yield a paragraph's text, made of its letters and breaks; its language is the first that was detected."""
    box = read_box(node, size, "boundingBox")
    sure, language = node.number("confidence"), _language(node)
    text = "".join(_letter(letter) for word in node.nodes("words") for letter in _letters(word)).strip()
    if text:
        number = page if page > 1 else None
        where = WHOLE if box is None and number is None else Segment(box=box, page=number)
        yield Observation("onScreenText", text, sure, language, where, node.at)


def _letters(word: Node) -> Iterator[Node]:
    yield from word.nodes("symbols")


def _letter(node: Node) -> str:
    after = node.node("property").node("detectedBreak") if "property" in node else None
    return node.text("text") + ("" if after is None else _BREAKS.get(read_enum(after, "type", _BREAK_TYPES), ""))


def _language(node: Node) -> str:
    if "property" not in node:
        return ""
    first = next(node.node("property").nodes("detectedLanguages"), None)
    if first is None:
        return ""
    language = first.text("languageCode")
    first.close()
    return language
