"""The files of a Final Cut Pro 7 document, and what logging, markers and comments say of clips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from extractors.edits.places import file_name
from extractors.edits.sheet import EditSheet
from extractors.files.claims import clean_text
from extractors.timecode import Rate, exact
from extractors.xml_elements import Element
from ontology.model import WHOLE, Agent, MediaKind, Segment

_LOGGED: Final = {"description": "description", "scene": "scene", "shottake": "take", "lognote": "note",
                  "originalvideofilename": "sourceFile", "originalaudiofilename": "sourceFile"}  # fmt: skip
_SYSTEMS: Final = ("scene", "take", "sourceFile")
_WHOLE: Final = re.compile(r"-?[0-9]{1,12}")


def frames(element: Element, name: str) -> int | None:
    """Take a child's whole number; None where it is none."""
    text = element.child_text(name)
    return int(text) if _WHOLE.fullmatch(text) else None


def rate_of(element: Element, default: Fraction) -> Fraction:
    """Return the frames a second of an element's ``rate``; NTSC counts 1000 of 1001."""
    rate = element.first("rate")
    if rate is None:
        return default
    nominal, is_ntsc = frames(rate, "timebase"), rate.child_text("ntsc").upper() == "TRUE"
    if not nominal or not 0 < nominal <= 1000:
        return default
    return Fraction(nominal * 1000, 1001) if is_ntsc else Fraction(nominal)


@dataclass(frozen=True, slots=True)
class File:
    """A media file: its sheet, address, reel and rate."""

    sheet: EditSheet
    address: str
    reel: str
    rate: Fraction


class Files:
    """The files by their id; only the first mention of a file holds more than its id."""

    def __init__(self, system: Agent) -> None:
        self._system = system
        self._files: dict[str, File] = {}

    def sheets(self) -> Iterator[EditSheet]:
        """Yield the sheet of each file."""
        for file in self._files.values():
            yield file.sheet

    def of(self, clip: Element) -> File | None:
        """Return the file of a clip; None where it has none."""
        for element in clip.elements("file"):
            return self._file(element)
        for media in clip.elements("media"):  # a clip of a bin: its tracks have items with the file
            for kind in media.elements("video", "audio"):
                for track in kind.elements("track"):
                    for item in track.elements("clipitem"):
                        found = self.of(item)
                        _pass_over(item)
                        if found is not None:
                            return found
        return None

    def _file(self, element: Element) -> File | None:
        identifier = element.take("id")
        if identifier in self._files or not any(isinstance(child, Element) for child in element.children):
            return self._files.get(identifier)
        name, address = element.child_text("name"), element.child_text("pathurl")
        if not name and not address:
            return None
        sheet = EditSheet(self._system, name=file_name(address) or name, title=name or file_name(address))
        rate = rate_of(element, Fraction(25))
        length = frames(element, "duration")
        if length and length > 0:
            sheet.say("duration", clean_text(exact(length / rate)), element.at)
        reel = self._timecode(element, sheet)
        self._media(element, sheet, rate)
        found = File(sheet, address or name, reel, rate)
        self._files[identifier or element.at] = found
        return found

    def _timecode(self, element: Element, sheet: EditSheet) -> str:
        reel = ""
        for timecode in element.elements("timecode"):
            sheet.say("timecode", timecode.child_text("string"), timecode.at)
            rate_of(timecode, Fraction(25))
            frames(timecode, "frame"), timecode.child_text("displayformat"), timecode.child_text("source")
            for holder in timecode.elements("reel"):
                reel = holder.child_text("name")
                sheet.say("reelName", reel, holder.at)
        return reel

    def _media(self, element: Element, sheet: EditSheet, rate: Fraction) -> None:
        for media in element.elements("media"):
            for video in media.elements("video"):
                sheet.kind = MediaKind.VIDEO
                sheet.say("frameRate", Rate(rate).text, video.at)
                for name in ("duration",):
                    frames(video, name)
                say_size(video, sheet)
            for audio in media.elements("audio"):
                sheet.kind = sheet.kind if sheet.kind is MediaKind.VIDEO else MediaKind.AUDIO
                count = audio.child_text("channelcount")
                if count.isdecimal():
                    sheet.say("channels", count, audio.at)
                for sample in audio.elements("samplecharacteristics"):
                    if (hertz := sample.child_text("samplerate")).isdecimal():
                        sheet.say("sampleRate", hertz, sample.at)
                    if (depth := sample.child_text("depth")).isdecimal():
                        sheet.say("bitDepth", depth, sample.at)


def say_size(video: Element, sheet: EditSheet) -> None:
    """Say the size of a picture by its sample characteristics."""
    for sample in video.elements("samplecharacteristics"):
        width, height = sample.child_text("width"), sample.child_text("height")
        if width.isdecimal() and height.isdecimal():
            sheet.say("width", width, sample.at)
            sheet.say("height", height, sample.at)
        rate_of(sample, Fraction(25))


def tell_log(clip: Element, sheet: EditSheet, segment: Segment = WHOLE) -> None:
    """Tell what was logged of a clip: scene, take, description, notes, comments."""
    for log in clip.elements("logginginfo"):
        for name, becomes in _LOGGED.items():
            text = log.child_text(name)
            if becomes in _SYSTEMS:
                sheet.say(becomes, text, log.at_child(name), segment)
            else:
                sheet.tell(becomes, text, log.at_child(name), segment)
        if log.child_text("good").upper() == "TRUE":
            sheet.tell("note", "good", log.at_child("good"), segment)
    for comments in clip.elements("comments"):
        for comment in comments.elements():
            sheet.tell("note", comment.text(), comment.at, segment)


def tell_marks(
    clip: Element,
    sheet: EditSheet,
    rate: Fraction,
    *,
    begin: Fraction | int,
    until: Fraction | None = None,
    track: int | None = None,
) -> None:
    """Tell the markers of a clip; `begin` is when its own frame 0 would be on the Asset, `until` when it ends."""
    for marker in clip.elements("marker"):
        start, end = frames(marker, "in"), frames(marker, "out")
        texts = [text for name in ("name", "comment") if (text := marker.child_text(name))]
        if start is None or not texts:
            continue
        last = end if end is not None and end > start else start + 1
        first_s = begin + start / rate
        segment = sheet.segment(first_s, begin + last / rate, track)
        if segment is None or (until is not None and first_s >= until):
            sheet.problems.append(
                f"{marker.at}: the marker {texts[0][:60]!r} is left out: it lies in no part that is used"
            )
        else:
            sheet.tell("note", ": ".join(texts), marker.at, segment)


def _pass_over(item: Element) -> None:
    """An item within a clip of a bin says again what the clip says."""
    for child in list(item.elements()):
        child.skip()
    for name, _ in list(item.left()):
        item.take(name)
