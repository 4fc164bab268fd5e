"""The report of a data folder, kept in a file: `verify shapes --since-last` validates what changed, and no more.

It is a read model like any other: it names the Dataset, epoch and sequence it has come to, and the shapes it was made
with; it is written whole under another name first; it can be deleted at any time, and is then made anew from
everything. An erasure deletes it, because results hold values.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from graph.changes import change_feed
from graph.changeset_nodes import change_node
from graph.dataset import Dataset, Reader
from graph.shapes_outcome import Followed, ShapesOutcome
from graph.undo import net_change
from graph.verify_shapes import JUDGED, Progress, verify_shapes
from ontology.model import ChangeSet, Quad, Term
from shapes.delta.plan import DeltaShapes, Unit
from shapes.delta.standing import Movement, StandingReport
from shapes.report import Result
from shapes.shapes_graph import our_shapes

MOST_RESULTS: Final = 50_000
"""A report with more results than these is not kept: it would be read and written for longer than it saves."""
MOST_QUADS: Final = 200_000
"""After changes of more quads than these everything is validated: following them would take as long."""
_FORMAT: Final = 1


def kept_path(data: Path) -> Path:
    """Return where the report of a data folder is kept; whoever erases something deletes it."""
    return data / "standing-report.json.zlib"


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it was kept: how far it had come, and the results of each focus node that has any."""

    sequence: int
    results: dict[Unit, list[Result]]


class KeptReport:
    """The file of one data folder, for one Dataset (id, epoch) and one version of the shapes."""

    def __init__(self, path: Path, *, identity: tuple[str, int], shapes_digest: str) -> None:
        self._path: Final = path
        self._mark: Final = [_FORMAT, *identity, shapes_digest]

    def read(self) -> Kept | None:
        """Return what was kept; None where there is nothing, or it is of another Dataset, epoch or shapes."""
        try:
            said = orjson.loads(zlib.decompress(self._path.read_bytes()))
            if said["of"] != self._mark:
                return None
            results = {(int(n), str(node)): [_result(r) for r in own] for n, node, own in said["results"]}
            return Kept(int(said["sequence"]), results)
        except (OSError, zlib.error, ValueError, KeyError, TypeError):
            return None  # unreadable is as good as absent: it is made anew

    def write(self, sequence: int, results: dict[Unit, list[Result]]) -> bool:
        """Keep a report, whole or not at all; False, and nothing kept, where it is too large."""
        if sum(map(len, results.values())) > MOST_RESULTS:
            self.drop()
            return False
        rows = [[entry, node, [asdict(r) for r in own]] for (entry, node), own in sorted(results.items()) if own]
        body = orjson.dumps({"of": self._mark, "sequence": sequence, "results": rows})
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            temporary.write_bytes(zlib.compress(body, 1))
            temporary.replace(self._path)
        finally:
            temporary.unlink(missing_ok=True)
        return True

    def drop(self) -> None:
        """Delete the file."""
        self._path.unlink(missing_ok=True)


def verify_shapes_since(
    kept: KeptReport,
    opened: Callable[[], Dataset],
    *,
    workers: int = 0,
    progress: Progress = lambda outcome: None,
    full: bool = False,
) -> ShapesOutcome:
    """Validate all that stands, by what changed since the kept report where that will do, and keep the new one.

    A report of everything is kept where it is clean; from there on breaches come and go with the changes. With `full`
    everything is validated. The other arguments are those of `verify_shapes`.
    """
    started = time.monotonic()
    before = None if full else kept.read()
    if before is not None:
        with opened().reader() as reader:
            shapes = DeltaShapes(our_shapes())
            if brought := follow(before, shapes, reader, JUDGED):
                report, movement, changes = brought
                outcome = ShapesOutcome(reader.sequence, unbounded=shapes.reasons())
                outcome.add(movement.checked, report)
                outcome.followed = Followed(before.sequence, changes, len(movement.appeared), len(movement.vanished))
                kept.write(reader.sequence, report.by_unit)
                outcome.seconds = time.monotonic() - started
                return outcome
    outcome = verify_shapes(opened, workers=workers, progress=progress)
    if outcome.clean:
        kept.write(outcome.sequence, {})
    else:
        kept.drop()
    return outcome


def follow(
    kept: Kept, shapes: DeltaShapes, reader: Reader, graphs: tuple[Term, ...]
) -> tuple[StandingReport, Movement, int] | None:
    """Bring a kept report to a reader's state: the report, what the changes did to it, and how many they were.

    None where everything has to be validated: after an erasure, whose quads stand in no patch, after very many
    changes, and where the report is ahead.
    """
    changes = _changes_since(kept.sequence, reader)
    if changes is None:
        return None
    # `results` is the report's own from here on.
    report = StandingReport(shapes, dict(kept.results))
    removed, added = net_change(changes)
    # A ChangeSet's own node stands in no patch.
    added.update(quad for change in changes for quad in reader.quads(change_node(reader.base, change.sequence)))
    judged = set(graphs)
    removed, added = _within(removed, judged), _within(added, judged)
    if not removed and not added:
        return report, Movement((), ()), len(changes)
    return report, report.apply(removed, added, reader, graphs=graphs), len(changes)


def _changes_since(sequence: int, reader: Reader) -> list[ChangeSet] | None:
    if sequence > reader.sequence:
        return None
    changes: list[ChangeSet] = []
    quads = 0
    for change in change_feed(reader, after=sequence):
        quads += len(change.removed) + len(change.added)
        if change.erased or quads > MOST_QUADS:
            return None
        changes.append(change)
    return changes


def _within(quads: set[Quad], graphs: set[Term]) -> set[Quad]:
    return {quad for quad in quads if quad.graph in graphs}


def _result(fields: dict[str, Any]) -> Result:
    return Result(**{**fields, "texts": tuple(fields["texts"])})
