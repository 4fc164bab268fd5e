"""OWL consistency: ours is consistent, a broken one is named, and without Java nothing passes in silence."""

from __future__ import annotations

import shutil

import pytest

from ontology import reasoning
from ontology.catalog import load_files, load_release
from ontology.model import Quad
from ontology.reasoning import check_consistency
from ontology.resources import TurtleFile, turtle_files

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="the reasoners need Java, and none is on PATH")

HEADER = """
@prefix e: <https://example.org/> .
@prefix mg: <https://w3id.org/mediagraph/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def with_ours(turtle: str) -> list[Quad]:
    """Our modules and alignments with a few statements more; without the taxonomies, which take most of the time."""
    own = turtle_files("", "alignment")
    return list(load_files([*own, TurtleFile("broken.ttl", (HEADER + turtle).encode())]))


@needs_java
def test_ours_is_consistent() -> None:
    found = check_consistency(load_release())
    assert found.verdict == "consistent", found
    assert found.unsatisfiable == ()


@needs_java
def test_a_class_that_can_have_no_member_is_named() -> None:
    found = check_consistency(with_ours("e:FilmStill a owl:Class ; rdfs:subClassOf mg:ImageAsset, mg:VideoAsset ."))
    assert found.verdict == "inconsistent"
    assert found.unsatisfiable == ("https://example.org/FilmStill",)
    assert "https://example.org/FilmStill" in found.sentence


@needs_java
def test_contradicting_individuals_are_explained() -> None:
    found = check_consistency(with_ours("e:flyer a owl:NamedIndividual, mg:Person, mg:Place ."))
    assert found.verdict == "inconsistent"
    assert "flyer" in found.explanation
    assert "Person" in found.explanation


@needs_java
def test_domains_speak_through_expressions() -> None:
    """mg:confidence has a union as its domain: that it is understood shows that Skolem IRIs are blank nodes again."""
    found = check_consistency(with_ours("e:x a owl:NamedIndividual, mg:Person ; mg:confidence 0.5 ."))
    assert found.verdict == "inconsistent"


@needs_java
def test_an_empty_ontology_is_consistent() -> None:
    assert check_consistency([]).verdict == "consistent"


@needs_java
def test_text_of_every_script_reaches_the_reasoner() -> None:
    quads = with_ours('e:x a owl:NamedIndividual ; rdfs:label "飛行機 ✈ 𝒜 \\"q\\""@ja .')
    assert check_consistency(quads).verdict == "consistent"


@needs_java
def test_out_of_time_is_said() -> None:
    found = check_consistency(load_release(), time_limit_s=0.05)
    assert found.verdict == "not run"
    assert "stopped after 0.05 s" in found.sentence


def test_without_java_it_says_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = check_consistency(load_release())
    assert found.verdict == "not run"
    assert found.sentence == "not run: no Java found (java is not on PATH)"


def test_without_owlready2_it_says_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(reasoning, "_owlready2", lambda: None)
    assert "owlready2" in check_consistency([]).sentence


@needs_java
def test_what_the_reasoner_cannot_read_is_said() -> None:
    found = check_consistency([Quad("<urn:a>", "<urn:b>", "no term at all")])
    assert found.verdict == "not run"
    assert "refused" in found.sentence
