"""An import that was killed: known again at the server's next start, which begins with an empty database then.

The tool builds the database in its own place. A mark stands beside it from before the first byte until the last: where
it still stands, what lies there is half a database.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from graph.neo4j.errors import Neo4jError

DATABASE: Final = "neo4j"
"""The database that Community has beside `system`."""
_END_S: Final = 30.0


@contextmanager
def marked(home: Path) -> Iterator[None]:
    """Mark the database of a home as half until this ends; where it ends with an error the mark stays."""
    mark = _mark(home)
    with mark.open("w") as file:
        os.fsync(file.fileno())
    yield
    mark.unlink()


def clear_half(home: Path) -> bool:
    """Remove what a killed import left in a home whose server is stopped; return whether there was something."""
    mark = _mark(home)
    if not mark.exists():
        return False
    _end_tools(home)
    for kind in ("databases", "transactions"):
        shutil.rmtree(home / "data" / kind / DATABASE, ignore_errors=True)
    for file in (home / "run").glob("*.args"):
        file.unlink(missing_ok=True)
    mark.unlink()
    return True


@contextmanager
def work_folder(home: Path) -> Iterator[Path]:
    """Lend a folder below a home for an import's files; it is removed behind it, those of killed imports before."""
    for left in (home / "run").glob("import-*"):
        with suppress(BlockingIOError, FileNotFoundError), _held(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(prefix="import-", dir=home / "run"))
    try:
        with _held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder; raise `BlockingIOError` where another process does. A killed one lets go of it."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(held)


def _mark(home: Path) -> Path:
    return home / "run" / "half-import"


def _end_tools(home: Path) -> None:
    """End the tool whose caller was killed: it would go on writing."""
    deadline = time.monotonic() + _END_S
    while pids := list(_tools(home)):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise Neo4jError(f"an import into {home} (process {pids[0]}) does not end, not even when killed")
        time.sleep(0.05)


def _tools(home: Path) -> Iterator[int]:
    # As `server_process.admin_tool` starts it: its arguments lie in a file.
    start = f"@{home / 'run'}{os.sep}"
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            if any(word.startswith(start) for word in words):
                yield int(entry.name)
