"""Broken files end as results or named refusals: no crash, no hang.

Damage to whole files goes through the pool, as in a run, so that a crash in a C library would be seen and named; the
parsers of our own are given arbitrary bytes directly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.extracted import Extracted
from extractors.files.boxes import read_boxes
from extractors.files.claims import Claims
from extractors.files.containers import read_blocks
from extractors.files.exif import read_exif
from extractors.files.images import READABLE, profile_name
from extractors.files.iptc import read_iptc
from extractors.files.xmp_claims import read_xmp
from extractors.media_type import media_type_of
from extractors.pool import PoolLimits
from extractors.port import Source
from extractors.run import extract_paths, extract_source

ROOT = Path(__file__).parents[3]
SAMPLES = sorted(
    path
    for path in (ROOT / "samples" / "first-flights").iterdir()
    if path.suffix in (".jpg", ".png", ".webp", ".mp4", ".flac", ".srt", ".vtt", ".txt")
    and path.stat().st_size < 300_000
)
DAMAGED_FILES = 400
SECONDS = 14.0


def damaged(data: bytes, random: Random) -> bytes:
    """Return a file with one to eight wounds, most of them where the metadata lie."""
    body = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        at = random.randrange(max(1, min(len(body), random.choice((64, 2_000, 20_000, 10**9)))))
        match random.randrange(6):
            case 0:
                body[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                body[at:at] = random.randbytes(random.randrange(1, 20))
            case 2:
                del body[at : at + random.randrange(1, 200)]
            case 3:
                body[at : at + 4] = random.choice((b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00"))
            case 4:
                body[at : at + 64] = body[at : at + 64] * 2
            case _ if random.random() < 0.3:
                del body[at:]
    return bytes(body)


def test_damaged_samples_end_by_name(tmp_path: Path, picture: Callable[..., bytes]) -> None:
    random = Random(1903)
    originals = [(path.name, path.read_bytes()) for path in SAMPLES]
    originals += [(f"small.{form.lower()}", picture(form)) for form in ("TIFF", "GIF", "BMP", "PNG", "WEBP")]
    names = set()
    for number in range(DAMAGED_FILES):
        name, data = originals[number % len(originals)]
        names.add(f"{number:04}-{name}")
        (tmp_path / f"{number:04}-{name}").write_bytes(damaged(data, random))
    started = time.monotonic()
    ended: dict[str, Extracted] = {}
    for extracted in extract_paths([str(tmp_path)], workers=2, limits=PoolLimits(seconds=10.0)):
        assert extracted.extractions or extracted.shown in extracted.refusal
        for word in ("took longer", "ended the process", " failed: ", "more memory"):
            assert word not in extracted.refusal, extracted.refusal
        ended[Path(extracted.path).name] = extracted
        if time.monotonic() - started > SECONDS:
            break
    else:
        assert set(ended) == names
    assert len(ended) >= 100
    assert sum(1 for extracted in ended.values() if extracted.extractions) >= 20


HEADS = [b"II*\x00\x08\x00\x00\x00", b"MM\x00*\x00\x00\x00\x08", b"Exif\x00\x00II*\x00\x08\x00\x00\x00", b""]


@given(st.sampled_from(HEADS), st.binary(max_size=400))
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_exif_or_none(head: bytes, body: bytes) -> None:
    claims = Claims(Source("a.jpg", "a.jpg", b""))
    read_exif(head + body, claims)
    assert all(run.observations for run in claims.embedded_runs())


@given(
    st.lists(st.tuples(st.sampled_from([1, 2]), st.integers(0, 255), st.binary(max_size=20))), st.binary(max_size=30)
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_iptc_or_none(datasets: list[tuple[int, int, bytes]], rest: bytes) -> None:
    block = b"".join(bytes([0x1C, r, n]) + len(v).to_bytes(2, "big") + v for r, n, v in datasets)
    read_iptc(block + rest, Claims(Source("a.jpg", "a.jpg", b"")))


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
    ' exif:Flash="{}">'
    "<dc:title>{}</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@given(st.text(max_size=30), st.text(max_size=60), st.integers(0, 300), st.binary(max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_text_is_xmp_or_none(flash: str, title: str, at: int, wound: bytes) -> None:
    data = XMP.format(flash, title).encode("utf-8", "replace")
    read_xmp(data[:at] + wound + data[at + len(wound) :], Claims(Source("a.jpg", "a.jpg", b"")))


@given(st.sampled_from(sorted(READABLE)), st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_container_or_none(media_type: str, data: bytes) -> None:
    read_blocks(data, media_type)
    read_boxes(data)
    profile_name(data)


@given(st.binary(max_size=200), st.sampled_from(["a.jpg", "a.json", "a.jsonl", "a.srt", "a.txt", "a.mp4", "a"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_by_name(data: bytes, name: str) -> None:
    extracted = extract_source(Source(name, name, data, media_type_of(data, name)))
    assert extracted.extractions or extracted.refusal.startswith(name)


@pytest.mark.parametrize("depth", [500, 5_000, 100_000])
def test_nesting_without_end_is_named(depth: int, read: Callable[[bytes, str], Extracted]) -> None:
    assert read(b'{"Labels": ' + b"[" * depth + b"]" * depth + b"}", "a.json").refusal.startswith("a.json: ")
