"""The Dataset in a data folder: several processes read while one writes (DESIGN 6).

Nobody opens the live store but the holder of the lease: readers open the newest checkpoint. While the live store is
ahead of the checkpoints, a file ``unpublished`` says so; a reader that finds it, and the lease free, finishes what a
crashed writer could not.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph

from graph.checkpoints import CheckpointGone, Checkpoints
from graph.datafolder import DataFolder
from graph.dataset import DatasetError, DatasetLocked
from graph.lease import WAIT_S, take_lease
from graph.runs import undo_interrupted_run
from graph.stores.oxigraph import OxigraphReader, OxigraphWriter, ScratchWriter
from graph.stores.oxigraph_rebuild import finish_replacement, rebuild, replace_store
from ontology.model import Quad

PUBLISH_EVERY_S: Final = 0.25
"""A writer that goes on publishes at most this often (DESIGN 6: a checkpoint after each commit costs 3.7 commits)."""
_SHARE_OF_TIME: Final = 0.04
_WAIT_FOR_SEQUENCE_S: Final = 5.0
_POLL_S: Final = 0.01


class DiskDataset:
    """A Dataset in a data folder. Cheap to make: it opens nothing before it is asked to read or write."""

    def __init__(
        self, folder: DataFolder, *, lease_wait_s: float = WAIT_S, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.folder = folder
        self.checkpoints = Checkpoints(folder.checkpoints)
        self._lease_wait_s = lease_wait_s
        self._clock = clock or (lambda: datetime.now(UTC))

    @property
    def base(self) -> str:
        """The base of data IRIs, fixed when the folder was made."""
        return self.folder.base

    @property
    def identity(self) -> tuple[str, int]:
        """The dataset id and the epoch: what a Projection's cursor belongs to."""
        return self.folder.dataset_id, self.folder.epoch

    @contextmanager
    def reader(self, *, at_least: int = 0) -> Iterator[OxigraphReader]:
        """Open the newest checkpoint, of at least a sequence: waits up to 5 s for it, then raises `DatasetError`."""
        with ExitStack() as stack:
            sequence, store = self._open_newest(stack, at_least)
            reader = OxigraphReader(store, base=self.base, sequence=sequence)
            del store
            # Closed before the checkpoint is, or its iterators would keep it open.
            stack.callback(reader.close)
            yield reader

    @contextmanager
    def scratch(self, *, near: int) -> Iterator[ScratchWriter]:
        """Open a private, writable copy of the checkpoint nearest to a sequence; it goes with its reader."""
        with ExitStack() as stack:
            temporary = stack.enter_context(TemporaryDirectory(prefix=".scratch-", dir=self.folder.path))
            while True:
                self._publish_for_crashed_writer()
                sequence = self.checkpoints.nearest(near)
                if sequence is None:
                    raise DatasetError(f"{self.folder.path} has no published state")
                try:
                    copy = self.checkpoints.private_copy(sequence, Path(temporary) / str(sequence))
                    store = stack.enter_context(copy)
                    break
                except CheckpointGone:
                    continue
            writer = ScratchWriter(store, base=self.base, sequence=sequence)
            del store
            stack.callback(writer.close)
            yield writer

    @contextmanager
    def writer(self, *, holder: str) -> Iterator[DiskWriter]:
        """Take the lease and open the live store; raises `DatasetLocked`. The state is published on leaving."""
        writer = DiskWriter(self.folder, self.checkpoints, holder=holder, wait_s=self._lease_wait_s)
        try:
            undo_interrupted_run(writer, now=self._clock())
            writer.publish()
            yield writer
        except BaseException:
            # What was committed before stands and is published; a second failure must not hide the first.
            with contextlib.suppress(DatasetError):
                writer.publish()
            raise
        else:
            writer.publish()
        finally:
            writer.leave()

    def _open_newest(self, stack: ExitStack, at_least: int) -> tuple[int, pyoxigraph.Store]:
        deadline = time.monotonic() + _WAIT_FOR_SEQUENCE_S
        while True:
            self._publish_for_crashed_writer()
            newest = self.checkpoints.newest()
            if newest is not None and newest >= at_least:
                with contextlib.suppress(CheckpointGone):
                    return newest, stack.enter_context(self.checkpoints.open(newest))
            elif time.monotonic() > deadline:
                raise DatasetError(f"{self.folder.path} is at sequence {newest or 0}; {at_least} was asked for")
            else:
                time.sleep(_POLL_S)

    def _publish_for_crashed_writer(self) -> None:
        """Publish what stands in the live store and nobody published, where its writer is gone."""
        if self.checkpoints.newest() is not None and not _unpublished(self.folder).exists():
            return
        try:
            with DiskDataset(self.folder, lease_wait_s=0, clock=self._clock).writer(holder="recovery"):
                pass
        except DatasetLocked:
            pass


