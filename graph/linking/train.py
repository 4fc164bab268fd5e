"""Train linking on gold sets: `python -m graph.linking.train GOLD... --index DIR... --out FOLDER`.

Needs scikit-learn and SciPy (extra `train`); what it writes is read without. Prints what cross-validation over documents
found, by the same code as `link evaluate`, and writes the model, its card, and with `--folds DIR` the models of the
folds. With several indexes the model learns to do with each of them. The same inputs give the same files.
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
from graph.linking.fitting import fit
from graph.linking.folds import FOLDS
from graph.linking.gold import GoldDocument
from graph.linking.linking_model import MODEL, LinkingModel, write_model
from graph.linking.mentions import MentionFinder
from graph.linking.spans import span_model
from graph.linking.train_examples import (
    Example,
    found_examples,
    given_examples,
    read_documents,
    weigh,
)

if TYPE_CHECKING:
    from graph.linking.boosting import BoostedTrees
    from graph.linking.index import WikidataIndex



class Trainer:
    """The documents as each index lets them be read, with the span models of the folds."""

    def __init__(
        self,
        sets: Sequence[tuple[str, GoldDocument]],
        indexes: Sequence[WikidataIndex],
        finder: MentionFinder,
        spans: Mapping[int, BoostedTrees],
    ) -> None:
        """Read everything once: minutes. `spans`: for each fold a span model that has not seen it."""
        self.examples: list[Example] = []
        for index in indexes:
            names, reads = Names(index), read_documents(sets, finder, index)
            found = found_examples(reads, spans, names, index)
            for example in found:
                # What a second index makes of proposals teaches the ranker little that its given spans do not.
                example.ranks = index is indexes[0]
            self.examples += given_examples(reads, names, index) + found
        weigh(self.examples)

    def model(self, without: int | None = None) -> LinkingModel:
        """Return a linking model fitted to all folds but one."""
        return fit([example for example in self.examples if example.fold != without])


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
    sets = train_spans.read_sets(asked.gold)
    with ExitStack() as stack:
        indexes = [stack.enter_context(WikidataIndex.open(folder)) for folder in asked.index]
        folds = asked.folds or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        finder = MentionFinder(ner_model=asked.ner_model)
        trainer = Trainer(sets, indexes, finder, span_models(folds, sets, indexes[0], finder))
        for fold in range(FOLDS):
            write_model(folds / f"linking-{fold}.json", trainer.model(without=fold))
        write_model(asked.out / MODEL.name, trainer.model())
        tables = [
            table
            for index, folder in zip(indexes, asked.index, strict=True)
            for table in measured(asked.gold, index, folds, asked.ner_model, _named(index, folder))
        ]
    print("\n\n".join(tables))
    _write_card(asked.out / MODEL.with_suffix(".md").name, sets, tables)


def measured(
    gold: Sequence[Path], index: WikidataIndex, folds: Path, ner_model: str, name: str
) -> list[str]:
    """Return tables of what models of the folds do on the documents that they had not seen: found spans, given spans."""
    from graph.linking.evaluate import evaluate_set
    from graph.linking.linker import Linker

    linker = Linker(index, finder=MentionFinder(ner_model=ner_model, folds=folds), folds=folds)
    tables = []
    for given in (False, True):
        scores = [evaluate_set(path, linker, given_spans=given).as_json(most_mistakes=0) for path in sorted(gold)]
        tables.append(_table(scores, f"{'spans given' if given else 'from the text alone'}, index of {name}"))
    return tables


_COLUMNS: Final = (
    "mentions span_recall candidate_recall accuracy_in_kb precision recall f1 nil_auc ece precision_at_50_coverage".split()
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


def _named(index: WikidataIndex, folder: Path) -> str:
    return " and ".join(index.info.sources) or folder.name


def _write_card(path: Path, sets: Sequence[tuple[str, GoldDocument]], tables: Sequence[str]) -> None:
    from graph.linking.model_cards import linking_card

    path.write_text(linking_card(Counter(name for name, _ in sets), tables), encoding="utf-8")


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m graph.linking.train", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="gold sets, as `link evaluate` reads them")
    parser.add_argument("--index", type=Path, action="append", required=True, help="an index; may be said several times")
    parser.add_argument("--out", type=Path, default=MODEL.parent, help="the folder that the model is written into")
    parser.add_argument("--folds", type=Path, help="a folder for the models of the folds; those that `train_spans --folds` wrote there are used")
    parser.add_argument("--ner-model", default="", help="the model that finds names")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
