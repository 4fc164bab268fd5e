"""The evidence of one Asset: Activities with their Observations, in canonical form, and their quads.

Invariants: Observations of an Activity are distinct by key and sorted by it; times, Segments and confidences are in
the form that survives the store, so that what is read back equals what was written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isfinite
from typing import Final

from graph.quarantine import Refused
from graph.refusal import suggestion_for_unwritable
from ontology.graphs import EVIDENCE
from ontology.model import WHOLE, Activity, Box, Observation, Quad, Segment, Term, TermError, seconds
from ontology.model.describe import activity_quads, agent_quads, mg, segment_quads
from ontology.model.identifiers import digest
from ontology.model.rdf import XSD, decimal, iri, lang_string, literal_value, string, typed


@dataclass(frozen=True, slots=True)
class ActivityRun:
    """An Activity, its IRI, and its Observations with theirs, in the same order."""

    activity: Activity
    iri: str
    observations: tuple[Observation, ...]
    observation_iris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A run in canonical form; what could not be brought into it; and sentences about what was left out."""

    run: ActivityRun
    refused: tuple[Refused, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssetEvidence:
    """What stands about one Asset: at most one run per slot, sorted by the Activities' IRIs."""

    asset_iri: str
    runs: tuple[ActivityRun, ...] = ()

    def without_outputs(self, outputs: Collection[str]) -> AssetEvidence:
        """Return the evidence without what was read from these inputs (SHA-256), which are gone."""
        return replace(self, runs=tuple(r for r in self.runs if r.activity.output not in outputs))

    def without_slots(self, slots: Collection[tuple[str, ...]]) -> AssetEvidence:
        """Return the evidence without the runs of these slots (`Activity.slot`)."""
        return replace(self, runs=tuple(r for r in self.runs if r.activity.slot not in slots))

    def without(self, observation_iris: Collection[str]) -> AssetEvidence:
        """Return the evidence without these Observations: those that a gate refused."""
        if not observation_iris:
            return self
        return replace(self, runs=tuple(_without(run, observation_iris) for run in self.runs))


def admit(activity: Activity, observations: Iterable[Observation], *, base: str) -> Admitted:
    """Return a run in canonical form, as it would be read back from the store.

    An Observation that no RDF can hold (a hostile IRI, a language that is none) is refused with the reason; a time
    that is none is left out and named. Of two Observations with one key the surer stands, with the identifiers of both.
    """
    problems: list[str] = []
    canonical = _canonical_activity(activity, problems)
    activity_iri = canonical.iri(base)
    refused: list[Refused] = []
    by_key: dict[tuple[str, str, str, str], Observation] = {}
    for observation in observations:
        try:
            admitted = _canonical_observation(observation)
        except (TermError, ValueError, ArithmeticError) as err:
            refused.append(Refused(canonical, observation, (str(err),), *suggestion_for_unwritable(observation)))
            continue
        key = admitted.key
        before = by_key.get(key)
        by_key[key] = admitted if before is None else _join(before, admitted, problems)
    return Admitted(_run(canonical, activity_iri, by_key, base), tuple(refused), tuple(problems))


def _run(
    activity: Activity, activity_iri: str, by_key: dict[tuple[str, str, str, str], Observation], base: str
) -> ActivityRun:
    keys = sorted(by_key)
    prefix = base + "observation/"
    return ActivityRun(
        activity,
        activity_iri,
        tuple(by_key[key] for key in keys),
        # Observation.iri, with the key that is at hand already.
        tuple(prefix + digest(activity_iri, *key) for key in keys),
    )


def _without(run: ActivityRun, observation_iris: Collection[str]) -> ActivityRun:
    kept = [
        (observation, iri_)
        for observation, iri_ in zip(run.observations, run.observation_iris, strict=True)
        if iri_ not in observation_iris
    ]
    return replace(run, observations=tuple(o for o, _ in kept), observation_iris=tuple(i for _, i in kept))


def _join(one: Observation, other: Observation, problems: list[str]) -> Observation:
    """Return the surer of two Observations with one key, whatever their order, with the identifiers of both."""
    best, left = sorted((one, other), key=_surest_first)
    if _is_outside(left) and not _is_outside(best):
        problems.append(f"{left.property} {left.value!r}: another claim with {left.confidence} was left out")
    identifiers = tuple(sorted({*one.identifiers, *other.identifiers}))
    return best if identifiers == best.identifiers else replace(best, identifiers=identifiers)


def _surest_first(observation: Observation) -> tuple[bool, bool, float, int, str]:
    confidence, pointer = observation.confidence, observation.pointer
    # Of two that are as sure, the first in the document: /Labels/9 before /Labels/10.
    return (_is_outside(observation), confidence is None, -(confidence or 0.0), len(pointer), pointer)


def _is_outside(observation: Observation) -> bool:
    return observation.confidence is not None and not 0.0 <= observation.confidence <= 1.0


def _canonical_activity(activity: Activity, problems: list[str]) -> Activity:
    if not (activity.started or activity.ended):
        return activity
    return replace(
        activity,
        started=_canonical_time(activity, "started", activity.started, problems),
        ended=_canonical_time(activity, "ended", activity.ended, problems),
    )


def _canonical_time(activity: Activity, field: str, text: str, problems: list[str]) -> str:
    if not text:
        return ""
    try:
        return literal_value(typed(text, XSD + "dateTime")).text
    except TermError as err:
        problems.append(f"{activity.extractor}: the run's time {field} was left out: {err}")
        return ""


def _canonical_observation(observation: Observation) -> Observation:
    """Return an Observation as it would be read back; raise where it cannot be written."""
    for identifier in observation.identifiers:
        iri(identifier)
    changes: dict[str, object] = {}
    if observation.language:
        lang_string("", observation.language)
        if not observation.language.islower():
            changes["language"] = observation.language.lower()
    if len(observation.identifiers) > 1:
        changes["identifiers"] = tuple(sorted(set(observation.identifiers)))
    confidence = observation.confidence
    if confidence is not None:
        if not isfinite(confidence):
            raise TermError("confidence", str(confidence), "is not finite")
        # 12 decimal places is what a decimal keeps in every store.
        rounded = round(float(confidence), 12)
        if rounded != confidence or type(confidence) is not float:
            changes["confidence"] = rounded
    if observation.segment is not WHOLE:
        segment = canonical_segment(observation.segment)
        if segment is not observation.segment:
            changes["segment"] = segment
    return replace(observation, **changes) if changes else observation  # type: ignore[arg-type]


_MILLISECOND: Final = -3


def canonical_segment(segment: Segment) -> Segment:
    """Return a Segment at the precision of its identity: milliseconds and 1e-4 (DESIGN 2)."""
    start, end, box = segment.start_s, segment.end_s, segment.box
    canonical_box = None if box is None else Box(_fraction(box.x), _fraction(box.y), _fraction(box.w), _fraction(box.h))
    canonical_start, canonical_end = _time(start), _time(end)
    if canonical_start is start and canonical_end is end and canonical_box == box:
        return segment
    return replace(segment, start_s=canonical_start, end_s=canonical_end, box=canonical_box)


def _time(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= _MILLISECOND else seconds(value)


def _fraction(value: float) -> float:
    return round(value * 10_000) / 10_000


def newest_runs(standing: AssetEvidence, incoming: Iterable[ActivityRun], *, base: str) -> AssetEvidence:
    """Return the evidence that stands when these runs join it: of each slot the newest run (`Activity.age`).

    A semilattice over incoming runs: order, batches and repetition change nothing. Runs of one slot and one age that
    come together are parts of one run and are united. One that has the age of what stands is the same input read
    again, and replaces it: a newer version of an extractor may read more in it.
    """
    newest: dict[tuple[str, ...], ActivityRun] = {}
    for run in incoming:
        slot = run.activity.slot
        other = newest.get(slot)
        if other is None or run.activity.age > other.activity.age:
            newest[slot] = run
        elif run.activity.age == other.activity.age:
            newest[slot] = _united(run, other, base)
    by_slot = {run.activity.slot: run for run in standing.runs}
    for slot, run in newest.items():
        before = by_slot.get(slot)
        if before is None or run.activity.age >= before.activity.age:
            by_slot[slot] = run
    return AssetEvidence(standing.asset_iri, tuple(sorted(by_slot.values(), key=lambda r: r.iri)))


def _united(one: ActivityRun, other: ActivityRun, base: str) -> ActivityRun:
    """Return one run with the Observations of both; its Activity is the one whose text sorts first."""
    if one == other:
        return one
    activity = min(one.activity, other.activity, key=repr)
    return admit(activity, (*one.observations, *other.observations), base=base).run


_ACTIVITY, _PROPERTY, _VALUE, _CONFIDENCE = mg("activity"), mg("property"), mg("value"), mg("confidence")
_SEGMENT, _POINTER, _IDENTIFIER = mg("segment"), mg("pointer"), mg("identifier")


def evidence_quads(evidence: AssetEvidence, base: str) -> set[Quad]:
    """Return the quads of an Asset's own evidence: Activities, Observations, Segments. Agents are shared, and apart.

    The same quads as `ontology.model.describe` yields, made faster from IRIs that are known already.
    """
    quads: set[Quad] = set()
    segments: dict[str, Segment] = {}
    for run in evidence.runs:
        quads.update(activity_quads(run.activity, base))
        activity_node = f"<{run.iri}>"
        prefix = f"<{run.activity.asset_iri}/segment/"
        for observation, observation_iri in zip(run.observations, run.observation_iris, strict=True):
            node = f"<{observation_iri}>"
            text, language = observation.value, observation.language
            quads.add(Quad(node, _ACTIVITY, activity_node, EVIDENCE))
            quads.add(Quad(node, _PROPERTY, mg(observation.property), EVIDENCE))
            value = lang_string(text, language) if language else string(text)
            quads.add(Quad(node, _VALUE, value, EVIDENCE))
            if observation.confidence is not None:
                quads.add(Quad(node, _CONFIDENCE, decimal(observation.confidence), EVIDENCE))
            if observation.segment is not WHOLE:
                key = observation.segment.key
                if key:
                    segments[key] = observation.segment
                    quads.add(Quad(node, _SEGMENT, f"{prefix}{key}>", EVIDENCE))
            if observation.pointer:
                quads.add(Quad(node, _POINTER, string(observation.pointer), EVIDENCE))
            for identifier in observation.identifiers:
                quads.add(Quad(node, _IDENTIFIER, f"<{identifier}>", EVIDENCE))
    for segment in segments.values():
        quads.update(segment_quads(evidence.asset_iri, segment))
    return quads


def agents_of(evidence: AssetEvidence, base: str) -> dict[Term, frozenset[Quad]]:
    """Return the node and quads of each Agent: they are shared by all Assets, and never removed with one."""
    agents = {run.activity.agent for run in evidence.runs}
    return {iri(agent.iri(base)): frozenset(agent_quads(agent, base)) for agent in agents}
