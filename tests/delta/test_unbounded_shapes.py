"""Where the reach of a shape has no bounds: it is said so, with the reason, and the shape is checked in full."""

from __future__ import annotations

import pytest

from benchmarks.delta_law import QuadSet, keys
from ontology.model import Quad
from ontology.namespaces import PREFIXES
from shapes.delta.affected import to_check_in_full
from shapes.delta.path import read_path
from shapes.delta.plan import DeltaShapes
from shapes.delta.standing import StandingReport
from shapes.delta.triples import Changed, StoreTriples
from shapes.engines.port import ShapesError
from shapes.shapes_graph import ShapesGraph, our_shapes, read_shapes
from shapes.validate import Slice

E = "https://e.example/"
HEAD = f"""@prefix sh: <{PREFIXES["sh"]}> . @prefix ex: <{E}> . @prefix mgs: <https://w3id.org/mediagraph/shapes#> .
ex:d sh:declare [ sh:prefix "e" ; sh:namespace "{E}"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .
ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; """
P, Q, R = (f"<{E}{name}>" for name in "pqr")


def shapes(text: str) -> DeltaShapes:
    return DeltaShapes(read_shapes([("s", (HEAD + text).encode())]))


def sparql(query: str, reads: str = "") -> DeltaShapes:
    return shapes(f'sh:sparql [ sh:prefixes ex:d ; sh:select "{query}" {reads} ] .')


BOUNDED = [
    "SELECT $this ?value WHERE { $this e:p ?value . FILTER(?value > 1) }",
    "SELECT $this WHERE { ?x e:q $this ; e:p ?v . FILTER NOT EXISTS { ?v e:r* ?w } }",
    "SELECT DISTINCT $this WHERE { { $this e:p ?a } UNION { $this ^e:q/e:r ?a } }",
    "SELECT $this WHERE { $this e:p ?a OPTIONAL { ?a e:q ?b } BIND(1 AS ?one) FILTER(!BOUND(?b)) }",
    "SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER(isLiteral(?value)) }",
    "SELECT $this WHERE { $this e:p [ e:q ?v ; e:r ?w ] . FILTER(xsd:decimal(?v) > xsd:decimal(?w)) } ORDER BY ?v",
]
NOT_BOUNDED = {
    "SELECT $this WHERE { $this e:p ?a . ?x e:q ?y }": "?x <https://e.example/q> ?y, which nothing ties",
    "SELECT $this WHERE { $this e:p ?v . e:c e:q ?y }": "which nothing ties to the focus node",
    "SELECT $this WHERE { ?x e:p ?y FILTER(?x = $this) }": "which nothing ties to the focus node",
    "SELECT $this WHERE { $this e:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)": "an aggregate",
    "SELECT $this WHERE { $this e:p ?v } LIMIT 1": "LIMIT or OFFSET",
    "SELECT $this WHERE { { SELECT $this WHERE { $this e:p ?v } } }": "a sub-select",
    "SELECT $this WHERE { GRAPH ?g { $this e:p ?v } }": "GRAPH",
    "SELECT $this WHERE { ?s ?p $this }": "by which predicates something is referred to",
    "SELECT $this WHERE { $this !e:p ?v }": "negated property set",
    "SELECT $this WHERE { $this e:p ?v FILTER(e:known(?v)) }": "calls <https://e.example/known>",
    "SELECT $this WHERE { $this e:p ?v FILTER(RAND() > 0.5) }": "RAND",
    # A match elsewhere in the data decides whether the group inside has any row at all.
    "SELECT $this WHERE { $this e:p ?v { OPTIONAL { ?v e:q ?w } } }": "which nothing ties to the focus node",
    "SELECT $this WHERE { $this e:p ?v FILTER EXISTS { FILTER(?v > 1) } }": "a group without a triple pattern",
    "SELECT $this WHERE { $this e:p ?v OPTIONAL { ?w e:q ?x } }": "which nothing ties to the focus node",
}


@pytest.mark.parametrize("query", BOUNDED)
def test_a_query_tied_to_its_focus_node_is_bounded(query: str) -> None:
    query = query.replace("xsd:", "").replace("decimal(?v)", "?v").replace("decimal(?w)", "?w")
    assert sparql(query).reasons() == ()


@pytest.mark.parametrize("query", NOT_BOUNDED)
def test_any_other_query_is_not_and_says_why(query: str) -> None:
    (reason,) = sparql(query).reasons()
    assert reason.startswith("unbounded(https://e.example/S) -> ")
    assert NOT_BOUNDED[query] in reason


