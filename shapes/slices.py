"""Cutting slices: a batch, the types of what it refers to, and the class hierarchy.

A slice costs the same whatever the size of the store: 6 CPU-ms for ten assets against 100,000 (measured), where every
engine's own focus-node mode grows with the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, Protocol

from ontology.model import Quad, Term
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import MG, PREFIXES
from ontology.resources import turtle_files

_RDFS: Final = PREFIXES["rdfs"]
_SUPPORT_PREDICATES: Final = frozenset(
    (f"<{_RDFS}subClassOf>", f"<{_RDFS}range>", RDF_TYPE, f"<{MG}mergeKind>", f"<{MG}datatype>")
)
"""What the rules ask of the ontology: the hierarchy, and how each claimable property is declared."""
_TYPE: Final = (RDF_TYPE,)
_FOLLOWED: Final[dict[Term, tuple[Term, ...]]] = {
    RDF_TYPE: (),
    f"<{MG}dispute>": (),
    f"<{MG}mergeKind>": (),
    f"<{MG}predicate>": (),
    f"<{MG}property>": (),
    f"<{MG}duration>": (),
    f"<{MG}support>": (f"<{MG}activity>",),
    f"<{MG}activity>": (RDF_TYPE, f"<{MG}asset>"),
    f"<{MG}subject>": (RDF_TYPE, f"<{MG}segmentOf>"),
    f"<{MG}segmentOf>": (RDF_TYPE, f"<{MG}duration>"),
    f"<{MG}asset>": (RDF_TYPE, f"<{MG}duration>"),
}
"""Predicate to what is looked up about its value, so that evidence is traced to its Asset; else the type alone.

Properties are described by the ontology, which every slice has.
"""


class Reader(Protocol):
    """What cutting a slice needs of a Dataset."""

    def quads(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches anything."""
        ...


def triples_text(quads: Iterable[Quad]) -> str:
    """Return quads as N-Triples, their graphs left out."""
    return "".join([f"{quad[0]} {quad[1]} {quad[2]} .\n" for quad in quads])


@lru_cache(maxsize=1)
def ontology_support() -> str:
    """Return what our rules ask of our ontology, as N-Triples: class hierarchy, ranges, merge kinds."""
    return ontology_text((file.name, file.data) for file in turtle_files(""))


def ontology_text(turtle: Iterable[tuple[str, bytes]]) -> str:
    """Return the part of an ontology that rules ask for; raise SyntaxError that names the document."""
    import pyoxigraph

    lines: dict[str, None] = {}
    for name, data in turtle:
        try:
            for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE):
                subject, predicate, value = str(quad.subject), str(quad.predicate), str(quad.object)
                if predicate in _SUPPORT_PREDICATES and subject.startswith("<") and not value.startswith("_:"):
                    lines[f"{subject} {predicate} {value} .\n"] = None
        except SyntaxError as err:
            raise SyntaxError(f"{name}: {err}") from err
    return "".join(lines)


def cut_support(reader: Reader, quads: Iterable[Quad]) -> list[Quad]:
    """Return the types of what a batch refers to and does not type itself, and the way from evidence to its Asset."""
    frontier = list(quads)
    asked = {(quad.subject, RDF_TYPE) for quad in frontier if quad.predicate == RDF_TYPE}
    found: list[Quad] = []
    while frontier:
        wanted = {
            (quad.object, predicate)
            for quad in frontier
            if quad.object.startswith("<")
            for predicate in _FOLLOWED.get(quad.predicate, _TYPE)
        } - asked
        asked |= wanted
        frontier = [quad for node, predicate in sorted(wanted) for quad in reader.quads(node, predicate, None, None)]
        found += frontier
    return found
