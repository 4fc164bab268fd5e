"""Near duplicates: with every batch, the pairs of Assets that have come to look alike, or no longer do.

What stands of them follows from the fingerprints that stand, and from nothing else (`fingerprint_index`): the same
files in any order and any batches give the same pairs, and an unchanged re-run compares nothing. A pair is an Activity
of its own on one of the two Assets; its part is the other's IRI, its parameters the distance.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from extractors.files.fingerprint_values import find_film, find_picture
from graph.case import Case, Judge, Settled, open_case, settle
from graph.dataset import Reader
from graph.evidence import ActivityRun, admit
from graph.fingerprint_index import FingerprintIndex, Looks, Nearness
from graph.gates import GateRefused, pass_second_gate
from graph.intake import Arrival
from graph.standing import StandingReader
from ontology.graphs import FACTS
from ontology.model import Activity, Agent, AgentKind, Observation, Quad, Status, Term
from ontology.model.describe import mg
from ontology.model.rdf import iri, iri_value, text_of
from ontology.namespaces import MG

NAME: Final = "near-duplicates"
"""Extractor and task of the comparisons."""
AGENT: Final = Agent(AgentKind.SYSTEM, "mediagraph-near-duplicates", "1")
LOOKS: Final = (mg("perceptualHash"), mg("videoFingerprint"))
"""Properties whose accepted Facts say what an Asset looks like."""

_LOCALS: Final = frozenset(term[len(MG) + 1 : -1] for term in LOOKS)
_IRIS: Final = frozenset(MG + local for local in _LOCALS)
_RENDITION: Final = mg("rendition")
Changed = Mapping[str, Looks | None]


@dataclass(slots=True)
class NearDuplicates:
    """Follows the changes of a Dataset: which pairs come and go. Reads the fingerprints once, when first needed.

    `reached` says whether the last batch changed an Asset that it did not speak of.
    """

    reader: Reader
    standing: StandingReader
    index: FingerprintIndex | None = None
    reached: bool = field(default=False, init=False)

    def join(
        self,
        ready: Iterable[Settled],
        cases: Mapping[str, Case],
        judge: Judge,
        *,
        wait: Callable[[], None] = lambda: None,
    ) -> list[Settled]:
        """Return the settlements of a batch with the pairs that follow from them, and those of Assets beyond it.

        `wait` is called before anything is read that an earlier commit may still be writing. In order of commit: the
        Asset that names another stands before it, so that an interrupted batch leaves no pair out.
        """
        by_asset = {settled.asset_iri: settled for settled in ready}
        self.reached = False
        changed = {
            asset_iri: looks
            for asset_iri, settled in by_asset.items()
            if (looks := _looks_after(settled, cases[asset_iri], self.reader)) is not _UNCHANGED
        }
        if not changed:
            return list(by_asset.values())
        for asset_iri, ties in self.follow(changed, wait=wait).items():
            is_here = asset_iri in by_asset
            settled = self._settle(asset_iri, ties, judge, cases[asset_iri] if is_here else None)
            if settled is not None:
                by_asset[asset_iri] = settled
                self.reached = self.reached or not is_here
        return sorted(by_asset.values(), key=lambda settled: self._rank(settled.asset_iri), reverse=True)

    def renew(self, gone: Mapping[str, Looks], back: Mapping[str, Looks], judge: Judge) -> list[Settled]:
        """Return the settlements that follow where a ChangeSet was taken back.

        `gone` is what Assets looked like by it, `back` what they looked like before; what stands now says the rest.
        """
        now = read_index(self.reader)
        touched = gone.keys() | back.keys()
        if not touched:
            return []
        changed = {asset_iri: now.get(asset_iri) for asset_iri in touched}
        for asset_iri in touched:
            now.put(asset_iri, gone.get(asset_iri))
        self.index = now
        settled = [self._settle(a, ties, judge) for a, ties in self.follow(changed).items()]
        return [outcome for outcome in settled if outcome is not None]

    def _settle(
        self, asset_iri: str, ties: Mapping[str, Nearness], judge: Judge, case: Case | None = None
    ) -> Settled | None:
        """Return what follows for an Asset with these ties, None where that is nothing or a rule is broken."""
        is_here = case is not None
        case = case or open_case(Arrival(asset_iri, is_new=False), self.reader, self.standing)
        tie(case, ties, rank=self._rank(asset_iri), base=judge.base)
        settled = pass_second_gate([settle(case, judge)], self.reader)[asset_iri]
        return None if isinstance(settled, GateRefused) or (settled.is_unchanged and not is_here) else settled

    def follow(self, changed: Changed, *, wait: Callable[[], None] = lambda: None) -> dict[str, dict[str, Nearness]]:
        """Set what these Assets look like, and return the Assets whose ties change, with all their ties afterwards."""
        if self.index is None:
            wait()
            self.index = read_index(self.reader)
        index = self.index
        affected = set(changed)
        for asset_iri, looks in changed.items():
            affected |= index.near(index.get(asset_iri)).keys() | index.near(looks).keys()
        before = {asset_iri: index.ties(asset_iri) for asset_iri in affected}
        for asset_iri, looks in changed.items():
            index.put(asset_iri, looks)
        after = {asset_iri: index.ties(asset_iri) for asset_iri in affected}
        # What changed says its ties anew even where they are the same: they rest on bytes that may be gone.
        found = {a: after[a] for a in sorted(affected) if before[a] != after[a] or (a in changed and after[a])}
        if not found.keys() <= changed.keys():
            wait()
        return found

    def _rank(self, asset_iri: str) -> str:
        looks = self.index.get(asset_iri) if self.index else None
        return looks.rank if looks else ""


_UNCHANGED: Final = Looks("")


def _looks_after(settled: Settled, case: Case, reader: Reader) -> Looks | None:
    """Return what an Asset looks like when its settlement stands; `_UNCHANGED` where that is as before."""
    before = _values((f.predicate, f.object, f.status) for f in case.standing.facts.values())
    after = _values((f.predicate, f.object, f.status) for f in settled.merged.facts)
    if not before and not after:
        return _UNCHANGED
    renditions = {q.object for q in reader.quads(iri(settled.asset_iri), _RENDITION, None, FACTS)}
    gone = {q.object for q in case.remove if q.predicate == _RENDITION}
    come = {q.object for q in case.add if q.predicate == _RENDITION}
    ranks = _rank_of(renditions), _rank_of((renditions - gone) | come)
    if before == after and ranks[0] == ranks[1]:
        return _UNCHANGED
    return make_looks(after, ranks[1]) or None


def _values(facts: Iterable[tuple[str, Term, Status]]) -> set[Term]:
    return {value for predicate, value, status in facts if predicate in _IRIS and status is Status.ACCEPTED}


def _rank_of(renditions: Collection[Term]) -> str:
    return min((iri_value(node).rsplit("/", 1)[1] for node in renditions), default="")


def make_looks(values: Iterable[Term], rank: str) -> Looks:
    """Return the Looks that Facts' values say; what is of another algorithm is left out."""
    texts = [text_of(value) for value in values]
    pictures = {hash_ for text in texts if (hash_ := find_picture(text)) is not None}
    keyframes = {keyframe.hash for text in texts for keyframe in find_film(text)}
    return Looks(rank, tuple(sorted(pictures)), tuple(sorted(keyframes)))


