"""Words with times, as speech services give them, put together to utterances.

An utterance is made of the words of one speaker up to the end of a sentence, or up to a pause where the words have no
punctuation. Its confidence is the mean of its words', to six digits, as that of Amazon Transcribe's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from statistics import fmean
from typing import Final, NamedTuple

from ontology.model import Observation, Segment

PAUSE_S: Final = Decimal(1)
"""How long nobody speaks before an utterance without punctuation ends."""

_SENTENCE_END: Final = re.compile(r"[.?!。？！।؟…][\"'”’)\]]*$")
# Scripts that set no spaces between words.
_UNSPACED: Final = ("zh", "ja", "th", "lo", "my", "km")


class Word(NamedTuple):
    """One word as it is written, its times in seconds, and how sure the model is of it and of its speaker."""

    text: str
    start: Decimal | None
    end: Decimal | None
    confidence: float | None = None
    speaker: str = ""
    speaker_confidence: float | None = None
    pointer: str = ""


def utterances(words: Iterable[Word], language: str = "") -> Iterator[Observation]:
    """Yield what was said and by whom, in the order of the words."""
    current: list[Word] = []
    for word in words:
        if current and _ends_before(word, current[-1]):
            yield from said(current, language)
            current = []
        current.append(word)
        if _SENTENCE_END.search(word.text):
            yield from said(current, language)
            current = []
    yield from said(current, language)


def turns(words: Iterable[Word], language: str = "") -> Iterator[Observation]:
    """Yield one utterance for each run of words of one speaker: for a stretch that the service has cut already."""
    current: list[Word] = []
    for word in words:
        if current and word.speaker != current[-1].speaker:
            yield from said(current, language)
            current = []
        current.append(word)
    yield from said(current, language)


def said(words: list[Word], language: str = "") -> Iterator[Observation]:
    """Yield one utterance and its speaker; nothing for no words."""
    if not words:
        return
    ends = [word.end for word in words if word.end is not None]
    where = Segment(next((w.start for w in words if w.start is not None), None), ends[-1] if ends else None)
    text = ("" if language.startswith(_UNSPACED) else " ").join(word.text for word in words)
    yield Observation("utterance", text, mean(w.confidence for w in words), language, where, words[0].pointer)
    if words[0].speaker:
        sure = mean(word.speaker_confidence for word in words)
        yield Observation("speaker", words[0].speaker, sure, "", where, words[0].pointer)


def mean(confidences: Iterable[float | None]) -> float | None:
    """Return the mean of those that are given, to six digits; None where none is."""
    given = [sure for sure in confidences if sure is not None]
    return round(fmean(given), 6) if given else None


def _ends_before(word: Word, last: Word) -> bool:
    if word.speaker != last.speaker:
        return True
    return word.start is not None and last.end is not None and word.start - last.end >= PAUSE_S
