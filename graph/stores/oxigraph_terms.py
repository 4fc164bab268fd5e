"""Between our terms (N-Triples text) and pyoxigraph's: the only place that knows both."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pyoxigraph

from ontology.model import Quad, Term, TermError
from ontology.model.rdf import literal_value

OxTerm = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
DEFAULT: Final = pyoxigraph.DefaultGraph()


def node(term: Term) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    """Return the pyoxigraph term of an IRI or blank node."""
    if term.startswith("<"):
        return pyoxigraph.NamedNode(term[1:-1])
    if term.startswith("_:"):
        return pyoxigraph.BlankNode(term[2:])
    raise TermError("term", term, "is neither an IRI nor a blank node")


@lru_cache(maxsize=4096)
def named(term: Term) -> pyoxigraph.NamedNode:
    """Return the pyoxigraph term of an IRI that many quads share: a predicate or a graph."""
    if not term.startswith("<"):
        raise TermError("term", term, "is not an IRI")
    return pyoxigraph.NamedNode(term[1:-1])


def value(term: Term) -> OxTerm:
    """Return the pyoxigraph term of any term that can be an object."""
    if not term.startswith('"'):
        return node(term)
    literal = literal_value(term)
    if literal.language:
        return pyoxigraph.Literal(literal.text, language=literal.language)
    return pyoxigraph.Literal(literal.text, datatype=named(f"<{literal.datatype}>"))


def graph_name(term: Term) -> pyoxigraph.NamedNode | pyoxigraph.DefaultGraph:
    """Return the pyoxigraph graph of a graph term; "" is the unnamed graph."""
    return named(term) if term else DEFAULT


def to_oxigraph(quad: Quad) -> pyoxigraph.Quad:
    """Return pyoxigraph's form of a quad."""
    return pyoxigraph.Quad(node(quad.subject), named(quad.predicate), value(quad.object), graph_name(quad.graph))


def from_oxigraph(quad: pyoxigraph.Quad) -> Quad:
    """Return our form of a quad."""
    graph = quad.graph_name
    name = "" if isinstance(graph, pyoxigraph.DefaultGraph) else str(graph)
    return Quad(str(quad.subject), str(quad.predicate), str(quad.object), name)
