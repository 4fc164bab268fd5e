"""How soon facts follow what is said: lines on stdin and files in a watched folder, against a dataset that has grown.

    python benchmarks/live.py                        1,000 assets, 100 lines, 30 files
    python benchmarks/live.py --assets 10000 --lines 200

Measured from the write of a line, or from the rename of a whole file into the folder, until the report of its commit
comes out: facts are published then. A file must also stand still for `extractors.folder_watch.AT_REST_S`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from statistics import median
from threading import Thread
from typing import Any

from benchmarks.measuring import MEDIAGRAPH, machine

LONGEST_S = 30.0


def sentence(number: int) -> str:
    """Return one sentence of a live transcript as a line."""
    where = {"start": number * 3.0, "end": number * 3.0 + 2.5}
    said = {"property": "utterance", "value": f"sentence number {number}", "language": "en", "segment": where}
    seen = {"property": "depicts", "value": "Airplane", "confidence": 0.97, "segment": where}
    return json.dumps(
        {"mediagraph": 1, "asset": "live.ts", "model": "asr", "task": "transcript", "observations": [said, seen]}
    )


class Live:
    """`mediagraph ingest - FOLDER --watch --json`, and its reports as they come."""

    def __init__(self, data: Path, folder: Path) -> None:
        command = [MEDIAGRAPH, "--data", str(data), "ingest", "-", str(folder), "--watch", "--json"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.reports: Queue[dict[str, Any]] = Queue()
        Thread(target=self._listen, daemon=True).start()
        self.reports.get(timeout=LONGEST_S * 4)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.reports.put(json.loads(line))

    def took(self, act: Callable[[], None]) -> float:
        """Return the seconds from the end of an act to the report of what came of it."""
        act()
        started = time.monotonic()
        report = self.reports.get(timeout=LONGEST_S)
        if report["failed"]:
            sys.exit(f"failed: {report['failed']}")
        return time.monotonic() - started

    def say(self, line: str) -> None:
        """Write one line to its stdin."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


def measure(assets: int, lines: int, files: int, scratch: Path) -> Iterator[tuple[str, list[float]]]:
    """Fill a dataset, then yield (what, seconds of each)."""
    data, folder, outside = scratch / "data", scratch / "watched", scratch / "outside"
    for made in (folder, outside):
        made.mkdir()
    if assets:
        filled = scratch / "filled"
        like = [sys.executable, str(Path(__file__).with_name("rekognition_like.py")), str(filled), "--plain"]
        subprocess.run([*like, "--assets", str(assets)], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([MEDIAGRAPH, "--data", str(data), "ingest", str(filled)], check=True, stdout=subprocess.DEVNULL)
    live = Live(data, folder)
    try:
        live.took(lambda: live.say(sentence(0)))  # the first one loads what judges
        yield "a line on stdin", [live.took(lambda n=n: live.say(sentence(n))) for n in range(1, lines + 1)]
        took = []
        for number in range(files + 1):
            path = outside / f"clip-{number}.json"
            path.write_text(sentence(number).replace("live.ts", f"clip-{number}.ts"))
            took.append(live.took(lambda path=path: path.rename(folder / path.name) and None))
        yield "a file in the folder", took[1:]
    finally:
        live.process.kill()
        live.process.wait()


def main() -> None:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assets", type=int, default=1_000)
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--files", type=int, default=30)
    given = parser.parse_args()
    print(machine(), "\n")
    print(
        "| assets stored | what came | times | median s | 95 % s | slowest s |\n| --- | --- | --- | --- | --- | --- |"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for what, seconds in measure(given.assets, given.lines, given.files, Path(scratch)):
            ordered = sorted(seconds)
            late = ordered[int(len(ordered) * 0.95) - 1]
            middle, last = median(ordered), ordered[-1]
            print(f"| {given.assets:,} | {what} | {len(ordered)} | {middle:.2f} | {late:.2f} | {last:.2f} |")


if __name__ == "__main__":
    main()
