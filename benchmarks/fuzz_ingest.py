"""Broken files by the thousand: each ends named, none crashes the run, none takes over 10 s.

    python -m benchmarks.fuzz_ingest                           100,000 files
    python -m benchmarks.fuzz_ingest --inputs 2000 --seed 7
    python -m benchmarks.fuzz_ingest --progress fuzz.json      goes on where it stopped

Every file of samples/ and every example of every form (tests/extractors/*/examples) is broken in turn
(benchmarks/mutation.py), read by the workers, and what it says goes through the pipeline into a data folder of its own.
Named means: the file says something, or is refused with a sentence.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.opening import open_engine
from api.settings import Settings
from benchmarks.measuring import machine
from benchmarks.mutation import write_mutants
from extractors.extracted import Extracted
from extractors.inputs import list_inputs
from extractors.pool import PoolLimits, run_in_pool
from graph.engine import Engine
from graph.pipeline import ingest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "first-flights"
EXAMPLES = ROOT / "tests" / "extractors"
LONGEST_S = 10.0
A_PART = 1_000
"""Files written, read and removed together."""
CRASH = "ended the process that read it"


@dataclass(slots=True)
class Tally:
    """What became of the files: by kind, those that ended badly with why, and the slowest with its seconds."""

    kinds: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    observations: int = 0
    quarantined: int = 0
    done: int = 0
    seconds: float = 0.0

    @property
    def inputs(self) -> int:
        """How many files were broken and read."""
        return sum(self.kinds.values())

    def as_json(self) -> dict[str, Any]:
        """Return all of it, to be kept."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Tally:
        """Return what was kept."""
        slow_s, slow = kept["slowest"]
        return cls(**{**kept, "kinds": Counter(kept["kinds"]), "slowest": (float(slow_s), str(slow))})


def sample_files() -> list[Path]:
    """Return every file of the samples but the manifest, and every example of a form, in order."""
    samples = (path for path in SAMPLES.iterdir() if path.name != "manifest.csv")
    examples = (path for path in EXAMPLES.glob("*/examples/**/*") if path.is_file())
    return [*sorted(samples), *sorted(examples)]


def fuzz(
    folder: Path,
    data: Path,
    numbers: range,
    *,
    seed: int,
    workers: int,
    tally: Tally | None = None,
    done: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Break, read and ingest these numbers; return what became of them. Raises whatever the pipeline raises.

    `tally` is what became of earlier numbers; `done` is told after each part.
    """
    tally = tally or Tally()
    samples = sample_files()
    engine = open_engine(Settings(data=data, similarity=False), make=True)
    for start in range(numbers.start, numbers.stop, A_PART):
        began = time.monotonic()
        part = folder / str(start)
        paths = write_mutants(samples, part, range(start, min(start + A_PART, numbers.stop)), seed=seed)
        _fuzz_part(engine, paths, tally, workers)
        shutil.rmtree(part)
        tally.done = min(start + A_PART, numbers.stop)
        tally.seconds += time.monotonic() - began
        done(tally)
    return tally


def _fuzz_part(engine: Engine, paths: list[Path], tally: Tally, workers: int) -> None:
    """Read and ingest the files of one part; every one of them must come back."""
    missing = {str(path) for path in paths}
    limits = PoolLimits(seconds=LONGEST_S)
    inputs = list_inputs(missing)
    summary = ingest(engine, _watched(run_in_pool(inputs, workers=workers, limits=limits), missing, tally), clock=_now)
    tally.bad += [f"{name}: came to no end" for name in missing]
    tally.observations += summary.observations
    tally.quarantined += summary.quarantined
    for failure in summary.failed:
        if len(failure.reason) < 10:
            tally.bad.append(f"{failure.path}: the reason {failure.reason!r} is no sentence")


def _watched(results: Iterator[Extracted], missing: set[str], tally: Tally) -> Iterator[Extracted]:
    """Yield the results, noting of each file how it ended and how long the pipeline and it took."""
    before = time.monotonic()
    for result in results:
        if result.path in missing:
            tally.kinds[_kind(result)] += 1
            missing.discard(result.path)
        if CRASH in result.refusal or "took longer than" in result.refusal or " failed: " in result.refusal:
            tally.bad.append(result.refusal)
        yield result
        took, before = time.monotonic() - before, time.monotonic()
        tally.slowest = max(tally.slowest, (took, result.shown))


def _kind(result: Extracted) -> str:
    if result.refusal:
        return "refused"
    problems = any(extraction.problems for extraction in result.extractions)
    return "read in part" if problems else "skipped" if result.skipped else "read"


def _now() -> datetime:
    return datetime.now(UTC)


def _keep(progress: Path | None, seed: int) -> Callable[[Tally], None]:
    """Return what is done after each part: a line on stderr, and the file from which a later run goes on."""

    def keep(tally: Tally) -> None:
        print(f"{tally.done:,} in {tally.seconds:,.0f} s, {len(tally.bad)} ended badly", file=sys.stderr)
        if progress:
            text = json.dumps({"seed": seed, "samples": len(sample_files()), "tally": tally.as_json()})
            progress.with_suffix(".new").write_text(text, "utf-8")
            progress.with_suffix(".new").replace(progress)

    return keep


def _kept(progress: Path | None, seed: int) -> Tally:
    """Return what an earlier run kept; one of another seed or other samples counts for nothing."""
    if progress is None or not progress.exists():
        return Tally()
    kept = json.loads(progress.read_text("utf-8"))
    is_same = (kept["seed"], kept["samples"]) == (seed, len(sample_files()))
    return Tally.from_json(kept["tally"]) if is_same else Tally()


def main() -> int:
    """Fuzz and say what became of the files; 1 where one ended badly."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--progress", type=Path, help="a file from which a later run goes on")
    options = parser.parse_args()
    tally = _kept(options.progress, options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder, data = Path(scratch, "broken"), Path(scratch, "data")
        numbers = range(tally.done, max(tally.done, options.inputs))
        keep = _keep(options.progress, options.seed)
        fuzz(folder, data, numbers, seed=options.seed, workers=options.workers, tally=tally, done=keep)
    samples = len(sample_files())
    print(f"{tally.inputs:,} broken files of {samples} samples in {tally.seconds:,.0f} s; {machine()}")
    print(", ".join(f"{count:,} {kind}" for kind, count in tally.kinds.most_common()))
    print(f"{tally.observations:,} observations, {tally.quarantined:,} of them quarantined")
    print(f"slowest: {tally.slowest[0]:.1f} s, {Path(tally.slowest[1]).name}")
    for sentence in tally.bad:
        print(f"BAD: {sentence}")
    return 1 if tally.bad or tally.slowest[0] > LONGEST_S else 0


if __name__ == "__main__":
    raise SystemExit(main())
