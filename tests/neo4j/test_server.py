"""A local Neo4j from its first start to its last stop: started twice, killed, its pid and its port taken by others."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.neo4j.connection import Connection, Neo4jAway, Neo4jError
from graph.neo4j.server import ServerInfo, offline, run_tool, start, status, stop
from graph.neo4j.server_files import read_record, write_record
from graph.neo4j.server_process import is_running

MEDIAGRAPH = Path(sys.executable).with_name("mediagraph")
START = ["start", "--heap", "512", "--page-cache", "64", "--json"]


@pytest.fixture(scope="module")
def home(neo4j_home: Callable[[], Path]) -> Path:
    """The home of one server that the tests of this module start, stop and kill in their order."""
    return neo4j_home()


@pytest.fixture
def info(home: Path) -> ServerInfo:
    """The server of this module, running."""
    return start(home, light=True, wait_s=300)


def command(home: Path, *words: str) -> subprocess.Popen[str]:
    words = (str(MEDIAGRAPH), "neo4j", *words, "--home", str(home))
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> dict[str, object]:
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0, err
    values = json.loads(out)
    assert isinstance(values, dict)
    return values


def count_nodes(info: ServerInfo) -> int:
    with Connection(info.settings()) as connection:
        return connection.read(lambda tx: tx.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"])


def add_node(info: ServerInfo) -> None:
    with Connection(info.settings()) as connection:
        connection.write(lambda tx: tx.run("CREATE (:Kept)").consume())


def take(taken: socket.socket, port: int) -> None:
    """Listen on a port as soon as the kernel has freed it."""
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    while True:
        try:
            taken.bind(("127.0.0.1", port))
            break
        except OSError:
            time.sleep(0.01)
    taken.listen()


def command_lines() -> str:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


def test_nothing_is_said_of_a_home_that_is_not_there(tmp_path: Path) -> None:
    assert status(tmp_path / "none") is None
    assert not stop(tmp_path / "none")
    assert said(command(tmp_path / "none", "status", "--json")) == {"running": False}
    assert not (tmp_path / "none").exists()
    with pytest.raises(Neo4jError, match="no Neo4j was started in"), offline(tmp_path / "none"):
        pass


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"password": "geheim"}', "\x00\xff", '{"version": 5, "bolt_port": "x", "password": "geheim"}'],
)
def test_a_broken_record_is_named_and_nothing_of_it_is_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.json").write_text(text)
    for ask in (status, stop, start):
        with pytest.raises(Neo4jError, match="is not what was written there") as caught:
            ask(tmp_path)
        assert "geheim" not in str(caught.value)
        assert str(tmp_path / "server.json") in str(caught.value)


def test_two_that_start_it_at_once_get_one_server_which_outlives_them(home: Path) -> None:
    both = [command(home, *START) for _ in range(2)]
    seen = ""
    while any(process.poll() is None for process in both):
        seen += command_lines()
        time.sleep(0.05)
    first, second = (said(process) for process in both)
    assert first == second
    assert set(first) == {"uri", "http", "user", "password", "pid", "version"}
    assert first["version"] == "5.26.30"
    assert is_running(home, int(str(first["pid"])))
    # From the first moment on: setting the first password is a process, too.
    assert str(home) in seen
    assert str(first["password"]) not in seen
    assert said(command(home, "status", "--json")) == first | {"running": True}


def test_started_twice_it_is_the_same(info: ServerInfo, home: Path) -> None:
    assert start(home) == info == status(home)
    record = read_record(home)
    assert record
    # As a start leaves it that was killed before it could keep the pid.
    write_record(home, replace(record, pid=0))
    assert start(home) == info == status(home)
    assert read_record(home) == record
    with pytest.raises(Neo4jError, match=r"runs Neo4j 5\.26\.30, not 2026\.08\.1: stop it first"):
        start(home, version="2026.08.1")


def test_its_files_are_for_its_owner_and_hold_no_password_but_one(info: ServerInfo, home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "server.json").stat().st_mode) == 0o600
    assert len(info.password) >= 24
    assert info.password not in repr(info)
    assert {"console.log", "neo4j.log", "debug.log"} <= {path.name for path in (home / "logs").iterdir()}
    with_password = [p for p in home.rglob("*") if p.is_file() and info.password.encode() in p.read_bytes()]
    assert with_password == [home / "server.json"]


def test_it_listens_on_this_machine_only(info: ServerInfo) -> None:
    ports = {int(address.rpartition(":")[2]) for address in (info.uri, info.http)}
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    listening = {words[1] for words in lines if words[3] == "0A"}
    found = {address.rpartition(":")[0] for address in listening if int(address.rpartition(":")[2], 16) in ports}
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    assert found
    assert found <= loopback


def test_an_admin_tool_is_refused_while_it_runs(info: ServerInfo, home: Path) -> None:
    with pytest.raises(Neo4jError, match=f"process {info.pid}"):
        run_tool(home, "database", "info")


def test_after_many_wrong_passwords_the_right_one_is_a_matter_of_waiting(info: ServerInfo) -> None:
    wrong = replace(info.settings(), password="wrong")
    kinds = set()
    for _ in range(6):
        with pytest.raises(Neo4jError) as caught, Connection(wrong) as connection:
            connection.check()
        kinds.add(caught.value.code.rpartition(".")[2])
    assert kinds == {"Unauthorized", "AuthenticationRateLimit"}
    said_meanwhile = set()
    with Connection(info.settings()) as connection:
        while True:
            try:
                assert connection.check() == "5.26.30"
                break
            except Neo4jAway as err:
                said_meanwhile.add(str(err))
                time.sleep(0.5)
    assert all("too often" in sentence for sentence in said_meanwhile)


def test_killed_it_starts_again_though_its_pid_and_port_are_now_others(info: ServerInfo, home: Path) -> None:
    add_node(info)
    nodes = count_nodes(info)
    os.kill(info.pid, signal.SIGKILL)
    while is_running(home, info.pid):
        time.sleep(0.01)
    found = status(home)
    assert found
    assert (found.running, found.pid) == (False, 0)
    record = read_record(home)
    assert record
    assert record.pid == info.pid
    with subprocess.Popen(["sleep", "600"]) as other, socket.socket() as taken:
        try:
            write_record(home, replace(record, pid=other.pid))
            take(taken, record.bolt_port)
            assert not stop(home)
            again = start(home, wait_s=300)
            assert other.poll() is None, "another process was taken for the server"
        finally:
            other.kill()
    assert again.pid not in (info.pid, other.pid)
    assert again.uri != info.uri
    assert again.password == info.password
    assert count_nodes(again) == nodes


def test_offline_lends_the_files_to_the_import_tool_and_starts_it_again_whatever_happens(
    info: ServerInfo, home: Path, tmp_path: Path
) -> None:
    csv = tmp_path / "nodes.csv"
    csv.write_text(":ID,name\n1,Bleriot\n2,Wright\n3,Earhart\n")
    words = ["database", "import", "full", "neo4j", "--overwrite-destination", f"--nodes=Person={csv}"]

    def load_and_fail() -> None:
        with offline(home) as lent:
            found = status(home)
            assert found
            assert not found.running
            done = run_tool(lent, *words, f"--report-file={lent}/import/report.txt")
            assert done.returncode == 0, done.stdout + done.stderr
            raise KeyboardInterrupt

    with Connection(info.settings(), timeout_s=60) as connection:
        connection.write(lambda tx: tx.run("CREATE (:Before)").consume())
        with pytest.raises(KeyboardInterrupt):
            load_and_fail()
        # Bookmarks of what is no more must not keep a connection from reading.
        connection.forget_bookmarks()
        names = connection.read(lambda tx: sorted(r["name"] for r in tx.run("MATCH (n) RETURN n.name AS name")))
    assert names == ["Bleriot", "Earhart", "Wright"]


def test_stopped_twice_and_then_only_a_version_that_can_read_its_data(info: ServerInfo, home: Path) -> None:
    os.kill(info.pid, signal.SIGSTOP)
    assert said(command(home, "stop", "--json")) == {"stopped": True}
    assert not is_running(home, info.pid)
    assert said(command(home, "stop", "--json")) == {"stopped": False}
    found = status(home)
    assert found
    assert (found.running, found.pid, found.uri) == (False, 0, info.uri)
    with pytest.raises(Neo4jError, match=r"5\.26\.30, which 5\.25\.1 cannot read"):
        start(home, version="5.25.1")


def test_data_without_its_password_is_left_alone(home: Path) -> None:
    (home / "server.json").unlink()
    with pytest.raises(Neo4jError, match="password is not known"):
        start(home)
