"""Labels to Concepts: by a Decision, the same words, an identifier, and last by likeness of meaning.

A Mapping is a function of (extractor, property, label, language), the Release and the Decisions alone. An identifier
that came with a label (a Freebase MID, a Wikidata item) is a label of its own: it would otherwise make one label mean
two things, depending on which asset came first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as MappingABC
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from graph.labels import fold, fold_number, spoken_languages
from graph.similarity import SIMILAR_FROM, ConceptVectors, probability_of
from ontology.concepts import ConceptLabel, LabelKind
from ontology.model import Mapping, MappingMethod
from ontology.namespaces import TAXONOMY

if TYPE_CHECKING:
    from extractors.models.embedding import Embedder


class Concepts(Protocol):
    """What the mapper needs of a Release; deprecated Concepts are not among its labels."""

    def schemes_of(self, property: str) -> Collection[str]:
        """Return the IRIs of the schemes whose Concepts may be values of a property (local name)."""
        ...

    def labels(self) -> Iterable[ConceptLabel]:
        """Yield every label."""
        ...

    def identifiers(self) -> Iterable[tuple[str, str]]:
        """Yield (identifier, Concept IRI): Freebase MIDs, Wikidata items and other exact matches."""
        ...


class Request(NamedTuple):
    """What is asked of the mapper; `property` is a local name."""

    extractor: str
    property: str
    label: str
    language: str = ""


_METHODS: Final[dict[LabelKind, MappingMethod]] = {
    "pref": MappingMethod.EXACT,
    "alt": MappingMethod.ALTERNATIVE,
    "hidden": MappingMethod.HIDDEN,
}
_SCORES: Final[dict[LabelKind, float]] = {"pref": 1.0, "alt": 0.98, "hidden": 0.95}
OTHER_NUMBER: Final = 0.98
"""Factor where label and Concept differ in singular and plural."""
OTHER_LANGUAGE: Final = 0.95
"""Factor where the label was found among the labels of a language it is not in."""
SEVERAL: Final = 0.7
"""Factor where several Concepts of one scheme have the label: one of them is taken, doubtfully."""

REMEMBERED: Final = 200_000
"""Labels that are remembered before all are forgotten, so that memory stays flat whatever is ingested."""


class _Meaning(NamedTuple):
    concept: str
    score: float
    method: MappingMethod


_NOTHING: Final = _Meaning("", 0.0, MappingMethod.NONE)


class Mapper:
    """Finds what labels mean. Answers are remembered, so that a label met a thousand times is looked up once."""

    def __init__(
        self,
        concepts: Concepts,
        *,
        base: str,
        embedder: Embedder | None = None,
        folder: Path | None = None,
        decided: MappingABC[str, str] | None = None,
    ) -> None:
        """`decided` is IRI of a Mapping to a Concept's IRI ("" for none); `folder` keeps the labels' vectors."""
        self._concepts, self._base = concepts, base
        self._embedder, self._folder = embedder, folder
        self._decided = dict(decided or {})
        self._words: _Words | None = None
        self._identifiers: dict[str, list[str]] | None = None
        self._vectors: ConceptVectors | None = None
        self._meanings: dict[tuple[str, str, str], _Meaning] = {}
        self._identified: dict[tuple[str, str], _Meaning] = {}
        self._schemes: dict[str, frozenset[str]] = {}
        self._known: dict[Request, Mapping] = {}

    def prepare(self, requests: Iterable[Request]) -> None:
        """Look all these up at once, so that the embedder is asked in one batch; `map` then answers from memory."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
            self._meanings.clear()
        wanted = dict.fromkeys((r.property, r.label, r.language) for r in requests if r not in self._known)
        unknown: dict[str, list[tuple[str, str, str]]] = {}
        for key in wanted:
            if key in self._meanings:
                continue
            meaning = self._same_words(*key)
            if meaning is _NOTHING and _is_embeddable(key[2]):
                unknown.setdefault(key[0], []).append(key)
            else:
                self._meanings[key] = meaning
        for property_, keys in unknown.items():
            for key, meaning in zip(keys, self._similar(property_, [label for _, label, _ in keys]), strict=True):
                self._meanings[key] = meaning

    def map(self, extractor: str, property: str, label: str, language: str = "") -> Mapping:
        """Return what a label means; a Mapping to nothing has concept "" and method NONE."""
        request = Request(extractor, property, label, language)
        found = self._known.get(request)
        if found is None:
            found = self._known[request] = self._map(request)
        return found

    def map_identifier(self, extractor: str, property: str, identifier: str) -> Mapping | None:
        """Return the Mapping of an identifier (an IRI); None where no Concept of the property's schemes has it."""
        request = Request(extractor, property, identifier)
        key = (property, identifier)
        if key not in self._identified:
            self._identified[key] = self._same_identifier(property, identifier)
        decided = self._decision(request)
        meaning = decided or self._identified[key]
        return _mapping(request, meaning) if meaning.concept or decided else None

    def _map(self, request: Request) -> Mapping:
        decided = self._decision(request)
        if decided is None:
            self.prepare((request,))
        return _mapping(request, decided or self._meanings[(request.property, request.label, request.language)])

    def _schemes_of(self, property_: str) -> frozenset[str]:
        found = self._schemes.get(property_)
        if found is None:
            found = self._schemes[property_] = frozenset(self._concepts.schemes_of(property_))
        return found

    def _decision(self, request: Request) -> _Meaning | None:
        if not self._decided:
            return None
        concept = self._decided.get(_mapping(request, _NOTHING).iri(self._base))
        return None if concept is None else _Meaning(concept, 1.0, MappingMethod.DECIDED)

    def _same_words(self, property_: str, label: str, language: str) -> _Meaning:
        if self._words is None:
            self._words = _Words(self._concepts.labels())
        return self._words.find(label, language, self._schemes_of(property_))

    def _same_identifier(self, property_: str, identifier: str) -> _Meaning:
        if self._identifiers is None:
            self._identifiers = {}
            for known, concept in self._concepts.identifiers():
                self._identifiers.setdefault(identifier_key(known), []).append(concept)
        candidates = self._identifiers.get(identifier_key(identifier), [])
        schemes = self._schemes_of(property_)
        fitting = sorted((c for c in candidates if self._in_schemes(c, schemes)), key=_preference)
        return _Meaning(fitting[0], 1.0, MappingMethod.IDENTIFIER) if fitting else _NOTHING

    def _in_schemes(self, concept: str, schemes: Collection[str]) -> bool:
        if self._words is None:
            self._words = _Words(self._concepts.labels())
        return any(scheme in schemes for scheme in self._words.schemes.get(concept, ()))

    def _similar(self, property_: str, labels: list[str]) -> Iterator[_Meaning]:
        """Yield for each label what lies nearest, or nothing below the threshold."""
        schemes = self._schemes_of(property_)
        if self._embedder is None or not schemes:
            yield from (_NOTHING for _ in labels)
            return
        if self._vectors is None:
            spoken = [n for n in self._concepts.labels() if n.kind != "hidden" and _is_embeddable(n.language)]
            self._vectors = ConceptVectors(spoken, self._embedder, self._folder)
        for near in self._vectors.nearest(labels, schemes=schemes):
            if near is None or near.cosine < SIMILAR_FROM:
                yield _NOTHING
            else:
                yield _Meaning(near.concept, probability_of(near.cosine), MappingMethod.SIMILAR)


