"""Models' outputs and media as they really come: each is mapped with counts that must not fall, or named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Run = Callable[..., CompletedProcess[str]]
Ingest = Callable[..., dict[str, Any]]
Ask = Callable[..., list[dict[str, str]]]

READ = (
    "model-outputs/aws-rekognition/",
    "model-outputs/aws-comprehend/",
    "model-outputs/google-vision/",
    "model-outputs/asr/amazon-transcribe.json.gz",
    "model-outputs/asr/whisper-tiny.en-jfk",
    "model-outputs/llava/",
    "media/av/",
    "media/images/",
)
"""What the formats of today read, but for the exceptions below."""
CAPTIONS = (".srt", ".vtt")


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory, run: Run) -> dict[str, Any]:
    """The report of an ingest of all of it, and the data folder."""
    data = tmp_path_factory.mktemp("real") / "data"
    done = run("ingest", shared / "model-outputs", shared / "media", "--data", data, "--json", timeout=400)
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout) | {"data": data, "root": shared}


def _relative(real: dict[str, Any], path: str) -> str:
    return str(Path(path).relative_to(real["root"]))


def _is_read(name: str) -> bool:
    if name.endswith(CAPTIONS):
        return True
    return name.startswith(READ) and not name.endswith((".psd", ".xml"))


def test_every_file_is_read_or_named(real: dict[str, Any]) -> None:
    root = real["root"]
    files = {
        str(p.relative_to(root)) for part in ("model-outputs", "media") for p in (root / part).rglob("*") if p.is_file()
    }
    assert len(files) >= 130
    failed = {_relative(real, failure["path"]): failure["reason"] for failure in real["failed"]}
    assert set(failed) <= files
    expected = {name for name in files if _is_read(name)}
    assert len(expected) >= 55
    assert not {name: failed[name] for name in expected & set(failed)}


def test_every_other_file_is_named_as_not_yet_supported(real: dict[str, Any]) -> None:
    for failure in real["failed"]:
        name = _relative(real, failure["path"])
        if not _is_read(name):
            assert "not yet supported" in failure["reason"], failure
    assert len(real["failed"]) >= 50


def test_counts_do_not_fall(real: dict[str, Any]) -> None:
    assert real["observations"] >= 2_200
    assert real["assets"] >= 280
    assert real["facts"]["accepted"] >= 1_500


FLOORS = {
    "coco-captions": 870,
    "comprehend-entities": 12,
    "comprehend-key-phrases": 17,
    "comprehend-sentiment": 1,
    "google-vision": 60,
    "image": 640,
    "llava-answers": 150,
    "rekognition-celebrities": 34,
    "rekognition-faces": 24,
    "rekognition-labels": 105,
    "rekognition-moderation": 19,
    "rekognition-segments": 12,
    "streams": 95,
    "subtitles": 20,
    "transcribe": 95,
    "whisper": 4,
    "xmp-sidecar": 30,
}
"""Observations of each extractor that must not be lost again."""


def test_each_form_is_mapped(real: dict[str, Any], ask: Ask) -> None:
    sparql = """SELECT ?extractor (COUNT(?o) AS ?n) { GRAPH mg:evidence {
                ?o mg:activity [ mg:extractor ?extractor ] } } GROUP BY ?extractor"""
    counts = {row["extractor"]: int(row["n"]) for row in ask(real["data"], sparql)}
    missing = {name: counts.get(name, 0) for name, floor in FLOORS.items() if counts.get(name, 0) < floor}
    assert not missing, counts


def test_what_is_not_mapped_is_named_by_key(real: dict[str, Any]) -> None:
    for extractor, keys in real["unmapped_keys"].items():
        assert extractor
        assert all(count > 0 for count in keys.values())
    # The forms that this version lists are known whole: no key of the real files is a surprise.
    vendors = {
        name: keys
        for name, keys in real["unmapped_keys"].items()
        if name in FLOORS and name not in ("image", "streams")
    }
    assert sum(len(keys) for keys in vendors.values()) <= 40, vendors


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
