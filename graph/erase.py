"""Erasure of an Asset or Entity: the one exception to append-only (DESIGN 6).

What goes: every quad with the thing or anything that exists only because of it (its Segments, Activities, Observations,
Facts, Decisions, quarantined payloads, Renditions, Entities that nothing else names), as they stand and as they once
stood, in the graphs and in the patches of all earlier ChangeSets; the blobs only it used; older checkpoints; the words
in the files of the store. What stays: the ChangeSet of the erasure, naming who, why, and the IRIs, so that every
Projection can follow and an as-of read can answer "erased".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from graph.changes import commit_erasure
from graph.changeset_nodes import PATCH
from graph.dataset import DatasetError, Reader, Writer
from graph.patch import decode_patch, encode_patch, parse_patch, patch_text
from ontology.graphs import CHANGES
from ontology.model import Quad, Term
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE, string, text_of

_OWNED_BY: Final = tuple(
    mg(local) for local in ("segmentOf", "asset", "activity", "subject", "targetAsset", "object", "decidedBy")
)
"""A node that says one of these of an erased node exists because of it, and goes too."""
_ENTITY_KINDS: Final = {mg(kind) for kind in ("Person", "Organisation", "Place", "Work", "Brand", "Event", "Entity")}
_RENDITION, _SUPPORT, _PART = mg("rendition"), mg("support"), mg("part")


class NothingToErase(DatasetError):
    """The Dataset says nothing about this IRI."""


class ErasingWriter(Writer, Protocol):
    """A Writer that can make its files forget."""

    def scrubbing(self) -> AbstractContextManager[None]:
        """Publish nothing inside; on leaving, rid the files of what was removed."""
        ...


class ErasableDataset(Protocol):
    """A Dataset whose writer can make its files forget: all of ours."""

    def writer(self, *, holder: str) -> AbstractContextManager[ErasingWriter]:
        """Take the lease."""
        ...


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: its sequence, the nodes gone, how many quads and patches, and the blobs deleted.

    `kept_blobs` are those that other Assets need too: they may still hold the words.
    """

    sequence: int
    nodes: tuple[Term, ...]
    quads: int
    patches: int
    blobs: tuple[str, ...]
    kept_blobs: tuple[str, ...]


def erase(
    dataset: ErasableDataset,
    thing: Term,
    *,
    by: str,
    why: str,
    now: datetime,
    delete_blob: Callable[[str], object],
) -> Erasure:
    """Erase an Asset or Entity and return what went; `delete_blob` is called with each SHA-256 nobody else needs.

    Raises `NothingToErase` for an unknown thing. Blobs go last: an interrupted erasure has at worst left blobs.
    """
    with dataset.writer(holder=f"erase, by {by}") as writer:
        nodes = what_goes_with(writer, thing)
        blobs, kept = blobs_of(writer, nodes)
        erasure = erase_nodes(writer, nodes, by=by, why=why, now=now)
        if not erasure.quads and not erasure.patches:
            raise NothingToErase(f"nothing is said of {thing}, now or in any ChangeSet")
        for sha256 in blobs:
            delete_blob(sha256)
    return Erasure(erasure.sequence, erasure.nodes, erasure.quads, erasure.patches, tuple(blobs), tuple(kept))


def erase_nodes(writer: ErasingWriter, nodes: set[Term], *, by: str, why: str, now: datetime) -> Erasure:
    """Erase every quad with one of these nodes as subject or object, now and in the patches; blobs are left alone."""
    quads = {quad for node in nodes for quad in _quads_with(writer, node)}
    patches = dict(_rewritten_patches(writer, nodes))
    if not quads and not patches:
        return Erasure(writer.sequence, (), 0, 0, (), ())
    with writer.scrubbing():
        sequence = commit_erasure(
            writer, remove=sorted(quads), erased=nodes, patches=patches, author=by, reason=why, now=now
        )
    return Erasure(sequence, tuple(sorted(nodes)), len(quads), len(patches), (), ())


def what_goes_with(reader: Reader, thing: Term) -> set[Term]:
    """Return the thing and every node that exists, or once existed, only because of it."""
    nodes: set[Term] = set()
    new = {thing}
    while new:
        while new:
            nodes |= new
            new = {node for one in new for node in _standing_dependants(reader, one, nodes)} - nodes
        # Superseded Observations and Facts stand in patches only, and can depend on each other there: until no more.
        new = {node for quad in _quads_in_patches(reader) for node in _past_dependants(reader, quad, nodes)} - nodes
    return nodes


