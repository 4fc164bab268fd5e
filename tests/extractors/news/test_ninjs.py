"""ninjs 1.x to 3.x: items, associations, bodies, renditions, and who assigned a subject."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from extractors.extracted import Extracted
from extractors.news import ninjs
from extractors.news.newsroom import names_in_byline
from extractors.port import Source
from ontology.model import AgentKind, MediaKind, Observation

Example = Callable[[str], Extracted]
Values = Callable[..., dict[str, list[str]]]
Claims = Callable[..., dict[str, list[Observation]]]
Read = Callable[[bytes | str, str], Extracted]


def test_an_item_of_version_1_and_those_within_it(example: Example, values: Values) -> None:
    result = example("photo.ninjs1.json")
    references = [e.reference for e in result.extractions[:3]]
    assert [r.id.rpartition(":")[2] for r in references] == ["flyer-photo", "flyer-story", "map"]
    assert [r.kind for r in references] == [MediaKind.IMAGE, MediaKind.TEXT, MediaKind.IMAGE]
    assert references[0].name == "flyer-1903.jpg"
    said = values(result)
    assert said["headline"] == ["Flyer airborne for twelve seconds"]
    assert said["description"] == ["Flyer airborne", "The Flyer & its pilot above the rail."]
    assert said["bodyText"] == ["It flew.\nFour times."]
    assert said["creator"] == ["John Daniels", "Amos Etheridge"]
    assert said["depictsPerson"] == ["Orville Wright"]
    assert said["mentionsOrganisation"] == ["Wright Company"]
    assert said["houseIdentifier"] == ["desk: D-1903", "archive: 4711"]
    assert (said["width"], said["height"], said["aspectRatio"]) == (["3000"], ["2000"], ["1.5"])
    assert values(result, 1)["dateCreated"] == ["2026-05-01T07:00:00Z"]
    assert "dateCreated" not in values(result, 2)


def test_no_key_of_the_examples_is_left_over(example: Example) -> None:
    for name in ("photo.ninjs1.json", "clip.ninjs3.json"):
        assert {key for e in example(name).extractions for key in e.unmapped} == set()


def test_a_version_3_item_says_the_same_in_other_words(example: Example, claims: Claims) -> None:
    result = example("clip.ninjs3.json")
    said = claims(result)
    (headline,) = said["headline"]
    assert (headline.value, headline.language) == ("Flug am Strand", "de")
    assert [c.value for c in said["description"]] == ["Zweite Zeile", "Ein Flugzeug über Dünen."]
    assert [c.value for c in said["creditLine"]] == ["Dune News TV"]
    assert [c.value for c in said["instructions"]] == ["Mute before 12 s\nCall the desk"]
    assert [c.value for c in said["source"]] == ["Dune TV; Strandwacht"]
    assert [c.identifiers for c in said["depictsPerson"]] == [("http://www.wikidata.org/entity/Q42",)]
    assert said["mentionsEvent"][0].identifiers == ("https://example.org/items/clip-7",)
    assert any("/expires is 'soon'" in problem for e in result.extractions for problem in e.problems)


def test_of_two_renderings_of_one_body_the_plain_one_is_said(example: Example, values: Values) -> None:
    result = example("clip.ninjs3.json")
    assert values(result)["bodyText"] == [
        "Der Flug dauerte zwölf Sekunden.\nDann kam der Wind.",
        "Ganz anderer Text, nur hier.",
    ]
    assert result.extractions[0].kept["bodies[].value"] == 1


def test_only_the_original_rendition_tells_measures(example: Example, values: Values) -> None:
    result = example("clip.ninjs3.json")
    technical = values(result, task="newsroom-technical")
    assert technical["width"] == ["1920"]
    assert technical["duration"] == ["61.5"]
    assert technical["bitRate"] == ["5200000"]
    assert result.extractions[0].reference.name == "clip-7.mp4"
    assert result.extractions[0].kept["renditions[].width"] == 2
    assert values(result, 1, "newsroom-technical") == {"width": ["800"], "height": ["600"]}


def test_people_system_and_tool_are_told_apart(example: Example) -> None:
    runs = {run.task: run for run in example("clip.ninjs3.json").extractions[0].runs}
    assert runs["newsroom-metadata"].agent.kind is AgentKind.PERSON
    assert runs["newsroom-metadata"].agent.name == "Dune TV"
    assert runs["newsroom-technical"].agent.kind is AgentKind.SYSTEM
    assert runs["subjects"].agent.kind is AgentKind.MODEL
    (assigned,) = runs["subjects"].observations
    assert (assigned.value, assigned.confidence) == ("Verkehr", 0.58)
    assert {run.ended for run in runs.values()} == {"2026-05-01T10:00:00+02:00"}


@pytest.mark.parametrize(
    "subject",
    [
        {"name": "n", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000002"},
        {"name": "n", "uri": "https://cv.iptc.org/newscodes/mediatopic/20000002/"},
        {"name": "n", "uri": "medtop:20000002"},
        {"name": "n", "literal": "medtop:20000002"},
        {"name": "n", "literal": "20000002"},
        {"name": "n", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "20000002"},
        {"name": "n", "scheme": "http://cv.iptc.org/newscodes/mediatopic", "code": "20000002"},
        {"literal": "medtop:20000002"},
    ],
)
def test_a_media_topic_is_the_same_in_every_spelling(subject: dict[str, Any], read: Read, claims: Claims) -> None:
    document = {"uri": "urn:x:1", "versionCreated": "2026-05-01T10:00:00Z", "subjects": [subject]}
    (topic,) = claims(read(json.dumps(document), "a.json"))["about"]
    assert topic.identifiers == ("http://cv.iptc.org/newscodes/mediatopic/20000002",)


def test_codes_of_other_schemes_stay_identifiers(read: Read, claims: Claims) -> None:
    subject = {"name": "Industri", "literal": "04011000", "uri": "http://example.org/cv/04011000"}
    document = {"uri": "urn:x:1", "pubStatus": "usable", "subjects": [subject]}
    (topic,) = claims(read(json.dumps(document), "a.json"))["about"]
    assert topic.identifiers == (
        "http://example.org/cv/04011000",
        "http://cv.iptc.org/newscodes/subjectcode/04011000",
    )


def test_milliseconds_for_seconds_are_named_and_left_out(read: Read, values: Values) -> None:
    rendition = {
        "name": "main",
        "contentType": "audio/mpeg",
        "duration": 7896,
        "sizeInBytes": 189504,
        "href": "x/a.mp3",
    }
    result = read(json.dumps({"uri": "urn:x:1", "type": "audio", "renditions": [rendition]}), "a.json")
    assert "duration" not in values(result)
    assert "/renditions/0/duration is 7896" in result.extractions[0].problems[0]


def test_a_list_of_items_is_read_item_by_item(read: Read) -> None:
    items = [{"uri": f"urn:x:{n}", "headlines": [{"value": f"H{n}"}], "events": {"id": "1", "name": "E"}} for n in "12"]
    result = read(json.dumps(items), "a.json")
    assert [e.reference.id for e in result.extractions] == ["urn:x:1", "urn:x:2"]
    assert all(not e.unmapped for e in result.extractions)


def test_a_document_named_after_its_media_file_finds_it(read: Read) -> None:
    document = json.dumps({"uri": "urn:x:1", "type": "video", "headlines": [{"value": "H"}]})
    assert read(document, "clip.mp4.ninjs.json").extractions[0].reference.name == "clip.mp4"
    assert read(document, "clip.mp4.json").extractions[0].reference.name == "clip.mp4"
    assert read(document, "story.json").extractions[0].reference.name == ""


def test_associations_end_at_a_depth(read: Read) -> None:
    item: dict[str, Any] = {"uri": "urn:x:9", "headlines": [{"value": "deep"}]}
    for number in range(30):
        item = {"uri": f"urn:x:{number}", "headlines": [{"value": "h"}], "associations": [item]}
    result = read(json.dumps(item), "a.json")
    assert len({e.reference.id for e in result.extractions}) == ninjs.DEEPEST
    assert any("associations deep" in problem for e in result.extractions for problem in e.problems)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Von Christian Hollmann, dpa", ["Christian Hollmann"]),
        ("Karl Melander/TT", ["Karl Melander"]),
        ("Ludwig van Beethoven & Élie Dupont", ["Ludwig van Beethoven", "Élie Dupont"]),
        ("ASSOCIATED PRESS", []),
        ("NTB", []),
        ("", []),
        ("By " * 5000, []),
    ],
)
def test_names_in_bylines(byline: str, names: list[str]) -> None:
    assert names_in_byline(byline) == names


@pytest.mark.parametrize(
    "document",
    [
        {"uri": "https://example.org/x.jpg", "labels": []},
        {"uri": "urn:x", "@context": "http://www.w3.org/ns/anno.jsonld", "bodies": []},
        {"headlines": [{"value": "no uri"}]},
        {"standard": {"name": "other"}, "type": "text"},
        [],
        3,
    ],
)
def test_other_documents_are_not_taken_for_ninjs(document: Any) -> None:
    data = json.dumps(document).encode()
    assert not ninjs.EXTRACTOR.recognises(Source("a.json", "a.json", data, "application/json"))
