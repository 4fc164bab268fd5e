"""Which files a run reads, and in which order: media before outputs, so that outputs find the Assets they speak of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.file_names import readable
from extractors.manifest import ManifestRow
from extractors.reference import MEDIA_ENDINGS


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read, its size as listed (0 where unknown), its manifest row, or why it is not read.

    `refusal` names a path that cannot be read at all, `skipped` one that is passed over on purpose.
    """

    path: str
    byte_size: int = 0
    row: ManifestRow | None = None
    refusal: str = ""
    skipped: str = ""


def list_inputs(paths: Iterable[str], rows: Sequence[ManifestRow] = ()) -> list[Input]:
    """Return every file under the paths and of the manifest, once each: media first, then outputs, sorted by path.

    Hidden files and folders inside a folder are passed over, links are followed once, what cannot be read is named.
    """
    by_file = {_identity(row.output): row for row in rows}
    manifests = {_identity(row.manifest) for row in rows}
    found: dict[tuple[int, int] | str, Input] = {}
    for item in _walk(paths):
        identity = _identity(item.path)
        if identity in manifests:
            item = Input(item.path, skipped="this is the manifest")
        elif table := _mapped_table(item.path):
            item = Input(item.path, skipped=f"this is the mapping of {readable(os.path.basename(table))}")
        elif identity in by_file:
            item = Input(item.path, item.byte_size, by_file[identity], item.refusal)
        found.setdefault(identity, item)
    for row in rows:
        found.setdefault(_identity(row.output), Input(row.output, _size(row.output), row))
    return sorted(found.values(), key=_order)


def _mapped_table(path: str) -> str:
    """Return the table that a file beside it maps the columns of; "" for any other file."""
    if not path.lower().endswith((".mapping.json", ".mapping.csv")):
        return ""
    from extractors.news.table_mapping import table_of_mapping

    return table_of_mapping(path)


def _order(item: Input) -> tuple[bool, str]:
    name = item.path.lower().removesuffix(".gz")
    return (name.rpartition(".")[2] not in MEDIA_ENDINGS, item.path)


def _identity(path: str) -> tuple[int, int] | str:
    """Return what tells two paths to one file apart from two files: device and inode, else the path itself."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return path
    return (found.st_dev, found.st_ino)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def _walk(paths: Iterable[str]) -> Iterator[Input]:
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            is_folder = os.path.isdir(path)
            size = 0 if is_folder else os.stat(path).st_size
        except (OSError, ValueError) as err:
            reason = getattr(err, "strerror", None) or str(err)
            yield Input(path, refusal=f"{readable(path)}: cannot be read: {reason}")
            continue
        if is_folder:
            yield from _walk_folder(path, seen)
        else:
            yield Input(path, size)


def _walk_folder(folder: str, seen: set[tuple[int, int]]) -> Iterator[Input]:
    """Yield a folder's files, then its folders'; without recursion, so that depth costs no stack."""
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            status = os.stat(folder)
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as err:
            yield Input(folder, refusal=f"{readable(folder)}: cannot be read: {err.strerror or err}")
            continue
        for entry in listed:
            if entry.name.startswith("."):
                yield Input(entry.path, skipped="hidden")
            elif _is_folder(entry):
                waiting.append(entry.path)
            else:
                yield _file(entry)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _file(entry: os.DirEntry[str]) -> Input:
    try:
        return Input(entry.path, entry.stat().st_size)
    except OSError as err:
        return Input(entry.path, refusal=f"{readable(entry.path)}: cannot be read: {err.strerror or err}")
