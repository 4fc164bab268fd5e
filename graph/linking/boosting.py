"""Boosted trees, from numbers to probabilities: what training wrote as JSON, read and evaluated by numpy alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.linking.errors import LinkingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS: Final = 2_048
"""Rows evaluated together: enough that numpy's own cost is small, few enough to stay in the cache."""


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """Trees whose leaves add up to a log-odds.

    `roots[t]` is the first node of tree t. Node n asks whether feature `feature[n]` is at most `threshold[n]`, and goes
    to `left[n]`, else to `right[n]`; a leaf leads to itself, and `value[n]` is what it adds. `depth` is that of the
    deepest tree, `base` what is added to all, `names` what the columns mean.
    """

    names: tuple[str, ...]
    base: float
    depth: int
    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return log-odds, shape (len(rows),), of rows of shape (n, len(names))."""
        import numpy as np

        parts = [self._log_odds(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return probabilities, shape (len(rows),)."""
        import numpy as np

        return np.asarray(1 / (1 + np.exp(-self.log_odds(rows))))

    def _log_odds(self, rows: NDArray[np.float32]) -> NDArray[Any]:
        import numpy as np

        # All trees of all rows step down together; a row's values lie one after the other.
        flat, offsets = np.ascontiguousarray(rows).ravel(), (np.arange(len(rows)) * rows.shape[1])[:, None]
        node = np.repeat(self.roots[None, :], len(rows), axis=0)
        for _ in range(self.depth):
            node = np.where(
                flat[offsets + self.feature[node]] <= self.threshold[node], self.left[node], self.right[node]
            )
        return np.asarray(self.base + self.value[node].sum(axis=1))

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON, each number no longer than it needs to be."""
        return {
            "names": list(self.names),
            "base": round(self.base, 6),
            "depth": self.depth,
            "roots": self.roots.tolist(),
            "feature": self.feature.tolist(),
            "threshold": [float(f"{x:.9g}") for x in self.threshold.tolist()],
            "left": self.left.tolist(),
            "right": self.right.tolist(),
            "value": [float(f"{x:.5g}") for x in self.value.tolist()],
        }


def trees_from_json(body: dict[str, Any]) -> BoostedTrees:
    """Return the trees that `BoostedTrees.as_json` wrote."""
    import numpy as np

    return BoostedTrees(
        names=tuple(body["names"]),
        base=float(body["base"]),
        depth=int(body["depth"]),
        roots=np.array(body["roots"], np.int32),
        feature=np.array(body["feature"], np.int32),
        threshold=np.array(body["threshold"], np.float32),
        left=np.array(body["left"], np.int32),
        right=np.array(body["right"], np.int32),
        value=np.array(body["value"], np.float64),
    )


@cache
def read_trees(path: Path, names: tuple[str, ...]) -> BoostedTrees:
    """Return the trees of a file, once a process.

    Raises:
        LinkingError: the file is not there, is broken, or was trained on other columns than `names`.
    """
    try:
        trees = trees_from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise LinkingError(f"{path}: no model that can be read ({err}); train it anew") from err
    if trees.names != names:
        other = next((pair for pair in zip(trees.names, names, strict=False) if pair[0] != pair[1]), ("fewer", "more"))
        raise LinkingError(f"{path}: trained on other features ({other[0]!r}, ours {other[1]!r}); train it anew")
    return trees
