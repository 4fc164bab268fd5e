"""One worker of the pool: reads the files it is sent, one after the other, and sends back what they say.

Started as ``python -P -m extractors.worker FD MEMORY_BYTES``; FD is the worker's end of a pipe, and ends it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

from extractors.extracted import pack
from extractors.run import extract_input

T = TypeVar("T")

LAST, MORE = b"\x01", b"\x00"
"""First byte of a result: whether the file has further ones."""


def serve(connection: Connection) -> None:
    """Read tasks (lists of Inputs) until the pipe closes; send each result as `LAST` or `MORE` and its packed bytes."""
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        for item in task:
            for extracted, is_last in _marking_last(extract_input(item)):
                connection.send_bytes((LAST if is_last else MORE) + pack(extracted))


def _marking_last(values: Iterator[T]) -> Iterator[tuple[T, bool]]:
    """Yield each value, and whether it is the last one."""
    ahead = next(values, None)
    while ahead is not None:
        current, ahead = ahead, next(values, None)
        yield current, ahead is None


def limit_memory(memory_bytes: int) -> None:
    """Hold this process to so much address space, so that one file cannot take the machine's (RLIMIT_AS)."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def main() -> None:
    """Serve the pipe named on the command line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it closes the pipe
    descriptor, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    if memory_bytes:
        limit_memory(memory_bytes)
    try:
        serve(Connection(descriptor))
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the parent is gone; there is nobody to tell


if __name__ == "__main__":
    main()
