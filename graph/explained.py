"""Explanations as values: a Fact with all that speaks for and against it, an Asset with its Facts."""

from __future__ import annotations

from dataclasses import dataclass

from ontology.model import Segment, Term


class NothingToExplain(LookupError):
    """The text names nothing that stands in the graph."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One Observation as a person reads it. `confidence` in 0..1 or None where none was given.

    `corrected` says who corrected it, and what came, where it was refused as it came; else "".
    """

    iri: str
    property: str
    value: str
    language: str
    confidence: float | None
    segment: Segment
    agent: str
    agent_kind: str
    agent_version: str
    extractor: str
    task: str
    time: str
    output: str
    pointer: str
    identifiers: tuple[str, ...]
    parameters: str = ""
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A Decision as a person reads it."""

    iri: str
    verdict: str
    by: str
    why: str
    time: str
    value: Term = ""


@dataclass(frozen=True, slots=True)
class ExplainedFact:
    """A Fact, the labels of its ends, and all that speaks for and against it."""

    iri: str
    subject: str
    subject_label: str
    predicate: str
    object: Term
    object_label: str
    confidence: float
    status: str
    policy: int
    support: tuple[Evidence, ...]
    dispute: tuple[Evidence, ...]
    decisions: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class ExplainedAsset:
    """An Asset, where its bytes lie, and its Facts: accepted first, what devices and files alone say last."""

    iri: str
    label: str
    kind: str
    locations: tuple[str, ...]
    facts: tuple[ExplainedFact, ...]
