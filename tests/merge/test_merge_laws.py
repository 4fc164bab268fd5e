"""Laws of the merge, per Policy and Release (issue 3, point 7): they hold for any evidence, not for chosen examples."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.confidence import DECISION_RANK, rank_of
from graph.decisions import counter, decide, decided
from graph.evidence import ActivityRun, AssetEvidence, admit, agents_of, evidence_quads, newest_runs
from graph.mapping import Mapper
from graph.merge import merge
from graph.merged import Merged, merged_quads
from graph.policy import PRIOR_POLICY, keep_policy
from graph.standing import StandingReader
from ontology.catalog import concept_index
from ontology.model import (
    WHOLE,
    Activity,
    Agent,
    AgentKind,
    Box,
    Calibrator,
    Decision,
    Fact,
    Observation,
    Segment,
    Status,
    Verdict,
)
from ontology.model.identifiers import digest
from ontology.model.rdf import literal_value
from ontology.namespaces import DEFAULT_BASE, MG
from ontology.terms import PROPERTIES

BASE = DEFAULT_BASE
ASSET = f"{BASE}asset/flight"
laws = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

AGENTS = (
    Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.0"),
    Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.10"),
    Agent(AgentKind.MODEL, "amazon-rekognition-faces", "2"),
    Agent(AgentKind.MODEL, "google-vision"),
    Agent(AgentKind.DEVICE, "camera"),
    Agent(AgentKind.SYSTEM, "mediagraph"),
    Agent(AgentKind.PERSON, "katharine"),
)
SEGMENTS = (
    WHOLE,
    Segment(start_s=Decimal("0.5"), end_s=Decimal("1.2504")),
    Segment(box=Box(0.12345, 0.1, 0.3333333, 0.25)),
)
VALUES = {
    "depicts": ("Airplane", "aeroplane", "Dogs", "Frobnicator"),
    "shotType": ("close-up", "aerial shot", "nothing of the kind"),
    "format": ("trailer", "documentary", "interview"),
    "title": ("First flight", "The first flight", "Le premier vol"),
    "keyword": ("Frobnicator", "sand"),
    "faceCount": ("1", "1.0", "3"),
    "brightness": ("50", "50.0", "50.4", "50.8", "51.3", "70"),
    "ageRange": ("20-30", "25-35", "34-40"),
    "depictsPerson": ("Orville Wright", "ORVILLE WRIGHT", "Wilbur Wright", "O. Wright"),
    "copyrightNotice": ("public domain", "© 1903"),
    "loudness": ("loud",),
}
IDENTIFIERS = {
    "Orville Wright": ("http://www.wikidata.org/entity/Q494455",),
    "O. Wright": ("https://www.wikidata.org/wiki/Q494455",),
}


@functools.cache
def mapper() -> Mapper:
    return Mapper(concept_index(), base=BASE)


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    property_ = draw(st.sampled_from(sorted(VALUES)))
    value = draw(st.sampled_from(VALUES[property_]))
    return Observation(
        property=property_,
        value=value,
        confidence=draw(st.none() | st.floats(0, 1)),
        language=draw(st.sampled_from(("", "en", "fr"))) if property_ in ("title", "keyword") else "",
        segment=draw(st.sampled_from(SEGMENTS)),
        pointer=draw(st.sampled_from(("", "/a/0"))),
        identifiers=IDENTIFIERS.get(value, ()),
    )


@st.composite
def runs(draw: st.DrawFn) -> ActivityRun:
    """One output file's run: its content hash is a function of what it says, as in the world."""
    said = draw(st.lists(observations(), min_size=1, max_size=5))
    ended = draw(st.sampled_from(("", "2024-01-01T00:00:00Z", "2024-06-01T12:00:00+02:00")))
    activity = Activity(
        asset_iri=ASSET,
        extractor="plain",
        task=draw(st.sampled_from(("labels", "faces"))),
        agent=draw(st.sampled_from(AGENTS)),
        ended=ended,
        manifest_time=draw(st.sampled_from(("", "2024-02-02"))),
    )
    output = digest(repr(activity), repr(sorted(said, key=repr)))
    return admit(replace(activity, output=output), said, base=BASE).run


