"""The process of a local Neo4j: started in a session of its own, known again by its command line, ended by its pid."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from graph.neo4j.errors import Neo4jError
from graph.neo4j.server_files import ServerRecord
from graph.neo4j.server_java import Java, parse_version

_OPENED: Final = ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent")
_STEADY: Final = ("-XX:+UseG1GC",)
_LIGHT: Final = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Measured at a first start: 6.0 s of CPU and 280 MB resident, against 12.1 s and 430 MB."""
_FLAGS: Final = (
    "-XX:+ExitOnOutOfMemoryError",
    "-Dfile.encoding=UTF-8",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "--enable-native-access=ALL-UNNAMED",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
)
_SMALL_MB: Final = 256
"""A tool that is given less has little to do."""
_TOOL: Final = "org.neo4j.cli.AdminTool"


def launch(home: Path, record: ServerRecord, java: Java, jars: Path) -> subprocess.Popen[bytes]:
    """Start the server; it outlives this process. What it prints goes to logs/console.log, begun anew."""
    name = "CommunityEntryPoint" if parse_version(record.version) < (2025,) else "Neo4jCommunity"
    command = [
        str(java.program),
        *_heap(record),
        *(_LIGHT if record.light else _STEADY),
        *_FLAGS,
        "-cp",
        os.pathsep.join((f"{home}/plugins/*", f"{home}/conf", f"{jars}/*")),
        f"org.neo4j.server.{name}",
        _home_argument(home),
        f"--config-dir={home}/conf",
        "--console-mode",
    ]
    with (home / "logs" / "console.log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            env=_environment(home),
            # A session of its own: Ctrl-C at the terminal, and its end, do not reach the server.
            start_new_session=True,
        )


def is_running(home: Path, pid: int) -> bool:
    """Say whether a pid is this home's server: alive, no zombie, and started for this home.

    A pid that the system has since given to another process is recognised by its command line.
    """
    return pid > 0 and _home_argument(home) in _arguments(pid)


def find_process(home: Path, pid: int) -> int:
    """Return the pid of a home's server, 0 where none runs: the one that was kept, else one that /proc shows.

    A start that was killed before it could keep the pid leaves such a one.
    """
    if is_running(home, pid):
        return pid
    others = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return next((other for other in others if is_running(home, other)), 0)


def end(home: Path, pid: int, *, wait_s: float) -> None:
    """End the server and wait until it is gone; one that does not follow SIGTERM in time is killed.

    Neo4j loses nothing by that: what was committed is in its log, and read from there at the next start.
    """
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not is_running(home, pid):
            return
        os.kill(pid, number)
        # One that was paused hears nothing before it goes on.
        os.kill(pid, signal.SIGCONT)
        deadline = time.monotonic() + wait_s
        while is_running(home, pid) and time.monotonic() < deadline:
            time.sleep(0.05)
    if is_running(home, pid):
        raise Neo4jError(f"the Neo4j in {home} (process {pid}) does not end, not even when killed")


def admin_tool(
    home: Path, java: Java, jars: Path, arguments: Sequence[str], *, heap_mb: int, timeout_s: float | None
) -> subprocess.CompletedProcess[str]:
    """Run a command of neo4j-admin on a home whose server is stopped, and return how it ended and what it said.

    The arguments go through a file for its owner only (Java reads `@file`), so none is seen by who lists processes:
    that a first password can be given in no other way than as an argument does no harm.
    """
    words = [
        f"-Xmx{heap_mb}m",
        *(_LIGHT if heap_mb < _SMALL_MB else _STEADY),
        *_FLAGS,
        "-cp",
        f"{jars}/*",
        _TOOL,
        *arguments,
    ]
    with _argument_file(home, words) as file:
        try:
            return subprocess.run(
                [str(java.program), f"@{file}"],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                cwd=home,
                env=_environment(home),
                timeout=timeout_s,
            )
        except subprocess.TimeoutExpired:
            # Not "from": the error holds the command.
            raise Neo4jError(f"neo4j-admin {' '.join(arguments[:2])} took longer than {timeout_s:g} s") from None


def why_it_ended(home: Path) -> str:
    """Return what the server last said before it ended: the first error of its log, else the last lines."""
    lines: list[str] = []
    for name in ("console.log", "neo4j.log"):
        try:
            with (home / "logs" / name).open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - 20_000))
                lines += log.read().decode("utf-8", errors="replace").splitlines()
        except OSError:
            continue
    told = [line.strip() for line in lines if "ERROR" in line or "Caused by" in line or line.startswith("Error")]
    return " / ".join(dict.fromkeys(told[:3] or [line.strip() for line in lines[-3:]]))[:1000] or "it said nothing"


def _heap(record: ServerRecord) -> list[str]:
    return [f"-Xms{min(record.heap_mb, 512)}m", f"-Xmx{record.heap_mb}m"]


def _home_argument(home: Path) -> str:
    return f"--home-dir={home}"


def _arguments(pid: int) -> list[str]:
    """Return the command line of a process, empty where there is none, or only a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", errors="replace").split("\0")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        if Path("/proc/self/cmdline").exists():
            return []
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=10)
    return re.split(r" (?=--)", done.stdout.strip())


def _environment(home: Path) -> dict[str, str]:
    # Neo4j takes settings from NEO4J_… variables; those of another installation must not reach this one.
    foreign = ("NEO4J", "MEDIAGRAPH", "JAVA_TOOL", "_JAVA", "JDK_JAVA")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(foreign)}
    return kept | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


@contextmanager
def _argument_file(home: Path, words: Sequence[str]) -> Iterator[str]:
    with NamedTemporaryFile("w", encoding="utf-8", dir=home / "run", suffix=".args") as file:
        for word in words:
            quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            file.write(f'"{quoted}"\n')
        file.flush()
        yield file.name
