"""Following: a thread that keeps Neo4j at the Dataset's newest state, and never stands in the way of who writes.

`mediagraph serve` has one for as long as it runs, `mediagraph ingest` for as long as it reads. Where Neo4j is away it
tries again after 1, 2, 4 … 30 s; what was committed meanwhile is in the change feed, and comes then.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from graph.dataset import DatasetError
from graph.neo4j.connection import Neo4jAway, Neo4jRefused
from graph.projections import Cursor, IdentifiedDataset, Projection, ProjectionStale, catch_up, refuse_stale

POLL_S: Final = 0.2
"""How often one looks whether the Dataset has moved on."""
_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 30.0
_log = logging.getLogger(__name__)

State = Literal["current", "behind", "building", "away", "refused", "stale"]
"""How a projection stands: at the newest ChangeSet, behind it, not built yet, its server away, refusing us (waiting
will not help), or following another Dataset or epoch (rebuild it)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a projection has come: `sequence` and `lag` are None where that is not known; `detail` says why."""

    name: str
    state: State
    sequence: int | None = None
    lag: int | None = None
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as `status --json` promises."""
        return {
            "name": self.name,
            "sequence": self.sequence,
            "lag": self.lag,
            "state": self.state,
            "detail": self.detail,
        }

    def as_text(self) -> str:
        """Return it for people: how many ChangeSets behind, or what is the matter."""
        if self.state == "behind" and self.lag is not None:
            return f"{self.lag:,} ChangeSet{'s' if self.lag != 1 else ''} behind"
        return f"{self.state}: {self.detail}" if self.detail else self.state


class WaitingServer(Protocol):
    """What says when its server last answered: a `Connection`."""

    @property
    def answered(self) -> float:
        """The time of the last answer, of `time.monotonic`."""
        ...


def standing_of(projection: Projection, dataset: IdentifiedDataset) -> Standing:
    """Return how far a projection has come, asking its server once."""
    try:
        cursor = projection.cursor()
    except DatasetError as err:
        return _fault(projection.name, err)
    if cursor is None:
        why = f"it has not been built, or not to its end: `mediagraph rebuild {projection.name}` builds it"
        return Standing(projection.name, "building", detail=why)
    # Opened after the cursor was read, which may move on at any moment.
    with dataset.reader() as reader:
        newest = reader.sequence
    try:
        refuse_stale(projection.name, cursor, dataset.identity, newest)
    except ProjectionStale as err:
        return _fault(projection.name, err)
    return _reached(projection.name, cursor, newest)


def _reached(name: str, cursor: Cursor, newest: int) -> Standing:
    lag = newest - cursor.sequence
    return Standing(name, "behind" if lag else "current", cursor.sequence, lag)


def _fault(name: str, err: Exception) -> Standing:
    match err:
        case Neo4jAway():
            return Standing(name, "away", detail=str(err))
        case ProjectionStale():
            return Standing(name, "stale", detail=str(err))
        case Neo4jRefused():
            return Standing(name, "refused", detail=str(err))
    return Standing(name, "behind", detail=str(err))


class Follower:
    """Keeps one projection at a Dataset's newest state, in a thread of its own.

    `opened` opens the Dataset: it is opened anew for each look, because a restore may have begun another epoch.
    Ends by itself only where waiting will not help (a wrong password): `standing` then says why. `told` is called,
    in that thread, when the state changes.
    """

    def __init__(
        self,
        projection: Projection,
        opened: Callable[[], IdentifiedDataset],
        server: WaitingServer,
        *,
        told: Callable[[Standing], None] = lambda _: None,
        poll_s: float = POLL_S,
        first_pause_s: float = _FIRST_PAUSE_S,
    ) -> None:
        self._projection, self._opened, self._server = projection, opened, server
        self._told, self._poll_s, self._first_pause_s = told, poll_s, first_pause_s
        self._standing = Standing(projection.name, "behind")
        self._changed = threading.Condition()
        self._ending = threading.Event()
        # A daemon: a server that hangs must not keep its process from ending.
        self._thread = threading.Thread(target=self._follow, name=f"follow {projection.name}", daemon=True)

    @property
    def standing(self) -> Standing:
        """How far it has come, as of the last look."""
        return self._standing

    def start(self) -> Follower:
        """Begin, and return itself."""
        self._thread.start()
        return self

    def stop(self, *, wait_s: float = 5) -> bool:
        """End after the batch in hand; False where that has not ended within `wait_s` seconds."""
        self._ending.set()
        with suppress(RuntimeError):  # never started
            self._thread.join(wait_s)
        return not self._thread.is_alive()

    def finish(self, sequence: int, *, patience_s: float = 20) -> Standing:
        """Wait until a sequence is reached, for as long as the server answers, then stop; return how far it came.

        Returns at once where that cannot be now (the server is away, or refuses), and after `patience_s` without an
        answer.
        """
        begun = time.monotonic()
        with self._changed:
            while self._thread.is_alive() and not self._is_settled(sequence):
                if time.monotonic() - max(begun, self._server.answered) > patience_s:
                    why = f"it has not answered for {patience_s:g} s"
                    self._standing = Standing(self._projection.name, "away", detail=why)
                    break
                self._changed.wait(self._poll_s)
        self.stop(wait_s=self._poll_s)
        return self._standing

    def _is_settled(self, sequence: int) -> bool:
        found = self._standing
        return bool(found.detail) or (found.sequence is not None and found.sequence >= sequence)

    def _follow(self) -> None:
        pause_s = self._first_pause_s
        while not self._ending.is_set():
            try:
                self._look()
                pause_s, wait_s = self._first_pause_s, self._poll_s
            except (DatasetError, OSError, ValueError) as err:
                # The data folder may be away too: opening it reads its settings.
                self._say(_fault(self._projection.name, err))
                if self._standing.state == "refused":
                    return
                wait_s, pause_s = pause_s, min(2 * pause_s, _LONGEST_PAUSE_S)
            except Exception as err:
                _log.exception("following stopped", extra={"projection": self._projection.name})
                self._say(Standing(self._projection.name, "refused", detail=f"{type(err).__name__}: {err}"))
                return
            self._ending.wait(wait_s)

    def _look(self) -> None:
        """Catch up where the Dataset has moved on."""
        dataset = self._opened()
        if self._standing.state == "current" and self._standing.sequence == _newest(dataset):
            return
        if self._projection.cursor() is None:
            self._say(Standing(self._projection.name, "building"))
        reached = catch_up(self._projection, dataset)
        self._say(Standing(self._projection.name, "current", reached, 0))

    def _say(self, standing: Standing) -> None:
        with self._changed:
            before, self._standing = self._standing, standing
            self._changed.notify_all()
        if standing.state != before.state:
            self._told(standing)


def _newest(dataset: IdentifiedDataset) -> int:
    """Return the newest sequence: by a look at the checkpoints' folder where there is one, else by opening it."""
    checkpoints = getattr(dataset, "checkpoints", None)
    if checkpoints is not None:
        return checkpoints.newest() or 0
    with dataset.reader() as reader:
        return reader.sequence
