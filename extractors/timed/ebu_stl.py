"""EBU STL, the binary exchange of subtitles (EBU Tech 3264-E): a block about the whole, and blocks of texts.

Times are timecodes of the programme's own film or tape; they are counted here from its start (TCP), which is often
10:00:00:00. Colours, boxes and rows of teletext stay in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from extractors import media_type as types
from extractors.port import Extraction, Source, SourceRefused
from extractors.reference import language_of_name
from extractors.timecode import Rate, exact, timecode_seconds
from extractors.timed.cues import Cue, CueLeftOut, CueSheet
from extractors.timed.ebu_stl_keys import FIELDS, KEYS, LANGUAGES
from ontology.model import Segment

_GSI, _TTI = 1024, 128
_RATES: Final = {
    "STL23.01": Fraction(24000, 1001), "STL24.01": Fraction(24), "STL25.01": Fraction(25),
    "STL30.01": Fraction(30000, 1001), "STL50.01": Fraction(50),
}  # fmt: skip
_TABLES: Final = {"01": "iso8859_5", "02": "iso8859_6", "03": "iso8859_7", "04": "iso8859_8"}
_USER_DATA, _LAST, _MOST_EXTENSIONS = 0xFE, 0xFF, 0xF0
_NEW_LINE, _UNUSED = 0x8A, 0x8F
_STYLED: Final = re.compile(rb"[\x00-\x1f\x80-\x85]")


class _Text(NamedTuple):
    """One subtitle: the number of its first block from 1, its times as they stand, its text field, and its flags."""

    block: int
    times: bytes
    field: bytes
    is_comment: bool


@dataclass(frozen=True)
class EbuStlExtractor:
    """EBU STL."""

    name: str = "ebu-stl"
    version: str = "1"
    reads: str = "EBU STL (Tech 3264): text, times from the start of the programme, language, titles, comments"
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS, repr=False, compare=False)

    def recognises(self, source: Source) -> bool:
        """Say whether the first block has the form's code."""
        return source.media_type == types.EBU_STL

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a file; raise `SourceRefused` where no subtitle can be read."""
        if len(source.data) < _GSI:
            raise SourceRefused(f"{source.path}: has {len(source.data)} bytes; its first block alone has {_GSI}")
        sheet = CueSheet(source)
        gsi = _general(source.data[:_GSI], sheet)
        rate = Rate(_RATES.get(gsi["DFC"], Fraction(25)))
        if gsi["DFC"] not in _RATES or gsi["DFC"] == "STL30.01":
            sheet.remark(f"{gsi['DFC']} is read as {rate.text} frames a second, no timecode dropped")
        language = LANGUAGES.get(gsi["LC"].upper(), "") or language_of_name(source.name)
        start = _start(gsi, rate, sheet)
        for text in _texts(source.data, sheet):
            try:
                _add(text, sheet, rate, start, gsi["CCT"])
            except CueLeftOut as why:
                sheet.leave_out(f"the subtitle in block {text.block}", why)
        yield sheet.extraction("EBU STL", language)


def _general(data: bytes, sheet: CueSheet) -> dict[str, str]:
    """Return the fields of the general block, and say what they tell of the programme."""
    page = data[:3].decode("ascii", "replace")
    codec = f"cp{page}" if page in ("437", "850", "860", "863", "865") else "cp850"
    gsi = {}
    for name, (first, length, becomes) in FIELDS.items():
        gsi[name] = data[first : first + length].decode(codec, "replace").replace("\x00", " ").strip()
        if gsi[name].strip("0 ") and becomes.startswith("kept"):
            sheet.kept[f"GSI:{name}"] += 1
        elif gsi[name] and becomes in ("title", "headline", "contributor", "jobId"):
            sheet.say(becomes, gsi[name], f"#gsi={name}")
    sheet.author = gsi["EN"] or gsi["PUB"]
    return gsi


def _start(gsi: dict[str, str], rate: Rate, sheet: CueSheet) -> Fraction:
    """Return where the programme starts by its timecode."""
    code = gsi["TCP"]
    if len(code) != 8 or not code.isdecimal():
        return Fraction(0)
    text = f"{code[:2]}:{code[2:4]}:{code[4:6]}:{code[6:]}"
    found = timecode_seconds(text, rate, drop=False) or Fraction(0)
    if found:
        sheet.remark(f"its timecodes are counted from the start of the programme, {text}")
    return found


def _texts(data: bytes, sheet: CueSheet) -> Iterator[_Text]:
    """Yield each subtitle, its extension blocks joined."""
    whole, rest = divmod(len(data) - _GSI, _TTI)
    if rest:
        sheet.remark(f"the file ends within a block: its last {rest} bytes are left out")
    begun: dict[tuple[int, bytes], list[bytes]] = {}
    for number in range(whole):
        block = data[_GSI + number * _TTI : _GSI + (number + 1) * _TTI]
        group, subtitle, extension = block[0], block[1:3], block[3]
        if extension == _USER_DATA:
            sheet.kept["TTI:user data"] += 1
            continue
        pieces = begun.setdefault((group, subtitle), [])
        pieces.append(block[16:])
        if extension == _LAST or len(pieces) >= _MOST_EXTENSIONS:
            for at, name in ((4, "CS"), (13, "VP"), (14, "JC")):
                if block[at]:
                    sheet.kept[f"TTI:{name}"] += 1
            yield _Text(number + 1, block[5:13], b"".join(begun.pop((group, subtitle))), block[15] == 1)
    for group, subtitle in begun:
        number = int.from_bytes(subtitle, "little")
        sheet.leave_out(f"subtitle {number} of group {group}", "its last block is missing")


def _add(text: _Text, sheet: CueSheet, rate: Rate, start: Fraction, table: str) -> None:
    begin, end = (_seconds(text.times[at : at + 4], rate) - start for at in (0, 4))
    if begin < 0:
        raise CueLeftOut(f"it starts {exact(-begin)} s before the programme")
    at = f"#tti={text.block}"
    words = _decoded(text.field, table, sheet)
    if text.is_comment:
        if end > begin:
            sheet.say("note", words, at, segment=Segment(exact(begin), exact(end)))
        return
    sheet.add(Cue(exact(begin), exact(end), words, at))


def _seconds(code: bytes, rate: Rate) -> Fraction:
    text = ":".join(f"{number:02}" for number in code)
    found = timecode_seconds(text, rate, drop=False)
    if found is None:
        raise CueLeftOut(f"{text} names a frame that is not there at {rate.text} a second")
    return found


def _decoded(data: bytes, table: str, sheet: CueSheet) -> str:
    """Return a text field as text (Tech 3264, appendix 2): controls become spaces, the rest is decoded by its table."""
    from ttconv.stl.iso6937 import decode

    if _STYLED.search(data):
        sheet.kept["TTI:style codes"] += 1
    lines = []
    for line in data.split(bytes([_UNUSED]), 1)[0].split(bytes([_NEW_LINE])):
        letters = bytes(byte if 0x20 <= byte <= 0x7F or byte >= 0xA0 else 0x20 for byte in line)
        text = letters.decode(_TABLES[table], "replace") if table in _TABLES else decode(letters, "replace")[0]
        lines.append(" ".join(text.split()))
    return "\n".join(line for line in lines if line)


EXTRACTOR: Final = EbuStlExtractor()
"""For the registry."""
