"""EBUCore's format: containers, streams, durations and technical attributes, as measures."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from extractors.reading import Node
from extractors.sidecars import codecs, measured
from extractors.sidecars import mediainfo_tags as tags
from extractors.sidecars.measured import AUDIO, TEXT, VIDEO, Stream, Value
from extractors.sidecars.said import Said, base_name
from extractors.sidecars.times import duration, edit_units, joined_moment
from extractors.timecode import parse_rate
from extractors.xml_form import Text, language_tag, text, texts
from ontology.model import MediaKind

_ATTRIBUTES: Final = (
    "String", "Byte", "Short", "Integer", "Long", "UnsignedByte", "UnsignedShort", "UnsignedInteger", "UnsignedLong",
    "Boolean", "Float", "Double", "Rational", "AnyURI", "Date", "Duration", "Time",
)  # fmt: skip
_LOUDNESS: Final = {
    "integratedLoudness": "loudness", "loudnessRange": "loudnessRange", "maxTruePeak": "truePeak",
    "maxMomentary": "maximumMomentaryLoudness", "maxShortTerm": "maximumShortTermLoudness",
}  # fmt: skip


class Format:
    """Gathers the format elements of one document: they may be several, for one file."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.streams: list[Stream] = []
        self.file_name = ""
        self.is_image = False
        self.is_utc = False

    @property
    def rate(self) -> str:
        """The frame rate of the first stream of pictures, as text, or ""."""
        return next((s["frameRate"] for s in self.streams if s.kind == VIDEO and s["frameRate"]), "")

    @property
    def kind(self) -> MediaKind:
        """The kind of medium that the streams make."""
        kinds = {stream.kind for stream in self.streams}
        if VIDEO in kinds:
            return MediaKind.VIDEO
        if self.is_image:
            return MediaKind.IMAGE
        return MediaKind.AUDIO if AUDIO in kinds else MediaKind.UNKNOWN

    @property
    def duration_s(self) -> float | None:
        """How long the file plays, in seconds."""
        found = self.said.find_measured("duration")
        return float(found) if found else None

    def say(self) -> None:
        """Say all streams, once all are known."""
        measured.measure_streams(self.said, self.streams)


def read_format(node: Node, form: Format) -> None:
    """Take one format element."""
    names = [*texts(node, "fileName"), *texts(node, "locator")]
    form.file_name = form.file_name or next((name for t in names if (name := base_name(t.value))), "")
    _streams(node, form)
    _container(node, form.said)
    _carrier(node, form.said)
    _times(node, form)
    for extended in node.nodes("audioFormatExtended"):
        _extended(extended, form.said)
    for tag, value in _attributes(node):
        if tags.folded(tag) == "overallbitrate":
            measured.say_bits_per_second(form.said, Value(value.value, value.at))


def _streams(node: Node, form: Format) -> None:
    for kind, name in ((VIDEO, "videoFormat"), (AUDIO, "audioFormat")):
        for child in node.nodes(name):
            form.streams.append(_stream(child, kind, name))
    for image in node.nodes("imageFormat"):
        form.is_image = True
        for name in ("width", "height"):
            for value in texts(image, name):
                measured.say_whole(form.said, name, Value(value.value, value.at))
    for data in node.nodes("dataFormat"):
        for name in ("captioningFormat", "subtitlingFormat"):
            for child in data.nodes(name):
                _subtitles(child, form)


def _times(node: Node, form: Format) -> None:
    """Say how long the file plays, where its timecode starts, and when it was made."""
    said = form.said
    for length in node.nodes("duration"):
        measured.say_seconds(said, time_of(length, said, form.rate), Value("", length.at))
    for timecode in node.nodes("timecodeFormat"):
        for start in timecode.nodes("timecodeStart"):
            _timecode(start, said)
    for start in node.nodes("start"):
        _timecode(start, said)
    for created in node.nodes("dateCreated"):
        when = joined_moment(created.text("@startDate"), created.text("@startTime"))
        if form.is_utc and re.search(r"T[\d:.]+$", when):
            when += "Z"
        said.measure("digitisedDate", when, created.at)
    for modified in node.nodes("dateModified"):
        modified.keep()


