"""TTML and its profiles: IMSC, EBU-TT, EBU-TT-D, EBU-TT Live, SMPTE-TT, DFXP (W3C TTML2; EBU Tech 3350, 3370, 3380).

Each paragraph is a cue; where spans in it have times of their own, each such span is one. Times are exact: containers
in parallel and in sequence, ``begin``, ``end`` and ``dur`` of all elements above count. A document of an EBU-TT Live
sequence is a part of that sequence, which is the Asset unless a manifest or file name says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from extractors import media_type as types
from extractors.port import AssetReference, Extraction, Source
from extractors.reading import Reading
from extractors.reference import language_of_name
from extractors.timecode import Rate, exact, timecode_seconds
from extractors.timed.cues import Cue, CueLeftOut, CueSheet, language_tag
from extractors.timed.ttml_keys import KEYS, PREFIXES
from extractors.timed.ttml_layout import Layout
from extractors.timed.ttml_metadata import Metadata
from extractors.timed.ttml_time import Timing, read_timing
from extractors.xml_elements import Element, count, parse_elements
from ontology.model import WHOLE, Segment

_SPACE: Final = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class _Here:
    """What an element hands down: when it is shown, its language, speakers, region, and how its space counts."""

    begin: Fraction
    end: Fraction | None
    language: str
    agents: tuple[str, ...] = ()
    region: str = ""
    preserve: bool = False
    is_timed: bool = False


@dataclass(slots=True)
class _Piece:
    """Text shown over one span of time within a paragraph."""

    here: _Here
    at: str
    texts: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    agents: dict[str, None] = field(default_factory=dict)


_Pieces = dict[tuple[Fraction, Fraction | None, str], _Piece]


class _Document:
    """One document being read into a sheet."""

    def __init__(self, root: Element, sheet: CueSheet, language: str) -> None:
        self._sheet = sheet
        self._timing: Timing = read_timing(root)
        self._layout = Layout(root)
        self._metadata = Metadata(sheet)
        self.language = language_tag(root.take("xml:lang")) or language
        head, body = root.first("head"), root.first("body")
        self._metadata.read_head(head, self.language)
        self._layout.read(head)
        self._start = self._start_of_programme()
        if body is not None:
            preserve = root.take("xml:space") == "preserve"
            self._walk(body, _Here(Fraction(0), None, self.language, preserve=preserve), None)

    def _start_of_programme(self) -> Fraction:
        """Return what to take off each time: where the programme starts by its timecode; told where that is not 0."""
        text, timing = self._metadata.start_of_programme, self._timing
        if timing.base == "clock":
            self._sheet.remark("its times are those of a clock (timeBase clock), in seconds from midnight")
        if timing.base != "smpte" or not text:
            return Fraction(0)
        found = timecode_seconds(text, Rate(timing.frame_rate), drop=timing.drop)
        if found:
            self._sheet.remark(f"its timecodes are counted from the start of the programme, {text}")
        return found or Fraction(0)

    def _walk(self, element: Element, above: _Here, before: Fraction | None) -> Fraction:
        """Read a body, div or paragraph; return when it ends. `before` is the end of the sibling before, in a seq."""
        try:
            here = self._here(element, above, before)
        except CueLeftOut as why:
            self._sheet.leave_out(f"the {element.name} at line {element.line}", why)
            element.skip()
            return above.begin if before is None else before
        if element.name == "p":
            last = self._paragraph(element, here)
        else:
            self._tell(element, here)
            last = self._children(element, here)
        return here.end if here.end is not None else last

    def _children(self, element: Element, here: _Here) -> Fraction:
        is_sequence = element.take("timeContainer") == "seq"
        last, before = here.begin, here.begin if is_sequence else None
        for child in element.elements("div", "p"):
            ended = self._walk(child, here, before)
            before = ended if is_sequence else None
            last = max(last, ended)
        return last

    def _here(self, element: Element, above: _Here, before: Fraction | None) -> _Here:
        """Return an element's own frame: its times (TTML2, 12.2 and SMIL 3.0), language, speakers, region."""

        def repair(what: str) -> None:
            self._sheet.repair(f"line {element.line}", what)

        start = above.begin if before is None else before
        given = {name: element.take(name) for name in ("begin", "end", "dur")}
        times = {name: self._timing.seconds(text, repair) for name, text in given.items() if text}
        begin = start + times.get("begin", 0)
        ends = [] if above.end is None else [above.end]
        if "end" in times:
            ends.append(start + times["end"])
        if "dur" in times and not self._is_open_live(element, times):
            ends.append(begin + times["dur"])
        end = min(ends) if ends else None
        return _Here(
            begin, end,
            language_tag(element.take("xml:lang")) or above.language,
            tuple(element.take("ttm:agent").split()) or above.agents,
            element.take("region") or above.region,
            (element.take("xml:space") or ("preserve" if above.preserve else "")) == "preserve",
            above.is_timed or bool(times),
        )  # fmt: skip

    def _is_open_live(self, element: Element, times: Mapping[str, Fraction]) -> bool:
        """Say whether a body's dur counts from when a live document comes in (EBU Tech 3370, 2.3): unknown here."""
        is_open = element.name == "body" and self._timing.base == "clock" and "begin" not in times
        if is_open:
            self._sheet.kept["body/@dur"] += 1
        return is_open

    def _paragraph(self, paragraph: Element, here: _Here) -> Fraction:
        pieces: _Pieces = {}
        last = self._inline(paragraph, here, pieces)
        self._tell(paragraph, here)
        for piece in pieces.values():
            self._add(piece, paragraph.line)
        if here.is_timed and not any("".join(piece.texts).strip() for piece in pieces.values()):
            self._sheet.leave_out(f"the p at line {paragraph.line}", "it has no text")
        return last

    def _inline(self, element: Element, here: _Here, pieces: _Pieces) -> Fraction:
        """Gather the texts of an element by when they are shown; return when the last one ends."""
        is_sequence = element.take("timeContainer") == "seq"
        last, before = here.begin, here.begin if is_sequence else None
        for child in element.children:
            if isinstance(child, str):
                piece = _piece(pieces, here, element.at)
                piece.texts.append(child if here.preserve else _SPACE.sub(" ", child))
                if child.strip():
                    piece.languages.add(here.language)
                    piece.agents.update(dict.fromkeys(here.agents))
            elif child.name == "br":
                child.is_read = True
                _piece(pieces, here, element.at).texts.append("\n")
            elif child.name == "span" and child.look("tts:ruby") not in ("text", "textContainer", "delimiter"):
                child.is_read = True
                try:
                    inner = self._here(child, here, before)
                except CueLeftOut as why:
                    self._sheet.leave_out(f"the span at line {child.line}", why)
                    child.skip()
                    continue
                ended = self._inline(child, inner, pieces)
                self._tell(child, inner)
                ended = inner.end if inner.end is not None else ended
                before, last = (ended if is_sequence else None), max(last, ended)
        return last

    def _add(self, piece: _Piece, line: int) -> None:
        text = "".join(piece.texts)
        if not piece.here.preserve:
            text = "\n".join(_SPACE.sub(" ", part).strip() for part in text.split("\n"))
        if not text.strip():
            return
        here = piece.here
        begin, end = here.begin - self._start, None if here.end is None else here.end - self._start
        language = piece.languages.pop() if len(piece.languages) == 1 else here.language
        speakers = tuple(self._metadata.agents.get(agent, "") for agent in piece.agents)
        box = self._layout.boxes.get(here.region)
        try:
            if begin < 0:
                raise CueLeftOut(f"it starts {exact(-begin)} s before the programme")
            until = None if end is None else exact(end)
            self._sheet.add(Cue(exact(begin), until, text, piece.at, language, speakers, box))
        except CueLeftOut as why:
            self._sheet.leave_out(f"the text at line {line}", why)

    def _tell(self, element: Element, here: _Here) -> None:
        """Read what an element says of itself; most say nothing, and need no Segment."""
        if any(
            isinstance(c, Element) and (c.name == "metadata" or c.name.startswith(("ttm:", "ittm:")))
            for c in element.children
        ):
            self._metadata.read_part(element, self._segment(here), here.language)

    def _segment(self, here: _Here) -> Segment:
        if not here.is_timed:
            return WHOLE
        begin, end = here.begin - self._start, None if here.end is None else here.end - self._start
        if begin < 0 or (end is not None and end <= begin):
            return WHOLE
        return Segment(exact(begin), None if end is None else exact(end))


