"""CPU time of the merge for an Asset with six labels, three of them with boxes, step by step.

    python benchmarks/merge.py [ASSETS]

Prints medians of five rounds, in milliseconds of CPU per Asset. The budget of issue 3: 1.5 ms to merge and to make
the quads, 1 ms to read what stands, for 100,000 Assets in 15 minutes on two cores with everything else.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import chain

import pyoxigraph

from graph.evidence import ActivityRun, AssetEvidence, admit, agents_of, evidence_quads, newest_runs
from graph.mapping import Mapper
from graph.merge import merge
from graph.merged import mappings_of, merged_quads
from graph.standing import StandingReader
from graph.stores.oxigraph import OxigraphReader
from graph.stores.oxigraph_terms import to_oxigraph
from ontology.catalog import concept_index
from ontology.model import WHOLE, Activity, Agent, AgentKind, Box, Observation, Segment
from ontology.namespaces import DEFAULT_BASE

BASE = DEFAULT_BASE
LABELS = ("Airplane", "Person", "Vegetation", "Beach", "Dogs", "Frobnicator")
ROUNDS = 5


def output(number: int) -> tuple[Activity, list[Observation]]:
    """One Rekognition-like output: six labels, three with a box."""
    activity = Activity(
        asset_iri=f"{BASE}asset/a{number}",
        extractor="rekognition-labels",
        task="labels",
        agent=Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.0"),
        ended="2024-01-01T00:00:00Z",
        output=f"{number:064x}",
    )
    observations = [
        Observation(
            property="depicts",
            value=label,
            confidence=round(0.5 + 0.08 * i + number % 97 / 10_000, 6),
            language="en",
            segment=Segment(box=Box(0.1 * i, 0.1, 0.2, 0.2)) if i < 3 else WHOLE,
            pointer=f"/Labels/{i}",
        )
        for i, label in enumerate(LABELS)
    ]
    return activity, observations


def milliseconds(step: Callable[[int], object], count: int) -> float:
    """Return the median over the rounds of CPU milliseconds per call."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for number in range(count):
            step(number)
        rounds.append((time.process_time() - started) / count * 1000)
    return statistics.median(rounds)


def store_of(runs: Sequence[ActivityRun], mapper: Mapper) -> pyoxigraph.Store:
    """Return a store in memory with these runs, merged."""
    store = pyoxigraph.Store()
    for run in runs:
        evidence = AssetEvidence(run.activity.asset_iri, (run,))
        result = merge(evidence, mapper=mapper, base=BASE)
        quads = evidence_quads(evidence, BASE) | merged_quads(result, BASE)
        shared = chain(agents_of(evidence, BASE).values(), mappings_of(result.mappings, BASE).values())
        store.extend(to_oxigraph(quad) for quad in quads.union(*shared))
    return store


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    mapper = Mapper(concept_index(), base=BASE)
    outputs = [output(number) for number in range(count)]
    runs = [admit(activity, said, base=BASE).run for activity, said in outputs]
    gathered = [newest_runs(AssetEvidence(run.activity.asset_iri), [run], base=BASE) for run in runs]
    results = [merge(evidence, mapper=mapper, base=BASE) for evidence in gathered]
    reader = StandingReader(OxigraphReader(store_of(runs, mapper), base=BASE), BASE)

    def whole(number: int) -> object:
        activity, said = outputs[number]
        run = admit(activity, said, base=BASE).run
        evidence = newest_runs(AssetEvidence(activity.asset_iri), [run], base=BASE)
        result = merge(evidence, mapper=mapper, base=BASE)
        return evidence_quads(evidence, BASE) | merged_quads(result, BASE)

    steps: dict[str, Callable[[int], object]] = {
        "admit (canonical form)": lambda n: admit(*outputs[n], base=BASE),
        "newest_runs": lambda n: newest_runs(AssetEvidence(gathered[n].asset_iri), [runs[n]], base=BASE),
        "merge": lambda n: merge(gathered[n], mapper=mapper, base=BASE),
        "evidence_quads": lambda n: evidence_quads(gathered[n], BASE),
        "merged_quads": lambda n: merged_quads(results[n], BASE),
        "all of these": whole,
        "read what stands": lambda n: reader.read(gathered[n].asset_iri),
        "read an unknown asset": lambda n: reader.read(gathered[n].asset_iri + "-unknown"),
    }
    quads = len(whole(0))  # type: ignore[arg-type]
    print(f"{count} assets of {len(LABELS)} labels, {quads} quads each without the shared ones; CPU ms per asset")
    for name, step in steps.items():
        print(f"{name:24} {milliseconds(step, count):8.3f}")


if __name__ == "__main__":
    main()
