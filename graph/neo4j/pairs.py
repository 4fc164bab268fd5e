"""Pairs of 64-bit numbers, sorted, in 16 bytes each: what a whole state is looked up in while it streams by.

Terms stand in as their `hash`, which is the same within one process: with ten million terms the chance that two share
one is 3 in a million.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Pairs:
    """Keys with values, several to a key; filled first, then looked up."""

    def __init__(self) -> None:
        self._keys, self._values = array("q"), array("q")
        self._sorted: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def add(self, key: int, value: int) -> None:
        """Take in a pair; not after the first look-up, which sorts them."""
        self._keys.append(key)
        self._values.append(value)

    def find(self, keys: Sequence[int]) -> list[list[int]]:
        """Return the values of each key in the order they were added, an empty list for an unknown one."""
        import numpy as np

        found, values = self._order()
        wanted = np.array(keys, dtype=np.int64)
        starts, ends = np.searchsorted(found, wanted, "left").tolist(), np.searchsorted(found, wanted, "right").tolist()
        return [values[start:end].tolist() for start, end in zip(starts, ends, strict=True)]

    def last(self, keys: Sequence[int]) -> list[int | None]:
        """Return the value each key was given last, None for an unknown one."""
        import numpy as np

        found, values = self._order()
        if not len(found):
            return [None] * len(keys)
        wanted = np.array(keys, dtype=np.int64)
        at = np.maximum(np.searchsorted(found, wanted, "right") - 1, 0)
        known = (found[at] == wanted).tolist()
        return [value if is_known else None for value, is_known in zip(values[at].tolist(), known, strict=True)]

    def _order(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        import numpy as np

        if self._sorted is None:
            keys = np.frombuffer(self._keys, dtype=np.int64)
            order = np.argsort(keys, kind="stable")
            self._sorted = (keys[order], np.frombuffer(self._values, dtype=np.int64)[order])
            self._keys, self._values = array("q"), array("q")
        return self._sorted
