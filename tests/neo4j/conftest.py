"""A real Neo4j for these tests: all workers of one run share one server, and it is gone when they are.

The first worker that needs it starts it; a watcher stops it when the last worker has ended, however it ended: each
holds a shared lock on a file, which the kernel frees. Modules that use it take turns by another lock.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from graph.neo4j.connection import Connection, Neo4jError, Neo4jSettings
from graph.neo4j.server import ServerInfo, start
from graph.neo4j.server_java import LTS, cache_folder, find_jars, find_java

HEAP_MB, PAGE_CACHE_MB = 512, 128
START_S = 300
"""Generous, because other work may share the machine."""

_WATCH = """
import fcntl, shutil, sys
from pathlib import Path
from graph.neo4j.server import stop
home = Path(sys.argv[1])
with open(sys.argv[2], "w") as users:
    print("watching", flush=True)
    fcntl.flock(users, fcntl.LOCK_EX)
    try:
        stop(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
"""
"""Waits until nobody holds the lock, stops the server and removes its home."""


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInfo]:
    """The server of this test run, shared by its workers: 5.26 LTS."""
    _skip_where_it_cannot_run(LTS)
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    # Another worker may go on using it: its end is not waited for.
    with _watched(folder / "neo4j-shared", wait_s=0.2) as home:
        yield start(home, heap_mb=HEAP_MB, page_cache_mb=PAGE_CACHE_MB, light=True, wait_s=START_S)


@pytest.fixture(scope="module")
def neo4j_turn(neo4j_server: ServerInfo) -> Iterator[ServerInfo]:
    """The shared server, for this module alone as long as its tests run."""
    with Path(f"{neo4j_server.home}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield neo4j_server


@pytest.fixture(scope="module")
def neo4j_settings(neo4j_turn: ServerInfo) -> Neo4jSettings:
    """Where the shared server is; it is this module's turn to use it."""
    return neo4j_turn.settings()


@pytest.fixture
def neo4j(neo4j_settings: Neo4jSettings) -> Iterator[Connection]:
    """A connection to the shared server, emptied for this test."""
    with Connection(neo4j_settings) as connection:
        empty(connection)
        yield connection


@pytest.fixture(scope="module")
def neo4j_module(neo4j_settings: Neo4jSettings) -> Iterator[Connection]:
    """A connection to the shared server, emptied once for this module, whose tests only read."""
    with Connection(neo4j_settings) as connection:
        empty(connection)
        yield connection


@pytest.fixture(scope="module")
def neo4j_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Path]]:
    """Lend homes to a module that starts and stops their server by itself; behind it they are stopped and removed."""
    _skip_where_it_cannot_run(LTS)
    with ExitStack() as lent:
        yield lambda: lent.enter_context(_watched(tmp_path_factory.mktemp("neo4j") / "home", wait_s=90))


@pytest.fixture
def start_neo4j(tmp_path: Path) -> Iterator[Callable[..., ServerInfo]]:
    """Start servers of this test's own, to be killed and paused at will: `start_neo4j(home=…, version=…)`."""
    with _servers(tmp_path) as started:
        yield started


@pytest.fixture
def own_neo4j(start_neo4j: Callable[..., ServerInfo]) -> ServerInfo:
    """A server of this test's own, to be killed and paused at will."""
    return start_neo4j()


