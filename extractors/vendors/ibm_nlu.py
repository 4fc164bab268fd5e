"""IBM Watson Natural Language Understanding: names, phrases, concepts, categories, sentiment and emotion of a text.

A relevance says how much a name matters, not how sure the model is, so it stays in the blob; so do relations, semantic
roles and syntax, for which the ontology has no words. Offsets are characters of the text that was analysed. A category
is its last step (``/technology/computing``: computing), and the whole path a keywordPath.
https://cloud.ibm.com/apidocs/natural-language-understanding
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors.entity_types import becomes, is_secret, mention_property
from extractors.vendors.links import link_iri
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

EMOTIONS: Final = ("sadness", "joy", "fear", "disgust", "anger")

KEYS: Final[dict[str, str]] = {
    "entities[].type": becomes(),
    "entities[].text": "the name that is mentioned",
    "entities[].confidence": "the claim's confidence",
    "entities[].mentions[].text": "the name, as it is written there",
    "entities[].mentions[].location": "the Segment's characters",
    "entities[].mentions[].confidence": "the claim's confidence",
    "entities[].disambiguation.dbpedia_resource": "identifiers of the thing named",
    "entities[].disambiguation.name": "kept: DBpedia's own name of it",
    "entities[].disambiguation.subtype": "kept: finer types of it",
    "entities[].relevance": "kept: how much it matters, not how sure it is",
    "entities[].count": "kept: how often it is named; each mention is a claim",
    "entities[].sentiment": "kept: about one name",
    "entities[].emotion": "kept: about one name",
    "entities[]": "kept: an account's, a document's or a device's number or address",
    "keywords[].text": "keyPhrase",
    "keywords[].relevance": "kept: how much it matters, not how sure it is",
    "keywords[].count": "kept: how often it stands in the text",
    "keywords[].mentions": "kept: where it stands in the text",
    "keywords[].sentiment": "kept: about one phrase",
    "keywords[].emotion": "kept: about one phrase",
    "concepts[].text": "about",
    "concepts[].dbpedia_resource": "identifiers of the concept",
    "concepts[].relevance": "kept: how much it matters, not how sure it is",
    "categories[].label": "about, by its last step, in English; the whole path: keywordPath",
    "categories[].score": "the claim's confidence",
    "categories[].explanation": "kept: the words that made it so",
    "classifications[].class_name": "about",
    "classifications[].confidence": "the claim's confidence",
    "sentiment.document.label": "sentiment, in English",
    "sentiment.document.score": "kept: from bad (-1) to good (1), not a confidence",
    "sentiment.targets": "kept: about single words",
    **{f"emotion.document.emotion.{word}": f"confidence of emotion {word}" for word in EMOTIONS},
    "emotion.targets": "kept: about single words",
    "relations": "kept: the ontology has no word for relations between names",
    "semantic_roles": "kept: grammar",
    "syntax": "kept: grammar",
    "summarization.text": "description",
    "metadata.title": "title of the page",
    "metadata.authors[].name": "creator",
    "metadata.publication_date": "kept: when the page was published",
    "metadata.image": "kept: a picture on the page",
    "metadata.feeds": "kept: the page's feeds",
    "language": "language, and the texts' language tag",
    "retrieved_url": "the Asset's name",
    "analyzed_text": "kept: the text itself",
    "usage": "kept: what the request cost",
    "warnings[]": "named: what the service could not do",
}

_ANALYSES: Final = frozenset((
    "entities", "keywords", "concepts", "categories", "sentiment", "emotion", "relations", "semantic_roles", "syntax",
    "classifications", "summarization",
))  # fmt: skip


def _fits(document: dict[str, Any]) -> bool:
    usage = document.get("usage")
    if isinstance(usage, dict) and "text_characters" in usage and "text_units" in usage:
        return True
    if "language" not in document or _ANALYSES.isdisjoint(document):
        return False
    lists = (document.get(key) for key in ("entities", "keywords", "concepts"))
    firsts = (found[0] for found in lists if isinstance(found, list) and found)
    return any(isinstance(first, dict) and {"relevance", "text"} <= first.keys() for first in firsts)


def _read(root: Node, source: Source) -> Iterator[Said]:
    language, url = root.text("language"), root.text("retrieved_url")
    for text, _ in root.texts("warnings"):
        root.reading.problem(f"Watson warned: {text[:200]}")
    runs = [run for run in _runs(root, language) if run.observations]
    if language:
        claim = Observation("language", language, pointer=f"{root.at}/language")
        runs.append(_run("languages", [claim]))
    yield Said(root, AssetReference(name=url, kind=MediaKind.TEXT), runs)


def _runs(root: Node, language: str) -> Iterator[Run]:
    yield _run("entities", root.each("entities", _entity))
    yield _run("keywords", root.each("keywords", lambda node: _phrase(node, language)))
    yield _run("concepts", root.each("concepts", lambda node: _concept(node, language)))
    yield _run("categories", root.each("categories", _category))
    yield _run("classifications", root.each("classifications", _class))
    yield _run("sentiment", _sentiment(root))
    yield _run("emotion", _emotions(root))
    yield _run("summary", root.each("summarization", lambda node: _summary(node, language)))
    yield _run("metadata", root.each("metadata", lambda node: _page(node, language)))


def _run(task: str, claims: list[Observation]) -> Run:
    return make_run(Agent(AgentKind.MODEL, f"ibm-watson-nlu-{task}"), task, claims)


def _entity(node: Node) -> Iterator[Observation]:
    kind, text, sure = node.text("type"), node.required("text"), node.number("confidence")
    if is_secret(kind):
        node.keep()
        return
    name, ids = mention_property(kind), _dbpedia(node.node("disambiguation"))
    if not node.size("mentions"):
        node.raw("mentions")
        yield Observation(name, text, sure, "", WHOLE, node.at, ids)
        return
    for place in node.nodes("mentions"):
        certain, written = place.number("confidence"), place.text("text").strip() or text
        yield Observation(name, written, sure if certain is None else certain, "", _characters(place), place.at, ids)


def _dbpedia(node: Node) -> tuple[str, ...]:
    found = link_iri(node.text("dbpedia_resource"))
    return (found,) if found else ()


def _characters(node: Node) -> Segment:
    """Take where a name stands: [first, end)."""
    span = node.items("location")
    if len(span) != 2 or any(type(position) is not int for position in span):
        return WHOLE
    return Segment(characters=(span[0], span[1]))


def _phrase(node: Node, language: str) -> Iterator[Observation]:
    yield Observation("keyPhrase", node.required("text"), None, language, pointer=node.at)


def _concept(node: Node, language: str) -> Iterator[Observation]:
    yield Observation("about", node.required("text"), None, language, WHOLE, node.at, _dbpedia(node))


def _category(node: Node) -> Iterator[Observation]:
    label, sure = node.required("label"), node.number("score")
    last = label.rstrip("/").rpartition("/")[2].strip()
    if last:
        yield Observation("about", last, sure, "en", pointer=node.at)
        yield Observation("keywordPath", label, sure, pointer=node.at)


def _class(node: Node) -> Iterator[Observation]:
    yield Observation("about", node.required("class_name"), node.number("confidence"), pointer=node.at)


def _sentiment(root: Node) -> list[Observation]:
    document = root.node("sentiment").node("document")
    label = document.text("label").strip()
    return [Observation("sentiment", label, None, "en", pointer=f"{document.at}/label")] if label else []


def _emotions(root: Node) -> list[Observation]:
    scores = root.node("emotion").node("document").node("emotion")
    found = ((word, scores.number(word)) for word in EMOTIONS)
    given = ((word, sure) for word, sure in found if sure is not None)
    return [Observation("emotion", word, sure, "en", pointer=f"{scores.at}/{word}") for word, sure in given]


def _summary(node: Node, language: str) -> Iterator[Observation]:
    yield Observation("description", node.required("text"), None, language, pointer=node.at)


def _page(node: Node, language: str) -> Iterator[Observation]:
    title = node.text("title").strip()
    if title:
        yield Observation("title", title, None, language, pointer=f"{node.at}/title")
    yield from node.each("authors", _author)


def _author(node: Node) -> Iterator[Observation]:
    yield Observation("creator", node.required("name"), pointer=node.at)


EXTRACTOR: Final = JsonForm(
    name="ibm-nlu",
    version="1",
    reads="IBM Watson Natural Language Understanding analyses",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
