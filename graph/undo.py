"""Undo: a ChangeSet that takes another one back, or a whole Run (DESIGN 6).

It applies only where every quad still stands as they left it; else it is refused, and the later ChangeSets are named.
Facts whose evidence it touches are to be merged again by the caller: this module knows quads only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graph.changes import ChangeRefused, change_feed, commit
from graph.changeset_nodes import RUN, SEQUENCE, read_change
from graph.dataset import Reader, Writer
from graph.runs import commit_run
from ontology.graphs import CHANGES
from ontology.model import ChangeSet, Quad
from ontology.model.rdf import string, text_of


def undo(writer: Writer, sequence: int, *, author: str, reason: str, now: datetime) -> int:
    """Take one ChangeSet back and return the new sequence; raise `ChangeRefused` where something came after it."""
    removed, added = _inverse(writer, [read_change(writer, sequence)], f"ChangeSet {sequence}")
    return commit(writer, remove=removed, add=added, author=author, reason=reason, now=now, trusted=True)


def undo_run(writer: Writer, run: str, *, author: str, reason: str, now: datetime) -> int:
    """Take all ChangeSets of a Run back together and return the new sequence; raise `ChangeRefused` as `undo` does."""
    sequences = changes_of_run(writer, run)
    if not sequences:
        raise ChangeRefused(f"no ChangeSet belongs to a Run {run!r}")
    removed, added = _inverse(writer, [read_change(writer, sequence) for sequence in sequences], f"Run {run!r}")
    return commit_run(
        writer, remove=removed, add=added, author=author, reason=reason, run=f"undo {run}", now=now, trusted=True
    )


def changes_of_run(reader: Reader, run: str) -> list[int]:
    """Return the sequences of a Run's ChangeSets, in order."""
    nodes = [quad.subject for quad in reader.quads(None, RUN, string(run), CHANGES)]
    return sorted(int(text_of(quad.object)) for node in nodes for quad in reader.quads(node, SEQUENCE, None, CHANGES))


def net_change(changes: Sequence[ChangeSet]) -> tuple[set[Quad], set[Quad]]:
    """Return what ChangeSets in order removed and added, taken together."""
    removed: set[Quad] = set()
    added: set[Quad] = set()
    for change in changes:
        for quad in change.removed:
            if quad in added:
                added.discard(quad)
            else:
                removed.add(quad)
        for quad in change.added:
            if quad in removed:
                removed.discard(quad)
            else:
                added.add(quad)
    return removed, added


def _inverse(writer: Writer, changes: Sequence[ChangeSet], what: str) -> tuple[list[Quad], list[Quad]]:
    """Return what takes the changes back: (to remove, to add)."""
    if any(change.erased for change in changes):
        raise ChangeRefused(f"{what} erased something: what is erased is in no patch and cannot come back")
    removed, added = net_change(changes)
    standing = writer.present(removed | added)
    changed_since = (added - standing) | (removed & standing)
    if changed_since:
        own = {change.sequence for change in changes}
        later = [
            change.sequence
            for change in change_feed(writer, after=min(own))
            if change.sequence not in own and not changed_since.isdisjoint({*change.removed, *change.added})
        ]
        raise ChangeRefused(
            f"{what} cannot be undone: {len(changed_since)} of its quads do not stand as it left them, "
            f"such as {min(changed_since).nquads()}; undo first: {', '.join(map(str, later)) or 'an erasure'}",
            later=later,
        )
    return sorted(added), sorted(removed)
