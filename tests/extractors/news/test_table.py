"""Tables: headers in several languages, mapping files, timecodes, encodings, and every fault by its line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors.extracted import Extracted
from extractors.manifest import COLUMNS
from extractors.news.table_columns import HEADERS, TARGETS, folded, spellings
from extractors.run import extract_paths
from ontology.model import AgentKind, Observation
from ontology.terms import PROPERTIES

Values = Callable[..., dict[str, list[str]]]
Read = Callable[[bytes | str, str], Extracted]


def of(result: Extracted, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for extraction in result.extractions:
        if name in (extraction.reference.name, extraction.reference.id):
            for run in extraction.runs:
                for claim in run.observations:
                    found.setdefault(claim.property, []).append(claim.value)
    return found


def problems(result: Extracted) -> list[str]:
    return [problem for e in result.extractions for problem in e.problems]


def observations(result: Extracted) -> list[Observation]:
    return [claim for e in result.extractions for run in e.runs for claim in run.observations]


def test_each_row_is_about_the_asset_it_names(read: Read) -> None:
    result = read('Filename,Title,Keywords\na.jpg,One,x;y\nb.jpg,"Two, really",\n', "assets.csv")
    assert result.extractor == "table"
    assert of(result, "a.jpg") == {"title": ["One"], "keyword": ["x", "y"]}
    assert of(result, "b.jpg") == {"title": ["Two, really"]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "Datei;Titel;Schlagwörter\nx.jpg;Eins;a|b\n"),
        ("a.tsv", "Nom de fichier\tTitre\tMots-clés\nx.jpg\tEins\ta, b\n"),
        ("a.csv", 'NOMBRE DE ARCHIVO,Título,Palabras_clave\nx.jpg,Eins,"a, b"\n'),
        ("a.csv", "sep=|\r\nfile name|title|tags\r\nx.jpg|Eins|a;b\r\n"),
        ("a.csv", '"file name","title","tags"\r\n"x.jpg","Eins","a\nb"\r\n'),
    ],
)
def test_headers_in_several_languages_and_delimiters(name: str, text: str, read: Read) -> None:
    assert of(read(text, name), "x.jpg") == {"title": ["Eins"], "keyword": ["a", "b"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_encodings(encoding: str, read: Read) -> None:
    data = "Datei;Beschreibung\r\nStraße.jpg;Müde Möwe\r\n".encode(encoding)
    assert of(read(data, "a.csv"), "Straße.jpg") == {"description": ["Müde Möwe"]}


def test_times_make_segments(read: Read) -> None:
    text = "Clip;TC In;TC Out;Description;FPS\nc.mp4;00:00:01:12;00:00:03:00;one;25\nc.mp4;5,5;7;two;25\n"
    parts = {c.value: c.segment.fragment for c in observations(read(text, "log.csv")) if c.property == "description"}
    assert parts == {"one": "#t=1.48,3", "two": "#t=5.5,7"}


def test_a_shot_list_named_after_its_film_is_about_that_film(read: Read) -> None:
    result = read("start,end,description\n0,2.5,wide\n", "clip.mp4.csv")
    assert result.assets[0].reference.name == "clip.mp4"


def test_neighbouring_rows_are_one_run_and_later_ones_a_part(read: Read) -> None:
    result = read("file,caption\na.jpg,1\na.jpg,2\nb.jpg,3\na.jpg,4\n", "x.csv")
    runs = [(e.reference.name, run.part, len(run.observations)) for e in result.extractions for run in e.runs]
    assert runs == [("a.jpg", "", 2), ("b.jpg", "", 1), ("a.jpg", "2", 1)]
    assert all(e.is_apart for e in result.extractions if e.runs)


def test_people_and_measures_are_apart(read: Read) -> None:
    result = read("file,title,width\na.jpg,T,640\n", "x.csv")
    kinds = {run.task: run.agent.kind for e in result.extractions for run in e.runs}
    assert kinds == {"table": AgentKind.PERSON, "table-technical": AgentKind.SYSTEM}


def test_unknown_columns_are_named_by_their_header(read: Read) -> None:
    result = read("file,title,Our Secret,\na.jpg,T,x,y\nb.jpg,U,,z\n", "x.csv")
    counts = {key: n for e in result.extractions for key, n in e.unmapped.items()}
    assert counts == {"Our Secret": 1, "column 4": 2}
    assert "column 4 has no header" in problems(result)[0]


def test_faults_are_named_by_line_and_the_rest_goes_on(read: Read) -> None:
    text = (
        "file,title,date created,width,rating\n"
        'a.jpg,"multi\nline",05/06/2026,"1,024",x\n'
        'b.jpg,"unclosed" oops,1,1,1\n'
        "c.jpg,too,many,cells,here,now\n"
        ",nobody,,,\n"
        "d.jpg,Good,17.12.1903,640,4\n"
    )
    result = read(text, "x.csv")
    said = problems(result)
    for expected in (
        "line 2, column 'date created' is '05/06/2026': say by table.dateFormat",
        "line 2, column 'width' is '1,024'",
        "line 2, column 'rating' is 'x', not a number",
        "line 4 is not read",
        "line 5 has 6 cells, but the header 5",
        "line 6 names no Asset",
    ):
        assert any(expected in problem for problem in said), (expected, said)
    assert of(result, "a.jpg") == {"title": ["multi\nline"]}
    assert of(result, "d.jpg") == {
        "title": ["Good"], "dateCreated": ["1903-12-17"], "width": ["640"], "rating": ["4"],
    }  # fmt: skip


def test_a_frame_timecode_without_a_rate_leaves_the_row_out(read: Read) -> None:
    result = read("clip,in,out,description\nc.mp4,00:00:01:12,00:00:02:00,x\nc.mp4,3,4,y\n", "x.csv")
    assert [c.value for c in observations(result)] == ["y"]
    assert "must tell their rate; the row is left out" in problems(result)[0]


def test_a_quote_that_never_closes_ends(read: Read) -> None:
    text = 'file,title\na.jpg,"' + "x\n" * 700_000
    refusal = read(text, "x.csv").refusal
    assert "no row of it says anything" in refusal
    assert "line 2 is not read: a cell begins there that does not end" in refusal


def test_a_manifest_is_not_a_table(read: Read) -> None:
    for header in (",".join(COLUMNS), "output,asset", "asset,output,model"):
        refusal = read(f"{header}\nx.json,a.jpg,m\n", "manifest.csv").refusal
        assert "is a manifest" in refusal
    assert "manifest" not in read("output,asset,title\nx,y,z\n", "t.csv").refusal


def test_a_table_that_nobody_knows_says_how_to_help(read: Read) -> None:
    for text in ("foo,bar\n1,2\n", "file,score\na.jpg,2\n"):
        refusal = read(text, "x.csv").refusal
        assert "not yet supported: text/csv with the columns" in refusal
        assert "a file NAME.mapping.json beside it can tell" in refusal
    assert "no row of it says anything" in read("file,title\n", "x.csv").refusal


def written(folder: Path, **files: str | bytes | dict[str, Any]) -> list[Extracted]:
    for name, content in files.items():
        data = json.dumps(content) if isinstance(content, dict) else content
        path = folder / name.replace("__", ".")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(extract_paths([str(folder)], workers=0))


MAPPED = "Code;Was;Wie lang;Rest;Title\nh-1;Ein Hund|Ein Ball;90500;x;T\n"


def test_a_mapping_file_beside_the_table(tmp_path: Path) -> None:
    mapping = {
        "table": {"agent": "Stadtarchiv", "language": "de"},
        "columns": {
            "Code": "asset.id",
            "Was": {"property": "depicts", "separator": "|"},
            "Wie lang": {"property": "duration", "scale": 0.001},
            "Rest": {"keep": True},
            "Missing": "title",
        },
    }
    table, skipped = written(tmp_path, film__csv=MAPPED, film__mapping__json=mapping)
    assert skipped.skipped == "this is the mapping of film.csv"
    assert of(table, "h-1") == {"depicts": ["Ein Hund", "Ein Ball"], "title": ["T"], "duration": ["90.5"]}
    assert {run.agent.name for e in table.extractions for run in e.runs} == {"Stadtarchiv"}
    assert {c.language for c in observations(table) if c.property == "depicts"} == {"de"}
    assert table.extractions[-1].kept == {"Rest": 1}
    assert "maps the column 'Missing', which the table does not have" in problems(table)[0]


def test_a_mapping_as_a_table(tmp_path: Path) -> None:
    mapping = "column,property,separator,language,scale,keep\nCode,asset.id,,,,\nWas,depicts,|,de,,\nRest,,,,,yes\n"
    table, skipped = written(tmp_path, film__csv=MAPPED, film__csv__mapping__csv=mapping)
    assert skipped.skipped
    assert of(table, "h-1")["depicts"] == ["Ein Hund", "Ein Ball"]


@pytest.mark.parametrize(
    ("mapping", "rule"),
    [
        ({"columns": {"Code": "nonsense"}}, "'Code' becomes 'nonsense', no property"),
        ({"columns": {"Code": {"property": "title", "x": 1}}}, "neither a property nor an object"),
        ({"columns": {"Code": {"property": "duration", "scale": "fast"}}}, "the scale 'fast', which is no factor"),
        ({"table": {"frameRate": "many"}, "columns": {}}, "table.frameRate is 'many'"),
        ({"table": {"encoding": "utf-99"}, "columns": {}}, "table.encoding is 'utf-99'"),
        ({"table": {"colour": "red"}, "columns": {}}, "table has the key 'colour'"),
        ({}, 'a mapping is an object with "columns"'),
    ],
)
def test_a_wrong_mapping_refuses_the_table_by_name(mapping: dict[str, Any], rule: str, tmp_path: Path) -> None:
    table, _ = written(tmp_path, film__csv=MAPPED, film__mapping__json=mapping)
    assert rule in table.refusal
    assert "film.mapping.json" in table.refusal


def test_the_first_frames_timecode_is_taken_away(tmp_path: Path) -> None:
    mapping = {"table": {"frameRate": 25, "startTimecode": "10:00:00:00"}, "columns": {"Von": "start", "Bis": "end"}}
    text = "Clip;Von;Bis;Caption\nc.mp4;10:00:01:00;10:00:02:00;in\nc.mp4;09:59:00:00;10:00:00:00;before\n"
    table, _ = written(tmp_path, film__csv=text, film__mapping__json=mapping)
    assert [c.segment.fragment for c in observations(table)] == ["#t=1,2"]
    assert "before the film's first frame" in problems(table)[0]


def test_a_packed_table_finds_its_mapping(tmp_path: Path) -> None:
    packed = gzip.compress(MAPPED.encode())
    mapping = {"columns": {"Code": "asset.id"}}
    found = {
        e.shown.rpartition("/")[2]: e for e in written(tmp_path, film__csv__gz=packed, film__mapping__json=mapping)
    }
    assert of(found["film.csv.gz"], "h-1") == {"title": ["T"]}
    assert found["film.mapping.json"].skipped


def test_a_mapping_without_its_table_is_an_input_like_others(tmp_path: Path) -> None:
    (alone,) = written(tmp_path, film__mapping__json={"columns": {}})
    assert not alone.skipped


def test_the_header_table_is_sound() -> None:
    assert set(HEADERS.values()) <= TARGETS | set(PROPERTIES)
    every = [folded(each) for known in spellings().values() for each in known]
    assert sorted(each for each in set(every) if every.count(each) > 1) == []


def test_the_page_lists_every_target() -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "read-a-table.md").read_text("utf-8")
    for target, known in spellings().items():
        assert f"`{target}`" in page, target
        assert known[0] in page, known[0]
