"""Suggestions: each sentence, and that what it proposes passes the gate that refused the claim."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from ontology.model import Activity, Agent, AgentKind, Box, Observation, Quad, Segment
from ontology.model.rdf import decimal, iri
from ontology.namespaces import DEFAULT_BASE as BASE
from ontology.namespaces import MG
from ontology.terms import PROPERTIES
from shapes.gates import first_gate, observation_iri
from shapes.patches import apply_patch, segment_fields
from shapes.repair import repair_date, repair_identifier, repair_language, repair_number
from shapes.suggest import Context, Suggestion, suggest

ASSET = f"{BASE}asset/clip"
RUN = Activity(ASSET, "x", "labels", Agent(AgentKind.MODEL, "m"))
DURATION_S = 12.48
SUPPORT = [Quad(iri(ASSET), f"<{MG}duration>", decimal(DURATION_S))]


def suggestions(observation: Observation, **known: Any) -> list[Suggestion]:
    """Return what is suggested for an Observation that the gate must refuse."""
    context = Context(observation, duration_s=DURATION_S, properties=tuple(PROPERTIES), **known)
    found = first_gate([(RUN, [observation])], base=BASE, support=SUPPORT)
    assert found, "the gate lets it pass"
    all_found = (suggest(result, context) for result in found[observation_iri(observation, RUN, BASE)])
    return [suggestion for suggestion in all_found if suggestion is not None]


def patched(observation: Observation, patch: dict[str, Any]) -> Observation:
    """Return an Observation with a patch put in place, after a way through JSON as quarantine stores it."""
    return apply_patch(observation, json.loads(json.dumps(patch)))


def label(**fields: Any) -> Observation:
    return Observation("depicts", "Aircraft", **fields)


CASES: list[tuple[Observation, dict[str, Any], str]] = [
    (label(confidence=97.5), {}, "97.5 looks like a percentage; as a fraction it is 0.975."),
    (
        label(segment=Segment(Decimal("9.5"), Decimal("2.25"), page=2)),
        {},
        "Start and end look swapped.",
    ),
    (label(segment=Segment(characters=(9, 3))), {}, "First and end character look swapped."),
    (
        label(segment=Segment(Decimal(1500), Decimal(2250))),
        {},
        "The times look like milliseconds; in seconds they are 1.5 s to 2.25 s.",
    ),
    (
        label(segment=Segment(Decimal(9), Decimal("14.5"))),
        {},
        "The Asset ends at 12.48 s; the Segment can end there too.",
    ),
    (
        label(segment=Segment(box=Box(10, 20, 30, 40))),
        {},
        "The box looks like percentages; as fractions of the frame it is [0.1, 0.2, 0.3, 0.4].",
    ),
    (
        label(segment=Segment(box=Box(192, 108, 960, 540))),
        {"frame": (1920, 1080)},
        "The box looks like pixels of a frame of 1920 by 1080; as fractions of the frame it is [0.1, 0.1, 0.5, 0.5].",
    ),
    (
        label(segment=Segment(box=Box(0.5, 0.5, 0.9, 0.8))),
        {},
        "The box looks like two corners; as fractions of the frame it is [0.5, 0.5, 0.4, 0.3].",
    ),
    (
        label(segment=Segment(box=Box(0.5, -0.02, 0.52, 0.8))),
        {},
        "The box hangs over the frame's edge; cut off there, it fits.",
    ),
    (label(language="en_US"), {}, "The language 'en_US' is written 'en-us'."),
    (label(language="English"), {}, "The language 'English' is written 'en'."),
    (Observation("language", "Deutsch"), {}, "The language 'Deutsch' is written 'de'."),
    (Observation("depict", "Aircraft"), {}, "The nearest property to 'depict' is 'depicts'."),
    (Observation("on screen text", "EXIT"), {}, "The nearest property to 'on screen text' is 'onScreenText'."),
    (
        Observation("dateCreated", "1903:12:17 10:35:00"),
        {},
        "'1903:12:17 10:35:00' is written '1903-12-17T10:35:00'.",
    ),
    (Observation("brightness", "0,75"), {}, "'0,75' is written '0.75'."),
    (Observation("faceCount", "2 faces"), {}, "'2 faces' is written '2'."),
    (
        label(identifiers=("Q35286", "http://e.example/x")),
        {},
        "Identifiers are absolute IRIs: http://www.wikidata.org/entity/Q35286, http://e.example/x.",
    ),
]


@pytest.mark.parametrize(("observation", "known", "sentence"), CASES, ids=[case[2][:40] for case in CASES])
def test_a_suggestion_says_what_and_its_patch_passes(
    observation: Observation, known: dict[str, Any], sentence: str
) -> None:
    first = suggestions(observation, **known)[0]
    assert first.sentence == sentence
    assert first.patch
    repaired = patched(observation, first.patch)
    assert first_gate([(RUN, [repaired])], base=BASE, support=SUPPORT) == {}


@pytest.mark.parametrize(
    "observation",
    [
        label(confidence=-0.5),
        label(confidence=1000.0),
        label(confidence=float("nan")),
        label(language="klingonisch"),
        Observation("xyzzy", "Aircraft"),
        Observation("dateCreated", "soon"),
        Observation("brightness", "bright"),
        Observation("depicts", ""),
        label(segment=Segment(start_s=Decimal(-1))),
        label(segment=Segment(Decimal(1), Decimal(20_000_000))),
        label(segment=Segment(box=Box(500, 600, 700, 800))),
    ],
    ids=repr,
)
def test_what_only_a_person_can_tell_gets_no_suggestion(observation: Observation) -> None:
    assert suggestions(observation) == []


def test_without_the_observation_nothing_is_suggested() -> None:
    found = first_gate([(RUN, [label(confidence=97.5)])], base=BASE)
    [results] = found.values()
    assert suggest(results[0], Context()) is None


def test_a_patch_keeps_the_rest_of_the_segment() -> None:
    part = Segment(Decimal("9.5"), Decimal("2.25"), Box(0.1, 0.2, 0.3, 0.4), (1, 2), 3, 4)
    assert segment_fields(part) == {
        "start": "9.5",
        "end": "2.25",
        "box": ["0.1", "0.2", "0.3", "0.4"],
        "characters": [1, 2],
        "page": 3,
        "track": 4,
    }


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EN-gb", "en-gb"),
        ("pt_BR", "pt-br"),
        ("français", "fr"),
        ("Chinese, simplified", "zh"),
        ("zh_Hans_CN", "zh-hans-cn"),
        ("english-US", "en-us"),
        ("", None),
        ("???", None),
        ("a", None),
    ],
)
def test_languages(text: str, tag: str | None) -> None:
    assert repair_language(text) == tag


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("20031217", "2003-12-17"),
        ("1903/12/17", "1903-12-17"),
        ("31/12/1903", "1903-12-31"),
        ("12/31/1903", "1903-12-31"),
        ("1.2.1903", "1903-02-01"),
        ("1903:02:30", None),
        ("01/02/1903", None),
        ("1903:12:17 10:35:00Z", "1903-12-17T10:35:00Z"),
        ("yesterday", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert repair_date(text) == date


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,080", "1080"),
        ("1,5", "1.5"),
        ("+3", "3"),
        ("- 4", "-4"),
        ("25 fps", "25"),
        (".5s", "0.5"),
        ("3", None),
        ("", None),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    assert repair_number(text) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/m/0cyf8", "http://g.co/kg/m/0cyf8"),
        ("//e.example/x", "https://e.example/x"),
        ("nm0617588", None),
        ("a b", None),
        ("https://e.example/", "https://e.example/"),
        ("Q0", None),
    ],
)
def test_identifiers(text: str, expected: str | None) -> None:
    assert repair_identifier(text) == expected
