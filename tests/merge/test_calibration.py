"""Curves fitted to Decisions: they rise, they find a known curve, and few Decisions move them little."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.calibration import (
    ENOUGH_FOR_BETA,
    ENOUGH_FOR_ISOTONIC,
    Judged,
    fit_beta,
    fit_curve,
    fit_isotonic,
    pool_adjacent_violators,
)
from graph.confidence import PRIOR_CURVE, read_curve

laws = settings(max_examples=40, deadline=None)
judgements = st.lists(st.builds(Judged, st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def sample(curve, count: int, seed: int = 7) -> list[Judged]:
    """Judged claims of a model whose score s is right with probability curve(s)."""
    draw = random.Random(seed)
    scores = [draw.random() for _ in range(count)]
    return [Judged(score, draw.random() < curve(score)) for score in scores]


@laws
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 5)), min_size=1, max_size=30))
def test_pav_is_the_nearest_rising_sequence(points):
    values, weights = [v for v, _ in points], [w for _, w in points]
    fitted = pool_adjacent_violators(values, weights)
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(fitted))
    # Each level step keeps the weighted mean of what it pooled: the mark of the least-squares solution.
    assert sum(f * w for f, w in zip(fitted, weights, strict=True)) == pytest.approx(
        sum(v * w for v, w in zip(values, weights, strict=True))
    )


def test_pav_leaves_what_rises_and_pools_what_falls():
    assert pool_adjacent_violators([0.1, 0.2, 0.9], [1, 1, 1]) == [0.1, 0.2, 0.9]
    assert pool_adjacent_violators([3.0, 2.0, 1.0], [1, 1, 1]) == [2.0, 2.0, 2.0]
    assert pool_adjacent_violators([1.0, 0.0], [3, 1]) == [0.75, 0.75]


@pytest.mark.parametrize("fit", [fit_isotonic, fit_beta])
@laws
@given(judged=judgements)
def test_fitted_curves_rise_inside_their_limits_whatever_the_order(fit, judged):
    curve = fit(judged)
    assert list(curve.scores) == sorted(set(curve.scores))
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(curve.probabilities))
    assert all(0.0 < p < 1.0 for p in curve.probabilities)
    assert fit(judged[::-1]) == curve


@pytest.mark.parametrize("curve", [lambda s: s**2, lambda s: s**0.4], ids=["overconfident", "cautious"])
@pytest.mark.parametrize("fit", [fit_isotonic, fit_beta])
def test_a_known_curve_is_recovered(fit, curve):
    fitted = fit(sample(curve, 3000))
    for score in (0.1, 0.3, 0.5, 0.7, 0.9):
        assert read_curve(fitted, score) == pytest.approx(curve(score), abs=0.07)


def test_a_fitted_curve_is_nearer_the_truth_than_the_prior():
    def truth(score: float) -> float:
        return 0.7 * score

    fitted = fit_curve(sample(truth, 120))
    grid = [i / 20 for i in range(21)]
    error = sum(abs(read_curve(fitted, s) - truth(s)) for s in grid)
    assert error < sum(abs(read_curve(PRIOR_CURVE, s) - truth(s)) for s in grid) / 2


def test_the_number_of_decisions_chooses_the_method():
    judged = sample(lambda s: s, ENOUGH_FOR_ISOTONIC)
    assert fit_curve(judged[: ENOUGH_FOR_BETA - 1]) is None
    assert fit_curve(judged[:ENOUGH_FOR_BETA]) == fit_beta(judged[:ENOUGH_FOR_BETA])
    assert fit_curve(judged) == fit_isotonic(judged)


def test_a_model_that_was_never_wrong_is_not_made_certain():
    curve = fit_curve([Judged(0.9, True)] * 30)
    assert 0.9 < read_curve(curve, 0.9) < 1.0
    assert read_curve(fit_isotonic([Judged(0.9, True)] * 300), 0.9) < 1.0


def test_a_model_that_scores_backwards_gets_a_level_curve():
    judged = [Judged(0.95, False)] * 40 + [Judged(0.2, True)] * 40
    curve = fit_beta(judged)
    assert read_curve(curve, 0.95) == pytest.approx(0.5, abs=0.1)
    assert read_curve(curve, 0.2) == pytest.approx(0.5, abs=0.1)
