"""What was said, as Google's recognisers write it: alternatives with a transcript and words.

The same message comes from Speech-to-Text and, as speechTranscriptions, from Video Intelligence. Each result is an
utterance from its first word to its last; consecutive words of one speaker are a turn of that speaker. A confidence of
0 means that none was set, by Google's own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extractors.reading import Node
from extractors.vendors.google_json import read_span
from ontology.model import Observation, Segment

_STARTS: Final = ("startTime", "startOffset")
_UNSAID: Final = ("", "0")


def result_keys(path: str) -> dict[str, str]:
    """Return the table of one result at this key path."""
    words = f"{path}.alternatives[].words[]"
    return {
        f"{path}.alternatives[].transcript": "utterance, and with the others the transcript",
        f"{path}.alternatives[].confidence": "the utterance's confidence; 0 is none",
        f"{path}.alternatives[]": "kept: what else may have been said",
        f"{words}.startTime": "the utterance's start, by its first word; a turn's start",
        f"{words}.endTime": "the utterance's end, by its last word; a turn's end",
        f"{words}.startOffset": "the same in version 2",
        f"{words}.endOffset": "the same in version 2",
        f"{words}.speakerTag": "speaker, for the words of one turn",
        f"{words}.speakerLabel": "speaker, for the words of one turn",
        f"{words}.word": "kept: one word of the transcript",
        f"{words}.confidence": "kept: of one word",
        f"{path}.languageCode": "the texts' language tag; language, once for each",
    }


@dataclass(slots=True)
class Turn:
    """The consecutive words of one speaker; times in seconds."""

    speaker: str
    pointer: str
    start: Decimal | None
    end: Decimal | None


@dataclass(frozen=True, slots=True)
class Speech:
    """One result: its text as it came without outer spaces, the confidence of it, its time, and who spoke."""

    text: str
    confidence: float | None
    start: Decimal | None
    end: Decimal | None
    turns: tuple[Turn, ...]
    pointer: str

    def claims(self, language: str) -> Iterator[Observation]:
        """Yield the utterance, and who speaks when."""
        if self.text:
            where = Segment(self.start, self.end)
            yield Observation("utterance", self.text, self.confidence, language, where, self.pointer)
        for turn in self.turns:
            if turn.speaker not in _UNSAID:
                yield Observation("speaker", turn.speaker, segment=Segment(turn.start, turn.end), pointer=turn.pointer)


def read_speech(result: Node, *, end: Decimal | None = None) -> Speech:
    """Take the best alternative of a result; `end` is when the result ends, for one without words."""
    others = (result.size("alternatives") or 1) - 1
    best = next(result.nodes("alternatives"), None)
    if best is None:
        return Speech("", None, None, end, (), result.at)
    if others:
        result.reading.keep(best.path, others)
    text, sure = best.text("transcript").strip(), best.number("confidence") or None
    turns = tuple(_turns(best))
    starts = [turn.start for turn in turns if turn.start is not None]
    ends = [turn.end for turn in turns if turn.end is not None]
    last = max(ends) if ends else end
    pointer = best.at
    best.close()
    return Speech(text, sure, min(starts) if starts else None, last, turns, pointer)


def _turns(best: Node) -> Iterator[Turn]:
    turn: Turn | None = None
    for word in best.nodes("words"):
        key = next((key for key in _STARTS if key in word), "")
        if not key:
            key = "startOffset" if "endOffset" in word else "startTime"
        start, end = read_span(word, key, key.replace("start", "end"))
        speaker = str(word.raw("speakerLabel") or word.raw("speakerTag") or "")[:80]
        word.raw("speakerTag")
        if turn is None or speaker != turn.speaker:
            if turn is not None:
                yield turn
            turn = Turn(speaker, word.at, start, end)
        elif end is not None:
            turn.end = end
    if turn is not None:
        yield turn
