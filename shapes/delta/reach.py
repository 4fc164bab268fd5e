"""What shapes read of the data, as one automaton over triples.

A state is a place in the reading, such as "a value of mg:support of the focus node". An edge leads on over the triples
that are read there. So a triple concerns a focus node just where the edges, walked backwards from the triple, lead to
it (`sources`), and a focus node's slice is what the edges, walked from it, come by (`gather`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE
from shapes.delta.path import Chain, Choice, Path, Repeat, Step
from shapes.delta.triples import Hierarchy, StoreTriples, Triples


@dataclass(slots=True)
class _State:
    """Edges to other states: over triples about the node, over triples that lead to it, and over none.

    `all_about` says that every triple about the node is read, `classes` are those it is tested to be an instance of.
    """

    out: dict[Term, list[int]] = field(default_factory=dict)
    into: dict[Term, list[int]] = field(default_factory=dict)
    free: list[int] = field(default_factory=list)
    all_about: bool = False
    classes: set[Term] = field(default_factory=set)

    def is_live(self) -> bool:
        """Say whether anything is read from here on."""
        return bool(self.out or self.into or self.free or self.all_about or self.classes)


class _Back(NamedTuple):
    """An edge seen from its end: the state before it, and its predicate, None where the node stays the same."""

    before: int
    predicate: Term | None
    inverse: bool = False


class Reach:
    """An automaton with one start for each entry; an entry is a number."""

    def __init__(self) -> None:
        self._states: Final[list[_State]] = []
        self._entries: Final[dict[int, int]] = {}
        self._back: Final[defaultdict[int, list[_Back]]] = defaultdict(list)
        self._ends: Final[defaultdict[Term, list[tuple[int, bool]]]] = defaultdict(list)
        self._any: Final[list[int]] = []
        self._by_class: Final[defaultdict[Term, list[int]]] = defaultdict(list)

    def start(self, entry: int) -> int:
        """Return a new state at which an entry begins to read."""
        state = self.place()
        self._entries[state] = entry
        return state

    def place(self) -> int:
        """Return a new state."""
        self._states.append(_State())
        return len(self._states) - 1

    def size(self) -> int:
        """Return how many states there are."""
        return len(self._states)

    def predicates(self, start: int) -> frozenset[Term] | None:
        """Return the predicates that are read from a state on, class tests apart; None where all about a node are."""
        found: set[Term] = set()
        seen, waiting = {start}, [start]
        while waiting:
            state = self._states[waiting.pop()]
            if state.all_about:
                return None
            found |= state.out.keys() | state.into.keys()
            ahead = {place for places in (*state.out.values(), *state.into.values(), state.free) for place in places}
            waiting += ahead - seen
            seen |= ahead
        return frozenset(found)

    def follow(self, path: Path, before: int, after: int | None = None) -> int:
        """Let a path be read from a state on; return the state of what it leads to, `after` where that is given."""
        after = self.place() if after is None else after
        match path:
            case Step(predicate, inverse):
                self._step(before, predicate, after, inverse=inverse)
            case Chain(parts):
                for part in parts[:-1]:
                    before = self.follow(part, before)
                self.follow(parts[-1], before, after)
            case Choice(parts):
                for part in parts:
                    self.follow(part, before, after)
            case Repeat(part, zero, many):
                first = self.follow(part, before)
                if many:
                    self.follow(part, first, first)
                self._free(first, after)
                if zero:
                    self._free(before, after)
        return after

    def read_all(self, state: int) -> None:
        """Let every triple about a state's nodes be read; the reading does not go on from their objects."""
        self._states[state].all_about = True
        self._any.append(state)

    def test_class(self, state: int, kind: Term) -> None:
        """Let a state's nodes be tested to be instances of a class."""
        if kind not in self._states[state].classes:
            self._states[state].classes.add(kind)
            self._by_class[kind].append(state)

    def _step(self, before: int, predicate: Term, after: int, *, inverse: bool) -> None:
        edges = self._states[before].into if inverse else self._states[before].out
        edges.setdefault(predicate, []).append(after)
        self._back[after].append(_Back(before, predicate, inverse))
        self._ends[predicate].append((before, inverse))

    def _free(self, before: int, after: int) -> None:
        self._states[before].free.append(after)
        self._back[after].append(_Back(before, None))

    @property
    def classes(self) -> frozenset[Term]:
        """The classes that nodes are tested for."""
        return frozenset(self._by_class)

    def sources(
        self, changed: Iterable[tuple[Term, Term, Term]], flipped: Mapping[Term, Iterable[Term]], either: Triples
    ) -> Iterator[tuple[int, Term]]:
        """Yield each (entry, focus node) whose reading comes by a changed triple, in a state before or after.

        `flipped` are the nodes that became or ceased to be instances of a class, by class; `either` holds the
        triples of both states.
        """
        waiting = [(state, node) for kind, nodes in flipped.items() for state in self._by_class[kind] for node in nodes]
        for subject, predicate, value in changed:
            waiting += [(state, value if inverse else subject) for state, inverse in self._ends.get(predicate, ())]
            waiting += [(state, subject) for state in self._any]
        seen = set(waiting)
        waiting = list(seen)
        while waiting:
            state, node = waiting.pop()
            if state in self._entries:
                yield self._entries[state], node
            for back in self._back.get(state, ()):
                for source in _before(back, node, either):
                    if (place := (back.before, source)) not in seen:
                        seen.add(place)
                        waiting.append(place)

    def gather(self, units: Iterable[tuple[int, Term]], triples: StoreTriples, hierarchy: Hierarchy) -> Iterable[str]:
        """Return the lines, as N-Triples, that the readings of some (entry, focus node) come by."""
        starts = {entry: state for state, entry in self._entries.items()}
        return self.lines_from([(starts[entry], node) for entry, node in units], triples, hierarchy)

    def lines_from(
        self, places: Iterable[tuple[int, Term]], triples: StoreTriples, hierarchy: Hierarchy
    ) -> Iterable[str]:
        """Return the lines, as N-Triples, that readings come by which begin at some (state, node)."""
        waiting = list(places)
        seen, lines, kinds = set(waiting), dict[str, None](), dict[Term, None]()
        while waiting:
            state, node = waiting.pop()
            for place in self._read(self._states[state], node, triples, lines, kinds):
                if place not in seen and self._states[place[0]].is_live():
                    seen.add(place)
                    waiting.append(place)
        for kind in kinds:
            lines.update(dict.fromkeys(hierarchy.lines(kind)))
        return lines

    def reads_backwards(self, entry: int) -> bool:
        """Say whether an entry reads triples that lead to a node, which its subject's own do not tell."""
        return any(self._states[state].into for state in self._behind([entry]))

    def followed(self, entries: Iterable[int]) -> dict[Term, list[int]]:
        """Return, by predicate, the states at which the readings of some entries go on from its objects."""
        found: defaultdict[Term, dict[int, None]] = defaultdict(dict)
        for state in self._behind(entries):
            for predicate, ahead in self._states[state].out.items():
                found[predicate].update(dict.fromkeys(place for place in ahead if self._states[place].is_live()))
        return {predicate: list(places) for predicate, places in found.items() if places}

    def _behind(self, entries: Iterable[int]) -> set[int]:
        """Return all states of the readings of some entries."""
        wanted = set(entries)
        waiting = [state for state, entry in self._entries.items() if entry in wanted]
        seen = set(waiting)
        while waiting:
            state = self._states[waiting.pop()]
            ahead = {place for places in (*state.out.values(), *state.into.values(), state.free) for place in places}
            waiting += ahead - seen
            seen |= ahead
        return seen

    def _read(
        self, state: _State, node: Term, triples: StoreTriples, lines: dict[str, None], kinds: dict[Term, None]
    ) -> Iterator[tuple[int, Term]]:
        """Yield where the edges of a state lead from a node, noting the lines they go over."""
        for following in state.free:
            yield following, node
        for predicate, value in _about(state, node, triples):
            lines[f"{node} {predicate} {value} .\n"] = None
            for following in state.out.get(predicate, ()):
                yield following, value
        for predicate, ahead in state.into.items():
            for source in triples.subjects(node, predicate):
                lines[f"{source} {predicate} {node} .\n"] = None
                for following in ahead:
                    yield following, source
        for kind in triples.objects(node, RDF_TYPE) if state.classes else ():
            lines[f"{node} {RDF_TYPE} {kind} .\n"] = None
            kinds[kind] = None


_FEW: Final = 2
"""Up to so many predicates are asked for one by one; beyond, everything about a node is read at once."""


def _about(state: _State, node: Term, triples: StoreTriples) -> Iterable[tuple[Term, Term]]:
    """Return the triples about a node that a state reads."""
    if state.all_about:
        return triples.about(node)
    if len(state.out) > _FEW:
        return [pair for pair in triples.about(node) if pair[0] in state.out]
    return [(predicate, value) for predicate in state.out for value in triples.objects(node, predicate)]


def _before(back: _Back, node: Term, either: Triples) -> Iterable[Term]:
    """Return the nodes from which an edge leads to a node."""
    if back.predicate is None:
        return (node,)
    return either.objects(node, back.predicate) if back.inverse else either.subjects(node, back.predicate)
