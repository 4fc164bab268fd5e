"""Deltas and entities of our own: seen at once, by every process that has the index open."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.linking.build import build
from graph.linking.building import BuildOptions
from graph.linking.delta import apply_delta, put_own, remove_own
from graph.linking.entity import Entity
from graph.linking.errors import LinkingError
from graph.linking.index import WikidataIndex
from graph.linking.overlay import OWN_FIRST, Overlay
from graph.linking.types import names_of

ROWS = [
    {"id": "Q1", "label": "Mercury", "types": ["planet"], "popularity": {"sitelinks": 200}},
    {"id": "Q2", "label": "Mercury", "types": ["chemical element"], "popularity": {"sitelinks": 150}},
    {"id": "Q3", "label": "Freddie Mercury", "types": ["singer"], "popularity": {"sitelinks": 120}},
]


@pytest.fixture
def index(tmp_path: Path) -> WikidataIndex:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    build(BuildOptions((source,), tmp_path / "index"))
    return WikidataIndex.open(tmp_path / "index")


def soon(asked: Callable[[], object], expected: object) -> None:
    """Wait until something is as expected; five seconds are the issue's bound."""
    end = time.monotonic() + 5
    while asked() != expected:
        assert time.monotonic() < end, f"{asked()!r} is not {expected!r}"
        time.sleep(0.01)


def delta(tmp_path: Path, *rows: dict[str, object]) -> Path:
    """Write a delta of the plain form."""
    path = tmp_path / "delta.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def qids(index: WikidataIndex, name: str) -> list[int]:
    return [candidate.qid for candidate in index.candidates(name)]


def test_a_delta_is_linkable_at_once(index: WikidataIndex, tmp_path: Path) -> None:
    assert qids(index, "Mercury") == [1, 2, 3]
    path = delta(
        tmp_path,
        {"id": "Q4", "label": "Mercury", "types": ["film"], "description": "a film"},
        {"id": "Q2", "label": "quicksilver", "types": ["chemical element"]},
        {"id": "Q3", "deleted": True},
        {"id": "Q9", "redirect": "Q1"},
        {"id": "Q10"},
    )
    report = apply_delta([path], index)
    assert (report.changed, report.deleted, report.redirected, report.without_label) == (2, 1, 1, 1)
    soon(lambda: qids(index, "Mercury"), [1, 4])
    assert qids(index, "Quicksilver") == [2]
    assert qids(index, "Freddie Mercury") == []
    assert index.record(3) is None
    assert index.record(9) == index.record(1)
    film = index.record(4)
    assert film is not None
    assert (film.label, film.description) == ("Mercury", "a film")
    assert "film" in names_of(index.types(4))


def test_priors_with_an_overlay_are_shares_too(index: WikidataIndex, tmp_path: Path) -> None:
    import math

    apply_delta([delta(tmp_path, {"id": "Q4", "label": "Mercury"})], index)
    soon(lambda: len(index.candidates("Mercury")), 4)
    found = index.candidates("Mercury")
    assert sum(math.exp(c.log_prior) for c in found) == pytest.approx(1)
    assert [c.log_prior for c in found] == sorted((c.log_prior for c in found), reverse=True)


def test_a_second_delta_takes_the_first_ones_names_away(index: WikidataIndex, tmp_path: Path) -> None:
    apply_delta([delta(tmp_path, {"id": "Q4", "label": "First Name"})], index)
    soon(lambda: qids(index, "First Name"), [4])
    apply_delta([delta(tmp_path, {"id": "Q4", "label": "Second Name"})], index)
    soon(lambda: qids(index, "Second Name"), [4])
    assert qids(index, "First Name") == []


def test_an_entity_of_our_own(index: WikidataIndex) -> None:
    iri = "https://mediagraph.example/id/person/7"
    entity = Entity(0, labels={"en": "Jane Newcomer"}, types=["journalist"], aliases={"": ["JN the anchor"]})
    number = put_own(iri, entity, index)
    assert number == OWN_FIRST
    soon(lambda: qids(index, "Jane Newcomer"), [number])
    assert qids(index, "Newcomer") == qids(index, "jn the anchor") == [number]
    assert index.iri(number) == iri
    assert index.has_prefix("jane newc")
    assert index.prefixes("jane newcomer speaks") == ["jane", "jane newcomer"]
    assert index.longest_match(["Jane", "Newcomer", "speaks"]) == 2
    assert put_own(iri, Entity(0, labels={"en": "Jane Oldtimer"}), index) == number
    soon(lambda: qids(index, "Jane Oldtimer"), [number])
    assert qids(index, "Jane Newcomer") == []
    remove_own(iri, index)
    soon(lambda: qids(index, "Jane Oldtimer"), [])
    assert index.record(number) is None
    assert put_own("https://mediagraph.example/id/person/8", entity, index) == number + 1


def test_another_process_sees_it(index: WikidataIndex, tmp_path: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom graph.linking.index import WikidataIndex\n"
        "index = WikidataIndex.open(Path(sys.argv[1]))\nassert not index.candidates('Brand New')\n"
        "print('open', flush=True)\nend = time.monotonic() + 60\n"
        "while not index.candidates('Brand New'):\n    assert time.monotonic() < end\n    time.sleep(0.01)\n"
        "print(time.time(), flush=True)\n"
    )
    command = [sys.executable, "-c", program, str(index.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        began = time.time()
        apply_delta([delta(tmp_path, {"id": "Q77", "label": "Brand New"})], index)
        seen = float(other.stdout.readline())
    assert seen - began < 5


def test_the_overlay_outlives_the_index(index: WikidataIndex, tmp_path: Path) -> None:
    put_own("urn:x:1", Entity(0, labels={"en": "Our Thing"}), index)
    index.close()
    build(BuildOptions((tmp_path / "in.jsonl",), tmp_path / "index", classes=("person",)))
    with WikidataIndex.open(tmp_path / "index") as rebuilt:
        assert qids(rebuilt, "Our Thing") == [OWN_FIRST]


def test_a_name_longer_than_a_key_can_be(index: WikidataIndex) -> None:
    name = "長" * 190
    number = put_own("urn:x:1", Entity(0, labels={"en": name}), index)
    soon(lambda: qids(index, name), [number])
    assert qids(index, "長" * 189) == []


def test_an_overlay_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LinkingError, match="holds no overlay"):
        Overlay(tmp_path / "none")
    (tmp_path / "file").write_text("x")
    with pytest.raises(LinkingError, match="cannot be opened"):
        Overlay(tmp_path / "file", make=True)


def test_a_process_opens_it_twice(tmp_path: Path) -> None:
    with Overlay(tmp_path / "o", make=True) as one, Overlay(tmp_path / "o") as two:
        one.put([(5, None)])
        assert two.replaced() == {5}
        two.close()
        assert one.replaced() == {5}
