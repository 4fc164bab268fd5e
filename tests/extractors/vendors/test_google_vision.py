"""Google Cloud Vision: features, boxes, likelihoods, identifiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractors.port import Extraction, Run, Source
from extractors.vendors.links import link_iri, mid_iri
from ontology.model import Box, Observation, Segment

Read = Callable[..., list[Extraction]]
PIXELS = {"vertices": [{"x": 90}, {"x": 450}, {"x": 450, "y": 300}, {"x": 90, "y": 300}]}
NORMALISED = {"normalizedVertices": [{"x": 0.1}, {"x": 0.5}, {"x": 0.5, "y": 0.5}, {"x": 0.1, "y": 0.5}]}
SIZE = {"pages": [{"width": 900, "height": 600}]}


def one_run(extractions: list[Extraction], task: str) -> Run:
    (run,) = [run for e in extractions for run in e.runs if run.task == task]
    return run


def test_each_feature_is_a_run_of_its_own(read: Read) -> None:
    response = {"labelAnnotations": [], "logoAnnotations": [], "safeSearchAnnotation": {"adult": "UNLIKELY"}}
    (extraction,) = read("google-vision", response)
    assert [(run.agent.name, run.task) for run in extraction.runs] == [
        ("google-vision-labels", "labels"),
        ("google-vision-logos", "logos"),
        ("google-vision-safe-search", "safe-search"),
    ]


def test_a_machine_id_is_an_identifier(read: Read) -> None:
    labels = [{"description": "Airplane", "mid": "/m/0cmf2", "score": 0.95}]
    (claim,) = one_run(read("google-vision", {"responses": [{"labelAnnotations": labels}]}), "labels").observations
    assert claim == Observation(
        "depicts", "Airplane", 0.95, "en", pointer="/responses/0/labelAnnotations/0",
        identifiers=("http://rdf.freebase.com/ns/m.0cmf2",),
    )  # fmt: skip


def test_a_machine_id_that_is_none_is_named(read: Read) -> None:
    labels = [{"description": "Airplane", "mid": "/m/> <http://evil>", "score": 0.95}]
    (extraction,) = read("google-vision", {"labelAnnotations": labels})
    assert one_run([extraction], "labels").observations[0].identifiers == ()
    assert "not a machine id" in extraction.problems[0]


@pytest.mark.parametrize(
    ("polygon", "size", "box"),
    [
        (NORMALISED, {}, Box(0.1, 0.0, 0.4, 0.5)),
        (PIXELS, SIZE, Box(0.1, 0.0, 0.4, 0.5)),
        (PIXELS, {}, None),
    ],
    ids=["fractions", "pixels of a picture of known size", "pixels of a picture of unknown size"],
)
def test_a_polygon_becomes_a_box_in_fractions(read: Read, polygon: Any, size: Any, box: Box | None) -> None:
    response = {"logoAnnotations": [{"description": "Kodak", "score": 0.6, "boundingPoly": polygon}]}
    (extraction,) = read("google-vision", response | ({"fullTextAnnotation": size} if size else {}))
    assert one_run([extraction], "logos").observations[0].segment == Segment(box=box)
    kept = {"logoAnnotations[].boundingPoly.vertices": 1} if box is None else {}
    assert extraction.kept == kept


def test_likelihoods_stay_words_and_only_likely_ones_are_advisories(read: Read) -> None:
    response = {"safeSearchAnnotation": {"adult": "VERY_UNLIKELY", "racy": "POSSIBLE", "violence": "LIKELY"}}
    said = one_run(read("google-vision", response), "safe-search").observations
    assert {(c.property, c.value) for c in said} == {
        ("contentLikelihood", "adult: VERY_UNLIKELY"),
        ("contentLikelihood", "racy: POSSIBLE"),
        ("contentLikelihood", "violence: LIKELY"),
        ("contentAdvisory", "violence"),
    }
    assert {c.confidence for c in said} == {None}


def test_a_face(read: Read) -> None:
    face = {"boundingPoly": NORMALISED, "detectionConfidence": 0.9, "joyLikelihood": "VERY_LIKELY", "panAngle": -2.5}
    said = one_run(read("google-vision", {"faceAnnotations": [face]}), "faces").observations
    assert [(c.property, c.value, c.confidence) for c in said] == [
        ("faceCount", "1", None),
        ("depicts", "Face", 0.9),
        ("faceAttribute", "joy: VERY_LIKELY", None),
        ("emotion", "joy", None),
        ("faceYaw", "-2.5", None),
    ]


def test_a_landmark_has_coordinates_of_its_own(read: Read) -> None:
    location = {"latLng": {"latitude": 36.0143, "longitude": -75.6679}}
    landmark = {"description": "Memorial", "score": 0.7, "locations": [location]}
    said = one_run(read("google-vision", {"landmarkAnnotations": [landmark]}), "landmarks").observations
    assert [(c.property, c.value) for c in said] == [
        ("depictsPlace", "Memorial"),
        ("depictsCoordinates", "36.0143,-75.6679"),
    ]


def test_a_paragraph_is_made_of_letters_and_breaks(read: Read) -> None:
    def word(text: str, after: str) -> dict[str, Any]:
        letters: list[dict[str, Any]] = [{"text": letter} for letter in text]
        letters[-1]["property"] = {"detectedBreak": {"type": after}}
        return {"symbols": letters}

    paragraph = {
        "confidence": 0.98,
        "boundingBox": PIXELS,
        "property": {"detectedLanguages": [{"languageCode": "en"}, {"languageCode": "de"}]},
        "words": [word("FLYING", "SPACE"), word("MACHINE", "EOL_SURE_SPACE"), word("SOARS", "LINE_BREAK")],
    }
    page = {"width": 900, "height": 600, "blocks": [{"paragraphs": [paragraph]}]}
    (claim,) = one_run(read("google-vision", {"fullTextAnnotation": {"pages": [page]}}), "text").observations
    assert (claim.value, claim.language, claim.confidence) == ("FLYING MACHINE\nSOARS", "en", 0.98)
    assert claim.segment.box == Box(0.1, 0.0, 0.4, 0.5)


def test_colours_are_hexadecimal_and_absent_components_are_zero(read: Read) -> None:
    colours = [{"color": {"red": 104, "blue": 135.4}}, {"color": {"red": 300, "green": -5}}]
    response = {"imagePropertiesAnnotation": {"dominantColors": {"colors": colours}}}
    said = one_run(read("google-vision", response), "image-properties").observations
    assert [c.value for c in said] == ["#680087", "#FF0000"]


def test_responses_about_several_images_are_several_assets(read: Read) -> None:
    labels = {"labelAnnotations": [{"description": "Sand", "score": 0.7}]}
    said = read("google-vision", {"responses": [labels, labels | {"context": {"uri": "gs://a/b.jpg"}}]})
    assert [e.reference.name for e in said] == ["output.json#0", "gs://a/b.jpg"]
    (alone,) = read("google-vision", {"responses": [labels]})
    assert alone.reference.name == ""


def test_an_error_is_a_sentence_and_the_other_responses_are_read(read: Read) -> None:
    error = {"error": {"code": 3, "message": "Bad image data."}}
    labels = {"labelAnnotations": [{"description": "Sand", "score": 0.7}]}
    bad, good = read("google-vision", {"responses": [error, labels]})
    assert bad.problems == ("/responses/0/error: Vision answered with error 3: Bad image data.",)
    assert bad.runs == ()
    assert len(good.runs) == 1


def test_a_feature_we_do_not_map_is_named(
    read: Read, recognised_by: Callable[[Source], list[str]], as_source: Callable[..., Source]
) -> None:
    response = {"productSearchResults": {"indexTime": "2026-01-01T00:00:00Z"}, "auraAnnotations": []}
    assert recognised_by(as_source(response)) == ["google-vision"]
    (extraction,) = read("google-vision", response)
    assert extraction.unmapped == {"productSearchResults": 1, "auraAnnotations": 1}


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("www.wikidata.org/wiki/Q42", "http://www.wikidata.org/entity/Q42"),
        ("https://www.wikidata.org/entity/Q42", "http://www.wikidata.org/entity/Q42"),
        ("www.imdb.com/name/nm0010930", "https://www.imdb.com/name/nm0010930/"),
        ("https://en.wikipedia.org/wiki/Orville_Wright", "https://en.wikipedia.org/wiki/Orville_Wright"),
        ("example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", None),
        ("example.org/a> <b", None),
        ("nonsense", None),
    ],
)
def test_web_addresses_become_iris(text: str, iri: str | None) -> None:
    assert link_iri(text) == iri


@pytest.mark.parametrize(
    ("mid", "iri"), [("/g/11b_x", "http://rdf.freebase.com/ns/g.11b_x"), ("m/1", None), ("", None)]
)
def test_machine_ids_become_iris(mid: str, iri: str | None) -> None:
    assert mid_iri(mid) == iri
