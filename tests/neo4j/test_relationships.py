"""One statement between two things as one relationship and back (hypothesis), and what is none."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.neo4j.facts import FACT_PROPERTIES, fact_properties
from graph.neo4j.names import Namespaces
from graph.neo4j.relationships import decode_relationship, encode_relationship, is_relationship, statement_key
from ontology.catalog import load_release
from ontology.graphs import DECISIONS, EVIDENCE, FACTS, ONTOLOGY, REVIEW
from ontology.model import Quad
from ontology.model.describe import mg
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import MG, PREFIXES
from tests.neo4j.arbitrary_quads import graphs, nodes, predicates

LAWS = settings(max_examples=500, deadline=None)
A, B = "<https://example.org/a>", "<https://example.org/b>"


@LAWS
@given(st.builds(Quad, nodes, predicates, nodes, graphs))
def test_a_relationship_gives_its_statement_back(quad):
    assume(is_relationship(quad))
    spaces = Namespaces()
    one = encode_relationship(quad, spaces)
    read = Namespaces(spaces.foreign)
    assert decode_relationship(one.start, one.type, one.end, one.properties, read) == quad
    assert -(2**63) <= one.key < 2**63


@pytest.mark.parametrize(
    ("predicate", "value", "graph"),
    [
        (mg("depicts"), '"text"', FACTS),
        (mg("depicts"), "_:b0", FACTS),
        (mg("depicts"), "<<( <a:s> <a:p> <a:o> )>>", FACTS),
        (mg("depicts"), B, REVIEW),
        (mg("depicts"), B, f"<{MG}facts/secret>"),
        (mg("depicts"), B, f"<{MG}proposal/1>"),
        (mg("depicts"), f"<https://example.org/{'x' * 5_000}>", FACTS),
        (RDF_TYPE, B, FACTS),
        (mg("identifier"), "<http://www.wikidata.org/entity/Q1>", FACTS),
        (mg("property"), mg("depicts"), EVIDENCE),
        (f"<{PREFIXES['rdfs']}range>", B, ONTOLOGY),
        (f"<https://example.org/{'p' * 2_000}>", B, FACTS),
    ],
)
def test_what_is_no_relationship(predicate, value, graph):
    assert not is_relationship(Quad(A, predicate, value, graph))


@pytest.mark.parametrize("predicate", ["depicts", "mentions", "creator"])
@pytest.mark.parametrize("graph", [FACTS, "", ONTOLOGY, "<https://example.org/mine>"])
def test_what_is_seen_by_default_is_a_relationship(predicate, graph):
    assert is_relationship(Quad(A, mg(predicate), B, graph))


@pytest.mark.parametrize(
    ("predicate", "graph", "said"),
    [
        (mg("depicts"), FACTS, {}),
        (mg("support"), EVIDENCE, {}),
        (mg("subject"), EVIDENCE, {}),
        (mg("subject"), DECISIONS, {"graph": "decisions"}),
        (f"<{PREFIXES['skos']}broader>", ONTOLOGY, {}),
        (f"<{PREFIXES['skos']}broader>", FACTS, {"graph": "facts"}),
        (mg("depicts"), "", {"graph": ""}),
        (mg("depicts"), "<https://example.org/mine>", {"graph": "https://example.org/mine"}),
    ],
)
def test_a_relationship_names_its_graph_only_where_it_is_not_the_usual_one(predicate, graph, said):
    assert encode_relationship(Quad(A, predicate, B, graph), Namespaces()).properties == said


def test_the_relationships_of_the_packaged_release_name_no_graph():
    spaces = Namespaces()
    found = [encode_relationship(quad, spaces) for quad in load_release() if is_relationship(quad)]
    assert len(found) > 3_000
    assert not any(one.properties for one in found)


def test_the_key_is_of_the_whole_statement_and_never_changes():
    quads = [Quad(A, mg("depicts"), B, graph) for graph in (FACTS, "")] + [Quad(B, mg("depicts"), A, FACTS)]
    assert len({statement_key(quad) for quad in quads}) == 3
    assert statement_key(Quad(A, mg("depicts"), B, FACTS)) == -1386108806604077763


def test_a_fact_says_how_sure_who_and_where():
    said = fact_properties("https://example.org/fact", confidence=0.9, models=["b", "a", "b"], segments=[])
    assert said == {"fact": "https://example.org/fact", "confidence": 0.9, "models": ["a", "b"]}
    assert said.keys() <= set(FACT_PROPERTIES)
    assert fact_properties("f", confidence=None, models=[], segments=["s"]) == {"fact": "f", "segments": ["s"]}
