"""What WAV, AVI and AIFF chunks become: INFO lists, cue points with labels, embedded XML, XMP and ID3."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from extractors.files.broadcast_wave import say_bext, say_cart, say_ixml
from extractors.files.claims import Claims, Speaker
from extractors.files.id3 import say_id3
from extractors.files.riff import Chunks, chunk_text, texts
from extractors.files.tag_values import say_tag
from extractors.files.xmp_claims import read_xmp
from ontology.model import Segment

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

INFO: Final[dict[str, tuple[str, Speaker]]] = {
    "INAM": ("title", _PERSON), "TITL": ("title", _PERSON),
    "IART": ("creator", _PERSON), "IAUT": ("creator", _PERSON),
    "ISTR": ("performer", _PERSON), "STAR": ("performer", _PERSON), "IMUS": ("composer", _PERSON),
    "IPRO": ("producer", _PERSON), "IPDS": ("contributor", _PERSON), "IWRI": ("writer", _PERSON),
    "IDIR": ("director", _PERSON), "IENG": ("contributor", _PERSON), "ITCH": ("contributor", _PERSON),
    "ICNM": ("contributor", _PERSON), "IEDT": ("contributor", _PERSON), "ICDS": ("contributor", _PERSON),
    "ICMS": ("credit", _PERSON), "IDST": ("publishedBy", _PERSON), "ISTD": ("publishedBy", _PERSON),
    "ICMT": ("description", _PERSON), "CMNT": ("description", _PERSON), "COMM": ("description", _PERSON),
    "ISBJ": ("description", _PERSON), "IKEY": ("keyword", _PERSON),
    "IGNR": ("genre", _PERSON), "ISGN": ("genre", _PERSON), "GENR": ("genre", _PERSON),
    "ICOP": ("copyrightNotice", _PERSON), "ICRD": ("dateCreated", _PERSON), "DATE": ("dateCreated", _PERSON),
    "YEAR": ("dateCreated", _PERSON), "IDIT": ("captureDate", _DEVICE), "DTIM": ("digitisedDate", _DEVICE),
    "IPRD": ("album", _PERSON), "ITRK": ("trackNumber", _PERSON), "IPRT": ("trackNumber", _PERSON),
    "TRCK": ("trackNumber", _PERSON), "PRT1": ("trackNumber", _PERSON),
    "ILNG": ("language", _PERSON), "IAS1": ("language", _PERSON), "LANG": ("language", _PERSON),
    "ISRC": ("source", _PERSON), "IARL": ("houseIdentifier", _PERSON), "ICNT": ("country", _PERSON),
    "ILOC": ("contentLocation", _PERSON), "LOCA": ("contentLocation", _PERSON), "IRTD": ("rating", _PERSON),
    "ISFT": ("software", _DEVICE), "STAT": ("note", _PERSON), "ITOC": ("note", _PERSON),
    "ISMP": ("timecode", _DEVICE), "TAPE": ("reelName", _PERSON), "RGMK": ("cameraMake", _DEVICE),
    "IMAK": ("cameraMake", _DEVICE), "IMDL": ("cameraModel", _DEVICE), "IBSU": ("webStatement", _PERSON),
    "IRPD": ("partOf", _PERSON), "IMBI": ("registryEntry", _PERSON), "IMBU": ("registryEntry", _PERSON),
}  # fmt: skip
"""Chunk of a LIST INFO (Multimedia Programming Interface 1.0, 2-14; extensions of Sound Forge and OpenDML)."""
INFO_KEPT: Final = frozenset((
    "ICRP", "IDIM", "IDPI", "ILGT", "IPLT", "ISHP", "ISRF", "IMED", "ICAS", "IWMU", "ILIU", "ILYC", "IWEB", "ITRC",
    "IENC", "IBPM", "IRIP", "IFRM", "IPRT2", "AGES", "IAS2", "IAS3", "IAS4", "IAS5", "IAS6", "IAS7", "IAS8", "IAS9",
    "IBSF", "IFCT", "DISP", "PRT2",
))  # fmt: skip
"""Known, and nothing that a claim would say: cropping, lightness, the medium before."""

AIFF: Final[dict[str, tuple[str, Speaker]]] = {
    "NAME": ("title", _PERSON),
    "AUTH": ("creator", _PERSON),
    "(c) ": ("copyrightNotice", _PERSON),
    "ANNO": ("description", _PERSON),
}
"""Text chunk of AIFF (Audio Interchange File Format 1.3)."""

_STRUCTURE: Final = frozenset((
    "fmt ", "fact", "data", "ds64", "JUNK", "junk", "PAD ", "FLLR", "fllr", "filr", "bext", "iXML", "cart", "cue ",
    "axml", "_PMX", "id3 ", "ID3 ", "COMM", "SSND", "FVER", "MARK", "COMT", "idx1", "levl", "chna", "smpl", "inst",
    "acid", "strc", "regn", "umid", "minf", "elm1", "DGDA", "LGWV", "afsp", "INST", "MIDI", "AESD", "PEAK", "qlty",
    "mext", "link", "plst", "SAUR", "CHAN", "aXML", "dbmd", "slnt", "bxml", "sxml", "LIST:adtl/labl", "LIST:adtl/note",
    "LIST:adtl/ltxt",
))  # fmt: skip
_DESCRIBES: Final = frozenset(("levl", "chna", "smpl", "inst", "acid", "regn", "mext", "dbmd", "INST", "MIDI", "AESD"))
_AVI: Final = frozenset(("avih", "strh", "strf", "strd", "indx", "vprp", "dmlh", "strn", "strl"))


def say_chunks(chunks: Chunks, sample_rate: int, claims: Claims) -> None:
    """Add what the chunks say; a chunk that is not known is counted by its name."""
    for way, body in chunks.found:
        if way == "iXML":
            say_ixml(body, sample_rate, claims)
        elif way in _BY_CHUNK:
            _BY_CHUNK[way](body, claims)
    for name, text in texts(chunks, "LIST:INFO/"):
        _say_info(name, text, claims)
    for name, text in texts(chunks, "LIST:hdrl/"):
        if name == "IDIT":
            _say_info(name, _avi_date(text), claims)
    for name, text in texts(chunks, "LIST:Tdat/"):
        _say_timecode(name, text, claims)
    _say_cues(chunks, sample_rate, claims)
    for way, body in chunks.found:
        _say_rest(way, body, sample_rate, claims)
    for problem in chunks.problems:
        claims.problem(problem)


_BY_CHUNK: Final[dict[str, Callable[[bytes, Claims], object]]] = {
    "bext": say_bext, "cart": say_cart, "id3 ": say_id3, "ID3 ": say_id3, "_PMX": read_xmp,
}  # fmt: skip


def _say_timecode(name: str, text: str, claims: Claims) -> None:
    """Say what Adobe's programs add to AVI: timecode and tape of the original."""
    if name in ("tc_O", "rn_O"):
        prop = "timecode" if name == "tc_O" else "reelName"
        say_tag(claims, prop, _DEVICE, text.replace(";", ":"), pointer=f"/Tdat/{name}")
    else:
        claims.kept[f"Chunk:{name}"] += 1


