"""The ontology stays inside OWL 2 DL: typing constraints (OWL 2 Structural Specification, 5.8.1 and 5.9)."""

from __future__ import annotations

from collections import defaultdict

import pytest

from ontology.catalog import load_release
from ontology.model.rdf import RDF_TYPE, Quad, is_iri, literal_value
from ontology.namespaces import PREFIXES
from ontology.skolem import GENID

OWL, RDF, RDFS, XSD = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["xsd"]
PROPERTY_KINDS = {f"<{OWL}{kind}>" for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
# OWL 2 Structural Specification, section 4: the datatype map.
_OF_XSD = """
    string normalizedString token language Name NCName NMTOKEN boolean decimal integer nonNegativeInteger
    positiveInteger nonPositiveInteger negativeInteger long int short byte unsignedLong unsignedInt unsignedShort
    unsignedByte double float hexBinary base64Binary anyURI dateTime dateTimeStamp
"""
DATATYPES = {
    *(XSD + local for local in _OF_XSD.split()),
    RDF + "PlainLiteral",
    RDF + "XMLLiteral",
    RDFS + "Literal",
    OWL + "real",
    OWL + "rational",
}
BUILT_IN = (OWL, RDF, RDFS, XSD)


@pytest.fixture(scope="module")
def release() -> list[Quad]:
    return list(load_release())


@pytest.fixture(scope="module")
def kinds(release: list[Quad]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in release:
        if quad.predicate == RDF_TYPE:
            found[quad.subject].add(quad.object)
    return dict(found)


def test_no_property_is_of_two_kinds(kinds: dict[str, set[str]]) -> None:
    assert {node for node, types in kinds.items() if len(types & PROPERTY_KINDS) > 1} == set()


def test_no_class_is_a_property_or_individual(kinds: dict[str, set[str]]) -> None:
    individuals = {node for node, types in kinds.items() if f"<{OWL}NamedIndividual>" in types}
    classes = {node for node, types in kinds.items() if f"<{OWL}Class>" in types}
    properties = {node for node, types in kinds.items() if types & PROPERTY_KINDS}
    assert not classes & properties
    assert not classes & individuals
    assert not properties & individuals


def test_every_predicate_is_declared(release: list[Quad], kinds: dict[str, set[str]]) -> None:
    used = {quad.predicate for quad in release if not quad.predicate[1:].startswith(BUILT_IN)}
    assert {predicate for predicate in used if not kinds.get(predicate, set()) & PROPERTY_KINDS} == set()


def test_object_properties_link_and_datatype_properties_hold_literals(
    release: list[Quad], kinds: dict[str, set[str]]
) -> None:
    for quad in release:
        kind = kinds.get(quad.predicate, set()) & PROPERTY_KINDS
        if kind == {f"<{OWL}ObjectProperty>"}:
            assert is_iri(quad.object), quad
        elif kind == {f"<{OWL}DatatypeProperty>"}:
            assert not is_iri(quad.object), quad


def test_classes_that_axioms_name_are_declared(release: list[Quad], kinds: dict[str, set[str]]) -> None:
    for quad in release:
        if quad.predicate in (
            f"<{RDFS}subClassOf>",
            f"<{RDFS}domain>",
            f"<{OWL}equivalentClass>",
            f"<{OWL}disjointWith>",
        ):
            assert f"<{OWL}Class>" in kinds.get(quad.object, set()) or _is_expression(quad.object, kinds), quad


def _is_expression(term: str, kinds: dict[str, set[str]]) -> bool:
    return term.startswith(f"<{GENID}") and bool(kinds.get(term, set()) & {f"<{OWL}Class>", f"<{OWL}Restriction>"})


def test_ranges_are_classes_or_datatypes_of_the_map(release: list[Quad], kinds: dict[str, set[str]]) -> None:
    for quad in release:
        if quad.predicate == f"<{RDFS}range>":
            if f"<{OWL}DatatypeProperty>" in kinds[quad.subject]:
                assert quad.object[1:-1] in DATATYPES, (
                    f"{quad.subject}: give mg:datatype, and rdfs:Literal as the range"
                )
            else:
                assert f"<{OWL}Class>" in kinds.get(quad.object, set()) or _is_expression(quad.object, kinds), quad


def test_sub_properties_are_of_one_kind(release: list[Quad], kinds: dict[str, set[str]]) -> None:
    for quad in release:
        if quad.predicate == f"<{RDFS}subPropertyOf>":
            assert kinds[quad.subject] & PROPERTY_KINDS == kinds[quad.object] & PROPERTY_KINDS, quad


def test_literals_of_the_release_survive_every_store(release: list[Quad]) -> None:
    survivors = {
        XSD + local for local in ("string", "boolean", "integer", "decimal", "double", "date", "dateTime", "gYear")
    }
    survivors.add(RDF + "langString")
    for quad in release:
        if not is_iri(quad.object):
            literal = literal_value(quad.object)
            assert literal.datatype in survivors, quad
            assert literal.language == literal.language.lower()
