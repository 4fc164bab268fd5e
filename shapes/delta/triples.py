"""The triples that are validated: some graphs of a store taken together, now and with what a change took away.

Invariant: a view holds for one state. What was read is kept, so a view lives no longer than one change or one chunk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final, Protocol, TypeVar, cast

from ontology.model import Quad, Term
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import PREFIXES
from shapes.slices import Reader

SUBCLASS_OF: Final = f"<{PREFIXES['rdfs']}subClassOf>"
_Item = TypeVar("_Item")
_OF_CLASSES: Final = (RDF_TYPE, SUBCLASS_OF)
_FEW_REFERRERS: Final = 32
_WORTH_A_QUERY: Final = 4
_AT_ONCE: Final = 1_000


class Triples(Protocol):
    """Triples that can be asked for from either end."""

    def about(self, node: Term) -> Iterable[tuple[Term, Term]]:
        """Return (predicate, object) of each triple about a node."""
        ...

    def objects(self, node: Term, predicate: Term) -> Iterable[Term]:
        """Return what a predicate of a node leads to."""
        ...

    def subjects(self, node: Term, predicate: Term) -> Iterable[Term]:
        """Return the nodes from which a predicate leads to this one."""
        ...


class StoreTriples:
    """The triples of some graphs of a store, each once; without `graphs`, of all."""

    def __init__(self, reader: Reader, graphs: Sequence[Term] | None = None) -> None:
        self.reader: Final = reader
        self.graphs: Final = None if graphs is None else frozenset(graphs)
        # One graph holds a triple once; several may hold the same.
        self._single: Final = next(iter(graphs)) if graphs is not None and len(graphs) == 1 else None
        self._about: dict[Term, Sequence[tuple[Term, Term]]] = {}
        self._objects: dict[tuple[Term, Term], Sequence[Term]] = {}
        self._subjects: dict[tuple[Term, Term], Sequence[Term]] = {}
        self._into: dict[Term, dict[Term, list[Term]] | None] = {}

    def quads(
        self, subject: Term | None = None, predicate: Term | None = None, object: Term | None = None
    ) -> Iterator[Quad]:
        """Yield the quads that match; a triple that stands in several graphs comes several times."""
        found = self.reader.quads(subject, predicate, object, self._single)
        if self.graphs is None or self._single is not None:
            return found
        # One look-up for all graphs: a look-up in each costs six times as much with our six (measured).
        return (quad for quad in found if quad[3] in self.graphs)

    def prefetch(self, nodes: Iterable[Term]) -> None:
        """Read what is about some nodes with one query, where the store answers any: half the time of look-ups."""
        wanted = list({node for node in nodes if node.startswith("<")} - self._about.keys())
        for start in range(0, len(wanted) if len(wanted) >= _WORTH_A_QUERY else 0, _AT_ONCE):
            found: dict[Term, list[tuple[Term, Term]]] = {node: [] for node in wanted[start : start + _AT_ONCE]}
            rows = self._rows("?s ?p ?o", found, "?s ?p ?o")
            if rows is None:
                return
            for subject, predicate, value in rows:
                found[subject].append((predicate, value))
            for node, pairs in found.items():
                self._about[node] = list(dict.fromkeys(pairs))

    def keep_new(self, changed: Changed) -> None:
        """Keep what is about, and what leads to, nodes of which nothing stands but quads that were added.

        Only counts are read: that decodes nothing, which is nearly all that reading costs.
        """
        judged = [quad for quad in changed.added_quads if self.graphs is None or quad[3] in self.graphs]
        about: defaultdict[Term, list[tuple[Term, Term]]] = defaultdict(list)
        into: defaultdict[Term, list[tuple[Term, Term]]] = defaultdict(list)
        for subject, predicate, value, _ in judged:
            about[subject].append((predicate, value))
            into[value].append((predicate, subject))
        old = {triple[0] for triple in changed.removed}
        nodes = [node for node in about if node.startswith("<") and node not in old]
        counts = self._counts(nodes, "?s ?p ?o")
        nodes = [node for node in nodes if counts.get(node) == len(about[node])]
        self._about.update((node, list(dict.fromkeys(about[node]))) for node in nodes)
        counts = self._counts(nodes, "?o ?p ?s")
        for node in nodes:
            if counts.get(node, 0 if counts else None) == len(into.get(node, ())):
                whole = self._into[node] = dict[Term, list[Term]]()
                for predicate, subject in dict.fromkeys(into.get(node, ())):
                    whole.setdefault(predicate, []).append(subject)

    def _counts(self, nodes: Collection[Term], pattern: str) -> dict[Term, int]:
        """Return how many quads of the graphs match for each node as ?s that has any; nothing where that is no gain."""
        rows = self._rows("?s (COUNT(*) AS ?n)", nodes, pattern, "GROUP BY ?s") if len(nodes) >= _WORTH_A_QUERY else ()
        return {node: int(number[1 : number.index('"', 1)]) for node, number in rows or ()}

    def _rows(self, wanted: str, nodes: Iterable[Term], triple: str, end: str = "") -> Iterable[Any] | None:
        """Query the triples of some nodes as ?s; None where the store answers no queries, or all graphs are wanted."""
        query = getattr(self.reader, "query", None)
        if query is None or self.graphs is None or "" in self.graphs:
            return None
        # The graphs are not decoded for the comparison, which costs nothing beside reading.
        several = f"GRAPH ?g {{ {triple} }} FILTER(?g IN ({', '.join(self.graphs)}))"
        pattern = several if self._single is None else f"GRAPH {self._single} {{ {triple} }}"
        found = query(f"SELECT {wanted} {{ VALUES ?s {{ {' '.join(nodes)} }} {pattern} }} {end}", default_graphs=())
        return cast(Iterable[Any], found.rows)

    def about(self, node: Term) -> Sequence[tuple[Term, Term]]:
        """Return (predicate, object) of each triple about a node."""
        known = self._about.get(node)
        if known is None:
            # A literal has no triples, and no store can be asked for them.
            known = () if node.startswith('"') else self._once([q[1:3] for q in self.quads(node)])
            self._about[node] = known
        return known

    def objects(self, node: Term, predicate: Term) -> Sequence[Term]:
        """Return what a predicate of a node leads to."""
        whole = self._about.get(node)
        if whole is not None:
            return [value for found, value in whole if found == predicate]
        known = self._objects.get((node, predicate))
        if known is None:
            known = () if node.startswith('"') else self._once([q[2] for q in self.quads(node, predicate)])
            self._objects[node, predicate] = known
        return known

    def subjects(self, node: Term, predicate: Term) -> Sequence[Term]:
        """Return the nodes from which a predicate leads to this one."""
        known = self._subjects.get((node, predicate))
        if known is None:
            whole = self._referrers(node) if predicate not in _OF_CLASSES else None
            if whole is not None:
                return whole.get(predicate, ())
            known = self._once([q[0] for q in self.quads(None, predicate, node)])
            self._subjects[node, predicate] = known
        return known

    def _referrers(self, node: Term) -> dict[Term, list[Term]] | None:
        """Return all that leads to a node, by predicate; None where that is much. Several are asked for in turn."""
        if node not in self._into:
            quads = list(islice(self.reader.quads(None, None, node, self._single), _FEW_REFERRERS + 1))
            found: dict[Term, list[Term]] | None = None
            if len(quads) <= _FEW_REFERRERS:
                found = {}
                for triple in {q[:3]: None for q in quads if self.graphs is None or q[3] in self.graphs}:
                    found.setdefault(triple[1], []).append(triple[0])
            self._into[node] = found
        return self._into[node]

    def _once(self, found: list[_Item]) -> Sequence[_Item]:
        return found if self._single is not None or len(found) < 2 else list(dict.fromkeys(found))


class Changed:
    """What a change did to the triples: those it `added`, those it `removed`, and each end of them."""

    def __init__(self, removed: Iterable[Quad], added: Iterable[Quad], after: StoreTriples) -> None:
        self.removed: Final = _triples(removed, after.graphs)
        self.added: Final = _triples(added, after.graphs)
        self.added_quads: Final = frozenset(added)
        self._after: Final = after

    def __iter__(self) -> Iterator[tuple[Term, Term, Term]]:
        yield from self.removed
        yield from self.added

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def is_new(self, triple: tuple[Term, Term, Term]) -> bool:
        """Say whether an added triple did not stand before in another graph."""
        single = self._after.graphs is not None and len(self._after.graphs) == 1
        return single or all(quad in self.added_quads for quad in self._after.quads(*triple))


def _triples(quads: Iterable[Quad], graphs: frozenset[Term] | None) -> dict[tuple[Term, Term, Term], None]:
    return {quad[:3]: None for quad in quads if graphs is None or quad.graph in graphs}


class Overlay:
    """A view with some triples more and some fewer: the state before a change, or both states together."""

    def __init__(
        self,
        under: Triples,
        more: Iterable[tuple[Term, Term, Term]],
        fewer: Iterable[tuple[Term, Term, Term]] = (),
    ) -> None:
        self._under: Final = under
        self._fewer: Final = frozenset(fewer)
        self._about: Final[defaultdict[Term, list[tuple[Term, Term]]]] = defaultdict(list)
        self._subjects: Final[defaultdict[tuple[Term, Term], list[Term]]] = defaultdict(list)
        for subject, predicate, value in more:
            self._about[subject].append((predicate, value))
            self._subjects[value, predicate].append(subject)

    def about(self, node: Term) -> Iterable[tuple[Term, Term]]:
        """Return (predicate, object) of each triple about a node."""
        under = (pair for pair in self._under.about(node) if (node, *pair) not in self._fewer)
        return dict.fromkeys(chain(under, self._about.get(node, ())))

    def objects(self, node: Term, predicate: Term) -> Iterable[Term]:
        """Return what a predicate of a node leads to."""
        more = (value for found, value in self._about.get(node, ()) if found == predicate)
        under = (v for v in self._under.objects(node, predicate) if (node, predicate, v) not in self._fewer)
        return dict.fromkeys(chain(under, more))

    def subjects(self, node: Term, predicate: Term) -> Iterable[Term]:
        """Return the nodes from which a predicate leads to this one."""
        under = (s for s in self._under.subjects(node, predicate) if (s, predicate, node) not in self._fewer)
        return dict.fromkeys(chain(under, self._subjects.get((node, predicate), ())))


class Hierarchy:
    """Classes in a view: what is above, what is below, and what belongs (SHACL, 1.1: a SHACL instance)."""

    def __init__(self, triples: Triples) -> None:
        self._triples: Final = triples
        self._above: dict[Term, frozenset[Term]] = {}
        self._kinds: dict[Term, frozenset[Term]] = {}

    def above(self, kind: Term) -> frozenset[Term]:
        """Return a class and all its superclasses."""
        if kind not in self._above:
            self._above[kind] = frozenset(_closure(kind, lambda node: self._triples.objects(node, SUBCLASS_OF)))
        return self._above[kind]

    def below(self, kind: Term) -> frozenset[Term]:
        """Return a class and all its subclasses."""
        return frozenset(_closure(kind, lambda node: self._triples.subjects(node, SUBCLASS_OF)))

    def has(self, node: Term, kinds: frozenset[Term]) -> bool:
        """Say whether a node is an instance of any of some classes."""
        own = self._kinds.get(node)
        if own is None:
            own = frozenset().union(*(self.above(kind) for kind in self._triples.objects(node, RDF_TYPE)))
            self._kinds[node] = own
        return not kinds.isdisjoint(own)

    def lines(self, kind: Term) -> Iterator[str]:
        """Yield the hierarchy above a class as N-Triples lines."""
        for below in self.above(kind):
            for above in self._triples.objects(below, SUBCLASS_OF):
                yield f"{below} {SUBCLASS_OF} {above} .\n"


def _closure(start: Term, following: _Following) -> set[Term]:
    found, waiting = {start}, [start]
    while waiting:
        new = set(following(waiting.pop())) - found
        found |= new
        waiting += new
    return found


class _Following(Protocol):
    def __call__(self, node: Term, /) -> Iterable[Term]: ...