def empty(connection: Connection) -> None:
    """Remove all nodes, relationships, constraints and indexes from a database."""
    connection.run_autocommit("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
    for kind, found in (
        ("CONSTRAINT", "SHOW CONSTRAINTS YIELD name"),
        ("INDEX", "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"),
    ):
        names = connection.read(lambda tx, found=found: [record["name"] for record in tx.run(found)])
        for name in names:
            connection.run_autocommit(f"DROP {kind} `{name.replace('`', '``')}`")


@contextmanager
def _servers(folder: Path) -> Iterator[Callable[..., ServerInfo]]:
    with ExitStack() as lent:
        watched: set[Path] = set()

        def started(home: Path | None = None, *, version: str = LTS, **options: Any) -> ServerInfo:
            _skip_where_it_cannot_run(version)
            path = home or folder / f"neo4j-{len(watched)}"
            if path not in watched:
                watched.add(path)
                lent.enter_context(_watched(path, wait_s=90))
            chosen: dict[str, Any] = {"heap_mb": HEAP_MB, "page_cache_mb": PAGE_CACHE_MB, "light": True} | options
            return start(path, version=version, wait_s=START_S, **chosen)

        yield started


@contextmanager
def _watched(home: Path, *, wait_s: float) -> Iterator[Path]:
    """Lend a home whose server is stopped and removed when all who were lent it have given it back, or are dead."""
    home.parent.mkdir(parents=True, exist_ok=True)
    users = Path(f"{home}.users")
    with users.open("w") as mine:
        # Waits for a watcher that is just stopping what earlier tests have left.
        fcntl.flock(mine, fcntl.LOCK_SH)
        watcher = _watch(home, users)
        try:
            yield home
        finally:
            fcntl.flock(mine, fcntl.LOCK_UN)
            with suppress(subprocess.TimeoutExpired):
                watcher.wait(timeout=wait_s)


def _watch(home: Path, users: Path) -> subprocess.Popen[str]:
    """Start a watcher in a session of its own, so that Ctrl-C and `kill -9` of the tests do not reach it."""
    command = [sys.executable, "-c", _WATCH, str(home), str(users)]
    root = Path(__file__).parents[2]
    watcher = subprocess.Popen(
        command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert watcher.stdout
    assert watcher.stdout.readline() == "watching\n"
    return watcher


def _skip_where_it_cannot_run(version: str) -> None:
    try:
        find_java(version)
        find_jars(version, cache_folder())
    except Neo4jError as err:
        if version == LTS:
            pytest.skip(f"Neo4j {version} cannot be started here and is not tested: {err}")
        pytest.skip(f"Neo4j {version} is tested on another machine, which has a newer Java: {err}")


def resume(info: ServerInfo) -> None:
    """Let a paused server go on; nothing happens to one that is gone."""
    with suppress(ProcessLookupError):
        os.kill(info.pid, signal.SIGCONT)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which samples/first-flights was ingested, with no Neo4j beside it."""
    root, folder = Path(__file__).parents[2], tmp_path_factory.mktemp("samples") / "data"
    given = root / "samples" / "first-flights"
    command = ["ingest", str(given), "--manifest", str(given / "manifest.csv"), "--data", str(folder)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEDIAGRAPH_")}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("mediagraph")), *command],
        env=environment, check=False, text=True, timeout=300, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def sample_graph(neo4j_settings: Neo4jSettings, samples: Path) -> Iterator[Connection]:
    """A connection to the shared server, holding the samples and nothing else, for a module whose tests only read.

    What a module before this one has left is kept where it is just that.
    """
    from api.opening import open_dataset
    from api.settings import Settings
    from graph.neo4j.projection import Neo4jProjection
    from graph.projections import Cursor, rebuild

    dataset = open_dataset(Settings(data=samples))
    with Connection(neo4j_settings) as connection:
        projection = Neo4jProjection(connection)
        with dataset.reader() as reader:
            newest = Cursor(*dataset.identity, reader.sequence)
        if projection.cursor() != newest or _count(connection) != _SAMPLES.get(samples):
            empty(connection)
            rebuild(projection, dataset)
            _SAMPLES[samples] = _count(connection)
        yield connection


_SAMPLES: dict[Path, tuple[int, int]] = {}
"""How many nodes and relationships the samples make, once they were brought."""


def _count(connection: Connection) -> tuple[int, int]:
    count = "RETURN COUNT { MATCH (n) RETURN n } AS nodes, COUNT { ()-->() } AS ties"
    nodes, ties = connection.read(lambda tx: tx.run(count).values())[0]
    return nodes, ties
