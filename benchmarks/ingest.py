"""What it costs to ingest Rekognition-like JSON: 1,000, 10,000 and 100,000 assets of six labels.

    python benchmarks/ingest.py                       all three sizes; the largest takes up to 15 minutes
    python benchmarks/ingest.py --sizes 1000 10000

Each row is one run of `mediagraph ingest` in an empty data folder, then one more that must write nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import cold_start, rekognition_like
from benchmarks.measuring import MEDIAGRAPH, Measured, disk, last_sequence, machine, measured, megabytes

FLAT_FROM = 30_000
"""Assets after which memory must no longer grow."""
GRAPH = re.compile(rb"<([^<>]*)> \.$")


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured with one number of assets; memory and disk in bytes."""

    assets: int
    report: dict[str, Any]
    first: Measured
    again: Measured
    sequences: tuple[int, int]
    disk: int
    input: int

    def memory_at(self, assets: int) -> int:
        """Return the most memory used until so many assets were committed, told from the checkpoints seen."""
        last = self.sequences[0]
        until = [s.memory for s in self.first.samples if s.seen <= last * assets / self.assets]
        return max(until, default=0)

    def memory_after(self, assets: int) -> int:
        """Return the most memory used from there to the end."""
        last = self.sequences[0]
        after = [s.memory for s in self.first.samples if s.seen > last * assets / self.assets]
        return max(after, default=0)


def measure(assets: int, scratch: Path, *, plain: bool = False) -> Row:
    """Generate, ingest, ingest again; raise SystemExit where an ingest did not do what it should."""
    folder, data = scratch / f"input-{assets}", scratch / f"data-{assets}"
    write = rekognition_like.write_plain if plain else rekognition_like.write
    size = write(folder, assets)
    command = [MEDIAGRAPH, "ingest", str(folder), "--data", str(data), "--json"]
    first = measured(command, watch=lambda: newest_checkpoint(data))
    report = check(first, assets)
    sequence, taken = last_sequence(data), disk(data)
    again = measured(command)
    if check(again, assets)["unchanged"] != assets:
        raise SystemExit(f"the second run changed assets: {again.out[:2000]}")
    shutil.rmtree(folder)
    return Row(assets, report, first, again, (sequence, last_sequence(data)), taken, size)


def check(run: Measured, assets: int) -> dict[str, Any]:
    """Return the report of an ingest that read every asset and failed at none."""
    if run.code != 0:
        raise SystemExit(f"ingest ended with {run.code}: {run.err[-3000:]} {run.out[-1000:]}")
    report: dict[str, Any] = json.loads(run.out)
    if report["assets"] != assets or report["observations"] < assets * rekognition_like.LABELS_AN_ASSET:
        raise SystemExit(f"of {assets} assets with six labels, ingest read {run.out[:2000]}")
    return report


def newest_checkpoint(data: Path) -> int:
    """Return the sequence of the newest checkpoint that readers can open; 0 before there is one."""
    folder = data / "checkpoints"
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    return max((int(name) for name in names if name.isdigit()), default=0)


def quads_by_graph(data: Path) -> Counter[str]:
    """Return how many quads stand in each graph, "" the unnamed one."""
    command = [MEDIAGRAPH, "export", "--format", "nquads", "--data", str(data)]
    counts: Counter[str] = Counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            match = GRAPH.search(line.rstrip())
            counts[match[1].decode().rsplit("#", 1)[-1] if match else ""] += 1
    return counts


def exponent(rows: list[Row]) -> float:
    """Return the slope of log wall seconds over log assets by least squares: 1 is linear growth."""
    points = [(math.log(r.assets), math.log(r.first.wall_s)) for r in rows]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def table(rows: list[Row]) -> list[str]:
    """Return the Markdown table of all sizes."""
    heads = "assets | input | wall | assets/s | CPU | peak memory | disk | ChangeSets | second run | it wrote"
    lines = [f"| {heads} |", "|" + "---|" * (heads.count("|") + 1)]
    for row in rows:
        written = row.sequences[1] - row.sequences[0]
        cells = [
            f"{row.assets:,}",
            megabytes(row.input),
            f"{row.first.wall_s:,.1f} s",
            f"{row.assets / row.first.wall_s:,.0f}",
            f"{row.first.cpu_s:,.1f} s",
            megabytes(row.first.peak),
            megabytes(row.disk),
            f"{row.sequences[0]}",
            f"{row.again.wall_s:,.1f} s",
            "nothing" if written == 0 else f"{written} ChangeSets",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def notes(rows: list[Row], scratch: Path) -> list[str]:
    """Return what else is stated: quads an asset, flat memory, growth, cold starts on the largest store."""
    lines = []
    counts = quads_by_graph(scratch / f"data-{rows[0].assets}")
    about = {name: n for name, n in counts.items() if name in ("facts", "evidence", "review", "quarantine")}
    each = ", ".join(f"{name} {n / rows[0].assets:.1f}" for name, n in sorted(about.items()))
    lines.append(f"Quads an asset ({rows[0].assets:,} assets): {sum(about.values()) / rows[0].assets:.1f}: {each}.")
    lines.append("Quads of other graphs: " + ", ".join(f"{n} {c:,}" for n, c in counts.items() if n not in about))
    largest = rows[-1]
    if largest.assets > FLAT_FROM:
        until, after = largest.memory_at(FLAT_FROM), largest.memory_after(FLAT_FROM)
        lines.append(f"Memory until {FLAT_FROM:,} assets {megabytes(until)}, from there to the end {megabytes(after)}.")
    if len(rows) > 1:
        lines.append(f"Growth exponent of wall time over {len(rows)} sizes: {exponent(rows):.2f}.")
        lines.append(f"Between the last two: {exponent(rows[-2:]):.2f}.")
    lines += ["", f"On the store of {largest.assets:,} assets, from a cold process:", ""]
    lines += ["| command | median | budget |", "|---|---|---|"]
    return lines + cold_start.table(scratch / f"data-{largest.assets}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--scratch", type=Path, help="folder for inputs and stores; default a temporary one")
    parser.add_argument("--plain", action="store_true", help="one JSON Lines file in place of a file per asset")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        scratch = Path(folder)
        print(f"Ingest of Rekognition-like JSON, six labels an asset; {machine()}\n", flush=True)
        rows = []
        for assets in sorted(options.sizes):
            rows.append(measure(assets, scratch, plain=options.plain))
            print(table(rows)[-1], flush=True)
        print("\n" + "\n".join(table(rows)) + "\n")
        print("\n".join(notes(rows, scratch)))


if __name__ == "__main__":
    main()
