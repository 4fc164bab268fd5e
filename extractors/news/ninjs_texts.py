"""Headlines, descriptions and bodies of a ninjs item, as text in the item's language."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.news.markup import body_text, is_markup, pieces_of, words_of
from extractors.news.newsroom import claim, limited
from extractors.reading import Node
from ontology.model import Observation

_ROLES = {
    "creditline": "creditLine",
    "credit": "creditLine",
    "writer": "captionWriter",
    "captionwriter": "captionWriter",
}
_FIRST = ("main", "headline", "title", "")


def texts(item: Node, language: str) -> Iterator[Observation]:
    """Yield what is to be read: headline, title, descriptions, bodies, each once."""
    yield from claim("title", item.text("title"), f"{item.at}/title", language=language)
    headlines = [(node.text("role").lower(), _value(node), node.at) for node in item.nodes("headlines")]
    single = item.text("headline")
    if single.strip():
        headlines.insert(0, ("main", single.strip(), f"{item.at}/headline"))
    main = min(range(len(headlines)), key=lambda n: _rank(headlines[n][0]), default=-1)
    for number, (_, text, at) in enumerate(headlines):
        yield from claim("headline" if number == main else "description", text, at, language=language)
    for node in item.nodes("descriptions"):
        prop = _ROLES.get(node.text("role").lower().replace(" ", ""), "description")
        tag = language if prop == "description" else ""
        yield from claim(prop, limited(_value(node), node.at, node.reading), node.at, language=tag)
    yield from _suffixed(item, language)
    yield from _bodies(item, language)


def _rank(role: str) -> int:
    return _FIRST.index(role) if role in _FIRST else len(_FIRST)


def _value(node: Node) -> str:
    media_type = node.text("contentType") or node.text("contenttype")
    return body_text(node.text("value"), media_type)


def _suffixed(item: Node, language: str) -> Iterator[Observation]:
    """Yield the texts of ninjs 1.x whose role is the end of their key (``description_text``); the first of a text."""
    seen: set[str] = set()
    for key in item.rest():
        if key.startswith(("headline_", "description_")):
            at = f"{item.at}/{key}"
            text = limited(body_text(item.text(key)), at, item.reading)
            prop = _ROLES.get(key.partition("_")[2].lower(), "description")
            if words_of(text) not in seen:
                yield from claim(prop, text, at, language=language if prop == "description" else "")
            seen.add(words_of(text))


def _bodies(item: Node, language: str) -> Iterator[Observation]:
    """Yield each body once: plain text before markup, of which nothing is left but what can be read."""
    found: list[tuple[bool, str, str]] = []
    for node in item.nodes("bodies"):
        media_type = node.text("contentType") or node.text("contenttype")
        node.text("role")
        raw = node.text("value")
        found.append((is_markup(raw, media_type), body_text(raw, media_type), node.at))
    for key in item.rest():
        if key.startswith("body_"):
            raw = item.text(key)
            found.append((is_markup(raw), body_text(raw), f"{item.at}/{key}"))
    said: set[str] = set()
    for _, text, at in sorted(found, key=lambda body: body[0]):
        pieces = pieces_of(text)
        new = sum(len(piece) for piece in pieces - said)
        if new * 2 > sum(map(len, pieces)):
            yield from claim("bodyText", limited(text, at, item.reading), at, language=language)
        elif pieces:
            item.reading.keep(f"{item.path}.bodies[].value".lstrip("."))
        said |= pieces
