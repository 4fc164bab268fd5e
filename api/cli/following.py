"""`mediagraph ingest --watch` and `mediagraph ingest -`: inputs that go on coming until they end or one interrupts."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from extractors.folder_watch import FolderWatch
from extractors.inbox import Inbox
from extractors.line_stream import listen_to_lines
from extractors.manifest import read_manifest
from extractors.pool import Pool, PoolLimits
from graph.live import follow
from graph.summary import Summary

if TYPE_CHECKING:
    from graph.engine import Engine

_READY = "Watching {places}; Ctrl-C ends it."


def follow_inputs(
    engine: Engine,
    first: Callable[[], Summary] | None,
    *,
    watched: Sequence[str],
    manifest: str | None,
    stdin: bool,
    each: Callable[[Summary], None] | None,
    limits: PoolLimits,
    clock: Callable[[], datetime],
) -> Summary:
    """Ingest what is there (`first`), then what comes, and return the counts of all of it.

    What changes while `first` runs is not lost: it is listened to before. Ends with stdin where nothing is watched,
    else on SIGINT or SIGTERM, after the burst in hand.
    """
    total = Summary()
    inbox, pool = Inbox(), Pool(1, limits)

    def done(summary: Summary) -> None:
        total.join(summary)
        if each is not None:
            each(summary)

    try:
        with _until_interrupted(inbox):
            if watched:
                watch = FolderWatch(watched, pool, read_manifest(manifest) if manifest else ())
                watch.prepare()
                inbox.listen("watch", watch.listen)
            if first is not None:
                done(first())
            if stdin:
                inbox.listen("stdin", lambda box: listen_to_lines(sys.stdin.buffer, box))
            if watched:
                click.echo(_READY.format(places=", ".join(watched)), err=True)
            follow(engine, inbox.bursts(most=engine.batch), clock=clock, done=done)
    finally:
        inbox.end()
        pool.close()
    return total


@contextmanager
def _until_interrupted(inbox: Inbox) -> Iterator[None]:
    """Let SIGINT and SIGTERM end the bursts after the one in hand, so that what was read is committed whole."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        inbox.end()
        signal.signal(number, signal.default_int_handler)  # who asks twice does not want to wait

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
