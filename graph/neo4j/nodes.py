"""One subject of RDF as one node of Neo4j, and back without loss.

Typed values come first: a literal whose typed value gives it back is nothing but that. Whatever a value does not give
back stands as text in the list `rdf`, and then covers its property: that one is for reading and decodes to nothing.
So does a bare name beside names with a language (`title` beside `title_en`), which repeats the best of them.
The law, for any quads but relationships, which have a module of their own: ``decode_node(encode_node(q)) == q``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from graph.neo4j.names import Namespaces, NotOurs, iri_of_label, label_name
from graph.neo4j.plans import Plan, plan_of, reading_of, text_value
from graph.neo4j.relationships import links
from graph.neo4j.scope import USUAL_ORDER, is_hidden, long_graph, node_key, short_graph, subject_of
from graph.neo4j.tables import ancestors
from graph.neo4j.values import Value, readable
from ontology.graphs import EVIDENCE, FACTS
from ontology.model.rdf import DEFAULT_GRAPH, Quad, Term

RESOURCE: Final = "Resource"
OBSERVATION: Final = "Observation"


@dataclass(frozen=True, slots=True)
class Node:
    """A node: the IRI that is its key, its labels, and its properties without `iri`."""

    iri: str
    labels: frozenset[str]
    properties: Mapping[str, Value]


def encode_node(subject: Term, statements: Collection[Quad], namespaces: Namespaces) -> Node:
    """Return the node of a subject from its statements; those that are relationships may be among them, or not."""
    planned = _planned(statements, namespaces)
    home, alone = _home(planned)
    rdf: list[str] = []
    groups, tagged = _grouped(planned, rdf, alone=alone)
    properties: dict[str, Value] = {}
    for key, members in groups.items():
        if len(members) == 1 and key not in tagged:
            plan, quad = members[0]
            _, value, is_exact = plan.read(quad.object)
            if is_exact and quad.graph == (FACTS if plan.claim and home == EVIDENCE else home):
                properties[key] = value if plan.single else [value]
                continue
        _fill(properties, rdf, key, members, home, covered=key in tagged)
    if tagged:
        _repeat_best(properties, tagged)
    if home != FACTS and properties:
        properties["graph"] = short_graph(home)
    if rdf:
        properties["rdf"] = sorted(rdf)
    return Node(node_key(subject), _labels(planned, properties, namespaces), properties)


def decode_node(iri: str, properties: Mapping[str, Any], namespaces: Namespaces) -> set[Quad]:
    """Return the statements of a node; raise `NotOurs` for a name or value that `encode_node` never writes."""
    subject = subject_of(iri)
    home = long_graph(properties.get("graph", "facts"))
    covered: set[str] = set()
    quads: set[Quad] = set()
    for entry in _list(properties.get("rdf", [])):
        predicate, value, graph = _parts(entry)
        quads.add(Quad(subject, predicate, value, graph))
        plan = plan_of(predicate, namespaces)
        if plan.name and not is_hidden(graph):
            covered.add(plan.key(value))
    read = [(key, reading_of(key, namespaces), value) for key, value in properties.items() if key not in _NO_STATEMENT]
    covered.update(reading.bare for key, reading, _ in read if reading.tag)
    for key, reading, value in read:
        if key in covered:
            continue
        graph = FACTS if reading.plan.claim and home == EVIDENCE else home
        for scalar in _list(value):
            quads.add(Quad(subject, reading.predicate, reading.term(scalar), graph))
    return quads


_NO_STATEMENT: Final = frozenset({"iri", "graph", "rdf", "vector"})


class _Planned(NamedTuple):
    plan: Plan
    quad: Quad


def _planned(statements: Iterable[Quad], namespaces: Namespaces) -> list[_Planned]:
    """Return the statements that are no relationships, with their plans."""
    memo = namespaces.memo
    planned = []
    for quad in statements:
        plan = memo.get(quad[1]) or plan_of(quad[1], namespaces)
        if not (plan.link and quad[2][0] == "<" and links(quad[2], quad[3])):
            planned.append(_Planned(plan, quad))
    return planned


def _home(planned: Sequence[_Planned]) -> tuple[Term, bool]:
    """Return the graph that most statements need not name, and whether it is the only one."""
    graphs = {quad.graph for _, quad in planned}
    shown = [graph for graph in graphs if not is_hidden(graph)]
    if len(graphs) == 1 and shown:
        return shown[0], True
    best, most = FACTS, 0
    for home in sorted(shown, key=lambda graph: (USUAL_ORDER.get(graph, len(USUAL_ORDER)), graph)):
        fitting = sum(quad.graph == (FACTS if plan.claim and home == EVIDENCE else home) for plan, quad in planned)
        if fitting > most:
            best, most = home, fitting
    return best, False


def _grouped(
    planned: Sequence[_Planned], rdf: list[str], *, alone: bool
) -> tuple[dict[str, list[_Planned]], dict[str, list[str]]]:
    """Return the statements by property name, and for each bare name those with a language; the others go to `rdf`."""
    groups: dict[str, list[_Planned]] = {}
    tagged: dict[str, list[str]] = {}
    for one in planned:
        plan, quad = one
        key = plan.name
        if not key or (not alone and is_hidden(quad.graph)):
            rdf.append(_entry(quad))
            continue
        if quad.object[-1] not in '">':
            bare, key = key, plan.key(quad.object)
            if key != bare and key not in groups:
                tagged.setdefault(bare, []).append(key)
        met = groups.get(key)
        if met is None:
            groups[key] = [one]
        else:
            met.append(one)
    return groups, tagged


def _fill(
    properties: dict[str, Value], rdf: list[str], key: str, members: list[_Planned], home: Term, *, covered: bool
) -> None:
    """Set one property from its statements; all go to `rdf` where the property alone would not give them back."""
    plan = members[0].plan
    values = [plan.read(quad.object) for _, quad in members]
    usual = FACTS if plan.claim and home == EVIDENCE else home
    gives_back = (
        not covered
        and (len(members) == 1 or not plan.single)
        and len({value.kind for value in values}) == 1
        and all(value.exact for value in values)
        and all(quad.graph == usual for _, quad in members)
    )
    if not gives_back:
        rdf.extend(_entry(quad) for _, quad in members)
    read = readable(values)
    if read:
        properties[key] = read[0] if plan.single else read


def _repeat_best(properties: dict[str, Value], tagged: Mapping[str, list[str]]) -> None:
    """Give each name with languages a bare name for reading: what has no language, else English, else the first."""
    for bare, keys in tagged.items():
        if bare not in properties:
            english = f"{bare}_en"
            properties[bare] = properties[english if english in properties else min(keys)]


def _labels(planned: Sequence[_Planned], properties: Mapping[str, Value], namespaces: Namespaces) -> frozenset[str]:
    """Return :Resource, a label for each class shown and what is above it, and :Observation for one without class."""
    names = properties.get("type")
    if not isinstance(names, list):
        said = "property" in properties and "value" in properties
        return _OF_OBSERVATION if said and any(quad.graph == EVIDENCE for _, quad in planned) else _OF_NOTHING
    memo_key = ("labels", *names)
    labels: frozenset[str] | None = namespaces.memo.get(memo_key)
    if labels is None:
        classes = [iri_of_label(name, namespaces) for name in names]
        above = {label_name(one, namespaces) for of_class in classes for one in ancestors(of_class)}
        labels = namespaces.remember(memo_key, frozenset({RESOURCE, *above}))
    return labels


_OF_NOTHING: Final = frozenset({RESOURCE})
_OF_OBSERVATION: Final = frozenset({RESOURCE, OBSERVATION})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _entry(quad: Quad) -> str:
    """Return a statement without its subject, as N-Quads write it."""
    return f"{quad.predicate} {quad.object} {quad.graph}" if quad.graph else f"{quad.predicate} {quad.object}"


def _parts(entry: Any) -> tuple[Term, Term, Term]:
    predicate, _, rest = text_value(entry).partition(" ")
    # A graph is the last word and no part of a literal, which always has its closing quote in its last word.
    value, _, graph = rest.rpartition(" ")
    if not value or '"' in graph or not graph.startswith(("<", "_:")):
        value, graph = rest, DEFAULT_GRAPH
    if not predicate.startswith("<") or not value:
        raise NotOurs(entry, "is no statement: predicate, object and graph as N-Quads write them")
    return predicate, value, graph
