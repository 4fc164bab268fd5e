"""The real Neo4j of tests/neo4j, for these tests too: all of a run share one server."""

from __future__ import annotations

from tests.neo4j.conftest import empty, neo4j, neo4j_module, neo4j_server, neo4j_settings, neo4j_turn

__all__ = ["empty", "neo4j", "neo4j_module", "neo4j_server", "neo4j_settings", "neo4j_turn"]
