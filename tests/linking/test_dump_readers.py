"""Every form of input, and every bad one: read, or named and counted."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from graph.linking.dump import Said, header_of, read_chunk
from graph.linking.entity import Entity
from graph.linking.errors import BuildRefused
from graph.linking.lines import CHUNK, Chunk, Input

LANGUAGES = ("en", "fr")

ITEM: dict[str, Any] = {
    "type": "item",
    "id": "Q142",
    "labels": {"en": {"language": "en", "value": "France"}, "ru": {"language": "ru", "value": "Франция"}},
    "descriptions": {"en": {"language": "en", "value": "country in Europe"}},
    "aliases": {"fr": [{"language": "fr", "value": "République française"}]},
    "sitelinks": {"enwiki": {"title": "France"}, "frwiki": {"title": "France"}, "dewiki": {"title": "Frankreich"}},
    "claims": {
        "P31": [
            {"rank": "deprecated", "mainsnak": {"datavalue": {"type": "wikibase-entityid", "value": {"id": "Q1"}}}},
            {
                "rank": "normal",
                "mainsnak": {
                    "datavalue": {
                        "type": "wikibase-entityid",
                        "value": {"entity-type": "item", "numeric-id": 6256, "id": "Q6256"},
                    }
                },
            },
        ],
        "P571": [
            {
                "rank": "normal",
                "mainsnak": {"datavalue": {"type": "time", "value": {"time": "+0843-01-01T00:00:00Z", "precision": 9}}},
            }
        ],
        "P1549": [
            {
                "rank": "normal",
                "mainsnak": {"datavalue": {"type": "monolingualtext", "value": {"language": "en", "text": "French"}}},
            },
            {
                "rank": "normal",
                "mainsnak": {"datavalue": {"type": "monolingualtext", "value": {"language": "pl", "text": "Francuz"}}},
            },
        ],
        "P36": [{"rank": "normal", "mainsnak": {"snaktype": "novalue"}}],
    },
}


def said_of(text: bytes, *, header: str = "") -> tuple[list[Entity], Said]:
    """Return what is read of one chunk of text."""
    said = Said()
    chunk = Chunk(0, 1, text, False)
    return list(read_chunk(chunk, name="in.json", languages=LANGUAGES, header=header, said=said)), said


def read_file(path: Path) -> tuple[list[Entity], Said, list[str]]:
    """Return what is read of a file, chunk by chunk, and what was wrong with it."""
    source, said, found = Input(path), Said(), []
    for chunk in source.chunks():
        found += list(read_chunk(chunk, name=path.name, languages=LANGUAGES, header="", said=said))
    return found, said, source.faults


def test_an_item_of_a_dump_says_names_types_and_facts() -> None:
    (france,), said = said_of(json.dumps(ITEM).encode())
    assert (france.qid, france.labels, france.title) == (142, {"en": "France"}, "France")
    assert france.aliases == {"fr": ["République française"]}
    assert france.types == ["Q6256"]
    assert france.facts == {"inception": ["0843"]}
    assert france.demonyms == ["French"]
    assert france.popularity == {"sitelinks": 3.0}
    assert not said.refused


@pytest.mark.parametrize(
    "text",
    [
        "[\n{item},\n{item}\n]\n",
        "{item}\n{item}\n",
        "\ufeff{item}\r\n{item},\r\n",
        '{"entities": {"Q142": {item}}}\n{item}',
    ],
)
def test_arrays_lines_and_answers_are_read(text: str) -> None:
    found, said = said_of(text.replace("{item}", json.dumps(ITEM)).encode())
    assert [entity.qid for entity in found] == [142, 142]
    assert not said.refused


def test_redirects_and_deletions_come_as_such() -> None:
    text = (
        b'{"type":"item","id":"Q1","redirect":"Q2"}\n{"entity":"Q3","redirect":"Q4","type":"item"}\n'
        b'{"id":"Q5","missing":""}\n{"id":"Q6","label":"gone","deleted":true}\n'
        b'{"entities":{"Q7":{"type":"item","id":"Q8","labels":{}}}}'
    )
    found, said = said_of(text)
    assert [(e.qid, e.redirect) for e in found if e.redirect] == [(1, 2), (3, 4), (7, 8)]
    assert [e.qid for e in found if e.gone] == [5, 6]
    assert not said.refused


def test_what_is_no_item_is_counted_with_file_and_line() -> None:
    text = (
        b'{"type":"property","id":"P31","labels":{}}\n{"id":"Q0","label":"x"}\n{"id":"Q12","label":\nhello\n[1]\n'
        b'{"id":12,"label":"x"}\n{"type":"item","id":"Q9","claims":{"P31":[{"mainsnak":"odd"}]}}\n'
    )
    found, said = said_of(text)
    assert [entity.qid for entity in found] == [9]
    assert said.refused == {
        "no entity": 3,
        "no JSON: cut short, or damaged": 1,
        said.shown[3].split(": ", 1)[1][:67]: 2,
    } or (sum(said.refused.values()) == 6)
    assert said.shown[0].startswith("in.json, line 1: no entity")


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"id":"Q1","label":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"type":"item","id":"Q1","labels":[],"claims":[],"sitelinks":[]}',
        b'{"type":"item","id":"Q1","labels":{"en":7},"aliases":{"en":"x"},"claims":{"P31":7,"Px":[1]}}',
        b'{"id":"Q1","label":7,"aliases":{"a":1},"types":"film","popularity":[1],"relations":[["P1"]]}',
        b'{"id":"Q99999999999","label":"x"}',
        b'{"id":"Q1","label":"\\ud800"}',
        b"\xff\xfe\x00",
        b"\x00" * 100,
    ],
)
def test_hostile_lines_do_not_stop_the_reading(hostile: bytes) -> None:
    found, _ = said_of(hostile + b'\n{"id":"Q2","label":"two"}\n')
    assert found[-1].labels == {"en": "two"}


def test_a_table_and_triples_are_read() -> None:
    table = "id\tlabel\taliases\ttypes\tsitelinks\nQ1\tUniverse\tCosmos|World\tuniverse\t201\nQ2\tEarth\n"
    found, said = said_of(table.encode(), header=header_of(table.encode()))
    assert [(e.labels["en"], e.aliases, e.popularity) for e in found] == [
        ("Universe", {"": ["Cosmos", "World"]}, {"sitelinks": 201.0}),
        ("Earth", {}, {}),
    ]
    found, _ = said_of(b"Q90\tP17\tQ142\nQ90,P31,Q515\nQ5119,P279,Q515,P1,Q2\n")
    assert (found[0].relations, found[1].types, found[2].parents) == ([(17, 142)], ["Q515"], [515])
    assert not said.refused


@pytest.mark.parametrize("squeeze", [lambda data: data, gzip.compress, bz2.compress])
def test_compression_is_told_by_the_first_bytes(tmp_path: Path, squeeze: Any) -> None:
    path = tmp_path / "dump"
    path.write_bytes(squeeze(json.dumps(ITEM).encode() + b"\n"))
    found, _, faults = read_file(path)
    assert [entity.qid for entity in found] == [142]
    assert not faults


def test_a_truncated_dump_is_read_as_far_as_it_goes_and_named(tmp_path: Path) -> None:
    lines = b"".join(b'{"id":"Q%d","label":"name %d"}\n' % (n, n * 7919) for n in range(1, 20_001))
    path = tmp_path / "dump.json.gz"
    path.write_bytes(gzip.compress(lines)[:-2_000])
    found, said, faults = read_file(path)
    assert 10_000 < len(found) < 20_000
    assert faults == [f"{path} ends in the middle of its compressed stream: what comes after is missing"]
    assert sum(said.refused.values()) <= 1


def test_a_damaged_stream_is_named(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(bytes(range(256)) * 20_000))
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "dump.json.gz"
    path.write_bytes(data)
    _, _, faults = read_file(path)
    assert len(faults) == 1
    assert str(path) in faults[0]


def test_chunks_are_whole_lines_and_always_the_same(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(b"".join(b'{"id":"Q%d","label":"%s"}\n' % (n, b"x" * 1_000) for n in range(1, 20_000)))
    first, second = (list(Input(path).chunks()) for _ in range(2))
    assert first == second
    assert len(first) == 3
    assert all(len(chunk.data) > CHUNK - 2_000 and chunk.data.endswith(b"\n") for chunk in first[:-1])
    assert b"".join(chunk.data for chunk in first) == path.read_bytes()
    assert [chunk.first_line for chunk in first] == [
        1,
        *(sum(c.data.count(b"\n") for c in first[:i]) + 1 for i in (1, 2)),
    ]


def test_a_line_beyond_all_bounds_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.linking.lines.MOST_LINE", 1 << 20)
    monkeypatch.setattr("graph.linking.lines.CHUNK", 1 << 18)
    path = tmp_path / "dump.json"
    path.write_bytes(
        b'{"id":"Q1","label":"one"}\n{"id":"Q2","label":"' + b"x" * (3 << 20) + b'"}\n{"id":"Q3","label":"three"}\n'
    )
    found, _, faults = read_file(path)
    assert [entity.qid for entity in found][-1] == 3
    assert "longer than" in faults[0]


def test_an_input_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildRefused, match="cannot be read"):
        Input(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("name", "entities"),
    [
        ("sample_wikidata_items.json.bz2", 100),
        ("short_stream.json.bz2", 635),
        ("Q31.json.gz", 1),
        ("Q8502.json.gz", 1),
        ("wbgetentities_response.json.gz", 3),
    ],
)
def test_wikidatas_own_samples_are_read_whole(shared: Path, name: str, entities: int) -> None:
    found, said, faults = read_file(shared / "wikidata" / "dump-format-sample" / name)
    assert len(found) == entities
    assert not said.refused
    assert not faults
