"""Delta validation: what ten changed assets cost, whatever is stored; and the law that it finds what all finds.

    python -m benchmarks.delta [--sizes 1000 10000 100000] [--reference 1000 5000] [--runs 15]
    python -m benchmarks.delta --verify 100000          `mediagraph verify shapes` on a data folder of so many assets
    python -m benchmarks.delta --law 10000 [--workers 2] [--state FILE]

Prints Markdown tables, CPU-seconds of the process that does the work, medians. An asset is about 33 triples; a change
writes ten new ones, replaces ten, or removes ten. pySHACL's focus mode is given the changed nodes and is timed without
parsing; the full validation is our whole step. The law goes case by case, each a seed; FILE remembers those done.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pyoxigraph

from benchmarks.delta_law import breach
from benchmarks.delta_shapes import random_case
from benchmarks.measuring import MEDIAGRAPH, machine, measured, megabytes
from benchmarks.validate import asset_text, cpu_seconds, support_text
from graph.changes import commit
from graph.datafolder import make_data_folder
from graph.stores.oxigraph import OxigraphReader
from graph.stores.oxigraph_disk import DiskDataset
from graph.stores.oxigraph_terms import to_oxigraph
from graph.verify_shapes import JUDGED
from ontology.graphs import FACTS
from ontology.model import Quad
from ontology.namespaces import DEFAULT_BASE
from shapes.delta.plan import DeltaShapes
from shapes.delta.standing import StandingReport
from shapes.shapes_graph import our_shapes
from shapes.validate import Slice, make_validator

CHANGED = 10
REFERENCE = """
import json, sys, time
import pyshacl, rdflib
shapes, data, focus = json.load(sys.stdin)
shapes, data = (rdflib.Graph().parse(data=text, format="nt") for text in (shapes, data))
start = time.process_time()
pyshacl.validate(data, shacl_graph=shapes, inplace=True, focus_nodes=focus)
print(time.process_time() - start)
"""


def asset_quads(number: int) -> list[Quad]:
    """Return the quads of an asset, all in mg:facts."""
    parsed = pyoxigraph.parse(asset_text(number).encode("utf-8"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return [Quad(str(q.subject), str(q.predicate), str(q.object), FACTS) for q in parsed]


def filled(store: pyoxigraph.Store, assets: int) -> None:
    """Load what the assets refer to, and the assets, into mg:facts."""
    graph = pyoxigraph.NamedNode(FACTS[1:-1])
    for start in range(0, assets, 10_000):
        text = "".join(map(asset_text, range(start + 1, min(start + 10_000, assets) + 1)))
        store.bulk_load(
            (text + (support_text() if start == 0 else "")).encode("utf-8"),
            format=pyoxigraph.RdfFormat.N_TRIPLES,
            to_graph=graph,
        )
    # Merges files now, which the store would else do behind the clock's back.
    store.optimize()


def changes(runs: int) -> Iterator[tuple[str, list[Quad], list[Quad]]]:
    """Yield (what, removed, added): ten new assets, ten replaced in part, ten removed, over and over."""
    for run in range(runs):
        numbers = range(20_000_000 + run * CHANGED, 20_000_000 + (run + 1) * CHANGED)
        new = [quad for number in numbers for quad in asset_quads(number)]
        yield "new", [], new
        confidences = [quad for quad in new if quad.predicate.endswith("#confidence>")]
        yield "replaced", confidences, [quad._replace(object='"0.77"^^<' + _DECIMAL + ">") for quad in confidences]
        gone = {quad[:3] for quad in confidences}
        replaced = [q._replace(object='"0.77"^^<' + _DECIMAL + ">") if q[:3] in gone else q for q in new]
        yield "removed", replaced, []


_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


def delta_row(shapes: DeltaShapes, assets: int, runs: int) -> float:
    """Print what changes cost against a store of so many assets; return the median CPU-ms of ten new ones."""
    with tempfile.TemporaryDirectory() as folder:
        store = pyoxigraph.Store(f"{folder}/store")
        filled(store, assets)
        reader = OxigraphReader(store, base=DEFAULT_BASE, sequence=0)
        standing, taken = StandingReport(shapes, {}), dict[str, list[float]]()
        for what, removed, added in changes(runs):
            for quad in removed:
                store.remove(to_oxigraph(quad))
            store.extend(map(to_oxigraph, added))
            start = time.process_time()
            standing.apply(removed, added, reader, graphs=JUDGED[:1])
            taken.setdefault(what, []).append((time.process_time() - start) * 1000)
        reader.close()
        del store, reader
    cells = [f"{statistics.median(taken[what]):.1f}" for what in ("new", "replaced", "removed")]
    print(f"| {assets:,} | {' | '.join(cells)} |", flush=True)
    return statistics.median(taken["new"])


def peers_table(shapes: DeltaShapes, sizes: Iterable[int], ours: dict[int, float]) -> None:
    """Print what the same ten assets cost with pySHACL's focus mode, and with a validation of everything."""
    print("\n| stored | delta, CPU-ms | pySHACL focus mode | times | our full validation | times |")
    print("|---:|---:|---:|---:|---:|---:|")
    validator = make_validator(our_shapes())
    for assets in sizes:
        text = "".join(map(asset_text, range(1, assets + 1)))
        focus = sorted({q.subject[1:-1] for number in range(1, CHANGED + 1) for q in asset_quads(number)})
        given = json.dumps([shapes.shapes.text, text + support_text(), focus])
        done = subprocess.run(
            [sys.executable, "-c", REFERENCE], input=given, capture_output=True, text=True, check=True
        )
        focus_ms = float(done.stdout) * 1000
        full_ms = cpu_seconds(partial(validator.validate, Slice(text, support_text())), 3) * 1000
        own = ours[assets] if assets in ours else ours[min(ours)]
        cells = (f"{own:.1f}", f"{focus_ms:,.0f}", f"{focus_ms / own:,.0f}", f"{full_ms:,.0f}", f"{full_ms / own:,.0f}")
        print(f"| {assets:,} | {' | '.join(cells)} |", flush=True)


