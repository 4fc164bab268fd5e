"""TV-Anytime's basic description: titles, synopses, genres, credits, guidance, dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from extractors.reading import Node
from extractors.sidecars import measured
from extractors.sidecars.credits import say_credit
from extractors.sidecars.measured import Value
from extractors.sidecars.mpeg7_names import term
from extractors.sidecars.said import Said
from extractors.sidecars.times import duration, moment
from extractors.xml_form import Text, language_tag, text, text_of, texts
from ontology.model import WHOLE, Segment

_OTHER_TITLES: Final = re.compile(r"secondary|alternative|original|episode|popular|short|seriesTitle", re.IGNORECASE)
_KNOWN_SCHEME: Final = re.compile(r"(urn:tva:metadata:cs:(?:Content|Format)CS:)(\d{4})(?::|$)")
_SAME_SINCE: Final = "2011"
"""The edition of the classification schemes that our taxonomy names; a code means the same in each."""
_NAMES: Final = ("Title", "GivenName", "LinkingName", "FamilyName", "Numeration")


@dataclass(frozen=True, slots=True)
class Basic:
    """What a description is of: the programme, or a segment of it; texts without a language are in `language`."""

    said: Said
    language: str
    segment: Segment = WHOLE

    def say(self, name: str, value: Text, identifiers: tuple[str, ...] = ()) -> None:
        """Say what the description says."""
        self.said.describe(name, value, segment=self.segment, identifiers=identifiers)


def say_basic(node: Node, basic: Basic, people: Mapping[str, str]) -> None:
    """Say a description; `people` are the names that credits refer to, by id."""
    language = text_of(node).language or basic.language
    _titles(node, basic, language)
    for name, prop in (("Synopsis", "description"), ("PromotionalInformation", "description"), ("Keyword", "keyword")):
        for child in node.nodes(name):
            basic.say(prop, text_of(child, inherited=language))
    for genre in node.nodes("Genre"):
        _genre(genre, basic, language)
    for guidance in node.nodes("ParentalGuidance"):
        _guidance(guidance, basic)
    _languages(node, basic)
    for credits in node.nodes("CreditsList"):
        for item in credits.nodes("CreditsItem"):
            _credit(item, basic, people)
    for value in texts(node, "CopyrightNotice"):
        basic.said.describe("copyrightNotice", value)
    _dates(node, basic)
    if basic.segment == WHOLE:
        for value in texts(node, "Duration"):
            measured.say_seconds(basic.said, duration(value.value), Value(value.value, value.at))


def _languages(node: Node, basic: Basic) -> None:
    for name, prop in (("Language", "language"), ("CaptionLanguage", "subtitleLanguage")):
        for value in texts(node, name):
            code = language_tag(value.value)
            if code:
                basic.say(prop, Text(code, value.at, ""))
            else:
                basic.said.problem(f"{value.at} is {value.value[:40]!r}, not a language tag")


def _titles(node: Node, basic: Basic, language: str) -> None:
    main: set[str] = set()
    for title in node.nodes("Title"):
        kind = title.text("@type")
        value = text_of(title, inherited=language)
        if basic.segment != WHOLE:
            basic.say("chapter", value)
        elif "seriestitle" in kind.lower():
            basic.said.describe("partOf", value)
        else:
            is_other = value.language in main or bool(_OTHER_TITLES.search(kind))
            main |= set() if is_other else {value.language}
            basic.say("alternativeTitle" if is_other else "title", value)
    for title in node.nodes("ShortTitle"):
        basic.say("alternativeTitle" if basic.segment == WHOLE else "chapter", text_of(title, inherited=language))


def _genre(node: Node, basic: Basic, language: str) -> None:
    """Say a genre by its name and code; a code alone only of the schemes whose terms our taxonomy knows."""
    value, links = term(node, inherited=language)
    known = _KNOWN_SCHEME.match(links[0]) if links else None
    if known is not None:
        links = (links[0], known[1] + _SAME_SINCE + links[0][known.end(2) :])
    if value.value:
        basic.say("genre", value, links)
    elif known is not None:
        basic.say("genre", Text(links[0], node.at, ""), links)
    elif links:
        node.reading.keep(f"{node.path}.@href (a code without a name)")


def _guidance(node: Node, basic: Basic) -> None:
    for rating in node.nodes("ParentalRating"):
        value, links = term(rating)
        if not value.value and links:
            value = Text(links[0].rpartition(":")[2], rating.at, "")
        basic.said.describe("ageRating", value, identifiers=links)
    for age in texts(node, "MinimumAge"):
        if re.fullmatch(r"\d{1,2}", age.value):
            basic.said.describe("ageRating", age._replace(value=f"{age.value}+"))
    for why in texts(node, "ExplanatoryText", inherited=basic.language):
        basic.say("contentAdvisory", why)
    if node.rest():
        node.keep()


def _credit(node: Node, basic: Basic, people: Mapping[str, str]) -> None:
    role = node.text("@role")
    character = ""
    for played in node.nodes("Character"):
        character = person_name(played).value or character
    names = [person_name(child) for name in ("PersonName", "OrganizationName") for child in node.nodes(name)]
    for name in ("PersonNameIDRef", "OrganizationNameIDRef"):
        for reference in node.nodes(name):
            key = reference.text("@ref")
            found = people.get(key, "")
            if not found:
                basic.said.problem(f"{reference.at} names {key[:60]!r}, who is not in the CreditsInformationTable")
            names.append(Text(found, reference.at, ""))
    is_code = ":" in role
    for named in names:
        say_credit(
            basic.said,
            named,
            roles=[] if is_code else [role],
            codes=[role] if is_code else [],
            character=character,
        )
    if node.rest():
        node.keep()


def person_name(node: Node) -> Text:
    """Take a name: a text, a Name, or its parts in order."""
    parts = [value.value for part in _NAMES for value in texts(node, part)]
    whole = text(node, "Name")
    own = node.text("#").strip()
    node.text("@xml:lang")
    return Text(whole or " ".join(parts) or own, node.at, "")


def _dates(node: Node, basic: Basic) -> None:
    for production in node.nodes("ProductionDate"):
        _points(production, "dateCreated", basic)
    for coordinates in node.nodes("CreationCoordinates"):
        for date in coordinates.nodes("CreationDate"):
            _points(date, "dateCreated", basic)
    for depicted in node.nodes("DepictedCoordinates"):
        _depicted(depicted, basic)
    for release in node.nodes("ReleaseInformation"):
        for date in release.nodes("ReleaseDate"):
            for value in texts(date, "DayAndYear") or texts(date, "Year"):
                basic.said.describe("datePublished", Text(moment(value.value), value.at, ""))


def _depicted(node: Node, basic: Basic) -> None:
    """Say when and where a programme is set."""
    for name, below, prop in (
        ("DepictedDate", "TimePoint", "temporalCoverage"),
        ("DepictedLocation", "Name", "contentLocation"),
    ):
        for child in node.nodes(name):
            for value in texts(child, below):
                basic.said.describe(prop, value)
            if child.rest():
                child.keep()


def _points(node: Node, prop: str, basic: Basic) -> None:
    for point in texts(node, "TimePoint"):
        when = moment(point.value)
        if when:
            basic.said.describe(prop, Text(when, point.at, ""))
        else:
            basic.said.problem(f"{point.at} is {point.value[:40]!r}, not a date")
    if node.rest():
        node.keep()
