"""A reader in a process of its own, because a running query cannot be cancelled: at the deadline the process is ended.

One worker answers one query at a time; `QueryWorkers` keeps a few and starts them on first use.
"""

from __future__ import annotations

import multiprocessing
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from api.settings import Settings
from graph.dataset import QuerySyntaxError

_CHUNK = 64 * 1024


class QueryTimeout(Exception):
    """The query ran past its limit and was ended; `limit_s` is the limit in seconds."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        super().__init__(f"the query ran for more than {limit_s:g} s and was stopped; narrow it, or add a LIMIT")


class WorkersBusy(Exception):
    """All workers are answering queries and none became free within the limit."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the graphs it sees and the form its answer is wanted in."""

    sparql: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    rows_form: str
    triples_form: str


Answers = Callable[[Settings, Connection], None]
"""What a worker's process runs: it answers what comes through the connection until the other side hangs up."""


def answer_sparql(settings: Settings, connection: Connection) -> None:
    """Answer questions until the other side hangs up; each answer is ("start", form), ("chunk", text) …, ("end",)."""
    from api.asking import answer as ask
    from api.opening import open_dataset
    from api.results import render
    from graph.dataset import Triples

    dataset = open_dataset(settings)
    while True:
        try:
            question: Question = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            with dataset.reader() as reader:
                answer = ask(
                    reader,
                    question.sparql,
                    base=dataset.base,
                    default_graphs=question.default_graphs,
                    named=question.named_graphs,
                )
                form = question.triples_form if isinstance(answer, Triples) else question.rows_form
                connection.send(("start", form, reader.sequence))
                _send_chunks(render(answer, form, base=dataset.base), connection)
            connection.send(("end",))
        except (BrokenPipeError, KeyboardInterrupt):
            return
        except QuerySyntaxError as err:
            connection.send(("syntax", str(err), err.line, err.column))
        except Exception as err:
            connection.send(("error", f"{err}"))


def _send_chunks(parts: Any, connection: Connection) -> None:
    """Send text in pieces of about 64 KiB, so that many small rows cost few messages."""
    held: list[str] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= _CHUNK:
            connection.send(("chunk", "".join(held)))
            held, size = [], 0
    if held:
        connection.send(("chunk", "".join(held)))


class QueryWorker:
    """One reader process; `ask` yields the answer's form and then its text."""

    def __init__(self, settings: Settings, answers: Answers = answer_sparql) -> None:
        self._settings, self._answers = settings, answers
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._connection, theirs = self._context.Pipe()
        self._process = self._context.Process(target=self._answers, args=(self._settings, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, question: Any, *, limit_s: float) -> Iterator[Any]:
        """Yield ("start", form, sequence), then texts; raise `QueryTimeout`, `QuerySyntaxError` or ValueError."""
        deadline = time.monotonic() + limit_s
        done = False
        try:
            self._connection.send(question)
            while True:
                if not self._connection.poll(max(0.0, deadline - time.monotonic())):
                    raise QueryTimeout(limit_s)
                message = self._connection.recv()
                match message[0]:
                    case "start":
                        yield message
                    case "chunk":
                        yield message[1]
                    case "end":
                        done = True
                        return
                    case "syntax":
                        done = True
                        raise QuerySyntaxError(message[1], line=message[2], column=message[3])
                    case _:
                        done = True
                        raise ValueError(message[1])
        except EOFError as err:
            raise ValueError("the query used more than it may and its process ended") from err
        finally:
            if not done:  # timed out, or the client went away: end the work, not just the waiting
                self.stop()
                self._start()

    def stop(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()
        self._connection.close()


class QueryWorkers:
    """A few workers, each started when first needed."""

    def __init__(self, settings: Settings, *, count: int = 2, answers: Answers = answer_sparql) -> None:
        self._settings, self._answers = settings, answers
        self._free: queue.SimpleQueue[QueryWorker | None] = queue.SimpleQueue()
        self._all: list[QueryWorker] = []
        for _ in range(count):
            self._free.put(None)

    @contextmanager
    def worker(self, *, wait_s: float) -> Iterator[QueryWorker]:
        """Lend a worker; raise `WorkersBusy` where none is free in time."""
        try:
            worker = self._free.get(timeout=wait_s)
        except queue.Empty as err:
            raise WorkersBusy(f"all query workers were busy for {wait_s:g} s; try again") from err
        try:
            if worker is None:
                worker = QueryWorker(self._settings, self._answers)
                self._all.append(worker)
            yield worker
        finally:
            self._free.put(worker)

    def stop(self) -> None:
        """End all processes."""
        for worker in self._all:
            worker.stop()
