"""Bodies of Web Annotations: texts and addresses with a purpose, and the claims that they make about a target."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from extractors.reading import Node
from extractors.vendors.answer_text import MAX_TEXT, clean
from extractors.vendors.links import link_iri
from extractors.vendors.web_annotation_targets import Target
from ontology.model import MediaKind, Observation

_BY_PURPOSE: Final = {
    "tagging": "keyword", "describing": "description", "commenting": "description", "classifying": "depicts",
    "identifying": "depicts", "transcribing": "transcript", "supplementing": "transcript", "captioning": "subtitle",
    "subtitling": "subtitle", "assessing": "rating", "titling": "title",
}  # fmt: skip
"""Purposes of the Web Annotation vocabulary, and those of IIIF and of annotation tools. Others claim nothing."""

_BLOCKS: Final = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_MARKS: Final = re.compile(r"<[^<>]{0,2000}>")
_PREFIX: Final = re.compile(r"^(?:oa:|sc:|https?://www\.w3\.org/ns/oa#)")
_WORLD: Final = frozenset(("depicts", "keyword"))


class Body(NamedTuple):
    """One body: its purpose's property, its text, its language, and an address of what it names."""

    property: str
    text: str
    language: str
    address: str
    pointer: str


def bodies(node: Node, motivations: list[str]) -> Iterator[Body]:
    """Take the bodies of an annotation; one whose purpose says nothing about the target stays in the blob."""
    default = next((name for word in motivations if (name := _property(word))), "")
    if "bodyValue" in node:
        text = clean(node.text("bodyValue"))
        yield Body(default or "description", text, "", "", f"{node.at}/bodyValue")
    given = node.look("body")
    if isinstance(given, str):
        yield Body(default, "", "", clean(node.text("body")), f"{node.at}/body")
        return
    for index, item in enumerate(given if isinstance(given, list) else [given] if isinstance(given, dict) else []):
        at = f"{node.at}/body/{index}" if isinstance(given, list) else f"{node.at}/body"
        if isinstance(item, str):
            yield Body(default, "", "", clean(item), at)
        elif isinstance(item, dict):
            yield from _body(Node(node.reading, item, at, "body[]", strict=True), default, 0)
    node.raw("body")


def _body(node: Node, default: str, depth: int) -> Iterator[Body]:
    purpose = node.look("purpose")
    purposes = purpose if isinstance(purpose, list) else [purpose]
    name = next((found for word in purposes if isinstance(word, str) and (found := _property(word))), "")
    name = name if purpose else default
    items = node.look("items")
    if isinstance(items, list) and depth < 3:
        node.raw("items")
        for index, item in enumerate(items[:1_000]):
            if isinstance(item, dict):
                inner = Node(node.reading, item, f"{node.at}/items/{index}", "body[]", strict=True)
                yield from _body(inner, default, depth + 1)
    node.raw("purpose")
    text, language = _text(node), _language(node)
    address = node.text("source") if node.is_text("source") else node.text("id")
    label = node.text("label").strip()
    node_at = node.at
    node.close()
    if text or label or address:
        yield Body(name, text or clean(label), language, address, node_at)


def _property(word: str) -> str:
    return _BY_PURPOSE.get(_PREFIX.sub("", word), "")


def _text(node: Node) -> str:
    value, form = node.raw("value"), node.text("format")
    if type(value) in (int, float):
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = value[: MAX_TEXT * 4]
    if form in ("text/html", "application/xhtml+xml"):
        text = html.unescape(_MARKS.sub("", _BLOCKS.sub(" ", text)))
        text = " ".join(text.split())
    return clean(text)[:MAX_TEXT]


def _language(node: Node) -> str:
    value = node.raw("language")
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""


def claim_of(body: Body, target: Target) -> Observation | None:
    """Return what a body claims about a target; None where its purpose claims nothing, or it says nothing."""
    if not body.property:
        return None
    name, where = body.property, target.segment
    found = link_iri(body.address) if body.address else None
    text = body.text or (target.exact or _last_step(found) if found and name in _WORLD else "")
    if not text:
        return None
    if name in _WORLD and found and (target.kind is MediaKind.TEXT or where.characters is not None):
        name = "mentions"
    elif name == "transcript" and (where.box is not None or target.kind is MediaKind.IMAGE):
        name = "onScreenText"
    elif name == "transcript" and where.start_s is not None:
        name = "utterance"
    if name == "rating" and not _is_number(text):
        name = "description"
    if name in ("rating", "title"):
        where = replace(where, start_s=None, end_s=None, box=None, characters=None)
    language = "" if name in ("onScreenText", "rating", "mentions") else body.language
    return Observation(name, text, None, language, where, body.pointer, (found,) if found else ())


def _last_step(address: str | None) -> str:
    """Return the name in an address: http://dbpedia.org/resource/Kitty_Hawk is Kitty Hawk."""
    return clean(unquote(re.split(r"[/#]", (address or "").rstrip("/"))[-1]).replace("_", " "))


def _is_number(text: Any) -> bool:
    return bool(re.fullmatch(r"-?\d{1,3}(?:\.\d{1,6})?", text))
