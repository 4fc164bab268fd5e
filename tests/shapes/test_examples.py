"""Good and bad examples as files: the good ones conform, the bad ones give exactly the results they name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from shapes.bad_examples import bad_node, is_too_long, main, rules
from shapes.example_files import EXAMPLES, Expected, examples, read_example
from shapes.report import Report, Result
from shapes.shapes_graph import our_shapes, sh
from shapes.slices import ontology_support
from shapes.validate import ShaclValidator, Slice

VALID = sorted((EXAMPLES / "valid").rglob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").rglob("*.ttl"))
ENGINES = ("shacl", "pyshacl")
Judge = Callable[[str, Path], Report]
MOST = 150
"""Results up to which an example is judged whole: of a larger one every fifth bad node, as pySHACL takes seconds.

All of them are judged by the fast engine when `test_the_generated_ones_are_what_their_command_writes` makes them anew.
"""


def sampled(path: Path) -> tuple[str, frozenset[Expected]]:
    """Return an example's data and what must be found, thinned out where it is large."""
    example = read_example(path)
    if len(example.expected) <= MOST:
        return example.data, example.expected
    kept = set(sorted({one.focus for one in example.expected})[::5])
    lost = {one.focus for one in example.expected} - kept
    lines = (line for line in example.data.splitlines(keepends=True) if line.split(" ", 1)[0] not in lost)
    return "".join(lines), frozenset(one for one in example.expected if one.focus in kept)


def test_there_are_examples() -> None:
    assert len(VALID) >= 12
    assert len(INVALID) >= 75


@pytest.fixture(scope="module")
def judge(validators: dict[str, ShaclValidator]) -> Judge:
    """Validates an example with an engine, each once."""

    @cache
    def judged(engine: str, path: Path) -> Report:
        return validators[engine].validate(Slice(sampled(path)[0], ontology_support()))

    return judged


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_good_example_conforms(path: Path, engine: str, judge: Judge) -> None:
    assert not read_example(path).expected
    report = judge(engine, path)
    assert report.conforms, report.as_text()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_bad_example_gives_what_it_names(path: Path, engine: str, judge: Judge) -> None:
    _, expected = sampled(path)
    assert expected, f"{path.name} names no result"
    report = judge(engine, path)
    found = {Expected(r.focus, r.source_shape, r.component, r.severity) for r in report.results}
    assert found == expected, report.as_text()


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=lambda path: path.stem)
def test_engines_agree_on_every_field(path: Path, judge: Judge) -> None:
    fast, reference = (sorted(fields(result) for result in judge(engine, path).results) for engine in ENGINES)
    assert fast == reference


def test_every_constraint_is_broken_by_an_example() -> None:
    graph = our_shapes()
    broken = {(one.source_shape, one.component) for example in examples("invalid") for one in example.expected}
    stated = [rule for rule in rules(graph) if not is_too_long(graph, rule)]
    assert len(stated) >= 700
    assert [rule[1:] for rule in stated if rule[1:] not in broken] == []


def test_texts_too_long_for_a_file_are_refused(validators: dict[str, ShaclValidator]) -> None:
    graph = our_shapes()
    long = [rule for rule in rules(graph) if is_too_long(graph, rule)]
    assert len(long) >= 100
    chosen = [rule for rule in long if "/shapes#Asset-" not in rule.shape] + long[:3]
    nodes = {bad_node(graph, rule): rule for rule in chosen}
    data = Slice("".join(text for text, _ in nodes), ontology_support())
    found = {(r.focus, r.source_shape, r.component) for r in validators["shacl"].validate(data).results}
    assert {(node, rule.shape, rule.component) for (_, node), rule in nodes.items()} <= found


def test_every_shape_with_a_target_has_a_bad_example() -> None:
    graph = our_shapes()
    broken = {one.source_shape for example in examples("invalid") for one in example.expected}
    for owner in dict.fromkeys((*graph.subjects(sh("targetClass")), *graph.subjects(sh("targetSubjectsOf")))):
        own = {owner, *graph.values(owner, sh("property"))}
        if graph.values(owner, sh("property")) or graph.values(owner, sh("sparql")):
            assert own & broken, f"nothing breaks {owner}"


def test_the_generated_ones_are_what_their_command_writes() -> None:
    assert main(["--check"]) == 0, "run python -m shapes.bad_examples"


def fields(result: Result) -> tuple[str, ...]:
    """Return all that a result says, its value in canonical form: engines write 60.0 and 60, Z and +00:00."""
    value = "_:" if (result.value or "").startswith("_:") else stored_form(result.value) if result.value else ""
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
