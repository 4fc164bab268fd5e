"""How sure a Fact is: a model's score made a probability, probabilities fused, the result put in a band.

docs/explanation/confidence.md tells the reasons. Invariants, held by tests/merge: every value is in 0..1; more
evidence for a Fact never lowers its confidence; the order of evidence changes nothing; models of one family count as
one witness.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

from ontology.model import Agent, AgentKind, Calibrator, Policy, Status
from ontology.property_term import PropertyTerm

PRIOR_CURVE: Final = Calibrator(scores=(0.0, 1.0), probabilities=(0.05, 0.95))
"""What a score is worth before Decisions speak of its model: itself, a tenth nearer to a half."""

PRIOR_WITHOUT_SCORE: Final[Mapping[AgentKind, float]] = {
    AgentKind.PERSON: 0.95,
    AgentKind.DEVICE: 0.95,
    AgentKind.SYSTEM: 0.99,
    AgentKind.MODEL: 0.6,
}
"""What a claim without a score is worth: a model that does not say how sure it is goes to review."""

MEASURED_WITHOUT_SCORE: Final = 0.85
"""What a model's measurement is worth: it gives none for an angle or a colour, and nobody can review one by eye."""

_MEASURED_KINDS: Final = frozenset(("number", "interval"))
_MEASURED: Final = frozenset(("dominantColour", "contentLikelihood"))

FOR_PEOPLE: Final = frozenset(("nearDuplicateOf",))
"""Properties whose Facts only a person accepts: whatever is claimed of them, and how surely, waits for review."""

ACCEPT_FROM: Final = 0.80
REVIEW_FROM: Final = 0.50
"""Bands of Policy 1: accepted from a score of 0.8333 of one model, or of 0.5587 of two families each."""

ROUNDING: Final = 4
"""Decimal places of a Fact's confidence; a Policy that moves it by less changes nothing (DESIGN 2)."""

_RANKS: Final = {AgentKind.MODEL: 0, AgentKind.SYSTEM: 1, AgentKind.DEVICE: 1, AgentKind.PERSON: 2}
PERSON_RANK: Final = _RANKS[AgentKind.PERSON]
DECISION_RANK: Final = 3
_VENDOR: Final = re.compile(r"[-_/:. ]")


def rank_of(kind: AgentKind) -> int:
    """Return the rank of an agent's claims: 0 model, 1 device and system, 2 person; a Decision has 3."""
    return _RANKS[kind]


def family_of(agent: Agent, families: Mapping[str, str]) -> str:
    """Return the family whose members are taken to err together.

    For models: what the Policy says, else the name's first part, which is the vendor (amazon-rekognition-labels and
    amazon-rekognition-faces are amazon). Persons, devices and systems are families of their own.
    """
    if agent.kind is not AgentKind.MODEL:
        return f"{agent.kind}:{agent.name}"
    return families.get(agent.name) or _VENDOR.split(agent.name.casefold(), maxsplit=1)[0]


def read_curve(curve: Calibrator, score: float) -> float:
    """Return the probability of a score: linear between the curve's points, level outside them."""
    scores, probabilities = curve.scores, curve.probabilities
    if score <= scores[0]:
        return probabilities[0]
    if score >= scores[-1]:
        return probabilities[-1]
    i = bisect_right(scores, score)
    share = (score - scores[i - 1]) / (scores[i] - scores[i - 1])
    return probabilities[i - 1] + share * (probabilities[i] - probabilities[i - 1])


def is_measurement(term: PropertyTerm) -> bool:
    """Say whether a property measures (an angle, an age range, a colour) rather than means."""
    return term.merge_kind in _MEASURED_KINDS or term.local in _MEASURED


def probability_of_claim(score: float | None, agent: Agent, policy: Policy, *, measured: bool = False) -> float:
    """Return the probability, in 0..1, that one claim of an agent is right. `score` None: the agent gave none.

    `measured` says that the claim is a measurement (`is_measurement`). Raises ValueError for a score outside 0..1,
    which the first gate should have refused.
    """
    curve = policy.calibrators.get(agent.name)
    if score is None:
        # A curve that was fitted to a model without scores has learnt what this stand-in is worth.
        prior = PRIOR_WITHOUT_SCORE[agent.kind]
        if measured:
            prior = max(prior, MEASURED_WITHOUT_SCORE)
        return prior if curve is None else read_curve(curve, prior)
    if not 0.0 <= score <= 1.0:
        raise ValueError(f"confidence {score} is outside 0..1")
    return read_curve(curve or PRIOR_CURVE, score)


def fuse(claims: Iterable[tuple[str, float]]) -> float:
    """Return the confidence of a Fact from (family, probability) of each claim for it, rounded to 1e-4.

    The best claim of each family counts; families are independent witnesses: 1 - (1 - p1)(1 - p2)… (noisy-or,
    Pearl 1988, section 4.3.2). 0.0 without claims.
    """
    best: dict[str, float] = {}
    for family, probability in claims:
        if probability > best.get(family, 0.0):
            best[family] = probability
    doubt = 1.0
    # Sorted, because a product of floats depends on its order in the last place.
    for probability in sorted(best.values()):
        doubt *= 1.0 - probability
    return round(1.0 - doubt, ROUNDING)


def band(confidence: float, policy: Policy) -> Status:
    """Return the band of a confidence by the thresholds of a Policy."""
    if confidence >= policy.accept_from:
        return Status.ACCEPTED
    return Status.REVIEW if confidence >= policy.review_from else Status.REJECTED
