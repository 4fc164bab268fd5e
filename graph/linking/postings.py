"""Aliases to entities: a trie of normalised names, and for each the entities that bear it, best first.

A shard is two files. `aliases-NNN.trie` is a marisa trie, which numbers its keys. `aliases-NNN.postings` has a header
(magic, keys, postings: 16 bytes) and three columns: the first posting of each key and the end of the last (uint32), the
entity of each posting (uint32, its place among the entities), and how each entity came by the name (uint8: kind in the
low 3 bits, penalty in the high 5). That is 9 bytes for a name that one entity bears, 5 for each further one.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking.files import mapped, postings_name, trie_name, write_whole

if TYPE_CHECKING:
    import marisa_trie
    import numpy as np
    from numpy.typing import NDArray

MOST_HOMONYMS: Final = 255
"""Entities kept of one name, the best; the rest is counted when the index is built."""

_HEADER: Final = struct.Struct("<8sII")
_MAGIC: Final = b"mgalias3"


def packed(kind: int, penalty: int) -> int:
    """Return the byte of a posting."""
    return kind | penalty << 3


class Shard:
    """The aliases between two names, mapped. Columns are public because looking up inlines them."""

    __slots__ = ("entities", "kinds", "starts", "trie")

    def __init__(self, folder: Path, number: int) -> None:
        """Map the files of a shard; raises OSError or ValueError where one is missing or damaged."""
        import marisa_trie

        self.trie: marisa_trie.Trie = marisa_trie.Trie().mmap(str(folder / trie_name(number)))
        view = mapped(folder / postings_name(number))
        if len(view) < _HEADER.size:
            raise ValueError(f"{postings_name(number)} is cut short")
        magic, keys, postings = _HEADER.unpack_from(view)
        ends = [_HEADER.size, 4 * (keys + 1), 4 * postings, postings]
        if magic != _MAGIC or len(view) != sum(ends) or keys != len(self.trie):
            raise ValueError(f"{postings_name(number)} does not fit its trie")
        cuts = [sum(ends[: i + 1]) for i in range(len(ends))]
        self.starts = view[cuts[0] : cuts[1]].cast("I")
        self.entities = view[cuts[1] : cuts[2]].cast("I")
        self.kinds = view[cuts[2] : cuts[3]]

    def find(self, key: str) -> tuple[int, int]:
        """Return the first posting of a name and how many there are; (0, 0) for a name that nobody bears."""
        place = self.trie.get(key)
        if place is None:
            return 0, 0
        start = self.starts[place]
        return start, self.starts[place + 1] - start


def write_shard(
    folder: Path,
    number: int,
    keys: Sequence[str],
    *,
    owner: NDArray[np.int64],
    entities: NDArray[np.uint32],
    kinds: NDArray[np.uint8],
) -> None:
    """Write a shard from distinct keys and their postings.

    `owner`, `entities` and `kinds` have shape (postings,): `owner` is the place of a posting's key in `keys`, and a
    key's postings stand together, best first, at most `MOST_HOMONYMS`.
    """
    import marisa_trie
    import numpy as np

    # A large cache costs 0.2 bytes a name and saves a fifth of the time of a look-up (measured on a million).
    trie = marisa_trie.Trie(keys, cache_size=marisa_trie.HUGE_CACHE)
    ids = np.fromiter((trie[key] for key in keys), dtype=np.int64, count=len(keys))
    numbers = ids[owner]
    # Stable, so that a key's postings keep their order.
    order = np.argsort(numbers, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(numbers, minlength=len(keys))))).astype(np.uint32)
    columns = (starts, entities[order].astype(np.uint32), kinds[order].astype(np.uint8))
    header = _HEADER.pack(_MAGIC, len(keys), len(owner))
    write_whole(folder / postings_name(number), header + b"".join(values.tobytes() for values in columns))
    write_whole(folder / trie_name(number), trie.tobytes())
