"""Damaged sidecars end in claims or in a sentence: examples are cut, stirred and filled with nonsense."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.extracted import Extracted
from extractors.json_form import JsonForm
from extractors.port import Source
from extractors.run import extract_source
from ontology.terms import PROPERTIES

NONSENSE = (
    "", " ", "-1", "1e999", "99999999999999999999", "P", "PT99999999999999S", "T:::F0", "0/0", "nan", "\u202e",
    "x" * 3000, "1:2:3:4:5", "PT0S5N0F", "../../etc/passwd", "javascript:1", "0x0", "16:0", "2024-99-99", "é日本",
    "&#13;", "&lt;b&gt;",
)  # fmt: skip
ROUNDS = 60


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a document with something wrong in it."""
    text = data.decode()
    match chance.randrange(6):
        case 0:
            return text[: chance.randrange(len(text))].encode()
        case 1:
            at = chance.randrange(len(text))
            return (text[:at] + chr(chance.randrange(32, 0x3000)) + text[at + 1 :]).encode("utf-8", "replace")
        case 2:  # a value is something else
            open_, close = chance.choice((('="', '"'), (">", "<"), ('":"', '"')))
            places = [at for at in range(len(text)) if text.startswith(open_, at)]
            if not places:
                return data
            at = chance.choice(places) + len(open_)
            end = text.find(close, at)
            return (text[:at] + chance.choice(NONSENSE) + text[max(end, at) :]).encode()
        case 3:  # an element stands twice, or a thousand times
            at = text.find("<", chance.randrange(len(text)))
            end = text.find("/>", at) + 2
            return (text[:end] + text[at:end] * chance.choice((1, 1000)) + text[end:]).encode() if at >= 0 else data
        case 4:
            at, end = sorted(chance.randrange(len(text)) for _ in range(2))
            return (text[:at] + text[end:]).encode()
    return bytes(chance.randrange(256) if chance.random() < 0.002 else byte for byte in data)


def test_damaged_examples_end_named(example: Path, example_form: JsonForm, as_source: Callable[..., Source]) -> None:
    chance = random.Random(example.name)
    data = example.read_bytes()
    for _ in range(ROUNDS):
        source = as_source(damaged(data, chance), name=example.name)
        started = time.perf_counter()
        result = extract_source(source)
        assert time.perf_counter() - started < 10
        check(result)


def check(result: Extracted) -> None:
    assert "failed:" not in result.refusal, result.refusal
    for extraction in result.extractions:
        for run in extraction.runs:
            for claim in run.observations:
                assert claim.property in PROPERTIES
                assert claim.value.strip()
                box = claim.segment.box
                assert box is None or (box.x >= 0 and box.y >= 0 and box.x + box.w <= 1.0001)


@pytest.mark.parametrize("name", ["a" * 50_000, "<deep>" * 150 + "</deep>" * 150])
def test_a_huge_or_deep_title_is_read_in_time(name: str, as_source: Callable[..., Source]) -> None:
    document = f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>x{name}</dc:title></metadata>'
    result = extract_source(as_source(document))
    assert result.extractor == "dublin-core"
    assert result.extractions[0].runs[0].observations[0].value.startswith("x")


def test_twenty_thousand_segments_are_read_in_time(as_source: Callable[..., Source]) -> None:
    segment = (
        "<VideoSegment><TextAnnotation><KeywordAnnotation><Keyword>k{0}</Keyword></KeywordAnnotation></TextAnnotation>"
        "<MediaTime><MediaRelIncrTimePoint>{0}</MediaRelIncrTimePoint></MediaTime></VideoSegment>"
    )
    segments = "".join(segment.format(number) for number in range(20_000))
    document = (
        '<Mpeg7 xmlns="urn:mpeg:mpeg7:schema:2004" mediaTimeUnit="PT1N25F"><Description><MultimediaContent><Video>'
        f"<TemporalDecomposition>{segments}</TemporalDecomposition></Video></MultimediaContent></Description></Mpeg7>"
    )
    started = time.perf_counter()
    result = extract_source(as_source(document))
    assert sum(len(run.observations) for e in result.extractions for run in e.runs) == 20_000
    assert time.perf_counter() - started < 20
