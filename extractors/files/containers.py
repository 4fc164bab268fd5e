"""Where image containers keep their metadata: the raw EXIF, XMP, IPTC and ICC blocks of each format.

Each reader walks its container's own structure, bounded, and stops quietly where it is damaged: what was found until
then is used, and `Blocks.problems` says so.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from mmap import mmap
from typing import Final

Data = bytes | mmap

_MOST_PARTS: Final = 100_000
_LARGEST_TEXT: Final = 16 << 20


@dataclass(slots=True)
class Blocks:
    """The metadata blocks of one image. `texts` are (keyword, language, text) of a PNG or a comment.

    `known` names blocks that are understood and hold nothing to claim, `other` those that nobody here understands.
    """

    exif: list[Data] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    icc: bytes = b""
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_blocks(data: Data, media_type: str) -> Blocks:
    """Return the blocks of a JPEG, PNG, WebP, GIF, PSD or TIFF; none for other formats. Never raises."""
    blocks = Blocks()
    reader = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/webp": _webp,
        "image/gif": _gif,
        "image/vnd.adobe.photoshop": _psd,
    }.get(media_type)
    if reader is not None:
        try:
            reader(data, blocks)
        except (struct.error, IndexError) as err:
            blocks.problems.append(f"the metadata of this {media_type} are cut off: {err}")
    return blocks


def _jpeg(data: Data, blocks: Blocks) -> None:
    """ISO/IEC 10918-1, B.1.1.4: marker segments up to the start of scan."""
    extended: dict[bytes, dict[int, bytes]] = {}
    icc: dict[int, bytes] = {}
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            blocks.problems.append(f"no JPEG marker at byte {at}")
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
            blocks.problems.append(f"the JPEG segment at byte {at} is cut off")
            break
        _jpeg_segment(marker, body, blocks, extended, icc)
        at += 2 + length
    for parts in extended.values():
        blocks.xmp.append(b"".join(parts[offset] for offset in sorted(parts)))
    blocks.icc = b"".join(icc[number] for number in sorted(icc))


def _jpeg_segment(
    marker: int, body: bytes, blocks: Blocks, extended: dict[bytes, dict[int, bytes]], icc: dict[int, bytes]
) -> None:
    if marker == 0xE1 and body.startswith(b"Exif\x00"):
        blocks.exif.append(body)
    elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/xap/1.0/\x00"):
        blocks.xmp.append(body[29:])
    elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/xmp/extension/\x00") and len(body) > 75:
        # XMP part 3, 1.1.3.1: GUID, full length, offset, then the portion.
        extended.setdefault(body[35:67], {})[struct.unpack_from(">I", body, 71)[0]] = body[75:]
    elif marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00") and len(body) > 14:
        icc[body[12]] = body[14:]
    elif marker == 0xED and body.startswith(b"Photoshop 3.0\x00"):
        _resources(body[14:], blocks)
    elif marker == 0xFE:
        blocks.texts.append(("Comment", "", body.decode("utf-8", "replace")))
    elif 0xE0 <= marker <= 0xEF and not body.startswith((b"JFIF\x00", b"JFXX\x00", b"Adobe")):
        blocks.other.append(f"JPEG:APP{marker - 0xE0}")


def _resources(data: bytes, blocks: Blocks) -> None:
    """Photoshop file format, image resource blocks: 8BIM, id, Pascal name padded to even, length, data."""
    at = 0
    while data[at : at + 4] in (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR") and at + 12 <= len(data):
        (number,) = struct.unpack_from(">H", data, at + 4)
        name_length = data[at + 6] + 1
        at += 6 + name_length + name_length % 2
        (length,) = struct.unpack_from(">I", data, at)
        body = data[at + 4 : at + 4 + length]
        at += 4 + length + length % 2
        if number == 0x0404:
            blocks.iptc.append(body)
        elif number == 0x0424:
            blocks.xmp.append(body)
        elif number in (0x0422, 0x0423):
            blocks.exif.append(body)
        elif number == 0x040F:
            blocks.icc = blocks.icc or body
        elif number == 0x040B:
            blocks.texts.append(("URL", "", body.decode("utf-8", "replace")))
        else:
            found = blocks.known if number in _RESOURCES_KEPT else blocks.other
            found.append(f"Photoshop:0x{number:04X}")


# Layout, printing, guides, thumbnails, slices, paths, plug-in settings: all that the file format's table 1 lists.
_RESOURCES_KEPT: Final = frozenset((*range(0x03E8, 0x0450), *range(0x07D0, 0x0BB9), *range(0x0FA0, 0x1388), 0x2710))


def _png(data: Data, blocks: Blocks) -> None:
    """PNG (third edition), 5.3: length, type, data, CRC; metadata may follow the image data."""
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = bytes(data[at + 4 : at + 8])
        if at + 12 + length > len(data):
            blocks.problems.append(f"the PNG chunk {kind.decode('latin-1')!r} at byte {at} is cut off")
            return
        if kind in _PNG_READ:
            _png_chunk(kind, bytes(data[at + 8 : at + 8 + length]), blocks)
        else:
            found = blocks.known if kind in _PNG_STRUCTURE else blocks.other
            found.append(f"PNG:{kind.decode('latin-1')}")
        at += 12 + length
        if kind == b"IEND":
            return
    blocks.problems.append("the PNG has no IEND: it is cut off")


_PNG_READ: Final = frozenset((b"eXIf", b"iCCP", b"iTXt", b"tEXt", b"zTXt"))
_PNG_STRUCTURE: Final = frozenset((
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"fcTL", b"fdAT", b"acTL", b"gAMA", b"cHRM", b"sRGB", b"pHYs",
    b"tIME", b"hIST", b"sBIT", b"cICP", b"oFFs",
))  # fmt: skip


def _png_chunk(kind: bytes, body: bytes, blocks: Blocks) -> None:
    if kind == b"eXIf":
        blocks.exif.append(body)
        return
    keyword, _, rest = body.partition(b"\x00")
    if kind == b"iCCP":
        blocks.icc = _inflated(rest[1:], blocks)
        return
    language, encoding = "", "latin-1"
    if kind == b"tEXt":
        text = rest
    elif kind == b"zTXt":
        text = _inflated(rest[1:], blocks)
    else:
        packed, encoding = rest[:1] == b"\x01", "utf-8"
        tag, _, rest = rest[2:].partition(b"\x00")
        language, text = tag.decode("latin-1"), rest.partition(b"\x00")[2]
        text = _inflated(text, blocks) if packed else text
    if keyword == b"XML:com.adobe.xmp":
        blocks.xmp.append(text)
    elif keyword.startswith(b"Raw profile type"):
        _raw_profile(keyword, text, blocks)
    else:
        blocks.texts.append((keyword.decode("latin-1"), language, text.decode(encoding, "replace")))


def _raw_profile(keyword: bytes, text: bytes, blocks: Blocks) -> None:
    """ImageMagick's form: newline, name, length, then hexadecimal lines."""
    try:
        body = bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    except ValueError:
        blocks.problems.append(f"{keyword.decode('latin-1')} is not hexadecimal")
        return
    name = keyword.split()[-1].lower()
    if name in (b"exif", b"app1"):
        blocks.exif.append(body)
    elif name == b"xmp":
        blocks.xmp.append(body)
    elif name == b"iptc":
        _resources(body, blocks) if body.startswith(b"8BIM") else blocks.iptc.append(body)


