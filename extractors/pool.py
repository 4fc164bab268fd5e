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

from extractors.extracted import Extracted, pack, unpack
from extractors.file_names import readable
from extractors.inputs import Input

_BATCH_FILES: Final = 64
_BATCH_BYTES: Final = 16 << 20
_TURN_S: Final = 0.5
_LAST: Final = 1


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What one result may take and hold, and how much waits to be taken.

    `seconds` and `memory_bytes` (address space of one worker, 0: no limit) bound the work, `observations` and
    `result_bytes` (as it travels) what comes of it. A large Source comes in pieces of about `piece` observations.
    `results` and `held_bytes` are what is held per batch before its worker waits. `fingerprints` says whether pictures
    and films are decoded for what they look like.
    """

    seconds: float = 60.0
    memory_bytes: int = 6 << 30
    results: int = 256
    observations: int = 2_000_000
    result_bytes: int = 512 << 20
    piece: int = 5_000
    held_bytes: int = 8 << 20
    fingerprints: bool = False


LIMITS: Final = PoolLimits()


@dataclass(slots=True)
class _Batch:
    """Files that go to one worker together, and their results, packed, that wait to be taken."""

    waiting: deque[Input]
    _results: deque[bytes] = field(default_factory=deque)
    _held_bytes: int = 0

    def put(self, packed: bytes) -> None:
        """Add a result."""
        self._results.append(packed)
        self._held_bytes += len(packed)

    def take(self) -> Iterator[Extracted]:
        """Yield the results that are there, each taken out."""
        while self._results:
            packed = self._results.popleft()
            self._held_bytes -= len(packed)
            yield unpack(packed)

    def is_full(self, limits: PoolLimits) -> bool:
        """Say whether its worker has to wait."""
        return len(self._results) >= limits.results or self._held_bytes >= limits.held_bytes


def run_in_pool(
    inputs: Sequence[Input], *, workers: int, limits: PoolLimits, clock: Callable[[], float] = time.monotonic
) -> Iterator[Extracted]:
    """Yield the results of all inputs in order; every worker is gone when the iterator ends or is closed."""
    pool = Pool(workers, limits, clock)
    try:
        yield from pool.read(inputs)
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

    def __init__(self, limits: PoolLimits) -> None:
        self.connection, theirs = Pipe()
        told = (limits.memory_bytes, limits.observations, limits.result_bytes, limits.piece, int(limits.fingerprints))
        numbers = (str(number) for number in (theirs.fileno(), *told))
        command = [sys.executable, "-P", "-m", "extractors.worker", *numbers]
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


class Pool:
    """Workers that start as they are needed and stay until `close`, for inputs that come now and then, too."""

    def __init__(self, workers: int, limits: PoolLimits = LIMITS, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._limits, self._clock = workers, limits, clock
        self._workers: list[_Worker] = []

    def read(self, inputs: Sequence[Input]) -> Iterator[Extracted]:
        """Yield the results of all inputs in order. One reading must have ended before the next begins."""
        batches = _batches(inputs, self._most)
        window: deque[_Batch] = deque()
        while True:
            while len(window) < 4 * self._most and (batch := next(batches, None)) is not None:
                window.append(batch)
            if not window:
                return
            self._give(window, self._most)
            head = window[0]
            yield from head.take()
            if not head.waiting:
                window.popleft()
            else:
                self._receive()

    def _give(self, window: deque[_Batch], workers: int) -> None:
        """Give each batch that nobody works on to an idle worker, in order, starting workers as needed."""
        taken = {id(worker.batch) for worker in self._workers if worker.batch is not None}
        idle = [worker for worker in self._workers if worker.batch is None]
        for batch in window:
            if not batch.waiting or id(batch) in taken:
                continue
            if not idle:
                if len(self._workers) >= workers:
                    return
                self._workers.append(_Worker(self._limits))
                idle.append(self._workers[-1])
            worker = idle.pop()
            worker.batch, worker.since = batch, self._clock()
            try:
                worker.connection.send(list(batch.waiting))
            except OSError:
                self._lost(worker, "")
                return

    def _receive(self) -> None:
        """Take the results that are there, waiting a moment for the first; end workers that took too long."""
        open_ones: dict[object, _Worker] = {}
        for worker in self._workers:
            if worker.batch is None:
                continue
            if not worker.batch.is_full(self._limits):
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
        while batch is not None and not batch.is_full(self._limits):
            try:
                message = worker.connection.recv_bytes()
            except (EOFError, OSError):
                self._lost(worker, "")
                return
            batch.put(message[1:])
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
        batch.put(pack(Extracted(item.path, shown, refusal=f"{shown}: {why}")))


def _status(status: int) -> str:
    try:
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"
    except ValueError:
        return f"signal {-status}"
