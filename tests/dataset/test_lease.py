"""One writer at a time over all processes; readers never wait for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.changes import commit
from graph.dataset import DatasetError, DatasetLocked
from graph.lease import lease_holder, take_lease
from graph.stores.oxigraph_disk import DiskDataset
from ontology.graphs import FACTS
from ontology.model import Quad

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def quad(number: int) -> Quad:
    return Quad(f"<https://example.org/{number}>", "<https://example.org/p>", f'"{number}"', FACTS)


def write(dataset: DiskDataset, number: int) -> int:
    with dataset.writer(holder=f"writer {number}") as writer:
        return commit(writer, add=[quad(number)], author="a", reason="r", now=NOW)


HOLD = """
import sys, time
from pathlib import Path
from graph.datafolder import open_data_folder
from graph.stores.oxigraph_disk import DiskDataset
with DiskDataset(open_data_folder(Path(sys.argv[1]))).writer(holder="ingest of the archive") as writer:
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def held_by_another_process(folder: Path, seconds: float) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder), str(seconds)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "held\n"
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_who_waits_too_long_is_told_who_holds_the_lease(disk):
    hasty = DiskDataset(disk.folder, lease_wait_s=0.2)
    with held_by_another_process(disk.folder.path, 60) as child:
        with pytest.raises(DatasetLocked) as locked, hasty.writer(holder="me"):
            pass
        assert "ingest of the archive" in locked.value.holder
        assert f"process {child.pid}" in str(locked.value)
        assert str(disk.folder.path) in str(locked.value)
        assert lease_holder(disk.folder.path).startswith("ingest of the archive")


def test_who_waits_gets_it_when_the_holder_is_done(disk):
    with held_by_another_process(disk.folder.path, 0.5):
        assert write(disk, 1) == 1


def test_the_lease_of_a_killed_process_is_free_at_once(disk):
    with held_by_another_process(disk.folder.path, 60) as child:
        child.send_signal(signal.SIGKILL)
        child.wait()
        started = time.monotonic()
        assert write(disk, 1) == 1
        assert time.monotonic() - started < 5
    assert lease_holder(disk.folder.path) == ""


def test_a_forked_child_does_not_hold_its_parents_lease(disk):
    lease = take_lease(disk.folder.path, holder="parent")
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(20,))
    child.start()
    try:
        lease.release()
        take_lease(disk.folder.path, holder="another", wait_s=0.5).release()
    finally:
        child.kill()
        child.join()


def test_threads_of_one_process_exclude_each_other_too(disk):
    write(disk, 0)
    numbers = range(1, 9)
    threads = [threading.Thread(target=write, args=(disk, number)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with disk.reader() as reader:
        assert reader.sequence == 9
        assert set(reader.quads(graph=FACTS)) == {quad(number) for number in range(9)}


def test_readers_read_beside_a_writer_and_say_their_sequence(disk):
    write(disk, 1)
    with disk.writer(holder="long") as writer:
        with disk.reader() as reader:
            assert reader.sequence == 1
            for number in range(2, 30):
                commit(writer, add=[quad(number)], author="a", reason="r", now=NOW)
            assert set(reader.quads(graph=FACTS)) == {quad(1)}, "a reader's state never changes under it"
        writer.publish()
        with disk.reader(at_least=29) as reader:
            assert reader.sequence == 29


def test_a_reader_that_asks_for_too_much_is_told(disk, monkeypatch):
    monkeypatch.setattr("graph.stores.oxigraph_disk._WAIT_FOR_SEQUENCE_S", 0.1)
    write(disk, 1)
    with pytest.raises(DatasetError, match="is at sequence 1; 5 was asked for"), disk.reader(at_least=5):
        pass


def test_a_long_writer_publishes_by_itself_at_most_four_times_a_second(disk):
    seen = set()
    with disk.writer(holder="long") as writer:
        started = time.monotonic()
        number = 0
        while time.monotonic() - started < 1.2:
            number += 1
            commit(writer, add=[quad(number)], author="a", reason="r", now=NOW)
            seen.add(disk.checkpoints.newest())
    assert 2 <= len(seen) <= 7
    assert disk.checkpoints.newest() == number


def test_a_writer_gives_way_to_one_that_waits(disk):
    done = threading.Event()

    def other() -> None:
        write(disk, 2)
        done.set()

    with disk.writer(holder="long") as writer:
        commit(writer, add=[quad(1)], author="a", reason="r", now=NOW)
        assert writer.give_way() is False, "nobody waits"
        thread = threading.Thread(target=other)
        thread.start()
        deadline = time.monotonic() + 10
        gave_way = False
        while not gave_way and time.monotonic() < deadline:
            gave_way = writer.give_way()
            time.sleep(0.01)
        assert gave_way
        assert done.wait(10)
        assert writer.sequence == 2
        assert writer.present([quad(1), quad(2)]) == {quad(1), quad(2)}
        assert commit(writer, add=[quad(3)], author="a", reason="r", now=NOW) == 3
        thread.join()


def test_checkpoints_are_few_and_none_goes_from_under_a_reader(disk):
    write(disk, 0)
    with disk.reader() as old:
        for number in range(1, 8):
            write(disk, number)
        assert disk.checkpoints.sequences() == [1, 6, 7, 8]
        assert set(old.quads(graph=FACTS)) == {quad(0)}
    write(disk, 8)
    assert disk.checkpoints.sequences() == [7, 8, 9]


def test_what_a_killed_writer_had_not_published_is_published_by_the_next_reader(disk):
    program = HOLD.replace(
        'print("held"',
        "from datetime import UTC, datetime\n"
        "    from graph.changes import commit\n"
        "    from ontology.model import Quad\n"
        "    for n in range(20):\n"
        "        q = Quad(f'<https://example.org/{n}>', '<https://example.org/p>', f'\"{n}\"')\n"
        "        commit(writer, add=[q], author='a', reason='r', now=datetime.now(UTC))\n"
        '    print("held"',
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(disk.folder.path), "60"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    newest = disk.checkpoints.newest()
    assert newest is not None
    assert newest < 20
    with disk.reader() as reader:
        assert reader.sequence == 20


def test_iterators_left_open_do_not_keep_the_folder_locked(disk):
    write(disk, 1)
    with disk.writer(holder="me") as writer:
        left = writer.quads()
        answer = writer.query("SELECT * { ?s ?p ?o }")
        next(left)
    assert list(left) == []
    assert list(answer.rows) == []
    assert write(disk, 2) == 2
    with pytest.raises(DatasetError, match="closed"):
        writer.quads()


def test_an_error_in_a_batch_keeps_what_was_committed(disk):
    def batch() -> None:
        with disk.writer(holder="me") as writer:
            commit(writer, add=[quad(1)], author="a", reason="r", now=NOW)
            raise KeyError("a mistake of the caller")

    with pytest.raises(KeyError):
        batch()
    with disk.reader() as reader:
        assert reader.sequence == 1


def test_a_live_store_behind_its_checkpoints_is_not_written_to(disk):
    import shutil

    write(disk, 1)
    shutil.copytree(disk.folder.store, disk.folder.path / "kept")
    write(disk, 2)
    shutil.rmtree(disk.folder.store)
    (disk.folder.path / "kept").rename(disk.folder.store)
    with pytest.raises(DatasetError, match=r"at sequence 1, but 2 was published.*restore"):
        write(disk, 3)
    with disk.reader() as reader:
        assert reader.sequence == 2
