"""pySHACL as the reference engine, in a process of its own (see `pyshacl_process`).

Starting one costs a second, most of it imports, so a process that one engine is done with waits for the next.
"""

from __future__ import annotations

import atexit
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self
from weakref import WeakSet

from shapes.engines.port import DataSyntaxError, Found, ShapesError, TimeLimitReached

TIME_LIMIT_S: Final = 600
"""How many seconds a check by the reference engine may take, where the caller says nothing else."""


class PyshaclEngine:
    """A pySHACL process with the shapes loaded; the first check takes or starts it, `close` lets go of it."""

    def __init__(self, shapes_text: str, *, limit_s: int = TIME_LIMIT_S) -> None:
        self._shapes_text: Final = shapes_text
        self._limit_s: Final = limit_s
        self._process: subprocess.Popen[str] | None = None

    @property
    def name(self) -> str:
        """The name `pyshacl`."""
        return "pyshacl"

    def check(self, text: str) -> Sequence[Found]:
        """Validate N-Triples; raise `DataSyntaxError` for data, `ShapesError` for shapes it cannot use.

        Raises `TimeLimitReached` where it does not end in time: its patterns backtrack, and some never end.
        """
        answer = self._ask(text)
        if "syntax_error" in answer:
            raise DataSyntaxError(answer["syntax_error"])
        if "failure" in answer:
            raise ShapesError(f"pySHACL cannot use these shapes: {answer['failure']}")
        return [Found._make([*found[:6], tuple(found[6]), found[7]]) for found in answer["results"]]

    def close(self) -> None:
        """Let go of the process; the next check takes another."""
        process, self._process = self._process, None
        if process is not None:
            _IDLE.append(process) if len(_IDLE) < _MOST_IDLE and _can_go_on(process) else _end(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _ask(self, text: str) -> dict[str, Any]:
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:  # pragma: no cover - both are pipes
            raise ShapesError("the pySHACL process has no pipes")
        print(json.dumps({"data": text, "limit_s": self._limit_s}), file=process.stdin, flush=True)
        line = process.stdout.readline()
        if not line:
            code = process.wait()
            self._process = None
            if code == -signal.SIGALRM:
                raise TimeLimitReached(
                    f"pySHACL did not end within {self._limit_s} s and was stopped; a sh:pattern with nested repeats "
                    "can take it for ever, and SPARQL over much data long"
                )
            raise ShapesError(f"the pySHACL process ended with exit code {code}; its own words are on stderr")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _start(self) -> subprocess.Popen[str]:
        self._process = _idle() or _started()
        print(json.dumps({"shapes": self._shapes_text}), file=self._process.stdin, flush=True)
        return self._process


_MOST_IDLE: Final = 2
_IDLE: Final[list[subprocess.Popen[str]]] = []
_STARTED: Final[WeakSet[subprocess.Popen[str]]] = WeakSet()


def _started() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "shapes.engines.pyshacl_process"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    _STARTED.add(process)
    return process


def _idle() -> subprocess.Popen[str] | None:
    """Return a process that waits for work, None where there is none."""
    while _IDLE:
        process = _IDLE.pop()
        if _can_go_on(process):
            return process
        _end(process)
    return None


def _can_go_on(process: subprocess.Popen[str]) -> bool:
    """Say whether a process lives and its pipes are open: the collector may close them before their engine is gone."""
    pipes = (process.stdin, process.stdout)
    return process.poll() is None and all(pipe is not None and not pipe.closed for pipe in pipes)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError, ValueError):  # what was not written goes nowhere any more
                pipe.close()


@atexit.register
def _end_all() -> None:
    # One that is busy is waited for by a thread, which would not live to hear of it.
    for process in list(_STARTED):
        if process.poll() is None:
            process.kill()
    while _IDLE:
        _end(_IDLE.pop())
