"""From scores to bands: priors, families, fusion."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.confidence import (
    MEASURED_WITHOUT_SCORE,
    PRIOR_CURVE,
    PRIOR_WITHOUT_SCORE,
    band,
    family_of,
    fuse,
    is_measurement,
    probability_of_claim,
    read_curve,
)
from graph.policy import PRIOR_POLICY
from ontology.model import Agent, AgentKind, Calibrator, Status
from ontology.terms import PROPERTIES

MODEL = Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.0")
laws = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(("score", "probability"), [(0.0, 0.05), (0.5, 0.5), (1.0, 0.95), (0.9, 0.86)])
def test_a_score_is_shrunk_by_a_tenth_before_anyone_judged(score, probability):
    assert probability_of_claim(score, MODEL, PRIOR_POLICY) == pytest.approx(probability)


@pytest.mark.parametrize("kind", list(AgentKind))
def test_a_claim_without_score_has_the_stated_prior(kind):
    agent = Agent(kind, "someone")
    assert probability_of_claim(None, agent, PRIOR_POLICY) == PRIOR_WITHOUT_SCORE[kind]


def test_a_model_that_is_silent_about_itself_goes_to_review_and_devices_are_accepted():
    assert band(PRIOR_WITHOUT_SCORE[AgentKind.MODEL], PRIOR_POLICY) is Status.REVIEW
    assert band(PRIOR_WITHOUT_SCORE[AgentKind.DEVICE], PRIOR_POLICY) is Status.ACCEPTED


def test_a_fitted_curve_takes_the_place_of_the_prior_also_without_score():
    doubting = replace(PRIOR_POLICY, calibrators={MODEL.name: Calibrator((0.0, 1.0), (0.1, 0.3))})
    assert probability_of_claim(1.0, MODEL, doubting) == pytest.approx(0.3)
    assert probability_of_claim(None, MODEL, doubting) == pytest.approx(0.22)


@pytest.mark.parametrize("score", [-0.1, 1.2, 99.0, float("nan")])
def test_a_score_outside_the_scale_is_named(score):
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        probability_of_claim(score, MODEL, PRIOR_POLICY)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("amazon-rekognition-labels", "amazon"),
        ("amazon-rekognition-faces", "amazon"),
        ("openai/whisper-large-v3", "openai"),
        ("Google Vision", "google"),
        ("llava", "llava"),
    ],
)
def test_a_models_family_is_its_vendor(name, family):
    assert family_of(Agent(AgentKind.MODEL, name), {}) == family


def test_a_policy_can_name_families_and_persons_are_nobodys_kin():
    assert family_of(MODEL, {"amazon-rekognition-labels": "imagenet"}) == "imagenet"
    assert family_of(Agent(AgentKind.PERSON, "amazon-rekognition-labels"), {}) == "person:amazon-rekognition-labels"


def test_the_best_segment_counts_and_families_are_independent_witnesses():
    assert fuse([("amazon", 0.6), ("amazon", 0.7), ("amazon", 0.2)]) == 0.7
    assert fuse([("amazon", 0.6), ("google", 0.5)]) == 0.8
    assert fuse([]) == 0.0


claims = st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 1)), max_size=8)


@laws
@given(claims, st.randoms(use_true_random=False), st.tuples(st.sampled_from("abcde"), st.floats(0, 1)))
def test_fusion_is_a_probability_without_order_that_never_falls(said, random, another):
    shuffled = list(said)
    random.shuffle(shuffled)
    fused = fuse(said)
    assert fuse(shuffled) == fuse(said + said) == fused
    assert 0.0 <= fused <= fuse([*said, another]) <= 1.0


@laws
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_curve_rises(one, other):
    low, high = sorted((one, other))
    assert read_curve(PRIOR_CURVE, low) <= read_curve(PRIOR_CURVE, high)


@pytest.mark.parametrize(
    ("confidence", "status"),
    [(0.8, Status.ACCEPTED), (0.7999, Status.REVIEW), (0.5, Status.REVIEW), (0.4999, Status.REJECTED)],
)
def test_bands_begin_at_their_thresholds(confidence, status):
    assert band(confidence, PRIOR_POLICY) is status


def test_a_measurement_without_a_score_does_not_wait_for_review():
    agent = Agent(AgentKind.MODEL, "m")
    measured = probability_of_claim(None, agent, PRIOR_POLICY, measured=True)
    assert measured == MEASURED_WITHOUT_SCORE
    assert band(measured, PRIOR_POLICY) is Status.ACCEPTED
    asked = ("faceYaw", "ageRange", "dominantColour", "caption", "depicts")
    assert [local for local in asked if is_measurement(PROPERTIES[local])] == ["faceYaw", "ageRange", "dominantColour"]
