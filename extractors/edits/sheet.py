"""What an edit list says of one Asset: of a finished programme, or of one clip it is made from.

What the edit itself is (which clip, from where to where, which transition) is the editing system's word; names, notes,
markers and keywords are people's. Times are seconds from the start of the Asset; a programme that starts at timecode
01:00:00:00 says so as its `timecode`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from extractors.files.claims import LONGEST_TEXT, clean_text
from extractors.json_form import make_run
from extractors.port import AssetReference, Extraction, Run, Source
from extractors.reading import Reading
from extractors.reference import is_tied
from extractors.timecode import exact
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

EDITOR: Final = "edit notes"
"""Who speaks in titles, markers and notes where the list names nobody."""

_LATEST: Final = Fraction(360_000)
"""Seconds: a hundred hours. A later time is a fault of the writer."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One part of a programme and where it was taken from; texts are "" where the list does not say."""

    start_s: Fraction
    end_s: Fraction
    at: str
    clip: str = ""
    reel: str = ""
    file: str = ""
    source_range: str = ""
    track: int | None = None


class EditSheet:
    """Gathers the claims about one Asset."""

    def __init__(self, system: Agent, *, name: str = "", title: str = "", kind: MediaKind = MediaKind.UNKNOWN) -> None:
        self.name, self.title, self.kind = name or title, title, kind
        self._system = system
        self._said: list[Observation] = []
        self._told: dict[str, list[Observation]] = {}
        self.problems: list[str] = []
        self.duration_s: float | None = None
        self.time = ""
        """When the edit was last changed, as an xsd:dateTime, where the list says so."""

    def cut(self, cut: Cut) -> None:
        """Add a part; one without length, or beyond all length, is none and is named."""
        segment = self.segment(cut.start_s, cut.end_s, cut.track)
        if segment is None:
            self.problems.append(
                f"{cut.at}: a part from {exact(cut.start_s)} s to {exact(cut.end_s)} s is left out: it has no length"
            )
            return
        for name, value in (
            ("clipName", cut.clip), ("reelName", cut.reel), ("sourceFile", cut.file), ("sourceRange", cut.source_range),
        ):  # fmt: skip
            self.say(name, value, cut.at, segment)

    def segment(self, start: Fraction, end: Fraction, track: int | None = None) -> Segment | None:
        """Return a span of time as a Segment; None where it is none."""
        if not 0 <= start < end <= _LATEST or exact(start) >= exact(end):
            return None
        return Segment(exact(start), exact(end), track=track)

    def say(self, name: str, value: str, at: str, segment: Segment = WHOLE, *, language: str = "") -> None:
        """Add what the editing system says; "" says nothing."""
        text = clean_text(value)[:LONGEST_TEXT]
        if text:
            self._said.append(Observation(name, text, None, language, segment, at))

    def tell(self, name: str, value: str, at: str, segment: Segment = WHOLE, *, by: str = "") -> None:
        """Add what a person says: `by` names them, where the list does."""
        text = clean_text(value)[:LONGEST_TEXT]
        if text:
            self._told.setdefault(by or EDITOR, []).append(Observation(name, text, None, "", segment, at))

    def runs(self, part: str = "") -> list[Run]:
        """Return what the system and each person says."""
        runs = [make_run(self._system, "edit", self._said, part=part, time=self.time)] if self._said else []
        runs += [
            make_run(Agent(AgentKind.PERSON, name), "edit-notes", told, part=part, time=self.time)
            for name, told in self._told.items()
        ]
        return runs

    def extraction(self, *, part: str = "", is_tied: bool = False) -> Extraction:
        """Return what was gathered; `is_tied` where the file's name says which Asset it is about."""
        if self.title:
            self.tell("title", self.title, "")
        reference = AssetReference(name="" if is_tied else self.name, kind=self.kind, duration_s=self.duration_s)
        return Extraction(reference, tuple(self.runs(part)), problems=tuple(self.problems))


def with_parts(sheets: Iterable[EditSheet]) -> Iterator[tuple[EditSheet, str]]:
    """Yield each sheet with the part of its runs: the first of a name has none, the next ones their number."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen[sheet.name] += 1
        yield sheet, str(seen[sheet.name]) if seen[sheet.name] > 1 else ""


def extractions(
    programmes: Sequence[EditSheet], others: Iterable[EditSheet], reading: Reading, source: Source
) -> Iterator[Extraction]:
    """Yield one Extraction for each programme, then for each other sheet; the first one has the document's counts.

    A lone programme is about the Asset that the file's name tells, if it tells one.
    """
    for number, (sheet, part) in enumerate(with_parts((*programmes, *others))):
        is_lone = len(programmes) == 1 and number == 0
        found = sheet.extraction(part=part, is_tied=is_lone and is_tied(source))
        yield replace(found, unmapped=reading.unmapped, kept=reading.kept) if number == 0 else found
