"""The newest Facts, read from the newest ChangeSets."""

from __future__ import annotations

from graph.changes import list_changes
from graph.dataset import Reader
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, iri_value

_LOOKED_AT = 20


def newest_facts(reader: Reader, *, limit: int) -> list[str]:
    """Return the IRIs of up to `limit` Facts that the last ChangeSets brought, newest ChangeSet first."""
    found: dict[str, None] = {}
    for change in list_changes(reader, limit=_LOOKED_AT):
        for quad in change.added:
            if quad.predicate == RDF_TYPE and quad.object == mg("Fact"):
                found.setdefault(iri_value(quad.subject))
                if len(found) == limit:
                    return list(found)
    return list(found)
