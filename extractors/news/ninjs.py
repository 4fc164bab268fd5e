"""IPTC ninjs, news in JSON, versions 1.0 to 3.3: one item, a list of them, or JSON Lines.

Each item and each association is an Asset, named by its `uri`. What the item says is its provider's word, whom the
document names as copyright holder or provider; what a system assigned by itself is a model's. Bodies lose their markup.
Of several renditions only the original says how large or long the Asset is. https://iptc.org/standards/ninjs/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.news import ninjs_concepts, ninjs_media, ninjs_texts
from extractors.news.newscodes import code_iris
from extractors.news.newsroom import KINDS, claim, dated, language_of, moment, person, runs, said_by, tool
from extractors.news.ninjs_keys import KEYS
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.reference import is_media_name, output_stem
from ontology.model import MediaKind, Observation

DEEPEST: Final = 8
"""Associations within associations; IPTC's own examples have one within another."""

_OWN: Final = frozenset((
    "headlines", "bodies", "descriptions", "renditions", "associations", "versioncreated", "versionCreated",
    "eventDetails", "plannedCoverage", "representationtype", "representationType", "pubstatus", "pubStatus",
    "infosource", "infoSources", "altids", "altIds", "trustIndicators", "headline", "byline", "copyrightholder",
    "copyrightHolder",
))  # fmt: skip


def _fits(document: dict[str, Any]) -> bool:
    standard = document.get("standard") or document.get("$standard")
    if isinstance(standard, dict) and "ninjs" in str(standard.get("name", "")).lower():
        return True
    if not any(isinstance(document.get(key), str) for key in ("uri", "guid")):
        return False
    has_own = not _OWN.isdisjoint(document) or any(key.startswith(("body_", "description_")) for key in document)
    return has_own and "@context" not in document and "mediagraph" not in document


def _read(root: Node, source: Source) -> Iterator[Said]:
    stem = output_stem(source.name, ("ninjs",))
    yield from _item(root, stem if not root.at and is_media_name(stem) else "", depth=0)


def _item(item: Node, name: str, *, fallback: str = "", around: str = "", depth: int) -> Iterator[Said]:
    """Yield what an item says, and what each of its associations does.

    `name` is the media file that the document itself is named after; `fallback` is the id of an association without
    one, `around` whose word the item is that it stands in.
    """
    # Superdesk writes guid where IPTC writes uri.
    uri, guid = item.text("uri").strip(), item.text("guid").strip()
    uri = uri or guid or fallback
    kind = _kind(item)
    sources, provider = _sources(item)
    holder, at = _either(item, "copyrightHolder")
    language = item.text("language").strip()
    tag = language_of(language)
    said = [*sources, *claim("copyrightOwner", holder, at), *claim("language", language, f"{item.at}/language")]
    said += _event_itself(item, uri)
    said += _plain(item)
    said += _dates(item, kind)
    said += ninjs_texts.texts(item, tag)
    said += ninjs_concepts.named_things(item, kind)
    assigned, found = ninjs_concepts.subjects(item, tag)
    original, technical = ninjs_media.renditions(item, kind)
    created = moment(_either(item, "versionCreated")[0])
    time = created if "T" in created else ""
    who = provider or holder or around
    said_runs = list(runs(person(who), said + assigned, technical, time=time))
    if found:
        said_runs.append(make_run(tool(f"{who} software" if who else ""), "subjects", found, time=time))
    associations = item.raw("associations")
    yield Said(item, AssetReference(uri, original or name, kind), said_runs)
    members = ninjs_media.members(associations, item.reading, f"{item.at}/associations", "associations[]")
    for number, (_, node) in enumerate(members):
        if depth + 1 < DEEPEST:
            yield from _item(node, "", fallback=f"{uri}#{number}", around=who, depth=depth + 1)
        else:
            item.reading.problem(f"{node.at} stands over {DEEPEST} associations deep, and is not read")
            node.drop()


def _kind(item: Node) -> MediaKind:
    """Return what an item is; one that does not tell and has nothing but bodies is a text."""
    kind = item.text("type").lower()
    if not kind and "bodies" in item and "renditions" not in item and "eventDetails" not in item:
        return MediaKind.TEXT
    return KINDS.get(kind, MediaKind.UNKNOWN)


def _either(item: Node, key: str) -> tuple[str, str]:
    """Take a text in the spelling of version 3, else in that of 1 and 2; return it with its pointer."""
    key = key if key in item else key.lower()
    return item.text(key).strip(), f"{item.at}/{key}"


