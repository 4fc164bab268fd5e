"""What an import of a taxonomy gives, and the pen that every reader of a foreign form writes it with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ontology.graphs import ONTOLOGY
from ontology.model import Quad, Term, TermError
from ontology.model.rdf import RDF_TYPE, boolean, iri, lang_string, string
from ontology.namespaces import MG, PREFIXES

_WIKIDATA: Final = re.compile(r"^https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9]\d*)$")


@dataclass(frozen=True, slots=True)
class ImportedTaxonomy:
    """A foreign taxonomy as SKOS: its quads, each once; IRIs of its schemes and Concepts, sorted.

    `problems` are sentences about what could not be taken as it stands; the rest was taken.
    """

    quads: tuple[Quad, ...]
    schemes: tuple[str, ...]
    concepts: tuple[str, ...]
    problems: tuple[str, ...] = ()


def skos(local: str) -> Term:
    """Return the term of a name of SKOS."""
    return f"<{PREFIXES['skos']}{local}>"


class SkosPen:
    """Collects quads in one graph; what cannot be written becomes a problem and does not stop the rest."""

    def __init__(self, graph: Term = ONTOLOGY) -> None:
        self.graph = graph
        self.quads: dict[Quad, None] = {}
        self.problems: list[str] = []

    def scheme(self, scheme: str) -> None:
        """State that there is a concept scheme."""
        self._add(scheme, RDF_TYPE, skos("ConceptScheme"))

    def concept(self, concept: str, scheme: str) -> None:
        """State that there is a Concept in a scheme."""
        self._add(concept, RDF_TYPE, skos("Concept"))
        self.link(concept, "inScheme", scheme)

    def link(self, subject: str, local: str, value: str) -> None:
        """State a link of SKOS between two IRIs; every spelling of a Wikidata item becomes the one of its RDF."""
        found = _WIKIDATA.match(value)
        self._try(subject, skos(local), PREFIXES["wd"] + found[1] if found else value)

    def top(self, concept: str, scheme: str) -> None:
        """State that a Concept is at the top of a scheme."""
        self.link(concept, "topConceptOf", scheme)
        self.link(scheme, "hasTopConcept", concept)

    def text(self, subject: str, local: str, text: str, language: str = "") -> None:
        """State a label, note or notation of SKOS; spaces around it and line breaks in it are dropped."""
        plain = " ".join(text.split())
        if not plain:
            self.problems.append(f"{subject} has an empty skos:{local}; it was left out")
            return
        try:
            self._add(subject, skos(local), lang_string(plain, language) if language else string(plain))
        except TermError as err:
            self.problems.append(f"{subject} skos:{local} {plain!r}: {err}; it was taken without a language")
            self._add(subject, skos(local), string(plain))

    def deprecate(self, concept: str) -> None:
        """State that a Concept should no longer be used."""
        self._add(concept, f"<{PREFIXES['owl']}deprecated>", boolean(True))

    def applies_to(self, scheme: str, properties: Iterable[str]) -> None:
        """State which claimable properties (local names) take their values from a scheme."""
        for local in properties:
            self._add(scheme, f"<{MG}appliesTo>", f"<{MG}{local}>")

    def taxonomy(self) -> ImportedTaxonomy:
        """Return what was written."""
        return describe(self.quads, self.problems)

    def _try(self, subject: str, predicate: Term, value: str) -> None:
        try:
            self._add(subject, predicate, iri(value))
        except TermError as err:
            self.problems.append(f"{subject} {predicate}: {err}; it was left out")

    def _add(self, subject: str, predicate: Term, value: Term) -> None:
        self.quads[Quad(iri(subject), predicate, value, self.graph)] = None


def describe(quads: Iterable[Quad], problems: Iterable[str]) -> ImportedTaxonomy:
    """Return a taxonomy of these quads, with its schemes and Concepts found among them."""
    listed = tuple(quads)
    typed = [(quad.subject[1:-1], quad.object) for quad in listed if quad.predicate == RDF_TYPE]
    return ImportedTaxonomy(
        quads=listed,
        schemes=tuple(sorted({node for node, kind in typed if kind == skos("ConceptScheme")})),
        concepts=tuple(sorted({node for node, kind in typed if kind == skos("Concept")})),
        problems=tuple(problems),
    )