def test_declared_reads_say_when_an_unbounded_shape_is_checked() -> None:
    query = "SELECT $this WHERE { $this e:p ?a . ?x e:q ?y }"
    declared, undeclared = sparql(query, "; mgs:reads ex:p , ex:q"), sparql(query)
    store = StoreTriples(QuadSet([]))
    for predicate, wanted in ((P, [0]), (Q, [0]), (R, [])):
        changed = Changed([], [Quad("<x:a>", predicate, "<x:b>")], store)
        assert to_check_in_full(declared, changed) == wanted
        assert to_check_in_full(undeclared, changed) == [0]
    assert to_check_in_full(undeclared, Changed([], [], store)) == []


RECURSIVE = {
    "sh:node ex:S .": "https://e.example/S -> https://e.example/S",
    "sh:property [ sh:path ex:p ; sh:node ex:T ] . ex:T sh:not ex:S .": "-> https://e.example/T -> https://e.example/S",
    "sh:or ( ex:S [ sh:property [ sh:path ex:p ; sh:maxCount 1 ] ] ) .": "recursive",
    "sh:property ex:P . ex:P sh:path ex:p ; sh:maxLength 1 ; sh:property ex:P .": "https://e.example/P -> https://e.example/P",
    "sh:property [ sh:path ex:p ; sh:qualifiedValueShape ex:S ; sh:qualifiedMinCount 1 ] .": "recursive",
}


@pytest.mark.parametrize("text", RECURSIVE)
def test_recursion_is_named_and_what_is_well_defined_is_validated(text: str) -> None:
    made = shapes(text + f" ex:Other sh:targetSubjectsOf ex:p ; sh:property [ sh:path {Q} ; sh:maxCount 0 ] .")
    (reason,) = made.reasons()
    assert "it is recursive" in reason
    assert RECURSIVE[text] in reason
    nodes = [f"<{E}n{i}>" for i in range(3)]
    ring = [Quad(node, P, other) for node, other in zip(nodes, (*nodes[1:], nodes[0]), strict=True)]
    store = QuadSet(ring)
    standing = StandingReport.of(made, store)
    assert keys(standing) == keys(made.whole.validate(Slice(store.text())).results)
    wrong = Quad(nodes[0], Q, nodes[0])
    store.change(ring[:1], [wrong, Quad(nodes[0], P, nodes[0])])
    moved = standing.apply(ring[:1], [wrong, Quad(nodes[0], P, nodes[0])], store)
    assert keys(standing) == keys(made.whole.validate(Slice(store.text())).results)
    assert any(r.component == "MaxCountConstraintComponent" and r.focus == nodes[0] for r in moved.appeared)


def test_computed_targets_and_rules_are_checked_in_full() -> None:
    text = 'sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE { ?this ?p ?o }" ] ; sh:nodeKind sh:IRI .'
    assert "a target that is computed" in shapes(text).reasons()[0]
    rule = (
        "sh:nodeKind sh:IRI ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:q ; sh:object ex:x ] ."
    )
    assert "rules, which make triples" in shapes(rule).reasons()[0]


def test_a_target_of_no_triple_and_a_path_of_no_length_are_not_mixed() -> None:
    query = 'sh:sparql [ sh:prefixes ex:d ; sh:select "SELECT $this WHERE { $this e:q* ?v }" ] .'
    assert shapes(query).reasons() == ()
    assert "a path of no length" in shapes(f"sh:targetNode ex:n ; {query}").reasons()[0]


def test_a_constraint_that_is_not_known_is_not_passed_over() -> None:
    assert "whose reading is not known" in shapes("sh:nodeKind sh:IRI ; sh:unheardOf 1 .").reasons()[0]


def test_shapes_that_multiply_are_stopped() -> None:
    """Each of thirty shapes refers twice to the next by different ways: followed out, a billion."""
    levels = [
        f"ex:L{i} sh:property [ sh:path ex:p ; sh:node ex:L{i + 1} ] , [ sh:path ex:q ; sh:node ex:L{i + 1} ] ."
        for i in range(30)
    ]
    made = shapes("sh:node ex:L0 . " + " ".join(levels) + " ex:L30 sh:nodeKind sh:IRI .")
    assert "too many or too deep" in made.reasons()[0]


@pytest.mark.parametrize(
    "path", ["_:x sh:inversePath _:x .", "_:x ex:nothing 1 .", "_:x sh:zeroOrOnePath ( _:x _:x ) ."]
)
def test_paths_that_are_none_are_refused_by_name(path: str) -> None:
    graph = read_shapes([("s", (HEAD + f"sh:property [ sh:path _:x ] . {path}").encode())])
    with pytest.raises(ShapesError, match=r"contains itself|is no property path"):
        read_path(graph, _path_node(graph))


def _path_node(graph: ShapesGraph) -> str:
    return next(value for _, predicate, value in graph.triples if predicate.endswith("#path>"))


def test_all_our_shapes_are_bounded() -> None:
    made = DeltaShapes(our_shapes())
    assert made.reasons() == ()
    assert len(made.bounded) >= 30
