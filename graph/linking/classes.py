"""Second stage of a build: which coarse types every class stands for, and how classes and names are called.

A class is what its nearest ancestors in `type_roots.ROOTS` are, by the dump's own "subclass of" (P279). Nearest ones
only: further up everything is an object, and half of Wikidata a work.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from graph.linking.entity import Entity
from graph.linking.runs import Run
from graph.linking.type_roots import ROOTS
from graph.linking.types import BIT, bits_of_type, implied

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HUMAN: Final = "human"
"""How Q5 is called, which tables of other sources call otherwise."""

_Value_co = TypeVar("_Value_co", covariant=True)

_DEEPEST: Final = 40
"""Steps up the classes that are followed; Wikidata's are less deep, but for circles."""

_VAGUE: Final = BIT["concept"] | BIT["product"]
"""Types that a class keeps only where it has no other: nearly everything is a concept in the end."""


def closure(pairs: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """Return classes, rising, and their coarse types, from (class, parent) pairs of shape (pairs, 2)."""
    import numpy as np

    pairs = np.unique(pairs, axis=0)
    classes = np.unique(np.concatenate((pairs.ravel(), np.fromiter(ROOTS, dtype=np.uint32, count=len(ROOTS)))))
    bits = np.zeros(len(classes), dtype=np.uint64)
    roots = np.array(sorted(ROOTS), dtype=np.uint32)
    at = np.searchsorted(classes, roots)
    bits[at] = [ROOTS[int(root)] for root in roots]
    fixed = np.zeros(len(classes), dtype=bool)
    fixed[at] = True
    child, parent = (np.searchsorted(classes, column) for column in pairs.T)
    open_ = ~fixed[child]
    child, parent = child[open_], parent[open_]
    for _ in range(_DEEPEST):
        before = bits.copy()
        np.bitwise_or.at(bits, child, before[parent])
        if np.array_equal(before, bits):
            break
    return classes, bits


class Lookup(Protocol[_Value_co]):
    """What is known of a class by its QID: a dictionary, or an index."""

    def get(self, qid: int, /) -> _Value_co | None:
        """Return it; None where nothing is known."""
        ...


class Classes:
    """What is known of classes: coarse types by QID, labels of what is used as a type, an occupation or a surname.

    `chosen` are the classes that a build is restricted to, with all their subclasses; None where it is not.
    """

    def __init__(self, bits: Lookup[int], labels: Lookup[str], chosen: frozenset[int] | None = None) -> None:
        self._bits, self._labels, self._chosen = bits, labels, chosen

    def bits(self, kinds: Iterable[str]) -> int:
        """Return the coarse types of types given by QID or label."""
        found = 0
        for kind in kinds:
            found |= self._bits_of(kind)
        clear = found & ~_VAGUE
        return implied(clear or found)

    def _bits_of(self, kind: str) -> int:
        number = _number(kind)
        if not number:
            return bits_of_type(kind)
        label = self._labels.get(number)
        return self._bits.get(number) or ROOTS.get(number, 0) or (bits_of_type(label) if label else 0)

    def table(self) -> dict[int, int]:
        """Return the coarse types of all classes that are known here, rising by QID."""
        assert isinstance(self._bits, dict)
        return dict(sorted(self._bits.items()))

    def label(self, kind: str) -> str:
        """Return the label of what a QID names, the QID where it has none here, and any other text as it is."""
        return _HUMAN if kind == "Q5" else self._labels.get(_number(kind)) or kind

    def has_chosen(self, kinds: Iterable[str]) -> bool:
        """Return whether any of these types is one that the build is restricted to, or a subclass of one."""
        return self._chosen is not None and any(_number(kind) in self._chosen for kind in kinds)


def _number(kind: str) -> int:
    return int(kind[1:]) if kind[:1] == "Q" and kind[1:].isdigit() else 0


def find_classes(runs: Iterable[Path], languages: tuple[str, ...], chosen: Iterable[int] = ()) -> Classes:
    """Return what the runs of a build say of classes, of those that are used."""
    import numpy as np

    runs = list(runs)
    empty = np.zeros(0, dtype=np.uint32)
    pairs = np.concatenate([empty, *(np.fromfile(run.with_suffix(".parents"), dtype=np.uint32) for run in runs)])
    pairs = pairs.reshape(-1, 2)
    used = np.unique(np.concatenate([empty, *(np.fromfile(run.with_suffix(".used"), dtype=np.uint32) for run in runs)]))
    classes, masks = closure(pairs)
    labels: dict[int, str] = {}
    for run in runs:
        for qid, data in Run(run).at(used):
            label = Entity.from_bytes(data).label(languages)
            if label:
                labels.setdefault(qid, label)
    needed = np.isin(classes, used) & (masks > 0)
    known = dict(zip(classes[needed].tolist(), masks[needed].tolist(), strict=True))
    asked = frozenset(chosen)
    return Classes(known, labels, _descendants(pairs, asked) if asked else None)


def _descendants(pairs: NDArray[np.uint32], classes: frozenset[int]) -> frozenset[int]:
    """Return classes and all their subclasses."""
    import numpy as np

    found = np.array(sorted(classes), dtype=np.uint32)
    while True:
        below = np.union1d(found, pairs[np.isin(pairs[:, 1], found), 0])
        if len(below) == len(found):
            return frozenset(below.tolist())
        found = below
