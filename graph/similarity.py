"""Which Concept's label lies nearest to a label that no Concept has.

The threshold and the probabilities below were measured on benchmarks/similarity.csv (`make bench` prints them again);
docs/explanation/mapping.md has the table.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from graph.confidence import read_curve
from ontology.model import Calibrator
from ontology.model.identifiers import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from extractors.models.embedding import Embedder

SIMILAR_FROM: Final = 0.75
"""Cosine from which the nearest Concept is taken for the meaning of a label: 45 of 50 were right (0.90)."""

PROBABILITY: Final = Calibrator(scores=(0.75, 0.85, 0.95), probabilities=(0.80, 0.93, 0.97))
"""Cosine of the nearest Concept to the probability that it is what the label means.

From 0.75 to 0.80 14 of 17 were right, from 0.80 on 31 of 33, from 0.90 on 8 of 8.
"""


class Near(NamedTuple):
    """The Concept nearest to a label, and the cosine of the two, in -1..1, rounded to 1e-4."""

    concept: str
    cosine: float


class NamedConcept(Protocol):
    """A label of a Concept: what the vectors need to know of it."""

    @property
    def concept(self) -> str:
        """The Concept's IRI."""
        ...

    @property
    def scheme(self) -> str:
        """The IRI of the scheme it belongs to."""
        ...

    @property
    def text(self) -> str:
        """The label."""
        ...


@dataclass(frozen=True, slots=True)
class _Scheme:
    """The labels of one scheme, sorted, and their vectors, shape (len(labels), 384)."""

    concepts: tuple[str, ...]
    vectors: NDArray[np.float32]


class ConceptVectors:
    """The vectors of Concepts' labels, made scheme by scheme on first use and kept in `folder` (None: not kept)."""

    def __init__(self, labels: Iterable[NamedConcept], embedder: Embedder, folder: Path | None = None) -> None:
        self._labels: dict[str, set[tuple[str, str]]] = {}
        for label in labels:
            self._labels.setdefault(label.scheme, set()).add((label.concept, label.text))
        self._embedder, self._folder = embedder, folder
        self._schemes: dict[str, _Scheme] = {}

    def nearest(self, texts: Sequence[str], *, schemes: Collection[str]) -> list[Near | None]:
        """Return for each text the Concept of these schemes nearest to it; None where they hold no label."""
        import numpy as np

        known = [self._scheme(scheme) for scheme in sorted(schemes) if scheme in self._labels]
        if not known or not texts:
            return [None] * len(texts)
        concepts = [concept for scheme in known for concept in scheme.concepts]
        matrix = np.concatenate([scheme.vectors for scheme in known])
        cosines = self._embedder.embed(texts) @ matrix.T  # shape: (len(texts), len(concepts))
        found: list[Near | None] = []
        for line in np.round(cosines.astype(np.float64), 4):
            # argmax takes the first of equal cosines, and labels are sorted: the answer is always the same one.
            best = int(np.argmax(line))
            found.append(Near(concepts[best], float(line[best])))
        return found

    def _scheme(self, scheme: str) -> _Scheme:
        found = self._schemes.get(scheme)
        if found is None:
            labels = sorted(self._labels[scheme])
            texts = [text for _, text in labels]
            vectors = self._embedder.embed(texts) if self._folder is None else self._kept(self._folder, texts)
            found = self._schemes[scheme] = _Scheme(tuple(concept for concept, _ in labels), vectors)
        return found

    def _kept(self, folder: Path, texts: list[str]) -> NDArray[np.float32]:
        """Return the vectors kept for these texts and this embedder, making and keeping them where there are none."""
        import numpy as np

        path = folder / f"concept-vectors-{digest(self._embedder.name, *texts)}.npy"
        try:
            vectors: NDArray[np.float32] = np.load(path, allow_pickle=False)
            if vectors.shape[:1] == (len(texts),):
                return vectors
        except (OSError, ValueError, EOFError):
            # None kept yet, or a damaged file: made anew, and written over it.
            pass
        vectors = self._embedder.embed(texts)
        _keep(path, vectors)
        return vectors


def _keep(path: Path, vectors: NDArray[np.float32]) -> None:
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    # Under another name first, so that a process beside this one never reads half a file.
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        np.save(file, vectors, allow_pickle=False)
    Path(name).replace(path)


def probability_of(cosine: float) -> float:
    """Return the probability, in 0..1, that the nearest Concept at this cosine is what the label means."""
    return round(read_curve(PROBABILITY, cosine), 4)
