"""Blank nodes get the same IRI whenever the same is said of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.model import Quad
from ontology.skolem import GENID, skolemise

P, Q = "<urn:p>", "<urn:q>"


def test_without_blank_nodes_nothing_changes() -> None:
    quads = [Quad("<urn:a>", P, "<urn:b>"), Quad("<urn:a>", Q, '"_:not one"')]
    assert skolemise(quads) == quads


def test_names_in_the_file_do_not_matter() -> None:
    first = [Quad("<urn:a>", P, "_:x"), Quad("_:x", Q, "_:y"), Quad("_:y", Q, '"1"')]
    second = [Quad("_:7", Q, '"1"'), Quad("<urn:a>", P, "_:1"), Quad("_:1", Q, "_:7")]
    assert set(skolemise(first)) == set(skolemise(second))


def test_different_nodes_differ_and_alike_nodes_stay_two() -> None:
    different = skolemise([Quad("_:a", P, '"1"'), Quad("_:b", P, '"2"')])
    assert len({quad.subject for quad in different}) == 2
    alike = skolemise([Quad("_:a", P, '"1"'), Quad("_:b", P, '"1"')])
    assert len({quad.subject for quad in alike}) == 2


def test_a_change_elsewhere_leaves_names_alone() -> None:
    tree = [Quad("<urn:a>", P, "_:x"), Quad("_:x", Q, '"1"')]
    other = [Quad("<urn:new>", P, "_:n"), Quad("_:n", Q, '"2"')]
    assert set(skolemise(tree)) <= set(skolemise([*other, *tree]))


def chain(length: int, end: str) -> list[Quad]:
    links = [Quad(f"_:{n}", Q, f"_:{n + 1}") for n in range(length)]
    return [Quad("<urn:a>", P, "_:0"), *links, Quad(f"_:{length}", Q, end)]


def test_what_lies_deep_below_counts() -> None:
    one, two = skolemise(chain(30, '"1"')), skolemise(chain(30, '"2"'))
    assert one[0].object != two[0].object
    assert not set(one) & set(two)


def test_a_list_of_ten_thousand_is_no_trouble() -> None:
    assert len({quad.subject for quad in skolemise(chain(10_000, '"1"'))}) == 10_002


def test_what_lies_far_above_counts() -> None:
    left, right = chain(30, '"1"'), [Quad(q.subject.replace("_:", "_:r"), *q[1:]) for q in chain(30, '"1"')]
    right = [
        Quad("<urn:z>", P, "_:r0"),
        *(Quad(q.subject, q.predicate, q.object.replace("_:", "_:r")) for q in right[1:]),
    ]
    both = skolemise([*left, *right])
    assert set(skolemise(left)) < set(both)
    assert len(set(both)) == 64


def test_cycles_get_names_that_do_not_depend_on_theirs() -> None:
    ring = [Quad("_:a", P, "_:b"), Quad("_:b", P, "_:c"), Quad("_:c", P, "_:a"), Quad("_:a", Q, '"start"')]
    renamed = [Quad(*(term.replace("_:", "_:x") for term in quad)) for quad in reversed(ring)]
    assert set(skolemise(ring)) == set(skolemise(renamed))


NAMES = st.sampled_from(["_:a", "_:b", "_:c", "_:d", "<urn:1>", "<urn:2>"])
QUADS = st.lists(st.builds(Quad, NAMES, st.sampled_from([P, Q]), NAMES), max_size=12, unique=True)


@settings(deadline=None, max_examples=100)
@given(QUADS)
def test_shape_is_kept(quads: list[Quad]) -> None:
    done = skolemise(quads)
    names: dict[str, str] = {}
    for before, after in zip(quads, done, strict=True):
        for old, new in ((before.subject, after.subject), (before.object, after.object)):
            assert names.setdefault(old, new) == new
            assert new.startswith(f"<{GENID}") == old.startswith("_:")
    assert len(set(names.values())) == len(names)
    assert skolemise(quads) == done
