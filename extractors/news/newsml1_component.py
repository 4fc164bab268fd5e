"""One component of a NewsML 1.x item: its lines, metadata and content, and the components inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from extractors.news.markup import is_markup, text_of_markup
from extractors.news.newscodes import topic_iris
from extractors.news.newsroom import RenditionLine, claim, file_name, held, language_of, limited, original_of, said_by
from extractors.reading import Node
from extractors.values import parse_number
from extractors.xml_form import text, texts
from ontology.model import MediaKind, Observation

DEEPEST: Final = 20
"""Components within components."""

_TEXT_ROLES: Final = ("", "main", "body", "story", "text", "article", "maintext")
_DESCRIPTIONS: Final = ("caption", "subheadline", "summary", "abstract", "lead", "description", "dopesheet", "shotlist")
_LINES: Final = {
    "HeadLine": "headline", "SubHeadLine": "description", "CreditLine": "creditLine", "CopyrightLine":
    "copyrightNotice", "RightsLine": "usageTerms", "SlugLine": "slugline", "KeywordLine": "keyword", "SeriesLine":
    "partOf",
}  # fmt: skip
_WORDED: Final = frozenset(("headline", "description", "keyword"))


@dataclass(slots=True)
class Component:
    """What a component says. `is_media`: its content is a picture, film or sound, and `claims` are about that."""

    duid: str = ""
    claims: list[Observation] = field(default_factory=list)
    technical: list[Observation] = field(default_factory=list)
    below: list[Component] = field(default_factory=list)
    kind: MediaKind = MediaKind.UNKNOWN
    name: str = ""
    provider: str = ""
    is_media: bool = False
    has_body: bool = False


def read_component(
    node: Node, prose: dict[str, str], topics: dict[str, list[Observation]], language: str, depth: int = 0
) -> Component:
    """Return what a component and those in it say; `language` is that of what it stands in."""
    found = Component(node.text("@Duid"))
    role = _formal(node, "Role").lower()
    described = held(node, "DescriptiveMetadata")
    tags = [language_of(each.text("@FormalName")) for part in described for each in part.nodes("Language")]
    language = next((tag for tag in tags if tag), language)
    if depth == 0:
        found.claims += [o for tag in dict.fromkeys(filter(None, tags)) for o in claim("language", tag, node.at)]
    for lines in node.nodes("NewsLines"):
        found.claims += _lines(lines, language)
    for part in node.nodes("AdministrativeMetadata"):
        found.claims += _administrative(part, found)
    for part in node.nodes("RightsMetadata"):
        found.claims += _rights(part)
    for part in described:
        found.claims += _descriptive(part, topics)
        part.close()
    for part in node.nodes("Metadata"):
        found.claims += _keywords(part)
    _content(node, found, prose, role, language)
    for below in node.nodes("NewsComponent", path="NewsComponent"):
        if depth + 1 >= DEEPEST:
            node.reading.problem(f"{below.at} stands over {DEEPEST} components deep, and is not read")
            below.drop()
        else:
            found.below.append(read_component(below, prose, topics, language, depth + 1))
    return found


def _formal(node: Node, name: str) -> str:
    return next((each.text("@FormalName").strip() for each in node.nodes(name)), "")


def _lines(lines: Node, language: str) -> Iterator[Observation]:
    for name, prop in _LINES.items():
        for line in texts(lines, name, inherited=language):
            yield from claim(prop, line.value, line.at, language=line.language if prop in _WORDED else "")
    for by in texts(lines, "ByLine"):
        yield from said_by(by.value, by.at)
    for name in ("ByLineTitle", "DateLine", "NewsLine"):
        for other in lines.nodes(name):
            other.keep()


def _administrative(node: Node, found: Component) -> Iterator[Observation]:
    found.name = file_name(text(node, "FileName"))
    for name, prop in (("Provider", ""), ("Creator", "creator"), ("Source", "source"), ("Contributor", "contributor")):
        for each in node.nodes(name):
            for party in each.nodes("Party"):
                value, scheme = party.text("@FormalName"), party.text("@Scheme")
                if not prop:
                    found.provider = found.provider or value
                elif prop == "source" or (not scheme and " " in value.strip()):
                    yield from claim(prop, value, party.at)
                else:
                    node.reading.keep(party.path)


def _rights(node: Node) -> Iterator[Observation]:
    for right in node.nodes("Copyright"):
        for holder in texts(right, "CopyrightHolder"):
            yield from claim("copyrightOwner", holder.value, holder.at)
    for usage in node.nodes("UsageRights"):
        words = [
            f"{name}: {each.value}"
            for name in ("UsageType", "Geography", "RightsHolder", "Limitations", "StartDate", "EndDate")
            for each in texts(usage, name)
        ]
        yield from claim("usageTerms", "; ".join(words), usage.at)


def _descriptive(node: Node, topics: dict[str, list[Observation]]) -> Iterator[Observation]:
    for genre in node.nodes("Genre"):
        yield from claim("genre", genre.text("@FormalName"), genre.at)
    for subject in node.nodes("SubjectCode"):
        for name in ("Subject", "SubjectMatter", "SubjectDetail"):
            for each in subject.nodes(name):
                code = each.text("@FormalName")
                yield from claim("about", code, each.at, ids=topic_iris(code))
    for occurrence in node.nodes("TopicOccurrence"):
        known = topics.get(occurrence.text("@Topic"), [])
        yield from known
        if not known:
            occurrence.keep()
    for audience in node.nodes("OfInterestTo"):
        yield from claim("audience", audience.text("@FormalName"), audience.at)
    for location in node.nodes("Location"):
        found = {p.text("@FormalName").lower(): p.text("@Value") for p in location.nodes("Property")}
        parts = [found.get(key, "") for key in ("sublocation", "city", "countryarea", "countryname", "country")]
        parts = [part for part in parts if part]
        yield from claim("contentLocation", ", ".join(dict.fromkeys(parts)), location.at)


def _keywords(node: Node) -> Iterator[Observation]:
    """Yield the provider's own properties that call themselves keywords; others are kept."""
    kind = _formal(node, "MetadataType").lower()
    for each in node.nodes("Property"):
        name = each.text("@FormalName").lower()
        if "keyword" in name or (not name and "keyword" in kind):
            yield from claim("keyword", each.text("@Value"), each.at)
        else:
            each.keep()


