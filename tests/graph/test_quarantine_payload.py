"""What is refused is kept whole: its payload gives back the Observation and its Activity."""

from __future__ import annotations

import math
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from graph.quarantine import Refused, parse_payload, patched, payload, refused_quads
from ontology.graphs import QUARANTINE
from ontology.model import Activity, Agent, AgentKind, Box, Observation, Segment
from ontology.model.rdf import literal_value

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
FLOATS = st.floats(allow_nan=False)
SEGMENTS = st.builds(
    Segment,
    start_s=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**6),
    end_s=st.none() | st.just(Decimal("15.250")),
    box=st.none() | st.builds(Box, FLOATS, FLOATS, FLOATS, FLOATS),
    characters=st.none() | st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
    page=st.none() | st.integers(1, 999),
    track=st.none() | st.integers(1, 9),
)
OBSERVATIONS = st.builds(
    Observation,
    property=TEXT,
    value=TEXT,
    confidence=st.none() | FLOATS,
    language=TEXT,
    segment=SEGMENTS,
    pointer=TEXT,
    identifiers=st.lists(TEXT, max_size=2).map(tuple),
)
ACTIVITIES = st.builds(
    Activity,
    asset_iri=TEXT,
    extractor=TEXT,
    task=TEXT,
    agent=st.builds(Agent, st.sampled_from(AgentKind), TEXT, TEXT),
    part=TEXT,
    started=TEXT,
    output=TEXT,
)


@given(ACTIVITIES, OBSERVATIONS)
def test_a_payload_gives_back_what_was_refused(activity: Activity, observation: Observation) -> None:
    assert parse_payload(payload(activity, observation)) == (activity, observation)


def test_not_a_number_and_lone_surrogates_are_kept_as_far_as_text_can() -> None:
    activity = Activity("a", "e", "t", Agent(AgentKind.MODEL, "m"))
    _, back = parse_payload(payload(activity, Observation("depicts", "x\ud800y", confidence=float("nan"))))
    assert back.confidence is not None
    assert math.isnan(back.confidence)
    assert back.value == "x?y"


def test_an_item_is_quads_that_any_store_can_hold() -> None:
    hostile = Observation("depicts", 'a"b\n', language="no such <language>", identifiers=("not an iri >",))
    item = Refused(
        Activity("https://a/1", "e", "t", Agent(AgentKind.MODEL, "m")), hostile, ("It is hostile.",), "Mend it.", "{}"
    )
    quads = list(refused_quads(item, "https://b/"))
    assert {quad.graph for quad in quads} == {QUARANTINE}
    (text,) = [literal_value(q.object).text for q in quads if q.predicate.endswith("#payload>")]
    assert parse_payload(text)[1] == hostile


def test_a_patch_changes_the_fields_it_names() -> None:
    mended = patched(Observation("depicts", "dog", confidence=97.0), '{"confidence": 0.97}')
    assert mended == Observation("depicts", "dog", confidence=0.97)
