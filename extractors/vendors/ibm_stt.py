"""IBM Watson Speech to Text: what was said, by whom, with the caller's keywords.

Each result is an utterance by its first alternative; where speaker labels change inside it, it is cut there, and each
part has the mean of its words' confidences. IBM gives no transcript of the whole, so it is the utterances in order.
Further alternatives stay in the blob. https://cloud.ibm.com/apidocs/speech-to-text
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Source, SourceRefused
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.plain_numbers import number_of
from extractors.vendors.run_times import run_time
from extractors.vendors.spoken import Word, mean, said, turns
from ontology.model import Agent, AgentKind, Observation, Segment, seconds

KEYS: Final[dict[str, str]] = {
    "results[].alternatives[].transcript": "utterance; all together: transcript",
    "results[].alternatives[].confidence": "the utterance's confidence",
    "results[].alternatives[].timestamps": "the utterance's start and end, by its first and last word",
    "results[].alternatives[].word_confidence": "the confidence of each part, where speakers change: the mean",
    "results[].alternatives[]": "kept: what else may have been said",
    "results[].keywords_result": "keyword, each place where a word that the caller asked for was said",
    "results[].word_alternatives": "kept: what else each word may be",
    "results[].final": "kept: whether the service may still change it",
    "results[].end_of_utterance": "kept: why the service cut here",
    "result_index": "kept: the results' number",
    "speaker_labels[].from": "by which a word finds its speaker",
    "speaker_labels[].to": "kept: the words say it",
    "speaker_labels[].speaker": "speaker",
    "speaker_labels[].confidence": "confidence of speaker: the mean",
    "speaker_labels[].final": "kept: whether the service may still change it",
    "processing_metrics": "kept: how fast the service was",
    "audio_metrics": "kept: the signal's statistics",
    "warnings[]": "named: what the service ignored",
    "id": "kept: the job's number",
    "url": "kept: the job's address",
    "user_token": "kept: the caller's name of the job",
    "created": "kept: when the job was asked for",
    "updated": "when the Run ended",
    "status": "completed; any other status refuses the source",
}

_AGENT: Final = Agent(AgentKind.MODEL, "ibm-watson-speech-to-text")
_MAX_S: Final = 1e9
Speakers = dict[Decimal, tuple[str, float | None]]
"""By the second at which a word starts: its speaker, and how sure the service is of that."""


def _fits(document: dict[str, Any]) -> bool:
    results = document.get("results")
    if not isinstance(results, list):
        return False
    first = results[0] if results else None
    if not isinstance(first, dict):
        return "result_index" in document
    if isinstance(first.get("results"), list):
        return "result_index" in first or "speaker_labels" in first
    return _is_result(first) and ("result_index" in document or _has_times(first))


def _is_result(result: dict[str, Any]) -> bool:
    return isinstance(result.get("alternatives"), list) and "final" in result


def _has_times(result: dict[str, Any]) -> bool:
    best = result["alternatives"][0] if result["alternatives"] else None
    return isinstance(best, dict) and ("timestamps" in best or "word_confidence" in best)


def _read(root: Node, source: Source) -> Iterator[Said]:
    status = root.text("status")
    if status not in ("", "completed"):
        raise SourceRefused(f"{source.path}: the Watson job is {status[:60]}, so it has no results")
    ended = run_time(root, "updated")
    claims: list[Observation] = []
    if isinstance(root.look("results", 0, "results"), list):
        for part in root.nodes("results", path=""):
            claims += _results(part)
    else:
        claims += _results(root)
    for text, _ in root.texts("warnings"):
        root.reading.problem(f"Watson warned: {text[:200]}")
    whole = " ".join(claim.value for claim in claims if claim.property == "utterance")
    if whole:
        claims.insert(0, Observation("transcript", whole, pointer=f"{root.at}/results"))
    yield Said(root, AssetReference(), [make_run(_AGENT, "transcript", claims, time=ended)])


def _results(node: Node) -> list[Observation]:
    speakers: Speakers = {}
    for label in node.nodes("speaker_labels"):
        start, who = label.seconds("from"), label.integer("speaker")
        sure = label.number("confidence")
        if start is not None and who is not None:
            speakers[start] = (str(who), sure)
    return node.each("results", lambda result: _result(result, speakers))


def _result(result: Node, speakers: Speakers) -> Iterator[Observation]:
    others = (result.size("alternatives") or 1) - 1
    best = next(result.nodes("alternatives"), None)
    if best is None:
        raise ObservationSkipped(f"{result.at} has no alternatives, so nothing was said")
    text, sure = best.required("transcript").strip(), best.number("confidence")
    words = _words(best, speakers)
    best.close()
    if others:
        result.reading.keep(best.path, others)
    if len({word.speaker for word in words}) > 1:
        yield from turns(words)
    else:
        first, last = (words[0], words[-1]) if words else (Word(text, None, None),) * 2
        certain = mean(word.speaker_confidence for word in words)
        yield from said([Word(text, first.start, last.end, sure, first.speaker, certain, best.at)])
    yield from _keywords(result)


def _words(best: Node, speakers: Speakers) -> list[Word]:
    """Return the words: timestamps are [word, start, end], word_confidence are [word, confidence], in one order."""
    times, sures = best.items("timestamps"), best.items("word_confidence")
    found: list[Word] = []
    for index, entry in enumerate(times):
        if not _is_timed(entry):
            best.reading.problem(f"{best.at}/timestamps/{index} is {shown(entry)}, not [word, start, end]")
            continue
        start, end = seconds(entry[1]), seconds(entry[2])
        # A word that no label names goes on with the one before it.
        who, certain = speakers.get(start, (found[-1].speaker if found else "", None))
        given = sures[index] if index < len(sures) else None
        sure = number_of(given[1]) if isinstance(given, list) and len(given) == 2 else None
        found.append(Word(entry[0], start, end, sure, who, certain, f"{best.at}/timestamps/{index}"))
    return found


def _is_timed(entry: object) -> bool:
    return (
        isinstance(entry, list)
        and len(entry) == 3
        and isinstance(entry[0], str)
        and all(type(time) in (int, float) and abs(time) < _MAX_S for time in entry[1:])
    )


def _keywords(result: Node) -> Iterator[Observation]:
    """Yield each place where a word that the caller asked for was said; the words are the keys."""
    at, path, hits = f"{result.at}/keywords_result", f"{result.path}.keywords_result", result.raw("keywords_result")
    for word, places in hits.items() if isinstance(hits, dict) else ():
        for index, place in enumerate(places if isinstance(places, list) else ()):
            if not isinstance(place, dict) or not word.strip():
                continue
            node = Node(result.reading, place, f"{at}/{word}/{index}", f"{path}.*")
            where = Segment(node.seconds("start_time"), node.seconds("end_time"))
            text = node.text("normalized_text").strip() or word
            yield Observation("keyword", text, node.number("confidence"), "", where, node.at)
            node.close()


EXTRACTOR: Final = JsonForm(
    name="ibm-stt",
    version="1",
    reads="IBM Watson Speech to Text results, also of asynchronous jobs",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
