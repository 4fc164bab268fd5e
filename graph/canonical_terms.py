"""Canonical terms: the form of a literal that every store gives back as it was put in (DESIGN 5).

Measured on pyoxigraph 0.5.13: xsd:int comes back as xsd:integer, ``1.50`` as ``1.5``, ``+00:00`` as ``Z``, ``PT60S``
as ``PT1M``, ``en-GB`` as ``en-gb``; other stores keep what they are given. So the commit door writes the form that
stays. Blank nodes become IRIs there (RDF 1.1 Concepts, 3.5), and can be made blank again on the way out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ontology.model import Quad, Term
from ontology.model.identifiers import digest
from ontology.model.rdf import iri

GENID: Final = ".well-known/genid/"


def canonical_quad(quad: Quad) -> Quad:
    """Return a quad whose object is in canonical form; the quad itself where it is already."""
    term = quad.object
    # IRIs and plain strings are canonical as they are; only a datatype, language tag or escape can need work.
    if not term.startswith('"') or (term.endswith('"') and "\\" not in term and term.isprintable()):
        return quad
    canonical = stored_form(term)
    return quad if canonical == term else quad._replace(object=canonical)


@lru_cache(maxsize=16_384)
def stored_form(term: Term) -> Term:
    """Return the canonical form of a literal; an ill-typed one (``"abc"^^xsd:decimal``) stays as it is.

    >>> stored_form('"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    import pyoxigraph

    from graph.stores.oxigraph_terms import value

    # What the store makes of it is the definition, so the store is asked rather than imitated.
    store = pyoxigraph.Store()
    anything = pyoxigraph.NamedNode("x:x")
    store.add(pyoxigraph.Quad(anything, anything, value(term)))
    return str(next(iter(store)).object)


def skolemise(quads: Iterable[Quad], *, base: str, scope: str) -> list[Quad]:
    """Return the quads with each blank node as ``{base}.well-known/genid/…``.

    A label names one node inside one scope (a document's hash, say): the same text in the same scope gives the same
    IRI again, so that loading a file twice writes nothing the second time.
    """

    def skolem(term: Term) -> Term:
        return iri(f"{base}{GENID}{digest(scope, term[2:])}") if term.startswith("_:") else term

    return [
        Quad(skolem(quad.subject), quad.predicate, skolem(quad.object), skolem(quad.graph))
        if quad.subject.startswith("_:") or quad.object.startswith("_:") or quad.graph.startswith("_:")
        else quad
        for quad in quads
    ]


def restore_blank(term: Term, *, base: str) -> Term:
    """Return the blank node that `skolemise` made into this IRI; any other term as it is.

    >>> restore_blank("<https://example.org/.well-known/genid/abc>", base="https://example.org/")
    '_:abc'
    """
    prefix = f"<{base}{GENID}"
    return f"_:{term[len(prefix) : -1]}" if term.startswith(prefix) else term
