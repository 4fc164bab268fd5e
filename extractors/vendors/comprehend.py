"""Amazon Comprehend: entities, key phrases, sentiment, languages and classes of a text.

One operation's answer, one of its batch form (``ResultList``), or the JSON Lines of an asynchronous job. Offsets are
characters of the text that was sent. Each operation is an extractor of its own, so that a later answer of one
replaces only its own claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

MENTIONS: Final[dict[str, str]] = {
    "PERSON": "mentionsPerson",
    "LOCATION": "mentionsPlace",
    "ORGANIZATION": "mentionsOrganisation",
    "COMMERCIAL_ITEM": "mentionsBrand",
    "EVENT": "mentionsEvent",
    "TITLE": "mentionsWork",
    "DATE": "mentionsDate",
    "QUANTITY": "mentionsQuantity",
}
"""Comprehend's types of entities as properties; OTHER and the types of custom recognisers become keywords."""

_SCORES: Final = ("Positive", "Negative", "Neutral", "Mixed")

KEYS: Final[dict[str, str]] = {
    "Entities[].Text": "the name that is mentioned",
    "Entities[].Type": "; ".join((*(f"{kind}: {name}" for kind, name in MENTIONS.items()), "any other: keyword")),
    "Entities[].Score": "the claim's confidence",
    "Entities[].BeginOffset": "the Segment's characters",
    "Entities[].EndOffset": "the Segment's characters",
    "Entities[].Id": "kept: its number",
    "Entities[].ParentId": "kept: its number",
    "Entities[].BlockReferences": "kept: where it stands on a page",
    "Entities[]": "kept: an entity without a text (PII): only where it stands is said",
    "KeyPhrases[].Text": "keyPhrase",
    "KeyPhrases[].Score": "the claim's confidence",
    "KeyPhrases[].BeginOffset": "the Segment's characters",
    "KeyPhrases[].EndOffset": "the Segment's characters",
    "Sentiment": "sentiment, in English",
    **{f"SentimentScore.{score}": f"confidence of sentiment, where that is {score.upper()}" for score in _SCORES},
    "SentimentScore": "kept: the scores of the sentiments that the text has not",
    "Languages[].LanguageCode": "language",
    "Languages[].Score": "the claim's confidence",
    "Classes[].Name": "about",
    "Classes[].Score": "the claim's confidence",
    "Classes[].Page": "the Segment's page",
    "SyntaxTokens": "kept: the words and their parts of speech",
    "DocumentMetadata": "kept: how many pages and letters",
    "DocumentType": "kept: the kind of file that was sent",
    "Blocks": "kept: where the text stands on its pages",
    "LanguageCode": "the texts' language tag",
    "File": "the Asset's name",
    "Line": "the Asset's name, where each line of a file is a text of its own",
    "Index": "the Asset's name: which text of the batch",
    "ErrorList": "named: the texts that were refused",
    "ResponseMetadata": "kept: the HTTP exchange, as boto3 prints it",
}
"""The table of all operations; the keys of a batch's results stand here without ``ResultList[].``."""

_OPERATIONS: Final = {
    "Entities": "entities",
    "KeyPhrases": "key-phrases",
    "Sentiment": "sentiment",
    "Languages": "languages",
    "Classes": "classes",
    "SyntaxTokens": "syntax",
}


def _has(document: dict[str, Any], key: str) -> bool:
    """Say whether a result is one of this operation, by the key of its results and what they look like."""
    value = document.get(key)
    if key == "Sentiment":
        return isinstance(value, str) and isinstance(document.get("SentimentScore"), dict)
    if not isinstance(value, list):
        return False
    first = value[0] if value else None
    if first is None:
        return len(document) <= 4
    return isinstance(first, dict) and ("Score" in first or "TokenId" in first)


def _operation(document: dict[str, Any]) -> str:
    """Return the first operation whose results a document holds, itself or in its ``ResultList``; "" for none."""
    results = document.get("ResultList")
    if isinstance(results, list) and results and isinstance(results[0], dict):
        document = results[0]
    return next((name for key, name in _OPERATIONS.items() if _has(document, key)), "")


