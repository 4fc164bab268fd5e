"""The law of delta validation: after every change, the standing report is the full report of the state.

Compared as multisets of focus node, component, path, value, severity and source shape, by one engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from benchmarks.delta_shapes import Case
from ontology.model import Quad, Term
from shapes.delta.plan import DeltaShapes
from shapes.delta.standing import StandingReport
from shapes.engines.port import ShapesError
from shapes.report import Result
from shapes.shapes_graph import read_shapes
from shapes.slices import triples_text
from shapes.validate import EngineName, Slice

Key = tuple[str, ...]


class QuadSet:
    """A store of a few quads."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.kept = dict.fromkeys(quads)

    def quads(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match."""
        for quad in self.kept:
            if (
                (subject is None or quad[0] == subject)
                and (predicate is None or quad[1] == predicate)
                and (object is None or quad[2] == object)
                and (graph is None or quad[3] == graph)
            ):
                yield quad

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Remove, then add."""
        for quad in removed:
            del self.kept[quad]
        self.kept.update(dict.fromkeys(added))

    def text(self) -> str:
        """Return each triple once, as N-Triples."""
        return triples_text(dict.fromkeys(Quad(*quad[:3]) for quad in self.kept))


def key(result: Result) -> Key:
    """Return what two reports are compared by."""
    parts = (result.focus, result.component, result.path, result.value, result.severity, result.source_shape)
    return tuple(part or "" for part in parts)


def keys(results: Iterable[Result]) -> Counter[Key]:
    """Return results as a multiset."""
    return Counter(map(key, results))


def breach(case: Case, *, engine: EngineName = "auto") -> str:
    """Return how a case breaks the law, "" where it holds; "ill-formed" shapes hold nothing and are named so."""
    try:
        shapes = DeltaShapes(read_shapes([("shapes", case.shapes.encode())]), engine=engine)
    except ShapesError as err:
        return f"ill-formed: {err}"
    store = QuadSet(case.quads)
    standing = StandingReport.of(shapes, store)
    found = _differences(shapes, standing, store, "at the start")
    for number, (removed, added) in enumerate(case.changes, 1):
        before = keys(standing)
        store.change(removed, added)
        moved = standing.apply(removed, added, store)
        found += _differences(shapes, standing, store, f"after change {number}")
        if before + keys(moved.appeared) - keys(moved.vanished) != keys(standing):
            found.append(f"after change {number}: what appeared and vanished does not add up")
        if found:
            break
    return "\n".join([*found, str(case)]) if found else ""


def _differences(shapes: DeltaShapes, standing: StandingReport, store: QuadSet, when: str) -> list[str]:
    wanted, found = keys(shapes.whole.validate(Slice(store.text())).results), keys(standing)
    missing = [f"{when}: missing {key}" for key in (wanted - found).elements()]
    return missing + [f"{when}: too much {key}" for key in (found - wanted).elements()]
