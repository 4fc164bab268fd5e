"""From a commit to Neo4j: how soon what an ingest writes stands there, with the thread that an ingest follows by."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks import neo4j_data as data
from benchmarks.neo4j_sides import Ours, fresh_server
from graph.datafolder import make_data_folder
from graph.neo4j.connection import Connection
from graph.neo4j.following import Follower
from graph.neo4j.projection import Neo4jProjection
from graph.projections import Cursor
from graph.stores.oxigraph_disk import DiskDataset
from ontology.model import ChangeSet

ASSETS_A_SECOND: Final = 100
ASSETS_A_COMMIT: Final = 20
WARM_COMMITS: Final = 100
"""Commits that are not measured: the server has just been started. What they left waiting is taken over first."""
DRAIN_S: Final = 120
"""How long that may take."""
STORED: Final = 3_000
"""Assets that stand there before."""


def lags(scratch: Path, seconds: float) -> list[float]:
    """Return, for each commit, the seconds from its end until Neo4j has it."""
    folder = make_data_folder(scratch / "data")
    dataset = DiskDataset(folder)
    with dataset.writer(holder="benchmark") as writer:
        for quads in (data.support(), *data.changesets(STORED)):
            data.committed(writer, quads)
    commits = int(seconds * ASSETS_A_SECOND / ASSETS_A_COMMIT) + WARM_COMMITS
    coming = list(data.changesets(commits * ASSETS_A_COMMIT, first=STORED + 1, each=ASSETS_A_COMMIT))
    with closing(Ours(dataset, fresh_server(scratch / "data" / "neo4j"))) as ours:
        ours.begin()
        ours.catch_up(0)
        projection = _Watched(ours.connection)
        follower = Follower(projection, lambda: DiskDataset(folder), ours.connection).start()
        done: dict[int, float] = {}
        with dataset.writer(holder="benchmark") as writer:
            begun = time.monotonic()
            for number, quads in enumerate(coming):
                if number == WARM_COMMITS:
                    writer.publish()
                    projection.wait_for(max(done), DRAIN_S)
                    begun = time.monotonic() - number * ASSETS_A_COMMIT / ASSETS_A_SECOND
                time.sleep(max(0.0, begun + number * ASSETS_A_COMMIT / ASSETS_A_SECOND - time.monotonic()))
                done[data.committed(writer, quads)] = time.monotonic()
        follower.finish(max(done))
    return [projection.arrived(sequence) - at for sequence, at in sorted(done.items())[WARM_COMMITS:]]


class _Watched(Neo4jProjection):
    """A projection that notes when it has come to which sequence."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._reached: list[tuple[int, float]] = []

    def apply(self, changes: Iterable[ChangeSet], cursor: Cursor) -> None:
        """Take ChangeSets over, and note the time."""
        super().apply(list(changes), cursor)
        self._reached.append((cursor.sequence, time.monotonic()))

    def wait_for(self, sequence: int, seconds: float) -> None:
        """Wait until it has come to a sequence; raises TimeoutError."""
        until = time.monotonic() + seconds
        while not self._reached or self._reached[-1][0] < sequence:
            if time.monotonic() > until:
                raise TimeoutError(f"Neo4j has not come to sequence {sequence} within {seconds} s")
            time.sleep(0.05)

    def arrived(self, sequence: int) -> float:
        """Return when it came to a sequence, of `time.monotonic`."""
        return next(at for reached, at in self._reached if reached >= sequence)