def _read(root: Node, source: Source) -> Iterator[Said]:
    for error in root.nodes("ErrorList"):
        index, code, message = (error.raw(key) for key in ("Index", "ErrorCode", "ErrorMessage"))
        root.reading.problem(f"Comprehend refused text {index} of the batch: {code} {message}"[:300])
    if "ResultList" not in root:
        yield Said(root, _reference(root, source), _runs(root))
        return
    results = root.nodes("ResultList", path="")
    root.close()
    for node in results:
        yield Said(node, _reference(node, source), _runs(node))


def _reference(node: Node, source: Source) -> AssetReference:
    """Return how the text is named: the file, its line, or its place in the batch."""
    name, line, index = node.text("File"), node.integer("Line"), node.integer("Index")
    if name and line is not None:
        name = f"{name}#line={line}"
    elif not name and index is not None:
        name = f"{source.name}#{index}"
    return AssetReference(name=name, kind=MediaKind.TEXT)


def _runs(node: Node) -> list[Run]:
    language, runs = node.text("LanguageCode"), []
    if "Entities" in node:
        runs.append(_run("entities", node.each("Entities", lambda part: _entity(part, language))))
    if "KeyPhrases" in node:
        runs.append(_run("key-phrases", node.each("KeyPhrases", lambda part: _phrase(part, language))))
    if "Sentiment" in node:
        runs.append(_run("sentiment", _sentiment(node)))
    if "Languages" in node:
        runs.append(_run("languages", node.each("Languages", _language)))
    if "Classes" in node:
        runs.append(_run("classes", node.each("Classes", _class)))
    return runs


def _run(task: str, claims: list[Observation]) -> Run:
    return make_run(Agent(AgentKind.MODEL, f"amazon-comprehend-{task}"), task, claims)


def _characters(node: Node) -> Segment:
    first, end = node.integer("BeginOffset"), node.integer("EndOffset")
    return WHOLE if first is None or end is None else Segment(characters=(first, end))


def _entity(node: Node, language: str) -> Iterator[Observation]:
    if "Text" not in node and "Type" in node:
        node.keep()
        return
    kind, text, sure = node.text("Type"), node.required("Text"), node.number("Score")
    name = MENTIONS.get(kind, "keyword")
    tag = language if name == "keyword" else ""
    yield Observation(name, text, sure, tag, _characters(node), node.at)


def _phrase(node: Node, language: str) -> Iterator[Observation]:
    yield Observation("keyPhrase", node.required("Text"), node.number("Score"), "", _characters(node), node.at)


def _sentiment(node: Node) -> list[Observation]:
    sentiment, scores = node.text("Sentiment"), node.node("SentimentScore")
    sure = scores.number(sentiment.capitalize())
    others = [score for score in _SCORES if scores.number(score) is not None]
    if others:
        node.reading.keep(scores.path)
    claim = Observation("sentiment", sentiment, sure, "en", pointer=f"{node.at}/Sentiment")
    return [claim] if sentiment else []


def _language(node: Node) -> Iterator[Observation]:
    yield Observation("language", node.required("LanguageCode"), node.number("Score"), pointer=node.at)


def _class(node: Node) -> Iterator[Observation]:
    name, sure, page = node.required("Name"), node.number("Score"), node.integer("Page")
    yield Observation("about", name, sure, segment=WHOLE if page is None else Segment(page=page), pointer=node.at)


def _form(operation: str, results: str) -> JsonForm:
    return JsonForm(
        name=f"comprehend-{operation}",
        version="1",
        reads=f"Amazon Comprehend {results}: one answer, a batch, or an asynchronous job's JSON Lines",
        keys=KEYS,
        fits=lambda document: _operation(document) == operation,
        read=_read,
        many=True,
    )


ENTITIES: Final = _form("entities", "entities")
KEY_PHRASES: Final = _form("key-phrases", "key phrases")
SENTIMENT: Final = _form("sentiment", "sentiment")
LANGUAGES: Final = _form("languages", "dominant languages")
CLASSES: Final = _form("classes", "document classes")
SYNTAX: Final = _form("syntax", "syntax (kept whole)")
EXTRACTOR: Final = ENTITIES
"""The one that a reader of entry points finds under the module's own name; the others are beside it."""
