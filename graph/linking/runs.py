"""First stage of a build: chunks of inputs become runs, entities sorted by QID on the disk.

A run is written whole or not at all, and named by its input and chunk: a build that was killed finds which chunks are
done by which runs stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from graph.linking.dump import Said, read_chunk
from graph.linking.entity import Entity
from graph.linking.files import mapped, write_whole
from graph.linking.lines import Chunk
from graph.linking.types import BIT, type_bits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ChunkTask(NamedTuple):
    """What a process needs to make a run of a chunk."""

    chunk: Chunk
    name: str
    header: str
    path: Path
    languages: tuple[str, ...]
    min_sitelinks: int


class Run:
    """A run on the disk: `qids` (uint32, rising, equal ones in the input's order), and an entity for each."""

    def __init__(self, path: Path) -> None:
        """Map the files of a run."""
        import numpy as np

        self.qids: NDArray[np.uint32] = np.fromfile(path.with_suffix(".qids"), dtype=np.uint32)
        self._ends: NDArray[np.uint64] = np.fromfile(path.with_suffix(".ends"), dtype=np.uint64)
        self._data = mapped(path)

    def between(self, first: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield QID and bytes of the entities from one QID up to and without another."""
        low, high = (int(place) for place in self.qids.searchsorted([first, end]))
        start = int(self._ends[low - 1]) if low else 0
        for qid, stop in zip(self.qids[low:high].tolist(), self._ends[low:high].tolist(), strict=True):
            yield qid, bytes(self._data[start:stop])
            start = stop

    def at(self, wanted: NDArray[np.uint32]) -> Iterator[tuple[int, bytes]]:
        """Yield QID and bytes of the entities that stand in a rising list of QIDs."""
        import numpy as np

        for place in np.flatnonzero(np.isin(self.qids, wanted)).tolist():
            start = int(self._ends[place - 1]) if place else 0
            yield int(self.qids[place]), bytes(self._data[start : int(self._ends[place])])


def runs_in(folder: Path) -> list[Path]:
    """Return the runs of a build, in the order of inputs and chunks."""
    return sorted(folder.glob("*.run"))


def counts_of(run: Path) -> dict[str, Any]:
    """Return what was counted while a run was made."""
    counts: dict[str, Any] = orjson.loads(run.with_suffix(".json").read_bytes())
    return counts


def make_run(task: ChunkTask) -> Path:
    """Make a run of a chunk, and return its path; called in processes of their own."""
    import numpy as np

    said, kept, dropped = Said(), [], 0
    parents: list[int] = []
    used: set[int] = set()
    for entity in read_chunk(task.chunk, name=task.name, languages=task.languages, header=task.header, said=said):
        if is_wanted(entity, task.min_sitelinks):
            kept.append((entity.qid, entity.to_bytes()))
            parents += [number for parent in entity.parents for number in (entity.qid, parent)]
            used.update(_classes_of(entity))
        else:
            dropped += 1
    kept.sort(key=lambda pair: pair[0])
    ends = np.cumsum([len(data) for _, data in kept], dtype=np.uint64)
    counts = {"lines": said.lines, "entities": len(kept), "below_min_sitelinks": dropped, "input": task.name}
    shown = {"refused": dict(said.refused), "shown": said.shown}
    path = task.path
    write_whole(path.with_suffix(".qids"), np.array([qid for qid, _ in kept], dtype=np.uint32).tobytes())
    write_whole(path.with_suffix(".ends"), ends.tobytes())
    write_whole(path.with_suffix(".parents"), np.array(parents, dtype=np.uint32).tobytes())
    write_whole(path.with_suffix(".used"), np.array(sorted(used), dtype=np.uint32).tobytes())
    write_whole(path.with_suffix(".json"), orjson.dumps(counts | shown))
    # Last, because it is what says that the run stands.
    write_whole(path, b"".join(data for _, data in kept))
    return path


def _classes_of(entity: Entity) -> Iterator[int]:
    """Yield what an entity names by QID as a type, an occupation or a surname."""
    for name in (*entity.types, *entity.occupations, *entity.surnames):
        if name[:1] == "Q" and name[1:].isdigit():
            yield int(name[1:])


def is_wanted(entity: Entity, min_sitelinks: int) -> bool:
    """Return whether an entity goes on: linked from enough articles, or needed for what it says of others."""
    said = entity.popularity.get("sitelinks")
    if said is None or said >= min_sitelinks or entity.gone or entity.redirect:
        return True
    return bool(entity.parents) or bool(type_bits(entity.types) & (BIT["family_name"] | BIT["given_name"]))
