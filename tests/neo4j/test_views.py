"""The views of the graph in Neo4j, against a real server that holds the samples, and a hub as large as they get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph.neo4j import views
from graph.neo4j.connection import Connection
from graph.neo4j.cypher import run_cypher
from graph.neo4j.names import Namespaces, iri_of_type
from graph.neo4j.view_queries import EVIDENCE_TYPES, HUB_TYPES
from graph.neo4j.views import NotInNeo4j, WrongView
from ontology.namespaces import MG, TAXONOMY
from ontology.terms import STRUCTURAL

BIPLANE = f"{TAXONOMY}depicted/biplane"
HUB = "https://a.example/hub"


@pytest.fixture(scope="module")
def graph(sample_graph: Connection) -> Iterator[Connection]:
    """The samples, and beside them a thing that 30,000 assets show."""
    make = f"""
        CREATE (h:Resource:Concept {{iri: '{HUB}', prefLabel: 'hub'}})
        WITH h UNWIND range(1, 30000) AS n
        CREATE (a:Resource:Asset {{iri: 'https://a.example/' + n, label: 'a' + n}})-[:DEPICTS {{fact: 'f'}}]->(h)
    """
    sample_graph.write(lambda tx: tx.run(make).consume())
    yield sample_graph
    unmake = "MATCH (n:Resource) WHERE n.iri STARTS WITH 'https://a.example/' DETACH DELETE n"
    sample_graph.write(lambda tx: tx.run(unmake).consume())


@pytest.fixture(scope="module")
def iris(graph: Connection) -> dict[str, str]:
    """The IRIs of the samples' assets, and of the people that one text mentions, by label."""
    assets = run_cypher(graph, "MATCH (a:Asset) WHERE a.type IS NOT NULL RETURN a.label, a.iri").rows
    people = "MATCH (:TextAsset)-[:MENTIONS_PERSON]->(p:Person) RETURN p.label, p.iri"
    return dict([*assets, *run_cypher(graph, people).rows])


def names(found: dict[str, Any]) -> set[str]:
    return {node["name"] for node in found["nodes"]}


def test_around_an_asset_is_what_it_shows_and_who_made_it(graph: Connection, iris: dict[str, str]) -> None:
    found = views.neighbourhood(graph, iris["flyer-1903.jpg"])
    assert {"biplane", "Wilbur Wright", "Orville Wright", "mediagraph contributors"} <= names(found)
    assert found["nodes"][0]["name"] == "First flight at Kill Devil Hills"
    assert found["nodes"][0]["labels"] == ["Asset", "ImageAsset"]
    assert found["sequence"] == 3
    assert not found["cut"]
    ties = [r for r in found["relationships"] if r["end"] == BIPLANE]
    assert [(r["type"], r["start"]) for r in ties] == [("DEPICTS", iris["flyer-1903.jpg"])]
    assert 0.9 < ties[0]["confidence"] <= 1
    assert ties[0]["models"] == ["amazon-rekognition-labels", "google-vision", "llava-13b"]
    assert ties[0]["fact"].startswith("https://mediagraph.example/id/fact/")
    assert not {r["type"] for r in found["relationships"]} & (EVIDENCE_TYPES | HUB_TYPES)


def test_two_steps_reach_other_assets_and_every_tie_has_both_ends(graph: Connection, iris: dict[str, str]) -> None:
    one, two = (views.neighbourhood(graph, BIPLANE, depth=depth, limit=500) for depth in (1, 2))
    assert names(one) < names(two)
    assert {"airplane", "Twelve Seconds"} <= names(one)
    assert "Wilbur Wright" in names(two) - names(one)
    for found in (one, two):
        there = {node["iri"] for node in found["nodes"]}
        assert len(there) == len(found["nodes"])
        assert all({r["start"], r["end"]} <= there for r in found["relationships"])


def test_evidence_is_there_when_it_is_asked_for(graph: Connection, iris: dict[str, str]) -> None:
    found = views.neighbourhood(graph, iris["flyer-1903.jpg"], evidence=True, limit=500)
    assert {"SUBJECT", "ASSET", "SEGMENT_OF"} <= {r["type"] for r in found["relationships"]}
    assert any("Fact" in node["labels"] for node in found["nodes"])


def test_a_hub_is_cut_and_says_so(graph: Connection) -> None:
    found = views.neighbourhood(graph, HUB, limit=50)
    assert len(found["nodes"]) == 51
    assert found["cut"]
    found = views.neighbourhood(graph, HUB, depth=2, limit=500)
    assert len(found["nodes"]) == 501
    assert found["cut"]
    found = views.co_occurrence(graph, HUB)
    assert (found["assets"], found["sampled"], found["with"]) == (10_000, True, [])


def test_paths_are_the_shortest_and_lead_from_end_to_end(graph: Connection, iris: dict[str, str]) -> None:
    found = views.paths(graph, iris["Katharine Wright"], iris["Samuel Langley"])
    assert [[node["name"] for node in path["nodes"]] for path in found["paths"]] == [
        ["Katharine Wright", "A Windy Thursday", "Samuel Langley"]
    ]
    assert [r["type"] for r in found["paths"][0]["relationships"]] == ["MENTIONS_PERSON", "MENTIONS_PERSON"]
    several = views.paths(graph, iris["flyer-1903.jpg"], iris["le-mans-1908.jpg"], limit=3)
    assert len(several["paths"]) == 3
    assert several["cut"]
    assert {len(path["relationships"]) for path in several["paths"]} == {2}
    for path in several["paths"]:
        assert path["nodes"][0]["iri"] == iris["flyer-1903.jpg"]
        assert path["nodes"][-1]["iri"] == iris["le-mans-1908.jpg"]


