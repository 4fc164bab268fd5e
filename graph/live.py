"""Inputs that go on coming: each burst goes the whole way at once, so facts follow what was said within a second."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from extractors.inbox import Came
from graph.blobs import BlobKeeper
from graph.engine import Engine
from graph.pipeline import ingest
from graph.quarantine import all_items
from graph.retrying import retry_quarantine
from graph.summary import Summary

Burst = Callable[[Summary], None]
_BEYOND_THE_END = "its Asset lasts"
"""In the message of the shape that compares a Segment with its Asset's duration."""


def follow(engine: Engine, bursts: Iterable[list[Came]], *, clock: Callable[[], datetime], done: Burst) -> None:
    """Bring each burst into the graph as it comes; `done` is told the counts of each.

    Between bursts the lease is free. Where a recording grew, what was refused because it lay beyond its end is
    checked again.
    """
    keeper = BlobKeeper(engine.blobs) if engine.blobs else None
    for burst in bursts:
        for came in burst:
            if keeper and came.data:
                keeper.keep_bytes(came.extracted.sha256, came.data)
        summary = ingest(engine, [came.extracted for came in burst], clock=clock)
        if any(e.rendition is not None for came in burst for e in came.extracted.extractions):
            _retry_beyond_the_end(engine, clock())
        done(summary)


def _retry_beyond_the_end(engine: Engine, now: datetime) -> None:
    with engine.dataset.reader() as reader:
        late = [iri for iri, item in all_items(reader) if any(_BEYOND_THE_END in reason for reason in item.reasons)]
    if late:
        retry_quarantine(engine, late, now=now)
