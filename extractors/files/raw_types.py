"""Which kind of TIFF some bytes are: a plain picture, DNG, or a raw file of Canon, Nikon or Sony."""

from __future__ import annotations

from typing import Final

from extractors.files.tiff import Value, open_tiff

_MAKE, _SUBFILE, _PICTURES = 0x010F, 0x00FE, 0x014A
_DNG_VERSION, _PRIVATE = 0xC612, 0xC634
_PREVIEW: Final = 1
PLAIN: Final = "image/tiff"


def tiff_type(head: bytes) -> str:
    """Return the media type of a TIFF by its first directory, as far as it lies in the head. Never raises."""
    if head[:4] == b"II*\x00" and head[8:10] == b"CR":
        return "image/x-canon-cr2"
    tiff = open_tiff(head)
    if tiff is None:
        return PLAIN
    values = tiff.directory(tiff.first)[0]
    if _DNG_VERSION in values:
        return "image/x-adobe-dng"
    if _SUBFILE not in values or values[_SUBFILE] != (_PREVIEW,) or _PICTURES not in values:
        return PLAIN  # a raw file's first directory is a preview, the picture lies in one below
    make = _text(values.get(_MAKE, b"")).upper()
    if make.startswith("NIKON"):
        return "image/x-nikon-nef"
    return "image/x-sony-arw" if make.startswith("SONY") and _PRIVATE in values else PLAIN


def _text(value: Value) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else ""
