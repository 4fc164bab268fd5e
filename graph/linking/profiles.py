"""What is known of an entity, in the form in which candidates are compared: its names, its words, its kind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.linking.context_words import rarity, stems
from graph.linking.normalise import normalise
from graph.linking.records import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH: Final = 256
"""Numbers of a profile's hashed bag of words."""

_MOST_TYPES: Final = 8
_MOST_STEMS: Final = 40


class Profile(NamedTuple):
    """An entity's `label`, its `names` as written, their folded forms, and the words that tell what it is.

    `stems`: of description and types, with rarity. `label_stems`: of the label. `bag`: all of them hashed, float32,
    shape (WIDTH,), of unit length; zero where nothing is known.
    """

    label: str
    names: frozenset[str]
    folded: str
    label_stems: frozenset[str]
    stems: dict[str, float]
    bag: NDArray[np.float32]


def profile_of(record: Record | None) -> Profile:
    """Return the profile of a record; an empty one for none."""
    if record is None:
        return _nothing()
    said = dict.fromkeys(stems(described(record.description, record.types))[:_MOST_STEMS])
    weights = {found: rarity(found) for found in said}
    label_stems = frozenset(stems(record.label))
    names = frozenset((record.label, *record.aliases))
    return Profile(record.label, names, normalise(record.label), label_stems, weights, _bag(weights, label_stems))


def described(description: str, types: Sequence[str]) -> str:
    """Return the text that tells what an entity is: its description and the labels of its first types."""
    return " ".join((description, *(kind for kind in types[:_MOST_TYPES] if not _is_qid(kind))))


def _is_qid(kind: str) -> bool:
    return kind[:1] == "Q" and kind[1:].isdigit()


@lru_cache(maxsize=1)
def _nothing() -> Profile:
    return Profile("", frozenset(), "", frozenset(), {}, _bag({}, frozenset()))


def _bag(weights: dict[str, float], label_stems: frozenset[str]) -> NDArray[np.float32]:
    import numpy as np

    bag = np.zeros(WIDTH, np.float32)
    for found in (*weights, *label_stems.difference(weights)):
        place, sign = _place(found)
        bag[place] += sign * rarity(found)
    length = float(np.sqrt(bag @ bag))
    return bag / length if length else bag


@lru_cache(maxsize=65_536)
def _place(stem: str) -> tuple[int, float]:
    """Return where a stem is counted, and with which sign, so that chance meetings cancel out (Weinberger 2009)."""
    from zlib import crc32

    number = crc32(stem.encode("utf-8", "replace"))
    return number % WIDTH, 1.0 if number >> 20 & 1 else -1.0
