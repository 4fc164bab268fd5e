"""What a Neo4j that cannot be used is said to be: away, or refused for good; never with a password in it."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from graph.neo4j.connection import (
    Connection,
    Neo4jAway,
    Neo4jError,
    Neo4jRefused,
    Neo4jSettings,
    is_supported,
    refuse_version,
    version_of,
)
from graph.neo4j.server import ServerInfo

SECRET = "geheim-12345"


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Listen on a port of this machine and answer all who connect in one way; yields "127.0.0.1:PORT"."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stopped = threading.Event()
        kept: list[socket.socket] = []

        def serve() -> None:
            while not stopped.is_set():
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                kept.append(client)
                answer(client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            stopped.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)
            for client in kept:
                client.close()


def silent(client: socket.socket) -> None:
    """Accept, and say nothing for ever."""


def http(client: socket.socket) -> None:
    client.recv(20)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def garbage(client: socket.socket) -> None:
    client.recv(20)
    client.sendall(b"\x7fELF" * 10)


def no_version(client: socket.socket) -> None:
    """Answer as Bolt does where none of the versions offered is known: that is how a Neo4j 3 answers."""
    client.recv(20)
    client.sendall(b"\x00\x00\x00\x00")


def hanging_up(client: socket.socket) -> None:
    client.close()


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (silent, Neo4jAway, "cannot be reached|did not answer"),
        (hanging_up, Neo4jAway, "cannot be reached"),
        (http, Neo4jRefused, "HTTP server"),
        (garbage, Neo4jRefused, "no Neo4j that can be used"),
        (no_version, Neo4jRefused, "no Neo4j that can be used"),
    ],
)
def test_what_is_no_neo4j_is_told_from_one_that_is_away(
    scheme: str, answer: Callable[[socket.socket], None], kind: type[Neo4jError], said: str
) -> None:
    with answering(answer) as address:
        settings = Neo4jSettings(f"{scheme}://{address}", password=SECRET)
        with Connection(settings, timeout_s=1) as connection, pytest.raises(kind, match=said) as caught:
            connection.check()
    assert address in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s", "neo4j+ssc"])
def test_where_nobody_listens_it_is_away_at_once_however_it_is_asked(scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        # Bound but not listening: a connection is refused.
        settings = Neo4jSettings(f"{scheme}://127.0.0.1:{free.getsockname()[1]}", password=SECRET)
        with Connection(settings, timeout_s=600) as connection:
            for ask in (
                connection.check,
                lambda: connection.read(lambda tx: None),
                lambda: connection.write(lambda tx: None),
                lambda: connection.run_autocommit("RETURN 1"),
            ):
                # 600 s of trying again would be noticed.
                with pytest.raises(Neo4jAway, match="cannot be reached"):
                    ask()


def test_a_host_without_an_address_is_away() -> None:
    with (
        Connection(Neo4jSettings("bolt://nowhere.invalid:7687"), timeout_s=2) as connection,
        pytest.raises(Neo4jAway, match=r"nowhere\.invalid.*cannot be"),
    ):
        connection.check()


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "localhost:7687",
        "http://localhost:7474",
        "bolt+routing://localhost",
        "bolt://",
        "bolt://localhost:0",
        "bolt://localhost:99999",
        "bolt://localhost:port",
        "bolt://[::1",
        "bolt://localhost/neo4j",
        "bolt://localhost?policy=x",
        f"bolt://neo4j:{SECRET}@localhost:7687",
        f"neo4j+s://neo4j:{SECRET}@localhost",
        f"bolt://localhost:7687?password={SECRET}",
        f"bolt://neo4j:{SECRET}@[::1",
        "\x00",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_before_anything_is_sent(uri: str) -> None:
    with pytest.raises(Neo4jRefused, match="Neo4j address") as caught:
        Connection(Neo4jSettings(uri))
    assert SECRET not in str(caught.value)


def test_a_password_is_never_shown() -> None:
    settings = Neo4jSettings("bolt://localhost:7687", password=SECRET)
    shown = repr(settings) + settings.where + repr(Connection(settings)) + str(vars(Connection)) + str(settings)
    assert SECRET not in shown


@pytest.mark.parametrize(("user", "password"), [("neo4j", SECRET), ("nobody", SECRET), ("neo4j", ""), ("", "")])
def test_a_wrong_user_or_password_is_refused(
    neo4j: Connection, neo4j_settings: Neo4jSettings, user: str, password: str
) -> None:
    # The right one between two wrong ones, so that the server does not begin to make everybody wait.
    neo4j.check()
    wrong = replace(neo4j_settings, user=user, password=password)
    with Connection(wrong) as connection, pytest.raises(Neo4jRefused, match="refuses the user or password") as caught:
        connection.write(lambda tx: tx.run("CREATE (:Intruder)").consume())
    assert caught.value.code == "Neo.ClientError.Security.Unauthorized"
    assert neo4j_settings.uri in str(caught.value)
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_database_that_is_not_there_is_refused(neo4j_settings: Neo4jSettings, scheme: str) -> None:
    uri = neo4j_settings.uri.replace("bolt", scheme)
    settings = replace(neo4j_settings, uri=uri, database="nirgends")
    with Connection(settings) as connection, pytest.raises(Neo4jRefused, match=r"database nirgends.*no such database"):
        connection.check()


def test_a_server_without_tls_is_named_where_tls_is_asked_for(neo4j_settings: Neo4jSettings) -> None:
    settings = replace(neo4j_settings, uri=neo4j_settings.uri.replace("bolt", "bolt+s"))
    with Connection(settings, timeout_s=5) as connection, pytest.raises(Neo4jError, match="TLS"):
        connection.check()


def test_a_paused_server_is_away_in_time_and_back_when_it_goes_on(own_neo4j: ServerInfo) -> None:
    with Connection(own_neo4j.settings(), timeout_s=2) as connection:
        connection.write(lambda tx: tx.run("CREATE (:Before)").consume())
        os.kill(own_neo4j.pid, signal.SIGSTOP)
        try:
            for ask in (connection.check, lambda: connection.read(lambda tx: None)):
                with pytest.raises(Neo4jAway):
                    ask()
        finally:
            os.kill(own_neo4j.pid, signal.SIGCONT)
        assert connection.check() == own_neo4j.version
        found = connection.read(lambda tx: tx.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"])
        assert found == 1


def test_a_killed_server_is_away_and_back_when_it_was_started(
    start_neo4j: Callable[..., ServerInfo], own_neo4j: ServerInfo
) -> None:
    with Connection(own_neo4j.settings(), timeout_s=5) as connection:
        connection.write(lambda tx: tx.run("CREATE (:Before)").consume())
        os.kill(own_neo4j.pid, signal.SIGKILL)
        with pytest.raises(Neo4jAway):
            connection.write(lambda tx: tx.run("CREATE (:Lost)").consume())
        assert start_neo4j(own_neo4j.home).uri == own_neo4j.uri
        labels = connection.read(lambda tx: [r["label"] for r in tx.run("MATCH (n) RETURN labels(n)[0] AS label")])
        assert labels == ["Before"]


@pytest.mark.parametrize(
    ("agent", "version", "supported"),
    [
        ("Neo4j/5.26.30", "5.26.30", True),
        ("Neo4j/2026.08.1", "2026.08.1", True),
        ("Neo4j/5.27-aura", "5.27-aura", True),
        ("Neo4j/5.23.0", "5.23.0", True),
        ("Neo4j/5.9.0", "5.9.0", False),
        ("Neo4j/5.22.0", "5.22.0", False),
        ("Neo4j/4.4.48", "4.4.48", False),
    ],
)
def test_versions_older_than_5_23_are_refused(agent: str, version: str, supported: bool) -> None:
    assert version_of(agent, "here") == version
    assert is_supported(version) == supported
    if not supported:
        with pytest.raises(Neo4jRefused, match=rf"here has version {version}.*older than 5\.23"):
            refuse_version(version, "here")


@pytest.mark.parametrize(
    "agent", ["", "Neo4j/", "Memgraph/2.0", "Neo4j/v5.11.0 compatible graph database server - Memgraph", "x" * 5000]
)
def test_another_product_is_refused(agent: str) -> None:
    with pytest.raises(Neo4jRefused, match="it is no Neo4j") as caught:
        version_of(agent, "here")
    assert len(str(caught.value)) < 300
