"""Amazon Rekognition: labels, faces, celebrities, moderation, text, segments."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from extractors.port import Extraction, Source, SourceRefused
from ontology.model import WHOLE, AgentKind, Box, MediaKind, Observation, Segment

Read = Callable[..., list[Extraction]]
BOX = {"Left": 0.1, "Top": 0.2, "Width": 0.3, "Height": 0.4}
VIDEO = {"JobStatus": "SUCCEEDED", "VideoMetadata": {"DurationMillis": 23800, "FrameRate": 25.0, "Codec": "h264"}}


def claims(extractions: list[Extraction], task: str) -> list[Observation]:
    return [claim for e in extractions for run in e.runs if run.task == task for claim in run.observations]


def test_a_label_is_a_claim_about_the_picture_and_each_instance_about_its_box(read: Read) -> None:
    label = {"Name": "Car", "Confidence": 50.19071578979492, "Instances": [{"BoundingBox": BOX, "Confidence": 98.5}]}
    (extraction,) = read("rekognition-labels", {"Labels": [label], "LabelModelVersion": "3.0"})
    (run,) = extraction.runs
    assert (run.agent.kind, run.agent.name, run.agent.version) == (AgentKind.MODEL, "amazon-rekognition-labels", "3.0")
    assert extraction.reference.kind is MediaKind.IMAGE
    assert run.observations == (
        Observation("depicts", "Car", 0.5019071578979492, "en", WHOLE, "/Labels/0"),
        Observation("depicts", "Car", 0.985, "en", Segment(box=Box(0.1, 0.2, 0.3, 0.4)), "/Labels/0/Instances/0"),
    )


def test_a_category_is_a_keyword_said_once(read: Read) -> None:
    labels = [{"Name": name, "Confidence": 90, "Categories": [{"Name": "Nature"}]} for name in ("Sand", "Sea")]
    said = claims(read("rekognition-labels", {"Labels": labels}), "labels")
    assert [(c.property, c.value, c.confidence) for c in said] == [
        ("depicts", "Sand", 0.9),
        ("keyword", "Nature", None),
        ("depicts", "Sea", 0.9),
    ]


def test_a_percentage_over_100_stays_out_of_range_for_the_gate(read: Read) -> None:
    (claim,) = claims(read("rekognition-labels", {"Labels": [{"Name": "Car", "Confidence": 180}]}), "labels")
    assert claim.confidence == 1.8


def test_video_times_are_exact_seconds_and_a_moment_has_no_end(read: Read) -> None:
    document = {
        "Labels": [
            {"Timestamp": 1999, "Label": {"Name": "Sand", "Confidence": 88.5}},
            {"StartTimestampMillis": 33, "EndTimestampMillis": 4004, "Label": {"Name": "Sea", "Confidence": 70}},
        ],
        **VIDEO,
    }
    (extraction,) = read("rekognition-labels", document)
    sand, sea = claims([extraction], "labels")
    assert sand.segment == Segment(Decimal("1.999"))
    assert sea.segment == Segment(Decimal("0.033"), Decimal("4.004"))
    assert extraction.reference.kind is MediaKind.VIDEO
    assert extraction.reference.duration_s == 23.8


def test_the_videos_metadata_are_claims_of_the_system(read: Read) -> None:
    (extraction,) = read("rekognition-labels", {"Labels": [], **VIDEO})
    technical = extraction.runs[0]
    assert technical.agent.kind is AgentKind.SYSTEM
    assert {(c.property, c.value) for c in technical.observations} == {
        ("duration", "23.8"),
        ("frameRate", "25.0"),
        ("videoCodec", "h264"),
    }


def test_nothing_found_is_a_run_without_claims_so_that_it_replaces_an_older_one(read: Read) -> None:
    (extraction,) = read("rekognition-labels", {"Labels": [], "LabelModelVersion": "3.0"})
    assert [(run.task, run.observations) for run in extraction.runs] == [("labels", ())]


def test_pages_of_a_job_do_not_replace_each_other(read: Read) -> None:
    def page(moment: int, **more: Any) -> str:
        document = {"Labels": [{"Timestamp": moment, "Label": {"Name": "Sand", "Confidence": 90}}], **VIDEO, **more}
        return read("rekognition-labels", document)[0].runs[-1].part

    assert [page(0, NextToken="a"), page(5005, NextToken="b"), page(9000)] == ["from 0 s", "from 5.005 s", ""]


@pytest.mark.parametrize("status", ["FAILED", "IN_PROGRESS"])
def test_a_job_without_results_is_refused(read: Read, status: str) -> None:
    with pytest.raises(SourceRefused, match=f"{status}.*no results.*quota"):
        read("rekognition-labels", {"Labels": [], **VIDEO, "JobStatus": status, "StatusMessage": "quota"})


def test_image_properties_are_a_run_of_their_own(read: Read) -> None:
    document = {"ImageProperties": {"Quality": {"Brightness": 40}, "DominantColors": [{"HexCode": "3A7432"}]}}
    (extraction,) = read("rekognition-labels", document)
    assert [run.task for run in extraction.runs] == ["image-properties"]
    assert {(c.property, c.value) for c in extraction.runs[0].observations} == {
        ("brightness", "40"),
        ("dominantColour", "#3A7432"),
    }


def test_a_face_is_a_box_and_its_attributes_are_claims_about_it(read: Read) -> None:
    face = {
        "BoundingBox": BOX,
        "Confidence": 99.5,
        "AgeRange": {"Low": 32, "High": 48},
        "Smile": {"Value": False, "Confidence": 93.5},
        "Mustache": {"Value": True, "Confidence": 95},
        "Emotions": [{"Type": "CALM", "Confidence": 72.5}],
        "Gender": {"Value": "Male", "Confidence": 99},
        "Pose": {"Yaw": -3.5},
        "Quality": {"Sharpness": 95.5},
    }
    said = claims(
        read("rekognition-faces", {"FaceDetails": [face, face | {"BoundingBox": BOX | {"Left": 0.5}}]}), "faces"
    )
    here = [(c.property, c.value, c.confidence) for c in said if c.segment == Segment(box=Box(0.1, 0.2, 0.3, 0.4))]
    assert here == [
        ("depicts", "Face", 0.995),
        ("ageRange", "32-48", None),
        ("genderPresentation", "Male", 0.99),
        ("emotion", "CALM", 0.725),
        ("faceAttribute", "no smile", 0.935),
        ("faceAttribute", "mustache", 0.95),
        ("faceYaw", "-3.5", None),
        ("faceSharpness", "95.5", None),
    ]
    assert [(c.property, c.value, c.segment) for c in said if c.property == "faceCount"] == [("faceCount", "2", WHOLE)]


def test_no_face_is_a_claim_in_a_picture_and_none_in_a_video(read: Read) -> None:
    assert [c.value for c in claims(read("rekognition-faces", {"FaceDetails": []}), "faces")] == ["0"]
    assert claims(read("rekognition-faces", {"Faces": [], **VIDEO}), "faces") == []


def test_a_celebritys_addresses_become_identifiers(read: Read) -> None:
    celebrity = {
        "Name": "Orville Wright",
        "Id": "1XJ5dK1a",
        "MatchConfidence": 97,
        "Face": {"BoundingBox": BOX, "Confidence": 99},
        "Urls": ["www.wikidata.org/wiki/Q494455", "www.imdb.com/name/nm0942813", "not a web address"],
    }
    (extraction,) = read("rekognition-celebrities", {"CelebrityFaces": [celebrity], "UnrecognizedFaces": []})
    who = claims([extraction], "celebrities")[0]
    assert (who.property, who.value, who.confidence) == ("depictsPerson", "Orville Wright", 0.97)
    assert who.segment == Segment(box=Box(0.1, 0.2, 0.3, 0.4))
    assert who.identifiers == (
        "http://www.wikidata.org/entity/Q494455",
        "https://www.imdb.com/name/nm0942813/",
        "https://w3id.org/mediagraph/vendor/amazon-rekognition/celebrity/1XJ5dK1a",
    )
    assert extraction.problems == (
        "/CelebrityFaces/0/Urls/2 is 'not a web address', not a web address; the person stands without it",
    )


def test_the_words_of_a_line_stay_in_the_blob(read: Read) -> None:
    line = {"DetectedText": "FLYING MACHINE", "Type": "LINE", "Confidence": 98, "Geometry": {"BoundingBox": BOX}}
    word = {"DetectedText": "FLYING", "Type": "WORD", "ParentId": 0, "Confidence": 99}
    (extraction,) = read("rekognition-text", {"TextDetections": [line, word, word], "TextModelVersion": "3.0"})
    assert [c.value for c in claims([extraction], "text")] == ["FLYING MACHINE"]
    assert extraction.kept == {"TextDetections[]": 2}


def test_shots_and_cues_are_two_runs_even_where_one_found_nothing(read: Read) -> None:
    document = {
        "Segments": [
            {"Type": "SHOT", "StartTimestampMillis": 0, "EndTimestampMillis": 6240, "ShotSegment": {"Confidence": 99.5}}
        ],
        "SelectedSegmentTypes": [
            {"Type": "SHOT", "ModelVersion": "2.0"},
            {"Type": "TECHNICAL_CUE", "ModelVersion": "2.1"},
        ],
    }
    (extraction,) = read("rekognition-segments", document)
    assert [(run.task, run.agent.version, len(run.observations)) for run in extraction.runs] == [
        ("shots", "2.0", 1),
        ("technical-cues", "2.1", 0),
    ]
    (shot,) = extraction.runs[0].observations
    assert (shot.value, shot.confidence, shot.segment) == ("SHOT", 0.995, Segment(Decimal(0), Decimal("6.24")))


def test_an_operation_we_do_not_map_is_named_and_its_metadata_used(
    read: Read, recognised_by: Callable[[Source], list[str]], as_source: Callable[..., Source]
) -> None:
    document = {"Persons": [{"Timestamp": 0}], **VIDEO}
    assert recognised_by(as_source(document)) == ["rekognition-other"]
    (extraction,) = read("rekognition-other", document)
    assert extraction.unmapped == {"Persons": 1}
    assert extraction.problems == ("Persons: results of a Rekognition operation that is not mapped",)
    assert [run.task for run in extraction.runs] == ["technical"]


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ({"Name": 5}, "/Labels/0/Name is 5; the claim needs a text there"),
        ({"Name": " "}, "/Labels/0/Name is ' '; the claim needs a text there"),
        ({"Confidence": 9}, "/Labels/0/Name is missing; the claim needs a text there"),
        ({"Name": "Car", "Confidence": "high"}, "/Labels/0/Confidence is 'high', not a number"),
        ({"Name": "Car", "Confidence": True}, "/Labels/0/Confidence is true, not a number"),
        (
            {"Name": "Car", "Confidence": 1e300},
            "/Labels/0/Confidence is 1e+300, beyond 1e12, which no measure of media is",
        ),
        (["Car"], "/Labels/0 is a list of 1, not an object"),
    ],
)
def test_a_wrong_type_skips_one_claim_and_names_key_value_and_rule(read: Read, label: Any, sentence: str) -> None:
    (extraction,) = read("rekognition-labels", {"Labels": [label, {"Name": "Sea", "Confidence": 90}]})
    assert extraction.problems == (sentence,)
    assert [c.value for c in claims([extraction], "labels")] == ["Sea"]


def test_a_broken_box_skips_its_instance_and_not_the_label(read: Read) -> None:
    instances = [{"BoundingBox": {"Left": 0.1}, "Confidence": 90}, {"BoundingBox": BOX, "Confidence": 91}]
    (extraction,) = read("rekognition-labels", {"Labels": [{"Name": "Car", "Confidence": 99, "Instances": instances}]})
    assert [c.confidence for c in claims([extraction], "labels")] == [0.99, 0.91]
    assert extraction.problems == (
        "/Labels/0/Instances/0/BoundingBox is an object with the keys Left, "
        "but a box needs the numbers Left, Top, Width and Height",
    )


def test_an_unknown_key_is_counted_by_its_path(read: Read) -> None:
    labels = [{"Name": name, "Confidence": 90, "Frobnicate": {"a": 1}} for name in ("Sand", "Sea")]
    (extraction,) = read("rekognition-labels", {"Labels": labels, "Newer": None})
    assert extraction.unmapped == {"Labels[].Frobnicate": 2, "Newer": 1}
    assert extraction.problems == ()


@pytest.mark.parametrize("many", [2_000])
def test_ids_used_as_keys_do_not_fill_the_memory(read: Read, many: int) -> None:
    (extraction,) = read("rekognition-labels", {"Labels": [], **VIDEO, **{f"id-{n}": n for n in range(many)}})
    assert len(extraction.unmapped) <= 1_001
    assert sum(extraction.unmapped.values()) == many
    bad = json.dumps({"Labels": [{"Name": "Sea"}] + [5] * many}).encode()
    (extraction,) = read("rekognition-labels", bad)
    assert len(extraction.problems) == 100
    assert extraction.problems[-1].startswith(f"{many - 99} more parts")
