"""The current Release in mg:ontology: what this version of mediagraph brings, and what was imported.

A Release is named by a number and by the sequence of the ChangeSet that published it, so any earlier one can be read
(`as_of`) and taken back; see docs/decisions/0005-a-release-is-a-sequence.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from graph.changes import change_feed
from graph.dataset import Reader, Writer
from graph.runs import commit_run
from ontology import catalog
from ontology.graphs import ONTOLOGY
from ontology.model import Quad, Term
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, integer, iri, string, text_of
from shapes.shapes_graph import files_digest as shapes_digest

_BUILT_IN = "built-in"
_DIGEST, _SHAPES, _NUMBER, _TITLE = mg("digest"), mg("shapesDigest"), mg("number"), mg("title")


def current_release(reader: Reader) -> int:
    """Return the number of the newest Release; 0 where none was published."""
    return max((number for number, _ in releases(reader)), default=0)


def releases(reader: Reader) -> Iterator[tuple[int, str]]:
    """Yield (number, title) of every Release."""
    for quad in reader.quads(None, RDF_TYPE, mg("Release"), ONTOLOGY):
        said = {q.predicate: q.object for q in reader.quads(quad.subject, None, None, ONTOLOGY)}
        yield int(text_of(said[_NUMBER])), text_of(said[_TITLE])


def ensure_release(writer: Writer, *, now: datetime) -> bool:
    """Bring mg:ontology to what this version of mediagraph brings; True where anything changed.

    Imported taxonomies stay. Other shapes make a Release of their own. Costs two look-ups where nothing changed.
    """
    node = iri(f"{writer.base}release/{_BUILT_IN}")
    digests = {
        Quad(node, _DIGEST, string(catalog.files_digest()), ONTOLOGY),
        Quad(node, _SHAPES, string(shapes_digest()), ONTOLOGY),
    }
    if writer.present(digests) == digests:
        return False
    wanted = set(catalog.load_release())
    before = set(_built_in_before(writer))
    number = current_release(writer) + 1
    marks = {*digests, *_release_quads(writer.base, number, "what mediagraph brings")}
    remove = (before - wanted) | (set(writer.quads(node, None, None, ONTOLOGY)) - digests)
    run = f"{_BUILT_IN} {number}"
    reason = "publish the ontology, taxonomies and shapes of this version"
    commit_run(writer, remove=remove, add=wanted | marks, author="mediagraph", reason=reason, run=run, now=now)
    return True


def publish_import(writer: Writer, quads: Collection[Quad], *, title: str, author: str, now: datetime) -> int:
    """Add imported quads to the current Release and return the number of the new one; 0 where nothing was new."""
    placed = {quad._replace(graph=ONTOLOGY) for quad in quads}
    new = placed - writer.present(placed)
    if not new:
        return 0
    number = current_release(writer) + 1
    add = new | set(_release_quads(writer.base, number, title))
    commit_run(writer, add=add, author=author, reason=f"import {title}", run=f"release {number}", now=now)
    return number


def _release_quads(base: str, number: int, title: str) -> Iterator[Quad]:
    node: Term = iri(f"{base}release/{number}")
    yield Quad(node, RDF_TYPE, mg("Release"), ONTOLOGY)
    yield Quad(node, _NUMBER, integer(number), ONTOLOGY)
    yield Quad(node, _TITLE, string(title), ONTOLOGY)
    yield Quad(node, _SHAPES, string(shapes_digest()), ONTOLOGY)


def _built_in_before(writer: Writer) -> Iterator[Quad]:
    """Yield the quads that earlier versions of mediagraph brought and that stand, from the ChangeSets that did."""
    if writer.sequence == 0:
        return
    standing: set[Quad] = set()
    for change in change_feed(writer):
        if change.run.startswith(_BUILT_IN):
            standing.difference_update(change.removed)
            standing.update(change.added)
    # The nodes of earlier Releases are the history, and stay.
    yield from (quad for quad in standing if not quad.subject.startswith(f"<{writer.base}release/"))
