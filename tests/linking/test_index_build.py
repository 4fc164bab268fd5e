"""A build: what goes in, what comes out, what is left out and counted, and that a killed one goes on."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.linking.build import build
from graph.linking.building import BuildOptions, scratch_of
from graph.linking.errors import BuildRefused, IndexUnusable
from graph.linking.index import WikidataIndex
from graph.linking.surfaces import AliasKind
from graph.linking.types import names_of

PEOPLE = [
    {"id": "Q76", "label": "Barack Obama", "types": ["human", "politician"], "popularity": {"sitelinks": 250}},
    {"id": "Q13133", "label": "Michelle Obama", "types": ["human"], "popularity": {"sitelinks": 120}},
    {"id": "Q649593", "label": "Barack Obama Sr.", "types": ["human"], "popularity": {"sitelinks": 40}},
]
PLACES = [
    {
        "id": "Q142",
        "label": "France",
        "aliases": ["République française"],
        "types": ["country"],
        "description": "country in Europe",
        "popularity": {"sitelinks": 300},
        "relations": [["P36", "Q90"]],
        "facts": {"capital": ["Q90"]},
    },
    {
        "id": "Q90",
        "label": "Paris",
        "types": ["city"],
        "popularity": {"sitelinks": 280},
        "relations": [["P17", "Q142"]],
    },
    {"id": "Q830149", "label": "Paris", "enwiki": "Paris, Texas", "types": ["city"], "popularity": {"sitelinks": 30}},
]


def write_lines(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write entities of the plain form; gzipped where the name says so."""
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what an index's files hold, but for the time of its making."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "info.json"}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "plain.jsonl", [*PEOPLE, *PLACES])


def test_a_name_finds_its_bearers_the_best_known_first(tmp_path: Path, plain: Path) -> None:
    report = build(BuildOptions((plain,), tmp_path / "index"))
    assert (report.lines, report.entities, report.failed) == (6, 6, False)
    with WikidataIndex.open(tmp_path / "index") as index:
        assert index.candidates("Obama")[0].qid == 76
        paris = index.candidates("PARIS")
        assert [c.qid for c in paris] == [90, 830149]
        assert paris[0].kind == AliasKind.LABEL
        assert 0 > paris[0].log_prior > paris[1].log_prior
        assert names_of(paris[0].type_mask) == ("place", "city")
        assert index.candidates("french")[0].qid == 142
        assert index.candidates("Obama", limit=1)[0].qid == 76
        assert index.candidates("nobody at all") == []
        assert index.candidates("") == []
        assert not scratch_of(tmp_path / "index").exists()


def test_priors_of_a_name_are_shares(tmp_path: Path, plain: Path) -> None:
    import math

    build(BuildOptions((plain,), tmp_path / "index"))
    with WikidataIndex.open(tmp_path / "index") as index:
        for name in ("Paris", "Obama", "France"):
            assert sum(math.exp(c.log_prior) for c in index.candidates(name)) == pytest.approx(1)


def test_a_record_and_its_neighbours(tmp_path: Path, plain: Path) -> None:
    build(BuildOptions((plain,), tmp_path / "index"))
    with WikidataIndex.open(tmp_path / "index") as index:
        france = index.record(142)
        assert france is not None
        assert (france.label, france.description, france.aliases) == (
            "France",
            "country in Europe",
            ("République française",),
        )
        assert (france.sitelinks, france.types, france.facts) == (300, ("country",), {"capital": ("Q90",)})
        assert france.popularity == 1.0
        assert index.neighbours(142).tolist() == [90]
        assert index.neighbours(90).tolist() == [142]
        assert index.neighbours(76).tolist() == []
        assert index.record(1) is None
        assert index.neighbours(1).tolist() == []
        assert index.vector(142) is None
        assert index.iri(142) == "http://www.wikidata.org/entity/Q142"


def test_names_in_running_text(tmp_path: Path, plain: Path) -> None:
    build(BuildOptions((plain,), tmp_path / "index"))
    with WikidataIndex.open(tmp_path / "index") as index:
        assert index.longest_match(["Barack", "Obama", "spoke"]) == 2
        assert index.longest_match(["spoke", "Obama"]) == 0
        assert index.longest_match([]) == 0
        assert index.prefixes("barack obama sr said") == ["barack", "barack obama", "barack obama sr"]
        assert index.has_prefix("bara")
        assert not index.has_prefix("barz")


