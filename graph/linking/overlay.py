"""What changed since an index was built, and entities of our own: an LMDB beside the index, seen by every process.

An entity here stands in the place of the index's own; a deleted one hides it. Entities of our own have no QID: they get
numbers from `OWN_FIRST` on, one for each IRI, and keep them. One process writes at a time, any number reads; what is
committed is seen at once by the next look-up.
"""

from __future__ import annotations

import hashlib
import struct
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import lmdb
import orjson

from graph.linking.errors import LinkingError

OWN_FIRST: Final = 4_000_000_000
"""The first number of entities of our own; Wikidata's QIDs are far below."""

_ROOM: Final = 1 << 36
_QID: Final = struct.Struct(">I")
_BEARER: Final = struct.Struct(">IBBQ")
_MOST_KEY: Final = 480
"""Bytes of a name that are a key: LMDB takes 511. Of a longer name a digest stands for the rest."""
_MOST_COMPLETED: Final = 20_000


class Bearer(NamedTuple):
    """An entity that bears a name: its number, how it came by it (as in a posting), rank in 0..255, and types."""

    qid: int
    kind: int
    rank: int
    types: int


class Changed(NamedTuple):
    """An entity as the overlay holds it: its record's value, types, rank, names with their kinds, and neighbours."""

    value: dict[str, Any]
    types: int
    rank: int
    names: list[tuple[str, int]]
    neighbours: list[int]


_open: dict[Path, tuple[lmdb.Environment, int]] = {}
_open_lock: Final = threading.Lock()


def _environment(folder: Path) -> lmdb.Environment:
    """Return the environment of a folder; LMDB must not be opened twice by one process."""
    with _open_lock:
        env, users = _open.get(folder, (None, 0))
        if env is None:
            env = lmdb.open(str(folder), map_size=_ROOM, max_dbs=4, max_readers=1024)
        _open[folder] = env, users + 1
        return env


