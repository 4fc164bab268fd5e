"""Blank nodes become IRIs that depend on what is said of them, so that the same file gives the same quads twice.

RDF 1.1 Concepts, 3.5: Skolem IRIs are recognised by ``/.well-known/genid/``. A node's content is hashed from what hangs
below it, leaves first; its name is hashed from that and from what points at it, roots first. Nodes on a cycle, or above
one, are coloured by rounds of refinement instead. Alike nodes are told apart by their order in the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from ontology.model.identifiers import digest
from ontology.model.rdf import Quad, Term

GENID: Final = "https://w3id.org/mediagraph/.well-known/genid/"
_MOST_ROUNDS: Final = 100


def is_blank(term: Term) -> bool:
    """Say whether a term is a blank node."""
    return term.startswith("_:")


def skolemise(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads in order, with every blank node replaced by its Skolem IRI."""
    listed = list(quads)
    edges = [quad for quad in listed if is_blank(quad.subject) or is_blank(quad.object)]
    if not edges:
        return listed
    names = _names(edges)
    return [
        Quad(names.get(quad.subject, quad.subject), quad.predicate, names.get(quad.object, quad.object), quad.graph)
        if is_blank(quad.subject) or is_blank(quad.object)
        else quad
        for quad in listed
    ]


def _names(edges: list[Quad]) -> dict[Term, Term]:
    out: dict[Term, list[tuple[Term, Term]]] = {}
    into: dict[Term, list[tuple[Term, Term]]] = {}
    for subject, predicate, value, _ in edges:
        for term in (subject, value):
            if is_blank(term):
                out.setdefault(term, [])
                into.setdefault(term, [])
        if is_blank(subject):
            out[subject].append((predicate, value))
        if is_blank(value):
            into[value].append((predicate, subject))
    order = _leaves_first(out, into)
    content: dict[Term, str] = {}
    for blank in order:
        content[blank] = _hash("", out[blank], content)
    tangled = [blank for blank in out if blank not in content]
    content |= _refined(tangled, out, into, content)
    named = {blank: content[blank] for blank in tangled}
    for blank in reversed(order):
        named[blank] = _hash(content[blank], into[blank], named)
    met: defaultdict[str, int] = defaultdict(int)
    names = {}
    for blank in out:  # in order of first appearance
        names[blank] = f"<{GENID}{digest(named[blank], str(met[named[blank]]))}>"
        met[named[blank]] += 1
    return names


_Edges = dict[Term, list[tuple[Term, Term]]]


def _leaves_first(out: _Edges, into: _Edges) -> list[Term]:
    """Return the nodes below which no cycle hangs, each after all that hang below it."""
    waiting = {blank: sum(is_blank(value) for _, value in edges) for blank, edges in out.items()}
    order = [blank for blank, count in waiting.items() if not count]
    for blank in order:  # grows while it is walked
        for _, subject in into[blank]:
            if is_blank(subject):
                waiting[subject] -= 1
                if not waiting[subject]:
                    order.append(subject)
    return order


def _hash(start: str, edges: list[tuple[Term, Term]], known: dict[Term, str]) -> str:
    return digest(start, *sorted(f"{predicate} {known.get(term, term)}" for predicate, term in edges))


def _refined(tangled: list[Term], out: _Edges, into: _Edges, content: dict[Term, str]) -> dict[Term, str]:
    """Return colours of nodes that hang above or on a cycle: alike nodes share one, however they are called."""
    colours = dict.fromkeys(tangled, "")
    for _ in range(min(len(tangled), _MOST_ROUNDS)):
        known = {**content, **colours}
        colours = {
            blank: digest(colours[blank], _hash("out", out[blank], known), _hash("in", into[blank], known))
            for blank in tangled
        }
    return colours
