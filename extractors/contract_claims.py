"""Whether what an extractor says can stand in the graph: the ontology's words, the first gate's shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from extractors.port import Extraction, Run
from ontology.model import Activity, Observation
from ontology.terms import PROPERTIES
from shapes.gates import first_gate

_BASE: Final = "https://contract.example/"
_ASSET: Final = f"{_BASE}asset/1"


def faults_of(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield each rule that what was said breaks, with the value."""
    for extraction in extractions:
        for run in extraction.runs:
            yield from _of_run(run)
        for counts in (extraction.unmapped, extraction.kept):
            yield from (f"the count of {key!r} is {n!r}" for key, n in counts.items() if type(n) is not int or n < 1)
        yield from (f"a problem is {text!r}, no sentence" for text in extraction.problems if not text.strip())


def _of_run(run: Run) -> Iterator[str]:
    if not run.agent.name.strip():
        yield f"an agent of the task {run.task!r} has no name"
    if not run.task.strip():
        yield f"a run of {run.agent.name!r} has no task"
    keys = set()
    for observation in run.observations:
        yield from _of_observation(observation)
        if observation.key in keys:
            yield f"{observation.property} {observation.value[:40]!r} is said twice in the task {run.task!r}"
        keys.add(observation.key)
    activity = Activity(_ASSET, "contract", run.task, run.agent, run.parameters, run.part, run.started, run.ended)
    for results in first_gate([(activity, run.observations)], base=_BASE).values():
        yield from (result.sentence for result in results)


def _of_observation(observation: Observation) -> Iterator[str]:
    shown = f"{observation.property} {str(observation.value)[:40]!r}"
    if observation.property not in PROPERTIES:
        yield f"{observation.property!r} is no property of the ontology"
    if not isinstance(observation.value, str) or not observation.value.strip():
        yield f"the value of {shown} is not a text that says something"
