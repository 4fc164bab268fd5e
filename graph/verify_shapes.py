"""Verify against the shapes: all that stands in the Dataset, in worker processes, at a memory that does not grow.

Every focus node is validated on a slice cut for it (`shapes.delta`), in chunks of some thousands, so nothing is left
out that belongs to no Asset, and no process holds more than a chunk. All processes read one sequence. Which graphs are
judged is what the gates judge (`shapes.gates`): plain triples in mg:review are not, a person will; what users put into
graphs of their own is theirs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from graph.dataset import Dataset, DatasetError, Reader, Solutions
from ontology.graphs import CHANGES, DECISIONS, EVIDENCE, FACTS, ONTOLOGY, QUARANTINE
from ontology.model import Term
from shapes.delta.plan import DeltaShapes, Unit
from shapes.delta.standing import in_full
from shapes.delta.sweep import CHUNK, Chunk, Sweep
from shapes.delta.triples import StoreTriples
from shapes.report import Result, readable
from shapes.shapes_graph import display, our_shapes

JUDGED: Final = (FACTS, EVIDENCE, DECISIONS, QUARANTINE, CHANGES, ONTOLOGY)
"""The graphs whose union must meet the shapes."""
EXAMPLES: Final = 10
"""Results of a rule that are kept; all are counted."""
_IN_FLIGHT: Final = 3
_ALONE_TO: Final = 60
"""Fewer chunks than so many are checked in this process: starting others takes longer than they save."""


class Rule(NamedTuple):
    """A rule that something breaks: its severity, the shape or constraint that states it, and its sentence."""

    severity: str
    shape: str
    sentence: str


@dataclass(slots=True)
class ShapesOutcome:
    """What a check of everything found: focus nodes `checked`, breaches by rule, and the first of each as examples."""

    sequence: int
    checked: int = 0
    counts: Counter[Rule] = field(default_factory=Counter)
    examples: dict[Rule, list[Result]] = field(default_factory=dict)
    unbounded: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Say whether everything holds."""
        return not self.counts

    def lines(self) -> list[str]:
        """Return a line for each rule that is broken, the most broken first: how often, and what it says."""
        return [f"{count:,} × {rule.sentence} (rule {self._name(rule)})" for rule, count in self._ordered()]

    def as_text(self) -> str:
        """Return what was found for people: the count, then each rule with a few examples."""
        if self.clean:
            return "shapes: clean\n"
        lines = [f"shapes: {self.counts.total():,} breaches of {len(self.counts)} rules"]
        for (rule, count), line in zip(self._ordered(), self.lines(), strict=True):
            lines += [f"  {line}", *(f"    - {_example(result)}" for result in self.examples[rule])]
            lines += [f"    … and {count - EXAMPLES:,} more"] if count > EXAMPLES else []
        return "\n".join([*lines, *(f"  checked in full: {reason}" for reason in self.unbounded), ""])

    def as_json(self) -> dict[str, Any]:
        """Return what was found as a JSON document: `checked`, and each rule with its count and examples."""
        rules = [
            {
                "rule": self._name(rule),
                "severity": rule.severity,
                "message": rule.sentence,
                "count": count,
                "examples": [
                    {"focus": r.focus, "path": r.path, "value": r.value, "message": r.message}
                    for r in self.examples[rule]
                ],
            }
            for rule, count in self._ordered()
        ]
        seconds = round(self.seconds, 3)
        return {"sequence": self.sequence, "checked": self.checked, "seconds": seconds, "rules": rules}

    def _ordered(self) -> list[tuple[Rule, int]]:
        return sorted(self.counts.items(), key=lambda counted: (-counted[1], counted[0]))

    def _name(self, rule: Rule) -> str:
        return readable(display(rule.shape))

    def add(self, units: int, results: list[Result]) -> None:
        """Count what a chunk gave."""
        self.checked += units
        for result in results:
            rule = Rule(result.severity, result.constraint or result.source_shape, result.rule or result.message)
            self.counts[rule] += 1
            kept = self.examples.setdefault(rule, [])
            if len(kept) < EXAMPLES:
                kept.append(result)


def _example(result: Result) -> str:
    value = "" if result.value in (None, result.focus) else f"  {readable(result.value or '')}"
    return f"{readable(result.focus)}{f'  {readable(result.path)}' if result.path else ''}{value}"


Progress = Callable[[ShapesOutcome], None]


