"""One worker of the pool: reads the files it is sent, one after the other, and sends back what they say.

Started as ``python -P -m extractors.worker FD MEMORY_BYTES OBSERVATIONS RESULT_BYTES PIECE FINGERPRINTS`` with the
limits of `extractors.pool.PoolLimits` (FINGERPRINTS 1 or 0); FD is the worker's end of a pipe, and ends it.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TypeVar

from extractors.extracted import Extracted, pack
from extractors.pool import PoolLimits
from extractors.reference import forget_listings
from extractors.run import extract_input

T = TypeVar("T")

LAST, MORE = b"\x01", b"\x00"
"""First byte of a result: whether the file has further ones."""


def serve(connection: Connection, limits: PoolLimits) -> None:
    """Read tasks (lists of Inputs) until the pipe closes; send each result as `LAST` or `MORE` and its packed bytes."""
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        forget_listings()
        for item in task:
            for extracted, is_last in _marking_last(extract_input(item, limits=limits)):
                connection.send_bytes((LAST if is_last else MORE) + _packed(extracted, limits.result_bytes))


def _packed(extracted: Extracted, most: int) -> bytes:
    """Return the bytes of a result; of one that has too many, of its refusal."""
    packed = pack(extracted)
    if len(packed) <= most:
        return packed
    why = f"{extracted.place}: what it says takes {len(packed)} bytes, over the limit of {most}"
    return pack(replace(extracted, extractions=(), assets=(), refusal=why))


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
    logging.disable()  # what libraries grumble about a broken file would stand on stderr without the file's name
    descriptor, memory_bytes, observations, result_bytes, piece, fingerprints = map(int, sys.argv[1:7])
    if memory_bytes:
        limit_memory(memory_bytes)
    limits = PoolLimits(
        observations=observations, result_bytes=result_bytes, piece=piece, fingerprints=bool(fingerprints)
    )
    try:
        serve(Connection(descriptor), limits)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the parent is gone; there is nobody to tell


if __name__ == "__main__":
    main()
