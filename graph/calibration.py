"""Curves from scores to probabilities, fitted to what people decided: isotonic where they are many, beta where few.

Own implementations of two small algorithms; a library of 100 MB would bring nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from graph.confidence import PRIOR_CURVE, read_curve
from ontology.model import Calibrator

ENOUGH_FOR_BETA: Final = 20
"""Judged claims of a model from which its prior curve gives way to a fitted one."""
ENOUGH_FOR_ISOTONIC: Final = 200
"""Judged claims from which the curve may take any rising form; with fewer, isotonic regression learns the noise."""

PRIOR_WEIGHT: Final = 4.0
"""The prior counts as this many judged claims, spread over a fitted curve."""

_LIMIT: Final = 0.005
"""No fitted curve promises more than 0.995 or less than 0.005."""
_GRID: Final = tuple(i / 20 for i in range(21))


class Judged(NamedTuple):
    """One claim of a model that a Decision has judged: its raw score in 0..1, and whether it was right."""

    score: float
    right: bool


def fit_curve(judged: Sequence[Judged]) -> Calibrator | None:
    """Return the curve of one model: isotonic, beta, or None where too few claims were judged."""
    if len(judged) < ENOUGH_FOR_BETA:
        return None
    return fit_isotonic(judged) if len(judged) >= ENOUGH_FOR_ISOTONIC else fit_beta(judged)


def pool_adjacent_violators(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the non-decreasing sequence nearest to `values` in weighted squares (Barlow et al. 1972, PAV).

    >>> pool_adjacent_violators([0.1, 0.5, 0.3], [1, 1, 1])
    [0.1, 0.4, 0.4]
    """
    blocks: list[tuple[float, float, int]] = []  # mean, weight, length
    for value, weight in zip(values, weights, strict=True):
        mean, mass, length = value, weight, 1
        while blocks and blocks[-1][0] >= mean:
            before, its_mass, its_length = blocks.pop()
            mean = (before * its_mass + mean * mass) / (its_mass + mass)
            mass, length = its_mass + mass, its_length + length
        blocks.append((mean, mass, length))
    return [mean for mean, _, length in blocks for _ in range(length)]


def fit_isotonic(judged: Iterable[Judged]) -> Calibrator:
    """Return the rising curve nearest to what was judged, held to the prior by `PRIOR_WEIGHT` claims.

    Zadrozny and Elkan 2002. The prior's share is spread evenly over the judged scores, so that no block is ever
    certain because it is small.
    """
    ordered = sorted(judged)
    share = PRIOR_WEIGHT / max(len(ordered), 1)
    by_score: dict[float, list[bool]] = {}
    for score, right in ordered:
        by_score.setdefault(score, []).append(right)
    scores, means, weights = [], [], []
    for score, rights in by_score.items():
        prior = share * len(rights)
        scores.append(score)
        means.append((sum(rights) + prior * read_curve(PRIOR_CURVE, score)) / (len(rights) + prior))
        weights.append(len(rights) + prior)
    return _curve(scores, pool_adjacent_violators(means, weights), weights)


def _curve(scores: list[float], fitted: list[float], weights: list[float]) -> Calibrator:
    """Return a curve through the middle of each level step, which is smoother than the steps and still rises."""
    points: list[tuple[float, float]] = []
    start = 0
    for i in range(1, len(scores) + 1):
        if i == len(scores) or fitted[i] != fitted[start]:
            mass = sum(weights[start:i])
            centre = sum(s * w for s, w in zip(scores[start:i], weights[start:i], strict=True)) / mass
            points.append((centre, fitted[start]))
            start = i
    return _calibrator(points)


def fit_beta(judged: Iterable[Judged]) -> Calibrator:
    """Return a beta calibration: logit p = a ln s - b ln(1 - s) + c with a, b >= 0 (Kull et al. 2017).

    Fitted by Newton's method, with a pull of `PRIOR_WEIGHT` claims towards the prior curve on the grid 0, 0.05 … 1.
    """
    rows = [(score, float(right), 1.0) for score, right in judged]
    rows += [(s, read_curve(PRIOR_CURVE, s), PRIOR_WEIGHT / len(_GRID)) for s in _GRID]
    samples = [(_features(score), target, weight) for score, target, weight in sorted(rows)]
    for active in ((0, 1, 2), (0, 2), (1, 2), (2,)):
        # A negative a or b would make the curve fall: that term is left out (Kull et al. 2017, section 4.2).
        a, b, c = _logistic(samples, active)
        if a >= 0 and b >= 0:
            break
    points = []
    for score in _GRID:
        low, high, one = _features(score)
        points.append((score, 1 / (1 + math.exp(-(a * low + b * high + c * one)))))
    return _calibrator(points)


_Sample = tuple[tuple[float, float, float], float, float]


def _features(score: float) -> tuple[float, float, float]:
    inside = min(max(score, 0.001), 0.999)
    return math.log(inside), -math.log(1 - inside), 1.0


def _logistic(samples: Sequence[_Sample], active: tuple[int, ...]) -> tuple[float, float, float]:
    """Return the weights of a logistic regression over the active features; the others are 0."""
    weights = [0.0, 0.0, 0.0]
    ridge = 1e-3
    for _ in range(50):
        gradient = [-ridge * weights[i] for i in active]
        curvature = [[ridge if i == j else 0.0 for j in active] for i in active]
        for features, target, mass in samples:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(w * x for w, x in zip(weights, features, strict=True))))))
            for row, i in enumerate(active):
                gradient[row] += mass * (target - p) * features[i]
                for column, j in enumerate(active):
                    curvature[row][column] += mass * p * (1 - p) * features[i] * features[j]
        step = _solve(curvature, gradient)
        for row, i in enumerate(active):
            weights[i] += max(-4.0, min(4.0, step[row]))
        if max(abs(s) for s in step) < 1e-9:
            break
    return weights[0], weights[1], weights[2]


def _solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Return x of matrix x = vector, by Gaussian elimination with pivots; the matrix is positive definite."""
    size = len(vector)
    rows = [[*line, value] for line, value in zip(matrix, vector, strict=True)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for below in range(i + 1, size):
            factor = rows[below][i] / rows[i][i]
            rows[below] = [x - factor * y for x, y in zip(rows[below], rows[i], strict=True)]
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution


def _calibrator(points: Sequence[tuple[float, float]]) -> Calibrator:
    """Return the curve of points sorted by score, rounded to 1e-6 and held inside the limits."""
    scores: list[float] = []
    probabilities: list[float] = []
    for score, probability in points:
        rounded = round(score, 6)
        if scores and rounded <= scores[-1]:
            continue
        scores.append(rounded)
        probabilities.append(round(min(max(probability, _LIMIT), 1 - _LIMIT), 6))
    return Calibrator(tuple(scores), tuple(probabilities))
