"""What a command costs: wall and CPU seconds, and the memory of all its processes together.

Memory is PSS: a page that three processes share counts once. It is read from /proc every 0.2 s, so Linux is needed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EVERY_S = 0.2
MEDIAGRAPH = str(Path(sys.executable).with_name("mediagraph"))


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory of the tree in bytes (PSS) after so many seconds, and what `watch` saw at that moment."""

    seconds: float
    memory: int
    seen: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A command that ran to its end. `cpu_s` is user and system time of it and of all its children."""

    code: int
    wall_s: float
    cpu_s: float
    out: str
    err: str
    samples: list[Sample] = field(default_factory=list)

    @property
    def peak(self) -> int:
        """Most bytes of memory at any sample."""
        return max((s.memory for s in self.samples), default=0)

    def json(self) -> Any:
        """Return what stdout says as JSON."""
        return json.loads(self.out)


def measured(command: Sequence[str], *, watch: Callable[[], int] = lambda: 0) -> Measured:
    """Run a command to its end, sampling; `watch` is asked for a number at each sample."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, start_new_session=True)
        samples: list[Sample] = []
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            samples.append(Sample(time.perf_counter() - start, tree_memory(process.pid), watch()))
            time.sleep(EVERY_S)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Measured(process.returncode, wall, usage.ru_utime + usage.ru_stime, texts[0], texts[1], samples)


def tree_memory(root: int) -> int:
    """Return the PSS in bytes of a process and all below it."""
    return sum(_pss(pid) for pid in tree_processes(root))


def tree_processes(root: int) -> list[int]:
    """Return a process and all below it that are alive."""
    found = [root]
    for pid in found:
        for task in _tasks(pid):
            # proc(5): the children of each thread, where the kernel has CONFIG_PROC_CHILDREN.
            with suppress(OSError):
                found += [int(child) for child in Path(task, "children").read_text().split()]
    return found


def _tasks(pid: int) -> list[str]:
    with suppress(OSError):
        return [entry.path for entry in os.scandir(f"/proc/{pid}/task")]
    return []


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def disk(folder: Path) -> int:
    """Return the bytes a folder takes on disk; a file with several hard links counts once."""
    seen: dict[tuple[int, int], int] = {}
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            facts = path.lstat()
            seen[facts.st_dev, facts.st_ino] = facts.st_blocks * 512
    return sum(seen.values())


def cold(command: Sequence[str], *, times: int = 7) -> float:
    """Return the median of seconds a command takes from a process that does not exist yet; it must exit with 0."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False)
        taken.append(time.perf_counter() - start)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    return statistics.median(taken)


def rows_of(sparql: str, data: Path) -> list[dict[str, str]]:
    """Return the rows of a SELECT asked of a data folder by the command line, values as text."""
    command = [MEDIAGRAPH, "query", sparql, "--data", str(data), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the query failed: {done.stderr[-2000:]}")
    bindings = json.loads(done.stdout)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def last_sequence(data: Path) -> int:
    """Return the sequence of the last ChangeSet of a data folder."""
    rows = rows_of("SELECT (MAX(?n) AS ?last) { GRAPH mg:changes { ?change mg:sequence ?n } }", data)
    return int(rows[0].get("last", 0)) if rows else 0


def machine() -> str:
    """Return what ran this: processor, cores that may be used, Python."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    cores = len(os.sched_getaffinity(0))
    python = ".".join(str(part) for part in sys.version_info[:3])
    return f"{models[0] if models else 'unknown processor'}, {cores} cores, Python {python}"


def megabytes(size: float) -> str:
    """Return bytes as MB (10^6) for a table."""
    return f"{size / 1e6:,.0f} MB"
