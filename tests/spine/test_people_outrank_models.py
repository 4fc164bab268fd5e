"""People's metadata outrank models': the newsroom's value stands, the model's is shown as a dispute."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Ingest = Callable[..., dict[str, Any]]
Run = Callable[..., CompletedProcess[str]]
Plain = Callable[..., Path]

URI = "urn:newsml:example.org:20260501:clip"
MG = "https://w3id.org/mediagraph/ns#"


def newsroom(folder: Path) -> Path:
    """A package about a film: urgency and place by people, and topics."""
    item = {
        "uri": URI, "type": "video", "versionCreated": "2026-05-01T10:00:00Z", "copyrightHolder": "Dune News",
        "urgency": 4, "contentCreated": "1903-12-17", "headlines": [{"value": "Dunes"}], "language": "en",
        "subjects": [{"name": "arts and entertainment", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000002"}],
        "genres": [{"name": "Documentary"}],
    }  # fmt: skip
    path = folder / "package.json"
    path.write_text(json.dumps(item), encoding="utf-8")
    return path


def archive(folder: Path) -> Path:
    """An archive's table about the same film, by the same id: where it was shot, as a number."""
    path = folder / "archive.csv"
    path.write_text(f"Asset ID,Rating,Keywords\n{URI},4,sand;dune\n", encoding="utf-8")
    return path


def model(folder: Path, plain_file: Plain) -> Path:
    """What a model says of that film: other values, one that agrees, and more of a set."""
    said = [
        {"property": "urgency", "value": "2", "confidence": 0.99},
        {"property": "dateCreated", "value": "1903-12-17", "confidence": 0.9},
        {"property": "rating", "value": "1", "confidence": 0.97},
        {"property": "genre", "value": "Drama", "language": "en", "confidence": 0.95},
        {"property": "keyword", "value": "beach", "language": "en", "confidence": 0.95},
        {"property": "keyword", "value": "sand", "confidence": 0.95},
    ]
    return plain_file(folder / "model.json", *said, asset={"id": URI})


def facts(run: Run, data: Path) -> dict[str, list[dict[str, Any]]]:
    done = run("explain", URI, "--data", data, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, Any]]] = {}
    for fact in json.loads(done.stdout)["facts"]:
        found.setdefault(fact["predicate"].rpartition("#")[2].rpartition(":")[2], []).append(fact)
    return found


def value(fact: dict[str, Any]) -> str:
    return str(fact["object"].get("@value", fact["object"].get("@id", "")))


def agents(evidence: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(said["agentKind"], said["model"]) for said in evidence}


@pytest.fixture(params=["newsroom first", "model first"], scope="module")
def told(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    prepared: Path,
    ingest: Ingest,
    run: Run,
    plain_file: Plain,
) -> dict[str, list[dict[str, Any]]]:
    """The Facts after both were ingested, in either order."""
    folder = tmp_path_factory.mktemp("told")
    data = folder / "data"
    shutil.copytree(prepared, data)
    people = [newsroom(folder), archive(folder)]
    machine = [model(folder, plain_file)]
    for paths in (people, machine) if request.param == "newsroom first" else (machine, people):
        ingest(data, *paths)
    return facts(run, data)


def test_of_two_single_values_the_persons_stands_and_the_models_disputes_it(
    told: dict[str, list[dict[str, Any]]],
) -> None:
    for prop, persons, models in (("urgency", "4", "2"), ("rating", "4", "1")):
        by_value = {value(fact): fact for fact in told[prop]}
        assert set(by_value) == {persons, models}, prop
        winner, loser = by_value[persons], by_value[models]
        assert winner["status"] == "accepted"
        assert loser["status"] == "rejected"
        assert {kind for kind, _ in agents(winner["support"])} == {"person"}
        assert agents(winner["dispute"]) == {("model", "a-model")}
        assert {kind for kind, _ in agents(loser["dispute"])} == {"person"}
        assert [said["value"] for said in winner["dispute"]] == [models]


def test_where_they_agree_both_support_one_fact(told: dict[str, list[dict[str, Any]]]) -> None:
    (made,) = told["dateCreated"]
    assert value(made) == "1903-12-17"
    assert made["status"] == "accepted"
    assert agents(made["support"]) == {("person", "Dune News"), ("model", "a-model")}
    assert not made.get("dispute")


def test_a_set_has_room_for_both(told: dict[str, list[dict[str, Any]]]) -> None:
    assert len(told["genre"]) == 2
    assert {value(fact) for fact in told["keyword"]} == {"sand", "dune", "beach"}
    for fact in (*told["genre"], *told["keyword"]):
        assert not fact.get("dispute"), fact
        assert fact["status"] in ("accepted", "review")


def test_the_dispute_reads_plainly(tmp_path: Path, data: Path, ingest: Ingest, run: Run, plain_file: Plain) -> None:
    ingest(data, newsroom(tmp_path), model(tmp_path, plain_file))
    text = run("explain", URI, "--data", data).stdout
    assert "Dune News (person) said “4”" in text
    assert "disputed: a-model 1 said “2”" in text


def test_a_media_topic_of_the_newsroom_is_our_concept(tmp_path: Path, data: Path, ingest: Ingest, run: Run) -> None:
    ingest(data, newsroom(tmp_path))
    (topic,) = facts(run, data)["about"]
    assert topic["object"]["@id"].startswith("https://w3id.org/mediagraph/taxonomy/subject/")
    assert topic["status"] == "accepted"
