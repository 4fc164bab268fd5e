"""The newest Neo4j on a newer Java: started, written to and stopped as the LTS is."""

from __future__ import annotations

from collections.abc import Callable

from graph.neo4j.connection import Connection
from graph.neo4j.server import ServerInfo, start, status, stop

NEWEST = "2026.08.1"


def test_the_newest_version_works_like_the_lts(start_neo4j: Callable[..., ServerInfo]) -> None:
    info = start_neo4j(version=NEWEST)
    assert (info.version, info.running) == (NEWEST, True)
    with Connection(info.settings()) as connection:
        assert connection.check() == NEWEST
        connection.run_autocommit("CREATE CONSTRAINT iri FOR (n:Resource) REQUIRE n.iri IS UNIQUE")
        connection.run_autocommit("CREATE FULLTEXT INDEX words FOR (n:Resource) ON EACH [n.title]")
        connection.run_autocommit(
            "CREATE VECTOR INDEX vectors FOR (n:Resource) ON (n.vector) "
            "OPTIONS {indexConfig: {`vector.dimensions`: 3, `vector.similarity_function`: 'cosine'}}"
        )
        connection.run_autocommit("CALL db.awaitIndexes()")
        cypher = "CREATE (n:Resource {iri: $iri, title: 'First flights', vector: [1.0, 0.0, 0.0]}) RETURN n.iri AS iri"
        iri = connection.write(lambda tx: tx.run(cypher, iri="https://example.org/1").single(strict=True)["iri"])
        assert connection.read(lambda tx: [r["iri"] for r in tx.run("MATCH (n:Resource) RETURN n.iri AS iri")]) == [iri]
        run = "CALL db.index.vector.queryNodes('vectors', 1, [1.0, 0.1, 0.0]) YIELD node RETURN node.iri AS iri"
        assert connection.read(lambda tx: [r["iri"] for r in tx.run(run)]) == [iri]
    assert start(info.home) == info
    assert stop(info.home)
    found = status(info.home)
    assert found
    assert (found.version, found.running) == (NEWEST, False)
