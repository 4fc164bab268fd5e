"""Our shapes as documents: complete, without doubles, in step with the ontology, and fully covered by examples."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest

import shapes
from ontology.declarations import read_declarations
from ontology.model.rdf import RDF_TYPE, literal_value
from ontology.namespaces import MG
from shapes.claims import FILE, GROUPS, claims_turtle
from shapes.constraints import BulkConstraints, reasons_left
from shapes.engines.limits import reasons_for_reference
from shapes.example_files import examples
from shapes.gates import FIRST_GATE, SECOND_GATE
from shapes.report import PLACEHOLDER
from shapes.shapes_graph import OUR_FILES, SHAPES, ShapesGraph, our_shapes, sh
from shapes.slices import ontology_support
from shapes.validate import Slice, make_validator

FOLDER = Path(shapes.__file__).parent
PROPERTY_SHAPE = sh("PropertyShape")


@pytest.fixture(scope="module")
def graph() -> ShapesGraph:
    return our_shapes()


def named(graph: ShapesGraph, kind: str) -> list[str]:
    return sorted(s for s, p, o in graph.triples if p == RDF_TYPE and o == kind and s.startswith(f"<{SHAPES}"))


def test_every_file_is_listed() -> None:
    assert {path.name for path in FOLDER.glob("*.ttl")} == {*OUR_FILES, "meta.ttl"}


def test_claims_are_what_the_ontology_says() -> None:
    assert FILE.read_text(encoding="utf-8") == claims_turtle(), "run python -m shapes.claims"


def test_every_claimable_property_has_a_shape(graph: ShapesGraph) -> None:
    paths = {o for s, p, o in graph.triples if p == sh("path")}
    declared = {term.local for term in read_declarations().properties}
    assert len(declared) >= 80
    assert {local for local in declared if f"<{MG}{local}>" not in paths} == set()


def test_groups_name_properties_once() -> None:
    names = [name for group in GROUPS.values() for name in group.split()]
    assert len(names) == len(set(names))


def test_no_shape_is_written_twice() -> None:
    seen: dict[str, str] = {}
    for name in OUR_FILES:
        quads = pyoxigraph.parse((FOLDER / name).read_bytes(), format=pyoxigraph.RdfFormat.TURTLE)
        subjects = {str(q.subject) for q in quads if str(q.predicate) == RDF_TYPE and str(q.subject).startswith("<")}
        assert not subjects & seen.keys(), f"{name} repeats {subjects & seen.keys()}"
        seen.update(dict.fromkeys(subjects, name))


def test_property_shapes_are_complete(graph: ShapesGraph) -> None:
    checked = 0
    for shape in named(graph, PROPERTY_SHAPE):
        for predicate in ("path", "name", "description"):
            assert graph.values(shape, sh(predicate)), f"{shape} has no sh:{predicate}"
        used_as_condition = any(
            owner.startswith((f"<{SHAPES}ClaimsA", f"<{SHAPES}ValueIs", f"<{SHAPES}FactWith"))
            for owner, _ in graph.referrers(shape)
        )
        if used_as_condition or shape == f"<{SHAPES}ClaimableProperty-mergeKind>":
            continue
        checked += 1
        assert graph.values(shape, sh("severity")), f"{shape} has no sh:severity"
        assert graph.values(shape, sh("group")), f"{shape} has no sh:group"
        assert len(graph.values(shape, sh("order"))) == 1, f"{shape} needs one sh:order"
        assert any(literal_value(text).language == "en" for text in graph.messages(shape)), f"{shape} has no message"
    assert checked >= 200


@pytest.mark.parametrize("files", [OUR_FILES, FIRST_GATE, SECOND_GATE], ids=["all", "first gate", "second gate"])
def test_what_is_referred_to_exists(files: tuple[str, ...]) -> None:
    """An engine passes over a shape that is not there: every set of files must hold all it refers to."""
    graph = our_shapes(files)
    subjects = {s for s, _, _ in graph.triples}
    for subject, predicate, value in graph.triples:
        if value.startswith(f"<{SHAPES}") and not predicate.endswith("reads>"):
            assert value in subjects, f"{subject} refers to {value}, which nobody describes"


def test_groups_have_labels_in_four_languages(graph: ShapesGraph) -> None:
    groups = named(graph, sh("PropertyGroup"))
    assert len(groups) >= 12
    for group in groups:
        labels = graph.values(group, "<http://www.w3.org/2000/01/rdf-schema#label>")
        assert {literal_value(label).language for label in labels} == {"en", "fr", "de", "es"}


def test_there_are_facets(graph: ShapesGraph) -> None:
    facets = set(graph.subjects(f"<{MG}facet>"))
    assert f"<{SHAPES}Asset-depicts>" in facets
    assert len(facets) >= 40


def test_our_shapes_run_on_the_fast_engine(graph: ShapesGraph) -> None:
    assert list(reasons_for_reference(graph)) == []


def test_all_our_sparql_runs_set_at_a_time(graph: ShapesGraph) -> None:
    bulk = BulkConstraints(graph)
    assert len(bulk) >= 15
    assert reasons_left(graph) == {}


def test_every_sparql_constraint_is_broken_by_an_example(graph: ShapesGraph) -> None:
    validator = make_validator(graph)
    broken = set()
    for example in examples("invalid"):
        if example.path.parent.name == "invalid":
            results = validator.validate(Slice(example.data, ontology_support())).results
            broken |= {result.constraint for result in results}
    constraints = {value for _, predicate, value in graph.triples if predicate == sh("sparql")}
    assert len(constraints) >= 15
    assert constraints - broken == set()


def test_every_message_is_in_every_language_offered(graph: ShapesGraph) -> None:
    told = 0
    for shape in graph.subjects(sh("message")):
        texts = [literal_value(text) for text in graph.messages(shape)]
        assert sorted(text.language for text in texts) == ["de", "en", "es", "fr"], f"{shape}: {texts}"
        values = {tuple(sorted(PLACEHOLDER.findall(text.text))) for text in texts}
        assert len(values) == 1, f"{shape} does not say the same values in each language"
        told += 1
    assert told >= 400


def test_shapes_and_ontology_have_the_version_of_the_release() -> None:
    from importlib.metadata import version

    from ontology.resources import turtle_files

    pattern = re.compile(r'owl:versionInfo "([^"]+)"')
    texts = [file.data.decode("utf-8") for file in turtle_files("")]
    texts += [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.ttl")]
    versions = {found for text in texts for found in pattern.findall(text)}
    assert versions == {version("mediagraph")}
    assert f"shapes/{version('mediagraph')}>" in (FOLDER / "groups.ttl").read_text(encoding="utf-8")
