"""A candidate: an entity that a name may mean, and what its prior is made of."""

from __future__ import annotations

import math
from functools import partial
from typing import Final, NamedTuple

from graph.linking.surfaces import AliasKind

PENALTY_STEP: Final = 0.35
"""Nats that one step of a name's penalty costs."""


class Candidate(NamedTuple):
    """An entity that a name may mean.

    `log_prior` is the natural logarithm of its share among all that bear the name; `type_mask` its coarse types (see
    `types.TYPE_BITS`); `kind` how it came by the name; `popularity` in 0..1 as in its record.
    """

    qid: int
    log_prior: float
    type_mask: int
    kind: AliasKind
    popularity: float


new_candidate = partial(tuple.__new__, Candidate)
"""Makes a Candidate of a tuple of its fields, in half the time that its own name takes."""


_KINDS: Final = tuple(AliasKind(k) if k < len(AliasKind) else AliasKind.DERIVED for k in range(8))
KIND_OF: Final = tuple(_KINDS[byte & 7] for byte in range(256))
"""A posting's byte to how the entity came by the name."""

WEIGHT_OF: Final = tuple(math.exp(-PENALTY_STEP * (byte >> 3)) for byte in range(256))
"""A posting's byte to what it leaves of the entity's weight."""

POPULARITY: Final = tuple(1 - rank / 255 for rank in range(256))
"""A rank to the popularity that is shown."""
