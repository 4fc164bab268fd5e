"""Fourth stage of a build, second part: which entities are joined by a statement, as a graph in compressed rows.

An entity's neighbours are those that it names and those that name it. A country is named by a million villages: of
those that name an entity the best known `MOST_NAMING` are kept; from the village's side the country is always found.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking import files

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_NAMING: Final = 256
"""Entities kept of those that name one entity."""


class Relations:
    """The graph of relations of an index, mapped."""

    def __init__(self, folder: Path) -> None:
        """Map the files."""
        self._starts = files.column(folder / files.RELATION_STARTS, "Q")
        self._targets = files.column(folder / files.RELATION_TARGETS, "I")

    def of(self, place: int) -> NDArray[np.uint32]:
        """Return the places of an entity's neighbours, rising."""
        import numpy as np

        return np.frombuffer(self._targets[self._starts[place] : self._starts[place + 1]], dtype=np.uint32)


def in_degrees(buckets: Sequence[Path], qids: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return how often each entity is named by others, shape (entities,)."""
    import numpy as np

    degrees = np.zeros(len(qids), dtype=np.int64)
    for bucket in buckets:
        targets = _pairs(bucket)[:, 1]
        degrees += np.bincount(_places(targets, qids), minlength=len(qids) + 1)[: len(qids)]
    return degrees


def write_relations(
    folder: Path,
    buckets: Sequence[Path],
    bases: Sequence[int],
    *,
    qids: NDArray[np.uint32],
    ranks: NDArray[np.uint8],
    scratch: Path,
) -> int:
    """Write the graph of relations into an index, bucket by bucket; return how many neighbours it holds."""
    import numpy as np

    ends = [*bases[1:], len(qids)]
    _write_reversed(buckets, bases, qids=qids, scratch=scratch)
    reversed_ = [np.load(scratch / f"reversed-{number:05}.npy", mmap_mode="r") for number in range(len(buckets))]
    starts_file, total = folder / files.RELATION_STARTS, 0
    with (folder / files.RELATION_TARGETS).open("wb") as targets_file, starts_file.open("wb") as starts:
        starts.write(np.zeros(1, dtype=np.uint64).tobytes())
        for bucket, base, end in zip(buckets, bases, ends, strict=True):
            named = _known(_pairs(bucket).astype(np.int64), qids, base)
            naming = np.concatenate([np.zeros((0, 2), np.int64), *_between(reversed_, base, end)])
            naming = _best_known(naming, ranks)
            both = np.unique(np.concatenate((named, naming)), axis=0)
            counts = np.bincount(both[:, 0] - base, minlength=end - base)
            starts.write((total + np.cumsum(counts)).astype(np.uint64).tobytes())
            targets_file.write(both[:, 1].astype(np.uint32).tobytes())
            total += len(both)
    return total


def _pairs(bucket: Path) -> NDArray[np.uint32]:
    """Return a bucket's statements, shape (statements, 2): place in the bucket, QID."""
    import numpy as np

    return np.fromfile(bucket / "relations", dtype=np.uint32).reshape(-1, 2)


def _places(targets: NDArray[np.uint32], qids: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the places of QIDs, `len(qids)` for those that the index does not hold."""
    import numpy as np

    if not len(qids):
        return np.zeros(len(targets), dtype=np.int64)
    places = np.searchsorted(qids, targets)
    found = qids[np.minimum(places, len(qids) - 1)] == targets
    return np.where(found, places, len(qids)).astype(np.int64)


def _known(pairs: NDArray[np.int64], qids: NDArray[np.uint32], base: int) -> NDArray[np.int64]:
    """Return statements between entities of the index as pairs of places."""
    import numpy as np

    places = _places(pairs[:, 1].astype(np.uint32), qids)
    known = places < len(qids)
    return np.stack((pairs[known, 0] + base, places[known]), axis=1)


def _write_reversed(buckets: Sequence[Path], bases: Sequence[int], *, qids: NDArray[np.uint32], scratch: Path) -> None:
    """Write each bucket's statements the other way round, sorted, so that a bucket finds those that name its own."""
    import numpy as np

    for number, (bucket, base) in enumerate(zip(buckets, bases, strict=True)):
        pairs = _known(_pairs(bucket).astype(np.int64), qids, base)[:, ::-1]
        np.save(scratch / f"reversed-{number:05}.npy", pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.uint32))


def _between(pairs: Sequence[NDArray[np.uint32]], base: int, end: int) -> list[NDArray[np.int64]]:
    """Return of sorted pairs those whose first place is in a bucket."""
    import numpy as np

    found = []
    for each in pairs:
        low, high = np.searchsorted(each[:, 0], [base, end])
        found.append(np.asarray(each[low:high], dtype=np.int64))
    return found


def _best_known(naming: NDArray[np.int64], ranks: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return of those that name one entity the best known `MOST_NAMING`."""
    import numpy as np

    order = np.lexsort((naming[:, 1], ranks[naming[:, 1]], naming[:, 0]))
    naming = naming[order]
    starts = np.searchsorted(naming[:, 0], naming[:, 0], side="left")
    return naming[np.arange(len(naming)) - starts < MOST_NAMING]
