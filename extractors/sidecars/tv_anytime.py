"""TV-Anytime (ETSI TS 102 822-3-1): programmes with credits, genres, guidance, segments, and when they are shown.

Each ProgramInformation is one Asset. What stands in other tables, schedules, services, persons, groups, segments, is
read first and said of the programme that it names by its CRID; a programme that only a schedule names is one too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.json_form import Said as Document
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.sidecars import measured
from extractors.sidecars.credits import say_identifier
from extractors.sidecars.measured import AUDIO, VIDEO, Stream, Value
from extractors.sidecars.said import Said
from extractors.sidecars.tv_anytime_basic import Basic, say_basic
from extractors.sidecars.tv_anytime_keys import KEYS
from extractors.sidecars.tv_anytime_tables import Tables
from extractors.xml_form import Text, XmlForm, language_tag, text, text_of, texts
from ontology.model import MediaKind

_GROUPS: Final = ("EpisodeOf", "MemberOf", "PartOf")


def _read(root: Node, source: Source) -> Iterator[Document]:
    language = language_tag(root.text("@xml:lang"))
    provider = root.text("@publisher")
    for description in root.nodes("ProgramDescription"):
        tables = Tables(language)
        tables.read(description)
        count = sum(_programmes(table) for table in description.look("ProgramInformationTable") or ())
        unseen = dict.fromkeys(tables.events)
        yielded = 0
        for table in description.nodes("ProgramInformationTable"):
            for programme in table.nodes("ProgramInformation"):
                crid = programme.text("@programId").strip()
                unseen.pop(crid, None)
                yielded += 1
                yield _programme(programme, crid, tables, provider, number=yielded if count > 1 else 0)
        for crid in unseen:
            said = Said(root.reading)
            tables.say(said, crid, with_titles=True)
            yield Document(description, AssetReference(id=crid), said.runs(person=provider))


def _programmes(table: object) -> int:
    return len(table.get("ProgramInformation", ())) if isinstance(table, dict) else 0


def _programme(node: Node, crid: str, tables: Tables, provider: str, *, number: int) -> Document:
    """Return what is said of one programme; `number` is its place among several, 0 where it is alone."""
    said = Said(node.reading)
    say_identifier(said, Text(crid, f"{node.at}/@programId", ""))
    for identifier in node.nodes("OtherIdentifier"):
        scheme = identifier.text("@organization") or identifier.text("@type")
        identifier.text("@type")
        say_identifier(said, text_of(identifier), scheme=scheme)
    for basic in node.nodes("BasicDescription"):
        say_basic(basic, Basic(said, tables.language), tables.people)
    for name in _GROUPS:
        for group in node.nodes(name):
            _group(group, name, tables, said)
    streams = [stream for attributes in node.nodes("AVAttributes") for stream in _streams(attributes, said)]
    measured.measure_streams(said, streams)
    tables.say(said, crid)
    if not number:
        tables.say(said, "")  # segments that name no programme are of the only one
    kinds = {stream.kind for stream in streams}
    kind = MediaKind.VIDEO if VIDEO in kinds else MediaKind.AUDIO if AUDIO in kinds else MediaKind.UNKNOWN
    length = said.find_measured("duration")
    reference = AssetReference(id=crid if number else "", kind=kind, duration_s=float(length) if length else None)
    return Document(node, reference, said.runs(person=provider, part=str(number) if number and not crid else ""))


def _group(node: Node, name: str, tables: Tables, said: Said) -> None:
    """Say what a programme is an episode or member of, by the title of the group where the document has it."""
    crid, index = node.text("@crid").strip(), node.text("@index").strip()
    kind = node.text("@xsi:type")
    title = tables.groups.get(crid) or Text(crid, f"{node.at}/@crid", "")
    said.describe("partOf", title._replace(at=f"{node.at}/@crid"))
    if index and (name == "EpisodeOf" or "Episode" in kind):
        said.describe("episodeNumber", Text(index, f"{node.at}/@index", ""))


def _streams(node: Node, said: Said) -> Iterator[Stream]:
    """Take how a programme is coded; yield its streams."""
    for video in node.nodes("VideoAttributes"):
        stream = Stream(VIDEO, video.at)
        for ours, theirs in (("width", "HorizontalSize"), ("height", "VerticalSize"), ("frameRate", "FrameRate"),
                             ("displayAspect", "AspectRatio")):  # fmt: skip
            for value in texts(video, theirs)[:1]:
                stream.put(ours, value.value, value.at)
        stream.put("scan", text(video, "Scan"), video.at)
        if video.rest():
            video.keep()
        yield stream
    for audio in node.nodes("AudioAttributes"):
        stream = Stream(AUDIO, audio.at)
        for ours, theirs in (("channels", "NumOfChannels"), ("language", "AudioLanguage")):
            for value in texts(audio, theirs)[:1]:
                stream.put(ours, value.value, value.at)
        if audio.rest():
            audio.keep()
        yield stream
    for rate in texts(node, "BitRate"):
        measured.say_bits_per_second(said, Value(rate.value, rate.at))
    if node.rest():
        node.keep()


EXTRACTOR: Final = XmlForm(
    name="tv-anytime",
    version="1",
    reads="TV-Anytime XML: programmes, credits, genres, guidance, segments, schedules",
    keys=KEYS,
    roots=lambda namespace, name: name == "TVAMain",
    read=_read,
)
