"""Cypher asked in a process of its own, for the HTTP door and the command line alike.

The server ends a query after its limit of time, but not every one: a value can be so large or so deep that the server
never answers, or that the driver fills the memory of whoever asked (measured: a list of 40 million numbers in one row).
So the asking process has a bound of memory, and is ended where no answer comes.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.query_worker import QueryTimeout, QueryWorkers
from api.settings import Settings
from graph.dataset import DatasetError

if TYPE_CHECKING:
    from graph.neo4j.connection import Connection
    from graph.neo4j.cypher import Limits

MEMORY = 512 * 1024 * 1024
"""Bytes that a worker may need beyond what it has when it begins to ask."""
_GRACE_S = 10.0
"""How long beyond the limit one waits: the server looks at it every two seconds, and a worker takes time to start."""


@dataclass(frozen=True, slots=True)
class CypherQuestion:
    """A query with its parameters and limits."""

    text: str
    parameters: Mapping[str, Any]
    limits: Limits


@dataclass(frozen=True, slots=True)
class CypherAnswer:
    """What came of a query: rows as JSON bytes, or why there are none.

    `kind` is "rows", "syntax", "refused", "stopped", "failed", "away" or "no server"; `line` and `column` count from 1,
    0 where unknown.
    """

    kind: str
    json: bytes = b""
    sentence: str = ""
    line: int = 0
    column: int = 0


def cypher_workers(settings: Settings, *, count: int = 2) -> QueryWorkers:
    """Return workers that answer `CypherQuestion`; each is started when first needed."""
    return QueryWorkers(settings, count=count, answers=answer_cypher)


def ask_cypher(workers: QueryWorkers, question: CypherQuestion, *, wait_s: float) -> CypherAnswer:
    """Return what comes of a query, at the latest some seconds after its limit; raise `WorkersBusy`."""
    with workers.worker(wait_s=wait_s) as worker:
        try:
            (answer,) = worker.ask(question, limit_s=question.limits.seconds + _GRACE_S)
        except QueryTimeout:
            why = f"no answer came within {question.limits.seconds:g} s; narrow the query, or add a LIMIT"
            return CypherAnswer("stopped", sentence=why)
        except (ValueError, OSError):
            return CypherAnswer("failed", sentence=_TOO_LARGE)
        assert isinstance(answer, CypherAnswer)
        return answer


_TOO_LARGE = "the answer has a value too large or too deep to be read here; ask for less of it"


def answer_cypher(settings: Settings, pipe: Pipe) -> None:
    """Answer questions until the other side hangs up."""
    from api.opening import open_neo4j

    connection: Connection | None = None
    while True:
        try:
            question: CypherQuestion = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            if connection is None:
                connection = open_neo4j(settings)
                _bound_memory()
                # What a driver prints while it runs out of memory is of no use to who asked.
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            answer = _answer(connection, question)
        except MemoryError:
            # The driver's buffers are what is large: without the connection they go.
            answer, connection = CypherAnswer("failed", sentence=_TOO_LARGE), None
            gc.collect()
        except DatasetError as err:
            answer = CypherAnswer("away", sentence=str(err))
        except Exception as err:
            answer = CypherAnswer("failed", sentence=f"{type(err).__name__}: {err}"[:500])
        with suppress(BrokenPipeError, KeyboardInterrupt):
            pipe.send(("chunk", answer))
            pipe.send(("end",))


def _answer(connection: Connection | None, question: CypherQuestion) -> CypherAnswer:
    import orjson

    from graph.neo4j.cypher import run_cypher
    from graph.neo4j.cypher_errors import CypherError, CypherRefused, CypherStopped, CypherSyntaxError

    if connection is None:
        return CypherAnswer("no server", sentence="no Neo4j is set: MEDIAGRAPH_NEO4J_URI names one")
    try:
        rows = run_cypher(connection, question.text, question.parameters, limits=question.limits)
    except CypherError as err:
        kinds = {CypherSyntaxError: "syntax", CypherRefused: "refused", CypherStopped: "stopped"}
        return CypherAnswer(kinds.get(type(err), "failed"), b"", str(err), err.line, err.column)
    return CypherAnswer("rows", orjson.dumps(rows.as_json()))


def _bound_memory() -> None:
    """Bound this process's memory; only where the system says how much it has now."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
