"""EBUCore: places and times that a work is about, rights, publications, ratings."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.reading import Node
from extractors.sidecars.ebucore_entities import say_entities
from extractors.sidecars.measured import number
from extractors.sidecars.said import Said, absolute_iri, is_copyright, say_together
from extractors.sidecars.times import joined_moment
from extractors.xml_form import Text, text, texts

_TEMPORAL: Final = re.compile(r"tempor|period|time|date|zeit", re.IGNORECASE)


def say_coverage(core: Node, said: Said) -> None:
    """Say where and when a work is set."""
    for node in core.nodes("coverage"):
        kind = node.text("@typeLabel") + node.text("@typeLink")
        for value in texts(node, "coverage"):
            if _TEMPORAL.search(kind):
                said.describe("temporalCoverage", value)
            else:
                said.describe("contentLocation", value)
        for temporal in node.nodes("temporal"):
            temporal.text("@typeLabel"), temporal.text("@typeLink")
            for period in temporal.nodes("PeriodOfTime"):
                _period(period, said)
        for spatial in node.nodes("spatial"):
            for location in spatial.nodes("location"):
                say_location(location, said)


def _period(node: Node, said: Said) -> None:
    names = texts(node, "periodName")
    for name in names:
        said.describe("temporalCoverage", name)
    start = node.text("@startDate") or node.text("@startYear")
    end = node.text("@endDate") or node.text("@endYear")
    if start or end:
        span = f"{start.strip()}/{end.strip()}" if end else start.strip()
        said.describe("temporalCoverage", Text(span, node.at, ""))
    said.describe("temporalCoverage", Text(node.text("@period"), f"{node.at}/@period", ""))
    if node.rest():
        node.keep()


def say_location(node: Node, said: Said) -> None:
    """Say a place by its name, else by its country; its position as what is shown there."""
    codes = [node.text("@locationId"), *(code.value for code in texts(node, "code"))]
    known = tuple(code for code in map(absolute_iri, codes) if code)
    node.text("@typeLabel"), node.text("@typeLink")
    names = []
    for child in node.nodes("name"):
        child.text("@typeLabel"), child.text("@typeLink")
        names.append(Text(child.text("#").strip(), child.at, ""))
    for region in node.nodes("region"):
        for country in region.nodes("country"):
            label = country.text("@typeLabel") or country.text("#")
            country.text("@typeLink")
            names.append(Text(label.strip(), country.at, ""))
    for name in [name for name in names if name.value][:1]:
        said.describe("contentLocation", name, identifiers=known)
    for position in node.nodes("coordinates"):
        position.text("@formatLabel"), position.text("@formatLink")
        latitude, longitude = number(text(position, "posy")), number(text(position, "posx"))
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            said.problem(f"{position.at} is no position: a latitude posy and a longitude posx in degrees are wanted")
        else:
            said.describe("depictsCoordinates", Text(f"{latitude} {longitude}", position.at, ""))
    if node.rest():
        node.keep()


def say_rights(core: Node, said: Said) -> None:
    """Say rights: all terms of a document hold together, so they are one text."""
    terms: list[Text] = []
    notices: list[Text] = []
    for node in core.nodes("rights"):
        node.text("@typeLabel"), node.text("@typeLink")
        for value in texts(node, "rights"):
            (notices if is_copyright(value.value) else terms).append(value)
        notices += texts(node, "copyrightStatement")
        terms += texts(node, "disclaimer")
        for link in texts(node, "rightsLink"):
            said.describe("webStatement", link)
        for value in texts(node, "exploitationIssues"):
            said.describe("instructions", value)
        say_entities(node, "rightsHolder", said, "copyrightOwner")
    say_together(said, "usageTerms", terms)
    say_together(said, "copyrightNotice", notices)


def say_publication(node: Node, said: Said) -> None:
    """Say when, on what and by whom a work was, or will be, published."""
    for event in node.nodes("publicationEvent"):
        for date in texts(event, "publicationDate"):
            when = joined_moment(date.value, text(event, "publicationTime"))
            if when:
                said.describe("datePublished", Text(when, date.at, ""))
            else:
                said.problem(f"{date.at} is {date.value[:40]!r}, not a date")
        channels = []
        for channel in event.nodes("publicationChannel"):
            channels.append(Text(channel.text("#").strip() or channel.text("@typeLabel"), channel.at, ""))
        for service in event.nodes("publicationService"):
            service.text("@typeLabel"), service.text("@typeLink")
            names = texts(service, "publicationServiceName")
            if not any(channel.value for channel in channels):
                channels += names
            for organisation in service.nodes("publicationSource"):
                for name in texts(organisation, "organisationName"):
                    said.describe("publishedBy", name)
                if organisation.rest():
                    organisation.keep()
        for channel_name in channels:
            said.describe("publishedOn", channel_name)


def say_rating(core: Node, said: Said) -> None:
    """Say ratings: for which ages, by whom; a mark on a scale of five as such."""
    for kind in ("rating", "audienceRating"):
        for node in core.nodes(kind):
            system = node.text("@formatLabel") or node.text("@typeLabel")
            node.text("@typeLabel"), node.text("@typeLink"), node.text("@formatLink")
            highest = number(text(node, "ratingScaleMaxValue"))
            for value in texts(node, "ratingValue"):
                mark = number(value.value)
                if kind == "rating" and highest is not None and mark is not None:
                    if highest == Decimal(5):
                        said.describe("rating", Text(str(mark), value.at, ""))
                    else:
                        node.reading.keep(f"{node.path}.ratingValue (on another scale)")
                else:
                    labelled = f"{system}: {value.value}" if system else value.value
                    said.describe("ageRating", Text(labelled, value.at, ""))
            if node.rest():
                node.keep()
