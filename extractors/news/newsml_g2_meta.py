"""What the metadata of a NewsML-G2 item say: of the item, of its content, of its rights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.news.newscodes import bare_code
from extractors.news.newsml_g2_concepts import Context, fraction, read_flex, subject, topics
from extractors.news.newsroom import claim, dated, limited, said_by
from extractors.news.prose import words_of_element
from extractors.reading import Node
from extractors.xml_form import Text, text, texts
from ontology.model import WHOLE, MediaKind, Observation, Segment

_CAPTION_WRITERS: Final = ("capwriter", "captionwriter", "descrwriter", "descriptionwriter", "writereditor")


def item_claims(meta: Node, context: Context) -> Iterator[Observation]:
    """Yield what itemMeta says of the Asset."""
    for status in meta.nodes("pubStatus"):
        codes = status.text("@qcode"), status.text("@uri")
        yield from claim("publicationStatus", bare_code(codes[0] or codes[1]), status.at)
    for embargo in meta.nodes("embargoed"):
        until = embargo.text("#").strip()
        if not until:  # NAR 1.x, embargoed: absent is none, empty is without end
            meta.reading.problem(f"{embargo.at} is empty: an embargo without end, which no date tells")
        yield from dated("embargoedUntil", until, embargo.at, meta.reading)
    yield from _dates(meta, "expires", "expiryDate")
    yield from _worded("title", texts(meta, "title", inherited=context.language))
    notes = texts(meta, "edNote")
    if notes:
        yield from claim("instructions", "\n".join(note.value for note in notes), notes[0].at)


def _dates(meta: Node, name: str, prop: str) -> Iterator[Observation]:
    for found in texts(meta, name):
        yield from dated(prop, found.value, found.at, meta.reading)


def _worded(prop: str, found: list[Text], segment: Segment = WHOLE) -> Iterator[Observation]:
    for each in found:
        yield from claim(prop, each.value, each.at, language=each.language, segment=segment)


def content_claims(meta: Node, context: Context, first_created: Text) -> tuple[list[Observation], list[Observation]]:
    """Return what contentMeta says by people, and what tools added to it."""
    said = list(_dates(meta, "contentCreated", "dateCreated"))
    if not said and context.kind is MediaKind.TEXT:
        said += dated("dateCreated", first_created.value, first_created.at, meta.reading)
    for urgency in texts(meta, "urgency"):
        said += claim("urgency", urgency.value, urgency.at)
    for node in meta.nodes("located"):
        said += _located(node, context)
    for node in meta.nodes("digitalSourceType"):
        flex = read_flex(node, context)
        said += claim("digitalSourceType", flex.ids[0] if flex.ids else "", node.at)
    for node in meta.nodes("altId"):
        kind, value = bare_code(node.text("@type")), node.text("#")
        said += claim("houseIdentifier", f"{kind}: {value}" if kind and value else value, node.at)
    said += _parties(meta, context)
    described, found = described_claims(meta, context)
    return said + described, found


def described_claims(
    meta: Node, context: Context, segment: Segment = WHOLE
) -> tuple[list[Observation], list[Observation]]:
    """Return what describes an item or a part of it: by people, and by tools."""
    said: list[Observation] = []
    found: list[Observation] = []
    for node in meta.nodes("subject"):
        is_by_tool, claims = subject(node, context, segment)
        (found if is_by_tool else said).extend(claims)
    whole = segment == WHOLE
    for node in meta.nodes("genre"):
        said += topics("genre", read_flex(node, context))
    for node in meta.nodes("language"):
        said += claim("language", node.text("@tag"), node.at)
    for node in meta.nodes("keyword"):
        tag = node.text("@xml:lang").lower() or context.language
        sure = fraction(node.text("@confidence"))
        said += claim("keyword", node.text("#"), node.at, language=tag, sure=sure, segment=segment)
    said += _headlines(meta, context, segment)
    for node in meta.nodes("description"):
        tag = node.text("@xml:lang").lower() or context.language
        words = limited(words_of_element(node, context.prose), node.at, node.reading)
        said += claim("description", words, node.at, language=tag, segment=segment)
    if whole:
        for slugline in texts(meta, "slugline"):
            said += claim("slugline", slugline.value, slugline.at)
        for by in texts(meta, "by"):
            said += said_by(by.value, by.at)
        for credit in texts(meta, "creditline"):
            said += claim("creditLine", credit.value, credit.at)
    return said, found


def _headlines(meta: Node, context: Context, segment: Segment) -> Iterator[Observation]:
    """Yield the main headline of each language as one, others as descriptions; a part has no headline of its own."""
    seen: set[str] = set()
    found = []
    for node in meta.nodes("headline"):
        role = bare_code(node.text("@role")).lower()
        language = node.text("@xml:lang").lower() or context.language
        found.append((role not in ("", "main"), Text(node.text("#"), node.at, language)))
    for _, each in sorted(found, key=lambda pair: pair[0]):
        prop = "headline" if segment == WHOLE and each.language not in seen else "description"
        seen.add(each.language)
        yield from claim(prop, each.value, each.at, language=each.language, segment=segment)


def _located(node: Node, context: Context) -> Iterator[Observation]:
    flex = read_flex(node, context)
    names = [flex.name]
    for wider in node.nodes("broader"):
        called = text(wider, "name")
        names += [called] if bare_code(wider.text("@type")).lower() == "country" else []
    names = list(dict.fromkeys(name for name in names if name))
    yield from claim("contentLocation", ", ".join(names) if flex.name else "", node.at, ids=flex.ids)


def _parties(meta: Node, context: Context) -> Iterator[Observation]:
    for node in meta.nodes("creator"):
        is_organisation = "organisationDetails" in node
        node.text("@role")
        flex = read_flex(node, context)
        is_organisation = is_organisation or flex.type.startswith("organi")
        yield from claim("supplier" if is_organisation else "creator", flex.name, node.at,
                         ids=() if is_organisation else flex.ids)  # fmt: skip
    for node in meta.nodes("contributor"):
        role = bare_code(node.text("@role")).lower()
        flex = read_flex(node, context)
        writes = role in _CAPTION_WRITERS
        value = flex.label if writes else flex.name
        yield from claim("captionWriter" if writes else "contributor", value, node.at, ids=() if writes else flex.ids)
    sources = [(read_flex(node, context).label, node.at) for node in meta.nodes("infoSource")]
    names = list(dict.fromkeys(name for name, _ in sources if name))
    yield from claim("source", "; ".join(names), sources[0][1] if sources else "")
    for node in meta.nodes("audience"):
        yield from claim("audience", read_flex(node, context).label, node.at)


def rights_claims(rights: Node, context: Context) -> Iterator[Observation]:
    """Yield what one rightsInfo says."""
    for node in rights.nodes("copyrightHolder"):
        yield from claim("copyrightOwner", read_flex(node, context).label, node.at)
    for node in rights.nodes("licensor"):
        yield from claim("licensor", read_flex(node, context).label, node.at)
    for node in rights.nodes("dataMining"):
        flex = read_flex(node, context)
        yield from claim("dataMining", bare_code(flex.code) or flex.name, node.at)
    for name, prop in (("copyrightNotice", "copyrightNotice"), ("usageTerms", "usageTerms"),
                       ("otherConstraints", "usageTerms")):  # fmt: skip
        found = []
        for node in rights.nodes(name):
            yield from claim("webStatement", node.text("@href"), node.at)
            node.text("@xml:lang")
            found.append((words_of_element(node, context.prose), node.at))
        words = "\n".join(value for value, _ in found if value)
        yield from claim(prop, words, found[0][1] if found else "")
    for node in rights.nodes("link"):
        yield from claim("webStatement", node.text("@href"), node.at)
