"""Google Natural Language, versions 1, 1beta2 and 2: entities, sentiment, categories, moderation, syntax of a text.

Offsets count what the caller asked for (``encodingType``), which the answer does not tell: they are read as characters,
which UTF32 gives always, UTF16 outside emoji, UTF8 in English. An offset of -1 means that none was asked for.
Salience is how much of a text an entity is, not how sure the model is. https://cloud.google.com/natural-language/docs
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors.google_json import either_spelling, read_enum
from extractors.vendors.links import link_iri, mid_iri
from extractors.vendors.spelling import camel, fits_either
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

TYPES: Final = (
    "UNKNOWN", "PERSON", "LOCATION", "ORGANIZATION", "EVENT", "WORK_OF_ART", "CONSUMER_GOOD", "OTHER", "",
    "PHONE_NUMBER", "ADDRESS", "DATE", "NUMBER", "PRICE",
)  # fmt: skip
"""Types of entities by their numbers in google/cloud/language/v1/language_service.proto."""

MENTIONS: Final[dict[str, str]] = {
    "PERSON": "mentionsPerson",
    "LOCATION": "mentionsPlace",
    "ADDRESS": "mentionsPlace",
    "ORGANIZATION": "mentionsOrganisation",
    "EVENT": "mentionsEvent",
    "WORK_OF_ART": "mentionsWork",
    "CONSUMER_GOOD": "mentionsBrand",
    "DATE": "mentionsDate",
    "NUMBER": "mentionsQuantity",
    "PRICE": "mentionsQuantity",
}
"""Types of entities as properties; any other is a keyword."""

_ALWAYS_NAMED: Final = ("ADDRESS", "DATE", "NUMBER", "PRICE")
_COMMON: Final = ("TYPE_UNKNOWN", "PROPER", "COMMON")

SUBJECTS: Final = (
    "Public Safety", "Health", "Religion & Belief", "War & Conflict", "Politics", "Finance", "Legal",
)  # fmt: skip
"""Categories of moderateText that say what a text is about; the others say what may offend."""

_NEUTRAL: Final = 0.25
"""Scores further than this from 0 are a sentiment, by the bands that Google's own demonstration draws."""

_CONFIDENCE: Final = "the claim's confidence"
_METADATA: Final = "kept: a part of a date, an address, a number or a price"
_ABOUT_IT: Final = "kept: about the entity, not about the text"

KEYS: Final[dict[str, str]] = {
    "entities[]": "kept: a telephone number",
    "entities[].name": "the name that is mentioned",
    "entities[].type": "; ".join((*(f"{kind}: {name}" for kind, name in MENTIONS.items()), "any other: keyword")),
    "entities[].metadata.mid": "an identifier: the Freebase IRI http://rdf.freebase.com/ns/m.…",
    "entities[].metadata.wikipedia_url": "an identifier: the article's address",
    "entities[].metadata": _METADATA,
    "entities[].salience": "kept: how much of the text it is, not a confidence",
    "entities[].sentiment": _ABOUT_IT,
    "entities[].mentions[].text.beginOffset": "the Segment's characters, with the length of the content",
    "entities[].mentions[].text.content": "the Segment's characters, by its length",
    "entities[].mentions[].type": "an entity that no PROPER noun names, and without identifiers, is a keyPhrase",
    "entities[].mentions[].probability": _CONFIDENCE,
    "entities[].mentions[].sentiment": _ABOUT_IT,
    "documentSentiment.score": "sentimentScore; sentiment as positive, neutral or negative, by Google's bands",
    "documentSentiment.magnitude": "kept: how much feeling in sum; it grows with the text",
    "sentences[].sentiment.score": "sentimentScore and sentiment of that sentence",
    "sentences[].sentiment.magnitude": "kept: how much feeling in sum; it grows with the text",
    "sentences[].sentiment": "kept: of a sentence whose place in the text is not told (beginOffset -1)",
    "sentences[].text.content": "the Segment's characters, by its length",
    "sentences[].text.beginOffset": "the Segment's characters",
    "categories[].name": "about: the last part of the path; keywordPath: all of it, between vertical bars",
    "categories[].confidence": _CONFIDENCE,
    "categories[].severity": "kept: how bad, beside how sure",
    "moderationCategories[].name": "contentAdvisory; about for " + ", ".join(SUBJECTS),
    "moderationCategories[].confidence": _CONFIDENCE,
    "moderationCategories[].severity": "kept: how bad, beside how sure",
    "tokens": "kept: the words and their parts of speech",
    "language": "language, and the texts' language tag",
    "languageCode": "the same in version 2",
    "languageSupported": "kept: whether Google says to read this language",
}


def _fits(document: dict[str, Any]) -> bool:
    if isinstance(document.get("moderationCategories"), list):
        return True
    sentiment = document.get("documentSentiment")
    if isinstance(sentiment, dict) and "score" in sentiment:
        return True
    first = _first(document, "entities")
    if first is not None:
        return "mentions" in first and "name" in first and "type" in first
    if document.get("entities") == [] and document.keys() <= _BARE:
        return "language" in document or "languageCode" in document
    token = _first(document, "tokens")
    if token is not None:
        return "partOfSpeech" in token and isinstance(token.get("text"), dict)
    category = _first(document, "categories")
    return category is not None and str(category.get("name", "")).startswith("/") and "confidence" in category


