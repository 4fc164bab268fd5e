"""FCPXML of Final Cut Pro, which other editing systems write too (Apple, FCPXML Reference, 1.0 to 1.13).

Each project, and each compound clip, is a programme; each asset is the media file it names, and what an event's clips
say (keywords, ratings, notes, metadata) is said of that file. Times are fractions of seconds, kept exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from extractors import media_type as types
from extractors.edits.fcpxml_clips import Browser
from extractors.edits.fcpxml_keys import KEYS
from extractors.edits.fcpxml_resources import Resources, seconds, start_timecode
from extractors.edits.fcpxml_story import Story
from extractors.edits.places import date_time
from extractors.edits.sheet import EditSheet, extractions
from extractors.port import Extraction, Source, SourceRefused
from extractors.reading import Reading
from extractors.xml_elements import Element, count, parse_elements
from ontology.model import Agent, AgentKind, MediaKind

_SYSTEM: Final = Agent(AgentKind.SYSTEM, "FCPXML edit")


@dataclass(frozen=True)
class FcpxmlExtractor:
    """FCPXML."""

    name: str = "fcpxml"
    version: str = "1"
    reads: str = (
        "FCPXML: projects, assets, clips, lanes, transitions, titles, markers, keywords, ratings, roles, metadata"
    )
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False, compare=False)

    def recognises(self, source: Source) -> bool:
        """Say whether the root element is ``fcpxml``."""
        return source.media_type == types.FCPXML

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield one Extraction for each programme and each asset; raise `SourceRefused` where there is none."""
        root = parse_elements(source, {})
        root.take("version")
        resources = Resources(root.first("resources"), _SYSTEM)
        programmes = list(_programmes(root, resources))
        Browser(resources).read(root)
        others = list(resources.sheets())
        if not programmes and not others:
            raise SourceRefused(f"{source.path}: holds no project, compound clip or asset")
        reading = Reading(KEYS)
        count(root, reading)
        yield from extractions(programmes, others, reading, source)


def _programmes(root: Element, resources: Resources) -> Iterator[EditSheet]:
    """Yield a sheet for each project and each compound clip that has a sequence."""
    for project in _projects(root):
        for sequence in project.elements("sequence"):
            yield _programme(project, sequence, resources)
    for media in resources.compounds():
        for sequence in media.elements("sequence"):
            yield _programme(media, sequence, resources)


def _projects(element: Element) -> Iterator[Element]:
    for child in element.elements("library", "event", "project"):
        if child.name == "project":
            yield child
        else:
            yield from _projects(child)


def _programme(holder: Element, sequence: Element, resources: Resources) -> EditSheet:
    sheet = EditSheet(_SYSTEM, title=holder.take("name") or "untitled project", kind=MediaKind.VIDEO)
    sheet.time = date_time(holder.take("modDate"))
    start = seconds(sequence.take("tcStart")) or Fraction(0)
    length = seconds(sequence.take("duration"))
    shape = resources.formats.get(sequence.take("format"))
    is_drop = sequence.take("tcFormat") == "DF"
    if length is not None and length > 0:
        sheet.duration_s = float(length)
    if shape is not None:
        shape.say(sheet, sequence.at)
        sheet.say("timecode", start_timecode(start, shape.frame_s, is_drop), sequence.at)
    sheet.tell("note", sequence.child_text("note"), sequence.at)
    Story(sheet, resources, shape.frame_s if shape else None).read(sequence, start)
    return sheet


EXTRACTOR: Final = FcpxmlExtractor()
"""For the registry."""
