"""Verify against the shapes: all that stands in the Dataset, in worker processes, at a memory that does not grow.

What stands is laid out on the disk as text first, in parts of some thousand Assets each with what belongs to them
(`graph.parts`); then each part is checked at once (`shapes.delta.parts`). Focus nodes that cannot be checked so, and
all of a Dataset in memory or elsewhere, are validated on slices cut for them (`shapes.delta.sweep`). Nothing is left
out that belongs to no Asset, and no process holds more than a part. All processes read one sequence. Which graphs are
judged is what the gates judge (`shapes.gates`): plain triples in mg:review are not, a person will; what users put into
graphs of their own is theirs.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import pyoxigraph

from graph.dataset import Dataset, Reader
from graph.parts import (
    HUBS,
    Plan,
    Range,
    lay_out,
    part_rows,
    places_of_hubs,
    places_of_subjects,
    plan_parts,
    ranges,
)
from graph.shapes_outcome import ShapesOutcome
from graph.shapes_workers import Alone, Hands, Together, Worker
from graph.stores.oxigraph import MemoryDataset, OxigraphReader
from graph.stores.oxigraph_disk import DiskDataset
from graph.stores.oxigraph_text import count_rows
from ontology.graphs import CHANGES, DECISIONS, EVIDENCE, FACTS, ONTOLOGY, QUARANTINE
from ontology.model import Term
from shapes.delta.parts import Checked
from shapes.delta.plan import DeltaShapes, Unit
from shapes.delta.standing import in_full
from shapes.delta.sweep import CHUNK, Chunk
from shapes.delta.triples import StoreTriples
from shapes.report import Result
from shapes.shapes_graph import our_shapes

__all__ = ["JUDGED", "Progress", "ShapesOutcome", "verify_shapes"]

JUDGED: Final = (FACTS, EVIDENCE, DECISIONS, QUARANTINE, CHANGES, ONTOLOGY)
"""The graphs whose union must meet the shapes."""
_ALONE_TO: Final = 60
"""Fewer chunks than so many are checked in this process: starting others takes longer than they save."""
_ALONE_TO_ROWS: Final = 200_000

Progress = Callable[[ShapesOutcome], None]


class _Layout(NamedTuple):
    """Rows to lay out."""

    plan: Plan
    folder: Path
    rows: Range


class _Part(NamedTuple):
    """A part that was laid out."""

    folder: Path
    number: int


def verify_shapes(
    opened: Callable[[], Dataset], *, workers: int = 0, progress: Progress = lambda outcome: None
) -> ShapesOutcome:
    """Validate all that stands in a Dataset against our shapes and return what was found.

    `opened` opens the Dataset; it goes to the workers, so it must be a plain function or a partial of one. `workers`
    are processes, 0 for one a core. `progress` is told from time to time. KeyboardInterrupt ends the workers at once.
    """
    started = time.monotonic()
    dataset, shapes = opened(), DeltaShapes(our_shapes())
    with dataset.reader() as reader, ExitStack() as stack:
        outcome = ShapesOutcome(reader.sequence, unbounded=shapes.reasons())

        def tell(units: int = 0, results: Iterable[Result] = ()) -> None:
            outcome.add(units, results)
            outcome.seconds = time.monotonic() - started
            progress(outcome)

        # In memory rows do not come subject by subject.
        in_parts = isinstance(reader, OxigraphReader) and not isinstance(dataset, MemoryDataset)
        worker = Worker(shapes, reader, in_parts=in_parts)
        chunks = worker.sweep.chunks(reader, JUDGED, CHUNK)
        first = list(islice(chunks, _ALONE_TO))
        folder = Path(stack.enter_context(_scratch(dataset)))
        hands: Hands = Alone(worker)
        if len(first) == _ALONE_TO or (in_parts and _is_much(reader)):
            hands = Together(workers or _cores(), shapes, opened, reader.sequence, in_parts=in_parts)
            stack.enter_context(hands)
        for checked in _in_parts(hands, folder, tell) if in_parts else ():
            tell(checked.units, checked.results)
        for units, results in _swept(hands(_check_chunk, chain(first, chunks))):
            tell(units, results)
        for entry in shapes.unbounded:
            found = in_full(shapes, entry, StoreTriples(reader, JUDGED))
            tell(0, [result for own in found.values() for result in own])
    outcome.seconds = time.monotonic() - started
    return outcome


def _in_parts(hands: Hands, folder: Path, tell: Callable[[], None]) -> Iterator[Checked]:
    """Lay all out in a folder, check it part by part, and yield what is found."""
    hubs = hands(_places, [(predicate, is_inverse) for predicate, is_inverse in HUBS])
    rows = dict(hands(_count, JUDGED))
    # Hubs come first, and then the subjects of all graphs but the largest.
    others = hands(_names, [graph for graph in rows if rows[graph] and graph != max(rows, key=lambda each: rows[each])])
    plan = plan_parts(sum(rows.values()), [*hubs, *others])
    for _ in hands(_lay_out, [_Layout(plan, folder, some) for some in ranges(rows, hands.number)]):
        tell()
    yield from hands(_check_part, [_Part(folder, part) for part in range(plan.parts)])


_Found = tuple[int, dict[Unit, list[Result]]]


def _swept(found: Iterable[_Found]) -> Iterator[tuple[int, list[Result]]]:
    """Yield the results of chunks, those of a focus node once: of two targets it may come twice, far apart."""
    seen: set[Unit] = set()
    for size, results in found:
        # Only what has results is remembered.
        new = {unit: own for unit, own in results.items() if unit not in seen}
        seen |= new.keys()
        yield size, [result for own in new.values() for result in own]


def _places(worker: Worker, hub: tuple[Term, bool]) -> array[int]:
    return places_of_hubs(_store(worker.reader), hub[0], is_inverse=hub[1])


def _count(worker: Worker, graph: Term) -> tuple[Term, int]:
    return graph, count_rows(_store(worker.reader), graph)


def _names(worker: Worker, graph: Term) -> array[int]:
    return places_of_subjects(_store(worker.reader), graph)


def _lay_out(worker: Worker, layout: _Layout) -> None:
    lay_out(_store(worker.reader), layout.plan, layout.folder, layout.rows)


def _check_part(worker: Worker, part: _Part) -> Checked:
    return worker.parts.check(part_rows(part.folder, part.number), StoreTriples(worker.reader, JUDGED))


def _check_chunk(worker: Worker, chunk: Chunk) -> _Found:
    triples = StoreTriples(worker.reader, JUDGED)
    units = worker.sweep.units(chunk, triples)
    return len(units), worker.shapes.results(units, triples)


def _store(reader: Reader) -> pyoxigraph.Store:
    assert isinstance(reader, OxigraphReader)
    return reader.store


def _is_much(reader: Reader) -> bool:
    """Say whether there are so many rows that other processes save time."""
    return sum(count_rows(_store(reader), graph, most=_ALONE_TO_ROWS + 1) for graph in JUDGED) > _ALONE_TO_ROWS


def _scratch(dataset: Dataset) -> TemporaryDirectory[str]:
    """Return a folder to lay text out in: in the data folder, in the system's place where that is only read."""
    place = None
    if isinstance(dataset, DiskDataset) and os.access(dataset.folder.path, os.W_OK):
        place = dataset.folder.path
    return TemporaryDirectory(prefix=".scratch-", dir=place, ignore_cleanup_errors=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
