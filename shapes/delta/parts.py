"""Checking a part of a store that lies here as text, some thousands of subjects with all that is said about them.

Nearly all that a shape reads begins with the triples about its focus node and follows them. So a part is whole but for
what its lines lead to and that stands elsewhere: that is looked up (`Reach.followed` says where readings go on), and
remembered, because most of it is shared: Concepts, Agents, the ontology. No triple of the part becomes a Python value.

Law: the results about the subjects of a part are those that a validation of everything has about them (tests/delta).
What reads backwards, looks at objects, or reports about other nodes is left to a sweep (`PartCheck.left`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from shapes.delta.plan import DeltaShapes
from shapes.delta.triples import Hierarchy, StoreTriples
from shapes.report import Result
from shapes.validate import ShaclValidator, Slice

_REMEMBERED: Final = 20_000


class Checked(NamedTuple):
    """How many units of (entry, focus node) a part has, and the results about them."""

    units: int
    results: list[Result]


class _Part(NamedTuple):
    """The columns of a part's rows."""

    subjects: list[Term]
    predicates: list[Term]
    objects: list[Term]


class PartCheck:
    """The entries that can be checked part by part, made ready; `left` are the other bounded ones."""

    def __init__(self, shapes: DeltaShapes) -> None:
        self._shapes: Final = shapes
        self.entries: Final = tuple(entry for entry in shapes.bounded if self._is_local(entry))
        self.left: Final = tuple(entry for entry in shapes.bounded if entry not in self.entries)
        self._followed: Final = shapes.reach.followed(self.entries)
        self._subjects_of: Final = self._by_predicate()
        self._validator: ShaclValidator | None = None
        self._found: Final[dict[tuple[Term, Term], tuple[str, ...]]] = {}

    def check(self, rows: str, triples: StoreTriples) -> Checked:
        """Validate a part: all that is said about each of its subjects; `triples` is the store.

        A row is subject, predicate and object as N-Triples terms, a tab between, and a line end.
        """
        self._validator = self._validator or self._shapes.only(self.entries)
        # Columns: splitting all at once is three times as quick as a pattern that finds lines (measured).
        fields = rows.replace("\n", "\t").split("\t")
        part = _Part(fields[0:-1:3], fields[1::3], fields[2::3])
        subjects, hierarchy = set(part.subjects), Hierarchy(triples)
        types = {(s, o) for s, p, o in zip(*part, strict=True) if p == RDF_TYPE}
        around = dict.fromkeys(self._around(part, subjects, triples, hierarchy))
        for kind in {kind for _, kind in types}:
            around.update(dict.fromkeys(hierarchy.lines(kind)))
        text = rows.replace("\t", " ").replace("\n", " .\n") + "".join(around)
        report = self._validator.validate(Slice(text))
        results = [result for result in report.results if result.focus in subjects]
        return Checked(self._units(part, types, hierarchy), results)

    def _is_local(self, entry: int) -> bool:
        targets = self._shapes.targets[entry]
        if targets.nodes or targets.objects_of or self._shapes.looks_further(entry):
            return False
        return not self._shapes.reach.reads_backwards(entry)

    def _by_predicate(self) -> dict[Term, list[int]]:
        """Return the entries that look at the subjects of a predicate, by predicate."""
        found: defaultdict[Term, list[int]] = defaultdict(list)
        for entry in self.entries:
            for predicate in self._shapes.targets[entry].subjects_of:
                found[predicate].append(entry)
        return found

    def _around(self, part: _Part, subjects: set[Term], triples: StoreTriples, hierarchy: Hierarchy) -> Iterator[str]:
        """Yield the lines that readings come by when they leave the part."""
        followed = self._followed
        led_to = {(p, o) for p, o in zip(part.predicates, part.objects, strict=True) if p in followed}
        for predicate, node in led_to:
            if node in subjects or node.startswith('"'):
                continue
            known = self._found.get((predicate, node))
            if known is None:
                if len(self._found) >= _REMEMBERED:
                    self._found.clear()
                places = [(state, node) for state in self._followed[predicate]]
                known = tuple(self._shapes.reach.lines_from(places, triples, hierarchy))
                self._found[predicate, node] = known
            yield from known

    def _units(self, part: _Part, types: Iterable[tuple[Term, Term]], hierarchy: Hierarchy) -> int:
        """Return how many (entry, focus node) a part has."""
        of_kind: dict[Term, list[int]] = {}
        focus: defaultdict[int, set[Term]] = defaultdict(set)
        for node, kind in types:
            if kind not in of_kind:
                above = hierarchy.above(kind)
                of_kind[kind] = [n for n in self.entries if not above.isdisjoint(self._shapes.targets[n].classes)]
            for entry in of_kind[kind]:
                focus[entry].add(node)
        for wanted, entries in self._subjects_of.items():
            nodes = {node for node, p in zip(part.subjects, part.predicates, strict=True) if p == wanted}
            for entry in entries:
                focus[entry] |= nodes
        return sum(map(len, focus.values()))
