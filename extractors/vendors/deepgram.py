"""Deepgram: transcripts, speakers, topics, intents, sentiments and names, of speech (listen) and of texts (read).

Utterances are Deepgram's own where they were asked for, else made of its words. Deepgram says where a topic or a name
stands by the numbers of its words, whose times are the Segment. Sentiment scores run from bad (-1) to good (1) and are
not confidences. https://developers.deepgram.com/reference
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors.entity_types import becomes, is_secret, mention_property
from extractors.vendors.run_times import run_time
from extractors.vendors.spoken import Word, utterances
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

_ALTERNATIVE: Final = "results.channels[].alternatives[]"
_WORD: Final = f"{_ALTERNATIVE}.words[]"


def _spans(path: str, kind: str, name: str) -> dict[str, str]:
    """Return the keys of a list of stretches that each have topics or intents."""
    return {
        f"{path}[].text": "kept: the words say it",
        f"{path}[].start_word": "the Segment's start, by that word",
        f"{path}[].end_word": "the Segment's end, by the word before it",
        f"{path}[].{kind}s[].{kind}": f"{name}, in English",
        f"{path}[].{kind}s[].confidence_score": "the claim's confidence",
        f"{path}[].{kind}s[].confidence": "the claim's confidence",
    }


KEYS: Final[dict[str, str]] = {
    f"{_ALTERNATIVE}.transcript": "transcript",
    f"{_ALTERNATIVE}.confidence": "confidence of transcript",
    f"{_WORD}.punctuated_word": "the utterance's words",
    f"{_WORD}.word": "the utterance's words, where none is punctuated",
    f"{_WORD}.start": "the utterance's start, by its first word",
    f"{_WORD}.end": "the utterance's end, by its last word",
    f"{_WORD}.confidence": "the utterance's confidence: the mean",
    f"{_WORD}.speaker": "speaker; where it changes, an utterance ends",
    f"{_WORD}.speaker_confidence": "confidence of speaker: the mean",
    f"{_WORD}.language": "kept: of one word",
    f"{_WORD}.sentiment": "kept: of one word; results.sentiments has it for stretches",
    f"{_WORD}.sentiment_score": "kept: of one word",
    f"{_ALTERNATIVE}.paragraphs": "kept: the words again, cut into paragraphs",
    f"{_ALTERNATIVE}.entities[].label": becomes(),
    f"{_ALTERNATIVE}.entities[].value": "the name that is mentioned",
    f"{_ALTERNATIVE}.entities[].raw_value": "kept: the name as it was heard",
    f"{_ALTERNATIVE}.entities[].confidence": "the claim's confidence",
    f"{_ALTERNATIVE}.entities[].start_word": "the Segment's start, by that word",
    f"{_ALTERNATIVE}.entities[].end_word": "the Segment's end, by the word before it",
    f"{_ALTERNATIVE}.entities[]": "kept: an account's, a document's or a device's number or address",
    f"{_ALTERNATIVE}.summaries[].summary": "description",
    f"{_ALTERNATIVE}.summaries[].start_word": "the Segment's start, by that word",
    f"{_ALTERNATIVE}.summaries[].end_word": "the Segment's end, by the word before it",
    **_spans(f"{_ALTERNATIVE}.topics", "topic", "about"),
    f"{_ALTERNATIVE}.languages": "kept: which languages the words are in",
    f"{_ALTERNATIVE}.translations": "kept: the words in other languages",
    f"{_ALTERNATIVE}": "kept: what else may have been said",
    "results.channels[].detected_language": "language, and the texts' language tag",
    "results.channels[].language_confidence": "confidence of language",
    "results.channels[].search": "kept: where the caller's words may have been said",
    "results.utterances[].transcript": "utterance",
    "results.utterances[].start": "the Segment's start",
    "results.utterances[].end": "the Segment's end",
    "results.utterances[].confidence": "the utterance's confidence",
    "results.utterances[].speaker": "speaker",
    "results.utterances[].channel": "kept: the channel's number",
    "results.utterances[].words": "kept: the words again",
    "results.utterances[].id": "kept: its number",
    "results.utterances[].languages": "kept: which languages the words are in",
    "results.utterances[].sentiment": "sentiment, in English",
    "results.utterances[].sentiment_score": "kept: from bad (-1) to good (1), not a confidence",
    "results.summary.short": "description",
    "results.summary.text": "description, of a text",
    "results.summary.result": "kept: success",
    **_spans("results.topics.segments", "topic", "about"),
    **_spans("results.intents.segments", "intent", "keyword"),
    "results.sentiments.segments[].sentiment": "sentiment of that stretch, in English",
    "results.sentiments.segments[].start_word": "the Segment's start, by that word",
    "results.sentiments.segments[].end_word": "the Segment's end, by the word before it",
    "results.sentiments.segments[].text": "kept: the words say it",
    "results.sentiments.segments[].sentiment_score": "kept: from bad (-1) to good (1), not a confidence",
    "results.sentiments.average.sentiment": "sentiment of the whole, in English",
    "results.sentiments.average.sentiment_score": "kept: from bad (-1) to good (1), not a confidence",
    "metadata.duration": "duration, and the reference's duration",
    "metadata.created": "when the Run ended",
    "metadata.model_info": "the Agent's name and version, by its first model",
    "metadata.models": "kept: the models' numbers",
    "metadata.request_id": "kept: the request's number",
    "metadata.transaction_key": "kept: deprecated",
    "metadata.sha256": "kept: the SHA-256 of the sound that was sent",
    "metadata.channels": "kept: how many there are",
    "metadata.language": "the texts' language tag, of a text",
    **{f"metadata.{task}_info": "kept: what it cost" for task in ("summary", "topics", "intents", "sentiment")},
    "metadata.warnings": "kept: what the service could not do",
    "metadata.extra": "kept: the caller's own words",
}  # fmt: skip


def _fits(document: dict[str, Any]) -> bool:
    results, metadata = document.get("results"), document.get("metadata")
    if not isinstance(results, dict):
        return False
    if isinstance(results.get("channels"), list):
        return True
    asked = {"summary", "topics", "intents", "sentiments"}
    return isinstance(metadata, dict) and "request_id" in metadata and not asked.isdisjoint(results)


def _read(root: Node, source: Source) -> Iterator[Said]:
    metadata, results = root.node("metadata"), root.node("results")
    name, version = _model(metadata)
    duration, time = metadata.number("duration"), run_time(metadata, "created")
    is_text = "channels" not in results
    told = metadata.text("language")
    words, claims, language = _channels(results) if not is_text else ([], {}, told)
    spoken = _utterances(results, language)
    if spoken:
        whole = [claim for claim in claims.get("transcript", ()) if claim.property == "transcript"]
        claims["transcript"] = whole + spoken
    claims["summary"] = [*claims.get("summary", ()), *_summary(results, language)]
    topics = _stretches(results.node("topics"), "segments", "topic", "about", words)
    claims["topics"] = [*claims.get("topics", ()), *topics]
    claims["intents"] = _stretches(results.node("intents"), "segments", "intent", "keyword", words)
    claims["sentiment"] = list(_sentiments(results.node("sentiments"), words, is_text=is_text))
    runs = [make_run(_agent(name, task, version), task, said, time=time) for task, said in claims.items() if said]
    runs += _technical(duration, f"{metadata.at}/duration")
    kind = MediaKind.TEXT if is_text else MediaKind.UNKNOWN
    yield Said(root, AssetReference(kind=kind, duration_s=duration), runs)


def _agent(model: str, task: str, version: str) -> Agent:
    """Return the Agent: the speech model by its name (nova-2-general), the others by their task."""
    if task != "transcript":
        return Agent(AgentKind.MODEL, f"deepgram-{task}")
    return Agent(AgentKind.MODEL, f"deepgram-{model}" if model else "deepgram", version)


def _technical(duration: float | None, pointer: str) -> Iterator[Run]:
    if duration is not None and duration > 0:
        claim = Observation("duration", str(duration), pointer=pointer)
        yield make_run(Agent(AgentKind.SYSTEM, "deepgram"), "technical", [claim])


def _model(metadata: Node) -> tuple[str, str]:
    """Take the models, which stand under their numbers; return name and version of the first."""
    models = metadata.raw("model_info")
    for model in models.values() if isinstance(models, dict) else ():
        if isinstance(model, dict) and isinstance(model.get("name"), str):
            version = model.get("version")
            return model["name"][:80].removeprefix("deepgram-"), version[:40] if isinstance(version, str) else ""
    return "", ""


Claims = dict[str, list[Observation]]


def _channels(results: Node) -> tuple[list[Word], Claims, str]:
    """Return the first channel's words, the claims by task, and the language that was found."""
    first: list[Word] = []
    claims: Claims = {"transcript": [], "summary": [], "topics": [], "entities": [], "languages": []}
    language, several = "", (results.size("channels") or 0) > 1
    for index, channel in enumerate(results.nodes("channels")):
        code, sure = channel.text("detected_language"), channel.number("language_confidence")
        if code:
            claims["languages"].append(Observation("language", code, sure, pointer=f"{channel.at}/detected_language"))
            language = language or code
        others = (channel.size("alternatives") or 1) - 1
        best = next(channel.nodes("alternatives"), None)
        if best is None:
            continue
        words = _alternative(best, code, claims, voice=f"channel {index}" if several else "")
        first = first or words
        best.close()
        if others:
            channel.reading.keep(best.path, others)
    return first, claims, language


