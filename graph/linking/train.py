"""Train linking on gold sets: `python -m graph.linking.train GOLD... --index DIR... --out FOLDER`.

Needs scikit-learn and SciPy (extra `train`); what it writes is read without. Prints what cross-validation over
documents found, by the same code as `link evaluate`, and writes the model, its card, and with `--folds DIR` the models
of the folds. With several indexes the model learns to do with each of them. The same inputs give the same files.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.linking import train_spans
from graph.linking.bearers import Names
from graph.linking.encoding import Encoder
from graph.linking.fitting import fit
from graph.linking.folds import FOLDS
from graph.linking.gold import GoldDocument
from graph.linking.linking_model import MODEL, LinkingModel, write_model
from graph.linking.mentions import MentionFinder
from graph.linking.small_index import SmallIndex
from graph.linking.spans import span_model
from graph.linking.train_examples import (
    Example,
    Read,
    found_examples,
    given_examples,
    read_documents,
    weigh,
)

if TYPE_CHECKING:
    from graph.linking.boosting import BoostedTrees
    from graph.linking.index import WikidataIndex


COPIES: Final = 0.25
"""Weight of a copy of the examples that pretends a small index."""


class Trainer:
    """The documents as each index lets them be read, with the span models of the folds."""

    def __init__(
        self,
        sets: Sequence[tuple[str, GoldDocument]],
        indexes: Sequence[WikidataIndex],
        finder: MentionFinder,
        spans: Mapping[int, BoostedTrees],
        encoder: Encoder | None = None,
    ) -> None:
        """Read everything once: minutes. `spans`: for each fold a span model that has not seen it."""
        self.examples: list[Example] = []
        self._encoder = encoder
        copies: list[Example] = []
        for index in indexes:
            reads = read_documents(sets, finder, index)
            self.examples += _examples(reads, spans, index, ranks=index is indexes[0])
            copies += _examples(reads, spans, SmallIndex(index), ranks=False) if index is indexes[0] else []
        weigh(self.examples)
        weigh(copies)
        for example in copies:
            example.weight *= COPIES
        self.examples += copies

    def model(self, without: int | None = None) -> LinkingModel:
        """Return a linking model fitted to all folds but one."""
        return fit([example for example in self.examples if example.fold != without], self._encoder)


def _examples(
    reads: Sequence[Read], spans: Mapping[int, BoostedTrees], index: WikidataIndex | SmallIndex, *, ranks: bool
) -> list[Example]:
    """Return given and found examples; `ranks`: the ranker learns from the found ones too.

    What another index makes of proposals would teach it little that its given spans do not.
    """
    names = Names(index)
    found = found_examples(reads, spans, names, index)
    for example in found:
        example.ranks = ranks
    return given_examples(reads, names, index) + found


def span_models(
    folder: Path, sets: Sequence[tuple[str, GoldDocument]], index: WikidataIndex, finder: MentionFinder
) -> dict[int, BoostedTrees]:
    """Return for each fold a span model that has not seen it: those in a folder, or made now and written there."""
    paths = {fold: folder / f"spans-{fold}.json" for fold in range(FOLDS)}
    if not all(path.exists() for path in paths.values()):
        plain, _ = train_spans.examples_of(sets, finder, index)
        lowered, _ = train_spans.examples_of(sets, finder, index, lowered=True)
        lowered.weights *= train_spans.COPIES
        examples = [plain, train_spans.with_small_index(plain), lowered]
        for fold, path in paths.items():
            train_spans.write_model(path, train_spans.fit(examples, without=fold))
    return {fold: span_model(path) for fold, path in paths.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure by cross-validation, write the model and its card."""
    from graph.linking.index import WikidataIndex

    asked = _asked(arguments)
    with ExitStack() as stack:
        indexes = [stack.enter_context(WikidataIndex.open(folder)) for folder in asked.index]
        folds = asked.folds or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        encoder = Encoder() if asked.encoder else None
        tables = train(asked.gold, indexes, out=asked.out, folds=folds, ner_model=asked.ner_model, encoder=encoder)
    print("\n\n".join(tables))


