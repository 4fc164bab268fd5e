"""The accept band's precision bound: Clopper-Pearson, from audits alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.decisions import counter
from graph.precision import FEWEST_AUDITS, lower_bound, precision_bound
from ontology.model import Decision, ShownWhy, Verdict

laws = settings(max_examples=50, deadline=None)


def audit(number: int, verdict: Verdict = Verdict.ACCEPT, shown: ShownWhy = ShownWhy.AUDIT) -> Decision:
    return Decision(number, f"http://a/{number}", "http://p", '"x"', verdict, "orville", shown=shown, probability=0.01)


@pytest.mark.parametrize(
    ("right", "total", "bound"),
    # Exact one-sided 95 % limits, as tables of binomial limits have them (and binom.test of R).
    [(100, 100, 0.9704), (95, 100, 0.8977), (18, 20, 0.7173), (9, 10, 0.6058), (1, 1, 0.05), (0, 10, 0.0)],
)
def test_known_values(right, total, bound):
    assert lower_bound(right, total) == pytest.approx(bound, abs=1.01e-4)


@pytest.mark.parametrize("total", [1, 29, 59, 299])
def test_a_clean_record_has_the_closed_form(total):
    assert lower_bound(total, total) == pytest.approx(0.05 ** (1 / total), abs=1.01e-4)


@laws
@given(st.integers(1, 300), st.data())
def test_the_bound_is_below_the_rate_and_rises_with_it(total, data):
    right = data.draw(st.integers(0, total))
    bound = lower_bound(right, total)
    assert 0.0 <= bound <= right / total
    if right < total:
        assert bound <= lower_bound(right + 1, total)
    assert bound <= lower_bound(right * 2, total * 2)


@pytest.mark.parametrize(("right", "total"), [(2, 1), (-1, 5), (0, 0)])
def test_impossible_counts_are_named(right, total):
    with pytest.raises(ValueError, match=f"{right} right of {total}"):
        lower_bound(right, total)


def test_too_few_audits_promise_nothing():
    assert precision_bound([audit(n) for n in range(1, FEWEST_AUDITS)]) is None
    found = precision_bound([audit(n) for n in range(1, FEWEST_AUDITS + 1)])
    assert found is not None
    assert (found.right, found.audited) == (30, 30)
    assert found.bound == pytest.approx(0.905, abs=1e-3)


def test_only_audits_count_and_every_fact_once():
    audits = [audit(n) for n in range(1, 41)]
    doubtful = [audit(n, Verdict.REJECT, ShownWhy.DOUBTFUL) for n in range(100, 140)]
    assert precision_bound(audits + doubtful) == precision_bound(audits)
    wrong = audit(1, Verdict.REJECT)
    again = Decision(200, wrong.subject, wrong.predicate, wrong.object, Verdict.REJECT, "w", shown=ShownWhy.AUDIT)
    changed = precision_bound([*audits, again])
    assert changed is not None
    assert (changed.right, changed.audited) == (39, 40)
    assert precision_bound([*audits, again, counter(again, number=201, by="w", time="")]) == precision_bound(audits)
