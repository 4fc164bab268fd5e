"""Where image containers keep their metadata: the raw EXIF, XMP, IPTC and ICC blocks of each format.

Each reader walks its container's own structure, bounded, and stops where it is damaged: what was found until then is
used, and `Blocks.defects` says so.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture
from extractors.files.dpx import read_dpx
from extractors.files.gif import read_gif
from extractors.files.heif import read_heif
from extractors.files.integrity import file_defect
from extractors.files.jpeg2000 import read_codestream, read_jp2
from extractors.files.jpeg_xl import read_jxl
from extractors.files.open_exr import read_exr
from extractors.files.photoshop import read_psd, read_resources
from extractors.files.png import read_png
from extractors.files.tiff_pictures import RAW, read_tiff

_MOST_PARTS: Final = 100_000


def read_blocks(data: Data, media_type: str) -> Blocks:
    """Return the blocks of a picture; none for a format that has no reader. Never raises."""
    blocks = Blocks()
    reader = _READERS.get(media_type)
    if reader is not None:
        try:
            reader(data, blocks)
        except (struct.error, IndexError, ValueError, OverflowError) as err:
            blocks.defects.append(f"truncated or corrupt: the metadata of this {media_type} are cut off: {err}")
    defect = file_defect(data, media_type)
    if defect:
        blocks.defects.append(defect)
    return blocks


class _Jpeg:
    """The marker segments of a JPEG up to the start of scan (ISO/IEC 10918-1, B.1.1.4)."""

    def __init__(self, data: Data, blocks: Blocks) -> None:
        self._data, self._blocks = data, blocks
        self._extended: dict[bytes, dict[int, bytes]] = {}
        self._icc: dict[int, bytes] = {}

    def read(self) -> None:
        """Add what the segments hold."""
        data, at = self._data, 2
        while at + 4 <= len(data):
            if data[at] != 0xFF:
                self._blocks.defects.append(f"corrupt: no JPEG marker at byte {at}")
                break
            marker = data[at + 1]
            if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD7:
                at += 1 if marker == 0xFF else 2
                continue
            if marker in (0xDA, 0xD9):
                break
            (length,) = struct.unpack_from(">H", data, at + 2)
            body = bytes(data[at + 4 : at + 2 + length])
            if len(body) != length - 2:
                self._blocks.defects.append(f"truncated: the JPEG segment at byte {at} is cut off")
                break
            self._segment(marker, body)
            at += 2 + length
        for parts in self._extended.values():
            self._blocks.xmp.append(b"".join(parts[offset] for offset in sorted(parts)))
        self._blocks.icc = self._blocks.icc or b"".join(self._icc[number] for number in sorted(self._icc))

    def _segment(self, marker: int, body: bytes) -> None:
        blocks = self._blocks
        if marker == 0xE1 and body.startswith(b"Exif\x00"):
            blocks.exif.append(body)
        elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/xap/1.0/\x00"):
            blocks.xmp.append(body[29:])
        elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/xmp/extension/\x00") and len(body) > 75:
            # XMP part 3, 1.1.3.1: GUID, full length, offset, then the portion.
            self._extended.setdefault(body[35:67], {})[struct.unpack_from(">I", body, 71)[0]] = body[75:]
        elif marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00") and len(body) > 14:
            self._icc[body[12]] = body[14:]
        elif marker == 0xEB and body.startswith(b"JP") and body[12:16] == b"jumb":
            blocks.has_manifest = True
        elif marker == 0xED and body.startswith(b"Photoshop 3.0\x00"):
            read_resources(body[14:], blocks)
        elif marker == 0xE0 and body.startswith(b"JFIF\x00") and len(body) >= 12:
            self._density(body)
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and len(body) >= 6:
            depth, height, width = struct.unpack_from(">BHH", body)  # B.2.2: the frame header
            blocks.picture = Picture(width, height, f"{body[5]} components", depth)
        elif marker == 0xFE:
            blocks.texts.append(("Comment", "", body.decode("utf-8", "replace")))
        elif 0xE0 <= marker <= 0xEF:
            _named(marker, body, blocks)

    def _density(self, body: bytes) -> None:
        """Read JFIF's pixel density: unit 1 is per inch, 2 per centimetre, 0 only a ratio."""
        factor = {1: Decimal(1), 2: Decimal("2.54")}.get(body[7])
        if factor is not None:
            across, down = struct.unpack_from(">HH", body, 8)
            self._blocks.resolution(across * factor, down * factor, "/JFIF/Density")


