"""Timecodes by SMPTE ST 12-1, and frame rates, as exact seconds.

A timecode names frames; how long it is depends on the rate. Drop-frame timecode leaves out numbers 0 and 1 (at 59.94,
0 to 3) of each minute that is no multiple of ten, so that it keeps up with the clock; no frame is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

_TIMECODE: Final = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2})([:;.,])(\d{1,3})")
_MILLISECOND: Final = Decimal("0.001")
_NTSC: Final = {24: Fraction(24000, 1001), 30: Fraction(30000, 1001), 48: Fraction(48000, 1001),
                60: Fraction(60000, 1001), 120: Fraction(120000, 1001)}  # fmt: skip
_LARGEST_RATE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many frames a second has, exactly, and whether the timecode drops numbers."""

    per_second: Fraction
    drop: bool = False

    @property
    def nominal(self) -> int:
        """Frames that the timecode counts in a second: 30 for 29.97."""
        return max(1, round(self.per_second))

    @property
    def text(self) -> str:
        """The rate as people write it: 25, 29.97, 23.976."""
        return f"{float(self.per_second):.3f}".rstrip("0").rstrip(".")


def parse_rate(text: str) -> Fraction | None:
    """Return frames per second from ``25``, ``29.97``, ``23.976``, ``30000/1001``; None where it is no rate.

    The rates of NTSC are meant exactly: 23.98 is 24000/1001.
    """
    try:
        value = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        return None
    if not 0 < value <= _LARGEST_RATE:
        return None
    for nominal, exact in _NTSC.items():
        # 23.97 (Avid) and 23.98 both stand for 24000/1001.
        if abs(value - exact) < Fraction(1, 90) and value != nominal:
            return exact
    return value


def timecode_seconds(text: str, rate: Rate, *, drop: bool | None = None) -> Fraction | None:
    """Return the seconds from 00:00:00:00 to a timecode; None where it is none, or names a frame that is not there.

    `drop` overrides `rate.drop`; where neither says so, a semicolon before the frames does.
    """
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        return None
    frame = frame_number(text, rate, drop=drop)
    return None if frame is None else frame / rate.per_second


def frame_number(text: str, rate: Rate, *, drop: bool | None = None) -> int | None:
    """Return which frame a timecode names, from 0; None where it is none, or names a frame that is not there."""
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, frames = (int(match[n]) for n in (1, 2, 3, 5))
    nominal = rate.nominal
    if minutes > 59 or seconds > 59 or frames >= nominal:
        return None
    number = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
    if drop is None:
        drop = rate.drop or match[4] == ";"
    if not drop or nominal % 30:
        return number
    dropped = nominal // 15
    if seconds == 0 and frames < dropped and minutes % 10:
        return None
    minute = hours * 60 + minutes
    return number - dropped * (minute - minute // 10)


def timecode_text(frame: int, nominal: int, *, drop: bool = False) -> str:
    """Return the timecode that names a frame counted from 0; "" where the frame or rate can have none.

    >>> timecode_text(1800, 30, drop=True)
    '00:01:00;02'
    """
    if frame < 0 or nominal < 1:
        return ""
    drop = drop and nominal % 30 == 0
    if drop:
        dropped = nominal // 15
        tens, rest = divmod(frame, nominal * 600 - 9 * dropped)
        frame += dropped * (9 * tens + max(0, rest - dropped) // (nominal * 60 - dropped))
    whole, frames = divmod(frame, nominal)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{';' if drop else ':'}{frames:02}"


def exact(value: Fraction | int) -> Decimal:
    """Return seconds as a decimal, to the millisecond, half up."""
    value = Fraction(value)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_MILLISECOND, rounding=ROUND_HALF_UP)
