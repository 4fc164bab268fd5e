"""Which focus nodes a change concerns: all whose results it can alter, and hardly any others."""

from __future__ import annotations

import pytest

from benchmarks.delta_law import QuadSet
from ontology.model import Quad
from ontology.model.rdf import RDF_TYPE
from ontology.namespaces import PREFIXES
from shapes.delta.affected import affected
from shapes.delta.plan import DeltaShapes
from shapes.delta.triples import Changed, StoreTriples
from shapes.shapes_graph import read_shapes

E = "https://e.example/"
HEAD = f"""@prefix sh: <{PREFIXES["sh"]}> . @prefix ex: <https://e.example/> . @prefix rdfs: <{PREFIXES["rdfs"]}> .
ex:S sh:targetClass ex:A ; """
WORDS = {"a": RDF_TYPE, "sub": f"<{PREFIXES['rdfs']}subClassOf>"}


def quads(text: str) -> list[Quad]:
    """Return quads of ``s p o`` lines; names are of ex:."""
    lines = [line.split() for line in text.strip().splitlines() if line.strip()]
    return [Quad(*(WORDS.get(w, w if w[0] in '"_' else f"<https://e.example/{w}>") for w in line)) for line in lines]


def concerned(shape: str, stands: str, *, removed: str = "", added: str = "", head: str = HEAD) -> set[str]:
    """Return the local names of the nodes that a change concerns; `stands` is what stands before and after."""
    shapes = DeltaShapes(read_shapes([("s", (head + shape).encode())]))
    assert shapes.reasons() == ()
    store = QuadSet([*quads(stands), *quads(added)])
    triples = StoreTriples(store)
    found = affected(shapes, Changed(quads(removed), quads(added), triples), triples)
    return {node.removeprefix("<https://e.example/").rstrip(">") for nodes in found.values() for node in nodes}


THREE = "f1 a A\nf2 a A\nf3 a A\nf1 p v1\nf2 p v2\nv1 q w\nv2 q w2\n"


@pytest.mark.parametrize(
    ("shape", "added", "wanted"),
    [
        ("sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "f3 p x", {"f3"}),
        ("sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "f3 other x", set()),
        ("sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "n p x", set()),
        ("sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ] .", "v1 q x", {"f1"}),
        ("sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:minCount 1 ] .", "n p f3", {"f3"}),
        ("sh:property [ sh:path [ sh:zeroOrMorePath ex:q ] ; sh:nodeKind sh:IRI ] .", "w q x\nf2 q v1", {"f2"}),
        ("sh:property [ sh:path ( ex:p [ sh:oneOrMorePath ex:q ] ) ; sh:minCount 1 ] .", "w q x", {"f1"}),
        ("sh:property [ sh:path [ sh:alternativePath ( ex:p ex:r ) ] ; sh:minCount 1 ] .", "f2 r x", {"f2"}),
        ("sh:property [ sh:path ex:p ; sh:equals ex:r ] .", "f2 r x\nv1 r x", {"f2"}),
        ("sh:property [ sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:maxCount 1 ] ] ] .", "v2 q x", {"f2"}),
        ("sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:maxCount 1 ] ] .", "v2 q x", {"f2"}),
        ("sh:not [ sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ] ] .", "v2 q x", {"f2"}),
        ("sh:or ( [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ] [ sh:closed true ] ) .", "f1 z x", {"f1"}),
        ("sh:closed true ; sh:ignoredProperties ( ex:p ) .", "f3 z x\nv1 z x", {"f3"}),
        (f'sh:sparql [ sh:select "SELECT $this WHERE {{ $this <{E}p> ?v . ?v <{E}r> ?w }}" ] .', "v1 r x", {"f1"}),
    ],
)  # fmt: skip
def test_only_nodes_that_read_the_change(shape: str, added: str, wanted: set[str]) -> None:
    assert concerned(shape, THREE, added=added) == wanted


def test_a_removed_edge_leads_back_over_other_removed_edges() -> None:
    shape = "sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ] ."
    assert concerned(shape, "f1 a A", removed="f1 p v\nv q w") == {"f1"}


def test_a_class_matters_where_membership_changes() -> None:
    shape = "sh:property [ sh:path ex:p ; sh:class ex:B ] ."
    stands = THREE + "v2 a B\nC sub B\n"
    assert concerned(shape, stands, added="v1 a C") == {"f1"}
    assert concerned(shape, stands, added="v2 a C") == set()
    assert concerned(shape, stands, added="v1 a D") == set()
    assert concerned(shape, stands + "v1 a D\n", added="D sub C") == {"f1"}
    assert concerned(shape, stands + "v1 a D\n", added="D sub E") == set()
    assert concerned(shape, THREE + "v2 a C\n", removed="C sub B") == {"f2"}


def test_targets_come_and_go() -> None:
    shape = "sh:property [ sh:path ex:q ; sh:minCount 1 ] ."
    assert concerned(shape, "n a B", added="B sub A") == {"n"}
    assert concerned(shape, "", removed="n a A") == {"n"}
    head = HEAD.replace("sh:targetClass ex:A", "sh:targetSubjectsOf ex:p ; sh:targetObjectsOf ex:r")
    assert concerned(shape, "", added="n p x", head=head) == {"n"}
    assert concerned(shape, "", removed="x r n", head=head) == {"n"}
    assert concerned(shape, "", added="x p n\nm r x", head=head) == {"x"}


def test_siblings_of_a_qualified_shape_are_read() -> None:
    shape = """sh:property [ sh:path ex:p ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ;
            sh:qualifiedValueShape [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ] ,
        [ sh:path ex:r ; sh:qualifiedMinCount 0 ;
            sh:qualifiedValueShape [ sh:property [ sh:path ex:z ; sh:minCount 1 ] ] ] ."""
    assert concerned(shape, THREE, added="v1 z x") == {"f1"}


def test_the_same_triple_in_another_graph_is_no_change_of_classes() -> None:
    """What a graph loses and another keeps still stands, and what was there before in another is not new."""
    shapes = DeltaShapes(read_shapes([("s", (HEAD + "sh:property [ sh:path ex:p ; sh:class ex:B ] .").encode())]))
    (typed,) = quads("v1 a B")
    store = QuadSet([*quads(THREE), typed._replace(graph="<x:1>"), typed._replace(graph="<x:2>")])
    triples = StoreTriples(store)
    changed = Changed([typed._replace(graph="<x:3>")], [typed._replace(graph="<x:2>")], triples)
    assert affected(shapes, changed, triples) == {}
