"""kill -9 at random moments of an ingest: nothing lost, nothing twice, the same graph as without.

    python benchmarks/kill_ingest.py                  200 kills
    python benchmarks/kill_ingest.py --kills 20

A round starts in an empty data folder and kills the whole process group of `mediagraph ingest` at random moments,
several times over; the same command then runs to its end. The graph (all but mg:changes, whose times differ) must be
that of an uninterrupted run, the ChangeSets 1, 2, 3 … without a gap, and `mediagraph verify` clean.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks import rekognition_like
from benchmarks.measuring import MEDIAGRAPH, last_sequence, rows_of

A_ROUND = 5
"""Kills in one round."""
CHANGES = b"<https://w3id.org/mediagraph/ns#changes> .\n"


class NotTheSame(Exception):
    """After kills and a re-run, something is not as after an uninterrupted run; the message says what."""


@dataclass(frozen=True, slots=True)
class Uninterrupted:
    """What the graph must be in the end, and how long it took to get there in seconds."""

    digest: str
    lines: int
    seconds: float


def ingest(folder: Path, data: Path) -> list[str]:
    """Return the command."""
    return [MEDIAGRAPH, "ingest", str(folder), "--data", str(data), "--json"]


def run_to_the_end(folder: Path, data: Path) -> Uninterrupted:
    """Ingest without a kill; return what stands then."""
    start = time.perf_counter()
    done = subprocess.run(ingest(folder, data), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise NotTheSame(f"ingest ended with {done.returncode}: {done.stderr[-2000:]}")
    return Uninterrupted(*graph_digest(data), seconds)


def graph_digest(data: Path) -> tuple[str, int]:
    """Return a hash over the sorted N-Quads of all graphs but mg:changes, and how many lines that are."""
    command = [MEDIAGRAPH, "export", "--format", "nquads", "--data", str(data)]
    exported = subprocess.run(command, capture_output=True, check=True).stdout
    lines = sorted(line for line in exported.splitlines(keepends=True) if not line.endswith(CHANGES))
    return hashlib.sha256(b"".join(lines)).hexdigest(), len(lines)


def kill_after(folder: Path, data: Path, seconds: float) -> bool:
    """Start an ingest and kill its process group after so many seconds; False where it had ended by itself."""
    process = subprocess.Popen(
        ingest(folder, data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


def one_round(folder: Path, data: Path, expected: Uninterrupted, random: Random, *, kills: int = A_ROUND) -> int:
    """Kill up to so many times, run to the end, compare; return the kills that hit. Raises `NotTheSame`."""
    hits = 0
    for _ in range(kills):
        if not kill_after(folder, data, random.uniform(0.05, expected.seconds)):
            break
        hits += 1
    found = run_to_the_end(folder, data)
    if (found.digest, found.lines) != (expected.digest, expected.lines):
        raise NotTheSame(
            f"after {hits} kills the graph has {found.lines} quads, not the {expected.lines} of {expected}"
        )
    check_changes(data)
    verified = subprocess.run([MEDIAGRAPH, "verify", "--data", str(data)], capture_output=True, text=True, check=False)
    if verified.returncode != 0:
        raise NotTheSame(f"after {hits} kills verify says: {verified.stdout} {verified.stderr}")
    return hits


def check_changes(data: Path) -> None:
    """Raise `NotTheSame` where the ChangeSets are not 1 to the last, each once."""
    rows = rows_of("SELECT ?n { GRAPH mg:changes { ?change mg:sequence ?n } } ORDER BY ?n", data)
    numbers = [int(row["n"]) for row in rows]
    if numbers != list(range(1, last_sequence(data) + 1)):
        raise NotTheSame(f"the ChangeSets are {numbers[:20]} …, not 1 to {last_sequence(data)}")


def main() -> None:
    """Kill, compare, and say how often."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--assets", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random = Random(options.seed)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder, data = Path(scratch, "input"), Path(scratch, "data")
        rekognition_like.write(folder, options.assets, instances=True)
        expected = run_to_the_end(folder, Path(scratch, "uninterrupted"))
        print(
            f"{options.assets:,} assets, {expected.lines:,} quads, {expected.seconds:.1f} s uninterrupted", flush=True
        )
        hits = rounds = 0
        while hits < options.kills:
            hits += one_round(folder, data, expected, random, kills=min(A_ROUND, options.kills - hits))
            rounds += 1
            shutil.rmtree(data)
            print(f"{hits} kills in {rounds} rounds: the same graph each time", flush=True)
    print(f"{hits} kills, {rounds} rounds, {time.perf_counter() - start:,.0f} s: nothing lost, nothing twice")


if __name__ == "__main__":
    main()
