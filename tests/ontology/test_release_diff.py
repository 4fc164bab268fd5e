"""What differs between two Releases, in words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.catalog import load_files, load_release
from ontology.diff import ReleaseDiff, diff
from ontology.model import Quad
from ontology.resources import TurtleFile

HEADER = """
@prefix mg: <https://w3id.org/mediagraph/ns#> .
@prefix mgt: <https://w3id.org/mediagraph/taxonomy/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
BEFORE = """
mgt:drama a skos:Concept ; skos:prefLabel "Drama"@en, "drame"@fr ; skos:broader mgt:fiction .
mgt:soap a skos:Concept ; skos:prefLabel "Soap"@en .
mgt:western a skos:Concept ; skos:prefLabel "Western"@en .
mg:width a owl:DatatypeProperty ; rdfs:domain [ a owl:Class ; owl:unionOf ( mg:ImageAsset mg:VideoAsset ) ] .
"""
AFTER = """
mgt:drama a skos:Concept ; skos:prefLabel "Drama film"@en, "drame"@fr ; skos:altLabel "play"@en .
mgt:noir a skos:Concept ; skos:prefLabel "Noir"@en .
mgt:western a skos:Concept ; skos:prefLabel "Western"@en ; owl:deprecated true .
mg:width a owl:DatatypeProperty ; rdfs:domain [ a owl:Class ; owl:unionOf ( mg:ImageAsset mg:TextAsset ) ] .
"""


def quads(turtle: str) -> list[Quad]:
    return list(load_files([TurtleFile("release.ttl", (HEADER + turtle).encode())]))


def test_every_kind_of_change_is_named() -> None:
    found = diff(quads(BEFORE), quads(AFTER))
    assert list(found.lines()) == [
        "+ Concept mgt:noir",
        "- Concept mgt:soap",
        "! mgt:western is deprecated",
        "~ mg:width rdfs:domain: a compound expression became a compound expression",
        '~ mgt:drama skos:altLabel: "play"@en added',
        "~ mgt:drama skos:broader: mgt:fiction removed",
        '~ mgt:drama skos:prefLabel: "Drama"@en became "Drama film"@en',
    ]
    assert found


def test_the_same_release_differs_in_nothing() -> None:
    release = list(load_release())
    moved = [quad._replace(graph="<urn:release>") for quad in reversed(release)]
    assert diff(release, moved) == ReleaseDiff((), (), (), ())
    assert not diff(release, moved)


def test_properties_and_classes_are_told_apart() -> None:
    found = diff(
        [], quads("mg:a a owl:Class . mg:b a owl:ObjectProperty . mgt:s a skos:ConceptScheme . mg:c rdfs:label 'c' .")
    )
    assert [kind for _, kind in found.added] == ["class", "property", "thing", "scheme"]


NODE = st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>"])
QUADS = st.sets(
    st.builds(Quad, NODE, st.sampled_from(["<urn:p>", "<urn:q>"]), st.sampled_from(['"1"', '"2"', "<urn:a>"]))
)


@settings(deadline=None, max_examples=100)
@given(QUADS, QUADS)
def test_backwards_is_the_mirror_image(before: set[Quad], after: set[Quad]) -> None:
    there, back = diff(before, after), diff(after, before)
    assert there.added == back.removed
    assert [(c.iri, c.predicate, c.removed, c.added) for c in there.changed] == [
        (c.iri, c.predicate, c.added, c.removed) for c in back.changed
    ]
    assert bool(there) == (before != after)
