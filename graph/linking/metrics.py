"""What a linker is judged by: counts per document, the figures made of them, and how sure those are.

Strong match: a span is found only when both ends are right. Micro: mentions are counted, not documents. A gold NIL is
not looked for; a link on one is wrong (the published figures of ELEVANT's table are counted so: its mode "IGNORED").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED: Final = 20_260_101
ROUNDS: Final = 1000
"""Bootstrap samples of the documents."""
BINS: Final = 10
"""Bins of equal width of the calibration error (Guo et al. 2017, equation 3)."""
COVERAGE: Final = 0.5


@dataclass(slots=True)
class DocumentScore:
    """What was counted in one document.

    `mentions`: gold mentions that count. `spans_found`: those whose span was found exactly. `right`: those linked to
    their entity; `links`: all links that count, right ones too. `in_candidates`: those, with gold spans given, whose
    entity was among the candidates; `given_right`: those for which it was the likeliest. `spans`: spans found that
    count; `spans_named`: those of them that are a gold mention's, NIL or not. `judged`: (probability, whether right) of
    each link; `known`: (score of being in the index, whether it is) of each gold mention that counts, and each NIL.
    """

    mentions: int = 0
    spans_found: int = 0
    right: int = 0
    links: int = 0
    in_candidates: int = 0
    given_right: int = 0
    spans: int = 0
    spans_named: int = 0
    judged: list[tuple[float, bool]] = field(default_factory=list)
    known: list[tuple[float, bool]] = field(default_factory=list)


COUNTS: Final = tuple(f.name for f in fields(DocumentScore))[:8]

FIGURES: Final = (
    "span_recall",
    "span_precision",
    "candidate_recall",
    "accuracy_in_kb",
    "accuracy_of_all",
    "precision",
    "recall",
    "f1",
    "nil_auc",
    "ece",
    "precision_at_50_coverage",
)
"""All figures of a set that have a confidence interval. `accuracy_in_kb`: with gold spans given, how many mentions got
their entity of those that had it among their candidates; `accuracy_of_all`: of all."""


@dataclass(frozen=True, slots=True)
class SetFigures:
    """The figures of a set, each in 0..1 or None where nothing was to be counted, and their 95 % intervals."""

    figures: dict[str, float | None]
    intervals: dict[str, tuple[float, float] | None]


def figures_of(documents: Sequence[DocumentScore], *, seed: int = SEED, rounds: int = ROUNDS) -> SetFigures:
    """Return the figures of all documents together, and percentile intervals of a bootstrap over documents.

    Documents, not mentions, are drawn, because the mentions of one document are not independent.
    """
    import numpy as np

    table = _Table(documents)
    values = table.figures(np.ones((1, len(documents))))
    if not documents:
        return SetFigures(dict.fromkeys(FIGURES), dict.fromkeys(FIGURES))
    shares = [1 / len(documents)] * len(documents)
    drawn = np.random.default_rng(seed).multinomial(len(documents), shares, size=rounds)
    sampled = [table.figures(drawn[at : at + 50].astype(float)) for at in range(0, len(drawn), 50)]
    intervals: dict[str, tuple[float, float] | None] = {}
    for name in FIGURES:
        samples = np.concatenate([part[name] for part in sampled])
        samples = samples[~np.isnan(samples)]
        known = len(samples) and not np.isnan(values[name][0])
        low, high = np.percentile(samples, [2.5, 97.5]) if known else (0, 0)
        intervals[name] = (round(float(low), 4), round(float(high), 4)) if known else None
    return SetFigures({name: _number(values[name][0]) for name in FIGURES}, intervals)


def _number(value: Any) -> float | None:
    return None if math.isnan(value) else round(float(value), 4)


class _Table:
    """Counts per document and sorted scores, so that a sample of documents is one product of matrices."""

    def __init__(self, documents: Sequence[DocumentScore]) -> None:
        import numpy as np

        self.counts = np.array([[getattr(d, name) for name in COUNTS] for d in documents], float).reshape(-1, 8)
        self.judged = _columns([d.judged for d in documents])
        self.known = _columns([d.known for d in documents])

    def figures(self, weights: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Return each figure for each row of `weights`, shape (rounds, documents); nan where undefined."""
        sums = dict(zip(COUNTS, (weights @ self.counts).T, strict=True))
        precision, recall = _ratio(sums["right"], sums["links"]), _ratio(sums["right"], sums["mentions"])
        probabilities, right, owner = self.judged
        scores, is_known, its_owner = self.known
        return {
            "span_recall": _ratio(sums["spans_found"], sums["mentions"]),
            "span_precision": _ratio(sums["spans_named"], sums["spans"]),
            "candidate_recall": _ratio(sums["in_candidates"], sums["mentions"]),
            "accuracy_in_kb": _ratio(sums["given_right"], sums["in_candidates"]),
            "accuracy_of_all": _ratio(sums["given_right"], sums["mentions"]),
            "precision": precision,
            "recall": recall,
            "f1": _ratio(2 * sums["right"], sums["links"] + sums["mentions"]),
            "nil_auc": area_under_roc(scores, is_known, weights[:, its_owner]),
            "ece": calibration_error(probabilities, right, weights[:, owner]),
            "precision_at_50_coverage": precision_at(COVERAGE, probabilities, right, weights[:, owner]),
        }


