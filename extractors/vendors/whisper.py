"""Whisper transcripts: openai-whisper, OpenAI's API, faster-whisper, WhisperX, whisper.cpp, transformers' chunks.

The whole text is a transcript; each segment is an utterance. Its confidence is exp(avg_logprob), the geometric mean of
its tokens' probabilities as the model gives them, to nine digits; a segment without avg_logprob has none. Outer white
space belongs to Whisper's tokens, not to the words, and is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.vendors.whisper_languages import language_code
from ontology.model import Agent, AgentKind, Observation, Segment, seconds

KEYS: Final[dict[str, str]] = {
    "text": "transcript",
    "language": "language, and the texts' language tag; a name such as english becomes its code",
    "language_probability": "confidence of language",
    "duration": "duration, and the reference's duration",
    "task": "translate: the Run is a translation into English",
    "model": "the Agent's name, whisper-MODEL",
    "segments[].text": "utterance",
    "segments[].start": "the Segment's start",
    "segments[].end": "the Segment's end",
    "segments[].avg_logprob": "the utterance's confidence, exp(avg_logprob)",
    "segments[].speaker": "speaker",
    "segments[].id": "kept: its number",
    "segments[].seek": "kept: the decoder's position",
    "segments[].tokens": "kept: the tokens' numbers",
    "segments[].temperature": "kept: how the decoder sampled",
    "segments[].compression_ratio": "kept: the decoder's check against loops",
    "segments[].no_speech_prob": "kept: probability that nobody speaks",
    "segments[].words": "kept: the words' times and probabilities",
    "segments[].chars": "kept: the letters' times",
    "words": "kept: the words' times",
    "word_segments": "kept: the words' times",
    "logprobs": "kept: the tokens' probabilities",
    "x_groq": "kept: the request's number",
    "segments[].type": "kept: says that it is a segment",
    "usage": "kept: what the request cost",
    "info.language": "language",
    "info.language_probability": "confidence of language",
    "info.duration": "duration, and the reference's duration",
    "info.duration_after_vad": "kept: duration without silence",
    "info.all_language_probs": "kept: probabilities of every language",
    "info.transcription_options": "kept: how the decoder was set",
    "info.vad_options": "kept: how silence was found",
    "chunks[].text": "utterance",
    "chunks[].timestamp": "the Segment's start and end",
    "chunks[].language": "the utterance's language tag",
    "chunks[].speaker": "speaker",
    "speakers": "kept: the chunks again, by speaker",
    "systeminfo": "kept: the machine whisper.cpp ran on",
    "model.type": "the Agent's name, whisper-TYPE",
    "model.multilingual": "kept: about the model",
    "model.vocab": "kept: about the model",
    "model.audio": "kept: about the model",
    "model.text": "kept: about the model",
    "model.mels": "kept: about the model",
    "model.ftype": "kept: about the model",
    "params.model": "kept: the model's file",
    "params.language": "kept: the language asked for; result.language is the one found",
    "params.translate": "true: the Run is a translation into English",
    "result.language": "language",
    "transcription[].text": "utterance",
    "transcription[].offsets.from": "the Segment's start, milliseconds",
    "transcription[].offsets.to": "the Segment's end, milliseconds",
    "transcription[].timestamps": "kept: the same times as text",
    "transcription[].tokens": "kept: the tokens' times and probabilities",
    "transcription[].speaker": "speaker",
    "transcription[].speaker_turn_next": "kept: whether the speaker changes next",
}

_LISTS: Final = ("segments", "chunks", "transcription")


def _fits(document: dict[str, Any]) -> bool:
    for key in _LISTS:
        parts = document.get(key)
        if isinstance(parts, list):
            if parts:
                return _fits_part(parts[0], key)
            return isinstance(document.get("text"), str) or isinstance(document.get("result"), dict)
    return isinstance(document.get("text"), str) and _fits_text(document)


def _fits_text(document: dict[str, Any]) -> bool:
    """Say whether a text without segments is of an interface like OpenAI's: by its words, or by what it cost."""
    if "x_groq" in document:
        return document.keys() <= {"text", "x_groq"}
    if document.get("task") in ("transcribe", "translate"):
        return "duration" in document
    return "usage" in document and document.keys() <= {"text", "usage", "logprobs", "languages"}


