"""One Asset's case: what stands about it, what came in, and the exact difference that follows.

Used by every way facts can change: an ingest, a Decision, a retry from quarantine, an undo, a new Policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graph.claims import Maps
from graph.dataset import Reader
from graph.decisions import Decided
from graph.evidence import ActivityRun, AssetEvidence, admit, agents_of, evidence_quads, newest_runs
from graph.intake import Arrival
from graph.merge import merge
from graph.merged import Merged, mappings_of, merged_quads
from graph.policy import keep_policy
from graph.quarantine import Refused, refused_quads, standing_items
from graph.standing import Standing, StandingReader
from ontology.model import Fact, Policy, Quad, Status, Term
from ontology.namespaces import MG
from shapes.suggestion import Alike

_KEYWORD = MG + "keyword"


@dataclass(frozen=True, slots=True)
class Judge:
    """By what Facts are made: the mapper of a Release, the standing Decisions, a Policy; and the base of IRIs.

    `alike` tells nearness of meaning, for suggestions; None without an embedder.
    """

    base: str
    mapper: Maps
    decided: Decided
    policy: Policy
    alike: Alike | None = None


@dataclass(slots=True)
class Case:
    """An Asset's evidence as it will stand, while it is being gathered.

    `refused` are the Observations that a gate refused, of incoming runs; `problems` are sentences for the summary.
    `gone` are inputs, by SHA-256, and `withdrawn` slots whose runs no longer hold.
    """

    asset_iri: str
    standing: Standing
    quarantined: tuple[Refused, ...]
    incoming: list[ActivityRun] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    withdrawn: set[tuple[str, ...]] = field(default_factory=set)
    add: set[Quad] = field(default_factory=set)
    remove: set[Quad] = field(default_factory=set)

    @property
    def is_unchanged(self) -> bool:
        """Whether everything that came stands already, word for word, and nothing else about it changed."""
        if self.gone or self.add or self.remove:
            return False
        stands = {run.iri: run for run in self.standing.evidence.runs}
        if any(stands.get(run.iri) != run for run in self._kept()):
            return False
        return {r.iri("") for r in self.refused} <= {r.iri("") for r in self.quarantined}

    def fresh_runs(self) -> list[ActivityRun]:
        """Return the incoming runs that do not stand already: those the first gate has to look at."""
        stands = {run.iri: run for run in self.standing.evidence.runs}
        return [run for run in self.incoming if stands.get(run.iri) != run]

    def refuse(self, item: Refused) -> None:
        """Put an incoming Observation into quarantine instead of the evidence."""
        self.refused.append(item)

    def _kept(self) -> list[ActivityRun]:
        """Return the incoming runs without what was refused."""
        keys = {(item.activity.slot, item.observation.key) for item in self.refused}
        if not keys:
            return self.incoming
        kept = []
        for run in self.incoming:
            pairs = zip(run.observations, run.observation_iris, strict=True)
            stay = [(o, i) for o, i in pairs if (run.activity.slot, o.key) not in keys]
            kept.append(
                replace(run, observations=tuple(o for o, _ in stay), observation_iris=tuple(i for _, i in stay))
            )
        return kept

    def evidence(self, base: str) -> AssetEvidence:
        """Return the evidence that stands when the incoming runs have joined it."""
        standing = self.standing.evidence
        if self.gone:
            standing = standing.without_outputs(self.gone)
        if self.withdrawn:
            standing = standing.without_slots(self.withdrawn)
        return newest_runs(standing, self._kept(), base=base)


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows for one Asset: quads to remove and add, the shared nodes it needs, and its Facts.

    `concluded` are all the quads of its Facts and Entities, for the second gate, whether new or not. `unmapped`
    counts the keywords that are labels without a Concept. `outrun` are the incoming runs that a newer one keeps out.
    `stands` is what will stand once it is committed, None where a gate changed that.
    """

    asset_iri: str
    remove: frozenset[Quad]
    add: frozenset[Quad]
    concluded: frozenset[Quad]
    shared: dict[Term, frozenset[Quad]]
    merged: Merged
    refused: tuple[Refused, ...]
    unmapped: int = 0
    outrun: tuple[ActivityRun, ...] = ()
    stands: Standing | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing is to be written."""
        return not self.remove and not self.add


def open_case(arrival: Arrival, reader: Reader, standing: StandingReader) -> Case:
    """Return the case of an Asset with its arrivals admitted: in canonical form, or refused."""
    base = standing.base
    if arrival.is_new:
        stands = Standing(AssetEvidence(arrival.asset_iri), {}, frozenset())
        quarantined: tuple[Refused, ...] = ()
    else:
        stands = standing.read(arrival.asset_iri)
        quarantined = tuple(standing_items(reader, arrival.asset_iri))
    case = Case(arrival.asset_iri, stands, quarantined, gone=arrival.gone, add=arrival.add, remove=arrival.remove)
    for activity, observations in arrival.runs:
        admitted = admit(activity, observations, base=base)
        case.incoming.append(admitted.run)
        case.refused += admitted.refused
        case.problems += admitted.problems
    return case


def settle(case: Case, judge: Judge) -> Settled:
    """Return the difference between what stands and what follows from the evidence that will."""
    base = judge.base
    evidence = case.evidence(base)
    merged = merge(evidence, mapper=judge.mapper, base=base, decided=judge.decided, policy=judge.policy)
    if judge.policy.number > 1:
        # A Fact keeps the number of the Policy that last changed it: only what is judged differently is rewritten.
        merged = replace(merged, facts=tuple(keep_policy(merged.facts, case.standing.facts)))
    refused = list(case.refused)
    if merged.refused:
        refused += merged.refused
        keys = {item.observation.iri(item.activity.iri(base), base) for item in merged.refused}
        evidence = evidence.without(keys)
    stands = {run.activity.slot: run for run in evidence.runs}
    outrun = tuple(run for run in case.incoming if stands[run.activity.slot].activity.age > run.activity.age)
    quarantine = _quarantine(case, refused, stands)
    concluded = merged_quads(merged, base)
    own = evidence_quads(evidence, base) | concluded
    facts = {(fact.subject, fact.predicate, fact.object): fact for fact in merged.facts}
    standing = Standing(evidence, facts, frozenset(own))
    own |= {quad for item in quarantine for quad in refused_quads(item, base)}
    before = case.standing.quads | {quad for item in case.quarantined for quad in refused_quads(item, base)}
    return Settled(
        asset_iri=case.asset_iri,
        remove=frozenset((before - own) | case.remove),
        add=frozenset((own - before) | case.add),
        concluded=frozenset(concluded),
        shared=agents_of(evidence, base) | mappings_of(merged.mappings, base),
        merged=merged,
        refused=tuple(quarantine),
        unmapped=count_unmapped(evidence, merged.facts),
        outrun=outrun,
        stands=standing,
    )


def _quarantine(case: Case, refused: Iterable[Refused], stands: dict[tuple[str, ...], ActivityRun]) -> list[Refused]:
    """Return what is in quarantine afterwards: a run that replaces another replaces what was refused of it, too."""
    came = {run.activity.slot for run in case.incoming}
    kept = [
        item
        for item in case.quarantined
        if item.activity.output not in case.gone and not _is_replaced(item, came, stands)
    ]
    new = [item for item in refused if _is_standing(item, stands)]
    return list({item.iri(""): item for item in (*kept, *new)}.values())


def _is_replaced(item: Refused, came: set[tuple[str, ...]], stands: dict[tuple[str, ...], ActivityRun]) -> bool:
    run = stands.get(item.activity.slot)
    if run is None:
        return True
    return item.activity.slot in came and run.activity.age >= item.activity.age


def _is_standing(item: Refused, stands: dict[tuple[str, ...], ActivityRun]) -> bool:
    run = stands.get(item.activity.slot)
    return run is not None and run.activity.age <= item.activity.age


def count_unmapped(evidence: AssetEvidence, facts: Iterable[Fact]) -> int:
    """Return how many keyword Facts rest on labels that were claimed of another property and found no Concept."""
    keywords = [fact for fact in facts if fact.predicate == _KEYWORD]
    if not keywords:
        return 0
    claimed = {
        observation_iri: observation.property
        for run in evidence.runs
        for observation, observation_iri in zip(run.observations, run.observation_iris, strict=True)
    }
    return sum(any(claimed.get(iri, "keyword") != "keyword" for iri in fact.support) for fact in keywords)


def count_statuses(facts: Iterable[Status]) -> tuple[int, int, int]:
    """Return how many are accepted, in review, and rejected."""
    found = list(facts)
    return found.count(Status.ACCEPTED), found.count(Status.REVIEW), found.count(Status.REJECTED)