def train(
    gold: Sequence[Path],
    indexes: Sequence[WikidataIndex],
    *,
    out: Path,
    folds: Path,
    ner_model: str = "",
    encoder: Encoder | None = None,
) -> list[str]:
    """Write the model and its card into `out`, the models of the folds into `folds`; return the measured tables."""
    sets, finder = train_spans.read_sets(gold), MentionFinder(ner_model=ner_model)
    trainer = Trainer(sets, indexes, finder, span_models(folds, sets, indexes[0], finder), encoder)
    for fold in range(FOLDS):
        write_model(folds / f"linking-{fold}.json", trainer.model(without=fold))
    write_model(out / MODEL.name, trainer.model())
    tables = [table for index in indexes for table in measured(gold, index, folds, ner_model, None)]
    tables += measured(gold, indexes[0], folds, ner_model, encoder) if encoder else []
    _write_card(out / MODEL.with_suffix(".md").name, sets, tables)
    return tables


def measured(
    gold: Sequence[Path], index: WikidataIndex, folds: Path, ner_model: str, encoder: Encoder | None
) -> list[str]:
    """Return tables of what models of the folds do on documents that they had not seen: found spans, given spans."""
    from graph.linking.evaluate import SetScore, evaluate_set
    from graph.linking.linker import Linker

    linker = Linker(index, finder=MentionFinder(ner_model=ner_model, folds=folds), folds=folds, encoder=encoder)
    tables = []
    for given in (False, True):
        scores = [evaluate_set(path, linker, given_spans=given) for path in sorted(gold)]
        if len(scores) > 1:
            together = [document for score in scores for document in score.documents]
            scores.append(SetScore("all together", documents=together))
        of = " and ".join(index.info.sources) + (", with encoder" if encoder else "")
        figures = [score.as_json(most_mistakes=0) for score in scores]
        tables.append(_table(figures, f"{'spans given' if given else 'from the text alone'}, index of {of}"))
    return tables


_COLUMNS: Final = (
    *("mentions", "span_recall", "candidate_recall", "accuracy_in_kb", "precision", "recall", "f1", "nil_auc", "ece"),
    "precision_at_50_coverage",
)


def _table(scores: Sequence[Mapping[str, Any]], title: str) -> str:
    head = f"| {title} | " + " | ".join(name.replace("_", " ") for name in _COLUMNS) + " |"
    rows = [
        f"| {score['name']} | " + " | ".join(_cell(score, column) for column in _COLUMNS) + " |" for score in scores
    ]
    return "\n".join([head, "|---" * (len(_COLUMNS) + 1) + "|", *rows])


def _cell(score: Mapping[str, Any], column: str) -> str:
    value = score[column]
    if value is None:
        return "-"
    interval = score["confidence_intervals"].get("f1") if column == "f1" else None
    between = f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}{between}"


def _write_card(path: Path, sets: Sequence[tuple[str, GoldDocument]], tables: Sequence[str]) -> None:
    from graph.linking.model_cards import linking_card

    path.write_text(linking_card(Counter(name for name, _ in sets), tables), encoding="utf-8")


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m graph.linking.train", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="gold sets, as `link evaluate` reads them")
    parser.add_argument(
        "--index", type=Path, action="append", required=True, help="an index; may be said several times"
    )
    parser.add_argument("--out", type=Path, default=MODEL.parent, help="the folder that the model is written into")
    parser.add_argument(
        "--folds",
        type=Path,
        help="a folder for the models of the folds; those that `train_spans --folds` wrote there are used",
    )
    parser.add_argument("--encoder", action="store_true", help="also learn how much an encoder counts, and measure it")
    parser.add_argument("--ner-model", default="", help="the model that finds names")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
