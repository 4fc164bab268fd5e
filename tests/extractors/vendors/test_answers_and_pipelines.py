"""What answers of chat models, Hugging Face's pipelines, spaCy and Clarifai say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.port import Extraction
from extractors.reading import Reading
from extractors.vendors.answer_text import MAX_TEXT, MAX_VALUES, answer_claims
from ontology.model import AgentKind, Observation

Read = Callable[..., list[Extraction]]
Documents = Callable[[str], list[Any]]


def claims_of(extractions: list[Extraction], name: str = "") -> list[Observation]:
    found = [c for e in extractions for run in e.runs for c in run.observations]
    return [c for c in found if not name or c.property == name]


def problems(extractions: list[Extraction]) -> str:
    return " | ".join(problem for e in extractions for problem in e.problems)


def chat(content: Any, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}} | more
    return {"object": "chat.completion", "created": 1767225600, "model": "gpt-4o-2024-08-06", "choices": [choice]}


def test_free_text_is_a_caption(read: Read) -> None:
    (first, *_) = read("chat-answers", chat("  A biplane\x00 over\u202e dunes. "))
    (run,) = first.runs
    assert [(c.property, c.value, c.confidence) for c in run.observations] == [
        ("caption", "A biplane over dunes.", None)
    ]
    assert (run.agent.kind, run.agent.name, run.agent.version) == (AgentKind.MODEL, "gpt-4o", "2024-08-06")
    assert run.ended == "2026-01-01T00:00:00Z"


STRUCTURED = (
    '{"Tags": "sea, sand, sky", "objects": [{"name": "kite", "score": 0.5}], "confidence": 0.9, "scene": "beach"}'
)


@pytest.mark.parametrize(
    "text", [STRUCTURED, f"```json\n{STRUCTURED}\n```", f"Here it is:\n```\n{STRUCTURED}\n```\nDone."]
)
def test_json_is_read_by_the_words_of_its_keys(text: str, read: Read) -> None:
    found = claims_of(read("chat-answers", chat(text)))
    assert [(c.property, c.value, c.confidence) for c in found] == [
        ("keyword", "sea", None), ("keyword", "sand", None), ("keyword", "sky", None), ("depicts", "kite", 0.5),
        ("setting", "beach", None),
    ]  # fmt: skip


def test_particular_things_are_only_what_has_a_name(read: Read) -> None:
    people = '"people": ["Ada Lovelace", "a man in a red coat", "2 people"]'
    text = f'{{{people}, "location": "beach", "landmarks": ["Eiffel Tower"]}}'
    found = claims_of(read("chat-answers", chat(text)))
    assert [(c.property, c.value) for c in found] == [
        ("depictsPerson", "Ada Lovelace"), ("depicts", "a man in a red coat"), ("depicts", "2 people"),
        ("setting", "beach"), ("depictsPlace", "Eiffel Tower"),
    ]  # fmt: skip


def test_unknown_keys_of_an_answer_are_named(read: Read) -> None:
    analysis = '"analysis": {"mood": "calm", "frobnication": 3}'
    text = f'{{"tags": ["sea"], {analysis}, "colors": ["#F4E0C1", "sand"], "text": "none"}}'
    (first, *_) = found = read("chat-answers", chat(text))
    assert first.unmapped == {"choices[].message.content.analysis.frobnication": 1}
    assert [(c.property, c.value) for c in claims_of(found)] == [
        ("keyword", "sea"), ("mood", "calm"), ("dominantColour", "#F4E0C1"), ("keyword", "sand"),
    ]  # fmt: skip


def test_what_is_cut_refused_or_broken_is_said(read: Read) -> None:
    cut = read("chat-answers", chat('{"tags": ["sea", "sa', finish_reason="length"))
    assert claims_of(cut) == []
    assert "ended by length" in problems(cut)
    assert "begins as JSON and is none" in problems(cut)
    refused = read("chat-answers", chat(None, message={"role": "assistant", "content": None, "refusal": "I will not."}))
    assert claims_of(refused) == []
    assert "the model refused: I will not." in problems(refused)


def test_a_batch_names_its_assets(read: Read, example_documents: Documents) -> None:
    lines = [d for d in example_documents("chat-answers") if "custom_id" in d]
    found = [read("chat-answers", line) for line in lines]
    assert [extractions[0].reference.name for extractions in found] == ["flight.jpg", "dunes.jpg", "sea.jpg", "fog.jpg"]
    assert [[c.value for c in claims_of(extractions)] for extractions in found] == [
        ["A biplane."], ["Dunes."], ["The sea."], [],
    ]  # fmt: skip
    assert "answers 500" in problems(found[3])


def test_thoughts_are_no_answer(read: Read) -> None:
    found = read("chat-answers", chat("<think>It may be a kite.</think>A biplane."))
    assert [c.value for c in claims_of(found)] == ["A biplane."]


def test_a_moment_in_a_film_is_a_segment(read: Read) -> None:
    found = read("chat-answers", chat('{"events": [{"description": "Take-off", "start_time": 1.5, "end_time": 3}]}'))
    assert [(c.property, c.value, c.segment.fragment) for c in claims_of(found)] == [
        ("depictsEvent", "Take-off", "#t=1.5,3")
    ]


def test_answers_are_bounded() -> None:
    reading = Reading({})
    (claim,) = answer_claims("x" * 300_000, reading, at="/a", path="a")
    assert len(claim.value) == MAX_TEXT
    many = '{"tags": [' + ",".join(f'"t{n}"' for n in range(5_000)) + "]}"
    assert len(answer_claims(many, reading, at="/a", path="a")) == MAX_VALUES
    assert len(reading.problems) == 2
    deep = '{"a":' * 200 + '{"tags": ["x"]}' + "}" * 200
    assert answer_claims(deep, reading, at="/a", path="a") == []


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=200)
    | st.from_regex(r'\{"(tags|people|text|objects)": [\[\{"a-z0-9:,\}\] ]{0,40}\}', fullmatch=True)
)
def test_any_answer_ends_well(text: str) -> None:
    for claim in answer_claims(text, Reading({}), at="/a", path="a"):
        assert claim.value.strip()
        assert not any(ord(letter) < 32 and letter not in "\n\t\r" for letter in claim.value)


def test_boxes_of_pipelines_need_the_picture_s_size(read: Read, example_documents: Documents) -> None:
    objects = [{"score": 0.99, "label": "person", "box": {"xmin": 10, "ymin": 20, "xmax": 60, "ymax": 120}}]
    (bare, *_) = read("hugging-face", objects)
    assert claims_of([bare])[0].segment.box is None
    assert bare.kept == {"box": 1}
    wrapped = {"task": "object-detection", "model": "a/b", "width": 400, "height": 200, "outputs": objects}
    assert claims_of(read("hugging-face", wrapped))[0].segment.fragment == "#xywh=percent:2.5,10,12.5,50"


def test_labels_tell_what_was_classified(read: Read) -> None:
    def properties(*labels: str) -> list[tuple[str, str]]:
        outputs = [{"label": label, "score": 0.9 - 0.1 * place} for place, label in enumerate(labels)]
        return [(c.property, c.value) for c in claims_of(read("hugging-face", outputs))]

    assert properties("tabby, tabby cat", "tiger cat") == [("depicts", "tabby"), ("depicts", "tiger cat")]
    assert properties("NEGATIVE", "POSITIVE") == [("sentiment", "NEGATIVE")]
    assert properties("joy", "sadness") == [("emotion", "joy"), ("emotion", "sadness")]
    assert properties("nsfw", "normal") == [("contentAdvisory", "nsfw")]
    found = read("hugging-face", [{"label": "LABEL_1", "score": 0.9}])
    assert claims_of(found) == []
    assert "the number of a class" in problems(found)


def test_the_task_of_the_wrapper_decides(read: Read) -> None:
    outputs = [{"label": "sports", "score": 0.9}]
    wrapped = {"task": "text-classification", "model": "a/b", "outputs": outputs}
    assert [(c.property, c.value) for c in claims_of(read("hugging-face", wrapped))] == [("about", "sports")]
    assert read("hugging-face", wrapped)[0].runs[0].agent.name == "b"


def test_tokens_of_one_name_are_put_together(read: Read, example_documents: Documents) -> None:
    tokens = next(d for d in example_documents("hugging-face") if isinstance(d, list) and "index" in str(d))
    found = claims_of(read("hugging-face", tokens))
    assert [(c.property, c.value, c.segment.characters, c.confidence) for c in found] == [
        ("mentionsPerson", "Orville Wright", (0, 14), 0.97),
        ("mentionsPlace", "Kitty Hawk", (23, 33), 0.91),
        ("mentionsPerson", "Ada", (38, 41), 0.8),
        ("mentionsPerson", "Bo", (42, 44), 0.8),
    ]


def test_a_batch_of_pipelines_is_several_assets(read: Read, example_documents: Documents) -> None:
    batch = next(d for d in example_documents("hugging-face") if isinstance(d, list) and isinstance(d[0], list))
    found = read("hugging-face", batch)
    assert [e.reference.name for e in found] == ["output.json#0", "output.json#1"]
    assert [c.value for c in claims_of(found)] == ["POSITIVE", "NEGATIVE"]


def test_plain_keeps_its_short_forms(recognised_by: Callable[..., list[str]], as_source: Any) -> None:
    assert recognised_by(as_source({"labels": [{"label": "kite", "score": 0.5}]})) == ["plain"]
    assert recognised_by(as_source({"caption": "A kite."})) == ["plain"]
    assert recognised_by(as_source({"text": "a", "chunks": [{"text": "a", "timestamp": [0, 1]}]})) == ["whisper"]
    assert recognised_by(as_source([{"label": "kite", "score": 0.5}])) == ["hugging-face"]


def test_spacy_s_names_are_the_text_between_their_offsets(read: Read, example_documents: Documents) -> None:
    document = next(d for d in example_documents("spacy") if isinstance(d, dict) and "cats" in d)
    found = read("spacy", document)
    assert [(c.value, c.segment.characters, c.identifiers) for c in claims_of(found, "mentionsPerson")] == [
        ("Orville Wright", (0, 14), ("http://www.wikidata.org/entity/Q494",))
    ]
    assert "orville@example.org" not in {c.value for c in claims_of(found)}
    assert [(c.value, c.confidence) for c in claims_of(found, "about")] == [("aviation", 0.98), ("cooking", 0.01)]
    assert found[0].runs[0].agent.kind is AgentKind.MODEL


def test_an_offset_outside_the_text_is_named(read: Read) -> None:
    found = read("spacy", {"text": "Short.", "ents": [{"start": 0, "end": 99, "label": "ORG"}], "tokens": []})
    assert claims_of(found) == []
    assert "outside the text's 6 characters" in problems(found)


def test_marks_for_training_are_people_s(read: Read, example_documents: Documents) -> None:
    pairs = next(d for d in example_documents("spacy") if isinstance(d, list) and isinstance(d[0], list))
    found = read("spacy", pairs)
    assert {run.agent.kind for e in found for run in e.runs} == {AgentKind.PERSON}
    assert [c.value for c in claims_of(found)] == ["Orville Wright", "aviation", "Kitty Hawk"]
    prodigy = next(d for d in example_documents("spacy") if isinstance(d, dict) and "answer" in d)
    assert claims_of(read("spacy", prodigy))
    rejected = read("spacy", prodigy | {"answer": "reject"})
    assert claims_of(rejected) == []
    assert "answered with 'reject'" in problems(rejected)


def test_a_concept_is_what_its_model_is_for(read: Read) -> None:
    def properties(model: str) -> set[str]:
        data = {"concepts": [{"name": "happy", "value": 0.9}, {"name": "safe", "value": 0.1}]}
        outputs = [{"data": data, "model": {"id": model, "model_version": {"id": "1"}}, "status": {"code": 10000}}]
        return {c.property for c in claims_of(read("clarifai", {"outputs": outputs}))}

    assert properties("general-image-recognition") == {"depicts"}
    assert properties("moderation-recognition") == {"contentAdvisory"}
    assert properties("face-sentiment-recognition") == {"emotion"}
    assert properties("age-demographics-recognition") == {"ageRange"}
    assert properties("celebrity-face-recognition") == {"depictsPerson"}


def test_clarifai_s_frames_and_regions_have_times_and_boxes(read: Read, example_documents: Documents) -> None:
    film = next(d for d in example_documents("clarifai") if "frames" in str(d) and len(d["outputs"]) == 1)
    found = claims_of(read("clarifai", film))
    person = next(c for c in found if c.value == "person")
    assert person.segment.fragment == "#t=0.5&xywh=percent:20,10,40,40"
    assert next(c for c in found if c.value == "takeoff").segment.fragment == "#t=0,1"
    assert [c.value for c in found if c.property == "dominantColour"] == ["#F4E0C1"]
