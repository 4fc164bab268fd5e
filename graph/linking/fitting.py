"""Fits the numbers of a `LinkingModel` to examples; needs scikit-learn and SciPy (extra `train`).

Nothing is judged by what has seen it: the ranker's scores that the heads learn from, and the heads' scores that the
curves and thresholds are made of, are each of a copy that was fitted without the document's fold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.linking.boosting import BoostedTrees
from graph.linking.calibrate import fitted
from graph.linking.encoding import log_odds
from graph.linking.features import FEATURES, LOCAL, Sheet
from graph.linking.judging import second_pass
from graph.linking.linking_model import Head, LinkingModel
from graph.linking.nil import FOUND, GIVEN, best_rows, found_rows, given_rows
from graph.linking.spans import choose
from graph.linking.train_examples import FREE, NIL, Example
from graph.linking.train_spans import SEED, trees_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.encoding import Encoder

NEVER: Final = 1 << 62
"""More than any QID."""
RIDGE: Final = 5e-3
"""Strength of what keeps the first pass's weights small."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many trees, with how many leaves, each counting how much; `least`: examples in a leaf.

    `share`: of the features, drawn anew for each split, that a split chooses among.
    """

    trees: int
    leaves: int
    rate: float
    least: int
    share: float


RANKER: Final = Size(trees=160, leaves=15, rate=0.07, least=30, share=0.4)
HEAD: Final = Size(trees=80, leaves=8, rate=0.07, least=40, share=0.4)


@dataclass(slots=True)
class _Part:
    """An example on its way through the fit."""

    example: Example
    sheet: Sheet
    scores: NDArray[np.float64]
    rows: NDArray[np.float32]
    best: NDArray[np.int64]


def fit(examples: Sequence[Example], encoder: Encoder | None = None) -> LinkingModel:
    """Return the model fitted to examples, given ones and found ones; with the weight of an encoder if there is one."""
    local = fit_local([example for example in examples if not example.found])
    parts = [_second(example, local) for example in examples]
    ranker, scores = _fit_crossed(parts, _ranker_rows, FEATURES, RANKER, lambda part: part.sheet.rows)
    for part, own in zip(parts, scores, strict=True):
        part.scores, part.best = own, best_rows(part.sheet, own)
        part.rows = given_rows(part.example.document.text, part.sheet, own, part.best)
        if part.example.found:
            part.rows = found_rows(part.rows, part.sheet.mentions)
    given = [part for part in parts if not part.example.found]
    found = [part for part in parts if part.example.found]
    known_head, _ = _fit_head(given, _is_known, GIVEN)
    given_head, given_right = _fit_head(given, _is_right, GIVEN)
    found_head, found_right = _fit_head(found, _is_right, FOUND)
    return LinkingModel(
        local=local,
        ranker=ranker,
        known=known_head,
        given=given_head,
        found=found_head,
        found_from=_best_threshold(found, found_right, overlapping=True),
        given_from=_best_threshold(given, given_right, overlapping=False),
        encoder=_encoder_weight(given, encoder) if encoder else 0.0,
    )


def _second(example: Example, local: NDArray[np.float64]) -> _Part:
    import numpy as np

    sheet = second_pass(example.sheet, local, example.names, example.index)
    return _Part(example, sheet, np.zeros(0), np.zeros((0, 0), np.float32), np.zeros(0, np.int64))


def fit_local(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return weights of the local features: those under which the right candidates are likeliest, kept small."""
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    rows, right, groups, weights = _local_rows(examples)
    scale = rows.std(axis=0)
    scale[scale < 1e-6] = np.inf
    scaled = rows / scale
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    counts = np.diff(np.append(starts, len(groups)))
    of_group = weights[starts]

    def loss(at: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        score = scaled @ at
        score -= np.repeat(np.maximum.reduceat(score, starts), counts)
        exp = np.exp(score)
        total = np.add.reduceat(exp, starts)
        fit_ = (np.log(total) - score[right]) @ of_group
        gradient = (exp / np.repeat(total, counts) * np.repeat(of_group, counts)) @ scaled - of_group @ scaled[right]
        size = of_group.sum()
        return float(fit_ / size + RIDGE * (at @ at)), gradient / size + 2 * RIDGE * at

    best = minimize(loss, np.zeros(len(LOCAL)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(best.x / scale, float)


def _local_rows(
    examples: Sequence[Example],
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return rows of mentions whose entity is among their candidates, places of the right ones, groups, weights."""
    import numpy as np

    kept: list[NDArray[Any]] = []
    right: list[int] = []
    groups: list[int] = []
    weights: list[float] = []
    count = at = 0
    for example in examples:
        sheet = example.sheet
        for mention, truth in enumerate(example.truth.tolist()):
            low, high = int(sheet.starts[mention]), int(sheet.starts[mention + 1])
            places = np.flatnonzero(sheet.qids[low:high] == truth).tolist()
            if truth <= NIL or not places:
                continue
            kept.append(sheet.rows[low:high])
            right.append(at + places[0])
            groups += [count] * (high - low)
            weights += [example.weight] * (high - low)
            count, at = count + 1, at + high - low
    return np.concatenate(kept).astype(float), np.array(right), np.array(groups), np.array(weights)


if TYPE_CHECKING:
    _Rows = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]


def _ranker_rows(part: _Part) -> _Rows:
    """Return a part's candidates, which are right, and their weights; only of mentions that somebody marked."""
    truth = part.example.truth[part.sheet.mention]
    kept = truth >= (NIL if part.example.ranks else NEVER)
    right = part.sheet.qids[kept] == truth[kept]
    weight = part.example.weight * (0.5 if part.example.found else 1.0)
    return part.sheet.rows[kept], right, right * 0.0 + weight


def _fit_crossed(
    parts: Sequence[_Part],
    rows_of: Callable[[_Part], _Rows],
    names: tuple[str, ...],
    size: Size,
    judged: Callable[[_Part], NDArray[np.float32]],
) -> tuple[BoostedTrees, list[NDArray[np.float64]]]:
    """Return trees fitted to all parts, and for each part the probabilities of trees that had not seen its fold."""
    import numpy as np

    of_fold = np.array([part.example.fold for part in parts])
    all_rows = [rows_of(part) for part in parts]
    scores: list[NDArray[np.float64]] = [np.zeros(0)] * len(parts)
    for fold in np.unique(of_fold):
        trees = _fit_trees([rows for rows, other in zip(all_rows, of_fold, strict=True) if other != fold], names, size)
        own = np.flatnonzero(of_fold == fold).tolist()
        together = trees.probabilities(np.concatenate([judged(parts[at]) for at in own]))
        ends = np.cumsum([len(judged(parts[at])) for at in own])
        for at, part_scores in zip(own, np.split(together, ends[:-1]), strict=True):
            scores[at] = part_scores
    return _fit_trees(all_rows, names, size), scores


def _fit_trees(rows: Sequence[_Rows], names: tuple[str, ...], size: Size) -> BoostedTrees:
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]

    learner = HistGradientBoostingClassifier(
        max_iter=size.trees,
        learning_rate=size.rate,
        max_leaf_nodes=size.leaves,
        max_features=size.share,
        min_samples_leaf=size.least,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=SEED,
    )
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    learner.fit(columns[0], columns[1], sample_weight=columns[2])
    return trees_of(learner, names)


def _truths(part: _Part) -> NDArray[Any]:
    return part.example.truth


def _is_known(part: _Part) -> NDArray[Any]:
    return part.example.known


def _is_right(part: _Part) -> NDArray[Any]:
    import numpy as np

    chosen = np.where(part.best >= 0, part.sheet.qids[part.best] if len(part.sheet.qids) else 0, -9)
    return np.asarray((chosen == _truths(part)) & (_truths(part) > NIL))


def _fit_head(
    parts: Sequence[_Part], is_true: Callable[[_Part], NDArray[Any]], names: tuple[str, ...]
) -> tuple[Head, list[NDArray[np.float64]]]:
    """Return a head, and for each part its crossed and calibrated probabilities."""
    import numpy as np

    def rows_of(part: _Part) -> _Rows:
        judged = _truths(part) != FREE
        true = is_true(part)[judged]
        return part.rows[judged], true, true * 0.0 + part.example.weight

    trees, scores = _fit_crossed(parts, rows_of, names, HEAD, lambda part: part.rows)
    judged = [_truths(part) != FREE for part in parts]
    curve = fitted(
        np.concatenate([score[keep] for score, keep in zip(scores, judged, strict=True)]),
        np.concatenate([is_true(part)[keep] for part, keep in zip(parts, judged, strict=True)]),
        np.concatenate([np.full(int(keep.sum()), p.example.weight) for p, keep in zip(parts, judged, strict=True)]),
    )
    return Head(trees, curve), [np.where(p.best >= 0, curve.of(s), 0.0) for p, s in zip(parts, scores, strict=True)]


def _encoder_weight(parts: Sequence[_Part], encoder: Encoder) -> float:
    """Return the weight of a unit of cosine under which the right ones among close candidates are likeliest."""
    import numpy as np

    cases: list[tuple[NDArray[Any], NDArray[Any], int]] = []
    for part in (part for part in parts if part.example.index is parts[0].example.index):
        text, index = part.example.document.text, part.example.index
        for rows, cosine in encoder.cosines(text, part.sheet, part.scores, index):
            truth = part.example.truth[part.sheet.mention[rows[0]]]
            right = np.flatnonzero(part.sheet.qids[rows] == truth)
            if len(right) and truth > NIL:
                cases.append((log_odds(part.scores[rows]), cosine - cosine.mean(), int(right[0])))
    if not cases:
        return 0.0

    def fit_of(weight: float) -> float:
        odds = [(score + weight * cosine, right) for score, cosine, right in cases]
        return sum(float(each[right] - np.logaddexp.reduce(each)) for each, right in odds)

    return float(max(np.arange(0, 12.5, 0.5).tolist(), key=fit_of))


def _best_threshold(parts: Sequence[_Part], right: Sequence[NDArray[Any]], *, overlapping: bool) -> float:
    """Return the probability from which links are said so that F1 over all sets is greatest."""
    import numpy as np

    grid = np.round(np.arange(0.1, 0.62, 0.02), 2)
    f1 = []
    for threshold in grid.tolist():
        true = said = wanted = 0.0
        for part, probabilities in zip(parts, right, strict=True):
            weight, truth = part.example.weight, _truths(part)
            kept = _kept(part, probabilities, threshold) if overlapping else np.flatnonzero(probabilities >= threshold)
            judged = kept[truth[kept] != FREE]
            true += weight * float(_is_right(part)[judged].sum())
            said += weight * len(judged)
            wanted += weight * sum(m.counts for m in part.example.document.mentions)
        f1.append(2 * true / max(said + wanted, 1e-9))
    # The mean of neighbours, so that a chance peak is not taken for the best.
    smooth = np.convolve(np.pad(f1, 1, mode="edge"), np.ones(3) / 3, mode="valid")
    return float(grid[int(np.argmax(smooth))])


def _kept(part: _Part, probabilities: NDArray[Any], threshold: float) -> NDArray[Any]:
    import numpy as np

    return np.array(choose(part.sheet.mentions, probabilities.tolist(), threshold), np.int64)