_KNOWN_SEGMENTS: Final = ("JFIF", "JFXX", "Adobe", "MPF", "Ducky", "FPXR", "urn:iso:std:iso:ts:21496:-1", "GPSC")
"""APPn segments by the name they start with: thumbnails, colour transforms, further pictures, gain maps."""


def _named(marker: int, body: bytes, blocks: Blocks) -> None:
    name = body[:40].split(b"\x00")[0].decode("latin-1")
    called = f"JPEG:APP{marker - 0xE0}" + (f" ({name})" if name.isascii() and name.isprintable() and name else "")
    (blocks.known if name.startswith(_KNOWN_SEGMENTS) else blocks.other).append(called)


def _jpeg(data: Data, blocks: Blocks) -> None:
    _Jpeg(data, blocks).read()


def _webp(data: Data, blocks: Blocks) -> None:
    """WebP container (RFC 9649, 2.7): RIFF chunks, padded to even."""
    at, frames, milliseconds, loops = 12, 0, 0, None
    for _ in range(_MOST_PARTS):
        if at + 8 > len(data):
            break
        kind, length = bytes(data[at : at + 4]), struct.unpack_from("<I", data, at + 4)[0]
        body = partial(lambda start, end: bytes(data[start:end]), at + 8, at + 8 + length)
        if kind == b"EXIF":
            blocks.exif.append(body())
        elif kind == b"XMP ":
            blocks.xmp.append(body())
        elif kind == b"ICCP":
            blocks.icc = body()
        elif kind == b"C2PA":
            blocks.has_manifest = True
        elif kind == b"ANIM":
            (loops,) = struct.unpack_from("<H", data, at + 12)
        elif kind == b"ANMF":
            frames, milliseconds = frames + 1, milliseconds + int.from_bytes(data[at + 20 : at + 23], "little")
        elif kind in (b"VP8 ", b"VP8L", b"VP8X"):
            blocks.picture = blocks.picture or _webp_size(kind, bytes(data[at + 8 : at + 18]))
        elif kind != b"ALPH":
            blocks.other.append(f"WebP:{kind.decode('latin-1')}")
        at += 8 + length + length % 2
    if frames:
        blocks.animation(frames, Decimal(milliseconds) / 1000, loops)


def _webp_size(kind: bytes, body: bytes) -> Picture | None:
    """Return the size that a chunk's head gives: of the canvas, or of the lossy or lossless picture."""
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return Picture(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return Picture(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return Picture(width & 0x3FFF, height & 0x3FFF)
    return None


_READERS: Final[dict[str, Callable[[Data, Blocks], None]]] = {
    "image/jpeg": _jpeg,
    "image/png": read_png,
    "image/webp": _webp,
    "image/gif": read_gif,
    "image/tiff": partial(read_tiff, is_raw=False),
    **{media_type: partial(read_tiff, is_raw=True) for media_type in RAW},
    "image/vnd.adobe.photoshop": read_psd,
    **dict.fromkeys(("image/heic", "image/heif", "image/avif", "image/x-canon-cr3"), read_heif),
    "image/jp2": read_jp2,
    "image/j2c": read_codestream,
    "image/jxl": read_jxl,
    "image/x-dpx": read_dpx,
    "image/x-exr": read_exr,
}

READ_HERE: Final = frozenset((
    *RAW, "image/x-canon-cr3", "image/jp2", "image/j2c", "image/jxl", "image/x-dpx", "image/x-exr",
))  # fmt: skip
"""Types whose size is read by these readers; of all others it is Pillow that reads it."""
