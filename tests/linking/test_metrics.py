"""Figures of a linker: against their definitions, and against scikit-learn where it has them."""

from __future__ import annotations

import numpy as np
import pytest

from graph.linking.metrics import (
    DocumentScore,
    area_under_roc,
    calibration_error,
    figures_of,
    precision_at,
)

ONE = np.ones((1, 400))


def _pairs(seed: int, levels: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    scores = np.sort(random.integers(0, levels, 400) / levels)[::-1]
    return scores, (random.random(400) < scores).astype(float)


@pytest.mark.parametrize("levels", [3, 20, 10_000])
def test_area_under_roc_is_scikit_learns(levels: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed: the extra train brings it")
    scores, truths = _pairs(1, levels)
    assert area_under_roc(scores, truths, ONE)[0] == pytest.approx(metrics.roc_auc_score(truths, scores))


def test_weights_mean_repeats() -> None:
    scores, truths = _pairs(2, 15)
    weights = np.random.default_rng(3).integers(0, 4, 400)
    again, their_truths = np.repeat(scores, weights), np.repeat(truths, weights)
    for figure in (area_under_roc, calibration_error, lambda s, t, w: precision_at(0.5, s, t, w)):
        repeated = figure(again, their_truths, np.ones((1, len(again))))[0]
        assert figure(scores, truths, weights[None, :].astype(float))[0] == pytest.approx(repeated)


def test_calibration_error_is_the_mean_gap() -> None:
    probabilities = np.array([0.95, 0.95, 0.15, 0.15])
    assert calibration_error(probabilities, np.array([1.0, 0, 0, 0]), ONE[:, :4])[0] == pytest.approx(
        0.5 * 0.45 + 0.5 * 0.15
    )
    scores = np.full(400, 0.7)
    assert calibration_error(scores, np.repeat([1.0, 0.0], [280, 120]), ONE)[0] == pytest.approx(0, abs=1e-9)


def test_precision_at_half_takes_the_surest_and_shares_ties() -> None:
    scores, right = np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 1, 0, 0])
    assert precision_at(0.5, scores, right, ONE[:, :4])[0] == 1
    assert precision_at(0.5, np.full(4, 0.5), right, ONE[:, :4])[0] == 0.5
    assert precision_at(0.5, np.array([0.9, 0.5, 0.5, 0.5]), np.array([1.0, 1, 0, 0]), ONE[:, :4])[0] == pytest.approx(
        (1 + 1 / 3) / 2
    )


def _document(seed: int) -> DocumentScore:
    random = np.random.default_rng(seed)
    judged = [(float(p), bool(random.random() < p)) for p in random.random(9)]
    return DocumentScore(
        mentions=10,
        spans_found=8,
        right=sum(right for _, right in judged),
        links=9,
        in_candidates=8,
        given_right=6,
        spans=12,
        spans_named=9,
        judged=judged,
        known=[(0.9, True), (0.4, False)],
    )


def test_figures_are_micro_and_their_intervals_hold_them() -> None:
    documents = [_document(seed) for seed in range(30)]
    found = figures_of(documents)
    right = sum(d.right for d in documents)
    assert found.figures["precision"] == pytest.approx(right / 270, abs=1e-4)
    assert found.figures["recall"] == pytest.approx(right / 300, abs=1e-4)
    assert found.figures["f1"] == pytest.approx(2 * right / 570, abs=1e-4)
    assert (found.figures["span_recall"], found.figures["span_precision"]) == (0.8, 0.75)
    assert (found.figures["candidate_recall"], found.figures["accuracy_in_kb"]) == (0.8, 0.75)
    assert (found.figures["accuracy_of_all"], found.figures["nil_auc"]) == (0.6, 1)
    for name in ("precision", "recall", "f1", "precision_at_50_coverage"):
        low, high = found.intervals[name] or (1, 0)
        assert low < (found.figures[name] or 0) < high
    assert found.intervals["span_recall"] == (0.8, 0.8)


def test_intervals_are_the_same_every_time_and_wider_for_fewer() -> None:
    documents = [_document(seed) for seed in range(40)]
    assert figures_of(documents) == figures_of(documents)
    few, all_ = figures_of(documents[:5]).intervals["f1"], figures_of(documents).intervals["f1"]
    assert few
    assert all_
    assert few[1] - few[0] > all_[1] - all_[0]


def test_nothing_counted_is_none_not_zero() -> None:
    for documents in ([], [DocumentScore()]):
        found = figures_of(documents)
        assert set(found.figures.values()) == {None}
        assert set(found.intervals.values()) == {None}