def _standing_dependants(reader: Reader, node: Term, nodes: set[Term]) -> Iterator[Term]:
    for predicate in _OWNED_BY:
        for quad in reader.quads(None, predicate, node):
            if quad.graph != CHANGES:
                yield quad.subject
    # A comparison of two Assets is an Activity of one of them that names the other as its part.
    for quad in reader.quads(None, _PART, _named(node)):
        if quad.graph != CHANGES:
            yield quad.subject
    for quad in reader.quads(node):
        if not quad.object.startswith("<") or quad.object in nodes or quad.graph == CHANGES:
            continue
        if quad.predicate == _SUPPORT:
            if {other.subject for other in reader.quads(None, _SUPPORT, quad.object)} <= nodes:
                yield quad.object
        elif (quad.predicate == _RENDITION or _is_entity(reader, quad.object)) and _only_said_by(
            reader, quad.object, nodes
        ):
            yield quad.object


def _past_dependants(reader: Reader, quad: Quad, nodes: set[Term]) -> Iterator[Term]:
    names_one = quad.predicate == _PART and f"<{text_of(quad.object)}>" in nodes
    if names_one or (quad.predicate in _OWNED_BY and quad.object in nodes):
        yield quad.subject
    elif quad.subject in nodes and quad.object.startswith(f"<{reader.base}"):
        # What somebody still says is left to the rules for what stands.
        of_ours = quad.predicate in (_SUPPORT, _RENDITION) or quad.object.startswith(f"<{reader.base}entity/")
        if of_ours and not any(True for _ in _quads_with(reader, quad.object)):
            yield quad.object


def _named(node: Term) -> Term:
    """Return the text that names a node by its IRI."""
    return string(node.removeprefix("<").removesuffix(">"))


def _quads_in_patches(reader: Reader) -> Iterator[Quad]:
    for patch in reader.quads(None, PATCH, None, CHANGES):
        _, added, _ = parse_patch(decode_patch(text_of(patch.object)))
        yield from added


def _is_entity(reader: Reader, node: Term) -> bool:
    return any(quad.object in _ENTITY_KINDS for quad in reader.quads(node, RDF_TYPE))


def _only_said_by(reader: Reader, node: Term, nodes: set[Term]) -> bool:
    """Say whether nothing but these nodes (and their Facts) points to a node."""
    pointing = {quad.subject for quad in reader.quads(None, None, node) if quad.graph != CHANGES}
    owners = {quad.object for subject in pointing for quad in reader.quads(subject, mg("subject"))}
    facts = {subject for subject in pointing if any(True for _ in reader.quads(subject, mg("subject")))}
    return (pointing - facts) <= nodes and owners <= nodes


def _quads_with(reader: Reader, node: Term) -> Iterator[Quad]:
    for quad in reader.quads(node):
        if quad.graph != CHANGES:
            yield quad
    for quad in reader.quads(None, None, node):
        if quad.graph != CHANGES:
            yield quad


def _rewritten_patches(reader: Reader, nodes: set[Term]) -> Iterator[tuple[Quad, Quad]]:
    """Yield each mg:patch quad that names a node, and the one that does not."""
    for quad in reader.quads(None, PATCH, None, CHANGES):
        patch = parse_patch(decode_patch(text_of(quad.object)))
        removed = [q for q in patch.removed if q.subject not in nodes and q.object not in nodes]
        added = [q for q in patch.added if q.subject not in nodes and q.object not in nodes]
        if len(removed) + len(added) < len(patch.removed) + len(patch.added):
            text = patch_text(removed, added, patch.erased)
            yield quad, quad._replace(object=string(encode_patch(text)))


def blobs_of(reader: Reader, nodes: set[Term]) -> tuple[list[str], list[str]]:
    """Return the SHA-256 of blobs that the nodes alone use, and of those that others use too."""
    used_by = (mg("output"), mg("sha256"))
    digests = {quad.object for node in nodes for predicate in used_by for quad in reader.quads(node, predicate)}
    own = {
        digest
        for digest in digests
        if {quad.subject for predicate in used_by for quad in reader.quads(None, predicate, digest)} <= nodes
    }
    return sorted(map(text_of, own)), sorted(map(text_of, digests - own))
