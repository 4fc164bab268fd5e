"""The generated files follow the Turtle, and what they say can be used as it is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from ontology import terms
from ontology.declarations import DeclarationError, read_declarations
from ontology.generate_terms import COMMAND, generated, main, old_files
from ontology.namespaces import MG, PREFIXES
from ontology.resources import TurtleFile

HEADER = "".join(
    f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("mg", "owl", "rdf", "rdfs", "skos", "xsd")
)


def test_generated_files_are_up_to_date() -> None:
    assert old_files() == [], f"run `{COMMAND}`"


def test_check_names_what_is_old_and_writes_nothing(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr("ontology.generate_terms.old_files", lambda: ["-old\n+new"])
    assert main(["--check"]) == 1
    said = capsys.readouterr()
    assert "+new" in said.out
    assert COMMAND in said.err


def test_generating_writes_what_check_accepts(tmp_path: Path) -> None:
    for path, text in generated(tmp_path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert old_files(tmp_path) == []
    (tmp_path / "ontology" / "terms.py").write_text("", "utf-8")
    assert len(old_files(tmp_path)) == 1


def test_first_line_says_what_made_it() -> None:
    for path, text in generated():
        first = text.splitlines()[0]
        assert path.suffix == ".jsonld" or COMMAND in first


def test_claimable_properties_of_the_design_are_there() -> None:
    wanted = {
        "title": ("literal", "textByLanguage", "Asset", "toAsset"),
        "depicts": ("concept", "set", "Segment", "toAsset"),
        "about": ("concept", "set", "Segment", "toAsset"),
        "format": ("concept", "single", "Asset", "toAsset"),
        "shotType": ("concept", "set", "Segment", "none"),
        "depictsPerson": ("entity", "set", "Segment", "toAsset"),
        "mentionsPlace": ("entity", "set", "Segment", "toAsset"),
        "ageRange": ("literal", "interval", "Segment", "none"),
        "utterance": ("literal", "set", "Segment", "none"),
        "faceCount": ("literal", "number", "Segment", "toAsset"),
    }
    for local, expected in wanted.items():
        term = terms.PROPERTIES[local]
        assert (term.range_kind, term.merge_kind, term.level, term.roll_up) == expected, local


def test_property_terms_are_consistent() -> None:
    assert len(terms.PROPERTIES) >= 60
    for local, term in terms.PROPERTIES.items():
        assert term.local == local
        assert term.iri == MG + local
        assert (term.datatype != "") == (term.range_kind == "literal")
        assert (term.tolerance is not None) == (term.merge_kind == "number")
        assert not term.super_property or term.super_property in terms.PROPERTIES
        if term.range_kind == "entity":
            assert term.range.removeprefix(MG) in (*terms.ENTITY_CLASSES, "Entity")
    assert not terms.PROPERTIES.keys() & terms.STRUCTURAL.keys()


def test_kinds_of_entity_and_asset() -> None:
    assert terms.ENTITY_CLASSES == ("Brand", "Event", "Organisation", "Person", "Place", "Work")
    assert terms.ASSET_CLASSES == ("AudioAsset", "ImageAsset", "TextAsset", "VideoAsset")


def test_sub_properties_widen_nothing() -> None:
    for term in terms.PROPERTIES.values():
        if term.super_property:
            above = terms.PROPERTIES[term.super_property]
            assert (term.range_kind, term.merge_kind, term.roll_up) == (
                above.range_kind,
                above.merge_kind,
                above.roll_up,
            ), term.local


def test_importing_terms_is_fast_and_parses_nothing() -> None:
    code = (
        "import sys, time, typing, re, collections\n"
        "start = time.process_time()\n"
        "import ontology.terms\n"
        "print(time.process_time() - start)\n"
        "print(sorted({'pyoxigraph', 'rdflib', 'dataclasses', 'owlready2'} & sys.modules.keys()))"
    )
    seconds = []
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        first, second = done.stdout.splitlines()
        seconds.append(float(first))
        assert second == "[]"
    assert min(seconds) < 0.03  # under 10 ms of CPU here; parsing the Turtle takes 200


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ('a owl:DatatypeProperty ; rdfs:label "x"@en ; mg:mergeKind "set"', "no rdfs:range"),
        ('a owl:DatatypeProperty ; rdfs:label "x"@en ; rdfs:range xsd:string ; mg:mergeKind "bag"', "mergeKind 'bag'"),
        ('a owl:DatatypeProperty ; rdfs:label "x"@en ; rdfs:range xsd:decimal ; mg:mergeKind "number"', "tolerance"),
        ('a owl:ObjectProperty ; rdfs:label "x"@en ; rdfs:range xsd:string ; mg:mergeKind "set"', "wrong kind"),
        (
            'a owl:DatatypeProperty ; rdfs:range xsd:string ; mg:mergeKind "set" ; '
            "mg:level mg:Asset ; mg:rollUp mg:toAsset",
            "label",
        ),
        (
            'a owl:DatatypeProperty ; rdfs:label "x"@en ; rdfs:range xsd:string ; mg:mergeKind "set" ; '
            "mg:level mg:Asset ; mg:rollUp mg:none",
            "goes with mg:rollUp mg:toAsset",
        ),
        ('a owl:DatatypeProperty, owl:ObjectProperty ; rdfs:label "x"@en', "OWL 2 DL allows one"),
        ('a owl:ObjectProperty ; rdfs:label "x"@en ; rdfs:range mg:A, mg:B', "2 values"),
    ],
)
def test_a_broken_declaration_is_named(block: str, fault: str) -> None:
    with pytest.raises(DeclarationError, match=re.escape(fault)) as caught:
        read_declarations([TurtleFile("broken.ttl", f"{HEADER}mg:broken {block} .".encode())])
    assert "mg:broken" in str(caught.value)


def test_a_module_that_does_not_parse_is_named() -> None:
    with pytest.raises(SyntaxError, match=r"bad\.ttl"):
        read_declarations([TurtleFile("bad.ttl", b"mg:x a")])


def test_context_reads_our_words_back() -> None:
    import pyoxigraph

    context = orjson.loads((Path(terms.__file__).parent / "context.jsonld").read_bytes())
    document = {
        **context,
        "id": "https://mediagraph.example/id/asset/flyer",
        "type": "ImageAsset",
        "depicts": "https://w3id.org/mediagraph/taxonomy/depicted/aircraft",
        "dateCreated": "1903-12-17T10:35:00Z",
        "title": {"@value": "First flight", "@language": "en"},
        "creditLine": "Library of Congress",
    }
    said = {
        (quad.predicate.value.removeprefix(MG), str(quad.object))
        for quad in pyoxigraph.parse(orjson.dumps(document), format=pyoxigraph.RdfFormat.JSON_LD)
    }
    assert ("depicts", "<https://w3id.org/mediagraph/taxonomy/depicted/aircraft>") in said
    assert ("dateCreated", f'"1903-12-17T10:35:00Z"^^<{PREFIXES["xsd"]}dateTime>') in said
    assert ("title", '"First flight"@en') in said
    assert ("creditLine", '"Library of Congress"') in said
    assert (PREFIXES["rdf"] + "type", f"<{MG}ImageAsset>") in said
