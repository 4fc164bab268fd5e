"""Looking up Concepts: by label, by identifier, up and down."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.catalog import concept_index, load_files
from ontology.concepts import ConceptIndex
from ontology.model import Quad
from ontology.namespaces import TAXONOMY
from ontology.resources import TurtleFile

HEADER = """
@prefix e: <https://example.org/> .
@prefix mg: <https://w3id.org/mediagraph/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
BODY = """
e:animals a skos:ConceptScheme ; mg:appliesTo mg:depicts ; skos:hasTopConcept e:animal .
e:animal a skos:Concept ; skos:prefLabel "animal"@en, "Tier"@de .
e:dog a skos:Concept ; skos:inScheme e:animals ; skos:broader e:mammal ; mg:mid "/m/0bt9lr" ;
    skos:prefLabel "dog"@en, "chien"@fr ; skos:altLabel "hound"@en ; skos:hiddenLabel "doggie"@en ;
    skos:definition "Ein Haustier."@de, "A pet that barks."@en ;
    skos:exactMatch <http://www.wikidata.org/entity/Q144> .
e:mammal a skos:Concept ; skos:inScheme e:animals ; skos:broader e:animal ; skos:prefLabel "mammal"@en-GB .
e:wolf a skos:Concept ; skos:inScheme e:animals ; skos:prefLabel "wolf"@en ; owl:deprecated true .
e:mammal skos:narrower e:wolf .
e:hound a skos:Concept ; skos:inScheme e:breeds ; skos:prefLabel "Hound"@en .
"""
E = "https://example.org/"


def index(body: str = BODY) -> ConceptIndex:
    return ConceptIndex(load_files([TurtleFile("animals.ttl", (HEADER + body).encode())]))


def test_labels_are_found_whatever_their_case_best_first() -> None:
    concepts = index()
    assert [(found.concept, found.kind) for found in concepts.find(" DOG ")] == [(E + "dog", "pref")]
    assert [(found.concept, found.kind) for found in concepts.find("hound")] == [
        (E + "hound", "pref"),
        (E + "dog", "alt"),
    ]
    assert [found.kind for found in concepts.find("doggie")] == ["hidden"]
    assert concepts.find("cat") == []


def test_language_narrows_and_widens() -> None:
    concepts = index()
    assert concepts.find("dog", language="fr") == []
    assert [found.concept for found in concepts.find("chien", language="fr-CA")] == [E + "dog"]
    assert [found.concept for found in concepts.find("mammal", language="en")] == [E + "mammal"]
    assert [found.concept for found in concepts.find("Tier", language="")] == [E + "animal"]


def test_schemes_keep_apart() -> None:
    concepts = index()
    assert concepts.schemes == (E + "animals", E + "breeds")
    assert concepts.schemes_of("depicts") == {E + "animals"}
    assert concepts.schemes_of("genre") == frozenset()
    assert [found.concept for found in concepts.find("hound", schemes=concepts.schemes_of("depicts"))] == [E + "dog"]
    assert concepts.schemes_holding(E + "animal") == {E + "animals"}


def test_hierarchy_follows_broader_and_narrower() -> None:
    concepts = index()
    assert concepts.ancestors(E + "dog") == (E + "mammal", E + "animal")
    assert concepts.broader(E + "wolf") == (E + "mammal",)
    assert concepts.descendants(E + "animal") == (E + "mammal", E + "dog", E + "wolf")
    assert concepts.narrower(E + "dog") == ()
    assert concepts.ancestors(E + "unknown") == ()


def test_identifiers() -> None:
    concepts = index()
    assert concepts.with_identifier("http://www.wikidata.org/entity/Q144") == (E + "dog",)
    assert concepts.with_identifier("/m/0bt9lr") == (E + "dog",)
    assert concepts.with_identifier("http://rdf.freebase.com/ns/m.0bt9lr") == (E + "dog",)
    assert concepts.with_identifier("/m/unknown") == ()
    assert len(list(concepts.identifiers())) == 2


def test_deprecated_concepts_are_shown_but_not_found() -> None:
    concepts = index()
    assert concepts.is_deprecated(E + "wolf")
    assert concepts.find("wolf") == []
    assert concepts.label(E + "wolf") == "wolf"


def test_what_to_show() -> None:
    concepts = index()
    assert concepts.label(E + "dog", "fr-be") == "chien"
    assert concepts.label(E + "dog", "ja") == "dog"
    assert concepts.label(E + "mammal") == "mammal"
    assert concepts.label(E + "nobody") == E + "nobody"
    assert concepts.definition(E + "dog") == "A pet that barks."
    assert concepts.definition(E + "mammal") == ""


def test_release_changes_with_content_only() -> None:
    release = index().release
    assert index().release == release
    assert index(BODY + 'e:dog skos:altLabel "pooch"@en .').release != release
    assert index(BODY + "e:breeds mg:appliesTo mg:about .").release != release
    assert index(BODY + 'e:dog skos:editorialNote "x"@en .').release == release


NODES = st.integers(0, 7)


@settings(deadline=None, max_examples=60)
@given(st.sets(st.tuples(NODES, NODES), max_size=20))
def test_closures_end_and_mirror_each_other(edges: set[tuple[int, int]]) -> None:
    broader = "<http://www.w3.org/2004/02/skos/core#broader>"
    concepts = ConceptIndex(Quad(f"<urn:{below}>", broader, f"<urn:{above}>") for below, above in edges)
    for node in range(8):
        for other in range(8):
            if node != other:
                assert (f"urn:{other}" in concepts.ancestors(f"urn:{node}")) == (
                    f"urn:{node}" in concepts.descendants(f"urn:{other}")
                )
        assert f"urn:{node}" not in concepts.ancestors(f"urn:{node}")


@pytest.fixture(scope="module")
def packaged() -> ConceptIndex:
    return concept_index()


def test_ours_has_the_words_the_design_asks_for(packaged: ConceptIndex) -> None:
    assert len(packaged.concepts()) >= 400
    for property_ in ("depicts", "genre", "format", "mood", "emotion", "setting", "shotType", "contentAdvisory"):
        assert packaged.schemes_of(property_), property_
    for words in ("subject", "genre", "format", "mood", "setting", "role", "shot", "advisory", "rights"):
        assert len(packaged.concepts(TAXONOMY + words)) >= 5, words


def test_every_label_of_ours_finds_its_concept(packaged: ConceptIndex) -> None:
    for label in packaged.labels():
        found = packaged.find(label.text, language=label.language, schemes=[label.scheme])
        assert label.concept in {one.concept for one in found}, label


def test_everything_has_a_top(packaged: ConceptIndex) -> None:
    tops = {packaged.ancestors(concept)[-1] for concept in packaged.concepts() if packaged.ancestors(concept)}
    assert all(packaged.broader(top) == () for top in tops)
