"""An index as it would be if it held the best known entities only: what a starter index is to the whole of Wikidata."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking.candidate import Candidate
from graph.linking.records import Record
from graph.linking.wikidata_info import IndexInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.index import WikidataIndex

LEAST: Final = 0.33
"""Popularity from which an entity is held: of 350,000 the best known 5,000."""
_ASKED: Final = 64


class SmallIndex:
    """The part of another index above a popularity; priors and popularity as in an index of its own."""

    def __init__(self, index: WikidataIndex, *, least: float = LEAST) -> None:
        """`least`: the popularity, in the other index, from which an entity is held."""
        self._index, self._least = index, least

    @property
    def info(self) -> IndexInfo:
        """What is inside the other index."""
        return self._index.info

    @property
    def overlay_folder(self) -> Path:
        """Where the overlay of the other index lies."""
        return self._index.overlay_folder

    def candidates(self, surface: str, *, limit: int = 64) -> list[Candidate]:
        """Return the held bearers of a name."""
        found = [each for each in self._index.candidates(surface, limit=_ASKED) if each.popularity >= self._least]
        total = math.log(sum(math.exp(each.log_prior) for each in found)) if found else 0.0
        return [
            each._replace(log_prior=each.log_prior - total, popularity=1 - (1 - each.popularity) / (1 - self._least))
            for each in found[:limit]
        ]

    def find(self, qid: int) -> int | None:
        """Return an entity's place in the other index; None for one that is not held."""
        record = self._index.record(qid)
        return self._index.find(qid) if record is not None and record.popularity >= self._least else None

    def record(self, qid: int) -> Record | None:
        """Return what is known of an entity."""
        return self._index.record(qid)

    def vector(self, qid: int) -> NDArray[np.int8] | None:
        """Return the vector of an entity's description; None where there is none."""
        return self._index.vector(qid)

    def neighbours(self, qid: int) -> NDArray[np.uint32]:
        """Return the entities that a statement joins with one."""
        return self._index.neighbours(qid)