many_runs = st.lists(runs(), min_size=1, max_size=6)


def gather(*batches: list[ActivityRun]) -> AssetEvidence:
    evidence = AssetEvidence(ASSET)
    for batch in batches:
        evidence = newest_runs(evidence, batch, base=BASE)
    return evidence


def merged(evidence: AssetEvidence, decisions: list[Decision] | None = None) -> Merged:
    return merge(evidence, mapper=mapper(), base=BASE, decided=decided(decisions or []))


def quads_of(evidence: AssetEvidence, result: Merged) -> set:
    return evidence_quads(evidence, BASE) | merged_quads(result, BASE)


def decision(fact: Fact, verdict: Verdict, number: int = 1) -> Decision:
    return decide(fact, verdict, number=number, by="wilbur", time="2026-01-01T00:00:00Z")


@laws
@given(many_runs, st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_batches_and_repetition_change_nothing(all_runs, random, size):
    at_once = gather(all_runs)
    shuffled = all_runs + random.sample(all_runs, k=len(all_runs) // 2)
    random.shuffle(shuffled)
    in_batches = gather(*[shuffled[i : i + size] for i in range(0, len(shuffled), size)])
    assert in_batches == at_once
    assert merged(in_batches) == merged(at_once)


@laws
@given(many_runs, st.randoms(use_true_random=False))
def test_written_differences_end_in_the_same_quads(all_runs, random):
    """As the pipeline does it: read what stands, join, merge, write the difference; one run at a time, or all."""
    from itertools import chain

    class Reader:
        def __init__(self, quads):
            self.all = quads

        def quads(self, subject=None, predicate=None, object=None, graph=None):
            wanted = (subject, predicate, object, graph)
            return iter([q for q in self.all if all(t is None or t == f for t, f in zip(wanted, q, strict=True))])

    def ingest(stored: set, batch: list[ActivityRun]) -> set:
        standing = StandingReader(Reader(stored), BASE).read(ASSET)
        evidence = newest_runs(standing.evidence, batch, base=BASE)
        result = merged(evidence)
        assert set(standing.quads) <= stored
        agents = set(chain.from_iterable(agents_of(evidence, BASE).values()))
        return (stored - standing.quads) | quads_of(evidence, result) | agents

    at_once = ingest(set(), all_runs)
    random.shuffle(all_runs)
    stepwise: set = set()
    for run in all_runs:
        stepwise = ingest(stepwise, [run])
    # An Agent whose run was replaced stays: it is shared, and it was there.
    agents = {q.subject for q in stepwise if q.subject.startswith(f"<{BASE}agent/")}
    assert {q for q in stepwise if q.subject not in agents} == {q for q in at_once if q.subject not in agents}
    assert ingest(at_once, all_runs) == at_once


@laws
@given(many_runs)
def test_what_is_read_back_is_what_was_written(all_runs):
    evidence = gather(all_runs)
    result = merged(evidence)
    stored = quads_of(evidence, result)
    stored.update(*agents_of(evidence, BASE).values())

    class Reader:
        def quads(self, *wanted):
            return iter([q for q in stored if all(t is None or t == f for t, f in zip(wanted, q, strict=True))])

    standing = StandingReader(Reader(), BASE).read(ASSET)
    assert standing.evidence == evidence
    assert sorted(standing.facts.values(), key=repr) == sorted(result.facts, key=repr)
    assert standing.quads == quads_of(evidence, result)


@laws
@given(many_runs, st.data())
def test_a_decision_undone_restores(all_runs, data):
    evidence = gather(all_runs)
    before = merged(evidence)
    if not before.facts:
        return
    first = decision(data.draw(st.sampled_from(before.facts)), Verdict.REJECT)
    second = decision(data.draw(st.sampled_from(before.facts)), Verdict.ACCEPT, number=2)
    undone = counter(second, number=3, by="wilbur", time="")
    assert merged(evidence, [first, second, undone]) == merged(evidence, [first])
    redone = counter(undone, number=4, by="wilbur", time="")
    assert merged(evidence, [redone, undone, second, first]) == merged(evidence, [first, second])
    assert merged(evidence, [first, counter(first, number=2, by="x", time="")]) == before


@laws
@given(many_runs, st.data())
def test_a_decision_outranks_all_evidence(all_runs, data):
    evidence = gather(all_runs)
    facts = merged(evidence).facts
    if not facts:
        return
    fact = data.draw(st.sampled_from(facts))
    verdict = data.draw(st.sampled_from((Verdict.ACCEPT, Verdict.REJECT)))
    after = {(f.subject, f.predicate, f.object): f for f in merged(evidence, [decision(fact, verdict)]).facts}
    judged = after[(fact.subject, fact.predicate, fact.object)]
    assert judged.status is (Status.ACCEPTED if verdict is Verdict.ACCEPT else Status.REJECTED)
    assert judged.decided_by == f"{BASE}decision/1"


@laws
@given(many_runs, st.data())
def test_a_decision_waits_for_its_fact_and_applies_when_it_returns(all_runs, data):
    evidence = gather(all_runs)
    facts = merged(evidence).facts
    if not facts:
        return
    rejected = decision(data.draw(st.sampled_from(facts)), Verdict.REJECT)
    gone = merged(AssetEvidence(ASSET), [rejected])
    assert gone.facts == ()
    assert merged(gather(all_runs), [rejected]) == merged(evidence, [rejected])


@laws
@given(many_runs)
def test_at_most_one_value_is_accepted_where_one_is_right(all_runs):
    accepted = Counter()
    for fact in merged(gather(all_runs)).facts:
        kind = PROPERTIES[fact.predicate.removeprefix(MG)].merge_kind
        if fact.status is Status.ACCEPTED and kind in ("single", "number", "textByLanguage"):
            language = literal_value(fact.object).language if kind == "textByLanguage" else ""
            accepted[fact.subject, fact.predicate, language] += 1
    assert all(count == 1 for count in accepted.values())


@laws
@given(many_runs)
def test_disputes_exist_only_for_single_and_number_and_go_both_ways(all_runs):
    facts = merged(gather(all_runs)).facts
    for fact in facts:
        kind = PROPERTIES[fact.predicate.removeprefix(MG)].merge_kind
        rivals = [f for f in facts if (f.subject, f.predicate) == (fact.subject, fact.predicate) and f != fact]
        if kind in ("single", "number"):
            assert bool(fact.dispute) == bool(rivals)
        else:
            assert fact.dispute == ()


@laws
@given(many_runs)
def test_confidence_is_a_probability_rounded_to_four_places(all_runs):
    for fact in merged(gather(all_runs)).facts:
        assert 0.0 <= fact.confidence <= 1.0
        assert round(fact.confidence, 4) == fact.confidence


@laws
@given(many_runs, runs())
def test_more_evidence_never_lowers_the_confidence_of_a_member_of_a_set(all_runs, another):
    taken = {run.activity.slot for run in all_runs}
    if another.activity.slot in taken:
        return
    before = merged(gather(all_runs))
    after = {(f.subject, f.predicate, f.object): f.confidence for f in merged(gather(all_runs, [another])).facts}
    for fact in before.facts:
        term = PROPERTIES[fact.predicate.removeprefix(MG)]
        # An Entity can be united with another by new evidence: then it is the same Fact under another IRI.
        if term.merge_kind == "set" and term.range_kind != "entity":
            assert after[(fact.subject, fact.predicate, fact.object)] >= fact.confidence


@laws
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_models_of_one_family_count_once(surest, other, stranger):
    def confidence(*scores: tuple[str, float]) -> float:
        said = [
            admit(
                Activity(ASSET, "plain", name, Agent(AgentKind.MODEL, name)),
                [Observation("depicts", "Airplane", score)],
                base=BASE,
            ).run
            for name, score in scores
        ]
        (fact,) = merged(gather(said)).facts
        return fact.confidence

    labels, faces, google = "amazon-rekognition-labels", "amazon-rekognition-faces", "google-vision"
    alone = confidence((labels, max(surest, other)))
    assert confidence((labels, surest), (faces, other)) == alone
    assert confidence((labels, max(surest, other)), (google, stranger)) > alone


@laws
@given(runs(), runs(), st.sampled_from(("ended", "manifest_time", "version", "output")))
def test_the_newer_run_stands_whatever_came_first(one, other, by):
    """Declared time, manifest time, version, content hash; never the order of ingest."""
    order = ("ended", "manifest_time", "version", "output")
    older = {"ended": "2024-01-01T00:00:00Z", "manifest_time": "2024-01-01", "version": "1.9", "output": "aa"}
    newer = {"ended": "2024-01-02T00:00:00Z", "manifest_time": "2024-01-02", "version": "1.10", "output": "bb"}
    # What ranks below the deciding field points the other way, and must not matter.
    below = order[order.index(by) + 1 :]
    old = dict(older) | {name: newer[name] for name in below}
    new = {name: newer[name] if name == by else older[name] for name in order}

    def dated(run: ActivityRun, marks: dict[str, str]) -> ActivityRun:
        activity = replace(
            run.activity,
            task="labels",
            agent=Agent(AgentKind.MODEL, "amazon-rekognition-labels", marks["version"]),
            ended=marks["ended"],
            manifest_time=marks["manifest_time"],
            output=marks["output"],
        )
        return admit(activity, run.observations, base=BASE).run

    first, last = dated(one, old), dated(other, new)
    assert gather([first], [last]).runs == gather([last], [first]).runs == gather([last, first]).runs == (last,)


@pytest.mark.parametrize(("strong", "weak"), [("person", "device"), ("person", "model"), ("device", "model")])
@pytest.mark.parametrize("property_", ["copyrightNotice", "title", "faceCount"])
def test_rank_decides_before_confidence(strong, weak, property_):
    values = VALUES[property_]
    claims = [
        admit(
            Activity(ASSET, "plain", "labels", Agent(AgentKind(kind), f"a-{kind}")),
            [Observation(property_, value, confidence)],
            base=BASE,
        ).run
        for kind, value, confidence in ((strong, values[0], 0.85), (weak, values[-1], 1.0))
    ]
    facts = {f.object: f for f in merged(gather(claims)).facts}
    winner = next(f for f in facts.values() if literal_value(f.object).text == values[0])
    loser = next(f for f in facts.values() if f is not winner)
    assert winner.status is Status.ACCEPTED
    assert loser.status is Status.REJECTED
    assert rank_of(AgentKind(strong)) > rank_of(AgentKind(weak))
    assert rank_of(AgentKind.PERSON) < DECISION_RANK


@laws
@given(many_runs, st.floats(-0.00004, 0.00004))
def test_a_policy_that_moves_nothing_rewrites_nothing(all_runs, shift):
    evidence = gather(all_runs)
    before = merged(evidence)
    standing = {(f.subject, f.predicate, f.object): f for f in before.facts}
    next_policy = replace(PRIOR_POLICY, number=2, accept_from=PRIOR_POLICY.accept_from + shift / 1000)
    after = merge(evidence, mapper=mapper(), base=BASE, policy=next_policy)
    kept = list(keep_policy(after.facts, standing))
    for fact in kept:
        old = standing[(fact.subject, fact.predicate, fact.object)]
        if (old.confidence, old.status) == (fact.confidence, fact.status):
            assert fact == old
        else:
            assert fact.policy == 2


def test_a_policy_that_moves_something_says_which_it_was():
    run = admit(Activity(ASSET, "plain", "labels", AGENTS[3]), [Observation("depicts", "Airplane", 0.9)], base=BASE).run
    evidence = gather([run])
    before = {(f.subject, f.predicate, f.object): f for f in merged(evidence).facts}
    doubting = replace(PRIOR_POLICY, number=2, calibrators={"google-vision": Calibrator((0.0, 1.0), (0.0, 0.5))})
    after = list(keep_policy(merge(evidence, mapper=mapper(), base=BASE, policy=doubting).facts, before))
    assert [(f.policy, f.confidence, f.status) for f in after] == [(2, 0.45, Status.REJECTED)]
