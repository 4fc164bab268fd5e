"""Subtitles as lines of text: SubRip, WebVTT, SBV, SubStation Alpha, LRC and SCC.

The claims are about the film, not about this file: they find it by the file's name (``clip.en.srt`` beside
``clip.mp4``). Tags and inline timestamps are left out of texts and counted as kept; a cue that cannot be read is named,
and the others go on. What is damaged is repaired only where there is one way to read it, and each repair is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from extractors import media_type as types
from extractors.port import Extraction, Source
from extractors.reference import language_of_name
from extractors.timed.blocks import read_subrip, read_webvtt
from extractors.timed.cues import CueSheet
from extractors.timed.lyrics import read_lyrics
from extractors.timed.sbv import read_sbv
from extractors.timed.scenarist import read_scenarist
from extractors.timed.substation import Substation

_Read = Callable[[bytes, CueSheet, str], str]
_FORMS: Final[Mapping[str, tuple[str, _Read]]] = {
    types.SUBRIP: ("SRT", read_subrip),
    types.WEBVTT: ("WebVTT", read_webvtt),
    types.SBV: ("SBV", read_sbv),
    types.LRC: ("LRC", read_lyrics),
    types.SCC: ("SCC", read_scenarist),
}

KEYS: Final[Mapping[str, str]] = {
    "cue": "subtitle, with its times, on its region's box where that is exact",
    "SCC, LRC, SBV, SSA": "subtitle; SSA's Name is speaker, its Comment note",
    "WebVTT:Language": "the language of the texts",
    "WebVTT:NOTE": "note",
    "WebVTT:REGION": "the box of the cues in it; kept: how it scrolls, and a region without an exact place",
    "WebVTT:STYLE": "kept: how texts look",
    "WebVTT:Kind": "kept: which track of a player it is",
    "WebVTT:X-TIMESTAMP-MAP": "kept: where an HLS segment lies in its stream",
    "<v>": "speaker",
    "<lang>": "the language of the text it encloses",
    "cue settings": "kept: a place that depends on the text's own size",
    "cue identifier": "kept: a name for links within the player",
    "<i>, <b>, <u>, <c>, <font>, <ruby>, <rt>": "kept: how a part of a text looks",
    "<00:00:00.000>": "kept: when a word is shown",
    "{\\an}": "kept: SubStation overrides: place, colour, movement",
    "Script Info:Title": "title",
    "Script Info:Original Script": "contributor",
    "Script Info": "kept: how a player draws the texts",
    "[v4+ styles]": "kept: how texts look",
    "[fonts], [graphics]": "kept: files within the file",
    "[ti:], [ar:], [al:], [au:]": "title, creator, album, contributor",
    "[by:]": "the person who speaks",
    "[offset:]": "the shift of all times",
    "SCC:row and column": "kept: a place on a grid, whose size depends on the decoder",
    "caption channel 2": "kept: a second service, which readers of SCC leave",
}


@dataclass(frozen=True)
class SubtitlesExtractor:
    """Subtitles, captions and lyrics as lines of text."""

    name: str = "subtitles"
    version: str = "2"
    reads: str = "SubRip, WebVTT, SBV, SubStation Alpha, LRC and SCC: text, times, speakers, places, language, notes"
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False)

    def recognises(self, source: Source) -> bool:
        """Say whether this is a file of subtitles in a form that is read."""
        return source.media_type in _FORMS or source.media_type == types.SSA

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a file of subtitles; raise `SourceRefused` where no cue can be read."""
        sheet, language = CueSheet(source), language_of_name(source.name)
        if source.media_type == types.SSA:
            yield _substation(source, sheet, language)
            return
        form, read = _FORMS.get(source.media_type, _FORMS[types.SUBRIP])
        language = read(source.data, sheet, language)
        yield sheet.extraction(form, language)


def _substation(source: Source, sheet: CueSheet, language: str) -> Extraction:
    reader = Substation(sheet)
    reader.read(source.data)
    return sheet.extraction("SSA", language, reader.reference)


EXTRACTOR: Final = SubtitlesExtractor()
