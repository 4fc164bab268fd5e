"""PBCore's description document: titles, subjects, credits, dates, rights, parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from extractors.reading import Node
from extractors.sidecars.credits import say_credit, say_identifier
from extractors.sidecars.said import Said, absolute_iri, is_copyright, say_together
from extractors.sidecars.times import duration, moment
from extractors.xml_form import Text, text, text_of, texts
from ontology.model import WHOLE, Segment

_SUBJECTS: Final = (
    (re.compile(r"person|people", re.IGNORECASE), "depictsPerson"),
    (re.compile(r"corporate|organi[sz]ation", re.IGNORECASE), "depictsOrganisation"),
    (re.compile(r"geograph|place|location|spatial", re.IGNORECASE), "depictsPlace"),
    (re.compile(r"event|meeting", re.IGNORECASE), "depictsEvent"),
    (re.compile(r"key ?word|folksonomy|tag", re.IGNORECASE), "keyword"),
)
_TITLES: Final = ("episode", "main", "program", "programme", "", "item", "segment", "clip", "film")
"""Types of titles, the one that names the Asset itself first; series and collections name something larger."""
_LARGER: Final = re.compile(r"series|collection|album|season|package", re.IGNORECASE)
_PUBLISHED: Final = re.compile(r"broadcast|publi|issue|release|air|premi|available|distrib", re.IGNORECASE)
_CREATED: Final = re.compile(r"creat|produc|record|origin|shot|film|perform|^$", re.IGNORECASE)
_POSITION: Final = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
_NOTE: Final = re.compile(r"^$|note|comment|remark", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """What a description is of: the Asset, or a Segment of it; `rate` is the frame rate as text, or ""."""

    said: Said
    language: str
    rate: str = ""
    segment: Segment = WHOLE

    def of(self, node: Node) -> Segment:
        """Take an element's own start and end, which PBCore has on every element; else those of the part."""
        times = []
        for key in ("@startTime", "@endTime"):
            written = node.text(key).strip()
            times.append(duration(written, self.rate) if written else None)
            if written and times[-1] is None:
                self.said.problem(f"{node.at}/{key} is {written[:40]!r}, which names no time that can be read")
        if times == [None, None]:
            return self.segment
        if times[0] is not None and times[1] is not None and times[1] < times[0]:
            self.said.problem(f"{node.at} ends before it starts, so its times are not used")
            return self.segment
        return Segment(times[0], times[1])


class Rights:
    """Terms and notices of a document and its instance, which hold together."""

    def __init__(self) -> None:
        self._terms: list[Text] = []
        self._notices: list[Text] = []

    def take(self, rights: Node, said: Said) -> None:
        """Take a statement of rights: its terms and notices are gathered, its links said."""
        for value in texts(rights, "rightsSummary"):
            (self._notices if is_copyright(value.value) else self._terms).append(value)
        for link in texts(rights, "rightsLink"):
            said.describe("webStatement", link)

    def say(self, said: Said) -> None:
        """Say all that was gathered."""
        say_together(said, "usageTerms", self._terms)
        say_together(said, "copyrightNotice", self._notices)


def say_description(node: Node, part: Part, rights: Rights) -> str:
    """Say what a description document, or a part of one, says; return its first identifier."""
    _titles(node, part)
    for name, prop in (("pbcoreAssetType", "format"), ("pbcoreGenre", "genre"), ("pbcoreAudienceLevel", "audience")):
        for child in node.nodes(name):
            _say(child, prop, part)
    for child in node.nodes("pbcoreSubject"):
        kind = child.text("@subjectType")
        _say(child, next((prop for pattern, prop in _SUBJECTS if pattern.search(kind)), "about"), part)
    for child in node.nodes("pbcoreDescription"):
        kind = child.text("@descriptionType")
        _say(child, "transcript" if "transcript" in kind.lower() else "description", part)
    for child in node.nodes("pbcoreAssetDate"):
        _date(child, part)
    for child in node.nodes("pbcoreAudienceRating"):
        body = child.text("@source")
        value = text_of(child)
        labelled = f"{body}: {value.value}" if body and value.value else value.value
        part.said.describe("ageRating", value._replace(value=labelled))
    _credits(node, part)
    _relations(node, part)
    for coverage in node.nodes("pbcoreCoverage"):
        _coverage(coverage, part)
    for child in node.nodes("pbcoreRightsSummary"):
        rights.take(child, part.said)
    if part.segment == WHOLE:
        rights.say(part.said)
    for child in node.nodes("pbcoreAnnotation"):
        _annotation(child, part)
    for extension in node.nodes("pbcoreExtension"):
        _extension(extension)
    for below in node.nodes("pbcorePart", path="pbcorePart"):
        _part(below, part)
    return _identifiers(node, part)


def _say(child: Node, prop: str, part: Part) -> None:
    """Say one element with its reference and times."""
    link = absolute_iri(child.text("@ref"))
    segment = part.of(child)
    value = text_of(child, inherited=part.language)
    part.said.describe(prop, value, segment=segment, identifiers=(link,) if link else ())