def test_where_nothing_ties_two_things_there_is_no_path(graph: Connection, iris: dict[str, str]) -> None:
    assert views.paths(graph, HUB, iris["Samuel Langley"], max_length=4)["paths"] == []


def test_facts_come_with_their_evidence(graph: Connection, iris: dict[str, str]) -> None:
    found = views.facts_of(graph, iris["flyer-1903.jpg"], predicate="depicts", statuses=["accepted"])
    assert found["asset"]["name"] == "First flight at Kill Devil Hills"
    confidences = [fact["confidence"] for fact in found["facts"]]
    assert confidences == sorted(confidences, reverse=True)
    (biplane,) = (fact for fact in found["facts"] if fact["object"]["iri"] == BIPLANE)
    assert (biplane["status"], biplane["supporting"], biplane["disputing"]) == ("accepted", 3, 0)
    assert [(o["model"], o["value"]) for o in biplane["support"]] == [
        ("amazon-rekognition-labels", "Biplane"),
        ("llava-13b", "biplane"),
        ("google-vision", "Biplane"),
    ]
    box = next(o["segment"] for o in biplane["support"] if o["segment"])
    assert 0 <= box["boxX"] <= 1
    assert 0 < box["boxWidth"] <= 1
    assert all(o["pointer"].startswith("/") for o in biplane["support"] if o["pointer"])


def test_facts_can_be_chosen_and_are_bounded(graph: Connection, iris: dict[str, str]) -> None:
    asset = iris["flyer-1903.jpg"]
    whole = views.facts_of(graph, asset, limit=500)
    assert {fact["status"] for fact in whole["facts"]} == {"accepted", "review", "rejected"}
    assert not whole["cut"]
    review = views.facts_of(graph, asset, statuses=["review"], limit=500)["facts"]
    assert review
    assert review == [fact for fact in whole["facts"] if fact["status"] == "review"]
    few = views.facts_of(graph, asset, limit=3)
    assert few["cut"]
    assert few["facts"] == whole["facts"][:3]
    width = views.facts_of(graph, asset, predicate="width")["facts"]
    assert [(fact["value"], fact["object"]) for fact in width] == [(1280, None)]


def test_disputes_are_listed_apart(graph: Connection) -> None:
    asked = "MATCH (f:Fact)-[:DISPUTE]->(), (f)-[:SUBJECT]->(a:Asset) RETURN DISTINCT a.iri, f.iri"
    (asset, fact), *_ = run_cypher(graph, asked).rows
    (found,) = (f for f in views.facts_of(graph, asset, limit=500)["facts"] if f["iri"] == fact)
    assert found["disputing"] == len(found["dispute"]) > 0
    assert not {o["iri"] for o in found["support"]} & {o["iri"] for o in found["dispute"]}


def test_what_occurs_together_is_counted_by_asset(graph: Connection) -> None:
    found = views.co_occurrence(graph, BIPLANE, limit=500)
    assert found["assets"] == 3
    assert not found["sampled"]
    together = {entry["name"]: entry for entry in found["with"]}
    assert "biplane" not in together
    assert (together["airplane"]["assets"], together["airplane"]["share"]) == (3, 1.0)
    counted = """
        MATCH (c {iri: $iri})<--(a:Asset)-->(o:Resource {iri: $other}) RETURN count(DISTINCT a)
    """
    for entry in found["with"][:10]:
        assert run_cypher(graph, counted, {"iri": BIPLANE, "other": entry["iri"]}).rows == [[entry["assets"]]]
    assert len(views.co_occurrence(graph, BIPLANE, limit=2)["with"]) == 2


@pytest.mark.parametrize(
    ("look", "sentence"),
    [
        (lambda c: views.neighbourhood(c, BIPLANE, depth=3), "depth is 3; it is at least 1 and at most 2"),
        (lambda c: views.neighbourhood(c, BIPLANE, limit=0), "limit is 0"),
        (lambda c: views.paths(c, BIPLANE, HUB, max_length=5), "max_length is 5"),
        (lambda c: views.paths(c, BIPLANE, BIPLANE), "both ends"),
        (lambda c: views.facts_of(c, BIPLANE, statuses=["true"]), "status 'true'"),
        (lambda c: views.co_occurrence(c, BIPLANE, limit=501), "limit is 501"),
    ],
)
def test_a_look_beyond_the_limits_is_refused(graph: Connection, look: Any, sentence: str) -> None:
    with pytest.raises(WrongView, match=sentence):
        look(graph)


@pytest.mark.parametrize("iri", ["https://a.example/none", "'}) DETACH DELETE n //", ""])
def test_what_is_not_there_is_named(graph: Connection, iri: str) -> None:
    looks = (views.neighbourhood, views.facts_of, views.co_occurrence)
    for look in looks:
        with pytest.raises(NotInNeo4j):
            look(graph, iri)
    with pytest.raises(NotInNeo4j):
        views.paths(graph, BIPLANE, iri)


def test_types_that_are_left_out_are_names_of_the_projection() -> None:
    for name in EVIDENCE_TYPES:
        assert iri_of_type(name, Namespaces()).removeprefix(MG) in STRUCTURAL, name
    for name in HUB_TYPES:
        assert "skos" in iri_of_type(name, Namespaces())