def _inflated(data: bytes, blocks: Blocks) -> bytes:
    inflate = zlib.decompressobj()
    try:
        out = inflate.decompress(data, _LARGEST_TEXT)
    except zlib.error as err:
        blocks.problems.append(f"a compressed text is broken: {err}")
        return b""
    if inflate.unconsumed_tail:
        blocks.problems.append(f"a compressed text unpacks to more than {_LARGEST_TEXT} bytes; the rest is left out")
    return out


def _webp(data: Data, blocks: Blocks) -> None:
    """WebP container: RIFF chunks, padded to even."""
    at = 12
    for _ in range(_MOST_PARTS):
        if at + 8 > len(data):
            return
        kind, length = bytes(data[at : at + 4]), struct.unpack_from("<I", data, at + 4)[0]
        if kind in (b"EXIF", b"XMP ", b"ICCP"):
            body = bytes(data[at + 8 : at + 8 + length])
            if kind == b"EXIF":
                blocks.exif.append(body)
            elif kind == b"XMP ":
                blocks.xmp.append(body)
            else:
                blocks.icc = body
        at += 8 + length + length % 2


def _gif(data: Data, blocks: Blocks) -> None:
    """GIF89a, 26: extensions. XMP stands in an application extension, closed by a 258-byte trailer (XMP part 3)."""
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    for _ in range(_MOST_PARTS):
        kind = data[at]
        if kind == 0x3B:
            return
        if kind == 0x2C:
            flags = data[at + 9]
            at += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
        elif kind == 0x21 and bytes(data[at + 3 : at + 14]) == b"XMP DataXMP":
            end = data.find(b"\x01\xff\xfe", at)
            blocks.xmp.append(bytes(data[at + 14 : end]) if end > 0 else b"")
            at += 14
        elif kind == 0x21:
            if data[at + 1] == 0xFE:
                blocks.texts.append(("Comment", "", _sub_blocks(data, at + 2).decode("utf-8", "replace")))
            at += 2
        else:
            blocks.problems.append(f"no GIF block at byte {at}")
            return
        while data[at]:
            at += 1 + data[at]
        at += 1


def _sub_blocks(data: Data, at: int) -> bytes:
    parts = []
    while data[at]:
        parts.append(bytes(data[at + 1 : at + 1 + data[at]]))
        at += 1 + data[at]
    return b"".join(parts)


def _psd(data: Data, blocks: Blocks) -> None:
    """Photoshop file format: header (26), colour mode data, then the image resources."""
    (mode_length,) = struct.unpack_from(">I", data, 26)
    (length,) = struct.unpack_from(">I", data, 30 + mode_length)
    _resources(bytes(data[34 + mode_length : 34 + mode_length + length]), blocks)
