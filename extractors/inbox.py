"""What came in and was not taken yet: filled by threads that listen, emptied in bursts by the one that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Final

from extractors.extracted import Extracted

_TURN_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Came:
    """One input's result; `data` its bytes where nobody could read them again (a line of a stream)."""

    extracted: Extracted
    data: bytes = b""


class Inbox:
    """Bounded: who fills it waits until somebody takes, so memory stays flat however fast things come."""

    def __init__(self, *, most: int = 1_000) -> None:
        self._queue: Queue[Came | BaseException | None] = Queue(maxsize=most)
        self._listeners: list[Thread] = []
        self.closing = Event()

    def listen(self, name: str, listener: Callable[[Inbox], None]) -> None:
        """Start a thread that puts in what it hears, until it ends or `closing` is set; its fault ends the bursts."""

        def run() -> None:
            try:
                listener(self)
            except BaseException as err:
                self._put(err)
            else:
                self._put(None)

        thread = Thread(target=run, name=name, daemon=True)
        self._listeners.append(thread)
        thread.start()

    def put(self, came: Came) -> None:
        """Put in one result; waits while the inbox is full and open."""
        self._put(came)

    def _put(self, item: Came | BaseException | None) -> None:
        while not self.closing.is_set():
            try:
                self._queue.put(item, timeout=_TURN_S)
            except Full:
                continue
            return

    def bursts(self, *, most: int) -> Iterator[list[Came]]:
        """Yield what lies ready, up to `most` at once, as soon as there is any; ends with `end` or the last listener.

        The pieces of one large input are one burst. Raises what a listener raised.
        """
        ended = 0
        burst: list[Came] = []
        unfinished: set[str] = set()
        while ended < len(self._listeners) and not self.closing.is_set():
            for item in self._ready(most):
                if isinstance(item, BaseException):
                    raise item
                if item is None:
                    ended += 1
                else:
                    burst.append(item)
                    (unfinished.add if item.extracted.more else unfinished.discard)(item.extracted.path)
            if burst and not unfinished:
                yield burst
                burst = []
        if whole := [came for came in burst if came.extracted.path not in unfinished]:
            yield whole

    def _ready(self, most: int) -> Iterator[Came | BaseException | None]:
        """Yield one item, waiting a turn for it, and those behind it."""
        with suppress(Empty):
            yield self._queue.get(timeout=_TURN_S)
            for _ in range(most - 1):
                yield self._queue.get_nowait()

    def end(self) -> None:
        """End the bursts after the one in hand; a signal handler may call it."""
        self.closing.set()
