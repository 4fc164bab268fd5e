"""The raw metadata blocks of one image, as a reader of its container finds them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from decimal import Decimal
from mmap import mmap
from typing import Final

from extractors.files.claims import Speaker

Data = bytes | mmap

LARGEST_TEXT: Final = 16 << 20
"""A compressed text unpacks to at most so many bytes."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One plain claim that a container itself makes: who says it, the property, the value and where it stands."""

    speaker: Speaker
    property: str
    value: str | int | Decimal | bool
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's header says of its pixels: none of them is decoded."""

    width: int
    height: int
    pixel_format: str = ""
    bit_depth: int = 0


@dataclass(slots=True)
class Blocks:
    """The metadata blocks of one image. `texts` are (keyword, language, text) of a PNG or a comment.

    `gps` are TIFF structures whose first directory is that of GPS. `picture` is set where a reader of ours reads the
    header; Pillow does for the others. `has_manifest` says that a C2PA manifest is there. `known` names blocks that
    are understood and hold nothing to claim, `other` those that nobody here understands. `defects` are what is wrong
    with the file.
    """

    exif: list[Data] = field(default_factory=list)
    gps: list[Data] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    icc: bytes = b""
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    picture: Picture | None = None
    frames: int = 0
    has_manifest: bool = False
    known: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    def device(self, prop: str, value: str | int | Decimal | bool, pointer: str) -> None:
        """Add a claim of whatever wrote the file."""
        self.facts.append(Fact(Speaker.DEVICE, prop, value, pointer))

    def person(self, prop: str, value: str | bool, pointer: str) -> None:
        """Add a claim of a person."""
        self.facts.append(Fact(Speaker.PERSON, prop, value, pointer))

    def measured(self, prop: str, value: str | int | Decimal, pointer: str = "") -> None:
        """Add a claim that is read off the bytes."""
        self.facts.append(Fact(Speaker.MEASURED, prop, value, pointer))

    def animation(self, frames: int, duration_s: Decimal, loops: int | None) -> None:
        """Add what an animated picture says: how many frames, how long, and how often (0: without end)."""
        self.frames = frames
        if frames > 1:
            if duration_s > 0:
                self.measured("duration", duration_s)
            if loops is not None:
                self.measured("loopCount", loops)

    def resolution(self, horizontal: Decimal, vertical: Decimal, pointer: str) -> None:
        """Add a resolution in pixels per inch."""
        if horizontal > 0 and vertical > 0:
            self.device("horizontalResolution", round(horizontal, 3), pointer)
            self.device("verticalResolution", round(vertical, 3), pointer)

    def inflated(self, data: bytes) -> bytes:
        """Return what zlib-compressed bytes unpack to, at most `LARGEST_TEXT` of it; b"" where they are broken."""
        inflate = zlib.decompressobj()
        try:
            out = inflate.decompress(data, LARGEST_TEXT)
        except zlib.error as err:
            self.defects.append(f"corrupt: a compressed text is broken: {err}")
            return b""
        if inflate.unconsumed_tail:
            self.defects.append(f"a compressed text unpacks to more than {LARGEST_TEXT} bytes; the rest is left out")
        return out
