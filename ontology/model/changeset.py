"""ChangeSets: one atomic commit each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ontology.model.rdf import Quad, Term

MAX_QUADS: Final = 20_000
"""A ChangeSet's limit, removed and added together; larger work is a Run of ChangeSets (DESIGN 2)."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one commit did: quads removed and added (disjoint), its sequence, time (UTC, ISO), author and reason.

    `run` names the Run it belongs to, or "". `erased` are the things an erasure took: their quads stand in no patch.
    """

    sequence: int
    time: str
    author: str
    reason: str
    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]
    run: str = ""
    erased: tuple[Term, ...] = ()
