"""Whether a file is whole, and what its name says it is: cheap checks of structure that decode nothing."""

from __future__ import annotations

import struct
import zlib
from typing import Final

from extractors.files.tiff import Data, Tiff, Value

_CHECKED_BYTES: Final = 256 << 20
"""Checksums are computed over at most so much of a file: about half a second."""

ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "jpg": ("image/jpeg",), "jpeg": ("image/jpeg",), "jpe": ("image/jpeg",), "jfif": ("image/jpeg",),
    "png": ("image/png",), "apng": ("image/png",), "gif": ("image/gif",), "webp": ("image/webp",),
    "tif": ("image/tiff", "image/x-adobe-dng"), "tiff": ("image/tiff", "image/x-adobe-dng"),
    "heic": ("image/heic", "image/heif"), "heif": ("image/heic", "image/heif", "image/avif"), "avif": ("image/avif",),
    "bmp": ("image/bmp",), "psd": ("image/vnd.adobe.photoshop",), "psb": ("image/vnd.adobe.photoshop",),
    "dng": ("image/x-adobe-dng",), "cr2": ("image/x-canon-cr2",), "cr3": ("image/x-canon-cr3",),
    "nef": ("image/x-nikon-nef",), "arw": ("image/x-sony-arw",), "jp2": ("image/jp2",), "jpx": ("image/jp2",),
    "j2k": ("image/j2c", "image/jp2"), "j2c": ("image/j2c",), "jxl": ("image/jxl",), "dpx": ("image/x-dpx",),
    "exr": ("image/x-exr",), "svg": ("image/svg+xml",), "pdf": ("application/pdf",),
    **dict.fromkeys(
        ("mp4", "m4v", "mov", "qt", "m4a", "m4b", "3gp", "3g2"),
        ("video/mp4", "video/quicktime", "audio/mp4", "video/3gpp"),
    ),
    **dict.fromkeys(("mkv", "mka", "webm"), ("video/x-matroska", "video/webm")),
    **dict.fromkeys(("ogg", "ogv", "oga", "opus", "spx"), ("audio/ogg", "video/ogg")),
    **dict.fromkeys(("wav", "bwf", "rf64"), ("audio/wav",)), **dict.fromkeys(("mts", "m2ts"), ("video/mp2t",)),
    **dict.fromkeys(("aif", "aiff", "aifc"), ("audio/aiff",)), "mp3": ("audio/mpeg",), "aac": ("audio/aac",),
    **dict.fromkeys(("mpg", "mpeg"), ("video/mpeg", "video/mp2t")), "avi": ("video/x-msvideo",),
    **dict.fromkeys(("wmv", "wma", "asf"), ("video/x-ms-asf",)), "flv": ("video/x-flv",), "flac": ("audio/flac",),
    "mxf": ("application/mxf",), "gxf": ("application/x-gxf",), "caf": ("audio/x-caf",), "w64": ("audio/x-w64",),
}  # fmt: skip
"""A file name's ending, in lower case, and the types of content that it may stand for."""


def naming_defect(name: str, media_type: str) -> str:
    """Return what is wrong with a file's ending, or "" where it fits its content, is unknown, or there is none."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    expected = ENDINGS.get(ending)
    if expected is None or media_type in expected:
        return ""
    return f"mislabelled: the name ends in .{ending}, but the content is {media_type}"


def jpeg_defect(data: Data) -> str:
    """Return what is wrong with a JPEG's end, or "": a marker EOI must stand there (ISO/IEC 10918-1, B.2.1)."""
    if len(data) > 2 and data.rfind(b"\xff\xd9", max(0, len(data) - (1 << 20))) < 0:
        return f"truncated: the JPEG has no end marker; it is cut off after {len(data)} bytes"
    return ""


def png_defect(data: Data) -> str:
    """Return which chunk of a PNG does not fit its checksum, or "" (PNG third edition, 5.3)."""
    at = 8
    while at + 12 <= min(len(data), _CHECKED_BYTES):
        (length,) = struct.unpack_from(">I", data, at)
        if at + 12 + length > len(data):
            return ""  # cut off: said by the reader of its chunks
        if zlib.crc32(data[at + 4 : at + 8 + length]) != struct.unpack_from(">I", data, at + 8 + length)[0]:
            kind = bytes(data[at + 4 : at + 8]).decode("latin-1")
            return f"corrupt: the PNG chunk {kind!r} at byte {at} does not fit its checksum"
        at += 12 + length
    return ""


def riff_defect(data: Data) -> str:
    """Return whether a WebP is shorter than its header says, or "" (RIFF: a length behind the first four bytes)."""
    said = int.from_bytes(data[4:8], "little") + 8
    return f"truncated: the header says {said} bytes, the file has {len(data)}" if said > len(data) + 1 else ""


def bmp_defect(data: Data) -> str:
    """Return whether a BMP is shorter than its header says, or ""."""
    said = int.from_bytes(data[2:6], "little")
    return f"truncated: the header says {said} bytes, the file has {len(data)}" if said > len(data) else ""


def tiff_defect(tiff: Tiff, values: dict[int, Value]) -> str:
    """Return whether strips or tiles of a TIFF directory lie behind the end of the file, or ""."""
    for offsets, counts in ((0x0111, 0x0117), (0x0144, 0x0145)):
        places, lengths = values.get(offsets), values.get(counts)
        if not isinstance(places, tuple) or not isinstance(lengths, tuple):
            continue
        ends = [int(a or 0) + int(b or 0) for a, b in zip(places, lengths, strict=False)]
        behind = sum(end > len(tiff.data) for end in ends)
        if behind:
            return f"truncated: {behind} of {len(ends)} parts of the picture lie behind the end of the file"
    return ""


def file_defect(data: Data, media_type: str) -> str:
    """Return what is wrong with a file's structure as a whole, or ""; never raises."""
    check = {
        "image/jpeg": jpeg_defect,
        "image/png": png_defect,
        "image/webp": riff_defect,
        "image/bmp": bmp_defect,
    }.get(media_type)
    return check(data) if check is not None else ""
