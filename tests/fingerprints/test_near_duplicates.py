"""Near duplicates: a Fact for a person, the same in any order, gone when its ground is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from api.cli.explain import command as explain
from graph.dataset import DatasetError
from graph.deciding import decide_fact, take_back
from graph.erase import erase
from graph.fitting import fit_and_judge
from graph.remerge import remerge
from graph.undoing import undo_change
from graph.verify import verify_changes, verify_facts
from ontology.graphs import EVIDENCE
from ontology.model import Policy, Verdict
from ontology.model.describe import mg
from ontology.model.rdf import iri, string

from .conftest import NEAR, NOW, Archive, scene

MakeArchive = Callable[[str], Archive]


def picture(path: Path, seed: int, change: str = "") -> Path:
    """Save a picture, changed in this way, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    (NEAR[change] if change else lambda p: p)(scene(seed)).save(path)
    return path


def is_sound(archive: Archive) -> bool:
    """Say whether all that stands follows from what stands, and every patch is true."""
    with archive.engine.dataset.reader() as reader:
        whole = not [*verify_facts(reader), *verify_changes(reader)]
    again = remerge(archive.engine, author="tests", reason="check", clock=lambda: NOW, write=False)
    return whole and not again.changed and not again.refused


def test_a_copy_is_for_review_and_another_picture_is_not(archive: Archive, tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{name}.png", 1, name) for name in ("half", "brighter")]
    summary = archive.bring(picture(tmp_path / "whole.png", 1), *paths, picture(tmp_path / "other.png", 2))
    assert archive.tied() == {frozenset(p) for p in (("whole.png", "half.png"), ("whole.png", "brighter.png"),
                                                     ("half.png", "brighter.png"))}  # fmt: skip
    assert {pair[3] for pair in archive.pairs()} == {"review"}
    assert summary.as_json()["facts"]["review"] == 3
    assert is_sound(archive)


def test_the_nearer_is_the_surer_and_all_lie_in_the_review_band(archive: Archive, tmp_path: Path) -> None:
    for name in NEAR:
        picture(tmp_path / "in" / f"{name}.png", 4, name)
    archive.bring(picture(tmp_path / "in" / "whole.png", 4), tmp_path / "in")
    sure = [float(pair[2]) for pair in archive.pairs()]
    assert len(sure) >= len(NEAR)
    assert all(0.5 <= confidence < 0.8 for confidence in sure)
    assert len(set(sure)) > 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_order_and_batches_change_nothing(seed: int, new_archive: MakeArchive, tmp_path: Path) -> None:
    files = [picture(tmp_path / "in" / f"{n}-{name or 'as-is'}.png", n, name) for n in (1, 2) for name in ("", *NEAR)]
    files.append(picture(tmp_path / "in" / "alone.png", 3))
    at_once = new_archive("at-once")
    at_once.bring(*files)
    assert len(at_once.pairs()) > 40
    random = Random(seed)
    random.shuffle(files)
    piecewise = new_archive("piecewise")
    while files:
        count = random.randrange(1, 6)
        piecewise.bring(*files[:count], batch=random.randrange(1, 4))
        del files[:count]
    assert piecewise.pairs() == at_once.pairs()
    assert is_sound(piecewise)


def test_an_output_that_comes_first_gives_its_picture_another_iri_but_the_same_pair(
    new_archive: MakeArchive, tmp_path: Path
) -> None:
    one, two = picture(tmp_path / "in" / "a.png", 1), picture(tmp_path / "in" / "b.png", 1, "half")
    output = tmp_path / "out" / "labels.json"
    output.parent.mkdir()
    said = {"mediagraph": 1, "asset": {"name": "a.png"}, "model": {"name": "m", "version": "1", "kind": "model"},
            "task": "labels", "observations": [{"property": "depicts", "value": "dog", "confidence": 0.9}]}  # fmt: skip
    output.write_text(json.dumps(said))
    media_first, output_first = new_archive("media-first"), new_archive("output-first")
    media_first.bring(one, two)
    media_first.bring(output)
    output_first.bring(output)
    output_first.bring(two)
    output_first.bring(one)
    assert media_first.iri_of("a.png") != output_first.iri_of("a.png")
    assert media_first.pairs() == output_first.pairs() != set()


def test_an_unchanged_run_writes_nothing_and_compares_nothing(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [picture(tmp_path / "a.png", 1), picture(tmp_path / "b.png", 1, "half")]
    archive.bring(*paths)
    before = archive.sequence

    def never(*_: object, **__: object) -> None:
        raise AssertionError("an unchanged picture was compared")

    monkeypatch.setattr("graph.fingerprint_index.FingerprintIndex.near", never)
    monkeypatch.setattr("graph.near_duplicates.read_index", never)
    summary = archive.bring(*reversed(paths))
    assert archive.sequence == before
    assert summary.changed == 0


def test_other_bytes_at_the_place_take_the_pairs_with_them(archive: Archive, tmp_path: Path) -> None:
    names = ("a.png", "b.png", "c.png")
    for name, change in zip(names, ("", "half", "grey"), strict=True):
        picture(tmp_path / name, 1, change)
    archive.bring(*(tmp_path / name for name in names))
    assert len(archive.tied()) == 3
    for name, change in zip(names, ("marked", "brighter", "squeezed"), strict=True):
        picture(tmp_path / name, 2)
        archive.bring(tmp_path / name)
        assert all(name not in pair for pair in archive.tied())
        picture(tmp_path / name, 1, change)
        archive.bring(tmp_path / name)
        assert sum(name in pair for pair in archive.tied()) == 2
    assert is_sound(archive)


def test_a_file_that_becomes_a_copy_of_another_leaves_no_pair_behind(archive: Archive, tmp_path: Path) -> None:
    archive.bring(picture(tmp_path / "a.png", 1), picture(tmp_path / "b.png", 1, "half"))
    assert len(archive.tied()) == 1
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())
    archive.bring(tmp_path / "b.png")
    assert archive.tied() == set()
    archive.bring(picture(tmp_path / "c.png", 1, "grey"))
    assert archive.tied() == {frozenset(("a.png", "c.png"))}
    assert is_sound(archive)


def test_a_person_decides_and_it_stays_so(archive: Archive, tmp_path: Path) -> None:
    archive.bring(picture(tmp_path / "a.png", 1), picture(tmp_path / "b.png", 1, "half"))
    (fact,) = archive.facts()
    decide_fact(archive.engine, fact, Verdict.ACCEPT, by="maren", now=NOW)
    assert archive.facts() == {fact: "accepted"}
    archive.bring(tmp_path / "a.png", picture(tmp_path / "c.png", 1, "grey"))
    assert archive.facts()[fact] == "accepted"
    assert sorted(archive.facts().values()) == ["accepted", "review", "review"]
    decide_fact(archive.engine, fact, Verdict.REJECT, by="maren", now=NOW)
    archive.bring(picture(tmp_path / "d.png", 1, "marked"))
    assert archive.facts()[fact] == "rejected"
    take_back(archive.engine, fact, by="maren", now=NOW)
    take_back(archive.engine, fact, by="maren", now=NOW)
    assert archive.facts()[fact] == "review"
    assert is_sound(archive)


@pytest.mark.parametrize("thresholds", [(0.1, 0.05), (0.99, 0.98)])
def test_no_policy_accepts_or_rejects_a_pair(
    thresholds: tuple[float, float], archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = Policy(number=2, accept_from=thresholds[0], review_from=thresholds[1])
    monkeypatch.setattr("graph.engine.read_policy", lambda _: policy)
    archive.bring(picture(tmp_path / "a.png", 1), picture(tmp_path / "b.png", 1, "half"))
    assert {pair[3] for pair in archive.pairs()} == {"review"}


def test_erasing_one_of_a_pair_erases_what_was_said_of_both(archive: Archive, tmp_path: Path) -> None:
    names = ("a.png", "b.png", "c.png")
    paths = [picture(tmp_path / n, 1, c) for n, c in zip(names, ("", "half", "grey"), strict=True)]
    archive.bring(*paths)
    gone = archive.iri_of("b.png")
    erase(archive.engine.dataset, iri(gone), by="maren", why="asked to", now=NOW, delete_blob=lambda _: None)
    assert archive.tied() == {frozenset(("a.png", "c.png"))}
    assert archive.holds([gone]) == set()
    with archive.engine.dataset.reader() as reader:
        assert len(list(reader.quads(None, mg("extractor"), string("near-duplicates"), EVIDENCE))) == 1
    assert is_sound(archive)
    archive.bring(paths[1])
    assert len(archive.tied()) == 3


def test_undoing_an_ingest_takes_its_pairs_back(archive: Archive, tmp_path: Path) -> None:
    archive.bring(picture(tmp_path / "a.png", 1))
    first = archive.sequence
    archive.bring(picture(tmp_path / "b.png", 1, "half"))
    second = archive.sequence
    archive.bring(picture(tmp_path / "c.png", 1, "grey"))
    assert len(archive.tied()) == 3
    for sequence, left in ((second, {frozenset(("a.png", "c.png"))}), (first, set())):
        try:
            undo_change(archive.engine, sequence, by="maren", why="a mistake", now=NOW)
        except DatasetError as err:
            pytest.fail(str(err))
        assert archive.tied() == left
        assert is_sound(archive)


def test_undoing_new_bytes_brings_the_old_pairs_back(archive: Archive, tmp_path: Path) -> None:
    archive.bring(picture(tmp_path / "a.png", 1), picture(tmp_path / "b.png", 1, "half"))
    before = archive.pairs()
    archive.bring(picture(tmp_path / "a.png", 2))
    assert archive.pairs() == set()
    undo_change(archive.engine, archive.sequence, by="maren", why="a mistake", now=NOW)
    assert archive.pairs() == before
    assert is_sound(archive)


def test_a_new_policy_leaves_pairs_alone(archive: Archive, tmp_path: Path) -> None:
    archive.bring(picture(tmp_path / "a.png", 1), picture(tmp_path / "b.png", 1, "half"))
    before, (fact,) = archive.pairs(), archive.facts()
    decide_fact(archive.engine, fact, Verdict.ACCEPT, by="maren", now=NOW)
    fitted = fit_and_judge(archive.engine, by="maren", clock=lambda: NOW + timedelta(hours=1))
    assert fitted.learnt == ()
    take_back(archive.engine, fact, by="maren", now=NOW)
    assert archive.pairs() == before


def test_explain_says_how_far_apart(archive: Archive, tmp_path: Path) -> None:
    archive.bring(picture(tmp_path / "a.png", 1), picture(tmp_path / "b.png", 1, "half"))
    arguments = ["? mg:nearDuplicateOf ?", "--data", str(tmp_path / "data")]
    shown = CliRunner().invoke(explain, arguments)
    assert shown.exit_code == 0, shown.output
    assert " of 256 bits apart, 8" in shown.output
    document = json.loads(CliRunner().invoke(explain, [*arguments, "--json"]).output)
    (evidence,) = document["@graph"][0]["support"]
    found = json.loads(evidence["parameters"])
    assert found["fingerprint"] == "pdq"
    assert found["of"] == 256
    assert 0 <= found["distance"] <= 31


def test_a_claim_that_names_no_asset_is_refused(archive: Archive, tmp_path: Path) -> None:
    archive.bring(picture(tmp_path / "a.png", 1))
    own = archive.iri_of("a.png")
    observations = [{"property": "nearDuplicateOf", "value": v} for v in ("b.png", "http://elsewhere.example/x", own)]
    said = {"mediagraph": 1, "asset": {"name": "a.png"}, "model": {"name": "m", "version": "1", "kind": "model"},
            "task": "pairs", "observations": observations}  # fmt: skip
    (tmp_path / "pairs.json").write_text(json.dumps(said))
    summary = archive.bring(tmp_path / "pairs.json")
    assert summary.quarantined == 3
    assert archive.pairs() == set()
