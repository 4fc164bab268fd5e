"""What it takes to make Facts: a Dataset, the Concepts of its Release, and where inputs are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph.alike import alike_by
from graph.case import Judge
from graph.dataset import Dataset, Reader, Writer
from graph.decisions import decided, read_decisions
from graph.mapping import Mapper
from graph.policy import read_policy
from graph.release import current_release, ensure_release
from graph.standing import Standing
from ontology.graphs import ONTOLOGY
from shapes.suggestion import Alike

if TYPE_CHECKING:
    from extractors.models.embedding import Embedder
    from graph.fingerprint_index import FingerprintIndex


@dataclass(slots=True)
class Engine:
    """A Dataset with what judges its evidence.

    `blobs` is the folder of inputs, None where they are not kept. `embedder` finds Concepts by meaning, None turns
    that off. `vectors` is a cache folder for the Concepts' vectors. `batch` is how many Assets one ChangeSet holds.
    `index` is what Assets looked like at a sequence, `memory` what stood about those last written, so that the next
    ingest need not read it again.
    """

    dataset: Dataset
    blobs: Path | None = None
    embedder: Embedder | None = None
    vectors: Path | None = None
    batch: int = 150
    index: tuple[int, FingerprintIndex | None] = field(default=(-1, None), init=False)
    memory: tuple[int, dict[str, Standing]] = field(default=(-1, {}), init=False)
    _alike: Alike | None = field(default=None, init=False)
    _mapper: tuple[tuple[int, dict[str, str]], Mapper] | None = field(default=None, init=False)

    @contextmanager
    def writing(self, *, holder: str, now: datetime) -> Iterator[tuple[Writer, Judge]]:
        """Take the lease, bring the Release up to date, and lend a writer with its judge."""
        with self.dataset.writer(holder=holder) as writer:
            ensure_release(writer, now=now)
            yield writer, self.judge(writer)

    def take_index(self, sequence: int) -> FingerprintIndex | None:
        """Hand out what Assets look like at a sequence; None where it has to be read from the Dataset."""
        (at, index), self.index = self.index, (-1, None)
        return index if at == sequence else None

    def take_memory(self, sequence: int) -> dict[str, Standing]:
        """Hand out what is known to stand at a sequence; nothing where others have written since."""
        (at, known), self.memory = self.memory, (-1, {})
        return known if at == sequence else {}

    def judge(self, reader: Reader) -> Judge:
        """Return the judge of a state: its Release, standing Decisions and newest Policy."""
        standing = decided(read_decisions(reader))
        mapper = self._mapper_of(reader, standing.mappings)
        if self.embedder is not None and self._alike is None:
            self._alike = alike_by(self.embedder)
        return Judge(reader.base, mapper, standing, read_policy(reader), self._alike)

    def _mapper_of(self, reader: Reader, mappings: dict[str, str]) -> Mapper:
        """Return the mapper; made once, and anew where the Release or a decided Mapping changed."""
        from ontology.concepts import ConceptIndex

        key = (current_release(reader), mappings)
        if self._mapper is None or self._mapper[0] != key:
            concepts = ConceptIndex(reader.quads(None, None, None, ONTOLOGY))
            mapper = Mapper(concepts, base=reader.base, embedder=self.embedder, folder=self.vectors, decided=mappings)
            self._mapper = ((key[0], dict(mappings)), mapper)
        return self._mapper[1]
