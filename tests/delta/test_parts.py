"""Checking in parts: what a store says, laid out as text, gives the results of a validation of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pyoxigraph
import pytest

import graph.parts as parts
from benchmarks.delta import asset_quads
from benchmarks.delta_law import Key, QuadSet, keys
from benchmarks.delta_shapes import random_case
from benchmarks.validate import support_text
from graph.changes import commit
from graph.datafolder import make_data_folder, open_data_folder
from graph.stores.oxigraph_disk import DiskDataset
from graph.stores.oxigraph_terms import to_oxigraph
from graph.stores.oxigraph_text import count_rows, read_subjects
from graph.verify_shapes import JUDGED, ShapesOutcome, verify_shapes
from ontology.graphs import DECISIONS, EVIDENCE, FACTS, REVIEW
from ontology.model import Fact, Quad, Status, Term
from ontology.model.describe import fact_quads, mg
from ontology.model.rdf import RDF_TYPE, XSD
from ontology.namespaces import DEFAULT_BASE, MG, TAXONOMY
from shapes.delta.parts import PartCheck
from shapes.delta.plan import DeltaShapes
from shapes.delta.standing import in_full
from shapes.delta.sweep import Sweep
from shapes.delta.triples import StoreTriples
from shapes.engines.port import ShapesError
from shapes.shapes_graph import our_shapes, read_shapes
from shapes.slices import triples_text
from shapes.validate import Slice

OURS = DeltaShapes(our_shapes())
ODD = (
    *(
        '"a\\tb\\nc\\"\\\\ \u0085\u2028"',
        '"\\u0008 \\u0000 \\u007F"',
        '"x"@en-gb',
        '"true"',
        '"5"',
        f'"-5"^^<{XSD}integer>',
    ),
    *(f'"{text}"^^<{XSD}{kind}>' for text, kind in (("0.5", "decimal"), ("true", "boolean"), ("1500", "double"))),
    f'"INF"^^<{XSD}double>',
)


def rows_of(quads: Sequence[Quad], number: int, random: Random) -> Iterator[str]:
    """Yield the rows of so many parts, each with some subjects whole, whichever."""
    part = {subject: random.randrange(number) for subject in sorted({quad.subject for quad in quads})}
    for chosen in range(number):
        own = sorted(quad[:3] for quad in quads if part[quad.subject] == chosen)
        yield "".join("\t".join(triple) + "\n" for triple in own)


def found_in_parts(shapes: DeltaShapes, quads: Sequence[Quad], random: Random) -> Counter[Key]:
    """Return what parts give, with what is left to a sweep and to a full check."""
    store, check, found = QuadSet(quads), PartCheck(shapes), Counter[Key]()
    for rows in rows_of(quads, random.randint(1, 4), random):
        found += keys(check.check(rows, StoreTriples(store)).results)
    sweep, units = Sweep(shapes, check.left), {}
    for chunk in sweep.chunks(store):
        triples = StoreTriples(store)
        units.update(shapes.results(sweep.units(chunk, triples), triples))
    for entry in shapes.unbounded:
        units.update(in_full(shapes, entry, StoreTriples(store)))
    return found + keys(result for own in units.values() for result in own)


@pytest.mark.parametrize("seed", range(120))
def test_parts_of_any_graph_give_what_everything_gives(seed: int) -> None:
    case = random_case(Random(seed))
    try:
        shapes = DeltaShapes(read_shapes([("shapes", case.shapes.encode())]))
    except ShapesError:
        return  # ill-formed shapes hold nothing
    wanted = keys(shapes.whole.validate(Slice(QuadSet(case.quads).text())).results)
    assert found_in_parts(shapes, list(QuadSet(case.quads).kept), Random(seed)) == wanted, str(case)


def broken(random: Random) -> list[Quad]:
    """Return assets with Facts, and damage of every kind: lost, moved, doubled, crossed, odd."""
    quads = [quad for number in range(1, 25) for quad in asset_quads(number)]
    claims = [quad.subject for quad in quads if quad.predicate == mg("activity")]
    about = {quad.subject: quad.object for quad in quads if quad.predicate == mg("asset")}
    for claim, run in [(q.subject, q.object) for q in quads if q.predicate == mg("activity")]:
        support = (claim[1:-1], *([random.choice(claims)[1:-1]] if random.random() < 0.2 else []))
        value = random.choice((f"<{TAXONOMY}c1>", f"<{TAXONOMY}gone>", '"text"'))
        fact = Fact(about[run][1:-1], f"{MG}depicts", value, 0.9, Status.ACCEPTED, 1, support)
        quads += fact_quads(fact, DEFAULT_BASE)
    nodes = sorted({quad.subject for quad in quads})
    damaged: list[Quad] = []
    for quad in quads:
        chance = random.random()
        if chance < 0.03:
            continue
        if chance < 0.06:
            quad = quad._replace(object=random.choice((random.choice(nodes), *ODD)))
        if chance < 0.12:
            damaged.append(quad._replace(graph=random.choice((EVIDENCE, DECISIONS, REVIEW, "<x:theirs>"))))
        if chance < 0.09:
            damaged.append(quad._replace(subject=random.choice(nodes)))
        damaged.append(quad)
    kinds = [Quad(random.choice(nodes), RDF_TYPE, mg(kind), EVIDENCE) for kind in ("Agent", "VideoAsset", "Fact")]
    return [*dict.fromkeys([*damaged, *kinds, Quad("<x:orphan>", mg("value"), '"?"@xx', FACTS), *_support()])]


def _support() -> Iterator[Quad]:
    for line in support_text().splitlines():
        subject, predicate, value = line.rstrip(" .").split(" ", 2)
        yield Quad(subject, predicate, value, FACTS)


@pytest.mark.parametrize("seed", range(4))
def test_a_broken_dataset_gives_the_same_in_one_process_and_several(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    with DiskDataset(make_data_folder(folder)).writer(holder="test") as writer:
        commit(writer, add=broken(Random(seed)), author="test", reason="test", now=datetime.now(UTC))
    with opened(folder).reader() as reader:
        judged = [quad for quad in reader.quads() if quad.graph in JUDGED]
        sweep, units = Sweep(OURS), 0
        for chunk in sweep.chunks(reader, JUDGED):
            units += len(sweep.units(chunk, StoreTriples(reader, JUDGED)))
    text = triples_text(dict.fromkeys(Quad(*quad[:3]) for quad in judged))
    wanted = ShapesOutcome(0)
    wanted.add(units, OURS.whole.validate(Slice(text)).results)
    monkeypatch.setattr(parts, "ROWS", 150)
    for workers, alone_to in ((1, 1_000_000), (2, 0)):
        if workers == 2 and seed:
            continue
        monkeypatch.setattr("graph.verify_shapes._ALONE_TO_ROWS", alone_to)
        outcome = verify_shapes(partial(opened, folder), workers=workers)
        assert outcome.counts == wanted.counts
        assert outcome.counts.total() > 30
        assert outcome.checked == units
    assert not list(folder.glob(".scratch-*"))


def opened(path: Path) -> DiskDataset:
    """Open a Dataset: what goes to the worker processes."""
    return DiskDataset(open_data_folder(path))


def test_a_store_reads_as_text_subject_by_subject_whatever_stands_in_it(tmp_path: Path) -> None:
    random, graphs = Random(7), (FACTS, EVIDENCE)
    quads = [
        Quad(f"<x:s{random.randrange(60)}>", f"<x:p{number % 7}>", random.choice((*ODD, "<x:o>")), graph)
        for number in range(700)
        for graph in random.sample((*graphs, REVIEW), 2)
    ]
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.extend(
        map(to_oxigraph, [*quads, *(Quad("<x:long>", "<x:p>", f'"{"x" * 9_000} {n}"', FACTS) for n in range(400))])
    )
    rows = {graph: count_rows(store, graph) for graph in graphs}
    assert count_rows(store, FACTS, most=5) == 5
    for number in (1, 2, 7):
        found: dict[Term, list[list[tuple[Term, ...]]]] = {graph: [] for graph in graphs}
        for some in parts.ranges(rows, number):
            text: list[bytes] = []
            read_subjects(store, some.graph, text.append, first=some.first, end=some.end)
            lines = b"".join(text).decode().split("\n")[:-1]
            found[some.graph].append([tuple(line.split("\t")) for line in lines])
        for graph, ranges in found.items():
            wanted = [quad for quad in store if str(quad.graph_name) == graph]
            assert sorted(_parsed(row) for own in ranges for row in own) == sorted(str(quad.triple) for quad in wanted)
            assert len(wanted) == rows[graph]
            subjects = [list(dict.fromkeys(row[0] for row in own)) for own in ranges]
            assert sum(map(len, subjects)) == len({quad.subject for quad in wanted})


def _parsed(row: tuple[Term, ...]) -> str:
    """Return a triple with its literal spelled in one way."""
    (triple,) = pyoxigraph.parse(f"{' '.join(row)} .".encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return str(triple)
