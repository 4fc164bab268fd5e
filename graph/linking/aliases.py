"""Fifth stage of a build: the names of all buckets, sorted, cut into shards, and written as tries with postings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.linking.candidate import PENALTY_STEP
from graph.linking.files import mapped
from graph.linking.postings import MOST_HOMONYMS, write_shard
from graph.linking.surfaces import AliasKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARD: Final = 2_000_000
"""Postings of a shard, about: what one process sorts in memory. A trie of more would be little smaller."""

MOST_DERIVED: Final = 128
"""Derived bearers kept of one name: beyond them a surname says nothing."""

_SAMPLED: Final = 512


class Names:
    """The names of a bucket, sorted, with the place of who bears each in the bucket, and how."""

    def __init__(self, path: Path) -> None:
        """Map the files of a bucket."""
        import numpy as np

        self.data = mapped(path / "names")
        self.ends: NDArray[np.uint64] = np.fromfile(path / "names.ends", dtype=np.uint64)
        self.places: NDArray[np.uint32] = np.fromfile(path / "names.places", dtype=np.uint32)
        self.kinds: NDArray[np.uint8] = np.fromfile(path / "names.kinds", dtype=np.uint8)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, place: int) -> bytes:
        start = int(self.ends[place - 1]) if place else 0
        return bytes(self.data[start : int(self.ends[place])])

    def between(self, low: int, high: int) -> Iterator[bytes]:
        """Yield the names at these places."""
        start = int(self.ends[low - 1]) if low else 0
        for end in self.ends[low:high].tolist():
            yield bytes(self.data[start:end])
            start = end

    def first_from(self, name: bytes) -> int:
        """Return the place of the first name that is not before this one."""
        return bisect_left(self, name)


class ShardTask(NamedTuple):
    """What a process needs to write a shard: names from `first` up to and without `end` (None: to the last)."""

    folder: Path
    number: int
    first: bytes
    end: bytes | None
    buckets: Sequence[Path]
    bases: Sequence[int]
    costs: Path


class ShardCounts(NamedTuple):
    """What a shard holds, and how many bearers of crowded names were left out."""

    number: int
    names: int
    postings: int
    cut: int


def plan_shards(buckets: Sequence[Path]) -> list[bytes]:
    """Return the names at which shards begin, but for the first: shards of about `SHARD` postings."""
    total, sample = 0, []
    for bucket in buckets:
        names = Names(bucket)
        total += len(names)
        sample += [names[place] for place in range(0, len(names), _SAMPLED)]
    sample.sort()
    count = -(-total // SHARD)
    bounds = {sample[len(sample) * i // count] for i in range(1, count)} if sample else set()
    return sorted(bounds)


def make_shard(task: ShardTask) -> ShardCounts:
    """Write a shard; called in processes of their own."""
    import numpy as np

    names: list[bytes] = []
    places, kinds = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint8)]
    for path, base in zip(task.buckets, task.bases, strict=True):
        bucket = Names(path)
        low = bucket.first_from(task.first)
        high = len(bucket) if task.end is None else bucket.first_from(task.end)
        names.extend(bucket.between(low, high))
        places.append(bucket.places[low:high].astype(np.int64) + base)
        kinds.append(bucket.kinds[low:high])
    place, kind = np.concatenate(places), np.concatenate(kinds)
    order = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
    keys, owner = _grouped(names, order)
    costs = np.fromfile(task.costs, dtype=np.float32)
    place, kind = place[order], kind[order]
    # The best first, and of equals the lower QID, so that two builds of one input are the same.
    cost = costs[place] + (kind >> 3) * np.float32(PENALTY_STEP)
    best = np.lexsort((place, cost, owner))
    owner, place, kind = owner[best], place[best], kind[best]
    kept = _not_crowded(owner, kind)
    write_shard(
        task.folder, task.number, keys, owner=owner[kept], entities=place[kept].astype(np.uint32), kinds=kind[kept]
    )
    return ShardCounts(task.number, len(keys), int(kept.sum()), int((~kept).sum()))


def _grouped(names: list[bytes], order: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the distinct names, sorted, and for each sorted name which of them it is."""
    import numpy as np

    keys: list[str] = []
    owner = np.zeros(len(order), dtype=np.int64)
    last = None
    for at, place in enumerate(order.tolist()):
        name = names[place]
        if name != last:
            keys.append(name.decode())
            last = name
        owner[at] = len(keys) - 1
    return keys, owner


def _not_crowded(owner: NDArray[np.int64], kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which postings stay: of each name the best `MOST_HOMONYMS`, and of derived ones `MOST_DERIVED`."""
    import numpy as np

    derived = (kind & 7) == AliasKind.DERIVED
    kept = ~derived | (_place_in_group(owner, derived) < MOST_DERIVED)
    result: NDArray[np.bool_] = kept & (_place_in_group(owner, np.asarray(kept)) < MOST_HOMONYMS)
    return result


def _place_in_group(owner: NDArray[np.int64], counted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many counted postings of the same name stand before each posting."""
    import numpy as np

    before: NDArray[np.int64] = np.cumsum(counted) - counted
    starts = np.searchsorted(owner, owner, side="left")
    result: NDArray[np.int64] = before - before[starts]
    return result
