"""IPTC Video Metadata Hub: the whole recommendation, as loosely as it is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from extractors.extracted import Extracted
from extractors.news.video_hub_keys import KEYS
from extractors.news.video_hub_values import fragment, length
from ontology.model import Box, Observation, Segment

Example = Callable[[str], Extracted]
Values = Callable[..., dict[str, list[str]]]
Claims = Callable[..., dict[str, list[Observation]]]
Read = Callable[[bytes | str, str], Extracted]


def hub(**properties: Any) -> str:
    return json.dumps([{"photoVideoMetadataIPTC": properties}])


def test_every_part_of_the_recommendation_is_said(example: Example, values: Values) -> None:
    result = example("film.video-hub.json")
    assert result.extractor == "iptc-video-metadata-hub"
    said = values(result)
    for prop, expected in {
        "title": ["Dunes", "Dünen"],
        "about": ["arts and entertainment"],
        "depictsPerson": ["Ida Brandt"],
        "speaker": ["Max Moll"],
        "depictsOrganisation": ["Dune Club"],
        "depictsEvent": ["Dune day"],
        "depicts": ["kite"],
        "contentLocation": ["Pier"],
        "latitude": ["54.91"],
        "director": ["Ida Brandt"],
        "copyrightOwner": ["Dune; Moll"],
        "licensor": ["Dune Sales"],
        "modelReleaseStatus": ["MR-UMR"],
        "temporalCoverage": ["1900/1910"],
        "aiPrompt": ["dunes at dusk"],
        "aiSystem": ["DuneGen"],
        "digitalSourceType": ["http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"],
        "ageRating": ["FSK: 12"],
        "eidr": ["10.5240/7791-8534-2C23-9030-8610-5"],
        "rating": ["4"],
        "label": ["master"],
        "partOf": ["erosion", "Coasts", "Spring", "Sand"],
        "episodeNumber": ["5"],
        "duration": ["61.48"],
        "cameraModel": ["Mini"],
    }.items():
        assert said[prop] == expected, prop
    assert {key for e in result.extractions for key in e.unmapped} == set()
    assert {key for e in result.extractions for key in e.kept} <= set(KEYS)


def test_text_on_screen_has_its_box(example: Example, claims: Claims) -> None:
    boxes = {c.value: c.segment.box for c in claims(example("film.video-hub.json"))["onScreenText"]}
    assert boxes == {"LIVE": Box(0.1, 0.2, 0.3, 0.05), "SYLT": Box(0.1, 0.1, 0.5, 0.5)}


def test_a_fragment_is_about_its_part_of_the_same_video(example: Example, claims: Claims) -> None:
    result = example("film.video-hub.json")
    part = result.extractions[1]
    assert part.reference.id == "DUNE-0042"
    assert part.runs[0].agent.name == "Dune Archive"
    (shown,) = claims(result, 1)["depictsPerson"]
    assert shown.segment == Segment(Decimal("10.500"), Decimal("20.000"), Box(0.1, 0.2, 0.3, 0.4))
    assert set(claims(result, 1)) == {"depictsPerson"}
    assert "creditLine" in part.problems[0]
    assert "names no part" in result.extractions[2].problems[0]
    assert part.runs[0].part == shown.segment.key


def test_plain_texts_stand_for_structures(read: Read, values: Values) -> None:
    said = values(read(hub(personsShown="Ida Brandt", genres="News", locationsShown=["Sylt", "Amrum"],
                           keywords=["sand; sea, shore; wind"], series="Coasts", creators={"name": "Max Moll"},
                           fileDuration="00:02:03", language="en"), "a.json"))  # fmt: skip
    assert said["depictsPerson"] == ["Ida Brandt"]
    assert said["depictsPlace"] == ["Sylt", "Amrum"]
    assert said["keyword"] == ["sand", "sea, shore", "wind"]
    assert said["creator"] == ["Max Moll"]
    assert (said["genre"], said["partOf"], said["duration"]) == (["News"], ["Coasts"], ["123"])


def test_an_approximate_date_serves_only_where_it_is_one(read: Read, values: Values) -> None:
    assert values(read(hub(circaDateCreated="2020-09-18"), "a.json"))["dateCreated"] == ["2020-09-18"]
    both = read(hub(circaDateCreated="2020", dateCreated="2020-09-18"), "a.json")
    assert values(both)["dateCreated"] == ["2020-09-18"]
    words = read(hub(circaDateCreated="1990s", title="T"), "a.json")
    assert "dateCreated" not in values(words)
    assert words.extractions[0].kept["photoVideoMetadataIPTC.circaDateCreated"] == 1


def test_keys_with_line_ends_and_new_ones(read: Read, values: Values) -> None:
    result = read(hub(**{"personsShown\n": "Ida", "frobnicate": 1, "title": 3.5, "videoFrameRate": "fast"}), "a.json")
    assert values(result)["depictsPerson"] == ["Ida"]
    assert set(result.extractions[0].unmapped) == {"photoVideoMetadataIPTC.frobnicate"}
    assert any("videoFrameRate is 'fast'" in problem for problem in result.extractions[0].problems)


@pytest.mark.parametrize(
    ("text", "form", "seconds"),
    [
        ("00:01:01:12", "timecode25", "61.480"),
        ("00:01:00;02", "timecode2997drop", "60.060"),
        ("00:01:00:00", "timecode2997nondrop", "60.060"),
        ("02:04", "", "124.000"),
        ("4.53", "", "4.530"),
        ("1500", "milliseconds", "1.500"),
        ("00:01:01:12", "", None),
        ("N/A", "", None),
        ("", "", None),
    ],
)
def test_video_times(text: str, form: str, seconds: str | None) -> None:
    found = length(text, form)
    assert (None if found is None else str(found)) == seconds


@pytest.mark.parametrize(
    ("uri", "segment"),
    [
        ("a.mp4#t=10,20", Segment(Decimal("10.000"), Decimal("20.000"))),
        ("a.mp4#t=,00:00:05.5", Segment(None, Decimal("5.500"))),
        ("a.mp4#xywh=160,120,320,240", Segment(box=Box(0.25, 0.25, 0.5, 0.5))),
        ("a.mp4#xywh=percent:0,0,50,50", Segment(box=Box(0, 0, 0.5, 0.5))),
        ("a.mp4#t=a,b", None),
        ("a.mp4#xywh=1,2", None),
        ("a.mp4", None),
        ("http://[bad", None),
    ],
)
def test_media_fragments(uri: str, segment: Segment | None) -> None:
    assert fragment(uri, (640, 480)) == segment


def test_pixels_without_a_size_are_no_box() -> None:
    assert fragment("a.mp4#xywh=160,120,320,240", None) is None
