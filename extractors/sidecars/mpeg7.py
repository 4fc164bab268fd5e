"""MPEG-7 (ISO/IEC 15938-5), as MediaInfo writes it and as annotators do: media, creation, segments and regions.

What is measured is the program's, what is written people's, by the description's author. Where a description names
no author but a tool, the tool found the segments and what is in them, and those claims are a model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from extractors.json_form import Said as Document
from extractors.json_form import make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.reference import is_media_name
from extractors.sidecars import measured
from extractors.sidecars.mpeg7_annotations import Place, say_annotations, say_semantics
from extractors.sidecars.mpeg7_creation import say_creation
from extractors.sidecars.mpeg7_keys import CONTENTS, DECOMPOSITIONS, KEYS, SEGMENTS
from extractors.sidecars.mpeg7_media import Media
from extractors.sidecars.mpeg7_names import agent, term
from extractors.sidecars.mpeg7_times import Frame, media_time, region, within
from extractors.sidecars.said import UNNAMED_PERSON, Said, base_name
from extractors.xml_form import XmlForm, language_tag, texts
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation

_VERSION: Final = re.compile(r"(.*?)[ -]+v?(\d[\w.]*)$")
_KINDS: Final = {
    "AudioVisual": MediaKind.VIDEO, "Video": MediaKind.VIDEO, "AnalyticEditedVideo": MediaKind.VIDEO,
    "Audio": MediaKind.AUDIO, "Image": MediaKind.IMAGE, "Still": MediaKind.IMAGE,
}  # fmt: skip


@dataclass(slots=True)
class _Author:
    """Who made the description: a person or organisation, a program, or both."""

    person: str = ""
    program: str = ""
    version: str = ""
    file_name: str = ""

    @property
    def is_program(self) -> bool:
        """Whether a program alone made the description."""
        return bool(self.program) and not self.person

    def runs(self, said: Said, seen: Said, part: str) -> list[Run]:
        """Return what was written and measured, and what was seen in the content."""
        # What a program writes that people say, it read in the file.
        runs = said.runs(
            person="embedded metadata" if self.is_program else self.person,
            software=self.program,
            version=self.version,
            part=part,
        )
        claims: tuple[Observation, ...] = seen.described
        if claims:
            kind = AgentKind.MODEL if self.is_program else AgentKind.PERSON
            name = self.program if kind is AgentKind.MODEL else self.person or UNNAMED_PERSON
            version = self.version if kind is AgentKind.MODEL else ""
            runs.append(make_run(Agent(kind, name[:200], version[:80]), "annotations", claims, part=part))
        return runs


def _read(root: Node, source: Source) -> Iterator[Document]:
    language = language_tag(root.text("@xml:lang"))
    unit = root.text("@mediaTimeUnit")
    author = _author(root)
    number, is_only = 0, _count(root) == 1
    for name, content in _contents(root):
        number += 1
        said, seen = Said(root.reading), Said(root.reading)
        place = Place(said, language)
        media = Media(said, content.text("@mediaTimeUnit") or unit)
        media.read(content)
        media.say(is_picture=_KINDS.get(name) is MediaKind.IMAGE)
        file_name = media.file_name or (author.file_name if is_only else "")
        for creation in content.nodes("CreationInformation"):
            say_creation(creation, place, file_name=file_name, is_program=author.is_program)
        for time in content.nodes("MediaTime"):
            _say_duration(time, media, said)
        annotated = replace(place, said=seen)
        say_annotations(content, annotated)
        _decompositions(content, annotated, media.frame)
        length = said.find_measured("duration")
        reference = AssetReference(
            name=file_name, kind=_KINDS.get(name, MediaKind.UNKNOWN), duration_s=float(length) if length else None
        )
        content.close()
        part = "" if file_name or is_only else str(number)
        yield Document(root if is_only else content, reference, author.runs(said, seen, part))
    if not number:
        seen = Said(root.reading)
        for description in root.nodes("Description"):
            for semantics in description.nodes("Semantics"):
                say_semantics(semantics, Place(seen, language))
        yield Document(root, AssetReference(name=author.file_name), author.runs(Said(root.reading), seen, ""))


def _author(root: Node) -> _Author:
    author = _Author()
    for metadata in root.nodes("DescriptionMetadata"):
        for creator in metadata.nodes("Creator"):
            for made_by in creator.nodes("Agent"):
                author.person = author.person or agent(made_by)[0].value
        for instrument in metadata.nodes("Instrument"):
            for tool in instrument.nodes("Tool"):
                named = term(tool)[0].value
                match = _VERSION.match(named)
                author.program, author.version = (match[1], match[2]) if match else (named, "")
        for private in texts(metadata, "PrivateIdentifier"):
            name = base_name(private.value)
            if is_media_name(name):
                author.file_name = name
            else:
                metadata.reading.keep(f"{metadata.path}.PrivateIdentifier")
    return author


def _count(root: Node) -> int:
    """Return how many contents a document describes, without taking any."""
    places = [*(root.look("Description") or ()), *(root.look("DescriptionUnit") or ())]
    inside = [below for place in places for below in place.get("MultimediaContent", ())]
    return sum(len(holder.get(name, ())) for holder in (*inside, *places) for name in CONTENTS)


def _contents(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield each content with its name."""
    if not _count(root):
        return
    for kind in ("Description", "DescriptionUnit"):
        for description in root.nodes(kind):
            description.text("@xsi:type")
            yield from _contents_of(description)
            for multimedia in description.nodes("MultimediaContent"):
                multimedia.text("@xsi:type")
                yield from _contents_of(multimedia)


def _contents_of(holder: Node) -> Iterator[tuple[str, Node]]:
    for name in CONTENTS:
        for content in holder.nodes(name, path="content"):
            yield name, content


def _say_duration(time: Node, media: Media, said: Said) -> None:
    at = time.at
    for point in time.nodes("MediaTimePoint"):
        point.keep()
    _, length = media_time(time, media.frame, said.problem)
    measured.say_seconds(said, length, measured.Value("", at))


def _decompositions(node: Node, place: Place, frame: Frame) -> None:
    """Say all segments of a content or segment, however deep: the tree's own limit of depth holds."""
    for kind in DECOMPOSITIONS:
        for decomposition in node.nodes(kind, path="decomposition"):
            for name in SEGMENTS:
                for segment in decomposition.nodes(name, path="segment"):
                    _segment(segment, place, frame)


def _segment(node: Node, above: Place, frame: Frame) -> None:
    frame = replace(frame, unit=node.text("@mediaTimeUnit") or frame.unit)
    start = length = box = None
    for time in node.nodes("MediaTime"):
        start, length = media_time(time, frame, above.said.problem)
    for locator in node.nodes("SpatialLocator"):
        box = region(locator, frame)
        if box is None:
            above.said.problem(f"{locator.at} is no box inside the picture, or the picture's size is not given")
    place = replace(above, segment=within(start, length, box, above.segment))
    if place.segment == WHOLE:
        place.said.problem(f"{node.at} says neither when nor where it is, so nothing is said of it")
        node.drop()
        return
    for creation in node.nodes("CreationInformation"):
        say_creation(creation, place)
    for written in texts(node, "Text", inherited=place.language):
        place.say("onScreenText", written)
    say_annotations(node, place)
    _decompositions(node, place, frame)


EXTRACTOR: Final = XmlForm(
    name="mpeg7",
    version="1",
    reads="MPEG-7 XML: media and creation information, segments, regions, annotations; MediaInfo's too",
    keys=KEYS,
    roots=lambda namespace, name: name == "Mpeg7",
    read=_read,
)
