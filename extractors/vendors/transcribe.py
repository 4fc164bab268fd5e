"""Amazon Transcribe: the transcript, and its utterances.

Transcribe gives words with times, a confidence each, and speaker or channel labels. An utterance is made of the words
of one speaker up to the end of a sentence; its confidence is the mean of its words', to six digits. Alternatives after
the first of each word stay in the blob.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import fmean
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Source, SourceRefused
from extractors.reading import Node
from extractors.values import parse_number
from ontology.model import Agent, AgentKind, Observation, Segment, seconds

_ITEM: Final = {
    "start_time": "the utterance's start, by its first word",
    "end_time": "the utterance's end, by its last word",
    "type": "pronunciation or punctuation",
    "alternatives[].content": "the utterance's words",
    "alternatives[].confidence": "the utterance's confidence: the mean",
    "alternatives[]": "kept: what else the word may be",
    "speaker_label": "speaker; where it changes, an utterance ends",
    "channel_label": "kept: the items of channel_labels say it too",
    "language_code": "the utterance's language tag, where languages are mixed",
    "id": "kept: its number",
    "vocabulary_filter_match": "kept: whether the caller's filter masked the word",
}
KEYS: Final[dict[str, str]] = {
    "results.transcripts[].transcript": "transcript",
    **{f"results.items[].{key}": becomes for key, becomes in _ITEM.items()},
    "results.items": "kept: the words again, where channel_labels have them",
    "results.speaker_labels": "kept: where channel_labels tell the voices apart",
    "results.speaker_labels.segments[].items[].start_time": "by which a word finds its speaker",
    "results.speaker_labels.segments[].items[].end_time": "by which a word finds its speaker",
    "results.speaker_labels.segments[].items[].speaker_label": "speaker",
    "results.speaker_labels.segments[].start_time": "kept: the words say it",
    "results.speaker_labels.segments[].end_time": "kept: the words say it",
    "results.speaker_labels.segments[].speaker_label": "kept: the words say it",
    "results.speaker_labels.speakers": "kept: how many there are",
    "results.speaker_labels.channel_label": "kept: which channel the speakers were told apart on",
    "results.channel_labels.channels[].channel_label": "speaker, where channels are given instead of speakers",
    **{f"results.channel_labels.channels[].items[].{key}": becomes for key, becomes in _ITEM.items()},
    "results.channel_labels.number_of_channels": "kept: how many there are",
    "results.language_code": "language, and the texts' language tag",
    "results.language_codes[].language_code": "language, one claim for each",
    "results.language_codes[].duration_in_seconds": "kept: for how long it is spoken",
    "results.language_identification[].code": "language, with its score as confidence",
    "results.language_identification[].score": "confidence of language",
    "results.segments": "kept: the utterances' alternatives, in Transcribe's own cut",
    "results.audio_segments": "kept: the items again, in Transcribe's own cut",
    "results.topics": "kept: for a custom vocabulary",
    "status": "COMPLETED; any other status refuses the source",
    "jobName": "kept: the caller's name of the job",
    "accountId": "kept: the caller's account",
    "isRedacted": "kept: whether names and numbers are masked in the words",
}

_AGENT: Final = Agent(AgentKind.MODEL, "amazon-transcribe")
_SENTENCE_END: Final = re.compile(r"[.?!。？！।؟]$")
# Scripts that set no spaces between words.
_UNSPACED: Final = ("zh", "ja", "th", "lo", "my", "km")


@dataclass(slots=True)
class _Utterance:
    """Words gathered so far; times in seconds, confidences in 0..1."""

    pointer: str
    speaker: str
    language: str
    words: list[str] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    start: Decimal | None = None
    end: Decimal | None = None

    def claims(self) -> Iterator[Observation]:
        """Yield what was said and by whom; nothing where no word could be read."""
        if not self.words:
            return
        where = Segment(self.start, self.end)
        gap = "" if self.language.startswith(_UNSPACED) else " "
        text = "".join(self.words) if not gap else " ".join(self.words)
        sure = round(fmean(self.confidences), 6) if self.confidences else None
        yield Observation("utterance", text, sure, self.language, where, self.pointer)
        if self.speaker:
            yield Observation("speaker", self.speaker, segment=where, pointer=self.pointer)


def _fits(document: dict[str, Any]) -> bool:
    results = document.get("results")
    if not isinstance(results, dict):
        return False
    return isinstance(results.get("transcripts"), list) and ("items" in results or "jobName" in document)


def _read(root: Node, source: Source) -> Iterator[Said]:
    status = root.text("status")
    if status not in ("", "COMPLETED"):
        raise SourceRefused(f"{source.path}: the Transcribe job is {status[:60]}, so it has no results")
    results = root.node("results")
    code = results.text("language_code")
    claims = results.each("transcripts", lambda node: _transcript(node, code))
    claims += _channels(results, code) or _utterances(results, code, _speakers(results))
    identified = results.each("language_identification", _identified)
    if code and code not in (claim.value for claim in identified):
        identified.append(Observation("language", code, pointer=f"{results.at}/language_code"))
    spoken = results.each("language_codes", _spoken)
    yield Said(root, AssetReference(), [make_run(_AGENT, "transcript", claims + identified + spoken)])


def _transcript(node: Node, language: str) -> tuple[Observation]:
    return (Observation("transcript", node.required("transcript"), language=language, pointer=node.at),)


def _identified(node: Node) -> tuple[Observation]:
    code = node.required("code")
    return (Observation("language", code, _fraction(node, "score"), pointer=node.at),)


def _spoken(node: Node) -> tuple[Observation]:
    return (Observation("language", node.required("language_code"), pointer=node.at),)


def _channels(results: Node, language: str) -> list[Observation]:
    """Return the utterances of each channel, whose label stands for the speaker's; none where there are none."""
    if "channel_labels" not in results:
        return []
    claims: list[Observation] = []
    for channel in results.node("channel_labels").nodes("channels"):
        label = channel.text("channel_label")
        claims += _utterances(channel, language, {}, speaker=label)
    return claims


