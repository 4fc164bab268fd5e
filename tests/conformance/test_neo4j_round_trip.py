"""RDF -> Neo4j -> RDF on a real server: every kind of term comes back as it was, with its graph."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from graph.canonical_terms import skolemise
from graph.changes import commit
from graph.dataset import Reader
from graph.neo4j.connection import Connection
from graph.neo4j.kept_namespaces import read_namespaces
from graph.neo4j.names import Namespaces, quoted
from graph.neo4j.nodes import decode_node, encode_node
from graph.neo4j.projection import Neo4jProjection
from graph.neo4j.rdf_out import quads_of
from graph.neo4j.relationships import decode_relationship, encode_relationship, is_relationship
from graph.neo4j.scope import NOT_PROJECTED, is_projected
from graph.projections import catch_up
from graph.stores.oxigraph import MemoryDataset
from ontology.graphs import FACTS
from ontology.model import Quad
from ontology.namespaces import DEFAULT_BASE
from tests.conformance.rdflib_neo4j_trip import Trip, send
from tests.conformance.round_trip_cases import CASES, EX, Case
from tests.conformance.round_trip_page import PAGE, page
from tests.neo4j.arbitrary_quads import SUBJECT
from tests.neo4j.arbitrary_quads import quads_of as arbitrary_quads_of
from tests.neo4j.conftest import empty

SAID = {"author": "a", "reason": "r", "now": datetime(2026, 11, 22, tzinfo=UTC)}
CASES_AT_LEAST = 27


class Identified:
    """A Dataset in memory that says which it is, as a Projection asks."""

    identity = ("conformance", 1)

    def __init__(self) -> None:
        self.dataset = MemoryDataset()

    def reader(self, *, at_least: int = 0) -> AbstractContextManager[Reader]:
        return self.dataset.reader(at_least=at_least)

    def commit(self, *, remove: frozenset[Quad] = frozenset(), add: frozenset[Quad] = frozenset()) -> None:
        with self.dataset.writer(holder="conformance") as writer:
            commit(writer, remove=remove, add=add, **SAID)

    def standing(self) -> frozenset[Quad]:
        with self.reader() as reader:
            return frozenset(quad for quad in reader.quads() if quad.graph not in NOT_PROJECTED)


@pytest.fixture(scope="module")
def trips(neo4j_module: Connection) -> dict[str, list[Trip]]:
    """What came back of each case: from mediagraph, and from rdflib-neo4j with its best and its default settings."""
    theirs = {case.name: list(_their_trips(neo4j_module, case)) for case in CASES}
    empty(neo4j_module)
    ours = dict(_our_trips(neo4j_module))
    return {case.name: [ours[case.name], *theirs[case.name]] for case in CASES}


def _their_trips(connection: Connection, case: Case) -> Iterator[Trip]:
    graphs = {quad.graph for quad in case.quads}
    several = len(graphs) > 1 and "graphs" in case.name
    wiped = "MATCH (n) DETACH DELETE n"
    for best in (True, False):
        connection.write(lambda tx: tx.run(wiped).consume())
        trip = send(connection, case.quads, case.removed, best=best, graph=FACTS)
        found = {quad[:3] for quad in trip.quads}
        # It knows no graphs: where a case is not about them, what came back is taken to stand where it was said.
        back = frozenset(trip.quads) if several else _in_their_graphs(found, case.quads)
        yield Trip(back, trip.refused)


def _in_their_graphs(found: set[tuple[str, ...]], quads: frozenset[Quad]) -> frozenset[Quad]:
    known = {quad[:3] for quad in quads}
    return frozenset(quad for quad in quads if quad[:3] in found) | {Quad(*triple, FACTS) for triple in found - known}


def _our_trips(connection: Connection) -> Iterator[tuple[str, Trip]]:
    dataset, projection = Identified(), Neo4jProjection(connection)
    catch_up(projection, dataset)
    for case in CASES:
        before = dataset.standing()
        names = _skolem_names(case.quads)
        added, removed = (
            frozenset(skolemise(part, base=DEFAULT_BASE, scope="case")) for part in (case.quads, case.removed)
        )
        dataset.commit(add=added)
        catch_up(projection, dataset)
        if removed:
            dataset.commit(remove=removed)
            catch_up(projection, dataset)
        back = frozenset(quads_of(connection, connection.read(read_namespaces)))
        yield case.name, Trip(frozenset(_with_blanks(quad, names) for quad in back - before))
        dataset.commit(remove=dataset.standing() - before)
        catch_up(projection, dataset)
        assert frozenset(quads_of(connection, connection.read(read_namespaces))) == before, case.name


def _skolem_names(quads: frozenset[Quad]) -> dict[str, str]:
    terms = sorted({term for quad in quads for term in quad if term.startswith("_:")})
    made = skolemise([Quad(term, "<a:p>", "<a:o>", FACTS) for term in terms], base=DEFAULT_BASE, scope="case")
    return {quad.subject: term for quad, term in zip(made, terms, strict=True)}


def _with_blanks(quad: Quad, names: dict[str, str]) -> Quad:
    return Quad(*(names.get(term, term) for term in quad))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_statement_comes_back_and_no_other(case: Case, trips: dict[str, list[Trip]]) -> None:
    assert trips[case.name][0].quads == case.left


def test_the_page_shows_what_came_back(trips: dict[str, list[Trip]]) -> None:
    assert len(CASES) >= CASES_AT_LEAST
    text = page((case, trips[case.name]) for case in CASES)
    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.is_file(), f"{PAGE.name} is missing; MEDIAGRAPH_GOLDEN=write makes it"
    assert PAGE.read_text(encoding="utf-8") == text, "it is old; MEDIAGRAPH_GOLDEN=write writes it again"


def test_facts_put_their_evidence_on_relationships_and_doubtful_ones_make_none(neo4j: Connection) -> None:
    (case,) = (case for case in CASES if case.name.startswith("Facts"))
    dataset = Identified()
    dataset.commit(add=case.quads)
    catch_up(Neo4jProjection(neo4j), dataset)
    cypher = "MATCH (:Resource {iri: $film})-[r:DEPICTS]->(b) RETURN b.iri AS thing, r.confidence AS confidence"
    found = neo4j.read(lambda tx: tx.run(cypher, film=f"{EX}film").data())
    assert found == [{"thing": f"{EX}boat", "confidence": 0.9}]
    cypher = "MATCH (f:Fact)-[:OBJECT]->(b) RETURN f.status AS status, b.iri AS thing ORDER BY status"
    assert neo4j.read(lambda tx: tx.run(cypher).data()) == [
        {"status": "accepted", "thing": f"{EX}boat"},
        {"status": "review", "thing": f"{EX}ship"},
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(arbitrary_quads_of(SUBJECT))
def test_arbitrary_quads_come_back_through_the_server(neo4j_module: Connection, quads: set[Quad]) -> None:
    """Also in forms that our Dataset never holds: they are written without it."""
    spaces = Namespaces()
    projected = {quad for quad in quads if is_projected(quad)}
    node = encode_node(SUBJECT, projected, spaces)
    links = [encode_relationship(quad, spaces) for quad in projected if is_relationship(quad)]

    def write(tx) -> None:
        tx.run("MATCH (n) DETACH DELETE n").consume()
        labels = ":".join(quoted(label) for label in node.labels)
        tx.run(f"CREATE (n:{labels}) SET n = $row, n.iri = $iri", row=dict(node.properties), iri=node.iri).consume()
        for link in links:
            tx.run(
                "MATCH (a:Resource {iri: $a}) MERGE (b:Resource {iri: $b}) "
                f"CREATE (a)-[r:{quoted(link.type)}]->(b) SET r = $row, r.key = $key",
                a=link.start,
                b=link.end,
                row=dict(link.properties),
                key=link.key,
            ).consume()

    def read(tx) -> set[Quad]:
        known = Namespaces(spaces.foreign)
        (said,) = tx.run("MATCH (n:Resource {iri: $iri}) RETURN properties(n)", iri=node.iri).single(strict=True)
        back = decode_node(said.pop("iri"), said, known)
        cypher = "MATCH (a:Resource {iri: $iri})-[r]->(b) RETURN type(r), b.iri, properties(r)"
        for kind, end, found in tx.run(cypher, iri=node.iri).values():
            back.add(decode_relationship(node.iri, kind, end, found, known))
        (labels,) = tx.run("MATCH (n:Resource {iri: $iri}) RETURN labels(n)", iri=node.iri).single(strict=True)
        assert set(labels) == node.labels
        return back

    neo4j_module.write(write)
    assert neo4j_module.read(read) == projected


@pytest.mark.parametrize(
    "name", ["a`b", "``", "a\\u0060b", "x\\y", "\\", "\\u005C", "new\nline", "'\"; DROP", "日本", "$p"]
)
def test_the_server_reads_a_quoted_name_as_the_name(neo4j_module: Connection, name: str) -> None:
    cypher = f"CREATE (n:{quoted(name)} {{{quoted(name)}: 1}}) RETURN labels(n), keys(n)"
    assert neo4j_module.write(lambda tx: tx.run(cypher).values()) == [[[name], [name]]]