class _Words:
    """The labels of all schemes, by what two spellings share."""

    def __init__(self, labels: Iterable[ConceptLabel]) -> None:
        self.schemes: dict[str, set[str]] = {}
        self._plain: dict[tuple[str, str], list[ConceptLabel]] = {}
        self._number: dict[tuple[str, str], list[ConceptLabel]] = {}
        for label in labels:
            self.schemes.setdefault(label.concept, set()).add(label.scheme)
            self._plain.setdefault((label.language, fold(label.text)), []).append(label)
            self._number.setdefault((label.language, fold_number(label.text, label.language)), []).append(label)

    def find(self, label: str, language: str, schemes: Collection[str]) -> _Meaning:
        """Return the meaning of a label: own language before others, same number before other, pref before alt."""
        asked = language.lower()
        for spoken in spoken_languages(asked):
            factor = 1.0 if not asked or _covers(spoken, asked) else OTHER_LANGUAGE
            same = [n for n in self._plain.get((spoken, fold(label)), ()) if n.scheme in schemes]
            if same:
                return _best(same, factor)
            same = [n for n in self._number.get((spoken, fold_number(label, spoken)), ()) if n.scheme in schemes]
            if same:
                return _best(same, factor * OTHER_NUMBER)
        return _NOTHING


def _best(same: list[ConceptLabel], factor: float) -> _Meaning:
    """Return the Concept to take of those that have a label; ours before imported ones, then by IRI."""
    kind = next(k for k in _SCORES if any(n.kind == k for n in same))
    concepts = sorted({(*_preference(n.concept), n.scheme) for n in same if n.kind == kind})
    _, concept, scheme = concepts[0]
    if len({c for _, c, s in concepts if s == scheme}) > 1:
        factor *= SEVERAL
    return _Meaning(concept, round(_SCORES[kind] * factor, 4), _METHODS[kind])


def _preference(concept: str) -> tuple[bool, str]:
    return (not concept.startswith(TAXONOMY), concept)


def _covers(tag: str, language: str) -> bool:
    return language == tag or language.startswith(tag + "-")


def _is_embeddable(language: str) -> bool:
    """MiniLM learnt English: a label of another language has no neighbours that mean anything."""
    return language in ("", "en") or language.startswith("en-")


def _mapping(request: Request, meaning: _Meaning) -> Mapping:
    return Mapping(
        extractor=request.extractor,
        property=request.property,
        label=request.label,
        language=request.language,
        concept=meaning.concept,
        score=meaning.score,
        method=meaning.method,
    )


_FREEBASE: Final = re.compile(r"/([mg])[/.]([0-9a-z_]+)$")
_WIKIDATA: Final = re.compile(r"wikidata\.org/(?:wiki|entity)/(Q\d+)$")


def identifier_key(identifier: str) -> str:
    """Return what all spellings of one identifier share: a MID, a Wikidata item, else the text itself.

    >>> identifier_key("http://g.co/kg/m/0bt9lr"), identifier_key("https://www.wikidata.org/wiki/Q144")
    ('/m/0bt9lr', 'Q144')
    """
    freebase = _FREEBASE.search(identifier)
    if freebase:
        return f"/{freebase[1]}/{freebase[2]}"
    wikidata = _WIKIDATA.search(identifier)
    return wikidata[1] if wikidata else identifier
