"""Google Video Intelligence, Speech-to-Text and Natural Language: times, tracks, speakers, spellings, offsets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.port import Extraction, Run, Source, SourceRefused
from extractors.reading import Node, Reading
from extractors.vendors.google_json import read_duration
from extractors.vendors.spelling import camel, respelled
from ontology.model import WHOLE, Box, MediaKind, Observation, Segment

Read = Callable[..., list[Extraction]]
GLIDER = {"entity": {"entityId": "/m/02mr_", "description": "glider", "languageCode": "en-US"}}


def claims(extractions: list[Extraction], name: str = "") -> list[Observation]:
    return [c for e in extractions for run in e.runs for c in run.observations if name in ("", c.property)]


def one_run(extractions: list[Extraction], task: str) -> Run:
    (run,) = [run for e in extractions for run in e.runs if run.task == task]
    return run


def video(**features: Any) -> dict[str, Any]:
    return {"annotationResults": [{"inputUri": "/films/glider.mp4", **features}]}


@pytest.mark.parametrize(
    ("value", "is_read_as"),
    [
        ("12.500s", Decimal("12.5")),
        ("0s", Decimal(0)),
        ({"seconds": "12", "nanos": 500_000_000}, Decimal("12.5")),
        ({"seconds": 3}, Decimal(3)),
        ({"nanos": 900_000}, Decimal("0.001")),
        ({}, Decimal(0)),
    ],
)
def test_a_duration_in_every_spelling(value: Any, is_read_as: Decimal) -> None:
    assert read_duration(Node(Reading({}), {"t": value}), "t") == is_read_as


@pytest.mark.parametrize(
    "value", ["12", "1e9s", "soon", 12, True, {"seconds": "x"}, {"minutes": 1}, [], "9" * 40 + "s"]
)
def test_what_is_no_duration_is_named(value: Any) -> None:
    reading = Reading({})
    assert read_duration(Node(reading, {"t": value}), "t") is None
    assert "no duration" in reading.problems[0]


def test_snake_case_says_the_same_and_keeps_its_own_pointers(read: Read) -> None:
    parts = [{"segment": {"startTimeOffset": "0s", "endTimeOffset": "12.5s"}, "confidence": 0.9}]
    camel = video(segmentLabelAnnotations=[{**GLIDER, "segments": parts}])
    (label,) = claims(read("google-video", camel), "depicts")
    snake = orjson.loads(
        orjson.dumps(camel)
        .replace(b"annotationResults", b"annotation_results")
        .replace(b"segmentLabelAnnotations", b"segment_label_annotations")
        .replace(b"startTimeOffset", b"start_time_offset")
        .replace(b"endTimeOffset", b"end_time_offset")
        .replace(b"entityId", b"entity_id")
        .replace(b"languageCode", b"language_code")
        .replace(b"inputUri", b"input_uri")
    )
    extractions = read("google-video", snake)
    (other,) = claims(extractions, "depicts")
    assert other.pointer == "/annotation_results/0/segment_label_annotations/0/segments/0"
    assert (other.key, other.confidence, other.identifiers) == (label.key, label.confidence, label.identifiers)
    assert other.identifiers == ("http://rdf.freebase.com/ns/m.02mr_",)
    assert extractions[0].reference.name == "/films/glider.mp4"


def test_keys_that_are_addresses_are_not_respelled() -> None:
    assert respelled({"gs://my_films/a_b.wav": {"inline_result": [{"start_time": 1}]}}, camel) == {
        "gs://my_films/a_b.wav": {"inlineResult": [{"startTime": 1}]}
    }


def test_deep_snake_case_does_not_exhaust_the_stack() -> None:
    deep: Any = {"a_b": 1}
    for _ in range(5_000):
        deep = {"a_b": [deep]}
    changed = respelled(deep, camel)
    for _ in range(5_000):
        changed = changed["aB"][0]
    assert changed == {"aB": 1}


def test_each_feature_is_a_run_and_results_about_one_video_are_read_together(read: Read) -> None:
    document = {
        "annotationResults": [
            {"inputUri": "/a.mp4", "shotAnnotations": [{"startTimeOffset": "0s", "endTimeOffset": "4s"}]},
            {"inputUri": "/a.mp4", "shotAnnotations": [{"startTimeOffset": "4s", "endTimeOffset": "9s"}]},
            {"inputUri": "/b.mp4", "textAnnotations": []},
        ]
    }
    said = [(e.reference.name, e.reference.kind, [(r.task, len(r.observations)) for r in e.runs]) for e in
            read("google-video", document) if e.runs]  # fmt: skip
    assert said == [
        ("/a.mp4", MediaKind.VIDEO, [("shots", 2)]),
        ("/b.mp4", MediaKind.VIDEO, [("text", 0)]),
    ]


def test_a_track_is_its_time_and_its_first_box(read: Read) -> None:
    edges = {"left": -0.02, "top": 0.25, "right": 0.5, "bottom": 1.01}
    moments = [{"timeOffset": f"{second}s", "normalizedBoundingBox": edges} for second in (3, 4, 5)]
    track = {
        "segment": {"startTimeOffset": "3s", "endTimeOffset": "5s"},
        "confidence": 0.8,
        "timestampedObjects": moments,
    }
    extractions = read("google-video", video(logoRecognitionAnnotations=[{**GLIDER, "tracks": [track]}]))
    (logo,) = claims(extractions)
    assert logo.property == "depictsBrand"
    assert logo.segment == Segment(Decimal(3), Decimal(5), Box(0.0, 0.25, 0.5, 0.75))
    assert sum(e.kept.get("annotationResults[].logoRecognitionAnnotations[].tracks[].timestampedObjects[]", 0)
               for e in extractions) == 2  # fmt: skip


def test_a_celebrity_has_the_id_at_the_end_of_the_name(read: Read) -> None:
    track = {"segment": {"endTimeOffset": "2s"}, "confidence": 0.7}
    known = {"name": "video-intelligence/kg-mid/m/08f3b1", "displayName": "Orville Wright"}
    tracks = [{"celebrities": [{"celebrity": known, "confidence": 0.9}], "faceTrack": track}]
    said = claims(
        read("google-video", video(celebrityRecognitionAnnotations={"celebrityTracks": tracks})), "depictsPerson"
    )
    assert said == [
        Observation(
            "depictsPerson", "Orville Wright", 0.9, "", Segment(Decimal(0), Decimal(2)),
            "/annotationResults/0/celebrityRecognitionAnnotations/celebrityTracks/0/celebrities/0",
            ("http://rdf.freebase.com/ns/m.08f3b1",),
        )
    ]  # fmt: skip


def test_frames_of_one_likelihood_are_one_stretch_and_only_likely_ones_are_advisories(read: Read) -> None:
    likelihoods = ["VERY_UNLIKELY", "VERY_UNLIKELY", 5, "VERY_UNLIKELY"]
    frames = [{"timeOffset": f"{at}.5s", "pornographyLikelihood": word} for at, word in enumerate(likelihoods)]
    run = one_run(read("google-video", video(explicitAnnotation={"frames": frames})), "explicit-content")
    assert [(c.property, c.value, c.segment.fragment, c.confidence) for c in run.observations] == [
        ("contentLikelihood", "pornography: VERY_UNLIKELY", "#t=0.5,1.5", None),
        ("contentLikelihood", "pornography: VERY_LIKELY", "#t=2.5", None),
        ("contentAdvisory", "pornography", "#t=2.5", None),
        ("contentLikelihood", "pornography: VERY_UNLIKELY", "#t=3.5", None),
    ]


def test_a_part_of_a_video_does_not_replace_the_whole(read: Read) -> None:
    later = video(segment={"startTimeOffset": "120s", "endTimeOffset": "240s"}, shotAnnotations=[])
    assert one_run(read("google-video", later), "shots").part == "from 120 s"
    whole = video(segment={"startTimeOffset": "0s", "endTimeOffset": "240s"}, shotAnnotations=[])
    assert one_run(read("google-video", whole), "shots").part == ""


@pytest.mark.parametrize(
    ("more", "why"),
    [({}, "no response yet"), ({"error": {"code": 7, "message": "denied"}}, "answered with error 7: 'denied'")],
)
def test_an_operation_without_results_is_refused_by_name(read: Read, more: dict[str, Any], why: str) -> None:
    about = {"@type": "type.googleapis.com/google.cloud.videointelligence.v1.AnnotateVideoProgress"}
    with pytest.raises(SourceRefused, match=why):
        read("google-video", {"name": "operations/1", "metadata": about, **more})


def result(text: str, *words: tuple[str, str, int], **more: Any) -> dict[str, Any]:
    said = [{"word": f"w{n}", "startTime": a, "endTime": b, "speakerTag": tag} for n, (a, b, tag) in enumerate(words)]
    return {"alternatives": [{"transcript": text, "confidence": 0.9, "words": said}], **more}


def test_speakers_are_turns_of_words_and_utterances_stay_whole(read: Read) -> None:
    said = result("Who is it? It is me.", ("1s", "1.5s", 1), ("1.5s", "2s", 1), ("2.5s", "3s", 2), ("3s", "3.5s", 2))
    extractions = read("google-speech", {"results": [said]})
    assert [(c.value, c.segment.fragment) for c in claims(extractions, "utterance")] == [
        ("Who is it? It is me.", "#t=1,3.5")
    ]
    assert [(c.value, c.segment.fragment) for c in claims(extractions, "speaker")] == [
        ("1", "#t=1,2"),
        ("2", "#t=2.5,3.5"),
    ]


def test_a_last_result_that_repeats_all_words_adds_speakers_alone(read: Read) -> None:
    first = result("Who is it?", ("1s", "1.5s", 0))
    last = {"alternatives": [{"words": [{"word": "Who", "startTime": "1s", "endTime": "1.5s", "speakerTag": 2}]}]}
    extractions = read("google-speech", {"results": [first, last]})
    assert [c.value for c in claims(extractions, "transcript")] == ["Who is it?"]
    assert len(claims(extractions, "utterance")) == 1
    assert [c.value for c in claims(extractions, "speaker")] == ["2"]


def test_channels_have_transcripts_of_their_own(read: Read) -> None:
    results = [result("Hello.", channelTag=1), result("Good day.", channelTag=2), result("Who is it?", channelTag=1)]
    extractions = read("google-speech", {"results": results})
    assert [c.value for c in claims(extractions, "transcript")] == ["Hello. Who is it?", "Good day."]
    assert {c.value for c in claims(extractions, "speaker")} == {"channel 1", "channel 2"}


def test_a_confidence_of_zero_is_none_and_a_result_without_words_has_an_end(read: Read) -> None:
    document = {"results": [{"alternatives": [{"transcript": "Yes.", "confidence": 0}], "resultEndTime": "2.4s"}]}
    (utterance,) = claims(read("google-speech", document), "utterance")
    assert (utterance.confidence, utterance.segment) == (None, Segment(None, Decimal("2.4")))


def test_each_file_of_a_batch_is_an_asset(read: Read) -> None:
    files = {f"gs://films/{name}": {"transcript": {"results": [result(name)]}} for name in ("a~1.wav", "b.wav")}
    extractions = [e for e in read("google-speech", {"done": True, "response": {"results": files}}) if e.runs]
    assert [e.reference.name for e in extractions] == ["gs://films/a~1.wav", "gs://films/b.wav"]
    assert claims(extractions[:1], "utterance")[0].pointer == (
        "/response/results/gs:~1~1films~1a~01.wav/transcript/results/0/alternatives/0"
    )


def test_chinese_words_are_not_parted(read: Read) -> None:
    results = [result("你好。", languageCode="cmn-hans-cn"), result("再见。", languageCode="cmn-hans-cn")]
    (transcript,) = claims(read("google-speech", {"results": results}), "transcript")
    assert (transcript.value, transcript.language) == ("你好。再见。", "cmn-hans-cn")


@pytest.mark.parametrize(
    "document",
    [
        {"results": [{"final": True, "alternatives": [{"transcript": "x ", "timestamps": [["x", 0.1, 0.2]]}]}]},
        {"results": {"channels": [{"alternatives": [{"transcript": "x"}]}]}},
        {"results": {"transcripts": [{"transcript": "x"}], "items": []}},
        {"results": [{"boundingBox": {}}]},
        {"results": []},
    ],
)
def test_other_results_are_not_taken_for_googles(
    document: Any, recognised_by: Callable[[Source], list[str]], as_source: Callable[..., Source]
) -> None:
    assert "google-speech" not in recognised_by(as_source(document))


def entity(**more: Any) -> dict[str, Any]:
    return {"entities": [{"name": "Ada", "type": "PERSON", "mentions": [], **more}], "language": "en"}


def mention(content: str, offset: int | None, kind: str = "PROPER", **more: Any) -> dict[str, Any]:
    text = {"content": content} | ({} if offset is None else {"beginOffset": offset})
    return {"text": text, "type": kind, **more}


def test_an_entity_is_claimed_where_it_is_mentioned(read: Read) -> None:
    links = {"mid": "/m/0h5k", "wikipedia_url": "https://en.wikipedia.org/wiki/Ada"}
    document = entity(metadata=links, salience=0.9, mentions=[mention("Ada", 4, probability=0.7), mention("her", None)])
    run = one_run(read("google-language", document), "entities")
    assert [(c.property, c.value, c.confidence, c.segment.characters) for c in run.observations] == [
        ("mentionsPerson", "Ada", 0.7, (4, 7)),
        ("mentionsPerson", "Ada", None, (0, 3)),
    ]
    assert run.observations[0].identifiers == ("http://rdf.freebase.com/ns/m.0h5k", "https://en.wikipedia.org/wiki/Ada")


@pytest.mark.parametrize(
    ("more", "property_"),
    [
        ({"mentions": [mention("pilots", 0, "COMMON")]}, "keyPhrase"),
        ({"mentions": [mention("pilots", 0, "COMMON")], "metadata": {"mid": "/m/0h5k"}}, "mentionsPerson"),
        ({"mentions": [mention("1903", 0, "TYPE_UNKNOWN")], "type": "DATE"}, "mentionsDate"),
        ({"mentions": [mention("10", 0, "COMMON")], "type": 12}, "mentionsQuantity"),
        ({"mentions": [mention("x", -1)], "type": "OTHER"}, "keyword"),
    ],
)
def test_common_nouns_name_nobody(read: Read, more: dict[str, Any], property_: str) -> None:
    (claim,) = one_run(read("google-language", entity(**more)), "entities").observations
    assert claim.property == property_


def test_a_telephone_number_stays_in_the_blob(read: Read) -> None:
    (extraction,) = read("google-language", entity(type="PHONE_NUMBER", name="555 0100"))
    assert one_run([extraction], "entities").observations == ()
    assert extraction.kept == {"entities[]": 1}


@pytest.mark.parametrize(("score", "word"), [(0.25, "positive"), (0.24, "neutral"), (-0.3, "negative"), (0, "neutral")])
def test_a_score_is_a_sentiment_by_googles_bands(read: Read, score: float, word: str) -> None:
    run = one_run(read("google-language", {"documentSentiment": {"score": score, "magnitude": 3}}), "sentiment")
    assert [(c.property, c.value) for c in run.observations] == [("sentimentScore", str(score)), ("sentiment", word)]


def test_categories_are_named_by_what_says_something(read: Read) -> None:
    names = ["/Arts & Entertainment/Movies", "/Science/Physics/Other", "/Sports"]
    run = one_run(read("google-language", {"categories": [{"name": n, "confidence": 0.5} for n in names]}), "classes")
    assert [(c.property, c.value) for c in run.observations] == [
        ("about", "Movies"),
        ("keywordPath", "Arts & Entertainment|Movies"),
        ("about", "Physics"),
        ("keywordPath", "Science|Physics|Other"),
        ("about", "Sports"),
    ]


def test_moderation_tells_subjects_from_advisories(read: Read) -> None:
    document = {"moderationCategories": [{"name": n, "confidence": 0.5} for n in ("Toxic", "Politics")]}
    run = one_run(read("google-language", document), "moderation")
    assert [(c.property, c.value) for c in run.observations] == [("contentAdvisory", "Toxic"), ("about", "Politics")]


def test_a_whole_segment_has_no_bounds(read: Read) -> None:
    (label,) = claims(read("google-video", video(segmentLabelAnnotations=[{**GLIDER, "segments": [{}]}])), "depicts")
    assert label.segment == WHOLE


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text("ab_", max_size=5), below, max_size=3),
        max_leaves=8,
    )
)
def test_respelling_keeps_the_form(value: Any) -> None:
    once = respelled(value, camel)
    assert respelled(once, camel) == once
    assert type(once) is type(value)
