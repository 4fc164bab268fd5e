"""Assets, their Renditions and their Segments."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final


class MediaKind(StrEnum):
    """What kind of media an Asset is; the value is the local name of its class."""

    IMAGE = "ImageAsset"
    VIDEO = "VideoAsset"
    AUDIO = "AudioAsset"
    TEXT = "TextAsset"
    UNKNOWN = "Asset"


@dataclass(frozen=True, slots=True)
class Rendition:
    """Bytes of an Asset: SHA-256 in hex, size in bytes, MIME type, and where they lie (path or URL)."""

    sha256: str
    byte_size: int
    media_type: str
    location: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle as fractions of width and height, each in 0..1, from the top left corner."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of an Asset. Times in seconds, box in fractions, characters as [start, end), page and track from 1.

    Identity is by milliseconds and 1e-4 of width and height (DESIGN 2), so that two spellings of one place agree.
    """

    start_s: Decimal | None = None
    end_s: Decimal | None = None
    box: Box | None = None
    characters: tuple[int, int] | None = None
    page: int | None = None
    track: int | None = None

    @property
    def key(self) -> str:
        """The part of the Segment's IRI after ``{asset}/segment/``; empty where nothing is bounded."""
        parts = []
        if self.start_s is not None or self.end_s is not None:
            parts.append(f"t{_milliseconds(self.start_s)}-{_milliseconds(self.end_s)}")
        if self.box is not None:
            parts.append("x" + "-".join(_fraction(v) for v in (self.box.x, self.box.y, self.box.w, self.box.h)))
        if self.characters is not None:
            parts.append(f"c{self.characters[0]}-{self.characters[1]}")
        if self.page is not None:
            parts.append(f"p{self.page}")
        if self.track is not None:
            parts.append(f"k{self.track}")
        return "_".join(parts)

    @property
    def fragment(self) -> str:
        """The Media Fragment of this part, for display: ``#t=12.48,15.2&xywh=percent:10,20,30,40``."""
        parts = []
        if self.start_s is not None or self.end_s is not None:
            start = "" if self.start_s is None else _plain(self.start_s)
            parts.append(f"t={start}" + ("" if self.end_s is None else f",{_plain(self.end_s)}"))
        if self.box is not None:
            percent = (f"{100 * v:.4g}" for v in (self.box.x, self.box.y, self.box.w, self.box.h))
            parts.append("xywh=percent:" + ",".join(percent))
        if self.characters is not None:
            parts.append(f"char={self.characters[0]},{self.characters[1]}")
        if self.page is not None:
            parts.append(f"page={self.page}")
        if self.track is not None:
            parts.append(f"track={self.track}")
        return "#" + "&".join(parts) if parts else ""


WHOLE: Final = Segment()
"""The Asset itself: no bound at all."""


def seconds(value: float | int | str | Decimal) -> Decimal:
    """Return a time in seconds, exact to the millisecond, half up; raises decimal.InvalidOperation for no number."""
    return Decimal(str(value)).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def _milliseconds(value: Decimal | None) -> str:
    return "" if value is None else str(int((value * 1000).to_integral_value(rounding=ROUND_HALF_UP)))


def _fraction(value: float) -> str:
    return str(round(value * 10_000))


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text
