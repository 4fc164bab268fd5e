"""Whisper and Amazon Transcribe."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from extractors.port import Extraction, SourceRefused
from ontology.model import Observation, Segment

Read = Callable[..., list[Extraction]]


def said(extractions: list[Extraction], name: str) -> list[Observation]:
    return [c for e in extractions for run in e.runs for c in run.observations if c.property == name]


def test_a_whisper_segment_is_an_utterance_with_the_mean_probability_of_its_tokens(read: Read) -> None:
    segment = {"start": 8.02, "end": 10.98, "text": " ask what you can do.", "avg_logprob": -0.25}
    document = {"text": " And so. ask what you can do.", "segments": [segment], "language": "en"}
    (utterance,) = said(read("whisper", document), "utterance")
    assert utterance == Observation(
        "utterance", "ask what you can do.", round(math.exp(-0.25), 9), "en",
        Segment(Decimal("8.02"), Decimal("10.98")), "/segments/0",
    )  # fmt: skip
    assert [c.value for c in said(read("whisper", document), "transcript")] == ["And so. ask what you can do."]


def test_a_segment_without_avg_logprob_has_no_confidence(read: Read) -> None:
    document = {"text": "x", "segments": [{"start": 0, "end": 1, "text": "x"}]}
    assert said(read("whisper", document), "utterance")[0].confidence is None


def test_a_probability_over_one_is_named(read: Read) -> None:
    document = {"text": "x", "segments": [{"start": 0, "end": 1, "text": "x", "avg_logprob": 700}]}
    (extraction,) = read("whisper", document)
    assert said([extraction], "utterance") == []
    assert extraction.problems[0].startswith("/segments/0/avg_logprob is 700, above 0")


@pytest.mark.parametrize(
    ("given", "tag"), [("english", "en"), ("Haitian creole", "Haitian creole"), ("jw", "jv"), ("pt", "pt")]
)
def test_a_languages_name_becomes_its_code(read: Read, given: str, tag: str) -> None:
    document = {"text": "x", "segments": [], "language": given}
    assert [c.value for c in said(read("whisper", document), "language")] == [tag]


def test_a_translation_is_another_task_in_english(read: Read) -> None:
    (extraction,) = read("whisper", {"text": "x", "segments": [], "language": "french", "task": "translate"})
    assert [run.task for run in extraction.runs] == ["translation"]
    assert [c.language for c in said([extraction], "transcript")] == ["en"]
    assert [c.value for c in said([extraction], "language")] == ["fr"]


def test_whisper_cpp_gives_milliseconds_and_its_model(read: Read) -> None:
    part = {"offsets": {"from": 40, "to": 2605}, "text": " Kill Devil Hills."}
    (extraction,) = read(
        "whisper",
        {"model": {"type": "base"}, "result": {"language": "en"}, "transcription": [part, part | {"text": "B"}]},
    )
    assert extraction.runs[0].agent.name == "whisper-base"
    assert said([extraction], "utterance")[0].segment == Segment(Decimal("0.04"), Decimal("2.605"))
    assert said([extraction], "transcript")[0].value == "Kill Devil Hills. B"


def test_the_last_chunk_of_transformers_may_have_no_end(read: Read) -> None:
    chunks = [{"timestamp": [0.5, None], "text": " a"}, {"timestamp": ["x"], "text": " b"}]
    (extraction,) = read("whisper", {"text": " a b", "chunks": chunks})
    assert [c.segment for c in said([extraction], "utterance")] == [Segment(Decimal("0.5"))]
    assert extraction.problems == ("/chunks/1/timestamp is 'x', not a number of seconds",)


def word(start: str, end: str, text: str, sure: Any = "0.9", **more: Any) -> dict[str, Any]:
    best = {"confidence": sure, "content": text}
    return {"type": "pronunciation", "start_time": start, "end_time": end, "alternatives": [best], **more}


def mark(text: str) -> dict[str, Any]:
    return {"type": "punctuation", "alternatives": [{"confidence": None, "content": text}]}


def transcribed(*items: Any, **results: Any) -> dict[str, Any]:
    return {"status": "COMPLETED", "results": {"transcripts": [{"transcript": "…"}], "items": list(items), **results}}


def test_an_utterance_ends_with_the_sentence_and_its_confidence_is_the_mean(read: Read) -> None:
    items = [
        word("13.03", "13.22", "There", "1.0"),
        word("13.22", "13.37", "was", "0.5"),
        mark(","),
        word("14", "15", "so"),
    ]
    found = said(read("transcribe", transcribed(*items, mark("."), word("16", "17.005", "And"))), "utterance")
    assert [(c.value, c.confidence) for c in found] == [("There was, so.", 0.8), ("And", 0.9)]
    assert found[0].segment == Segment(Decimal("13.03"), Decimal(15))
    assert found[1].segment == Segment(Decimal(16), Decimal("17.005"))
    assert [c.pointer for c in found] == ["/results/items/0", "/results/items/5"]


def test_an_utterance_ends_where_the_speaker_changes(read: Read) -> None:
    turns = [{"items": [{"start_time": "1.0", "end_time": "2.0", "speaker_label": "spk_0"}]}]
    items = [word("1.0", "2.0", "Ready"), word("2.0", "3.0", "Yes", speaker_label="spk_1"), mark("!")]
    extractions = read("transcribe", transcribed(*items, speaker_labels={"segments": turns}))
    assert [c.value for c in said(extractions, "utterance")] == ["Ready", "Yes!"]
    assert [(c.value, c.segment.start_s) for c in said(extractions, "speaker")] == [
        ("spk_0", Decimal(1)),
        ("spk_1", Decimal(2)),
    ]


def test_channels_stand_for_speakers(read: Read) -> None:
    channels = [
        {"channel_label": "ch_0", "items": [word("1", "2", "Ready"), mark("?")]},
        {"channel_label": "ch_1", "items": [word("2", "3", "Yes"), mark(".")]},
    ]
    extractions = read("transcribe", transcribed(word("1", "2", "Ready"), channel_labels={"channels": channels}))
    assert [c.value for c in said(extractions, "utterance")] == ["Ready?", "Yes."]
    assert [c.value for c in said(extractions, "speaker")] == ["ch_0", "ch_1"]
    assert extractions[0].kept == {"results.items": 1}


def test_chinese_and_japanese_have_no_spaces_between_words(read: Read) -> None:
    items = [word("1", "2", "你"), word("2", "3", "好"), mark("。")]
    (utterance,) = said(read("transcribe", transcribed(*items, language_code="zh-CN")), "utterance")
    assert (utterance.value, utterance.language) == ("你好。", "zh-CN")


def test_identified_languages_are_claims_with_their_scores(read: Read) -> None:
    scores = [{"code": "fr-FR", "score": "0.91"}, {"code": "fr-CA", "score": 0.05}]
    found = said(read("transcribe", transcribed(language_code="fr-FR", language_identification=scores)), "language")
    assert [(c.value, c.confidence) for c in found] == [("fr-FR", 0.91), ("fr-CA", 0.05)]


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (word("soon", "2", "x"), "/results/items/0/start_time is 'soon', not a number of seconds"),
        (word("1", "2", "x", "high"), "/results/items/0/alternatives/0/confidence is 'high', not a number from 0 to 1"),
        ({"type": "pronunciation"}, "/results/items/0 has no alternatives, so it has no word"),
        (7, "/results/items/0 is 7, not an object"),
    ],
)
def test_a_word_that_cannot_be_read_is_named_and_the_others_stand(read: Read, item: Any, sentence: str) -> None:
    (extraction,) = read("transcribe", transcribed(item, word("2", "3", "Yes"), mark(".")))
    assert extraction.problems == (sentence,)
    assert [c.value for c in said([extraction], "utterance")] == ["Yes."]


def test_a_job_that_failed_is_refused(read: Read) -> None:
    with pytest.raises(SourceRefused, match="job is FAILED"):
        read("transcribe", {"status": "FAILED", "results": {"transcripts": []}})
