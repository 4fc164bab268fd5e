"""Commit: the one door for every write (DESIGN 6).

`commit` is the only function that calls `Writer.apply`. The quads, the patch that says what they were, and the
sequence go into the store in one atomic update, so after a crash all of a ChangeSet stands, or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from graph.canonical_terms import canonical_quad, skolemise
from graph.changeset_nodes import PATCH, change_quads, read_change
from graph.dataset import DatasetError, Reader, Writer
from graph.stores.update_text import check_quads
from ontology.graphs import CHANGES
from ontology.model import MAX_QUADS, ChangeSet, Quad, Term


class ChangeTooLarge(DatasetError):
    """More quads than a ChangeSet holds: make it a Run (`graph.runs.commit_run`)."""


class ChangeRefused(DatasetError):
    """A ChangeSet cannot be undone: `later` are the sequences of those that changed the same quads since."""

    def __init__(self, message: str, *, later: Sequence[int] = ()) -> None:
        self.later = tuple(later)
        super().__init__(message)


def commit(
    writer: Writer,
    *,
    remove: Iterable[Quad] = (),
    add: Iterable[Quad] = (),
    author: str,
    reason: str,
    now: datetime,
    run: str = "",
    part: tuple[int, int] | None = None,
    trusted: bool = False,
) -> int:
    """Write one ChangeSet and return the Dataset's sequence; unchanged where nothing was left to change.

    Literals are written in canonical form and blank nodes as IRIs; what is removed but absent, or added but present,
    is left out. `trusted` skips all that: its caller computed an exact difference of canonical terms. `now` needs a
    time zone. `part` is (how many parts stand, of how many) in a Run that becomes visible as a whole.

    Raises `ChangeTooLarge`, `TermError` for a term no store may hold, `ChangeConflict` where another was faster.
    """
    removed, added = difference(writer, remove, add, trusted=trusted)
    if not removed and not added:
        return writer.sequence
    if len(removed) + len(added) > MAX_QUADS:
        raise ChangeTooLarge(
            f"{len(removed)} quads to remove and {len(added)} to add: a ChangeSet holds {MAX_QUADS}; commit a Run"
        )
    change = ChangeSet(writer.sequence + 1, utc(now), author, reason, tuple(removed), tuple(added), run)
    node = change_quads(writer.base, change, part=part)
    more_follows = part is not None and 0 < part[0] < part[1]
    writer.apply(remove=removed, add=[*added, *node], sequence=change.sequence, more_follows=more_follows)
    return change.sequence


def commit_erasure(
    writer: Writer,
    *,
    remove: Collection[Quad],
    erased: Collection[Term],
    patches: Mapping[Quad, Quad],
    author: str,
    reason: str,
    now: datetime,
) -> int:
    """Write the ChangeSet of an erasure and return its sequence: what it removes stands in no patch, nor its size.

    `patches` are the mg:patch quads of earlier ChangeSets and what takes their place. The one exception to
    append-only, and to the limit: half an erasure would be none. Called by graph.erase only.
    """
    change = ChangeSet(writer.sequence + 1, utc(now), author, reason, (), (), erased=tuple(sorted(erased)))
    check_quads([*remove, *(Quad(term, PATCH, term) for term in erased)])
    node = change_quads(writer.base, change)
    writer.apply(remove=[*remove, *patches], add=[*patches.values(), *node], sequence=change.sequence)
    return change.sequence


def difference(
    writer: Writer, remove: Iterable[Quad], add: Iterable[Quad], *, trusted: bool = False
) -> tuple[list[Quad], list[Quad]]:
    """Return what has to be removed and added for the removal, then the addition, to have happened."""
    adding, removing = list(add), list(remove)
    if not trusted:
        adding = skolemise(adding, base=writer.base, scope=f"change {writer.sequence + 1}")
    # Even a trusted caller's terms: what goes on as SPARQL must be a term to its last character.
    check_quads(adding)
    check_quads(removing)
    if trusted:
        return removing, adding
    wanted = set(map(canonical_quad, adding))
    unwanted = set(map(canonical_quad, removing)) - wanted
    refuse_graph_of_changes(wanted | unwanted)
    standing = writer.present(wanted | unwanted)
    return sorted(unwanted & standing), sorted(wanted - standing)


def refuse_graph_of_changes(quads: Collection[Quad]) -> None:
    """Raise `ChangeRefused` where a quad is in mg:changes: only the commit itself writes there."""
    for quad in quads:
        if quad.graph == CHANGES:
            raise ChangeRefused(f"{quad.nquads()} is in mg:changes, where only commits write")


def get_change(reader: Reader, sequence: int) -> ChangeSet:
    """Return a ChangeSet with its quads; raise `UnknownChange` where there is none."""
    return read_change(reader, sequence)


def change_feed(reader: Reader, *, after: int = 0) -> Iterator[ChangeSet]:
    """Yield the ChangeSets after a sequence, in order, up to the reader's own."""
    for sequence in range(after + 1, reader.sequence + 1):
        yield read_change(reader, sequence)


def list_changes(reader: Reader, *, limit: int = 50, before: int | None = None) -> Iterator[ChangeSet]:
    """Yield the newest ChangeSets first, at most `limit`, those before a sequence where one is given."""
    newest = reader.sequence if before is None else min(before - 1, reader.sequence)
    for sequence in range(newest, max(newest - limit, 0), -1):
        yield read_change(reader, sequence)


def utc(moment: datetime) -> str:
    """Return a moment as an xsd:dateTime in UTC, to the millisecond; raise ValueError where it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: a ChangeSet's time is absolute")
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "Z"
