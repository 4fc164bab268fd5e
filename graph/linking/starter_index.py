"""The starter index: built from the tables that ship with the project, at first use, into the user's cache folder.

What ships are tables that people can read; what is built from them follows the code of this version, so an index of an
older one is never opened. Nothing is written beside the code, which may lie where nobody can write, and processes that
begin at once build it once. Where no cache folder can be written, it is built for this process only.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from graph.linking.files import INFO, write_whole

if TYPE_CHECKING:
    from graph.linking.building import BuildReport

LICENCE: Final = "CC0-1.0: written by the makers of mediagraph; its QIDs are Wikidata's, which is CC0-1.0"
"""What is said of the starter index's licence."""

KEPT_DAYS: Final = 30
"""Days after which the starter index of another version is removed from the cache."""


def starter_folder() -> Path:
    """Return the folder of the starter index, built if it is not there yet; raises `BuildRefused`."""
    return _folder(str(cache_folder()))


@lru_cache(maxsize=4)
def _folder(cache: str) -> Path:
    folder = Path(cache) / fingerprint()
    if (folder / INFO).is_file():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / "lock").open("w") as lock:
            # Two that begin at once build it once: the second waits, and finds it.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / INFO).is_file():
                build_into(folder)
                _forget_others(folder)
        return folder
    except OSError:
        # No home, a full disk, a container that may not write: work goes on with one of this process's own.
        own = Path(tempfile.mkdtemp(prefix="mediagraph-starter-"))
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        build_into(own / "starter")
        return own / "starter"


def build_into(folder: Path) -> BuildReport:
    """Build the index of the tables in a folder, which appears when all is done; raises `BuildRefused`, `OSError`."""
    from graph.linking.build import build
    from graph.linking.building import BuildOptions
    from graph.linking.errors import BuildRefused
    from graph.linking.starter_tables import TABLES, TableFault, plain, rows

    given = folder.with_name(folder.name + ".input")
    given.mkdir(parents=True, exist_ok=True)
    try:
        text = b"".join(orjson.dumps(plain(row)) + b"\n" for row in rows())
        if not text:
            raise BuildRefused(f"{TABLES} holds no tables; this installation is not whole")
        write_whole(given / "starter.jsonl", text)
        return build(BuildOptions(inputs=(given / "starter.jsonl",), out=folder, licence=LICENCE))
    except TableFault as err:
        raise BuildRefused(f"the starter index cannot be built: {err}") from err
    finally:
        shutil.rmtree(given, ignore_errors=True)


def cache_folder() -> Path:
    """Return where starter indexes are kept: a cache, which may be deleted at any time."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(root) / "mediagraph" / "starter-index"


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return what names the index that this version builds from these tables: other code or tables, another name."""
    from graph.linking.starter_tables import TABLES

    found = hashlib.blake2b(digest_size=10)
    for path in (*sorted(TABLES.glob("*.tsv")), *sorted(Path(__file__).parent.glob("*.py"))):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _forget_others(folder: Path) -> None:
    """Remove indexes of other versions that nobody has built for a while; who has one open reads on from it."""
    oldest = time.time() - KEPT_DAYS * 86_400
    for other in folder.parent.iterdir():
        if other != folder and (other / INFO).is_file() and (other / INFO).stat().st_mtime < oldest:
            shutil.rmtree(other, ignore_errors=True)
