"""The two gates, as the pipeline calls them: what breaks a shape goes to quarantine, to review, or stops its Asset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from graph.case import Case, Settled
from graph.dataset import Reader
from graph.quarantine import Refused
from graph.refusal import context_of, told
from ontology.graphs import FACTS, REVIEW
from ontology.model import Activity, Observation, Quad, Status, Term
from ontology.model.describe import mg
from ontology.model.rdf import decimal, iri, string, text_of
from shapes.gates import first_gate, is_review, review_path, second_gate
from shapes.report import Result
from shapes.slices import cut_support
from shapes.suggest import Alike, Context, suggest_all

_DURATION: Final = mg("duration")
_STATUS: Final = mg("status")


def pass_first_gate(
    cases: Iterable[Case], durations: dict[str, float], *, reader: Reader, alike: Alike | None = None
) -> None:
    """Validate the Observations that are new in a batch; those that break a shape are refused in their case.

    `durations` are the lengths of Assets in seconds, where outputs state them and no file did. `alike` finds the
    property that is meant by its meaning, where the letters do not tell.
    """
    waiting = [(case, run) for case in cases for run in case.fresh_runs()]
    if not waiting:
        return
    batch = [(run.activity, run.observations) for _, run in waiting]
    support = list(_durations({case.asset_iri for case, _ in waiting}, durations, reader))
    found = first_gate(batch, base=reader.base, support=support)
    if not found:
        return
    known = {quad.subject: float(text_of(quad.object)) for quad in support}
    contexts: dict[str, Context] = {}
    for case, run in waiting:
        for observation, observation_iri in zip(run.observations, run.observation_iris, strict=True):
            results = found.get(observation_iri)
            if results:
                if case.asset_iri not in contexts:
                    duration_s = known.get(iri(case.asset_iri))
                    contexts[case.asset_iri] = context_of(case, duration_s=duration_s, alike=alike, reader=reader)
                case.refuse(_refused(run.activity, observation, results, contexts[case.asset_iri]))


def _durations(asset_iris: Iterable[str], durations: dict[str, float], reader: Reader) -> Iterable[Quad]:
    for asset_iri in sorted(asset_iris):
        node = iri(asset_iri)
        stated = list(reader.quads(node, _DURATION, None, FACTS))
        if stated:
            yield from stated
        elif asset_iri in durations:
            yield Quad(node, _DURATION, decimal(durations[asset_iri]), FACTS)


def _refused(activity: Activity, observation: Observation, results: Sequence[Result], context: Context) -> Refused:
    suggestion, patch = told(suggest_all(results, replace(context, observation=observation)))
    return Refused(
        activity=activity,
        observation=observation,
        reasons=tuple(dict.fromkeys(result.message for result in results)),
        suggestion=suggestion,
        patch=patch,
        rules=tuple(sorted({result.rule_iri for result in results})),
    )


class GateRefused(Exception):
    """What the merge concluded about an Asset breaks a shape that no review can mend; the message says which."""


def pass_second_gate(batch: Sequence[Settled], reader: Reader) -> dict[str, GateRefused | Settled]:
    """Return, by Asset, what may be committed: as settled, with Facts moved to review, or refused with the reason."""
    quads = [quad for settled in batch for quad in settled.concluded]
    nodes = [quad for settled in batch for quad in _own_node(settled, reader)]
    known = {*quads, *nodes}
    results = second_gate(known, _support(batch, known, reader)) if known else []
    outcome: dict[str, GateRefused | Settled] = {s.asset_iri: s for s in batch}
    if not results:
        return outcome
    by_subject: dict[Term, list[Result]] = {}
    for result in results:
        by_subject.setdefault(result.focus, []).append(result)
    for settled in batch:
        own = {quad.subject for quad in (*settled.concluded, *settled.add)}
        broken = [result for subject in sorted(own & by_subject.keys()) for result in by_subject[subject]]
        if broken:
            outcome[settled.asset_iri] = _judge(settled, broken)
    return outcome


def _support(batch: Sequence[Settled], known: set[Quad], reader: Reader) -> list[Quad]:
    """Return what the batch refers to. How long its own Assets are it says itself; what is in review does not count."""
    settled = {iri(s.asset_iri) for s in batch}
    return [
        quad
        for quad in cut_support(reader, known)
        if quad.graph != REVIEW and not (quad.predicate == _DURATION and quad.subject in settled)
    ]


def _own_node(settled: Settled, reader: Reader) -> Iterable[Quad]:
    """Return the quads of an Asset's own node and Renditions as they will stand: whole, not only what is new."""
    new = {quad for quad in settled.add if quad.graph == FACTS}
    nodes = {iri(settled.asset_iri)} | {quad.subject for quad in new}
    standing = {quad for node in nodes for quad in reader.quads(node, None, None, FACTS)}
    return (standing - settled.remove) | new


def _judge(settled: Settled, broken: Sequence[Result]) -> GateRefused | Settled:
    fatal = [result for result in broken if not is_review(result)]
    if fatal:
        return GateRefused("; ".join(dict.fromkeys(result.sentence for result in fatal[:3])))
    for result in broken:
        path = review_path(result)
        if path is not None:
            settled = _to_review(settled, result.focus, path)
    return settled


def _to_review(settled: Settled, subject: Term, predicate: Term) -> Settled:
    """Return the settlement with the accepted Facts of one subject and property in the review band."""
    moved = {quad for quad in settled.concluded if quad[:2] == (subject, predicate) and quad.graph == FACTS}
    objects = {quad.object for quad in moved}
    facts = tuple(
        replace(fact, status=Status.REVIEW)
        if (iri(fact.subject), iri(fact.predicate)) == (subject, predicate) and fact.object in objects
        else fact
        for fact in settled.merged.facts
    )
    nodes = {q.subject for q in settled.concluded if q.predicate == mg("object") and q.object in objects} & {
        q.subject for q in settled.concluded if q.predicate == mg("subject") and q.object == subject
    }
    changed = {
        Quad(node, _STATUS, string(Status.ACCEPTED), quad.graph)
        for node in nodes
        for quad in settled.concluded
        if quad.subject == node and quad.predicate == _STATUS
    }
    after = {quad._replace(graph=REVIEW) for quad in moved}
    after |= {quad._replace(object=string(Status.REVIEW)) for quad in changed}
    before = moved | changed
    return replace(
        settled,
        add=frozenset((settled.add - before) | after),
        remove=settled.remove | frozenset(before - settled.add),
        concluded=frozenset((settled.concluded - before) | after),
        merged=replace(settled.merged, facts=facts),
        stands=None,
    )
