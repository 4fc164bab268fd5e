"""What one file says, gathered by who says it, with a count of what was not understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final

from extractors.files.file_facts import FILE_FACTS, media_format, rendition
from extractors.port import AssetReference, Extraction, Run, Source
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment
from ontology.terms import PROPERTIES

LONGEST_TEXT: Final = 100_000
"""Characters of one embedded text; what is longer is cut, and said to be."""

_DATES: Final = frozenset(("captureDate", "dateCreated", "digitisedDate", "modifiedDate"))
_ONE_VALUE: Final = frozenset(
    name for name, term in PROPERTIES.items() if term.merge_kind in ("single", "number", "textByLanguage")
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")


class Speaker(StrEnum):
    """Who makes an embedded claim: what we measure, what the camera wrote, what a person wrote."""

    MEASURED = "file-facts"
    DEVICE = "recording"
    PERSON = "embedded-metadata"


class Claims:
    """Gathers the claims of one file. `say` is given texts as they come; empty ones say nothing."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._said: dict[Speaker, dict[tuple[str, str, str, str], Observation]] = {s: {} for s in Speaker}
        self.unmapped: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.problems: list[str] = []

    def say(
        self,
        speaker: Speaker,
        name: str,
        value: str | int | Decimal | bool,
        *,
        pointer: str = "",
        language: str = "",
        segment: Segment = WHOLE,
        identifiers: tuple[str, ...] = (),
    ) -> None:
        """Add a claim; the first one of the same property, text, language and part stays."""
        text = clean_text(value)
        if len(text) > LONGEST_TEXT:
            self.problem(f"{pointer or name} has {len(text)} characters; the first {LONGEST_TEXT} are used")
            text = text[:LONGEST_TEXT]
        if text and not self._is_settled(speaker, name, text, pointer):
            claim = Observation(name, text, None, language, segment, pointer, identifiers)
            self._said[speaker].setdefault(claim.key, claim)

    def _is_settled(self, speaker: Speaker, name: str, text: str, pointer: str) -> bool:
        """Say whether a claim adds nothing: a date said more exactly already, or a second value from one machine.

        A file repeats itself (EXIF, XMP, IPTC), and copies grow old: of a property with one value a machine's first
        stands, EXIF before XMP (Metadata Working Group 2.0, 3.1). People's stay, since they may differ on purpose.
        """
        if name in _DATES:
            for said in self._said.values():
                for key in [key for key, claim in said.items() if claim.property == name]:
                    if said[key].value.startswith(text):
                        return True
                    if text.startswith(said[key].value):
                        del said[key]
        if speaker is Speaker.PERSON or name not in _ONE_VALUE:
            return False
        if any(c.property == name and c.value != text for c in self._said[speaker].values()):
            self.kept[f"{pointer.strip('/').replace('/', ':', 1)} (another value)"] += 1
            return True
        return False

    def problem(self, sentence: str) -> None:
        """Note something that was skipped or cut, once."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def defect(self, sentence: str) -> None:
        """Say what is wrong with the file itself, of which a part is used; it stands among the problems too."""
        self.say(Speaker.MEASURED, "defect", sentence)
        self.problem(sentence)

    def value(self, name: str) -> str:
        """Return the first text said of a property, by whomever, or ""."""
        claims = (c for said in self._said.values() for c in said.values() if c.property == name)
        return next((c.value for c in claims), "")

    def extraction(self, kind: MediaKind, more: Iterable[Run] = ()) -> Extraction:
        """Return what the file says as an Extraction about itself."""
        runs = [self._measured(), *self._embedded(), *more]
        duration = self.value("duration")
        reference = AssetReference(name=self._source.name, kind=kind, duration_s=float(duration) if duration else None)
        return Extraction(
            reference, tuple(runs), rendition(self._source), dict(self.unmapped), dict(self.kept), tuple(self.problems)
        )

    def embedded_runs(self) -> Iterator[Run]:
        """Yield what the device and the person say, without what was measured."""
        return self._embedded()

    def _measured(self) -> Run:
        claims = self._said[Speaker.MEASURED]
        return Run(FILE_FACTS, Speaker.MEASURED, (media_format(self._source), *claims.values()))

    def _embedded(self) -> Iterator[Run]:
        if device := self._said[Speaker.DEVICE]:
            yield Run(self._device(), Speaker.DEVICE, tuple(device.values()))
        if person := self._said[Speaker.PERSON]:
            yield Run(self._person(), Speaker.PERSON, tuple(_without_untagged_twins(person.values())))

    def _device(self) -> Agent:
        """Return the camera by make and model; where the file names none, whatever wrote it."""
        make, model = self.value("cameraMake"), self.value("cameraModel")
        if not make and not model:
            return Agent(AgentKind.SYSTEM, "embedded-metadata")
        return Agent(AgentKind.DEVICE, model if model.lower().startswith(make.lower()) else f"{make} {model}".strip())

    def _person(self) -> Agent:
        """Return the creator, where exactly one is named; else nobody in particular."""
        creators = {c.value for c in self._said[Speaker.PERSON].values() if c.property == "creator"}
        return Agent(AgentKind.PERSON, creators.pop() if len(creators) == 1 else "embedded metadata")


def clean_text(value: str | int | Decimal | bool) -> str:
    """Return a value as text: without control characters and surrounding space; numbers without trailing zeros."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value.normalize(), "f")
        return "0" if text == "-0" else text
    return _CONTROL.sub("", str(value)).strip()


def _without_untagged_twins(claims: Iterable[Observation]) -> Iterator[Observation]:
    """Yield the claims but those without a language that another one repeats with it (IPTC-IIM beside XMP)."""
    claims = list(claims)
    tagged = {(c.segment.key, c.property, c.value) for c in claims if c.language}
    for claim in claims:
        if claim.language or (claim.segment.key, claim.property, claim.value) not in tagged:
            yield claim
