"""PBCore's instantiation: the file, its format and its streams, as measures."""

from __future__ import annotations

import re
from typing import Final

from extractors.reading import Node
from extractors.reference import is_media_name
from extractors.sidecars import codecs, measured
from extractors.sidecars import mediainfo_tags as tags
from extractors.sidecars.credits import say_credit, say_identifier
from extractors.sidecars.measured import AUDIO, TEXT, VIDEO, Stream, Value
from extractors.sidecars.pbcore_about import Rights, dated
from extractors.sidecars.said import Said, base_name
from extractors.sidecars.times import duration, moment
from extractors.xml_form import Text, language_tag, text, text_of, texts

_CHANNELS: Final = re.compile(
    r"(?:Track [^:]*:\s*)?(\d{1,3})\s*(?:channels?|ch\b)(?:\s*\(([A-Za-z ]+)\))?", re.IGNORECASE
)
_SIZE: Final = re.compile(r"(\d{1,6})\s*[xX×]\s*(\d{1,6})")
_RATIONAL: Final = re.compile(r"rational_frame_rate:(\d+/\d+)")
_PROFILE: Final = re.compile(r"profile:(.*?)(?:\s+\w+:|$)")
_KINDS: Final = {"video": VIDEO, "audio": AUDIO, "text": TEXT, "caption": TEXT, "subtitle": TEXT}
_PEOPLE: Final = ("creator", "contributor", "director", "composer", "producer", "writer", "performer")


