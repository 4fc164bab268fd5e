"""Fixes that stand: a person's Decision that a refused Observation is to be read as a corrected one.

The Observation as it came is kept whole in the Decision (and in the input's blob), the corrected one stands in the
evidence of the run that made the claim: who fixes a unit does not vouch for the claim, so the model still answers for
it. At each ingest the same words of the same run are read the same way again, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.case import Case
from graph.decisions import WORDS_OF_REFUSED, Decided, decision_quads
from graph.evidence import ActivityRun, admit
from graph.quarantine import Refused, parse_payload, payload, words_of
from ontology.graphs import DECISIONS
from ontology.model import Decision, Observation, Quad, Verdict
from ontology.model.describe import mg
from ontology.model.rdf import iri, string, text_of

Words = tuple[tuple[str, ...], str]
"""A run's slot, and what an Observation of it says."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A refused item by its IRI, and the Observation that is meant instead."""

    item_iri: str
    item: Refused
    corrected: Observation

    @property
    def words(self) -> Words:
        """What the item says, wherever it stands in its output."""
        return (self.item.activity.slot, words_of(self.item.observation))


def fix_decision(fix: Fix, *, number: int, by: str, time: str, why: str) -> Decision:
    """Return the Decision that a refused Observation is to be read as another: a correction of its payload."""
    return Decision(
        number=number,
        subject=fix.item_iri,
        predicate=WORDS_OF_REFUSED,
        object=string(payload(fix.item.activity, fix.item.observation)),
        verdict=Verdict.CORRECT,
        by=by,
        why=why,
        value=string(payload(fix.item.activity, fix.corrected)),
        time=time,
    )


def fix_quads(decision: Decision, base: str) -> Iterator[Quad]:
    """Yield such a Decision in mg:decisions, with the Asset it goes with when that is erased."""
    yield from decision_quads(decision, base)
    activity, _ = parse_payload(text_of(decision.object))
    yield Quad(iri(decision.iri(base)), mg("targetAsset"), iri(activity.asset_iri), DECISIONS)


def mend(case: Case, decided: Decided, base: str) -> None:
    """Read what comes in as the standing fixes of its Asset say, in place of what was refused before."""
    standing = decided.fixes.get(case.asset_iri)
    if not standing or not case.incoming:
        return
    meant = {_words(decision): parse_payload(text_of(decision.value))[1] for decision in standing}
    lost: dict[tuple[str, ...], list[Observation]] = {}
    kept: list[Refused] = []
    for item in case.refused:
        found = meant.get((item.activity.slot, words_of(item.observation)))
        if found is None:
            kept.append(item)
        else:
            lost.setdefault(item.activity.slot, []).append(replace(found, pointer=item.observation.pointer))
    case.refused = kept
    case.incoming = [_mended(case, run, meant, lost, base) for run in case.incoming]


def _words(decision: Decision) -> Words:
    activity, observation = parse_payload(text_of(decision.object))
    return (activity.slot, words_of(observation))


def _mended(
    case: Case, run: ActivityRun, meant: dict[Words, Observation], lost: dict[tuple[str, ...], list[Observation]],
    base: str,
) -> ActivityRun:  # fmt: skip
    slot = run.activity.slot
    read = [
        replace(meant[words], pointer=observation.pointer)
        if (words := (slot, words_of(observation))) in meant
        else observation
        for observation in run.observations
    ]
    read += lost.pop(slot, [])
    if read == list(run.observations):
        return run
    admitted = admit(run.activity, read, base=base)
    case.refused += admitted.refused
    return admitted.run
