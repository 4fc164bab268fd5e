"""`mediagraph wikidata`: what a person and a program see, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli.main import mediagraph


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.setenv("MEDIAGRAPH_DATA", str(tmp_path / "data"))
    return CliRunner()


def call(run: CliRunner, *arguments: object) -> Result:
    return run.invoke(mediagraph, [str(argument) for argument in arguments], standalone_mode=False)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id":"Q90","label":"Paris","types":["city"],"popularity":{"sitelinks":280}}\n')
    return path


def test_build_info_and_delta(run: CliRunner, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "index"
    built = call(run, "wikidata", "build", source, "--out", out, "--licence", "CC0-1.0", "--json")
    assert (built.return_value, built.exception) == (0, None)
    assert json.loads(built.stdout)["entities"] == 1
    said = json.loads(call(run, "wikidata", "info", out, "--json").stdout)
    assert (said["entities"], said["licence"], said["sources"]) == (1, "CC0-1.0", ["in.jsonl"])
    assert said["bytes"] > 0
    assert said["built"].startswith("20")
    monkeypatch.setenv("MEDIAGRAPH_WIKIDATA_INDEX", str(out))
    text = call(run, "wikidata", "info").stdout
    assert "CC0-1.0" in text
    assert "in.jsonl" in text
    delta = tmp_path / "delta.jsonl"
    delta.write_text('{"id":"Q64","label":"Berlin"}\n{"id":"Q90","deleted":true}\n')
    done = call(run, "wikidata", "delta", delta, "--json")
    assert done.return_value == 0
    assert json.loads(done.stdout)["changed"] == json.loads(done.stdout)["deleted"] == 1
    assert (tmp_path / "data" / "wikidata-overlay" / "data.mdb").exists()


def test_what_was_refused_is_said_and_the_exit_code_is_1(run: CliRunner, source: Path, tmp_path: Path) -> None:
    source.write_text(source.read_text() + "{broken\n")
    done = call(run, "wikidata", "build", source, "--out", tmp_path / "index")
    assert done.return_value == 1
    assert "1 entities" in done.stdout
    assert "in.jsonl, line 2" in done.stderr


def test_no_index_is_said_in_a_sentence(run: CliRunner, tmp_path: Path) -> None:
    done = call(run, "wikidata", "info", tmp_path)
    assert "has no info.json" in str(done.exception)
