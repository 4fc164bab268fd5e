"""The choice among spans: the best that does not overlap, by a model that is what training made."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.linking.boosting import read_trees, trees_from_json
from graph.linking.errors import LinkingError
from graph.linking.folds import FOLDS, fold_of
from graph.linking.gold import GoldDocument, GoldMention
from graph.linking.span_candidates import Span
from graph.linking.span_features import FEATURES
from graph.linking.spans import MODEL, choose, span_model

SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5), st.integers(1, 99)), max_size=8)


def _worth(spans: list[Span], scores: list[float], places: tuple[int, ...]) -> float:
    return sum(scores[at] - 0.2 for at in places)


def _apart(spans: list[Span], places: tuple[int, ...]) -> bool:
    return all(spans[a].end <= spans[b].start or spans[b].end <= spans[a].start for a, b in combinations(places, 2))


@given(SPANS)
def test_no_choice_that_does_not_overlap_is_better(drawn: list[tuple[int, int, int]]) -> None:
    spans = [Span(start, start + length, 0, 0) for start, length, _ in drawn]
    scores = [score / 100 for _, _, score in drawn]
    kept = choose(spans, scores, 0.2)
    assert _apart(spans, tuple(kept))
    assert [spans[at].start for at in kept] == sorted(spans[at].start for at in kept)
    every = [places for size in range(len(spans) + 1) for places in combinations(range(len(spans)), size)]
    best = max(_worth(spans, scores, places) for places in every if _apart(spans, places))
    assert _worth(spans, scores, tuple(kept)) == pytest.approx(best)


def test_many_spans_are_chosen_among_quickly() -> None:
    spans = [Span(at, at + 3, at, at) for at in range(100_000)]
    assert len(choose(spans, [0.5] * len(spans))) == 33_334


def test_the_shipped_model_is_of_our_features_and_says_from_what() -> None:
    model = span_model()
    assert model.names == FEATURES
    rows = np.zeros((5, len(FEATURES)), np.float32)
    assert ((model.probabilities(rows) > 0) & (model.probabilities(rows) < 1)).all()
    card = MODEL.with_suffix(".md").read_text(encoding="utf-8")
    for said in ("wiki-fair-v2-dev", "news-fair-v2-dev", "RSS-500", "five folds", "span recall"):
        assert said in card
    words = {word for word in json.loads(MODEL.read_text(encoding="utf-8")) if isinstance(word, str)}
    assert words == {"names", "base", "depth", "roots", "feature", "threshold", "left", "right", "value"}


def test_trees_are_evaluated_as_scikit_learn_does() -> None:
    ensemble = pytest.importorskip(
        "sklearn.ensemble", reason="scikit-learn is not installed: the extra train brings it"
    )
    from graph.linking.train_spans import trees_of

    random = np.random.default_rng(5)
    rows = random.random((3000, 6)).astype(np.float32)
    truths = (rows[:, 0] + rows[:, 1] * rows[:, 2] > 0.8).astype(int)
    learner = ensemble.HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=11, random_state=1)
    learner.fit(rows, truths)
    trees = trees_of(learner, tuple("abcdef"))
    assert np.allclose(trees.probabilities(rows), learner.predict_proba(rows)[:, 1], atol=1e-6)
    again = trees_from_json(json.loads(json.dumps(trees.as_json())))
    assert np.allclose(again.probabilities(rows), trees.probabilities(rows), atol=1e-3)


def test_a_model_that_is_broken_or_of_other_features_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"names": ["a"]}')
    with pytest.raises(LinkingError, match=r"broken\.json: no model that can be read"):
        read_trees(broken, FEATURES)
    body = json.loads(MODEL.read_text(encoding="utf-8"))
    other = tmp_path / "other.json"
    other.write_text(json.dumps(body | {"names": ["x", *body["names"][1:]]}))
    with pytest.raises(LinkingError, match="trained on other features"):
        read_trees(other, FEATURES)


def test_folds_are_of_texts_and_even() -> None:
    counts = np.bincount([fold_of(f"text {at}") for at in range(5000)], minlength=FOLDS)
    assert counts.min() > 900
    assert fold_of("one  text\n") == fold_of("one text")


def test_examples_leave_out_what_neither_counts_nor_costs() -> None:
    from graph.linking.span_examples import _labelled

    document = GoldDocument(
        "1",
        "Ann met him in Rome, Italy.",
        (GoldMention(0, 3, 1), GoldMention(8, 11, 1, coreference=True), GoldMention(15, 26, None)),
        (0, 26),
    )
    spans = [Span(0, 3, 0, 0), Span(8, 11, 2, 2), Span(15, 19, 4, 4), Span(15, 26, 4, 5), Span(4, 7, 1, 1)]
    assert _labelled("set", document, spans, [1] * 5)[:2] == ([0, 2, 3, 4], [1, 0, 1, 0])
    # RSS-500 marks two names a sentence: a name that it leaves is no counter-example.
    assert _labelled("RSS-500", document, spans, [1] * 5)[:2] == ([0, 2, 3], [1, 0, 1])
