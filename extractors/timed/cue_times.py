"""The times of a cue in a text form, read strictly; what is written wrongly but certainly is repaired and told."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from extractors.timed.cues import CueLeftOut

_TIME: Final = r"(?:(\d+)\s*:\s*)?(\d{1,2})\s*:\s*(\d{1,2})(?:\s*([.,])\s*(\d{1,9}))?"
_ARROW: Final = r"(-->|->|--->|—>|–>|→|- ->|-- >)"
TIMES: Final = re.compile(rf"\s*({_TIME})\s*{_ARROW}\s*({_TIME})(?!\d)(.*)$")
"""Two times around an arrow, and what follows them."""

Repair = Callable[[str], None]
_MILLISECOND: Final = Decimal("0.001")


def cue_times(match: re.Match[str], *, mark: str, hours_needed: bool, repair: Repair) -> tuple[Decimal, Decimal]:
    """Return start and end in seconds; raise `CueLeftOut` where one of them is no time.

    `mark` is the form's decimal mark, "," or ".". Each departure that leaves no doubt is told to `repair`.
    """
    groups = match.groups()
    start, arrow, end = groups[0:6], groups[6], groups[7:13]
    if arrow != "-->":
        repair(f"{arrow!r} was read as '-->'")
    return (
        _time(start, mark=mark, hours_needed=hours_needed, repair=repair),
        _time(end, mark=mark, hours_needed=hours_needed, repair=repair),
    )


def seconds_of(hours: str, minutes: str, seconds: str, fraction: str) -> Decimal:
    """Return a time in seconds, to the millisecond; raise `CueLeftOut` for minutes or seconds over 59."""
    if int(minutes) > 59 or int(seconds) > 59 or len(hours) > 5:
        raise CueLeftOut(f"{hours}:{minutes}:{seconds} is not a time")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return (whole + Decimal(f"0.{fraction or '0'}")).quantize(_MILLISECOND, rounding=ROUND_HALF_UP)


def _time(parts: tuple[str | None, ...], *, mark: str, hours_needed: bool, repair: Repair) -> Decimal:
    text, hours, minutes, seconds, found, fraction = parts
    if hours is None and hours_needed:
        repair("a time without hours was read as within the first hour")
    if found and found != mark:
        repair(f"{found!r} in a time was read as {mark!r}")
    if fraction is None:
        repair("a time without milliseconds was read as a full second")
    elif len(fraction) != 3:
        repair(f"a fraction of {len(fraction)} digits was read as a decimal fraction of a second")
    if text is not None and " " in text:
        repair("a space within a time was left out")
    return seconds_of(hours or "0", minutes or "0", seconds or "0", fraction or "0")
