"""Numbers in groups that lie one after the other: greatest, shares and leads within each, without a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Segments:
    """Groups of rows by their owner, which rises; an owner without rows has no group."""

    def __init__(self, owner: NDArray[Any]) -> None:
        import numpy as np

        self.starts = np.flatnonzero(np.diff(owner, prepend=-1)) if len(owner) else np.zeros(0, np.int64)
        self.counts = np.diff(np.append(self.starts, len(owner)))

    def best(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return for each row the greatest value of its group."""
        import numpy as np

        return np.repeat(np.maximum.reduceat(values, self.starts), self.counts) if len(values) else values

    def shares(self, log_weights: NDArray[Any]) -> NDArray[Any]:
        """Return each row's share of its group, by the exponential of its weight."""
        import numpy as np

        if not len(log_weights):
            return log_weights
        weights = np.exp(log_weights - self.best(log_weights))
        return np.asarray(weights / np.repeat(np.add.reduceat(weights, self.starts), self.counts))

    def leads(self, values: NDArray[Any], *, alone: float) -> NDArray[Any]:
        """Return each value less the greatest of the others of its group; `alone` where there are none."""
        import numpy as np

        if not len(values):
            return values
        best = self.best(values)
        first = self._first_best(values == best)
        others = np.where(first, -np.inf, values)
        second = self.best(others)
        return np.where(np.repeat(self.counts, self.counts) == 1, alone, values - np.where(first, second, best))

    def places(self) -> NDArray[Any]:
        """Return each row's place in its group, from 0."""
        import numpy as np

        return np.arange(int(self.counts.sum())) - np.repeat(self.starts, self.counts)

    def _first_best(self, is_best: NDArray[Any]) -> NDArray[Any]:
        """Return which rows are the first best of their group, so that of equals one leads."""
        import numpy as np

        before = np.cumsum(is_best) - is_best
        return np.asarray(is_best & (before == np.repeat(before[self.starts], self.counts)))
