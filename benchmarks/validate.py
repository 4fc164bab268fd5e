"""Validation speed: pySHACL, `shacl` alone and our whole step, on the same data and shapes, in one run.

    python benchmarks/validate.py [--assets 10000] [--reference 300] [--runs 5]

Prints Markdown tables, in CPU-seconds of the process that does the work (all its threads), medians. Data is N-Triples
text of about 33 triples an asset, one asset in a hundred with a fault. pySHACL is given a subset, because it takes
minutes for all; its rate does not rise with the number of assets. Its data is parsed outside the clock, ours inside.
shacl-rust has a process of its own, which may crash; it takes part where `pip install shacl-rust` was run.
"Others' shapes" are the same SPARQL constraints without `mgs:reads`, so that nothing says what they read.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import shacl

from ontology.graphs import REVIEW
from ontology.model import WHOLE, Activity, Agent, AgentKind, Box, Fact, MediaKind, Observation, Quad, Segment, Status
from ontology.model.describe import (
    activity_quads,
    agent_quads,
    asset_quads,
    fact_quads,
    observation_quads,
    segment_quads,
)
from ontology.model.rdf import RDF_TYPE, iri
from ontology.namespaces import DEFAULT_BASE, MG, PREFIXES, TAXONOMY
from shapes.gates import FIRST_GATE, first_gate, second_gate
from shapes.shapes_graph import SHAPES, ShapesGraph, our_shapes, sh
from shapes.slices import ontology_support, triples_text
from shapes.validate import Slice, Validator, make_validator

CONCEPTS = 1_200
AGENT = Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.0")
REFERENCE = """
import json, sys, time
import pyshacl, rdflib
shapes, data = (rdflib.Graph().parse(data=text, format="nt") for text in json.load(sys.stdin))
start = time.process_time()
conforms, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
print(json.dumps([time.process_time() - start, len(set(report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))]))
"""


PEER = """
import json, sys, time
import shacl_rust
shapes, data = json.load(sys.stdin)
start = time.process_time()
report = shacl_rust.validate(data, shapes, data_format="nt", shapes_format="nt")
print(json.dumps([time.process_time() - start, len(report["results"])]))
"""


def claims(number: int, *, labels: int) -> tuple[Activity, list[Observation]]:
    """Return what a tagger says of one picture: labels, every second with a box; one in a hundred has a fault."""
    asset_iri = f"{DEFAULT_BASE}asset/photo-{number:07d}"
    activity = Activity(asset_iri, "rekognition-labels", "labels", AGENT, output=f"{number:064x}")
    observations = []
    for label in range(labels):
        concept = (number * 7 + label * 131) % CONCEPTS
        confidence = 97.5 if number % 100 == 0 and label == 0 else round(0.5 + (number + label) % 500 / 1001, 4)
        part = Segment(box=Box(0.1, 0.2, 0.3, 0.05 * (label + 1))) if label % 2 else WHOLE
        observations.append(
            Observation("depicts", f"Label {concept}", confidence, "en", part, pointer=f"/Labels/{label}")
        )
    return activity, observations


def asset_text(number: int) -> str:
    """Return about 33 triples of one asset: its own node, one run with three labels, their Segments, three Facts."""
    activity, observations = claims(number, labels=3)
    quads: list[Quad] = [*asset_quads(activity.asset_iri, MediaKind.IMAGE, name=f"photo {number}.jpg")]
    quads += activity_quads(activity, DEFAULT_BASE)
    for observation in observations:
        quads += observation_quads(observation, activity, DEFAULT_BASE)
        if observation.segment.key:
            quads += segment_quads(activity.asset_iri, observation.segment)
    quads += [Quad(iri(activity.asset_iri), f"<{MG}depicts>", iri(f"{TAXONOMY}c{n}")) for n in range(3)]
    return triples_text(quads)


def support_text() -> str:
    """Return what the assets refer to: the Agent, and the Concepts' types."""
    skos = PREFIXES["skos"]
    concepts = "".join(
        f'<{TAXONOMY}c{n}> {RDF_TYPE} <{skos}Concept> .\n<{TAXONOMY}c{n}> <{skos}prefLabel> "c{n}"@en .\n'
        f'<{TAXONOMY}c{n}> <{skos}definition> "c{n}"@en .\n<{TAXONOMY}c{n}> <{skos}inScheme> <{TAXONOMY}s> .\n'
        for n in range(3)
    )
    return ontology_support() + triples_text(agent_quads(AGENT, DEFAULT_BASE)) + concepts


def cpu_seconds(work: Callable[[], object], runs: int) -> float:
    """Return the median of CPU-seconds that this process, all threads, spends on the work."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def reference(shapes: str, data: str) -> tuple[float, int]:
    """Return CPU-seconds and the number of results of pySHACL, in a process of its own; parsing is not counted."""
    done = subprocess.run(
        [sys.executable, "-c", REFERENCE], input=json.dumps([shapes, data]), capture_output=True, text=True, check=True
    )
    seconds, results = json.loads(done.stdout)
    return seconds, results


def peer(shapes: str, data: str) -> tuple[float, int] | str:
    """Return CPU-seconds and the number of results of shacl-rust, in a process of its own; or why there are none."""
    if find_spec("shacl_rust") is None:
        return "not installed"
    try:
        given = json.dumps([shapes, data])
        done = subprocess.run(
            [sys.executable, "-c", PEER], input=given, capture_output=True, text=True, timeout=600, check=False
        )
    except subprocess.TimeoutExpired:
        return "stopped after 600 s"
    if done.returncode:
        return f"ended with exit code {done.returncode}"
    seconds, results = json.loads(done.stdout)
    return seconds, results


def core_only(shapes: ShapesGraph) -> ShapesGraph:
    """Return shapes without their SPARQL constraints."""
    return ShapesGraph(triple for triple in shapes.triples if triple[1] != sh("sparql"))


def undeclared(shapes: ShapesGraph) -> ShapesGraph:
    """Return shapes that do not say what their SPARQL constraints read, as others' do not."""
    return ShapesGraph(triple for triple in shapes.triples if triple[1] != f"<{SHAPES}reads>")


