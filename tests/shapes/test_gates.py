"""The two gates: what is refused, whom it concerns, and that hostile values never stop the batch."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.graphs import FACTS, REVIEW
from ontology.model import (
    WHOLE,
    Activity,
    Agent,
    AgentKind,
    Box,
    Entity,
    Fact,
    MediaKind,
    Observation,
    Quad,
    Rendition,
    Segment,
    Status,
)
from ontology.model.describe import asset_quads, entity_quads, fact_quads, rendition_quads
from ontology.model.rdf import RDF_TYPE, decimal, iri, lang_string, string
from ontology.namespaces import DEFAULT_BASE as BASE
from ontology.namespaces import MG, TAXONOMY
from shapes.gates import TERM, first_gate, is_review, observation_iri, review_path, second_gate
from shapes.report import Result

ASSET = f"{BASE}asset/flyer"
MODEL = Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.0")
RUN = Activity(ASSET, "rekognition-labels", "labels", MODEL)
GOOD = Observation("depicts", "Aircraft", 0.97, "en", Segment(box=Box(0.1, 0.2, 0.5, 0.3)), "/Labels/0")
KITE = f"<{TAXONOMY}subject/kite>"
CONCEPTS = [Quad(KITE, RDF_TYPE, "<http://www.w3.org/2004/02/skos/core#Concept>")]


def refused(*observations: Observation, activity: Activity = RUN, duration: float | None = None) -> list[list[Result]]:
    """Return the results of each Observation, in order, judged in one batch with a good one."""
    support = [] if duration is None else [Quad(iri(ASSET), f"<{MG}duration>", decimal(duration), FACTS)]
    found = first_gate([(activity, [GOOD, *observations])], base=BASE, support=support)
    good = observation_iri(GOOD, activity, BASE)
    if activity is RUN:
        assert good not in found, "one bad Observation must not stop another"
    return [found.get(observation_iri(o, activity, BASE), []) for o in observations]


def test_a_good_batch_passes() -> None:
    assert first_gate([(RUN, [GOOD])], base=BASE) == {}


def test_an_empty_batch_passes() -> None:
    assert first_gate([], base=BASE) == {}


@pytest.mark.parametrize(
    ("observation", "rule"),
    [
        (Observation("depicts", "Aircraft", 97.5), "Observation-confidence"),
        (Observation("depicts", "Aircraft", -0.5), "Observation-confidence"),
        (Observation("depict", "Aircraft"), "Observation-property"),
        (Observation("segmentOf", "Aircraft"), "Observation-property"),
        (Observation("depicts", ""), "Observation-value"),
        (Observation("depicts", " \n\t "), "Observation-value"),
        (Observation("transcript", "x" * 100_001), "Observation-value"),
        (Observation("depicts", "Flugzeug", language="qqq"), "TaggedText-knownLanguage"),
        (Observation("language", "english"), "ObservationShape"),
        (Observation("faceCount", "three"), "Observation-wholeNumber"),
        (Observation("brightness", "NaN"), "Observation-number"),
        (Observation("dateCreated", "1903:12:17 10:35:00"), "Observation-dateTime"),
        (Observation("depicts", "x", segment=Segment(start_s=Decimal(5), end_s=Decimal(4))), "Segment-start"),
        (Observation("depicts", "x", segment=Segment(start_s=Decimal(-1))), "Segment-start"),
        (Observation("depicts", "x", segment=Segment(box=Box(0.7, 0.1, 0.5, 0.2))), "Segment-insideFrame"),
        (Observation("depicts", "x", segment=Segment(box=Box(-0.1, 0.1, 0.5, 0.2))), "Segment-boxX"),
        (Observation("depicts", "x", segment=Segment(characters=(9, 3))), "Segment-firstCharacter"),
        (Observation("depicts", "x", segment=Segment(page=0)), "Segment-page"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_breaks_a_shape_is_refused_by_that_shape(observation: Observation, rule: str) -> None:
    [results] = refused(observation)
    assert {(r.constraint or r.source_shape).rpartition("#")[2] for r in results} == {f"{rule}>"}
    assert all(r.severity == "Violation" and r.message for r in results)


@pytest.mark.parametrize(
    "observation",
    [
        Observation("depicts", "x", float("nan")),
        Observation("depicts", "x", float("inf")),
        Observation("depicts", "x", 1e300),
        Observation("depicts", "x", language="not a tag"),
        Observation("depicts", "x", language="en_US"),
        Observation("depicts", "x", language="qqq-9"),
        Observation("depicts", "x", language="en-" + "a" * 9),
        Observation("depicts", "x", identifiers=("Q35286",)),
        Observation("depicts", "x", identifiers=("http://a b",)),
        Observation("depicts", "x", identifiers=("javascript:<script>",)),
        Observation("depicts", "x", identifiers=("http://[::",)),
        Observation("depicts", "x", identifiers=("http://e.example/%zz",)),
        Observation("has space", "x"),
        Observation("", "x"),
        Observation("a> <b", "x"),
        Observation("../../etc/passwd", "x"),
        Observation("depicts", "x", segment=Segment(start_s=Decimal("NaN"))),
        Observation("depicts", "x", segment=Segment(start_s=Decimal("Infinity"), end_s=Decimal(1))),
        Observation("depicts", "x", segment=Segment(box=Box(float("nan"), 0, 1, 1))),
        Observation("depicts", "x", segment=Segment(box=Box(0, 0, float("inf"), 1))),
    ],
    ids=repr,
)
def test_what_cannot_be_written_is_refused_with_a_sentence(observation: Observation) -> None:
    [results] = refused(observation)
    assert results, "it must be refused"
    assert all(r.component == TERM and r.message.startswith("It cannot be written: ") for r in results)


def test_odd_text_passes() -> None:
    odd = [
        Observation("caption", text) for text in ("a\u0000b", "\ud800", "\U0001f6e9", 'quote " back \\', "a\nb\r\tc")
    ]
    assert refused(*odd) == [[]] * len(odd)


def test_a_segment_beyond_the_duration_is_refused() -> None:
    over, rounding = (
        Observation("utterance", "x", segment=Segment(Decimal(1), Decimal(end))) for end in ("20", "12.9")
    )
    assert refused(over, rounding) == [[], []]
    beyond, within = refused(over, rounding, duration=12.48)
    assert [r.message for r in beyond] == [
        "The Segment reaches 20 s, but its Asset lasts 12.48 s (half a second over is allowed)."
    ]
    assert within == []


def test_the_duration_a_file_states_in_the_batch_counts() -> None:
    probe = Activity(ASSET, "file", "probe", Agent(AgentKind.SYSTEM, "pyav", "18"))
    late = Observation("utterance", "x", segment=Segment(Decimal(1), Decimal(20)))
    batch = [(probe, [Observation("duration", "12.48")]), (RUN, [late])]
    assert set(first_gate(batch, base=BASE)) == {observation_iri(late, RUN, BASE)}
    guessed = Activity(ASSET, "guess", "probe", MODEL)
    assert first_gate([(guessed, [Observation("duration", "12.48")]), (RUN, [late])], base=BASE) == {}


def test_a_bad_segment_concerns_all_that_rest_on_it() -> None:
    part = Segment(start_s=Decimal(5), end_s=Decimal(4))
    first, second, other = (Observation("depicts", v, segment=p) for v, p in (("a", part), ("b", part), ("c", WHOLE)))
    results = refused(first, second, other)
    assert [bool(found) for found in results] == [True, True, False]


@pytest.mark.parametrize(
    "activity",
    [
        Activity(ASSET, "x", "labels", MODEL, started="yesterday"),
        Activity(ASSET, "x", "labels", MODEL, started="2026-01-02T00:00:00Z", ended="2026-01-01T00:00:00Z"),
        Activity(ASSET, "", "labels", MODEL),
        Activity(ASSET, "x", "labels", MODEL, output="abc"),
        Activity("no iri", "x", "labels", MODEL),
        Activity(ASSET, "x", "labels", Agent(AgentKind.MODEL, "")),
    ],
    ids=repr,
)
def test_a_bad_activity_concerns_all_its_observations(activity: Activity) -> None:
    found = first_gate([(activity, [GOOD]), (RUN, [GOOD])], base=BASE)
    assert set(found) == {observation_iri(GOOD, activity, BASE)}


anything = st.text(max_size=12)
observations = st.builds(
    Observation,
    property=st.one_of(st.sampled_from(["depicts", "language", "duration", "title"]), anything),
    value=anything,
    confidence=st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
    language=st.one_of(st.sampled_from(["", "en", "en-GB", "x-private"]), anything),
    segment=st.builds(
        Segment,
        start_s=st.one_of(st.none(), st.decimals()),
        end_s=st.one_of(
            st.none(), st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9, max_value=9**9)
        ),
        box=st.one_of(st.none(), st.builds(Box, *[st.floats() for _ in range(4)])),
        characters=st.one_of(st.none(), st.tuples(st.integers(), st.integers())),
        page=st.one_of(st.none(), st.integers()),
    ),
    pointer=anything,
    identifiers=st.lists(st.one_of(anything, st.just("http://www.wikidata.org/entity/Q1")), max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(observations, max_size=5))
def test_no_observation_stops_the_batch_or_its_neighbours(batch: list[Observation]) -> None:
    found = first_gate([(RUN, [GOOD, *batch])], base=BASE)
    assert observation_iri(GOOD, RUN, BASE) not in found or GOOD.segment in [o.segment for o in batch]
    assert set(found) <= {observation_iri(o, RUN, BASE) for o in [GOOD, *batch]}


@settings(max_examples=15, deadline=None)
@given(st.lists(observations, max_size=4), st.integers(0, 3))
def test_batching_makes_no_difference(batch: list[Observation], at: int) -> None:
    whole = first_gate([(RUN, batch)], base=BASE)
    parts = first_gate([(RUN, batch[:at])], base=BASE) | first_gate([(RUN, batch[at:])], base=BASE)
    assert whole.keys() == parts.keys()


def settled(predicate: str, *objects: str, status: Status = Status.ACCEPTED) -> list[Quad]:
    """Return an Asset's own quads, and Facts about it."""
    quads = [*asset_quads(ASSET, MediaKind.IMAGE, name="flyer.jpg")]
    quads += rendition_quads(ASSET, Rendition("0f" * 32, 12, "image/jpeg", "flyer.jpg"), BASE)
    for value in objects:
        quads += fact_quads(Fact(ASSET, MG + predicate, value, 0.9, status, 1, (f"{BASE}observation/1",)), BASE)
    return quads


