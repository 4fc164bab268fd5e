"""Vectors of descriptions, for the best known entities of an index: int8, so that a million takes 384 MB."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking import files
from graph.linking.records import Records

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from extractors.models.embedding import Embedder

SCALE: Final = 127
"""A component of a unit vector times this is its int8."""

_BATCH: Final = 1_024


class Vectors:
    """The vectors of an index, mapped."""

    def __init__(self, folder: Path) -> None:
        """Map the files; raises ValueError where they do not fit."""
        self._rows = files.column(folder / files.VECTOR_ROWS, "I")
        self._data = files.mapped(folder / files.VECTORS)
        self._width = len(self._data) // max(1, len(self._rows))
        if self._width * len(self._rows) != len(self._data):
            raise ValueError(f"{files.VECTORS} does not fit its rows")

    def get(self, place: int) -> NDArray[np.int8] | None:
        """Return the vector of the entity at a place; None where none was made."""
        import numpy as np

        row = bisect_left(self._rows, place)
        if row == len(self._rows) or self._rows[row] != place:
            return None
        return np.frombuffer(self._data[row * self._width : (row + 1) * self._width], dtype=np.int8)


def write_vectors(
    folder: Path, most: int, *, progress: Callable[[float], None], embedder: Embedder | None = None
) -> int:
    """Write the vectors of the best known entities' label and description into an index; return how many."""
    import numpy as np

    from extractors.models.embedding import DIMENSION, MiniLmEmbedder

    embedder = embedder or MiniLmEmbedder()
    ranks = np.fromfile(folder / files.RANKS, dtype=np.uint8)
    chosen = np.sort(np.argsort(ranks, kind="stable")[:most]).astype(np.uint32)
    records, kept = Records(folder / files.RECORDS), []
    with (folder / files.VECTORS).open("wb") as file:
        for start in range(0, len(chosen), _BATCH):
            places = chosen[start : start + _BATCH].tolist()
            said = [(place, records.get(place)) for place in places]
            described = [(place, f"{value.get('l', '')}: {value['d']}") for place, value in said if value.get("d")]
            if described:
                quantised(embedder.embed([text for _, text in described])).tofile(file)
                kept += [place for place, _ in described]
            progress((start + len(places)) / len(chosen))
    records.close()
    files.write_column(folder / files.VECTOR_ROWS, np.array(kept, dtype=np.uint32))
    assert (folder / files.VECTORS).stat().st_size == len(kept) * DIMENSION
    return len(kept)


def quantised(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return unit vectors as int8, of the same shape."""
    import numpy as np

    return np.rint(vectors * SCALE).clip(-SCALE, SCALE).astype(np.int8)
