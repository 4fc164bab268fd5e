"""Front matter: what a Markdown document says of itself between lines of ``---`` (YAML) or ``+++`` (TOML) at its head.

Of YAML, what front matter uses is read: texts, lists and one level of names in names. Anchors, tags and the rest of the
language are not, so that no document can make the reader build something.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from extractors import media_type as types
from extractors.files.claims import Claims, Speaker
from extractors.files.text import decoded, encoding_of
from extractors.files.xmp_claims import date_text
from extractors.port import Extraction, Source
from ontology.model import MediaKind

PROPERTIES: Final = {
    "title": "title", "headline": "headline", "subtitle": "headline", "description": "description",
    "summary": "description", "abstract": "description", "excerpt": "description", "author": "creator",
    "authors": "creator", "creator": "creator", "byline": "creator", "contributors": "contributor",
    "date": "dateCreated", "created": "dateCreated", "pubdate": "datePublished", "publishdate": "datePublished",
    "published": "datePublished", "lastmod": "modifiedDate", "updated": "modifiedDate", "modified": "modifiedDate",
    "expirydate": "expiryDate", "tags": "keyword", "tag": "keyword", "keywords": "keyword", "categories": "keyword",
    "category": "keyword", "topics": "keyword", "lang": "language", "language": "language", "locale": "language",
    "license": "licence", "licence": "licence", "rights": "copyrightNotice", "copyright": "copyrightNotice",
    "publisher": "publishedBy", "source": "source", "canonical_url": "webStatement", "location": "contentLocation",
    "place": "contentLocation", "slug": "slugline",
}  # fmt: skip
"""Key, in lower case, and what it becomes: Jekyll's, Hugo's, Pandoc's and Quarto's usual ones."""
KEPT: Final = frozenset((
    "layout", "draft", "weight", "permalink", "aliases", "image", "cover", "toc", "type", "url", "output", "format",
    "bibliography", "csl", "css", "theme", "template", "sidebar", "comments", "featured", "id", "version", "math",
    "params", "header", "footer", "geometry", "fontsize", "documentclass", "numbersections", "link-citations",
))  # fmt: skip
"""Keys that tell a site generator how to show the document."""

_YAML: Final = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,200000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TOML: Final = re.compile(r"\ufeff?\+\+\+[ \t]*\r?\n(.{0,200000}?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY: Final = re.compile(r"(?P<indent> *)(?P<item>- +)?(?P<key>[A-Za-z_][\w .-]{0,80}?)\s*:(?:\s+(?P<value>.*))?")
_HEADING: Final = re.compile(r"^#{1,6}\s+(.{1,200}?)(?:\s+#+)?$", re.MULTILINE)
_NAMES: Final = ("name", "title", "literal")


@dataclass(frozen=True)
class FrontMatterExtractor:
    """Markdown with front matter."""

    name: str = "front-matter"
    version: str = "1"
    reads: str = "Markdown and plain text with front matter (YAML or TOML): title, authors, dates, keywords, licence"

    def recognises(self, source: Source) -> bool:
        """Say whether a text starts with front matter that names something."""
        start = source.data[:8].removeprefix(b"\xef\xbb\xbf")[:3]
        if source.media_type not in (types.PLAIN, types.MARKDOWN) or start not in (b"---", b"+++"):
            return False
        return bool(front_matter(decoded(source.data[:400_000]))[0])

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a document."""
        text = decoded(source.data)
        fields, end = front_matter(text)
        claims = Claims(source)
        claims.say(Speaker.MEASURED, "characterEncoding", encoding_of(source.data))
        claims.say(Speaker.MEASURED, "characterCount", len(text))
        for key, value in fields.items():
            _say(key, value, claims)
        heading = _HEADING.search(text[end : end + 20_000])
        if heading is not None and not claims.value("title"):
            claims.say(Speaker.DEVICE, "title", heading[1])
        yield claims.extraction(MediaKind.TEXT)


def front_matter(text: str) -> tuple[dict[str, Any], int]:
    """Return the fields at the head of a text, and where the text itself starts; ({}, 0) where there are none."""
    match = _TOML.match(text)
    if match is not None:
        try:
            return tomllib.loads(match[1]), match.end()
        except (tomllib.TOMLDecodeError, RecursionError, ValueError):
            return {}, 0
    match = _YAML.match(text)
    return (_yaml(match[1]), match.end()) if match is not None else ({}, 0)


def _yaml(block: str) -> dict[str, Any]:
    """Return names with texts, lists of texts, and of names in names; a line of no known shape is left out."""
    fields: dict[str, Any] = {}
    key = ""
    for line in block.splitlines()[:2000]:
        match = _KEY.fullmatch(line)
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if match is not None and not match["indent"] and not match["item"]:
            key = match["key"]
            value = _scalar(match["value"] or "")
            fields[key] = [] if value in ("", "|", ">", "|-", ">-") else value
        elif key and isinstance(fields[key], list):
            if match is not None and match["key"].lower() not in _NAMES and (match["indent"] or match["item"]):
                continue  # affiliation, e-mail: not what the field is
            part = _scalar(match["value"] or "") if match is not None else _scalar(stripped.removeprefix("- "))
            fields[key] += part if isinstance(part, list) else [part]
    return fields


def _scalar(text: str) -> Any:
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]":
        return [part for each in text[1:-1].split(",") if (part := str(_scalar(each)))]
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1].replace('\\"', '"')
    return text.partition(" #")[0].strip()


def _say(key: str, value: Any, claims: Claims) -> None:
    prop = PROPERTIES.get(key.lower())
    if prop is None:
        (claims.kept if key.lower() in KEPT else claims.unmapped)[f"FrontMatter:{key[:80]}"] += 1
        return
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            each = next((each[name] for name in _NAMES if name in each), "")
        text = str(each)
        if prop.endswith("Date") or prop in ("dateCreated", "datePublished"):
            text = date_text(text.replace("+00:00", "Z") if text.endswith("+00:00") else text)
        parts = re.split(r"[,;]", text) if prop == "keyword" and not isinstance(value, list) else [text]
        for part in parts:
            claims.say(Speaker.PERSON, prop, part, pointer=f"/FrontMatter/{key}")


EXTRACTOR: Final = FrontMatterExtractor()
