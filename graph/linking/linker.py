"""From text to entities: mentions, their candidates, the choice among those, and how sure it is.

Which spans are mentions and what they name is decided together: of all spans that are proposed, those are kept that
make the most links that can be expected to be right (`disambiguate`, `nil`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking.bearers import Names
from graph.linking.features import FEATURES, Context, local_sheet
from graph.linking.folds import fold_of
from graph.linking.judging import Judged, judge, neighbours_of, second_pass
from graph.linking.linking_model import MODEL, LinkingModel, read_model
from graph.linking.mentions import Mention, MentionFinder
from graph.linking.spans import choose

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.encoding import Encoder
    from graph.linking.index import WikidataIndex

__all__ = ["Context", "Link", "Linker", "ScoredCandidate"]

MOST_TOGETHER: Final = 600
"""Mentions of a document that are weighed together; a book is weighed in parts."""
MOST_NEIGHBOURS: Final = 20_000
"""Neighbours of a context's entities that are looked at."""


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """An entity that a mention may name: the probability that it does, and the features that gave it."""

    qid: int
    score: float
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """What a mention names: an entity of the index, or None for NIL.

    `probability`: that this is so; for NIL, that no candidate is right. `known`: that what is named is in the index at
    all. `candidates`: all that were weighed to the end, the likeliest first.
    """

    mention: Mention
    qid: int | None
    probability: float
    candidates: tuple[ScoredCandidate, ...] = ()
    known: float = 0.0

    @property
    def best(self) -> int | None:
        """Return the likeliest candidate, also where NIL is likelier; None where there is none."""
        return self.candidates[0].qid if self.candidates else None


