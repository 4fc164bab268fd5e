"""Graphs of a state laid out on the disk as text, in parts of some thousand Assets each with what belongs to them.

Subjects lie in a store in no order that means anything, so what a shape asks of one is spread over all. Each subject
goes whole to the part of its Asset: it names the Asset itself, or something that does (a hub, such as its Activity).
Where that cannot be told, a subject goes to any part: what its checks need is looked up then, which costs time alone.
"""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import pyoxigraph

from graph.dataset import DatasetError
from graph.stores.oxigraph_text import read_names, read_pairs, read_subjects
from ontology.model import Term
from ontology.model.describe import mg
from ontology.namespaces import MG

HUBS: Final = ((mg("asset"), False), (mg("segmentOf"), False), (mg("rendition"), True), (mg("contribution"), True))
"""Predicates between a hub and its Asset, each with whether it leads from the Asset to the hub."""
_LINKS: Final = (b"asset", b"segmentOf", b"targetAsset", b"activity", b"subject")
_SUBJECTS: Final = re.compile(rb"([^\t\n]+)\t.*\n(?:\1\t.*\n)*")
_LINK: Final = re.compile(rb"\t<%s(?:%s)>\t(<[^\t\n]+)" % (re.escape(MG.encode()), b"|".join(_LINKS)))
_WAITING: Final = 16 << 20
ROWS: Final = 65_000
"""Rows of a part: some 2,000 Assets of 33 triples, 8 MB of text."""
_MOST: Final = 1_000
_PLACES: Final = 0xFFFF
"""Assets fall into so many places, and places into parts; an entry of a table is a node's hash and its place from 1."""


class Range(NamedTuple):
    """Rows of a graph, from `first` up to `end`."""

    graph: Term
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How many parts there are, and what goes where: `table` holds the places of nodes that do not go by their name."""

    parts: int
    table: array[int]

    def of(self, node: bytes, said: bytes) -> int:
        """Return the part of a node of which this is said: that of its Asset where that is known."""
        number = crc32(node)
        found = self.table[_slot(self.table, number)]
        if not found and (link := _LINK.search(said)):
            number = crc32(link[1])
            found = self.table[_slot(self.table, number)]
        return ((found & _PLACES) - 1 if found else number % _PLACES) % self.parts


def places_of_hubs(store: pyoxigraph.Store, predicate: Term, *, is_inverse: bool) -> array[int]:
    """Return the entries of hubs, which go with their Assets."""
    found = array("Q")

    def take(subject: bytes, value: bytes) -> None:
        found.append(_entry(value, subject) if is_inverse else _entry(subject, value))

    read_pairs(store, predicate, take)
    return found


def places_of_subjects(store: pyoxigraph.Store, graph: Term) -> array[int]:
    """Return the entries of a graph's subjects, which go by their name."""
    found = array("Q")
    read_names(store, graph, lambda node: found.append(_entry(node, node)))
    return found


def plan_parts(rows: int, entries: Iterable[array[int]]) -> Plan:
    """Return the plan for so many rows; the first entry of a node counts. It takes 16 to 32 bytes an entry.

    What stands in two graphs must go to one part, though only one of them may name its Asset. So the subjects of all
    graphs but one need entries, and hubs should come before them. Where two nodes have one hash, both go one way.
    """
    every = list(entries)
    table = array("Q", bytes(8 << max(2 * sum(map(len, every)), 1).bit_length()))
    for entry in chain.from_iterable(every):
        slot = _slot(table, entry >> 16)
        table[slot] = table[slot] or entry
    return Plan(max(1, min(_MOST, -(-rows // ROWS))), table)


def lay_out(store: pyoxigraph.Store, plan: Plan, folder: Path, rows: Range) -> None:
    """Write the subjects that begin at some rows to the files of their parts; raise `DatasetError` where it cannot."""
    waiting: dict[int, list[bytes]] = {}
    size = 0

    def take(text: bytes) -> None:
        nonlocal size
        for found in _SUBJECTS.finditer(text):
            waiting.setdefault(plan.of(found[1], found[0]), []).append(found[0])
        size += len(text)
        if size >= _WAITING:
            write()

    def write() -> None:
        nonlocal size
        for part, blocks in waiting.items():
            try:
                with (folder / f"{part}.{os.getpid()}").open("ab") as file:
                    file.writelines(blocks)
            except OSError as err:
                raise DatasetError(f"what is to be checked could not be laid out in {folder}: {err}") from err
        waiting.clear()
        size = 0

    read_subjects(store, rows.graph, take, first=rows.first, end=rows.end)
    write()


def ranges(rows: Mapping[Term, int], number: int) -> Iterator[Range]:
    """Yield ranges that cover all rows, none longer than one of so many of the same size."""
    most = max(1, -(-sum(rows.values()) // number))
    for graph, own in rows.items():
        bounds = [own * place // -(-own // most) for place in range(-(-own // most))] if own else []
        yield from (Range(graph, first, end) for first, end in pairwise([*bounds, own + 1]))


def part_rows(folder: Path, part: int) -> str:
    """Return the rows that were laid out as a part, and delete them."""
    files = sorted(folder.glob(f"{part}.*"))
    text = b"".join(file.read_bytes() for file in files).decode("utf-8")
    for file in files:
        file.unlink()
    return text


def _entry(node: bytes, asset: bytes) -> int:
    return crc32(node) << 16 | crc32(asset) % _PLACES + 1


def _slot(table: array[int], number: int) -> int:
    """Return the place of a hash in the table, or the empty one where it belongs."""
    mask = len(table) - 1
    slot = number & mask
    while (found := table[slot]) and found >> 16 != number:
        slot = (slot + 1) & mask
    return slot
