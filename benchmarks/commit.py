"""Commit speed: bulk load by ChangeSet size, and re-runs that change little against drop-and-insert.

    python benchmarks/commit.py [--assets 10000] [--folder DIR]

Prints Markdown tables. Every store is on disk, under the lease, with patches and checkpoints as in real use; CPU is
this process's own, all threads (compaction included). The peer in the second table is the usual way of writing RDF: one
graph per asset, dropped and inserted again.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pyoxigraph

from graph.changes import commit
from graph.datafolder import make_data_folder
from graph.stores.oxigraph_disk import DiskDataset
from graph.stores.update_text import update_text
from ontology.model import Activity, Agent, AgentKind, Fact, MediaKind, Observation, Quad, Status
from ontology.model.describe import activity_quads, agent_quads, asset_quads, fact_quads, observation_quads
from ontology.model.rdf import iri
from ontology.namespaces import DEFAULT_BASE, MG, TAXONOMY

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LABELS = 6


def asset(number: int, *, run: int = 0) -> list[Quad]:
    """Return the quads of an asset with six labels; another `run` says one label with another confidence."""
    asset_iri = f"{DEFAULT_BASE}asset/clip-{number:07d}"
    agent = Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.0")
    activity = Activity(asset_iri, "rekognition-labels", "labels", agent, output=f"{number:064x}")
    quads = [*asset_quads(asset_iri, MediaKind.VIDEO, name=f"clip {number}"), *activity_quads(activity, DEFAULT_BASE)]
    quads += agent_quads(agent, DEFAULT_BASE)
    for label in range(LABELS):
        concept = (number * 7 + label * 131) % 1200
        confidence = round(0.5 + ((number + label) % 500 + (run if label == 0 else 0)) / 1001, 4)
        observation = Observation("depicts", f"Label {concept}", confidence=confidence, pointer=f"/Labels/{label}")
        quads += observation_quads(observation, activity, DEFAULT_BASE)
        support = (observation.iri(activity.iri(DEFAULT_BASE), DEFAULT_BASE),)
        fact = Fact(asset_iri, f"{MG}depicts", iri(f"{TAXONOMY}c{concept}"), confidence, Status.ACCEPTED, 1, support)
        quads += fact_quads(fact, DEFAULT_BASE)
    return quads


def batches(assets: int, size: int) -> Iterator[list[Quad]]:
    """Yield the assets' quads in lists of about `size` quads, each quad once."""
    agent = {quad for quad in asset(0) if "agent" in quad.subject}
    each = (asset(0) if number == 0 else [q for q in asset(number) if q not in agent] for number in range(assets))
    quads = chain.from_iterable(each)
    while batch := list(islice(quads, size)):
        yield batch


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def bulk_load(folder: Path, assets: int, size: int) -> str:
    dataset = DiskDataset(make_data_folder(folder))
    prepared = list(batches(assets, size))
    quads = sum(map(len, prepared))
    wall, cpu = time.perf_counter(), cpu_s()
    with dataset.writer(holder="benchmark") as writer:
        for batch in prepared:
            commit(writer, add=batch, author="benchmark", reason="bulk", now=NOW, trusted=True)
    wall, cpu = time.perf_counter() - wall, cpu_s() - cpu
    disk = sum(file.stat().st_size for file in dataset.folder.store.iterdir()) / 1e6
    return f"| {size:,} | {quads:,} | {quads / wall:,.0f} | {quads / cpu:,.0f} | {disk:,.0f} |"


def rerun_by_difference(folder: Path, assets: int, *, per_commit: int, changed: bool, reads: bool) -> float:
    """Return assets per CPU-second of committing what a re-run changes, with or without reading what stands first."""
    dataset = DiskDataset(make_data_folder(folder))
    groups = [range(first, min(first + per_commit, assets)) for first in range(0, assets, per_commit)]
    wanted = [set(chain.from_iterable(asset(number, run=int(changed)) for number in group)) for group in groups]
    known = [set(chain.from_iterable(asset(number) for number in group)) for group in groups]
    with dataset.writer(holder="benchmark") as writer:
        for batch in batches(assets, 19_000):
            commit(writer, add=batch, author="benchmark", reason="first run", now=NOW, trusted=True)
        started, cpu = writer.sequence, cpu_s()
        for want, stand in zip(wanted, known, strict=True):
            if reads:
                stand = set(chain.from_iterable(writer.quads(subject) for subject in {quad.subject for quad in want}))
            commit(writer, remove=stand - want, add=want - stand, author="benchmark", reason="again", now=NOW)
        cpu = cpu_s() - cpu
        if not changed and writer.sequence != started:
            raise SystemExit("an unchanged re-run wrote something")
    return assets / cpu


def rerun_by_graphs(folder: Path, assets: int) -> float:
    """Return assets per CPU-second of dropping one graph per asset and inserting it again."""
    store = pyoxigraph.Store(str(folder))
    graphs = [f"<{DEFAULT_BASE}graph/{number}>" for number in range(assets)]
    for number, graph in enumerate(graphs):
        store.update(update_text([], [quad._replace(graph=graph) for quad in asset(number)]))
    again = [[quad._replace(graph=graph) for quad in asset(number, run=1)] for number, graph in enumerate(graphs)]
    cpu = cpu_s()
    for graph, quads in zip(graphs, again, strict=True):
        store.update(f"DROP SILENT GRAPH {graph} ;\n{update_text([], quads)}")
    return assets / (cpu_s() - cpu)


WAYS: dict[str, Callable[[Path, int], float]] = {
    "one graph per asset, dropped and inserted": rerun_by_graphs,
    "difference, one label changed, an asset per ChangeSet": partial(
        rerun_by_difference, per_commit=1, changed=True, reads=False
    ),
    "difference, one label changed, 100 assets per ChangeSet": partial(
        rerun_by_difference, per_commit=100, changed=True, reads=False
    ),
    "the same, with reading all quads of the assets first": partial(
        rerun_by_difference, per_commit=100, changed=True, reads=True
    ),
    "difference, nothing changed, with reading (writes nothing)": partial(
        rerun_by_difference, per_commit=100, changed=False, reads=True
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--sizes", default="1000,4000,20000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("bulk", "rerun"))
    arguments = parser.parse_args()
    root = Path(tempfile.mkdtemp(dir=arguments.folder))
    try:
        if arguments.only != "rerun":
            print("| quads per ChangeSet | quads | quads/s | quads/CPU-s | MB on disk |\n|--:|--:|--:|--:|--:|")
            for size in map(int, arguments.sizes.split(",")):
                # The ChangeSet's own node comes on top of its quads, not into its limit.
                print(bulk_load(root / f"bulk-{size}", arguments.assets, size), flush=True)
                shutil.rmtree(root / f"bulk-{size}")
        if arguments.only != "bulk":
            print("\n| re-run of assets of 86 quads | assets/CPU-s, median |\n|---|--:|")
            for name, way in WAYS.items():
                rates = []
                for number in range(arguments.rounds):
                    rates.append(way(root / f"rerun-{number}", min(arguments.assets, 3_000)))
                    shutil.rmtree(root / f"rerun-{number}")
                print(f"| {name} | {statistics.median(rates):,.0f} |", flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
