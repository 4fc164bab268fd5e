"""Good and bad examples as files: the good ones conform, the bad ones give exactly the results they name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

import shapes
from shapes.files import rdf_text
from shapes.report import Report, Result, local_name
from shapes.shapes_graph import sh
from shapes.slices import ontology_support
from shapes.validate import ShaclValidator, Slice

EXAMPLES = Path(shapes.__file__).with_name("examples")
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
ENGINES = ("shacl", "pyshacl")
Judge = Callable[[str, Path], Report]
Expected = tuple[str, str, str, str]


def read_example(path: Path) -> tuple[str, set[Expected]]:
    """Return an example's data, and the (focus, shape, component, severity) it says must be found."""
    expected: dict[str, dict[str, str]] = {}
    data = []
    for line in rdf_text(path).splitlines():
        subject, predicate, value = line.removesuffix(" .").split(" ", 2)
        if subject.startswith("_:"):
            expected.setdefault(subject, {})[predicate] = value
        else:
            data.append(f"{line}\n")
    return "".join(data), {
        (
            result[sh("focusNode")],
            result[sh("sourceShape")],
            local_name(result[sh("sourceConstraintComponent")][1:-1]),
            local_name(result[sh("resultSeverity")][1:-1]),
        )
        for result in expected.values()
    }


def test_there_are_examples() -> None:
    assert len(VALID) >= 12
    assert len(INVALID) >= 55


@pytest.fixture(scope="module")
def judge(validators: dict[str, ShaclValidator]) -> Judge:
    """Validates an example with an engine, each once."""

    @cache
    def judged(engine: str, path: Path) -> Report:
        return validators[engine].validate(Slice(read_example(path)[0], ontology_support()))

    return judged


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_good_example_conforms(path: Path, engine: str, judge: Judge) -> None:
    assert not read_example(path)[1]
    report = judge(engine, path)
    assert report.conforms, report.as_text()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_bad_example_gives_what_it_names(path: Path, engine: str, judge: Judge) -> None:
    _, expected = read_example(path)
    assert expected, f"{path.name} names no result"
    report = judge(engine, path)
    found = {(r.focus, r.source_shape, r.component, r.severity) for r in report.results}
    assert found == expected, report.as_text()


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=lambda path: path.stem)
def test_engines_agree_on_every_field(path: Path, judge: Judge) -> None:
    fast, reference = (sorted(fields(result) for result in judge(engine, path).results) for engine in ENGINES)
    assert fast == reference


def fields(result: Result) -> tuple[str, ...]:
    """Return all that a result says, its value in canonical form: engines write 60.0 and 60, Z and +00:00."""
    value = stored_form(result.value) if result.value else ""
    return (
        result.focus,
        result.path or "",
        value,
        result.severity,
        result.component,
        result.source_shape,
        result.root_shape,
        result.constraint or "",
        result.rule,
    )


def stored_form(term: str) -> str:
    """Return a term as Oxigraph gives it back."""
    store = pyoxigraph.Store()
    store.load(f"<x:s> <x:p> {term} .".encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return str(next(iter(store)).object)