class Instance:
    """Reads the one instantiation that a document is about."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.streams: list[Stream] = []
        self.rights = Rights()
        self.file_name = self.medium = self.software = self.person = self.rate = ""

    def read(self, node: Node) -> None:
        """Take an instantiation."""
        self.medium = text(node, "instantiationMediaType")
        self._names(node)
        for track in node.nodes("instantiationEssenceTrack"):
            self._track(track)
        self.rate = next((s["frameRate"] for s in self.streams if s.kind == VIDEO and s["frameRate"]), "")
        self._container(node)
        for value in texts(node, "instantiationChannelConfiguration"):
            self._channels(value, node)
        measured.measure_streams(self.said, self.streams)
        for value in texts(node, "instantiationDuration"):
            measured.say_seconds(self.said, duration(value.value, self.rate), Value(value.value, value.at))
        for value in texts(node, "instantiationTimeStart"):
            self.said.measure("timecode", value.value, value.at)
        for value in texts(node, "instantiationLanguage"):
            for code in re.split(r"[;,\s]+", value.value):
                self.said.describe("language", Text(language_tag(code), value.at, ""))
        for date in node.nodes("instantiationDate"):
            self._date(date)
        for annotation in node.nodes("instantiationAnnotation"):
            self._annotation(annotation)
        for rights in node.nodes("instantiationRights"):
            self.rights.take(rights, self.said)

    def _names(self, node: Node) -> None:
        """Take identifiers and locations: a file name is the Asset's file, anything else an identifier of the copy."""
        for identifier in node.nodes("instantiationIdentifier"):
            scheme = identifier.text("@source")
            value = text_of(identifier)
            name = base_name(value.value)
            if is_media_name(name):
                self.file_name = self.file_name or name
            else:
                say_identifier(self.said, value, scheme=scheme)
        for value in texts(node, "instantiationLocation"):
            name = base_name(value.value)
            if is_media_name(name):
                self.file_name = self.file_name or name
            else:
                node.reading.keep(f"{node.path}.instantiationLocation (a shelf or a house)")

    def _container(self, node: Node) -> None:
        digital = texts(node, "instantiationDigital")
        for standard in node.nodes("instantiationStandard"):
            found = codecs.media_type(standard.text("#"), profile=standard.text("@profile"))
            # A profile tells 3GP and QuickTime from the MP4 that their media type may be called.
            if found and (not digital or (digital[0].value == "video/mp4" and found.startswith("video/"))):
                self.said.measure("mediaFormat", found, standard.at)
                digital = []
        for value in digital[:1]:
            self.said.measure("mediaFormat", codecs.media_type(value.value), value.at)
        for value in texts(node, "instantiationPhysical"):
            self.said.describe("carrier", value)
        for rate in node.nodes("instantiationDataRate"):
            unit = rate.text("@unitsOfMeasure").lower()
            written = rate.text("#").strip()
            factor = {"k": "Kbps", "m": "Mbps", "g": "Gbps"}.get(unit[:1], "")
            if unit.startswith(("byte", "kbyte", "mbyte")) or (factor == "Mbps" and "." in written):
                rate.reading.keep(f"{rate.path} (rounded, or in bytes)")
            else:
                measured.say_bits_per_second(self.said, Value(f"{written} {factor}".strip(), rate.at))

    def _track(self, node: Node) -> None:
        kind = text(node, "essenceTrackType").lower()
        stream = Stream(_KINDS.get(kind.partition(" ")[0], ""), node.at)
        for identifier in node.nodes("essenceTrackIdentifier"):
            if "mediainfo" in identifier.text("@source").lower():
                self.software, self.person = "MediaInfoLib", "embedded metadata"
        for encoding in node.nodes("essenceTrackEncoding"):
            stream.put("format", encoding.text("#"), encoding.at)
            stream.put("version", encoding.text("@version"), encoding.at)
            stream.put("codec_id", encoding.text("@ref"), encoding.at)
            annotation = encoding.text("@annotation")
            profile = _PROFILE.search(annotation)
            stream.put("profile", profile[1] if profile else annotation, encoding.at)
        stream.put("encoding", text(node, "essenceTrackStandard"), node.at)
        for rate in node.nodes("essenceTrackFrameRate"):
            annotation = rate.text("@annotation")
            rational = _RATIONAL.search(annotation)
            stream.put("frameRate", rational[1] if rational else rate.text("#"), rate.at)
            rate.text("#")
            stream.put("scan", "progressive" if "interlacement:progressive" in annotation.lower() else "", rate.at)
        for value in texts(node, "essenceTrackFrameSize"):
            size = _SIZE.search(value.value)
            if size:
                stream.put("width", size[1], value.at)
                stream.put("height", size[2], value.at)
            else:
                self.said.problem(f"{value.at} is {value.value[:40]!r}, not a size such as 1920x1080")
        for sample in node.nodes("essenceTrackSamplingRate"):
            unit = sample.text("@unitsOfMeasure")
            written = sample.text("#").strip()
            stream.put("sampleRate", f"{written} {unit}" if unit.lower().startswith("k") else written, sample.at)
        for ours, theirs in (
            ("bitDepth", "essenceTrackBitDepth"), ("displayAspect", "essenceTrackAspectRatio"),
            ("language", "essenceTrackLanguage"),
        ):  # fmt: skip
            for value in texts(node, theirs):
                stream.put(ours, value.value, value.at)
        for annotation_node in node.nodes("essenceTrackAnnotation"):
            _stream_annotation(annotation_node, stream)
        self.streams.append(stream)

    def _channels(self, value: Text, node: Node) -> None:
        match = _CHANNELS.match(value.value)
        sound = next((stream for stream in self.streams if stream.kind == AUDIO), None)
        if match is None or sound is None:
            node.reading.keep(f"{node.path}.instantiationChannelConfiguration (in words)")
            return
        sound.put("channels", match[1], value.at)
        sound.put("layout", match[2] or "", value.at)

    def _date(self, node: Node) -> None:
        kind, value = node.text("@dateType"), text_of(node)
        when, prop = moment(value.value), dated(kind)
        if kind.lower() in ("file modification", "tagged", "file creation") or (when and not prop):
            node.reading.keep(f"{node.path} ({kind[:40]})")
        elif when and prop == "digitisedDate":
            self.said.measure(prop, when, value.at)
        elif when:
            self.said.describe(prop, Text(when, value.at, ""))
        elif value.value and value.value.lower() not in ("unknown", "n/a"):
            self.said.problem(f"{value.at} is {value.value[:40]!r}, not a date")

    def _annotation(self, node: Node) -> None:
        """Say an annotation whose type is a tag of MediaInfo's; others are kept, or named by their type."""
        kind, value = node.text("@annotationType"), text_of(node)
        tag = kind.replace("/", "_")
        if kind == "xyz":
            measured.say_position(self.said, Value(value.value, value.at))
        elif prop := tags.found(tag):
            found = moment(value.value) if prop == "digitisedDate" else value.value
            self.said.measure(prop, found, value.at)
        elif prop := tags.described(tag):
            parts = value.value.split(" / ") if prop not in ("title", "houseIdentifier") else [value.value]
            for part in dict.fromkeys(parts):
                if prop in _PEOPLE:
                    say_credit(self.said, value._replace(value=part), default=prop)
                else:
                    self.said.describe(prop, value._replace(value=part))
        elif tags.is_kept(tag):
            node.reading.keep(f"{node.path}[{kind[:60]}]")
        elif not kind:
            self.said.describe("description", value)
        elif value.value:
            node.reading.leave(f"{node.path}[{kind[:60]}]", value.value)


def _stream_annotation(node: Node, stream: Stream) -> None:
    kind, value = node.text("@annotationType"), node.text("#").strip()
    if name := tags.stream_value(kind):
        stream.put(name, value, node.at)
    elif tags.is_kept(kind) or tags.described(kind) or tags.found(kind):
        node.reading.keep(f"{node.path}[{kind[:60]}]")
    elif value:
        node.reading.leave(f"{node.path}[{kind[:60]}]", value)
