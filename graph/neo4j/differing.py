"""What differs under an IRI, as sentences for people: statement by statement, then what is derived from statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from graph.neo4j.compare import Suspect, own_properties, shown, stored
from graph.neo4j.names import Namespaces, NotOurs, iri_of_property
from graph.neo4j.nodes import decode_node
from graph.neo4j.relationships import Relationship, decode_relationship
from graph.neo4j.scan import FoundNode, FoundRelationship, SameIri, Tie
from graph.projections import Difference
from ontology.model import Quad
from ontology.model.rdf import RDF_TYPE

_STATEMENTS: Final = 50
"""Statements of one node that are named."""
_LONGEST: Final = 300
"""Characters of a value that are repeated."""


def differences_of(suspect: Suspect, namespaces: Namespaces) -> Iterator[Difference]:
    """Yield what differs under an IRI, each with the thing and the value."""
    for sentence in (*_of_nodes(suspect, namespaces), *_of_relationships(suspect, namespaces)):
        yield Difference("neo4j", sentence)


def tie_difference(tie: Tie) -> Difference:
    """Return the sentence for a relationship that leads from somebody else's node to one of ours."""
    what = f"(:{':'.join(tie.labels)})-[:{tie.type}]->({tie.end})"
    return Difference("neo4j", f"ties a node that is none of ours to one of ours: {what}")


def twice_difference(same: SameIri) -> Difference:
    """Return the sentence for several nodes with one IRI."""
    return Difference("neo4j", f"stands {len(same.ids)} times: the node {same.iri}")


def nameless_difference(node: FoundNode) -> Difference:
    """Return the sentence for a node with our label that has no IRI."""
    what = ", ".join(f"{name}: {_short(shown(value))}" for name, value in sorted(node.properties.items())[:5])
    return Difference("neo4j", f"has the label :Resource but no iri: (:{_joined(node.labels)} {{{what}}})")


def _of_nodes(suspect: Suspect, namespaces: Namespaces) -> Iterator[str]:
    wanted, found, iri = suspect.wanted.node, suspect.found.nodes, suspect.iri
    if wanted is None:
        for node in found:
            yield f"stands, though nothing in the Dataset calls for it: the node {iri} (:{_joined(node.labels)})"
        return
    if not found:
        yield f"missing: the node {iri} (:{_joined(wanted.labels)})"
        yield from _statements("missing", decode_node(iri, wanted.properties, namespaces))
        return
    if len(found) > 1:
        yield f"stands {len(found)} times: the node {iri}"
    for node in found:
        for label in sorted(wanted.labels - node.labels):
            yield f"{iri} lacks the label :{label}"
        for label in sorted(node.labels - wanted.labels):
            yield f"{iri} has the label :{label}, which the Dataset does not give it"
        yield from _of_properties(iri, wanted.properties, own_properties(node), namespaces)


def _of_properties(
    iri: str, wanted: Mapping[str, Any], found: Mapping[str, Any], namespaces: Namespaces
) -> Iterator[str]:
    """Yield the statements that differ; where none does, or they cannot be read, the properties."""
    missing: set[Quad] = set()
    surplus: set[Quad] = set()
    try:
        called_for, read = decode_node(iri, wanted, namespaces), decode_node(iri, found, namespaces)
        missing, surplus = called_for - read, read - called_for
    except (ValueError, TypeError, KeyError) as err:
        yield f"{iri} is not RDF of ours as it lies there: {_short(str(err))}"
    yield from _statements("missing", missing)
    yield from _statements("stands, though the Dataset does not say it", surplus)
    told = {quad.predicate[1:-1] for quad in missing | surplus}
    # What is derived from statements, or was edited without changing any: a name repeated without its language.
    derived = {name for name in wanted.keys() | found.keys() if not _is_told(name, told, namespaces)}
    yield from _values(iri, *({k: v for k, v in side.items() if k in derived} for side in (wanted, found)))


def _is_told(name: str, predicates: set[str], namespaces: Namespaces) -> bool:
    """Say whether statements that were named already account for a property."""
    if name in ("graph", "rdf"):
        return bool(predicates)
    try:
        return (RDF_TYPE[1:-1] if name == "type" else iri_of_property(name, namespaces)) in predicates
    except NotOurs:
        return False


def _of_relationships(suspect: Suspect, namespaces: Namespaces) -> Iterator[str]:
    wanted = {(r.type, r.end, shown(r.key)): r for r in suspect.wanted.relationships}
    found: dict[tuple[str, str | None, str], list[FoundRelationship]] = {}
    for there in suspect.found.relationships:
        found.setdefault((there.type, there.end, shown(there.properties.get("key"))), []).append(there)
    for identity, relationship in wanted.items():
        copies = found.pop(identity, [])
        if not copies:
            yield f"missing: {_statement(relationship, namespaces)}"
        if len(copies) > 1:
            yield f"stands {len(copies)} times: {_statement(relationship, namespaces)}"
        for copy in copies:
            thing = f"({suspect.iri})-[:{copy.type}]->({copy.end})"
            yield from _values(thing, stored(relationship), copy.properties)
    for (kind, end, key), copies in found.items():
        to = end or f":{':'.join(copies[0].end_labels)}"
        for copy in copies:
            own = "" if key == "None" else f" {{key: {_short(key)}}}"
            what = f"({suspect.iri})-[:{kind}{own}]->({to})"
            if copy.end is None:
                yield f"ties a node that is none of ours to one of ours: {what}"
            else:
                yield f"stands, though the Dataset does not say it: {what}"


def _values(thing: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            yield f"{thing} lacks {name}, which is {_short(shown(wanted[name]))}"
        elif name not in wanted:
            yield f"{thing} has {name} {_short(shown(found[name]))}, which the Dataset does not give it"
        elif shown(wanted[name]) != shown(found[name]):
            yield f"{thing}: {name} is {_short(shown(found[name]))}, not {_short(shown(wanted[name]))}"


def _statements(what: str, quads: Iterable[Quad]) -> Iterator[str]:
    named = sorted(quads)
    for quad in named[:_STATEMENTS]:
        yield f"{what}: {_short(quad.nquads(), 1000)}"
    if len(named) > _STATEMENTS:
        yield f"{what}: {len(named) - _STATEMENTS:,} more statements about {named[0].subject}"


def _statement(relationship: Relationship, namespaces: Namespaces) -> str:
    r = relationship
    return decode_relationship(r.start, r.type, r.end, r.properties, namespaces).nquads()


def _joined(labels: Iterable[str]) -> str:
    return ":".join(sorted(labels))


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]} …"
