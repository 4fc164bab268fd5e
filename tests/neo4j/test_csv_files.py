"""The CSV files of an offline import: one for each form, and nothing in them that would not come back as it was."""

from __future__ import annotations

import errno
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from graph.neo4j import csv_files
from graph.neo4j.csv_files import CsvFiles, NotForCsv
from graph.neo4j.errors import Neo4jError
from graph.neo4j.nodes import Node
from graph.neo4j.relationships import Relationship

ASSET = frozenset({"Resource", "Asset"})


def written(folder: Path, *items: Node | Relationship) -> tuple[list[str], list[str]]:
    """Return the tool's options without the folder, and the text of each file."""
    with CsvFiles(folder) as files:
        for item in items:
            files.node(item) if isinstance(item, Node) else files.relationship(item)
    options = [option.replace(f"{folder}/", "") for option in files.arguments()]
    texts = [(folder / option.rpartition("=")[2]).read_text(encoding="utf-8") for option in options]
    assert files.size == sum(map(len, texts))
    return options, texts


def test_types_stand_in_the_header_and_forms_in_files_of_their_own(tmp_path):
    moment = datetime(2026, 11, 22, 10, 0, 0, 5, tzinfo=UTC)
    india = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    values = {"title": 'a "b",\nc', "width": 4, "score": 0.1, "ok": True, "day": date(1, 2, 3), "at": moment}
    options, texts = written(
        tmp_path,
        Node("urn:1", ASSET, values),
        Node("urn:2", ASSET, {**values, "title": "", "at": india}),
        Node("urn:3", ASSET, {"local": datetime(2026, 11, 22), "words": ["one"], "more": ["a", ","], "sizes": [1, 2]}),
        Relationship("urn:1", "DEPICTS", "urn:2", -5, {"confidence": 1.0, "models": ["m"]}),
    )
    nodes = [f"--nodes=Asset:Resource=n{number}.csv" for number in (0, 1)]
    assert options == [*nodes, "--relationships=DEPICTS=r2.csv"]
    assert texts == [
        "iri:ID,title:string,width:long,score:double,ok:boolean,day:date,at:datetime\n"
        '"urn:1","a ""b"",\nc",4,0.1,true,0001-02-03,2026-11-22T10:00:00.000005+00:00\n'
        '"urn:2","",4,0.1,true,0001-02-03,0001-01-01T00:00:00+05:30\n',
        "iri:ID,local:localdatetime,words:string[],more:string[],sizes:long[]\n"
        '"urn:3",2026-11-22T00:00:00,"one","a\x1d,",1\x1d2\n',
        ':START_ID,:END_ID,key:long,confidence:double,models:string[]\n"urn:1","urn:2",-5,1.0,"m"\n',
    ]


@pytest.mark.parametrize(
    "properties",
    [
        {"a:b": "x"},
        {"ns__é": "x"},
        {"words": ["a\x1db"]},
        {"words": ["a", ""]},
        {"words": []},
        {"score": float("inf")},
        {"number": 2**63 - 1},
        {"text": "x" * 600_000},
        {"moments": [datetime(2026, 11, 22)]},
    ],
)
def test_what_csv_cannot_hold_exactly_is_left_to_the_caller(tmp_path, properties):
    with CsvFiles(tmp_path) as files, pytest.raises(NotForCsv):
        files.node(Node("urn:1", ASSET, properties))


def test_names_that_the_tool_would_read_otherwise_are_left_to_the_caller(tmp_path):
    with CsvFiles(tmp_path) as files:
        with pytest.raises(NotForCsv):
            files.node(Node("urn:1", frozenset({"Resource", "a:b"}), {}))
        with pytest.raises(NotForCsv):
            files.relationship(Relationship("urn:1", "a=b", "urn:2", 1, {}))


def test_there_are_never_more_files_than_that(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_files, "FORMS", 2)
    with CsvFiles(tmp_path) as files:
        files.node(Node("urn:1", ASSET, {"a": 1}))
        files.node(Node("urn:2", ASSET, {"b": 1}))
        with pytest.raises(NotForCsv):
            files.node(Node("urn:3", ASSET, {"c": 1}))
        files.node(Node("urn:4", ASSET, {"a": 2}))
        # A node that is left to the caller must still be there for its relationships.
        files.bare_node("urn:3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["n0.csv", "n1.csv", "n2.csv"]
    assert (tmp_path / "n2.csv").read_text() == 'iri:ID\n"urn:3"\n'


def test_a_disk_that_fills_up_is_named(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    files = CsvFiles(tmp_path)
    files.node(Node("urn:1", ASSET, {"a": 1}))
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(Neo4jError, match=f"no space is left in {tmp_path} for the files of the import: free some"):
        files.__exit__(None, None, None)