_BARE: Final = frozenset(("entities", "language", "languageCode", "languageSupported"))
"""The keys of an answer about a text in which nothing is named."""


def _first(document: dict[str, Any], key: str) -> dict[str, Any] | None:
    items = document.get(key)
    return items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else None


@either_spelling
def _read(root: Node, source: Source) -> Iterator[Said]:
    first, second = root.text("language"), root.text("languageCode")
    language, runs = first or second, []
    if root.size("entities") == 0 and any(key in root for key in ("sentences", "tokens", "categories")):
        root.raw("entities")  # a client printed every field
    if "entities" in root:
        runs.append(_run("entities", root.each("entities", lambda node: _entity(node, language))))
    sentiments = _sentiments(root)
    if sentiments:
        runs.append(_run("sentiment", sentiments))
    if "categories" in root:
        runs.append(_run("classes", root.each("categories", _category)))
    if "moderationCategories" in root:
        runs.append(_run("moderation", root.each("moderationCategories", _moderation)))
    if language:
        pointer = f"{root.at}/{'language' if first else 'languageCode'}"
        runs.append(_run("languages", [Observation("language", language, pointer=pointer)]))
    yield Said(root, AssetReference(kind=MediaKind.TEXT), runs)


def _run(task: str, claims: list[Observation]) -> Run:
    return make_run(Agent(AgentKind.MODEL, f"google-language-{task}"), task, claims)


def _entity(node: Node, language: str) -> Iterator[Observation]:
    """Yield an entity for each place where it is mentioned; one without mentions for the whole text."""
    kind = read_enum(node, "type", TYPES)
    if kind == "PHONE_NUMBER":
        node.keep()
        return
    name, ids = node.required("name"), _identifiers(node)
    mentions = [_mention(mention) for mention in node.nodes("mentions")]
    named = ids or kind in _ALWAYS_NAMED or any(noun != "COMMON" for _, _, noun, _ in mentions) or not mentions
    property_ = MENTIONS.get(kind, "keyword") if named else "keyPhrase"
    tag = language if property_ in ("keyword", "keyPhrase") else ""
    for where, sure, _, pointer in mentions or [(WHOLE, None, "", node.at)]:
        yield Observation(property_, name, sure, tag, where, pointer, ids)


def _mention(node: Node) -> tuple[Segment, float | None, str, str]:
    """Take where a mention stands, how sure its type is, what kind of noun it is, its JSON Pointer."""
    # Version 1 gives none, which its clients print as 0.
    return _characters(node.node("text")), node.number("probability") or None, read_enum(node, "type", _COMMON), node.at


def _characters(text: Node) -> Segment:
    content, first = text.text("content"), text.integer("beginOffset")
    # Protobuf leaves out an offset of 0.
    first = 0 if first is None and content else first
    if first is None or first < 0 or not content:
        return WHOLE
    return Segment(characters=(first, first + len(content)))


def _identifiers(node: Node) -> tuple[str, ...]:
    if "metadata" not in node:
        return ()
    metadata = node.node("metadata")
    mid = metadata.text("mid")
    page = metadata.text("wikipedia_url") or metadata.text("wikipediaUrl")
    if metadata.rest():
        metadata.keep()
    return tuple(filter(None, (mid_iri(mid), link_iri(page) if page else None)))


def _sentiments(root: Node) -> list[Observation]:
    claims: list[Observation] = []
    if "documentSentiment" in root:
        claims += root.each("documentSentiment", lambda node: _sentiment(node, WHOLE))
    return claims + root.each("sentences", _sentence)


def _sentence(node: Node) -> Iterator[Observation]:
    where = _characters(node.node("text"))
    if "sentiment" in node and where is not WHOLE:
        yield from _sentiment(node.node("sentiment"), where)
    elif "sentiment" in node:
        node.node("sentiment").keep()


def _sentiment(node: Node, where: Segment) -> Iterator[Observation]:
    score = node.number("score")
    if score is None:
        return
    word = "neutral" if abs(score) < _NEUTRAL else "positive" if score > 0 else "negative"
    yield Observation("sentimentScore", str(score), segment=where, pointer=f"{node.at}/score")
    yield Observation("sentiment", word, None, "en", where, f"{node.at}/score")


def _category(node: Node) -> Iterator[Observation]:
    """Yield what a text is about: the last part of a path that says something; Other says nothing."""
    path, sure = node.required("name"), node.number("confidence")
    parts = [part.strip() for part in path.split("/") if part.strip()]
    said = [part for part in parts if not part.startswith("Other")]
    if said:
        yield Observation("about", said[-1], sure, "en", pointer=node.at)
    if len(parts) > 1:
        yield Observation("keywordPath", "|".join(parts), sure, pointer=f"{node.at}/name")


def _moderation(node: Node) -> Iterator[Observation]:
    name, sure = node.required("name"), node.number("confidence")
    yield Observation("about" if name in SUBJECTS else "contentAdvisory", name, sure, "en", pointer=node.at)


EXTRACTOR: Final = JsonForm(
    name="google-language",
    version="2",
    reads="Google Natural Language answers: entities, sentiment, categories, moderation, syntax",
    keys=KEYS,
    fits=fits_either(_fits, camel),
    read=_read,
    many=True,
)
