"""No claim holds more text than a graph can: a longer value is left out, and said to be.

A label of 100 MB took 12 GB on its way through RDF, SHACL and back before it was refused (measured).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extractors.port import Extraction, Run
from ontology.model import Observation

LONGEST_VALUE: Final = 1 << 20
"""Characters of one value: a transcript of a hundred hours has fewer."""


def bounded(extraction: Extraction) -> Extraction:
    """Return an Extraction without the claims whose value is over `LONGEST_VALUE`, and a sentence about each."""
    problems: list[str] = []
    runs = tuple(_bounded(run, problems) for run in extraction.runs)
    return replace(extraction, runs=runs, problems=(*extraction.problems, *problems)) if problems else extraction


def _bounded(run: Run, problems: list[str]) -> Run:
    if all(_fits(observation) for observation in run.observations):
        return run
    for observation in run.observations:
        if not _fits(observation):
            problems.append(
                f"{observation.pointer or observation.property}: a {observation.property} of {len(observation.value)} "
                f"characters is left out; {LONGEST_VALUE} are the limit"
            )
    return replace(run, observations=tuple(o for o in run.observations if _fits(o)))


def _fits(observation: Observation) -> bool:
    return len(observation.value) <= LONGEST_VALUE
