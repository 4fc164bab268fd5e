"""The packaged Release: every Turtle file of modules, alignments and taxonomies as quads of mg:ontology."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from ontology.concepts import ConceptIndex, ConceptLabel
from ontology.graphs import ONTOLOGY
from ontology.model import Quad, Term, TermError
from ontology.rdf_files import FileRefused, parse_rdf
from ontology.resources import TurtleFile, turtle_files
from ontology.skolem import skolemise

__all__ = [
    "ConceptIndex",
    "ConceptLabel",
    "concept_index",
    "content_digest",
    "files",
    "files_digest",
    "load_files",
    "load_release",
]


def files() -> Iterator[TurtleFile]:
    """Yield the Turtle files of the packaged Release, from a checkout or an installed wheel."""
    return turtle_files()


def load_release(graph: Term = ONTOLOGY) -> Iterator[Quad]:
    """Yield the quads of the packaged Release, each once, blank nodes skolemised; the same quads every time."""
    yield from load_files(files(), graph)


def load_files(turtle: Iterable[TurtleFile], graph: Term = ONTOLOGY) -> Iterator[Quad]:
    """Yield the quads of Turtle files, each once; raise `FileRefused`, with the place, for one that does not parse."""
    met: set[Quad] = set()
    for file in turtle:
        for quad in skolemise(_whole(file, graph)):
            if quad not in met:
                met.add(quad)
                yield quad


def _whole(file: TurtleFile, graph: Term) -> Iterator[Quad]:
    for quad in parse_rdf(file.data, file.name, graph=graph):
        if isinstance(quad, TermError):
            raise FileRefused(file.name, str(quad)) from quad
        yield quad


def concept_index() -> ConceptIndex:
    """Return the Concepts of the packaged Release."""
    return ConceptIndex(load_files(turtle_files("taxonomy")))


def content_digest(quads: Iterable[Quad] | None = None) -> str:
    """Return the digest of a Release's content, 64 hexadecimal digits; of the packaged one without an argument.

    Two Releases with the same triples have the same digest, whatever their graph, order or comments in files.
    """
    lines = sorted({" ".join(quad[:3]) for quad in (load_release() if quads is None else quads)})
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def files_digest() -> str:
    """Return a digest of the packaged files' bytes: cheap; equal bytes have equal `content_digest`."""
    state = hashlib.sha256()
    for file in files():
        state.update(f"{file.name}\0{len(file.data)}\0".encode())
        state.update(file.data)
    return state.hexdigest()
