"""docs/explanation/confidence.md and mapping.md say the numbers that the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.calibration import ENOUGH_FOR_BETA, ENOUGH_FOR_ISOTONIC
from graph.confidence import PRIOR_WITHOUT_SCORE, band, fuse, probability_of_claim
from graph.mapping import OTHER_LANGUAGE, OTHER_NUMBER, SEVERAL
from graph.policy import PRIOR_POLICY
from graph.precision import FEWEST_AUDITS, lower_bound
from graph.similarity import PROBABILITY, SIMILAR_FROM
from ontology.model import Agent, AgentKind, Status

PAGES = Path(__file__).parents[2] / "docs" / "explanation"
MODEL = Agent(AgentKind.MODEL, "a-model")


def rows(page: str, columns: int) -> list[list[str]]:
    """The cells of every table row with so many columns."""
    lines = re.findall(r"^\|(.+)\|$", (PAGES / page).read_text(encoding="utf-8"), re.MULTILINE)
    cells = [[cell.strip(" *`") for cell in line.split("|")] for line in lines]
    return [row for row in cells if len(row) == columns]


def test_the_bounds_of_the_page_are_those_of_the_code():
    found = [row for row in rows("confidence.md", 4) if row[0].isdigit()]
    assert len(found) == 3
    for audited, *bounds in found:
        for wrong, bound in zip((0, 1, 3), bounds, strict=True):
            # The page cuts to three places, so that it promises no more than the code.
            assert int(lower_bound(int(audited) - wrong, int(audited)) * 1000) == round(float(bound) * 1000)


def test_the_priors_of_the_page_are_those_of_the_code():
    said = {row[0]: float(row[1]) for row in rows("confidence.md", 3) if row[0] in list(AgentKind)}
    assert said == {kind.value: prior for kind, prior in PRIOR_WITHOUT_SCORE.items()}


@pytest.mark.parametrize(
    "sentence",
    [
        f"From {ENOUGH_FOR_BETA} judged claims",
        f"{ENOUGH_FOR_BETA} to {ENOUGH_FOR_ISOTONIC - 1}",
        f"{ENOUGH_FOR_ISOTONIC} and more",
        f"Fewer than {FEWEST_AUDITS} audits",
        f"{PRIOR_POLICY.accept_from:.2f} and more",
        f"below {PRIOR_POLICY.review_from:.2f}",
    ],
)
def test_the_thresholds_of_the_page_are_those_of_the_code(sentence):
    assert sentence in (PAGES / "confidence.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("score", "families"), [(0.8333, 1), (0.5587, 2)])
def test_the_scores_from_which_models_are_accepted(score, families):
    assert str(score) in (PAGES / "confidence.md").read_text(encoding="utf-8")

    def status(given: float) -> Status:
        claims = [(str(n), probability_of_claim(given, MODEL, PRIOR_POLICY)) for n in range(families)]
        return band(fuse(claims), PRIOR_POLICY)

    assert status(score) is Status.ACCEPTED
    assert status(score - 0.0005) is Status.REVIEW


def test_the_mapping_page_has_the_threshold_and_the_factors():
    text = (PAGES / "mapping.md").read_text(encoding="utf-8")
    assert f"from a cosine of {SIMILAR_FROM} on" in text
    assert f"{PROBABILITY.probabilities[0]:.2f} to {PROBABILITY.probabilities[-1]:.2f}" in text
    assert all(f"(times {factor})" in text for factor in (OTHER_NUMBER, OTHER_LANGUAGE, SEVERAL))
