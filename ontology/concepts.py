"""The Concepts of a Release as one looks them up: by label, by identifier, up and down the hierarchy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

from ontology.model import normalise_name
from ontology.model.identifiers import digest
from ontology.model.rdf import RDF_TYPE, Quad, Term, iri_value, is_iri, literal_value
from ontology.namespaces import MG, PREFIXES

LabelKind: TypeAlias = Literal["pref", "alt", "hidden"]

_SKOS: Final = PREFIXES["skos"]
_KINDS: Final[dict[Term, LabelKind]] = {
    f"<{_SKOS}prefLabel>": "pref",
    f"<{_SKOS}altLabel>": "alt",
    f"<{_SKOS}hiddenLabel>": "hidden",
}
_RANK: Final[dict[LabelKind, int]] = {"pref": 0, "alt": 1, "hidden": 2}
_CONCEPT: Final = f"<{_SKOS}Concept>"
_SCHEME: Final = f"<{_SKOS}ConceptScheme>"
_BROADER, _NARROWER = f"<{_SKOS}broader>", f"<{_SKOS}narrower>"
_IN_SCHEME, _TOP_OF, _HAS_TOP = f"<{_SKOS}inScheme>", f"<{_SKOS}topConceptOf>", f"<{_SKOS}hasTopConcept>"
_EXACT, _DEFINITION = f"<{_SKOS}exactMatch>", f"<{_SKOS}definition>"
_APPLIES_TO, _MID = f"<{MG}appliesTo>", f"<{MG}mid>"
_DEPRECATED: Final = f"<{PREFIXES['owl']}deprecated>"
FREEBASE: Final = "http://rdf.freebase.com/ns/"
"""Namespace of the IRIs of Freebase; the mid ``/m/0cyf8`` is ``m.0cyf8`` there."""


class ConceptLabel(NamedTuple):
    """One label of a Concept in a scheme; language is a lower-case BCP 47 tag or ""."""

    concept: str
    scheme: str
    kind: LabelKind
    language: str
    text: str


class ConceptIndex:
    """An unchanging view of the Concepts in some quads; IRIs are plain text, not terms.

    Deprecated Concepts keep their labels for display (`label`), but are not found by `find`, `labels`, `identifiers`.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Read SKOS from quads of any graph; everything else in them is passed over."""
        self._labels: defaultdict[str, list[tuple[LabelKind, str, str]]] = defaultdict(list)
        self._broader: defaultdict[str, set[str]] = defaultdict(set)
        self._narrower: defaultdict[str, set[str]] = defaultdict(set)
        self._schemes: defaultdict[str, set[str]] = defaultdict(set)
        self._members: defaultdict[str, set[str]] = defaultdict(set)
        self._applies: defaultdict[str, set[str]] = defaultdict(set)
        self._identifiers: defaultdict[str, set[str]] = defaultdict(set)
        self._definitions: dict[str, str] = {}
        self._all: set[str] = set()
        self._scheme_iris: set[str] = set()
        self._deprecated: set[str] = set()
        for subject, predicate, value, _ in quads:
            if is_iri(subject):
                self._read(subject[1:-1], predicate, value)

    def _read(self, node: str, predicate: Term, value: Term) -> None:
        kind = _KINDS.get(predicate)
        if kind is not None and not is_iri(value):
            literal = literal_value(value)
            self._labels[node].append((kind, literal.language, literal.text))
        elif predicate == RDF_TYPE and value == _CONCEPT:
            self._all.add(node)
        elif predicate == RDF_TYPE and value == _SCHEME:
            self._scheme_iris.add(node)
        elif predicate in (_IN_SCHEME, _TOP_OF):
            self._place(node, iri_value(value))
        elif predicate == _HAS_TOP:
            self._place(iri_value(value), node)
        elif predicate in (_BROADER, _NARROWER):
            below, above = (node, iri_value(value)) if predicate == _BROADER else (iri_value(value), node)
            self._broader[below].add(above)
            self._narrower[above].add(below)
        elif predicate == _APPLIES_TO:
            self._applies[iri_value(value).removeprefix(MG)].add(node)
        elif predicate == _EXACT:
            self._identifiers[iri_value(value)].add(node)
        elif predicate == _MID:
            self._identifiers[_mid_iri(literal_value(value).text)].add(node)
        elif predicate == _DEPRECATED and literal_value(value).text == "true":
            self._deprecated.add(node)
        elif predicate == _DEFINITION and not is_iri(value):
            literal = literal_value(value)
            if literal.language.startswith("en") or node not in self._definitions:
                self._definitions[node] = literal.text

    def _place(self, concept: str, scheme: str) -> None:
        self._schemes[concept].add(scheme)
        self._members[scheme].add(concept)

    @property
    def schemes(self) -> tuple[str, ...]:
        """The IRIs of all concept schemes, sorted."""
        return tuple(sorted(self._scheme_iris | set(self._members)))

    def schemes_of(self, property: str) -> frozenset[str]:
        """Return the schemes whose Concepts may be values of a property (local name); empty for none."""
        return frozenset(self._applies.get(property, ()))

    def schemes_holding(self, concept: str) -> frozenset[str]:
        """Return the schemes a Concept is in."""
        return frozenset(self._schemes.get(concept, ()))

    def concepts(self, scheme: str | None = None) -> tuple[str, ...]:
        """Return the Concepts of a scheme, or all, sorted, deprecated ones included."""
        return tuple(sorted(self._all if scheme is None else self._members.get(scheme, ())))

    def is_deprecated(self, concept: str) -> bool:
        """Say whether a Concept should no longer be used."""
        return concept in self._deprecated

    def labels(self) -> Iterator[ConceptLabel]:
        """Yield every label of every Concept in use, once per scheme it is in."""
        for concept in sorted(self._all - self._deprecated):
            for scheme in sorted(self._schemes.get(concept, ("",))):
                for kind, language, text in self._labels.get(concept, ()):
                    yield ConceptLabel(concept, scheme, kind, language, text)

    def identifiers(self) -> Iterator[tuple[str, str]]:
        """Yield (identifier IRI, Concept): exact matches, and Freebase mids as IRIs of Freebase."""
        for identifier in sorted(self._identifiers):
            for concept in sorted(self._identifiers[identifier] - self._deprecated):
                yield identifier, concept

    def with_identifier(self, identifier: str) -> tuple[str, ...]:
        """Return the Concepts that a foreign IRI stands for, sorted; a bare mid such as ``/m/0cyf8`` is taken too."""
        key = _mid_iri(identifier) if identifier.startswith(("/m/", "/g/")) else identifier
        return tuple(sorted(self._identifiers.get(key, set()) - self._deprecated))

    def label(self, concept: str, language: str = "en") -> str:
        """Return what to show for a Concept: preferred label in the language, else English, else any, else its IRI."""
        preferred = {tag: text for kind, tag, text in self._labels.get(concept, ()) if kind == "pref"}
        wanted = (language.lower(), language.lower().partition("-")[0], "en", "en-gb", "en-us", "")
        tag = next((tag for tag in wanted if tag in preferred), None)
        if tag is None:
            tag = min(preferred, default=None)
        return concept if tag is None else preferred[tag]

    def definition(self, concept: str) -> str:
        """Return a Concept's definition, in English if there is one; "" for none."""
        return self._definitions.get(concept, "")

    def find(self, label: str, *, language: str = "", schemes: Iterable[str] | None = None) -> list[ConceptLabel]:
        """Return the labels equal to one after case folding, best first: preferred, alternative, hidden; then by IRI.

        `language` "" matches every language; a tag matches itself, its narrower and its wider tags (``en``, ``en-gb``)
        and labels without language. `schemes` keeps those of some schemes.
        """
        allowed = None if schemes is None else set(schemes)
        found = [
            met
            for met in self._by_text.get(normalise_name(label), ())
            if (allowed is None or met.scheme in allowed) and _same_language(met.language, language.lower())
        ]
        return sorted(found, key=lambda met: (_RANK[met.kind], met.concept, met.scheme, met.language))

    @cached_property
    def _by_text(self) -> dict[str, list[ConceptLabel]]:
        index: defaultdict[str, list[ConceptLabel]] = defaultdict(list)
        for label in self.labels():
            index[normalise_name(label.text)].append(label)
        return dict(index)

    def broader(self, concept: str) -> tuple[str, ...]:
        """Return the Concepts directly above, sorted."""
        return tuple(sorted(self._broader.get(concept, ())))

    def narrower(self, concept: str) -> tuple[str, ...]:
        """Return the Concepts directly below, sorted."""
        return tuple(sorted(self._narrower.get(concept, ())))

    def ancestors(self, concept: str) -> tuple[str, ...]:
        """Return all Concepts above, nearest first, each once, never the Concept itself (cycles end)."""
        return _closure(concept, self._broader)

    def descendants(self, concept: str) -> tuple[str, ...]:
        """Return all Concepts below, nearest first, each once, never the Concept itself."""
        return _closure(concept, self._narrower)

    @cached_property
    def release(self) -> str:
        """A digest that changes whenever a label, scheme, hierarchy or identifier does."""
        parts = [*map("\x1f".join, self.labels()), *map("\x1f".join, self.identifiers())]
        parts += (f"{property_}\x1f{scheme}" for property_, found in self._applies.items() for scheme in found)
        parts += (f"{below}\x1f{above}" for below, found in self._broader.items() for above in found)
        return digest(*sorted(parts))


def _mid_iri(mid: str) -> str:
    return FREEBASE + mid.removeprefix("/").replace("/", ".")


def _same_language(tag: str, asked: str) -> bool:
    return not tag or not asked or tag == asked or tag.startswith(asked + "-") or asked.startswith(tag + "-")


def _closure(concept: str, edges: dict[str, set[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    level = [concept]
    while level:
        level = sorted({above for one in level for above in edges.get(one, ())} - found.keys() - {concept})
        found.update(dict.fromkeys(level))
    return tuple(found)
