"""`status`, `changes`, `verify`, `rebuild`, `backup`, `restore`: looking after a data folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

Run = Callable[..., CompletedProcess[str]]
Ask = Callable[..., list[dict[str, str]]]
Ingest = Callable[..., dict[str, Any]]
First = tuple[Path, dict[str, Any]]


def _lines(run: Run, data: Path) -> list[str]:
    return sorted(run("export", "--data", data).stdout.splitlines())


def test_status_counts_and_prints_the_bound(first_flights: First, run: Run) -> None:
    data, report = first_flights
    text = run("status", "--data", data)
    assert text.returncode == 0
    assert "too few" in text.stdout
    for number in (report["assets"], report["facts"]["accepted"], report["facts"]["review"], report["quarantined"]):
        assert str(number) in text.stdout.replace(",", "")


def test_status_as_json(first_flights: First, run: Run) -> None:
    data, report = first_flights
    document = json.loads(run("status", "--data", data, "--json").stdout)
    assert document["facts"] == report["facts"]
    assert document["assets"] == sum(document["kinds"].values()) == report["assets"]
    assert document["quarantined"] == report["quarantined"]
    assert document["sequence"] == report["sequence"]


def test_every_commit_has_author_reason_and_patch(
    first_flights: First, run: Run, sequence: Callable[[Path], int]
) -> None:
    data = first_flights[0]
    rows = json.loads(run("changes", "list", "--limit", "1000", "--json", "--data", data).stdout)
    assert [row["sequence"] for row in rows] == list(range(sequence(data), 0, -1))
    for row in rows:
        assert row["author"]
        assert row["reason"]
        assert 0 < row["added"] + row["removed"] <= 20_000
    shown = run("changes", "show", rows[0]["sequence"], "--data", data).stdout.splitlines()
    assert len(shown) == 1 + rows[0]["added"] + rows[0]["removed"]


def test_undoing_what_others_built_upon_is_refused(writable: Path, run: Run, samples: Path, ingest: Ingest) -> None:
    before = _lines(run, writable)
    rows = json.loads(run("changes", "list", "--limit", "1000", "--json", "--data", writable).stdout)
    first = rows[-1]["sequence"]
    done = run("changes", "undo", first, "--by", "someone", "--data", writable)
    if done.returncode == 0:
        assert _lines(run, writable) != before
    else:
        assert done.returncode == 1
        assert _lines(run, writable) == before


def test_verify_is_clean(first_flights: First, run: Run) -> None:
    done = run("verify", "--data", first_flights[0])
    assert done.returncode == 0, done.stdout + done.stderr


def test_rebuild_changes_nothing_that_was_right(writable: Path, run: Run) -> None:
    before = [line for line in _lines(run, writable) if "#changes> ." not in line]
    done = run("rebuild", "facts", "--data", writable)
    assert done.returncode == 0, done.stderr
    assert [line for line in _lines(run, writable) if "#changes> ." not in line] == before
    assert run("verify", "--data", writable).returncode == 0


def test_backup_and_restore(
    writable: Path, tmp_path: Path, run: Run, ingest: Ingest, label_file: Callable[..., Path]
) -> None:
    before = _lines(run, writable)
    kept = tmp_path / "kept"
    assert run("backup", kept, "--data", writable).returncode == 0
    ingest(writable, label_file(tmp_path / "in" / "later.jpg.rekognition-labels.json"))
    assert _lines(run, writable) != before
    done = run("restore", kept, "--data", writable)
    assert done.returncode == 0, done.stderr
    assert _lines(run, writable) == before
    assert run("verify", "--data", writable).returncode == 0
    ingest(writable, tmp_path / "in")


def test_a_backup_opens_where_the_folder_is_gone(writable: Path, tmp_path: Path, run: Run) -> None:
    before = _lines(run, writable)
    kept = tmp_path / "kept"
    assert run("backup", kept, "--data", writable).returncode == 0
    shutil.rmtree(writable)
    assert run("restore", kept, "--data", writable).returncode == 0
    assert _lines(run, writable) == before


def test_a_backup_never_overwrites(writable: Path, tmp_path: Path, run: Run) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "mine.txt").write_text("precious")
    done = run("backup", kept, "--data", writable)
    assert done.returncode in (1, 2)
    assert (kept / "mine.txt").read_text() == "precious"


def test_a_restore_from_what_is_no_backup_changes_nothing(writable: Path, tmp_path: Path, run: Run) -> None:
    before = _lines(run, writable)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("restore", empty, "--data", writable).returncode in (1, 2)
    assert _lines(run, writable) == before


def test_a_data_folder_of_a_newer_format_says_what_to_do(writable: Path, run: Run) -> None:
    settings = writable / "mediagraph.toml"
    text = settings.read_text()
    lines = [("format = 999" if line.startswith("format") else line) for line in text.splitlines()]
    assert "format = 999" in lines, text
    settings.write_text("\n".join(lines) + "\n")
    done = run("status", "--data", writable)
    assert done.returncode == 1
    assert "999" in done.stderr


def test_every_verb_has_help(run: Run) -> None:
    listed = run("--help").stdout
    for verb in (
        "ingest", "status", "query", "explain", "decide", "quarantine", "changes", "erase", "validate", "taxonomy",
        "export", "verify", "rebuild", "backup", "restore", "extractors", "serve",
    ):  # fmt: skip
        assert f"  {verb} " in listed
        done = run(verb, "--help")
        assert done.returncode == 0, verb
        assert len(done.stdout) > 100


def test_an_unknown_verb_is_wrong_use(run: Run) -> None:
    assert run("digest").returncode == 2


def test_extractors_are_listed_with_what_they_read(run: Run) -> None:
    rows = json.loads(run("extractors", "list", "--json").stdout)
    names = {row["name"] for row in rows}
    assert {
        "image", "streams", "subtitles", "xmp-sidecar", "text", "rekognition-labels", "rekognition-faces",
        "rekognition-celebrities", "rekognition-moderation", "rekognition-text", "rekognition-segments",
        "google-vision",
        "whisper", "transcribe", "comprehend-entities", "comprehend-key-phrases", "comprehend-sentiment", "plain",
    } <= names  # fmt: skip
    assert all(row["version"] and row["reads"] for row in rows)
