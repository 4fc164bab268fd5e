"""IPTC Video Metadata Hub as JSON (PVMD): one video's metadata, or those of its fragments, recommendations 1.2 to 1.7.

A set of metadata with a `mediafragment` is about that part: what a Segment can have is claimed of it, the rest stays in
the blob. Texts come by language, as plain texts and as lists, whatever the schema asks for. People say what is shown
and who has rights; measures of the file are a system's word. https://iptc.org/standards/video-metadata-hub/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said
from extractors.news import video_hub_keys as keys
from extractors.news import video_hub_values as values
from extractors.news.newscodes import bare_code, code_iris
from extractors.news.newsroom import claim, file_name, limited, moment, person, runs
from extractors.news.video_hub_parts import dates, locations, measures, series_and_releases
from extractors.port import AssetReference, Source, SourceRefused
from extractors.reading import Node
from ontology.model import WHOLE, MediaKind, Observation, Segment
from ontology.terms import PROPERTIES

_IPTC: Final = "photoVideoMetadataIPTC"
_SMALL: Final = 4 << 20
_ADDRESSES: Final = ("digitalSourceType",)
_KEPT_WORDS: Final = ("modelReleaseStatus", "propertyReleaseStatus", "label")


def _fits(document: dict[str, Any]) -> bool:
    return isinstance(document.get(_IPTC), dict)


def _read(root: Node, source: Source) -> Iterator[Said]:
    for key in root.rest():
        if key.startswith("photoVideoMetadata_"):
            root.raw(key)
            root.reading.keep("photoVideoMetadata_*")
    raw = root.raw(_IPTC)
    said = {key.strip(): value for key, value in (raw if isinstance(raw, dict) else {}).items()}
    hub = Node(root.reading, said, f"{root.at}/{_IPTC}", _IPTC)
    size = _size(hub)
    name, segment = _fragment(root, size)
    if segment is None:
        root.reading.problem(f"{root.at}/mediafragment names no part that can be told; its metadata stay in the blob")
        hub.drop()
        yield Said(root, AssetReference(_shared(source).get("identifier", ""), name, MediaKind.VIDEO), ())
        return
    identifier = hub.text("identifier").strip() if hub.is_text("identifier") else ""
    shared = _shared(source) if root.at else {}
    identifier = identifier or shared.get("identifier", "")
    who = values.first_name(hub, "metadataAuthority")
    editor = values.first_name(hub, "metadataLastEditor") or shared.get("metadataAuthority", "")
    edited = moment(hub.text("metadataLastEdited"))
    described = [*_described(hub, size), *_rights(hub), *series_and_releases(hub), *dates(hub)]
    technical = list(measures(hub))
    if segment != WHOLE:
        described = _of_part(described, segment, hub)
        technical = []
    time = edited if "T" in edited else ""
    made = list(runs(person(who or editor), described, technical, time=time, part=segment.key))
    hub.close()
    yield Said(root, AssetReference(identifier, name, MediaKind.VIDEO), made)


def _size(hub: Node) -> tuple[float, float] | None:
    width, height = hub.look("frameSize", "widthPixels"), hub.look("frameSize", "heightPixels")
    if type(width) in (int, float) and type(height) in (int, float) and 0 < width < 1e6 and 0 < height < 1e6:
        return float(width), float(height)
    return None


def _fragment(root: Node, size: tuple[float, float] | None) -> tuple[str, Segment | None]:
    """Return the media file that a fragment is of, and its Segment: the whole where there is no fragment."""
    if "mediafragment" not in root:
        return "", WHOLE
    uri = root.node("mediafragment").text("uri")
    return file_name(uri.partition("#")[0]), values.fragment(uri, size)


def _shared(source: Source) -> dict[str, str]:
    """Return what one set of a list tells for all: by its schema a list is about one video.

    It holds identifier and metadataAuthority, each where all sets that tell it agree.
    """
    if len(source.data) > _SMALL:
        return {}
    try:
        sets = source.json
    except SourceRefused:
        return {}
    hubs = [each.get(_IPTC) for each in sets if isinstance(each, dict)] if isinstance(sets, list) else []
    found: dict[str, str] = {}
    for key in ("identifier", "metadataAuthority"):
        told = {_told(hub, key) for hub in hubs if isinstance(hub, dict)} - {""}
        if len(told) == 1:
            found[key] = told.pop()
    return found


def _told(hub: dict[str, Any], key: str) -> str:
    value = hub.get(key)
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return value.strip() if isinstance(value, str) else ""


def _of_part(claims: list[Observation], segment: Segment, hub: Node) -> list[Observation]:
    """Return the claims that a part can have, about that part; the others are named, and stay in the blob."""
    found: list[Observation] = []
    left: set[str] = set()
    for each in claims:
        if PROPERTIES[each.property].level == "Segment":
            found.append(Observation(each.property, each.value, each.confidence, each.language, segment, each.pointer,
                                     each.identifiers))  # fmt: skip
        else:
            left.add(each.property)
    if left:
        names = ", ".join(sorted(left))
        hub.reading.problem(f"{hub.at} is about a part of the video; {names} hold for whole Assets only")
    return found


def _described(hub: Node, size: tuple[float, float] | None) -> Iterator[Observation]:
    for key, prop in keys.WORDED.items():
        found = values.worded(hub, key)
        if prop == "keyword":
            found = _split(found)
        for each in found:
            words = limited(each.value, each.at, hub.reading)
            yield from claim(prop, words, each.at, language=each.language)
    for key, prop in keys.TERMS.items():
        for member in values.members(hub, key):
            yield from _term(member, prop)
    for key, prop in keys.ENTITIES.items():
        for member in values.members(hub, key):
            yield from _entity(member, prop)
    for key, prop in keys.PARTIES.items():
        for member in values.members(hub, key):
            yield from _party(member, prop)
    yield from locations(hub)
    for member in values.members(hub, "dataOnScreen"):
        if isinstance(member, Node):
            yield from _on_screen(member, size)
        else:
            yield from claim("onScreenText", member.value, member.at)


def _split(found: list[values.Worded]) -> list[values.Worded]:
    """Return keywords one by one: IPTC's own examples have a whole list in one text."""
    if len(found) != 1:
        return found
    (only,) = found
    for mark in (";", ","):
        if only.value.count(mark) > 1 or (mark == ";" and mark in only.value):
            return [only._replace(value=part) for part in only.value.split(mark) if part.strip()]
    return found


