"""A taxonomy's statements as the checks read them: hierarchy, relations and matches with what SKOS entails of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from ontology.model.rdf import RDF_TYPE, Literal, Quad, is_iri, literal_value
from ontology.namespaces import PREFIXES

_SKOS: Final = PREFIXES["skos"]
_LABELS: Final = frozenset({"prefLabel", "altLabel", "hiddenLabel"})
_DEPRECATED: Final = f"<{PREFIXES['owl']}deprecated>"


class Label(NamedTuple):
    """One label of a Concept: ``prefLabel``, ``altLabel`` or ``hiddenLabel``, and its literal."""

    kind: str
    literal: Literal


class SkosGraph:
    """SKOS statements by subject IRI (plain text). Inverses and sub-properties are followed (S8, S22, S25, S41, S43).

    `links` holds, for each of SKOS's links, the values of each subject as stated. `above` joins broader,
    broaderTransitive and broadMatch with the inverses of their inverses; `related` joins related and relatedMatch, both
    ways round.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Read SKOS from quads of any graph; everything else is passed over."""
        self.classes: defaultdict[str, set[str]] = defaultdict(set)
        self.labels: defaultdict[str, list[Label]] = defaultdict(list)
        self.definitions: defaultdict[str, list[Literal]] = defaultdict(list)
        self.links: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.deprecated: set[str] = set()
        for subject, predicate, value, _ in quads:
            self._read(subject, predicate, value)
        self.above = self._joined(
            ("broader", "broaderTransitive", "broadMatch"), ("narrower", "narrowerTransitive", "narrowMatch")
        )
        both_ways = ("related", "relatedMatch")
        self.related = self._joined(both_ways, both_ways)

    def _read(self, subject: str, predicate: str, value: str) -> None:
        if not is_iri(subject):
            return
        node = subject[1:-1]
        if predicate == RDF_TYPE and value.startswith(f"<{_SKOS}"):
            self.classes[value[len(_SKOS) + 1 : -1]].add(node)
        elif predicate == _DEPRECATED and literal_value(value).text == "true":
            self.deprecated.add(node)
        elif predicate.startswith(f"<{_SKOS}"):
            local = predicate[len(_SKOS) + 1 : -1]
            if is_iri(value):
                self.links[local][node].add(value[1:-1])
            elif local in _LABELS:
                self.labels[node].append(Label(local, literal_value(value)))
            elif local == "definition":
                self.definitions[node].append(literal_value(value))

    def _joined(self, forward: tuple[str, ...], backward: tuple[str, ...]) -> dict[str, set[str]]:
        edges: defaultdict[str, set[str]] = defaultdict(set)
        for local in forward:
            for node, values in self.links.get(local, {}).items():
                edges[node] |= values
        for local in backward:
            for node, values in self.links.get(local, {}).items():
                for value in values:
                    edges[value].add(node)
        return dict(edges)

    @property
    def concepts(self) -> set[str]:
        """What is said, or entailed by a hierarchy among the graph's own terms, to be a Concept."""
        return self.classes["Concept"]

    @property
    def collections(self) -> set[str]:
        """Collections, ordered ones included (S29)."""
        return self.classes["Collection"] | self.classes["OrderedCollection"]

    def schemes_of(self, concept: str) -> set[str]:
        """Return the schemes a Concept is in; being its top Concept counts (S7, S8)."""
        found = set(self.links["inScheme"].get(concept, ())) | self.links["topConceptOf"].get(concept, set())
        return found | {scheme for scheme, tops in self.links["hasTopConcept"].items() if concept in tops}

    def is_top(self, concept: str) -> bool:
        """Say whether a Concept is at the top of a scheme."""
        return concept in self.links["topConceptOf"] or any(
            concept in tops for tops in self.links["hasTopConcept"].values()
        )

    def ancestors(self, concept: str) -> set[str]:
        """Return everything transitively above a Concept; itself too where it lies on a cycle (S24)."""
        found: set[str] = set()
        waiting = list(self.above.get(concept, ()))
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += self.above.get(node, ())
        return found

    def exact_classes(self) -> dict[str, str]:
        """Return for each node with an exact match one representative of its class (S44, S45: an equivalence)."""
        parent: dict[str, str] = {}

        def find(node: str) -> str:
            while parent.setdefault(node, node) != node:
                parent[node] = parent[parent[node]]
                node = parent[node]
            return node

        for node, values in self.links["exactMatch"].items():
            for value in values:
                parent[find(node)] = find(value)
        return {node: find(node) for node in parent}
