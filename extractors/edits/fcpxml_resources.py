"""The resources of an FCPXML document: formats, assets with their files, compound clips, effects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from extractors.edits.places import file_name
from extractors.edits.sheet import EditSheet
from extractors.files.claims import clean_text
from extractors.timecode import Rate, exact, timecode_text
from extractors.xml_elements import Element
from ontology.model import Agent, MediaKind

_TIME: Final = re.compile(r"(-?\d{1,18})(?:/(\d{1,18}))?s|(-?\d{1,12}\.\d{1,12})s")


def seconds(text: str) -> Fraction | None:
    """Return a time of FCPXML, ``1001/30000s`` or ``5s``, as seconds; None where it is none."""
    match = _TIME.fullmatch(text)
    if match is None or (match[2] and not int(match[2])):
        return None
    return Fraction(match[3]) if match[3] else Fraction(int(match[1]), int(match[2] or 1))


def start_timecode(start_s: Fraction, frame_s: Fraction | None, is_drop: bool) -> str:
    """Return a start time as the timecode that names its frame; "" where no frame length is known."""
    if not frame_s:
        return ""
    return timecode_text(round(start_s / frame_s), Rate(1 / frame_s).nominal, drop=is_drop)


@dataclass(frozen=True, slots=True)
class Format:
    """A video format: size in pixels, length of a frame in seconds, colours; None or "" where not given."""

    width: str
    height: str
    frame_s: Fraction | None
    colours: str

    def say(self, sheet: EditSheet, at: str, *, is_still: bool = False) -> None:
        """Say the size, rate and colours of what has this format; a still has no rate."""
        if self.width.isdecimal() and self.height.isdecimal():
            sheet.say("width", self.width, at)
            sheet.say("height", self.height, at)
        if self.frame_s and not is_still:
            sheet.say("frameRate", Rate(1 / self.frame_s).text, at)
        sheet.say("colourSpace", self.colours, at)


@dataclass(frozen=True, slots=True)
class MediaAsset:
    """An asset: its sheet, its file, and its own time in seconds."""

    sheet: EditSheet
    file: str
    start_s: Fraction
    length_s: Fraction | None


class Resources:
    """The resources by their id."""

    def __init__(self, resources: Element | None, system: Agent) -> None:
        self._system = system
        self.formats: dict[str, Format] = {}
        self.assets: dict[str, MediaAsset] = {}
        self._compounds: list[Element] = []
        if resources is None:
            return
        for element in resources.elements("format"):
            self.formats[element.take("id")] = _format(element)
        for element in resources.elements("asset", "media"):
            if element.name == "asset":
                self.assets[element.take("id")] = self._asset(element)
            else:
                element.take("id")
                self._compounds.append(element)
        for element in resources.elements("effect"):
            for name in ("id", "name", "uid", "src"):
                element.take(name)

    def compounds(self) -> list[Element]:
        """Return the compound clips, in the order of the document."""
        return self._compounds

    def sheets(self) -> Iterator[EditSheet]:
        """Yield the sheet of each asset."""
        for asset in self.assets.values():
            yield asset.sheet

    def file(self, reference: str) -> str:
        """Return the address of an asset's file, "" for any other resource."""
        asset = self.assets.get(reference)
        return asset.file if asset else ""

    def _asset(self, element: Element) -> MediaAsset:
        files = [element.take("src"), *(rep.take("src") for rep in element.elements("media-rep"))]
        file = next((address for address in files if address), "")
        name = element.take("name")
        sheet = EditSheet(self._system, name=file_name(file), title=name or file_name(file) or "untitled asset")
        start, length = seconds(element.take("start")) or Fraction(0), seconds(element.take("duration"))
        has_video, has_audio = element.take("hasVideo") == "1", element.take("hasAudio") == "1"
        sheet.kind = MediaKind.VIDEO if has_video else MediaKind.AUDIO if has_audio else MediaKind.UNKNOWN
        if length:
            sheet.say("duration", clean_text(exact(length)), element.at)
        elif has_video:
            sheet.kind = MediaKind.IMAGE  # a still lasts no time
        shape = self.formats.get(element.take("format"))
        if shape is not None and has_video:
            shape.say(sheet, element.at, is_still=not length)
            if length:
                sheet.say("timecode", start_timecode(start, shape.frame_s, False), element.at)
        sources, channels = element.take("audioSources") or "1", element.take("audioChannels")
        if has_audio and sources == "1" and channels.isdecimal():
            sheet.say("channels", channels, element.at)
        rate = element.take("audioRate")
        if has_audio and rate.isdecimal():
            sheet.say("sampleRate", rate, element.at)
        read_metadata(element, sheet)
        return MediaAsset(sheet, file, start, length)


def _format(element: Element) -> Format:
    frame = seconds(element.take("frameDuration"))
    element.take("name")
    return Format(element.take("width"), element.take("height"), frame if frame and frame > 0 else None,
                  element.take("colorSpace"))  # fmt: skip


def read_metadata(element: Element, sheet: EditSheet) -> None:
    """Read the metadata of an element: those keys whose meaning is known, about the sheet's whole Asset."""
    from extractors.edits.fcpxml_keys import METADATA
    from extractors.edits.places import date_time

    for metadata in element.elements("metadata"):
        for entry in metadata.elements("md"):
            key = entry.look("key")
            becomes = METADATA.get(key, "")
            if not becomes:
                entry.is_read = False
                continue
            entry.take("key")
            values = [
                entry.take("value"),
                *(text.text() for a in entry.elements("array") for text in a.elements("string")),
            ]
            for value in values:
                text = date_time(value) if becomes == "captureDate" else value
                if becomes in ("reelName", "cameraMake", "cameraModel", "captureDate", "colourProfile"):
                    sheet.say(becomes, text, entry.at)
                else:
                    sheet.tell(becomes, text, entry.at)
