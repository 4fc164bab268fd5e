"""Names in Neo4j: each IRI has one and each name gives its IRI back; they are natural, and stable for ever."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.neo4j.names import (
    FIXED_PREFIXES,
    Namespaces,
    NotOurs,
    iri_of_label,
    iri_of_property,
    iri_of_type,
    label_name,
    language_suffix,
    property_and_language,
    property_name,
    quoted,
    relationship_type,
)
from ontology.namespaces import MG, PREFIXES
from ontology.terms import CLASSES, PROPERTIES, STRUCTURAL
from tests.neo4j.arbitrary_quads import LOCAL_NAMES, NAMESPACES

SKOS, RDFS, SCHEMA = PREFIXES["skos"], PREFIXES["rdfs"], PREFIXES["schema"]
LAWS = settings(max_examples=400, deadline=None)
locals_ = st.one_of(st.sampled_from(LOCAL_NAMES), st.text(st.sampled_from("aZ_9-é:/#x"), max_size=8))
any_iri = st.builds(lambda space, local: space + local, st.sampled_from(NAMESPACES), locals_)
tags = st.from_regex(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", fullmatch=True)


@LAWS
@given(any_iri, tags)
def test_each_iri_comes_back_from_each_of_its_names(iri, tag):
    spaces = Namespaces()
    read = Namespaces((name := property_name(iri, spaces)) and spaces.foreign)
    assert iri_of_property(name, read) == iri
    assert property_and_language(name + language_suffix(tag), read) == (iri, tag)
    assert iri_of_type(relationship_type(iri, spaces), read) == iri
    assert iri_of_label(label_name(iri, spaces), read) == iri


@LAWS
@given(st.sets(any_iri, max_size=20), st.sampled_from([property_name, relationship_type, label_name]))
def test_different_iris_have_different_names(iris, name):
    spaces = Namespaces()
    assert len({name(iri, spaces) for iri in iris}) == len(iris)


@LAWS
@given(st.tuples(any_iri, tags), st.tuples(any_iri, tags))
def test_a_language_never_makes_the_name_of_another_property(one, other):
    spaces = Namespaces()
    names = {property_name(iri, spaces) + suffix for iri, tag in {one, other} for suffix in ("", language_suffix(tag))}
    assert len(names) == len({(iri, tag) for iri, tag in {one, other}} | {(iri, "") for iri, _ in {one, other}})


@pytest.mark.parametrize(
    ("iri", "as_property", "as_type"),
    [
        (f"{MG}depicts", "depicts", "DEPICTS"),
        (f"{MG}depictsPerson", "depictsPerson", "DEPICTS_PERSON"),
        (f"{SKOS}prefLabel", "prefLabel", "PREF_LABEL"),
        (f"{SKOS}broader", "broader", "BROADER"),
        (f"{RDFS}label", "label", "LABEL"),
        (f"{RDFS}comment", "rdfs__comment", "rdfs__comment"),
        (f"{SCHEMA}name", "schema__name", "schema__name"),
        (f"{PREFIXES['owl']}unionOf", "owl__unionOf", "owl__unionOf"),
        (f"{MG}URL", "URL", "mg__URL"),
        (f"{MG}iri", "mg__iri", "mg__iri"),
        (f"{MG}label", "mg__label", "mg__label"),
        (f"{MG}broader", "mg__broader", "mg__broader"),
        (f"{SKOS}note", "skos__note", "skos__note"),
        (f"{MG}first_name", "mg__first__name", "mg__first__name"),
        (f"{SCHEMA}", "schema__", "schema__"),
        ("https://example.org/ns#height", "ns_43c224bd__height", "ns_43c224bd__height"),
        ("urn:example:height", "ns_93a05606__height", "ns_93a05606__height"),
    ],
)
def test_names_are_natural_and_never_change(iri, as_property, as_type):
    spaces = Namespaces()
    assert property_name(iri, spaces) == as_property
    assert relationship_type(iri, spaces) == as_type


@pytest.mark.parametrize("local", [*PROPERTIES, *STRUCTURAL])
def test_every_property_of_ours_is_bare_and_in_capitals(local):
    spaces = Namespaces()
    name, kind = property_name(MG + local, spaces), relationship_type(MG + local, spaces)
    if local in ("label", "sequence"):  # `label` is that of RDFS; `sequence` says which ChangeSet, on relationships
        assert (name, kind) == (f"mg__{local}", f"mg__{local}")
    else:
        assert name == local
        assert kind == kind.upper()


@pytest.mark.parametrize("local", CLASSES)
def test_every_class_of_ours_is_a_bare_label(local):
    assert label_name(MG + local, Namespaces()) == local


def test_the_fixed_prefixes_agree_with_those_we_write():
    assert {prefix: PREFIXES[prefix] for prefix in FIXED_PREFIXES} == FIXED_PREFIXES


def test_namespaces_made_are_told_once_and_read_back():
    spaces = Namespaces()
    name = property_name("https://example.org/ns#height", spaces)
    prefix = name.partition("__")[0]
    assert spaces.unsaved() == {prefix: "https://example.org/ns#"}
    spaces.saved()
    property_name("https://example.org/ns#width", spaces)
    assert spaces.unsaved() == {}
    assert iri_of_property(name, Namespaces(spaces.foreign)) == "https://example.org/ns#height"


def test_a_prefix_that_another_namespace_has_taken_is_longer():
    taken = property_name("https://example.org/ns#height", Namespaces()).partition("__")[0]
    spaces = Namespaces({taken: "https://elsewhere.example/"})
    name = property_name("https://example.org/ns#height", spaces)
    assert name.startswith(taken)
    assert len(name) > len(f"{taken}__height")
    assert iri_of_property(name, spaces) == "https://example.org/ns#height"


@pytest.mark.parametrize("name", ["", "ns_00000000__x", "a-b", "title_EN", "a_b__c", "iri", "rdf", "9lives", "_", "é"])
def test_a_name_that_is_never_written_is_refused_by_name(name):
    with pytest.raises(NotOurs) as refused:
        iri_of_property(name, Namespaces())
    assert refused.value.what in (name, name.partition("__")[0])


def test_what_was_worked_out_does_not_fill_the_memory():
    spaces = Namespaces()
    for number in range(100_500):
        spaces.remember(number, number)
    assert len(spaces.memo) <= 100_000


@pytest.mark.parametrize(
    ("name", "text"),
    [("DEPICTS", "`DEPICTS`"), ("a`b", "`a``b`"), ("a\\u0060b", "`a\\u005Cu0060b`"), ("x y", "`x y`")],
)
def test_a_quoted_name_cannot_end_its_quotes(name, text):
    assert quoted(name) == text
