"""Which media type some bytes are, by their content.

Cheap signatures first; the `magika` model only where they do not say. A file's ending decides nothing but what content
cannot tell: whether plain text is an article or a format nobody here knows.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Any, Final

from extractors.archives import sealed_type
from extractors.files.raw_types import tiff_type

OCTETS: Final = "application/octet-stream"
EMPTY: Final = "inode/x-empty"
JSON: Final = "application/json"
JSON_LINES: Final = "application/x-ndjson"
XML: Final = "application/xml"
XMP: Final = "application/rdf+xml"
SUBRIP: Final = "application/x-subrip"
WEBVTT: Final = "text/vtt"
SBV: Final = "text/x-sbv"
SCC: Final = "text/x-scc"
SSA: Final = "text/x-ssa"
LRC: Final = "text/x-lrc"
EDL: Final = "text/x-edl"
ALE: Final = "text/x-ale"
TTML: Final = "application/ttml+xml"
EBU_STL: Final = "application/x-ebu-stl"
AAF: Final = "application/x-aaf"
FCPXML: Final = "application/x-fcpxml"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
PLAIN: Final = "text/plain"
MARKDOWN: Final = "text/markdown"

_FILM_CONTAINERS: Final = ("application/mxf", "application/x-gxf")

HEAD_BYTES: Final = 65_536
"""How much of a file is looked at."""

_START: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"8BPS\x00", "image/vnd.adobe.photoshop"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/j2c"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\xff\x0a", "image/jxl"),
    (b"SDPX", "image/x-dpx"),
    (b"XPDS", "image/x-dpx"),
    (b"v/1\x01", "image/x-exr"),
    (b"fLaC", "audio/flac"),
    (b"riff\x2e\x91\xcf\x11", "audio/x-w64"),
    (b"\x0b\x77", "audio/ac3"),
    (b"\x1f\x07\x00", "video/x-dv"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
    (b"caff", "audio/x-caf"),
    (b"FLV\x01", "video/x-flv"),
    (b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (b"\x06\x0e+4\x02\x05\x01\x01", "application/mxf"),
    (b"\x00\x00\x00\x00\x01\xbc", "application/x-gxf"),
    (b"%PDF-", "application/pdf"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
)
_BRANDS: Final = {
    b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic",
    b"heim": "image/heic", b"heis": "image/heic", b"mif1": "image/heif", b"msf1": "image/heif",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"crx ": "image/x-canon-cr3",
    b"jp2 ": "image/jp2",
}  # fmt: skip
_MXF_HEADER: Final = b"\x06\x0e+4\x02\x05\x01\x01\r\x01\x02\x01\x01\x02"
_QUICKTIME_ATOMS: Final = (b"moov", b"mdat", b"wide", b"pnot", b"skip")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AAF_CLASSES: Final = (
    b"AAFB\r\x00OM\x06\x0e+4\x01\x01\x01\xff",
    b"\x01\x02\x01\r\x00\x02\x00\x00\x06\x0e+4\x03\x02\x01\x01",
)
"""What stands for the class in the header of an AAF's compound file: of 512, and of 4096 byte sectors."""

