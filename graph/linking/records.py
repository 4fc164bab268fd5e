"""What an index says of an entity: one compressed JSON value an entity, in LMDB, by its place among the entities."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import lmdb
import orjson

from graph.linking.entity import Entity

_KEY: Final = struct.Struct(">I")
_ZDICT: Final = (
    b"administrative territorial entity association football club human settlement municipality of Germany in "
    b"the United States of America located in district of province of American Canadian Australian British "
    b"French German Italian Spanish Japanese politician actor writer musician singer footballer player family "
    b'name male given name "film" "human" village in city in town in river in species of company based in '
    b'album by song by television series "country":["Q","citizenship":["Q","occupation":["Q","located '
    b'in":["Q","inception":["19","born":["19","died":["20"de":","es":","fr":","en":"{"l":"","d":"","a":["","t":["","s":1,"L":{"de":"","f":{"'
)
"""What records are full of: short values share no text of their own that a compressor could use."""

MOST_SHOWN: Final = 40
"""Aliases in a record; all of them are in the trie."""

MAP_SIZE: Final = 1 << 40
"""Room of address space for the records, 1 TiB: the file grows with what is written."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an entity.

    `types` are labels of its types, or QIDs where none is known; `popularity` its rank among the index's entities on a
    logarithmic scale, 1 the best known, 0 the least; `labels` by language; `facts` by property's name: QIDs, years.
    """

    qid: int
    label: str
    description: str
    aliases: tuple[str, ...]
    types: tuple[str, ...]
    popularity: float
    sitelinks: int
    labels: Mapping[str, str]
    facts: Mapping[str, tuple[str, ...]]


def record_value(entity: Entity, languages: tuple[str, ...], types: Iterable[str]) -> dict[str, Any]:
    """Return what a record of an entity holds, as JSON; empty fields left out."""
    label = entity.label(languages)
    names = [name for names in entity.aliases.values() for name in names]
    value = {
        "l": label,
        "d": entity.description(languages),
        "a": list(dict.fromkeys(name for name in (entity.title, *names) if name and name != label))[:MOST_SHOWN],
        "t": list(types),
        "s": int(entity.popularity.get("sitelinks", 0)),
        "L": entity.labels if len(entity.labels) > 1 else {},
        "f": entity.facts,
    }
    return {name: said for name, said in value.items() if said}


def encode(value: dict[str, Any]) -> bytes:
    """Return a record's value as it is stored."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=_ZDICT)
    return squeeze.compress(orjson.dumps(value)) + squeeze.flush()


def decode(data: bytes) -> dict[str, Any]:
    """Return what `encode` was given."""
    said: dict[str, Any] = orjson.loads(zlib.decompressobj(-15, zdict=_ZDICT).decompress(data))
    return said


def record_of(qid: int, value: Mapping[str, Any], popularity: float) -> Record:
    """Return a record from its stored value."""
    label = value.get("l", "")
    return Record(
        qid=qid,
        label=label,
        description=value.get("d", ""),
        aliases=tuple(value.get("a", ())),
        types=tuple(value.get("t", ())),
        popularity=popularity,
        sitelinks=value.get("s", 0),
        labels=value.get("L") or ({"en": label} if label else {}),
        facts={name: tuple(said) for name, said in value.get("f", {}).items()},
    )


class RecordWriter:
    """Writes records in the order of their places; a context manager that ends with all of them on the disk."""

    def __init__(self, path: Path) -> None:
        self._env = lmdb.open(str(path), map_size=MAP_SIZE, subdir=False, lock=False, sync=False, writemap=False)

    def __enter__(self) -> RecordWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._env.sync(True)
        self._env.close()

    def add(self, values: Iterable[tuple[int, bytes]]) -> None:
        """Append encoded records; places must rise from call to call."""
        with self._env.begin(write=True) as txn:
            txn.cursor().putmulti(((_KEY.pack(place), data) for place, data in values), append=True)


class Records:
    """Reads records by place."""

    def __init__(self, path: Path) -> None:
        """Open the file read-only; raises lmdb.Error where it is missing or damaged."""
        # Without locks, because the file never changes: it may lie on a read-only disk.
        self._env = lmdb.open(str(path), subdir=False, readonly=True, lock=False, create=False, max_readers=1024)

    def get(self, place: int) -> dict[str, Any]:
        """Return the value at a place; empty where there is none."""
        with self._env.begin(buffers=True) as txn:
            data = txn.get(_KEY.pack(place))
            return decode(bytes(data)) if data is not None else {}

    def close(self) -> None:
        """Let the file go."""
        self._env.close()