class DiskWriter(OxigraphWriter):
    """The live store under the lease: publishes now and then by itself, and on leaving."""

    def __init__(self, folder: DataFolder, checkpoints: Checkpoints, *, holder: str, wait_s: float) -> None:
        self._folder, self._checkpoints, self._holder, self._wait_s = folder, checkpoints, holder, wait_s
        self._held_back = self._marked = False
        self._next_publication = 0.0
        self._lease = take_lease(folder.path, holder=holder, wait_s=wait_s)
        try:
            super().__init__(_open_live(folder), base=folder.base)
        except BaseException:
            self._lease.release()
            raise
        try:
            checkpoints.sweep()
            self._refuse_lost_changes()
            if _unscrubbed(folder).exists():
                self._scrub()
        except BaseException:
            self.leave()
            raise

    def apply(
        self, *, remove: Collection[Quad], add: Collection[Quad], sequence: int, more_follows: bool = False
    ) -> None:
        """Remove and add in one atomic step, then publish if that is due."""
        if not self._marked:
            _unpublished(self._folder).touch()
            self._marked = True
        super().apply(remove=remove, add=add, sequence=sequence, more_follows=more_follows)
        self._held_back = more_follows or _unscrubbed(self._folder).exists()
        if time.monotonic() >= self._next_publication:
            self.publish()

    def publish(self) -> None:
        """Let readers see the live state; nothing happens in the middle of a Run, or where they see it already."""
        if self._held_back:
            return
        if self._checkpoints.newest() != self.sequence:
            started = time.monotonic()
            self._checkpoints.publish(self.store, self.sequence)
            cost_s = time.monotonic() - started
            self._next_publication = time.monotonic() + max(PUBLISH_EVERY_S, cost_s / _SHARE_OF_TIME)
        _unpublished(self._folder).unlink(missing_ok=True)
        self._marked = False

    def give_way(self) -> bool:
        """Hand the lease to a writer that waits, and take it back; True where that one wrote."""
        if self._held_back or not self._lease.somebody_waits():
            return False
        before = self.sequence
        self.publish()
        self.leave()
        # Longer than a waiter's poll, so that it comes first.
        time.sleep(5 * _POLL_S)
        self._lease = take_lease(self._folder.path, holder=self._holder, wait_s=self._wait_s)
        self.reopen(_open_live(self._folder))
        self._refuse_lost_changes()
        return self.sequence != before

    @contextmanager
    def scrubbing(self) -> Iterator[None]:
        """Publish nothing inside; on leaving, make the store anew without any trace of what was removed.

        Older checkpoints go with it. It takes 1 s per 60,000 quads (measured); where the process ends before that,
        the next writer does it first.
        """
        self.publish()
        _unscrubbed(self._folder).touch()
        self._held_back = True
        yield
        self._scrub()

    def _scrub(self) -> None:
        self._held_back = True
        new = self._folder.store.with_name("store.scrubbed")
        shutil.rmtree(new, ignore_errors=True)
        rebuild(self.store, new)
        self.close()
        replace_store(self._folder.store, new)
        self._checkpoints.drop_all_but(-1)
        self.reopen(_open_live(self._folder))
        self._held_back = False
        self.publish()
        _unscrubbed(self._folder).unlink(missing_ok=True)

    def leave(self) -> None:
        """Close the store and let the next writer in."""
        self.close()
        self._lease.release()

    def _refuse_lost_changes(self) -> None:
        published = self._checkpoints.newest()
        if published is not None and published > self.sequence:
            raise DatasetError(
                f"{self._folder.store} is at sequence {self.sequence}, but {published} was published: files of it were "
                "lost or replaced; use `mediagraph restore` with a backup"
            )


def _unpublished(folder: DataFolder) -> Path:
    return folder.path / "unpublished"


def _unscrubbed(folder: DataFolder) -> Path:
    return folder.path / "unscrubbed"


def _open_live(folder: DataFolder) -> pyoxigraph.Store:
    finish_replacement(folder.store)
    # Files that a bulk load had not handed over when its process died; the store knows nothing of them.
    for left in folder.store.glob("bulk-*.sst"):
        left.unlink(missing_ok=True)
    try:
        return pyoxigraph.Store(str(folder.store))
    except (OSError, RuntimeError) as err:
        raise DatasetError(f"the store in {folder.store} cannot be opened: {err}") from err
