"""Evidence: canonical on the way in, the same quads as `ontology.model.describe`, the newest run of each slot."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.evidence import AssetEvidence, admit, canonical_segment, evidence_quads, newest_runs
from graph.segments import parse_segment_key, segment_of
from graph.standing import StandingReader, differing_nodes
from ontology.model import WHOLE, Activity, Agent, AgentKind, Box, Observation, Segment
from ontology.model.describe import activity_quads, observation_quads, segment_iri, segment_quads

ACTIVITY = Activity(
    "http://a/1", "plain", "labels", Agent(AgentKind.MODEL, "m", "1"), parameters="t=0.5", part="2",
    started="2024-01-01T00:00:00Z", ended="2024-01-01T00:00:02.5Z", manifest_time="2024", output="ab",
)  # fmt: skip
fractions = st.floats(0, 1)
segments = st.builds(
    Segment,
    start_s=st.none() | st.decimals(0, 10_000, places=5),
    end_s=st.none() | st.decimals(0, 10_000, places=5),
    box=st.none() | st.builds(Box, fractions, fractions, fractions, fractions),
    characters=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99)),
    page=st.none() | st.integers(1, 9),
    track=st.none() | st.integers(1, 9),
)
laws = settings(max_examples=80, deadline=None)


@laws
@given(segments)
def test_a_segment_is_known_again_from_its_iri(segment):
    canonical = canonical_segment(segment)
    assert canonical.key == segment.key
    assert canonical_segment(canonical) == canonical
    assert parse_segment_key(canonical.key) == canonical
    assert segment_of("http://a/1", segment_iri("http://a/1", canonical)) == canonical
    assert set(segment_quads("http://a/1", parse_segment_key(canonical.key))) == set(
        segment_quads("http://a/1", canonical)
    )


@pytest.mark.parametrize("key", ["t", "t1-2_", "x1-2-3", "seg", "t1-2_t3-4"])
def test_a_text_that_is_no_key_is_refused(key):
    with pytest.raises(ValueError, match="not the key of a Segment"):
        parse_segment_key(key)


@laws
@given(st.lists(st.tuples(segments, st.none() | fractions, st.sampled_from(("", "en"))), max_size=5))
def test_the_quads_are_those_of_the_model(said):
    observations = [
        Observation("depicts", 'a "dog"\n', confidence, language, segment, "/0", ("http://i/2", "http://i/1"))
        for segment, confidence, language in said
    ]
    run = admit(ACTIVITY, observations, base="http://b/").run
    evidence = AssetEvidence("http://a/1", (run,))
    expected = set(activity_quads(run.activity, "http://b/"))
    for observation in run.observations:
        expected |= set(observation_quads(observation, run.activity, "http://b/"))
        if observation.segment.key:
            expected |= set(segment_quads("http://a/1", observation.segment))
    assert evidence_quads(evidence, "http://b/") == expected
    assert run.iri == run.activity.iri("http://b/")
    assert run.observation_iris == tuple(o.iri(run.iri, "http://b/") for o in run.observations)


def test_of_two_claims_with_one_key_the_surer_stands_with_the_identifiers_of_both():
    one = Observation("depicts", "dog", 0.4, pointer="/0", identifiers=("http://i/1",))
    other = Observation("depicts", "dog", 0.9, pointer="/1", identifiers=("http://i/2",))
    unsure = Observation("depicts", "dog", None, pointer="/2")
    for order in ((one, other, unsure), (unsure, other, one)):
        (kept,) = admit(ACTIVITY, order, base="http://b/").run.observations
        assert (kept.confidence, kept.pointer, kept.identifiers) == (0.9, "/1", ("http://i/1", "http://i/2"))


def test_a_claim_off_the_scale_does_not_hide_one_that_is_on_it():
    said = [Observation("depicts", "dog", score, pointer=f"/{score}") for score in (99.0, 0.4)]
    for order in (said, said[::-1]):
        admitted = admit(ACTIVITY, order, base="http://b/")
        assert [o.confidence for o in admitted.run.observations] == [0.4]
        assert "99.0" in admitted.problems[0]


@pytest.mark.parametrize(
    ("observation", "said"),
    [
        (Observation("depicts", "dog", identifiers=("not an iri",)), "not an iri"),
        (Observation("depicts", "dog", identifiers=('http://x/"><script>',)), "may not"),
        (Observation("title", "Hund", language="no such tag"), "BCP 47"),
        (Observation("depicts", "dog", float("nan")), "not finite"),
    ],
)
def test_what_no_rdf_can_hold_is_refused_and_the_rest_stands(observation, said):
    admitted = admit(ACTIVITY, [observation, Observation("depicts", "cat", 0.5)], base="http://b/")
    assert [o.value for o in admitted.run.observations] == ["cat"]
    (refused,) = admitted.refused
    assert refused.observation == observation
    assert said in refused.reasons[0]


def test_a_time_that_is_none_is_left_out_and_named():
    activity = Activity(
        "http://a/1", "plain", "t", ACTIVITY.agent, ended="yesterday", started="2024-01-01T01:00:00+01:00"
    )
    admitted = admit(activity, [], base="http://b/")
    assert admitted.run.activity.ended == ""
    assert admitted.run.activity.started == "2024-01-01T00:00:00Z"
    assert "yesterday" in admitted.problems[0]


def test_a_confidence_outside_the_scale_is_left_to_the_first_gate():
    admitted = admit(ACTIVITY, [Observation("depicts", "dog", 93.5)], base="http://b/")
    assert admitted.run.observations[0].confidence == 93.5


def test_the_same_input_read_again_replaces_what_it_said(run, evidence, base):
    """A newer extractor reads more in the same file: the age is the same, and what is read now counts."""
    before = evidence(run([Observation("depicts", "dog")], output="aa"))
    more = run([Observation("depicts", "dog"), Observation("depicts", "sled")], output="aa")
    assert newest_runs(before, [more], base=base).runs == (more,)


def test_parts_of_one_run_that_come_together_are_united(run, evidence):
    one, two = run([Observation("depicts", "dog")], output="aa"), run([Observation("depicts", "sled")], output="aa")
    united, reversed_ = evidence(one, two), evidence(two, one)
    assert united == reversed_
    assert {o.value for o in united.runs[0].observations} == {"dog", "sled"}


def test_what_was_read_from_bytes_that_are_gone_goes(run, evidence):
    kept = run([Observation("depicts", "dog")], output="aa")
    gone = run([Observation("depicts", "cat")], output="bb", task="faces")
    assert evidence(kept, gone).without_outputs({"bb"}).runs == (kept,)


def test_refused_observations_leave_the_evidence(run, evidence):
    said = run([Observation("depicts", "dog"), Observation("depicts", "cat")])
    left = evidence(said).without({said.observation_iris[0]})
    assert len(left.runs[0].observations) == len(left.runs[0].observation_iris) == 1
    assert evidence(said).without(()) == evidence(said)


def test_an_unknown_asset_has_nothing(quad_reader, base):
    standing = StandingReader(quad_reader(()), base).read("http://a/unknown")
    assert (standing.evidence.runs, standing.facts, standing.quads) == ((), {}, frozenset())


def test_other_assets_evidence_is_not_read(run, evidence, quad_reader, base):
    said = evidence(run([Observation("depicts", "dog", segment=Segment(start_s=Decimal("1")))]))
    other = admit(ACTIVITY, [Observation("depicts", "cat")], base=base).run
    stored = evidence_quads(said, base) | evidence_quads(AssetEvidence("http://a/1", (other,)), base)
    from graph.evidence import agents_of

    stored.update(*agents_of(said, base).values())
    assert StandingReader(quad_reader(stored), base).read(said.asset_iri).evidence == said


def test_shared_nodes_are_written_once_and_corrected_by_their_difference(run, evidence, quad_reader, base):
    from graph.evidence import agents_of

    nodes = agents_of(evidence(run([Observation("depicts", "dog")], version="2")), base)
    written: dict = {}
    ((remove, add),) = differing_nodes(quad_reader(()), nodes, written)
    assert (remove, add) == (frozenset(), frozenset(chain.from_iterable(nodes.values())))
    assert list(differing_nodes(quad_reader(()), nodes, written)) == []
    assert list(differing_nodes(quad_reader(add), nodes, {})) == []
    (node,) = nodes
    half = {node: frozenset(list(nodes[node])[:2])}
    ((remove, add),) = differing_nodes(quad_reader(nodes[node]), half, {})
    assert remove == nodes[node] - half[node]
    assert add == frozenset()


def test_whole_is_the_asset_itself():
    assert segment_of("http://a/1", "http://a/1") is WHOLE
