"""The Reconciliation Service API 0.2 over the taxonomy, the Entities of the Dataset, and the Wikidata index."""