def verify_shapes(
    opened: Callable[[], Dataset], *, workers: int = 0, progress: Progress = lambda outcome: None
) -> ShapesOutcome:
    """Validate all that stands in a Dataset against our shapes and return what was found.

    `opened` opens the Dataset; it goes to the workers, so it must be a plain function or a partial of one. `workers`
    are processes, 0 for one a core. `progress` is told after each chunk. KeyboardInterrupt ends the workers at once.
    """
    started = time.monotonic()
    dataset, shapes = opened(), DeltaShapes(our_shapes())
    with dataset.reader() as reader:
        outcome = ShapesOutcome(reader.sequence, unbounded=shapes.reasons())
        sweep = Sweep(shapes)
        chunks = sweep.chunks(reader, JUDGED, CHUNK)
        first = list(islice(chunks, _ALONE_TO))
        found = (
            (_check(shapes, sweep, reader, chunk) for chunk in first)
            if len(first) < _ALONE_TO
            else _together(opened, reader.sequence, chain(first, chunks), workers or _cores())
        )
        seen: set[Unit] = set()
        for size, results in found:
            # A focus node of two targets may come twice, far apart: only what has results is remembered.
            new = {unit: own for unit, own in results.items() if unit not in seen}
            seen |= new.keys()
            outcome.add(size, [result for own in new.values() for result in own])
            outcome.seconds = time.monotonic() - started
            progress(outcome)
        for entry in shapes.unbounded:
            results = in_full(shapes, entry, StoreTriples(reader, JUDGED))
            outcome.add(0, [result for own in results.values() for result in own])
    outcome.seconds = time.monotonic() - started
    return outcome


_Found = tuple[int, dict[Unit, list[Result]]]


class _Judged(StoreTriples):
    """The judged graphs; a query for many nodes reads them in two thirds of the time of a look-up each (measured)."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, JUDGED)
        self._queried = reader

    def prefetch(self, nodes: Iterable[Term]) -> None:
        """Read what is about some nodes with one query."""
        about: dict[Term, list[tuple[Term, Term]]] = {node: [] for node in nodes if node.startswith("<")}
        sparql = f"SELECT ?g ?s ?p ?o {{ VALUES ?s {{ {' '.join(about)} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        answer = self._queried.query(sparql)
        for graph, subject, predicate, value in answer.rows if isinstance(answer, Solutions) else ():
            if graph in JUDGED:
                about[str(subject)].append((str(predicate), str(value)))
        for node, pairs in about.items():
            self.keep(node, pairs)


def _check(shapes: DeltaShapes, sweep: Sweep, reader: Reader, chunk: Chunk) -> _Found:
    triples = _Judged(reader)
    units = sweep.units(chunk, triples)
    return len(units), shapes.results(units, triples)


def _together(opened: Callable[[], Dataset], sequence: int, chunks: Iterator[Chunk], workers: int) -> Iterator[_Found]:
    """Yield the results of chunks as processes finish them, with a few chunks on their way and no more."""
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_open, initargs=(opened, sequence)
    )
    running: set[Future[_Found]] = set()
    try:
        for chunk in chunks:
            running.add(pool.submit(_work, chunk))
            if len(running) >= workers * _IN_FLIGHT:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in running)
        pool.shutdown()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise


@dataclass(slots=True)
class _Worker:
    """What a worker process holds: the shapes, compiled once, and the state it reads."""

    shapes: DeltaShapes
    sweep: Sweep
    reader: Reader
    stack: ExitStack


_WORKER: list[_Worker] = []


def _open(opened: Callable[[], Dataset], sequence: int) -> None:
    """Make a worker ready. Ctrl-C is the main process's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stack = ExitStack()
    reader = stack.enter_context(_state(opened(), sequence))
    shapes = DeltaShapes(our_shapes())
    _WORKER.append(_Worker(shapes, Sweep(shapes), reader, stack))


def _work(chunk: Chunk) -> _Found:
    worker = _WORKER[0]
    return _check(worker.shapes, worker.sweep, worker.reader, chunk)


@contextmanager
def _state(dataset: Dataset, sequence: int) -> Iterator[Reader]:
    """Open the state of a sequence, which the main process reads too."""
    from graph.stores.oxigraph import OxigraphReader
    from graph.stores.oxigraph_disk import DiskDataset

    if isinstance(dataset, DiskDataset):
        # The main process keeps this checkpoint from being deleted, while the newest may be another one.
        with dataset.checkpoints.open(sequence) as store:
            reader = OxigraphReader(store, base=dataset.base, sequence=sequence)
            try:
                yield reader
            finally:
                reader.close()
        return
    opened: AbstractContextManager[Reader] = dataset.reader(at_least=sequence)
    with opened as other:
        if other.sequence != sequence:
            raise DatasetError(f"the Dataset went on from sequence {sequence} to {other.sequence}: verify again")
        yield other


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
