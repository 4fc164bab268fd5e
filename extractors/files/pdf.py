"""PDF (ISO 32000): a document's own metadata, from its information dictionary and its XMP; its text is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from extractors.files.claims import Claims, Speaker
from extractors.files.content_credentials import read_credentials
from extractors.files.integrity import naming_defect
from extractors.files.xmp_claims import read_xmp
from extractors.port import Extraction, Source, SourceRefused
from ontology.model import MediaKind

if TYPE_CHECKING:
    from pypdf import PdfReader

MEDIA_TYPE: Final = "application/pdf"

INFORMATION: Final = {
    "/Title": ("title", Speaker.PERSON),
    "/Author": ("creator", Speaker.PERSON),
    "/Subject": ("description", Speaker.PERSON),
    "/Keywords": ("keyword", Speaker.PERSON),
    "/Creator": ("software", Speaker.DEVICE),
    "/Producer": ("software", Speaker.DEVICE),
    "/CreationDate": ("dateCreated", Speaker.DEVICE),
    "/ModDate": ("modifiedDate", Speaker.DEVICE),
}
"""Keys of the document information dictionary (14.3.3), what each becomes and who says it."""
KEPT: Final = (
    "/Trapped", "/GTS_PDFXVersion", "/GTS_PDFXConformance", "/GTS_PDFA1Version", "/SourceModified", "/PTEX.Fullbanner",
)  # fmt: skip
"""Keys of other programs and of print production, which a claim could not use."""

_DATE: Final = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?")
_NO_END: Final = b"\nstartxref\n0\n%%EOF\n"
"""Put behind a document that is cut off, so that its objects are looked for instead."""
_MOST_TEXT: Final = 100_000
_LARGEST_XMP: Final = 16 << 20
_SILENT: Final = re.compile(r"untitled|\(?unspecified\)?|unknown|anonymous", re.IGNORECASE)


@dataclass(frozen=True)
class PdfExtractor:
    """PDF documents."""

    name: str = "pdf"
    version: str = "1"
    reads: str = "PDF documents: pages, version, language, title, author, dates, XMP; not the text"

    def recognises(self, source: Source) -> bool:
        """Say whether this is PDF."""
        return source.media_type == MEDIA_TYPE

    def extract(self, source: Source) -> Iterator[Extraction]:
        """Yield the one Extraction of a document; raise `SourceRefused` where it has no readable structure."""
        claims = Claims(source)
        for defect in (naming_defect(source.name, MEDIA_TYPE), _cut(source.data)):
            claims.defect(defect) if defect else None
        try:
            reader = _opened(source)
        except SourceRefused as err:
            if b"<x:xmpmeta" not in source.data or not read_xmp(source.data, claims):
                raise
            claims.defect(f"{str(err).removeprefix(f'{source.path}: ')}; only its XMP is used")
            yield claims.extraction(MediaKind.TEXT)
            return
        if _is_locked(reader):
            claims.defect("encrypted: the document opens only with a password; its metadata cannot be read")
            claims.say(Speaker.MEASURED, "formatVersion", f"PDF {reader.pdf_header.removeprefix('%PDF-')[:4]}")
        else:
            _say_document(reader, source, claims)
        credentials = read_credentials(source.data, MEDIA_TYPE, claims) if b"/C2PA_Manifest" in source.data else []
        yield claims.extraction(MediaKind.TEXT, credentials)


def _cut(data: bytes) -> str:
    """Return whether the end is missing (7.5.5: the last line is %%EOF)."""
    if b"%%EOF" in data[-2048:]:
        return ""
    return f"truncated: the PDF has no %%EOF at its end; it is cut off after {len(data)} bytes"


def _opened(source: Source) -> PdfReader:
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would print each repair it makes
    try:
        end = _NO_END if _cut(source.data) else b""
        reader = PdfReader(BytesIO(source.data + end), strict=False)
        if not reader.is_encrypted:
            _ = reader.trailer["/Root"].get_object()
    except (MemoryError, RecursionError):
        raise
    except Exception as err:  # pypdf raises almost anything for damaged structures
        raise SourceRefused(f"{source.path}: starts as a PDF, but its structure cannot be read: {err}") from err
    return reader


def _is_locked(reader: PdfReader) -> bool:
    """Say whether a password is needed; many documents are encrypted with an empty one, only to forbid printing.

    pypdf opens those encrypted with AES by `cryptography`.
    """
    try:
        return bool(reader.is_encrypted) and not reader.decrypt("")
    except Exception:  # an unknown handler, or a cipher that is not installed
        return True


def _say_document(reader: PdfReader, source: Source, claims: Claims) -> None:
    root = _object(reader.trailer.get("/Root"))
    version = str(root.get("/Version", "")).strip("/") or reader.pdf_header.removeprefix("%PDF-")[:4]
    claims.say(Speaker.MEASURED, "formatVersion", f"PDF {version}", pointer="/PDF/Version")
    pages = _object(root.get("/Pages")).get("/Count")
    if isinstance(pages, int) and pages > 0:
        claims.say(Speaker.MEASURED, "pageCount", pages, pointer="/PDF/Pages/Count")
    else:
        claims.defect("corrupt: the PDF does not say how many pages it has")
    language = str(root.get("/Lang", ""))
    if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", language):
        claims.say(Speaker.PERSON, "language", language, pointer="/PDF/Lang")
    for key in ("/AcroForm", "/Outlines", "/Names", "/OpenAction", "/MarkInfo", "/StructTreeRoot", "/OutputIntents"):
        if key in root:
            claims.kept[f"PDF:{key[1:]}"] += 1
    _say_information(_object(reader.trailer.get("/Info")), claims)
    _say_xmp(root.get("/Metadata"), claims)


def _object(value: Any) -> dict[str, Any]:
    """Return the dictionary that a value is or points to; an empty one where it is broken."""
    try:
        found = value.get_object() if value is not None else {}
    except Exception:  # a pointer into nothing
        return {}
    return found if isinstance(found, dict) else {}


def _say_information(information: dict[str, Any], claims: Claims) -> None:
    for key in sorted(information, key=lambda key: list(INFORMATION).index(key) if key in INFORMATION else 99):
        try:
            text = str(information[key])[:_MOST_TEXT].strip()
        except Exception:  # a broken pointer or encoding
            claims.problem(f"the PDF's {key[:40]} cannot be read")
            continue
        if key not in INFORMATION:
            (claims.kept if key in KEPT else claims.unmapped)[f"PDF:{key[1:60]}"] += 1
            continue
        prop, speaker = INFORMATION[key]
        if prop.endswith("Date") or prop == "dateCreated":
            text = date_text(text)
        if _SILENT.fullmatch(text):
            claims.kept[f"PDF:{key[1:]}"] += 1
            continue
        for part in _parts(key, text):
            claims.say(speaker, prop, part, pointer=f"/PDF/Info{key}")


def _parts(key: str, text: str) -> list[str]:
    if key == "/Keywords":
        return re.split(r"[;,]", text)
    return re.split(r";", text) if key == "/Author" else [text]


def date_text(text: str) -> str:
    """Return a PDF date (7.9.4, ``D:20261122165959+01'00'``) in xsd form, or "" for none.

    >>> date_text("D:20261122165959+01'00'")
    '2026-11-22T16:59:59+01:00'
    """
    match = _DATE.match(text)
    if match is None or match[1] == "0000":
        return ""
    year, month, day, hour, minute, second, utc, zone, zone_minutes = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if not day or not hour:
        return date
    place = "Z" if utc else f"{zone}:{zone_minutes or '00'}" if zone else ""
    return f"{date}T{hour}:{minute or '00'}:{second or '00'}{place}"


def _say_xmp(metadata: Any, claims: Claims) -> None:
    try:
        stream = metadata.get_object() if metadata is not None else None
        data = stream.get_data() if stream is not None else b""
    except (MemoryError, RecursionError):
        raise
    except Exception as err:  # a broken filter
        claims.problem(f"the PDF's XMP cannot be unpacked: {str(err)[:200]}")
        return
    if len(data) > _LARGEST_XMP:
        claims.problem(f"the PDF's XMP has {len(data)} bytes, over the limit of {_LARGEST_XMP}; it is not used")
    elif data:
        read_xmp(data, claims)


EXTRACTOR: Final = PdfExtractor()
