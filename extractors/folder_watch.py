"""Folders that are watched: a file is read when it has come to rest, a growing file of lines line by line.

A file that is being copied changes until it is whole; read too early it would be refused as truncated. So a file is
read once its size and time have stood still for a moment. JSON Lines are read as far as their last whole line.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from extractors.growing_lines import GrowingLines, is_growing_lines
from extractors.inbox import Came, Inbox
from extractors.inputs import Input, list_inputs
from extractors.manifest import ManifestRow
from extractors.pool import Pool
from extractors.reference import is_media_name

AT_REST_S: Final = 0.2
"""How long a file must stand still before it is read."""

RECORDING_AT_REST_S: Final = 2.0
"""The same for films and sound: whoever records them pauses longer, and half a film is of little use."""

_TURN_MS: Final = 50
_FRESH_S: Final = 2.0
"""How long a new folder is looked into again."""
_WRITTEN_AT_ONCE: Final = (
    ".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif", ".psd", ".dng", ".txt",
    ".md", ".pdf", ".svg",
)  # fmt: skip
_Mark = tuple[int, int]


@dataclass(slots=True)
class FolderWatch:
    """Listens to folders and files, and puts into the inbox what those that change say.

    `pool` reads the files; `rows` are those of a manifest. What lies there when the watch begins is not read.
    """

    paths: Sequence[str]
    pool: Pool
    rows: Sequence[ManifestRow] = ()
    _waiting: dict[str, tuple[_Mark, float]] = field(default_factory=dict)
    _growing: dict[str, GrowingLines] = field(default_factory=dict)
    _fresh: dict[str, float] = field(default_factory=dict)
    _done: dict[str, _Mark] = field(default_factory=dict)

    def prepare(self) -> None:
        """Note how far files of lines go already; call it before their first reading."""
        for item in list_inputs(self.paths, self.rows):
            if not item.skipped and not item.refusal and is_growing_lines(item.path):
                self._growing[item.path] = GrowingLines(item.path, known_bytes=item.byte_size)

    def listen(self, inbox: Inbox) -> None:
        """Watch until the inbox closes; raises OSError, naming the path, where the system will not watch it."""
        from watchfiles import watch

        folders = sorted({path if os.path.isdir(path) else os.path.dirname(path) or "." for path in self.paths})
        for changes in watch(
            *folders,
            watch_filter=None,
            debounce=_TURN_MS,
            step=_TURN_MS // 2,
            rust_timeout=_TURN_MS,
            yield_on_timeout=True,
            stop_event=inbox.closing,
            raise_interrupt=False,
        ):
            self._note(path for _, path in changes)
            self._read(inbox)

    def _note(self, changed: Iterable[str]) -> None:
        now = time.monotonic()
        for path in changed:
            own = self._own(path)
            if own and os.path.isdir(own):
                self._fresh[own] = now + _FRESH_S
            elif own and (mark := _mark(own)) is not None:
                self._waiting[own] = (mark, now)

    def _look_into_fresh(self) -> None:
        """Find the files of new folders: those written before the system watches it are in no event."""
        now = time.monotonic()
        for folder, until in list(self._fresh.items()):
            for item in list_inputs([folder], self.rows):
                mark = _mark(item.path) if item.path.startswith(folder + os.sep) and not item.skipped else None
                if mark is not None and item.path not in self._waiting and self._done.get(item.path) != mark:
                    self._waiting[item.path] = (mark, now)
            if now > until:
                del self._fresh[folder]
        if not self._fresh:
            self._done.clear()

    def _own(self, path: str) -> str:
        """Return a path as the user's own paths lead to it, "" where none does or a hidden folder is between."""
        for root in self.paths:
            absolute = os.path.abspath(root)
            if path == absolute:
                return root
            inside = os.path.relpath(path, absolute) if path.startswith(absolute.rstrip(os.sep) + os.sep) else ""
            if inside and not any(part.startswith(".") for part in inside.split(os.sep)):
                return os.path.join(root, inside)
        return ""

    def _read(self, inbox: Inbox) -> None:
        """Read what has come to rest, media first, and the new lines of what grows."""
        self._look_into_fresh()
        ready: list[str] = []
        for path, (mark, since) in list(self._waiting.items()):
            now = time.monotonic()
            if is_growing_lines(path):
                del self._waiting[path]
                self._done[path] = mark
                for came in self._growing.setdefault(path, GrowingLines(path)).new_lines():
                    inbox.put(came)
            elif (current := _mark(path)) is None:
                del self._waiting[path]
            elif current != mark:
                self._waiting[path] = (current, now)
            elif now - since >= _rest_of(path):
                del self._waiting[path]
                self._done[path] = mark
                ready.append(path)
        for item in self._inputs(ready):
            for extracted in self.pool.read([item]):
                inbox.put(Came(extracted))

    def _inputs(self, ready: Sequence[str]) -> Iterator[Input]:
        if ready:
            wanted = set(ready)
            yield from (item for item in list_inputs(ready, self.rows) if item.path in wanted)


def _rest_of(path: str) -> float:
    """Return how long this file must stand still, by its ending."""
    is_recording = is_media_name(path) and not path.lower().endswith(_WRITTEN_AT_ONCE)
    return RECORDING_AT_REST_S if is_recording else AT_REST_S


def _mark(path: str) -> _Mark | None:
    """Return the size and time by which a file's standing still is known; None for what is no file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns) if os.path.isfile(path) else None
