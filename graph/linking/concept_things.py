"""The Concepts of the current Release as things that names can be reconciled to: by their labels in every language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from graph.labels import fold_number
from graph.linking.name_table import NameTable
from graph.linking.things import ALIAS, DESCRIPTION, IDENTIFIER, LABEL, TYPE, Kind, Met, Property, Ref, Thing, Value
from ontology.concepts import ConceptIndex
from ontology.model.rdf import Quad, is_iri, literal_value
from ontology.namespaces import PREFIXES, compact

CONCEPT: Final = "skos:Concept"
"""The type of all Concepts."""

SCHEME: Final = Property("scheme", "scheme", "The taxonomy that it is in.")
BROADER: Final = Property("broader", "broader", "The next wider Concepts.", CONCEPT)
NARROWER: Final = Property("narrower", "narrower", "The next narrower Concepts.", CONCEPT)

_QUALITY: Final = {"pref": 1.0, "alt": 0.98, "hidden": 0.96}
_SINGULAR: Final = 0.97
_TITLES: Final = (f"<{PREFIXES['dcterms']}title>", f"<{PREFIXES['skos']}prefLabel>")
_ANY_LANGUAGE: Final = ("en", "fr", "de", "es")


class ConceptThings:
    """The Concepts in some quads; unchanging. Types are their schemes, as CURIEs where a prefix is known."""

    properties: Sequence[Property] = (LABEL, ALIAS, DESCRIPTION, TYPE, SCHEME, BROADER, NARROWER, IDENTIFIER)

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Read the SKOS of a Release."""
        held = list(quads)
        self._index = ConceptIndex(held)
        self._labels: defaultdict[str, dict[tuple[str, str, str], None]] = defaultdict(dict)
        for label in self._index.labels():
            self._labels[label.concept][label.kind, label.language, label.text] = None
        self._concepts = sorted(self._labels)
        numbers = {concept: number for number, concept in enumerate(self._concepts)}
        self._table = NameTable(
            (text, numbers[concept], _QUALITY[kind])
            for concept, labels in self._labels.items()
            for kind, _, text in labels
        )
        self._same: defaultdict[str, set[str]] = defaultdict(set)
        for identifier, concept in self._index.identifiers():
            self._same[concept].add(identifier)
        self._types = {c: tuple(compact(s) for s in sorted(self._index.schemes_holding(c))) for c in self._concepts}
        schemes = set(self._index.schemes)
        titles = {
            q.subject[1:-1]: literal_value(q.object).text
            for q in held
            if q.predicate in _TITLES and q.subject[1:-1] in schemes and not is_iri(q.object) and _english(q.object)
        }
        self.kinds: Sequence[Kind] = (
            Kind(CONCEPT, "Concept", "A term of any taxonomy."),
            *(Kind(compact(s), titles.get(s, s), "Concepts of this taxonomy.", CONCEPT) for s in self._index.schemes),
        )

    def __len__(self) -> int:
        return len(self._concepts)

    def named(self, text: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the Concepts that a label may mean, in any language; "dogs" finds "dog"."""
        found = self._table.exact(text)
        for language in _ANY_LANGUAGE:
            for number, quality in self._table.exact(fold_number(text, language)).items():
                found.setdefault(number, _SINGULAR * quality)
        return self._mets(found or self._table.near(text), types, most)

    def beginning(self, prefix: str, *, types: frozenset[str], most: int) -> list[Met]:
        """Return the Concepts with a label that begins so."""
        return self._mets(self._table.beginning(prefix, most=4 * most), types, most)

    def _mets(self, found: dict[int, float], types: frozenset[str], most: int) -> list[Met]:
        rows = sorted((-quality, number) for number, quality in found.items())
        mets = (Met(self._concepts[number], -quality) for quality, number in rows)
        return [met for met in mets if not types or CONCEPT in types or types & set(self._types[met.id])][:most]

    def identified(self, identifier: str) -> list[str]:
        """Return the Concept of this IRI, and those that say that they are the same."""
        own = [identifier] if identifier in self._labels else []
        return own + [c for c in self._index.with_identifier(identifier) if c in self._labels]

    def find(self, thing_id: str) -> Thing | None:
        """Return a Concept in use."""
        if thing_id not in self._labels:
            return None
        return Thing(
            id=thing_id,
            iri=thing_id,
            name=self._index.label(thing_id),
            description=self._index.definition(thing_id),
            types=(*self._types[thing_id], CONCEPT),
            same=frozenset(self._same.get(thing_id, ())),
        )

    def values(self, thing_id: str, property_id: str, *, language: str = "") -> list[Value]:
        """Return what the Release says of a Concept."""
        index, labels = self._index, self._labels.get(thing_id, {})
        match property_id:
            case "label":
                if not language:
                    return [index.label(thing_id)] if labels else []
                return [text for kind, tag, text in labels if kind == "pref" and _speaks(tag, language)]
            case "alias":
                return [text for kind, tag, text in labels if kind == "alt" and _speaks(tag, language)]
            case "description":
                return [text] if (text := index.definition(thing_id)) else []
            case "type" | "scheme":
                names = {kind.id: kind.name for kind in self.kinds}
                return [Ref(scheme, names.get(scheme, scheme)) for scheme in self._types.get(thing_id, ())]
            case "broader":
                return [Ref(c, index.label(c)) for c in index.broader(thing_id)]
            case "narrower":
                return [Ref(c, index.label(c)) for c in index.narrower(thing_id)]
            case "identifier":
                return sorted(self._same.get(thing_id, ()))
        return []


def _english(term: str) -> bool:
    return literal_value(term).language.partition("-")[0] in ("en", "")


def _speaks(tag: str, language: str) -> bool:
    return not language or tag.partition("-")[0] == language.lower().partition("-")[0]
