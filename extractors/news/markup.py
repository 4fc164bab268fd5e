"""The text of HTML, XHTML and NITF bodies, without their markup.

`html.parser` needs 20 s for 50,000 characters of ``<a <a <a`` (measured, Python 3.11), and bodies come from outside:
so markup is cut by one expression that goes over the text once. Nothing is ever rendered or run.
"""

from __future__ import annotations

import html
import re
from typing import Final

LONGEST_MARKUP: Final = 4_000_000
"""Characters of markup that are looked at; the text of a longer body is cut there."""

BLOCKS: Final = frozenset((
    "p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "hedline",
    "section", "article", "header", "footer", "blockquote", "figure", "figcaption", "pre", "dt", "dd", "block", "body",
    "rubrik", "citat", "brodtext", "dat", "caption", "hr", "main", "aside", "byline", "abstract", "ingress", "byttl",
))  # fmt: skip
"""Elements at whose edges a line ends, of HTML, NITF and the dialects that agencies send."""

SILENT: Final = frozenset(("head", "script", "style", "template", "svg", "math", "iframe", "object", "noscript"))
"""Elements whose text is not to be read by people."""

_TOKEN: Final = re.compile(r"<!--.*?(?:-->|\Z)|<[/!?]?[A-Za-z!?\[][^<>]*>", re.DOTALL)
_NAME: Final = re.compile(r"<(/?)([A-Za-z][\w.\-:]*)")
_SPACES: Final = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES: Final = re.compile(r" ?\n[ \n]*")
_IS_MARKUP: Final = re.compile(r"<(?:/?[A-Za-z][\w.\-:]*[^<>]*|!--|!DOCTYPE|\?xml)", re.IGNORECASE)
_WORDS: Final = re.compile(r"\W+")
_ENDS: Final = re.compile(r"[\n.!?\u3002]+")


def text_of_markup(markup: str) -> str:
    """Return the text of a body: a line for each block, spaces as one, entities as characters."""
    parts: list[str] = []
    silent = ""
    at = 0
    markup = markup[:LONGEST_MARKUP]
    for token in _TOKEN.finditer(markup):
        if not silent:
            parts.append(markup[at : token.start()])
        at = token.end()
        match = _NAME.match(token[0])
        if match is None:
            continue
        closes, name = bool(match[1]), match[2].lower().rpartition(":")[2]
        if silent:
            silent = "" if closes and name == silent else silent
        elif name in SILENT and not closes and not token[0].endswith("/>"):
            silent = name
        elif name in BLOCKS:
            parts.append("\n")
    if not silent:
        parts.append(markup[at:])
    return tidy(html.unescape("".join(_escaped_lines(parts))))


def _escaped_lines(parts: list[str]) -> list[str]:
    """Return the parts with the line ends of the source as spaces: only blocks end a line."""
    return [part if part == "\n" else part.replace("\n", " ") for part in parts]


def tidy(text: str) -> str:
    """Return text with spaces as one, no empty lines, and none around it."""
    return _LINES.sub("\n", _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def is_markup(text: str, media_type: str = "") -> bool:
    """Say whether a text is markup: by its declared type, else by what it looks like."""
    kind = media_type.lower()
    if "html" in kind or "xml" in kind or "nitf" in kind:
        return True
    if kind.startswith("text/plain"):
        return False
    return _IS_MARKUP.search(text[:2000]) is not None


def body_text(text: str, media_type: str = "") -> str:
    """Return what a body says, as text: markup is taken out where there is some."""
    return text_of_markup(text) if is_markup(text, media_type) else text.replace("\r\n", "\n").strip()


def words_of(text: str) -> str:
    """Return what two renderings of one text share: its letters and digits."""
    return _WORDS.sub("", text).casefold()


def pieces_of(text: str) -> set[str]:
    """Return the sentences and lines of a text by their letters and digits: what two renderings of one text share."""
    return {words for piece in _ENDS.split(text) if (words := words_of(piece))}
