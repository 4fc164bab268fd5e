"""EBUCore (EBU Tech 3293), 1.4 to 1.10: the whole of coreMetadata, of the Asset and of its parts.

What is written about the work is people's, by the name of the document's metadataProvider; `format` is measured, by
the program that wrote the document. Parts with times become Segments: of them a title is a `chapter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from extractors.json_form import Said as Document
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.sidecars.credits import say_identifier
from extractors.sidecars.ebucore_about import say_coverage, say_publication, say_rating, say_rights
from extractors.sidecars.ebucore_entities import entity_name, say_entities
from extractors.sidecars.ebucore_format import Format, read_format, time_of
from extractors.sidecars.ebucore_keys import KEYS, PART_OF
from extractors.sidecars.said import Said, absolute_iri
from extractors.sidecars.times import joined_moment, moment
from extractors.xml_form import Text, XmlForm, language_tag, text, texts
from ontology.model import WHOLE, Segment

_NAMESPACE: Final = re.compile(
    r"urn:ebu:metadata-schema:ebu_?core(?:_\d+)?|.*ebu\.(?:ch|io)/.*ebucore.*", re.IGNORECASE
)
_SERIES: Final = re.compile(
    r"series|serie\b|brand|reihe|programme group|collection|season|staffel|saison", re.IGNORECASE
)
_KEYWORD: Final = re.compile(r"key ?word|tag\b|schlagwort|mot.?cl|free|folksonomy|key phrase", re.IGNORECASE)
_ABOUT: Final = (
    (re.compile(r"\bperson|people|personality|personne", re.IGNORECASE), "depictsPerson"),
    (re.compile(r"organi[sz]ation|company|institution", re.IGNORECASE), "depictsOrganisation"),
    (re.compile(r"place|location|geograph|\bort\b|lieu|spatial", re.IGNORECASE), "depictsPlace"),
    (re.compile(r"event|ereignis|événement", re.IGNORECASE), "depictsEvent"),
)
_SUBTITLES: Final = re.compile(r"subtitle|caption|untertitel|sous-titre", re.IGNORECASE)
_TRANSCRIPT: Final = re.compile(r"transcript|transkript", re.IGNORECASE)
_PUBLISHED: Final = re.compile(r"publi|broadcast|transmi|air|issue|release|sende|diffusion|premi", re.IGNORECASE)
_DATES: Final = {
    "created": "dateCreated", "issued": "datePublished", "released": "datePublished", "modified": "modifiedDate",
    "digitised": "digitisedDate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a description is of: the Asset, or a Segment of it; texts without a language are in `language`."""

    said: Said
    language: str
    segment: Segment = WHOLE

    @property
    def is_whole(self) -> bool:
        """Whether it is of the Asset itself."""
        return self.segment == WHOLE

    def describe(self, name: str, value: Text, *, identifiers: tuple[str, ...] = ()) -> None:
        """Say what a person wrote about it."""
        self.said.describe(name, value, segment=self.segment, identifiers=identifiers)


def _read(root: Node, source: Source) -> Iterator[Document]:
    language = language_tag(root.text("@xml:lang") or root.text("@lang"))
    software, version = root.text("@writingLibraryName"), root.text("@writingLibraryVersion")
    provider = next((name for node in root.nodes("metadataProvider") if (name := entity_name(node).value)), "")
    several = (root.size("coreMetadata") or 0) > 1
    for number, core in enumerate(root.nodes("coreMetadata"), 1):
        said = Said(root.reading)
        part = Part(said, language_tag(core.text("@xml:lang")) or language)
        form = Format(said)
        form.is_utc = software.startswith("MediaInfo")  # it writes times in UTC and does not say so
        identifier = _core(core, part, form)
        form.say()
        name = form.file_name
        reference = AssetReference(
            id="" if name or not several else identifier, name=name, kind=form.kind, duration_s=form.duration_s
        )
        runs = said.runs(
            person=provider, software=software, version=version, part=str(number) if several and not identifier else ""
        )
        core.close()
        yield Document(core if several else root, reference, runs)


