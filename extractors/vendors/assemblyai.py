"""AssemblyAI transcripts: words, speakers, chapters, names, topics, highlights, sentiments and content safety.

Times are milliseconds. Utterances are AssemblyAI's own where speakers were told apart, else made of its words. A topic
of the IAB Content Taxonomy is written as a path (``Technology&Computing>Computing``): its last step becomes about, the
path of the whole a keywordPath. https://www.assemblyai.com/docs/api-reference/transcripts
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source, SourceRefused
from extractors.reading import Claims, Node
from extractors.values import shown
from extractors.vendors.assemblyai_keys import KEYS
from extractors.vendors.entity_types import is_secret, mention_property
from extractors.vendors.plain_numbers import number_of
from extractors.vendors.spoken import Word, utterances
from ontology.model import Agent, AgentKind, MediaKind, Observation, Segment


def _fits(document: dict[str, Any]) -> bool:
    if "audio_url" not in document or not isinstance(document.get("status"), str):
        return False
    ours = ("acoustic_model", "speech_model", "speech_models", "language_model", "utterances", "words", "auto_chapters")
    return "id" in document and any(key in document for key in ours)


def _read(root: Node, source: Source) -> Iterator[Said]:
    status, error = root.text("status"), root.text("error")
    if status not in ("", "completed"):
        why = f" ({error[:200]})" if error else ""
        raise SourceRefused(f"{source.path}: the AssemblyAI transcript is {status[:60]}{why}, so it says nothing")
    language = root.text("language_code").replace("_", "-")
    model, duration = _model(root), root.number("audio_duration")
    claims = {
        "transcript": _speech(root, language),
        "languages": _language(root, language),
        "chapters": root.each("chapters", lambda node: _chapter(node, language)),
        "summary": _summary(root, language),
        "entities": root.each("entities", _entity),
        "highlights": _results(root, "auto_highlights_result", lambda node: _highlight(node, language)),
        "topics": _topics(root),
        "sentiment": root.each("sentiment_analysis_results", _sentiment),
        "content-safety": _results(root, "content_safety_labels", _unsafe),
    }
    runs = [make_run(_agent(task, model), task, said) for task, said in claims.items() if said]
    runs += _technical(root, duration)
    reference = AssetReference(name=root.text("audio_url"), kind=MediaKind.UNKNOWN, duration_s=duration)
    yield Said(root, reference, runs)


def _agent(task: str, model: str) -> Agent:
    if task in ("transcript", "languages"):
        return Agent(AgentKind.MODEL, f"assemblyai-{model}" if model else "assemblyai")
    return Agent(AgentKind.MODEL, f"assemblyai-{task}")


def _model(root: Node) -> str:
    """Take the speech model's name; "" where it is the default one."""
    told = [root.text(key).strip()[:60] for key in ("speech_model_used", "speech_model", "acoustic_model")]
    return next((name for name in told if name and name != "assemblyai_default"), "")


def _technical(root: Node, duration: float | None) -> Iterator[Run]:
    if duration is not None and duration > 0:
        claim = Observation("duration", str(duration), pointer=f"{root.at}/audio_duration")
        yield make_run(Agent(AgentKind.SYSTEM, "assemblyai"), "technical", [claim])


def _speech(root: Node, language: str) -> list[Observation]:
    text, sure = root.text("text").strip(), root.number("confidence")
    claims = [Observation("transcript", text, sure, language, pointer=f"{root.at}/text")] if text else []
    if root.size("utterances"):
        if root.raw("words"):
            root.reading.keep("words")
        return claims + root.each("utterances", lambda node: _utterance(node, language))
    root.raw("utterances")
    words = (_word(node) for node in root.nodes("words"))
    return claims + list(utterances((word for word in words if word is not None), language))


def _utterance(node: Node, language: str) -> Iterator[Observation]:
    text, sure, where, who = node.required("text").strip(), node.number("confidence"), _times(node), _voice(node)
    yield Observation("utterance", text, sure, language, where, node.at)
    if who:
        yield Observation("speaker", who, None, "", where, f"{node.at}/speaker")


