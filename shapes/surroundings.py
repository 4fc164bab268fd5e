"""What the data says around the breaches of a report: labels, what else is said of the things, the terms known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ontology.model import Term
from ontology.model.rdf import RDF_TYPE, literal_value
from ontology.namespaces import MG, PREFIXES
from shapes.report import Report

_LABELS: Final = {
    f"<{PREFIXES['skos']}prefLabel>": 0,
    f"<{PREFIXES['rdfs']}label>": 1,
    f"<{PREFIXES['schema']}name>": 2,
    f"<{PREFIXES['dcterms']}title>": 3,
}
"""Predicates of labels, the best first."""
_SAID_ABOUT: Final = frozenset(f"<{MG}{local}>" for local in ("activity", "asset", "property", "value"))


@dataclass(slots=True)
class Surroundings:
    """Labels by thing; what is said of the things broken, by predicate; things by class; who claims what of them."""

    labels: dict[Term, str] = field(default_factory=dict)
    said: dict[Term, dict[Term, list[Term]]] = field(default_factory=dict)
    of_class: dict[Term, list[Term]] = field(default_factory=dict)
    claims: dict[Term, dict[Term, Term]] = field(default_factory=dict)

    def claimed(self, asset: Term, predicate: Term) -> list[Term]:
        """Return the values that Observations of the same Asset give for a property, each once."""
        found = []
        for claim in self.claims.values():
            run = self.claims.get(claim.get(f"<{MG}activity>", ""), {})
            if claim.get(f"<{MG}property>") == predicate and run.get(f"<{MG}asset>") == asset:
                found.append(claim.get(f"<{MG}value>", ""))
        return list(dict.fromkeys(value for value in found if value))


def surroundings_of(report: Report, texts: Iterable[str], *, language: str = "en") -> Surroundings:
    """Return what N-Triples texts say around the breaches of a report: one pass, as much as the breaches need.

    `language` is the one of the labels wanted, where there are several.
    """
    focus = {result.focus for result in report.results}
    named = focus | {result.value for result in report.results if result.value is not None}
    wants_classes = any(result.component == "ClassConstraintComponent" for result in report.results)
    wants_claims = any(result.component == "MinCountConstraintComponent" for result in report.results)
    found = Surroundings()
    best: dict[Term, tuple[bool, int, str]] = {}
    for text in texts:
        for line in text.splitlines():
            subject, predicate, value = line.removesuffix(" .").split(" ", 2)
            if predicate in _LABELS and value.startswith('"') and (subject in named or wants_classes):
                label = literal_value(value)
                rank = (label.language.partition("-")[0] not in (language, ""), _LABELS[predicate], label.text)
                if subject not in best or rank < best[subject]:
                    best[subject] = rank
                    found.labels[subject] = label.text
            if subject in focus:
                found.said.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if wants_classes and predicate == RDF_TYPE:
                found.of_class.setdefault(value, []).append(subject)
            if wants_claims and predicate in _SAID_ABOUT:
                found.claims.setdefault(subject, {})[predicate] = value
    return found
