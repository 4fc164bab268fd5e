"""Constraints and indexes of the projection, created and migrated by version.

Range indexes read only properties that `tables.INDEXED` keeps short: a longer value would fail its whole transaction.
Everything carries a name that begins with ``mediagraph_``; what others made in the same database is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.neo4j.errors import Neo4jRefused

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.neo4j.connection import Connection

SCHEMA_VERSION: Final = 1

VECTOR_DIMENSIONS: Final = 384
"""Of the text embedder (DESIGN 4); vectors stand in `vector` and are not written by this projection."""

TEXT_PROPERTIES: Final = (
    *("label", "title", "headline", "description", "caption", "keyword", "keyPhrase", "utterance", "transcript"),
    *("subtitle", "onScreenText", "bodyText", "prefLabel", "altLabel"),
    *(f"{name}_{language}" for name in ("title", "prefLabel", "altLabel") for language in ("en", "de", "fr", "es")),
)
"""What the full-text index reads: bare names have the best language; the others are found by their own."""

_OBJECTS: Final[dict[str, str]] = {
    "mediagraph_resource_iri": "CONSTRAINT {name} IF NOT EXISTS FOR (n:Resource) REQUIRE n.iri IS UNIQUE",
    "mediagraph_own_name": "CONSTRAINT {name} IF NOT EXISTS FOR (n:_Mediagraph) REQUIRE n.name IS UNIQUE",
    "mediagraph_namespace_prefix": "CONSTRAINT {name} IF NOT EXISTS FOR (n:_Namespace) REQUIRE n.prefix IS UNIQUE",
    "mediagraph_fact_status": "INDEX {name} IF NOT EXISTS FOR (n:Fact) ON (n.status)",
    "mediagraph_asset_title": "INDEX {name} IF NOT EXISTS FOR (n:Asset) ON (n.title)",
    "mediagraph_asset_label": "INDEX {name} IF NOT EXISTS FOR (n:Asset) ON (n.label)",
    "mediagraph_entity_label": "INDEX {name} IF NOT EXISTS FOR (n:Entity) ON (n.label)",
    "mediagraph_concept_label": "INDEX {name} IF NOT EXISTS FOR (n:Concept) ON (n.prefLabel_en)",
    "mediagraph_rendition_hash": "INDEX {name} IF NOT EXISTS FOR (n:Rendition) ON (n.sha256)",
    "mediagraph_text": "FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:Asset|Segment|Entity|Concept) ON EACH "
    f"[{', '.join(f'n.{name}' for name in TEXT_PROPERTIES)}]",
    "mediagraph_vectors": "VECTOR INDEX {name} IF NOT EXISTS FOR (n:Asset) ON (n.vector) OPTIONS {{indexConfig: "
    f"{{{{`vector.dimensions`: {VECTOR_DIMENSIONS}, `vector.similarity_function`: 'cosine'}}}}}}}}",
}

MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {1: ()}
"""What is run to come to a version from the one before it, before whatever is missing is created."""


def statements() -> dict[str, str]:
    """Return the statement that creates each constraint and index, by name; run again they change nothing."""
    return {name: "CREATE " + statement.format(name=name) for name, statement in _OBJECTS.items()}


def stored_version(connection: Connection) -> int:
    """Return the version of the schema in the database; 0 where there is none."""
    cypher = "MATCH (s:_Mediagraph {name: 'schema'}) RETURN s.version AS version"

    def work(tx: ManagedTransaction) -> int:
        record = tx.run(cypher).single()
        version = record["version"] if record else 0
        return version if isinstance(version, int) else 0

    return connection.read(work)


def missing(connection: Connection) -> list[str]:
    """Return the names of our constraints and indexes that the database lacks: somebody dropped them, or nobody made
    them yet."""

    def work(tx: ManagedTransaction) -> set[str]:
        return {record["name"] for record in tx.run("SHOW INDEXES YIELD name")}

    # A uniqueness constraint has an index of its name.
    standing = connection.read(work)
    return [name for name in _OBJECTS if name not in standing]


def migrate(connection: Connection, *, wait_s: int = 60) -> int:
    """Bring constraints and indexes to `SCHEMA_VERSION` and return the version that stood there before.

    Waits until the indexes can be used. Raises `Neo4jRefused` where a newer mediagraph has written the schema.
    """
    before = stored_version(connection)
    if before > SCHEMA_VERSION:
        raise Neo4jRefused(
            f"{connection.settings.where} holds version {before} of the projection's schema, and this mediagraph knows "
            f"versions up to {SCHEMA_VERSION}: use the mediagraph that wrote it, or an empty database"
        )
    for version in range(before + 1, SCHEMA_VERSION + 1):
        for cypher in MIGRATIONS[version]:
            connection.run_autocommit(cypher)
    absent = missing(connection)
    for name, cypher in statements().items():
        if name in absent:
            connection.run_autocommit(cypher)
    if absent:
        connection.run_autocommit("CALL db.awaitIndexes($seconds)", seconds=wait_s)
    if before < SCHEMA_VERSION:
        connection.write(_set_version)
    return before


def _set_version(tx: ManagedTransaction) -> None:
    tx.run("MERGE (s:_Mediagraph {name: 'schema'}) SET s.version = $version", version=SCHEMA_VERSION).consume()
