"""Fixed tables of the model in Neo4j: which predicates are values, which hold one value, where they usually stand.

Reading back never depends on these: a list or a single value, with or without a graph named, decodes the same.
Only `VALUE_PREDICATES` and `SHORT_VALUES` do, so they are never changed without a new `schema.SCHEMA_VERSION`.
"""

from __future__ import annotations

from typing import Final

from graph.neo4j.names import FIXED_PREFIXES
from ontology.graphs import DECISIONS, EVIDENCE, FACTS, ONTOLOGY
from ontology.model.rdf import Term
from ontology.namespaces import MG
from ontology.terms import CLASSES, PROPERTIES, STRUCTURAL


def _iris(prefix: str, locals_: str) -> frozenset[str]:
    return frozenset(FIXED_PREFIXES[prefix] + local for local in locals_.split())


VALUE_PREDICATES: Final = (
    _iris("mg", "property predicate identifier level rollUp datatype")
    | _iris("rdfs", "range domain isDefinedBy seeAlso")
    | _iris("owl", "versionIRI priorVersion")
    | _iris("dcterms", "license source rights conformsTo language format type")
    | _iris("schema", "license url sameAs")
    | _iris("foaf", "page homepage")
)
"""Predicates whose IRIs are read as values, or would make nodes that everything hangs on: never relationships."""

SHORT_VALUES: Final = frozenset(iri for iri in VALUE_PREDICATES if iri.startswith((MG, FIXED_PREFIXES["rdfs"])))
"""Those whose objects are mostly names of ours, which are then read bare: ``property: "depicts"``."""

CLAIMS: Final = frozenset(term.iri for term in PROPERTIES.values())
"""Properties that Observations claim: their statements stand in mg:facts, also where their node is evidence."""

_REPEATED: Final = frozenset({"location", "mid", "noMapping", "identifier", "facet", "appliesTo"})
_ONE_EACH: Final = frozenset({"single", "number", "textByLanguage"})

SINGLE: Final = (
    frozenset(term.iri for term in PROPERTIES.values() if term.merge_kind in _ONE_EACH)
    | frozenset(f"{MG}{local}" for local in STRUCTURAL if local not in _REPEATED)
    | _iris("rdfs", "label comment")
    | _iris("skos", "prefLabel definition")
    | _iris("dcterms", "title description")
    | _iris("owl", "versionInfo versionIRI deprecated")
)
"""Properties of one value (in each language): a value in Neo4j, where all others are lists."""

INDEXED: Final = _iris("mg", "status sha256 title") | _iris("rdfs", "label") | _iris("skos", "prefLabel")
"""Properties that a range index reads, which takes values up to some 8,000 bytes: longer ones are cut for reading."""

LONGEST_INDEXED: Final = 1_000
"""Characters of the longest value of an indexed property."""

_EVIDENCE_LINKS: Final = "activity agent asset segment segmentOf subject object support dispute concept decidedBy"
_DECISION_LINKS: Final = "correction targetAsset"
_ONTOLOGY_SPACES: Final = tuple(FIXED_PREFIXES[prefix] for prefix in ("skos", "rdfs", "owl", "rdf"))
_USUAL_GRAPH: Final[dict[str, Term]] = {
    **dict.fromkeys(_iris("mg", _EVIDENCE_LINKS), EVIDENCE),
    **dict.fromkeys(_iris("mg", _DECISION_LINKS), DECISIONS),
    f"{MG}appliesTo": ONTOLOGY,
}


def usual_graph(predicate: str) -> Term:
    """Return the graph in which a relationship of this predicate stands where it does not say."""
    if predicate.startswith(_ONTOLOGY_SPACES):
        return ONTOLOGY
    return _USUAL_GRAPH.get(predicate, FACTS)


def ancestors(of_class: str) -> frozenset[str]:
    """Return the IRIs of a class of ours and all above it that matter; of a class not ours, itself."""
    local = of_class.removeprefix(MG)
    if local == of_class or local not in CLASSES:
        return frozenset({of_class})
    above = (ancestors(f"{MG}{parent}") for parent in CLASSES[local].super_classes if parent != "Target")
    return frozenset({of_class}).union(*above)
