"""Segments back from their IRIs: the key in the IRI says all that identifies a part (DESIGN 2)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from ontology.model import WHOLE, Box, Segment

_KEY: Final = re.compile(
    r"(?:_t(?P<start>-?\d+)?-(?P<end>-?\d+)?)?"
    r"(?:_x(?P<x>-?\d+)-(?P<y>-?\d+)-(?P<w>-?\d+)-(?P<h>-?\d+))?"
    r"(?:_c(?P<first>-?\d+)-(?P<last>-?\d+))?"
    r"(?:_p(?P<page>-?\d+))?"
    r"(?:_k(?P<track>-?\d+))?\Z"
)


@lru_cache(maxsize=4096)
def parse_segment_key(key: str) -> Segment:
    """Return the Segment of a key (`Segment.key`); raise ValueError for a text that is none.

    >>> parse_segment_key("t12480-15200_x1000-0-5000-10000").fragment
    '#t=12.48,15.2&xywh=percent:10,0,50,100'
    """
    if not key:
        return WHOLE
    found = _KEY.match("_" + key)
    if found is None:
        raise ValueError(f"{key!r} is not the key of a Segment")
    part = found.groupdict()
    box = [int(part[side]) / 10_000 for side in "xywh"] if part["x"] else []
    return Segment(
        start_s=_seconds(part["start"]),
        end_s=_seconds(part["end"]),
        box=Box(*box) if box else None,
        characters=(int(part["first"]), int(part["last"])) if part["first"] else None,
        page=_whole(part["page"]),
        track=_whole(part["track"]),
    )


def segment_of(asset_iri: str, iri: str) -> Segment:
    """Return the Segment of an IRI; `WHOLE` for the Asset's own."""
    return parse_segment_key(iri[len(asset_iri) + len("/segment/") :]) if iri != asset_iri else WHOLE


def _seconds(milliseconds: str | None) -> Decimal | None:
    return None if milliseconds is None else Decimal(milliseconds) / 1000


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)
