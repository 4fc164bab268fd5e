"""A store made anew from what it holds, and put in the place of the old one.

Oxigraph never forgets a string once it was used: removed quads leave their words in the files. So what must be gone
from the disk (an erasure) takes a new store. Replacing is two renames; `finish_replacement` completes one that was
interrupted, so that at every moment either the old or the new store is there, whole.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pyoxigraph

_WHOLE: Final = "replacement.whole"


def rebuild(store: pyoxigraph.Store, target: Path) -> None:
    """Make a new store in `target` with the quads of another; takes its N-Quads' size on disk meanwhile."""
    target.mkdir(parents=True)
    dumped = target.with_name(f"{target.name}.nq")
    try:
        store.dump(str(dumped), pyoxigraph.RdfFormat.N_QUADS)
        rebuilt = pyoxigraph.Store(str(target))
        rebuilt.bulk_load(path=str(dumped), format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
        rebuilt.flush()
        del rebuilt
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    finally:
        dumped.unlink(missing_ok=True)


def replace_store(live: Path, new: Path) -> None:
    """Put a closed store in the place of another closed one, both in one folder; needs the lease."""
    (new / _WHOLE).touch()
    _clear(live.with_name(f"{live.name}.old"))
    replacement = live.with_name(f"{live.name}.new")
    if new != replacement:
        new.rename(replacement)
    finish_replacement(live)


def finish_replacement(live: Path) -> None:
    """Complete a replacement that was begun, or drop what had not come so far; needs the lease."""
    new, old = live.with_name(f"{live.name}.new"), live.with_name(f"{live.name}.old")
    if (new / _WHOLE).exists():
        if live.exists():
            _clear(old)
            live.rename(old)
        new.rename(live)
    if live.exists():
        (live / _WHOLE).unlink(missing_ok=True)
        # Old ones, and what an interrupted rebuild or restore left.
        for left in live.parent.glob(f"{live.name}.*"):
            _clear(left)


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