def _piece(pieces: _Pieces, here: _Here, at: str) -> _Piece:
    """Return the piece of a span of time, a new one where that is new in the paragraph."""
    return pieces.setdefault((here.begin, here.end, here.region), _Piece(here, at))


@dataclass(frozen=True)
class TtmlExtractor:
    """TTML of any profile."""

    name: str = "ttml"
    version: str = "1"
    reads: str = "TTML, IMSC, EBU-TT, EBU-TT-D, EBU-TT Live, SMPTE-TT, DFXP: text, times, speakers, places, metadata"
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False, compare=False)

    def recognises(self, source: Source) -> bool:
        """Say whether the root element is ``tt``."""
        return source.media_type == types.TTML

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a document; raise `SourceRefused` where it has no cue and is not live."""
        root = parse_elements(source, PREFIXES)
        sheet = CueSheet(source)
        sequence, number = root.take("ebuttp:sequenceIdentifier"), root.take("ebuttp:sequenceNumber")
        document = _Document(root, sheet, language_of_name(source.name))
        reading = Reading(KEYS)
        count(root, reading)
        sheet.kept.update(reading.kept)
        sheet.unmapped.update(reading.unmapped)
        reference = AssetReference(name=sequence[:500])
        yield sheet.extraction("TTML", document.language, reference, number=number[:40], may_be_empty=bool(sequence))


EXTRACTOR: Final = TtmlExtractor()
"""For the registry."""
