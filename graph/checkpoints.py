"""Checkpoints: the published states of a store, one folder per sequence, that readers open.

Made by `Store.backup` under another name and a rename, so a folder with a number is whole. A reader holds a shared
lock on the file ``readers`` inside while it reads; who deletes takes that lock alone first, so no checkpoint goes
from under a reader. What a checkpoint holds has been flushed, so what readers see is on the disk.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyoxigraph

from graph.dataset import DatasetError

KEPT: Final = 3
"""How many of the newest are kept whether or not anybody reads them."""
_READERS: Final = "readers"


class CheckpointGone(DatasetError):
    """A checkpoint that was there a moment ago was deleted: open the newest."""


class Checkpoints:
    """The checkpoints of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sequences(self) -> list[int]:
        """Return the sequences that are published, oldest first."""
        try:
            return sorted(int(name) for name in os.listdir(self._folder) if name.isdigit())
        except FileNotFoundError:
            return []

    def newest(self) -> int | None:
        """Return the newest published sequence; None where nothing was published."""
        return max(self.sequences(), default=None)

    def nearest(self, sequence: int) -> int | None:
        """Return the published sequence with the fewest ChangeSets to or from one."""
        return min(self.sequences(), key=lambda published: abs(published - sequence), default=None)

    def publish(self, store: pyoxigraph.Store, sequence: int) -> None:
        """Make the state of a live store readable under its sequence, then delete what is old and unread."""
        target = self._folder / str(sequence)
        if not target.exists():
            making = self._folder / f".making-{sequence}-{os.getpid()}"
            shutil.rmtree(making, ignore_errors=True)
            self._folder.mkdir(exist_ok=True)
            try:
                store.backup(str(making))
                (making / _READERS).touch()
                making.rename(target)
            except (OSError, RuntimeError) as err:
                shutil.rmtree(making, ignore_errors=True)
                raise DatasetError(f"checkpoint {sequence} was not published in {self._folder}: {err}") from err
        for old in self.sequences()[:-KEPT]:
            self._delete(old)

    @contextmanager
    def open(self, sequence: int) -> Iterator[pyoxigraph.Store]:
        """Open a published state read-only; raise `CheckpointGone` where it is no longer there."""
        with self._reading(sequence) as path:
            store = _opened(pyoxigraph.Store.read_only, path)
            try:
                yield store
            finally:
                del store

    @contextmanager
    def private_copy(self, sequence: int, target: Path) -> Iterator[pyoxigraph.Store]:
        """Open a copy of a published state that may be written to; raise `CheckpointGone` as `open` does.

        Its large files are hard links (they never change), so it costs milliseconds whatever the size.
        """
        with self._reading(sequence) as path:
            copy_checkpoint(path, target)
        store = _opened(pyoxigraph.Store, target)
        try:
            yield store
        finally:
            del store

    def drop_all_but(self, sequence: int) -> None:
        """Take every other checkpoint out of sight, and delete those nobody reads; `sweep` deletes the others."""
        for other in self.sequences():
            if other != sequence:
                self._hide(other)
        self.sweep()

    def sweep(self) -> None:
        """Delete what crashed writers left half-made, and what was out of sight but still read. Needs the lease."""
        for name in os.listdir(self._folder) if self._folder.is_dir() else []:
            if name.startswith(".making-"):
                shutil.rmtree(self._folder / name, ignore_errors=True)
            elif name.startswith(".deleting-"):
                _delete_unread(self._folder / name)

    def _delete(self, sequence: int) -> None:
        path = self._folder / str(sequence)
        with _lock(path / _READERS, fcntl.LOCK_EX) as locked:
            if locked is not None:
                self._hide(sequence)
        self.sweep()

    def _hide(self, sequence: int) -> None:
        with contextlib.suppress(FileNotFoundError):
            (self._folder / str(sequence)).rename(self._folder / f".deleting-{sequence}-{uuid.uuid4().hex}")

    @contextmanager
    def _reading(self, sequence: int) -> Iterator[Path]:
        path = self._folder / str(sequence)
        with _lock(path / _READERS, fcntl.LOCK_SH) as locked:
            # Between finding and locking it may have been put out of sight, and another one made under its name.
            if locked is None or not _is_same_file(locked, path / _READERS):
                raise CheckpointGone(f"checkpoint {sequence} is no longer kept")
            yield path


def _opened(how: Callable[[str], pyoxigraph.Store], path: Path) -> pyoxigraph.Store:
    try:
        return how(str(path))
    except (OSError, RuntimeError) as err:
        raise DatasetError(f"the checkpoint in {path} cannot be opened: {err}") from err


def _delete_unread(path: Path) -> None:
    with _lock(path / _READERS, fcntl.LOCK_EX) as locked:
        if locked is not None:
            shutil.rmtree(path, ignore_errors=True)


def _is_same_file(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _lock(path: Path, kind: int) -> Iterator[int | None]:
    """Hold a lock on an open file; None where it is gone or somebody's lock stands against it."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        yield None
        return
    try:
        yield file
    finally:
        os.close(file)


def copy_checkpoint(source: Path, target: Path, *, link: bool = True) -> None:
    """Copy the files of a store nobody writes to; those that never change as hard links where that is possible."""
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.suffix == ".sst" and link:
            _link_or_copy(file, target / file.name)
        elif file.name != _READERS:
            shutil.copy2(file, target / file.name)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