def _speakers(results: Node) -> dict[tuple[str, str], str]:
    """Return who says the word of these two times: older outputs name speakers only in a list of their own."""
    found: dict[tuple[str, str], str] = {}
    if "speaker_labels" in results:
        for turn in results.node("speaker_labels").nodes("segments"):
            for item in turn.nodes("items"):
                found[item.text("start_time"), item.text("end_time")] = item.text("speaker_label")
    return found


def _utterances(
    parent: Node, language: str, speakers: dict[tuple[str, str], str], *, speaker: str = ""
) -> list[Observation]:
    """Return the claims about the utterances that a list of items makes up, in order."""
    claims: list[Observation] = []
    current: _Utterance | None = None

    def read(item: Node) -> Iterator[Observation]:
        nonlocal current
        times = item.text("start_time"), item.text("end_time")
        who = item.text("speaker_label") or speaker or speakers.get(times, "")
        code = item.text("language_code") or language
        punctuates = item.text("type") == "punctuation"
        if current is not None and not punctuates and (who, code) != (current.speaker, current.language):
            yield from current.claims()
            current = None
        if current is None:
            current = _Utterance(item.at, who, code)
        word = _add(current, item, times, punctuates=punctuates)
        if punctuates and _SENTENCE_END.search(word):
            yield from current.claims()
            current = None

    claims += parent.each("items", read)
    if current is not None:
        claims += current.claims()
    return claims


def _add(utterance: _Utterance, item: Node, times: tuple[str, str], *, punctuates: bool) -> str:
    """Add an item to an utterance and return its word; punctuation joins the word before it."""
    others = (item.size("alternatives") or 1) - 1
    best = next(item.nodes("alternatives"), None)
    if best is None:
        raise ObservationSkipped(f"{item.at} has no alternatives, so it has no word")
    word, sure = best.required("content"), _fraction(best, "confidence")
    best.close()
    if others:
        item.reading.keep(best.path, others)
    if punctuates:
        utterance.words[-1:] = ["".join((*utterance.words[-1:], word))]
        return word
    start, end = (_time(item, key, text) for key, text in zip(("start_time", "end_time"), times, strict=True))
    utterance.words.append(word)
    if sure is not None:
        utterance.confidences.append(sure)
    utterance.start = start if utterance.start is None else utterance.start
    utterance.end = end if end is not None else utterance.end
    return word


def _time(item: Node, key: str, text: str) -> Decimal | None:
    """Return a time that Transcribe writes as a text, in seconds; None where it is absent."""
    if not text:
        return None
    number = parse_number(text)
    if number is None or abs(number) > 1e12:
        item.wrong(key, text, "not a number of seconds")
    return seconds(text)


def _fraction(node: Node, key: str) -> float | None:
    """Take a confidence in 0..1, which Transcribe writes as a text or, in newer answers, as a number."""
    if not node.is_text(key):
        return node.number(key)
    text = node.text(key)
    number = parse_number(text)
    if number is None:
        node.wrong(key, text, "not a number from 0 to 1")
    return number


EXTRACTOR: Final = JsonForm(
    name="transcribe",
    version="1",
    reads="Amazon Transcribe results",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
