"""Gold sets: three forms, one meaning; what is broken is named with its line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from graph.linking.errors import GoldError
from graph.linking.gold import GoldDocument, GoldMention, read_gold, set_name

TEXT = "Angela Merkel met Obama in New York City."
MENTIONS = ((0, 13, 567), (18, 23, 76), (27, 40, 60))

NIF = """@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix itsrdf: <http://www.w3.org/2005/11/its/rdf#> .
<urn:d#1> a nif:Context ; nif:isString "Angela Merkel met Obama in New York City." .
<urn:d#2> a nif:Phrase ; nif:anchorOf "Angela Merkel" ; nif:beginIndex "0" ; nif:endIndex "13" ;
  nif:referenceContext <urn:d#1> ; itsrdf:taIdentRef <http://www.wikidata.org/entity/Q567> .
<urn:d#3> a nif:Phrase ; nif:anchorOf "Obama" ; nif:beginIndex "20" ; nif:endIndex "25" ;
  nif:referenceContext <urn:d#1> ; itsrdf:taIdentRef <https://www.wikidata.org/wiki/Q76> .
<urn:d#4> a nif:Phrase ; nif:beginIndex "27" ; nif:endIndex "40" ;
  nif:referenceContext <urn:d#1> ; itsrdf:taIdentRef <http://www.wikidata.org/entity/Q60> .
