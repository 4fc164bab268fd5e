"""Isotonic calibration: from a score to how often answers with such a score were right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_BLOCK: Final = 25.0
"""Weight of the smallest step of a curve: a step of three answers that were all right would promise 1."""
EDGE: Final = 0.002
"""What no probability comes nearer to 0 or 1 than."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising line through points: `scores` to `probabilities`; flat before the first and after the last."""

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def of(self, scores: NDArray[Any]) -> NDArray[np.float64]:
        """Return the probabilities of scores, of the same shape."""
        import numpy as np

        return np.asarray(np.interp(scores, self.scores, self.probabilities), np.float64)

    def as_json(self) -> dict[str, list[float]]:
        """Return it as JSON."""
        return {"scores": list(self.scores), "probabilities": list(self.probabilities)}


def curve_from_json(body: dict[str, Sequence[float]]) -> Curve:
    """Return the curve that `Curve.as_json` wrote."""
    return Curve(tuple(map(float, body["scores"])), tuple(map(float, body["probabilities"])))


def fitted(
    scores: NDArray[Any], right: NDArray[Any], weights: NDArray[Any] | None = None, *, least: float = LEAST_BLOCK
) -> Curve:
    """Return the curve that fits best among all that rise (pool adjacent violators, Ayer et al. 1955).

    Scores must be of models that had not seen their answers, or the curve promises too much. Steps of less than
    `least` weight are joined with their neighbour; between the middles of steps it is a straight line.
    """
    import numpy as np

    order = np.argsort(scores, kind="stable")
    weight = np.ones(len(scores)) if weights is None else np.asarray(weights, float)[order]
    blocks = _pooled(np.asarray(scores, float)[order], np.asarray(right, float)[order], weight)
    joined = _joined(blocks, least)
    points = [(score / weight_, min(max(good / weight_, EDGE), 1 - EDGE)) for weight_, good, score in joined]
    points = points or [(0.0, 0.5)]
    return Curve(tuple(round(s, 6) for s, _ in points), tuple(round(p, 6) for _, p in points))


_Block = tuple[float, float, float]


def _pooled(scores: NDArray[Any], right: NDArray[Any], weights: NDArray[Any]) -> list[_Block]:
    """Return blocks of equal probability: weight, weight of what is right, and scores by weight."""
    blocks: list[_Block] = []
    for score, good, weight in zip(scores.tolist(), right.tolist(), weights.tolist(), strict=True):
        if weight <= 0:
            continue
        block = (weight, good * weight, score * weight)
        # Answers of one score are one block, whatever they were.
        while blocks and (
            blocks[-1][2] / blocks[-1][0] >= score or blocks[-1][1] * block[0] >= block[1] * blocks[-1][0]
        ):
            block = _sum(blocks.pop(), block)
        blocks.append(block)
    return blocks


def _joined(blocks: Sequence[_Block], least: float) -> list[_Block]:
    joined: list[_Block] = []
    for block in blocks:
        if joined and joined[-1][0] < least:
            joined[-1] = _sum(joined[-1], block)
        else:
            joined.append(block)
    if len(joined) > 1 and joined[-1][0] < least:
        last = joined.pop()
        joined[-1] = _sum(joined[-1], last)
    return joined


def _sum(one: _Block, other: _Block) -> _Block:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])
