"""A real Neo4j Community on this machine, without Docker: started, stopped and looked at by its home folder.

It listens on the loopback address only, on ports that were free, with a password that was made for it. Its jars come
from Maven once (`server_java`), its files lie below the home (`server_files`), its process outlives the one that
started it (`server_process`).
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from graph.neo4j.connection import Connection, Neo4jAway, Neo4jError, Neo4jRefused, Neo4jSettings
from graph.neo4j.half_import import clear_half
from graph.neo4j.server_files import (
    LOOPBACK,
    ServerRecord,
    has_data,
    locked_home,
    make_home,
    read_record,
    with_free_ports,
    write_configuration,
    write_record,
)
from graph.neo4j.server_java import LTS, cache_folder, find_jars, find_java, parse_version
from graph.neo4j.server_process import admin_tool, end, find_process, is_running, launch, why_it_ended

_HEAP_MB: Final = 1024
_PAGE_CACHE_MB: Final = 512
_LEAST_HEAP_MB: Final = 256
_PORTS_TRIED: Final = 3


class _Ended(Neo4jError):
    """The server ended where it was waited for."""


class _PortsTaken(_Ended):
    """The server ended because somebody else took its port between looking and listening."""


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """A local server as a program needs it; `pid` is 0 where it does not run."""

    uri: str
    http: str
    user: str
    password: str = field(repr=False)
    pid: int
    version: str
    running: bool
    home: Path

    def settings(self, database: str = "neo4j") -> Neo4jSettings:
        """Return what a `Connection` to it needs."""
        return Neo4jSettings(self.uri, self.user, self.password, database)

    def as_json(self) -> dict[str, str | int]:
        """Return what `mediagraph neo4j start --json` prints."""
        names = ("uri", "http", "user", "password", "pid", "version")
        return {name: getattr(self, name) for name in names}


def start(
    home: Path,
    *,
    version: str | None = None,
    heap_mb: int | None = None,
    page_cache_mb: int | None = None,
    light: bool | None = None,
    wait_s: float = 120,
) -> ServerInfo:
    """Return the server of a home once it answers; it is started where it does not run.

    What is not given is as it was at the last start, and at the first 5.26.30, 1024 MB of heap and 512 MB of page
    cache. `light`: it starts with half the CPU time and does lasting work more slowly, for tests. Raise `Neo4jError`
    that says why where it cannot run, or does not answer within `wait_s` seconds.
    """
    home = home.absolute()
    make_home(home)
    with locked_home(home, wait_s=wait_s):
        record = read_record(home)
        pid = find_process(home, record.pid) if record else 0
        if record and pid:
            _refuse_other_version(home, record, version)
            record = replace(record, pid=pid)
            write_record(home, record)
            try:
                _wait_until_it_answers(home, record, wait_s)
                return _info(home, record)
            except _Ended:
                # It was just ending, killed perhaps, which takes a moment.
                record = replace(record, pid=0)
        wanted = {"version": version, "heap_mb": heap_mb, "page_cache_mb": page_cache_mb, "light": light}
        return _start(home, _record_for(home, record, {k: v for k, v in wanted.items() if v is not None}), wait_s)


def stop(home: Path, *, wait_s: float = 60) -> bool:
    """Stop the server of a home and return whether it ran; one that does not end in `wait_s` seconds is killed."""
    home = home.absolute()
    if read_record(home) is None:
        return False
    with locked_home(home, wait_s=wait_s):
        return _stop(home, wait_s)


def status(home: Path) -> ServerInfo | None:
    """Return the server of a home, running or not; None where none was ever started."""
    home = home.absolute()
    record = read_record(home)
    return _info(home, replace(record, pid=find_process(home, record.pid))) if record else None


@contextmanager
def offline(home: Path, *, wait_s: float = 120) -> Iterator[Path]:
    """Stop the server of a home for a tool that needs its files alone, and start it again behind it if it ran.

    Meanwhile nobody else can start it.
    """
    home = home.absolute()
    _record_of(home)
    with locked_home(home, wait_s=wait_s):
        ran = _stop(home, wait_s)
        try:
            yield home
        finally:
            if ran:
                _start(home, _record_of(home), wait_s)


def run_tool(
    home: Path, *arguments: str, heap_mb: int | None = None, timeout_s: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `neo4j-admin ARGUMENTS` on a home, inside `offline`, and return its exit code, stdout and stderr.

    For example `run_tool(home, "database", "import", "full", "neo4j", …)`. Raise `Neo4jError` where the server runs.
    """
    home = home.absolute()
    record = _record_of(home)
    if pid := find_process(home, record.pid):
        raise Neo4jError(f"the Neo4j in {home} runs (process {pid}): neo4j-admin needs it stopped")
    java, jars = find_java(record.version), find_jars(record.version, cache_folder())
    return admin_tool(home, java, jars, arguments, heap_mb=heap_mb or record.heap_mb, timeout_s=timeout_s)


