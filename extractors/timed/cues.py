"""What one file of subtitles says: cues, what is said of the whole, what was repaired, kept and left out.

A cue is a Segment with exact times, and its text stays its own: sentences are not joined over cues, and no `transcript`
of the whole is made, since it would say every text twice.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extractors.files.claims import LONGEST_TEXT, clean_text
from extractors.port import AssetReference, Extraction, Run, Source, SourceRefused
from ontology.model import WHOLE, Agent, AgentKind, Box, Observation, Segment

_AGENT: Final = Agent(AgentKind.SYSTEM, "subtitles")
_AUTHOR: Final = "subtitle metadata"
_MOST_PROBLEMS: Final = 50
_LATEST: Final = Decimal(360_000)
"""Seconds: a hundred hours. No programme is longer; a later cue is a fault of the writer."""

_NAMED: Final = re.compile(r"^[ \t]*>>+[ \t]*([^\W\d_][\w .'’&-]{0,40}?):\s", re.MULTILINE)
_CAPITALS: Final = re.compile(
    r"^[ \t]*(?:>>+[ \t]*)?-?[ \t]*([^\W\d_a-z][^\W_a-z]{0,30}(?:[ .'’#-]{1,2}[^\W_a-z]{1,30}){0,3}):\s", re.MULTILINE
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class CueLeftOut(ValueError):
    """One cue cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One text with its times in seconds; `end_s` is None where the form gives no end. `at` points into the file."""

    start_s: Decimal
    end_s: Decimal | None
    text: str
    at: str
    language: str = ""
    speakers: tuple[str, ...] = ()
    box: Box | None = None


class CueSheet:
    """Gathers what a file of subtitles says, and turns it into an Extraction."""

    def __init__(self, source: Source) -> None:
        self.path = source.path
        self._cues: list[Cue] = []
        self._said: list[Observation] = []
        self._repairs: dict[str, tuple[str, int]] = {}
        self._left_out: list[str] = []
        self._remarks: list[str] = []
        self.kept = Counter[str]()
        self.unmapped = Counter[str]()
        self.author = ""

    def add(self, cue: Cue) -> None:
        """Add a cue; raise `CueLeftOut` with the reason where it has no text, or ends before it starts."""
        text = clean_text(cue.text)
        if not text:
            raise CueLeftOut("it has no text")
        if len(text) > LONGEST_TEXT:
            raise CueLeftOut(f"its text has {len(text)} characters, over the limit of {LONGEST_TEXT}")
        if cue.end_s is not None and cue.end_s <= cue.start_s:
            raise CueLeftOut(f"it ends at {cue.end_s} s, not after its start at {cue.start_s} s")
        if not 0 <= cue.start_s <= _LATEST:
            raise CueLeftOut(f"it starts at {cue.start_s} s; a programme lasts from 0 to {_LATEST} s")
        self._cues.append(Cue(cue.start_s, cue.end_s, text, cue.at, cue.language, cue.speakers, cue.box))

    def leave_out(self, where: str, why: object) -> None:
        """Name a cue that is left out: `where` as in "the cue at line 5"."""
        self._left_out.append(f"{where} is left out: {why}")

    def repair(self, where: str, what: str) -> None:
        """Name a certain repair; the same one is told once, with how often it was made."""
        first, times = self._repairs.get(what, (where, 0))
        self._repairs[what] = (first, times + 1)

    def remark(self, sentence: str) -> None:
        """Name something about the whole file that a reader of its times or texts must know."""
        if sentence not in self._remarks:
            self._remarks.append(sentence)

    def say(self, name: str, value: str, at: str, *, language: str = "", segment: Segment = WHOLE) -> None:
        """Add what the file's author says of the programme or a part: title, note, rights; "" says nothing."""
        text = clean_text(value)[:LONGEST_TEXT]
        if text:
            self._said.append(Observation(name, text, None, language, segment, at))

    def extraction(
        self,
        form: str,
        language: str,
        reference: AssetReference | None = None,
        *,
        number: str = "",
        may_be_empty: bool = False,
    ) -> Extraction:
        """Return what was gathered; raise `SourceRefused` where that is no cue and there should be one.

        `number` sets the cues of one document of a sequence apart; what is said of the whole, each says anew.

        The same film's subtitles in two languages, or in two forms, stand side by side: neither replaces the other.
        """
        problems = self._problems()
        if not self._cues and not may_be_empty:
            why = f": {problems[0]}" if problems else ""
            raise SourceRefused(f"{self.path}: holds no subtitle that can be read{why}")
        part = f"{form} {language}".rstrip()
        runs = [Run(_AGENT, "subtitles", tuple(self._claims(language)), part=f"{part} {number}".rstrip())]
        if self._said:
            author = Agent(AgentKind.PERSON, self.author or _AUTHOR)
            said = {observation.key: observation for observation in reversed(self._said)}
            runs.append(Run(author, "subtitle-metadata", tuple(reversed(said.values())), part=part))
        return Extraction(
            reference or AssetReference(), tuple(runs), unmapped=dict(self.unmapped), kept=dict(self.kept),
            problems=problems,
        )  # fmt: skip

    def _claims(self, language: str) -> list[Observation]:
        found: dict[tuple[str, str, str, str], Observation] = {}
        recurring = self._recurring_names()
        for cue in self._cues:
            timed = Segment(cue.start_s, cue.end_s)
            placed = Segment(cue.start_s, cue.end_s, cue.box)
            claims = [Observation("subtitle", cue.text, None, cue.language or language, placed, cue.at)]
            names = (*cue.speakers, *_named_speakers(cue.text, recurring))
            claims += [Observation("speaker", name, None, "", timed, cue.at) for name in names if name]
            for claim in claims:
                found.setdefault(claim.key, claim)
        return list(found.values())

    def _recurring_names(self) -> frozenset[str]:
        """Return the names in capitals before a colon that are surely speakers.

        One line that begins "NOTE:" proves nothing; where two or more such names each open two or more cues, the file
        marks its speakers so.
        """
        opened = Counter(name for cue in self._cues for name in set(_CAPITALS.findall(cue.text)) if len(name) > 1)
        recurring = frozenset(name for name, times in opened.items() if times > 1)
        return recurring if len(recurring) > 1 else frozenset()

    def _problems(self) -> tuple[str, ...]:
        repairs = [
            f"{where}: {what}" + (f" (and so in {times - 1} more places)" if times > 1 else "")
            for what, (where, times) in self._repairs.items()
        ]
        more = len(self._left_out) - _MOST_PROBLEMS
        left_out = self._left_out[:_MOST_PROBLEMS] + ([f"{more} more cues are left out"] if more > 0 else [])
        return (*left_out, *repairs[:_MOST_PROBLEMS], *self._remarks[:_MOST_PROBLEMS])


def language_tag(text: str) -> str:
    """Return a language as a BCP 47 tag in lower case, "" where it is none."""
    text = text.strip().replace("_", "-")
    return text.lower() if _LANGUAGE.fullmatch(text) and text.lower() not in ("und", "none", "unknown") else ""


def lines_at(first: int, last: int) -> str:
    """Return the pointer to lines of a text, counted from 1, as RFC 5147 counts the line ends between them.

    >>> lines_at(3, 4)
    '#line=2,4'
    """
    return f"#line={first - 1},{last}"


def _named_speakers(text: str, recurring: frozenset[str]) -> list[str]:
    names = [name.strip() for name in _NAMED.findall(text)]
    names += [name for name in _CAPITALS.findall(text) if name in recurring and name not in names]
    return names
