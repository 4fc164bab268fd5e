"""NewsML 1.0 to 1.2: news items, their components, and the pictures, films and sounds among these.

A news item is an Asset, named by its public identifier without the revision. A component whose content is a picture,
film or sound is an Asset of its own, unless it is all that the item has. IPTC, NewsML 1.2 functional specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from extractors.json_form import Said
from extractors.news.newscodes import topic_iris
from extractors.news.newsml1_component import Component, read_component
from extractors.news.newsml1_keys import KEYS
from extractors.news.newsroom import claim, dated, held, moment, person, runs
from extractors.news.prose import read_prose
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.reference import is_media_name, output_stem
from extractors.xml_form import XmlForm, text, texts
from ontology.model import MediaKind, Observation

_TOPIC_TYPES: Final = {
    "person": "mentionsPerson", "company": "mentionsOrganisation", "organisation": "mentionsOrganisation",
    "organization": "mentionsOrganisation", "country": "mentionsPlace", "city": "mentionsPlace",
    "location": "mentionsPlace", "geography": "mentionsPlace", "region": "mentionsPlace", "event": "mentionsEvent",
    "product": "mentionsBrand", "work": "mentionsWork",
}  # fmt: skip


def _is_newsml(namespace: str, name: str) -> bool:
    return name == "NewsML" and (not namespace or "newsml" in namespace.lower())


def _read(root: Node, source: Source) -> Iterator[Said]:
    prose = read_prose(source.data, ("DataContent",))
    stem = output_stem(source.name, ("newsml",))
    name = stem if is_media_name(stem) and root.size("NewsItem") == 1 else ""
    sender = ""
    for envelope in root.nodes("NewsEnvelope"):
        for sent in envelope.nodes("SentFrom"):
            sender = sender or _party(sent)
            sent.drop()
    topics = _topics(root)
    for item in root.nodes("NewsItem", path=""):
        yield from _item(item, prose, _Known(sender, topics, name))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the message tells of all its items: who sent it, its topics by their Duid, the file it is named after."""

    sender: str
    topics: dict[str, list[Observation]]
    name: str


@dataclass(slots=True)
class _Gathered:
    """What an item's components say: of the item, and of the media among them."""

    item: list[Observation] = field(default_factory=list)
    media: list[Component] = field(default_factory=list)
    provider: str = ""
    has_body: bool = False


def _party(node: Node) -> str:
    for party in node.nodes("Party"):
        if name := party.text("@FormalName").strip():
            return name
    return ""


def _topics(node: Node) -> dict[str, list[Observation]]:
    """Take topic sets; return what each topic, by its Duid, is claimed as."""
    found: dict[str, list[Observation]] = {}
    for topics in node.nodes("TopicSet"):
        for topic in topics.nodes("Topic"):
            kind = next((each.text("@FormalName") for each in topic.nodes("TopicType")), "").lower()
            formal = text(topic, "FormalName")
            named = texts(topic, "Description")
            prop = _TOPIC_TYPES.get(kind, "about")
            tag = prop == "about"
            claims = [o for n in named for o in claim(prop, n.value, n.at, language=n.language * tag,
                                                      ids=topic_iris(formal))]  # fmt: skip
            claims = claims or list(claim(prop, formal, topic.at, ids=topic_iris(formal)))
            found["#" + topic.text("@Duid")] = claims if prop == "about" else claims[:1]
    return found


def _item(item: Node, prose: dict[str, str], known: _Known) -> Iterator[Said]:
    guid, management = _identity(item), held(item, "NewsManagement")
    time = ""
    for node in management:
        created = moment(text(node, "ThisRevisionCreated"))
        time = created if "T" in created else ""
    topics = {**known.topics, **_topics(item)}
    gathered = _Gathered()
    for component in item.nodes("NewsComponent"):
        _gather(read_component(component, prose, topics, ""), gathered)
    who = person(gathered.provider or known.sender)
    claims = gathered.item + [o for node in management for o in _managed(node, gathered)]
    for node in management:
        node.close()
    media = gathered.media
    kind, name, technical = MediaKind.TEXT if gathered.has_body else MediaKind.UNKNOWN, known.name, []
    if len(media) == 1 and not gathered.has_body:
        alone = media.pop()
        kind, name, technical = alone.kind, alone.name or name, alone.technical
        claims += alone.claims
    yield Said(item, AssetReference(guid, name, kind), list(runs(who, _once(claims), technical, time=time)))
    for number, part in enumerate(media, 1):
        said = list(runs(who, _once(part.claims), part.technical, time=time))
        yield Said(item, AssetReference(f"{guid}#{part.duid or number}", part.name, part.kind), said)


def _gather(component: Component, into: _Gathered) -> None:
    into.provider = into.provider or component.provider
    into.has_body = into.has_body or component.has_body
    if component.is_media:
        into.media.append(component)
    else:
        into.item += component.claims
    for below in component.below:
        _gather(below, into)


def _once(claims: list[Observation]) -> list[Observation]:
    """Return the claims; of headlines in one language the first, others as descriptions (a text has one headline)."""
    found: list[Observation] = []
    headlines: dict[str, str] = {}
    for each in claims:
        if each.property == "headline" and headlines.setdefault(each.language, each.value) != each.value:
            each = replace(each, property="description")
        found.append(each)
    return found


def _identity(item: Node) -> str:
    for identification in item.nodes("Identification"):
        for identifier in identification.nodes("NewsIdentifier"):
            public = text(identifier, "PublicIdentifier")
            parts = [text(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
            # NewsML 1.2, 5.5.1: the public identifier ends in the revision, and all revisions are one Asset.
            return "urn:newsml:" + ":".join(parts) if all(parts) else public
    return ""


def _managed(node: Node, gathered: _Gathered) -> Iterator[Observation]:
    for status in node.nodes("Status"):
        yield from claim("publicationStatus", status.text("@FormalName").lower(), status.at)
    for change in node.nodes("StatusWillChange"):
        for moment_ in texts(change, "DateAndTime"):
            yield from dated("embargoedUntil", moment_.value, moment_.at, node.reading)
    for urgency in node.nodes("Urgency"):
        yield from claim("urgency", urgency.text("@FormalName"), urgency.at)
    for first in texts(node, "FirstCreated"):
        if gathered.has_body:
            yield from dated("dateCreated", first.value, first.at, node.reading)
    for instruction in node.nodes("Instruction"):
        yield from claim("instructions", instruction.text("@FormalName"), instruction.at)


def _fits(document: dict[str, Any]) -> bool:
    return "NewsItem" in document


EXTRACTOR: Final = XmlForm(
    name="newsml",
    version="1",
    reads="NewsML 1.0 to 1.2: news items, their texts and the media among their components",
    keys=KEYS,
    fits=_fits,
    roots=_is_newsml,
    read=_read,
)