# Text forms that are not an article: named, so that they are refused by name and never taken for prose.
_TEXT_FORMS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\ufeff?WEBVTT(?:[ \t\r\n]|$)"), WEBVTT),
    (re.compile(r"\ufeff?\s*\d+[ \t]*\r?\n\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[,.]\d{1,3}\s*-->"), SUBRIP),
    (re.compile(r"\ufeff?\s*\d{1,2}:\d{2}:\d{2}\.\d{3},\d{1,2}:\d{2}:\d{2}\.\d{3}\r?\n"), SBV),
    (re.compile(r"Scenarist_SCC V1\.0"), SCC),
    (re.compile(r"\s*(?:TITLE:[^\n]*\n(?:.*\n){0,6}?)?(?:FCM:|\d{3,6}\s+\S+\s+\S+\s+(?:C|D|W\d+|K)\s)"), EDL),
    (re.compile(r"\s*TITLE:[^\r\n]*[\r\n]"), EDL),
    (re.compile(r"\s*Heading[ \t]*[\r\n]+(?:[^\r\n]*[\r\n]+){0,40}?Column[ \t]*[\r\n]"), ALE),
    (re.compile(r"#EXTM3U"), "application/vnd.apple.mpegurl"),
    (re.compile(r"\s*\[Script Info\]", re.IGNORECASE), SSA),
    (re.compile(r"\s*(?:\[[A-Za-z#]+:[^\]\r\n]*\]\s*){0,40}\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]"), LRC),
)
_CUE: Final = re.compile(r"^[ \t]*\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3}[ \t]*-->[ \t]*\d{1,3}:\d{1,2}:\d", re.MULTILINE)
"""A SubRip cue's times: the file may open with a cue that is damaged."""

