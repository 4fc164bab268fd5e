"""Training on a gold set made here: it runs, it repeats, and folds are judged by models that had not seen them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.linking.folds import FOLDS, fold_of
from graph.linking.linking_model import read_model

if TYPE_CHECKING:
    from graph.linking.index import WikidataIndex

pytest.importorskip("sklearn")

PEOPLE = (("Angela Merkel", 567), ("Max Merkel", 6819), ("Paris Hilton", 47899), ("Freddie Mercury", 1150))
PLACES = (("Paris", 90), ("Texas", 1439), ("England", 21), ("France", 142))


def write_gold(path: Path, documents: int) -> Path:
    """Write a gold set of sentences made by chance from a few names, as ELEVANT has them."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            person, place = chance.choice(PEOPLE), chance.choice(PLACES)
            stranger = f"{chance.choice(('Zed', 'Qor', 'Wix'))}{number} Blorp"
            text = f"{person[0]} went to {place[0]} with {stranger} in year {number}. {place[0]} was cold."
            labels: list[dict[str, object]] = []
            for surface, entity in ((person[0], person[1]), (stranger, None), (place[0], place[1])):
                start = text.index(surface)
                qid = f"Q{entity}" if entity else "<NIL>"
                labels.append({"id": len(labels), "span": [start, start + len(surface)], "entity_id": qid})
            file.write(json.dumps({"id": number, "title": "", "text": text, "labels": labels}) + "\n")
    return path


@pytest.fixture(scope="module")
def few_trees() -> Iterator[None]:
    """Training with few trees, because what is tested is not how good they are."""
    from graph.linking import fitting, train_spans

    few = fitting.Size(trees=3, leaves=4, rate=0.3, least=5, share=0.5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_spans, "TREES", 5)
        patch.setattr(fitting, "RANKER", few)
        patch.setattr(fitting, "HEAD", few)
        yield


@pytest.fixture(scope="module")
def trained(few_trees: None, tmp_path_factory: pytest.TempPathFactory, homonyms: WikidataIndex) -> Path:
    """A folder with a trained model, its card, the gold set, and in `folds` the models of the folds."""
    from graph.linking.train import train

    folder = tmp_path_factory.mktemp("trained")
    tables = train([write_gold(folder / "chance.jsonl", 30)], [homonyms], out=folder, folds=folder / "folds")
    assert len(tables) == 2
    assert all("| chance | 60 |" in table for table in tables)
    return folder


def test_training_writes_a_model_its_card_and_the_folds(trained: Path) -> None:
    model = read_model(trained / "linking.json")
    assert 0 < model.found_from < 1
    assert 0 < model.given_from < 1
    card = (trained / "linking.md").read_text(encoding="utf-8")
    assert "chance: 30 documents" in card
    for fold in range(FOLDS):
        assert read_model(trained / "folds" / f"linking-{fold}.json").ranker.names == model.ranker.names
        assert (trained / "folds" / f"spans-{fold}.json").exists()


def test_no_text_is_in_what_is_written(trained: Path) -> None:
    for name in ("linking.json", "linking.md", "folds/linking-0.json", "folds/spans-0.json"):
        written = (trained / name).read_text(encoding="utf-8")
        assert "Blorp" not in written
        assert "Merkel" not in written


def test_the_same_inputs_give_the_same_model(trained: Path, few_trees: None, homonyms: WikidataIndex) -> None:
    from graph.linking.linking_model import write_model
    from graph.linking.mentions import MentionFinder
    from graph.linking.train import Trainer, span_models
    from graph.linking.train_spans import read_sets

    sets, finder = read_sets([trained / "chance.jsonl"]), MentionFinder()
    spans = span_models(trained / "folds", sets, homonyms, finder)
    write_model(trained / "again.json", Trainer(sets, [homonyms], finder, spans).model())
    assert (trained / "again.json").read_bytes() == (trained / "linking.json").read_bytes()


def test_every_fold_has_texts_and_a_text_one_fold() -> None:
    texts = [f"text {number}" for number in range(200)]
    assert {fold_of(text) for text in texts} == set(range(FOLDS))
    assert all(fold_of(text) == fold_of(f" {text}\n") for text in texts)