class Overlay:
    """The changes beside one index; a context manager."""

    def __init__(self, folder: Path, *, make: bool = False) -> None:
        """Open the overlay in a folder; raises `LinkingError` where it cannot be, or is not there and not to be."""
        if not make and not (folder / "data.mdb").exists():
            raise LinkingError(f"{folder} holds no overlay")
        self.folder = folder.resolve()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._env = _environment(self.folder)
            self._entities, self._names = self._env.open_db(b"entities"), self._env.open_db(b"names", dupsort=True)
            self._own, self._redirects = self._env.open_db(b"own"), self._env.open_db(b"redirects")
        except (OSError, lmdb.Error) as err:
            raise LinkingError(f"the overlay in {folder} cannot be opened: {err}") from err

    def __enter__(self) -> Overlay:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go when nobody in this process uses them any more."""
        with _open_lock:
            env, users = _open.get(self.folder, (None, 0))
            if users > 1 and env is not None:
                _open[self.folder] = env, users - 1
            elif env is not None:
                del _open[self.folder]
                env.close()

    @property
    def version(self) -> int:
        """A number that every commit of any process raises."""
        return int(self._env.info()["last_txnid"])

    def replaced(self) -> frozenset[int]:
        """Return the entities that stand here, deleted ones too: the index's own say nothing any more."""
        with self._env.begin() as txn:
            entities = {_QID.unpack(key)[0] for key, _ in txn.cursor(self._entities)}
            redirected = {_QID.unpack(key)[0] for key, _ in txn.cursor(self._redirects)}
            return frozenset(entities | redirected)

    def bearers(self, name: str) -> list[Bearer]:
        """Return the entities here that bear a normalised name."""
        with self._env.begin() as txn:
            cursor = txn.cursor(self._names)
            if not cursor.set_key(_key(name)):
                return []
            return [Bearer(*_BEARER.unpack(data)) for data in cursor.iternext_dup()]

    def get(self, qid: int) -> Changed | None:
        """Return an entity as it stands here; None for one that was deleted or is not here."""
        with self._env.begin() as txn:
            data = txn.get(_QID.pack(qid), db=self._entities)
            return _changed(bytes(data)) if data else None

    def redirect(self, qid: int) -> int:
        """Return the entity that another one is now; its own number where it is itself."""
        with self._env.begin() as txn:
            data = txn.get(_QID.pack(qid), db=self._redirects)
            return int(_QID.unpack(data)[0]) if data else qid

    def has_prefix(self, normalised: str) -> bool:
        """Return whether any name here begins so."""
        start = normalised.encode()[:_MOST_KEY]
        with self._env.begin() as txn:
            cursor = txn.cursor(self._names)
            return bool(cursor.set_range(start)) and bytes(cursor.key()).startswith(start)

    def prefixes(self, folded: str) -> list[str]:
        """Return the names here that a normalised text begins with: any whose next letter begins no word too."""
        with self._env.begin() as txn:
            ends = [i for i, letter in enumerate(folded) if letter == " "] + [len(folded)]
            return [folded[:end] for end in ends if txn.get(_key(folded[:end]), db=self._names)]

    def completions(self, prefix: str) -> list[str]:
        """Return the names here that begin so, at most `_MOST_COMPLETED`; very long ones are left out."""
        start, found = prefix.encode()[:_MOST_KEY], list[str]()
        with self._env.begin() as txn:
            cursor = txn.cursor(self._names)
            there = cursor.set_range(start)
            while there and len(found) < _MOST_COMPLETED and bytes(cursor.key()).startswith(start):
                if len(cursor.key()) < _MOST_KEY:
                    found.append(bytes(cursor.key()).decode())
                there = cursor.next_nodup()
        return found

    def own_number(self, iri: str) -> int | None:
        """Return the number of an entity of our own; None for an IRI that is not here."""
        with self._env.begin() as txn:
            data = txn.get(_digest(iri), db=self._own)
            return int(_QID.unpack(data)[0]) if data else None

    def put(self, changes: Iterable[tuple[int, Changed | None]]) -> int:
        """Write entities in one commit, None for one that was deleted; return how many."""
        with self._env.begin(write=True) as txn:
            return sum(self._put(txn, qid, changed) for qid, changed in changes)

    def put_own(self, iri: str, changed: Changed | None) -> int:
        """Write an entity of our own (None: delete it), and return its number, which its IRI keeps."""
        with self._env.begin(write=True) as txn:
            data = txn.get(_digest(iri), db=self._own)
            if data is None:
                number = OWN_FIRST + txn.stat(self._own)["entries"]
                txn.put(_digest(iri), _QID.pack(number), db=self._own)
            else:
                number = int(_QID.unpack(data)[0])
            if changed is not None:
                changed = changed._replace(value=changed.value | {"i": iri})
            self._put(txn, number, changed)
            return number

    def put_redirects(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Write that entities are now others, in one commit."""
        with self._env.begin(write=True) as txn:
            for qid, target in pairs:
                self._put(txn, qid, None)
                txn.put(_QID.pack(qid), _QID.pack(target), db=self._redirects)

    def _put(self, txn: lmdb.Transaction, qid: int, changed: Changed | None) -> int:
        key = _QID.pack(qid)
        before = txn.get(key, db=self._entities)
        if before:
            old = _changed(bytes(before))
            for name, kind in old.names:
                txn.delete(_key(name), _BEARER.pack(qid, kind, old.rank, old.types), db=self._names)
        txn.delete(key, db=self._redirects)
        txn.put(key, orjson.dumps(tuple(changed)) if changed else b"", db=self._entities)
        if changed is not None:
            for name, kind in changed.names:
                txn.put(_key(name), _BEARER.pack(qid, kind, changed.rank, changed.types), db=self._names)
        return 1

    def entities(self) -> Iterator[int]:
        """Yield the numbers of the entities that stand here, deleted ones not."""
        with self._env.begin() as txn:
            for key, data in txn.cursor(self._entities):
                if data:
                    yield int(_QID.unpack(key)[0])


def _key(name: str) -> bytes:
    data = name.encode()
    return data if len(data) <= _MOST_KEY else data[: _MOST_KEY - 16] + hashlib.blake2b(data, digest_size=16).digest()


def _digest(iri: str) -> bytes:
    return hashlib.blake2b(iri.encode(), digest_size=16).digest()


def _changed(data: bytes) -> Changed:
    value, types, rank, names, neighbours = orjson.loads(data)
    return Changed(value, types, rank, [(name, kind) for name, kind in names], neighbours)
