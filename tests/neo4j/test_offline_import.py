"""The first load by offline import: the same graph as by batches, whatever texts it holds; killed, it is none."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings

from graph.changes import commit
from graph.neo4j import csv_files, half_import, offline_import
from graph.neo4j.connection import Connection, Neo4jError, Neo4jRefused
from graph.neo4j.offline_import import OfflineLoad
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.server import ServerInfo, start, status
from graph.projections import Difference, catch_up, rebuild
from graph.stores.oxigraph import MemoryDataset
from graph.stores.oxigraph_terms import to_oxigraph
from graph.stores.update_text import check_quads
from ontology.graphs import FACTS
from ontology.model import Quad, TermError
from ontology.model.rdf import XSD, escape
from ontology.namespaces import MG
from tests.neo4j.arbitrary_quads import SUBJECT, quads_of
from tests.neo4j.conftest import HEAP_MB, PAGE_CACHE_MB, START_S, empty
from tests.neo4j.picture import differing, picture_called_for, picture_of
from tests.neo4j.small_world import SAID, note, quads, say, small_dataset

HOSTILE = [
    *("", " ", "\n", "\r", "\r\n", 'a "quoted" word', '"', '""', ",", "a,b", ";", "'", "\\", "\\n", "\t"),
    *("two\nlines", 'a\n"b",c\r\n', "\ufeff", "\u2028", "\u202ertl", "\U0001f4f7", "null", "NULL", "true", "1", "=1+1"),
    *("\x1d", "\x1f", "a\x1db", "#", "//", "trailing ", "\x01\x7f", "long " * 30_000),
]


@pytest.fixture(scope="module")
def own(neo4j_home) -> ServerInfo:
    return start(neo4j_home(), heap_mb=HEAP_MB, page_cache_mb=PAGE_CACHE_MB, light=True, wait_s=START_S)


@pytest.fixture
def connection(own: ServerInfo) -> Iterator[Connection]:
    with Connection(started(own).settings()) as opened:
        empty(opened)
        yield opened


def started(own: ServerInfo) -> ServerInfo:
    return start(own.home, wait_s=START_S)


def differences_of(connection: Connection, dataset: MemoryDataset) -> list[str]:
    with dataset.reader() as reader:
        return differing(picture_of(connection), picture_called_for(reader))


def leftovers(home: Path) -> list[str]:
    return [path.name for path in (home / "run").iterdir() if path.name != "neo4j.pid"]


def hostile_dataset() -> MemoryDataset:
    """A Dataset of the small world, arbitrary quads of many subjects, and hostile texts one and several to a list."""
    drawn = quads()

    @given(quads_of(SUBJECT))
    @settings(max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    def draw(some: set[Quad]) -> None:
        # Each example its own subject: otherwise one node would hold everything.
        drawn.update(quad._replace(subject=f"{SUBJECT[:-1]}/{len(drawn)}>") for quad in some)

    draw()
    for number, text in enumerate(HOSTILE):
        for name, subject in (("keyword", number), ("keyword", "all"), ("title", number), ("noMapping", number // 2)):
            drawn.add(Quad(about(name, subject), f"<{MG}{name}>", f'"{escape(text)}"', FACTS))
    for number, text in enumerate((str(2**63 - 1), str(-(2**63)), "0", "-5", str(2**53 + 1))):
        for subject in (number, "all"):
            drawn.add(Quad(about("count", subject), f"<{MG}count>", f'"{text}"^^<{XSD}integer>', FACTS))
    dataset = MemoryDataset()
    with dataset.writer(holder="tests") as writer:
        commit(writer, add=set(filter(can_stand, drawn)), **SAID)
    return dataset


def about(name: str, subject: object) -> str:
    return f"<https://example.org/text/{name}/{subject}>"


def can_stand(quad: Quad) -> bool:
    try:
        check_quads([quad])
        to_oxigraph(quad)
    except (TermError, ValueError):
        return False
    return True


def test_an_import_makes_the_same_graph_as_batches_whatever_it_holds(own, connection):
    dataset, projection = hostile_dataset(), Neo4jProjection(connection, offline=OfflineLoad(own.home, demanded=True))
    before = status(own.home).pid
    rebuild(projection, dataset)
    assert status(own.home).pid != before
    assert differences_of(connection, dataset) == []
    assert list(verified(projection, dataset)) == []
    # It goes on from there, change by change, and nothing is left on disk.
    say(dataset, note(1), Quad(note(2).subject, "<https://new.example/terms#said>", '"so"', FACTS))
    catch_up(projection, dataset)
    assert differences_of(connection, dataset) == []
    assert leftovers(own.home) == []


def verified(projection: Neo4jProjection, dataset: MemoryDataset) -> Iterator[Difference]:
    with dataset.reader() as reader:
        yield from projection.differences(reader)


def test_a_large_state_goes_into_an_empty_server_of_ours_offline(own, connection, monkeypatch):
    monkeypatch.setattr(offline_import, "WORTH_IT", 10)
    # So few that much of it comes the other way, after the import.
    monkeypatch.setattr(csv_files, "FORMS", 8)
    dataset, projection = small_dataset(), Neo4jProjection(connection, offline=OfflineLoad(own.home))
    before = status(own.home).pid
    rebuild(projection, dataset)
    after = status(own.home).pid
    assert after != before
    rebuild(projection, dataset)
    assert status(own.home).pid == after, "a whole graph is made anew by batches: others read it"
    assert differences_of(connection, dataset) == []


def test_a_small_state_is_loaded_by_batches(own, connection):
    before = status(own.home).pid
    projection = Neo4jProjection(connection, offline=OfflineLoad(own.home))
    rebuild(projection, small_dataset())
    assert projection.cursor()
    assert status(own.home).pid == before


def test_what_others_keep_there_is_never_dropped(own, connection, monkeypatch):
    monkeypatch.setattr(offline_import, "WORTH_IT", 10)
    connection.run_autocommit("CREATE (:Visitor {name: 'Ada'})")
    before = status(own.home).pid
    with pytest.raises(Neo4jRefused, match="1 nodes of others"):
        rebuild(Neo4jProjection(connection, offline=OfflineLoad(own.home, demanded=True)), small_dataset())
    rebuild(Neo4jProjection(connection, offline=OfflineLoad(own.home)), small_dataset())
    assert connection.read(lambda tx: tx.run("MATCH (n:Visitor) RETURN n.name").value()) == ["Ada"]
    connection.run_autocommit("MATCH (n:Visitor) DELETE n")
    connection.run_autocommit("CREATE INDEX theirs FOR (n:Asset) ON (n.rating)")
    with pytest.raises(Neo4jRefused, match="the index theirs, which an import would drop"):
        rebuild(Neo4jProjection(connection, offline=OfflineLoad(own.home, demanded=True)), small_dataset())
    assert status(own.home).pid == before


def test_another_server_is_never_stopped(own, connection, tmp_path):
    with pytest.raises(Neo4jRefused, match=f"cannot be loaded offline: it is not the server of {tmp_path}"):
        rebuild(Neo4jProjection(connection, offline=OfflineLoad(tmp_path, demanded=True)), small_dataset())


def test_a_full_disk_is_named_and_the_batches_do_it(own, connection, monkeypatch):
    before, dataset = status(own.home).pid, small_dataset()
    monkeypatch.setattr(offline_import, "WORTH_IT", 10)
    monkeypatch.setattr(offline_import.shutil, "disk_usage", lambda _: SimpleNamespace(free=100))
    with pytest.raises(Neo4jError, match=r"no space is left in .* \(1 MB more are needed"):
        rebuild(Neo4jProjection(connection, offline=OfflineLoad(own.home, demanded=True)), dataset)
    rebuild(Neo4jProjection(connection, offline=OfflineLoad(own.home)), dataset)
    assert differences_of(connection, dataset) == []
    assert status(own.home).pid == before
    assert leftovers(own.home) == []


def test_where_the_tool_fails_the_server_comes_back_empty_and_the_batches_do_it(own, connection, monkeypatch, caplog):
    dataset = small_dataset()
    monkeypatch.setattr(offline_import, "WORTH_IT", 10)
    monkeypatch.setattr(offline_import, "DELIMITER", ";")
    rebuild(Neo4jProjection(connection, offline=OfflineLoad(own.home)), dataset)
    assert "not loaded offline but by batches: neo4j-admin could not import" in caplog.text
    assert differences_of(connection, dataset) == []
    assert leftovers(own.home) == []


def test_an_import_whose_end_was_not_reached_is_no_whole_graph(own, connection, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    dataset = small_dataset()
    with monkeypatch.context() as patch:
        patch.setattr(offline_import, "_finish", killed)
        with pytest.raises(KeyboardInterrupt):
            rebuild(Neo4jProjection(connection, offline=OfflineLoad(own.home, demanded=True)), dataset)
    projection = Neo4jProjection(connection)
    assert projection.cursor() is None
    catch_up(projection, dataset)
    assert differences_of(connection, dataset) == []


_IMPORT = """
import sys
from pathlib import Path
from graph.neo4j.connection import Connection
from graph.neo4j.offline_import import OfflineLoad
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.server import status
from graph.projections import rebuild
from tests.neo4j.small_world import small_dataset
home = Path(sys.argv[1])
with Connection(status(home).settings()) as connection:
    rebuild(Neo4jProjection(connection, offline=OfflineLoad(home, demanded=True)), small_dataset())
"""


def test_killed_while_the_tool_imports_the_next_start_is_of_an_empty_database(own, connection):
    process = subprocess.Popen([sys.executable, "-c", _IMPORT, str(own.home)], cwd=Path(__file__).parents[2])
    try:
        deadline = time.monotonic() + START_S
        while not list(half_import._tools(own.home)) or not (own.home / "run" / "half-import").exists():
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    assert not status(own.home).running
    with Connection(started(own).settings()) as again:
        assert list(half_import._tools(own.home)) == []
        assert Neo4jProjection(again).cursor() is None
        assert again.read(lambda tx: tx.run("MATCH (n) RETURN count(n)").value()) == [0]
        dataset = small_dataset()
        rebuild(Neo4jProjection(again), dataset)
        assert differences_of(again, dataset) == []
        # The files of the one that was killed go with the next import.
        with half_import.work_folder(own.home):
            assert len(leftovers(own.home)) == 1
    assert leftovers(own.home) == []
