"""When an insight of Video Indexer holds: instances with times such as 0:01:23.45."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from extractors.reading import Node
from ontology.model import WHOLE, Segment, seconds

_CLOCK: Final = re.compile(r"(?:(\d{1,3})\.)?(\d{1,5}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)")


def clock(text: str) -> Decimal | None:
    """Return hours, minutes and seconds, with days before a full stop, in seconds; None where the text is no time.

    >>> clock("0:01:23.45"), clock("1.00:00:01")
    (Decimal('83.450'), Decimal('86401.000'))
    """
    match = _CLOCK.fullmatch(text.replace(" ", ""))
    if match is None:
        return None
    days, hours, minutes, rest = match.groups()
    whole = (int(days or 0) * 24 + int(hours)) * 3600 + int(minutes) * 60
    return seconds(Decimal(whole) + Decimal(rest))


def read_clock(node: Node, key: str) -> Decimal | None:
    """Take a time in seconds; None where it is absent."""
    text = node.text(key)
    if not text:
        return None
    found = clock(text)
    if found is None:
        node.wrong(key, text, "no time such as 0:01:23.45")
    return found


def instances(item: Node) -> Iterator[tuple[Segment, Node]]:
    """Yield when an insight holds, each with the object that says it; the whole video where none is said.

    The times are those of the video itself; adjusted ones count in a playlist made of its parts. Summaries call them
    appearances; a face that has neither is seen at the times of its thumbnails.
    """
    found = False
    for key, start, end in (("instances", "start", "end"), ("appearances", "startTime", "endTime")):
        for part in item.nodes(key):
            found = True
            yield Segment(read_clock(part, start), read_clock(part, end)), part
    if not found:
        yield WHOLE, item


def has_times(item: Node) -> bool:
    """Say whether an insight tells when it holds; empty lists do not."""
    return any(item.size(key) for key in ("instances", "appearances"))


def clip_times(item: Node) -> Iterator[tuple[Segment, Node]]:
    """Yield the moments of a face's thumbnails."""
    for thumbnail in item.nodes("thumbnails"):
        for part in thumbnail.nodes("instances"):
            yield Segment(read_clock(part, "start"), read_clock(part, "end")), part


def instance_keys(path: str, *, confidence: str = "", appearances: bool = False, **more: str) -> dict[str, str]:
    """Return the table of an insight's instances at this key path."""
    keys = {
        "start": "the Segment's start",
        "end": "the Segment's end",
        "adjustedStart": "kept: counted in a playlist made of parts of the video",
        "adjustedEnd": "kept: counted in a playlist made of parts of the video",
        "duration": "kept: end less start",
        **({"confidence": confidence} if confidence else {}),
        **more,
    }
    table = {f"{path}.instances[].{key}": becomes for key, becomes in keys.items()}
    if appearances:
        table |= {
            f"{path}.appearances[].startTime": "the Segment's start, in a summary",
            f"{path}.appearances[].endTime": "the Segment's end, in a summary",
            f"{path}.appearances[].startSeconds": "kept: the start, rounded",
            f"{path}.appearances[].endSeconds": "kept: the end, rounded",
            f"{path}.seenDuration": "kept: how long it is seen",
            f"{path}.seenDurationRatio": "kept: for how much of the video it is seen",
        }
    return table
