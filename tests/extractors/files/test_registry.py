"""Extractors are found: ours by table and entry point alike, others' by entry point."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors import registry
from extractors.extracted import Extracted
from extractors.port import Source
from extractors.run import extract_source

ROOT = Path(__file__).parents[3]


def json_source(text: str, name: str = "a.json") -> Source:
    return Source(name, name, text.encode(), "application/json")


def test_the_table_is_what_the_entry_points_say() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        points = tomllib.load(file)["project"]["entry-points"][registry.GROUP]
    assert points == {name: target for form in registry.BUILT_IN.values() for name, target in form.items()}


def test_every_extractor_of_ours_is_one_and_bears_its_name() -> None:
    ours = [name for form in registry.BUILT_IN.values() for name in form]
    assert len(ours) >= 20
    for name in ours:
        extractor = registry.get_extractor(name)
        assert extractor.name == name
        assert extractor.version
        assert extractor.reads
        assert "." not in name


def test_a_foreign_extractor_is_found(foreign: Path) -> None:
    assert foreign.is_dir()
    assert "foreign" in registry.names()
    result = extract_source(json_source('{"foreign": "hello"}'))
    assert (result.extractor, result.extractor_version) == ("foreign", "7")
    assert result.extractions[0].runs[0].observations[0].value == "hello"


def test_a_broken_extractor_is_named(foreign: Path) -> None:
    assert foreign.is_dir()
    with pytest.raises(registry.ExtractorBroken, match=r"gone \(no_such_module:EXTRACTOR\) cannot be loaded"):
        registry.get_extractor("gone")
    with pytest.raises(registry.ExtractorBroken, match="is no Extractor"):
        registry.get_extractor("no-extractor")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("fault", "a.json: the extractor foreign failed: KeyError: 'Labels'"),
        ("deep", "a.json: is nested too deeply"),
        ("nothing", "a.json: says nothing that foreign reads"),
    ],
)
def test_a_fault_of_an_extractor_ends_one_source(foreign: Path, word: str, reason: str) -> None:
    assert foreign.is_dir()
    assert extract_source(json_source(f'{{"foreign": "{word}"}}')).refusal == reason


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(registry.ExtractorUnknown, match="no extractor is called 'whispr'; there are image, "):
        registry.get_extractor("whispr")


def test_a_hint_decides_only_between_those_that_recognise(
    labels: bytes, read: Callable[[bytes, str], Extracted]
) -> None:
    assert read(labels, "clip.mp4.whisper.json").extractor == "rekognition-labels"
    nobodys = read(b'{"text": 7}', "clip.mp4.rekognition-labels.json")
    assert nobodys.extractor == "rekognition-labels"
    assert nobodys.refusal


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b'{"frobs": "1", "tracks": 1}', "a.frob", "application/json with the keys frobs, tracks"),
        (b"[1, 2]", "a.json", "application/json (a int)"),
        (b"<?xml version='1.0'?><frobs/>", "a.xml", "application/xml (root=frobs)"),
    ],
)
def test_what_nobody_reads_is_named(
    data: bytes, name: str, reason: str, read: Callable[[bytes, str], Extracted]
) -> None:
    assert read(data, name).refusal == f"{name}: not yet supported: {reason}"


def test_json_that_is_none_is_refused_by_place(read: Callable[[bytes, str], Extracted]) -> None:
    assert read(b'{"a": 1,\n "b" 2}', "a.json").refusal.startswith("a.json: not valid JSON at line 2, column 6")


def test_nothing_heavy_is_imported_to_know_the_names() -> None:
    program = (
        "import sys; from extractors import registry; registry.names(); "
        "heavy = {'PIL', 'av', 'numpy', 'magika', 'onnxruntime'} & set(sys.modules); sys.exit(str(heavy or ''))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