def test_inputs_are_merged_by_qid(tmp_path: Path, plain: Path) -> None:
    more = write_lines(
        tmp_path / "more.jsonl.gz",
        [
            {"id": "Q90", "label": "City of Light", "description": "capital of France", "popularity": {"sitelinks": 9}},
            {"id": "Q5", "label": "human"},
        ],
    )
    report = build(BuildOptions((plain, more), tmp_path / "index"))
    assert (report.lines, report.entities) == (8, 7)
    with WikidataIndex.open(tmp_path / "index") as index:
        paris = index.record(90)
        assert paris is not None
        assert (paris.label, paris.description, paris.sitelinks) == ("Paris", "capital of France", 280)
        assert index.candidates("City of Light")[0].qid == 90


def test_two_builds_of_one_input_are_the_same_and_so_with_more_processes(tmp_path: Path) -> None:
    rows = [
        {"id": f"Q{n}", "label": f"Name {n % 97} {n % 13}", "popularity": {"sitelinks": n % 7}}
        for n in range(1, 15_000)
    ]
    source = write_lines(tmp_path / "many.jsonl", rows)
    assert source.stat().st_size > 1 << 20
    for folder, workers in (("one", 1), ("two", 2)):
        build(BuildOptions((source,), tmp_path / folder, workers=workers))
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_shards_and_buckets_change_nothing_that_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"id": f"Q{n * 5_000}", "label": f"Name {n % 997} of {n % 13}"} for n in range(1, 4_000)]
    source = write_lines(tmp_path / "many.jsonl", rows)
    build(BuildOptions((source,), tmp_path / "whole"))
    monkeypatch.setattr("graph.linking.buckets.BUCKET", 500)
    monkeypatch.setattr("graph.linking.aliases.SHARD", 700)
    monkeypatch.setattr("graph.linking.aliases._SAMPLED", 16)
    build(BuildOptions((source,), tmp_path / "parts"))
    with WikidataIndex.open(tmp_path / "whole") as whole, WikidataIndex.open(tmp_path / "parts") as parts:
        assert whole.info.shards == 1
        assert parts.info.shards > 3
        for n in random.Random(7).sample(range(1, 4_000), 300):
            name = f"Name {n % 997} of {n % 13}"
            assert whole.candidates(name, limit=500) == parts.candidates(name, limit=500) != []
            assert whole.record(n * 5_000) == parts.record(n * 5_000)
            assert whole.prefixes(f"name {n % 997} of 7 or so") == parts.prefixes(f"name {n % 997} of 7 or so")
        assert parts.has_prefix("nam")
        assert parts.longest_match(["Name", "12", "of", "12", "x"]) == whole.longest_match(
            ["Name", "12", "of", "12", "x"]
        )


def test_bad_input_is_counted_and_the_rest_is_built(tmp_path: Path) -> None:
    source = tmp_path / "bad.jsonl"
    long = "x" * 1_000_000
    source.write_text(
        '{"id":"Q1","label":"one"}\n{"id":"Q2"}\n{"id":"Q3","redirect":"Q1"}\n{"id":"Q4","label":"four"}\n'
        '{"id":"Q4","deleted":true}\n{"id":"Q5","label":"сме́шанный script 東京"}\nnot json\n{"id":"Q6","lab'
        + f'\n{{"id":"Q7","label":"{long}","aliases":["{long}","seven"]}}\n'
        '{"id":"Q8","label":"Eight (disambiguation)","types":["Q4167410"]}\n'
    )
    report = build(BuildOptions((source,), tmp_path / "index"))
    assert report.entities == 3
    assert report.counts["without_label"] == report.counts["deleted"] == report.counts["redirected"] == 1
    assert report.counts["pages_about_pages"] == 1
    assert report.counts["names_too_long"] == 2
    assert sum(report.refused.values()) == 2
    assert report.failed
    assert any("bad.jsonl, line 7" in line for line in report.shown)
    with WikidataIndex.open(tmp_path / "index") as index:
        assert index.resolve(3) == 1
        assert index.record(3) == index.record(1)
        assert index.candidates("four") == []
        assert index.candidates("смешанный script 東京")[0].qid == 5
        assert index.candidates("seven")[0].qid == 7
        assert index.candidates(long) == []
        assert index.longest_match([long, long]) == 0


def test_a_truncated_dump_is_built_and_named(tmp_path: Path) -> None:
    source = write_lines(
        tmp_path / "cut.jsonl.gz", [{"id": f"Q{n}", "label": f"name {n * 31}"} for n in range(1, 9_999)]
    )
    source.write_bytes(source.read_bytes()[:-500])
    report = build(BuildOptions((source,), tmp_path / "index"))
    assert 5_000 < report.entities < 9_999
    assert report.failed
    assert "ends in the middle" in report.faults[0]