class Linker:
    """Links texts by an index; keeps what the index said of names, and nothing of the texts."""

    def __init__(
        self,
        index: WikidataIndex,
        *,
        finder: MentionFinder | None = None,
        model: Path = MODEL,
        folds: Path | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        """`folds`: a folder of models that were each trained without a part of the gold texts.

        A text is then judged by the one that has not seen it. `encoder`: weighs description against text where the
        best two candidates are close; none by default.
        """
        self.index, self.finder = index, finder or MentionFinder(folds=folds)
        self._model, self._folds, self._encoder = model, folds, encoder
        self._names = Names(index)

    def link(
        self,
        text: str,
        *,
        language: str = "en",
        spans: Sequence[Mention] | None = None,
        context: Context | None = None,
    ) -> list[Link]:
        """Return a link for each mention, in the order of the text; `spans` are mentions that somebody else found.

        Given spans are answered one for one, in their order. A span's own `score` counts: what is a mention with
        probability 0.5 is linked with at most that.

        Raises:
            LinkingError: as `MentionFinder.find` does.
        """
        if spans is None:
            return next(self.link_all([text], language=language, context=context))
        return [link for part in _parts(spans) for link in self._given(text, part, context or Context())]

    def link_all(
        self, texts: Sequence[str], *, language: str = "en", context: Context | None = None
    ) -> Iterator[list[Link]]:
        """Yield the links of each text; none overlap."""
        proposals = self.finder.proposals(texts, language=language, index=self.index)
        for text, mentions in zip(texts, proposals, strict=True):
            yield [link for part in _parts(mentions) for link in self._found(text, part, context or Context())]

    def _given(self, text: str, mentions: Sequence[Mention], context: Context) -> list[Link]:
        model = self._model_of(text)
        judged = self._judged(model, text, mentions, context, found=False)
        sure = judged.right * [mention.score for mention in mentions]
        return [self._link(judged, at, float(sure[at]), model.given_from) for at in range(len(mentions))]

    def _found(self, text: str, mentions: Sequence[Mention], context: Context) -> list[Link]:
        model = self._model_of(text)
        judged = self._judged(model, text, mentions, context, found=True)
        sure = judged.right.tolist()
        linked = choose(mentions, sure, model.found_from)
        kept = sorted(linked + _beside(mentions, linked, self.finder.threshold))
        links = [self._link(judged, at, sure[at], model.found_from) for at in kept]
        place = {at: number for number, at in enumerate(kept)}
        return [_with_antecedent(link, place) for link in links]

    def _model_of(self, text: str) -> LinkingModel:
        return read_model(self._folds / f"linking-{fold_of(text)}.json" if self._folds else self._model)

    def _judged(
        self, model: LinkingModel, text: str, mentions: Sequence[Mention], context: Context, *, found: bool
    ) -> Judged:
        neighbours = self._neighbours(context)
        sheet = local_sheet(text, mentions, self._names, context=context, neighbours=neighbours)
        sheet = second_pass(sheet, model.local, self._names, self.index)
        scores = model.ranker.probabilities(sheet.rows)
        if self._encoder is not None:
            scores = self._encoder.rescored(text, sheet, scores, self.index, model.encoder)
        return judge(model, text, sheet, scores, found=found)

    def _neighbours(self, context: Context) -> frozenset[int]:
        near = neighbours_of(self.index)
        if near is None:
            return frozenset()
        found: set[int] = set()
        for qid in sorted(context.entities):
            found.update(near(qid).tolist())
            if len(found) > MOST_NEIGHBOURS:
                break
        return frozenset(found)

    def _link(self, judged: Judged, at: int, sure: float, least: float) -> Link:
        mention, known = judged.sheet.mentions[at], float(judged.known[at])
        candidates = _scored(judged, at)
        if sure < least or not candidates:
            return Link(mention, None, 1 - sure, candidates, known)
        return Link(mention, candidates[0].qid, sure, candidates, known)


def _parts(mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield mentions in parts that are weighed together; one that takes up a mention of another part loses that."""
    if len(mentions) <= MOST_TOGETHER:
        yield list(mentions)
        return
    for start in range(0, len(mentions), MOST_TOGETHER):
        yield [_moved(mention, start) for mention in mentions[start : start + MOST_TOGETHER]]


def _moved(mention: Mention, start: int) -> Mention:
    if mention.antecedent is None:
        return mention
    return replace(mention, antecedent=mention.antecedent - start if mention.antecedent >= start else None)


def _beside(mentions: Sequence[Mention], linked: Sequence[int], threshold: float) -> list[int]:
    """Return the mentions that are likely spans and overlap none that was linked: they stay as NIL."""
    taken = sorted((mentions[at].start, mentions[at].end) for at in linked)
    free = [at for at, mention in enumerate(mentions) if not _overlaps(mention, taken)]
    chosen = choose([mentions[at] for at in free], [mentions[at].score for at in free], threshold)
    return [free[at] for at in chosen]


def _overlaps(mention: Mention, taken: Sequence[tuple[int, int]]) -> bool:
    from bisect import bisect_left

    at = bisect_left(taken, (mention.end, 0)) - 1
    return at >= 0 and taken[at][1] > mention.start


def _with_antecedent(link: Link, place: Mapping[int, int]) -> Link:
    """Return a link whose mention names its antecedent by its place among the links that are left."""
    if link.mention.antecedent is None:
        return link
    return replace(link, mention=replace(link.mention, antecedent=place.get(link.mention.antecedent)))


def _scored(judged: Judged, at: int) -> tuple[ScoredCandidate, ...]:
    sheet = judged.sheet
    rows = range(int(sheet.starts[at]), int(sheet.starts[at + 1]))
    shares = _shares(judged.scores[rows.start : rows.stop])
    best = int(judged.best[at])
    order = sorted(rows, key=lambda row: (row != best, -shares[row - rows.start], int(sheet.qids[row])))
    return tuple(
        ScoredCandidate(int(sheet.qids[row]), float(shares[row - rows.start]), _Features(sheet.rows[row]))
        for row in order
    )


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return probabilities that add up to 1 at most."""
    total = float(scores.sum())
    return scores / total if total > 1 else scores


class _Features(Mapping[str, float]):
    """Features by name, in the order of the table; no dictionary is made before one is asked for."""

    __slots__ = ("_row",)

    def __init__(self, row: NDArray[np.float32]) -> None:
        self._row = row

    def __getitem__(self, name: str) -> float:
        try:
            return round(float(self._row[FEATURES.index(name)]), 5)
        except ValueError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(FEATURES)

    def __len__(self) -> int:
        return len(FEATURES)
