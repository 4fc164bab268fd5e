"""How a ChangeSet stands in mg:changes: one node per sequence, the patch among its quads.

Invariant: sequences are 1, 2, 3 … without a gap, so the last one is found by bisection, without a counter that
every commit would have to rewrite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from graph.dataset import DatasetError, Reader
from graph.patch import decode_patch, encode_patch, parse_patch, patch_text
from ontology.graphs import CHANGES
from ontology.model import ChangeSet, Quad, Term
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, date_time, integer, iri, string, text_of

SEQUENCE: Final = mg("sequence")
PATCH: Final = mg("patch")
RUN: Final = mg("run")
TIME: Final = mg("time")
_AUTHOR, _REASON = mg("author"), mg("reason")
_PART, _PARTS = mg("part"), mg("parts")


class UnknownChange(DatasetError):
    """No ChangeSet has this sequence."""


def change_node(base: str, sequence: int) -> Term:
    """Return the term of a ChangeSet."""
    return iri(f"{base}change/{sequence}")


def change_quads(base: str, change: ChangeSet, *, part: tuple[int, int] | None = None) -> Iterator[Quad]:
    """Yield the node of a ChangeSet; `part` is (number, of how many) where a Run becomes visible only as a whole."""
    node = change_node(base, change.sequence)
    patch = encode_patch(patch_text(change.removed, change.added, change.erased))
    yield Quad(node, RDF_TYPE, mg("ChangeSet"), CHANGES)
    yield Quad(node, SEQUENCE, integer(change.sequence), CHANGES)
    yield Quad(node, TIME, date_time(change.time), CHANGES)
    yield Quad(node, _AUTHOR, string(change.author), CHANGES)
    yield Quad(node, _REASON, string(change.reason), CHANGES)
    yield Quad(node, PATCH, string(patch), CHANGES)
    if change.run:
        yield Quad(node, RUN, string(change.run), CHANGES)
    if part:
        yield Quad(node, _PART, integer(part[0]), CHANGES)
        yield Quad(node, _PARTS, integer(part[1]), CHANGES)


def read_change(reader: Reader, sequence: int) -> ChangeSet:
    """Return a ChangeSet with its quads; raise `UnknownChange` where there is none."""
    values = {
        quad.predicate: quad.object for quad in reader.quads(change_node(reader.base, sequence), None, None, CHANGES)
    }
    if PATCH not in values:
        raise UnknownChange(f"there is no ChangeSet {sequence}; the last is {reader.sequence}")
    patch = parse_patch(decode_patch(text_of(values[PATCH])))
    return ChangeSet(
        sequence=sequence,
        time=text_of(values[TIME]),
        author=text_of(values[_AUTHOR]),
        reason=text_of(values[_REASON]),
        removed=patch.removed,
        added=patch.added,
        run=text_of(values[RUN]) if RUN in values else "",
        erased=patch.erased,
    )


def read_part(reader: Reader, sequence: int) -> tuple[int, int] | None:
    """Return (number, of how many) for a ChangeSet that is part of a Run visible only as a whole, else None."""
    node = change_node(reader.base, sequence)
    part = [int(text_of(quad.object)) for quad in reader.quads(node, _PART, None, CHANGES)]
    parts = [int(text_of(quad.object)) for quad in reader.quads(node, _PARTS, None, CHANGES)]
    return (part[0], parts[0]) if part and parts else None


def last_sequence(exists: Callable[[int], bool]) -> int:
    """Return the greatest sequence for which `exists` is true, 0 for none, asking about 2 log2 of it times.

    >>> last_sequence(lambda sequence: sequence <= 1000)
    1000
    """
    if not exists(1):
        return 0
    low, high = 1, 2
    while exists(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if exists(middle) else (low, middle)
    return low
