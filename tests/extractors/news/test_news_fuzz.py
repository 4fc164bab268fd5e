"""Broken newsroom files end named: no crash, no hang, whatever is cut, swapped or nested."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.extracted import Extracted
from extractors.news import ninjs, ninjs_keys, table, video_hub, video_hub_keys
from extractors.news.markup import text_of_markup
from extractors.news.newscodes import address_iri, code_iris, qcode_iri
from extractors.news.newsroom import moment, names_in_byline
from extractors.port import Source, SourceRefused

Read = Callable[[bytes | str, str], Extracted]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NINJS_KEYS = sorted({key.partition("[]")[0].partition(".")[0] for key in ninjs_keys.KEYS} - {"uri"})
HUB_KEYS = sorted(
    {key.removeprefix("photoVideoMetadataIPTC.").partition("[]")[0].partition(".")[0] for key in video_hub_keys.KEYS}
)
few = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def outcome(extractor: Any, document: Any) -> None:
    """An extractor yields or refuses; anything else fails the test."""
    data = json.dumps(document).encode()
    outcome_of(extractor, Source("a.json", "a.json", data, "application/json"))


def outcome_of(extractor: Any, source: Source) -> None:
    extractor.recognises(source)
    with suppress(SourceRefused):
        for extraction in extractor.extract(source):
            for run in extraction.runs:
                assert all(claim.value.strip() for claim in run.observations)


@few
@given(st.dictionaries(st.sampled_from(NINJS_KEYS), JSON, max_size=12))
def test_any_value_under_any_key_of_ninjs(item: dict[str, Any]) -> None:
    outcome(ninjs.EXTRACTOR, {"uri": "urn:x", "versionCreated": "2026-01-01T00:00:00Z", **item})


@few
@given(st.dictionaries(st.sampled_from(HUB_KEYS), JSON, max_size=12), JSON)
def test_any_value_under_any_key_of_the_hub(properties: dict[str, Any], part: Any) -> None:
    outcome(video_hub.EXTRACTOR, [{"photoVideoMetadataIPTC": properties, "mediafragment": part}])


@few
@given(st.text(max_size=200))
def test_texts_of_any_kind(text: str) -> None:
    assert len(text_of_markup(text)) <= len(text)
    moment(text)
    names_in_byline(text)
    for found in (qcode_iri(text), address_iri(text), *code_iris(text, topics=True)):
        assert not found or ":" in found


@few
@given(data=st.data())
def test_cut_and_swapped_examples_end_named(data: st.DataObject, examples: Path, read: Read) -> None:
    path = data.draw(st.sampled_from(sorted(examples.iterdir())))
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    result = read(bytes(raw), path.name)
    assert result.refusal or result.extractions
    assert "failed: " not in result.refusal


@few
@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=6), st.sampled_from(",;\t|"))
def test_any_cells_make_a_table_or_a_reason(rows: list[list[str]], mark: str) -> None:
    text = f"file{mark}title{mark}start{mark}width{mark}date created\n"
    text += "\n".join(mark.join(row) for row in rows)
    source = Source("/nowhere/a.csv", "a.csv", text.encode("utf-8", "replace"), "text/csv")
    outcome_of(table.EXTRACTOR, source)


def test_deep_and_wide_documents_take_no_time(read: Read) -> None:
    deep: Any = {"uri": "urn:x"}
    for _ in range(200):
        deep = {"associations": [deep], "uri": "urn:x", "headlines": [{"value": "h"}]}
    wide = {"uri": "urn:x", "subjects": [{"name": f"s{n}", "literal": "medtop:1"} for n in range(20_000)]}
    bodies = {"uri": "urn:x", "bodies": [{"value": f"<p>{n}. {'word ' * 50}</p>"} for n in range(1_000)]}
    started = time.monotonic()
    for document in (deep, wide, bodies):
        assert read(json.dumps(document | {"versionCreated": "2026-01-01T00:00:00Z"}), "a.json")
    assert time.monotonic() - started < 10
    xml = "<newsItem guid='u'>" + "<group>" * 150 + "</group>" * 150 + "</newsItem>"
    assert read(xml, "a.xml").extractions
    assert "deep" in read("<nitf>" + "<p>" * 500 + "</p>" * 500 + "</nitf>", "a.xml").refusal