def _content(node: Node, found: Component, prose: dict[str, str], role: str, language: str) -> None:
    """Read the contents of a component: texts are said by their role, media tell the original's measures."""
    items = held(node, "ContentItem")
    lines: list[tuple[Node, RenditionLine, dict[str, str]]] = []
    for item in items:
        mime, kind, href = _formal(item, "MimeType").lower(), _formal(item, "MediaType").lower(), item.text("@Href")
        media, notation = _kind(mime, kind, href), _formal(item, "Notation")
        if media is not None:
            found.is_media, found.kind = True, media
            measures = _characteristics(item)
            pixels = (parse_number(measures.get("width", "")) or 0) * (parse_number(measures.get("height", "")) or 0)
            uses = (measures.pop("use", ""), notation)
            lines.append((item, RenditionLine(uses, mime, href, pixels), measures))
        else:
            _text(item, found, prose, role=role, mime=mime, language=language)
    best = original_of([line for _, line, _ in lines], found.kind)
    for number, (item, line, measures) in enumerate(lines):
        if number == best:
            found.name = found.name or file_name(line.href)
            for prop, value in measures.items():
                if parse_number(value) is not None:
                    found.technical += claim(prop, value, item.at)
        elif measures:
            item.reading.keep(f"{item.path}.Characteristics", len(measures))
    for item in items:
        item.close()


def _kind(mime: str, kind: str, href: str) -> MediaKind | None:
    for start, media in (("image/", MediaKind.IMAGE), ("video/", MediaKind.VIDEO), ("audio/", MediaKind.AUDIO)):
        if mime.startswith(start):
            return media
    if mime:
        return None
    named = {"photo": MediaKind.IMAGE, "graphic": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
    return named.get(kind) if href else None


_MEASURES: Final = {
    "pixelwidth": "width", "width": "width", "pixelheight": "height", "height": "height", "imageuse": "use",
    "rendition": "use", "duration": "duration", "totalduration": "duration",
}  # fmt: skip


def _characteristics(item: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in item.nodes("Characteristics"):
        for each in part.nodes("Property"):
            known = _MEASURES.get(each.text("@FormalName").lower())
            if known is None:
                each.keep()
            else:
                found[known] = each.text("@Value")
    return found


def _text(item: Node, found: Component, prose: dict[str, str], *, role: str, mime: str, language: str) -> None:
    for content in item.nodes("DataContent"):
        raw = prose.get(content.at) or content.text("#")
        plain = role.replace(" ", "").replace("-", "")
        prop = "bodyText" if plain in _TEXT_ROLES else "headline" if plain == "headline" else "description"
        is_read = prop != "description" or plain in _DESCRIPTIONS
        if not is_read or "css" in mime or "javascript" in mime or item.look("Encoding"):
            content.keep()
            continue
        words = text_of_markup(raw) if is_markup(raw) else raw.strip()
        found.has_body = found.has_body or (prop == "bodyText" and bool(words))
        found.claims += claim(prop, limited(words, content.at, item.reading), content.at, language=language)
        content.drop()
