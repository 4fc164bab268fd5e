"""Each way an output finds its asset (issue 3, point 5), and what a manifest must be."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

Run = Callable[..., CompletedProcess[str]]
Ingest = Callable[..., dict[str, Any]]
Ask = Callable[..., list[dict[str, str]]]
Write = Callable[..., Path]

WHO = """SELECT DISTINCT ?name ?class { ?asset rdfs:label ?name ; a ?class .
         GRAPH mg:evidence { ?o mg:value "Dog"@en ; mg:activity/mg:asset ?asset } } ORDER BY ?name"""


def _names(ask: Ask, data: Path) -> list[str]:
    return [row["name"] for row in ask(data, WHO)]


def test_by_its_own_file_name_beside_the_file(
    samples: Path, tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write
) -> None:
    folder = tmp_path / "in"
    label_file(folder / "le-mans-1908.jpg.rekognition-labels.json")
    shutil.copy(samples / "le-mans-1908.jpg", folder)
    assert ingest(data, folder)["assets"] == 1
    assert _names(ask, data) == ["le-mans-1908.jpg"]


def test_by_its_own_file_name_before_the_file_is_met(
    samples: Path, tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write
) -> None:
    folder = tmp_path / "in"
    output = label_file(folder / "le-mans-1908.jpg.rekognition-labels.json")
    ingest(data, output)
    before = ask(data, "SELECT ?asset { ?asset rdfs:label 'le-mans-1908.jpg' }")
    media = shutil.copy(samples / "le-mans-1908.jpg", folder)
    ingest(data, media)
    after = ask(data, "SELECT ?asset ?hash { ?asset rdfs:label 'le-mans-1908.jpg' ; mg:rendition/mg:sha256 ?hash }")
    assert [row["asset"] for row in after] == [row["asset"] for row in before]
    assert len(before) == 1


def test_by_the_manifest_with_the_assets_name(
    tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write
) -> None:
    label_file(tmp_path / "in" / "run-7.json")
    manifest = tmp_path / "in" / "manifest.csv"
    manifest.write_text("output,asset,extractor,version\nrun-7.json,porch.jpg,rekognition-labels,9.9\n")
    ingest(data, tmp_path / "in", "--manifest", manifest)
    assert _names(ask, data) == ["porch.jpg"]
    versions = ask(data, "SELECT DISTINCT ?v { GRAPH mg:evidence { ?agent mg:agentKind 'model' ; mg:version ?v } }")
    assert versions == [{"v": "9.9"}]


def test_by_a_manifest_in_json_lines_with_the_callers_id(
    tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write
) -> None:
    label_file(tmp_path / "run-7.json")
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(json.dumps({"output": "run-7.json", "id": "house:4711", "asset": "porch.jpg"}) + "\n")
    ingest(data, tmp_path / "run-7.json", "--manifest", manifest)
    assert ask(data, "SELECT ?id { ?asset mg:callerId ?id }") == [{"id": "house:4711"}]


def test_by_the_manifest_with_the_content_hash(
    samples: Path, tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write
) -> None:
    picture = samples / "langley-aerodrome.webp"
    label_file(tmp_path / "in" / "run-7.json")
    manifest = tmp_path / "in" / "manifest.csv"
    manifest.write_text(f"output,asset\nrun-7.json,sha256:{hashlib.sha256(picture.read_bytes()).hexdigest()}\n")
    ingest(data, tmp_path / "in", picture, "--manifest", manifest)
    assert _names(ask, data) == ["langley-aerodrome.webp"]


def test_by_the_vendors_own_reference(tmp_path: Path, data: Path, ingest: Ingest, ask: Ask) -> None:
    label = {"Timestamp": 40, "Label": {"Name": "Dog", "Confidence": 91.0}}
    video = {"S3Object": {"Bucket": "b", "Name": "reels/garden.mp4"}}
    said = {"JobStatus": "SUCCEEDED", "VideoMetadata": {"DurationMillis": 900}, "Labels": [label], "Video": video}
    output = tmp_path / "job-1.json"
    output.write_text(json.dumps(said))
    ingest(data, output)
    rows = ask(data, WHO)
    assert len(rows) == 1
    assert rows[0]["name"].endswith("garden.mp4")
    assert rows[0]["class"].endswith("VideoAsset")


def test_by_the_plain_forms_key(tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, plain_file: Write) -> None:
    said = {"property": "depicts", "value": "Dog", "language": "en", "confidence": 0.9}
    ingest(data, plain_file(tmp_path / "x.json", said, asset="yard.jpg"))
    assert _names(ask, data) == ["yard.jpg"]


def test_else_it_stands_as_an_asset_known_by_name(
    tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write
) -> None:
    ingest(data, label_file(tmp_path / "just-an-answer.json"))
    assert _names(ask, data) == ["just-an-answer"]


def test_an_output_may_be_gzipped(tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write) -> None:
    output = label_file(tmp_path / "dog.jpg.rekognition-labels.json")
    packed = tmp_path / "dog.jpg.rekognition-labels.json.gz"
    packed.write_bytes(gzip.compress(output.read_bytes()))
    output.unlink()
    ingest(data, packed)
    assert _names(ask, data) == ["dog.jpg"]


def test_a_wrong_checksum_refuses_the_output(tmp_path: Path, data: Path, ingest: Ingest, label_file: Write) -> None:
    label_file(tmp_path / "in" / "run-7.json")
    label_file(tmp_path / "in" / "other.jpg.rekognition-labels.json")
    manifest = tmp_path / "in" / "manifest.csv"
    manifest.write_text(f"output,asset,checksum\nrun-7.json,porch.jpg,{'0' * 64}\n")
    report = ingest(data, tmp_path / "in", "--manifest", manifest, code=1)
    assert [Path(f["path"]).name for f in report["failed"]] == ["run-7.json"]
    assert "SHA-256" in report["failed"][0]["reason"]
    assert report["assets"] == 1


def test_a_manifest_that_cannot_be_used_stops_before_anything_is_read(
    tmp_path: Path, data: Path, run: Run, label_file: Write
) -> None:
    output = label_file(tmp_path / "dog.jpg.rekognition-labels.json")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("output,asset,colour\ndog.jpg.rekognition-labels.json,a,b\n")
    done = run("ingest", output, "--manifest", manifest, "--data", data, "--json")
    assert done.returncode in (1, 2)
    assert "colour" in done.stderr
    assert "row 1" in done.stderr
    assert done.stdout == ""


def test_a_manifest_row_without_its_file_is_named(
    tmp_path: Path, data: Path, ingest: Ingest, label_file: Write
) -> None:
    label_file(tmp_path / "dog.jpg.rekognition-labels.json")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("output,asset\nabsent.json,cat.jpg\n")
    report = ingest(data, tmp_path / "dog.jpg.rekognition-labels.json", "--manifest", manifest, code=1)
    assert [Path(f["path"]).name for f in report["failed"]] == ["absent.json"]


def test_by_the_content_hash_before_the_file_is_met(
    samples: Path, tmp_path: Path, data: Path, ingest: Ingest, ask: Ask, label_file: Write
) -> None:
    picture = samples / "langley-aerodrome.webp"
    output = label_file(tmp_path / "run-7.json")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(f"output,asset\nrun-7.json,sha256:{hashlib.sha256(picture.read_bytes()).hexdigest()}\n")
    ingest(data, output, "--manifest", manifest)
    assert len(_names(ask, data)) == 1
    ingest(data, picture)
    assert _names(ask, data) == ["langley-aerodrome.webp"]
