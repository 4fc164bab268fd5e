"""Plain text and Markdown: an Asset of its own, known by its encoding, length and first line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractors import media_type as types
from extractors.files.claims import Claims, Speaker
from extractors.port import Extraction, Source, SourceRefused
from ontology.model import MediaKind

_LONGEST_TITLE: Final = 200
_HEADING: Final = re.compile(r"#{1,6}\s+|\s+#+$")


@dataclass(frozen=True)
class TextExtractor:
    """Plain text and Markdown."""

    name: str = "text"
    version: str = "1"
    reads: str = "plain text and Markdown: encoding, length, first line as title"

    def recognises(self, source: Source) -> bool:
        """Say whether this is text to be read by people."""
        return source.media_type in (types.PLAIN, types.MARKDOWN)

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a text; raise `SourceRefused` where it is empty."""
        text = decoded(source.data)
        if not text.strip():
            raise SourceRefused(f"{source.path}: holds no text, only white space")
        claims = Claims(source)
        claims.say(Speaker.MEASURED, "characterEncoding", encoding_of(source.data))
        claims.say(Speaker.MEASURED, "characterCount", len(text))
        title = _HEADING.sub("", text.strip().splitlines()[0].strip())
        if title and len(title) <= _LONGEST_TITLE:
            claims.say(Speaker.DEVICE, "title", title)
        yield claims.extraction(MediaKind.TEXT)


def encoding_of(data: bytes) -> str:
    """Return the encoding of a text: by its byte order mark, UTF-8 where it is, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def decoded(data: bytes) -> str:
    """Return a text without its byte order mark; what its encoding does not know becomes U+FFFD."""
    return data.decode({"utf-8": "utf-8-sig"}.get(encoding := encoding_of(data), encoding), "replace")


EXTRACTOR: Final = TextExtractor()