_ROOTS: Final = {
    "svg": "image/svg+xml",
    "html": "text/html",
    "tt": TTML,
    "fcpxml": FCPXML,
}
_ROOT: Final = re.compile(r"<(?![?!])(?:[\w.\-]+:)?([\w.\-]+)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTE: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TABLE_ENDINGS: Final = {".csv": CSV, ".tsv": TSV, ".tab": TSV}
_TABLE_LINE: Final = re.compile(r"\ufeff?\s*[^\r\n]*[,;|\t][^\r\n]*")
_PROSE_ENDINGS: Final = (".txt", ".text", ".md", ".markdown")


def media_type_of(head: bytes, name: str) -> str:
    """Return the media type of a file from its first `HEAD_BYTES`; `name` is looked at only for plain text."""
    if not head:
        return EMPTY
    return _by_signature(head) or _as_document(head, name) or _by_model(head)


def is_media(media_type: str) -> bool:
    """Say whether these bytes are themselves a picture, film or sound."""
    return media_type.startswith(("image/", "video/", "audio/")) or media_type in _FILM_CONTAINERS


def is_xml(media_type: str) -> bool:
    """Say whether these bytes are XML of any form."""
    return media_type.partition(";")[0].endswith(("/xml", "+xml")) or media_type == FCPXML


def is_text(media_type: str) -> bool:
    """Say whether these bytes are lines of text of any form."""
    return media_type.startswith("text/") or media_type == SUBRIP


def _by_signature(head: bytes) -> str:
    if head[0] in b"{[" or (head[:2] == codecs.BOM_UTF16_LE and head[3:4] == b"\x00"):
        return ""
    for start, media_type in _START:
        if head.startswith(start):
            return tiff_type(head) if media_type == "image/tiff" else media_type
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in _QUICKTIME_ATOMS:
        return "video/quicktime"
    if head[:3] == b"ID3":
        return _behind_id3(head)
    if head[:4] in (b"RIFF", b"RF64", b"BW64"):
        return {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}.get(head[8:12], "")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "audio/aiff"
    if head[:4] == b"OggS":
        return "video/ogg" if b"\x80theora" in head[:4096] else "audio/ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:128] else "video/x-matroska"
    return sealed_type(head) or _by_structure(head)


def _by_structure(head: bytes) -> str:
    """Return the type of what has no name at its start, but marks in certain places."""
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    if head[3:6] == b"STL" and head[8:11] == b".01":
        return EBU_STL
    if head.startswith(_OLE) and head[8:24] in _AAF_CLASSES:
        return AAF
    if any(len(head) > at + 2 * size and head[at] == head[at + size] == head[at + 2 * size] == 0x47
           for at, size in ((0, 188), (4, 192))):  # fmt: skip
        return "video/mp2t"
    if _MXF_HEADER in head:  # behind a run-in (SMPTE ST 377-1, 6.5)
        return "application/mxf"
    return "audio/mpeg" if _is_mpeg_audio(head) else ""


def _by_brand(head: bytes) -> str:
    """Return the type by ISO/IEC 14496-12, 4.3: the major brand, then the compatible ones."""
    major = head[8:12]
    size = min(int.from_bytes(head[:4], "big"), 256)
    compatible = {head[at : at + 4] for at in range(16, size, 4)}
    if major in (b"mif1", b"msf1"):
        for brand, media_type in ((b"avif", "image/avif"), (b"heic", "image/heic"), (b"heix", "image/heic")):
            if brand in compatible:
                return media_type
    if major.startswith((b"3gp", b"3g2")):
        return "video/3gpp"
    return _BRANDS.get(major, "video/mp4")


def _behind_id3(head: bytes) -> str:
    """Return the type of the sound behind an ID3 tag; MPEG audio where the tag is longer than the head."""
    at = 10 + sum((byte & 127) << 7 * (3 - place) for place, byte in enumerate(head[6:10]))
    body = head[at : at + 4]
    if body == b"fLaC":
        return "audio/flac"
    return "audio/aac" if body[:2] in (b"\xff\xf1", b"\xff\xf9") else "audio/mpeg"


def _is_mpeg_audio(head: bytes) -> bool:
    """Say whether an MPEG audio frame header stands first: sync, and no reserved version, layer, rate (11172-3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and bit_rate != 15 and rate != 3


def _as_document(head: bytes, name: str) -> str:
    text = _decoded(head)
    if text is None:
        return ""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped[:1] in ("{", "["):
        bracketed = (form for pattern, form in _TEXT_FORMS if form in (SSA, LRC) and pattern.match(text))
        return next(bracketed, "") or _json_type(stripped, name)
    if stripped[:1] == "<":
        return _xml_type(stripped)
    for pattern, media_type in _TEXT_FORMS:
        if pattern.match(text):
            return media_type
    if _CUE.search(text[:4096]):
        return SUBRIP
    table = _TABLE_ENDINGS.get(name.lower()[-4:], "")
    if table and _TABLE_LINE.match(text) and not _CONTROL.search(text):
        return table
    if name.lower().endswith(_PROSE_ENDINGS) and not _CONTROL.search(text):
        return MARKDOWN if name.lower().endswith((".md", ".markdown")) else PLAIN
    return ""


def _decoded(head: bytes) -> str | None:
    """Return the head as text, a character cut at its end left out; None where it is no text we read."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    head = head.removeprefix(codecs.BOM_UTF8)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        if head.lstrip()[:1] in (b"{", b"[", b"<"):
            return head.decode("utf-8", "replace")
        return None if _CONTROL_BYTE.search(head) else head.decode("latin-1")


def _json_type(text: str, name: str) -> str:
    """Tell JSON from JSON Lines: by the ending, or by one whole object on the first line and another below it."""
    if name.lower().endswith((".jsonl", ".ndjson")):
        return JSON_LINES
    first, line_end, rest = text.partition("\n")
    if line_end and first.rstrip().endswith("}") and rest.lstrip()[:1] == "{":
        import orjson

        try:
            orjson.loads(first)
        except orjson.JSONDecodeError:
            return JSON
        return JSON_LINES
    return JSON


_XMP_MARK: Final = re.compile(r"ns\.adobe\.com/|rdf:about=([\"'])\1")
"""What tells XMP without its wrapper from other RDF: Adobe's namespaces, or that it is about nothing but its file."""


def _xml_type(text: str) -> str:
    root = _ROOT.search(text[:16_384])
    if root is None:
        return XML
    name = root[1]
    if name in ("xmpmeta", "xapmeta") or (name == "RDF" and _XMP_MARK.search(text)):
        return XMP
    return _ROOTS.get(name) or f"{XML}; root={name}"


def _by_model(head: bytes) -> str:
    result = _magika().identify_bytes(head)
    if result.output.label in ("txt", "unknown"):
        return OCTETS if _decoded(head) is None or _CONTROL_BYTE.search(head) else PLAIN
    return str(result.output.mime_type)


@cache
def _magika() -> Any:
    from magika import Magika

    return Magika()
