"""The data folder: the one place where state lives (DESIGN 11), and the file that says what it is.

mediagraph.toml   format version, base of IRIs, dataset id, epoch
store/            the live Oxigraph store; only the holder of the lease opens it
checkpoints/N/    the state of sequence N, for readers
blobs/SHA256      inputs, each kept once
lock              the lease (graph.lease)
"""

from __future__ import annotations

import os
import tomllib
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph.dataset import DatasetError
from ontology.model.rdf import TermError, iri
from ontology.namespaces import DEFAULT_BASE

FORMAT: Final = 1
"""The format of data folders that this version reads and writes."""
_DESCRIPTION: Final = "mediagraph.toml"


class DataFolderError(DatasetError):
    """A folder that cannot be used as a data folder; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """An open data folder: where it is, and what its description says.

    `epoch` counts restores: a Projection that followed another epoch is rebuilt.
    """

    path: Path
    base: str
    dataset_id: str
    epoch: int

    @property
    def store(self) -> Path:
        """The folder of the live store."""
        return self.path / "store"

    @property
    def checkpoints(self) -> Path:
        """The folder of the published states."""
        return self.path / "checkpoints"

    @property
    def blobs(self) -> Path:
        """The folder of inputs, each under the SHA-256 of its bytes."""
        return self.path / "blobs"


def make_data_folder(path: Path, *, base: str = DEFAULT_BASE) -> DataFolder:
    """Make a data folder and return it; raise `DataFolderError` where other things lie there already.

    The base is fixed from then on. Two processes that make the same folder get one and the same.
    """
    _check_base(base)
    if (path / _DESCRIPTION).exists():
        return open_data_folder(path)
    if path.exists() and not path.is_dir():
        raise DataFolderError(f"{path} is a file: a data folder is a folder of its own")
    there = set(os.listdir(path)) if path.is_dir() else set()
    if _DESCRIPTION not in there and any(not _is_made_beside(name) for name in there):
        raise DataFolderError(f"{path} holds other files and no {_DESCRIPTION}: name a new or an empty folder")
    folder = DataFolder(path, base, str(uuid.uuid4()), epoch=1)
    try:
        for part in (path, folder.checkpoints, folder.blobs):
            part.mkdir(parents=True, exist_ok=True)
        # The description comes last: a folder that has one is whole.
        write_description(folder, replace_old=False)
    except FileExistsError:
        return open_data_folder(path)
    except OSError as err:
        raise DataFolderError(f"{path} cannot be made a data folder: {err.strerror or err}") from err
    return folder


def open_data_folder(path: Path) -> DataFolder:
    """Return an existing data folder; raise `DataFolderError`, saying what to do, where this version cannot use it."""
    if not path.is_dir():
        what = "is a file, not a data folder" if path.exists() else "does not exist: `mediagraph ingest` makes it"
        raise DataFolderError(f"{path} {what}")
    try:
        with (path / _DESCRIPTION).open("rb") as file:
            said = tomllib.load(file)
        description = DataFolder(path, str(said["base"]), str(said["dataset_id"]), int(said["epoch"]))
        found = int(said["format"])
    except FileNotFoundError as err:
        raise DataFolderError(f"{path} is not a data folder: it has no {_DESCRIPTION}") from err
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, UnicodeDecodeError) as err:
        raise DataFolderError(f"{path / _DESCRIPTION} cannot be read: {err!r}; restore it from a backup") from err
    _check_format(path, found)
    return description


def raise_epoch(folder: DataFolder) -> DataFolder:
    """Return the folder with the next epoch, after writing that down: every Projection is then rebuilt."""
    raised = replace(folder, epoch=folder.epoch + 1)
    write_description(raised)
    return raised


def write_description(folder: DataFolder, *, replace_old: bool = True) -> None:
    """Write the description whole or not at all; raise FileExistsError where there is one and it must stay."""
    text = (
        "# What this folder is. Written by mediagraph; the base and the id never change.\n"
        f'format = {FORMAT}\nbase = "{folder.base}"\ndataset_id = "{folder.dataset_id}"\nepoch = {folder.epoch}\n'
    )
    path = folder.path / _DESCRIPTION
    temporary = path.with_name(f".{_DESCRIPTION}.{uuid.uuid4().hex}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace_old:
            temporary.replace(path)
        else:
            os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _is_made_beside(name: str) -> bool:
    """Say whether another process that makes the same folder may have made this a moment ago."""
    return name in {"checkpoints", "blobs"} or name.startswith(f".{_DESCRIPTION}.")


def _check_base(base: str) -> None:
    try:
        iri(base)
    except TermError as err:
        raise DataFolderError(f"the base {base!r} is no IRI: {err.rule}") from err
    if not base.endswith(("/", "#", ":")):
        raise DataFolderError(f"the base {base!r} does not end in /, # or :, so IRIs would run into it")


def _check_format(path: Path, found: int) -> None:
    if found > FORMAT:
        raise DataFolderError(
            f"{path} has format {found}, made by a newer mediagraph; this one reads format {FORMAT}: update mediagraph"
        )
    if found < FORMAT:
        raise DataFolderError(
            f"{path} has format {found}, which this mediagraph no longer reads (it reads {FORMAT}): export it with "
            "the version that made it (`mediagraph export --format nquads`), then ingest into a new folder"
        )
