"""Concepts of NewsML-G2: QCodes by the document's catalogs, names by its asserts, properties by their types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from extractors.news.newscodes import address_iri, bare_code, code_iris, qcode_iri
from extractors.news.newsroom import claim
from extractors.reading import Node
from extractors.values import parse_number, percent
from extractors.xml_form import Text, texts
from ontology.model import WHOLE, MediaKind, Observation, Segment

_TYPES: Final = {
    "person": ("mentionsPerson", "depictsPerson"),
    "organisation": ("mentionsOrganisation", "depictsOrganisation"),
    "organization": ("mentionsOrganisation", "depictsOrganisation"),
    "geoarea": ("mentionsPlace", "depictsPlace"),
    "poi": ("mentionsPlace", "depictsPlace"),
    "city": ("mentionsPlace", "depictsPlace"),
    "country": ("mentionsPlace", "depictsPlace"),
    "event": ("mentionsEvent", "depictsEvent"),
    "object": ("mentions", "mentions"),
    "artwork": ("mentionsWork", "depictsWork"),
}
"""IPTC's nature of a concept (cpnature): property where it is named, and where it is seen."""


@dataclass(slots=True)
class Context:
    """What holds for all of an item: its language, its catalog, and what its asserts tell of codes."""

    language: str = ""
    kind: MediaKind = MediaKind.UNKNOWN
    catalog: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[Text]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    prose: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flex:
    """One concept as an element refers to it: its names, its code, its identifiers."""

    names: list[Text]
    code: str
    type: str
    ids: tuple[str, ...]
    at: str

    @property
    def name(self) -> str:
        """One name: the first; "" where the document tells none."""
        return self.names[0].value if self.names else ""

    @property
    def label(self) -> str:
        """The name, or, for the codes of IPTC and parties, which are words, the code itself."""
        return self.name or bare_code(self.code)


def read_catalog(item: Node, known: dict[str, str]) -> dict[str, str]:
    """Take the catalogs that stand in an item or message; return alias to scheme IRI, with what was known."""
    found = dict(known)
    for catalog in item.nodes("catalog"):
        for scheme in catalog.nodes("scheme"):
            alias, uri = scheme.text("@alias"), scheme.text("@uri")
            if alias and uri:
                found[alias] = uri
    return found


def read_asserts(item: Node, context: Context) -> None:
    """Take the asserts of an item: names and types of codes that other elements only refer to."""
    for node in item.nodes("assert"):
        keys = [key for key in (node.text("@qcode"), node.text("@uri"), node.text("@literal")) if key]
        names = texts(node, "name", inherited=context.language)
        kinds = [bare_code(node.text("@type")).lower()]
        kinds += [bare_code(kind.text("@qcode")).lower() for kind in node.nodes("type")]
        details = ("personDetails", "organisationDetails", "geoAreaDetails", "POIDetails", "eventDetails")
        kinds += [name.removesuffix("Details").lower() for name in details if name in node]
        for key in keys:
            if names:
                context.names.setdefault(key, names)
            if kind := next((kind for kind in kinds if kind in _TYPES), ""):
                context.types.setdefault(key, kind)


def read_flex(node: Node, context: Context) -> Flex:
    """Take what an element says of its concept."""
    qcode, uri, literal = node.text("@qcode"), node.text("@uri"), node.text("@literal")
    names = texts(node, "name", inherited=context.language)
    ids = [qcode_iri(qcode, context.catalog), address_iri(uri), *code_iris(literal, catalog=context.catalog)]
    for same in node.nodes("sameAs"):
        ids += [qcode_iri(same.text("@qcode"), context.catalog), address_iri(same.text("@uri"))]
    kind = bare_code(node.text("@type")).lower()
    for key in (qcode, uri, literal):
        names = names or context.names.get(key, [])
        kind = kind or context.types.get(key, "")
    return Flex(names, qcode or uri or literal, kind, tuple(dict.fromkeys(iri for iri in ids if iri)), node.at)


def subject(node: Node, context: Context, segment: Segment = WHOLE) -> tuple[bool, list[Observation]]:
    """Return whether a tool found a subject, and what is claimed of it; a bag's parts are topics of their own."""
    flex = read_flex(node, context)
    how, creator = bare_code(node.text("@how")).lower(), bare_code(node.text("@creator")).lower()
    is_by_tool = "tool" in how or creator in ("machine", "tool", "system", "software", "auto")
    sure = fraction(node.text("@confidence"))
    claims: list[Observation] = []
    mentioned, depicted = _TYPES.get(flex.type, ("about", "about"))
    prop = depicted if context.kind is MediaKind.IMAGE else mentioned
    if prop != "about":
        claims += claim(prop, flex.name, node.at, ids=flex.ids, sure=sure, segment=segment)
    else:
        claims += topics("about", flex, sure=sure, segment=segment)
    for bag in node.nodes("bag"):
        for bit in bag.nodes("bit"):
            claims += topics("about", read_flex(bit, context), sure=sure, segment=segment)
    if not claims:
        node.keep()
    return is_by_tool, claims


def topics(prop: str, flex: Flex, *, sure: float | None = None, segment: Segment = WHOLE) -> Iterator[Observation]:
    """Yield a concept under each of its names; under its code where it has none that a person would know."""
    for name in flex.names:
        yield from claim(prop, name.value, flex.at, language=name.language, ids=flex.ids, sure=sure, segment=segment)
    if not flex.names and flex.ids:
        yield from claim(prop, flex.code, flex.at, ids=flex.ids, sure=sure, segment=segment)


def fraction(text: str) -> float | None:
    """Return a confidence of 0 to 100, as a fraction; None where there is none."""
    number = parse_number(text) if text else None
    return None if number is None else percent(number)
