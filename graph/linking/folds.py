"""Which part of the gold texts a text is of, so that nothing is judged by a model that has seen it."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

FOLDS: Final = 5


def fold_of(text: str) -> int:
    """Return the fold of a text, 0 to 4; one text in two sets is of one fold."""
    return blake2b(" ".join(text.split()).encode("utf-8", "replace"), digest_size=8).digest()[0] % FOLDS
