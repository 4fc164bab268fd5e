"""How well known an entity is: counts of different years and kinds, compared by rank, and made one score.

Fields cannot be compared by value (views of a month, articles, inhabitants), nor by rank alone: the last of a list of
well-known people is better known than the median village. So each field's ranks are spread over a range of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.linking.entity import Entity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RANGES: Final[dict[str, tuple[float, float]]] = {
    "sitelinks": (0.35, 1.0),
    "pageviews": (0.45, 1.0),
    "languages": (0.70, 1.0),
    "wikipedias": (0.30, 0.85),
    "hpi": (0.65, 1.0),
    "dbpedia_rank": (0.45, 1.0),
    "population": (0.15, 0.80),
    "providers": (0.25, 0.70),
    "in_degree": (0.20, 0.95),
}
"""Field to the score of its lowest and its highest rank. Fields that are not listed are left out."""

BESIDE: Final = 0.04
"""What each further field adds to the score: known to several lists is better known than to one."""


MASS: Final = 0.7
"""Exponent of the prior: an entity's share of a name falls with this power of its place among all by popularity.

Of 0.5 to 1.6, with steps of 0.15 to 0.4 nats a penalty, 0.5 to 0.7 gave the gold entities of six development sets the
highest likelihood, and each set nearly the same order.
"""


def finished_score(
    score: NDArray[np.float32], known: NDArray[np.float32], weak: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the score from what the fields say, how many say something, and the weak signals in 0..1."""
    import numpy as np

    result: NDArray[np.float32] = (score + BESIDE * np.maximum(known - 1, 0) + 0.1 * weak).astype(np.float32)
    return result


def combine(
    score: NDArray[np.float32], known: NDArray[np.float32], values: NDArray[np.float32], span: tuple[float, float]
) -> None:
    """Raise scores to what one field says, and count it, in place; NaN where a field says nothing."""
    import numpy as np

    said = np.flatnonzero(~np.isnan(values))
    if not len(said):
        return
    ordered, first = np.unique(values[said], return_inverse=True)
    share = (first + 1) / len(ordered) if len(ordered) > 1 else np.ones(len(said))
    below = np.searchsorted(np.sort(values[said]), values[said], side="right") / len(said)
    low, high = span
    spread = low + (high - low) * (below + share) / 2
    score[said] = np.maximum(score[said], spread.astype(np.float32))
    known[said] += 1


def rank_bytes(score: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return each entity's place by score on a logarithmic scale, uint8: 0 the best known, 255 the least.

    Equal scores share the mean of their places.
    """
    import numpy as np

    ordered = np.sort(-score)
    first = np.searchsorted(ordered, -score, side="left")
    last = np.searchsorted(ordered, -score, side="right")
    place = (first + last - 1) / 2  # shape: (entities,)
    result: NDArray[np.uint8] = (
        np.rint(255 * np.log1p(place) / np.log(max(len(score), 2))).clip(0, 255).astype(np.uint8)
    )
    return result


def weak_signal(entity: Entity) -> float:
    """Return what little is known of an entity without counts, in 0..1: an article, a description, several sources."""
    signals = (
        bool(entity.title),
        bool(entity.descriptions),
        len(entity.sources) > 1,
        len(entity.sources) > 2,
        sum(map(len, entity.aliases.values())) > 1,
        sum(map(len, entity.aliases.values())) > 4,
    )
    return sum(signals) / len(signals)