def _start(home: Path, record: ServerRecord, wait_s: float) -> ServerInfo:
    java, jars = find_java(record.version), find_jars(record.version, cache_folder())
    clear_half(home)
    for attempt in range(_PORTS_TRIED):
        record = with_free_ports(record, other=attempt > 0)
        write_configuration(home, record, jars)
        # Before the process: a password that nobody knows would make the data useless.
        write_record(home, replace(record, pid=0))
        if not has_data(home):
            _set_first_password(home, record)
        process = launch(home, record, java, jars)
        record = replace(record, pid=process.pid)
        write_record(home, record)
        try:
            _wait_until_it_answers(home, record, wait_s, process)
            return _info(home, record)
        except _PortsTaken:
            if attempt == _PORTS_TRIED - 1:
                raise
        except BaseException:
            # What was started in vain must not stay.
            end(home, process.pid, wait_s=10)
            process.wait(timeout=10)
            raise
    raise AssertionError("the last attempt returns or raises")


def _stop(home: Path, wait_s: float) -> bool:
    record = _record_of(home)
    pid = find_process(home, record.pid)
    if pid:
        end(home, pid, wait_s=wait_s)
    if record.pid:
        write_record(home, replace(record, pid=0))
    return bool(pid)


def _record_for(home: Path, was: ServerRecord | None, wanted: dict[str, Any]) -> ServerRecord:
    """Return what shall run: what is wanted over what was, over the defaults; refuse what cannot be."""
    if was is None and has_data(home):
        raise Neo4jError(f"{home} holds a Neo4j whose password is not known here: give another folder")
    first = ServerRecord(version=LTS, bolt_port=0, http_port=0, heap_mb=_HEAP_MB, page_cache_mb=_PAGE_CACHE_MB)
    record = replace(was or first, **wanted)
    if parse_version(record.version) < parse_version((was or record).version) and has_data(home):
        was_version = (was or record).version
        raise Neo4jError(f"{home} holds data of Neo4j {was_version}, which {record.version} cannot read: give another")
    if record.heap_mb < _LEAST_HEAP_MB:
        raise Neo4jError(f"a heap of {record.heap_mb} MB is too small for Neo4j: give {_LEAST_HEAP_MB} or more")
    return record


def _refuse_other_version(home: Path, record: ServerRecord, version: str | None) -> None:
    if version and version != record.version:
        raise Neo4jError(f"in {home} runs Neo4j {record.version}, not {version}: stop it first, or give another folder")


def _set_first_password(home: Path, record: ServerRecord) -> None:
    done = run_tool(home, "dbms", "set-initial-password", record.password, heap_mb=128, timeout_s=120)
    if done.returncode:
        said = (done.stderr or done.stdout).replace(record.password, "…").strip()[-500:]
        raise Neo4jError(f"the first password of the Neo4j in {home} could not be set: {said}")


def _wait_until_it_answers(
    home: Path, record: ServerRecord, wait_s: float, process: subprocess.Popen[bytes] | None = None
) -> None:
    settings = _info(home, record).settings()
    deadline = time.monotonic() + wait_s
    while True:
        try:
            with Connection(settings, timeout_s=5) as connection:
                connection.check()
                return
        except Neo4jAway as err:
            reason = str(err)
        except Neo4jRefused:
            # Another process may hold the port; then the server itself ends in a moment, and that is the reason.
            if not _ends_within(home, record.pid, process, 5):
                raise
            reason = ""
        if _ends_within(home, record.pid, process, 0.2):
            _raise_why_it_ended(home)
        if time.monotonic() > deadline:
            raise Neo4jError(f"the Neo4j in {home} (process {record.pid}) does not answer after {wait_s:g} s: {reason}")


def _ends_within(home: Path, pid: int, process: subprocess.Popen[bytes] | None, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    # Of a child we know for sure; its command line is not there yet in the moment after it was begun.
    while is_running(home, pid) if process is None else process.poll() is None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True


def _raise_why_it_ended(home: Path) -> None:
    why = why_it_ended(home)
    kind = _PortsTaken if "already in use" in why or "cannot bind" in why else _Ended
    raise kind(f"the Neo4j in {home} ended while it started: {why} (logs: {home / 'logs'})")


def _record_of(home: Path) -> ServerRecord:
    record = read_record(home)
    if record is None:
        raise Neo4jError(f"no Neo4j was started in {home}: run `mediagraph neo4j start --home {home}`")
    return record


def _info(home: Path, record: ServerRecord) -> ServerInfo:
    uri, http = f"bolt://{LOOPBACK}:{record.bolt_port}", f"http://{LOOPBACK}:{record.http_port}"
    running = record.pid > 0
    return ServerInfo(uri, http, record.user, record.password, record.pid, record.version, running, home)