def verify_row(assets: int, workers: int) -> None:
    """Print what `mediagraph verify shapes` takes on a data folder of so many assets."""
    with tempfile.TemporaryDirectory() as folder:
        dataset = DiskDataset(make_data_folder(Path(folder, "data")))
        with dataset.writer(holder="benchmark") as writer:
            filled(writer.store, assets)
            triples = len(writer.store) / assets
            mark = Quad("<x:mark>", "<x:mark>", '"x"')
            commit(writer, add=[mark], author="benchmark", reason="publish", now=_now())
        command = [MEDIAGRAPH, "--data", f"{folder}/data", "verify", "shapes", "--json"]
        run = measured(["env", f"MEDIAGRAPH_WORKERS={workers}", *command])
        said = run.json()["shapes"]
        print(f"\n{triples:.1f} triples an asset; wall time without making the store\n")
        print("| assets | focus nodes | processes | wall s | CPU-s | breaches | memory at most, MB |")
        print("|---:|---:|---:|---:|---:|---:|---:|")
        breaches = sum(rule["count"] for rule in said["rules"])
        cells = (f"{said['checked']:,}", f"{workers}", f"{run.wall_s:.1f}", f"{run.cpu_s:.1f}", f"{breaches:,}")
        print(f"| {assets:,} | {' | '.join(cells)} | {megabytes(run.peak)} |")


def law(cases: int, workers: int, state: Path | None) -> int:
    """Try the law on so many seeds, those not done before; print each breach; return how many there were."""
    done = set(json.loads(state.read_text())) if state is not None and state.exists() else set[int]()
    seeds = [seed for seed in range(cases) if seed not in done]
    broken = ill_formed = 0
    with ProcessPoolExecutor(workers) as pool:
        for number, (seed, found) in enumerate(zip(seeds, pool.map(_try, seeds, chunksize=20), strict=True), 1):
            ill_formed += found.startswith("ill-formed")
            if found and not found.startswith("ill-formed"):
                broken += 1
                print(f"seed {seed}:\n{found}\n", flush=True)
            else:
                done.add(seed)
            if number % 200 == 0 or number == len(seeds):
                print(f"{number:,} of {len(seeds):,} cases, {broken} broken", file=sys.stderr, flush=True)
                if state is not None:
                    state.write_text(json.dumps(sorted(done)))
    print(f"{len(seeds):,} cases tried, {ill_formed} of ill-formed shapes, {broken} break the law")
    return broken


def _try(seed: int) -> str:
    return breach(random_case(Random(seed)))


def _now() -> datetime:

    return datetime.now(UTC)


def main() -> None:
    """Run the benchmark, or try the law."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--reference", type=int, nargs="*", default=[1_000, 5_000], help="sizes that peers are given")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--law", type=int, default=0, help="try the law on so many random cases instead")
    parser.add_argument("--state", type=Path, help="where the law remembers the cases done")
    parser.add_argument("--verify", type=int, default=0, help="time `verify shapes` on so many assets instead")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if given.law:
        sys.exit(1 if law(given.law, given.workers, given.state) else 0)
    print(machine())
    if given.verify:
        verify_row(given.verify, given.workers)
        return
    shapes = DeltaShapes(our_shapes())
    print(f"\n{CHANGED} assets of about 33 triples changed, CPU-ms for all {CHANGED}, medians of {given.runs}\n")
    print("| stored | ten new | ten replaced in part | ten removed |")
    print("|---:|---:|---:|---:|")
    ours = {assets: delta_row(shapes, assets, given.runs) for assets in given.sizes}
    peers_table(shapes, given.reference, ours)


if __name__ == "__main__":
    main()
