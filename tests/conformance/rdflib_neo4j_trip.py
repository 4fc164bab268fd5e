"""The same statements through rdflib-neo4j and back.

It has no way to read: what it wrote is read here as favourably as its own rules allow. With KEEP, names are IRIs; with
SHORTEN they are expanded again. A number with a fraction is taken for a decimal, text for a plain string, a node whose
`uri` has no scheme for a blank node. It knows no graphs, so all is taken to stand in the graph asked for.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.neo4j.connection import Connection
from graph.neo4j.values import exact
from ontology.model import Quad
from ontology.model.rdf import RDF_TYPE, is_iri, literal_value
from ontology.namespaces import MG, PREFIXES

PREFIXES_GIVEN = {
    "mg": MG,
    "ex": "https://example.org/",
    "schema": "https://schema.org/",
    "exns": "https://example.com/ns#",
    "skos": PREFIXES["skos"],
    "rdf": PREFIXES["rdf"],
    "rdfs": PREFIXES["rdfs"],
}


@dataclass(frozen=True)
class Trip:
    """What came back, and what was refused on the way ("" for nothing)."""

    quads: frozenset[Quad]
    refused: str = ""


def send(connection: Connection, quads: Iterable[Quad], removed: Iterable[Quad], *, best: bool, graph: str) -> Trip:
    """Write through rdflib-neo4j into an empty database and return what stands there then."""
    refused = ""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            _write(connection, sorted(quads), sorted(removed), best=best)
        except Exception as err:  # what it raises is the result
            refused = type(err).__name__
    found = connection.read(lambda tx: _read(tx, best=best, graph=graph))
    return Trip(frozenset(found), refused)


def _write(connection: Connection, quads: list[Quad], removed: list[Quad], *, best: bool) -> None:
    from rdflib import Graph
    from rdflib_neo4j import HANDLE_MULTIVAL_STRATEGY, HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

    settings = connection.settings
    options: dict[str, Any] = {}
    if best:
        options["handle_vocab_uri_strategy"] = HANDLE_VOCAB_URI_STRATEGY.KEEP
        options["handle_multival_strategy"] = HANDLE_MULTIVAL_STRATEGY.ARRAY
    config = Neo4jStoreConfig(
        auth_data={
            "uri": settings.uri,
            "database": settings.database,
            "user": settings.user,
            "pwd": settings.password,
        },
        custom_prefixes=dict(PREFIXES_GIVEN),
        **options,
    )
    store = Neo4jStore(config=config)
    graph = Graph(store=store)
    graph.open(configuration=None, create=True)
    try:
        for quad in quads:
            graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
        graph.close(commit_pending_transaction=True)
        for quad in removed:
            graph.remove((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    finally:
        store.driver.close()


def _node(term: str) -> Any:
    from rdflib import BNode, Literal, URIRef

    if term.startswith("_:"):
        return BNode(term[2:])
    if is_iri(term):
        return URIRef(term[1:-1])
    text, datatype, language = literal_value(term)
    return Literal(text, lang=language) if language else Literal(text, datatype=datatype)


def _read(tx: Any, *, best: bool, graph: str) -> set[Quad]:
    quads = set()
    for record in tx.run("MATCH (n:Resource) RETURN labels(n) AS labels, properties(n) AS said"):
        said = record["said"]
        subject = _thing(said.pop("uri"))
        for label in record["labels"]:
            if label != "Resource":
                quads.add(Quad(subject, RDF_TYPE, f"<{_iri(label, best=best)}>", graph))
        for name, value in said.items():
            for scalar in value if isinstance(value, list) else [value]:
                quads.add(Quad(subject, f"<{_iri(name, best=best)}>", _literal(scalar), graph))
    for record in tx.run("MATCH (a:Resource)-[r]->(b:Resource) RETURN a.uri AS a, type(r) AS type, b.uri AS b"):
        quads.add(Quad(_thing(record["a"]), f"<{_iri(record['type'], best=best)}>", _thing(record["b"]), graph))
    return quads


def _literal(scalar: Any) -> str:
    try:
        return exact(scalar)
    except ValueError:
        return f'"{scalar}"^^<of no literal>'


def _thing(uri: str) -> str:
    return f"<{uri}>" if ":" in uri else f"_:{uri}"


def _iri(name: str, *, best: bool) -> str:
    prefix, mark, local = name.partition("__")
    return name if best or not mark else PREFIXES_GIVEN.get(prefix, f"{prefix}__") + local
