"""Verify: does the Dataset agree with itself? Projections outside it are compared by graph.projections.

`facts`: the plain triples of mg:facts and mg:review against the Fact nodes of mg:evidence.
`changes`: the patches, replayed from sequence 0, against the quads that stand.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from graph.changes import change_feed
from graph.dataset import Reader, Solutions
from graph.projections import Difference
from ontology.graphs import CHANGES, EVIDENCE, FACTS, REVIEW
from ontology.model import Quad
from ontology.model.describe import mg
from ontology.model.rdf import string

_BUCKETS: Final = 4096
_PLAIN_GRAPHS: Final = {string("accepted"): FACTS, string("review"): REVIEW}


def verify_facts(reader: Reader) -> Iterator[Difference]:
    """Yield each plain triple that a Fact calls for and that is missing, and each that stands without its Fact."""
    missing, unfounded = differences_of_facts(reader)
    for quad in missing:
        yield Difference("facts", f"missing, though a Fact says it: {quad.nquads()}")
    for quad in unfounded:
        yield Difference("facts", f"stands, though no Fact of that status says it: {quad.nquads()}")


def differences_of_facts(reader: Reader) -> tuple[list[Quad], list[Quad]]:
    """Return the plain triples to add and those to remove, to agree with the Fact nodes: what `--repair` commits."""
    counts = _unbalanced(lambda: _plain_triples(reader))
    missing = sorted(quad for quad, count in counts.items() if count < 0)
    return missing, sorted(quad for quad, count in counts.items() if count > 0)


def verify_changes(reader: Reader) -> Iterator[Difference]:
    """Yield each quad outside mg:changes that stands though the patches do not give it, or the other way round."""
    for quad, count in sorted(_unbalanced(lambda: _replayed(reader)).items()):
        if count > 0:
            yield Difference("changes", f"stands, though the patches do not give it: {quad.nquads()}")
        else:
            yield Difference("changes", f"missing, though the patches give it: {quad.nquads()}")


CHECKS: Final[dict[str, Callable[[Reader], Iterator[Difference]]]] = {
    "facts": verify_facts,
    "changes": verify_changes,
}
"""What `mediagraph verify` can check in any Dataset, by name."""


def _unbalanced(counted: Callable[[], Iterator[tuple[Quad, int]]]) -> dict[Quad, int]:
    """Return the quads whose counts do not sum to 0, with the sum.

    Two passes in constant memory: sums of hashes in 4,096 buckets, then quad by quad in those that differ.
    """
    sums = [0] * _BUCKETS
    for quad, count in counted():
        bucket, value = _hash(quad)
        sums[bucket] += count * value
    differing = {bucket for bucket, total in enumerate(sums) if total}
    if not differing:
        return {}
    counts: Counter[Quad] = Counter()
    for quad, count in counted():
        if _hash(quad)[0] in differing:
            counts[quad] += count
    return {quad: count for quad, count in counts.items() if count}


def _plain_triples(reader: Reader) -> Iterator[tuple[Quad, int]]:
    """Yield each plain triple that a Fact calls for as -1, and each that stands as 1."""
    node = f"?fact {mg('subject')} ?s ; {mg('predicate')} ?p ; {mg('object')} ?o ; {mg('status')} ?status"
    answer = reader.query(f"SELECT ?s ?p ?o ?status {{ GRAPH {EVIDENCE} {{ {node} }} }}")
    # Assets and Entities stand in mg:facts too: only predicates that Facts have are compared.
    predicates: set[str] = set()
    for subject, predicate, object_, status in answer.rows if isinstance(answer, Solutions) else ():
        predicates.add(str(predicate))
        graph = _PLAIN_GRAPHS.get(str(status))
        if graph:
            yield Quad(str(subject), str(predicate), str(object_), graph), -1
    for graph in _PLAIN_GRAPHS.values():
        for predicate in predicates:
            for quad in reader.quads(None, predicate, None, graph):
                yield quad, 1


def _replayed(reader: Reader) -> Iterator[tuple[Quad, int]]:
    """Yield what a patch added as -1, what it removed as 1, and what stands as 1: all of a quad sums to 0."""
    for change in change_feed(reader):
        for quad in change.added:
            yield quad, -1
        for quad in change.removed:
            yield quad, 1
    for quad in reader.quads():
        if quad.graph != CHANGES:
            yield quad, 1


def _hash(quad: Quad) -> tuple[int, int]:
    value = int.from_bytes(hashlib.blake2b("\n".join(quad).encode("utf-8"), digest_size=16).digest(), "big")
    return value % _BUCKETS, value
