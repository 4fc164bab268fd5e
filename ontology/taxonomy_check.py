"""What is wrong with a taxonomy: the integrity conditions of SKOS, and what a good taxonomy needs beyond them.

SKOS Reference (https://www.w3.org/TR/skos-reference/) numbers its conditions S9, S13, S14, S27, S37 and S46. The
others of ours have names: cycle, orphan, label-missing, label-duplicate, definition-missing, definition-duplicate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from ontology.model import Quad, normalise_name
from ontology.model.rdf import Literal
from ontology.namespaces import compact
from ontology.skos_graph import SkosGraph


class Breach(NamedTuple):
    """One thing wrong: the rule's name, the IRI of the Concept (or scheme), the value at fault, and it in words."""

    rule: str
    concept: str
    value: str
    sentence: str


def check_taxonomy(quads: Iterable[Quad]) -> list[Breach]:
    """Return every breach in the SKOS among quads, sorted by rule, then Concept; empty for a clean taxonomy.

    Deprecated Concepts answer only to the integrity conditions of SKOS: they keep labels that others have taken over.
    """
    graph = SkosGraph(quads)
    return sorted({breach for rule in RULES for breach in rule(graph)})


def _s9(graph: SkosGraph) -> Iterator[Breach]:
    for node in graph.concepts & graph.classes["ConceptScheme"]:
        yield Breach("S9", node, node, f"{_c(node)} is both a Concept and a ConceptScheme; nothing may be both")


def _s13(graph: SkosGraph) -> Iterator[Breach]:
    for node, labels in graph.labels.items():
        kinds: defaultdict[Literal, set[str]] = defaultdict(set)
        for label in labels:
            kinds[label.literal].add(label.kind)
        for literal, found in kinds.items():
            if len(found) > 1:
                named = " and ".join(f"skos:{kind}" for kind in sorted(found))
                yield Breach(
                    "S13", node, _l(literal), f"{_c(node)} has {_l(literal)} as {named}; a label is of one kind"
                )


def _s14(graph: SkosGraph) -> Iterator[Breach]:
    for node, labels in graph.labels.items():
        preferred: defaultdict[str, set[str]] = defaultdict(set)
        for label in labels:
            if label.kind == "prefLabel":
                preferred[label.literal.language].add(label.literal.text)
        for language, texts in preferred.items():
            if len(texts) > 1:
                named = ", ".join(sorted(texts))
                where = f"in {language}" if language else "without a language"
                yield Breach(
                    "S14",
                    node,
                    named,
                    f"{_c(node)} has {len(texts)} preferred labels {where} ({named}); one is allowed",
                )


def _s27(graph: SkosGraph) -> Iterator[Breach]:
    for node, others in graph.related.items():
        for other in others & graph.ancestors(node):
            sentence = (
                f"{_c(node)} is related to {_c(other)}, which is also above it; a relation is across the hierarchy"
            )
            yield Breach("S27", node, other, sentence)


def _s37(graph: SkosGraph) -> Iterator[Breach]:
    for local in ("Concept", "ConceptScheme"):
        for node in graph.collections & graph.classes[local]:
            yield Breach("S37", node, local, f"{_c(node)} is both a Collection and a {local}; nothing may be both")


def _s46(graph: SkosGraph) -> Iterator[Breach]:
    same = graph.exact_classes()
    for local in ("broadMatch", "narrowMatch", "relatedMatch"):
        for node, values in graph.links.get(local, {}).items():
            for value in values:
                if node in same and same.get(value) == same[node]:
                    sentence = (
                        f"{_c(node)} has {_c(value)} as an exact match and as skos:{local}; one excludes the other"
                    )
                    yield Breach("S46", node, value, sentence)


def _cycle(graph: SkosGraph) -> Iterator[Breach]:
    """Name each cycle once, from its least IRI."""
    on_cycle = {node for node in graph.above if node in graph.ancestors(node)}
    while on_cycle:
        start = min(on_cycle)
        path = _way_back(graph, start)
        named = " > ".join(_c(node) for node in (*path, start))
        yield Breach("cycle", start, path[-1], f"{_c(start)} is above itself: {named}")
        on_cycle -= {node for node in on_cycle if start in graph.ancestors(node) and node in graph.ancestors(start)}