def test_homonyms_by_the_thousand_leave_the_best_known(tmp_path: Path) -> None:
    rows = [{"id": f"Q{n}", "label": "John Smith", "popularity": {"sitelinks": n}} for n in range(1, 5_001)]
    report = build(BuildOptions((write_lines(tmp_path / "smiths.jsonl", rows),), tmp_path / "index"))
    assert report.counts["crowded_out"] > 4_000
    with WikidataIndex.open(tmp_path / "index") as index:
        found = index.candidates("John Smith", limit=1_000)
        assert len(found) == 255
        assert [c.qid for c in found[:2]] == [5_000, 4_999]
        assert len(index.candidates("Smith", limit=1_000)) == 128
        assert len(index.candidates("John Smith")) == 64


def test_classes_languages_and_sitelinks_restrict_it(tmp_path: Path, plain: Path) -> None:
    build(BuildOptions((plain,), tmp_path / "people", classes=("person",)))
    build(BuildOptions((plain,), tmp_path / "known", min_sitelinks=100))
    with WikidataIndex.open(tmp_path / "people") as people, WikidataIndex.open(tmp_path / "known") as known:
        assert (people.info.entities, known.info.entities) == (3, 4)
        assert known.candidates("Paris")[0].qid == 90
        assert people.candidates("Paris") == []
    triples = tmp_path / "triples.tsv"
    triples.write_text("Q90\tP31\tQ1549591\nQ1549591\tP279\tQ515\nQ142\tP31\tQ6256\n")
    build(BuildOptions((plain, triples), tmp_path / "cities", classes=("Q515",)))
    with WikidataIndex.open(tmp_path / "cities") as cities:
        assert cities.info.entities == 1


def test_types_come_by_the_dumps_own_subclasses(tmp_path: Path) -> None:
    triples = tmp_path / "triples.tsv"
    triples.write_text(
        "Q1000\tP31\tQ2001\nQ2001\tP279\tQ2002\nQ2002\tP279\tQ2001\nQ2002\tP279\tQ515\nQ1001\tP31\tQ2001\n"
    )
    names = write_lines(
        tmp_path / "names.jsonl",
        [{"id": "Q1000", "label": "Somewhere"}, {"id": "Q2001", "label": "strange settlement"}],
    )
    build(BuildOptions((names, triples), tmp_path / "index"))
    with WikidataIndex.open(tmp_path / "index") as index:
        assert {"city", "place"} <= set(names_of(index.types(1000)))
        record = index.record(1000)
        assert record is not None
        assert record.types == ("strange settlement",)
        assert index.class_types(2001) == index.types(1000)
        assert index.info.counts["without_label"] == 2


def test_wikidatas_own_sample(tmp_path: Path, shared: Path) -> None:
    source = shared / "wikidata" / "dump-format-sample" / "sample_wikidata_items.json.bz2"
    report = build(BuildOptions((source,), tmp_path / "index", languages=("fr", "en")))
    assert report.entities == 100
    with WikidataIndex.open(tmp_path / "index") as index:
        belgium = index.record(31)
        assert belgium is not None
        assert (belgium.label, belgium.sitelinks) == ("Belgique", 319)
        assert "country" in names_of(index.types(31))
        assert index.candidates("Belgian")[0].qid == 31
        assert 183 in index.neighbours(31)


def test_vectors_of_the_best_known(tmp_path: Path) -> None:
    import numpy as np

    rows = [
        {"id": f"Q{n}", "label": f"thing {n}", "description": text, "popularity": {"sitelinks": 10 - n}}
        for n, text in enumerate(("a river in France", "a river in Germany", "American rock band", "city"), 1)
    ]
    report = build(BuildOptions((write_lines(tmp_path / "in.jsonl", rows),), tmp_path / "index", vectors=3))
    assert report.vectors == 3
    with WikidataIndex.open(tmp_path / "index") as index:
        vectors = [index.vector(qid) for qid in (1, 2, 3, 4)]
        assert vectors[3] is None
        one, two, band = (v.astype(np.float32) / np.linalg.norm(v) for v in vectors[:3] if v is not None)
        assert one.shape == (384,)
        assert one @ two > one @ band


