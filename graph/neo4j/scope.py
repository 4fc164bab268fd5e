"""What of the Dataset stands in Neo4j, and where it can be seen.

Projected: every graph but mg:changes and mg:quarantine. A statement in a graph of ours other than mg:facts,
mg:ontology, mg:evidence and mg:decisions (mg:review, drafts, restricted Facts) is hidden: it is kept as text on its
subject and is neither property, label nor relationship, so that a plain MATCH sees what is accepted.
"""

from __future__ import annotations

from typing import Any, Final

from graph.neo4j.names import NotOurs
from ontology.graphs import CHANGES, DECISIONS, EVIDENCE, FACTS, ONTOLOGY, OURS_PREFIX, QUARANTINE
from ontology.model.rdf import DEFAULT_GRAPH, Quad, Term

NOT_PROJECTED: Final = frozenset({CHANGES, QUARANTINE})
SHOWN_OURS: Final = frozenset({FACTS, ONTOLOGY, EVIDENCE, DECISIONS})

LONGEST_KEY: Final = 4_000
"""UTF-8 bytes of the longest subject term: the index behind a uniqueness constraint takes some 8,000."""


def is_projected(quad: Quad) -> bool:
    """Say whether Neo4j holds a statement: its graph is projected, and its subject can be a key."""
    subject = quad.subject
    return quad.graph not in NOT_PROJECTED and (len(subject) <= LONGEST_KEY // 4 or fits_key(subject))


def fits_key(term: Term) -> bool:
    """Say whether a subject or object can be the key of a node."""
    return len(term.encode("utf-8", "replace")) <= LONGEST_KEY


def is_hidden(graph: Term) -> bool:
    """Say whether statements of a graph are kept as text only."""
    return graph.startswith(OURS_PREFIX) and graph not in SHOWN_OURS


_SHORT: Final = {FACTS: "facts", EVIDENCE: "evidence", ONTOLOGY: "ontology", DECISIONS: "decisions", DEFAULT_GRAPH: ""}
_LONG: Final = {name: graph for graph, name in _SHORT.items()}
USUAL_ORDER: Final = {graph: place for place, graph in enumerate(_SHORT)}
"""Which graph is the home of a node where two hold as many of its statements: the first of these."""


def short_graph(graph: Term) -> str:
    """Return a graph as a property holds it: the short name of one of ours, "" for the unnamed one, else its IRI."""
    short = _SHORT.get(graph)
    return short if short is not None else graph[1:-1] if graph[0] == "<" else graph


def long_graph(short: Any) -> Term:
    """Return the graph's term of such a property; raise `NotOurs` where it is no text."""
    if not isinstance(short, str):
        raise NotOurs(repr(short), f"is a {type(short).__name__} where this projection writes the name of a graph")
    graph = _LONG.get(short)
    return graph if graph is not None else short if short.startswith("_:") else f"<{short}>"


def node_key(subject: Term) -> str:
    """Return the key of a subject: the IRI without its brackets; blank nodes and triple terms as they are written."""
    return subject[1:-1] if subject[:1] == "<" and subject[1:2] != "<" else subject


def subject_of(key: str) -> Term:
    """Return the term of a node's key."""
    return key if key.startswith(("_:", "<<")) else f"<{key}>"
