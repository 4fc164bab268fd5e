"""The files of a local Neo4j below its home: what it is (server.json, for its owner only) and its configuration.

Neo4j's own data, logs and transaction logs lie there too; nothing is written elsewhere.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from graph.neo4j.errors import Neo4jError

LOOPBACK: Final = "127.0.0.1"
_PORT_S: Final = 3.0
"""How long a home's own port is waited for before another is taken."""


@dataclass(frozen=True, slots=True)
class ServerRecord:
    """What is kept of a local server between its runs; `pid` is 0 where it was stopped.

    `light`: it starts with half the CPU time and less memory, and does lasting work more slowly.
    """

    version: str
    bolt_port: int
    http_port: int
    heap_mb: int
    page_cache_mb: int
    light: bool = False
    user: str = "neo4j"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    pid: int = 0


_SAMPLE: Final = ServerRecord(version="", bolt_port=0, http_port=0, heap_mb=0, page_cache_mb=0, password="")


def read_record(home: Path) -> ServerRecord | None:
    """Return what is known of the server of a home, None where there is none; raise `Neo4jError` for a broken file."""
    path = home / "server.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        record = ServerRecord(**values)
        if any(type(value) is not type(asdict(_SAMPLE)[name]) for name, value in asdict(record).items()):
            raise TypeError("a value is of another type")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise Neo4jError(f"{home} is no folder: give one for the local Neo4j") from None
    except OSError as err:
        raise Neo4jError(f"{path} cannot be read: {err.strerror}") from err
    except (ValueError, TypeError):
        # Not "from": what could not be read holds the password.
        raise Neo4jError(f"{path} is not what was written there: move it away, and the server's data with it") from None
    return record


def write_record(home: Path, record: ServerRecord) -> None:
    """Keep what is known of a server, readable by its owner only; whole or not at all."""
    new = home / "server.json.new"
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(file, "w", encoding="utf-8") as out:
        # A file left by a killed process may have had other rights.
        os.fchmod(out.fileno(), 0o600)
        json.dump(asdict(record), out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    new.replace(home / "server.json")


def make_home(home: Path) -> None:
    """Make the folders of a home, for its owner only."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("conf", "logs", "plugins", "import", "run"):
            (home / name).mkdir(exist_ok=True, mode=0o700)
    except OSError as err:
        raise Neo4jError(f"{home} cannot hold a local Neo4j: {err.strerror}") from err


@contextmanager
def locked_home(home: Path, *, wait_s: float) -> Iterator[None]:
    """Keep other starts and stops of a home waiting; raise `Neo4jError` after `wait_s` seconds of that."""
    deadline = time.monotonic() + wait_s
    with (home / "server.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Neo4jError(
                        f"another process starts or stops the Neo4j in {home}; waited {wait_s:g} s"
                    ) from None
                time.sleep(0.05)
        yield


def has_data(home: Path) -> bool:
    """Say whether the server of a home has been started before: its first password cannot be set any more."""
    return (home / "data" / "databases" / "system").is_dir()


def with_free_ports(record: ServerRecord, *, other: bool = False) -> ServerRecord:
    """Return a record whose ports nobody listens on: those it had, where they are free and no `other` are asked for."""
    asked = [0, 0] if other else [port if _gets_free(port) else 0 for port in (record.bolt_port, record.http_port)]
    with _bound(*asked) as (bolt, http):
        return replace(record, bolt_port=bolt, http_port=http)


def write_configuration(home: Path, record: ServerRecord, jars: Path) -> None:
    """Write neo4j.conf anew: loopback only, with a password, with logs below the home, and small beside its data."""
    lines = {
        "server.default_listen_address": LOOPBACK,
        "server.bolt.listen_address": f"{LOOPBACK}:{record.bolt_port}",
        "server.bolt.advertised_address": f"{LOOPBACK}:{record.bolt_port}",
        "server.http.listen_address": f"{LOOPBACK}:{record.http_port}",
        "server.http.advertised_address": f"{LOOPBACK}:{record.http_port}",
        "server.https.enabled": "false",
        "server.directories.lib": str(jars),
        "server.memory.heap.initial_size": f"{min(record.heap_mb, 512)}m",
        "server.memory.heap.max_size": f"{record.heap_mb}m",
        "server.memory.pagecache.size": f"{record.page_cache_mb}m",
        "dbms.security.auth_enabled": "true",
        "dbms.usage_report.enabled": "false",
        # Logs of transactions are for recovery here, not for a cluster's members that lag behind.
        "db.tx_log.rotation.retention_policy": "256M size",
        "db.tx_log.preallocate": "false",
        # One server has what it has written: a bookmark it does not know is of data that is no more.
        "db.transaction.bookmark_ready_timeout": "5s",
        # LOAD CSV reads nothing of this machine.
        "dbms.security.allow_csv_import_from_file_urls": "false",
    }
    text = "# Written anew at each start by `mediagraph neo4j start`.\n"
    text += "".join(f"{key}={value}\n" for key, value in lines.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")


def _gets_free(port: int) -> bool:
    """Say whether a port is free; a server that was just killed frees its own a moment after it seems gone."""
    deadline = time.monotonic() + _PORT_S
    while 0 < port < 65536:
        try:
            with _bound(port):
                return True
        except OSError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
    return False


@contextmanager
def _bound(*ports: int) -> Iterator[list[int]]:
    """Hold ports for a moment, so that two free ones are not the same; 0 asks for any."""
    sockets = [socket.socket() for _ in ports]
    try:
        for held, port in zip(sockets, ports, strict=True):
            # As the server binds: a port whose last connections are still closing (TIME_WAIT) is free.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind((LOOPBACK, port))
        yield [held.getsockname()[1] for held in sockets]
    finally:
        for held in sockets:
            held.close()