def _columns(rows: Sequence[Sequence[tuple[float, bool]]]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return scores, truths and the document each is of, sorted by score, the highest first."""
    import numpy as np

    scores = np.array([score for row in rows for score, _ in row], float)
    truths = np.array([truth for row in rows for _, truth in row], float)
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows]) if len(rows) else np.zeros(0, int)
    order = np.argsort(-scores, kind="stable")
    return scores[order], truths[order], owners[order]


def _ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    ratios: NDArray[Any] = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return ratios


def calibration_error(probabilities: NDArray[Any], right: NDArray[Any], weights: NDArray[Any]) -> NDArray[Any]:
    """Return the expected calibration error for each row of weights, shape (rounds, pairs): 0 is calibrated.

    The mean over bins of the gap between what was promised and what came true, each bin by its share.
    """
    import numpy as np

    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    member = np.eye(BINS)[bins]
    gaps = weights @ (member * (probabilities - right)[:, None])
    return _ratio(np.abs(gaps).sum(axis=1), weights.sum(axis=1))


def precision_at(coverage: float, scores: NDArray[Any], right: NDArray[Any], weights: NDArray[Any]) -> NDArray[Any]:
    """Return the precision of the surest `coverage` of the answers, for each row of weights.

    `scores` fall. Answers of one score share what room is left for them, so that their order does not matter.
    """
    import numpy as np

    if not len(scores):
        return np.full(len(weights), np.nan)
    starts = np.flatnonzero(np.diff(scores, prepend=np.inf))
    mass = np.add.reduceat(weights, starts, axis=1)
    true = np.add.reduceat(weights * right, starts, axis=1)
    room = coverage * weights.sum(axis=1, keepdims=True)
    taken = np.clip(room - (np.cumsum(mass, axis=1) - mass), 0, mass)
    share = np.divide(taken, mass, out=np.zeros_like(mass), where=mass > 0)
    return _ratio((share * true).sum(axis=1), taken.sum(axis=1))


def area_under_roc(scores: NDArray[Any], truths: NDArray[Any], weights: NDArray[Any]) -> NDArray[Any]:
    """Return how often a true pair outscores a false one, ties counting half; nan where either kind is missing."""
    import numpy as np

    if not len(scores):
        return np.full(len(weights), np.nan)
    starts = np.flatnonzero(np.diff(scores, prepend=np.inf))
    true = np.add.reduceat(weights * truths, starts, axis=1)
    false = np.add.reduceat(weights * (1 - truths), starts, axis=1)
    below = false.sum(axis=1, keepdims=True) - np.cumsum(false, axis=1)
    wins = (true * (below + false / 2)).sum(axis=1)
    return _ratio(wins, true.sum(axis=1) * false.sum(axis=1))
