"""The index: near hashes and no others; ties follow from what is in it, whatever the order and the detours."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.files.fingerprint_values import distance
from graph.fingerprint_index import MOST_TIES, NEAR, FingerprintIndex, Looks, Nearness

CENTRES = [Random(n).randbytes(32) for n in range(3)]


def bent(hash_: bytes, bits: list[int]) -> bytes:
    """A hash with these bits turned."""
    number = int.from_bytes(hash_, "big")
    for bit in set(bits):
        number ^= 1 << bit
    return number.to_bytes(32, "big")


HASHES = st.builds(bent, st.sampled_from(CENTRES), st.lists(st.integers(0, 255), max_size=24))
LOOKS = st.builds(
    lambda rank, pictures, frames: Looks(f"{rank:02}", tuple(sorted(set(pictures))), tuple(sorted(set(frames)))),
    st.integers(0, 20),
    st.lists(HASHES, max_size=1),
    st.lists(HASHES, max_size=3),
)
NAMES = st.sampled_from([f"https://mediagraph.example/id/asset/{letter}" for letter in "abcdefghijklmnop"])


def filled(looks: dict[str, Looks]) -> FingerprintIndex:
    """An index with these."""
    index = FingerprintIndex()
    for name, one in looks.items():
        index.put(name, one)
    return index


def all_ties(index: FingerprintIndex, names: set[str]) -> dict[str, dict[str, Nearness]]:
    """The ties of all of them."""
    return {name: index.ties(name) for name in sorted(names)}


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(NAMES, st.none() | LOOKS), max_size=40))
def test_ties_follow_from_what_is_there(steps: list[tuple[str, Looks | None]]) -> None:
    index, names = FingerprintIndex(), {name for name, _ in steps}
    last: dict[str, Looks] = {}
    for name, looks in steps:
        index.put(name, looks)
        last.pop(name, None)
        if looks:
            last[name] = looks
    assert all_ties(index, names) == all_ties(filled(last), names)


@settings(deadline=None, max_examples=80)
@given(st.lists(HASHES, min_size=1, max_size=30), HASHES)
def test_near_is_what_a_search_of_all_would_find(hashes: list[bytes], asked: bytes) -> None:
    index = filled({f"a{n}": Looks("", (hash_,)) for n, hash_ in enumerate(hashes)})
    wanted = {f"a{n}": distance(hash_, asked) for n, hash_ in enumerate(hashes) if distance(hash_, asked) <= NEAR}
    assert {name: nearness.distance for name, nearness in index.near(Looks("", (asked,))).items()} == wanted


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(NAMES, LOOKS, min_size=2, max_size=12))
def test_a_pair_is_said_once_and_by_the_later_rank(looks: dict[str, Looks]) -> None:
    index = filled(looks)
    said = [(name, other) for name in looks for other in index.ties(name)]
    assert len({frozenset(pair) for pair in said}) == len(said)
    assert all((looks[one].rank, one) > (looks[other].rank, other) for one, other in said)


def test_all_bits_different_is_not_near() -> None:
    hash_ = bytes(32)
    index = filled({"a": Looks("", (bytes(255 for _ in range(32)),)), "b": Looks("", (bent(hash_, [0] * 1),))})
    assert set(index.near(Looks("", (hash_,)))) == {"b"}


@pytest.mark.parametrize("bits", [0, 1, 30, 31, 32, 128, 255])
def test_the_threshold_is_31_bits(bits: int) -> None:
    for seed in range(5):
        turned = Random(seed).sample(range(256), bits)
        index = filled({"a": Looks("", (CENTRES[0],))})
        assert bool(index.near(Looks("", (bent(CENTRES[0], turned),)))) == (bits <= NEAR)


def test_many_copies_of_one_card_are_tied_to_a_few() -> None:
    count = 60
    index = filled({f"a{n:03}": Looks(f"{n:03}", (CENTRES[1],)) for n in range(count)})
    ties = [index.ties(f"a{n:03}") for n in range(count)]
    assert max(map(len, ties)) == MOST_TIES
    assert sum(map(len, ties)) < count * MOST_TIES
    assert set(ties[30]) == {f"a{n:03}" for n in range(MOST_TIES)}


@pytest.mark.parametrize(
    ("nearness", "confidence"),
    [
        (Nearness("pdq", 0, 1, 1), 0.83),
        (Nearness("pdq", 31, 1, 1), 0.5),
        (Nearness("pdq-keyframes", 0, 100, 100), 0.8267),
        (Nearness("pdq-keyframes", 0, 50, 100), 0.5),
        (Nearness("pdq-keyframes", 31, 100, 100), 0.665),
        (Nearness("pdq-keyframes", 0, 2, 2), 0.665),
    ],
)
def test_confidence_falls_with_distance(nearness: Nearness, confidence: float) -> None:
    assert nearness.confidence == pytest.approx(confidence)
