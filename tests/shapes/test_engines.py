"""The two engines: what goes to which, and that pySHACL's process leaves ours alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ontology.model.rdf import literal_value
from shapes.engines.limits import reasons_for_reference
from shapes.engines.port import DataSyntaxError, ShapesError
from shapes.engines.pyshacl_engine import PyshaclEngine
from shapes.engines.rust import RustEngine
from shapes.shapes_graph import read_shapes
from shapes.validate import EngineName, Slice, make_validator

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> . ex:S a sh:NodeShape ; "
TARGET = HEAD + "sh:targetSubjectsOf ex:p ; "
DATA = '<https://e.example/a> <https://e.example/p> "xa" .\n<https://e.example/b> <https://e.example/p> "ab" .\n'


@pytest.mark.parametrize(
    "shape",
    [
        TARGET + 'sh:property [ sh:path ex:p ; sh:pattern "^(?=a)" ] .',
        TARGET + 'sh:property [ sh:path ex:p ; sh:pattern "(?<!x)a" ] .',
        TARGET + 'sh:property [ sh:path ex:p ; sh:pattern "^(.)\\\\1" ] .',
        TARGET + 'sh:property [ sh:path ex:p ; sh:pattern "^\\\\i\\\\c*$" ] .',
        TARGET + 'sh:property [ sh:path ex:p ; sh:pattern "[a-z-[aeiou]]" ] .',
        HEAD
        + 'sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE { ?this ?p ?o }" ] ; sh:nodeKind sh:Literal .',
        TARGET + 'sh:js [ sh:jsFunctionName "f" ] .',
    ],
)
def test_what_the_fast_engine_cannot_do_is_known_beforehand(shape: str) -> None:
    graph = read_shapes([("s", shape.encode())])
    assert list(reasons_for_reference(graph))
    assert make_validator(graph).engine.name == "pyshacl"
    with pytest.raises(ShapesError, match="the engine shacl cannot do these shapes"):
        make_validator(graph, engine="shacl")


@pytest.mark.parametrize("pattern", ["^a", "a.*b", "\\\\d{4}", "(a|b)+", "\\\\\\\\1", "[^-]", "a\\\\.b", "(?i)a"])
def test_ordinary_patterns_stay_with_the_fast_engine(pattern: str) -> None:
    graph = read_shapes([("s", f'{TARGET} sh:property [ sh:path ex:p ; sh:pattern "{pattern}" ] .'.encode())])
    assert make_validator(graph).engine.name == "shacl"


def test_look_ahead_works_by_the_reference() -> None:
    graph = read_shapes([("s", (TARGET + 'sh:property [ sh:path ex:p ; sh:pattern "^(?=a)" ] .').encode())])
    report = make_validator(graph).validate(Slice(DATA))
    assert [(r.focus, r.value) for r in report.results] == [("<https://e.example/a>", '"xa"')]


@pytest.mark.parametrize("engine", [RustEngine, PyshaclEngine])
def test_data_that_does_not_parse_is_an_error_and_the_engine_goes_on(engine: type[RustEngine | PyshaclEngine]) -> None:
    shapes = read_shapes([("s", (TARGET + "sh:property [ sh:path ex:p ; sh:maxLength 1 ] .").encode())]).text
    made = engine(shapes)
    for _ in range(2):
        with pytest.raises(DataSyntaxError):
            made.check("<https://e.example/a> <not an iri> .\n")
        assert len(made.check(DATA)) == 2


def test_the_fast_engine_says_where_data_does_not_parse() -> None:
    with pytest.raises(DataSyntaxError) as caught:
        RustEngine("").check(DATA + "<x:a> nonsense .\n")
    assert (caught.value.line, caught.value.column is not None) == (3, True)


def test_shapes_that_are_none_are_an_error() -> None:
    ill = read_shapes([("s", (TARGET + 'sh:property [ sh:path ex:p ; sh:minCount "x" ] .').encode())]).text
    with pytest.raises(ShapesError):
        RustEngine(ill)
    with PyshaclEngine(ill) as engine, pytest.raises(ShapesError):
        engine.check(DATA)


def test_a_process_that_ends_is_an_error_and_starts_anew() -> None:
    with PyshaclEngine("") as engine:
        assert engine.check(DATA) == []
        assert engine._process is not None
        engine._process.kill()
        engine._process.wait()
        with pytest.raises((ShapesError, BrokenPipeError)):
            engine.check(DATA)
        engine.close()
        assert engine.check(DATA) == []


def said(term: str | None) -> str:
    """Return a literal's text, or any other term as it is."""
    return literal_value(term).text if term is not None and term.startswith('"') else term or ""


@pytest.mark.parametrize("more", ["", " ; sh:property [ sh:path ( [ sh:inversePath ex:q ] ex:q ) ; sh:in ( 1 2 ) ]"])
def test_blank_nodes_and_odd_literals_come_back_as_they_went_in(more: str) -> None:
    shape = TARGET + "sh:property [ sh:path ex:p ; sh:maxCount 0 ; sh:nodeKind sh:IRI ]" + more + " ."
    text = '<x:s> <x:q> _:first .\n_:b1 <https://e.example/p> "a\\nb \\"c\\" \\\\ \\u0001 é _:x"@en-gb .\n'
    text += "_:b2 <https://e.example/p> _:first .\n"
    engines: tuple[EngineName, ...] = ("shacl", "pyshacl")
    answers = []
    for engine in engines:
        validator = make_validator(read_shapes([("s", shape.encode())]), engine=engine)
        answers.append(sorted((r.focus, said(r.value)) for r in validator.validate(Slice(text)).results))
    assert answers[0] == answers[1]
    assert ("_:b2", "_:first") in answers[0]
    assert ("_:b1", 'a\nb "c" \\ \u0001 é _:x') in answers[0]


def test_the_reference_leaves_this_process_alone() -> None:
    """pySHACL turns rdflib.NORMALIZE_LITERALS off for its whole process: so it has its own."""
    script = (
        "import rdflib, sys\n"
        "from shapes.shapes_graph import our_shapes\n"
        "from shapes.validate import EngineName, Slice, make_validator\n"
        "validator = make_validator(our_shapes(('property.ttl',)), engine='pyshacl')\n"
        "assert validator.validate(Slice('')).conforms\n"
        "assert rdflib.NORMALIZE_LITERALS and 'pyshacl' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


def test_importing_the_validator_is_light() -> None:
    script = (
        "import sys, shapes.gates, shapes.files, shapes.suggest\n"
        "heavy = {'rdflib', 'pyshacl', 'shacl', 'pyoxigraph', 'numpy', 'orjson'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_recursive_shapes_do_not_end_the_process() -> None:
    recursive = TARGET + "sh:node ex:S ; sh:property [ sh:path ex:p ; sh:maxLength 1 ] ."
    report = make_validator(read_shapes([("s", recursive.encode())])).validate(Slice(DATA))
    assert sum(r.component == "MaxLengthConstraintComponent" for r in report.results) == 2
