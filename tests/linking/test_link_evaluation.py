"""`link evaluate` and `link text`: what is counted, what is printed, and what is said of input that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli.main import mediagraph

TEXT = "Angela Merkel met Emmanuel Macron in Paris. She said that Merkel likes New York City."
KEYS = {
    *(
        "name",
        "documents",
        "mentions",
        "span_recall",
        "candidate_recall",
        "accuracy_in_kb",
        "precision",
        "recall",
        "f1",
    ),
    *("nil_auc", "ece", "precision_at_50_coverage", "mentions_per_cpu_s", "confidence_intervals", "by_type", "errors"),
}


def _gold(path: Path, labels: list[dict[str, Any]], **document: Any) -> Path:
    body = {"id": 1, "text": TEXT, "labels": labels} | document
    path.write_text(json.dumps(body) + "\n")
    return path


def _label(surface: str, entity: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(surface)
    return {"span": [start, start + len(surface)], "entity_id": entity, "type": "OTHER"} | more


LABELS = [
    _label("Angela Merkel", "Q567"),
    _label("Emmanuel Macron", "Q3052772"),
    _label("Paris", "Q90"),
    _label("She", "Q567"),
    _label("New York City", "Q60"),
]


@pytest.fixture
def ask(world_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setenv("MEDIAGRAPH_WIKIDATA_INDEX", str(world_folder))
    monkeypatch.setenv("MEDIAGRAPH_DATA", str(tmp_path / "data"))

    def run(*arguments: str, fails: bool = False) -> Any:
        result = CliRunner().invoke(mediagraph, ["link", *arguments])
        assert bool(result.exception) == fails, result.output + repr(result.exception)
        return result

    return run


def _evaluated(ask: Any, *arguments: str) -> dict[str, Any]:
    (found,) = json.loads(ask("evaluate", "--json", *arguments).stdout)["sets"]
    return found


def test_every_key_of_the_report_is_there(ask: Any, tmp_path: Path) -> None:
    found = _evaluated(ask, str(_gold(tmp_path / "mine.benchmark.jsonl", LABELS)))
    assert set(found) >= KEYS
    assert (found["name"], found["documents"], found["mentions"]) == ("mine", 1, 4)
    assert found["span_recall"] == found["candidate_recall"] == 1
    assert found["accuracy_in_kb"] == 1
    assert found["recall"] >= 0.75
    assert found["mentions_per_cpu_s"] > 0
    assert found["nil_auc"] is None
    assert set(found["confidence_intervals"]["f1"]) <= {1.0, found["f1"]}


def test_a_pronoun_neither_counts_nor_costs_and_a_link_on_nil_costs(ask: Any, tmp_path: Path) -> None:
    nil = [_label("Angela Merkel", "<NIL>"), *LABELS[1:]]
    found = _evaluated(ask, str(_gold(tmp_path / "nil.jsonl", nil)))
    assert found["mentions"] == 3
    assert found["nil_auc"] is not None
    assert "gold is NIL" in {error["kind"] for error in found["errors"]}


def test_mistakes_can_be_read(ask: Any, tmp_path: Path) -> None:
    wrong = [_label("Angela Merkel", "Q76"), _label("likes", "Q89"), *LABELS[1:]]
    path = str(_gold(tmp_path / "wrong.jsonl", wrong))
    errors = {(error["kind"], error["surface"]): error for error in _evaluated(ask, path)["errors"]}
    said = errors["no candidate", "Angela Merkel"]
    assert (said["gold"], said["gold_label"], said["linked"]) == ("Q76", "Barack Obama", "Q567")
    assert errors["not found", "likes"]["context"].endswith("Merkel likes New York City.")
    text = ask("evaluate", path, "--errors", "1").stdout
    assert "| span recall |" in text
    assert "- no candidate: 'Angela Merkel', gold Q76 Barack Obama, linked Q567 Angela Merkel" in text
    assert text.count("\n- ") == 1


def test_only_what_lies_in_the_evaluation_span_is_judged(ask: Any, tmp_path: Path) -> None:
    found = _evaluated(ask, str(_gold(tmp_path / "part.jsonl", LABELS[3:], evaluation_span=[44, len(TEXT)])))
    assert found["mentions"] == 1
    assert not [error for error in found["errors"] if error["start"] < 44]


def test_given_spans_are_all_that_is_linked(ask: Any, tmp_path: Path) -> None:
    found = _evaluated(ask, str(_gold(tmp_path / "given.jsonl", LABELS[2:3])), "--given-spans")
    assert found["span_recall"] == found["span_precision"] == 1
    assert not [error for error in found["errors"] if error["kind"] == "not in gold"]


@pytest.mark.parametrize(("body", "said"), [("", "empty"), ("{", "line 1: not JSON")])
def test_a_broken_set_is_named(ask: Any, tmp_path: Path, body: str, said: str) -> None:
    (tmp_path / "broken.jsonl").write_text(body)
    assert said in str(ask("evaluate", str(tmp_path / "broken.jsonl"), fails=True).exception)


def test_text_is_linked_and_explained(ask: Any, tmp_path: Path) -> None:
    assert "Q567 Angela Merkel" in ask("text", TEXT).stdout
    (tmp_path / "t.txt").write_text(TEXT)
    explained = json.loads(ask("text", str(tmp_path / "t.txt"), "--json", "--explain").stdout)
    first = explained["links"][0]
    assert (first["surface"], first["qid"], first["label"]) == ("Angela Merkel", "Q567", "Angela Merkel")
    assert first["candidates"][0]["qid"] == "Q567"
    assert first["candidates"][0]["features"]
    assert "found by ner" in ask("text", TEXT, "--explain").stdout
    assert "nothing in the text" in ask("text", "and so on").output


def test_an_unsupported_language_is_named(ask: Any) -> None:
    assert "language 'sw'" in str(ask("text", "Rais alisema", "--language", "sw", fails=True).exception)