def read_index(reader: Reader) -> FingerprintIndex:
    """Return the fingerprints that stand accepted in a Dataset."""
    values: dict[Term, list[Term]] = {}
    for predicate in LOOKS:
        for quad in reader.quads(None, predicate, None, FACTS):
            values.setdefault(quad.subject, []).append(quad.object)
    renditions: dict[Term, list[Term]] = {}
    for quad in reader.quads(None, _RENDITION, None, FACTS) if values else ():
        if quad.subject in values:
            renditions.setdefault(quad.subject, []).append(quad.object)
    index = FingerprintIndex()
    for node, said in values.items():
        index.put(iri_value(node), make_looks(said, _rank_of(renditions.get(node, ()))))
    return index


def tie(case: Case, ties: Mapping[str, Nearness], *, rank: str, base: str) -> None:
    """Let a case say these ties and no others."""
    runs = case.standing.evidence.runs
    case.withdrawn |= {run.activity.slot for run in runs if run.activity.extractor == NAME}
    case.incoming += [_comparison(case.asset_iri, other, near, rank, base) for other, near in sorted(ties.items())]


def _comparison(asset_iri: str, other: str, nearness: Nearness, rank: str, base: str) -> ActivityRun:
    activity = Activity(
        asset_iri=asset_iri,
        extractor=NAME,
        task=NAME,
        agent=AGENT,
        parameters=json.dumps(nearness.parameters, sort_keys=True),
        part=other,
        output=rank,
    )
    return admit(activity, [Observation("nearDuplicateOf", other, nearness.confidence)], base=base).run


def looks_of(quads: Iterable[Quad]) -> dict[str, Looks]:
    """Return what Assets look like by these quads: those of a ChangeSet, say."""
    values: dict[Term, set[Term]] = {}
    renditions: dict[Term, set[Term]] = {}
    for quad in quads:
        if quad.graph == FACTS and quad.predicate in LOOKS:
            values.setdefault(quad.subject, set()).add(quad.object)
        elif quad.graph == FACTS and quad.predicate == _RENDITION:
            renditions.setdefault(quad.subject, set()).add(quad.object)
    return {iri_value(node): make_looks(said, _rank_of(renditions.get(node, ()))) for node, said in values.items()}
