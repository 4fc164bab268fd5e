"""Policies: fitted from Decisions, stored, and changing only what they judge differently."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from graph.calibration import ENOUGH_FOR_BETA
from graph.confidence import probability_of_claim
from graph.decisions import counter
from graph.evidence import agents_of, evidence_quads
from graph.merge import merge
from graph.merged import merged_quads
from graph.policy import PRIOR_POLICY, fit_policy, keep_policy, policy_quads, read_policy, read_scores
from ontology.model import Agent, AgentKind, Calibrator, Decision, Observation, Verdict

MODEL, OTHER = "amazon-rekognition-labels", "google-vision"


def judged(count: int, *, right_from: float, model: str = MODEL, start: int = 1):
    """Decisions about `count` Facts of a model that is right exactly from a score on."""
    draw = random.Random(3)
    decisions, scores = [], {}
    for number in range(start, start + count):
        triple = (f"http://a/{number}", "http://p", '"x"')
        score = round(draw.random(), 3)
        verdict = Verdict.ACCEPT if score >= right_from else Verdict.REJECT
        decisions.append(Decision(number, *triple, verdict, "orville"))
        scores[triple] = {model: score}
    return decisions, scores


def test_a_model_that_was_judged_gets_a_curve_and_others_keep_the_prior():
    decisions, scores = judged(300, right_from=0.7)
    fitted = fit_policy(decisions, scores)
    assert fitted.number == 2
    assert (fitted.accept_from, fitted.review_from) == (PRIOR_POLICY.accept_from, PRIOR_POLICY.review_from)
    assert set(fitted.calibrators) == {MODEL}
    agent, other = Agent(AgentKind.MODEL, MODEL), Agent(AgentKind.MODEL, OTHER)
    assert probability_of_claim(0.6, agent, fitted) < 0.1
    assert probability_of_claim(0.8, agent, fitted) > 0.9
    assert probability_of_claim(0.6, other, fitted) == probability_of_claim(0.6, other, PRIOR_POLICY)


def test_too_few_decisions_change_no_curve_and_those_of_before_are_kept():
    decisions, scores = judged(ENOUGH_FOR_BETA - 1, right_from=0.7)
    previous = replace(PRIOR_POLICY, number=4, calibrators={MODEL: Calibrator((0.0, 1.0), (0.0, 0.4))})
    assert fit_policy(decisions, scores, previous=previous) == replace(previous, number=5)


def test_order_does_not_matter_and_what_was_taken_back_does_not_count():
    decisions, scores = judged(60, right_from=0.5)
    assert fit_policy(decisions[::-1], scores) == fit_policy(decisions, scores)
    taken_back = [counter(d, number=100 + d.number, by="w", time="") for d in decisions[30:]]
    assert fit_policy(decisions + taken_back, scores) == fit_policy(decisions[:30], scores)


def test_what_is_read_back_is_what_was_fitted(quad_reader):
    decisions, scores = judged(60, right_from=0.5)
    fitted = replace(fit_policy(decisions, scores), families={"a-model": "b"})
    quads = {*policy_quads(PRIOR_POLICY, "http://b/"), *policy_quads(fitted, "http://b/")}
    assert read_policy(quad_reader(quads)) == fitted
    assert read_policy(quad_reader(())) == PRIOR_POLICY


def test_scores_are_read_from_the_evidence_of_the_judged_facts(run, evidence, mapper, base, quad_reader):
    dog = [Observation("depicts", "Dog", 0.7), Observation("depicts", "Canine", 0.9, pointer="/1")]
    said = evidence(
        run(dog, agent=MODEL),
        run([Observation("depicts", "Dog")], agent="silent-model", task="tags"),
        run([Observation("depicts", "Dog")], agent="katharine", kind=AgentKind.PERSON),
    )
    result = merge(said, mapper=mapper, base=base)
    fact = next(f for f in result.facts if f.object.endswith("/dog>"))
    stored = evidence_quads(said, base) | merged_quads(result, base)
    stored.update(*agents_of(said, base).values())
    made = Decision(1, fact.subject, fact.predicate, fact.object, Verdict.ACCEPT, "orville")
    scores = read_scores(quad_reader(stored), [made], base, without_score=0.6)
    assert scores == {(fact.subject, fact.predicate, fact.object): {MODEL: 0.9, "silent-model": 0.6}}


@pytest.mark.parametrize(("shift", "number"), [(0.00001, 1), (0.01, 2)])
def test_a_policy_rewrites_only_what_moves_by_a_ten_thousandth(run, evidence, mapper, base, shift, number):
    said = evidence(run([Observation("depicts", "Dog", 0.9)]))
    before = merge(said, mapper=mapper, base=base).facts
    standing = {(f.subject, f.predicate, f.object): f for f in before}
    curve = Calibrator((0.0, 1.0), (0.05 + shift, 0.95 + shift))
    shifted = replace(PRIOR_POLICY, number=2, calibrators={MODEL: curve})
    after = list(keep_policy(merge(said, mapper=mapper, base=base, policy=shifted).facts, standing))
    assert [f.policy for f in after] == [number]
    assert (after == list(before)) == (number == 1)
