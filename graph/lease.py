"""The write lease of a data folder: one writer at a time, over all processes.

The file ``lock`` is locked with flock, so the kernel frees it when its process ends, however it ends; what it says
about its holder is for people. A waiter holds a shared lock on ``lock.waiting`` meanwhile, by which the holder
can know that somebody waits.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.dataset import DatasetLocked

WAIT_S: Final = 30.0
"""How long one waits for the lease before `DatasetLocked` (DESIGN 6)."""
_POLL_S: Final = 0.01


class Lease:
    """The lease while it is held."""

    def __init__(self, folder: Path, file: int) -> None:
        self._folder = folder
        self._file = file
        _held.add(self)

    def somebody_waits(self) -> bool:
        """Say whether a writer of this or another process waits for the lease."""
        with _locked_file(self._folder / "lock.waiting") as waiting:
            try:
                fcntl.flock(waiting, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def release(self) -> None:
        """Let the next writer in; a second call does nothing."""
        if self._file >= 0:
            # The name goes first: a file without a lock must not name anybody.
            os.ftruncate(self._file, 0)
            self.forget()

    def forget(self) -> None:
        """Close this process's copy of the file, in a forked child without freeing its parent's lock."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)


_held: weakref.WeakSet[Lease] = weakref.WeakSet()


def _forget_in_child() -> None:
    # A forked child shares the lock with its parent: it would hold it on after the parent's death.
    for lease in list(_held):
        lease.forget()


os.register_at_fork(after_in_child=_forget_in_child)


def take_lease(folder: Path, *, holder: str, wait_s: float = WAIT_S) -> Lease:
    """Return the lease of a data folder; raise `DatasetLocked`, naming who has it, after `wait_s` seconds."""
    path = folder / "lock"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try_lock(file):
            _wait(file, path, wait_s)
        # From the start of the file, and no rest of a longer name may stand behind.
        os.ftruncate(file, 0)
        os.pwrite(file, _describe(holder), 0)
    except BaseException:
        os.close(file)
        raise
    return Lease(folder, file)


def lease_holder(folder: Path) -> str:
    """Return who holds the lease as a person reads it, or "" where nobody does."""
    try:
        said = json.loads((folder / "lock").read_bytes() or b"{}")
        return f"{said['holder']} (process {said['pid']}, since {said['since']})" if said else ""
    except (OSError, ValueError, KeyError):
        return ""


def _wait(file: int, path: Path, wait_s: float) -> None:
    if wait_s <= 0:
        # Who does not wait is no waiter: the holder must not give way to it.
        raise DatasetLocked(str(path.parent), lease_holder(path.parent) or "another process", wait_s=wait_s)
    deadline = time.monotonic() + wait_s
    with _locked_file(path.with_name("lock.waiting")) as waiting:
        fcntl.flock(waiting, fcntl.LOCK_SH)
        while not _try_lock(file):
            if time.monotonic() >= deadline:
                raise DatasetLocked(str(path.parent), lease_holder(path.parent) or "another process", wait_s=wait_s)
            time.sleep(_POLL_S)


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _describe(holder: str) -> bytes:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"holder": holder, "pid": os.getpid(), "since": since}).encode()


@contextmanager
def _locked_file(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield file
    finally:
        with contextlib.suppress(OSError):
            os.close(file)
