"""Isotonic calibration: rising, honest, and never surer than it has seen."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.linking.calibrate import EDGE, Curve, curve_from_json, fitted
from graph.linking.metrics import calibration_error

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200)


@settings(deadline=None)
@given(PAIRS)
def test_a_curve_rises_and_stays_within_its_edges(pairs: list[tuple[float, bool]]) -> None:
    scores, right = (np.array(column, float) for column in zip(*pairs, strict=True))
    curve = fitted(scores, right, least=5)
    said = curve.of(np.linspace(-1, 2, 50))
    assert (np.diff(said) >= -1e-9).all()
    assert said.min() >= EDGE
    assert said.max() <= 1 - EDGE


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60))
def test_an_answer_counted_twice_weighs_as_two(pairs: list[tuple[int, bool]]) -> None:
    scores, right = (np.array(column, float) for column in zip(*sorted(pairs), strict=True))
    twice = fitted(np.repeat(scores, 2), np.repeat(right, 2), least=0)
    weighed = fitted(scores, right, np.full(len(scores), 2.0), least=0)
    at = np.unique(scores)
    np.testing.assert_allclose(twice.of(at), weighed.of(at), atol=1e-5)


def test_overconfident_scores_become_honest() -> None:
    random = np.random.default_rng(7)
    truth = random.uniform(0, 1, 6_000)
    right = (random.uniform(0, 1, 6_000) < truth).astype(float)
    scores = truth**0.2
    ones = np.ones((1, 3_000))
    order = np.argsort(-scores[3_000:])
    raw, true = scores[3_000:][order], right[3_000:][order]
    honest = fitted(scores[:3_000], right[:3_000]).of(raw)
    assert calibration_error(raw, true, ones)[0] > 0.2
    assert calibration_error(honest, true, ones)[0] < 0.03


def test_a_few_right_answers_promise_no_certainty() -> None:
    scores = np.concatenate([np.linspace(0, 0.9, 100), [0.99, 0.995, 1.0]])
    right = np.concatenate([np.arange(100) % 2, [1, 1, 1]]).astype(float)
    assert fitted(scores, right).of(np.array([1.0]))[0] < 0.8


def test_a_curve_survives_json() -> None:
    curve = fitted(np.array([0.1, 0.4, 0.8]), np.array([0.0, 1.0, 1.0]), least=1)
    assert curve_from_json(json.loads(json.dumps(curve.as_json()))) == curve


def test_no_answers_say_nothing() -> None:
    assert fitted(np.zeros(0), np.zeros(0)) == Curve((0.0,), (0.5,))
