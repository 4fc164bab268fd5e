"""Training on a gold set made here: it runs, it repeats, and folds are judged by models that had not seen them."""

from __future__ import annotations

import json
import random
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
def trained(tmp_path_factory: pytest.TempPathFactory, homonyms: WikidataIndex) -> tuple[Path, Path]:
    """The folders of a trained model and of its folds, and of the same again."""
    from graph.linking.train import train

    folder = tmp_path_factory.mktemp("trained")
    gold = write_gold(folder / "chance.jsonl", 60)
    for name in ("first", "second"):
        train([gold], [homonyms], out=folder / name, folds=folder / f"{name}-folds", ner_model="")
    return folder / "first", folder / "second"


def test_training_writes_a_model_its_card_and_the_folds(trained: tuple[Path, Path]) -> None:
    first, _ = trained
    model = read_model(first / "linking.json")
    assert 0 < model.found_from < 1
    assert 0 < model.given_from < 1
    card = (first / "linking.md").read_text(encoding="utf-8")
    assert "chance" in card
    assert "60 documents" in card
    assert "Blorp" not in card
    assert "Blorp" not in (first / "linking.json").read_text(encoding="utf-8")
    folds = first.with_name("first-folds")
    for fold in range(FOLDS):
        assert read_model(folds / f"linking-{fold}.json").ranker.names == model.ranker.names
        assert (folds / f"spans-{fold}.json").exists()


def test_the_same_inputs_give_the_same_files(trained: tuple[Path, Path]) -> None:
    first, second = trained
    for name in ("linking.json", "linking.md"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_every_fold_has_texts_and_a_text_one_fold() -> None:
    texts = [f"text {number}" for number in range(200)]
    assert {fold_of(text) for text in texts} == set(range(FOLDS))
    assert all(fold_of(text) == fold_of(f" {text}\n") for text in texts)