def _say_info(name: str, text: str, claims: Claims) -> None:
    code = name.upper()
    if code in INFO:
        prop, speaker = INFO[code]
        say_tag(claims, prop, speaker, text, pointer=f"/INFO/{name}")
    elif code in INFO_KEPT:
        claims.kept[f"INFO:{name}"] += 1
    else:
        claims.unmapped[f"INFO:{name}"] += 1


def _avi_date(text: str) -> str:
    """Return IDIT (``Sat Mar 04 05:06:07 2006``, as C's ctime has it) in ISO 8601; others as they are."""
    parts = text.split()
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    if len(parts) == 5 and parts[1].lower() in months and parts[2].isdecimal():
        return f"{parts[4]}-{months.index(parts[1].lower()) + 1:02}-{int(parts[2]):02}T{parts[3]}"
    return text.replace("/", "-")


def _say_rest(way: str, body: bytes, sample_rate: int, claims: Claims) -> None:
    if way in AIFF:
        prop, speaker = AIFF[way]
        say_tag(claims, prop, speaker, chunk_text(body), pointer=f"/AIFF/{way.strip()}")
    elif way == "COMT":
        for text in _comments(body):
            say_tag(claims, "description", _PERSON, text, pointer="/AIFF/COMT")
    elif way == "MARK" and sample_rate:
        _say_marks(body, sample_rate, claims)
    elif way == "APPL" and body.startswith(b"XMP "):
        read_xmp(body[4:], claims)
    elif way in _DESCRIBES:
        claims.kept[f"Chunk:{way}"] += 1
    elif way.startswith("LIST:hdrl/LIST:strl/strn"):
        claims.kept["Chunk:strn"] += 1
    elif way not in _STRUCTURE and way.rpartition("/")[2] not in _AVI and not way.startswith("LIST:"):
        claims.unmapped[f"Chunk:{way[:40]}"] += 1


def _comments(body: bytes) -> Iterator[str]:
    """AIFF 1.3, comments chunk: count, then time, marker, length and text of each."""
    at = 2
    for _ in range(min(int.from_bytes(body[:2], "big"), 1000)):
        length = int.from_bytes(body[at + 6 : at + 8], "big")
        yield chunk_text(body[at + 8 : at + 8 + length])
        at += 8 + length + length % 2


def _say_marks(body: bytes, sample_rate: int, claims: Claims) -> None:
    """AIFF 1.3, marker chunk: count, then number, position in frames and a Pascal string."""
    at = 2
    for _ in range(min(int.from_bytes(body[:2], "big"), 10_000)):
        if at + 7 > len(body):
            return
        frame, length = int.from_bytes(body[at + 2 : at + 6], "big"), body[at + 6]
        segment = Segment(round(Decimal(frame) / sample_rate, 3))
        claims.say(
            _PERSON, "chapter", chunk_text(body[at + 7 : at + 7 + length]), pointer="/AIFF/MARK", segment=segment
        )
        at += 7 + length + (length + 1) % 2


def _say_cues(chunks: Chunks, sample_rate: int, claims: Claims) -> None:
    """Say the labels and notes of cue points at their times (Multimedia Programming Interface 1.0, 3-60)."""
    places: dict[int, int] = {}
    body = chunks.first("cue ")
    for number in range(min(int.from_bytes(body[:4], "little"), 10_000)):
        entry = body[4 + 24 * number : 28 + 24 * number]
        if len(entry) == 24:
            cue, _, _, _, _, sample = struct.unpack("<II4sIII", entry)
            places[cue] = sample
    lengths = {}
    for entry in chunks.all("LIST:adtl/ltxt"):
        if len(entry) >= 8:
            lengths[int.from_bytes(entry[:4], "little")] = int.from_bytes(entry[4:8], "little")
    if not sample_rate:
        return
    for kind, prop in (("labl", "chapter"), ("note", "note")):
        for entry in chunks.all(f"LIST:adtl/{kind}"):
            cue = int.from_bytes(entry[:4], "little")
            if cue in places:
                start = round(Decimal(places[cue]) / sample_rate, 3)
                length = round(Decimal(lengths.get(cue, 0)) / sample_rate, 3)
                segment = Segment(start, start + length if length else None)
                claims.say(_PERSON, prop, chunk_text(entry[4:]), pointer=f"/adtl/{kind}", segment=segment)
