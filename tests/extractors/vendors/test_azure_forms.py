"""Azure Video Indexer, Vision, Face, Content Safety and Speech: times, boxes, persons, pages, channels."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.port import Extraction, Run, Source, SourceRefused
from extractors.vendors.azure_indexer_times import clock
from extractors.vendors.boxes import Frame, box_between, corners
from ontology.model import WHOLE, AgentKind, Box, MediaKind, Observation, Segment

Read = Callable[..., list[Extraction]]


def at(start: str, end: str, **more: Any) -> list[dict[str, Any]]:
    return [{"start": start, "end": end, **more}]


def claims(extractions: list[Extraction], name: str = "") -> list[Observation]:
    return [c for e in extractions for run in e.runs for c in run.observations if name in ("", c.property)]


def one_run(extractions: list[Extraction], task: str) -> Run:
    (run,) = [run for e in extractions for run in e.runs if run.task == task]
    return run


def index(insights: dict[str, Any], **video: Any) -> dict[str, Any]:
    return {"name": "Harbour", "videos": [{"state": "Processed", "insights": insights, **video}]}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:01:23.45", "83.45"),
        ("00: 01: 44.0000000", "104"),
        ("1.00:00:00.5", "86400.5"),
        ("0:00:01.3666667", "1.367"),
        ("0:00", None),
        ("soon", None),
        ("-0:00:01", None),
    ],
)
def test_a_clock(text: str, seconds: str | None) -> None:
    assert clock(text) == (None if seconds is None else Decimal(seconds))


def test_an_insight_is_claimed_for_each_instance_with_its_own_confidence(read: Read) -> None:
    times = at("0:00:01", "0:00:02", confidence=0.5) + at("0:00:05", "0:00:06", confidence=0.6)
    extractions = read("azure-video-indexer", {"labels": [{"name": "boat", "language": "en-US", "instances": times}]})
    assert [(c.value, c.confidence, c.language, c.segment.fragment) for c in claims(extractions, "depicts")] == [
        ("boat", 0.5, "en-US", "#t=1,2"),
        ("boat", 0.6, "en-US", "#t=5,6"),
    ]
    assert extractions[0].reference.kind == MediaKind.VIDEO


def test_a_time_that_is_none_skips_that_insight_alone(read: Read) -> None:
    labels = [
        {"name": "boat", "instances": at("soon", "0:00:02")},
        {"name": "quay", "instances": at("0:00:01", "0:00:02")},
    ]
    extractions = read("azure-video-indexer", {"labels": labels[::-1]})
    assert [c.value for c in claims(extractions, "depicts")] == ["quay"]
    assert "no time such as 0:01:23.45" in extractions[0].problems[0]


@pytest.mark.parametrize(
    ("size", "box"), [((1000, 500), Box(0.1, 0.2, 0.3, 0.1)), ((None, None), None), ((0, 500), None)]
)
def test_pixels_become_a_box_where_the_frame_is_known(read: Read, size: tuple[Any, Any], box: Box | None) -> None:
    line = {
        "text": "QUAY 4",
        "left": 100,
        "top": 100,
        "width": 300,
        "height": 50,
        "instances": at("0:00:01", "0:00:02"),
    }
    extractions = read("azure-video-indexer", index({"ocr": [line]}, width=size[0], height=size[1]))
    (text,) = claims(extractions, "onScreenText")
    assert text.segment == Segment(Decimal(1), Decimal(2), box)
    kept = {key for e in extractions for key in e.kept}
    assert ("ocr[].left" in kept) == (box is None)


def test_speakers_give_their_names_to_lines(read: Read) -> None:
    lines = [{"text": "Aye.", "speakerId": n, "instances": at(f"0:00:0{n}", f"0:00:0{n}.5")} for n in (1, 2)]
    document = {
        "transcript": lines,
        "speakers": [{"id": 1, "name": "Orville", "instances": at("0:00:01", "0:00:01.5")}],
    }
    run = one_run(read("azure-video-indexer", document), "transcript")
    said = [(c.value, c.segment.fragment) for c in run.observations if c.property == "speaker"]
    assert sorted(said) == [("Orville", "#t=1,1.5"), ("Speaker #2", "#t=2,2.5")]


def test_a_known_face_is_a_person_and_an_unknown_one_a_face(read: Read) -> None:
    known = {"name": "Ada", "confidence": 0.8, "knownPersonId": "8340004b-5cf5", "instances": at("0:00:01", "0:00:02")}
    nobody = {
        "name": "Unknown #12",
        "confidence": 0,
        "knownPersonId": "00000000-0000",
        "instances": at("0:00:03", "0:00:04"),
    }
    ada, face = one_run(read("azure-video-indexer", {"faces": [known, nobody]}), "faces").observations
    assert (ada.property, ada.value, ada.confidence) == ("depictsPerson", "Ada", 0.8)
    assert ada.identifiers == ("https://w3id.org/mediagraph/vendor/azure-video-indexer/person/8340004b-5cf5",)
    assert (face.property, face.value, face.confidence, face.identifiers) == ("depicts", "Face", None, ())


def test_a_face_without_instances_is_seen_when_its_thumbnails_are(read: Read) -> None:
    face = {"name": "Ada", "thumbnails": [{"id": "1", "instances": at("0:00:05", "0:00:05.033")}]}
    (ada,) = claims(read("azure-video-indexer", {"faces": [face]}), "depictsPerson")
    assert ada.segment.fragment == "#t=5,5.033"


def test_silence_and_speech_are_segments_without_the_zero_that_they_always_have(read: Read) -> None:
    effects = [{"type": kind, "instances": at("0:00:01", "0:00:02", confidence=sure)} for kind, sure in (
        ("Silence", 0), ("Laughter", 0.8), ("Gunshot", 0))]  # fmt: skip
    run = one_run(read("azure-video-indexer", {"audioEffects": effects}), "audio-effects")
    assert [(c.property, c.value, c.confidence) for c in run.observations] == [
        ("segmentType", "Silence", None),
        ("depicts", "Laughter", 0.8),
        ("depicts", "Gunshot", 0),
    ]


def test_a_shot_has_a_size_and_a_setting_but_no_side(read: Read) -> None:
    shot = {"tags": ["ExtremeCloseUp", "Indoor", "LeftFace"], "instances": at("0:00:01", "0:00:02")}
    run = one_run(read("azure-video-indexer", {"shots": [shot]}), "shots")
    assert [(c.property, c.value) for c in run.observations] == [
        ("segmentType", "shot"),
        ("shotType", "ExtremeCloseUp"),
        ("setting", "Indoor"),
    ]


def test_a_topic_is_also_what_iptc_calls_it(read: Read) -> None:
    topic = {
        "name": "Anime",
        "confidence": 0.6,
        "referenceUrl": "https://en.wikipedia.org/wiki/Anime",
        "language": "ja-JP",
        "iptcName": "arts, culture/arts and entertainment/cartoon",
        "iabName": None,
        "instances": at("0:00:00", "0:00:05"),
    }
    run = one_run(read("azure-video-indexer", {"topics": [topic]}), "topics")
    assert [(c.property, c.value, c.language, c.identifiers) for c in run.observations] == [
        ("about", "Anime", "ja-JP", ("https://en.wikipedia.org/wiki/Anime",)),
        ("about", "cartoon", "en", ()),
    ]


def test_a_detected_object_has_its_wikidata_item(read: Read) -> None:
    things = [
        {"displayName": "car", "wikiDataId": item, "instances": at("0:00:00", "0:00:02")} for item in ("Q1420", "x> <y")
    ]
    said = claims(read("azure-video-indexer", {"detectedObjects": things}), "depicts")
    assert said[0].identifiers == ("http://www.wikidata.org/entity/Q1420",)


def test_what_the_uploader_wrote_is_said_by_a_person(read: Read) -> None:
    document = index({"labels": []}, externalId="HOUSE-7") | {
        "userName": "Ada Archivist",
        "description": "The harbour in 1903",
    }
    extractions = read("azure-video-indexer", document)
    run = one_run(extractions, "description")
    assert (run.agent.kind, run.agent.name) == (AgentKind.PERSON, "Ada Archivist")
    assert [(c.property, c.value) for c in run.observations] == [
        ("title", "Harbour"),
        ("description", "The harbour in 1903"),
    ]
    assert extractions[0].reference.id == "HOUSE-7"


@pytest.mark.parametrize(
    ("name", "more", "asset"),
    [
        ("harbour.mp4", {}, ("", "harbour.mp4")),
        ("Harbour", {"externalUrl": "https://example.org/h.mp4"}, ("", "https://example.org/h.mp4")),
        ("Harbour", {"externalId": "films/h.mp4"}, ("", "films/h.mp4")),
        ("Harbour", {}, ("", "")),
    ],
)
def test_how_the_video_is_found(read: Read, name: str, more: dict[str, Any], asset: tuple[str, str]) -> None:
    extractions = read("azure-video-indexer", index({"labels": []}, **more) | {"name": name})
    assert (extractions[0].reference.id, extractions[0].reference.name) == asset
    titles = [c.value for c in claims(extractions, "title")]
    assert titles == ([] if name.endswith(".mp4") else [name])


def test_a_playlists_name_is_nobodys_title(read: Read) -> None:
    document = index({"labels": []}) | {"videos": [{"insights": {"labels": []}, "externalId": n} for n in ("a", "b")]}
    extractions = read("azure-video-indexer", document)
    assert [e.reference.id for e in extractions if e.runs] == ["a", "b"]
    assert claims(extractions, "title") == []
    assert any("a playlist of 2 videos" in problem for e in extractions for problem in e.problems)


def test_a_video_that_failed_is_named(read: Read) -> None:
    document = {"videos": [{"state": "Failed", "failureMessage": "no stream", "insights": {"ocr": []}}]}
    assert "is 'Failed', not 'Processed': no stream" in read("azure-video-indexer", document)[0].problems[0]


@pytest.mark.parametrize(
    "document",
    [
        {"labels": [{"name": "boat", "confidence": 0.5}]},
        {"faces": [{"faceRectangle": {"left": 1}}]},
        {"transcript": "hello"},
        {"topics": [{"name": "x", "instances": [{"start": 1.5, "end": 2}]}]},
        {"videos": [{"id": "x", "title": "y"}]},
        {"keywords": ["a"], "topics": []},
    ],
)
def test_other_documents_are_not_taken_for_an_index(
    document: Any, recognised_by: Callable[[Source], list[str]], as_source: Callable[..., Source]
) -> None:
    assert "azure-video-indexer" not in recognised_by(as_source(document))


def test_boxes_of_a_picture_are_fractions_of_its_size(read: Read) -> None:
    thing = {"object": "boat", "confidence": 0.7, "rectangle": {"x": 100, "y": 50, "w": 950, "h": 100}}
    document = {"objects": [thing], "metadata": {"width": 1000, "height": 500}, "requestId": "1"}
    extractions = read("azure-vision", document)
    (boat,) = claims(extractions, "depicts")
    assert boat.segment == Segment(box=Box(0.1, 0.1, 0.9, 0.2))
    assert [(c.property, c.value) for c in one_run(extractions, "technical").observations] == [
        ("width", "1000"),
        ("height", "500"),
    ]


def test_pixels_of_a_picture_of_unknown_size_are_named(read: Read) -> None:
    thing = {"object": "boat", "confidence": 0.7, "rectangle": {"x": 100, "y": 50, "w": 300, "h": 100}}
    (extraction,) = read("azure-vision", {"objects": [thing]})
    assert claims([extraction])[0].segment == WHOLE
    assert "pixels of a picture of unknown size" in extraction.problems[0]


def test_a_line_has_the_mean_confidence_of_its_words_and_its_page(read: Read) -> None:
    words = [{"text": w, "confidence": sure} for w, sure in (("QUAY", 0.9), ("FOUR", 0.8))]
    line = {"text": "QUAY FOUR", "boundingBox": [1, 1, 5, 1, 5, 2, 1, 2], "words": words}
    pages = [{"page": n, "width": 10, "height": 10, "unit": "inch", "lines": [line]} for n in (1, 2)]
    extractions = read("azure-read", {"status": "succeeded", "analyzeResult": {"readResults": pages}})
    assert [(c.confidence, c.segment) for c in claims(extractions, "onScreenText")] == [
        (0.85, Segment(box=Box(0.1, 0.1, 0.4, 0.1), page=1)),
        (0.85, Segment(box=Box(0.1, 0.1, 0.4, 0.1), page=2)),
    ]
    assert extractions[0].reference.kind == MediaKind.TEXT


def test_a_running_read_operation_is_refused(read: Read) -> None:
    with pytest.raises(SourceRefused, match="operation is running"):
        read("azure-read", {"status": "running", "analyzeResult": {"readResults": []}})


def test_dense_captions_have_boxes(read: Read) -> None:
    document = {
        "metadata": {"width": 200, "height": 100},
        "captionResult": {"text": "a quay", "confidence": 0.8},
        "denseCaptionsResult": {
            "values": [{"text": "a boat", "confidence": 0.7, "boundingBox": {"x": 20, "y": 10, "w": 100, "h": 50}}]
        },
    }
    run = one_run(read("azure-image-analysis", document), "captions")
    assert [(c.value, c.segment.box) for c in run.observations] == [
        ("a quay", None),
        ("a boat", Box(0.1, 0.1, 0.5, 0.5)),
    ]


FACE = {
    "faceRectangle": {"left": 1, "top": 2, "width": 3, "height": 4},
    "faceId": "a",
    "faceAttributes": {"age": 31.0, "smile": 0.9},
}


def test_one_face_is_described_and_several_are_not_mixed_up(read: Read) -> None:
    assert {c.property for c in claims(read("azure-face", [FACE]))} == {"depicts", "ageRange", "faceAttribute"}
    several = read("azure-face", [FACE, FACE])
    assert {c.property for c in claims(several)} == {"depicts"}
    assert sum(e.kept.get("faceAttributes", 0) for e in several) == 2


def test_a_severity_is_no_confidence(read: Read) -> None:
    levels = [{"category": "Hate", "severity": 2}, {"category": "Violence", "severity": 6}]
    said = claims(read("azure-content-safety", {"categoriesAnalysis": levels}))
    assert [(c.property, c.value, c.confidence) for c in said] == [
        ("contentLikelihood", "Hate: severity 2", None),
        ("contentLikelihood", "Violence: severity 6", None),
        ("contentAdvisory", "Violence", None),
    ]


@pytest.mark.parametrize(
    ("times", "fragment"),
    [
        ({"offsetInTicks": 12_345_678.0, "durationInTicks": 10_000_000.0, "offset": "PT9S"}, "#t=1.235,2.235"),
        ({"offsetMilliseconds": 1500, "durationMilliseconds": 250}, "#t=1.5,1.75"),
        ({"offset": "PT1H1M2.5S", "duration": "PT0.5S"}, "#t=3662.5,3663"),
        ({"offset": "PT2M"}, "#t=120"),
    ],
)
def test_times_of_a_phrase(read: Read, times: dict[str, Any], fragment: str) -> None:
    phrase = {"recognitionStatus": "Success", "nBest": [{"display": "Aye.", "confidence": 0.5}], **times}
    (said,) = claims(read("azure-speech", {"recognizedPhrases": [phrase]}), "utterance")
    assert (said.value, said.confidence, said.segment.fragment) == ("Aye.", 0.5, fragment)


def test_channels_speak_only_where_no_speakers_are_told(read: Read) -> None:
    when = {"offsetMilliseconds": 0, "durationMilliseconds": 9, "locale": "en-GB"}
    phrases = [{"channel": 0, "speaker": 2, "text": "Aye.", **when}, {"channel": 1, "text": "No.", **when}]
    combined = [{"channel": 0, "text": "Aye."}, {"channel": 1, "text": "No."}]
    extractions = read("azure-speech", {"combinedPhrases": combined, "phrases": phrases})
    assert [c.value for c in claims(extractions, "speaker")] == ["2", "channel 1"]
    assert [(c.value, c.language) for c in claims(extractions, "transcript")] == [("Aye.", "en-GB"), ("No.", "en-GB")]
    assert [c.value for c in claims(extractions, "language")] == ["en-GB"]


@settings(max_examples=80, deadline=None)
@given(*[st.floats(-50, 150) for _ in range(4)])
def test_a_box_lies_in_its_frame(left: float, top: float, right: float, bottom: float) -> None:
    box = box_between(left, top, right, bottom, Frame(100, 100))
    if box is not None:
        assert 0 <= box.x < 1
        assert 0 <= box.y < 1
        assert box.w >= 0
        assert box.h >= 0
        assert box.x + box.w <= 1 + 1e-8
        assert box.y + box.h <= 1 + 1e-8


@pytest.mark.parametrize("numbers", [[1], [1, "2"], [True, 1], [1e30, 1], [None, 2]])
def test_what_is_no_list_of_corners_has_none(numbers: list[Any]) -> None:
    assert corners(numbers) == []