"""
IOB_TOKENS = """-DOCSTART- (1 NEWS)
Angela\tB\tAngela Merkel\tAngela_Merkel\thttp://en.wikipedia.org/wiki/Angela_Merkel\tQ567
Merkel\tI\tAngela Merkel\tAngela_Merkel\thttp://en.wikipedia.org/wiki/Angela_Merkel\tQ567
met
Obama\tB\tObama\tBarack_Obama\thttp://en.wikipedia.org/wiki/Barack_Obama\tQ76
in
New\tB\tNew York City\tNew_York_City\tx\tQ60
York\tI\tNew York City\tNew_York_City\tx\tQ60
City\tI\tNew York City\tNew_York_City\tx\tQ60
.
"""
IOB_CONLL = "Angela NNP I-NP B-PER Q567\nMerkel NNP I-NP I-PER Q567\nmet VBD I-VP O -\nNobody NN I-NP B-PER NIL\n"
IOB_LINE = "7\tAngela\\B-PER\\Q567 Merkel\\I-PER\\I met\\O\\O Nobody\\B-PER\\B in\\O\\O A\\B\\B-LOC\\Q60 .\\O\\O\n"


def _one(path: Path, body: str | bytes) -> GoldDocument:
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    (document,) = read_gold(path)
    return document


def _elevant(**labels: object) -> str:
    spans = [{"span": [start, end], "entity_id": f"Q{qid}"} for start, end, qid in MENTIONS]
    return json.dumps({"id": 9, "text": TEXT, "labels": spans} | labels)


def test_the_three_forms_say_the_same(tmp_path: Path) -> None:
    from_lines = _one(tmp_path / "a.jsonl", _elevant())
    assert [(m.start, m.end, m.qid) for m in from_lines.mentions] == list(MENTIONS)
    from_nif = _one(tmp_path / "a.ttl", NIF)
    assert (from_nif.text, from_nif.mentions) == (from_lines.text, from_lines.mentions)
    from_iob = _one(tmp_path / "a.iob", IOB_TOKENS)
    assert from_iob.text == "Angela Merkel met Obama in New York City ."
    assert [(m.start, m.end, m.qid) for m in from_iob.mentions] == list(MENTIONS)


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    for name, body in (("b.jsonl", _elevant()), ("b.ttl", NIF), ("b", IOB_TOKENS)):
        assert len(_one(tmp_path / name, gzip.compress(body.encode())).mentions) == 3


def test_iob_with_tags_of_types_and_documents_in_lines(tmp_path: Path) -> None:
    by_token = _one(tmp_path / "c", IOB_CONLL)
    assert [(m.start, m.end, m.qid, m.type) for m in by_token.mentions] == [(0, 13, 567, "per"), (18, 24, None, "per")]
    by_line = _one(tmp_path / "d", IOB_LINE)
    assert by_line.text == "Angela Merkel met Nobody in A\\B ."
    assert [(m.start, m.end, m.qid) for m in by_line.mentions] == [(0, 13, 567), (18, 24, None), (28, 31, 60)]


def test_what_neither_counts_nor_costs(tmp_path: Path) -> None:
    labels = [
        {"id": 0, "span": [0, 13], "entity_id": "Q567", "coref": False, "optional": False},
        {"id": 1, "span": [7, 13], "entity_id": "Q567", "parent": 0},
        {"id": 2, "span": [14, 17], "entity_id": "Q1", "type": "QUANTITY"},
        {"id": 3, "span": [18, 23], "entity_id": "Q76", "coref": True},
        {"id": 4, "span": [27, 40], "entity_id": "<NIL>"},
    ]
    mentions = _one(tmp_path / "e", _elevant(labels=labels)).mentions
    assert [m.counts for m in mentions] == [True, False, False, False, False]
    assert [m.free for m in mentions] == [False, True, True, True, False]


def test_a_span_within_another_is_nested_and_a_pronoun_coreference(tmp_path: Path) -> None:
    labels = [{"span": [27, 40], "entity_id": "Q60"}, {"span": [27, 35], "entity_id": "Q1384"}]
    mentions = _one(tmp_path / "f", _elevant(labels=labels)).mentions
    assert [(m.end, m.nested) for m in mentions] == [(40, False), (35, True)]
    said = json.dumps({"text": "He won.", "labels": [{"span": [0, 2], "entity_id": "Q76"}]})
    assert _one(tmp_path / "g", said).mentions == (GoldMention(0, 2, 76, coreference=True),)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ('{"text": "a", "labels": [}', "line 1: not JSON"),
        ('{"labels": []}', "line 1: a document is an object with `text`"),
        ('{"text": "abc", "labels": [{"span": [0, 9], "entity_id": "Q1"}]}', r"line 1: span \[0, 9\] is no pair"),
        ('{"text": "a", "labels": []}\n{"text": 1}', "line 2: a document is"),
        ("@prefix nif: <urn:x> .\n<a> <b> .\n", "line 2: not Turtle"),
        (NIF.replace('"18"', '"x"').replace('"27"', '"x"'), "no nif:beginIndex"),
        (NIF.replace('nif:isString "Angela', 'nif:other "Angela'), "has no nif:isString"),
        ("Angela\tB\tx\tQ1\nMerkel\tX\ty\n", "line 2: no column"),
        ("1\tAngela\\B\\Q1 Merkel\\I\n", "line 1: 'Merkel"),
        (b"\xff\xfe{", "line 1: not UTF-8"),
        (gzip.compress(_elevant().encode())[:-12], "damaged gzip"),
    ],
)
def test_broken_sets_are_named(tmp_path: Path, body: str | bytes, said: str) -> None:
    path = tmp_path / "broken"
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    with pytest.raises(GoldError, match=said) as caught:
        list(read_gold(path))
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"none\.jsonl: No such file"):
        list(read_gold(tmp_path / "none.jsonl"))


@pytest.mark.parametrize(
    ("name", "documents", "counting"),
    [
        ("elevant/wiki-fair-v2-dev.benchmark.jsonl.gz", 80, 944),
        ("elevant/news-fair-v2-dev.benchmark.jsonl.gz", 40, 222),
        ("elevant/oke-2016-train.benchmark.jsonl.gz", 196, 780),
        ("opentapioca/RSS-500_wd.train.ttl.gz", 375, 437),
        ("opentapioca/istex_train.ttl.gz", 750, 1800),
    ],
)
def test_the_development_sets_are_read_whole(shared: Path, name: str, documents: int, counting: int) -> None:
    path = shared / "entity-linking" / name
    found = list(read_gold(path))
    assert len(found) == documents
    assert sum(m.counts for d in found for m in d.mentions) >= counting
    assert all(d.text[m.start : m.end].strip() for d in found for m in d.mentions if m.counts)
    assert set_name(path) in name
