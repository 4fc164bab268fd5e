"""The same bytes at several places are one Asset with one Rendition and several locations."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ontology.graphs import EVIDENCE, FACTS
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import RDF_TYPE, text_of

from .conftest import Archive, scene


def places(archive: Archive) -> dict[str, list[str]]:
    """Each Asset's label, and the names of the files where its bytes lie; every Asset must have one Rendition."""
    with archive.engine.dataset.reader() as reader:
        found: dict[str, list[str]] = {}
        for asset in {q.subject for q in reader.quads(None, mg("rendition"), None, FACTS)}:
            (label,) = (text_of(q.object) for q in reader.quads(asset, RDFS_LABEL, None, FACTS))
            (rendition,) = (q.object for q in reader.quads(asset, mg("rendition"), None, FACTS))
            locations = reader.quads(rendition, mg("location"), None, FACTS)
            found[label] = sorted(text_of(q.object).rpartition("/")[2] for q in locations)
        return found


def assets(archive: Archive) -> int:
    """How many Assets there are."""
    with archive.engine.dataset.reader() as reader:
        kinds = ("ImageAsset", "AudioAsset", "VideoAsset", "TextAsset", "Asset")
        return sum(1 for kind in kinds for _ in reader.quads(None, RDF_TYPE, mg(kind), FACTS))


def claims(archive: Archive) -> int:
    """How many Observations there are."""
    with archive.engine.dataset.reader() as reader:
        return sum(1 for _ in reader.quads(None, mg("property"), None, EVIDENCE))


def labels(path: Path, **asset: str) -> Path:
    """Write an output with one label, about the asset named so or the one it lies beside."""
    said = {"mediagraph": 1, "model": {"name": "m", "version": "1", "kind": "model"}, "task": "labels",
            "observations": [{"property": "depicts", "value": "dog", "confidence": 0.9}]}  # fmt: skip
    path.write_text(json.dumps(said | ({"asset": asset} if asset else {})))
    return path


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    """A picture, and two copies of it under other names and in another folder."""
    (tmp_path / "in").mkdir()
    (tmp_path / "else").mkdir()
    original = tmp_path / "in" / "a.png"
    scene(1).save(original)
    second = shutil.copy(original, tmp_path / "in" / "z copy.png")
    third = shutil.copy(original, tmp_path / "else" / "a.png")
    return [original, second, third]


@pytest.mark.parametrize("batch", [150, 1], ids=["one batch", "a batch each"])
def test_copies_are_one_asset_with_several_places(batch: int, archive: Archive, copies: list[Path]) -> None:
    archive.bring(*copies, batch=batch)
    assert places(archive) == {"a.png": ["a.png", "a.png", "z%20copy.png"]}
    assert assets(archive) == 1
    assert archive.pairs() == set()


def test_one_ingest_after_another_gives_the_same(archive: Archive, copies: list[Path]) -> None:
    archive.bring(copies[0])
    alone = claims(archive)
    archive.bring(copies[1])
    archive.bring(copies[2])
    assert places(archive) == {"a.png": ["a.png", "a.png", "z%20copy.png"]}
    assert claims(archive) == alone
    before = archive.sequence
    archive.bring(*reversed(copies))
    assert archive.sequence == before


def test_the_name_is_that_of_the_first_in_order(archive: Archive, copies: list[Path]) -> None:
    """One ingest takes files in the order of their paths; a later copy never renames the Asset."""
    archive.bring(copies[1])
    archive.bring(copies[0], copies[2])
    assert places(archive) == {"z copy.png": ["a.png", "a.png", "z%20copy.png"]}


@pytest.mark.parametrize("together", [True, False], ids=["same ingest", "later"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_output_beside_any_copy_is_about_the_asset(
    number: int, together: bool, archive: Archive, copies: list[Path]
) -> None:
    beside = copies[number].with_name(copies[number].name + ".labels.json")
    if together:
        archive.bring(*copies, labels(beside))
    else:
        archive.bring(*copies)
        archive.bring(labels(beside))
    assert assets(archive) == 1
    with archive.engine.dataset.reader() as reader:
        subjects = {q.subject for q in reader.quads(None, mg("depicts"), None, FACTS)}
    assert subjects == {f"<{archive.iri_of('a.png')}>"}


def test_an_output_that_comes_before_any_copy_joins_them(archive: Archive, copies: list[Path]) -> None:
    archive.bring(labels(copies[1].with_name(copies[1].name + ".labels.json")))
    archive.bring(*copies)
    assert assets(archive) == 2  # what was only a name until its bytes came, when another Asset had them
    archive.bring(*copies)
    assert sorted(places(archive).values()) == [["a.png", "a.png", "z%20copy.png"]]


def test_bytes_packed_with_gzip_are_compared_as_they_lie(archive: Archive, copies: list[Path]) -> None:
    """A packed copy is other bytes: another Asset, tied to the first by what it looks like."""
    packed = [copies[0].with_name(name) for name in ("p.png.gz", "q.png.gz")]
    for path in packed:
        path.write_bytes(gzip.compress(copies[0].read_bytes(), mtime=0))
    archive.bring(*copies, *packed)
    found = places(archive)
    assert sorted(found.values()) == [["a.png", "a.png", "z%20copy.png"], ["p.png.gz", "q.png.gz"]]
    assert archive.tied() == {frozenset(("a.png", "p.png"))}


@pytest.mark.parametrize("batch", [150, 1], ids=["one batch", "a batch each"])
def test_other_bytes_in_place_of_a_copy_are_another_asset(batch: int, archive: Archive, copies: list[Path]) -> None:
    archive.bring(*copies)
    scene(2).save(copies[1])
    archive.bring(*copies, batch=batch)
    assert assets(archive) == 2
    assert places(archive) == {"a.png": ["a.png", "a.png"], "z copy.png": ["z%20copy.png"]}
    assert archive.tied() == set()


@pytest.mark.parametrize("batch", [150, 1], ids=["one batch", "a batch each"])
def test_other_bytes_in_place_of_all_copies_leave_nothing_of_the_old(
    batch: int, archive: Archive, copies: list[Path]
) -> None:
    archive.bring(*copies)
    for path in copies:
        scene(2).save(path)
    archive.bring(*copies, batch=batch)
    found = places(archive)
    assert list(found.values()) == [["a.png", "a.png", "z%20copy.png"]]
    with archive.engine.dataset.reader() as reader:
        said = {q.subject for q in reader.quads(None, mg("perceptualHash"), None, FACTS)}
    assert len(said) == 1


def test_sound_is_found_by_its_checksum(archive: Archive, tmp_path: Path) -> None:
    import wave

    for name in ("one.wav", "two.wav"):
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes((np.sin(np.arange(16_000) / 7) * 9000).astype("<i2").tobytes())
    archive.bring(tmp_path / "one.wav", tmp_path / "two.wav")
    assert places(archive) == {"one.wav": ["one.wav", "two.wav"]}
