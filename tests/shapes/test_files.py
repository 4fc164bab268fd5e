"""Validating files: every RDF syntax, the place of each error, and files that mean harm."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph
import pytest

import shapes
from shapes.engines.port import DataSyntaxError, ShapesError
from shapes.files import rdf_text, validate_files

EXAMPLES = Path(shapes.__file__).with_name("examples")
PEOPLE_SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> .
ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:age ; sh:maxInclusive 150 ; sh:minCount 1 ] .
"""
PEOPLE = """@prefix ex: <https://e.example/> . <#orville> a ex:Pilot ; ex:age 200 ; ex:friend [ a ex:Person ] ."""
ONTOLOGY = """@prefix ex: <https://e.example/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Pilot rdfs:subClassOf ex:Person . ex:nobody a ex:Person ."""
SYNTAXES = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "n3": pyoxigraph.RdfFormat.N3,
}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "shapes.ttl").write_text(PEOPLE_SHAPES)
    (tmp_path / "ontology.ttl").write_text(ONTOLOGY)
    (tmp_path / "people.ttl").write_text(PEOPLE)
    return tmp_path


@pytest.mark.parametrize("engine", ["auto", "shacl", "pyshacl"])
def test_relative_iris_belong_to_their_file_and_the_ontology_is_not_judged(people: Path, engine: str) -> None:
    data, ontology = people / "people.ttl", people / "ontology.ttl"
    report = validate_files([data], [people / "shapes.ttl"], [ontology], engine)
    orville = f"<{data.as_uri()}#orville>"
    assert [(r.focus == orville, r.component) for r in report.results if not r.focus.startswith("_:")] == [
        (True, "MaxInclusiveConstraintComponent")
    ]
    assert [r.component for r in report.results if r.focus.startswith("_:")] == ["MinCountConstraintComponent"]


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("ending", SYNTAXES)
def test_every_syntax_gives_the_same_report(people: Path, ending: str, zipped: bool) -> None:
    quads = list(pyoxigraph.parse(PEOPLE, format=pyoxigraph.RdfFormat.TURTLE, base_iri="https://e.example/people"))
    if SYNTAXES[ending].supports_datasets:
        graph = pyoxigraph.NamedNode("https://e.example/graph")
        quads = [pyoxigraph.Quad(q.subject, q.predicate, q.object, graph) for q in quads]
    content = pyoxigraph.serialize(quads, format=SYNTAXES[ending])
    assert content is not None
    path = people / (f"data.{ending}.gz" if zipped else f"data.{ending}")
    path.write_bytes(gzip.compress(content, mtime=0) if zipped else content)
    report = validate_files([path], [people / "shapes.ttl"], [people / "ontology.ttl"])
    assert sorted(r.component for r in report.results) == [
        "MaxInclusiveConstraintComponent",
        "MinCountConstraintComponent",
    ]


def test_blank_nodes_of_two_files_stay_apart(people: Path) -> None:
    for name in ("a", "b"):
        (people / f"{name}.nt").write_text(f'_:x <https://e.example/{name}> "1" .\n')
    text = rdf_text(people / "a.nt") + rdf_text(people / "b.nt")
    assert len({line.split(" ")[0] for line in text.splitlines()}) == 2


def test_literals_reach_the_engine_as_written(people: Path) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    (people / "a.nt").write_text(f'<x:a> <x:p> "01"^^<{xsd}int> .\n<x:a> <x:q> "300"^^<{xsd}byte> .\n')
    assert rdf_text(people / "a.nt") == (people / "a.nt").read_text()


def test_without_shapes_ours_apply() -> None:
    report = validate_files([EXAMPLES / "invalid" / "confidence_in_percent.ttl", EXAMPLES / "valid" / "asset.ttl"])
    assert [result.message for result in report.results] == ["A confidence is one number from 0 to 1."]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.ttl", b"<x:a> <x:b> <x:c> .\n<x:a> <x:b <x:c> .", 2),
        ("a.nt", b'<x:a> <x:b> "c" .\n\n<x:a> b "c" .\n', 3),
        ("a.jsonld", b'{\n "@id": \n}', 3),
        (
            "a.rdf",
            b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a',
            None,
        ),
        ("a.nq", b'<x:a> <x:b> "\xff" .', 1),
    ],
)
def test_a_syntax_error_has_file_line_and_column(tmp_path: Path, name: str, content: bytes, line: int | None) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataSyntaxError) as caught:
        validate_files([tmp_path / name])
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.line == line
    assert str(tmp_path / name) in str(caught.value)
    assert line is None or f"line {line}, column {caught.value.column}:" in str(caught.value)


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY a "]>lol"> %s
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"> <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://e.example/">
<rdf:Description rdf:about="x:x"><e:p>&c;</e:p></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    "content",
    [
        BOMB % b"",
        BOMB % (b" " * 100_000),
        (BOMB % b"").decode().encode("utf-16"),
        BOMB.split(b"%s")[0] + b'<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF>&x;</rdf:RDF>',
    ],
    ids=["nested", "far down", "utf-16", "external"],
)
def test_xml_that_swells_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bomb.rdf").write_bytes(content)
    with pytest.raises(DataSyntaxError):
        rdf_text(tmp_path / "bomb.rdf")


def test_flat_entities_of_owl_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.owl").write_bytes(
        b'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [<!ENTITY e "https://e.example/">]>\n'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://e.example/">'
        b'<rdf:Description rdf:about="&e;x"><e:p>v</e:p></rdf:Description></rdf:RDF>'
    )
    assert rdf_text(tmp_path / "a.owl") == '<https://e.example/x> <https://e.example/p> "v" .\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", b"\x89PNG\r\n"), ("cut.ttl.gz", gzip.compress(b"<x:a> <x:b> <x:c> .", mtime=0)[:-9])],
)
def test_what_is_no_rdf_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataSyntaxError, match=name):
        validate_files([tmp_path / name])


def test_ill_formed_shapes_are_named(people: Path) -> None:
    bad = people / "bad.ttl"
    bad.write_text(PEOPLE_SHAPES.replace("sh:minCount 1", 'sh:minCount "one"'))
    with pytest.raises(ShapesError, match="minCount"):
        validate_files([people / "people.ttl"], [bad])
    with pytest.raises(ValueError, match="'jena' is no engine"):
        validate_files([people / "people.ttl"], None, (), "jena")
