"""DPX (SMPTE ST 268-1): the header of a scanned or graded film frame, and OpenEXR's header of attributes."""

from __future__ import annotations

import re
import struct
from decimal import Decimal
from math import isfinite
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture

_NO_NUMBER: Final = 0xFFFFFFFF
_DATE: Final = re.compile(r"(\d{4}):(\d\d):(\d\d)[: ](\d\d):(\d\d):(\d\d)(?:\.\d+)?([A-Za-z]{1,4}|[+-]\d\d:?\d\d)?")

COMPONENTS: Final = {
    1: "R", 2: "G", 3: "B", 4: "A", 6: "Y", 7: "CbCr", 8: "Z", 9: "composite", 50: "RGB", 51: "RGBA", 52: "ABGR",
    100: "CbYCrY 4:2:2", 101: "CbYACrYA 4:2:2:4", 102: "CbYCr 4:4:4", 103: "CbYCrA 4:4:4:4",
}  # fmt: skip
"""Descriptors of an image element (table 4)."""
TRANSFERS: Final = {
    0: "user defined", 1: "printing density", 2: "linear", 3: "logarithmic", 4: "unspecified video", 5: "SMPTE 274M",
    6: "ITU-R BT.709", 7: "ITU-R BT.601 625", 8: "ITU-R BT.601 525", 9: "NTSC", 10: "PAL", 11: "Z linear",
    12: "Z homogeneous", 13: "ADX",
}  # fmt: skip
"""Transfer characteristics (table 5A)."""
PRIMARIES: Final = {
    0: "user defined", 1: "printing density", 4: "unspecified video", 5: "SMPTE 274M", 6: "ITU-R BT.709",
    7: "ITU-R BT.601 625", 8: "ITU-R BT.601 525", 9: "NTSC", 10: "PAL", 13: "ADX",
}  # fmt: skip
"""Colorimetric specifications (table 5B)."""


def read_dpx(data: Data, blocks: Blocks) -> None:
    """Add what the generic, film and television headers say; raises struct.error where they are cut off."""
    order = ">" if data[:4] == b"SDPX" else "<"
    reader = _Header(data, order)
    width, height = reader.number(772), reader.number(776)
    blocks.picture = Picture(width or 0, height or 0, COMPONENTS.get(data[800], f"descriptor {data[800]}"), data[803])
    blocks.measured("formatVersion", f"DPX {reader.text(8, 8)}", "/DPX/HeaderVersion")
    blocks.measured("compression", {0: "none", 1: "run length"}.get(reader.short(806), "unknown"), "/DPX/Encoding")
    for table, prop, at in ((TRANSFERS, "colourTransfer", 801), (PRIMARIES, "colourPrimaries", 802)):
        if data[at] in table and data[at] != 0:
            blocks.device(prop, table[data[at]], f"/DPX/{prop}")
    said = reader.number(16)
    if said is not None and said > len(data):
        blocks.defects.append(f"truncated: the header says {said} bytes, the file has {len(data)}")
    if reader.number(660) is not None:
        blocks.defects.append("encrypted: the header gives an encryption key; its pixels cannot be used without it")
    _say_texts(reader, blocks)
    _say_film_and_television(reader, blocks)


def _say_texts(reader: _Header, blocks: Blocks) -> None:
    """Say the file header's and the orientation header's texts (tables 1 and 2)."""
    for at, length, prop, name in (
        (160, 100, "software", "Creator"),
        (1556, 32, "cameraModel", "InputDeviceName"),
        (1588, 32, "cameraSerialNumber", "InputDeviceSerialNumber"),
    ):
        blocks.device(prop, reader.text(at, length), f"/DPX/{name}")
    blocks.person("jobId", reader.text(260, 200), "/DPX/Project")
    blocks.person("copyrightNotice", reader.text(460, 200), "/DPX/Copyright")
    source = reader.text(1432, 100)
    blocks.device("ingredient", source, "/DPX/SourceFileName")
    for at, prop, name in ((136, "modifiedDate", "CreateDate"), (1532, "digitisedDate", "SourceCreateDate")):
        match = _DATE.match(reader.text(at, 24))
        if match is not None and not match[1].startswith("0000"):
            year, month, day, hour, minute, second, zone = match.groups()
            zone = "Z" if zone in ("Z", "GMT", "UTC") else zone if zone and zone[0] in "+-" and ":" in zone else ""
            blocks.device(prop, f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}", f"/DPX/{name}")
    orientation = {0: 1, 1: 4, 2: 2, 3: 3, 4: 5, 5: 8, 6: 6, 7: 7}.get(reader.short(768))  # table 2 in EXIF's numbers
    if orientation:
        blocks.device("orientation", orientation, "/DPX/Orientation")
    horizontal, vertical = reader.number(1628), reader.number(1632)
    picture = blocks.picture
    if horizontal and vertical and picture and picture.height and max(horizontal, vertical) < 100_000:
        shape = Decimal(horizontal) / vertical * picture.width / picture.height
        blocks.measured("aspectRatio", round(shape, 4), "/DPX/PixelAspectRatio")


def _say_film_and_television(reader: _Header, blocks: Blocks) -> None:
    """Say the industry headers (tables 6 and 7): film stock, frame rates, slate, time code."""
    digits = [reader.text(at, length) for at, length in ((1664, 2), (1666, 2), (1668, 2), (1670, 6), (1676, 4))]
    if any(part.strip("0") for part in digits):
        blocks.device("reelName", " ".join(part for part in digits if part), "/DPX/FilmEdgeCode")
    blocks.person("description", reader.text(1764, 100), "/DPX/SlateInformation")
    length = reader.number(1716)
    if length is not None and length > 1:
        blocks.known.append("DPX:FramesInSequence")
    rate = reader.decimal(1724) or reader.decimal(1940)
    if rate and 0 < rate < 10_000:
        blocks.device("frameRate", round(rate, 6), "/DPX/FrameRate")
    code = reader.number(1920)
    if code is not None and reader.whole:
        digits = [f"{code >> shift & 255:02x}" for shift in (24, 16, 8, 0)]
        if all(part.isdecimal() for part in digits):
            blocks.device("timecode", ":".join(digits), "/DPX/TimeCode")


class _Header:
    """Fields by their byte offset; texts end at NUL, and all bits set mean that nothing is said."""

    def __init__(self, data: Data, order: str) -> None:
        self._data, self._order = data, order
        self.whole = len(data) >= 2048

    def text(self, at: int, length: int) -> str:
        """Return a text, or ""."""
        raw = bytes(self._data[at : at + length]).split(b"\x00")[0].strip(b"\xff ")
        text = raw.decode("latin-1")
        return text if text.isprintable() else ""

    def number(self, at: int) -> int | None:
        """Return a 32-bit number, or None where it is not said; raises struct.error behind the end."""
        (value,) = struct.unpack_from(self._order + "I", self._data, at)
        return None if value == _NO_NUMBER else int(value)

    def short(self, at: int) -> int:
        """Return a 16-bit number."""
        return int(struct.unpack_from(self._order + "H", self._data, at)[0])

    def decimal(self, at: int) -> Decimal | None:
        """Return a real number, or None where it is not said or none."""
        (value,) = struct.unpack_from(self._order + "f", self._data, at)
        return Decimal(repr(value)) if isfinite(value) and abs(value) < 1e9 else None
