"""Committing one batch while the next is prepared: the store lets other threads run while it writes.

At most one commit is under way. A batch that speaks of the same Assets waits for it, so each batch reads what those
before it wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePosixPath
from types import TracebackType

from extractors.extracted import Extracted


class Committer:
    """Runs commits one after another in a thread of its own; errors come out of the next `wait`."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._under_way: Future[None] | None = None
        self._keys: frozenset[str] = frozenset()

    def wait_for(self, keys: frozenset[str]) -> None:
        """Wait where the commit under way is about one of these keys."""
        if not self._keys.isdisjoint(keys):
            self.wait()

    def hand_over(self, work: Callable[[], None], keys: frozenset[str]) -> None:
        """Start a commit about these keys, after the one under way."""
        self.wait()
        self._under_way, self._keys = self._pool.submit(work), keys

    def wait(self) -> None:
        """Wait until no commit is under way, and raise what it raised."""
        under_way, self._under_way, self._keys = self._under_way, None, frozenset()
        if under_way is not None:
            under_way.result()

    def __enter__(self) -> Committer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.wait()
        finally:
            self._pool.shutdown(wait=True)


def keys_of(batch: Iterable[Extracted]) -> frozenset[str]:
    """Return all by which the Assets of a batch could be found: ids, names, hashes, places."""
    keys: set[str] = set()
    for extracted in batch:
        for extraction, asset in zip(extracted.extractions, extracted.assets, strict=True):
            reference = asset.reference
            keys |= {reference.id, reference.name, PurePosixPath(reference.name).name, asset.sha256, asset.path}
            if extraction.rendition:
                keys.add(extraction.rendition.sha256)
    keys.discard("")
    return frozenset(keys)