def _way_back(graph: SkosGraph, start: str) -> list[str]:
    """Return the shortest way up from a node to itself, without its end."""
    ways = [[start]]
    met: set[str] = set()
    while True:
        longer = []
        for way in ways:
            for above in sorted(graph.above.get(way[-1], ())):
                if above == start:
                    return way
                if above not in met:
                    met.add(above)
                    longer.append([*way, above])
        ways = longer


def _orphan(graph: SkosGraph) -> Iterator[Breach]:
    for node in graph.concepts - graph.deprecated:
        if not graph.schemes_of(node):
            yield Breach("orphan", node, "", f"{_c(node)} is in no concept scheme")
        elif not graph.above.get(node) and not graph.is_top(node):
            yield Breach("orphan", node, "", f"{_c(node)} has nothing above it and is not a top Concept of its scheme")
        for above in graph.links["broader"].get(node, set()) - graph.concepts:
            yield Breach("orphan", node, above, f"{_c(node)} stands under {_c(above)}, which is no Concept here")


def _label_missing(graph: SkosGraph) -> Iterator[Breach]:
    """A preferred label is wanted in the language that most Concepts of the scheme have."""
    main = _main_languages(graph)
    for node in graph.concepts - graph.deprecated:
        tags = {label.literal.language for label in graph.labels.get(node, ()) if label.kind == "prefLabel"}
        if not tags:
            yield Breach("label-missing", node, "", f"{_c(node)} has no preferred label in any language")
            continue
        for scheme in graph.schemes_of(node):
            language = main.get(scheme, "")
            if language and language not in tags:
                sentence = f"{_c(node)} has no preferred label in {language}, the main language of {_c(scheme)}"
                yield Breach("label-missing", node, language, sentence)


def _main_languages(graph: SkosGraph) -> dict[str, str]:
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for node in graph.concepts:
        tags = {label.literal.language for label in graph.labels.get(node, ()) if label.kind == "prefLabel"}
        for scheme in graph.schemes_of(node):
            for tag in tags:
                counts[scheme][tag] += 1
    return {scheme: max(sorted(found), key=lambda tag: found[tag]) for scheme, found in counts.items()}


def _label_duplicate(graph: SkosGraph) -> Iterator[Breach]:
    shared: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for node in graph.concepts - graph.deprecated:
        for kind, literal in graph.labels.get(node, ()):
            if kind == "prefLabel":
                for scheme in graph.schemes_of(node):
                    shared[scheme, literal.language, normalise_name(literal.text)].add(node)
    for (scheme, language, text), nodes in shared.items():
        if len(nodes) > 1:
            value = _l(Literal(text, "", language))
            sentence = f"{_all(nodes)} of {_c(scheme)} have the same preferred label {value}"
            yield Breach("label-duplicate", min(nodes), value, sentence)


def _definition_missing(graph: SkosGraph) -> Iterator[Breach]:
    for node in graph.concepts - graph.deprecated:
        if not any(literal.text.strip() for literal in graph.definitions.get(node, ())):
            yield Breach("definition-missing", node, "", f"{_c(node)} has no definition")


def _definition_duplicate(graph: SkosGraph) -> Iterator[Breach]:
    shared: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for node in graph.concepts - graph.deprecated:
        for literal in graph.definitions.get(node, ()):
            shared[literal.language, normalise_name(literal.text)].add(node)
    for (_, text), nodes in shared.items():
        if text and len(nodes) > 1:
            sentence = f"{_all(nodes)} have the same definition: {text!r}"
            yield Breach("definition-duplicate", min(nodes), text, sentence)


RULES: Final[tuple[Callable[[SkosGraph], Iterator[Breach]], ...]] = (
    _s9,
    _s13,
    _s14,
    _s27,
    _s37,
    _s46,
    _cycle,
    _orphan,
    _label_missing,
    _label_duplicate,
    _definition_missing,
    _definition_duplicate,
)
"""Every rule, each a function from the graph to its breaches."""


def _c(iri: str) -> str:
    return compact(iri)


def _all(nodes: set[str]) -> str:
    *before, last = (compact(node) for node in sorted(nodes))
    return f"{', '.join(before)} and {last}"


def _l(literal: Literal) -> str:
    return f'"{literal.text}"' + (f"@{literal.language}" if literal.language else "")
