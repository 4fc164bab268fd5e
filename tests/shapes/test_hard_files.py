"""Files that are hard to read: deep lists and nests, values out of range, stdin, folders."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shapes.engines.port import DataSyntaxError
from shapes.files import rdf_text, validate_files

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> . "
HEAD += (
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
)
FIRST = "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ] ."
MEMBERS = "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:nodeKind sh:IRI ; "
MEMBERS += "sh:path ( ex:p [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ] ."
LONG = 100_000


def lists(name: str, length: int) -> str:
    members = [f"https://e.example/{number}" for number in range(length - 1)]
    if name.endswith("jsonld"):
        return json.dumps(
            {"@id": "https://e.example/a", "https://e.example/p": {"@list": [*({"@id": m} for m in members), "last"]}}
        )
    return f'{HEAD} ex:a ex:p ( {" ".join(f"<{m}>" for m in members)} "last" ) .'


@pytest.mark.parametrize("name", ["data.ttl", "data.jsonld"])
def test_a_list_of_a_hundred_thousand_members(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(lists(name, LONG))
    (tmp_path / "shapes.ttl").write_text(HEAD + FIRST)
    [result] = validate_files([tmp_path / name], [tmp_path / "shapes.ttl"]).results
    assert (result.value or "").startswith("_:")


def test_each_member_of_a_long_list(tmp_path: Path) -> None:
    """The engine follows rdf:rest* in quadratic time: 100,000 members take it 8 s, which Ctrl-C ends."""
    (tmp_path / "data.ttl").write_text(lists("data.ttl", LONG // 20))
    (tmp_path / "shapes.ttl").write_text(HEAD + MEMBERS)
    report = validate_files([tmp_path / "data.ttl"], [tmp_path / "shapes.ttl"])
    assert [(r.focus, r.value) for r in report.results] == [("<https://e.example/a>", '"last"')]


def test_blank_nodes_in_blank_nodes_without_end_do_not_end_the_process(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(HEAD + "ex:a ex:p " + "[ ex:p " * LONG + "1" + "]" * LONG + " .")
    (tmp_path / "shapes.ttl").write_text(HEAD + FIRST.replace("sh:targetSubjectsOf ex:p", "sh:targetNode ex:a"))
    assert len(validate_files([tmp_path / "data.ttl"], [tmp_path / "shapes.ttl"]).results) == 1


OUT_OF_RANGE = ['"300"^^xsd:byte', '"2020-02-30"^^xsd:date', '"-1"^^xsd:nonNegativeInteger', '"yes"^^xsd:boolean']


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_literals_out_of_their_range_are_found(tmp_path: Path, engine: str) -> None:
    for number, literal in enumerate([*OUT_OF_RANGE, '"100"^^xsd:byte']):
        datatype = literal.partition("^^")[2]
        rule = f"sh:property [ sh:path ex:p{number} ; sh:datatype {datatype} ] ."
        shape = f"ex:S{number} sh:targetSubjectsOf ex:p{number} ; {rule}"
        (tmp_path / f"shapes{number}.ttl").write_text(HEAD + shape)
        (tmp_path / f"data{number}.ttl").write_text(f"{HEAD} ex:a ex:p{number} {literal} .")
    shapes, data = sorted(tmp_path.glob("shapes*")), sorted(tmp_path.glob("data*"))
    found = {r.path for r in validate_files(data, shapes, engine=engine).results}
    assert found == {f"<https://e.example/p{number}>" for number in range(len(OUT_OF_RANGE))}


def test_shapes_may_lie_in_folders(tmp_path: Path) -> None:
    (tmp_path / "rules" / "deep").mkdir(parents=True)
    (tmp_path / "rules" / "a.ttl").write_text(HEAD + "ex:S sh:targetNode ex:a ; sh:nodeKind sh:Literal .")
    (tmp_path / "rules" / "deep" / "b.ttl").write_text(HEAD + "ex:T sh:targetNode ex:a ; sh:nodeKind sh:BlankNode .")
    (tmp_path / "rules" / "README.md").write_text("no shapes")
    (tmp_path / "data.ttl").write_text("")
    assert len(validate_files([tmp_path / "data.ttl"], [tmp_path / "rules"]).results) == 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataSyntaxError, match="no RDF file lies in this folder"):
        rdf_text(tmp_path / "empty")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (HEAD + "<a> ex:p 1 .", 0, "Everything meets the rules."),
        ("<x:a> <x:b> <x:c> .\n<x:a> <x:b>", 1, "-, line 2, column"),
        ('{"@id": "https://e.example/a", "https://e.example/p": "x"}', 1, "1 violation"),
    ],
)
def test_data_may_come_from_stdin(tmp_path: Path, text: str, code: int, said: str) -> None:
    shape = "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] ."
    (tmp_path / "shapes.ttl").write_text(HEAD + shape)
    command = [sys.executable, "-m", "api.cli.main", "validate", "-", "--shapes", "shapes.ttl"]
    done = subprocess.run(command, input=text, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_wrong_use_is_told_from_what_does_not_hold(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api.cli.main", "validate", "absent.ttl"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60).returncode == 2


def test_shapes_that_do_not_parse_have_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .\nsh:a sh:b sh:c\nsh:d")
    (tmp_path / "data.ttl").write_text("")
    with pytest.raises(DataSyntaxError) as caught:
        validate_files([tmp_path / "data.ttl"], [tmp_path / "shapes.ttl"])
    assert (caught.value.line, caught.value.column is not None) == (3, True)
    assert "shapes.ttl, line 3, column" in str(caught.value)
