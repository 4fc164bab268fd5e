"""Two projectors at once, processes and threads: what both bring is brought once, and neither hinders the other."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from api.opening import open_dataset
from api.settings import Settings
from benchmarks.bolt_gate import BoltGate, Message
from benchmarks.kill_neo4j import Archive
from graph.neo4j.connection import Connection
from graph.neo4j.following import Standing, standing_of
from graph.neo4j.projection import Neo4jProjection
from graph.projections import Cursor, catch_up
from graph.stores.oxigraph import MemoryDataset
from tests.neo4j.aftermath import WAIT_S, stands_whole, until
from tests.neo4j.small_world import note, say, small_dataset


@contextmanager
def serving(archive: Archive, uri: str) -> Iterator[None]:
    """Run `mediagraph serve`, which follows, and end it as a service manager does."""
    command = archive.command("serve", "--port", "0")
    server = subprocess.Popen(command, env=archive.environment(uri), stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr
        assert "mediagraph serves" in server.stderr.readline()
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=WAIT_S)
    assert server.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in said


def test_two_processes_follow_what_a_third_ingests(neo4j: Connection, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive", neo4j.settings)
    archive.run(archive.ingest())
    commits: list[list[Message]] = [[], []]
    with ExitStack() as open_:
        for own in commits:

            def noted(message: Message, own: list[Message] = own) -> None:
                if message.name == "COMMIT" and message.writes:
                    own.append(message)

            gate = open_.enter_context(BoltGate(neo4j.settings.uri, answered=noted))
            # Both find an empty database: one builds it, the other waits.
            open_.enter_context(serving(archive, gate.uri))
        for _ in range(3):
            sequence = json.loads(archive.run(archive.ingest()))["sequence"]
        projection = Neo4jProjection(neo4j)
        until(lambda: (cursor := projection.cursor()) is not None and cursor.sequence == sequence)
    assert all(commits)
    assert stands_whole(neo4j, open_dataset(Settings(data=archive.data)))


def test_of_two_that_find_nothing_built_one_builds_and_the_other_goes_on_from_there(neo4j: Connection) -> None:
    dataset = small_dataset()
    loads: list[str] = []
    begun, moved = threading.Event(), threading.Event()

    def asked(message: Message) -> None:
        if re.search(r"CREATE \(n:.*Asset", message.text):
            loads.append(message.text)
            begun.set()
            # The Dataset moves on while the first one builds, and the second one comes for the new state.
            assert moved.wait(WAIT_S)

    with BoltGate(neo4j.settings.uri, asked=asked) as gate:
        first = Connection(replace(neo4j.settings, uri=gate.uri))
        with first, Connection(neo4j.settings) as second:
            threads = [threading.Thread(target=catch_up, args=(Neo4jProjection(first), dataset))]
            threads[0].start()
            assert begun.wait(WAIT_S)
            sequence = say(dataset, note(1))
            builds = {build_of(neo4j)}
            reached: list[int] = []
            threads.append(threading.Thread(target=lambda: reached.append(catch_up(Neo4jProjection(second), dataset))))
            threads[1].start()
            until(lambda: waits_for_a_lock(neo4j))
            moved.set()
            for thread in threads:
                thread.join(WAIT_S)
            builds.add(build_of(neo4j))
    assert (len(loads), len(builds), reached) == (1, 1, [sequence])
    assert stands_whole(neo4j, dataset)


def build_of(connection: Connection) -> str:
    """Return the id of the rebuild that the graph comes from, or will come from."""
    return connection.read(lambda tx: tx.run("MATCH (c:_Mediagraph {name: 'checkpoint'}) RETURN c.build").single()[0])


def waits_for_a_lock(connection: Connection) -> bool:
    """Say whether a transaction waits for one that another holds."""
    found = connection.read(lambda tx: tx.run("SHOW TRANSACTIONS YIELD status RETURN status").value())
    return any("Blocked" in status for status in found)


class _Overtaken(Neo4jProjection):
    """A projection that another projector overtakes in the moment before it reads its cursor."""

    def __init__(self, connection: Connection, dataset: MemoryDataset) -> None:
        super().__init__(connection)
        self.others, self.dataset, self.said = Neo4jProjection(connection), dataset, 0

    def cursor(self) -> Cursor | None:
        self.said += 1
        say(self.dataset, note(self.said))
        catch_up(self.others, self.dataset)
        return super().cursor()


def test_one_that_is_overtaken_is_not_taken_for_one_of_another_dataset(neo4j: Connection) -> None:
    dataset = small_dataset()
    catch_up(Neo4jProjection(neo4j), dataset)
    overtaken = _Overtaken(neo4j, dataset)
    assert catch_up(overtaken, dataset) == 2
    assert standing_of(overtaken, dataset) == Standing("neo4j", "current", 3, 0)
    assert stands_whole(neo4j, dataset)


def test_projectors_with_connections_of_their_own_bring_each_change_once(neo4j: Connection) -> None:
    dataset = small_dataset()
    catch_up(Neo4jProjection(neo4j), dataset)
    failures: list[BaseException] = []
    ended = threading.Event()

    def follow() -> None:
        try:
            with Connection(neo4j.settings) as connection:
                projection = Neo4jProjection(connection)
                while not ended.is_set():
                    catch_up(projection, dataset)
                catch_up(projection, dataset)
        except BaseException as err:
            failures.append(err)

    threads = [threading.Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(30):
        say(dataset, note(number), remove=(note(number - 1),) if number % 3 == 2 else ())
    ended.set()
    for thread in threads:
        thread.join(WAIT_S)
    assert failures == []
    assert stands_whole(neo4j, dataset)
