"""Agents, Activities and Observations: who said what about which part of an Asset."""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass
from enum import StrEnum

from ontology.model.asset import WHOLE, Segment
from ontology.model.identifiers import mint


class AgentKind(StrEnum):
    """What made a claim. Where claims disagree: person before device and system, those before model (DESIGN 2)."""

    MODEL = "model"
    DEVICE = "device"
    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Agent:
    """A model, device, person or system, by name and version ("" where the output does not say)."""

    kind: AgentKind
    name: str
    version: str = ""

    def iri(self, base: str) -> str:
        """Return the Agent's IRI."""
        return mint(base, "agent", self.kind, self.name, self.version)


@dataclass(frozen=True, slots=True)
class Observation:
    """One claim as it came: `property` is a local name of the ontology, `value` the raw text.

    `confidence` is in 0..1 where given, None where the model gave none (never invented); a value outside stays as it
    came and is refused at the first gate. `language` is a BCP 47 tag or "". `pointer` is the JSON Pointer (RFC 6901)
    into the output. `identifiers` are absolute IRIs the source gave for the thing named (Wikidata, IMDb, Freebase …).
    """

    property: str
    value: str
    confidence: float | None = None
    language: str = ""
    segment: Segment = WHOLE
    pointer: str = ""
    identifiers: tuple[str, ...] = ()

    @builtins.property  # the field above takes the short name
    def key(self) -> tuple[str, str, str, str]:
        """Identity inside its Activity: target, property, raw value, language."""
        return (self.segment.key, self.property, self.value, self.language)

    def iri(self, activity_iri: str, base: str) -> str:
        """Return the Observation's IRI; the same claim of the same Activity always has the same one."""
        return mint(base, "observation", activity_iri, *self.key)


@dataclass(frozen=True, slots=True)
class Activity:
    """One run of one Agent on one Asset, for one task (labels, faces, transcript …) of one extractor.

    `started` and `ended` are what the output declares (xsd:dateTime text or ""), `manifest_time` what the manifest
    says; no clock of ours. `part` sets apart several outputs of one run (pages, chunks). `output` is the SHA-256 of
    the input the claims came from.
    """

    asset_iri: str
    extractor: str
    task: str
    agent: Agent
    parameters: str = ""
    part: str = ""
    started: str = ""
    ended: str = ""
    manifest_time: str = ""
    output: str = ""

    @property
    def slot(self) -> tuple[str, ...]:
        """What a newer run replaces: asset, extractor, task, part, agent kind and name, whatever the version."""
        return (self.asset_iri, self.extractor, self.task, self.part, self.agent.kind, self.agent.name)

    @property
    def age(self) -> tuple[str, str, tuple[tuple[int, str], ...], str]:
        """Sort key inside a slot, newest last: declared time, manifest time, version, then content hash (DESIGN 2)."""
        return (self.ended or self.started, self.manifest_time, _version_key(self.agent.version), self.output)

    def iri(self, base: str) -> str:
        """Return the Activity's IRI: stable over re-runs of one version, so that a re-run writes a difference."""
        return mint(base, "activity", *self.slot, self.agent.version, self.parameters)


def _version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which 1.10 follows 1.9, and numbers precede words."""
    return tuple(
        (len(number), number) if number else (10_000, word)
        for number, word in re.findall(r"0*(\d+)|([^\d.\-_ ]+)", version)
    )
