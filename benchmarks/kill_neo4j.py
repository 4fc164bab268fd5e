"""kill -9 between any two statements to Neo4j: after each kill it holds exactly the state that its checkpoint names.

    python -m benchmarks.kill_neo4j                      200 kills of our process, 5 of the server, a pause of 30 s
    python -m benchmarks.kill_neo4j --kills 20 --server-kills 1 --pause 5

The process is `mediagraph ingest` or `mediagraph rebuild neo4j` itself. Between it and a server of the benchmark's own
stands a gate (benchmarks/bolt_gate.py), which counts BEGIN, RUN and COMMIT. At one of them, chosen at random, the
process group is killed: before the server hears it, or when it has answered and the process does not know. Then all
that lies in Neo4j is compared with the Dataset's state at the checkpoint's sequence; a rebuild that was killed must
not be taken for whole. Each round of kills ends with `mediagraph verify neo4j`, and with a rebuild, which must change
nothing. Exit code 1, with the place, where anything is wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from api.opening import open_dataset
from api.settings import Settings
from benchmarks.bolt_gate import BoltGate, Message
from benchmarks.measuring import MEDIAGRAPH
from benchmarks.rekognition_like import plain
from graph.neo4j.connection import Connection, Neo4jSettings
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.server import ServerInfo, start, stop
from graph.neo4j.verify import differences, state_at

A_ROUND: Final = 20
"""Kills between two checks by `verify`; each round has a data folder of its own."""
ASSETS: Final = 3
"""Assets that each ingest adds, each in a ChangeSet of its own."""
TIMEOUT_S: Final = 300


class NotWhole(Exception):
    """After a kill, something is not as it should be; the message says what and where."""


@dataclass(slots=True)
class Archive:
    """A data folder and its inputs, and the Neo4j that follows it."""

    folder: Path
    where: Neo4jSettings
    written: int = 0
    data: Path = field(init=False)

    def __post_init__(self) -> None:
        self.data = self.folder / "data"
        (self.folder / "in").mkdir(parents=True)

    def ingest(self) -> list[str]:
        """Write more inputs, and return the command that ingests all there are."""
        lines = [json.dumps(plain(self.written + number)) for number in range(1, ASSETS + 1)]
        path = self.folder / "in" / f"{self.written}.plain.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.written += ASSETS
        return [MEDIAGRAPH, "ingest", str(path.parent), "--data", str(self.data), "--json"]

    def command(self, *arguments: str) -> list[str]:
        """Return a command about the data folder."""
        return [MEDIAGRAPH, *arguments, "--data", str(self.data)]

    def environment(self, uri: str = "") -> dict[str, str]:
        """Return the variables for a process that reaches Neo4j at an address; without one it knows of none."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIAGRAPH_")}
        kept |= {"MEDIAGRAPH_SIMILARITY": "no", "MEDIAGRAPH_FINGERPRINTS": "no", "MEDIAGRAPH_BATCH": "1"}
        if uri:
            kept |= {
                "MEDIAGRAPH_NEO4J_URI": uri,
                "MEDIAGRAPH_NEO4J_USER": self.where.user,
                "MEDIAGRAPH_NEO4J_PASSWORD": self.where.password,
                "MEDIAGRAPH_NEO4J_DATABASE": self.where.database,
            }
        return kept

    def run(self, command: Sequence[str], uri: str = "") -> str:
        """Run a command to its end and return what it prints; raise `NotWhole` where it fails."""
        done = subprocess.run(
            command, env=self.environment(uri), capture_output=True, text=True, check=False, timeout=TIMEOUT_S
        )
        if done.returncode:
            raise NotWhole(f"{command[1:3]} ended with {done.returncode}: {done.stdout[-2000:]} {done.stderr[-2000:]}")
        return done.stdout

    def steps_of(self, command: Sequence[str]) -> int:
        """Run a command to its end and return how many statements it asked Neo4j for."""
        with BoltGate(self.where.uri) as gate:
            self.run(command, gate.uri)
            return gate.steps

    def kill_at(self, command: Sequence[str], is_there: Callable[[Message], bool], *, answered: bool = False) -> bool:
        """Run a command and kill it where it comes to a place; False where it ended before that by itself.

        It is killed before the server hears the message, or `answered`: when the server has done what it says.
        """
        killed = threading.Event()

        def kill(message: Message) -> bool:
            if not killed.is_set() and is_there(message):
                os.killpg(process.pid, signal.SIGKILL)
                killed.set()
            return killed.is_set()

        with BoltGate(self.where.uri, **{"answered" if answered else "asked": kill}) as gate:
            # It cannot come to a place before it is known whom to kill.
            with gate.lock:
                process = subprocess.Popen(
                    command, env=self.environment(gate.uri), start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
            process.wait(TIMEOUT_S)
        return killed.is_set()


def check(connection: Connection, data: Path) -> int | None:
    """Return the sequence of Neo4j's checkpoint, None where it says that it is no whole state.

    Raises `NotWhole` where anything differs from the Dataset's state at that sequence.
    """
    dataset = open_dataset(Settings(data=data))
    cursor = Neo4jProjection(connection).cursor()
    if cursor is None:
        return None
    with state_at(dataset, cursor.sequence) as reader:
        found = [difference.what for difference in islice(differences(connection, reader), 3)]
    if found:
        raise NotWhole(f"at sequence {cursor.sequence}: {'; '.join(found)}")
    return cursor.sequence


def digest(connection: Connection) -> str:
    """Return a hash over all nodes and relationships but our own book-keeping."""
    nodes = "MATCH (n:Resource) RETURN n.iri, labels(n), properties(n)"
    ties = "MATCH (a:Resource)-[r]->(b) RETURN a.iri, type(r), b.iri, properties(r)"
    rows: list[str] = []
    for cypher in (nodes, ties):
        rows += connection.read(lambda tx, cypher=cypher: [_shown(record.values()) for record in tx.run(cypher)])  # type: ignore[misc]
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


def _shown(values: Sequence[object]) -> str:
    return repr([sorted(v.items()) if isinstance(v, dict) else sorted(v) if isinstance(v, list) else v for v in values])


def one_round(archive: Archive, connection: Connection, random: Random, *, kills: int) -> int:
    """Kill so often, compare after each, verify and rebuild at the end; return the kills that hit."""
    archive.run(archive.ingest())
    rebuild = archive.command("rebuild", "neo4j")
    rebuild_steps = archive.steps_of(rebuild)
    ingest_steps = archive.steps_of(archive.ingest())
    hits = 0
    for number in range(kills):
        # Now and then a rebuild: the next ingest has to find out, and to build it.
        is_rebuild = number % 7 == 3
        step, answered = random.randint(1, rebuild_steps if is_rebuild else ingest_steps), random.random() < 0.5
        command = rebuild if is_rebuild else archive.ingest()
        try:
            hits += archive.kill_at(command, lambda message, step=step: message.step == step, answered=answered)  # type: ignore[misc]
            check(connection, archive.data)
        except NotWhole as err:
            raise NotWhole(f"{command[1]} killed at step {step}, answered: {answered}: {err}") from err
    settle(archive, connection)
    return hits


def settle(archive: Archive, connection: Connection) -> None:
    """Catch up as the next ingest does; raise `NotWhole` where `verify` finds anything, or a rebuild changes it."""
    uri = archive.where.uri
    archive.run(archive.ingest(), uri)
    archive.run(archive.command("verify", "neo4j"), uri)
    followed = digest(connection)
    archive.run(archive.command("rebuild", "neo4j"), uri)
    if digest(connection) != followed:
        raise NotWhole("a rebuild gives another graph than following did")


def trouble(archive: Archive, info: ServerInfo, random: Random, fault: Callable[[], None]) -> tuple[float, str]:
    """Let the server fail at a random statement of an ingest; return how long that went on after it, and its notes."""
    step = random.randint(1, archive.steps_of(archive.ingest()))
    at: list[float] = []

    def fail(message: Message) -> None:
        if message.step >= step and not at:
            at.append(time.monotonic())
            fault()

    # One ingest asks for more statements than another, as its ChangeSets come together or apart.
    while not at:
        with BoltGate(info.uri, asked=fail) as gate:
            said = json.loads(archive.run(archive.ingest(), gate.uri))
    return time.monotonic() - at[0], "; ".join(note.split(": ")[0] for note in said["notes"]) or "no note"


def kill_server(archive: Archive, connection: Connection, info: ServerInfo, random: Random) -> None:
    """Kill the server in the middle of an ingest, start it again, and check."""
    seconds, note = trouble(archive, info, random, lambda: os.kill(info.pid, signal.SIGKILL))
    start(info.home, wait_s=TIMEOUT_S)
    check(connection, archive.data)
    settle(archive, connection)
    print(f"server killed: the ingest ended {seconds:.1f} s later ({note}); the same graph as a rebuild", flush=True)


def pause_server(archive: Archive, connection: Connection, info: ServerInfo, random: Random, seconds: float) -> None:
    """Pause the server for so long in the middle of an ingest, and check."""
    timer = threading.Timer(seconds, os.kill, (info.pid, signal.SIGCONT))

    def pause() -> None:
        os.kill(info.pid, signal.SIGSTOP)
        timer.start()

    try:
        took, note = trouble(archive, info, random, pause)
    finally:
        timer.cancel()
        os.kill(info.pid, signal.SIGCONT)
    check(connection, archive.data)
    settle(archive, connection)
    print(f"server paused for {seconds:g} s: the ingest ended {took:.1f} s later ({note}); the same graph", flush=True)


def main() -> int:
    """Kill, compare, and say how often."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=200, help="of our process")
    parser.add_argument("--server-kills", type=int, default=5)
    parser.add_argument("--pause", type=float, default=30, help="seconds, 0 for none")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random, began, hits, rounds = Random(options.seed), time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch, "neo4j")
        try:
            info = start(home, heap_mb=512, page_cache_mb=128, wait_s=TIMEOUT_S)
            where = info.settings()
            with Connection(where) as connection:
                while hits < options.kills:
                    archive = Archive(Path(scratch, f"round-{rounds}"), where)
                    hits += one_round(archive, connection, random, kills=min(A_ROUND, options.kills - hits))
                    rounds += 1
                    print(f"{hits} kills in {rounds} rounds: whole each time", flush=True)
                archive = Archive(Path(scratch, "server"), where)
                archive.run(archive.ingest())
                archive.run(archive.command("rebuild", "neo4j"), where.uri)
                for _ in range(options.server_kills):
                    kill_server(archive, connection, replace(info, pid=start(home).pid), random)
                if options.pause:
                    pause_server(archive, connection, start(home), random, options.pause)
        except NotWhole as err:
            print(err, file=sys.stderr)
            return 1
        finally:
            stop(home)
    took = time.monotonic() - began
    print(f"{hits} kills of our process, {options.server_kills} of the server, {took:,.0f} s: whole each time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
