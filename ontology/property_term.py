"""What the ontology says of a class or property, as frozen values; `ontology.terms` is the table of them.

Named tuples and not dataclasses: the table is imported by every command, and `dataclasses` alone takes longer than it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

RangeKind: TypeAlias = Literal["asset", "concept", "entity", "literal"]
Level: TypeAlias = Literal["Asset", "Segment", "Entity"]
RollUp: TypeAlias = Literal["toAsset", "none"]
MergeKind: TypeAlias = Literal["set", "single", "number", "textByLanguage", "interval"]


class ClassTerm(NamedTuple):
    """A class of ours: local name, IRI, English label, and the local names of its direct superclasses of ours."""

    local: str
    iri: str
    label: str
    super_classes: tuple[str, ...]


class PropertyTerm(NamedTuple):
    """A claimable property: what an Observation may claim, and how its claims become Facts.

    `range` is an IRI: skos:Concept, an Entity class, mg:Asset (a tie to another one), or the datatype. `datatype` is
    that IRI where the range is literal, else "". `tolerance` is in the property's own unit, set for merge kind "number"
    alone. `super_property` is a local name or "".
    """

    local: str
    iri: str
    label: str
    range: str
    range_kind: RangeKind
    datatype: str
    level: Level
    roll_up: RollUp
    merge_kind: MergeKind
    tolerance: float | None
    super_property: str


class StructuralTerm(NamedTuple):
    """A property that holds the model together and is never claimed; `range` is an IRI or "" where any fits."""

    local: str
    iri: str
    label: str
    kind: Literal["object", "datatype", "annotation"]
    range: str