def _core(core: Node, part: Part, form: Format) -> str:
    """Say what one coreMetadata says, with the parts inside; return the first identifier."""
    _titles(core, part)
    _subjects(core, part)
    for kind, prop in (("creator", "creator"), ("contributor", "contributor"), ("publisher", "publishedBy")):
        say_entities(core, kind, part.said, prop)
    _dates(core, part)
    _types(core, part)
    first = _identifiers(core, part)
    _languages(core, part)
    _relations(core, part)
    for value in texts(core, "source", inherited=part.language):
        part.describe("source", value)
    say_coverage(core, part.said)
    say_rights(core, part.said)
    for history in ("publicationHistory", "planning"):
        for node in core.nodes(history):
            say_publication(node, part.said)
    say_rating(core, part.said)
    for event in core.nodes("event"):
        known = tuple(i for i in (absolute_iri(event.text("@eventId")),) if i)
        for name in texts(event, "name"):
            part.describe("depictsEvent", name, identifiers=known)
    for node in core.nodes("format"):
        if part.is_whole:
            read_format(node, form)
        elif node.rest():
            node.keep()
    for node in core.nodes("part", path="coreMetadata"):
        _part(node, part, form)
    return first


def _part(node: Node, above: Part, form: Format) -> None:
    """Say what a part says: of its Segment, where it has times; else of what it is a part of."""
    rate = form.rate
    start = next((t for n in node.nodes("partStartTime") if (t := time_of(n, above.said, rate)) is not None), None)
    end = next((t for n in node.nodes("partEndTime") if (t := time_of(n, above.said, rate)) is not None), None)
    length = next((t for n in node.nodes("partDuration") if (t := time_of(n, above.said, rate)) is not None), None)
    if end is None and length is not None:
        end = (start or Decimal(0)) + length
    if start is not None and end is not None and end < start:
        above.said.problem(f"{node.at} ends at {end} s, before it starts at {start} s")
        node.drop()
        return
    has_times = start is not None or end is not None
    if not has_times:
        # An episode, a track or another instance: what it says is not of this Asset.
        node.drop()
        node.reading.keep("coreMetadata.part (without times)")
        return
    part = replace(above, segment=Segment(start, end))
    label = node.text("@typeLabel")
    link = absolute_iri(node.text("@typeLink"))
    part.describe("segmentType", Text(label, f"{node.at}/@typeLabel", ""), identifiers=(link,) if link else ())
    part.describe("chapter", Text(node.text("@partName"), f"{node.at}/@partName", part.language))
    part.describe("description", Text(node.text("@partDefinition"), f"{node.at}/@partDefinition", part.language))
    _core(node, part, form)


def _titles(core: Node, part: Part) -> None:
    for node in core.nodes("title"):
        node.text("@typeLabel"), node.text("@typeLink")
        for value in texts(node, "title", inherited=part.language):
            part.describe("title" if part.is_whole else "chapter", value)
    for node in core.nodes("alternativeTitle"):
        kind = node.text("@typeLabel") + " " + node.text("@typeLink")
        for value in texts(node, "title", inherited=part.language):
            if _SERIES.search(kind):
                part.describe("partOf", value._replace(language=""))
            elif part.is_whole:
                part.describe("alternativeTitle", value)
            else:
                part.describe("chapter", value)
    for node in core.nodes("description"):
        prop = "transcript" if _TRANSCRIPT.search(node.text("@typeLabel") + node.text("@typeLink")) else "description"
        for value in texts(node, "description", inherited=part.language):
            part.describe(prop, value)


def _subjects(core: Node, part: Part) -> None:
    for node in core.nodes("subject"):
        kind, link = node.text("@typeLabel"), node.text("@typeLink")
        codes = tuple(i for code in texts(node, "subjectCode") if (i := absolute_iri(code.value)))
        codes += tuple(i for i in (absolute_iri(link),) if i and not codes and re.search(r"[.#/:]\d[\w.]*$", i))
        prop = "keyword" if _KEYWORD.search(kind) else next((p for r, p in _ABOUT if r.search(kind)), "about")
        for value in texts(node, "subject", inherited=part.language):
            part.describe(prop, value, identifiers=codes)