def _fits_part(part: Any, key: str) -> bool:
    if not isinstance(part, dict) or not isinstance(part.get("text"), str):
        return False
    match key:
        case "segments":
            return "start" in part and "end" in part
        case "chunks":
            return "timestamp" in part
    return "offsets" in part or "timestamps" in part


def _read(root: Node, source: Source) -> Iterator[Said]:
    info = root.node("info") if "info" in root else root
    parameters = root.node("params")
    language, sure = _language(root, info)
    task = "translation" if root.text("task") == "translate" or parameters.flag("translate") else "transcript"
    spoken = "en" if task == "translation" else language_code(language)
    claims = [claim for key in _LISTS for claim in root.each(key, lambda part: _utterance(part, spoken))]
    given = root.text("text").strip()
    if given or claims:
        pointer = f"{root.at}/text" if given else root.at
        claims.insert(0, Observation("transcript", given or _whole(claims), language=spoken, pointer=pointer))
    if language:
        claims.append(Observation("language", language_code(language), sure, pointer=root.at))
    duration = info.number("duration")
    runs = [make_run(_agent(root), task, claims)]
    if duration is not None:
        claim = Observation("duration", str(duration), pointer=f"{info.at}/duration")
        runs.append(make_run(Agent(AgentKind.SYSTEM, "whisper"), "technical", [claim]))
    yield Said(root, AssetReference(duration_s=duration), runs)


def _agent(root: Node) -> Agent:
    """Return the Agent: Whisper's models are named by size, and the output seldom says which it was."""
    model = root.raw("model") if root.is_text("model") else root.node("model").text("type")
    return Agent(AgentKind.MODEL, f"whisper-{model.removeprefix('whisper-')}" if model else "whisper")


def _language(root: Node, info: Node) -> tuple[str, float | None]:
    if "result" in root:
        return root.node("result").text("language"), None
    return info.text("language"), info.number("language_probability")


def _utterance(part: Node, language: str) -> Iterator[Observation]:
    text = part.required("text").strip()
    where = _times(part)
    confidence = _confidence(part)
    yield Observation("utterance", text, confidence, part.text("language") or language, where, part.at)
    speaker = part.text("speaker")
    if speaker:
        yield Observation("speaker", speaker, segment=where, pointer=f"{part.at}/speaker")


def _confidence(part: Node) -> float | None:
    """Return exp(avg_logprob), nine digits: the last ones differ between mathematics libraries."""
    mean = part.number("avg_logprob")
    if mean is None:
        return None
    if mean > 0:
        part.wrong("avg_logprob", mean, "above 0, which the logarithm of a probability never is")
    return round(math.exp(mean), 9)


def _times(part: Node) -> Segment:
    if "offsets" in part:
        offsets = part.node("offsets")
        return Segment(offsets.milliseconds("from"), offsets.milliseconds("to"))
    if "timestamp" in part:
        start, end = (*part.items("timestamp"), None, None)[:2]
        return Segment(_moment(part, start), _moment(part, end))
    return Segment(part.seconds("start"), part.seconds("end"))


def _moment(part: Node, value: object) -> Decimal | None:
    """Return one of a chunk's two times; the last chunk may have no end."""
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e12:
        part.wrong("timestamp", value, "not a number of seconds")
        return None
    return seconds(value)


def _whole(claims: list[Observation]) -> str:
    """Return the utterances as one text, for the outputs that have no whole."""
    return " ".join(claim.value for claim in claims if claim.property == "utterance")


EXTRACTOR: Final = JsonForm(
    name="whisper",
    version="2",
    reads="Whisper transcripts: openai-whisper, OpenAI API, faster-whisper, WhisperX, whisper.cpp, transformers",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
