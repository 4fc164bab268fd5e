"""The files of an index, how columns are written and read: docs/reference/wikidata-index.md describes them."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT: Final = 4
"""Version of the files; an index of another is refused."""

INFO: Final = "info.json"
QIDS: Final = "entities.qids"
TYPES: Final = "entities.types"
RANKS: Final = "entities.ranks"
RECORDS: Final = "records.lmdb"
RELATION_STARTS: Final = "relations.starts"
RELATION_TARGETS: Final = "relations.targets"
CLASSES: Final = "classes.qids"
CLASS_TYPES: Final = "classes.types"
REDIRECTS: Final = "redirects.qids"
REDIRECT_TARGETS: Final = "redirects.targets"
VECTORS: Final = "vectors.int8"
VECTOR_ROWS: Final = "vectors.rows"


def trie_name(shard: int) -> str:
    """Return the name of the trie of a shard of aliases."""
    return f"aliases-{shard:03}.trie"


def postings_name(shard: int) -> str:
    """Return the name of the postings of a shard of aliases."""
    return f"aliases-{shard:03}.postings"


def mapped(path: Path) -> memoryview:
    """Return a file's bytes, mapped and not read; an empty file is an empty view."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def column(path: Path, code: str) -> memoryview:
    """Return a mapped column of numbers: code "I" is uint32, "Q" uint64, "B" uint8, little-endian as written."""
    return mapped(path).cast("B").cast(code)  # type: ignore[call-overload,no-any-return]


def write_column(path: Path, values: NDArray[Any]) -> None:
    """Write numbers as they lie in memory; an index is read on little-endian machines only, as it is written."""
    with path.open("wb") as file:
        values.tofile(file)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name, to the disk, and rename it: nobody ever reads half of it."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
