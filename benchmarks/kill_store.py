"""kill -9 a writer at random moments, again and again, and check after each that nothing is lost, torn or doubled.

    python benchmarks/kill_store.py [--rounds 200] [--seed 1]

The writer moves 50 tokens between places (small ChangeSets), loads batches (through the bulk path), commits Runs of
many ChangeSets, gives way, and publishes. After each kill a reader must find: every token in exactly one place, every
acknowledged commit, no Run in part, and the patches replayed equal to what stands. Readers look in while it writes,
too. Exit code 1, with the round, where anything is wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from graph.changes import commit
from graph.changeset_nodes import read_part
from graph.datafolder import make_data_folder, open_data_folder
from graph.dataset import Reader
from graph.runs import commit_run
from graph.stores.oxigraph_disk import DiskDataset, DiskWriter
from graph.verify import verify_changes
from ontology.graphs import EVIDENCE, FACTS
from ontology.model import Quad

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TOKENS = 50
AT = "<https://example.org/at>"
RUN = "<https://example.org/run>"


def token(number: int, place: str) -> Quad:
    return Quad(f"<https://example.org/token/{number}>", AT, f'"{place}"', FACTS)


def write(folder: Path, seed: int) -> None:
    """Write until killed; each acknowledged sequence goes to standard output."""
    chance = random.Random(seed)
    dataset = DiskDataset(open_data_folder(folder))
    while True:
        with dataset.writer(holder="the writer to be killed") as writer:
            for _ in range(chance.randrange(1, 40)):
                _one_change(writer, chance)
                os.write(1, f"{writer.sequence}\n".encode())
                if chance.random() < 0.05:
                    writer.publish()
                writer.give_way()


def _one_change(writer: DiskWriter, chance: random.Random) -> None:
    said = {"author": "writer", "reason": "a test", "now": NOW}
    kind, number = chance.random(), writer.sequence
    if kind < 0.7 or number == 0:
        moving = chance.sample(range(TOKENS), 5) if number else range(TOKENS)
        before = [quad for one in moving for quad in writer.quads(token(one, "")[0], AT)]
        commit(writer, remove=before, add=[token(one, f"place {number}") for one in moving], **said)
    elif kind < 0.85:
        batch = [Quad(f"<https://example.org/batch/{number}/{one}>", AT, '"b"', EVIDENCE) for one in range(12_000)]
        commit(writer, add=batch, **said, trusted=True)
    else:
        # All or none of a Run: each one replaces the 30 quads of the one before.
        before = list(writer.quads(None, RUN))
        after = [Quad(f"<https://example.org/part/{one}>", RUN, f'"{number}"', EVIDENCE) for one in range(30)]
        commit_run(writer, remove=before, add=after, run=f"run {number}", limit=7, **said)


def check(reader: Reader, acknowledged: int) -> list[str]:
    """Return what is wrong with a state, as sentences."""
    wrong = []
    if reader.sequence < acknowledged:
        wrong.append(f"sequence {acknowledged} was acknowledged, {reader.sequence} stands")
    places = [quad.subject for quad in reader.quads(None, AT, None, FACTS)]
    if reader.sequence and (len(places), len(set(places))) != (TOKENS, TOKENS):
        wrong.append(f"{len(places)} places of {len(set(places))} tokens")
    runs = [quad.object for quad in reader.quads(None, RUN)]
    if runs and (len(runs), len(set(runs))) != (30, 1):
        wrong.append(f"a Run stands in part: {len(runs)} quads of {len(set(runs))} Runs")
    part = read_part(reader, reader.sequence)
    if part and 0 < part[0] < part[1]:
        wrong.append(f"the last ChangeSet is part {part[0]} of {part[1]}")
    return wrong


def kill_one(folder: Path, seed: int, chance: random.Random, *, before: int) -> tuple[int, list[str]]:
    """Start a writer on a folder at a sequence, kill it, and return (sequence found, what is wrong)."""
    command = [sys.executable, __file__, "--write", str(folder), "--seed", str(seed)]
    wrong: list[str] = []
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, stdout=output)
        deadline = time.monotonic() + chance.choice((0.3, 0.8, 2.0)) * (0.5 + chance.random())
        while time.monotonic() < deadline:
            with DiskDataset(open_data_folder(folder)).reader() as reader:
                wrong += [f"beside the writer: {what}" for what in check(reader, 0)]
            time.sleep(0.05)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        output.seek(0)
        said = output.read().decode().split("\n")[:-1]
    acknowledged = int(said[-1]) if said else before
    with DiskDataset(open_data_folder(folder)).reader() as reader:
        wrong += check(reader, acknowledged)
        wrong += [difference.what for difference, _ in zip(verify_changes(reader), range(3), strict=False)]
        left = [path.name for path in (folder / "store").glob("bulk-*")] + list(folder.glob("store.*"))
        return reader.sequence, wrong + [f"left behind: {name}" for name in left]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        with contextlib.suppress(BrokenPipeError):
            write(arguments.write, arguments.seed)
        return 0
    root = Path(tempfile.mkdtemp())
    chance = random.Random(arguments.seed)
    started, failures, sequence, commits = time.monotonic(), 0, 0, 0
    try:
        folder = root / "data"
        make_data_folder(folder)
        for number in range(1, arguments.rounds + 1):
            # A fresh folder now and then, so that the beginning is hit too, and verifying stays quick.
            if number % 10 == 0:
                shutil.rmtree(folder)
                make_data_folder(folder)
                sequence = 0
            found, wrong = kill_one(folder, arguments.seed * 100_003 + number, chance, before=sequence)
            commits, sequence = commits + found - sequence, found
            failures += bool(wrong)
            for what in wrong:
                print(f"round {number}, seed {arguments.seed}: {what}", file=sys.stderr)
        print(f"{arguments.rounds} kills in {commits} commits, {failures} failures, {time.monotonic() - started:.0f} s")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
