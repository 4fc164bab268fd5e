"""MPEG-7's CreationInformation: titles, credits, places and dates of making, classification."""

from __future__ import annotations

import re
from typing import Final

from extractors.reading import Node
from extractors.sidecars.credits import say_credit
from extractors.sidecars.measured import number
from extractors.sidecars.mpeg7_annotations import Place, say_words
from extractors.sidecars.mpeg7_names import agent, term
from extractors.sidecars.said import base_name
from extractors.sidecars.times import moment
from extractors.xml_form import Text, language_tag, text_of, texts
from ontology.model import WHOLE

_TITLES: Final = {
    "albumtitle": "album", "seriestitle": "partOf", "series": "partOf", "originaltitle": "alternativeTitle",
    "original": "alternativeTitle", "alternative": "alternativeTitle", "secondary": "alternativeTitle",
    "popular": "alternativeTitle", "opustitle": "alternativeTitle", "episodetitle": "alternativeTitle",
    "track": "trackNumber",
}  # fmt: skip
"""The end of a title's type in lower case to its property; any other is a title."""


def say_creation(node: Node, place: Place, *, file_name: str = "", is_program: bool = False) -> None:
    """Say what a CreationInformation says; `is_program` where a program read it from the file's tags."""
    for creation in node.nodes("Creation"):
        _titles(creation, place, file_name)
        for abstract in creation.nodes("Abstract"):
            language = text_of(abstract).language or place.language
            for value in texts(abstract, "FreeTextAnnotation", inherited=language):
                place.say("description", value)
            say_words(abstract, place, language)
        for creator in creation.nodes("Creator"):
            _creator(creator, place)
        for coordinates in creation.nodes("CreationCoordinates"):
            _coordinates(coordinates, place, is_program=is_program)
        for tool in creation.nodes("CreationTool"):
            for named in tool.nodes("Tool"):
                value, _ = term(named)
                place.said.measure("software", value.value, value.at)
        for value in texts(creation, "CopyrightString"):
            place.said.describe("copyrightNotice", value)
    for classification in node.nodes("Classification"):
        _classification(classification, place)


def _titles(creation: Node, place: Place, file_name: str) -> None:
    for title in creation.nodes("Title"):
        kind = title.text("@type").rpartition(":")[2].lower()
        value = text_of(title, inherited=place.language)
        prop = _TITLES.get(kind, "title") if place.segment == WHOLE else "chapter"
        if value.value and base_name(value.value) == file_name:
            title.reading.keep(f"{title.path} (the file's name)")
        else:
            place.said.describe(prop, value, segment=place.segment)


def _creator(node: Node, place: Place) -> None:
    roles: list[str] = []
    codes: list[str] = []
    for role in node.nodes("Role"):
        value, links = term(role)
        roles.append(value.value)
        codes += links
    character = ""
    for played in node.nodes("Character"):
        character = agent(played)[0].value or character
    for made_by in node.nodes("Agent"):
        name, _, links = agent(made_by)
        say_credit(
            place.said,
            name,
            roles=[role for role in roles if role],
            codes=codes,
            character=character,
            default="creator",
            identifiers=links,
        )
    if node.rest():
        node.keep()


def _coordinates(node: Node, place: Place, *, is_program: bool) -> None:
    """Say where and when it was made. A date that a program read from the file is that of its container."""
    for location in node.nodes("Location"):
        names = texts(location, "Name") or texts(location, "Region")
        for name in names[:1]:
            place.said.describe("contentLocation", name)
        for position in location.nodes("GeographicPosition"):
            for point in position.nodes("Point"):
                _point(point, place)
            if position.rest():
                position.keep()
        if location.rest():
            location.keep()
    for date in node.nodes("Date"):
        for written in texts(date, "TimePoint"):
            when = moment(written.value)
            if not when:
                place.said.problem(f"{written.at} is {written.value[:40]!r}, not a date")
            elif is_program:
                place.said.measure("digitisedDate", when.replace("+00:00", "Z"), written.at)
            else:
                place.said.describe("dateCreated", Text(when, written.at, ""))
        if date.rest():
            date.keep()


def _point(node: Node, place: Place) -> None:
    latitude, longitude = number(node.text("@latitude")), number(node.text("@longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        place.said.problem(f"{node.at} is no position: a latitude and a longitude in degrees are wanted")
    else:
        place.say("depictsCoordinates", Text(f"{latitude} {longitude}", node.at, ""))
    if node.rest():
        node.keep()


def _classification(node: Node, place: Place) -> None:
    for name, prop in (("Form", "format"), ("Genre", "genre")):
        for typed in node.nodes(name):
            value, links = term(typed, inherited=place.language)
            place.said.describe(prop, value, identifiers=links)
    for subject in node.nodes("Subject"):
        _subject(subject, place)
    _languages(node, place)
    for release in node.nodes("Release"):
        place.said.describe("datePublished", Text(moment(release.text("@date")), f"{release.at}/@date", ""))
    for target in node.nodes("Target"):
        _target(target, place)
    for guidance in node.nodes("ParentalGuidance"):
        _guidance(guidance, place)
    for purpose in node.nodes("Purpose"):
        purpose.keep()


def _languages(node: Node, place: Place) -> None:
    for name, prop in (("Language", "language"), ("CaptionLanguage", "subtitleLanguage")):
        for value in texts(node, name):
            code = language_tag(value.value)
            if code:
                place.said.describe(prop, Text(code, value.at, ""))
            else:
                place.said.problem(f"{value.at} is {value.value[:40]!r}, not a language tag")


def _target(node: Node, place: Place) -> None:
    """Say for which ages it was made."""
    for age in node.nodes("Age"):
        low, high = age.text("@min").strip(), age.text("@max").strip()
        if re.fullmatch(r"\d{1,3}", low or high):
            span = f"{low}-{high}" if low and high else f"{low}+" if low else f"0-{high}"
            place.said.describe("audience", Text(f"ages {span}", age.at, ""))
    if node.rest():
        node.keep()


def _subject(node: Node, place: Place) -> None:
    language = text_of(node).language or place.language
    value, links = term(node, inherited=language)
    place.say("about", value, identifiers=links)
    for text in texts(node, "FreeTextAnnotation", inherited=language):
        place.say("about", text)
    for keywords in node.nodes("KeywordAnnotation"):
        for word in keywords.nodes("Keyword"):
            word.text("@type")
            place.say("about", text_of(word, inherited=language))
    say_words(node, place, language)


def _guidance(node: Node, place: Place) -> None:
    for rating in node.nodes("ParentalRating"):
        value, links = term(rating)
        if not value.value and links:
            value = Text(links[0].rpartition(":")[2], rating.at, "")
        place.said.describe("ageRating", value, identifiers=links)
    for age in texts(node, "MinimumAge"):
        if re.fullmatch(r"\d{1,2}", age.value):
            place.said.describe("ageRating", age._replace(value=f"{age.value}+"))
    if node.rest():
        node.keep()
