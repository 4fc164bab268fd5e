"""Neo4j: our projection and first load against rdflib-neo4j, on one real server, in one run.

    python -m benchmarks.neo4j [--relationships 10000 100000 1000000] [--repeats 3] [--lag-seconds 30]

Prints the Markdown tables of docs/reference/performance.md. Each side gets a server that has just been started with an
empty database, is warmed up with 30,000 relationships, and then writes the size `--repeats` times in a row (once from
500,000 on); medians. All that is written counts as it does in real life: evidence, nodes and their properties. An
asset is about 88 triples, 30 of them relationships. What an idle machine gives is wall time; CPU says more beside work.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import neo4j_data as data
from benchmarks.measuring import machine
from benchmarks.neo4j_lag import ASSETS_A_COMMIT, ASSETS_A_SECOND, lags
from benchmarks.neo4j_sides import Ours, Peer, Taken, first_load, fresh_server
from graph.datafolder import make_data_folder
from graph.neo4j.server import status, stop
from graph.stores.oxigraph_disk import DiskDataset
from ontology.model import Quad

WARM = 30_000
ONCE_FROM = 500_000
DELETED_PART = 10
"""One in so many of the assets is deleted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which assets are written at one size: those to warm up with, then those of each repetition."""

    relationships: int
    warm: int
    each: int
    repeats: int

    @property
    def total(self) -> int:
        """All assets."""
        return self.warm + self.each * self.repeats

    def parts(self) -> Iterator[list[list[Quad]]]:
        """Yield the ChangeSets of the warming up, with what all refer to, then those of each repetition."""
        yield [data.support(), *data.changesets(self.warm)]
        for number in range(self.repeats):
            yield list(data.changesets(self.each, first=1 + self.warm + number * self.each))


@dataclass(frozen=True, slots=True)
class Row:
    """What one size took; `steady` is ours."""

    relationships: int
    steady: list[Taken]
    peer: list[Taken]
    first: Taken
    deleted: Taken


def measure(plan: Plan, scratch: Path) -> Row:
    """Measure one size."""
    dataset = DiskDataset(make_data_folder(scratch / "data"))
    home = scratch / "data" / "neo4j"
    with closing(Ours(dataset, fresh_server(home))) as ours:
        ours.begin()
        steady = [ours.catch_up(written) for written in committed(plan, dataset)][1:]
    first = first_load(scratch / "data", sum(map(counted, plan.parts())))
    server = status(home)
    assert server is not None
    with closing(Ours(dataset, server)) as ours:
        deleted = delete(plan, dataset, ours)
    with closing(Peer(fresh_server(home))) as peer:
        written = [peer.add(part, counted(part)) for part in plan.parts()][1:]
    stop(home)
    return Row(plan.relationships, steady, written, first, deleted)


def committed(plan: Plan, dataset: DiskDataset) -> Iterator[int]:
    """Commit part after part; yield how many relationships each has, when it can be read."""
    for part in plan.parts():
        with dataset.writer(holder="benchmark") as writer:
            for quads in part:
                data.committed(writer, quads)
        yield counted(part)


def delete(plan: Plan, dataset: DiskDataset, ours: Ours) -> Taken:
    """Delete the first assets with all that is said of them, and follow; as many before, for the server to warm up."""
    some = max(1, plan.each // DELETED_PART)
    for first in (1, 1 + some):
        gone = list(data.changesets(some, first=first))
        with dataset.writer(holder="benchmark") as writer:
            for quads in gone:
                data.committed(writer, remove=quads)
        taken = ours.catch_up(counted(gone))
    return taken


def counted(changesets: Iterable[list[Quad]]) -> int:
    """Return how many relationships there are in all."""
    return sum(map(data.relationships, changesets))


def print_rows(rows: list[Row]) -> None:
    """Print the tables of rates, ratios and CPU."""
    print("\nRelationships a second, all that is written:\n")
    print("| relationships | steady, ours | rdflib-neo4j | times | first load, ours | times | deleted |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        ours, peer = (median(taken.rate for taken in some) for some in (row.steady, row.peer))
        first = row.first.rate
        cells = (f"{ours:,.0f}", f"{peer:,.0f}", f"{ours / peer:.1f}", f"{first:,.0f}", f"{first / peer:.1f}")
        print(f"| {row.relationships:,} | {' | '.join(cells)} | {row.deleted.rate:,.0f} |")
    print("\nCPU-seconds for 100,000 relationships, client + server:\n")
    print("| relationships | steady, ours | rdflib-neo4j | times | first load, ours | times | deleted |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        rates = [median(taken.cpu_rate for taken in some) for some in (row.steady, row.peer, [row.first])]
        (ours, peer, first), deleted = rates, row.deleted
        steady, rivals, loaded, gone = map(cpu_cell, (row.steady, row.peer, [row.first], [deleted]))
        cells = (steady, rivals, f"{ours / peer:.1f}", loaded, f"{first / peer:.1f}", gone)
        print(f"| {row.relationships:,} | {' | '.join(cells)} |")


def cpu_cell(taken: list[Taken]) -> str:
    """Return the medians of CPU-seconds for 100,000 relationships: client + server."""
    client = median(one.client_s / one.relationships for one in taken) * 100_000
    server = median(one.server_s / one.relationships for one in taken) * 100_000
    return f"{client:.1f} + {server:.1f}"


def print_lag(seconds: float, scratch: Path) -> None:
    """Print how soon a commit stands in Neo4j where 100 assets come in a second."""
    found = sorted(lags(scratch, seconds))
    late = found[int(len(found) * 0.95)]
    print(f"\n{len(found)} commits of {ASSETS_A_COMMIT} assets, {ASSETS_A_SECOND} assets a second:\n")
    print("| from commit to Neo4j | median s | 95 % s | slowest s |\n|---|---:|---:|---:|")
    print(f"| while an ingest writes | {median(found):.2f} | {late:.2f} | {found[-1]:.2f} |")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--relationships", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--lag-seconds", type=float, default=30, help="0 leaves it out")
    given = parser.parse_args()
    print(f"{machine()}; load {os.getloadavg()[0]:.1f} before it began")
    rows = []
    for size in given.relationships:
        repeats = 1 if size >= ONCE_FROM else given.repeats
        plan = Plan(size, data.assets_for(WARM), data.assets_for(size), repeats)
        with tempfile.TemporaryDirectory() as scratch:
            try:
                rows.append(measure(plan, Path(scratch)))
            finally:
                stop(Path(scratch) / "data" / "neo4j")
        print(f"{size:,} relationships measured, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    if rows:
        print_rows(rows)
    if given.lag_seconds:
        with tempfile.TemporaryDirectory() as scratch:
            try:
                print_lag(given.lag_seconds, Path(scratch))
            finally:
                stop(Path(scratch) / "data" / "neo4j")


if __name__ == "__main__":
    main()
