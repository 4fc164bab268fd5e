"""What fingerprints cost: a picture, a film, loading and asking the index; and how far copies and others lie apart.

python benchmarks/fingerprints.py                    over pictures and films made here, and those of samples/
python benchmarks/fingerprints.py --media DIR        over those of a folder, too
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path
from random import Random

import av
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from benchmarks.measuring import machine
from extractors.files.fingerprint_values import distance
from extractors.files.keyframes import film_keyframes
from extractors.files.picture_hash import READABLE, picture_hash
from extractors.inputs import Input
from extractors.pool import LIMITS
from extractors.port import Source, SourceRefused
from extractors.run import extract_input
from extractors.source import open_sources
from graph.fingerprint_index import NEAR, FingerprintIndex, Looks

SAMPLES = Path(__file__).parents[1] / "samples" / "first-flights"
TIMES = 5


def photograph(width: int, height: int) -> Image.Image:
    """A picture with the detail of a photograph: noise of several sizes over a gradient."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    random = np.random.default_rng(7)
    for cells in (8, 32, 128, 512):
        noise = Image.fromarray(random.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        picture = Image.blend(picture, noise.resize((width, height), Image.Resampling.BICUBIC), 0.35)
    return picture


def film(path: Path, width: int, height: int, seconds: int) -> None:
    """A film that pans over a picture, a keyframe every two seconds."""
    wide = np.asarray(photograph(width * 2, height))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=5, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = width, height, "yuv420p", 10
        for number in range(seconds * 5):
            left = number * width // (seconds * 5)
            shown = np.ascontiguousarray(wide[:, left : left + width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        container.mux(stream.encode())


def median_ms(work: Callable[[], object]) -> float:
    """Return the median CPU time of several runs in milliseconds."""
    times = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def costs(folder: Path) -> Iterator[str]:
    """Yield a row for each file: CPU time of reading it as before, and with its fingerprint."""
    for path in sorted(folder.iterdir()):
        item = Input(str(path), path.stat().st_size)
        plain = median_ms(lambda item=item: list(extract_input(item, limits=replace(LIMITS, fingerprints=False))))
        whole = median_ms(lambda item=item: list(extract_input(item, limits=replace(LIMITS, fingerprints=True))))
        yield f"| {path.name} | {item.byte_size / 1e6:.1f} MB | {plain:.0f} ms | {whole:.0f} ms |"


def make_media(folder: Path) -> None:
    """Write pictures and films of the usual sizes."""
    photograph(1200, 800).save(folder / "1-megapixel.jpg", quality=90)
    photograph(4000, 3000).save(folder / "12-megapixels.jpg", quality=90)
    photograph(4000, 3000).save(folder / "12-megapixels.png", compress_level=1)
    photograph(4000, 3000).save(folder / "12-megapixels.webp", quality=85)
    film(folder / "1080p-120-s.mp4", 1920, 1080, 120)
    film(folder / "576p-600-s.mp4", 720, 576, 600)


def index_costs(count: int) -> str:
    """Return a row: milliseconds to fill an index with so many hashes, and to ask it once."""
    random = Random(1)
    hashes = [random.randbytes(32) for _ in range(count)]
    index = FingerprintIndex()
    start = time.process_time()
    for number, hash_ in enumerate(hashes):
        index.put(f"https://mediagraph.example/id/asset/{number}", Looks("", (hash_,)))
    filling = time.process_time() - start
    asked = [Looks("", (hash_,)) for hash_ in hashes[:200]]
    start = time.process_time()
    for looks in asked:
        index.near(looks)
    return f"| {count:,} | {filling:.2f} s | {(time.process_time() - start) / len(asked) * 1000:.2f} ms |"


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "half the size": lambda p: p.resize((p.width // 2, p.height // 2)),
    "a quarter of the size": lambda p: p.resize((p.width // 4, p.height // 4)),
    "JPEG of quality 30": lambda p: _jpeg(p, 30),
    "grey": lambda p: p.convert("L"),
    "brightness + 25 %": lambda p: ImageEnhance.Brightness(p).enhance(1.25),
    "a mark in the corner": lambda p: _marked(p),  # noqa: PLW0108 (defined below)
    "1 % cut off each side": lambda p: _cropped(p, 0.01),
    "2.5 % cut off each side": lambda p: _cropped(p, 0.025),
    "mirrored": lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(BytesIO(buffer.getvalue()))


def _marked(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    size = max(12, picture.height // 20)
    draw = ImageDraw.Draw(copy)
    draw.text((picture.width // 2, picture.height - 2 * size), "(c) ARCHIVE", fill=(255, 255, 255), font_size=size)
    return copy


def _cropped(picture: Image.Image, share: float) -> Image.Image:
    dx, dy = int(picture.width * share), int(picture.height * share)
    return picture.crop((dx, dy, picture.width - dx, picture.height - dy))


def sources(folders: list[Path]) -> Iterator[Source]:
    """Yield the pictures and films in folders."""
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        try:
            for source in open_sources(str(path)):
                if not isinstance(source, SourceRefused) and source.line is None:
                    yield source
        except SourceRefused:
            continue


def separation(folders: list[Path]) -> Iterator[str]:
    """Yield a row for each kind of copy: how far copies lie from their pictures; then one for unrelated pictures."""
    pictures: dict[bytes, Image.Image] = {}
    for source in sources(folders):
        hash_ = picture_hash(source) if source.media_type in READABLE else None
        if hash_ is not None:
            pictures[hash_] = _as_seen(Image.open(BytesIO(source.data)))
    for name, change in CHANGES.items():
        found = [d for hash_, picture in pictures.items() if (d := _distance(hash_, change(picture))) is not None]
        near = sum(d <= NEAR for d in found)
        yield f"| {name} | {statistics.mean(found):.1f} | {max(found)} | {near} of {len(found)} |"
    apart = [distance(one, other) for one, other in combinations(pictures, 2)]
    near = sum(d <= NEAR for d in apart)
    mean = statistics.mean(apart)
    yield f"| unrelated pictures (least instead of most) | {mean:.1f} | {min(apart)} | {near} of {len(apart)} |"


def _as_seen(picture: Image.Image) -> Image.Image:
    """Return a picture upright and on white, as the hash takes it."""
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    white = Image.new("RGBA", upright.size, "white")
    white.alpha_composite(upright)
    return white.convert("RGB")


def _distance(hash_: bytes, copy: Image.Image) -> int | None:
    buffer = BytesIO()
    copy.save(buffer, "PNG")
    found = picture_hash(Source("copy.png", "copy.png", buffer.getvalue(), "image/png"))
    return None if found is None else distance(hash_, found)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--media", type=Path, action="append", default=[], help="a folder with pictures; repeatable")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        make_media(Path(scratch))
        print(f"CPU time to read a file, without and with its fingerprint, median of {TIMES}; {machine()}\n")
        print("| file | size | without | with |\n|---|---|---|---|")
        for row in costs(Path(scratch)):
            print(row)
        films = {s.name: len(film_keyframes(s)) for s in sources([Path(scratch)]) if s.name.endswith(".mp4")}
        print(f"\nKeyframes kept: {', '.join(f'{name} {count}' for name, count in films.items())}.\n")
    print("| hashes in the index | to fill it | to ask it once |\n|---|---|---|")
    for count in (1_000, 10_000, 100_000, 1_000_000):
        print(index_costs(count))
    print("\n| copy | distance, mean | most | near |\n|---|---|---|---|")
    for row in separation([SAMPLES, *options.media]):
        print(row)


if __name__ == "__main__":
    main()
