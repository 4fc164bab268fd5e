"""What the accept band promises: a lower bound on its precision, from random audits alone.

Reviewing what is doubtful says nothing about the rest, so only Decisions that came from audits count (DESIGN 8).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from graph.decisions import newest_verdicts
from ontology.model import Decision, ShownWhy, Verdict

CONFIDENCE_LEVEL: Final = 0.95
"""One-sided: in 95 of 100 rounds of audits the true precision is at least the bound."""

FEWEST_AUDITS: Final = 30
"""With fewer, even a clean record promises less than 0.9: there is nothing to print but "too few"."""


class PrecisionBound(NamedTuple):
    """The bound in 0..1, and the audits it rests on: how many were right, of how many."""

    bound: float
    right: int
    audited: int


def precision_bound(decisions: Iterable[Decision]) -> PrecisionBound | None:
    """Return the precision that the accept band has at least, or None: too few audits (`FEWEST_AUDITS`).

    Counts the newest standing Decision on each Fact, where it came from a random audit of accepted Facts.
    """
    audits = [d for d in newest_verdicts(decisions) if d.shown is ShownWhy.AUDIT]
    if len(audits) < FEWEST_AUDITS:
        return None
    right = sum(d.verdict is Verdict.ACCEPT for d in audits)
    return PrecisionBound(lower_bound(right, len(audits)), right, len(audits))


def lower_bound(right: int, total: int, *, level: float = CONFIDENCE_LEVEL) -> float:
    """Return the one-sided Clopper-Pearson lower bound of a proportion, rounded down to 1e-4.

    It is the p at which `right` or more successes of `total` have probability 1 - level (Clopper and Pearson 1934).

    >>> lower_bound(100, 100)
    0.9704
    """
    if not 0 <= right <= total or total < 1:
        raise ValueError(f"{right} right of {total}: the first lies in 0..the second, and the second is at least 1")
    if right == 0:
        return 0.0
    low, high = 0.0, right / total
    # 60 halvings leave less than 1e-18: the bisection is exact as far as floats go.
    for _ in range(60):
        middle = (low + high) / 2
        if _at_least(right, total, middle) < 1 - level:
            low = middle
        else:
            high = middle
    return math.floor(low * 10_000) / 10_000


def _at_least(right: int, total: int, p: float) -> float:
    """Return the probability of `right` or more successes in `total` trials of probability p."""
    if p <= 0.0:
        return 0.0
    if p >= 1.0:
        return 1.0
    logs = (
        math.lgamma(total + 1)
        - math.lgamma(k + 1)
        - math.lgamma(total - k + 1)
        + k * math.log(p)
        + (total - k) * math.log1p(-p)
        for k in range(right, total + 1)
    )
    return math.fsum(math.exp(log) for log in logs)
