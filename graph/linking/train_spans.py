"""Train the choice among spans on gold sets: `python -m graph.linking.train_spans GOLD... --index DIR`.

Needs scikit-learn (extra `train`); what it writes is read without. Prints what cross-validation found, and writes the
model, its card, and with `--folds DIR` the models of the folds, with which `link evaluate --folds DIR` judges the same
sets fairly. The same inputs give the same files.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from graph.linking.boosting import BoostedTrees
from graph.linking.folds import FOLDS, fold_of
from graph.linking.gold import GoldDocument
from graph.linking.span_examples import COPIES, PARTIAL, Examples, Judged, examples_of, read_sets, with_small_index
from graph.linking.span_features import FEATURES
from graph.linking.spans import MODEL, THRESHOLD, choose

__all__ = ["COPIES", "PARTIAL", "Examples", "Judged", "examples_of", "read_sets", "with_small_index", "write_model"]

SEED: Final = 20_260_101
TREES: Final = 150
LEAVES: Final = 31
DEPTH: Final = 7
RATE: Final = 0.08
SHARE: Final = 0.4
"""Of the features, drawn anew for each split, that a split chooses among."""
SHOWN: Final = (THRESHOLD, 0.1, 0.2, 0.5)
"""Thresholds that are measured."""


def fit(examples: Sequence[Examples], *, without: int | None = None) -> BoostedTrees:
    """Return trees trained on examples, but for those of one fold."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    keep = [part.folds != (-1 if without is None else without) for part in examples]
    learner = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        max_depth=DEPTH,
        max_features=SHARE,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    # One thread: sums in another order are other sums, and threads that wait for a shared core wait for ever.
    with threadpool_limits(limits=1):
        learner.fit(
            np.concatenate([part.rows[k] for part, k in zip(examples, keep, strict=True)]),
            np.concatenate([part.truths[k] for part, k in zip(examples, keep, strict=True)]),
            sample_weight=np.concatenate([part.weights[k] for part, k in zip(examples, keep, strict=True)]),
        )
    return trees_of(learner, FEATURES)


def trees_of(learner: Any, names: Sequence[str]) -> BoostedTrees:
    """Return the trees of a fitted HistGradientBoostingClassifier of two classes, without what only it can read."""
    import numpy as np

    parts: dict[str, list[Any]] = defaultdict(list)
    depth, start = 0, 0
    for (predictor,) in learner._predictors:
        nodes = predictor.nodes
        own = np.arange(len(nodes)) + start
        leaf = nodes["is_leaf"].astype(bool)
        parts["roots"].append([start])
        parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
        parts["threshold"].append(np.where(leaf, 0, nodes["num_threshold"]))
        parts["left"].append(np.where(leaf, own, nodes["left"] + start))
        parts["right"].append(np.where(leaf, own, nodes["right"] + start))
        parts["value"].append(np.where(leaf, nodes["value"], 0))
        depth, start = max(depth, int(nodes["depth"].max())), start + len(nodes)
    joined = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    whole = {name: joined[name].astype(np.int32) for name in ("roots", "feature", "left", "right")}
    return BoostedTrees(
        names=tuple(names),
        base=float(np.ravel(learner._baseline_prediction)[0]),
        depth=depth,
        threshold=joined["threshold"].astype(np.float32),
        value=joined["value"],
        **whole,
    )


def measured(judged: Iterable[Judged], models: Sequence[BoostedTrees], threshold: float) -> Iterator[tuple[str, str]]:
    """Yield each set's name and row: recall and precision of the spans chosen by models that had not seen them."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for part in judged:
        scores = models[fold_of(part.document.text)].probabilities(part.rows).tolist()
        low, high = part.document.evaluated
        chosen = {(part.spans[at].start, part.spans[at].end) for at in choose(part.spans, scores, threshold)}
        free = {(m.start, m.end) for m in part.document.mentions if m.free}
        marked = {(m.start, m.end) for m in part.document.mentions if not m.free}
        counted = {(m.start, m.end) for m in part.document.mentions if m.counts and low <= m.start and m.end <= high}
        inside = {(s, e) for s, e in chosen if low <= s and e <= high} - free
        for at, number in enumerate((len(counted), len(counted & inside), len(inside), len(inside & marked))):
            counts[part.name][at] += number
    for name, (mentions, found, spans, true) in sorted(counts.items()):
        yield name, f"| {name} | {mentions:,} | {found / max(mentions, 1):.3f} | {true / max(spans, 1):.3f} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print what was measured, write the model and its card."""
    from graph.linking.index import WikidataIndex
    from graph.linking.mentions import MentionFinder

    asked = _asked(arguments)
    sets = read_sets(asked.gold)
    finder = MentionFinder(ner_model=asked.ner_model)
    with WikidataIndex.open(asked.index) as index:
        plain, judged = examples_of(sets, finder, index)
        lowered, judged_lowered = examples_of(sets, finder, index, lowered=True)
    lowered.weights *= COPIES
    examples = [plain, with_small_index(plain), lowered]
    folds = [fit(examples, without=fold) for fold in range(FOLDS)]
    tables = [_table(judged, folds, threshold) for threshold in SHOWN]
    tables.append("Without capitals:\n\n" + _table(judged_lowered, folds, THRESHOLD))
    print("\n\n".join(tables))
    write_model(asked.out, fit(examples))
    asked.out.with_suffix(".md").write_text(_card(sets, plain, tables), encoding="utf-8")
    for fold, trees in enumerate(folds if asked.folds else ()):
        write_model(asked.folds / f"spans-{fold}.json", trees)


def write_model(path: Path, trees: BoostedTrees) -> None:
    """Write trees as JSON, made where its folder is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(trees.as_json(), separators=(",", ":")) + "\n", encoding="utf-8")


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m graph.linking.train_spans", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="gold sets, as `link evaluate` reads them")
    parser.add_argument("--index", type=Path, required=True, help="an index that holds the sets' entities")
    parser.add_argument("--out", type=Path, default=MODEL, help="where the model is written")
    parser.add_argument("--folds", type=Path, help="a folder for the models of the folds")
    parser.add_argument("--ner-model", default="", help="the model that finds names")
    return parser.parse_args(arguments)


def _table(judged: Sequence[Judged], models: Sequence[BoostedTrees], threshold: float) -> str:
    rows = [row for _, row in measured(judged, models, threshold)]
    head = [f"| set (threshold {threshold:g}) | mentions | span recall | span precision |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])


def _card(sets: Sequence[tuple[str, GoldDocument]], examples: Examples, tables: Sequence[str]) -> str:
    from graph.linking.model_cards import span_card

    counts: dict[str, int] = defaultdict(int)
    for name, _ in sets:
        counts[name] += 1
    return span_card(counts, len(examples.truths), int(examples.truths.sum()), tables)


if __name__ == "__main__":
    main()
