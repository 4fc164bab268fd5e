"""What films look like: keyframes that differ, the same for a re-encoded film, bounded for any other."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest

from extractors.files import keyframes
from extractors.files.fingerprint_values import Keyframe, distance, find_film
from extractors.files.keyframes import film_keyframes
from extractors.port import Source
from extractors.run import extract_paths
from extractors.source import open_source

from .conftest import ON, Archive, scene

FPS = 10


def film(
    path: Path, seeds: list[int], *, seconds: int = 2, width: int = 320, codec: str = "libx264", **options: str
) -> Path:
    """Make a film of still shots, one for each seed, and return its path."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = width, width * 3 // 4, "yuv420p"
        stream.gop_size = 20
        for seed in seeds:
            shot = scene(seed, 640, 480).resize((width, width * 3 // 4))
            for _ in range(seconds * FPS):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(shot), format="rgb24")))
        container.mux(stream.encode())
    return path


def looks(path: Path) -> tuple[Keyframe, ...]:
    """The keyframes of a film."""
    return film_keyframes(open_source(str(path)))


def test_each_shot_is_told_once_with_its_time(tmp_path: Path) -> None:
    found = looks(film(tmp_path / "a.mp4", [1, 2, 3], seconds=4))
    assert [keyframe.at_s for keyframe in found] == [Decimal(0), Decimal(4), Decimal(8)]
    assert min(distance(one.hash, other.hash) for one in found for other in found if one is not other) > 62


FORMS = [("mkv", "libx264"), ("webm", "libvpx"), ("avi", "mpeg4"), ("ts", "mpeg2video")]


@pytest.mark.parametrize(("ending", "codec"), FORMS)
def test_another_container_codec_and_size_look_the_same(ending: str, codec: str, tmp_path: Path) -> None:
    one = looks(film(tmp_path / "a.mp4", [1, 2, 3]))
    other = looks(film(tmp_path / f"b.{ending}", [1, 2, 3], width=176, codec=codec))
    assert len(other) >= (1 if ending == "ts" else 3)
    for keyframe in other:
        assert min(distance(keyframe.hash, k.hash) for k in one) <= 31


def test_a_film_is_always_told_alike_and_its_claim_reads_back(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", [1, 2, 3])
    values = set()
    for _ in range(2):
        (found,) = extract_paths([str(path)], workers=0, limits=ON)
        (run,) = [run for run in found.extractions[0].runs if run.task == "fingerprint"]
        (observation,) = run.observations
        assert observation.property == "videoFingerprint"
        values.add(observation.value)
    (value,) = values
    assert find_film(value) == looks(path)


def test_a_long_film_costs_no_more_keyframes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyframes, "MOST_KEYFRAMES", 4)
    found = looks(film(tmp_path / "a.mp4", [1, 2, 3, 4, 5, 6, 7, 8]))
    assert [keyframe.at_s for keyframe in found] == [Decimal(0), Decimal(4), Decimal(8), Decimal(12)]


def test_large_pictures_are_decoded_seldom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "a.mp4", [1, 2, 3])
    monkeypatch.setattr(keyframes, "MOST_PIXELS", 2 * 320 * 240)
    assert len(looks(path)) == 2
    monkeypatch.setattr(keyframes, "MOST_PIXELS", 320 * 240 - 1)
    assert looks(path) == ()


def test_black_says_nothing_and_a_cut_film_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "black.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        black = np.zeros((240, 320, 3), np.uint8)
        for _ in range(20):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(black, format="rgb24")))
        container.mux(stream.encode())
    assert looks(path) == ()
    whole = film(tmp_path / "a.mkv", [1, 2, 3]).read_bytes()
    data = whole[: len(whole) // 2]
    cut = Source("cut.mkv", "cut.mkv", data, "video/x-matroska", hashlib.sha256(data).hexdigest(), len(data))
    assert 1 <= len(film_keyframes(cut)) < 3


def test_a_re_encoded_film_is_for_review_and_others_are_not(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    film(folder / "a.mp4", [1, 2, 3, 4])
    film(folder / "small.mkv", [1, 2, 3, 4], width=176, crf="35")
    film(folder / "shorter.mp4", [1, 2, 3])
    film(folder / "one shot of it.mp4", [1, 7, 8, 9])
    film(folder / "other.mp4", [5, 6])
    scene(1, 640, 480).save(folder / "still.png")
    archive.bring(folder)
    assert archive.tied() == {
        frozenset(("a.mp4", "small.mkv")),
        frozenset(("a.mp4", "shorter.mp4")),
        frozenset(("small.mkv", "shorter.mp4")),
    }
    assert {pair[3] for pair in archive.pairs()} == {"review"}
    sure = {frozenset(pair[:2]): float(pair[2]) for pair in archive.pairs()}
    assert sure[frozenset(("a.mp4", "small.mkv"))] > sure[frozenset(("a.mp4", "shorter.mp4"))]
    assert all(0.5 <= confidence < 0.8 for confidence in sure.values())
    before = archive.sequence
    archive.bring(folder)
    assert archive.sequence == before
