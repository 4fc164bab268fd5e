"""What each insight of Video Indexer becomes: one function an insight, from one of its items to claims.

Nothing is remembered from item to item, so that a list of any length can be read in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from extractors.reading import Node
from extractors.vendors.azure_indexer_times import clip_times, has_times, instances
from extractors.vendors.boxes import Frame, read_rectangle
from extractors.vendors.links import AZURE_PERSON, BING_ENTITY, link_iri
from ontology.model import Observation, Segment
from ontology.model.rdf import TermError, iri
from ontology.namespaces import PREFIXES

ENGLISH: Final = "en"
Claims = Callable[[Node], Iterator[Observation]]

_UNKNOWN: Final = re.compile(r"Unknown\b.*", re.IGNORECASE | re.DOTALL)
_QID: Final = re.compile(r"Q[1-9]\d{0,11}")
_SPACES: Final = ("Indoor", "Outdoor")
_SIDES: Final = ("LeftFace", "RightFace", "CenterFace")
_UNSCORED: Final = ("Silence", "Speech")


def utterance(names: Mapping[object, str]) -> Claims:
    """Return the reader of one line of the transcript; `names` are those that ``speakers`` give their numbers."""

    def read(node: Node) -> Iterator[Observation]:
        text, sure, language = node.required("text"), node.number("confidence"), node.text("language")
        speaker = node.raw("speakerId")
        known = speaker if isinstance(speaker, int | str) else None
        for where, part in instances(node):
            yield Observation("utterance", text.strip(), sure, language, where, part.at)
            if known not in (None, ""):
                yield Observation("speaker", names.get(known, f"Speaker #{known}"), segment=where, pointer=part.at)

    return read


def speaker(node: Node) -> Iterator[Observation]:
    """Yield when somebody speaks; the lines of the transcript say it too."""
    name = node.required("name")
    node.raw("id")
    if has_times(node):
        for where, part in instances(node):
            yield Observation("speaker", name, segment=where, pointer=part.at)


def text(frame: Frame | None) -> Claims:
    """Return the reader of one line of OCR, whose box is in pixels of a frame of this size."""

    def read(node: Node) -> Iterator[Observation]:
        words, sure, language = node.required("text"), node.number("confidence"), node.text("language")
        box = read_rectangle(node, frame, ("left", "top", "width", "height"))
        for where, part in instances(node):
            yield Observation("onScreenText", words, sure, language, Segment(where.start_s, where.end_s, box), part.at)

    return read


def keyword(node: Node) -> Iterator[Observation]:
    """Yield a keyword for each time."""
    first, second = node.text("text"), node.text("name")
    name, sure, language = first or second, node.number("confidence"), node.text("language")
    for where, part in instances(node):
        if name.strip():
            yield Observation("keyword", name, sure, language, where, part.at)


def topic(node: Node) -> Iterator[Observation]:
    """Yield what the video is about: the topic, IPTC's name for it, and that of the IAB as a keyword."""
    name, sure, language = node.required("name"), node.number("confidence"), node.text("language")
    ids, iptc, iab = _link(node), node.text("iptcName").rpartition("/")[2].strip(), node.text("iabName").strip()
    for where, part in instances(node):
        yield Observation("about", name, sure, language, where, part.at, ids)
        if iptc and iptc != name:
            yield Observation("about", iptc, sure, ENGLISH, where, f"{node.at}/iptcName")
        if iab:
            yield Observation("keyword", iab, sure, ENGLISH, where, f"{node.at}/iabName")


def named(property_: str) -> Claims:
    """Return the reader of a brand, a person or a place that is named in words."""

    def read(node: Node) -> Iterator[Observation]:
        name, sure, ids = node.required("name"), node.number("confidence"), _link(node)
        for where, part in instances(node):
            yield Observation(property_, name, sure, "", where, part.at, ids)

    return read


def face(node: Node) -> Iterator[Observation]:
    """Yield who is seen when; of a face that nobody knows only that it is one."""
    name, sure, ids = node.text("name"), node.number("confidence"), _person(node)
    unknown = not name.strip() or _UNKNOWN.fullmatch(name) is not None
    times = clip_times(node) if node.size("thumbnails") and not has_times(node) else instances(node)
    for where, part in times:
        if unknown:
            yield Observation("depicts", "Face", None, ENGLISH, where, part.at)
        else:
            yield Observation("depictsPerson", name, sure, "", where, part.at, ids)


def label(node: Node) -> Iterator[Observation]:
    """Yield what is seen when."""
    name, language = node.required("name"), node.text("language")
    for where, part in instances(node):
        yield Observation("depicts", name, part.number("confidence"), language, where, part.at)