def _dates(core: Node, part: Part) -> None:
    for node in core.nodes("date"):
        label = node.text("@typeLabel")
        for kind, prop in _DATES.items():
            for date in node.nodes(kind):
                _date(date, prop, part)
        for date in node.nodes("alternative"):
            _date(date, _dated(date.text("@typeLabel")), part)
        for value in texts(node, "date"):
            when = moment(value.value)
            if when:
                part.describe(_dated(label), Text(when, value.at, ""))
            else:
                part.said.problem(f"{value.at} is {value.value[:40]!r}, not a date")


def _dated(label: str) -> str:
    return "datePublished" if _PUBLISHED.search(label) else "dateCreated"


def _date(node: Node, prop: str, part: Part) -> None:
    """Say the start of a date group; an end and a period in words are kept, since no date can hold them."""
    day, year, time = node.text("@startDate"), node.text("@startYear"), node.text("@startTime")
    when = joined_moment(day, time) if day else moment(year)
    if when:
        part.describe(prop, Text(when, node.at, ""))
    elif day or year:
        part.said.problem(f"{node.at} is {(day or year)[:40]!r}, not a date")
    if node.rest():
        node.keep()


def _types(core: Node, part: Part) -> None:
    for node in core.nodes("type"):
        node.text("@typeLabel"), node.text("@typeLink")
        for kind, prop in (("genre", "genre"), ("objectType", "format"), ("audienceLevel", "audience")):
            for typed in node.nodes(kind):
                _typed(typed, prop, part)
        for typed in node.nodes("targetAudience"):
            system = typed.text("@formatLabel")
            typed.text("@formatLink")
            _typed(typed, "ageRating" if system else "audience", part, before=f"{system}: " if system else "")
        for value in texts(node, "type", inherited=part.language):
            part.describe("format", value)


def _typed(node: Node, prop: str, part: Part, before: str = "") -> None:
    """Say a type by its label, its link as identifier."""
    label, link = node.text("@typeLabel").strip(), absolute_iri(node.text("@typeLink"))
    value = label or text(node, "name") or node.text("#").strip()
    if value:
        part.describe(prop, Text(before + value, node.at, ""), identifiers=(link,) if link else ())
    elif link:
        node.reading.keep(f"{node.path}.@typeLink (a code without a name)")


def _identifiers(core: Node, part: Part) -> str:
    """Say the identifiers; return the first. Those of a part are the part's own, and kept."""
    first = ""
    for node in core.nodes("identifier"):
        scheme = node.text("@formatLabel") or node.text("@typeLabel")
        node.text("@typeLabel"), node.text("@typeLink"), node.text("@formatLink")
        for value in texts(node, "identifier"):
            if part.is_whole:
                say_identifier(part.said, value, scheme=scheme)
                first = first or value.value
            else:
                node.reading.keep(f"{node.path}.identifier (of a part)")
    return first


def _languages(core: Node, part: Part) -> None:
    for node in core.nodes("language"):
        prop = "subtitleLanguage" if _SUBTITLES.search(node.text("@typeLabel")) else "language"
        node.text("@typeLink")
        for value in texts(node, "language"):
            code = language_tag(value.value)
            if code:
                part.describe(prop, Text(code, value.at, ""))
            else:
                part.said.problem(f"{value.at} is {value.value[:40]!r}, not a language tag")
        own = node.text("#").strip()
        if own:
            part.describe(prop, Text(language_tag(own), node.at, ""))


def _relations(core: Node, part: Part) -> None:
    for kind in PART_OF:
        for node in core.nodes(kind):
            node.text("@typeLabel"), node.text("@typeLink")
            found = texts(node, "relation") or [
                value for below in node.nodes("relationIdentifier") for value in texts(below, "identifier")
            ]
            for value in found or texts(node, "relationLink"):
                part.describe("partOf", value._replace(language=""))


EXTRACTOR: Final = XmlForm(
    name="ebucore",
    version="1",
    reads="EBUCore XML 1.4 to 1.10: descriptions, credits, dates, rights, parts, formats",
    keys=KEYS,
    roots=lambda namespace, name: name == "ebuCoreMain" and (not namespace or bool(_NAMESPACE.match(namespace))),
    read=_read,
)
