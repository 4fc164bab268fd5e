"""The hash of a picture: near for copies, far for others, none where it would say nothing; hostile files do no harm."""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from extractors.files.file_facts import rendition
from extractors.files.fingerprint_values import (
    Keyframe,
    distance,
    film_text,
    find_film,
    find_picture,
    picture_text,
)
from extractors.files.fingerprints import with_fingerprint
from extractors.files.picture_hash import picture_hash
from extractors.media_type import media_type_of
from extractors.pool import PoolLimits
from extractors.port import AssetReference, Extraction, Source
from extractors.run import extract_paths
from ontology.model import AgentKind, MediaKind

from .conftest import NEAR, ON, scene

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def saved(picture: Image.Image, form: str = "PNG", **options: object) -> Source:
    """A Source with a picture's bytes."""
    buffer = BytesIO()
    picture.save(buffer, form, **options)
    return source(buffer.getvalue(), f"picture.{form.lower()}")


def source(data: bytes, name: str) -> Source:
    """A Source with these bytes."""
    return Source(name, name, data, media_type_of(data, name), hashlib.sha256(data).hexdigest(), len(data))


def hash_of(picture: Image.Image) -> bytes:
    """The hash of a picture that has one."""
    found = picture_hash(saved(picture))
    assert found is not None
    return found


@pytest.mark.parametrize("change", NEAR)
def test_a_copy_is_near(change: str) -> None:
    for seed in range(4):
        assert distance(hash_of(scene(seed)), hash_of(NEAR[change](scene(seed)))) <= 31, seed


def test_other_pictures_are_far() -> None:
    hashes = [hash_of(scene(seed)) for seed in range(12)]
    assert min(distance(one, other) for one, other in combinations(hashes, 2)) > 62


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "AVIF"])
def test_the_form_of_the_file_changes_little(form: str) -> None:
    found = picture_hash(saved(scene(3), form))
    assert found is not None
    assert distance(found, hash_of(scene(3))) <= 16


def test_heif_has_a_hash() -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    found = picture_hash(saved(scene(3), "HEIF"))
    assert found is not None
    assert distance(found, hash_of(scene(3))) <= 16


def test_a_picture_turned_by_exif_is_as_it_is_seen() -> None:
    exif = Image.Exif()
    exif[274] = 6
    lying = saved(scene(5).transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)
    found = picture_hash(lying)
    assert found is not None
    assert distance(found, hash_of(scene(5))) <= 16


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "RGBA", "LA", "1", "I;16", "F"])
def test_every_mode_of_pixels_has_a_hash(mode: str) -> None:
    if mode in ("I;16", "F"):
        grey = np.asarray(scene(6).convert("L"), dtype=np.uint16) * 200
        picture = Image.fromarray(grey if mode == "I;16" else grey.astype(np.float32))
    else:
        picture = scene(6).convert(mode)
    found = picture_hash(saved(picture, "TIFF"))
    assert found is not None
    assert distance(found, hash_of(scene(6).convert("L").convert("RGB"))) <= (90 if mode == "1" else 31)


def test_what_is_transparent_is_white() -> None:
    picture = scene(7).convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 240, 320))
    on_white = scene(7)
    on_white.paste((255, 255, 255), (0, 0, 240, 320))
    assert distance(hash_of(picture), hash_of(on_white)) <= 8


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (400, 300), "white"),
        Image.linear_gradient("L").resize((400, 300)),
        scene(1).resize((480, 40)),
        scene(1).resize((63, 63)),
    ],
    ids=["blank", "gradient", "too low", "too small"],
)
def test_what_says_nothing_has_no_hash(picture: Image.Image) -> None:
    assert picture_hash(saved(picture)) is None


def test_a_bomb_is_not_decoded() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 90_001, 9))
    assert picture_hash(source(data + chunk(b"IEND", b""), "bomb.png")) is None


def test_a_large_jpeg_is_reduced_while_it_is_read(tmp_path: Path) -> None:
    large = scene(8).resize((5760, 3840))
    assert distance(hash_of(scene(8)), picture_hash(saved(large, "JPEG")) or b"\0" * 32) <= 16


def test_a_damaged_picture_keeps_what_else_it_says(tmp_path: Path) -> None:
    data = saved(scene(9), "JPEG").data
    (tmp_path / "cut.jpg").write_bytes(data[: len(data) // 2])
    (found,) = extract_paths([str(tmp_path / "cut.jpg")], workers=0, limits=ON)
    assert not found.refusal
    (extraction,) = found.extractions
    assert [run.task for run in extraction.runs][:1] == ["file-facts"]
    assert "fingerprint" not in {run.task for run in extraction.runs}
    assert any(problem.startswith("no fingerprint: ") for problem in extraction.problems)


def test_the_run_names_the_library_and_can_be_turned_off(tmp_path: Path) -> None:
    scene(2).save(tmp_path / "a.png")
    for workers in (0, 1):
        (found,) = extract_paths([str(tmp_path)], workers=workers, limits=ON)
        (run,) = [run for run in found.extractions[0].runs if run.task == "fingerprint"]
        assert (run.agent.kind, run.agent.name) == (AgentKind.SYSTEM, "pdq")
        assert run.agent.version[0].isdigit()
        assert [o.property for o in run.observations] == ["perceptualHash"]
        assert find_picture(run.observations[0].value) == hash_of(scene(2))
        (found,) = extract_paths([str(tmp_path)], workers=workers, limits=PoolLimits(fingerprints=False))
        assert "fingerprint" not in {run.task for run in found.extractions[0].runs}


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4))),
    st.floats(0.1, 1),
)
def test_damage_is_named_and_harms_nothing(form: str, cuts: list[tuple[float, bytes]], kept: float) -> None:
    data = bytearray(saved(scene(1).resize((96, 80)), form).data)
    for at, noise in cuts:
        start = int(at * len(data))
        data[start : start + len(noise)] = noise
    hostile = source(bytes(data[: int(kept * len(data))]), "a.jpg")
    found = with_fingerprint(Extraction(AssetReference("a.jpg", kind=MediaKind.IMAGE), (), rendition(hostile)), hostile)
    assert len(found.runs) <= 1
    assert all(problem.startswith("no fingerprint: ") for problem in found.problems)
    assert not any(" object at 0x" in problem for problem in found.problems)


HASHES = st.binary(min_size=32, max_size=32)


@settings(deadline=None, max_examples=60)
@given(HASHES, st.lists(st.tuples(st.decimals(0, 99_999, places=3), HASHES), min_size=1, max_size=6))
def test_values_read_back(one: bytes, frames: list[tuple[object, bytes]]) -> None:
    keyframes = tuple(Keyframe(at, hash_) for at, hash_ in frames)  # type: ignore[arg-type]
    assert find_picture(picture_text(one)) == one
    assert find_film(film_text(keyframes)) == keyframes
    assert find_picture(film_text(keyframes)) is None
    assert find_film(picture_text(one)) == ()


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80))
def test_other_texts_are_no_fingerprints(text: str) -> None:
    for candidate in (text, f"pdq:{text}", f"pdq-keyframes:{text}"):
        assert find_picture(candidate) is None or len(text) >= 64
        assert find_film(candidate) == () or len(text) >= 64


@settings(deadline=None, max_examples=100)
@given(HASHES, HASHES, HASHES)
def test_distance_is_one(one: bytes, two: bytes, three: bytes) -> None:
    assert distance(one, one) == 0
    assert 0 <= distance(one, two) == distance(two, one) <= 256
    assert distance(one, three) <= distance(one, two) + distance(two, three)
