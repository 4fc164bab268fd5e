"""How fast files become Observations: files and megabytes a second per form, on one core, and what the pool adds.

    python benchmarks/extraction.py [--files 2000] [--rounds 3]

Every form's sample is copied so often that a round takes about a second; each copy is read from disk. `overhead` is
what a tiny JSON file costs beyond its own parsing and mapping: finding, opening, hashing, choosing the extractor, and
the way between processes. Medians over the rounds; `--jsonl-mb` adds JSON Lines of that size, with the peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from extractors.extracted import pack, unpack
from extractors.registry import get_extractor
from extractors.run import extract_paths
from extractors.source import open_source

SAMPLES = Path(__file__).parents[1] / "samples" / "first-flights"
FORMS = {
    "JPEG, EXIF + IPTC + XMP": "flyer-1903.jpg",
    "PNG, EXIF + XMP": "newspaper.png",
    "WebP, EXIF + XMP": "langley-aerodrome.webp",
    "MP4": "first-flight.mp4",
    "FLAC": "witness.flac",
    "SubRip": "first-flight.en.srt",
    "WebVTT": "first-flight.fr.vtt",
    "text": "windy-thursday.txt",
    "Rekognition labels": "le-mans-1908.jpg.rekognition-labels.json",
    "Rekognition labels, gzip": "first-flight.mp4.rekognition-labels.json.gz",
    "Whisper": "first-flight.mp4.whisper.json",
    "plain JSON": "flyer-1903.jpg.plain.json",
}


def copies(sample: Path, folder: Path, count: int) -> int:
    """Write so many copies with names of their own; return the bytes of all."""
    for number in range(count):
        shutil.copyfile(sample, folder / f"{number:06}-{sample.name}")
    return count * sample.stat().st_size


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds of this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def measure_form(name: str, sample: Path, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copies(sample, folder, 3)
        once = seconds(lambda: list(extract_paths([place], workers=0)))[0] / 3
        count = max(5, min(3000, int(0.7 / max(once, 1e-5))))
        size = copies(sample, folder, count)
        taken = statistics.median(seconds(lambda: list(extract_paths([place], workers=0)))[0] for _ in range(rounds))
    print(f"{name:28} {count / taken:10.0f} {size / taken / 1e6:10.1f} {1000 * taken / count:10.3f}")


def measure_overhead(count: int, rounds: int) -> None:
    document = json.loads((SAMPLES / FORMS["Rekognition labels"]).read_bytes())
    document["Labels"] = document["Labels"][:6]
    extractor = get_extractor("rekognition-labels")
    with tempfile.TemporaryDirectory() as place:
        for number in range(count):
            (Path(place) / f"image{number:06}.jpg.rekognition-labels.json").write_text(json.dumps(document))
        source = open_source(f"{place}/image000000.jpg.rekognition-labels.json")
        arguments = (source.path, source.name, source.data, source.media_type)
        bare = statistics.median(
            seconds(lambda: [tuple(extractor.extract(type(source)(*arguments))) for _ in range(count)])[0]
            for _ in range(rounds)
        )
        alone = statistics.median(seconds(lambda: list(extract_paths([place], workers=0)))[0] for _ in range(rounds))
        (result, *_) = extract_paths([place], workers=0)
        travel = statistics.median(
            seconds(lambda: [unpack(pack(result)) for _ in range(count)])[0] for _ in range(rounds)
        )
        print(f"\n{count} JSON files of six labels, milliseconds of CPU per file")
        print(f"{'parse and map':28} {1000 * bare / count:10.3f}")
        print(f"{'overhead, in this process':28} {1000 * (alone - bare) / count:10.3f}")
        print(f"{'overhead, pack and unpack':28} {1000 * travel / count:10.3f}")
        for workers in (1, 2):
            parent, wall = seconds(lambda: sum(1 for _ in extract_paths([place], workers=workers)))  # noqa: B023
            print(f"{f'{workers} workers: wall, parent':28} {1000 * wall / count:10.3f} {1000 * parent / count:10.3f}")


def measure_lines(megabytes: int) -> None:
    line = json.dumps(json.loads((SAMPLES / FORMS["Rekognition labels"]).read_bytes())).encode() + b"\n"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "many.jsonl"
        with path.open("wb") as file:
            for _ in range(megabytes * 1_000_000 // len(line)):
                file.write(line)
        _, wall = seconds(lambda: sum(1 for _ in extract_paths([str(path)], workers=1)))
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{megabytes} MB of JSON Lines: {wall:.1f} s, peak memory {own:.0f} MB here, {workers:.0f} MB in the worker"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jsonl-mb", type=int, default=0)
    given = parser.parse_args()
    print(f"{'one core, CPU time':28} {'files/s':>10} {'MB/s':>10} {'ms/file':>10}")
    for name, sample in FORMS.items():
        measure_form(name, SAMPLES / sample, given.rounds)
    measure_overhead(given.files, given.rounds)
    if given.jsonl_mb:
        measure_lines(given.jsonl_mb)


if __name__ == "__main__":
    main()
