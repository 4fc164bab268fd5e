"""Workers that read files beside this process, so that a file which hangs, crashes or eats memory ends alone.

Files go out in batches and results come back file by file, in the order of the files whatever the number of workers.
A worker waits when its results are not taken, so memory stays bounded; its clock stands still meanwhile. When a worker
dies or takes too long, the file in its hands is the first without a result: it is refused by name, and the rest of its
batch goes to a new worker.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Pipe, wait
from typing import Final

from extractors.extracted import Extracted, unpack
from extractors.inputs import Input
from extractors.source import readable

_BATCH_FILES: Final = 64
_BATCH_BYTES: Final = 16 << 20
_TURN_S: Final = 0.5
_LAST: Final = 1


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """Seconds one result may take, bytes of address space of one worker (0: no limit), results held per batch."""

    seconds: float = 60.0
    memory_bytes: int = 6 << 30
    results: int = 256


LIMITS: Final = PoolLimits()


@dataclass(slots=True)
class _Batch:
    """Files that go to one worker together, and their results that wait to be taken."""

    waiting: deque[Input]
    results: deque[Extracted] = field(default_factory=deque)


def run_in_pool(
    inputs: Sequence[Input], *, workers: int, limits: PoolLimits, clock: Callable[[], float] = time.monotonic
) -> Iterator[Extracted]:
    """Yield the results of all inputs in order; every worker is gone when the iterator ends or is closed."""
    pool = _Pool(limits, clock)
    batches = _batches(inputs, workers)
    window: deque[_Batch] = deque()
    try:
        while True:
            while len(window) < 4 * workers and (batch := next(batches, None)) is not None:
                window.append(batch)
            if not window:
                return
            pool.give(window, workers)
            head = window[0]
            while head.results:
                yield head.results.popleft()
            if not head.waiting:
                window.popleft()
            else:
                pool.receive()
    finally:
        pool.close()


def _batches(inputs: Sequence[Input], workers: int) -> Iterator[_Batch]:
    """Cut the files into batches: few for few files, so that all workers have some; large files alone."""
    most = max(1, min(_BATCH_FILES, len(inputs) // (4 * workers)))
    batch: deque[Input] = deque()
    size = 0
    for item in inputs:
        if batch and (len(batch) >= most or size + item.byte_size > _BATCH_BYTES):
            yield _Batch(batch)
            batch, size = deque(), 0
        batch.append(item)
        size += item.byte_size
    if batch:
        yield _Batch(batch)


class _Worker:
    """A process at the other end of a pipe, and the batch it works on."""

    def __init__(self, memory_bytes: int) -> None:
        self.connection, theirs = Pipe()
        command = [sys.executable, "-P", "-m", "extractors.worker", str(theirs.fileno()), str(memory_bytes)]
        # One thread each: the pool itself is what uses the CPUs.
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self.process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment
        )
        theirs.close()
        self.batch: _Batch | None = None
        self.since = 0.0

    def end(self) -> int:
        """Kill the process and return its exit status, negative for a signal."""
        if self.process.poll() is None:
            self.process.kill()
        self.connection.close()
        return self.process.wait()


class _Pool:
    """The workers, and which of them to listen to."""

    def __init__(self, limits: PoolLimits, clock: Callable[[], float]) -> None:
        self._limits, self._clock = limits, clock
        self._workers: list[_Worker] = []

    def give(self, window: deque[_Batch], workers: int) -> None:
        """Give each batch that nobody works on to an idle worker, in order, starting workers as needed."""
        taken = {id(worker.batch) for worker in self._workers if worker.batch is not None}
        idle = [worker for worker in self._workers if worker.batch is None]
        for batch in window:
            if not batch.waiting or id(batch) in taken:
                continue
            if not idle:
                if len(self._workers) >= workers:
                    return
                self._workers.append(_Worker(self._limits.memory_bytes))
                idle.append(self._workers[-1])
            worker = idle.pop()
            worker.batch, worker.since = batch, self._clock()
            try:
                worker.connection.send(list(batch.waiting))
            except OSError:
                self._lost(worker, "")
                return

    def receive(self) -> None:
        """Take the results that are there, waiting a moment for the first; end workers that took too long."""
        open_ones: dict[object, _Worker] = {}
        for worker in self._workers:
            if worker.batch is None:
                continue
            if len(worker.batch.results) < self._limits.results:
                open_ones[worker.connection] = worker
            else:
                worker.since = self._clock()
        for ready in wait([worker.connection for worker in open_ones.values()], _TURN_S):
            self._take(open_ones.pop(ready))
        for worker in open_ones.values():
            if worker.batch is not None and self._clock() - worker.since > self._limits.seconds:
                self._lost(worker, f"took longer than {self._limits.seconds:g} s")

    def close(self) -> None:
        """End every worker."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _take(self, worker: _Worker) -> None:
        """Take what one worker has sent: as much as lies ready, up to the limit."""
        batch = worker.batch
        while batch is not None and len(batch.results) < self._limits.results:
            try:
                message = worker.connection.recv_bytes()
            except (EOFError, OSError):
                self._lost(worker, "")
                return
            batch.results.append(unpack(message[1:]))
            worker.since = self._clock()
            if message[0] == _LAST:
                batch.waiting.popleft()
                if not batch.waiting:
                    worker.batch = None
                    return
            if not worker.connection.poll():
                return

    def _lost(self, worker: _Worker, reason: str) -> None:
        """Refuse the file in a lost worker's hands, and leave the rest of its batch for another."""
        status = worker.end()
        self._workers.remove(worker)
        batch = worker.batch
        if batch is None or not batch.waiting:
            return
        item = batch.waiting.popleft()
        shown = readable(item.path)
        why = reason or f"ended the process that read it ({_status(status)})"
        batch.results.append(Extracted(item.path, shown, refusal=f"{shown}: {why}"))


def _status(status: int) -> str:
    try:
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"
    except ValueError:
        return f"signal {-status}"
