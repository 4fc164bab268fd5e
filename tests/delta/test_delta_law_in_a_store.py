"""The law where the reader answers queries, so that much is read at once, or only counted: new nodes, referrers."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pyoxigraph
import pytest

from benchmarks.delta_law import keys
from benchmarks.delta_shapes import random_case
from graph.stores.oxigraph import OxigraphReader
from graph.stores.oxigraph_terms import from_oxigraph, to_oxigraph
from ontology.model import Quad
from ontology.namespaces import DEFAULT_BASE
from shapes.delta import triples
from shapes.delta.plan import DeltaShapes
from shapes.delta.standing import StandingReport
from shapes.engines.port import ShapesError
from shapes.shapes_graph import read_shapes
from shapes.slices import triples_text
from shapes.validate import Slice

GRAPHS = ("<x:g1>", "<x:g2>")


def placed(quads: Iterable[Quad]) -> list[Quad]:
    """Return quads as a store keeps them, each in one of two graphs, some in both."""
    store = pyoxigraph.Store()
    for quad in quads:
        number = sum(map(ord, quad.object))
        for graph in (GRAPHS[number % 2],) if number % 5 else GRAPHS:
            store.add(to_oxigraph(quad._replace(graph=graph)))
    return [from_oxigraph(quad) for quad in store]


@pytest.mark.parametrize("seed", range(150))
def test_the_standing_report_is_the_full_report(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triples, "_WORTH_A_QUERY", 1)
    case = random_case(Random(seed))
    try:
        shapes = DeltaShapes(read_shapes([("shapes", case.shapes.encode())]))
    except ShapesError:
        return  # ill-formed shapes hold nothing
    store = pyoxigraph.Store()
    store.extend(map(to_oxigraph, placed(case.quads)))
    reader = OxigraphReader(store, base=DEFAULT_BASE, sequence=0)
    graphs = GRAPHS[: 1 + seed % 2]
    standing = StandingReport.of(shapes, reader, graphs=graphs)
    for removed, added in case.changes:
        gone, new = placed(removed), placed(added)
        gone = [quad for quad in gone if to_oxigraph(quad) in store and quad not in set(new)]
        new = [quad for quad in new if to_oxigraph(quad) not in store]
        for quad in gone:
            store.remove(to_oxigraph(quad))
        store.extend(map(to_oxigraph, new))
        standing.apply(gone, new, reader, graphs=graphs)
        judged = dict.fromkeys(Quad(*quad[:3]) for quad in reader.quads() if quad.graph in graphs)
        wanted = shapes.whole.validate(Slice(triples_text(judged))).results
        assert keys(standing) == keys(wanted), str(case)


def test_what_old_things_said_of_a_new_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thing that is all new may have been spoken of before: who spoke of it is concerned."""
    monkeypatch.setattr(triples, "_WORTH_A_QUERY", 1)
    turtle = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <x:S> a sh:NodeShape ; sh:targetSubjectsOf <x:knows> ;
            sh:property [ sh:path ( <x:knows> <x:age> ) ; sh:maxCount 0 ] ."""
    shapes = DeltaShapes(read_shapes([("shapes", turtle.encode())]))
    store = pyoxigraph.Store()
    graph = GRAPHS[0]
    store.extend(to_oxigraph(Quad(f"<x:old{number}>", "<x:knows>", "<x:new>", graph)) for number in range(3))
    reader = OxigraphReader(store, base=DEFAULT_BASE, sequence=0)
    standing = StandingReport.of(shapes, reader, graphs=[graph])
    new = [Quad("<x:new>", "<x:age>", '"7"', graph), Quad("<x:fresh>", "<x:knows>", "<x:new>", graph)]
    store.extend(map(to_oxigraph, new))
    moved = standing.apply([], new, reader, graphs=[graph])
    assert not moved.vanished
    assert {result.focus for result in moved.appeared} == {"<x:old0>", "<x:old1>", "<x:old2>", "<x:fresh>"}
