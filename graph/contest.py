"""Claims on one subject and property as Facts: which values stand, which lose. The second half of the merge.

By merge kind (DESIGN 5): a set has no losers; single and number have one winner and record disputes; text has one
winner a language; intervals that overlap are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from graph.canonical import interval_of, number_of
from graph.claims import Claim
from graph.confidence import DECISION_RANK, FOR_PEOPLE, PERSON_RANK, band, fuse
from graph.decisions import Triple, TripleVerdict
from ontology.model import Fact, Policy, Status, Term
from ontology.model.rdf import literal_value
from ontology.property_term import MergeKind, PropertyTerm


@dataclass(frozen=True, slots=True)
class Court:
    """By what claims are judged: the Policy, what people decided of this Asset's triples, and the data base."""

    policy: Policy
    verdicts: Mapping[Triple, TripleVerdict]
    base: str


@dataclass(slots=True)
class Candidate:
    """One value and the claims for it. `rank` is that of its best claim, a Decision's where one accepted it."""

    value: Term
    claims: list[Claim]
    rank: int = -1
    confidence: float = 0.0
    status: Status = Status.REJECTED
    verdict: TripleVerdict | None = None
    decided_by: str = ""
    dispute: set[str] = field(default_factory=set)

    @property
    def support(self) -> set[str]:
        """The IRIs of the Observations that say this value."""
        return {claim.observation_iri for claim in self.claims}


def facts_about(subject: str, term: PropertyTerm, claims: Mapping[Term, list[Claim]], court: Court) -> list[Fact]:
    """Return the Facts of one subject and property from the claims for each value."""
    candidates = [_judge(Candidate(value, said), subject, term, court) for value, said in claims.items()]
    candidates.sort(key=_order)
    _KINDS[term.merge_kind](candidates, subject, term, court)
    return [
        Fact(
            subject=subject,
            predicate=term.iri,
            object=c.value,
            confidence=c.confidence,
            status=c.status,
            policy=court.policy.number,
            support=tuple(sorted(c.support)),
            dispute=tuple(sorted(c.dispute)),
            decided_by=c.decided_by,
        )
        for c in candidates
    ]


def _judge(candidate: Candidate, subject: str, term: PropertyTerm, court: Court) -> Candidate:
    """Set rank, confidence and status of a candidate on its own; a Decision outranks all evidence."""
    verdict = court.verdicts.get((subject, term.iri, candidate.value)) if court.verdicts else None
    if verdict is not None:
        candidate.verdict = verdict
        candidate.decided_by = verdict.decision.iri(court.base)
        candidate.rank = DECISION_RANK
        candidate.confidence = 1.0 if verdict.accepted else 0.0
        candidate.status = Status.ACCEPTED if verdict.accepted else Status.REJECTED
        return candidate
    candidate.rank = max(claim.rank for claim in candidate.claims)
    candidate.confidence = fuse((claim.family, claim.probability) for claim in candidate.claims)
    is_said_by_person = candidate.rank == PERSON_RANK
    if is_said_by_person:
        candidate.status = Status.ACCEPTED
    else:
        for_people = term.local in FOR_PEOPLE
        candidate.status = Status.REVIEW if for_people else band(candidate.confidence, court.policy)
    return candidate


def _order(candidate: Candidate) -> tuple[bool, int, int, float, Term]:
    """Sort key, strongest first: what is not rejected, by rank, newer Decision, confidence; equals by value."""
    number = candidate.verdict.decision.number if candidate.verdict else 0
    return (candidate.status is Status.REJECTED, -candidate.rank, -number, -candidate.confidence, candidate.value)


def _set(candidates: list[Candidate], subject: str, term: PropertyTerm, court: Court) -> None:
    """Leave every value as it was judged."""


def _single(candidates: list[Candidate], subject: str, term: PropertyTerm, court: Court) -> None:
    winner, *losers = candidates
    for loser in losers:
        _lose(loser, winner)
        winner.dispute |= loser.support
        loser.dispute |= winner.support


def _lose(loser: Candidate, winner: Candidate) -> None:
    """A value that an equal contradicts goes to review; one that a higher rank surely contradicts is rejected."""
    if loser.status is Status.REJECTED:
        return
    is_outranked = winner.status is Status.ACCEPTED and (winner.rank > loser.rank or winner.rank == DECISION_RANK)
    loser.status = Status.REJECTED if is_outranked else Status.REVIEW


def _text_by_language(candidates: list[Candidate], subject: str, term: PropertyTerm, court: Court) -> None:
    """Keep one text a language accepted; the others are other wordings, and no dispute (DESIGN 5)."""
    winners: dict[str, Candidate] = {}
    for candidate in candidates:
        winner = winners.setdefault(literal_value(candidate.value).language, candidate)
        if winner is not candidate:
            _lose(candidate, winner)


def _number(candidates: list[Candidate], subject: str, term: PropertyTerm, court: Court) -> None:
    tolerance = Decimal(str(term.tolerance or 0))
    numbers = {c.value: number_of(c.value) for c in candidates}
    _gather(candidates, lambda one, other: abs(numbers[one] - numbers[other]) <= tolerance, subject, term, court)
    _single(candidates, subject, term, court)


def _interval(candidates: list[Candidate], subject: str, term: PropertyTerm, court: Court) -> None:
    intervals = {c.value: interval_of(c.value) for c in candidates}
    _gather(candidates, lambda one, other: intervals[one].overlaps(intervals[other]), subject, term, court)


def _gather(
    candidates: list[Candidate],
    agree: Callable[[Term, Term], bool],
    subject: str,
    term: PropertyTerm,
    court: Court,
) -> None:
    """Join to each candidate, strongest first, the weaker ones whose values agree with it; judge and sort again.

    A value that was decided on stays by itself: the Decision names it and no other.
    """
    waiting = list(candidates)
    gathered: list[Candidate] = []
    while waiting:
        strongest = waiting.pop(0)
        is_open = strongest.verdict is None or strongest.verdict.accepted
        rest: list[Candidate] = []
        for other in waiting:
            if is_open and other.verdict is None and agree(strongest.value, other.value):
                strongest.claims.extend(other.claims)
            else:
                rest.append(other)
        waiting = rest
        gathered.append(_judge(strongest, subject, term, court))
    candidates[:] = sorted(gathered, key=_order)


_Kind = Callable[[list[Candidate], str, PropertyTerm, Court], None]
_KINDS: Mapping[MergeKind, _Kind] = {
    "set": _set,
    "single": _single,
    "number": _number,
    "textByLanguage": _text_by_language,
    "interval": _interval,
}


Groups = dict[tuple[str, str], tuple[PropertyTerm, dict[Term, list[Claim]]]]
"""Claims by (subject, predicate IRI), and in it by value, with the property's term."""


def group(claims: Iterable[Claim]) -> Groups:
    """Return the claims by what they are about."""
    groups: Groups = {}
    for claim in claims:
        _, by_value = groups.setdefault((claim.subject, claim.term.iri), (claim.term, {}))
        by_value.setdefault(claim.object, []).append(claim)
    return groups
