"""How an output finds its Asset: manifest, vendor's reference, file name, name only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.extracted import Extracted
from extractors.reference import Way, extractor_hint, language_of_name, output_stem, unsigned
from extractors.run import extract_paths

NAMES = ["rekognition-labels", "whisper", "plain"]


def results(folder: Path, manifest: str | None = None) -> dict[str, Extracted]:
    found = extract_paths([str(folder)], manifest=manifest, workers=0)
    return {Path(e.path).name: e for e in found if not e.skipped}


def test_a_picture_is_itself(folder: Path) -> None:
    (asset,) = results(folder)["flyer.jpg"].assets
    assert asset.way is Way.ITSELF
    assert (asset.reference.name, asset.path) == ("flyer.jpg", str(folder / "flyer.jpg"))


def test_the_file_name_places_an_output_beside_its_file(folder: Path) -> None:
    (asset,) = results(folder)["flyer.jpg.rekognition-labels.json.gz"].assets
    assert asset.way is Way.FILE_NAME
    assert asset.path == str(folder / "flyer.jpg")
    assert asset.reference.name == "flyer.jpg"


def test_without_any_sign_an_output_stands_by_its_name(folder: Path) -> None:
    (asset,) = results(folder)["run-7.json"].assets
    assert (asset.way, asset.reference.name, asset.path) == (Way.NAME_ONLY, "run-7", "")


def test_a_manifest_comes_first(folder: Path, labels: bytes) -> None:
    (folder / "manifest.csv").write_text(
        "output,asset,id,model,version,time\n"
        "run-7.json,flyer.jpg,house-7,my-model,9,2026-10-04T18:20:00Z\n"
        f"flyer.jpg.rekognition-labels.json.gz,sha256:{'ab' * 32},,,,\n"
    )
    found = results(folder, str(folder / "manifest.csv"))
    (asset,) = found["run-7.json"].assets
    assert asset.way is Way.MANIFEST
    assert (asset.reference.id, asset.reference.name, asset.path) == ("house-7", "flyer.jpg", str(folder / "flyer.jpg"))
    (run, *_) = found["run-7.json"].extractions[0].runs
    assert (run.agent.name, run.agent.version) == ("my-model", "9")
    assert found["run-7.json"].manifest_time == "2026-10-04T18:20:00+00:00"
    (hashed,) = found["flyer.jpg.rekognition-labels.json.gz"].assets
    assert (hashed.way, hashed.sha256, hashed.reference.name) == (Way.MANIFEST, "ab" * 32, "")


def test_a_manifest_gives_language_and_duration_where_the_output_is_silent(folder: Path) -> None:
    (folder / "talk.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nOi\n")
    (folder / "m.csv").write_text("output,asset,language,duration\ntalk.srt,talk.mp4,pt-BR,61.5\n")
    found = results(folder, str(folder / "m.csv"))["talk.srt"]
    assert found.extractions[0].runs[0].observations[0].language == "pt-BR"
    assert found.assets[0].reference.duration_s == 61.5


def test_a_manifest_reaches_files_outside_the_paths_given(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "m.csv").write_text(f"output,asset\n{folder}/run-7.json,flyer.jpg\n")
    found = list(extract_paths([], manifest=str(elsewhere / "m.csv"), workers=0))
    assert [e.assets[0].way for e in found] == [Way.MANIFEST]


def test_a_wrong_checksum_refuses_the_output(folder: Path) -> None:
    (folder / "m.csv").write_text(f"output,checksum\nrun-7.json,{'0' * 64}\n")
    found = results(folder, str(folder / "m.csv"))
    assert "its SHA-256 is" in found["run-7.json"].refusal
    assert not found["flyer.jpg"].refusal


def test_the_vendors_own_reference_comes_before_the_file_name(folder: Path) -> None:
    video = {
        "JobStatus": "SUCCEEDED",
        "Video": {"S3Object": {"Bucket": "b", "Name": "in/flyer.jpg"}},
        "Labels": [{"Timestamp": 0, "Label": {"Name": "Airplane", "Confidence": 98.5, "Instances": [], "Parents": []}}],
        "LabelModelVersion": "3.0",
    }
    (folder / "job.json").write_text(json.dumps(video))
    (asset,) = results(folder)["job.json"].assets
    assert asset.way is Way.VENDOR
    assert asset.reference.name == "in/flyer.jpg"
    assert asset.path == str(folder / "flyer.jpg")


@pytest.mark.parametrize(
    ("name", "stem", "hint"),
    [
        ("clip.mp4.rekognition-labels.json", "clip.mp4", "rekognition-labels"),
        ("clip.mp4.json", "clip.mp4", ""),
        ("clip.whisper.jsonl", "clip", "whisper"),
        ("whisper.json", "whisper", ""),
        ("clip.mp4", "clip.mp4", ""),
        (".json", ".json", ""),
    ],
)
def test_a_name_tells_asset_and_extractor(name: str, stem: str, hint: str) -> None:
    assert output_stem(name, NAMES) == stem
    assert extractor_hint(name, NAMES) == hint


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.en.srt", "en"),
        ("a.pt-BR.vtt", "pt-br"),
        ("a.mp4.srt", ""),
        ("a.srt", ""),
        ("a.v2.srt", ""),
        ("a.ger.srt", "de"),
        ("a.zh_Hant-TW.srt", "zh-hant-tw"),
        ("tiny.en-jfk.srt", ""),
        ("a.hd.srt", ""),
    ],
)
def test_a_name_tells_a_language(name: str, language: str) -> None:
    assert language_of_name(name) == language


def test_subtitles_find_the_film_of_their_stem_unless_there_are_two(tmp_path: Path) -> None:
    (tmp_path / "talk.en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    (tmp_path / "talk.mkv").write_bytes(b"")
    (asset,) = results(tmp_path)["talk.en.srt"].assets
    assert (asset.way, asset.reference.name) == (Way.FILE_NAME, "talk.mkv")
    (tmp_path / "talk.wav").write_bytes(b"")
    (asset,) = results(tmp_path)["talk.en.srt"].assets
    assert (asset.way, asset.reference.name) == (Way.NAME_ONLY, "talk.en")


def test_lines_that_name_nothing_are_assets_apart(tmp_path: Path, read: Callable[[bytes, str], Extracted]) -> None:
    line = json.dumps({"Labels": [{"Name": "Kite", "Confidence": 50.0, "Instances": [], "Parents": []}]})
    (tmp_path / "many.jsonl").write_text(f"{line}\n{line}\n")
    names = [e.assets[0].reference.name for e in extract_paths([str(tmp_path)], workers=0)]
    assert names == ["many#1", "many#2"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://b.s3.amazonaws.com/a.wav?X-Amz-Date=1&X-Amz-Signature=3f", "https://b.s3.amazonaws.com/a.wav"),
        ("https://h.blob.core.windows.net/c/a.mp4?sv=2020&sig=x%3D", "https://h.blob.core.windows.net/c/a.mp4"),
        ("https://video.example/watch?v=3f", "https://video.example/watch?v=3f"),
        ("a.wav?sig=1", "a.wav?sig=1"),
    ],
)
def test_a_signed_address_names_the_file_without_the_signature(address: str, name: str) -> None:
    assert unsigned(address) == name
