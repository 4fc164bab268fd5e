"""Manifests: what a row says, and what is wrong with one, by row and column."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.manifest import COLUMNS, ManifestError, read_manifest, verify_checksum
from extractors.port import SourceRefused

FULL = {
    "output": "run-7.json",
    "asset": "clip.mp4",
    "extractor": "whisper",
    "model": "whisper-large",
    "version": "v2",
    "time": "2026-10-04T18:20:00Z",
    "checksum": "AB" * 32,
    "id": "house-7",
    "language": "pt-BR",
    "duration": "12.5",
}


def csv_of(folder: Path, text: str) -> str:
    path = folder / "manifest.csv"
    path.write_text(text, "utf-8")
    return str(path)


def test_every_column_is_read(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"")
    path = csv_of(tmp_path, "\ufeff" + ",".join(FULL) + "\n\n" + ",".join(FULL.values()) + "\n")
    (row,) = read_manifest(path)
    assert set(FULL) == set(COLUMNS)
    assert row.row == 3
    assert row.output == str(tmp_path / "run-7.json")
    assert (row.asset, row.asset_path) == ("clip.mp4", str(tmp_path / "clip.mp4"))
    assert (row.extractor, row.model, row.version, row.id) == ("whisper", "whisper-large", "v2", "house-7")
    assert row.time == "2026-10-04T18:20:00+00:00"
    assert (row.checksum, row.language, row.duration_s) == ("ab" * 32, "pt-BR", 12.5)


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "manifest.jsonl"
    path.write_text('{"output": "run-7.json", "asset": "sha256:' + "ab" * 32 + '", "duration": 12.5, "model": null}\n')
    (row,) = read_manifest(str(path))
    assert row.asset_sha256 == "ab" * 32
    assert row.duration_s == 12.5
    assert row.model == ""


def test_quoted_cells_and_paths_outside_the_folder_are_read(tmp_path: Path) -> None:
    path = csv_of(tmp_path, 'output,asset\n"../a, b.json","a ""b"".mp4"\n/elsewhere/c.json,\n')
    first, second = read_manifest(path)
    assert first.output == str(tmp_path / "../a, b.json")
    assert first.asset == 'a "b".mp4'
    assert second.output == "/elsewhere/c.json"


@pytest.mark.parametrize(
    ("text", "row", "column", "problem"),
    [
        ("", 0, "", "is empty"),
        ("output,colour\na.json,red\n", 1, "colour", "is not known; known are output, asset"),
        ("asset\nclip.mp4\n", 1, "output", "is missing"),
        ("output,output\na,b\n", 1, "output", "stands there twice"),
        ("output,asset\na.json,b,c\n", 2, "", "has 3 cells, but the header 2"),
        ("output,asset\n,b\n", 2, "output", "is empty"),
        ("output\na.json\n./a.json\n", 3, "output", "is listed in row 2 already"),
        ("output,time\na.json,yesterday\n", 2, "time", "'yesterday' is not a date and time"),
        ("output,checksum\na.json,abc\n", 2, "checksum", "'abc' is no SHA-256"),
        ("output,asset\na.json,sha256:abc\n", 2, "asset", "'sha256:abc' is no SHA-256"),
        ("output,language\na.json,English!\n", 2, "language", "is not a BCP 47 tag"),
        ("output,duration\na.json,-1\n", 2, "duration", "'-1' is not a number of seconds"),
        ("output,duration\na.json,nan\n", 2, "duration", "is not a number of seconds"),
        ("output,asset\na.json,b\x07c\n", 2, "asset", "holds a control character"),
        ('output\n"a.json\n', 2, "", "is not CSV"),
        ('{"output": "a"}\n{"output": ["a"]}\n', 2, "output", 'is ["a"]; a text or a number is needed'),
        ('{"output": "a"}\n{"output" 1}\n', 2, "", "is not JSON at column"),
        ('{"output": "a"}\n[1]\n', 2, "", "is not a JSON object"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(
    tmp_path: Path, text: str, row: int, column: str, problem: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(csv_of(tmp_path, text))
    assert (caught.value.row, caught.value.column) == (row, column)
    assert problem in str(caught.value)
    assert "manifest.csv" in str(caught.value)


def test_a_manifest_that_is_no_text_or_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"output\n\xff\xfe\n")
    with pytest.raises(ManifestError, match="is not UTF-8: byte 7 is 0xff"):
        read_manifest(str(tmp_path / "bad.csv"))
    with pytest.raises(ManifestError, match="cannot be read: No such file"):
        read_manifest(str(tmp_path / "none.csv"))


def test_the_checksum_is_verified(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    right = hashlib.sha256(b"{}").hexdigest()
    good, bad = (read_manifest(csv_of(tmp_path, f"output,checksum\na.json,{c}\n"))[0] for c in (right, "0" * 64))
    verify_checksum(good)
    with pytest.raises(SourceRefused, match=f"its SHA-256 is {right}, but .*row 2, column checksum says 000"):
        verify_checksum(bad)


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_rows_or_a_named_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"output,asset\n" + data)
    with suppress(ManifestError):
        assert all(row.output for row in read_manifest(str(path)))
