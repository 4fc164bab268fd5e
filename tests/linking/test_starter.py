"""The starter index: what is in it, that it is right, and that it opens wherever the project is installed."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from graph.linking import build_starter, starter_index
from graph.linking.errors import BuildRefused
from graph.linking.index import WikidataIndex
from graph.linking.normalise import normalise
from graph.linking.starter_tables import COLUMNS, LANGUAGES, TableFault, faults, plain, rows
from graph.linking.types import TYPE_BITS, names_of, type_bits
from graph.linking.wikidata_info import index_folder

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def index(cache: Path) -> Iterator[WikidataIndex]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        folder = index_folder("")
    with WikidataIndex.open(folder) as found:
        yield found


def best(index: WikidataIndex, name: str) -> int | None:
    found = index.candidates(name)
    return found[0].qid if found else None


def test_the_tables_are_whole() -> None:
    assert faults() == []
    every = list(rows())
    assert len(every) >= 2_500
    assert len({row.id for row in every}) == len(every)


def test_tables_are_sorted_by_qid() -> None:
    places = [(row.kind, int(row.id[1:])) for row in rows()]
    assert places == sorted(places)


def test_descriptions_are_short() -> None:
    long = [row.label for row in rows() if len(row.description.split()) > 9 or len(row.description) > 80]
    assert long == []


def test_every_kind_of_thing_is_represented() -> None:
    found = {name for row in rows() for name in names_of(type_bits(row.types))}
    rare = {
        "given_name",
        "family_name",
        "disambiguation",
        "school",
        "religious_body",
        "law",
        "date",
        "venue",
        "transport",
    }
    assert set(TYPE_BITS) - found <= rare


def test_the_index_holds_the_tables(index: WikidataIndex) -> None:
    assert index.info.entities == sum(1 for _ in rows())
    assert index.info.languages == ("en", *LANGUAGES)
    assert index.info.licence.startswith("CC0-1.0")
    assert index.info.relations > 5_000


def test_every_label_and_alias_finds_its_entity(index: WikidataIndex) -> None:
    missing = [
        (row.id, name)
        for row in rows()
        for name in (row.label, *row.aliases, *row.labels.values())
        if int(row.id[1:]) not in {found.qid for found in index.candidates(name, limit=200)}
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("name", "qid"),
    [
        ("Orville Wright", 494455),
        ("Orville", 494455),
        ("Wilbur Wright", 1396131),
        ("Wilbur", 1396131),
        ("the Wright brothers", 35820),
        ("Wright Brothers", 35820),
        ("Samuel Pierpont Langley", 357961),
        ("Samuel Langley", 357961),
        ("Langley", 357961),
        ("Wright Flyer", 688605),
        ("the Flyer", 688605),
        ("Langley Aerodrome", 4042598),
        ("Aerodrome", 4042598),
        ("Kill Devil Hills", 2029051),
        ("Kitty Hawk", 628311),
        ("KITTY HAWK", 628311),
        ("Dayton", 34739),
        ("Dayton, Ohio", 34739),
        ("Le Mans", 1476),
        ("North Carolina", 1454),
        ("Caroline du Nord", 1454),
        ("Ohio", 1397),
        ("Smithsonian Institution", 131626),
        ("the Smithsonian", 131626),
        ("Potomac", 179444),
        ("Library of Congress", 131454),
        ("airplane", 197),
        ("bicycle", 11442),
        ("newspaper", 11032),
        ("glider", 180173),
        ("aviation", 765633),
    ],
)
def test_what_the_samples_speak_of(index: WikidataIndex, name: str, qid: int) -> None:
    assert best(index, name) == qid


@pytest.mark.parametrize("name", ["The Dune Observer", "Maren Holt", "Chanute", "Octave Chanute"])
def test_what_must_stay_unknown(index: WikidataIndex, name: str) -> None:
    assert index.candidates(name) == []


def test_the_qids_of_the_samples_readme_are_those_of_the_tables() -> None:
    text = (ROOT / "samples" / "README.md").read_text(encoding="utf-8").partition("## What is true")[2]
    true = set(re.findall(r"Q\d{2,}", text.partition("Octave Chanute")[0]))
    assert len(true) >= 18
    assert true <= {row.id for row in rows()}


@pytest.mark.parametrize(
    ("name", "qid"),
    [
        ("Frankreich", 142),
        ("Alemania", 183),
        ("Royaume-Uni", 145),
        ("Estados Unidos", 30),
        ("Mailand", 490),
        ("Londres", 84),
        ("Peking", 956),
        ("Nueva York", 60),
        ("Japon", 17),
        ("Afrika", 15),
    ],
)
def test_names_in_four_languages(index: WikidataIndex, name: str, qid: int) -> None:
    assert best(index, name) == qid


def test_every_country_has_names_in_four_languages(index: WikidataIndex) -> None:
    for row in rows():
        if row.kind == "countries" and "sovereign state" in row.types:
            record = index.record(int(row.id[1:]))
            assert record is not None
            assert set(record.labels) == {"en", *LANGUAGES}, row.label


def test_countries_have_demonyms(index: WikidataIndex) -> None:
    expected = {"French": 142, "Germans": 183, "Dutch": 55, "Kittitian": 763, "Iraqi": 796, "Vincentian": 757}
    for demonym, qid in expected.items():
        assert qid in {found.qid for found in index.candidates(demonym)}, demonym


@pytest.mark.parametrize(
    ("name", "qid"),
    [
        ("Merkel", 567),
        ("Obama", 76),
        ("UN", 1065),
        ("NASA", 23548),
        ("FBI", 8333),
        ("Bayern Munich", 15789),
        ("Beatles", 1299),
        ("USA", 30),
        ("WWII", 362),
        ("Mona Lisa", 12418),
        ("Coke", 2813),
        ("D-Day", 16470),
    ],
)
def test_short_names(index: WikidataIndex, name: str, qid: int) -> None:
    assert best(index, name) == qid


def test_every_qid_bears_its_name_in_the_extracts(shared: Path) -> None:
    """A wrong QID is worse than a missing entity: each is known to public data under the name that we give it."""
    ours = {row.id: row for row in rows()}
    known: dict[str, set[str]] = {}
    for name in ("open", "sharealike"):
        with gzip.open(shared / "wikidata" / "merged" / f"{name}.jsonl.gz") as lines:
            for line in lines:
                said = orjson.loads(line)
                if said["id"] in ours:
                    names = (said["label"], said.get("enwiki", ""), *said.get("aliases", ()))
                    bare = (re.sub(r" \(.*\)$|, .*$", "", text) for text in names[:2])
                    known.setdefault(said["id"], set()).update(map(normalise, (*names, *bare)))
    assert ours.keys() - known.keys() == {"Q35820"}
    nameless = [
        (row.id, row.label)
        for row in ours.values()
        if row.id in known and not known[row.id] & {normalise(text) for text in (row.label, *row.aliases)}
    ]
    assert nameless == []


def test_page_and_index_agree_with_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert build_starter.main(["--check"]) == 0, capsys.readouterr().err


def test_an_index_that_differs_is_found(index: WikidataIndex) -> None:
    row = next(rows())
    said = list(build_starter._differences(index, [row._replace(label="Someone Else")]))
    assert "holds" in said[0]
    assert "Someone Else" in said[1]


OPEN = "from graph.linking.wikidata_info import index_folder; print(index_folder(''))"


def opening(cache: Path, *, root: Path = ROOT, code: str = OPEN) -> subprocess.Popen[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=cache.parent, env=environment, text=True, stdout=-1, stderr=-1
    )


def test_two_processes_at_once_build_it_once(tmp_path: Path) -> None:
    both = [opening(tmp_path / "cache") for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    folders = {out.strip() for out, _ in said}
    assert len(folders) == 1
    kept = sorted(path.name for path in (tmp_path / "cache" / "mediagraph" / "starter-index").iterdir())
    assert kept == sorted([Path(folders.pop()).name, "lock"])


def test_nothing_is_written_beside_the_code(tmp_path: Path) -> None:
    installed = tmp_path / "site"
    for package in ("graph", "ontology"):
        shutil.copytree(ROOT / package, installed / package, ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted((path, path.stat().st_mtime_ns) for path in installed.rglob("*"))
    for path in installed.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    code = "import graph; print(graph.__file__)\n" + OPEN
    out, err = opening(tmp_path / "cache", root=installed, code=code).communicate(timeout=120)
    imported, folder = out.split()
    assert Path(imported).is_relative_to(installed), err
    assert Path(folder).is_relative_to(tmp_path / "cache")
    assert sorted((path, path.stat().st_mtime_ns) for path in installed.rglob("*")) == before
    for path in installed.rglob("*"):
        path.chmod(0o755)


def test_without_a_cache_folder_each_process_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    out, err = opening(tmp_path / "file").communicate(timeout=120)
    assert "mediagraph-starter-" in out, err
    assert not Path(out.strip()).exists()


def test_an_index_of_another_version_is_forgotten_after_a_while(
    cache: Path, index: WikidataIndex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, age in (("old", 40), ("recent", 5)):
        shutil.copytree(index.folder, tmp_path / name)
        then = (index.folder / "info.json").stat().st_mtime - age * 86_400
        os.utime(tmp_path / name / "info.json", (then, then))
    starter_index._forget_others(tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["recent"]


def table(folder: Path, *lines: str) -> Path:
    (folder / "things.tsv").write_text("\n".join(("\t".join(COLUMNS), *lines, "")))
    return folder


GOOD = "Q1\tOne\tUno|Un\tcity\ta city\t\tQ2\t3\tfr=Un\t"
OTHER = "Q2\tTwo\t\tcity\ta city\tQ1\t\t1\t\tTwoish"


def test_a_row_becomes_the_plain_form(tmp_path: Path) -> None:
    first, second = (plain(row) for row in rows(table(tmp_path, GOOD, OTHER)))
    assert first["aliases"] == ["Uno", "Un"]
    assert first["labels"] == {"fr": "Un"}
    assert first["relations"] == [["P1659", "Q2"]]
    assert second["facts"] == {"country": ["Q1"]}
    assert second["demonyms"] == ["Twoish"]
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Q2\ttoo short", "line 3: 2 columns"),
        (OTHER.replace("\t1\t", "\t9\t"), "line 3: popularity is '9'"),
        (OTHER.replace("Q2", "Q1"), "line 3: Q1 stands already in things.tsv, line 2"),
        (OTHER.replace("\tcity\t", "\tzorgle\t"), "none of the types"),
        (OTHER.replace("\tQ1\t", "\tQ77\t"), "Q77 stands in no table"),
        (OTHER.replace("Q2", "P2"), "'P2' is no QID"),
        (OTHER.replace("\tTwo\t", "\t\t"), "a label and a description"),
        (OTHER.replace("\tTwo\t", "\tTwo \t"), "'Two ' is empty or has spaces"),
        (OTHER.replace("\t1\t\t", "\t1\txx=Zwo\t"), "labels are given in xx"),
    ],
)
def test_a_faulty_table_is_named_by_file_and_line(tmp_path: Path, line: str, fault: str) -> None:
    said = faults(table(tmp_path, GOOD, line))
    assert any(fault in sentence for sentence in said), said
    assert all(sentence.startswith("things.tsv, line ") for sentence in said)


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "things.tsv").write_text("id\tname\nQ1\tOne\n")
    with pytest.raises(TableFault, match=r"things\.tsv, line 1: the columns are"):
        list(rows(tmp_path))


def test_an_installation_without_tables_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.linking.starter_tables.rows", lambda: iter(()))
    with pytest.raises(BuildRefused, match="not whole"):
        starter_index.build_into(tmp_path / "index")
    assert list(tmp_path.iterdir()) == []
