"""Two streams are compared in loads of a bounded size, and exactly what differs is found, whatever the load."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.neo4j import compare
from graph.neo4j.compare import suspects
from graph.neo4j.nodes import Node
from graph.neo4j.relationships import Relationship
from graph.neo4j.scan import FoundNode, FoundRelationship, FoundSubject

values = st.one_of(st.integers(-2, 2), st.sampled_from([0.0, 1.0, "1", "", True, False, ["a"], ["a", "b"]]))
nodes = st.builds(dict, label=values)
edges = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=3, unique=True)
worlds = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(nodes, edges))
World = dict[str, tuple[dict[str, object], list[tuple[str, int]]]]


def wanted_of(world: World):
    for iri, (properties, _) in world.items():
        yield Node(iri, frozenset({"Resource"}), properties)
    for iri, (_, ends) in world.items():
        for end, key in ends:
            yield Relationship(iri, "TO", end, key, {"sequence": 1})


def found_of(world: World):
    for iri, (properties, ends) in sorted(world.items()):
        own = {**properties, "iri": iri, "vector": [1.0]}
        out = [FoundRelationship("r", "TO", end, (), {"sequence": 1, "key": key}) for end, key in ends]
        yield FoundSubject(iri, [FoundNode("n", frozenset({"Resource"}), own)], out)


def shape(world: World, iri: str) -> object:
    return repr((world[iri][0], sorted(world[iri][1]))) if iri in world else None


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
@given(worlds, worlds)
@settings(max_examples=100, deadline=None)
def test_exactly_what_differs_is_found(at_once: int, wanted: World, found: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "_AT_ONCE", at_once)
        met = list(suspects(lambda: wanted_of(wanted), lambda: found_of(found)))
    assert len({suspect.iri for suspect in met}) == len(met)
    assert {suspect.iri for suspect in met} == {i for i in wanted | found if shape(wanted, i) != shape(found, i)}
    for suspect in met:
        assert (suspect.wanted.node is not None) == (suspect.iri in wanted)
        assert len(suspect.found.nodes) == (suspect.iri in found)


def test_many_that_differ_are_held_a_load_at_a_time() -> None:
    """Each load is one more pass over both sides; who wants only the first differences pays for the first load."""
    passes = 0

    def wanted():
        nonlocal passes
        passes += 1
        for number in range(2_000):
            yield Node(str(number), frozenset({"Resource"}), {"label": "x"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "_AT_ONCE", 100)
        found = suspects(wanted, lambda: iter(()))
        first = [next(found) for _ in range(50)]
        assert (len(first), passes) == (50, 2)
        assert len(first) + sum(1 for _ in found) == 2_000
    assert 15 < passes < 25
