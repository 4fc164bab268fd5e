"""Mentions: what in a text is named, by a model that finds names, by the index, and by a choice among both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Final

from graph.linking.coreference import antecedents
from graph.linking.demonyms import DEMONYM_KINDS, is_demonym
from graph.linking.errors import LinkingError, UnsupportedLanguage
from graph.linking.folds import fold_of
from graph.linking.ner import Named, NameFinder, kinds_of, load_finder
from graph.linking.span_candidates import Source
from graph.linking.span_features import NO_FACTS, NameFacts
from graph.linking.spans import THRESHOLD, Reading, choose, read_spans, span_model
from graph.linking.surfaces import AliasKind
from graph.linking.truecase import truecase

if TYPE_CHECKING:
    from pathlib import Path

    from graph.linking.index import WikidataIndex

MOST_CHARACTERS: Final = 5_000_000
"""Characters of the longest text that is read at once; a book has a million."""
ASKED: Final = 8
"""Entities of a name that are looked at to tell what kind of name it is."""
KEPT_S: Final = 2.0
"""Seconds for which what the index said of a name is believed: an overlay's delta is seen after that."""

_OWN: Final = (AliasKind.LABEL, AliasKind.ALIAS, AliasKind.TITLE)
_SOURCES: Final = (
    (Source.NER | Source.TRIMMED, "ner"),
    (Source.GAZETTEER | Source.PLURAL, "gazetteer"),
    (Source.CAPITALS | Source.PAIR, "capitals"),
    (Source.NAME_PART, "name part"),
    (Source.HASHTAG, "hashtag"),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to before `end` of a text, which name something.

    `type_mask`: the coarse types that the model's label allows, 0 where it said nothing. `source`: how it was found,
    joined by "+". `score`: the probability that it is a mention, 0..1. `antecedent`: the place, in the list that it is
    in, of an earlier and longer mention that it takes up.
    """

    start: int
    end: int
    surface: str
    type_mask: int = 0
    source: str = "given"
    score: float = 1.0
    antecedent: int | None = None

    @property
    def name(self) -> str:
        """Return what is to be looked up: the surface, and a hashtag with its sign, so that it is read as words."""
        return f"#{self.surface}" if "hashtag" in self.source else self.surface


class MentionFinder:
    """Finds mentions; keeps nothing between texts but what the index said of names a moment ago."""

    def __init__(self, *, ner_model: str = "", threshold: float = THRESHOLD, folds: Path | None = None) -> None:
        """`ner_model` as in `ner.load_finder`; `threshold`: the score from which a span is kept.

        `folds`: a folder of models that were each trained without a part of the gold texts; a text is then judged by
        the one that has not seen it.
        """
        self._model, self.threshold, self._folds = ner_model, threshold, folds
        self._facts: tuple[WikidataIndex, _Facts] | None = None

    def find(self, text: str, *, language: str = "en", index: WikidataIndex) -> list[Mention]:
        """Return the mentions of a text, in its order; none overlap.

        `language`: a BCP 47 tag; "" when it is not known. Where the model that finds names is of another language,
        the index and capitals must do.

        Raises:
            UnsupportedLanguage: the index has no names in that language, and the model is of another.
            LinkingError: the text is too long.
            NerUnavailable: the model cannot be loaded.
        """
        return next(self.find_all([text], language=language, index=index))

    def find_all(self, texts: Sequence[str], *, language: str = "en", index: WikidataIndex) -> Iterator[list[Mention]]:
        """Yield the mentions of each text; the model reads the texts together, which is quicker than one by one."""
        for text, reading, named in self._readings(texts, language, index):
            model = span_model(self._folds / f"spans-{fold_of(text)}.json") if self._folds else span_model()
            scores = model.probabilities(reading.rows).tolist()
            kept = choose(reading.spans, scores, self.threshold)
            found = [_mention(text, reading, at, scores[at], named) for at in kept]
            yield with_antecedents(found)

    def proposals(self, texts: Sequence[str], *, language: str = "en", index: WikidataIndex) -> Iterator[list[Mention]]:
        """Yield all spans of each text that score more than the threshold, overlapping ones too: linking chooses."""
        for text, reading, named in self._readings(texts, language, index):
            model = span_model(self._folds / f"spans-{fold_of(text)}.json") if self._folds else span_model()
            yield proposed(text, reading, named, model.probabilities(reading.rows).tolist(), self.threshold)

    def read_all(
        self, texts: Sequence[str], *, language: str = "en", index: WikidataIndex
    ) -> Iterator[tuple[str, Reading, list[Named]]]:
        """Yield each text with its reading and what the model named: what `proposed` needs."""
        yield from self._readings(texts, language, index)

    def readings(self, texts: Sequence[str], *, language: str = "en", index: WikidataIndex) -> Iterator[Reading]:
        """Yield what would be chosen from in each text, with features: what training reads."""
        for _, reading, _ in self._readings(texts, language, index):
            yield reading

    def given(
        self, text: str, spans: Sequence[tuple[int, int]], *, language: str = "en", index: WikidataIndex
    ) -> list[Mention]:
        """Return mentions at spans that somebody else marked, with what the model says of their kinds."""
        cased = truecase(_checked(text), index, self._facts_of(index).of)
        named = next(self._named([cased], language, index)) if spans else []
        marked = [Mention(start, end, text[start:end]) for start, end in sorted(spans)]
        return with_antecedents([replace(m, type_mask=_kinds(m.surface, m.start, m.end, named)) for m in marked])

    def _readings(
        self, texts: Sequence[str], language: str, index: WikidataIndex
    ) -> Iterator[tuple[str, Reading, list[Named]]]:
        facts = self._facts_of(index)
        cased = [truecase(_checked(text), index, facts.of) for text in texts]
        for text, cased_text, named in zip(texts, cased, self._named(cased, language, index), strict=True):
            reading = read_spans(cased_text, named, index, facts.of, restored=cased_text != text)
            yield text, reading, named

    def _named(self, texts: Sequence[str], language: str, index: WikidataIndex) -> Iterator[list[Named]]:
        finder = load_finder(self._model)
        if _speaks(finder, language, index):
            return finder.find(texts)
        return iter([[] for _ in texts])

    def _facts_of(self, index: WikidataIndex) -> _Facts:
        known = self._facts
        if known is None or known[0] is not index or monotonic() - known[1].since > KEPT_S:
            known = (index, _Facts(index))
            self._facts = known
        return known[1]


def proposed(
    text: str, reading: Reading, named: Sequence[Named], scores: Sequence[float], floor: float = THRESHOLD
) -> list[Mention]:
    """Return the mentions of a reading that score more than `floor`, by start, the longest first; they may overlap."""
    kept = sorted(
        (at for at, score in enumerate(scores) if score > floor),
        key=lambda at: (reading.spans[at].start, -reading.spans[at].end),
    )
    return with_antecedents([_mention(text, reading, at, scores[at], named) for at in kept])


def with_antecedents(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the same mentions, each with the earlier one that it takes up."""
    places = antecedents(mentions)
    return [
        mention if place is None else replace(mention, antecedent=place)
        for mention, place in zip(mentions, places, strict=True)
    ]


class _Facts:
    """What an index says of names, kept for a moment."""

    def __init__(self, index: WikidataIndex) -> None:
        self.since = monotonic()
        self._index = index
        self.of = lru_cache(maxsize=65_536)(self._of)

    def _of(self, surface: str) -> NameFacts:
        found = self._index.candidates(surface, limit=ASKED)
        if not found:
            return NO_FACTS
        first = found[0]
        record = self._index.record(first.qid)
        return NameFacts(
            bearers=len(found),
            log_prior=first.log_prior,
            popularity=first.popularity,
            best_popularity=max(candidate.popularity for candidate in found),
            own=first.kind in _OWN,
            derived=first.kind == AliasKind.DERIVED,
            common=record is not None and record.label[:1].islower(),
            types=first.type_mask,
            sitelinks=math.log1p(record.sitelinks) if record else 0.0,
            described=bool(record and record.description),
        )


def _checked(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise LinkingError(f"a text of {len(text):,} characters is too long to be linked; {MOST_CHARACTERS:,} at most")
    return text


def _speaks(finder: NameFinder, language: str, index: WikidataIndex) -> bool:
    """Whether the model reads a language; where neither it nor the index does, that is an error."""
    asked = language.lower().replace("_", "-").partition("-")[0]
    if asked in ("", "und", "mul") or finder.language in ("", asked):
        return True
    known = index.info.languages
    if asked not in known:
        raise UnsupportedLanguage(
            f"language {language!r}: this index has names in {', '.join(known) or 'no language'}, and the model that "
            f"finds names reads {finder.language!r}"
        )
    return False


def _mention(text: str, reading: Reading, at: int, score: float, named: Sequence[Named]) -> Mention:
    span, source = reading.spans[at], reading.sources[at]
    surface = text[span.start : span.end]
    kinds = _kinds(surface, span.start, span.end, named)
    return Mention(span.start, span.end, surface, kinds, _source_names(source), round(score, 4))


@lru_cache(maxsize=1_024)
def _source_names(source: int) -> str:
    return "+".join(name for bits, name in _SOURCES if source & bits)


def _kinds(surface: str, start: int, end: int, named: Sequence[Named]) -> int:
    """Return the types that the model's name allows which is this span, or differs from it by no more than "the"."""
    from bisect import bisect_left

    at = bisect_left(named, (end,)) - 1
    if at >= 0 and named[at].end > start:
        name = named[at]
        if abs(name.start - start) + abs(name.end - end) <= len("the "):
            return kinds_of(name.label)
    return DEMONYM_KINDS if is_demonym(surface.lower()) else 0