def _alternative(best: Node, language: str, claims: Claims, *, voice: str) -> list[Word]:
    text, sure = best.text("transcript").strip(), best.number("confidence")
    words = [word for word in (_word(part, voice) for part in best.nodes("words")) if word is not None]
    if text:
        claims["transcript"].append(Observation("transcript", text, sure, language, pointer=best.at))
    claims["transcript"] += utterances(words, language)
    claims["entities"] += best.each("entities", lambda node: _entity(node, words))
    claims["summary"] += best.each("summaries", lambda node: _part_summary(node, language, words))
    claims["topics"] += _stretches(best, "topics", "topic", "about", words)
    return words


def _word(part: Node, voice: str) -> Word | None:
    plain, written = part.text("word").strip(), part.text("punctuated_word").strip()
    start, end, sure = part.seconds("start"), part.seconds("end"), part.number("confidence")
    who, certain = part.integer("speaker"), part.number("speaker_confidence")
    if not (written or plain):
        return None
    return Word(written or plain, start, end, sure, voice if who is None else str(who), certain, part.at)


def _utterances(results: Node, language: str) -> list[Observation]:
    return results.each("utterances", lambda node: _utterance(node, language))


def _utterance(node: Node, language: str) -> Iterator[Observation]:
    text, where = node.required("transcript").strip(), Segment(node.seconds("start"), node.seconds("end"))
    yield Observation("utterance", text, node.number("confidence"), language, where, node.at)
    who, feeling = node.integer("speaker"), node.text("sentiment")
    if who is not None:
        yield Observation("speaker", str(who), None, "", where, f"{node.at}/speaker")
    if feeling:
        yield Observation("sentiment", feeling, None, "en", where, f"{node.at}/sentiment")


