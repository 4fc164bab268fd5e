"""SPARQL constraints set at a time: read their queries, say which are safe, and rewrite those for all focus nodes."""