def _term(member: Node | values.Worded, prop: str) -> Iterator[Observation]:
    if isinstance(member, values.Worded):
        ids = code_iris(member.value, topics=prop == "about")
        value = ids[0] if prop in _ADDRESSES and ids else member.value
        yield from claim(prop, value, member.at, language="" if prop in _ADDRESSES else member.language, ids=ids)
        return
    names, code = values.worded(member, "cvTermName"), member.text("cvTermId")
    ids = code_iris(code, topics=prop == "about")
    if prop in _ADDRESSES:
        yield from claim(prop, ids[0] if ids else "", member.at)
    elif prop in _KEPT_WORDS:
        yield from claim(prop, bare_code(code) or next((n.value for n in names), ""), member.at)
    else:
        for name in names:
            yield from claim(prop, name.value, name.at, language=name.language, ids=ids)
        if not names:
            yield from claim(prop, bare_code(code), member.at, ids=ids)


def _entity(member: Node | values.Worded, prop: str) -> Iterator[Observation]:
    is_concept = PROPERTIES[prop].range_kind == "concept"
    if isinstance(member, values.Worded):
        yield from claim(prop, member.value, member.at, language=member.language if is_concept else "")
        return
    names, ids = values.named(member)
    if PROPERTIES[prop].range_kind == "literal":
        ids = ()
    for name in names if is_concept else names[:1]:
        yield from claim(prop, name.value, name.at, language=name.language if is_concept else "", ids=ids)


def _party(member: Node | values.Worded, prop: str) -> Iterator[Observation]:
    if isinstance(member, values.Worded):
        yield from claim(prop, member.value, member.at)
        return
    names, ids = values.named(member)
    roles = [bare_code(each.value).lower() for each in values.worded(member, "role")]
    for name in names[:1]:
        yield from claim(prop, name.value, name.at, ids=ids)
        for own in dict.fromkeys(keys.ROLES[role] for role in roles if role in keys.ROLES):
            yield from claim(own, name.value, name.at, ids=ids)


def _on_screen(node: Node, size: tuple[float, float] | None) -> Iterator[Observation]:
    words, unit = node.text("regionText"), node.text("measureType").lower()
    edges = [node.number(f"regionArea{edge}") for edge in ("X", "Y", "Width", "Height")]
    segment = WHOLE
    if all(edge is not None for edge in edges):
        box = values.box_of([edge or 0.0 for edge in edges], unit or "pixel", size)
        if box is None:
            node.reading.problem(f"{node.at} is in pixels of a picture whose size is not given; its box is left out")
        else:
            segment = Segment(box=box)
    yield from claim("onScreenText", words, node.at, segment=segment)


def _rights(hub: Node) -> Iterator[Observation]:
    for key, prop in keys.UNWORDED.items():
        for each in values.worded(hub, key):
            code = bare_code(each.value) if prop == "dataMining" else each.value
            yield from claim(prop, code, each.at)
    owners = []
    for member in values.members(hub, "copyrightOwners"):
        found = [member] if isinstance(member, values.Worded) else values.named(member)[0][:1]
        owners += [(each.value.strip(), each.at) for each in found if each.value.strip()]
    yield from claim("copyrightOwner", "; ".join(name for name, _ in owners), owners[0][1] if owners else "")
    for member in values.members(hub, "linkedEncRightsExpr"):
        if isinstance(member, Node):
            yield from claim("webStatement", member.text("linkedRightsExpr"), member.at)


EXTRACTOR: Final = JsonForm(
    name="iptc-video-metadata-hub",
    version="1",
    reads="IPTC Video Metadata Hub JSON, recommendations 1.2 to 1.7",
    keys=keys.KEYS,
    fits=_fits,
    read=_read,
    many=True,
)
