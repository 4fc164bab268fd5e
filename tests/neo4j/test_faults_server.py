"""A server that fails in mid-batch: paused, killed with -9, its disk full, its home lost. One server for all of them.

An ingest beside it never waits, and what follows catches up when the server is back.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import rekognition_like
from benchmarks.bolt_gate import BoltGate, Message
from extractors.run import extract_paths
from graph.engine import Engine
from graph.neo4j.connection import Connection, Neo4jAway
from graph.neo4j.following import Follower
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.server import ServerInfo, start, status, stop
from graph.neo4j.server_files import make_home, read_record, write_record
from graph.pipeline import ingest
from graph.projections import catch_up
from graph.stores.oxigraph import MemoryDataset
from tests.neo4j.aftermath import WAIT_S, stands_as_of_its_checkpoint, stands_whole, until
from tests.neo4j.conftest import resume

QUOTA_MB = 64
"""Of the file system that the server's home is on, where one can be mounted."""
ASSETS = 5


@dataclass(slots=True)
class Archive:
    """A Dataset that grows by ingests, and the server that follows it."""

    home: Path
    inputs: Path
    is_small: bool
    dataset: MemoryDataset = field(default_factory=MemoryDataset)
    written: int = 0
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = Engine(self.dataset, batch=2)

    def start(self) -> ServerInfo:
        """Return the server, started where it does not run."""
        return start(self.home, heap_mb=512, page_cache_mb=64, light=True, wait_s=300)

    def ingest(self) -> int:
        """Bring more Assets into the Dataset and return its sequence."""
        folder = self.inputs / str(self.written)
        rekognition_like.write(folder, ASSETS, seed=self.written)
        for path in folder.rglob("*.json"):
            path.rename(path.with_name(f"{self.written}-{path.name}"))
        self.written += 1
        summary = ingest(self.engine, extract_paths([str(folder)], workers=0), clock=lambda: datetime.now(UTC))
        assert summary.assets == ASSETS
        return summary.sequence


@pytest.fixture(scope="module")
def archive(neo4j_home: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive whose server has a home on a small file system, or a common one where none may be mounted."""
    home = neo4j_home()
    home.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={QUOTA_MB}m", "tmpfs", str(home)], check=False, capture_output=True
    )
    try:
        archive = Archive(home, tmp_path_factory.mktemp("inputs"), mounted.returncode == 0)
        archive.ingest()
        with Connection(archive.start().settings()) as connection:
            catch_up(Neo4jProjection(connection), archive.dataset)
        yield archive
    finally:
        found = status(home)
        if found and found.running:
            # Its data goes: there is nothing that it could lose.
            os.kill(found.pid, signal.SIGKILL)
        stop(home)
        if mounted.returncode == 0:
            subprocess.run(["umount", "--lazy", str(home)], check=True)


def once(
    place: Callable[[Message], bool], fault: Callable[[], None]
) -> tuple[Callable[[Message], None], threading.Event]:
    """Return a hook that lets a fault come at a place, and what says that it came."""
    came = threading.Event()

    def hook(message: Message) -> None:
        if not came.is_set() and place(message):
            fault()
            came.set()

    return hook, came


def in_mid_batch(message: Message) -> bool:
    return message.writes and "CREATE (n:" in message.text


@contextmanager
def following(archive: Archive, info: ServerInfo, hook: Callable[[Message], object]) -> Iterator[Follower]:
    """Follow the Dataset with a gate before the server."""
    with BoltGate(info.uri, asked=hook) as gate:
        connection = Connection(replace(info.settings(), uri=gate.uri), timeout_s=2)
        projection = Neo4jProjection(connection)
        follower = Follower(projection, lambda: archive.dataset, connection, poll_s=0.05, first_pause_s=0.05).start()
        try:
            until(lambda: follower.standing.state == "current")
            yield follower
        finally:
            assert follower.stop(wait_s=WAIT_S)
            connection.close()


def test_a_pause_in_mid_batch_holds_no_ingest_up(archive: Archive) -> None:
    info = archive.start()
    hook, came = once(in_mid_batch, lambda: os.kill(info.pid, signal.SIGSTOP))
    try:
        with following(archive, info, hook) as follower:
            archive.ingest()
            assert came.wait(WAIT_S)
            sequence = archive.ingest()
            standing = follower.finish(sequence, patience_s=1)
            assert (standing.state, standing.sequence) == ("away", None)
            assert "has not answered" in standing.detail
            resume(info)
    finally:
        resume(info)
    with Connection(info.settings()) as connection:
        assert stands_as_of_its_checkpoint(connection, archive.dataset)
        assert stands_whole(connection, archive.dataset)


def test_a_server_killed_in_mid_batch_comes_back_whole_and_catches_up(archive: Archive) -> None:
    info = archive.start()
    hook, came = once(in_mid_batch, lambda: os.kill(info.pid, signal.SIGKILL))
    with Connection(info.settings(), timeout_s=5) as connection:
        before = Neo4jProjection(connection).cursor()
        assert before is not None
        with following(archive, info, hook) as follower:
            archive.ingest()
            assert came.wait(WAIT_S)
            until(lambda: follower.standing.state == "away")
            sequence = archive.ingest()
            # What follows goes on by itself, on the address it had.
            assert archive.start().uri == info.uri
            until(lambda: follower.standing.sequence == sequence)
        assert stands_whole(connection, archive.dataset)


@contextmanager
def full_disk(archive: Archive, info: ServerInfo) -> Iterator[None]:
    """Leave the server no room to write: the rest of its file system is filled, or its files may not grow."""
    if archive.is_small:
        ballast = archive.home / "ballast"
        with ballast.open("wb") as file, suppress(OSError):
            while True:
                file.write(bytes(1 << 16))
                file.flush()
        try:
            assert not shutil.disk_usage(archive.home).free
            yield
        finally:
            ballast.unlink()
    else:
        before = resource.prlimit(info.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(info.pid, resource.RLIMIT_FSIZE, (1, before[1]))
        try:
            yield
        finally:
            resource.prlimit(info.pid, resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_after_a_restart_with_room_it_catches_up(archive: Archive) -> None:
    info = archive.start()
    with following(archive, info, lambda _: None) as follower, full_disk(archive, info):
        archive.ingest()
        until(lambda: follower.standing.state == "away")
        assert "Neo.DatabaseError.Transaction" in follower.standing.detail
        sequence = archive.ingest()
        assert follower.finish(sequence, patience_s=1).state == "away"
    # Neo4j itself asks for this: a database whose log could not be written does not go on by itself.
    os.kill(info.pid, signal.SIGKILL)
    with Connection(archive.start().settings()) as connection:
        assert stands_as_of_its_checkpoint(connection, archive.dataset)
        assert stands_whole(connection, archive.dataset)


def test_an_empty_server_at_the_same_address_is_built_anew(archive: Archive) -> None:
    info = archive.start()
    with Connection(info.settings(), timeout_s=2) as connection:
        projection = Neo4jProjection(connection)
        catch_up(projection, archive.dataset)
        archive.ingest()
        os.kill(info.pid, signal.SIGKILL)
        record = read_record(archive.home)
        assert record is not None
        for path in archive.home.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        make_home(archive.home)
        write_record(archive.home, replace(record, pid=0))
        assert archive.start().uri == info.uri
        # It may be asked for what was written to the one before it, once: then that is forgotten.
        with suppress(Neo4jAway):
            catch_up(projection, archive.dataset)
        catch_up(projection, archive.dataset)
        assert stands_whole(connection, archive.dataset)
