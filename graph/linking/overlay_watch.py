"""How an open index follows its overlay: made later, or written by other processes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from graph.linking.overlay import Overlay

SEEN_AFTER_S: Final = 0.05
"""Seconds after which a commit to the overlay, by whatever process, is seen."""


class OverlayWatch:
    """Looks for an overlay and for commits to it, at most every `SEEN_AFTER_S`: in between, asking costs 0.1 us."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist; it is never made here."""
        self.folder = folder
        self.replaced: frozenset[int] = frozenset()
        self._overlay: Overlay | None = None
        self._looked, self._version = -SEEN_AFTER_S, -1

    def live(self) -> Overlay | None:
        """Return the overlay, None while there is none; `replaced` then holds the entities that stand there."""
        now = time.monotonic()
        if now - self._looked > SEEN_AFTER_S:
            self._looked = now
            self._look()
        return self._overlay

    def _look(self) -> None:
        if self._overlay is None:
            if not (self.folder / "data.mdb").exists():
                return
            self._overlay = Overlay(self.folder)
        version = self._overlay.version
        if version != self._version:
            self.replaced, self._version = self._overlay.replaced(), version

    def close(self) -> None:
        """Let the files go."""
        if self._overlay is not None:
            self._overlay.close()
            self._overlay = None
