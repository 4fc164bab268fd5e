"""The Neo4j adapter: a local server, the connection, the projection, and reading. Only this package imports `neo4j`."""
