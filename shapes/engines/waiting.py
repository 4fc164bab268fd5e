"""Long work in a thread of its own, so that Ctrl-C is heard at once and people see that something goes on.

Compiled code lets other threads run, but Python hears signals in its main thread alone, and only between two steps of
its own: a check of ten million nodes would block Ctrl-C for minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")
Say = Callable[[str], None]
EVERY_S: Final = 10.0
"""Seconds between two words to whoever waits."""


class Progress:
    """What is being done at the moment, and since when; told to `say` every `EVERY_S` seconds."""

    def __init__(self, say: Say) -> None:
        self._say: Final = say
        self._start: Final = time.monotonic()
        self.doing = ""

    def tell(self) -> None:
        """Say what is being done, and how long it all has taken."""
        if self.doing:
            self._say(f"{self.doing}, {time.monotonic() - self._start:.0f} s so far")


def silent(_: str) -> None:
    """Say nothing."""


def interruptible(work: Callable[[Progress], T], say: Say = silent) -> T:
    """Return what the work returns, done in a thread; Ctrl-C in the meantime raises KeyboardInterrupt at once.

    The thread is left behind then, and ends with the process. Not in the main thread, the work is done in place:
    signals are none of its business.
    """
    progress = Progress(say)
    if threading.current_thread() is not threading.main_thread():
        return work(progress)
    answers: list[T] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            answers.append(work(progress))
        except BaseException as err:
            errors.append(err)
        finally:
            done.set()

    threading.Thread(target=run, name="validation", daemon=True).start()
    while not done.wait(EVERY_S):
        progress.tell()
    if errors:
        raise errors[0]
    return answers[0]