def _event_itself(item: Node, uri: str) -> Iterator[Observation]:
    """Yield, of an item that is about one event, that event."""
    if "eventDetails" in item or "eventdetails" in item:
        headline = item.look("headlines", 0, "value")
        name = item.look("title") or headline
        if isinstance(name, str):
            yield from claim("mentionsEvent", name, f"{item.at}/title", ids=code_iris(uri))


def _sources(item: Node) -> tuple[list[Observation], str]:
    """Return from whom the item came, and the name of the one that provides it."""
    names: list[str] = []
    provider = at = ""
    for key in ("infoSources", "infosources", "infosource"):
        for node in ninjs_concepts.listed(item, key):
            name = node.text("name").strip()
            role = f"{node.text('role')} {node.text('rel')}".lower()
            names += [name] * bool(name)
            at = at or node.at
            if "provider" in role:
                provider = provider or name
    return list(claim("source", "; ".join(dict.fromkeys(names)), at)), provider


_PLAIN: Final = (
    ("pubStatus", "publicationStatus"), ("copyrightNotice", "copyrightNotice"), ("usageTerms", "usageTerms"),
    ("slugline", "slugline"), ("located", "contentLocation"),
)  # fmt: skip


def _plain(item: Node) -> Iterator[Observation]:
    for key, prop in _PLAIN:
        yield from claim(prop, *_either(item, key))
    note, at = _either(item, "edNote")
    notes = [note, *(node.text("value").strip() for node in item.nodes("ednotes"))]
    yield from claim("instructions", "\n".join(filter(None, notes)), at)
    urgency = item.number("urgency")
    if urgency is not None:
        yield Observation("urgency", f"{urgency:g}", pointer=f"{item.at}/urgency")
    for key in ("by", "byline"):
        yield from said_by(item.text(key), f"{item.at}/{key}")
    for key in ("rightsInfo", "rightsinfo"):
        if key in item:
            rights = item.node(key)
            yield from claim("webStatement", *_either(rights, "linkedRights"))
    for key in ("digitalSourceType", "digitalsourcetype"):
        if key in item:
            kind = item.node(key)
            codes = code_iris(kind.text("uri"), kind.text("literal"))
            yield from claim("digitalSourceType", codes[0] if codes else "", kind.at)
    yield from _other_ids(item)


def _other_ids(item: Node) -> Iterator[Observation]:
    for key in ("altIds", "altids"):
        if isinstance(item.look(key), dict):
            ids = item.node(key)
            for name in ids.rest():
                value = ids.raw(name)
                text = value if isinstance(value, str) else str(value) if type(value) is int else ""
                yield from claim("houseIdentifier", f"{name}: {text}" if text else "", f"{ids.at}/{name}")
        else:
            for node in item.nodes(key):
                role, value = node.text("role"), node.text("value")
                yield from claim("houseIdentifier", f"{role}: {value}" if role and value else value, node.at)


def _dates(item: Node, kind: MediaKind) -> Iterator[Observation]:
    created, first = _either(item, "contentCreated"), _either(item, "firstCreated")
    if kind is MediaKind.TEXT and not created[0]:
        created = first
    yield from dated("dateCreated", *created, item.reading)
    for key, prop in (
        ("contentDigitised", "digitisedDate"),
        ("embargoedUntil", "embargoedUntil"),
        ("embargoed", "embargoedUntil"),
        ("expires", "expiryDate"),
    ):
        yield from dated(prop, *_either(item, key), item.reading)
    for key in ("eventDetails", "eventdetails"):
        if key in item:
            yield from _event(item.node(key))


def _event(event: Node) -> Iterator[Observation]:
    dates = event.node("dates")
    for key in ("startDate", "endDate", "expectedStartDate", "expectedEndDate", "estimatedStartDate",
                "estimatedEndDate"):  # fmt: skip
        yield from claim("mentionsDate", *_either(dates, key))
    organiser = event.node("organiser")
    name, ids = organiser.text("name"), code_iris(organiser.text("uri"), organiser.text("literal"))
    yield from claim("mentions", name, organiser.at, ids=ids)


EXTRACTOR: Final = JsonForm(
    name="ninjs",
    version="1",
    reads="IPTC ninjs 1.0 to 3.3: news items, with those associated to them",
    keys=KEYS,
    fits=_fits,
    read=_read,
    many=True,
)
