"""What Assets look like, in memory, so that those which look almost the same are found in milliseconds.

All hashes lie in one table of 64-bit words, and a query compares with every row: 100,000 rows take under a millisecond
(benchmarks/fingerprints.py). Nothing here knows the Dataset; `graph.near_duplicates` fills it.

Which pairs follow is a pure function of what the Assets look like, whatever the order they came in: each Asset is tied
to those near it whose bytes come before its own (`Looks.rank`), to the nearest `MOST_TIES` of them where it has more,
so that a thousand copies of one title card do not become half a million pairs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.files.fingerprint_values import BITS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR: Final = 31
"""Bits of 256 in which near hashes differ at most: the threshold that ThreatExchange advises for PDQ and vPDQ.

Hashes of unrelated pictures differ in 128 bits on the average; the nearest of 276 unrelated pairs measured, in 98.
"""
ENOUGH_ALIKE: Final = 0.5
"""Share of the keyframes of two films, taken together, that must be near one of the other film's."""
MOST_TIES: Final = 10
"""To how many others one Asset is tied at most."""


class Nearness(NamedTuple):
    """How near two Assets are. Pictures: `distance` bits of 256. Films: `alike` of `of` keyframes, in `distance` bits

    on the average; `alike` and `of` count the keyframes of both.
    """

    fingerprint: str
    distance: int
    alike: int
    of: int

    @property
    def parameters(self) -> dict[str, int | str]:
        """What is recorded of the comparison."""
        if self.fingerprint == "pdq":
            return {"distance": self.distance, "fingerprint": "pdq", "of": BITS}
        return {"alike": self.alike, "distance": self.distance, "fingerprint": self.fingerprint, "of": self.of}

    @property
    def confidence(self) -> float:
        """How sure the comparison is, falling from 0.83 to 0.5: the review band of Policy 1, end to end.

        It puts the pairs in order for those who review them, and is no measured probability: how many near pictures
        are copies differs from one archive to the next, and each archive's Decisions will tell.
        """
        doubt = self.distance / NEAR
        if self.fingerprint != "pdq":
            doubt = max(doubt / 2, (1.0 - self.alike / self.of) / (1.0 - ENOUGH_ALIKE), 1.0 / self.of)
        return round(0.83 - 0.33 * min(1.0, doubt), 4)


@dataclass(frozen=True, slots=True)
class Looks:
    """What one Asset looks like: hashes of pictures and of keyframes, each once, sorted; 32 bytes each.

    `rank` orders the two of a pair, and is their content hash: an IRI may depend on what was met first.
    """

    rank: str
    pictures: tuple[bytes, ...] = ()
    keyframes: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pictures or self.keyframes)


class FingerprintIndex:
    """All Assets with their Looks, and who is near whom."""

    def __init__(self) -> None:
        self._looks: dict[str, Looks] = {}
        self._pictures, self._keyframes = _Table(), _Table()

    def get(self, asset_iri: str) -> Looks | None:
        """Return what an Asset looks like, None where nobody knows."""
        return self._looks.get(asset_iri)

    def put(self, asset_iri: str, looks: Looks | None) -> None:
        """Set what an Asset looks like; None forgets it."""
        if self._looks.pop(asset_iri, None) is not None:
            self._pictures.remove(asset_iri)
            self._keyframes.remove(asset_iri)
        if looks:
            self._looks[asset_iri] = looks
            self._pictures.add(asset_iri, looks.pictures)
            self._keyframes.add(asset_iri, looks.keyframes)

    def near(self, looks: Looks | None) -> dict[str, Nearness]:
        """Return all Assets that look almost like this, with how near they are; itself too, where it is in here."""
        if not looks:
            return {}
        found: dict[str, Nearness] = {}
        for hash_ in looks.pictures:
            for owner, _, distance in self._pictures.near(hash_):
                if owner not in found or distance < found[owner].distance:
                    found[owner] = Nearness("pdq", distance, 1, 1)
        if looks.keyframes:
            for owner, nearness in self._films(looks.keyframes):
                found.setdefault(owner, nearness)
        return found

    def ties(self, asset_iri: str) -> dict[str, Nearness]:
        """Return the Assets that one is to be tied to: the nearest of those near it that rank before it."""
        looks = self._looks.get(asset_iri)
        if looks is None:
            return {}
        rank = (looks.rank, asset_iri)
        before = [
            (-nearness.confidence, self._looks[other].rank, other, nearness)
            for other, nearness in self.near(looks).items()
            if other != asset_iri and (self._looks[other].rank, other) < rank
        ]
        return {other: nearness for _, _, other, nearness in sorted(before)[:MOST_TIES]}

    def _films(self, keyframes: Iterable[bytes]) -> Iterable[tuple[str, Nearness]]:
        """Yield the films that share enough keyframes with these."""
        mine = list(keyframes)
        hits: dict[str, _Hits] = {}
        for number, hash_ in enumerate(mine):
            for owner, row, distance in self._keyframes.near(hash_):
                hits.setdefault(owner, _Hits()).add(number, row, distance)
        for owner, hit in hits.items():
            of = len(mine) + len(self._looks[owner].keyframes)
            alike = len(hit.mine) + len(hit.theirs)
            if alike >= ENOUGH_ALIKE * of:
                yield owner, Nearness("pdq-keyframes", round(sum(hit.mine.values()) / len(hit.mine)), alike, of)


