"""The clips in an FCPXML event, outside all projects: what is said of them is said of the media file they show."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from extractors.edits.fcpxml_resources import MediaAsset, Resources, read_metadata, seconds
from extractors.edits.fcpxml_story import CLIPS, reference_of, tell_mark
from extractors.timecode import exact
from extractors.xml_elements import Element
from ontology.model import WHOLE, Segment

_MARKS: Final = ("marker", "chapter-marker", "keyword", "rating", "analysis-marker")
_NUMBERS: Final = (
    "name",
    "duration",
    "start",
    "offset",
    "audioRole",
    "videoRole",
    "role",
    "format",
    "ref",
    "srcEnable",
)


class Browser:
    """Reads the clips of all events into the sheets of their assets."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def read(self, root: Element) -> None:
        """Read the clips of a library, its events, or the document itself."""
        for child in root.elements("library", "event", "collection-folder", *CLIPS):
            if child.name in CLIPS:
                self._clip(child)
            else:
                self.read(child)

    def _clip(self, clip: Element) -> None:
        asset = self._resources.assets.get(reference_of(clip))
        if asset is None:
            clip.take("name"), clip.take("duration")
            return
        for name in _NUMBERS:
            clip.take(name)
        asset.sheet.tell("note", clip.child_text("note"), clip.at_child("note"))
        read_metadata(clip, asset.sheet)
        for mark in clip.elements(*_MARKS):
            tell_mark(mark, asset.sheet, self._segment(mark, asset))
        for inner in clip.elements("video", "audio", "gap"):
            inner.skip()

    def _segment(self, mark: Element, asset: MediaAsset) -> Segment:
        """Return the part of the file that is marked; the whole where it is marked whole, or no time is given."""
        start, length = seconds(mark.take("start")), seconds(mark.take("duration"))
        if start is None or length is None or (start == asset.start_s and length == asset.length_s):
            return WHOLE
        begin = max(Fraction(0), start - asset.start_s)
        return asset.sheet.segment(begin, begin + max(length, Fraction(1, 1000))) or Segment(exact(begin))
