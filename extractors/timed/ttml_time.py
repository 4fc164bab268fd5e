"""Time expressions of TTML (W3C TTML2, 12.3.1), and the parameters they depend on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from extractors.timecode import Rate, timecode_seconds
from extractors.timed.cues import CueLeftOut
from extractors.xml_elements import Element

_CLOCK: Final = re.compile(r"(?:(\d{2,3}):)?(\d{2}):(\d{2})(?:([.,])(\d{1,12})|:(\d{2,4})(?:\.(\d{1,6}))?)?")
_OFFSET: Final = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(h|m|s|ms|f|t)")
_UNITS: Final = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
_PAIR: Final = re.compile(r"(\d{1,9})[\s:]+(\d{1,9})")
_LARGEST: Final = 10**9


@dataclass(frozen=True, slots=True)
class Timing:
    """By what a document counts time: its base, frames, ticks, and what frame numbers are left out."""

    base: str
    frame_rate: Fraction
    sub_frames: int
    tick_rate: Fraction
    drop: bool

    def seconds(self, text: str, repair: Callable[[str], None]) -> Fraction:
        """Return a time expression as seconds; raise `CueLeftOut` where it is none."""
        if match := _OFFSET.fullmatch(text):
            number, unit = Fraction(match[1]), match[2]
            if unit in _UNITS:
                return number * _UNITS[unit]
            return number / (self.frame_rate if unit == "f" else self.tick_rate)
        match = _CLOCK.fullmatch(text)
        if match is None:
            raise CueLeftOut(f"{text[:40]!r} is no time expression of TTML")
        return self._clock(match, text, repair)

    def _clock(self, match: re.Match[str], text: str, repair: Callable[[str], None]) -> Fraction:
        hours, minutes, seconds, mark, fraction, frames, sub = match.groups()
        if hours is None:
            if mark is None:
                raise CueLeftOut(f"{text[:40]!r} is no time expression of TTML: it has no hours")
            repair("a time without hours was read as within the first hour")
        if mark == ",":
            repair("',' in a time was read as '.'")
        if int(minutes) > 59 or int(seconds) > 60:
            raise CueLeftOut(f"{text[:40]!r} is not a time")
        if frames is None:
            whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
            return whole + (Fraction(f"0.{fraction}") if fraction else Fraction(0))
        return self._frames(f"{hours}:{minutes}:{seconds}", frames, sub, text)

    def _frames(self, time: str, frames: str, sub: str | None, text: str) -> Fraction:
        part = Fraction(int(sub), self.sub_frames) / self.frame_rate if sub else Fraction(0)
        if self.base == "smpte":
            found = timecode_seconds(f"{time}:{frames}", Rate(self.frame_rate), drop=self.drop)
            if found is None:
                raise CueLeftOut(
                    f"{text[:40]!r} names a frame that is not there at {Rate(self.frame_rate).text} a second"
                )
            return found + part
        if int(frames) >= Rate(self.frame_rate).nominal:
            raise CueLeftOut(f"{text[:40]!r} names a frame that is not there at {Rate(self.frame_rate).text} a second")
        hours, minutes, seconds = (int(number) for number in time.split(":"))
        return (hours * 60 + minutes) * 60 + seconds + int(frames) / self.frame_rate + part


def read_timing(root: Element) -> Timing:
    """Return the timing parameters of the root element, each with its default (W3C TTML2, 7.2)."""
    rate_text = root.take("ttp:frameRate")
    nominal = _whole(rate_text, 30)
    multiplier = _PAIR.fullmatch(root.take("ttp:frameRateMultiplier"))
    rate = Fraction(nominal)
    if multiplier and int(multiplier[1]) and int(multiplier[2]):
        rate = rate * int(multiplier[1]) / int(multiplier[2])
    sub_frames = _whole(root.take("ttp:subFrameRate"), 1)
    # 7.2.14: without a frame rate, a tick is a second; with one, a (sub)frame.
    tick_rate = Fraction(_whole(root.take("ttp:tickRate"), 0)) or (rate * sub_frames if rate_text else Fraction(1))
    drop = root.take("ttp:dropMode") == "dropNTSC"
    return Timing(root.take("ttp:timeBase") or "media", rate, sub_frames, tick_rate, drop)


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and 0 < int(text[:12]) < _LARGEST and len(text) < 12 else default
