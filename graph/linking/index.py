"""The index that is asked: names to candidates, entities to what is known of them.

Its files never change; they are mapped, not read, so that opening costs the same for a thousand entities and for ten
million. Deltas and entities of our own lie in an overlay beside them, which every process sees at once.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.linking import files
from graph.linking.candidate import KIND_OF, POPULARITY, WEIGHT_OF, Candidate, new_candidate
from graph.linking.errors import IndexUnusable
from graph.linking.normalise import MAX_NAME, normalise
from graph.linking.overlay_watch import OverlayWatch
from graph.linking.popularity import MASS
from graph.linking.postings import Shard
from graph.linking.records import Record, Records, record_of
from graph.linking.relations import Relations
from graph.linking.relaxed import misread, readings
from graph.linking.surfaces import AliasKind
from graph.linking.table import Table
from graph.linking.vectors import Vectors
from graph.linking.wikidata_info import IndexInfo, check_files, read_info

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.linking.overlay import Overlay

RECORDS_KEPT: Final = 8_192
"""Records kept in memory by one index."""

WIKIDATA: Final = "http://www.wikidata.org/entity/Q"


class WikidataIndex:
    """An open index; a context manager. Safe to ask from several threads; a forked process opens its own."""

    def __init__(self, folder: Path, info: IndexInfo, overlay: Path) -> None:
        """Map the files; use `open`, which says what is wrong with a folder that is no index."""
        self.folder, self.info, self.overlay_folder = folder, info, overlay
        self._qids = files.column(folder / files.QIDS, "I")
        self._types = files.column(folder / files.TYPES, "Q")
        self._ranks = files.column(folder / files.RANKS, "B")
        if not len(self._qids) == len(self._types) == len(self._ranks) == info.entities:
            raise ValueError("its columns are not of one length")
        self._shards = tuple(Shard(folder, number) for number in range(info.shards))
        self._bounds = info.bounds
        self._records = Records(folder / files.RECORDS)
        self._relations = Relations(folder)
        self._classes = Table(folder / files.CLASSES, files.column(folder / files.CLASS_TYPES, "Q"))
        self._redirects = Table(folder / files.REDIRECTS, files.column(folder / files.REDIRECT_TARGETS, "I"))
        self._vectors = Vectors(folder) if info.vectors else None
        self._mass = tuple(math.exp(-MASS * rank / 255 * math.log(info.entities + 1)) for rank in range(256))
        self._kept: Callable[[int], Record | None] = lru_cache(maxsize=RECORDS_KEPT)(self._stored)
        self._watch = OverlayWatch(overlay)

    @staticmethod
    def open(folder: Path, *, overlay: Path | None = None) -> WikidataIndex:
        """Return the index in a folder; raises `IndexUnusable` with what is missing or wrong.

        The overlay lies in a folder beside it, `NAME.overlay`, where none is named; it need not exist yet.
        """
        import lmdb

        info = read_info(folder)
        check_files(folder, info)
        beside = folder.resolve().with_name(folder.resolve().name + ".overlay")
        try:
            return WikidataIndex(folder, info, overlay or beside)
        except (OSError, RuntimeError, ValueError, lmdb.Error) as err:
            raise IndexUnusable(folder, f"{err}; build it anew") from err

    def __enter__(self) -> WikidataIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go."""
        self._records.close()
        self._watch.close()

    def candidates(self, surface: str, *, limit: int = 64) -> list[Candidate]:
        """Return the entities that a name may mean, the likeliest by prior first; none for what is no name.

        A name that no entity bears as it stands is read without article, possessive, title, legal form or plural
        (those come as `DERIVED`), then as OCR may have misread it (`OCR`).
        """
        if len(surface) > MAX_NAME:
            return []
        key = normalise(surface)
        return self._at(key, limit) or self._relaxed(surface, key, limit)

    def _at(self, key: str, limit: int) -> list[Candidate]:
        # Written for speed, as little as it can do: benchmarks/wikidata_index.py times it.
        overlay = self._watch.live()
        if overlay is not None:
            return self._changed_at(key, limit, overlay)
        shards = self._shards
        shard = shards[0] if len(shards) == 1 else shards[bisect_right(self._bounds, key)]
        number = shard.trie.get(key)
        if number is None:
            return []
        start, end = shard.starts[number], shard.starts[number + 1]
        qids, types, ranks = self._qids, self._types, self._ranks
        if end - start == 1:
            place = shard.entities[start]
            kind = KIND_OF[shard.kinds[start]]
            return [new_candidate((qids[place], 0.0, types[place], kind, POPULARITY[ranks[place]]))]
        mass, log = self._mass, math.log
        rows = list(zip(shard.entities[start:end].tolist(), shard.kinds[start:end].tolist(), strict=True))
        weights = [mass[ranks[place]] * WEIGHT_OF[kind] for place, kind in rows]
        total = sum(weights)
        return [
            new_candidate((qids[place], log(weight / total), types[place], KIND_OF[kind], POPULARITY[ranks[place]]))
            for (place, kind), weight in zip(rows[:limit], weights, strict=False)
        ]

    def _changed_at(self, key: str, limit: int, overlay: Overlay) -> list[Candidate]:
        """Return candidates as the overlay has them where it has them, and else as the index does."""
        shard = self._shards[bisect_right(self._bounds, key)]
        start, count = shard.find(key)
        found: list[tuple[float, int, int, int, int]] = []
        for place, kind in zip(shard.entities[start : start + count], shard.kinds[start : start + count], strict=True):
            qid, rank = self._qids[place], self._ranks[place]
            if qid not in self._watch.replaced:
                found.append((self._mass[rank] * WEIGHT_OF[kind], qid, self._types[place], kind, rank))
        for bearer in overlay.bearers(key):
            weight = self._mass[bearer.rank] * WEIGHT_OF[bearer.kind]
            found.append((weight, bearer.qid, bearer.types, bearer.kind, bearer.rank))
        found.sort(key=lambda row: (-row[0], row[1]))
        total = sum(row[0] for row in found)
        return [
            Candidate(qid, math.log(weight / total), types, KIND_OF[kind], POPULARITY[rank])
            for weight, qid, types, kind, rank in found[:limit]
        ]

    def _relaxed(self, surface: str, key: str, limit: int) -> list[Candidate]:
        for reading in readings(surface):
            if found := self._at(normalise(reading), limit):
                return [candidate._replace(kind=AliasKind.DERIVED) for candidate in found]
        for meant in misread(key, self.has_prefix):
            if found := self._at(meant, limit):
                return [candidate._replace(kind=AliasKind.OCR) for candidate in found]
        return []

    def has_prefix(self, normalised: str) -> bool:
        """Return whether any name, normalised, begins so."""
        for number in range(bisect_right(self._bounds, normalised), len(self._shards)):
            if next(self._shards[number].trie.iterkeys(normalised), None) is not None:
                return True
            if number == len(self._bounds) or not self._bounds[number].startswith(normalised):
                break
        overlay = self._watch.live()
        return overlay is not None and overlay.has_prefix(normalised)

    def prefixes(self, folded: str) -> list[str]:
        """Return all names, normalised, that a normalised text begins with, the shortest first."""
        first, last = (bisect_right(self._bounds, text) for text in (folded[:1], folded))
        found = [name for shard in self._shards[first : last + 1] for name in shard.trie.prefixes(folded)]
        overlay = self._watch.live()
        if overlay is not None:
            found = list({*found, *overlay.prefixes(folded)})
        return sorted(found, key=len)

    def completions(self, prefix: str) -> Iterator[str]:
        """Yield the names, normalised, that begin so; any number of them, in no order that means anything."""
        for number in range(bisect_right(self._bounds, prefix), len(self._shards)):
            yield from self._shards[number].trie.iterkeys(prefix)
            if number == len(self._bounds) or not self._bounds[number].startswith(prefix):
                break
        overlay = self._watch.live()
        if overlay is not None:
            yield from overlay.completions(prefix)

    def longest_match(self, tokens: Sequence[str]) -> int:
        """Return how many of these words, from the first, make the longest name that an entity bears; 0 for none."""
        joined, ends, after_initial = "", [], False
        for token in tokens:
            word = normalise(token)
            initial = len(word) == 1 and word.isalpha() and word.isascii()
            # As `normalise` does with the whole name: initials stand together.
            joined += word if not joined or not word or (initial and after_initial) else f" {word}"
            after_initial = initial
            ends.append(len(joined))
            if len(joined) > MAX_NAME:
                break
        names = {len(name) for name in self.prefixes(joined)}
        return max((count for count, end in enumerate(ends, 1) if end in names and end), default=0)

    def resolve(self, qid: int) -> int:
        """Return the entity that a redirected one is now; its own QID where it is itself."""
        overlay = self._watch.live()
        if overlay is not None:
            qid = overlay.redirect(qid)
        return self._redirects.get(qid) or qid

    def find(self, qid: int) -> int | None:
        """Return an entity's place among the index's entities; None for one that it does not hold."""
        place = bisect_left(self._qids, qid)
        return place if place < len(self._qids) and self._qids[place] == qid else None

    def record(self, qid: int) -> Record | None:
        """Return what is known of an entity, or of what it was redirected to; None for one that is not here."""
        overlay = self._watch.live()
        qid = self.resolve(qid)
        if overlay is not None and qid in self._watch.replaced:
            changed = overlay.get(qid)
            return record_of(qid, changed.value, POPULARITY[changed.rank]) if changed else None
        return self._kept(qid)

    def _stored(self, qid: int) -> Record | None:
        place = self.find(qid)
        return None if place is None else record_of(qid, self._records.get(place), POPULARITY[self._ranks[place]])

    def iri(self, qid: int) -> str:
        """Return the IRI of an entity: Wikidata's, or that of an entity of our own."""
        overlay = self._watch.live()
        changed = overlay.get(qid) if overlay is not None and qid in self._watch.replaced else None
        own = changed.value.get("i") if changed else None
        return own or f"{WIKIDATA}{qid}"

    def types(self, qid: int) -> int:
        """Return an entity's coarse types as a mask; 0 for one that is not here."""
        overlay = self._watch.live()
        if overlay is not None and qid in self._watch.replaced:
            changed = overlay.get(qid)
            return changed.types if changed else 0
        place = self.find(qid)
        return 0 if place is None else self._types[place]

    def class_types(self, qid: int) -> int | None:
        """Return the coarse types that a class of Wikidata stands for; None for one that nothing here is one of."""
        return self._classes.get(qid)

    def neighbours(self, qid: int) -> NDArray[np.uint32]:
        """Return the QIDs of the entities that a statement joins with this one, either way, rising."""
        import numpy as np

        overlay = self._watch.live()
        if overlay is not None and qid in self._watch.replaced:
            changed = overlay.get(qid)
            return np.array(sorted(set(changed.neighbours)) if changed else [], dtype=np.uint32)
        place = self.find(qid)
        if place is None:
            return np.zeros(0, dtype=np.uint32)
        return np.frombuffer(self._qids, dtype=np.uint32)[self._relations.of(place)]

    def vector(self, qid: int) -> NDArray[np.int8] | None:
        """Return the vector of an entity's description, int8, shape (384,); None where none was made."""
        place = self.find(qid)
        if place is None or self._vectors is None or qid in self._watch.replaced:
            return None
        return self._vectors.get(place)
