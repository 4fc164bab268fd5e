"""Backup of a data folder into a folder of its own, and restore from there (DESIGN 6).

A backup is taken from a checkpoint while others write. It is whole or not there: it is made under another name first.
The data folder notes where its backups went, so that an erasure can name those that still hold what it erased. A
restore raises the epoch, so every Projection is built anew, and repeats the erasures made since the backup.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pyoxigraph

from graph.changes import change_feed, utc
from graph.checkpoints import Checkpoints, copy_checkpoint
from graph.datafolder import DataFolder, DataFolderError, open_data_folder, write_description
from graph.dataset import DatasetError
from graph.erase import blobs_of, erase_nodes
from graph.lease import take_lease
from graph.stores.oxigraph import OxigraphWriter
from graph.stores.oxigraph_disk import DiskDataset
from graph.stores.oxigraph_rebuild import rebuild, replace_store
from ontology.model import Term

_NOTES: Final = "backups.jsonl"


class BackupError(DatasetError):
    """A backup or restore that cannot be done; the message names the folder and says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its data folder noted it: where it went, of which sequence, and when (UTC)."""

    path: str
    sequence: int
    time: str

    @property
    def found(self) -> bool:
        """Whether it is still where it went; it may have been moved."""
        return Path(self.path).is_dir()


def back_up(folder: DataFolder, target: Path, *, now: datetime) -> Backup:
    """Write the newest published state, with blobs, into a new folder, and return what was noted of it."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(f"{target} is there already and not an empty folder: name a new one")
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    dataset = DiskDataset(folder)
    try:
        with dataset.reader() as reader:
            sequence = reader.sequence
            copy_checkpoint(folder.checkpoints / str(sequence), partial / "store", link=False)
        shutil.copytree(folder.blobs, partial / "blobs")
        write_description(replace(folder, path=partial))
        if target.exists():
            target.rmdir()
        partial.rename(target)
    except OSError as err:
        raise BackupError(f"the backup into {target} was not made: {err}") from err
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    backup = Backup(str(target.absolute()), sequence, utc(now))
    with (folder.path / _NOTES).open("a", encoding="utf-8") as notes:
        notes.write(json.dumps(asdict(backup)) + "\n")
    return backup


def list_backups(folder: DataFolder) -> list[Backup]:
    """Return the backups a data folder has noted, oldest first."""
    try:
        lines = (folder.path / _NOTES).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [Backup(**json.loads(line)) for line in lines if line.strip()]


def backups_before(folder: DataFolder, sequence: int) -> list[Backup]:
    """Return the backups taken before a ChangeSet: for an erasure, those that still hold what it erased."""
    return [backup for backup in list_backups(folder) if backup.sequence < sequence]


def restore(source: Path, target: Path, *, now: datetime, by: str) -> DataFolder:
    """Put a backup in the place of a data folder's state, or into a new folder; return it, one epoch on.

    What was erased since the backup is erased from it first. Either the old state or the new one stands, whole.
    Raises `BackupError` where the target holds another Dataset.
    """
    saved = open_data_folder(source)
    with _target(target, saved) as (folder, erased):
        new = folder.store.with_name("store.restored")
        shutil.rmtree(new, ignore_errors=True)
        try:
            copy_checkpoint(source / "store", new, link=False)
            gone = _erase_again(folder, new, erased, now=now, by=by) if erased else set()
            for blob in (source / "blobs").iterdir():
                if blob.name not in gone and not (folder.blobs / blob.name).exists():
                    _copy_whole(blob, folder.blobs / blob.name)
        except OSError as err:
            shutil.rmtree(new, ignore_errors=True)
            raise BackupError(f"{source} was not restored into {target}, which is as it was: {err}") from err
        # First the epoch: a Projection rebuilt for nothing is better than one that follows the wrong past.
        raised = replace(folder, epoch=max(folder.epoch, saved.epoch) + 1)
        write_description(raised)
        Checkpoints(folder.checkpoints).drop_all_but(-1)
        replace_store(folder.store, new)
    with DiskDataset(raised).writer(holder="restore"):
        return raised


@contextmanager
def _target(target: Path, saved: DataFolder) -> Iterator[tuple[DataFolder, list[set[Term]]]]:
    """Yield the folder to restore into, its lease held, and what was erased from it after the backup."""
    if target.exists() and not target.is_dir():
        raise BackupError(f"{target} is a file: a data folder is a folder of its own")
    if (target / "mediagraph.toml").exists():
        folder = open_data_folder(target)
        if folder.dataset_id != saved.dataset_id:
            raise BackupError(f"{target} holds another Dataset ({folder.dataset_id}): restore into a new folder")
        erased = _erased(folder)
    elif target.exists() and any(target.iterdir()):
        raise DataFolderError(f"{target} holds other files and no mediagraph.toml: name a new or an empty folder")
    else:
        folder, erased = replace(saved, path=target), []
        for part in (target, folder.checkpoints, folder.blobs):
            part.mkdir(parents=True, exist_ok=True)
    lease = take_lease(target, holder="restore")
    try:
        yield folder, erased
    finally:
        lease.release()


def _erased(folder: DataFolder) -> list[set[Term]]:
    try:
        with DiskDataset(folder).reader() as reader:
            return [set(change.erased) for change in change_feed(reader) if change.erased]
    except (DatasetError, OSError) as err:
        raise BackupError(
            f"{folder.path} cannot be read, so what was erased from it since the backup is not known ({err}); restore "
            "into a new folder, and erase again what was erased"
        ) from err


def _erase_again(folder: DataFolder, store: Path, erased: list[set[Term]], *, now: datetime, by: str) -> set[str]:
    """Erase things from a store that is about to be restored; return the blobs that went with them."""
    copy = store.with_name("store.restoring")
    shutil.rmtree(copy, ignore_errors=True)
    store.rename(copy)
    opened = pyoxigraph.Store(str(copy))
    writer = OxigraphWriter(opened, base=folder.base)
    gone: set[str] = set()
    try:
        for nodes in erased:
            gone.update(blobs_of(writer, nodes)[0])
            erase_nodes(writer, nodes, by=by, why="erased before this backup was restored", now=now)
        # The words are still in the files of the copy: the store that is restored is made anew.
        rebuild(opened, store)
    finally:
        writer.close()
        del opened
        shutil.rmtree(copy, ignore_errors=True)
    return gone


def _copy_whole(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copy2(source, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