def _stretch(node: Node, words: list[Word]) -> Segment:
    """Take the numbers of the first word and of the one after the last; return their times, WHOLE where unknown."""
    first, after = node.integer("start_word"), node.integer("end_word")
    if first is None or after is None or not 0 <= first < len(words):
        return WHOLE
    last = words[min(max(after - 1, first), len(words) - 1)]
    return Segment(words[first].start, last.end)


def _entity(node: Node, words: list[Word]) -> Iterator[Observation]:
    kind, name, sure = node.text("label"), node.required("value"), node.number("confidence")
    if is_secret(kind):
        node.keep()
        return
    yield Observation(mention_property(kind), name, sure, "", _stretch(node, words), node.at)


def _part_summary(node: Node, language: str, words: list[Word]) -> Iterator[Observation]:
    yield Observation("description", node.required("summary"), None, language, _stretch(node, words), node.at)


def _summary(results: Node, language: str) -> Iterator[Observation]:
    summary = results.node("summary")
    for key in ("short", "text"):
        text = summary.text(key).strip()
        if text:
            yield Observation("description", text, None, language, pointer=f"{summary.at}/{key}")


def _stretches(parent: Node, key: str, kind: str, name: str, words: list[Word]) -> list[Observation]:
    """Return the topics or intents of each stretch."""

    def read(node: Node) -> Iterator[Observation]:
        where = _stretch(node, words)
        for part in node.nodes(f"{kind}s"):
            sure = part.number("confidence_score" if "confidence_score" in part else "confidence")
            yield Observation(name, part.required(kind), sure, "en", where, part.at)

    return parent.each(key, read)


def _sentiments(node: Node, words: list[Word], *, is_text: bool) -> Iterator[Observation]:
    average = node.node("average")
    whole = average.text("sentiment")
    if whole:
        yield Observation("sentiment", whole, None, "en", pointer=average.at)
    for claim in node.each("segments", lambda part: _sentiment(part, words)):
        # A stretch without times would speak of the whole, which has its own sentiment.
        if claim.segment != WHOLE or (is_text and not whole):
            yield claim


def _sentiment(part: Node, words: list[Word]) -> Iterator[Observation]:
    yield Observation("sentiment", part.required("sentiment"), None, "en", _stretch(part, words), part.at)


EXTRACTOR: Final = JsonForm(
    name="deepgram",
    version="1",
    reads="Deepgram's answers for speech (listen) and texts (read)",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
