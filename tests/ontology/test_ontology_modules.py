"""Every term of ours says what it is, and the Turtle keeps its style."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ontology import terms
from ontology.catalog import load_files
from ontology.declarations import read_declarations
from ontology.model import (
    Activity,
    Agent,
    AgentKind,
    Box,
    Entity,
    Fact,
    Mapping,
    MappingMethod,
    MediaKind,
    Observation,
    Quad,
    Rendition,
    Segment,
    Status,
    describe,
)
from ontology.model.rdf import RDF_TYPE, is_iri, literal_value
from ontology.namespaces import MG, PREFIXES
from ontology.resources import TurtleFile, turtle_files

BASE = "https://mediagraph.example/id/"
SKOS, RDFS, OWL, DCTERMS = PREFIXES["skos"], PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["dcterms"]
MODULES = list(turtle_files(""))
ALIGNMENTS = list(turtle_files("alignment"))
MAPPINGS = {
    f"<{RDFS}subClassOf>",
    f"<{RDFS}subPropertyOf>",
    f"<{OWL}equivalentClass>",
    f"<{OWL}equivalentProperty>",
    *(f"<{SKOS}{kind}Match>" for kind in ("exact", "close", "broad", "narrow", "related")),
}

Said = dict[str, dict[str, set[str]]]


@pytest.fixture(scope="module")
def said() -> Said:
    """What modules and alignments say of each term of ours, by predicate term."""
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in load_files([*MODULES, *ALIGNMENTS]):
        if quad.subject.startswith(f"<{MG}"):
            found[quad.subject[len(MG) + 1 : -1]][quad.predicate].add(quad.object)
    return {local: dict(predicates) for local, predicates in found.items()}


def declared() -> list[str]:
    every = read_declarations()
    return sorted(term.local for group in (every.classes, every.properties, every.structural) for term in group)


def test_there_are_enough_of_them() -> None:
    assert len(terms.CLASSES) >= 30
    assert len(terms.PROPERTIES) >= 60
    assert len(terms.STRUCTURAL) >= 90


@pytest.mark.parametrize("local", declared())
def test_each_term_has_label_definition_example_source_and_mapping(local: str, said: Said) -> None:
    term = said[local]
    assert any(literal_value(label).language == "en" for label in term[f"<{RDFS}label>"])
    for predicate in (f"{SKOS}definition", f"{SKOS}example"):
        (text,) = term[f"<{predicate}>"]
        assert literal_value(text).language == "en"
        assert literal_value(text).text.strip()
    assert term[f"<{DCTERMS}source>"]
    foreign = {v for p in MAPPINGS for v in term.get(p, ()) if is_iri(v) and not v.startswith(f"<{MG}")}
    reason = term.get(f"<{MG}noMapping>", set())
    assert bool(foreign) != bool(reason), "a mapping to a foreign term, or mg:noMapping with the reason"


@pytest.mark.parametrize("local", [*terms.CLASSES, *terms.PROPERTIES])
def test_definitions_are_sentences_and_differ(local: str, said: Said) -> None:
    (definition,) = (literal_value(text).text for text in said[local][f"<{SKOS}definition>"])
    assert definition[0].isupper()
    assert definition.endswith(".")
    same = [
        other
        for other in declared()
        if definition in {literal_value(v).text for v in said[other][f"<{SKOS}definition>"]}
    ]
    assert same == [local]


def test_most_words_that_users_see_have_four_languages(said: Said) -> None:
    full = [
        local
        for local in (*terms.CLASSES, *terms.PROPERTIES)
        if {"en", "fr", "de", "es"} <= {literal_value(v).language for v in said[local][f"<{RDFS}label>"]}
    ]
    assert len(full) >= 0.5 * len((*terms.CLASSES, *terms.PROPERTIES))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_each_module_has_one_header(file: TurtleFile) -> None:
    name = file.name.removesuffix(".ttl")
    headers = [q.subject for q in load_files([file]) if q.predicate == RDF_TYPE and q.object == f"<{OWL}Ontology>"]
    assert headers == [f"<https://w3id.org/mediagraph/ontology/{name}>"]
    said_of = {q.predicate for q in load_files([file]) if q.subject == headers[0]}
    assert {f"<{OWL}versionIRI>", f"<{DCTERMS}license>", f"<{DCTERMS}description>"} <= said_of


def test_imports_are_modules_that_exist() -> None:
    headers = {q.subject for q in load_files([*MODULES, *ALIGNMENTS]) if q.object == f"<{OWL}Ontology>"}
    wanted = {q.object for q in load_files([*MODULES, *ALIGNMENTS]) if q.predicate == f"<{OWL}imports>"}
    assert wanted <= headers


@pytest.mark.parametrize("file", [*MODULES, *ALIGNMENTS], ids=lambda file: file.name)
def test_turtle_keeps_the_style(file: TurtleFile) -> None:
    text = file.data.decode("utf-8")
    lines = text.splitlines()
    prefixes = [line.split()[1] for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    starts = [line for line in lines if line and not line[0].isspace() and line[0] not in "@#["]
    subjects = [line.split()[0] for line in starts]
    assert len(subjects) == len(set(subjects)), (
        f"one block per term: {sorted({s for s in subjects if subjects.count(s) > 1})}"
    )
    assert "\t" not in text
    assert text.endswith("\n")
    assert not any(line != line.rstrip() for line in lines)


@pytest.mark.parametrize("file", [*MODULES, *ALIGNMENTS], ids=lambda file: file.name)
def test_no_prefix_is_declared_in_vain(file: TurtleFile) -> None:
    text = file.data.decode("utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("@prefix"))
    unused = [
        p for p in re.findall(r"^@prefix ([\w\-]*):", text, re.MULTILINE) if not re.search(rf"(?<![\w\-]){p}:", body)
    ]
    assert unused == []


def every_word() -> Iterator[Quad]:
    """Yield the quads of one of everything that describe.py writes."""
    asset = BASE + "asset/flyer"
    segment = Segment(Decimal("1"), Decimal("2"), Box(0.1, 0.1, 0.2, 0.2), (0, 4), 1, 1)
    agent = Agent(AgentKind.MODEL, "amazon-rekognition-labels", "3.0")
    activity = Activity(
        asset,
        "rekognition-labels",
        "labels",
        agent,
        "p",
        "1",
        "2026-03-02T10:00:00Z",
        "2026-03-02T10:00:01Z",
        "2026",
        "ab",
    )
    observation = Observation("depicts", "Airplane", 0.9, "en", segment, "/Labels/0", (PREFIXES["wd"] + "Q197",))
    observation_iri = observation.iri(activity.iri(BASE), BASE)
    fact = Fact(
        asset,
        MG + "depicts",
        '"x"',
        0.9,
        Status.ACCEPTED,
        2,
        (observation_iri,),
        (observation_iri,),
        BASE + "decision/1",
    )
    yield from describe.asset_quads(asset, MediaKind.IMAGE, name="flyer", caller_id="house-1")
    yield from describe.rendition_quads(asset, Rendition("ab", 1, "image/jpeg", "flyer.jpg"), BASE)
    yield from describe.agent_quads(agent, BASE)
    yield from describe.activity_quads(activity, BASE)
    yield from describe.segment_quads(asset, segment)
    yield from describe.observation_quads(observation, activity, BASE)
    yield from describe.fact_quads(fact, BASE)
    yield from describe.entity_quads(Entity(asset, "Person", "Orville Wright", (PREFIXES["wd"] + "Q494485",)), BASE)
    yield from describe.mapping_quads(Mapping("x", "depicts", "Dog", "en", BASE + "c", 1.0, MappingMethod.EXACT), BASE)


def test_what_the_model_writes_is_declared() -> None:
    known = {*terms.CLASSES, *terms.PROPERTIES, *terms.STRUCTURAL}
    used = {t[len(MG) + 1 : -1] for quad in every_word() for t in quad[:3] if t.startswith(f"<{MG}")}
    assert len(used) >= 45
    assert used <= known


def test_literals_the_model_writes_fit_their_ranges() -> None:
    for quad in every_word():
        term = terms.STRUCTURAL.get(quad.predicate[len(MG) + 1 : -1]) if quad.predicate.startswith(f"<{MG}") else None
        if term is None or term.kind == "annotation":
            continue
        assert is_iri(quad.object) == (term.kind == "object"), quad
        if term.kind == "datatype" and term.range != RDFS + "Literal":
            assert literal_value(quad.object).datatype == term.range, quad


def test_every_name_of_ours_in_the_code_is_declared() -> None:
    known = {*terms.CLASSES, *terms.PROPERTIES, *terms.STRUCTURAL}
    project = Path(terms.__file__).parent.parent
    pattern = re.compile(r"\bmg\(\"([A-Za-z0-9]+)\"\)")
    unknown = {
        f"{path.relative_to(project)}: mg:{local}"
        for package in ("ontology", "shapes", "extractors", "graph", "api")
        for path in (project / package).rglob("*.py")
        for local in pattern.findall(path.read_text("utf-8"))
        if local not in known
    }
    assert unknown == set()
