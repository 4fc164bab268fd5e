"""The words of the design as frozen values."""

from ontology.model.asset import WHOLE, Box, MediaKind, Rendition, Segment, seconds
from ontology.model.changeset import MAX_QUADS, ChangeSet
from ontology.model.fact import (
    Calibrator,
    Decision,
    Entity,
    Fact,
    Mapping,
    MappingMethod,
    Policy,
    ShownWhy,
    Status,
    Verdict,
    fact_iri,
    normalise_name,
)
from ontology.model.observation import Activity, Agent, AgentKind, Observation
from ontology.model.rdf import DEFAULT_GRAPH, Quad, Term, TermError

__all__ = [
    "DEFAULT_GRAPH",
    "MAX_QUADS",
    "WHOLE",
    "Activity",
    "Agent",
    "AgentKind",
    "Box",
    "Calibrator",
    "ChangeSet",
    "Decision",
    "Entity",
    "Fact",
    "Mapping",
    "MappingMethod",
    "MediaKind",
    "Observation",
    "Policy",
    "Quad",
    "Rendition",
    "Segment",
    "ShownWhy",
    "Status",
    "Term",
    "TermError",
    "Verdict",
    "fact_iri",
    "normalise_name",
    "seconds",
]
