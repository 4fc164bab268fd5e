"""What differs between two Releases, term by term, as a steward would say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ontology.model.rdf import RDF_TYPE, Quad, Term, is_iri, literal_value
from ontology.namespaces import PREFIXES, compact
from ontology.skolem import GENID

_KINDS: Final[dict[str, str]] = {
    f"<{PREFIXES['skos']}Concept>": "Concept",
    f"<{PREFIXES['skos']}ConceptScheme>": "scheme",
    f"<{PREFIXES['skos']}Collection>": "collection",
    f"<{PREFIXES['owl']}Class>": "class",
    f"<{PREFIXES['owl']}ObjectProperty>": "property",
    f"<{PREFIXES['owl']}DatatypeProperty>": "property",
    f"<{PREFIXES['owl']}AnnotationProperty>": "property",
    f"<{PREFIXES['owl']}Ontology>": "module",
}
_DEPRECATED: Final = f"<{PREFIXES['owl']}deprecated>"
_Statements = dict[str, dict[str, set[str]]]


@dataclass(frozen=True, slots=True)
class TermChange:
    """What changed about one term: for a predicate IRI, the values (terms as text) that went and that came."""

    iri: str
    kind: str
    predicate: str
    removed: tuple[Term, ...]
    added: tuple[Term, ...]

    def sentence(self) -> str:
        """Return the change in words: ``mgt:genre/drama skos:prefLabel: "Drama"@en became "Drama film"@en``."""
        before, after = (", ".join(map(_shown, values)) for values in (self.removed, self.added))
        what = f"{compact(self.iri)} {compact(self.predicate)}"
        if before and after:
            return f"{what}: {before} became {after}"
        return f"{what}: {after} added" if after else f"{what}: {before} removed"


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """Terms added and removed (IRI and kind), terms newly deprecated, and every other change; each sorted."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    deprecated: tuple[str, ...]
    changed: tuple[TermChange, ...]

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        return bool(self.added or self.removed or self.deprecated or self.changed)

    def lines(self) -> Iterator[str]:
        """Yield the difference as lines of text: + added, - removed, ! deprecated, ~ changed."""
        yield from (f"+ {kind} {compact(iri)}" for iri, kind in self.added)
        yield from (f"- {kind} {compact(iri)}" for iri, kind in self.removed)
        yield from (f"! {compact(iri)} is deprecated" for iri in self.deprecated)
        yield from (f"~ {change.sentence()}" for change in self.changed)


def diff(before: Iterable[Quad], after: Iterable[Quad]) -> ReleaseDiff:
    """Return what differs between two Releases; their graphs do not count.

    A change inside a blank node (a union, a restriction) counts as a change of the term that holds it.
    """
    old, new = _statements(before), _statements(after)
    old_kinds, new_kinds = _kinds(old), _kinds(new)
    changed, deprecated = [], []
    for node in sorted(old.keys() & new.keys()):
        for predicate in sorted(old[node].keys() | new[node].keys()):
            was, now = old[node].get(predicate, set()), new[node].get(predicate, set())
            if was == now:
                continue
            if predicate == _DEPRECATED and any(literal_value(value).text == "true" for value in now - was):
                deprecated.append(node)
                continue
            kind = new_kinds.get(node, old_kinds.get(node, "thing"))
            changed.append(TermChange(node, kind, predicate[1:-1], tuple(sorted(was - now)), tuple(sorted(now - was))))
    return ReleaseDiff(
        added=tuple((node, new_kinds.get(node, "thing")) for node in sorted(new.keys() - old.keys())),
        removed=tuple((node, old_kinds.get(node, "thing")) for node in sorted(old.keys() - new.keys())),
        deprecated=tuple(deprecated),
        changed=tuple(changed),
    )


def _statements(quads: Iterable[Quad]) -> _Statements:
    """Return what is said of each named term; a Skolem IRI has no name, its content shows in its IRI."""
    said: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value, _ in quads:
        if is_iri(subject) and not subject.startswith(f"<{GENID}"):
            said[subject[1:-1]][predicate].add(value)
    return {node: dict(predicates) for node, predicates in said.items()}


def _kinds(said: _Statements) -> dict[str, str]:
    return {
        node: _KINDS[kind]
        for node, predicates in said.items()
        for kind in sorted(predicates.get(RDF_TYPE, ()))
        if kind in _KINDS
    }


def _shown(term: Term) -> str:
    if term.startswith(f"<{GENID}"):
        return "a compound expression"
    if is_iri(term):
        return compact(term[1:-1])
    literal = literal_value(term)
    return f'"{literal.text}"' + (f"@{literal.language}" if literal.language else "")
