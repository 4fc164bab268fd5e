"""Azure AI Speech: a batch transcription (3.x), a fast transcription, or results of short recognition, detailed.

Times are ticks of 100 ns, milliseconds, or ISO 8601 durations. The transcript is said for each channel; where speakers
are not told apart but channels are, the channel's number stands for the speaker. The best of several readings is taken.
https://learn.microsoft.com/azure/ai-services/speech-service/batch-transcription-get
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors.azure_speech_keys import KEYS
from extractors.vendors.google_json import read_time
from ontology.model import Agent, AgentKind, Observation, Segment, seconds

_DIGITS: Final = re.compile(r"\d{1,18}")
_TICKS: Final = Decimal(10_000_000)
_ISO: Final = re.compile(r"P(?:(\d{1,3})D)?T?(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?")
_AGENT: Final = Agent(AgentKind.MODEL, "azure-speech")
_SYSTEM: Final = Agent(AgentKind.SYSTEM, "azure-speech")


def _fits(document: dict[str, Any]) -> bool:
    if any(isinstance(document.get(key), list) for key in ("recognizedPhrases", "combinedRecognizedPhrases")):
        return True
    phrases = document.get("phrases")
    if isinstance(document.get("combinedPhrases"), list) and isinstance(phrases, list):
        return True
    return isinstance(document.get("RecognitionStatus"), str) and ("Offset" in document or "DisplayText" in document)


def _read(root: Node, source: Source) -> Iterator[Said]:
    if "RecognitionStatus" in root:
        yield Said(root, AssetReference(), _short(root))
        return
    name, time, duration = root.text("source"), read_time(root, "timestamp"), _whole(root)
    claims = root.each("combinedRecognizedPhrases", _channel) + root.each("combinedPhrases", _channel)
    several = len(claims) > 1
    claims += root.each("recognizedPhrases", lambda node: _phrase(node, several=several))
    claims += root.each("phrases", lambda node: _fast(node, several=several))
    codes = dict.fromkeys(c.language for c in claims if c.property == "utterance" and c.language)
    if len(codes) == 1:
        (code,) = codes
        claims = [_spoken(claim, code) if claim.property == "transcript" else claim for claim in claims]
    claims += [Observation("language", code, pointer=root.at) for code in codes]
    runs = [make_run(_AGENT, "transcript", claims, time=time)]
    if duration is not None:
        claim = Observation("duration", f"{duration.normalize():f}", pointer=root.at)
        runs.append(make_run(_SYSTEM, "technical", [claim], time=time))
    length = None if duration is None else float(duration)
    yield Said(root, AssetReference(name=name, duration_s=length), runs)


def _spoken(claim: Observation, code: str) -> Observation:
    return Observation(claim.property, claim.value, claim.confidence, code, claim.segment, claim.pointer)


def _channel(node: Node) -> Iterator[Observation]:
    """Yield the whole text of one channel, as it is to be read."""
    shown, text = node.text("display"), node.text("text")
    if (shown or text).strip():
        yield Observation("transcript", shown or text, pointer=node.at)


def _phrase(node: Node, *, several: bool) -> Iterator[Observation]:
    """Yield one phrase of a batch: what was said and by whom."""
    status = node.text("recognitionStatus")
    start, length = _time(node, "offset"), _time(node, "duration")
    speaker, channel, language = _number(node, "speaker"), _number(node, "channel"), node.text("locale")
    others = (node.size("nBest") or 1) - 1
    best = next(node.nodes("nBest"), None)
    if best is None or status not in ("", "Success"):
        return
    if others:
        node.reading.keep(best.path, others)
    text, sure = best.text("display").strip(), best.number("confidence")
    best.close()
    who = speaker or (f"channel {channel}" if several and channel else "")
    yield from _said(text, sure, language, where=_span(start, length), at=node.at, who=who)


def _fast(node: Node, *, several: bool) -> Iterator[Observation]:
    start, length = _time(node, "offset"), _time(node, "duration")
    speaker, channel, language = _number(node, "speaker"), _number(node, "channel"), node.text("locale")
    text, sure = node.text("text").strip(), node.number("confidence")
    who = speaker or (f"channel {channel}" if several and channel else "")
    yield from _said(text, sure, language, where=_span(start, length), at=node.at, who=who)


def _short(root: Node) -> list[Run]:
    """Return what one utterance of short recognition says; any status but Success is named."""
    status, start, length = root.text("RecognitionStatus"), _ticks(root, "Offset"), _ticks(root, "Duration")
    shown, speaker = root.text("DisplayText"), root.text("SpeakerId")
    language = root.node("PrimaryLanguage").text("Language") if "PrimaryLanguage" in root else ""
    if status != "Success":
        root.reading.problem(f"{root.at}/RecognitionStatus is {status[:60]!r}, so nothing was understood")
    others = (root.size("NBest") or 1) - 1
    best, sure = next(root.nodes("NBest"), None), None
    if best is not None:
        text, sure = best.text("Display"), best.number("Confidence")
        shown = text or shown
        if others:
            root.reading.keep(best.path, others)
        best.close()
    claims = list(_said(shown.strip(), sure, language, where=_span(start, length), at=root.at, who=speaker))
    if language:
        claims.append(Observation("language", language, pointer=f"{root.at}/PrimaryLanguage"))
    return [make_run(_AGENT, "transcript", claims)]


def _said(text: str, sure: float | None, language: str, *, where: Segment, at: str, who: str) -> Iterator[Observation]:
    if text:
        yield Observation("utterance", text, sure, language, where, at)
        if who:
            yield Observation("speaker", who, segment=where, pointer=at)


def _span(start: Decimal | None, length: Decimal | None) -> Segment:
    return Segment(start, None if start is None or length is None else start + length)


def _number(node: Node, key: str) -> str:
    """Take a number that names a speaker or a channel; "" where it is absent."""
    number = node.integer(key)
    return "" if number is None else str(number)


def _whole(root: Node) -> Decimal | None:
    """Take the duration of the audio; 0 is none, since Azure writes it where it did not look."""
    return _time(root, "duration") or None


def _time(node: Node, key: str) -> Decimal | None:
    """Take a time in seconds, the most exact of the ways in which it is written."""
    exact, milliseconds = _ticks(node, f"{key}InTicks"), node.milliseconds(f"{key}Milliseconds")
    if milliseconds is None and type(node.look(key)) is int:  # the first fast transcriptions (2024-05-15-preview)
        milliseconds = node.milliseconds(key)
    text = node.raw(key)
    if exact is not None or milliseconds is not None:
        return exact if exact is not None else milliseconds
    match = _ISO.fullmatch(text) if isinstance(text, str) else None
    if match is None or text in ("P", "PT"):
        if text is not None:
            node.wrong(key, text, "no duration such as PT1M2.5S")
        return None
    days, hours, minutes, rest = (Decimal(part or 0) for part in match.groups())
    return seconds(((days * 24 + hours) * 60 + minutes) * 60 + rest)


def _ticks(node: Node, key: str) -> Decimal | None:
    text = node.look(key)
    if isinstance(text, str) and _DIGITS.fullmatch(text):  # as Microsoft's first pages showed them
        node.raw(key)
        return seconds(Decimal(text) / _TICKS)
    number = node.number(key)
    return None if number is None else seconds(Decimal(repr(number)) / _TICKS)


EXTRACTOR: Final = JsonForm(
    name="azure-speech",
    version="2",
    reads="Azure AI Speech transcripts: batch, fast, and short detailed results",
    keys=KEYS,
    fits=_fits,
    read=_read,
    many=True,
)