def thing(node: Node) -> Iterator[Observation]:
    """Yield an object for each time in which it is followed."""
    shown, kind, item = node.text("displayName"), node.text("type"), node.text("wikiDataId")
    ids = (PREFIXES["wd"] + item,) if _QID.fullmatch(item) else ()
    for where, part in instances(node):
        if shown or kind:
            yield Observation("depicts", shown or kind, part.number("confidence"), ENGLISH, where, part.at, ids)


def person(node: Node) -> Iterator[Observation]:
    """Yield when a person is observed, and the clothes."""
    worn = [_clothing(part) for part in node.nodes("clothing")]
    for where, part in instances(node):
        yield Observation("depicts", "Person", None, ENGLISH, where, part.at)
        for said, pointer in worn:
            if said:
                yield Observation("personAttribute", said, segment=where, pointer=pointer)


def _clothing(node: Node) -> tuple[str, str]:
    kind, properties = node.text("type"), node.node("properties")
    length = properties.text("length")
    if properties.rest():
        properties.keep()
    return (f"{kind}: {length}" if kind and length else kind), node.at


def stretch(kind: str) -> Claims:
    """Return the reader of a stretch of time that is a scene or a clapperboard."""

    def read(node: Node) -> Iterator[Observation]:
        for where, part in instances(node):
            yield Observation("segmentType", kind, None, ENGLISH, where, part.at)

    return read


def shot(node: Node) -> Iterator[Observation]:
    """Yield a shot, its size and whether it is indoors."""
    tags = node.texts("tags")
    for where, part in instances(node):
        yield Observation("segmentType", "shot", None, ENGLISH, where, part.at)
        for tag, pointer in tags:
            if tag not in _SIDES:
                yield Observation("setting" if tag in _SPACES else "shotType", tag, None, ENGLISH, where, pointer)


def clapperboard(node: Node) -> Iterator[Observation]:
    """Yield when a clapperboard is seen, and what is written on it."""
    written = [(field.text("title"), field.text("content").strip(), field.at) for field in node.nodes("fields")]
    for where, part in instances(node):
        yield Observation("segmentType", "clapperboard", None, ENGLISH, where, part.at)
        for title, content, pointer in written:
            if content:
                yield Observation(
                    "onScreenText", f"{title}: {content}" if title else content, segment=where, pointer=pointer
                )


def pattern(node: Node) -> Iterator[Observation]:
    """Yield colour bars and other patterns."""
    kind = node.required("patternType")
    for where, part in instances(node):
        yield Observation("segmentType", kind, part.number("confidence"), ENGLISH, where, part.at)


def sound(node: Node) -> Iterator[Observation]:
    """Yield what is heard; silence and speech are kinds of segments."""
    first, second = node.text("type"), node.text("audioEffectKey")
    kind = first or second
    property_ = "segmentType" if kind in _UNSCORED else "depicts"
    for where, part in instances(node):
        sure = part.number("confidence")
        if kind:
            known = None if kind in _UNSCORED and sure == 0 else sure
            yield Observation(property_, kind, known, ENGLISH, where, part.at)


def emotion(node: Node) -> Iterator[Observation]:
    """Yield the feeling of what is said."""
    kind = node.required("type")
    for where, part in instances(node):
        sure = part.number("confidence")
        yield Observation("emotion", kind, sure, ENGLISH, where, part.at)


def sentiment(node: Node) -> Iterator[Observation]:
    """Yield the attitude of what is said; its score is not on a scale that others use."""
    first, second = node.text("sentimentType"), node.text("sentimentKey")
    for where, part in instances(node):
        if first or second:
            yield Observation("sentiment", first or second, None, ENGLISH, where, part.at)


def adult(node: Node) -> Iterator[Observation]:
    """Yield how sure the moderation model is of adult and of racy pictures."""
    scores = [(word, node.number(f"{word}Score")) for word in ("adult", "racy")]
    for where, part in instances(node):
        for word, score in scores:
            if score is not None:
                yield Observation("contentAdvisory", word, score, ENGLISH, where, part.at)


def banned_words(node: Node) -> Iterator[Observation]:
    """Yield an advisory where the transcript has words of Azure's list."""
    count = node.number("bannedWordsCount")
    for where, part in instances(node):
        if count:
            yield Observation("contentAdvisory", "banned words", None, ENGLISH, where, part.at)


def _link(node: Node) -> tuple[str, ...]:
    """Take the article's address as an identifier; a category's is not that of a thing."""
    address = node.text("referenceUrl").replace(" ", "")
    link = link_iri(address) if address else None
    return (link,) if link else ()


def _person(node: Node) -> tuple[str, ...]:
    found = []
    for key, namespace in (("knownPersonId", AZURE_PERSON), ("referenceId", BING_ENTITY), ("bingId", BING_ENTITY)):
        known = node.text(key)
        if known and known.strip("0-"):
            try:
                found.append(iri(namespace + known)[1:-1])
            except TermError as err:
                node.reading.problem(f"{node.at}/{key}: {err}")
    return tuple(dict.fromkeys(found))
