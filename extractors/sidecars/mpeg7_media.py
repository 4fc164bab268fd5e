"""MPEG-7's MediaInformation: identifiers, file format, codecs, sizes and rates, as measures."""

from __future__ import annotations

from typing import Final

from extractors.reading import Node
from extractors.sidecars import codecs, measured
from extractors.sidecars.credits import say_identifier
from extractors.sidecars.measured import AUDIO, VIDEO, Stream, Value
from extractors.sidecars.mpeg7_names import term_names
from extractors.sidecars.mpeg7_times import Frame
from extractors.sidecars.said import Said, base_name
from extractors.xml_form import text, text_of, texts

_ISO_FILES: Final = ("mp4", "mpeg-4")


class Media:
    """What the media of one content are: gathered over its profiles, of which the master or the first is said."""

    def __init__(self, said: Said, unit: str) -> None:
        self.said, self.unit = said, unit
        self.file_name = ""
        self.streams: list[Stream] = []
        self._profiles = 0

    @property
    def frame(self) -> Frame:
        """What times and regions of the content are counted in."""
        picture = next((stream for stream in self.streams if stream.kind == VIDEO), None)
        if picture is None:
            return Frame(self.unit)
        width, height = measured.number(picture["width"]), measured.number(picture["height"])
        return Frame(self.unit, int(width or 0), int(height or 0))

    def read(self, content: Node) -> None:
        """Take where the content's file lies, and its MediaInformation."""
        for locator in content.nodes("MediaLocator"):
            self._locate(locator)
        for information in content.nodes("MediaInformation"):
            for identification in information.nodes("MediaIdentification"):
                for identifier in identification.nodes("EntityIdentifier"):
                    scheme = identifier.text("@type").rpartition(":")[2]
                    say_identifier(self.said, text_of(identifier), scheme=scheme)
            for profile in information.nodes("MediaProfile"):
                self._profile(profile)

    def say(self, *, is_picture: bool) -> None:
        """Say the streams; of a still picture no codec of films."""
        if is_picture:
            for stream in self.streams:
                for name in ("width", "height", "bitDepth"):
                    measured.say_whole(self.said, name, stream.get(name))
        else:
            measured.measure_streams(self.said, self.streams)

    def _locate(self, locator: Node) -> None:
        for uri in texts(locator, "MediaUri"):
            self.file_name = self.file_name or base_name(uri.value)
        if locator.rest():
            locator.keep()

    def _profile(self, profile: Node) -> None:
        self._profiles += 1
        for instance in profile.nodes("MediaInstance"):
            for locator in instance.nodes("MediaLocator"):
                if self._profiles == 1:
                    self._locate(locator)
            if instance.rest():
                instance.keep()
        if self._profiles > 1:
            profile.keep()
            return
        for media in profile.nodes("MediaFormat"):
            self._format(media)

    def _format(self, media: Node) -> None:
        for rate in media.nodes("BitRate"):
            measured.say_bits_per_second(self.said, Value(rate.text("#").strip(), rate.at))
        for form in media.nodes("FileFormat"):
            names = list(term_names(form))
            brand = " ".join(names[1:2]).rpartition(" ")[2]
            # "mp4" alone may be any file of ISO/IEC 14496-12, QuickTime and 3GP too.
            if names and (names[0].lower() not in _ISO_FILES or brand):
                self.said.measure("mediaFormat", codecs.media_type(names[0], brand=brand), form.at)
        for coding in media.nodes("VisualCoding"):
            self.streams.append(_picture(coding))
        for coding in media.nodes("AudioCoding"):
            self.streams.append(_sound(coding))


def _picture(coding: Node) -> Stream:
    stream = _coded(coding, VIDEO)
    for frame in coding.nodes("Frame"):
        for ours, theirs in (
            ("width", "width"), ("height", "height"), ("frameRate", "rate"), ("displayAspect", "aspectRatio"),
            ("scan", "structure"),
        ):  # fmt: skip
            stream.put(ours, frame.text(f"@{theirs}"), f"{frame.at}/@{theirs}")
    for pixel in coding.nodes("Pixel"):
        stream.put("pixelAspect", pixel.text("@aspectRatio"), f"{pixel.at}/@aspectRatio")
        stream.put("bitDepth", pixel.text("@bitsPer"), f"{pixel.at}/@bitsPer")
    return stream


def _sound(coding: Node) -> Stream:
    stream = _coded(coding, AUDIO)
    for channels in coding.nodes("AudioChannels"):
        stream.put("channels", channels.text("#"), channels.at)
        if channels.rest():
            channels.keep()
    for sample in coding.nodes("Sample"):
        stream.put("sampleRate", sample.text("@rate"), f"{sample.at}/@rate")
        stream.put("bitDepth", sample.text("@bitsPer"), f"{sample.at}/@bitsPer")
    return stream


def _coded(coding: Node, kind: str) -> Stream:
    stream = Stream(kind, coding.at)
    for form in coding.nodes("Format"):
        names = list(term_names(form))
        stream.put("format", names[0] if names else text(form, "Name"), form.at)
        stream.put("profile", " ".join(names[1:]), form.at)
    return stream