def _word(node: Node) -> Word | None:
    text, where, sure, who = node.text("text").strip(), _times(node), node.number("confidence"), _voice(node)
    return Word(text, where.start_s, where.end_s, sure, who, pointer=node.at) if text else None


def _voice(node: Node) -> str:
    """Take the speaker, or the channel, which is a text or a number, where only those are told apart."""
    who, channel = node.text("speaker"), node.raw("channel")
    return who or (f"channel {channel}" if type(channel) in (int, str) and channel != "" else "")


def _times(node: Node) -> Segment:
    return Segment(node.milliseconds("start"), node.milliseconds("end"))


def _language(root: Node, language: str) -> list[Observation]:
    sure = root.number("language_confidence")
    return [Observation("language", language, sure, pointer=f"{root.at}/language_code")] if language else []


def _chapter(node: Node, language: str) -> Iterator[Observation]:
    where = _times(node)
    yield Observation("segmentType", "chapter", None, "en", where, node.at)
    for key, name in (("headline", "caption"), ("summary", "description"), ("gist", "keyPhrase")):
        text = node.text(key).strip()
        if text:
            yield Observation(name, text, None, language, where, f"{node.at}/{key}")


def _summary(root: Node, language: str) -> list[Observation]:
    text = root.text("summary").strip()
    return [Observation("description", text, None, language, pointer=f"{root.at}/summary")] if text else []


def _entity(node: Node) -> Iterator[Observation]:
    kind = node.text("entity_type")
    if is_secret(kind):
        node.keep()
        return
    yield Observation(mention_property(kind), node.required("text"), None, "", _times(node), node.at)


def _results(root: Node, key: str, claims: Claims, *, also: str = "") -> list[Observation]:
    """Take the results of one analysis, and another key that the caller has read; an analysis that failed is named."""
    analysis = root.node(key)
    if also:
        analysis.raw(also)
    status = analysis.text("status")
    if status not in ("", "success"):
        root.reading.problem(f"{analysis.at}/status is {shown(status)}: this analysis failed")
    return analysis.each("results", claims)


def _highlight(node: Node, language: str) -> Iterator[Observation]:
    text, places = node.required("text"), node.size("timestamps")
    if not places:
        yield Observation("keyPhrase", text, None, language, pointer=node.at)
    for place in node.nodes("timestamps"):
        yield Observation("keyPhrase", text, None, language, _times(place), place.at)


def _topics(root: Node) -> list[Observation]:
    result = root.look("iab_categories_result")
    if not isinstance(result, dict):
        return []
    summary, at = result.get("summary"), f"{root.at}/iab_categories_result/summary"
    claims = [
        Observation("keywordPath", label, sure, pointer=at)
        for label, score in (summary.items() if isinstance(summary, dict) else ())
        if label.strip() and (sure := number_of(score)) is not None
    ]
    return claims + _results(root, "iab_categories_result", _topic, also="summary")


def _topic(node: Node) -> Iterator[Observation]:
    where = _times(node.node("timestamp"))
    for part in node.nodes("labels"):
        label, sure = part.required("label"), part.number("relevance")
        last = label.rpartition(">")[2].strip()
        if last:
            yield Observation("about", last, sure, "en", where, part.at)


def _sentiment(node: Node) -> Iterator[Observation]:
    yield Observation("sentiment", node.required("sentiment"), node.number("confidence"), "en", _times(node), node.at)


def _unsafe(node: Node) -> Iterator[Observation]:
    where = _times(node.node("timestamp"))
    for part in node.nodes("labels"):
        label, sure = part.required("label"), part.number("confidence")
        yield Observation("contentAdvisory", label.replace("_", " "), sure, "en", where, part.at)


EXTRACTOR: Final = JsonForm(
    name="assemblyai",
    version="1",
    reads="AssemblyAI transcripts with what was analysed of them",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
