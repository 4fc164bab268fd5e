"""Which focus nodes a change concerns: those whose results it can alter, and no others need be looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from shapes.delta.plan import DeltaShapes
from shapes.delta.targets import flips
from shapes.delta.triples import SUBCLASS_OF, Changed, Hierarchy, Overlay, StoreTriples

_OF_CLASSES: Final = (RDF_TYPE, SUBCLASS_OF)
_FEW: Final = 5_000


def affected(shapes: DeltaShapes, changed: Changed, after: StoreTriples) -> dict[int, set[Term]]:
    """Return, for each bounded entry, the focus nodes, before or after a change, whose results it can alter.

    `after` is the state with the change in it. A triple that was removed leads back from it over the triples of both
    states, because a way to a focus node may have been removed with it.
    """
    if len(changed.added) + len(changed.removed) < _FEW:
        # Nearly all is asked about what changed: its types, and all else when the slice is cut. Once is quicker.
        after.keep_new(changed)
        after.prefetch(dict.fromkeys(triple[0] for triple in changed))
    either = Overlay(after, changed.removed) if changed.removed else after
    flipped = flips(changed, shapes.classes, _before(changed, after), after, either)
    candidates: defaultdict[int, set[Term]] = defaultdict(set)
    for entry, node in shapes.reach.sources(changed, flipped, either):
        candidates[entry].add(node)
    for entry, node in _retargeted(shapes, changed, flipped):
        candidates[entry].add(node)
    if sum(map(len, candidates.values())) < _FEW:
        after.prefetch(set[Term]().union(*candidates.values()))
    hierarchy = Hierarchy(either)
    found = {}
    for entry in shapes.bounded:
        targets = shapes.targets[entry]
        nodes = {node for node in candidates.get(entry, ()) if targets.has(node, either, hierarchy)}
        if nodes:
            found[entry] = nodes
    return found


def to_check_in_full(shapes: DeltaShapes, changed: Changed) -> list[int]:
    """Return the unbounded entries that a change may concern."""
    touched = {triple[1] for triple in changed}
    return [
        entry
        for entry, unbounded in shapes.unbounded.items()
        if touched and (unbounded.reads is None or not touched.isdisjoint(unbounded.reads))
    ]


def _before(changed: Changed, after: StoreTriples) -> Overlay:
    """Return the state before a change, as far as classes go: elsewhere nothing asks for it."""
    added = [triple for triple in changed.added if triple[1] in _OF_CLASSES and changed.is_new(triple)]
    return Overlay(after, [triple for triple in changed.removed if triple[1] in _OF_CLASSES], added)


def _retargeted(shapes: DeltaShapes, changed: Changed, flipped: dict[Term, set[Term]]) -> Iterator[tuple[int, Term]]:
    """Yield each (entry, node) that a change may have made a focus node, or not any more."""
    for entry in shapes.bounded:
        targets = shapes.targets[entry]
        for kind in targets.classes & flipped.keys():
            yield from ((entry, node) for node in flipped[kind])
        if targets.subjects_of or targets.objects_of:
            yield from ((entry, node) for node in targets.changed(changed))
