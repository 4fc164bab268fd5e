"""Answers as client libraries print them, in wrappers, without results, or not answers at all but errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from extractors import registry
from extractors.error_answers import error_answer
from extractors.not_read import described
from extractors.port import Extraction, Source, SourceRefused
from extractors.vendors.spelling import camel, fits_either, respelled, snake
from ontology.model import Box, Observation

Read = Callable[..., list[Extraction]]
CAT = {"mid": "/m/01yrx", "description": "Cat", "score": 0.97}


def said(extractions: list[Extraction], *names: str) -> list[Observation]:
    return [c for e in extractions for run in e.runs for c in run.observations if c.property in names]


def found(document: Any) -> str:
    source = Source("answer.json", "answer.json", orjson.dumps(document), "application/json")
    extractor = registry.find_extractor(source)
    return extractor.name if extractor else described(source)


@pytest.mark.parametrize(("key", "is_read_as"), [
    ("entity_id", "entityId"), ("type_", "type"), ("entityId", "entityId"), ("gs://a_b", "gs://a_b"), ("_", "_"),
    ("is_bw_img", "isBwImg"), ("", ""), ("A_b", "A_b"),
])  # fmt: skip
def test_a_key_in_camel_case(key: str, is_read_as: str) -> None:
    assert camel(key) == is_read_as


@pytest.mark.parametrize(("key", "is_read_as"), [("regionInfo", "region_info"), ("app_id", "app_id"), ("URL", "URL")])
def test_a_key_in_snake_case(key: str, is_read_as: str) -> None:
    assert snake(key) == is_read_as


def test_null_is_no_value_and_other_empty_values_stay() -> None:
    assert respelled({"a_b": None, "c_d": [], "e": [None, {"f_g": ""}]}, camel) == {"cD": [], "e": [None, {"fG": ""}]}


def test_a_document_is_only_respelled_to_be_recognised_where_a_key_at_its_top_is_spelled_so() -> None:
    fits = fits_either(lambda document: "entityId" in document, camel)
    assert fits({"entity_id": 1})
    assert not fits({"other": {"entity_id": 1}})


def test_numbers_of_enums_are_their_words(read: Read, example_documents: Callable[[str], list[Any]]) -> None:
    client = next(d for d in example_documents("google-vision") if "face_annotations" in d)
    extractions = read("google-vision", client)
    assert [c.value for c in said(extractions, "emotion")] == ["joy"]
    assert "racy: LIKELY" in [c.value for c in said(extractions, "contentLikelihood")]
    assert [c.value for c in said(extractions, "onScreenText")] == ["Hi u"]
    assert said(extractions, "depicts")[0].pointer == "/label_annotations/0"


def test_a_client_that_prints_every_field_says_nothing_of_features_not_asked_for(read: Read) -> None:
    empty: dict[str, list[Any]] = {"landmarkAnnotations": [], "logoAnnotations": [], "faceAnnotations": []}
    (extraction,) = read("google-vision", {"labelAnnotations": [CAT], **empty})
    assert [run.task for run in extraction.runs] == ["labels"]


def test_each_answer_of_a_list_has_its_own_asset(read: Read) -> None:
    first, second = read("google-vision", [{"labelAnnotations": [CAT]}, {"labelAnnotations": [CAT]}])
    assert (first.reference.name, second.reference.name) == ("output.json#0", "output.json#1")


def test_pages_of_one_document_are_parts(read: Read, example_documents: Callable[[str], list[Any]]) -> None:
    pages = next(d for d in example_documents("google-vision") if "inputConfig" in d.get("responses", [{}])[0])
    runs = [(e.reference.name, run.part) for e in read("google-vision", pages) for run in e.runs if run.task == "text"]
    assert runs == [("gs://letters/1912.pdf", "page 1"), ("gs://letters/1912.pdf", "page 2")]


def test_zero_that_a_client_prints_for_no_probability_is_none(read: Read) -> None:
    mention = {"text": {"content": "Oslo", "begin_offset": 0}, "type_": 1, "probability": 0.0}
    document = {"entities": [{"name": "Oslo", "type_": 2, "mentions": [mention]}], "language": "en"}
    (claim,) = said(read("google-language", document), "mentionsPlace")
    assert claim.confidence is None


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"responses": [{}]}, "google-vision"),
        ({"response": {"labelAnnotations": [CAT]}}, "google-vision"),
        ({"entities": [], "language": "en"}, "google-language"),
        ({"totalBilledTime": "15s", "requestId": "5"}, "google-speech"),
        ({"JobStatus": "FAILED", "StatusMessage": "Unsupported codec/format"}, "rekognition-other"),
        ({"text": "Hi", "usage": {"type": "tokens"}, "logprobs": []}, "whisper"),
    ],
)
def test_an_answer_that_found_nothing_is_known(document: Any, name: str) -> None:
    assert found(document) == name


def test_a_failed_job_is_refused_with_its_reason(read: Read) -> None:
    with pytest.raises(SourceRefused, match=r"the Rekognition job is FAILED.*Unsupported codec"):
        read("rekognition-other", {"JobStatus": "FAILED", "StatusMessage": "Unsupported codec/format"})
    with pytest.raises(SourceRefused, match="the Read operation is running"):
        read("azure-read", {"status": "running", "createdDateTime": "", "lastUpdatedDateTime": ""})


def test_a_piece_of_a_streamed_answer_is_no_caption(read: Read) -> None:
    piece = {"model": "llava", "created_at": "2024-01-01T00:00:00Z", "response": "A", "done": False}
    with pytest.raises(SourceRefused, match="a piece of a streamed answer"):
        read("chat-answers", piece)


def test_the_python_sdk_of_azure_vision(read: Read, example_documents: Callable[[str], list[Any]]) -> None:
    client = next(d for d in example_documents("azure-vision") if "request_id" in d)
    extractions = read("azure-vision", client)
    (boat,) = said(extractions, "depicts")
    assert (boat.value, boat.segment.box, boat.pointer) == ("boat", Box(0.1, 0.1, 0.5, 0.2), "/objects/0")
    assert [c.value for c in said(extractions, "keyword")] == ["outdoor sea", "black and white"]
    assert not any(e.unmapped for e in extractions)


def test_times_of_the_first_fast_transcriptions_are_milliseconds(
    read: Read, example_documents: Callable[[str], list[Any]]
) -> None:
    preview = next(d for d in example_documents("azure-speech") if d.get("duration") == 182439)
    extractions = read("azure-speech", preview)
    (claim,) = said(extractions, "utterance")
    assert (str(claim.segment.start_s), str(claim.segment.end_s)) == ("0.960", "1.600")
    assert extractions[0].reference.duration_s == 182.439


def test_regions_of_clarifai_s_grpc_client_keep_their_boxes(read: Read) -> None:
    box = {"topRow": 0.1, "leftCol": 0.2, "bottomRow": 0.5, "rightCol": 0.6}
    region = {"regionInfo": {"boundingBox": box}, "data": {"concepts": [{"name": "Boat", "value": 0.9}]}}
    output = {"status": {"code": "SUCCESS"}, "model": {"modelVersion": {"id": "v"}}, "data": {"regions": [region]}}
    extractions = read("clarifai", {"outputs": [output]})
    assert [c.segment.box for c in said(extractions, "depicts")] == [Box(0.2, 0.1, 0.4, 0.4)]
    assert extractions[0].problems == ()


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"error": {"code": 403, "message": "disabled.", "status": "PERMISSION_DENIED"}}, "403: disabled."),
        ({"error": {"message": "Rate limit", "type": "requests", "param": None, "code": "rate"}}, "rate: Rate limit"),
        ({"Error": {"Code": "NoSuchKey", "Message": "gone"}, "ResponseMetadata": {}}, "NoSuchKey: gone"),
        ({"err_code": "Bad Request", "err_msg": "corrupt", "request_id": "u"}, "Bad Request: corrupt"),
        ({"code_description": "Bad Request", "code": 400, "error": "unable"}, "400: unable"),
        ({"code": "InvalidImageUrl", "requestId": "x", "message": "not accessible"}, "InvalidImageUrl: not accessible"),
        ({"error": "Model is loading", "estimated_time": 20.0}, "Model is loading"),
        ({"__type": "AccessDeniedException", "Message": "no"}, "AccessDeniedException: no"),
    ],
)
def test_an_error_is_named_as_one_and_taken_for_no_result(document: Any, sentence: str) -> None:
    assert found(document).endswith(f"it is a service's error, not its result: {sentence}")


@pytest.mark.parametrize("document", [
    {}, [], None, {"message": "hello"}, {"error": None}, {"error": {}}, {"code": 1}, {"title": "x", "error": "y"},
    {"errors": []}, {"detail": [1]},
])  # fmt: skip
def test_what_is_no_error_is_not_called_one(document: Any) -> None:
    assert error_answer(document) == ""