def time_of(node: Node, said: Said, rate: str = "") -> Decimal | None:
    """Take a time or duration in any of its four forms; return exact seconds, None where none can be read."""
    for value in texts(node, "normalPlayTime"):
        return _named(duration(value.value), said, value)
    for units in node.nodes("editUnitNumber"):
        count = Text(units.text("#").strip(), units.at, "")
        own = units.text("@editRate") or rate
        numerator, denominator = units.text("@factorNumerator"), units.text("@factorDenominator")
        return _named(edit_units(count.value, scaled_rate(own, numerator, denominator)), said, count)
    for value in texts(node, "timecode"):
        return _named(duration(value.value, rate), said, value)
    for time in node.nodes("time"):
        value = Text(time.text("#").strip(), time.at, "")
        time.text("@rate")
        return _named(duration(value.value, rate), said, value)
    own_text = node.text("#").strip()
    return duration(own_text, rate) if own_text else None


def _named(found: Decimal | None, said: Said, value: Text) -> Decimal | None:
    if found is None and value.value:
        said.problem(f"{value.at} is {value.value[:40]!r}, which names no time that can be read")
    return found


def scaled_rate(rate: str, numerator: str, denominator: str) -> str:
    """Return a rate with EBUCore's factors: 30 times 1000 by 1001 as a fraction; the rate itself without them.

    >>> scaled_rate("30", "1000", "1001"), scaled_rate("25", "", "")
    ('30000/1001', '25')
    """
    found = parse_rate(rate)
    if found is None or not (numerator.isdigit() and denominator.isdigit() and int(denominator) and int(numerator)):
        return rate
    factor = Fraction(int(numerator), int(denominator))
    # Some writers give the whole rate as the factors (30000/1001 beside 29.97), and 1/1 where there is none.
    whole = factor if abs(factor - found) < Fraction(1, 10) else found * factor
    return f"{whole.numerator}/{whole.denominator}"


def _stream(node: Node, kind: str, name: str) -> Stream:
    stream = Stream(kind, node.at)
    for ours, theirs in (("format", "Name"), ("version", "VersionId"), ("profile", "Profile")):
        key = f"@{name}{theirs}"
        stream.put(ours, node.text(key), f"{node.at}/{key}")
    for encoding in node.nodes("videoEncoding" if kind == VIDEO else "audioEncoding"):
        stream.put("encoding", encoding.text("@typeLabel"), encoding.at)
        encoding.text("@typeLink")
    for codec in node.nodes("codec"):
        for value in _codec_identifiers(codec):
            stream.put("codec_id", value.value, value.at)
        stream.put("encoding", text(codec, "name"), codec.at)
    for ours, theirs in (
        ("width", "width"), ("height", "height"), ("sampleRate", "samplingRate"), ("channels", "channels"),
        ("bitDepth", "sampleSize"), ("scan", "scanningFormat"), ("scanOrder", "scanningOrder"),
    ):  # fmt: skip
        for value in texts(node, theirs):
            stream.put(ours, value.value, value.at)
    for rate in node.nodes("frameRate"):
        written = scaled_rate(rate.text("#"), rate.text("@factorNumerator"), rate.text("@factorDenominator"))
        stream.put("frameRate", written, rate.at)
    for aspect in node.nodes("aspectRatio"):
        label = aspect.text("@typeLabel").lower()
        low, high = text(aspect, "factorNumerator"), text(aspect, "factorDenominator")
        shape = f"{low}/{high}" if low and high else aspect.text("#")
        stream.put("pixelAspect" if "pixel" in label else "displayAspect", shape, aspect.at)
    for track in node.nodes("audioTrack"):
        stream.put("language", track.text("@trackLanguage"), track.at)
    for tag, value in _attributes(node):
        if name := tags.stream_value(tag):
            stream.put(name, value.value, value.at)
    return stream


