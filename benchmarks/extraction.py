"""How fast files become Observations: every form on one core, its growth, what the pool adds, and the largest inputs.

    python -m benchmarks.extraction                        every form, growth, overhead of small files
    python -m benchmarks.extraction --form whisper         one form
    python -m benchmarks.extraction --large                1 GB of JSON Lines, plain and gzipped, and an index of 200 MB

A form's files are our own: samples/ and the examples of the tests (tests/extractors/*/examples); the largest of each
form is read again and again, from disk, in this process. CPU time, medians over the rounds; Markdown. Growth repeats
the longest list of a JSON document, or the elements of XML that stand most often, and divides the time by the bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import azure_like, rekognition_like
from benchmarks.fuzz_ingest import SAMPLES, sample_files
from benchmarks.growing import grown
from benchmarks.measuring import machine, megabytes
from extractors.extracted import pack, unpack
from extractors.inputs import Input
from extractors.registry import get_extractor
from extractors.run import extract_input, extract_paths
from extractors.source import open_source

ROUND_S = 0.25
SIX_LABELS = "le-mans-1908.jpg.rekognition-labels.json"


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds of this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def read(path: Path) -> tuple[str, int]:
    """Return which extractor reads a file, and how many claims it finds."""
    name, claims = "", 0
    for result in extract_input(Input(str(path), path.stat().st_size)):
        name = result.extractor or name
        claims += sum(len(run.observations) for e in result.extractions for run in e.runs)
    return name, claims


def cpu_seconds(path: Path, rounds: int) -> float:
    """Return the median CPU time of reading one file, over rounds of about `ROUND_S`."""
    read(path)
    calls = max(1, round(ROUND_S / max(1e-6, seconds(lambda: read(path))[0])))
    taken = [seconds(lambda: [read(path) for _ in range(calls)])[0] / calls for _ in range(rounds)]
    return statistics.median(taken)


def largest_files() -> dict[str, Path]:
    """Return the largest of our own files for each form that has one."""
    found: dict[str, Path] = {}
    for path in sample_files():
        name, claims = read(path)
        if claims and (name not in found or path.stat().st_size > found[name].stat().st_size):
            found[name] = path
    return dict(sorted(found.items()))


def measure_forms(files: dict[str, Path], rounds: int) -> None:
    print("| form | bytes | claims | ms a file | files/s | MB/s |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, path in files.items():
        size, claims, taken = path.stat().st_size, read(path)[1], cpu_seconds(path, rounds)
        print(f"| {name} | {size:,} | {claims:,} | {1e3 * taken:.2f} | {1 / taken:,.0f} | {size / taken / 1e6:.1f} |")


def measure_growth(files: dict[str, Path], rounds: int) -> None:
    """Print nanoseconds a byte for each form whose files can be made longer: alike in all columns is linear."""
    print("\n| form, ns a byte | as it is | 10 times | 100 times |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as place:
        for name, path in files.items():
            row = []
            for times in (1, 10, 100):
                data = grown(path, times)
                if data is None:
                    break
                longer = Path(place, path.name.removesuffix(".gz"))
                longer.write_bytes(data)
                row.append(f"{1e9 * cpu_seconds(longer, 1 if times == 100 else rounds) / len(data):,.0f}")
            if row:
                print(f"| {name} | {' | '.join(row)} |")


def measure_overhead(count: int, rounds: int) -> None:
    """Print what a tiny JSON file costs beyond its own parsing and mapping."""
    document = json.loads((SAMPLES / SIX_LABELS).read_bytes())
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
        print(f"\n| {count:,} JSON files of six labels | ms of CPU a file |\n| --- | ---: |")
        print(f"| parse and map | {1000 * bare / count:.3f} |")
        print(f"| find, open, hash, recognise | {1000 * (alone - bare) / count:.3f} |")
        print(f"| pack and unpack | {1000 * travel / count:.3f} |")
        for workers in (1, 2):
            parent, wall = seconds(lambda: sum(1 for _ in extract_paths([place], workers=workers)))  # noqa: B023
            print(f"| {workers} workers: wall | {1000 * wall / count:.3f} |")
            print(f"| {workers} workers: the parent | {1000 * parent / count:.3f} |")


# -- the largest inputs ----------------------------------------------------------------------------------------------


def lines_of(size: int) -> Iterator[bytes]:
    """Yield lines of JSON, each another answer of six labels, until they have so many bytes."""
    number = 0
    while size > 0:
        number += 1
        said: dict[str, Any] = rekognition_like.document(number, instances=True, categories=True)
        line = json.dumps(said).encode() + b"\n"
        size -= len(line)
        yield line


def measure_large(lines_mb: int, index_mb: int, workers: int) -> None:
    """Print time and peak memory of inputs that do not fit in it; the files are written first, and removed."""
    print("\n| input | bytes | results | claims | s | MB/s | peak here | peak of a worker |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as place:
        if lines_mb:
            _large_lines(Path(place), lines_mb, workers)
        path = Path(place, "index.json")
        for share in (10, 1) if index_mb else ():
            with path.open("w", encoding="utf-8") as text:
                azure_like.write(text, azure_like.items_of(index_mb / share))
            _large(f"Azure Video Indexer, one index of {index_mb // share:,} MB", path, workers)


def _large_lines(place: Path, lines_mb: int, workers: int) -> None:
    plain, packed = place / "labels.jsonl", place / "labels.jsonl.gz"
    for share in (10, 1):
        with plain.open("wb") as file:
            file.writelines(lines_of(lines_mb * 1_000_000 // share))
        _large(f"JSON Lines, {lines_mb // share:,} MB", plain, workers)
    with plain.open("rb") as source, gzip.open(packed, "wb", 1) as to:
        shutil.copyfileobj(source, to, 1 << 20)
    size = plain.stat().st_size
    plain.unlink()
    _large("the same, gzipped", packed, workers, size)
    packed.unlink()


def _large(name: str, path: Path, workers: int, unpacked: int = 0) -> None:
    """Read one file in a process of its own, so that its peak is not another's."""
    inside, outside = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inside)
        results, claims, wall = 0, 0, time.perf_counter()
        for result in extract_paths([str(path)], workers=workers):
            if result.refusal:
                raise SystemExit(result.refusal)
            results += 1
            claims += sum(len(run.observations) for e in result.extractions for run in e.runs)
        wall = time.perf_counter() - wall
        os.write(outside, json.dumps([results, claims, wall, *_peaks()]).encode())
        os._exit(0)
    os.close(outside)
    with os.fdopen(inside, "rb") as answer:
        results, claims, wall, here, worker = json.loads(answer.read())
    os.waitpid(child, 0)
    size = unpacked or path.stat().st_size
    print(
        f"| {name} | {size:,} | {results:,} | {claims:,} | {wall:.0f} | {size / wall / 1e6:.1f} "
        f"| {megabytes(here)} | {megabytes(worker)} |",
        flush=True,
    )


def _peaks() -> tuple[int, int]:
    """Return the peak resident bytes of this process and of the largest worker."""
    status = Path("/proc/self/status").read_text()
    own = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(own.split()[1]) * 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--form", help="only this one")
    parser.add_argument("--files", type=int, default=2000, help="how many small files")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="the largest inputs only: minutes")
    parser.add_argument("--lines-mb", type=int, default=1_000, help="0: none")
    parser.add_argument("--index-mb", type=int, default=200, help="0: none")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    print(f"{machine()}\n")
    if given.large:
        measure_large(given.lines_mb, given.index_mb, given.workers)
        return
    files = {name: path for name, path in largest_files().items() if given.form in (None, name)}
    measure_forms(files, given.rounds)
    measure_growth(files, given.rounds)
    if not given.form:
        measure_overhead(given.files, given.rounds)


if __name__ == "__main__":
    main()
