"""A second opinion where the best candidates are close: what a text encoder says of text and description.

Off unless an encoder is given: linking takes about ten times as long with it. Only mentions whose best candidates are
within `CLOSE` of each other are looked at, and only those candidates.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from graph.linking.features import Sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from extractors.models.embedding import Embedder
    from graph.linking.index import WikidataIndex
    from graph.linking.small_index import SmallIndex

CLOSE: Final = 0.3
"""Distance in probability within which candidates are close to the best."""
MOST: Final = 4
"""Candidates of a mention that are compared."""
AROUND: Final = 120
"""Characters on each side of a mention that are read."""
_KEPT: Final = 20_000


class Encoder:
    """Compares texts and descriptions by an embedder; keeps the vectors of descriptions."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        """The default embedder is the MiniLM of the base install."""
        from extractors.models.embedding import MiniLmEmbedder

        self._embedder = embedder or MiniLmEmbedder()
        self._described = lru_cache(maxsize=_KEPT)(self._embedded)

    def rescored(
        self, text: str, sheet: Sheet, scores: NDArray[np.float64], index: WikidataIndex | SmallIndex, weight: float
    ) -> NDArray[np.float64]:
        """Return the candidates' probabilities, those of close ones moved by `weight` log-odds a unit of cosine."""
        import numpy as np

        if not weight:
            return scores
        moved = scores.copy()
        for rows, cosine in self.cosines(text, sheet, scores, index):
            moved[rows] = 1 / (1 + np.exp(-(log_odds(scores[rows]) + weight * (cosine - cosine.mean()))))
        return moved

    def cosines(
        self, text: str, sheet: Sheet, scores: NDArray[np.float64], index: WikidataIndex | SmallIndex
    ) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Return, for each mention with close candidates, their rows and their cosines with the text around it."""
        import numpy as np

        close = [(at, rows) for at, rows in _close(sheet, scores) if len(rows) > 1]
        if not close:
            return []
        mentions = [sheet.mentions[at] for at, _ in close]
        around = [text[max(0, m.start - AROUND) : m.end + AROUND] for m in mentions]
        of_texts = self._embedder.embed(around)
        found = []
        for (_, rows), of_text in zip(close, of_texts, strict=True):
            of_candidates = np.stack([self._vector(int(qid), index) for qid in sheet.qids[rows]])
            found.append((rows, np.asarray(of_candidates @ of_text, float)))
        return found

    def _vector(self, qid: int, index: WikidataIndex | SmallIndex) -> NDArray[np.float32]:
        """Return the vector of an entity's description: the index's where it has one, else made now; of unit length."""
        import numpy as np

        stored = index.vector(qid)
        if stored is None:
            record = index.record(qid)
            return self._described(f"{record.label}: {record.description}" if record else "")
        vector = stored.astype(np.float32)
        return np.asarray(vector / max(float(np.sqrt(vector @ vector)), 1e-9), np.float32)

    def _embedded(self, description: str) -> NDArray[np.float32]:
        vectors = self._embedder.embed([description])
        return vectors.reshape(-1)


def log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log-odds of probabilities, of the same shape."""
    import numpy as np

    inside = probabilities.clip(1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside) - np.log1p(-inside), np.float64)


def _close(sheet: Sheet, scores: NDArray[np.float64]) -> list[tuple[int, NDArray[np.int64]]]:
    import numpy as np

    found = []
    for at in range(len(sheet.mentions)):
        low, high = int(sheet.starts[at]), int(sheet.starts[at + 1])
        if high - low > 1:
            own = scores[low:high]
            order = np.argsort(-own, kind="stable")[:MOST]
            found.append((at, low + order[own[order] >= own[order[0]] - CLOSE]))
    return found
