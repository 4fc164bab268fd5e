"""A mapped table of numbers by QID, looked up by halving."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

from graph.linking.files import column


class Table:
    """QIDs, rising, in a file of uint32, and a value for each."""

    def __init__(self, qids: Path, values: memoryview) -> None:
        """Map the QIDs; raises ValueError where the values are not as many."""
        self._qids, self._values = column(qids, "I"), values
        if len(self._qids) != len(values):
            raise ValueError(f"{qids.name} does not fit its values")

    def get(self, qid: int) -> int | None:
        """Return the value of a QID; None for one that is not here."""
        place = bisect_left(self._qids, qid)
        return self._values[place] if place < len(self._qids) and self._qids[place] == qid else None
