"""From text to entities: mentions, their candidates, and the choice among those.

The choice here is the simplest that is not foolish: the likeliest by prior among the candidates whose kind agrees with
what the model said of the mention, and what an antecedent was linked to.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graph.linking.mentions import Mention, MentionFinder

if TYPE_CHECKING:
    from pathlib import Path

    from graph.linking.candidate import Candidate
    from graph.linking.index import WikidataIndex

LINKED_FROM: Final = 0.3
"""Probability from which a link is said; below it the mention is NIL."""
DISAGREES: Final = 0.15
"""Weight of a candidate of a kind that the model excludes."""
FOLLOWS: Final = 0.85
"""Share that goes to what the antecedent was linked to."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the asset that a text belongs to: entities that it is linked to already, by QID."""

    entities: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """An entity that a mention may name: its share of the probability, and the features that gave it."""

    qid: int
    score: float
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """What a mention names: an entity of the index, or None for NIL.

    `probability`: that this is so; for NIL, that no candidate is right. `candidates`: all that were weighed, the
    likeliest first. `known`: that what is named is in the index at all.
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
    """Links texts by an index."""

    def __init__(
        self, index: WikidataIndex, *, finder: MentionFinder | None = None, folds: Path | None = None, limit: int = 64
    ) -> None:
        """`limit`: candidates that are weighed for a mention; `folds` as for `MentionFinder`."""
        self.index, self.finder, self._limit = index, finder or MentionFinder(folds=folds), limit

    def link(
        self,
        text: str,
        *,
        language: str = "en",
        spans: Sequence[Mention] | None = None,
        context: Context | None = None,
    ) -> list[Link]:
        """Return a link for each mention, in the order of the text; `spans` are mentions that somebody else found.

        Raises:
            LinkingError: as `MentionFinder.find` does.
        """
        if spans is None:
            return next(self.link_all([text], language=language, context=context))
        return self._linked(spans, context)

    def link_all(
        self, texts: Sequence[str], *, language: str = "en", context: Context | None = None
    ) -> Iterator[list[Link]]:
        """Yield the links of each text."""
        for mentions in self.finder.find_all(texts, language=language, index=self.index):
            yield self._linked(mentions, context)

    def _linked(self, mentions: Sequence[Mention], context: Context | None) -> list[Link]:
        links: list[Link] = []
        for mention in mentions:
            before = links[mention.antecedent] if mention.antecedent is not None else None
            links.append(self._link(mention, before, context or Context()))
        return links

    def _link(self, mention: Mention, before: Link | None, context: Context) -> Link:
        candidates = self.index.candidates(mention.name, limit=self._limit)
        scored = _scored(mention, candidates, before, context)
        if not scored:
            return Link(mention, None, 1.0)
        probability = scored[0].score * mention.score
        if probability < LINKED_FROM:
            return Link(mention, None, 1 - probability, scored, probability)
        return Link(mention, scored[0].qid, probability, scored, probability)


def _scored(
    mention: Mention, candidates: Sequence[Candidate], before: Link | None, context: Context
) -> tuple[ScoredCandidate, ...]:
    """Return candidates with their shares of 1, the greatest first, and what the antecedent was linked to among them."""
    features = {candidate.qid: _features(mention, candidate, context) for candidate in candidates}
    weights = {qid: _weight(found) for qid, found in features.items()}
    if before is not None and before.qid is not None:
        features.setdefault(before.qid, {})
        features[before.qid] = features[before.qid] | {"antecedent": before.probability}
        others = sum(weight for qid, weight in weights.items() if qid != before.qid) or 1e-9
        weights[before.qid] = others * FOLLOWS / (1 - FOLLOWS) * before.probability
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ScoredCandidate(qid, weight / total, features[qid]) for qid, weight in ranked)


def _features(mention: Mention, candidate: Candidate, context: Context) -> dict[str, float]:
    both = mention.type_mask and candidate.type_mask
    agrees = (1.0 if mention.type_mask & candidate.type_mask else -1.0) if both else 0.0
    return {
        "log_prior": candidate.log_prior,
        "popularity": candidate.popularity,
        "type_agreement": agrees,
        "in_context": float(candidate.qid in context.entities),
    }


def _weight(features: Mapping[str, float]) -> float:
    weight = math.exp(features["log_prior"]) * (DISAGREES if features["type_agreement"] < 0 else 1.0)
    return weight * (10.0 if features["in_context"] else 1.0)
