"""Decisions as values and as quads: what stands, what is refused, what is read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.decisions import (
    NO_CONCEPT,
    DecisionRefused,
    counter,
    decide,
    decide_mapping,
    decided,
    decision_quads,
    next_number,
    read_decisions,
    standing_decisions,
)
from ontology.graphs import DECISIONS
from ontology.model import Decision, Fact, Mapping, MappingMethod, ShownWhy, Status, Verdict

FACT = Fact("http://a/1", "http://p", "<http://c/dog>", 0.6, Status.REVIEW, 1)
NOW = "2026-01-01T00:00:00Z"


def test_a_decision_says_what_who_and_why():
    made = decide(
        FACT, Verdict.CORRECT, number=3, by=" orville ", time=NOW, value="<http://c/wolf>", why="it howls",
        shown=ShownWhy.AUDIT, probability=0.01,
    )  # fmt: skip
    assert (made.subject, made.predicate, made.object) == (FACT.subject, FACT.predicate, FACT.object)
    assert (made.by, made.value, made.shown, made.probability) == ("orville", "<http://c/wolf>", ShownWhy.AUDIT, 0.01)


@pytest.mark.parametrize(
    ("verdict", "fields", "said"),
    [
        (Verdict.ACCEPT, {"by": "  "}, "names nobody"),
        (Verdict.CORRECT, {}, "needs another value"),
        (Verdict.CORRECT, {"value": "<http://c/dog>"}, "needs another value"),
        (Verdict.REJECT, {"value": "<http://c/wolf>"}, "takes no value"),
        (Verdict.ACCEPT, {"probability": 1.5}, "outside 0..1"),
    ],
)
def test_what_cannot_be_decided_is_named(verdict, fields, said):
    with pytest.raises(DecisionRefused, match=said):
        decide(FACT, verdict, **{"number": 1, "by": "orville", "time": NOW, **fields})


def test_what_is_read_back_is_what_was_decided(quad_reader):
    first = decide(FACT, Verdict.REJECT, number=1, by="orville", time=NOW, shown=ShownWhy.DOUBTFUL, probability=0.25)
    second = counter(first, number=2, by="wilbur", time=NOW, why='he said "no"\nand left')
    third = decide(FACT, Verdict.CORRECT, number=3, by="wilbur", time="", value='"Wolf"@en')
    quads = {q for d in (first, second, third) for q in decision_quads(d, "http://b/")}
    assert {q.graph for q in quads} == {DECISIONS}
    assert read_decisions(quad_reader(quads)) == [first, second, third]
    assert next_number(quad_reader(quads)) == 4
    assert next_number(quad_reader(())) == 1


def test_the_newest_decision_counts_and_a_correction_speaks_of_two_triples():
    rejected = decide(FACT, Verdict.REJECT, number=1, by="o", time=NOW)
    corrected = decide(FACT, Verdict.CORRECT, number=2, by="o", time=NOW, value="<http://c/wolf>")
    verdicts = decided([corrected, rejected]).of_asset("http://a/1")
    dog = verdicts[(FACT.subject, FACT.predicate, FACT.object)]
    wolf = verdicts[(FACT.subject, FACT.predicate, "<http://c/wolf>")]
    assert (dog.accepted, dog.decision.number) == (False, 2)
    assert (wolf.accepted, wolf.is_correction) == (True, True)


def test_decisions_about_segments_are_found_with_their_asset():
    fact = Fact("http://a/1/segment/t0-500", "http://p", '"x"', 0.6, Status.REVIEW, 1)
    made = decide(fact, Verdict.ACCEPT, number=1, by="o", time=NOW)
    assert (fact.subject, fact.predicate, fact.object) in decided([made]).of_asset("http://a/1")
    assert decided([made]).of_asset("http://a/2") == {}


def test_decided_mappings():
    mapping = Mapping("tagger", "depicts", "coin", "en", "http://c/money", 1.0, MappingMethod.EXACT)
    nothing = Mapping("tagger", "depicts", "zzz", "en", "", 0.0, MappingMethod.NONE)
    corner = decide_mapping(mapping, "http://c/corner", base="http://b/", number=1, by="o", time=NOW)
    emptied = decide_mapping(mapping, "", base="http://b/", number=2, by="o", time=NOW)
    found = decide_mapping(nothing, "http://c/sleep", base="http://b/", number=3, by="o", time=NOW)
    kept = decide_mapping(mapping, "http://c/money", base="http://b/", number=4, by="o", time=NOW)
    node = mapping.iri("http://b/")
    assert decided([corner]).mappings == {node: "http://c/corner"}
    assert decided([corner, emptied]).mappings == {node: ""}
    assert found.object == NO_CONCEPT
    assert decided([found]).mappings == {nothing.iri("http://b/"): "http://c/sleep"}
    assert decided([kept]).mappings == {node: "http://c/money"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.integers(1, 12), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_what_stands_depends_on_numbers_alone(undoings, random):
    """A counter-Decision undoes an earlier one, which may itself be a counter-Decision."""
    made = [
        Decision(
            n, "http://a", "http://p", '"x"', Verdict.ACCEPT, "o", undoes=undone if undone and undone < n else None
        )
        for n, undone in enumerate(undoings, start=1)
    ]
    shuffled = made + made[: len(made) // 2]
    random.shuffle(shuffled)
    standing = standing_decisions(shuffled)
    assert standing == standing_decisions(made)

    def stands(number: int) -> bool:
        return not any(d.undoes == number and stands(d.number) for d in made)

    assert [d.number for d in standing] == [d.number for d in made if d.undoes is None and stands(d.number)]
