"""Our own plain JSON: the form, its schema, its short forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

import extractors.plain
from extractors.port import Extraction
from ontology.model import Agent, AgentKind, Box, MediaKind, Observation, Segment

Read = Callable[..., list[Extraction]]
SCHEMA = json.loads(Path(extractors.plain.__file__).with_name("plain.schema.json").read_text())
DOCS = Path(extractors.plain.__file__).parents[1] / "docs"


def document(*observations: Any, **more: Any) -> dict[str, Any]:
    return {"mediagraph": 1, "asset": "a.jpg", "model": {"name": "m"}, "observations": list(observations), **more}


def claim(**more: Any) -> dict[str, Any]:
    return {"property": "depicts", "value": "airplane", **more}


def test_a_whole_document(read: Read) -> None:
    (extraction,) = read(
        "plain",
        {
            "mediagraph": 1,
            "asset": {"id": "A-1", "name": "film.mp4", "kind": "video", "duration": 23.8},
            "model": {"name": "Maren Holt", "version": "2", "kind": "person"},
            "task": "correction",
            "part": "a",
            "time": "2026-10-20T16:05:00+02:00",
            "parameters": {"b": 1, "a": 2},
            "observations": [
                claim(
                    language="en",
                    confidence=0.97,
                    identifiers=["http://www.wikidata.org/entity/Q197"],
                    segment={
                        "start": 1.5, "end": 3, "box": {"x": 0.1, "y": 0.2, "w": 0.3, "h": 0.4},
                        "characters": [2, 5], "page": 1, "track": 2,
                    },
                )
            ],
        },
    )  # fmt: skip
    reference, (run,) = extraction.reference, extraction.runs
    assert (reference.id, reference.name, reference.kind, reference.duration_s) == (
        "A-1", "film.mp4", MediaKind.VIDEO, 23.8,
    )  # fmt: skip
    assert run.agent == Agent(AgentKind.PERSON, "Maren Holt", "2")
    assert (run.task, run.part, run.ended) == ("correction", "a", "2026-10-20T14:05:00Z")
    assert run.parameters == '{"a":2,"b":1}'
    where = Segment(Decimal("1.5"), Decimal(3), Box(0.1, 0.2, 0.3, 0.4), (2, 5), 1, 2)
    identifiers = ("http://www.wikidata.org/entity/Q197",)
    assert run.observations == (Observation("depicts", "airplane", 0.97, "en", where, "/observations/0", identifiers),)


@pytest.mark.parametrize(
    ("value", "text"),
    [("  a\tb ", "  a\tb "), (2, "2"), (1.5, "1.5"), (True, "true"), (False, "false"), (0, "0"), (1e-7, "1e-07")],
)
def test_a_value_is_kept_as_text(read: Read, value: Any, text: str) -> None:
    (extraction,) = read("plain", document({"property": "keyword", "value": value}))
    assert [c.value for c in extraction.runs[0].observations] == [text]


@pytest.mark.parametrize(("given", "name"), [("subject", "about"), ("mg:depicts", "depicts"), ("newThing", "newThing")])
def test_a_property_may_be_an_alias_a_curie_or_new(read: Read, given: str, name: str) -> None:
    (extraction,) = read("plain", document({"property": given, "value": "x"}))
    assert [c.property for c in extraction.runs[0].observations] == [name]


@pytest.mark.parametrize("confidence", [97, -1, 1.0001])
def test_a_confidence_out_of_range_is_left_to_the_gate(read: Read, confidence: float) -> None:
    (extraction,) = read("plain", document(claim(confidence=confidence)))
    assert [c.confidence for c in extraction.runs[0].observations] == [confidence]
    assert extraction.problems == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (claim(value=None), "/observations/0/value is null; a value is a text that is not empty, or a number"),
        (claim(value=" "), "/observations/0/value is ' '; a value is a text"),
        (claim(value=["a"]), "/observations/0/value is a list of 1; a value is a text"),
        (claim(confidence="high"), "/observations/0/confidence is 'high', not a number"),
        (claim(language=5), "/observations/0/language is 5, not a text"),
        (claim(property="depicts> <x"), "/observations/0/property is 'depicts> <x', not a property's name"),
        ({"value": "x"}, "/observations/0/property is missing"),
        (claim(segment={"box": {"x": 0}}), "/observations/0/segment/box lacks one of x, y, w, h"),
        (claim(segment={"characters": [1]}), "/observations/0/segment/characters is [1]; a span is two"),
        (claim(segment={"characters": [1, 2.5]}), "/observations/0/segment/characters is [1, 2.5]; a span"),
        (claim(segment={"start": "0:10"}), "/observations/0/segment/start is '0:10', not a number"),
        (claim(segment=7), "/observations/0/segment is 7, not an object"),
        ("airplane", "/observations/0 is 'airplane', not an object"),
    ],
)
def test_a_wrong_type_skips_one_observation(read: Read, wrong: Any, sentence: str) -> None:
    (extraction,) = read("plain", document(wrong, claim(value="rail")))
    assert len(extraction.problems) == 1
    assert extraction.problems[0].startswith(sentence)
    assert [c.value for c in extraction.runs[0].observations] == ["rail"]
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(document(wrong))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"time": "yesterday"}, "/time is 'yesterday', not a date and time such as"),
        ({"asset": {"name": "a", "kind": "film"}}, "/asset/kind is 'film', not one of image, video"),
        ({"model": {"version": "1"}}, "/model/name is missing, so the claims stand as those of 'unnamed'"),
        ({"model": {"name": "m", "kind": "robot"}}, "/model/kind is 'robot', not one of model, device"),
        ({"mediagraph": 2}, "/mediagraph is 2, and 1 is known"),
        ({"task": 5}, "/task is 5, not a text"),
    ],
)
def test_a_wrong_type_elsewhere_is_named_and_the_claims_stand(read: Read, more: dict[str, Any], sentence: str) -> None:
    (extraction,) = read("plain", document(claim(), **more))
    assert extraction.problems[0].startswith(sentence)
    assert len(extraction.runs[0].observations) == 1
    if "time" not in more:
        assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(document(claim(), **more))


def test_a_hostile_identifier_is_left_out_and_named(read: Read) -> None:
    bad = ["http://a> <http://b", "relative", "http://www.wikidata.org/entity/Q197", 5]
    (extraction,) = read("plain", document(claim(identifiers=bad)))
    assert extraction.runs[0].observations[0].identifiers == ("http://www.wikidata.org/entity/Q197",)
    assert len(extraction.problems) == 3


def test_unknown_keys_are_named_by_path(read: Read) -> None:
    (extraction,) = read("plain", document(claim(weight=1, segment={"shape": "x"}), reviewer="me"))
    assert extraction.unmapped == {"observations[].weight": 1, "observations[].segment.shape": 1, "reviewer": 1}


def test_a_list_and_json_lines_hold_many(read: Read) -> None:
    documents = [document(claim(), asset=f"{n}.jpg") for n in range(3)]
    listed = read("plain", documents)
    lines = read("plain", b"\n".join(map(orjson.dumps, documents)))
    assert [e.reference.name for e in listed] == [e.reference.name for e in lines] == ["0.jpg", "1.jpg", "2.jpg"]
    assert [e.runs for e in listed] == [e.runs for e in lines]
    assert listed[2].runs[0].observations[0].pointer == "/2/observations/0"


def test_two_documents_of_one_run_do_not_replace_each_other(read: Read) -> None:
    found = read("plain", [document(claim()), document(claim(value="rail")), document(claim(), task="other")])
    assert [e.runs[0].part for e in found] == ["", "2", ""]


def test_a_claim_said_twice_stands_once_the_surer(read: Read) -> None:
    (extraction,) = read("plain", document(claim(confidence=0.5), claim(confidence=0.9), claim()))
    assert [(c.confidence, c.pointer) for c in extraction.runs[0].observations] == [(0.9, "/observations/1")]


def test_short_forms(read: Read) -> None:
    (extraction,) = read(
        "plain",
        {
            "image": "a.jpg",
            "model": "blip2",
            "captions": ["A rail.", {"text": "Dunes.", "score": 0.4}],
            "labels": [{"label": "biplane", "score": 0.93}],
            "extra": 1,
        },
    )
    assert extraction.reference.name == "a.jpg"
    assert [(run.agent.name, run.task, [c.value for c in run.observations]) for run in extraction.runs] == [
        ("blip2", "caption", ["A rail."]),
        ("blip2", "labels", ["biplane"]),
    ]
    assert extraction.unmapped == {"extra": 1}
    assert extraction.problems == ("/captions/1 is an object with the keys text, score, not a text",)


@pytest.mark.parametrize(
    "other",
    [
        {"labels": [{"id": 1, "name": "person", "instances": []}]},
        {"labels": ["a"]},
        {"caption": "x", "headline": "y"},
        {"captions": []},
        {"observations": []},
        {"title": "x"},
    ],
)
def test_what_only_looks_like_a_short_form_is_not(
    other: Any, recognised_by: Callable[..., list[str]], as_source: Callable[..., Any]
) -> None:
    assert recognised_by(as_source(other)) == []


@pytest.mark.parametrize("path", sorted((DOCS.parent / "samples").glob("*/*.plain.json")), ids=lambda path: path.name)
def test_our_samples_follow_the_schema(path: Path) -> None:
    faults = list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(path.read_text())))
    # One sample shows the quarantine, with a confidence in percent.
    assert all(fault.validator == "oneOf" and "97" in str(fault.instance) for fault in faults)


def test_the_schema_is_one_and_the_page_is_true(read: Read) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    text = (DOCS / "reference" / "plain-json.md").read_text()
    example = json.loads(text.split("```json\n")[1].split("```")[0])
    jsonschema.validate(example, SCHEMA, cls=jsonschema.Draft202012Validator)
    (extraction,) = read("plain", example)
    assert (len(extraction.runs[0].observations), extraction.unmapped, extraction.problems) == (2, {}, ())
    keys = {path.split(".")[-1].removesuffix("[]") for path in extractors.plain.KEYS if not path.startswith("$")}
    assert all(f"`{key}`" in text for key in keys)