@dataclass(slots=True)
class _Hits:
    """The keyframes of two films that are near one of the other: ours with their least distance, and their rows."""

    mine: dict[int, int] = field(default_factory=dict)
    theirs: set[int] = field(default_factory=set)

    def add(self, number: int, row: int, distance: int) -> None:
        """Count one pair of keyframes."""
        self.mine[number] = min(distance, self.mine.get(number, distance))
        self.theirs.add(row)


class _Table:
    """Hashes in rows, with their owners: four columns of words, so that each is read in one go."""

    def __init__(self) -> None:
        self._owners: list[str] = []
        self._rows: dict[str, list[int]] = {}
        self._free: list[int] = []
        self._words: NDArray[np.uint64] | None = None  # shape (4, room)

    def add(self, owner: str, hashes: tuple[bytes, ...]) -> None:
        """Add an owner's hashes; one that is there already is removed first by the caller."""
        for hash_ in hashes:
            row = self._free.pop() if self._free else len(self._owners)
            if row == len(self._owners):
                self._owners.append("")
            self._owners[row] = owner
            self._rows.setdefault(owner, []).append(row)
            self._column(row)[:, row] = _words(hash_)

    def remove(self, owner: str) -> None:
        """Remove an owner's hashes; its rows are used again."""
        for row in self._rows.pop(owner, ()):
            self._owners[row] = ""
            self._free.append(row)

    def near(self, hash_: bytes) -> list[tuple[str, int, int]]:
        """Return (owner, row, distance) of every hash that is near."""
        import numpy as np

        if self._words is None:
            return []
        words, asked = self._words[:, : len(self._owners)], _words(hash_)
        # Half of the words first: few unrelated hashes come under the threshold with the other half to go.
        half = np.bitwise_count(words[0] ^ asked[0]) + np.bitwise_count(words[1] ^ asked[1])
        rows = np.nonzero(half <= NEAR)[0]
        rest = np.bitwise_count(words[2, rows] ^ asked[2]) + np.bitwise_count(words[3, rows] ^ asked[3])
        distances = half[rows].astype(np.int64) + rest
        close = distances <= NEAR
        found = zip(rows[close].tolist(), distances[close].tolist(), strict=True)
        return [(self._owners[row], row, distance) for row, distance in found if self._owners[row]]

    def _column(self, row: int) -> NDArray[np.uint64]:
        """Return the words with room for a row."""
        import numpy as np

        if self._words is None or row >= self._words.shape[1]:
            room = np.zeros((4, max(1024, 2 * row)), np.uint64)
            if self._words is not None:
                room[:, : self._words.shape[1]] = self._words
            self._words = room
        return self._words


def _words(hash_: bytes) -> NDArray[np.uint64]:
    """Return a hash as four words, shape (4,)."""
    import numpy as np

    return np.frombuffer(hash_, dtype=">u8").astype(np.uint64)
