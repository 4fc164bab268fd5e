"""Shapes made ready for delta validation: entries, what they read, and why some have no bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE, literal_value
from shapes.delta.reach import Reach
from shapes.delta.reading import Reading, Reason
from shapes.delta.targets import OWL_CLASS, RDFS_CLASS, TARGETS, Targets, is_class, targets_of
from shapes.delta.triples import SUBCLASS_OF, Hierarchy, StoreTriples
from shapes.delta.units import Place, UnitShapes
from shapes.report import Report, Result, readable
from shapes.shapes_graph import ShapesGraph, display, sh
from shapes.validate import EngineName, ShaclValidator, Slice, make_validator

Unit = tuple[int, Term]
"""An entry, by its number, and a focus node of it."""
_GLOBAL: Final = {"rule": "rules, which make triples", "entailment": "an entailment regime"}


@dataclass(frozen=True, slots=True)
class Unbounded:
    """An entry shape that is checked in full, and why.

    It is checked where a change touches one of `reads`; None where any change may matter.
    """

    shape: Term
    reasons: tuple[str, ...]
    reads: frozenset[Term] | None

    def __str__(self) -> str:
        return f"unbounded({readable(display(self.shape))}) -> {'; '.join(self.reasons)}"


class DeltaShapes:
    """Shapes with their entries, which have targets of their own. Raises `ShapesError` for ill-formed shapes.

    May be sent to another process, which compiles them for its engine and is spared the reading of their queries.
    """

    def __init__(self, shapes: ShapesGraph, *, engine: EngineName = "auto") -> None:
        self.shapes: Final = shapes
        self.engine: Final[EngineName] = engine
        self.reach: Final = Reach()
        self.entries: Final[dict[int, Term]] = dict(enumerate(_entries(shapes, self.whole.engine.name)))
        self.targets: Final[dict[int, Targets]] = {
            entry: targets_of(shapes, shape, engine=self.whole.engine.name) for entry, shape in self.entries.items()
        }
        self.unbounded: Final[dict[int, Unbounded]] = dict(self._read_all())
        self.bounded: Final = {n: shape for n, shape in self.entries.items() if n not in self.unbounded}
        self.classes: Final = self.reach.classes.union(*(targets.classes for targets in self.targets.values()))
        self._full: Final[dict[int, ShaclValidator]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return all but what an engine compiled, and what is quickly made again."""
        made = ("whole", "_units", "_validator")
        return {**{name: value for name, value in self.__dict__.items() if name not in made}, "_full": {}}

    @cached_property
    def whole(self) -> ShaclValidator:
        """The validator of the shapes as they are: what the law compares with."""
        return make_validator(self.shapes, engine=self.engine)

    @cached_property
    def _units(self) -> UnitShapes:
        return UnitShapes(self.shapes, self.bounded)

    @cached_property
    def _validator(self) -> ShaclValidator:
        return make_validator(self._units.graph, engine=self.engine)

    def reasons(self) -> tuple[str, ...]:
        """Return why shapes are checked in full, a line each; nothing where none is."""
        return tuple(str(unbounded) for unbounded in self.unbounded.values())

    def results(self, units: Iterable[Unit], triples: StoreTriples) -> dict[Unit, list[Result]]:
        """Validate some units of bounded entries on a slice cut for them; return the results of those that have any."""
        wanted = list(units)
        if not wanted:
            return {}
        lines = self.reach.gather(wanted, triples, Hierarchy(triples))
        places = {(entry, node): self._units.places(entry, node, triples) for entry, node in wanted}
        marks = dict.fromkeys(place for found in places.values() for place in found)
        text = "".join([*map(self._units.mark, marks), *lines])
        found = self._by_place(self._validator.validate(Slice(text)), marks)
        results = {unit: [r for place in where for r in found.get(place, ())] for unit, where in places.items()}
        return {unit: own for unit, own in results.items() if own}

    def looks_further(self, entry: int) -> bool:
        """Say whether results of a bounded entry may be about other nodes than its focus node."""
        return self._units.looks_further(entry)

    def only(self, entries: Collection[int]) -> ShaclValidator:
        """Return a validator for which some entries alone have targets."""
        if set(entries) == set(self.entries):
            return self.whole
        shapes = {self.entries[entry] for entry in entries}
        kept = ShapesGraph(t for t in self.shapes.triples if t[0] in shapes or not _is_target(t))
        return make_validator(kept, engine=self.engine)

    def check_in_full(self, entry: int, text: str) -> Report:
        """Validate all focus nodes of one entry on the whole data, as N-Triples."""
        if entry not in self._full:
            self._full[entry] = self.only((entry,))
        return self._full[entry].validate(Slice(text))

    def _by_place(self, report: Report, marks: Iterable[Place]) -> dict[Place, list[Result]]:
        literals = {(group, literal_value(node)): node for group, node in marks if node.startswith('"')}
        found: defaultdict[Place, list[Result]] = defaultdict(list)
        for result in report.results:
            copied = self._units.originals.get(result.source_shape)
            if copied is None:
                # Said of the shapes themselves, which the full report does too.
                continue
            group, shape = copied
            # Engines write some literals in another way than they came in.
            focus = result.focus
            if focus.startswith('"'):
                focus = literals.get((group, literal_value(focus)), focus)
            found[group, focus].append(replace(result, source_shape=shape, root_shape=self.shapes.root(shape)))
        return found

    def _read_all(self) -> Iterator[tuple[int, Unbounded]]:
        reading = Reading(self.shapes, self.reach)
        common = [
            Reason(f"the shapes have {what} (sh:{local})", None)
            for local, what in _GLOBAL.items()
            if next(self.shapes.subjects(sh(local)), None) is not None
        ]
        for entry, shape in self.entries.items():
            start = self.reach.start(entry)
            reasons = [*common, *reading.read(shape, start)]
            if self.shapes.values(shape, sh("target")):
                reasons.append(Reason("it has a target that is computed (sh:target)", None))
            if reasons:
                sentences = tuple(dict.fromkeys(reason.sentence for reason in reasons))
                yield entry, Unbounded(shape, sentences, self._touched(entry, start, reasons))

    def _touched(self, entry: int, start: int, reasons: list[Reason]) -> frozenset[Term] | None:
        """Return the predicates that matter to an unbounded entry; None where any may."""
        targets, touched = self.targets[entry], self.reach.predicates(start)
        declared = [reason.reads for reason in reasons]
        if touched is None or None in declared:
            return None
        known = (reads for reads in declared if reads is not None)
        return touched.union({RDF_TYPE, SUBCLASS_OF}, targets.subjects_of, targets.objects_of, *known)


def _entries(shapes: ShapesGraph, engine: str) -> Iterator[Term]:
    """Yield the shapes that have targets of their own, in the order written."""
    for shape in dict.fromkeys(triple[0] for triple in shapes.triples):
        has_target = any(shapes.values(shape, predicate) for predicate in TARGETS)
        if (has_target or is_class(shapes, shape, engine=engine)) and not shapes.is_deactivated(shape):
            yield shape


def _is_target(triple: tuple[Term, Term, Term]) -> bool:
    """Say whether a triple of a shapes graph gives its subject focus nodes."""
    return triple[1] in TARGETS or (triple[1] == RDF_TYPE and triple[2] in (RDFS_CLASS, OWL_CLASS))
