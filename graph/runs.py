"""Runs: work too large for one ChangeSet, seen by readers only when all of it stands.

Each ChangeSet of such a Run says how many of its parts stand after it, ``mg:part`` of ``mg:parts``. The store publishes
nothing while some but not all do. Where a Run was interrupted, the next writer takes its parts back one by one,
counting down; when none stands (part 0), readers see the state before it. A take-back that was interrupted goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from graph.changes import commit, difference
from graph.changeset_nodes import read_change, read_part
from graph.dataset import Reader, Writer
from ontology.model import MAX_QUADS, Quad


def commit_run(
    writer: Writer,
    *,
    remove: Iterable[Quad] = (),
    add: Iterable[Quad] = (),
    author: str,
    reason: str,
    run: str,
    now: datetime,
    trusted: bool = False,
    limit: int = MAX_QUADS,
) -> int:
    """Write any number of quads so that readers see all of them or none; return the Dataset's sequence.

    Like `graph.changes.commit`, in as many ChangeSets of `limit` quads as it takes, each of which names the run. An
    error takes back what was written before it is raised. On a SPARQL endpoint readers see the parts as they come.
    """
    removed, added = difference(writer, remove, add, trusted=trusted)
    parts = list(split_into_changesets(removed, added, limit=limit))
    try:
        for number, (removing, adding) in enumerate(parts, start=1):
            commit(
                writer,
                remove=removing,
                add=adding,
                author=author,
                reason=reason,
                run=run,
                now=now,
                part=(number, len(parts)) if len(parts) > 1 else None,
                trusted=True,
            )
    except Exception:
        undo_interrupted_run(writer, now=now)
        raise
    return writer.sequence


def split_into_changesets(
    remove: Iterable[Quad], add: Iterable[Quad], *, limit: int = MAX_QUADS
) -> Iterator[tuple[list[Quad], list[Quad]]]:
    """Yield (removed, added) of at most `limit` quads together, those of one subject as near as can be."""
    operations = sorted([(quad, False) for quad in remove] + [(quad, True) for quad in add])
    for start in range(0, len(operations), limit):
        part = operations[start : start + limit]
        yield [quad for quad, adds in part if not adds], [quad for quad, adds in part if adds]


def undo_interrupted_run(writer: Writer, *, now: datetime) -> None:
    """Take back the parts of a Run that did not come to its end; nothing where the last one did."""
    standing = read_part(writer, writer.sequence)
    if standing is None or standing[0] in (0, standing[1]):
        return
    first = _first_of_run(writer, standing[1])
    name = read_change(writer, first).run
    for number in range(standing[0], 0, -1):
        change = read_change(writer, first + number - 1)
        commit(
            writer,
            remove=change.added,
            add=change.removed,
            author="mediagraph",
            reason=f"Run {name!r} was interrupted: takes back ChangeSet {change.sequence}",
            run=name,
            now=now,
            part=(number - 1, standing[1]),
            trusted=True,
        )


def _first_of_run(reader: Reader, parts: int) -> int:
    """Return the sequence of part 1 of the Run that the last ChangeSet belongs to."""
    sequence = reader.sequence
    while True:
        before = read_part(reader, sequence - 1)
        if before is None or before[1] != parts or before[0] in (0, parts):
            return sequence
        sequence -= 1
