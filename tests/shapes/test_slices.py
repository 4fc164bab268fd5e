"""Slices: the types of what a batch refers to, whatever the size of the store."""

from __future__ import annotations

from collections.abc import Iterator

from ontology.graphs import EVIDENCE, FACTS
from ontology.model import MediaKind, Quad, Term
from ontology.model.describe import asset_quads
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import MG, PREFIXES
from shapes.slices import cut_support, ontology_support, triples_text

CONCEPT = f"<{PREFIXES['skos']}Concept>"


class Store:
    """A Reader over a list, which counts what it was asked."""

    def __init__(self, quads: list[Quad]) -> None:
        self.kept, self.asked = quads, 0

    def quads(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        self.asked += 1
        for quad in self.kept:
            pattern = zip(quad, (subject, predicate, object, graph), strict=True)
            if all(asked is None or asked == found for found, asked in pattern):
                yield quad


def test_types_of_what_is_referred_to_are_cut_out() -> None:
    store = Store([Quad("<x:c>", RDF_TYPE, CONCEPT, FACTS), Quad("<x:other>", RDF_TYPE, CONCEPT, FACTS)])
    batch = [Quad("<x:a>", f"<{MG}depicts>", "<x:c>", FACTS), Quad("<x:a>", f"<{MG}title>", '"t"', FACTS)]
    assert cut_support(store, batch) == [Quad("<x:c>", RDF_TYPE, CONCEPT, FACTS)]


def test_what_the_batch_types_itself_is_not_asked_for() -> None:
    store = Store([])
    batch = [Quad("<x:a>", f"<{MG}depicts>", "<x:c>", FACTS), Quad("<x:c>", RDF_TYPE, CONCEPT, FACTS)]
    assert cut_support(store, batch) == []
    assert store.asked == 0


def test_evidence_is_followed_to_its_asset() -> None:
    stored = [
        Quad("<x:observation>", f"<{MG}activity>", "<x:activity>", EVIDENCE),
        Quad("<x:activity>", f"<{MG}asset>", "<x:a>", EVIDENCE),
        *asset_quads("x:a", MediaKind.IMAGE, name="a.jpg"),
    ]
    cut = cut_support(Store(stored), [Quad("<x:fact>", f"<{MG}support>", "<x:observation>", EVIDENCE)])
    assert set(cut) == {*stored[:2], Quad("<x:a>", RDF_TYPE, f"<{MG}ImageAsset>", FACTS)}


def test_the_duration_of_a_segments_asset_is_cut_out() -> None:
    duration = Quad("<x:a>", f"<{MG}duration>", '"12.48"^^<http://www.w3.org/2001/XMLSchema#decimal>', FACTS)
    assert cut_support(Store([duration]), [Quad("<x:s>", f"<{MG}segmentOf>", "<x:a>", EVIDENCE)]) == [duration]


def test_the_ontologys_part_is_small_and_holds_the_hierarchy() -> None:
    lines = ontology_support().splitlines()
    assert f"<{MG}VideoAsset> <{PREFIXES['rdfs']}subClassOf> <{MG}Asset> ." in lines
    assert f'<{MG}depicts> <{MG}mergeKind> "set" .' in lines
    assert 300 < len(lines) < 3_000
    assert not any("_:" in line.split(" ")[2] for line in lines)


def test_quads_become_triples() -> None:
    assert triples_text([Quad("<x:a>", "<x:b>", '"c"', FACTS)]) == '<x:a> <x:b> "c" .\n'
