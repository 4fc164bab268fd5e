"""What the tests of the merge share: a mapper over the packaged taxonomy, a Reader over quads, small makers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from graph.evidence import ActivityRun, AssetEvidence, admit, newest_runs
from graph.mapping import Mapper
from ontology.catalog import concept_index
from ontology.concepts import ConceptIndex
from ontology.model import Activity, Agent, AgentKind, Observation, Quad, Term
from ontology.namespaces import DEFAULT_BASE

ASSET = f"{DEFAULT_BASE}asset/flight"


class QuadReader:
    """The Reader port, as far as quads go, over a set: slow, and plain enough to be trusted."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.all = set(quads)

    def quads(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        wanted = (subject, predicate, object, graph)
        for quad in sorted(self.all):
            if all(term is None or term == found for term, found in zip(wanted, quad, strict=True)):
                yield quad


@pytest.fixture(scope="session")
def base() -> str:
    return DEFAULT_BASE


@pytest.fixture(scope="session")
def asset() -> str:
    return ASSET


@pytest.fixture(scope="session")
def concepts() -> ConceptIndex:
    """The Concepts of the packaged Release."""
    return concept_index()


@pytest.fixture(scope="session")
def mapper(concepts: ConceptIndex) -> Mapper:
    """A mapper by words and identifiers alone."""
    return Mapper(concepts, base=DEFAULT_BASE)


@pytest.fixture(scope="session")
def quad_reader() -> type[QuadReader]:
    return QuadReader


@pytest.fixture(scope="session")
def run() -> Callable[..., ActivityRun]:
    """Make a run: ``run([Observation(...)], agent="amazon-rekognition-labels", version="3.0", ended=…)``."""

    def make(
        observations: Iterable[Observation],
        *,
        agent: str = "amazon-rekognition-labels",
        kind: AgentKind = AgentKind.MODEL,
        version: str = "",
        **fields: str,
    ) -> ActivityRun:
        fields = {"extractor": "plain", "task": "labels", **fields}
        activity = Activity(asset_iri=ASSET, agent=Agent(kind, agent, version), **fields)
        admitted = admit(activity, observations, base=DEFAULT_BASE)
        assert not admitted.refused, admitted.refused
        return admitted.run

    return make


@pytest.fixture(scope="session")
def evidence() -> Callable[..., AssetEvidence]:
    """Make an Asset's evidence from runs that come together."""

    def make(*runs: ActivityRun) -> AssetEvidence:
        return newest_runs(AssetEvidence(ASSET), runs, base=DEFAULT_BASE)

    return make
