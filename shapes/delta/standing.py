"""The standing report: what a full validation would find, kept up to date change by change.

Law: after any changes it holds the results that a validation of everything gives, as often as that gives them
(tests/delta). Results are kept by (entry shape, focus node), because that is what a change makes anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ontology.model import Quad, Term
from shapes.delta.affected import affected, to_check_in_full
from shapes.delta.plan import DeltaShapes, Unit
from shapes.delta.sweep import Sweep, batches
from shapes.delta.triples import Changed, Hierarchy, StoreTriples
from shapes.report import Report, Result
from shapes.slices import Reader, triples_text


class Movement(NamedTuple):
    """What a change did to the standing report: results that `appeared`, and those that `vanished`, both sorted.

    `checked` counts the focus nodes that were validated for it, once for each shape that looks at them.
    """

    appeared: tuple[Result, ...]
    vanished: tuple[Result, ...]
    checked: int = 0


class StandingReport:
    """The results of all focus nodes of a store against some shapes, after a number of changes."""

    def __init__(self, shapes: DeltaShapes, results: dict[Unit, list[Result]]) -> None:
        self.shapes: Final = shapes
        self._results: Final = results

    @classmethod
    def of(cls, shapes: DeltaShapes, reader: Reader, *, graphs: Sequence[Term] | None = None) -> StandingReport:
        """Validate everything that stands in some graphs of a store, all without `graphs`; in chunks."""
        results: dict[Unit, list[Result]] = {}
        sweep = Sweep(shapes)
        for chunk in sweep.chunks(reader, graphs):
            triples = StoreTriples(reader, graphs)
            results.update(shapes.results(sweep.units(chunk, triples), triples))
        for entry in shapes.unbounded:
            results.update(in_full(shapes, entry, StoreTriples(reader, graphs)))
        return cls(shapes, results)

    def apply(
        self, removed: Iterable[Quad], added: Iterable[Quad], after: Reader, *, graphs: Sequence[Term] | None = None
    ) -> Movement:
        """Follow one change, or the net of several: validate what it concerns, and say what that did to the report.

        `after` is a store with the change in it. Terms are those of the store: canonical ones.
        """
        triples = StoreTriples(after, graphs)
        changed = Changed(tuple(removed), tuple(added), triples)
        concerned = affected(self.shapes, changed, triples)
        units = [(entry, node) for entry, nodes in concerned.items() for node in nodes]
        standing = list(units)
        if changed.removed:
            # What was removed may have made them focus nodes; nothing else can have been lost.
            hierarchy = Hierarchy(triples)
            standing = [(n, node) for n, node in units if self.shapes.targets[n].has(node, triples, hierarchy)]
        new: dict[Unit, list[Result]] = {}
        for batch in batches(standing):
            new.update(self.shapes.results(batch, triples))
        for entry in to_check_in_full(self.shapes, changed):
            units += [unit for unit in self._results if unit[0] == entry]
            new.update(in_full(self.shapes, entry, triples))
        return self._replace({*units, *new}, new)._replace(checked=len(standing))

    @property
    def by_unit(self) -> dict[Unit, list[Result]]:
        """The results of each focus node that has any, by (entry shape, focus node)."""
        return {unit: results for unit, results in self._results.items() if results}

    def report(self) -> Report:
        """Return the whole report as it stands, sorted."""
        return Report(tuple(sorted(self, key=result_order)))

    def __iter__(self) -> Iterator[Result]:
        for results in self._results.values():
            yield from results

    def __len__(self) -> int:
        return sum(map(len, self._results.values()))

    def _replace(self, units: Iterable[Unit], new: dict[Unit, list[Result]]) -> Movement:
        before: Counter[Result] = Counter()
        after: Counter[Result] = Counter()
        for unit in units:
            before.update(self._results.pop(unit, ()))
            after.update(new.get(unit, ()))
        self._results.update(new)
        return Movement(_sorted(after - before), _sorted(before - after))


def result_order(result: Result) -> tuple[str, ...]:
    """Return what results are sorted by."""
    return (result.focus, result.source_shape, result.path or "", result.component, result.value or "")


def in_full(shapes: DeltaShapes, entry: int, triples: StoreTriples) -> dict[Unit, list[Result]]:
    """Validate an unbounded entry on everything; return its results by the node they are about."""
    text = "".join(dict.fromkeys(triples_text([quad]) for quad in triples.quads()))
    found: dict[Unit, list[Result]] = {}
    for result in shapes.check_in_full(entry, text).results:
        found.setdefault((entry, result.focus), []).append(result)
    return found


def _sorted(results: Counter[Result]) -> tuple[Result, ...]:
    return tuple(sorted(results.elements(), key=result_order))