def _codec_identifiers(codec: Node) -> list[Text]:
    return [value for below in codec.nodes("codecIdentifier") for value in texts(below, "identifier")]


def _attributes(node: Node) -> list[tuple[str, Text]]:
    """Take the technical attributes; return those known, by MediaInfo's names. Others are kept, or named by label."""
    found = []
    for kind in _ATTRIBUTES:
        for attribute in node.nodes(f"technicalAttribute{kind}"):
            label, value = attribute.text("@typeLabel").strip(), attribute.text("#").strip()
            attribute.text("@unit")
            tag = label.replace(" ", "")
            if tags.stream_value(tag) or tags.folded(tag) in ("overallbitrate", "writingapplication", "writinglibrary"):
                found.append((tag, Text(value, attribute.at, "")))
            elif tags.is_kept(tag):
                attribute.reading.keep(f"{attribute.path}[{tag[:60]}]")
            else:
                attribute.reading.leave(f"{attribute.path}[{label[:60]}]", value)
    return found


def _subtitles(node: Node, form: Format) -> None:
    stream = Stream(TEXT, node.at)
    stream.put("language", node.text("@language"), f"{node.at}/@language")
    form.streams.append(stream)
    node.keep()


def _container(node: Node, said: Said) -> None:
    for container in node.nodes("containerFormat"):
        name, profile = container.text("@containerFormatName"), container.text("@containerFormatProfile")
        for encoding in container.nodes("containerEncoding"):
            name = name or encoding.text("@formatLabel")
            encoding.text("@formatLabel"), encoding.text("@formatLink")
        brand = next((v.value for codec in container.nodes("codec") for v in _codec_identifiers(codec)), "")
        for tag, value in _attributes(container):
            if tags.folded(tag) == "formatprofile":
                profile = profile or value.value
            elif tags.found(tag) == "software" or "writing" in tag.lower():
                said.measure("software", value.value, value.at)
        said.measure("mediaFormat", codecs.media_type(name, brand=brand, profile=profile), container.at)


def _carrier(node: Node, said: Said) -> None:
    """Say the media type, and the carrier of what is no file."""
    for mime in node.nodes("mimeType"):
        label = mime.text("@typeLabel") or mime.text("#")
        mime.text("@typeLink")
        said.measure("mediaFormat", codecs.media_type(label), mime.at)
    for value in texts(node, "format"):
        if re.fullmatch(r"[a-z]+/[\w.+\-]+", value.value):
            said.measure("mediaFormat", codecs.media_type(value.value), value.at)
        else:
            node.reading.keep(f"{node.path}.format")
    for medium in node.nodes("medium"):
        medium.text("@typeLink")
        label = medium.text("@typeLabel") or medium.text("#")
        said.describe("carrier", Text(label, medium.at, ""))


def _timecode(node: Node, said: Said) -> None:
    """Say the timecode at which a file starts."""
    for value in texts(node, "timecode"):
        said.measure("timecode", value.value, value.at)
    if node.rest():
        node.keep()


def _extended(node: Node, said: Said) -> None:
    """Say the loudness and language of programmes of the Audio Definition Model (ITU-R BS.2076)."""
    for programme in node.nodes("audioProgramme"):
        language = language_tag(programme.text("@audioProgrammeLanguage"))
        said.measure("language", language, f"{programme.at}/@audioProgrammeLanguage")
        for loudness in programme.nodes("loudnessMetadata"):
            for theirs, ours in _LOUDNESS.items():
                for value in texts(loudness, theirs):
                    found = measured.number(value.value)
                    said.measure(ours, "" if found is None else measured.plain(found), value.at)
            if loudness.rest():
                loudness.keep()
        if programme.rest():
            programme.keep()
    if node.rest():
        node.keep()
