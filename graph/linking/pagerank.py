"""The second pass: what the candidates of all mentions of a document say of each other.

Personalised PageRank (Haveliwala 2002; for linking, Pershina et al. 2015): a walker steps from candidate to candidate
where a statement joins them or where their descriptions and kinds are alike, and jumps back to candidates by their
local share. Where it is often, fits the document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

JUMP: Final = 0.35
"""Probability of a jump back. Higher than the usual 0.15: alikeness of words is a weak reason to step."""
STEPS: Final = 8
RELATED: Final = 2.0
"""Weight of a statement, where the greatest alikeness is 1."""
ALIKE_FROM: Final = 0.1
"""Alikeness below which two candidates are not joined: nearly all are alike a little."""
MOST_NODES: Final = 384
"""Candidates that walk together: a matrix of that size takes a few milliseconds. A longer document is cut."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Candidates of a document, each once a name: `name` rises.

    `qids`: uint32, `name`: int32, `share`: local share of the name, `weight`: how often the name is said, each of shape
    (nodes,); `bags`: hashed words, float32, shape (nodes, width).
    """

    qids: NDArray[np.uint32]
    name: NDArray[np.int32]
    share: NDArray[np.float64]
    weight: NDArray[np.float64]
    bags: NDArray[np.float32]


def ranks(nodes: Nodes, neighbours: Callable[[int], NDArray[np.uint32]] | None = None) -> NDArray[np.float64]:
    """Return each node's share of its name by personalised PageRank, shape (nodes,).

    `neighbours`: the entities that statements join with one; None where the index holds no statements.
    """
    import numpy as np

    result = np.zeros(len(nodes.qids))
    for start, end in _parts(nodes.name):
        part = Nodes(*(getattr(nodes, name)[start:end] for name in Nodes.__dataclass_fields__))
        result[start:end] = _shares(_walked(part, neighbours), part.name)
    return result


def _parts(names: NDArray[np.int32]) -> Sequence[tuple[int, int]]:
    """Return where parts of at most `MOST_NODES` nodes begin and end; a name is in one part."""
    import numpy as np

    parts, start = [], 0
    while len(names) - start > MOST_NODES:
        end = int(np.searchsorted(names, names[start + MOST_NODES], side="left"))
        end = end if end > start else start + MOST_NODES
        parts.append((start, end))
        start = end
    return [*parts, (start, len(names))] if start < len(names) else parts


def _walked(nodes: Nodes, neighbours: Callable[[int], NDArray[np.uint32]] | None) -> NDArray[np.float64]:
    import numpy as np

    steps = _joined(nodes, neighbours)
    # A step's weight is that of where it leads to: a walker trusts what is likely by itself.
    steps *= (nodes.share * nodes.weight)[None, :]
    leaving = steps.sum(axis=1, keepdims=True)
    steps /= np.maximum(leaving, 1e-9)
    stuck = leaving[:, 0] <= 1e-9
    jump = nodes.share * nodes.weight
    jump = jump / max(jump.sum(), 1e-9)
    at: NDArray[np.float64] = jump
    for _ in range(STEPS):
        at = JUMP * jump + (1 - JUMP) * (at @ steps + at[stuck].sum() * jump)
    return at


def _joined(nodes: Nodes, neighbours: Callable[[int], NDArray[np.uint32]] | None) -> NDArray[Any]:
    import numpy as np

    alike = nodes.bags @ nodes.bags.T
    alike[alike < ALIKE_FROM] = 0
    if neighbours is not None:
        order = np.argsort(nodes.qids)
        ordered = nodes.qids[order]
        for at, qid in enumerate(nodes.qids.tolist()):
            near = neighbours(qid)
            if len(near):
                place = np.searchsorted(near, ordered).clip(max=len(near) - 1)
                alike[at, order[near[place] == ordered]] += RELATED
    alike += nodes.qids[:, None] == nodes.qids[None, :]
    alike[nodes.name[:, None] == nodes.name[None, :]] = 0
    return np.asarray(alike, np.float64)


def _shares(scores: NDArray[np.float64], names: NDArray[np.int32]) -> NDArray[np.float64]:
    import numpy as np

    if not len(scores):
        return scores
    starts = np.flatnonzero(np.diff(names, prepend=-1))
    counts = np.diff(np.append(starts, len(scores)))
    return np.asarray(scores / np.repeat(np.maximum(np.add.reduceat(scores, starts), 1e-12), counts))
