"""What one sidecar says of one Asset, gathered by who says it: people describe, software measures.

Of a property with one value a program's first claim stands, as in `extractors.files.claims`: a second stream of a file
has a width of its own. People's claims all stay, since they may differ on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from extractors.files.claims import LONGEST_TEXT, clean_text
from extractors.json_form import make_run
from extractors.port import Run
from extractors.reading import Reading
from extractors.xml_form import Text
from ontology.model import WHOLE, Agent, AgentKind, Observation, Segment
from ontology.model.rdf import TermError, iri
from ontology.terms import PROPERTIES

DESCRIBED: Final = "descriptive-metadata"
MEASURED: Final = "technical-metadata"
"""The tasks of the two Runs: they never replace each other."""

UNNAMED_PERSON: Final = "sidecar metadata"
UNNAMED_SOFTWARE: Final = "sidecar metadata"

_ONE_VALUE: Final = frozenset(name for name, term in PROPERTIES.items() if term.merge_kind in ("single", "number"))
_WORDS: Final = frozenset(
    name for name, term in PROPERTIES.items() if term.range_kind == "concept" or term.datatype.endswith("#langString")
)
"""Properties whose values are in a language: texts, and labels of Concepts."""

_DATES: Final = ("dateCreated", "datePublished", "modifiedDate", "digitisedDate")
_POSITION: Final = re.compile(r"/\d+(?=/|$)")


class Said:
    """Gathers the claims of one document, or of one record in it. Empty values say nothing."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._described: list[Observation] = []
        self._measured: list[Observation] = []
        self._first: dict[tuple[str, str], str] = {}

    def describe(
        self,
        name: str,
        text: Text,
        *,
        segment: Segment = WHOLE,
        identifiers: Iterable[str] = (),
        confidence: float | None = None,
    ) -> None:
        """Add what a person wrote; the text's language goes along where the property is of words, not of names."""
        value = self._clean(text.value, text.at)
        if value and not (name in _DATES and self._is_less_exact(name, value)):
            language = text.language if name in _WORDS else ""
            known = tuple(dict.fromkeys(i for i in map(absolute_iri, identifiers) if i))
            self._described.append(Observation(name, value, confidence, language, segment, text.at, known))

    def measure(self, name: str, value: str | int | Decimal, at: str, *, segment: Segment = WHOLE) -> None:
        """Add what a program measured, or found in the file; of a property with one value the first stands."""
        text = self._clean(value, at)
        if not text:
            return
        key = (name, segment.key)
        if name in _ONE_VALUE and self._first.setdefault(key, text) != text:
            self._reading.keep(_POSITION.sub("", at).strip("/").replace("/", ".") + " (another value)")
            return
        self._measured.append(Observation(name, text, None, "", segment, at))

    def _is_less_exact(self, name: str, date: str) -> bool:
        """Say whether a date is said more exactly already; one that is said less exactly is let go."""
        same = [claim for claim in self._described if claim.property == name]
        if any(claim.value != date and claim.value.startswith(date) for claim in same):
            return True
        for claim in same:
            if claim.value != date and date.startswith(claim.value):
                self._described.remove(claim)
        return False

    @property
    def described(self) -> tuple[Observation, ...]:
        """What people wrote, in the order of the document."""
        return tuple(self._described)

    def find_measured(self, name: str) -> str:
        """Return the first value measured of a property, or ""."""
        return next((o.value for o in self._measured if o.property == name), "")

    def problem(self, sentence: str) -> None:
        """Note a part that could not be read."""
        self._reading.problem(sentence)

    def runs(self, *, person: str = "", software: str = "", version: str = "", part: str = "") -> list[Run]:
        """Return a Run of what people wrote and one of what software measured, each where it says anything."""
        runs = []
        if self._described:
            agent = Agent(AgentKind.PERSON, clean_text(person)[:200] or UNNAMED_PERSON)
            runs.append(make_run(agent, DESCRIBED, self._described, part=part))
        if self._measured:
            agent = Agent(AgentKind.SYSTEM, clean_text(software)[:200] or UNNAMED_SOFTWARE, clean_text(version)[:80])
            runs.append(make_run(agent, MEASURED, self._measured, part=part))
        return runs

    def _clean(self, value: str | int | Decimal, at: str) -> str:
        text = clean_text(value)
        if len(text) > LONGEST_TEXT:
            self.problem(f"{at} has {len(text)} characters; the first {LONGEST_TEXT} are used")
            return text[:LONGEST_TEXT]
        return text


def say_together(said: Said, prop: str, values: list[Text]) -> None:
    """Say several texts of one document as one, for a property that has one value: all its terms hold together."""
    if values:
        joined = "\n".join(dict.fromkeys(value.value for value in values))
        said.describe(prop, Text(joined, values[0].at, ""))


def is_copyright(text: str) -> bool:
    """Say whether a statement of rights is a copyright notice."""
    return bool(re.match(r"\s*(?:©|\(c\)|copyright\b)", text, re.IGNORECASE))


def absolute_iri(text: str) -> str:
    """Return a text that is an absolute IRI, without space around it; "" for anything else.

    >>> absolute_iri(" urn:tva:metadata:cs:ContentCS:2011:3.4 "), absolute_iri("3.4")
    ('urn:tva:metadata:cs:ContentCS:2011:3.4', '')
    """
    text = text.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.\-]+:\S+$", text):
        return ""
    try:
        return iri(text)[1:-1]
    except TermError:
        return ""


def base_name(path: str) -> str:
    """Return the file's own name of a path or URL as programs write it; "" where it names none.

    >>> base_name("file:///mnt/x/My%20clip.mp4"), base_name(r"D:\\in\\a.mov"), base_name("https://a.example/b.mp4?x=1")
    ('My clip.mp4', 'a.mov', 'b.mp4')
    """
    from urllib.parse import unquote

    path = path.strip()
    if re.match(r"[A-Za-z][A-Za-z0-9+.\-]+://", path):
        path = unquote(path.partition("?")[0].partition("#")[0])
    name = re.split(r"[/\\]", path)[-1].strip()
    return "" if name in (".", "..") or len(name) > 255 else name
