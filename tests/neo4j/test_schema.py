"""Constraints and indexes on a real server: created once, mended, migrated by version, and usable."""

from __future__ import annotations

import pytest

from graph.neo4j.connection import Connection, Neo4jError, Neo4jRefused
from graph.neo4j.names import Namespaces
from graph.neo4j.nodes import encode_node
from graph.neo4j.schema import SCHEMA_VERSION, migrate, missing, statements, stored_version
from graph.neo4j.tables import INDEXED
from ontology.graphs import FACTS
from ontology.model import Quad
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, lang_string, string


def rows(connection: Connection, cypher: str, **params: object) -> list[list[object]]:
    return connection.read(lambda tx: tx.run(cypher, params).values())


def test_an_empty_database_gets_everything_and_a_second_time_nothing(neo4j):
    assert stored_version(neo4j) == 0
    assert len(missing(neo4j)) == len(statements()) == 11
    assert migrate(neo4j) == 0
    assert missing(neo4j) == []
    assert migrate(neo4j) == SCHEMA_VERSION == stored_version(neo4j)
    states = rows(neo4j, "SHOW INDEXES YIELD name, state, type WHERE name STARTS WITH 'mediagraph' RETURN type, state")
    assert {state for _, state in states} == {"ONLINE"}
    assert {kind for kind, _ in states} == {"RANGE", "FULLTEXT", "VECTOR"}


def test_what_somebody_dropped_comes_back(neo4j):
    migrate(neo4j)
    neo4j.run_autocommit("DROP INDEX mediagraph_text")
    neo4j.run_autocommit("DROP CONSTRAINT mediagraph_resource_iri")
    assert missing(neo4j) == ["mediagraph_resource_iri", "mediagraph_text"]
    migrate(neo4j)
    assert missing(neo4j) == []


def test_indexes_of_others_stay(neo4j):
    neo4j.run_autocommit("CREATE INDEX theirs FOR (n:Film) ON (n.year)")
    migrate(neo4j)
    assert rows(neo4j, "SHOW INDEXES YIELD name WHERE name = 'theirs' RETURN name") == [["theirs"]]


def test_a_schema_of_a_newer_mediagraph_is_refused(neo4j):
    migrate(neo4j)
    neo4j.write(lambda tx: tx.run("MATCH (s:_Mediagraph {name: 'schema'}) SET s.version = 99").consume())
    with pytest.raises(Neo4jRefused, match="version 99 of the projection's schema"):
        migrate(neo4j)


def test_one_iri_is_one_node(neo4j):
    migrate(neo4j)
    neo4j.write(lambda tx: tx.run("CREATE (:Resource {iri: 'https://example.org/a'})").consume())
    with pytest.raises(Neo4jError):
        neo4j.write(lambda tx: tx.run("CREATE (:Resource {iri: 'https://example.org/a'})").consume())


def test_the_longest_key_and_over_long_values_fit_every_index(neo4j):
    migrate(neo4j)
    subject = f"<https://example.org/{'é' * 1_980}>"
    classes = [
        mg("ImageAsset"),
        mg("Fact"),
        mg("Person"),
        mg("Rendition"),
        "<http://www.w3.org/2004/02/skos/core#Concept>",
    ]
    said = [Quad(subject, RDF_TYPE, of_class, FACTS) for of_class in classes]
    said += [Quad(subject, f"<{iri}>", string("日" * 50_000), FACTS) for iri in INDEXED]
    said += [Quad(subject, f"<{iri}>", lang_string("日" * 50_000, "en"), FACTS) for iri in INDEXED]
    said += [Quad(subject, mg("description"), string("word " * 50_000), FACTS)]
    node = encode_node(subject, said, Namespaces())
    labels = ":".join(f"`{label}`" for label in node.labels)
    neo4j.write(
        lambda tx: tx.run(f"CREATE (n:{labels}) SET n = $row", row={"iri": node.iri, **node.properties}).consume()
    )
    assert rows(neo4j, "MATCH (n:Resource {iri: $iri}) RETURN count(n)", iri=node.iri) == [[1]]


def test_text_is_found_in_each_language_and_in_lists(neo4j):
    migrate(neo4j)
    spaces = Namespaces()
    said = [
        (mg("title"), lang_string("The Flyer", "en")),
        (mg("title"), lang_string("Der Flugapparat", "de")),
        (mg("keyword"), string("biplane")),
        (RDF_TYPE, mg("ImageAsset")),
    ]
    node = encode_node("<https://example.org/a>", [Quad("<https://example.org/a>", *q, FACTS) for q in said], spaces)
    neo4j.write(
        lambda tx: tx.run("CREATE (n:Resource:Asset) SET n = $row", row={"iri": node.iri, **node.properties}).consume()
    )
    for word in ("flyer", "flugapparat", "biplane"):
        found = rows(
            neo4j, "CALL db.index.fulltext.queryNodes('mediagraph_text', $word) YIELD node RETURN node.iri", word=word
        )
        assert found == [["https://example.org/a"]], word


def test_vectors_are_found_by_their_neighbours(neo4j):
    migrate(neo4j)
    neo4j.write(
        lambda tx: tx.run(
            "UNWIND [0, 1] AS n CREATE (a:Resource:Asset {iri: 'https://example.org/' + n}) "
            "SET a.vector = [i IN range(1, 384) | toFloat(CASE WHEN i % 2 = n THEN 1 ELSE 0 END)]"
        ).consume()
    )
    asked = [float(i % 2) for i in range(1, 385)]
    cypher = (
        "CALL db.index.vector.queryNodes('mediagraph_vectors', 1, $vector) YIELD node, score RETURN node.iri, score"
    )
    ((iri, score),) = rows(neo4j, cypher, vector=asked)
    assert iri == "https://example.org/1"
    assert score == pytest.approx(1.0)
