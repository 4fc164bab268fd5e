"""Backup and restore: whole or not at all, and projections notice."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.backup import BackupError, back_up, list_backups, restore
from graph.changes import commit
from graph.datafolder import DataFolderError, make_data_folder, open_data_folder
from graph.stores.oxigraph_disk import DiskDataset
from graph.verify import verify_changes
from ontology.graphs import FACTS
from ontology.model import Quad

BASE = "https://example.org/id/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def write(dataset: DiskDataset, number: int) -> None:
    quad = Quad(f"<https://example.org/{number}>", "<https://example.org/p>", f'"{number}"', FACTS)
    with dataset.writer(holder="me") as writer:
        commit(writer, add=[quad], author="a", reason="r", now=NOW)


def numbers(dataset: DiskDataset) -> set[str]:
    with dataset.reader() as reader:
        assert list(verify_changes(reader)) == []
        return {quad.object.strip('"') for quad in reader.quads(graph=FACTS)}


@pytest.fixture
def saved(disk: DiskDataset, tmp_path: Path) -> Path:
    """A backup of two commits and a blob; the folder has gone on since."""
    write(disk, 1)
    write(disk, 2)
    (disk.folder.blobs / ("a" * 64)).write_bytes(b"an input")
    assert back_up(disk.folder, tmp_path / "backup", now=NOW).sequence == 2
    write(disk, 3)
    return tmp_path / "backup"


def test_a_backup_is_noted_and_restores_into_a_new_folder_one_epoch_on(disk, saved, tmp_path):
    (backup,) = list_backups(disk.folder)
    assert (backup.path, backup.sequence, backup.time, backup.found) == (str(saved), 2, "2026-11-22T00:00:00Z", True)
    folder = restore(saved, tmp_path / "elsewhere", now=NOW, by="admin")
    assert (folder.dataset_id, folder.base, folder.epoch) == (disk.folder.dataset_id, BASE, 2)
    assert numbers(DiskDataset(open_data_folder(tmp_path / "elsewhere"))) == {"1", "2"}
    assert (folder.blobs / ("a" * 64)).read_bytes() == b"an input"
    assert numbers(disk) == {"1", "2", "3"}


def test_a_restore_over_the_folder_itself_goes_back_and_work_goes_on(disk, saved):
    folder = restore(saved, disk.folder.path, now=NOW, by="admin")
    assert folder.epoch == 2
    dataset = DiskDataset(folder)
    assert numbers(dataset) == {"1", "2"}
    write(dataset, 4)
    assert numbers(dataset) == {"1", "2", "4"}
    assert restore(saved, folder.path, now=NOW, by="admin").epoch == 3


def test_a_backup_stays_as_it_was_while_the_folder_goes_on(disk, saved, tmp_path):
    for number in range(4, 20):
        write(disk, number)
    shutil.rmtree(disk.folder.path)
    restored = restore(saved, tmp_path / "again", now=NOW, by="admin")
    assert numbers(DiskDataset(restored)) == {"1", "2"}


def test_a_backup_is_made_while_another_writes(disk, tmp_path):
    write(disk, 1)
    with disk.writer(holder="long"):
        assert back_up(disk.folder, tmp_path / "backup", now=NOW).sequence == 1


def test_a_restore_into_another_dataset_or_among_other_files_is_refused(disk, saved, tmp_path):
    other = make_data_folder(tmp_path / "other")
    with pytest.raises(BackupError, match="holds another Dataset"):
        restore(saved, other.path, now=NOW, by="admin")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").touch()
    with pytest.raises(DataFolderError, match="holds other files"):
        restore(saved, tmp_path / "photos", now=NOW, by="admin")
    with pytest.raises(DataFolderError, match=r"has no mediagraph\.toml"):
        restore(tmp_path / "photos", disk.folder.path, now=NOW, by="admin")
    assert numbers(disk) == {"1", "2", "3"}


def test_a_backup_goes_into_a_folder_of_its_own(disk, saved):
    with pytest.raises(BackupError, match="not an empty folder"):
        back_up(disk.folder, saved, now=NOW)
    assert len(list_backups(disk.folder)) == 1


def test_a_failed_backup_leaves_nothing(disk, saved, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copytree", full)
    with pytest.raises(BackupError, match="No space left"):
        back_up(disk.folder, tmp_path / "second", now=NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "data"]


def test_a_failed_restore_leaves_the_folder_as_it_was(disk, saved, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("graph.backup.copy_checkpoint", full)
    with pytest.raises(BackupError, match="as it was"):
        restore(saved, disk.folder.path, now=NOW, by="admin")
    assert numbers(disk) == {"1", "2", "3"}
    assert open_data_folder(disk.folder.path).epoch == 1


@pytest.mark.parametrize("after", ["the old store went", "the new store came"])
def test_a_restore_that_is_cut_off_is_completed(disk, saved, monkeypatch, after):
    """The process ends between the two renames, or after the second: the next writer finds the restored store."""
    import graph.stores.oxigraph_rebuild as rebuilding

    class Killed(BaseException):
        pass

    def cut_off(live: Path) -> None:
        new, old = live.with_name("store.new"), live.with_name("store.old")
        live.rename(old)
        if after == "the new store came":
            new.rename(live)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "finish_replacement", cut_off)
        with pytest.raises(Killed):
            restore(saved, disk.folder.path, now=NOW, by="admin")
    folder = open_data_folder(disk.folder.path)
    assert folder.epoch == 2
    assert numbers(DiskDataset(folder)) == {"1", "2"}
    assert not list(folder.path.glob("store.*"))
