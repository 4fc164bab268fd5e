"""Amazon Comprehend, COCO captions and LLaVA's answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from extractors.port import Extraction, Source, SourceRefused
from ontology.model import AgentKind, Box, Observation, Segment

Read = Callable[..., list[Extraction]]


def entity(text: str, kind: str, first: Any = 6) -> dict[str, Any]:
    return {"Text": text, "Type": kind, "Score": 0.99, "BeginOffset": first, "EndOffset": 15}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("PERSON", "mentionsPerson"),
        ("LOCATION", "mentionsPlace"),
        ("ORGANIZATION", "mentionsOrganisation"),
        ("TITLE", "mentionsWork"),
        ("COMMERCIAL_ITEM", "mentionsBrand"),
        ("EVENT", "mentionsEvent"),
        ("DATE", "mentionsDate"),
        ("QUANTITY", "mentionsQuantity"),
        ("OTHER", "keyword"),
        ("AIRCRAFT", "keyword"),
    ],
)
def test_an_entitys_type_is_its_property(read: Read, kind: str, name: str) -> None:
    (extraction,) = read("comprehend-entities", {"Entities": [entity("Orville", kind)]})
    (claim,) = extraction.runs[0].observations
    assert claim == Observation(name, "Orville", 0.99, "", Segment(characters=(6, 15)), "/Entities/0")


def test_a_sentiment_is_as_sure_as_its_own_score(read: Read) -> None:
    scores = {"Positive": 0.1, "Negative": 0.05, "Neutral": 0.25, "Mixed": 0.6}
    (extraction,) = read("comprehend-sentiment", {"Sentiment": "MIXED", "SentimentScore": scores})
    assert [(c.value, c.confidence) for c in extraction.runs[0].observations] == [("MIXED", 0.6)]
    assert extraction.kept == {"SentimentScore": 1}


def test_each_text_of_a_batch_is_an_asset_and_a_refused_one_is_named(read: Read) -> None:
    batch = {
        "ResultList": [{"Index": 0, "Entities": [entity("Orville", "PERSON")]}, {"Index": 2, "Entities": []}],
        "ErrorList": [{"Index": 1, "ErrorCode": "TEXT_SIZE_LIMIT_EXCEEDED", "ErrorMessage": "too long"}],
    }
    first, second = read("comprehend-entities", batch)
    assert [first.reference.name, second.reference.name] == ["output.json#0", "output.json#2"]
    assert first.problems == ("Comprehend refused text 1 of the batch: TEXT_SIZE_LIMIT_EXCEEDED too long",)
    assert first.runs[0].observations[0].pointer == "/ResultList/0/Entities/0"


def test_a_jobs_lines_are_texts_by_file_and_line(read: Read) -> None:
    lines = [{"Entities": [entity("Orville", "PERSON")], "File": "a.txt", "Line": n} for n in (0, 1)]
    found = read("comprehend-entities", b"\n".join(map(orjson.dumps, lines)))
    assert [e.reference.name for e in found] == ["a.txt#line=0", "a.txt#line=1"]
    assert found[1].runs[0].observations[0].pointer == "/1/Entities/0"


def test_personal_information_has_no_text_and_stays_in_the_blob(read: Read) -> None:
    document = {"Entities": [{"Score": 0.9, "Type": "NAME", "BeginOffset": 2, "EndOffset": 5}]}
    (extraction,) = read("comprehend-entities", document)
    assert (extraction.runs[0].observations, extraction.kept) == ((), {"Entities[]": 1})


def test_an_offset_that_is_no_whole_number_is_named(read: Read) -> None:
    (extraction,) = read("comprehend-entities", {"Entities": [entity("A", "PERSON", 1.5), entity("B", "PERSON")]})
    assert extraction.problems == ("/Entities/0/BeginOffset is 1.5, not a whole number",)
    assert [c.value for c in extraction.runs[0].observations] == ["B"]


COCO = {"image": "1.jpg", "captions": ["A rail."], "instances": [{"category": "bird", "bbox": [0.1, 0.2, 0.5, 0.75]}]}


def test_coco_captions_are_peoples_and_boxes_have_corners(read: Read) -> None:
    (extraction,) = read("coco-captions", COCO)
    captions, objects = extraction.runs
    assert captions.agent.kind is AgentKind.PERSON
    assert [(c.property, c.value, c.language) for c in captions.observations] == [("caption", "A rail.", "en")]
    (bird,) = objects.observations
    assert (bird.value, bird.segment.box) == ("bird", Box(0.1, 0.2, 0.4, 0.55))


def test_a_broken_line_is_named_and_the_others_are_read(read: Read) -> None:
    lines = [orjson.dumps(COCO), b"{broken", b"", b"7", orjson.dumps(COCO | {"image": "2.jpg"})]
    found = read("coco-captions", b"\n".join(lines))
    assert [e.reference.name for e in found] == ["1.jpg", "2.jpg"]
    assert found[1].problems == ("/1 is line 2, not valid JSON", "/3 is 7, not an object")


def test_a_box_without_four_numbers_skips_its_thing(read: Read) -> None:
    (extraction,) = read("coco-captions", COCO | {"instances": [{"category": "bird", "bbox": [0, 1, "x", 3]}]})
    assert extraction.runs[1].observations == ()
    assert "a box here is left, top, right, bottom" in extraction.problems[0]


def test_each_answer_describes_a_record(read: Read) -> None:
    found = read("llava-answers", {"4": "Assistant: The answer is B.", "5": "Assistant: "}, name="science.json")
    assert [(e.reference.name, e.runs[0].observations[0].value) for e in found] == [("science#4", "The answer is B.")]


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b'"x"', b"null", b"{", b"\xff\xfe", b"[7]", b"[[]]"])
def test_what_is_no_document_is_refused_by_every_form(form: Any, data: bytes) -> None:
    source = Source("a.json", "a.json", data)
    assert not form.recognises(source)
    with pytest.raises(SourceRefused, match=r"a\.json"):
        list(form.extract(source))