def test_good_facts_pass() -> None:
    person = Entity(ASSET, "Person", "Orville Wright", ("http://www.wikidata.org/entity/Q494",))
    quads = [*settled("depicts", KITE), *settled("depictsPerson", iri(person.iri(BASE))), *entity_quads(person, BASE)]
    quads += settled("title", lang_string("First flight", "en"), lang_string("Premier vol", "fr"))
    assert second_gate(quads, CONCEPTS) == []


def test_two_values_of_a_single_valued_property_go_to_review() -> None:
    results = second_gate(settled("rating", decimal(3), decimal(4)))
    assert [is_review(result) for result in results] == [True]
    assert review_path(results[0]) == f"<{MG}rating>"
    assert results[0].focus == iri(ASSET)


def test_two_titles_in_one_language_go_to_review() -> None:
    results = second_gate(settled("title", lang_string("First flight", "en"), lang_string("The first flight", "en")))
    assert [is_review(result) for result in results] == [True]


def test_what_is_in_review_already_breaks_nothing() -> None:
    quads = settled("rating", decimal(3), decimal(4), status=Status.REVIEW)
    assert any(quad.graph == REVIEW for quad in quads)
    assert second_gate(quads) == []


@pytest.mark.parametrize(
    "quads",
    [
        settled("depicts", string("kite")),
        settled("depicts", "<http://no.example/type>"),
        settled("faceCount", decimal("1.5")),
        settled("segmentOf", KITE),
        list(fact_quads(Fact(ASSET, MG + "depicts", KITE, 0.9, Status.ACCEPTED, 1), BASE)),
        [Quad(iri(ASSET), RDF_TYPE, f"<{MG}ImageAsset>", FACTS)],
        [Quad("<not an iri>", RDF_TYPE, f"<{MG}ImageAsset>", FACTS)],
    ],
    ids=["text for a concept", "no concept", "datatype", "no claimable property", "no evidence", "no name", "no iri"],
)
def test_anything_else_refuses_the_commit(quads: list[Quad]) -> None:
    results = second_gate(quads, CONCEPTS)
    assert results
    assert not any(is_review(result) for result in results)
    assert all(review_path(result) is None for result in results)


def test_nothing_is_reported_about_what_is_only_referred_to() -> None:
    """The other Asset and the Concept stand with nothing but their types; the report is about the batch."""
    other = Quad(f"<{BASE}asset/other>", RDF_TYPE, f"<{MG}VideoAsset>", FACTS)
    assert second_gate(settled("depicts", KITE), [*CONCEPTS, other]) == []
