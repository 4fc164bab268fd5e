"""The newest Facts, read from the newest ChangeSets."""

from __future__ import annotations

from collections import Counter

from graph.changes import list_changes
from graph.dataset import Reader
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, iri_value

_LOOKED_AT = 20


def newest_facts(reader: Reader, *, limit: int) -> list[str]:
    """Return the IRIs of up to `limit` Facts that the last ChangeSets brought, newest ChangeSet first.

    Of one ChangeSet, those that most Observations support come first: they have most to show.
    """
    found: dict[str, None] = {}
    for change in list_changes(reader, limit=_LOOKED_AT):
        new = {q.subject for q in change.added if q.predicate == RDF_TYPE and q.object == mg("Fact")}
        support = Counter(q.subject for q in change.added if q.predicate == mg("support"))
        for node in sorted(new, key=lambda fact: (-support[fact], fact)):
            found.setdefault(iri_value(node))
            if len(found) == limit:
                return list(found)
    return list(found)
