"""TIFF files as pictures: raw files of cameras, DNG, BigTIFF; which of their directories is the picture itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal

from extractors.files import exif_values as read
from extractors.files.blocks import Blocks, Data, Picture
from extractors.files.integrity import tiff_defect
from extractors.files.photoshop import read_resources
from extractors.files.tiff import Tiff, Value, open_tiff

RAW: Final = frozenset(("image/x-adobe-dng", "image/x-canon-cr2", "image/x-nikon-nef", "image/x-sony-arw"))
"""Raw files that are TIFF: their first directory is a preview."""

_XMP, _IPTC, _PHOTOSHOP, _ICC, _C2PA, _PICTURES = 0x02BC, 0x83BB, 0x8649, 0x8773, 0xCD41, 0x014A
_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES = (
    0x00FE, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0115,
)  # fmt: skip

COMPRESSIONS: Final = {
    1: "none", 2: "CCITT 1D", 3: "CCITT Group 3", 4: "CCITT Group 4", 5: "LZW", 6: "JPEG (old)", 7: "JPEG",
    8: "Deflate", 9: "JBIG B&W", 10: "JBIG colour", 32766: "NeXT", 32767: "Sony ARW", 32769: "packed raw",
    32773: "PackBits", 32908: "PixarFilm", 32909: "PixarLog", 32946: "Deflate", 33003: "JPEG 2000 YCbCr",
    33005: "JPEG 2000 RGB", 34676: "SGI LogL", 34677: "SGI LogLuv", 34712: "JPEG 2000", 34713: "Nikon NEF",
    34887: "LERC", 34892: "lossy JPEG", 34925: "LZMA", 34926: "Zstandard", 50000: "Zstandard", 50001: "WebP",
    50002: "JPEG XL", 52546: "JPEG XL",
}  # fmt: skip
"""Tag Compression (TIFF 6.0; the registry of libtiff; DNG 1.7)."""
_PHOTOMETRICS: Final = {
    0: "white is zero", 1: "black is zero", 2: "RGB", 3: "palette", 4: "mask", 5: "CMYK", 6: "YCbCr", 8: "CIELab",
    9: "ICCLab", 32803: "colour filter array", 34892: "linear raw", 52527: "semantic mask",
}  # fmt: skip


def read_tiff(data: Data, blocks: Blocks, *, is_raw: bool) -> None:
    """Add what TIFF keeps in tags of its first directory: the file itself is its EXIF block."""
    tiff = open_tiff(data)
    if tiff is None:
        blocks.defects.append("corrupt: the TIFF header is damaged; no tag is read")
        return
    values = tiff.directory(tiff.first)[0]
    if not values:
        blocks.defects.append("truncated or corrupt: the first directory of the TIFF cannot be read")
        return
    blocks.exif.append(data)
    blocks.has_manifest = _C2PA in values
    for tag, found in ((_XMP, blocks.xmp), (_IPTC, blocks.iptc)):
        if tag in values:
            found.append(_bytes(values[tag], tiff.order))
    blocks.icc = _bytes(values.get(_ICC, b""), tiff.order)
    read_resources(_bytes(values.get(_PHOTOSHOP, b""), tiff.order), blocks)
    if tiff.is_big:
        blocks.measured("formatVersion", "BigTIFF", "/TIFF/Version")
    main = max(_pictures(tiff), key=_rank, default=values) if is_raw else values
    _say_picture(main, blocks)
    if not is_raw:
        blocks.frames = tiff.length()
    defect = tiff_defect(tiff, main)
    if defect:
        blocks.defects.append(defect)


def _bytes(value: Value, order: str) -> bytes:
    """Return a value as bytes: IPTC is often written as 32-bit words in the file's byte order."""
    if isinstance(value, bytes):
        return value
    byte_order: Literal["little", "big"] = "little" if order == "<" else "big"
    return b"".join((int(word or 0) & 0xFFFFFFFF).to_bytes(4, byte_order) for word in value)


def _pictures(tiff: Tiff) -> Iterator[dict[int, Value]]:
    """Yield the first directories of the chain that have a size, and those that they point to."""
    for values, _ in islice(tiff.chain(tiff.first), 8):
        if _WIDTH in values:
            yield values
        for place in tiff.children(values, _PICTURES)[:16]:
            inner = tiff.directory(place)[0]
            if _WIDTH in inner:
                yield inner


def _rank(values: dict[int, Value]) -> tuple[bool, int]:
    """Rank a directory: the full picture (NewSubfileType 0) first, then the largest."""
    width, height = _number(values, _WIDTH), _number(values, _HEIGHT)
    return _SUBFILE in values and _number(values, _SUBFILE) == 0, width * height


def _number(values: dict[int, Value], tag: int) -> int:
    return int(read.first_number(values.get(tag)) or 0)


def _say_picture(values: dict[int, Value], blocks: Blocks) -> None:
    width, height = _number(values, _WIDTH), _number(values, _HEIGHT)
    form = _PHOTOMETRICS.get(_number(values, _PHOTOMETRIC), "") if _PHOTOMETRIC in values else ""
    if width > 0 and height > 0:
        blocks.picture = Picture(width, height, form, _number(values, _BITS))
    compression = _number(values, _COMPRESSION)
    if compression:
        name = COMPRESSIONS.get(compression, f"TIFF compression {compression}")
        blocks.measured("compression", name, "/EXIF/Compression")
