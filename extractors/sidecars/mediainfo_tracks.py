"""The tracks of a file as MediaInfo lists them, JSON or XML alike: measures of the streams, tags of people."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.reading import Node
from extractors.sidecars import codecs, measured
from extractors.sidecars import mediainfo_tags as tags
from extractors.sidecars.credits import say_credit, say_identifier
from extractors.sidecars.measured import Stream, Value
from extractors.sidecars.said import Said, base_name
from extractors.sidecars.times import duration, moment
from extractors.xml_form import Text, language_tag, texts
from ontology.model import MediaKind, Segment

_KINDS: Final = {
    tags.VIDEO: measured.VIDEO, tags.AUDIO: measured.AUDIO, tags.TEXT: measured.TEXT, tags.IMAGE: "image",
}  # fmt: skip
_CHAPTER: Final = re.compile(r"_?(\d\d)[_:](\d\d)[_:](\d\d)[_.:](\d{3})")
_CHAPTER_LANGUAGE: Final = re.compile(r"([a-z]{2,3})?:(?=\S)")
_DATES: Final = ("dateCreated", "datePublished", "digitisedDate")
_PEOPLE: Final = ("creator", "contributor", "director", "composer", "producer", "writer", "performer")
_LISTED: Final = re.compile(r"\s+/\s+")
_MUSIC: Final = (tags.GENERAL, tags.MENU)


class Tracks:
    """Reads the tracks of one file."""

    def __init__(self, said: Said, *, is_old: bool) -> None:
        self.said, self.is_old = said, is_old
        self.name = ""
        self.streams: list[Stream] = []

    @property
    def kind(self) -> MediaKind:
        """The kind of medium that the streams make."""
        kinds = {stream.kind for stream in self.streams}
        for kind, medium in (("video", MediaKind.VIDEO), ("image", MediaKind.IMAGE), ("audio", MediaKind.AUDIO)):
            if kind in kinds:
                return medium
        return MediaKind.TEXT if kinds else MediaKind.UNKNOWN

    @property
    def duration_s(self) -> float | None:
        """How long the file plays, in seconds."""
        text = self.said.find_measured("duration")
        return float(text) if text else None

    def read(self, track: Node) -> None:
        """Take a track; what it says of the file is said, what it says of a stream is noted."""
        kind = track.text("@type").partition(" ")[0]
        stream = Stream(_KINDS.get(kind, ""), track.at)
        for tag in track.rest():
            self._tag(track, tag, kind, stream)
        if kind == tags.GENERAL:
            self._container(stream)
        elif kind in _KINDS:
            self.streams.append(stream)
        elif stream["timecode"]:
            self.said.measure("timecode", *stream.get("timecode"))

    def say(self) -> None:
        """Say all streams, once all are known."""
        measured.measure_streams(self.said, self.streams)
        for stream in self.streams:
            if stream.kind == "image":
                for name in ("width", "height", "bitDepth"):
                    measured.say_whole(self.said, name, stream.get(name))

    def _tag(self, track: Node, tag: str, kind: str, stream: Stream) -> None:
        if tag == "extra":
            for extra in [track.node(tag)] if type(track.look(tag)) is dict else track.nodes(tag):
                for name in extra.rest():
                    self._extra(extra, name, kind)
        elif kind == tags.GENERAL and self._of_the_file(track, tag):
            return
        elif kind in _MUSIC and _CHAPTER.fullmatch(tag):
            self._chapter(track, tag)
        elif (name := tags.stream_value(tag)) and kind != tags.GENERAL:
            for value in _values(track, tag):
                stream.put(name, value.value, value.at)
        elif kind == tags.GENERAL and tag in ("Format", "Format_Profile", "CodecID", "Codec_ID"):
            for value in _values(track, tag):
                stream.put(tags.stream_value(tag), value.value, value.at)
        elif (name := tags.described(tag)) and kind == tags.GENERAL:
            for value in _values(track, tag):
                self._describe(name, value, tag)
        elif tags.is_kept(tag) or name or tags.folded(tag) in ("title", "encodeddate", "encodedlibrary", "language"):
            _keep(track, tag)

    def _of_the_file(self, track: Node, tag: str) -> bool:
        """Take a tag that speaks of the whole file; say whether it is one."""
        folded = tags.folded(tag)
        prop = tags.found(tag)
        if folded not in ("completename", "duration", "overallbitrate") and not prop:
            return False
        for text in _values(track, tag)[:1]:
            value = Value(text.value, text.at)
            if folded == "completename":
                self.name = base_name(text.value)
            elif prop:
                self._find(prop, value)
            elif self.is_old and not _is_exact(text.value):
                track.reading.keep(f"{track.path}.{tag} (rounded)")
            elif folded == "duration":
                measured.say_seconds(self.said, self._seconds(text.value), value)
            else:
                measured.say_bits_per_second(self.said, value)
        return True

    def _seconds(self, text: str) -> Decimal | None:
        if self.is_old and text.isdigit():
            return Decimal(text).scaleb(-3)
        return duration(text)

    def _container(self, stream: Stream) -> None:
        brand = stream["codec_id"].partition(" ")[0].partition("/")[0]
        found = codecs.media_type(stream["format"], brand=brand, profile=stream["profile"])
        self.said.measure("mediaFormat", found, stream.get("format").at)

    def _find(self, prop: str, value: Value) -> None:
        if prop not in _DATES:
            self.said.measure(prop, value.text, value.at)
        elif date := moment(value.text):
            self.said.measure(prop, date, value.at)
        else:
            self.said.problem(f"{value.at} is {value.text[:40]!r}, not a date")

    def _describe(self, prop: str, value: Text, tag: str) -> None:
        if prop in _PEOPLE:
            for name in _LISTED.split(value.value):
                role = tags.ROLES.get(tag.replace("_", ""), "")
                say_credit(self.said, value._replace(value=name), roles=[role], default=prop)
        elif prop in _DATES:
            date = moment(value.value)
            if not date:
                self.said.problem(f"{value.at} is {value.value[:40]!r}, not a date")
            self.said.describe(prop, value._replace(value=date))
        elif prop in ("houseIdentifier", "isan", "umid"):
            say_identifier(self.said, value, scheme=tag)
        elif prop == "keyword":
            for word in re.split(r"[;,]|\s/\s", value.value):
                self.said.describe(prop, value._replace(value=word))
        elif prop in ("genre", "album", "publishedBy", "mood", "description"):
            for text in dict.fromkeys(_LISTED.split(value.value)):
                self.said.describe(prop, value._replace(value=text))
        else:
            self.said.describe(prop, value)

    def _extra(self, extra: Node, name: str, kind: str) -> None:
        if _CHAPTER.fullmatch(name):
            self._chapter(extra, name)
        elif name in ("xyz", "location", "com_apple_quicktime_location_ISO6709"):
            for value in _values(extra, name):
                measured.say_position(self.said, Value(value.value, value.at))
        elif tags.is_kept(name):
            _keep(extra, name)

    def _chapter(self, node: Node, tag: str) -> None:
        match = _CHAPTER.fullmatch(tag)
        hours, minutes, seconds, thousandths = (int(part) for part in match.groups()) if match else (0, 0, 0, 0)
        start = Decimal(hours * 3600 + minutes * 60 + seconds) + Decimal(thousandths).scaleb(-3)
        for value in _values(node, tag):
            language = _CHAPTER_LANGUAGE.match(value.value)
            title = value.value[language.end() :] if language else value.value
            code = language_tag(language[1] or "") if language else ""
            self.said.describe("chapter", Text(title, value.at, code), segment=Segment(start))


def _is_exact(text: str) -> bool:
    """Say whether older XML spells a value exactly, or nearly: in milliseconds, or a bit rate below a million."""
    return text.isdigit() or "ms" in text or "kbps" in text.lower() or "kb/s" in text.lower()


def _values(node: Node, tag: str) -> list[Text]:
    """Take a tag's values: one in JSON, one or several elements in XML."""
    value = node.look(tag)
    if type(value) is list:
        return texts(node, tag)
    if type(value) is str:
        return [Text(node.text(tag), f"{node.at}/{tag}", "")]
    number = node.number(tag)
    return [] if number is None else [Text(str(number), f"{node.at}/{tag}", "")]


def _keep(node: Node, tag: str) -> None:
    if node.raw(tag) not in (None, "", [], {}):
        node.reading.keep(f"{node.path}.{tag}")
