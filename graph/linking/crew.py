"""Work in several processes, a bounded number of tasks under way, so that memory stays flat however many there are."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for
from typing import Any, TypeVar

from graph.linking.errors import BuildRefused

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def each(
    work: Callable[[_Task], _Result],
    tasks: Iterable[_Task],
    *,
    workers: int,
    begin: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[_Result]:
    """Yield what comes of each task, in no order; with one worker in this process.

    `begin(*given)` is called once in each process. Raises `BuildRefused` where a process was ended from outside.
    """
    if workers <= 1:
        if begin is not None:
            begin(*given)
        yield from map(work, tasks)
        return
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(begin, given)
    )
    try:
        yield from _bounded(pool, work, tasks, most=2 * workers)
    except BrokenProcessPool as err:
        raise BuildRefused(
            "a process of the build was ended from outside (out of memory?); the same command goes on from there"
        ) from err
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _bounded(
    pool: ProcessPoolExecutor, work: Callable[[_Task], _Result], tasks: Iterable[_Task], *, most: int
) -> Iterator[_Result]:
    open_: set[Future[_Result]] = set()
    for task in tasks:
        open_.add(pool.submit(work, task))
        while len(open_) >= most:
            done, open_ = wait(open_, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while open_:
        done, open_ = wait(open_, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin is not None:
        begin(*given)


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: killed, it cannot tell us."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
