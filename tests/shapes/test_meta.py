"""Shapes are data too: ours meet SHACL's own rules, and what cannot hold at once is named."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapes
from shapes.files import rdf_text
from shapes.shapes_graph import OUR_FILES, read_shapes
from shapes.validate import ShaclValidator, Slice, make_validator

FOLDER = Path(shapes.__file__).parent
META = FOLDER / "meta.ttl"
HEAD = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> . "
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
)


@pytest.fixture(scope="module")
def meta() -> ShaclValidator:
    return make_validator(read_shapes([("meta.ttl", META.read_bytes())]))


def messages(meta: ShaclValidator, turtle: str, folder: Path) -> list[str]:
    path = folder / "shapes.ttl"
    path.write_text(HEAD + turtle, encoding="utf-8")
    return [result.message for result in meta.validate(Slice(rdf_text(path))).results]


def test_our_shapes_meet_them(meta: ShaclValidator) -> None:
    report = meta.validate(Slice("".join(rdf_text(FOLDER / name) for name in OUR_FILES)))
    assert report.conforms, report.as_text()


def test_they_meet_themselves(meta: ShaclValidator) -> None:
    report = meta.validate(Slice(rdf_text(META)))
    assert report.conforms, report.as_text()


WRONG = {
    "sh:minCount 2 ; sh:maxCount 1": "at least 2 values",
    "sh:minLength 5 ; sh:maxLength 4": "at least 5 characters",
    "sh:minInclusive 5 ; sh:maxInclusive 4": "at least 5 and under",
    "sh:minExclusive 5 ; sh:maxInclusive 5": "at least 5 and under",
    "sh:qualifiedMinCount 2 ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape ex:T": "values of a kind",
    "sh:datatype xsd:string ; sh:class ex:C": "exclude each other",
    "sh:datatype xsd:string ; sh:nodeKind sh:IRI": "no node of the kind",
    'sh:datatype xsd:integer ; sh:in ( 1 "two" )': "not of the datatype",
    'sh:in ( "a" "b" ) ; sh:hasValue "c"': "not listed in sh:in",
    'sh:nodeKind sh:BlankNode ; sh:pattern "x"': "no text that could match",
    'sh:message "one"@en , "two"@en': "once in each language",
    "sh:nodeKind sh:Text": "one of the six",
    "sh:minCount -1": "one whole number from 0",
    'sh:maxCount "1"': "one whole number from 0",
    "sh:minCount 1 , 2": "one whole number from 0",
    "sh:in [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ]": "a list that ends",
    'sh:uniqueLang "yes"': "true or false",
    "sh:path ex:q": "exactly one path",
    'sh:class "C"': "A class is an IRI",
    'sh:node "T"': "names a shape",
}


@pytest.mark.parametrize(("rules", "said"), WRONG.items(), ids=list(WRONG))
def test_what_cannot_hold_is_named(meta: ShaclValidator, tmp_path: Path, rules: str, said: str) -> None:
    turtle = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P . "
    turtle += f"ex:P a sh:PropertyShape ; sh:path ex:p ; {rules} ."
    assert any(said in message for message in messages(meta, turtle, tmp_path))


@pytest.mark.parametrize(
    ("turtle", "said"),
    [
        ("ex:P a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 .", "never used"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P .", "exactly one path"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:path ex:p .", "A node shape has no path"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:minCount 1 .", "no sh:minCount"),
        ('ex:S a sh:NodeShape ; sh:targetClass "C" .', "A target class is an IRI"),
    ],
)
def test_what_leads_nowhere_is_named(meta: ShaclValidator, tmp_path: Path, turtle: str, said: str) -> None:
    assert any(said in message for message in messages(meta, turtle, tmp_path))


def test_what_is_right_passes(meta: ShaclValidator, tmp_path: Path) -> None:
    turtle = """ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:or ( ex:P [ sh:path ex:q ; sh:minCount 1 ] ) ;
        sh:property
        [ sh:path ( ex:a [ sh:inversePath ex:b ] ) ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( 1 2 ) ; sh:hasValue 1 ;
          sh:datatype xsd:integer ; sh:minInclusive 1 ; sh:maxInclusive 1 ; sh:minLength 1 ; sh:maxLength 1 ] .
        ex:P a sh:PropertyShape ; sh:path ex:p ; sh:severity ex:Own ; sh:message "a"@en , "b"@fr ."""
    assert messages(meta, turtle, tmp_path) == []