def engines_table(assets: int, subset: int, runs: int) -> None:
    """Print the table of engines, for core shapes and for all."""
    texts = [asset_text(number) for number in range(assets)]
    support = support_text()
    triples = sum(text.count("\n") for text in texts) / assets
    print(f"\n{assets:,} assets of {triples:.0f} triples; pySHACL one run, else medians of {runs}\n")
    print("| shapes | what | assets | results | CPU-s | assets per CPU-s | times pySHACL |")
    print("|---|---|---:|---:|---:|---:|---:|")
    every = our_shapes()
    for name, shapes in (
        ("core", core_only(every)),
        ("core and SPARQL", every),
        ("core and SPARQL, as others' shapes", undeclared(every)),
    ):
        # Engines run SPARQL once per focus node, which takes them long: they are given less of it.
        few, some = (subset, assets) if name == "core" else (max(subset // 10, 10), min(assets, 1_000))
        seconds, results = reference(shapes.text, "".join(texts[:few]) + support)
        base = few / seconds
        row(name, "pySHACL", assets=few, results=results, seconds=seconds, base=base)
        match peer(shapes.text, "".join(texts[:some]) + support):
            case str(why):
                print(f"| {name} | shacl-rust: {why} | | | | | |", flush=True)
            case seconds, results:
                row(name, "shacl-rust", assets=some, results=results, seconds=seconds, base=base)
        alone, text = shacl.Shapes.from_text(shapes.text, format="ntriples"), "".join(texts[:some]) + support
        results = len(alone.validate_text(text, format="ntriples"))
        seconds = cpu_seconds(partial(alone.validate_text, text, format="ntriples"), runs)
        row(name, "`shacl` alone", assets=some, results=results, seconds=seconds, base=base)
        validator, data = make_validator(shapes), Slice("".join(texts), support)
        results = len(validator.validate(data).results)
        seconds = cpu_seconds(partial(whole_step, validator, data), runs)
        row(name, "our whole step, with report", assets=assets, results=results, seconds=seconds, base=base)


def whole_step(validator: Validator, data: Slice) -> object:
    """Validate a slice and write the report."""
    return validator.validate(data).as_json()


def row(shapes: str, what: str, *, assets: int, results: int, seconds: float, base: float) -> None:
    """Print a row; `base` is pySHACL's rate in assets per CPU-second."""
    rate = assets / seconds
    cells = (shapes, what, f"{assets:,}", f"{results:,}", f"{seconds:.2f}", f"{rate:,.0f}", f"{rate / base:,.0f}")
    print(f"| {' | '.join(cells)} |", flush=True)


def gates_table(runs: int, size: int = 200) -> None:
    """Print what the two gates of the pipeline cost, from values to results, in batches of `size` assets."""
    batch = [claims(number, labels=6) for number in range(size) if number % 100] + [claims(1, labels=6)] * 2
    quads: list[Quad] = []
    for activity, observations in batch:
        quads += asset_quads(activity.asset_iri, MediaKind.IMAGE, name="photo.jpg")
        for label, observation in enumerate(observations):
            support = (observation.iri(activity.iri(DEFAULT_BASE), DEFAULT_BASE),)
            concept = iri(f"{TAXONOMY}c{(label * 131) % CONCEPTS}")
            fact = Fact(activity.asset_iri, f"{MG}depicts", concept, 0.9, Status.ACCEPTED, 1, support)
            quads += (quad for quad in fact_quads(fact, DEFAULT_BASE) if quad.graph != REVIEW)
    types = [Quad(iri(f"{TAXONOMY}c{n}"), RDF_TYPE, f"<{PREFIXES['skos']}Concept>") for n in range(CONCEPTS)]
    first = cpu_seconds(lambda: first_gate(batch, base=DEFAULT_BASE), runs) / size * 1000
    second = cpu_seconds(lambda: second_gate(quads, types), runs) / size * 1000
    print(f"\nThe gates of the pipeline, batches of {size} assets of six labels; three of them with a box\n")
    print("| gate | CPU-ms per asset |")
    print("|---|---:|")
    print(f"| first: Observations, from values | {first:.2f} |")
    print(f"| second: Facts and Assets, from quads | {second:.2f} |")
    print(f"| both | {first + second:.2f} |")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assets", type=int, default=10_000)
    parser.add_argument("--reference", type=int, default=300, help="assets that pySHACL is given")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    make_validator(our_shapes(FIRST_GATE))
    engines_table(given.assets, given.reference, given.runs)
    gates_table(given.runs)


if __name__ == "__main__":
    main()