@pytest.mark.parametrize("moment", [0.6, 1.2, 2.0])
def test_a_killed_build_goes_on(tmp_path: Path, moment: float) -> None:
    rows = [{"id": f"Q{n}", "label": f"Some name {n % 4_001} {n % 31}"} for n in range(1, 25_000)]
    source = write_lines(tmp_path / "in.jsonl", rows)
    command = [sys.executable, "-m", "api.cli.main", "wikidata", "build", str(source), "--workers", "2", "--json"]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "index")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(moment)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = subprocess.run([*command, "--out", str(tmp_path / "index")], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["entities"] == 24_999
    build(BuildOptions((source,), tmp_path / "fresh"))
    assert files_of(tmp_path / "index") == files_of(tmp_path / "fresh")
    assert not scratch_of(tmp_path / "index").exists()


def test_what_is_done_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"id": f"Q{n}", "label": f"name {n}", "description": "x" * 900} for n in range(1, 30_000)]
    source = write_lines(tmp_path / "in.jsonl", rows)
    monkeypatch.setattr("graph.linking.build.write_info", _killed)
    with pytest.raises(KeyboardInterrupt):
        build(BuildOptions((source,), tmp_path / "index"))
    monkeypatch.undo()
    runs = {path: path.stat().st_mtime_ns for path in (scratch_of(tmp_path / "index") / "runs").glob("*.run")}
    assert len(runs) > 1
    monkeypatch.setattr("graph.linking.build.make_run", _killed)
    monkeypatch.setattr("graph.linking.build.make_bucket", _killed)
    assert build(BuildOptions((source,), tmp_path / "index")).entities == 29_999


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_another_plan_begins_anew(tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.linking.build.write_info", _killed)
    with pytest.raises(KeyboardInterrupt):
        build(BuildOptions((plain,), tmp_path / "index"))
    monkeypatch.undo()
    report = build(BuildOptions((plain,), tmp_path / "index", classes=("person",)))
    assert report.entities == 3


def test_an_older_index_is_replaced_and_stays_readable_to_who_has_it_open(tmp_path: Path, plain: Path) -> None:
    build(BuildOptions((plain,), tmp_path / "index"))
    with WikidataIndex.open(tmp_path / "index") as old:
        build(BuildOptions((plain,), tmp_path / "index", classes=("person",)))
        assert old.candidates("Paris")[0].qid == 90
        assert old.record(90) is not None
        with WikidataIndex.open(tmp_path / "index") as new:
            assert new.candidates("Paris") == []


def test_what_cannot_be_built_is_refused_in_a_sentence(tmp_path: Path, plain: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(BuildRefused, match="is no index, and is left alone"):
        build(BuildOptions((plain,), tmp_path / "mine"))
    assert (tmp_path / "mine" / "thesis.txt").exists()
    with pytest.raises(BuildRefused, match=r"none\.json cannot be read"):
        build(BuildOptions((tmp_path / "none.json",), tmp_path / "index"))
    with pytest.raises(BuildRefused, match="'e n' is no language"):
        BuildOptions((plain,), tmp_path / "index", languages=("e n",))
    with pytest.raises(BuildRefused, match="'dragon' is neither a coarse type"):
        BuildOptions((plain,), tmp_path / "index", classes=("dragon",))
    empty = tmp_path / "empty.json"
    empty.write_text("[\n]\n")
    with pytest.raises(BuildRefused, match="no entity was found"):
        build(BuildOptions((empty,), tmp_path / "index"))


def test_a_folder_that_is_no_index_is_named(tmp_path: Path, plain: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"has no info\.json"):
        WikidataIndex.open(tmp_path)
    build(BuildOptions((plain,), tmp_path / "index"))
    info = json.loads((tmp_path / "index" / "info.json").read_text())
    (tmp_path / "index" / "info.json").write_text(json.dumps(info | {"format": 999}))
    with pytest.raises(IndexUnusable, match="format is 999"):
        WikidataIndex.open(tmp_path / "index")
    (tmp_path / "index" / "info.json").write_text("{")
    with pytest.raises(IndexUnusable, match="cannot be read"):
        WikidataIndex.open(tmp_path / "index")


@pytest.mark.parametrize(
    "name", ["aliases-000.trie", "aliases-000.postings", "entities.types", "records.lmdb", "relations.starts"]
)
@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_damaged_index_is_named(tmp_path: Path, plain: Path, name: str, damage: str) -> None:
    build(BuildOptions((plain,), tmp_path / "index"))
    path = tmp_path / "index" / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(IndexUnusable, match="build it anew"):
        WikidataIndex.open(tmp_path / "index")


def test_the_later_input_says_whether_an_entity_is(tmp_path: Path, plain: Path) -> None:
    gone = write_lines(tmp_path / "gone.jsonl", [{"id": "Q90", "deleted": True}, {"id": "Q76", "redirect": "Q13133"}])
    triples = tmp_path / "triples.tsv"
    triples.write_text("Q90\tP17\tQ142\n")
    assert build(BuildOptions((plain, gone, triples), tmp_path / "without")).entities == 4
    assert build(BuildOptions((gone, plain), tmp_path / "with")).entities == 6
    with WikidataIndex.open(tmp_path / "without") as index:
        assert index.resolve(76) == 13133
        assert [c.qid for c in index.candidates("Paris")] == [830149]
