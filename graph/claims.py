"""Observations as claims: who says which triple, how surely. The first half of the merge.

Here a raw value becomes a Concept, an Entity or a literal, and a Segment's claim a claim about its Asset where the
property rolls up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from graph.canonical import canonical_literal, clean_text
from graph.confidence import family_of, is_measurement, probability_of_claim, rank_of
from graph.entities import EntityNames
from graph.evidence import ActivityRun, AssetEvidence
from graph.mapping import Request
from graph.quarantine import Refused
from ontology.model import Entity, Observation, Policy, Term, TermError, normalise_name
from ontology.model import Mapping as LabelMapping
from ontology.model.describe import segment_iri
from ontology.model.rdf import iri
from ontology.namespaces import MG
from ontology.property_term import PropertyTerm

KEYWORD: Final = "keyword"
"""The property of labels that no Concept has."""


class Maps(Protocol):
    """What the merge needs of a `graph.mapping.Mapper`: it answers the same for the same Release and Decisions."""

    def prepare(self, requests: list[Request]) -> None:
        """Look all these up at once; `map` then answers from memory."""
        ...

    def map(self, extractor: str, property: str, label: str, language: str = "") -> LabelMapping:
        """Return what a label means."""
        ...

    def map_identifier(self, extractor: str, property: str, identifier: str) -> LabelMapping | None:
        """Return the Mapping of an identifier, None where no Concept has it."""
        ...


class Claim(NamedTuple):
    """One Observation's say on one triple: rank 0 model … 2 person, probability in 0..1."""

    term: PropertyTerm
    subject: str
    object: Term
    observation_iri: str
    rank: int
    family: str
    probability: float


@dataclass(slots=True)
class Claims:
    """The claims of one Asset, and what came up while reading them."""

    claims: list[Claim] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    mappings: dict[tuple[str, str, str, str], LabelMapping] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)


def read_claims(
    evidence: AssetEvidence, *, mapper: Maps, policy: Policy, properties: Mapping[str, PropertyTerm], base: str
) -> Claims:
    """Return the claims that an Asset's Observations make. `entities` and `aliases` are by IRI.

    An Observation that makes none (unknown property, value that does not fit the range) is refused with the reason.
    """
    return _Reading(evidence, mapper, policy, properties, base).read()


class _Reading:
    """One pass over one Asset's evidence."""

    def __init__(
        self, evidence: AssetEvidence, mapper: Maps, policy: Policy, properties: Mapping[str, PropertyTerm], base: str
    ) -> None:
        self.evidence, self.mapper, self.policy = evidence, mapper, policy
        self.properties, self.base = properties, base
        self.names = EntityNames(evidence.asset_iri, base)
        self.found = Claims()
        self.named: list[tuple[Claim, tuple[str, str]]] = []

    def read(self) -> Claims:
        self.mapper.prepare(list(self._requests()))
        for run in self.evidence.runs:
            self._read_run(run)
        if self.named:
            self._unite()
        return self.found

    def _requests(self) -> Iterator[Request]:
        for run in self.evidence.runs:
            extractor = run.activity.extractor
            for observation in run.observations:
                term = self.properties.get(observation.property)
                if term is not None and term.range_kind == "concept":
                    yield Request(extractor, term.local, clean_text(observation.value), observation.language)

    def _read_run(self, run: ActivityRun) -> None:
        agent = run.activity.agent
        rank, family = rank_of(agent.kind), family_of(agent, self.policy.families)
        for observation, observation_iri in zip(run.observations, run.observation_iris, strict=True):
            try:
                term = self._term(observation)
                measured = is_measurement(term)
                probability = probability_of_claim(observation.confidence, agent, self.policy, measured=measured)
                subject = self._subject(term, observation)
                claim = Claim(term, subject, "", observation_iri, rank, family, probability)
                self._read_value(run.activity.extractor, observation, claim)
            except (TermError, ValueError) as err:
                self.found.refused.append(Refused(run.activity, observation, (str(err),)))

    def _term(self, observation: Observation) -> PropertyTerm:
        term = self.properties.get(observation.property)
        if term is None:
            raise TermError("property", observation.property, "is not one that an Observation may claim")
        return term

    def _subject(self, term: PropertyTerm, observation: Observation) -> str:
        asset_iri = self.evidence.asset_iri
        return asset_iri if term.roll_up == "toAsset" else segment_iri(asset_iri, observation.segment)

    def _read_value(self, extractor: str, observation: Observation, claim: Claim) -> None:
        term = claim.term
        if term.range_kind == "literal":
            value = canonical_literal(term, observation.value, observation.language)
            self.found.claims.append(claim._replace(object=value))
        elif term.range_kind == "concept":
            self._read_concept(extractor, observation, claim)
        elif term.range_kind == "asset":
            self.found.claims.append(claim._replace(object=self._other_asset(term, observation.value)))
        else:
            if not normalise_name(observation.value):
                raise TermError(term.local, observation.value, "names nothing")
            kind = term.range.removeprefix(MG)
            self.named.append((claim, self.names.add(kind, observation.value, observation.identifiers)))

    def _other_asset(self, term: PropertyTerm, value: str) -> Term:
        """Return the node of the other Asset that a claim ties this one to."""
        if not value.startswith(f"{self.base}asset/"):
            raise TermError(term.local, value, "is not the IRI of an Asset of this data folder")
        if value == self.evidence.asset_iri:
            raise TermError(term.local, value, "ties an Asset to itself")
        return iri(value)

    def _read_concept(self, extractor: str, observation: Observation, claim: Claim) -> None:
        """Add a claim of the Concept a label means; one of a keyword where it means none."""
        label = clean_text(observation.value)
        if not label:
            raise TermError(claim.term.local, observation.value, "is empty")
        mapping = self._mapping(extractor, observation, label)
        if mapping.concept:
            sure = claim.probability * mapping.score
            self.found.claims.append(claim._replace(object=f"<{mapping.concept}>", probability=sure))
            return
        term = self.properties[KEYWORD]
        value = canonical_literal(term, label, observation.language)
        subject = self._subject(term, observation)
        self.found.claims.append(claim._replace(term=term, subject=subject, object=value))

    def _mapping(self, extractor: str, observation: Observation, label: str) -> LabelMapping:
        """Return the Mapping to follow: the label's by its words, else its identifiers', else by likeness."""
        property_ = observation.property
        found = self.mapper.map(extractor, property_, label, observation.language)
        if observation.identifiers and found.method in ("similar", "none"):
            for identifier in observation.identifiers:
                known = self.mapper.map_identifier(extractor, property_, identifier)
                if known is not None:
                    found = known
                    break
        self.found.mappings[(found.extractor, found.property, found.label, found.language)] = found
        return found

    def _unite(self) -> None:
        """Give every claim that names something the Entity it means, now that all names are known."""
        entities = self.names.united()
        iris = {key: entity.iri(self.base) for key, entity in entities.items()}
        self.found.entities = {iris[key]: entity for key, entity in entities.items()}
        self.found.aliases = self.names.aliases(entities)
        for claim, key in self.named:
            self.found.claims.append(claim._replace(object=f"<{iris[key]}>"))
