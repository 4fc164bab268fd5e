"""Facts, Mappings, Entities, Decisions and Policies: what the merge concludes, and from what."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from ontology.model.identifiers import digest, mint
from ontology.model.rdf import Term


class Status(StrEnum):
    """The band a Fact is in."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Fact:
    """Subject and predicate IRIs, canonical object Term, confidence in 0..1 rounded to 1e-4, and its evidence.

    `support` and `dispute` are sorted IRIs of Observations. `policy` is the number of the Policy that judged it.
    """

    subject: str
    predicate: str
    object: Term
    confidence: float
    status: Status
    policy: int
    support: tuple[str, ...] = ()
    dispute: tuple[str, ...] = ()
    decided_by: str = ""

    def iri(self, base: str) -> str:
        """Return the Fact's IRI, keyed on the canonical value."""
        return fact_iri(base, self.subject, self.predicate, self.object)


def fact_iri(base: str, subject: str, predicate: str, value: Term) -> str:
    """Return the IRI of the Fact that states this triple."""
    return mint(base, "fact", subject, predicate, value)


class MappingMethod(StrEnum):
    """How a label found its Concept, best first."""

    DECIDED = "decided"
    EXACT = "exact"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"
    IDENTIFIER = "identifier"
    SIMILAR = "similar"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What (extractor, property, label, language) means: a Concept's IRI or "" for none, with score in 0..1."""

    extractor: str
    property: str
    label: str
    language: str
    concept: str
    score: float
    method: MappingMethod

    def iri(self, base: str) -> str:
        """Return the Mapping's IRI."""
        return mint(base, "mapping", self.extractor, self.property, self.label, self.language)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing in the world, ours per (Asset, type, normalised name); `kind` is the local name of its class."""

    asset_iri: str
    kind: str
    name: str
    identifiers: tuple[str, ...] = ()

    def iri(self, base: str) -> str:
        """Return the Entity's IRI; the name is folded (case, accents, spaces) first."""
        return f"{base}entity/{digest(self.asset_iri, self.kind, normalise_name(self.name))}"


def normalise_name(name: str) -> str:
    """Return a name as Entities compare it: NFKC, case folded, without punctuation around, single spaces."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.split()).strip(" .,;:!?\"'()[]")


class Verdict(StrEnum):
    """What a person decided."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


class ShownWhy(StrEnum):
    """Why something was shown to the person; only random audits speak for all Facts (DESIGN 8)."""

    DOUBTFUL = "doubtful"
    AUDIT = "audit"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said about a target (Fact, Observation, Mapping …).

    `subject`, `predicate`, `object` are the Fact's, so that the Decision applies again when the Fact returns.
    `value` is the Term that a correction puts in its place. `number` orders Decisions: the newest counts.
    """

    number: int
    subject: str
    predicate: str
    object: Term
    verdict: Verdict
    by: str
    why: str = ""
    value: Term = ""
    shown: ShownWhy = ShownWhy.REPORT
    probability: float | None = None
    time: str = ""
    undoes: int | None = None

    def iri(self, base: str) -> str:
        """Return the Decision's IRI."""
        return f"{base}decision/{self.number}"


@dataclass(frozen=True, slots=True)
class Calibrator:
    """Turns a model's score into a probability: points of a monotone, piecewise linear curve through (0..1, 0..1)."""

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Calibrators, thresholds and model families, by number; 1 is the stated prior."""

    number: int
    accept_from: float
    review_from: float
    calibrators: dict[str, Calibrator] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
