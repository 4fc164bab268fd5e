"""The connection to a Neo4j: it names its database, sees what it wrote, and cannot write where it reads."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from neo4j import ManagedTransaction

from graph.neo4j.connection import Connection, Neo4jAway, Neo4jError, Neo4jRefused, Neo4jSettings
from graph.neo4j.server import ServerInfo


def create(tx: ManagedTransaction) -> int:
    return int(tx.run("CREATE (n:Thing {number: 7}) RETURN n.number AS n").single(strict=True)["n"])


def count(tx: ManagedTransaction) -> int:
    return int(tx.run("MATCH (n:Thing) RETURN count(n) AS n").single(strict=True)["n"])


def test_check_says_the_version(neo4j: Connection, neo4j_server: ServerInfo) -> None:
    assert neo4j.check() == neo4j_server.version


def test_it_reads_what_it_wrote(neo4j: Connection) -> None:
    assert neo4j.write(create) == 7
    assert neo4j.read(count) == 1
    neo4j.run_autocommit("MATCH (n:Thing {number: $number}) DETACH DELETE n", number=7)
    assert neo4j.read(count) == 0


def test_reading_cannot_write(neo4j: Connection) -> None:
    with pytest.raises(Neo4jError, match="refused a statement") as caught:
        neo4j.read(create)
    assert caught.value.code == "Neo.ClientError.Statement.AccessMode"
    assert neo4j.read(count) == 0


def test_what_fails_in_the_work_writes_nothing_and_comes_as_it_is(neo4j: Connection) -> None:
    def failing(tx: ManagedTransaction) -> None:
        create(tx)
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        neo4j.write(failing)
    assert neo4j.read(count) == 0


def test_another_connection_sees_what_was_written_by_its_bookmarks(
    neo4j: Connection, neo4j_settings: Neo4jSettings
) -> None:
    neo4j.write(create)
    assert neo4j.bookmarks()
    with Connection(neo4j_settings) as reader:
        assert reader.bookmarks() == ()
        reader.follow(neo4j.bookmarks())
        assert reader.bookmarks() == neo4j.bookmarks()
        assert reader.read(count) == 1


def test_a_bookmark_that_nobody_knows_is_forgotten(neo4j: Connection) -> None:
    neo4j.follow(["FB:nonsense"])
    with pytest.raises(Neo4jError):
        neo4j.read(count)
    assert neo4j.read(count) == 0


def test_a_cluster_address_works_with_one_server(neo4j: Connection, neo4j_settings: Neo4jSettings) -> None:
    with Connection(replace(neo4j_settings, uri=neo4j_settings.uri.replace("bolt://", "neo4j://"))) as routed:
        assert routed.write(create) == 7
        assert routed.read(count) == 1
    assert neo4j.read(count) == 1


def test_threads_share_it(neo4j: Connection) -> None:
    threads = [threading.Thread(target=lambda: neo4j.write(create)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert neo4j.read(count) == 8


def test_the_server_ends_what_takes_too_long(neo4j: Connection) -> None:
    def endless(tx: ManagedTransaction) -> None:
        tx.run("UNWIND range(1, 1000000000) AS a UNWIND range(1, 1000000000) AS b RETURN sum(a + b)").consume()

    with pytest.raises(Neo4jError) as caught:
        neo4j.read(endless, server_timeout_s=0.5)
    assert "TransactionTimedOut" in caught.value.code
    assert neo4j.read(count) == 0


def test_a_transaction_beyond_the_servers_memory_is_an_error_that_waiting_does_not_help(neo4j: Connection) -> None:
    def greedy(tx: ManagedTransaction) -> None:
        tx.run("UNWIND range(1, 100000000) AS n WITH collect(toString(n)) AS texts RETURN size(texts)").consume()

    with pytest.raises(Neo4jError, match="memory") as caught:
        neo4j.read(greedy)
    assert not isinstance(caught.value, Neo4jAway | Neo4jRefused)
    assert neo4j.read(count) == 0


def test_two_that_wait_for_each_other_both_get_through(neo4j: Connection) -> None:
    neo4j.write(lambda tx: tx.run("CREATE (:Thing {number: 1}), (:Thing {number: 2})").consume())
    ready = threading.Barrier(2)
    tries = []

    def touch(first: int, second: int) -> None:
        def work(tx: ManagedTransaction) -> None:
            tries.append(first)
            tx.run("MATCH (n:Thing {number: $number}) SET n.touched = true", number=first).consume()
            if len(tries) <= 2:
                ready.wait(timeout=30)
            tx.run("MATCH (n:Thing {number: $number}) SET n.touched = true", number=second).consume()

        neo4j.write(work)

    threads = [threading.Thread(target=touch, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(tries) == 3, "one of them was to be the victim of a deadlock, and tried again"
    assert neo4j.read(lambda tx: tx.run("MATCH (n) WHERE n.touched RETURN count(n) AS n").single(strict=True)["n"]) == 2


def test_after_close_nothing_more_is_asked(neo4j_settings: Neo4jSettings) -> None:
    connection = Connection(neo4j_settings)
    connection.check()
    connection.close()
    connection.close()
    with pytest.raises(Neo4jError, match="closed"):
        connection.read(count)


@pytest.mark.parametrize("cypher", ["MATCH (n RETURN n", "RETURN 1/0", "CALL no.such()", "RETURN $absent"])
def test_a_wrong_statement_is_named_with_its_code(neo4j: Connection, cypher: str) -> None:
    with pytest.raises(Neo4jError) as caught:
        neo4j.read(lambda tx: tx.run(cypher).consume())
    assert caught.value.code.startswith("Neo.ClientError.")
    assert caught.value.code in str(caught.value)
    assert not isinstance(caught.value, Neo4jAway | Neo4jRefused)
