"""Kaldi's transcripts: the BBC's with punctuation and speakers, Vosk's, vosk-transcriber's, kaldi-gstreamer-server's.

Words with times become utterances: of one speaker, up to the end of a sentence or a pause. The speakers of the BBC's
form stand in a list of their own, by which a word finds its speaker. Vosk's scores of whole alternatives are no
fractions and stay in the blob. A list of results is one transcript.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import Said, make_run
from extractors.port import AssetReference, Run, Source, SourceRefused
from extractors.reading import Node
from extractors.vendors.list_form import BARE, ListForm, listed
from extractors.vendors.spoken import Word, utterances
from ontology.model import Agent, AgentKind, Observation, Segment

_BBC: Final = {
    "words[].word": "the utterance's words, where there is no punct",
    "words[].punct": "the utterance's words, with punctuation",
    "words[].start": "the utterance's start, by its first word",
    "words[].end": "the utterance's end, by its last word",
    "words[].confidence": "the utterance's confidence: the mean",
    "words[].index": "kept: its number",
    "punct": "transcript",
    "status": "false refuses the source",
    "wonid": "kept: the job's number",
    "segmentation.metadata.version": "version of the Agent that tells speakers apart",
    "segmentation.@type": "kept: says that it is a sound file",
    "segmentation.speakers": "kept: the speakers again; each segment names its own",
    "segmentation.segments[].start": "the Segment's start; by which a word finds its speaker",
    "segmentation.segments[].duration": "the Segment's end",
    "segmentation.segments[].speaker.@id": "speaker",
    "segmentation.segments[].speaker.gender": "genderPresentation, of a voice",
    "segmentation.segments[].bandwidth": "kept: S (studio) or T (telephone)",
    "segmentation.segments[].@type": "kept: says that it is a segment",
}
_VOSK: Final = {
    "result[].word": "the utterance's words",
    "result[].start": "the utterance's start, by its first word",
    "result[].end": "the utterance's end, by its last word",
    "result[].conf": "the utterance's confidence: the mean",
    "text": "transcript",
    "spk": "kept: the speaker's vector; it names nobody",
    "spk_frames": "kept: from how many frames the vector was made",
    "partial": "kept: said again in the final result",
    "partial_result": "kept: said again in the final result",
    "alternatives[].text": "transcript, of the first",
    "alternatives[].result[].word": "the utterance's words",
    "alternatives[].result[].start": "the utterance's start, by its first word",
    "alternatives[].result[].end": "the utterance's end, by its last word",
    "alternatives[].confidence": "kept: a score, not a fraction",
    "alternatives[]": "kept: what else may have been said",
}
_OTHERS: Final = {
    "schemaVersion": "kept: the form's version",
    "monologues[].terms[].text": "the utterance's words",
    "monologues[].terms[].start": "the utterance's start, by its first word",
    "monologues[].terms[].end": "the utterance's end, by its last word",
    "monologues[].terms[].confidence": "the utterance's confidence: the mean",
    "monologues[].terms[].type": "kept: WORD",
    "monologues[].speaker.id": "speaker, where it is not unknown",
    "monologues[].speaker.name": "kept: none, or the speaker's number again",
    "monologues[].start": "kept: the words say it",
    "monologues[].end": "kept: the words say it",
    "result.hypotheses[].transcript": "transcript, of the first",
    "result.hypotheses[].confidence": "kept: of the whole; each word has its own",
    "result.hypotheses[].word-alignment[].word": "the utterance's words",
    "result.hypotheses[].word-alignment[].start": "the utterance's start, after the segment's",
    "result.hypotheses[].word-alignment[].length": "the utterance's end",
    "result.hypotheses[].word-alignment[].confidence": "the utterance's confidence: the mean",
    "result.hypotheses[]": "kept: what else may have been said",
    "result.final": "kept: whether the server may still change it",
    "segment": "kept: the segment's number",
    "segment-start": "where the segment starts, seconds",
    "segment-length": "kept: the words say it",
    "total-length": "kept: the length so far",
    "id": "kept: the request's number",
}
KEYS: Final[dict[str, str]] = {
    **_BBC,
    **{f"retval.{key}": becomes for key, becomes in _BBC.items()},
    "action": "kept: audio-transcribe",
    "elapsed": "kept: how long it took",
    "servertime": "kept: the server's clock",
    **_VOSK,
    **_OTHERS,
}


_SILENCES: Final = ({"text": ""}, {"partial": ""})
"""Vosk's results of a stretch in which nobody speaks."""


def _fits(document: dict[str, Any]) -> bool:
    if BARE in document:
        items = document[BARE]
        head = items[:5]
        said = [item for item in head if not (isinstance(item, dict) and item in _SILENCES)]
        return bool(said) and all(isinstance(item, dict) and _is_vosk(item) for item in said)
    retval = document.get("retval")
    return _is_bbc(retval if isinstance(retval, dict) else document) or _is_vosk(document) or _is_server(document)


def _is_bbc(document: dict[str, Any]) -> bool:
    words = document.get("words")
    first = words[0] if isinstance(words, list) and words else None
    if not isinstance(first, dict) or not {"start", "end", "confidence", "word"} <= first.keys():
        return False
    segmentation = document.get("segmentation")
    return isinstance(document.get("punct"), str) or "punct" in first or isinstance(segmentation, dict)


def _is_vosk(document: dict[str, Any]) -> bool:
    if isinstance(document.get("monologues"), list):
        return "schemaVersion" in document or _has(document["monologues"], "terms")
    if isinstance(document.get("text"), str) and _has(document.get("result"), "word"):
        return True
    alternatives = document.get("alternatives")
    return _has(alternatives, "text") and document.keys() <= {"alternatives", "spk", "spk_frames"}