def _titles(node: Node, part: Part) -> None:
    """Say the title that names the Asset itself; titles of something larger, and the others, as what they are."""
    found: list[tuple[str, Text]] = []
    for child in node.nodes("pbcoreTitle"):
        kind = child.text("@titleType").strip().lower()
        part.of(child)
        found.append((kind, text_of(child, inherited=part.language)))
    own = [(kind, value) for kind, value in found if value.value and not _LARGER.search(kind) and "number" not in kind]
    rank = {
        id(value): min((i for i, t in enumerate(_TITLES) if t in kind.split() or t == kind), default=99)
        for kind, value in own
    }
    best = min(own, key=lambda title: rank[id(title[1])], default=None)
    for kind, value in found:
        if "number" in kind:
            part.said.describe("episodeNumber", value)
        elif part.segment != WHOLE:
            part.said.describe("chapter", value, segment=part.segment)
        elif best is not None and value is best[1]:
            part.said.describe("title", value)
        elif _LARGER.search(kind) or (best is not None and "episode" in best[0] and "program" in kind):
            part.said.describe("partOf", value)
        else:
            part.said.describe("alternativeTitle", value)


def _rank(kind: str) -> int:
    """Return how nearly a type of title names the Asset itself, 0 best."""
    return min(
        (rank for rank, name in enumerate(_TITLES) if name == kind or name in kind.split()), default=len(_TITLES)
    )


def _date(node: Node, part: Part) -> None:
    kind = node.text("@dateType")
    value = text_of(node)
    when = moment(value.value)
    if not when:
        if value.value and value.value.lower() not in ("unknown", "n/a"):
            part.said.problem(f"{value.at} is {value.value[:40]!r}, not a date")
        return
    prop = dated(kind)
    if prop:
        part.said.describe(prop, Text(when, value.at, ""))
    else:
        node.reading.keep(f"{node.path} ({kind[:40]})")


def dated(kind: str) -> str:
    """Return the property of a date of some type, "" for a type that no property holds."""
    if re.search(r"digiti[sz]|encod|transfer", kind, re.IGNORECASE):
        return "digitisedDate"
    if _PUBLISHED.search(kind):
        return "datePublished"
    return "dateCreated" if _CREATED.search(kind) else ""


def _credits(node: Node, part: Part) -> None:
    for kind in ("creator", "contributor"):
        for credit in node.nodes(f"pbcore{kind.capitalize()}"):
            roles, character = [], ""
            for role in credit.nodes(f"{kind}Role"):
                character = role.text("@portrayal") or character
                roles.append(role.text("#"))
            for person in credit.nodes(kind):
                part.of(person)
                link = absolute_iri(person.text("@ref"))
                say_credit(
                    part.said,
                    text_of(person),
                    roles=roles,
                    character=character,
                    default=kind,
                    identifiers=(link,) if link else (),
                )
    for publisher in node.nodes("pbcorePublisher"):
        owns = "copyright" in text(publisher, "publisherRole").lower()
        for name in publisher.nodes("publisher"):
            link = absolute_iri(name.text("@ref"))
            prop = "copyrightOwner" if owns else "publishedBy"
            part.said.describe(prop, text_of(name), identifiers=(link,) if link else ())


def _relations(node: Node, part: Part) -> None:
    for relation in node.nodes("pbcoreRelation"):
        kind = text(relation, "pbcoreRelationType").lower()
        for value in texts(relation, "pbcoreRelationIdentifier"):
            if "part of" in kind or "ispartof" in kind.replace(" ", "") or "episode of" in kind:
                part.said.describe("partOf", value)
            else:
                relation.reading.keep(f"{relation.path}.pbcoreRelationIdentifier (another resource)")


def _coverage(node: Node, part: Part) -> None:
    kind = text(node, "coverageType").lower()
    for child in node.nodes("coverage"):
        link = absolute_iri(child.text("@ref"))
        segment = part.of(child)
        value = text_of(child)
        position = _POSITION.fullmatch(value.value)
        if kind.startswith("tempor"):
            part.said.describe("temporalCoverage", value)
        elif position is not None and abs(float(position[1])) <= 90 and abs(float(position[2])) <= 180:
            placed = Text(f"{position[1]} {position[2]}", value.at, "")
            part.said.describe("depictsCoordinates", placed, segment=segment)
        else:
            known = (link,) if link else ()
            part.said.describe("contentLocation", value, identifiers=known)


def _annotation(node: Node, part: Part) -> None:
    kind = node.text("@annotationType")
    value = text_of(node, inherited=part.language)
    if _NOTE.search(kind):
        part.said.describe("description", value, segment=part.segment)
    elif value.value:
        node.reading.keep(f"{node.path}[{kind[:60]}]")


def _extension(node: Node) -> None:
    """Name what another form's words are, since nobody can know what they mean here."""
    for wrap in node.nodes("extensionWrap"):
        name = text(wrap, "extensionElement")
        value = text(wrap, "extensionValue")
        texts(wrap, "extensionAuthorityUsed")
        if value:
            node.reading.leave(f"{node.path}[{name[:60]}]", value)


def _identifiers(node: Node, part: Part) -> str:
    first = ""
    for child in node.nodes("pbcoreIdentifier"):
        scheme = child.text("@source")
        value = text_of(child)
        if part.segment == WHOLE:
            say_identifier(part.said, value, scheme=scheme)
            first = first or value.value
        elif value.value:
            child.reading.keep(f"{child.path} (of a part)")
    return first


def _part(node: Node, above: Part) -> None:
    segment = above.of(node)
    kind = node.text("@partType")
    if segment == above.segment:
        node.keep()
        return
    part = replace(above, segment=segment)
    part.said.describe("segmentType", Text(kind, f"{node.at}/@partType", ""), segment=segment)
    say_description(node, part, Rights())
