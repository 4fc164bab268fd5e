"""PNG (third edition): its chunks, and those of APNG."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture
from extractors.files.photoshop import read_resources

_PER_INCH: Final = Decimal("0.0254")


def read_png(data: Data, blocks: Blocks) -> None:
    """Add what the chunks hold (5.3: length, type, data, CRC); metadata may follow the image data."""
    at = 8
    width, height, depth = struct.unpack_from(">IIB", data, 16)
    blocks.picture = Picture(width, height, "", depth)
    animation = _Animation()
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = bytes(data[at + 4 : at + 8])
        if at + 12 + length > len(data):
            name = kind.decode("latin-1")
            blocks.defects.append(f"truncated: the PNG chunk {name!r} at byte {at} is cut off")
            break
        if kind in _READ:
            _chunk(kind, bytes(data[at + 8 : at + 8 + length]), blocks)
        elif kind in (b"acTL", b"fcTL"):
            animation.chunk(kind, bytes(data[at + 8 : at + 8 + length]))
        elif kind == b"caBX":
            blocks.has_manifest = True
        else:
            found = blocks.known if kind in _STRUCTURE else blocks.other
            found.append(f"PNG:{kind.decode('latin-1')}")
        at += 12 + length
        if kind == b"IEND":
            break
    else:
        blocks.defects.append(f"truncated: the PNG has no IEND; it is cut off after {len(data)} bytes")
    if animation.frames > 1:
        blocks.animation(animation.frames, round(animation.duration_s, 6), animation.plays)


class _Animation:
    """Frames, plays and length of an APNG (11.3.6)."""

    def __init__(self) -> None:
        self.frames, self.plays, self.duration_s = 0, 0, Decimal(0)

    def chunk(self, kind: bytes, body: bytes) -> None:
        """Take an acTL or fcTL chunk; a delay's divisor of 0 means 100."""
        if kind == b"acTL" and len(body) >= 8:
            self.frames, self.plays = struct.unpack(">II", body[:8])
        elif len(body) >= 24:
            delay, divisor = struct.unpack_from(">HH", body, 20)
            self.duration_s += Decimal(delay) / (divisor or 100)


_READ: Final = frozenset((b"eXIf", b"iCCP", b"iTXt", b"tEXt", b"zTXt", b"pHYs", b"tIME"))
_STRUCTURE: Final = frozenset((
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"fdAT", b"gAMA", b"cHRM", b"sRGB", b"hIST", b"sBIT",
    b"cICP", b"oFFs", b"mDCV", b"cLLI", b"vpAg", b"CgBI", b"iDOT", b"orNT", b"sPLT", b"pCAL", b"sCAL", b"sTER",
))  # fmt: skip


def _chunk(kind: bytes, body: bytes, blocks: Blocks) -> None:
    if kind == b"eXIf":
        blocks.exif.append(body)
    elif kind == b"iCCP":
        blocks.icc = blocks.inflated(body.partition(b"\x00")[2][1:])
    elif kind == b"pHYs":
        if len(body) >= 9 and body[8] == 1:  # without a unit the numbers are only a ratio
            horizontal, vertical = struct.unpack_from(">II", body)
            blocks.resolution(horizontal * _PER_INCH, vertical * _PER_INCH, "/PNG/pHYs")
        else:
            blocks.known.append("PNG:pHYs")
    elif kind == b"tIME":
        if len(body) >= 7:
            year, *rest = struct.unpack_from(">HBBBBB", body)
            month, day, hour, minute, second = rest
            moment = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}Z"
            blocks.texts.append(("tIME", "", moment))
    else:
        _text(kind, body, blocks)


def _text(kind: bytes, body: bytes, blocks: Blocks) -> None:
    """Read a text chunk (11.3.3): tEXt, zTXt (compressed) or iTXt (UTF-8, with a language)."""
    keyword, _, rest = body.partition(b"\x00")
    language, encoding = "", "latin-1"
    if kind == b"tEXt":
        text = rest
    elif kind == b"zTXt":
        text = blocks.inflated(rest[1:])
    else:
        packed, encoding = rest[:1] == b"\x01", "utf-8"
        tag, _, rest = rest[2:].partition(b"\x00")
        language, text = tag.decode("latin-1"), rest.partition(b"\x00")[2]
        text = blocks.inflated(text) if packed else text
    if keyword == b"XML:com.adobe.xmp":
        blocks.xmp.append(text)
    elif keyword.startswith(b"Raw profile type"):
        _raw_profile(keyword, text, blocks)
    else:
        blocks.texts.append((keyword.decode("latin-1"), language, _decoded(text, encoding)))


def _decoded(text: bytes, encoding: str) -> str:
    """Return a text: tEXt is Latin-1 by its rules, but many programs write UTF-8 into it."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode(encoding, "replace")


def _raw_profile(keyword: bytes, text: bytes, blocks: Blocks) -> None:
    """Read ImageMagick's form: newline, name, length, then hexadecimal lines."""
    try:
        body = bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    except ValueError:
        blocks.defects.append(f"corrupt: {keyword.decode('latin-1')[:80]} is not hexadecimal")
        return
    name = keyword.split()[-1].lower()
    if name in (b"exif", b"app1"):
        blocks.exif.append(body)
    elif name == b"xmp":
        blocks.xmp.append(body)
    elif name == b"iptc":
        read_resources(body, blocks) if body.startswith(b"8BIM") else blocks.iptc.append(body)
    elif name in (b"icc", b"icm"):
        blocks.icc = blocks.icc or body
