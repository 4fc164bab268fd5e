"""Nearness of meaning for suggestions: the embedder, as the shapes may call it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from shapes.suggest import Alike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from extractors.models.embedding import Embedder

_REMEMBERED = 4096
"""Texts whose likenesses are remembered, so that one property misspelt a thousand times is embedded once."""


def alike_by(embedder: Embedder) -> Alike:
    """Return a function that says how near in meaning a text is to others: the cosine, -1 to 1, rounded to 1e-4."""

    @lru_cache(maxsize=8)
    def vectors(names: tuple[str, ...]) -> NDArray[np.float32]:
        return embedder.embed(names)

    @lru_cache(maxsize=_REMEMBERED)
    def cosines(text: str, names: tuple[str, ...]) -> tuple[float, ...]:
        return tuple(round(float(cosine), 4) for cosine in vectors(names) @ embedder.embed([text])[0])

    def alike(text: str, names: Sequence[str]) -> Sequence[float]:
        from extractors.models.embedding import EmbedderUnavailable

        try:
            return cosines(text, tuple(names))
        except EmbedderUnavailable:
            return [0.0] * len(names)  # the ingest itself says so where it needs the embedder

    return alike
