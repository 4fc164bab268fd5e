"""Models' outputs and media as they really come: each is mapped with counts that must not fall, or named."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from extractors.run import extract_paths

Run = Callable[..., CompletedProcess[str]]
Ingest = Callable[..., dict[str, Any]]
Ask = Callable[..., list[dict[str, str]]]

GOLDEN = Path(__file__).parents[1] / "golden" / "real" / "counts.json"
"""Of each file: who read it and how much was said, kept, not understood, skipped; or why it was refused."""


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory, run: Run) -> dict[str, Any]:
    """The report of an ingest of all of it, and the data folder."""
    data = tmp_path_factory.mktemp("real") / "data"
    done = run("ingest", shared / "model-outputs", shared / "media", "--data", data, "--json", timeout=400)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | {"data": data, "root": shared}


def _counts(root: Path) -> dict[str, dict[str, Any]]:
    """Return the counts of every file, extracted alone."""
    found: dict[str, dict[str, Any]] = {}
    for extracted in extract_paths([str(root / part) for part in ("model-outputs", "media")], workers=2):
        name = str(Path(extracted.path).relative_to(root))
        counts = found.setdefault(name, {"extractor": extracted.extractor, "inputs": 0})
        counts["inputs"] += 1
        if extracted.refusal:
            counts["refused"] = extracted.refusal.replace(str(root), "")[:80]
        for extraction in extracted.extractions:
            for what, number in (
                ("observations", sum(len(run.observations) for run in extraction.runs)),
                ("kept", sum(extraction.kept.values())),
                ("unmapped", sum(extraction.unmapped.values())),
                ("problems", len(extraction.problems)),
            ):
                counts[what] = counts.get(what, 0) + number
    return found


def test_every_file_is_read_as_the_golden_counts_say(real: dict[str, Any]) -> None:
    counts = _counts(real["root"])
    files = {str(p.relative_to(real["root"])) for part in ("model-outputs", "media")
             for p in (real["root"] / part).rglob("*") if p.is_file()}  # fmt: skip
    assert set(counts) == files
    text = json.dumps(counts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, "utf-8")
    assert json.loads(GOLDEN.read_text("utf-8")) == counts


def test_every_file_is_read(real: dict[str, Any]) -> None:
    assert real["failed"] == []


def test_counts_do_not_fall(real: dict[str, Any]) -> None:
    assert real["observations"] >= 4_100
    assert real["assets"] >= 350
    assert real["facts"]["accepted"] >= 2_600
    assert real["quarantined"] == 0


def test_no_key_that_means_something_is_left(real: dict[str, Any]) -> None:
    mapped = sum(sum(keys.values()) for keys in real["kept_keys"].values()) + real["observations"]
    unmapped = sum(sum(keys.values()) for keys in real["unmapped_keys"].values())
    assert unmapped / (mapped + unmapped) < 0.005, real["unmapped_keys"]


def test_query_and_explain_answer(real: dict[str, Any], run: Run, ask: Ask) -> None:
    data = real["data"]
    rows = ask(
        data, "SELECT ?asset (COUNT(?c) AS ?n) { ?asset mg:depicts ?c } GROUP BY ?asset ORDER BY DESC(?n) LIMIT 3"
    )
    assert len(rows) == 3
    for row in rows:
        document = json.loads(run("explain", row["asset"], "--data", data, "--json").stdout)
        assert len(document["facts"]) >= int(row["n"])
    heard = ask(data, "SELECT DISTINCT ?text { ?asset mg:transcript ?text }", "--include", "review")
    assert any("ask not what your country" in row["text"].lower() for row in heard)


def test_pictures_know_where_they_were_taken(real: dict[str, Any], ask: Ask) -> None:
    rows = ask(real["data"], "SELECT ?asset ?lat ?long { ?asset mg:latitude ?lat ; mg:longitude ?long }")
    assert len(rows) >= 5
    assert all(-90 <= float(row["lat"]) <= 90 for row in rows)


def test_verify_is_clean(real: dict[str, Any], run: Run) -> None:
    assert run("verify", "--data", real["data"]).returncode == 0


def test_a_second_ingest_writes_nothing(real: dict[str, Any], run: Run, sequence: Callable[[Path], int]) -> None:
    before = sequence(real["data"])
    done = run("ingest", real["root"] / "model-outputs", real["root"] / "media", "--data", real["data"], "--json")
    report = json.loads(done.stdout)
    assert (report["changed"], report["unchanged"]) == (0, real["assets"])
    assert sequence(real["data"]) == before
