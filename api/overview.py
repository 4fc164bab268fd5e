"""The counts a person sees first: in `mediagraph status` and on the first page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from graph.dataset import Reader, Solutions
from graph.quarantine import count_items
from ontology.graphs import EVIDENCE, FACTS
from ontology.model import MediaKind
from ontology.model.describe import RDFS_LABEL, mg
from ontology.model.rdf import RDF_TYPE, iri_value, string, text_of

_STATUSES = ("accepted", "review", "rejected")


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands in one state of the Dataset, in numbers."""

    sequence: int
    assets: dict[str, int]
    facts: dict[str, int]
    observations: int
    agents: int
    quarantined: int

    @property
    def asset_count(self) -> int:
        """All Assets, of any kind."""
        return sum(self.assets.values())


@dataclass(frozen=True, slots=True)
class FactRow:
    """A Fact as one row of the first page."""

    iri: str
    asset: str
    subject: str
    predicate: str
    object: str
    confidence: float
    status: str


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An Asset as the first page lists it."""

    iri: str
    label: str
    kind: str


def overview(reader: Reader) -> Overview:
    """Return the counts; each is one index scan."""
    return Overview(
        sequence=reader.sequence,
        assets={kind.value: n for kind in MediaKind if (n := _count(reader, RDF_TYPE, mg(kind), FACTS))},
        facts={status: _count(reader, mg("status"), string(status), EVIDENCE) for status in _STATUSES},
        observations=_count(reader, mg("activity"), None, EVIDENCE),
        agents=_count(reader, RDF_TYPE, mg("Agent"), EVIDENCE),
        quarantined=count_items(reader),
    )


def _count(reader: Reader, predicate: str, value: str | None, graph: str) -> int:
    pattern = f"?s {predicate} {value or '?o'}"
    answer = reader.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ {pattern} }} }}")
    assert isinstance(answer, Solutions)
    row = next(iter(answer.rows))
    return int(text_of(row[0])) if row[0] else 0


def fact_rows(reader: Reader, fact_iris: list[str]) -> list[FactRow]:
    """Return rows for Facts by IRI, in that order; those that no longer stand are left out."""
    from graph.explain import Explainer
    from graph.explained import NothingToExplain

    explainer = Explainer(reader, "")
    rows = []
    for fact_iri in fact_iris:
        try:
            fact = explainer.fact(fact_iri)
        except NothingToExplain:
            continue
        asset = fact.subject.partition("/segment/")[0]
        claim = (fact.subject_label, fact.predicate, fact.object_label)
        rows.append(FactRow(fact_iri, asset, *claim, fact.confidence, fact.status))
    return rows


def asset_rows(reader: Reader, *, limit: int) -> list[AssetRow]:
    """Return up to `limit` Assets, by name."""
    typed = ((quad.subject, kind) for kind in MediaKind for quad in reader.quads(None, RDF_TYPE, mg(kind), FACTS))
    rows = []
    for node, kind in islice(typed, limit):
        label = next((text_of(q.object) for q in reader.quads(node, RDFS_LABEL, None, FACTS)), iri_value(node))
        rows.append(AssetRow(iri_value(node), label, kind.value))
    return sorted(rows, key=lambda row: row.label)


def some_facts(reader: Reader, status: str, *, limit: int) -> list[str]:
    """Return the IRIs of up to `limit` Facts of a status."""
    found = []
    for quad in reader.quads(None, mg("status"), string(status), EVIDENCE):
        found.append(iri_value(quad.subject))
        if len(found) == limit:
            break
    return found
