"""The law: after every change, the standing report is the full report, over random shapes, graphs and changes."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.delta_law import breach
from benchmarks.delta_shapes import HEAD, random_case
from shapes.delta.plan import DeltaShapes
from shapes.engines.port import ShapesError
from shapes.shapes_graph import read_shapes


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_the_standing_report_is_the_full_report(random: Random) -> None:
    found = breach(random_case(random))
    assert not found or found.startswith("ill-formed"), found


def test_the_law_holds_with_the_reference_engine() -> None:
    """Fewer cases, because each takes a second."""
    tried = [breach(random_case(Random(seed)), engine="pyshacl") for seed in _plain_seeds(12)]
    assert [found for found in tried if found and not found.startswith("ill-formed")] == []
    assert sum(not found for found in tried) >= 6


def _plain_seeds(wanted: int) -> list[int]:
    """Return seeds of shapes that pySHACL can do: some comparisons stop it, and what recursion means is its own."""
    found: list[int] = []
    for seed in range(1_000):
        text = random_case(Random(seed)).shapes.removeprefix(HEAD)
        if len(found) < wanted and not any(word in text for word in ("lessThan", "linkedBy", "sh:sparql", "closed")):
            found.append(seed)
    return found


def test_the_cases_say_what_they_promise() -> None:
    """A generator that ceased to write a construct would leave the law empty."""
    texts = [random_case(Random(seed)).shapes for seed in range(400)]
    for word in (
        *("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode", "rdfs:Class", "inversePath"),
        *("alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "sh:node ", "sh:not", "sh:and"),
        *("sh:or", "sh:xone", "qualifiedValueShapesDisjoint", "sh:class", "sh:closed", "sh:equals", "sh:disjoint"),
        *("lessThan ", "lessThanOrEquals", "hasValue", "sh:in ", "uniqueLang", "sh:sparql", "mgs:reads", "$PATH"),
        *("ex:linkedBy", "deactivated", "sh:severity"),
    ):
        assert sum(word in text.removeprefix(HEAD) for text in texts) >= 5, word


def test_some_cases_are_bounded_and_some_are_not() -> None:
    bounded = unbounded = 0
    for seed in range(150):
        try:
            shapes = DeltaShapes(read_shapes([("s", random_case(Random(seed)).shapes.encode())]))
        except ShapesError:
            continue
        bounded += len(shapes.bounded)
        unbounded += len(shapes.unbounded)
    assert bounded > 150
    assert unbounded > 10
