"""The processes that check a Dataset against the shapes: each holds the shapes, compiled once, and reads one state."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol, TypeVar

from graph.dataset import Dataset, DatasetError, Reader
from shapes.delta.parts import PartCheck
from shapes.delta.plan import DeltaShapes
from shapes.delta.sweep import Sweep

T = TypeVar("T")
R = TypeVar("R")
_IN_FLIGHT: Final = 3
_ENDED_S: Final = 5.0


class Worker:
    """What a process works with. With `in_parts`, what can be checked part by part is left out of the sweep."""

    def __init__(self, shapes: DeltaShapes, reader: Reader, *, in_parts: bool) -> None:
        self.reader: Final = reader
        self.shapes: Final = shapes
        self.parts: Final = PartCheck(shapes)
        self.sweep: Final = Sweep(shapes, self.parts.left if in_parts else None)


class Hands(Protocol):
    """Does work, here or in `number` processes, and yields what it gives as it is done, in any order."""

    number: int

    def __call__(self, what: Callable[[Worker, T], R], each: Iterable[T]) -> Iterator[R]:
        """Do `what` with each of some values."""
        ...


class Alone:
    """Work in this process."""

    number = 1

    def __init__(self, worker: Worker) -> None:
        self._worker: Final = worker

    def __call__(self, what: Callable[[Worker, T], R], each: Iterable[T]) -> Iterator[R]:
        """Do `what` with each of some values."""
        return (what(self._worker, value) for value in each)


class Together:
    """Work in other processes, with a few values on their way and no more; any error ends them at once."""

    def __init__(
        self, number: int, shapes: DeltaShapes, opened: Callable[[], Dataset], sequence: int, *, in_parts: bool
    ) -> None:
        self.number = number
        self._before: Final = set(multiprocessing.active_children())
        self._pool: Final = ProcessPoolExecutor(
            number,
            multiprocessing.get_context("spawn"),
            initializer=_open,
            initargs=(shapes, opened, sequence, in_parts),
        )

    def __call__(self, what: Callable[[Worker, T], R], each: Iterable[T]) -> Iterator[R]:
        """Do `what`, a function that can be sent, with each of some values."""
        rest = iter(each)
        # Some are sent at once, before anything is asked for.
        running = {self._pool.submit(_run, what, value) for value in islice(rest, self.number * _IN_FLIGHT)}
        return self._done(what, running, rest)

    def _done(self, what: Callable[[Worker, T], R], running: set[Future[R]], rest: Iterator[T]) -> Iterator[R]:
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                running |= {self._pool.submit(_run, what, value) for value in islice(rest, 1)}
                yield future.result()

    def __enter__(self) -> Together:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._pool.shutdown()
            return
        self._pool.shutdown(wait=False, cancel_futures=True)
        left = set(multiprocessing.active_children()) - self._before
        for process in left:
            process.terminate()
        for process in left:
            # What they write must not come back after its folder was deleted.
            process.join(_ENDED_S)


@dataclass(slots=True)
class _Here:
    """The worker of this process, and what it has open."""

    worker: Worker
    stack: ExitStack


_HERE: list[_Here] = []


def _open(shapes: DeltaShapes, opened: Callable[[], Dataset], sequence: int, in_parts: bool) -> None:
    """Make a process ready. Ctrl-C is the main process's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stack = ExitStack()
    reader = stack.enter_context(open_state(opened(), sequence))
    _HERE.append(_Here(Worker(shapes, reader, in_parts=in_parts), stack))


def _run(what: Callable[[Worker, T], R], value: T) -> R:
    return what(_HERE[0].worker, value)


@contextmanager
def open_state(dataset: Dataset, sequence: int) -> Iterator[Reader]:
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