def _is_server(document: dict[str, Any]) -> bool:
    result = document.get("result")
    return isinstance(result, dict) and _has(result.get("hypotheses"), "transcript")


def _has(values: Any, key: str) -> bool:
    return isinstance(values, list) and bool(values) and isinstance(values[0], dict) and key in values[0]


def _read(root: Node, source: Source) -> Iterator[Said]:
    runs: list[Run] = []
    if BARE in root:
        texts, words = [], []
        for node in listed(root):
            text, more = _vosk(node)
            texts.append(text)
            words += more
        runs.append(_transcript(" ".join(filter(None, texts)), words, root.at))
    elif "retval" in root:
        runs += _bbc(root.node("retval"), source)
    elif "words" in root:
        runs += _bbc(root, source)
    else:
        text, words = _server(root) if isinstance(root.look("result"), dict) else _vosk(root)
        # Each line of JSON Lines is a result of its own, which must not replace the line before it.
        part = f"from {words[0].start}" if source.line is not None and words else ""
        runs.append(_transcript(text, words, root.at, part))
    yield Said(root, AssetReference(), [run for run in runs if run.observations])


def _transcript(text: str, words: Iterable[Word], at: str, part: str = "", name: str = "kaldi") -> Run:
    claims = list(utterances(words))
    whole = text.strip() or " ".join(claim.value for claim in claims if claim.property == "utterance")
    if whole:
        claims.insert(0, Observation("transcript", whole, pointer=at))
    return make_run(Agent(AgentKind.MODEL, name), "transcript", claims, part=part)


def _bbc(node: Node, source: Source) -> Iterator[Run]:
    if node.flag("status") is False:
        raise SourceRefused(f"{source.path}: Kaldi says that the job failed (status is false)")
    segmentation = node.node("segmentation")
    turns = [turn for turn in (_turn(part) for part in segmentation.nodes("segments")) if turn is not None]
    turns.sort(key=lambda turn: turn[0])
    words = [word for word in (_word(part, turns) for part in node.nodes("words")) if word is not None]
    yield _transcript(node.text("punct"), words, f"{node.at}/punct", name="bbc-kaldi")
    version = segmentation.node("metadata").text("version")
    genders = [claim for turn in turns for claim in turn[3:]]
    yield make_run(Agent(AgentKind.MODEL, "bbc-kaldi-speakers", version), "speakers", genders)


_Turn = tuple[Decimal, Decimal, str, Observation] | tuple[Decimal, Decimal, str]
"""Start, end and speaker of a stretch, and what was claimed of the voice."""


def _turn(part: Node) -> _Turn | None:
    start, length = part.seconds("start"), part.seconds("duration")
    speaker = part.node("speaker")
    who, gender = speaker.text("@id"), speaker.text("gender").strip()
    if start is None or length is None or not who:
        return None
    if not gender:
        return start, start + length, who
    claim = Observation("genderPresentation", gender, segment=Segment(start, start + length), pointer=speaker.at)
    return start, start + length, who, claim


def _word(part: Node, turns: list[_Turn]) -> Word | None:
    plain, written = part.text("word").strip(), part.text("punct").strip()
    start, end, sure = part.seconds("start"), part.seconds("end"), part.number("confidence")
    if not (written or plain):
        return None
    return Word(written or plain, start, end, sure, _speaker(start, turns), pointer=part.at)


def _speaker(start: Decimal | None, turns: list[_Turn]) -> str:
    """Return who speaks at a second: the last that began before it; "" before all."""
    index = bisect_right(turns, start, key=lambda turn: turn[0]) if start is not None else 0
    return turns[index - 1][2] if index else ""


def _vosk(node: Node) -> tuple[str, list[Word]]:
    """Return the text and the words of one result."""
    if "monologues" in node:
        node.raw("text")
        return "", [word for part in node.nodes("monologues") for word in _terms(part)]
    others = (node.size("alternatives") or 1) - 1
    best = next(node.nodes("alternatives"), None)
    if best is None:
        return node.text("text"), list(_words(node, "result", "word", "conf"))
    text, words = best.text("text"), list(_words(best, "result", "word", "conf"))
    best.close()
    if others:
        node.reading.keep(best.path, others)
    return text, words


def _terms(part: Node) -> Iterator[Word]:
    who = part.node("speaker").text("id")
    yield from _words(part, "terms", "text", "confidence", speaker="" if who == "unknown" else who)


def _words(node: Node, key: str, name: str, sure: str, *, speaker: str = "") -> Iterator[Word]:
    for part in node.nodes(key):
        text, start, end = part.text(name).strip(), part.seconds("start"), part.seconds("end")
        certain = part.number(sure)
        if text:
            yield Word(text, start, end, certain, speaker, pointer=part.at)


def _server(root: Node) -> tuple[str, list[Word]]:
    """Return text and words of a kaldi-gstreamer-server's message; its words' times count from the segment's."""
    root.raw("status")
    result, offset = root.node("result"), root.seconds("segment-start") or Decimal(0)
    others = (result.size("hypotheses") or 1) - 1
    best = next(result.nodes("hypotheses"), None)
    if best is None:
        return "", []
    text, words = best.text("transcript"), []
    for part in best.nodes("word-alignment"):
        word, start, length = part.text("word").strip(), part.seconds("start"), part.seconds("length")
        sure = part.number("confidence")
        if word and start is not None:
            end = None if length is None else offset + start + length
            words.append(Word(word, offset + start, end, sure, pointer=part.at))
    best.close()
    if others:
        result.reading.keep(best.path, others)
    return text, words


EXTRACTOR: Final = ListForm(
    name="kaldi",
    version="2",
    reads="Kaldi transcripts: the BBC's with speakers, Vosk, vosk-transcriber, kaldi-gstreamer-server",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
