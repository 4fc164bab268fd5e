"""Real media and subtitles end as results or named refusals, with floors on what they say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extractors.extracted import Extracted
from extractors.run import extract_paths
from ontology.model import MediaKind
from ontology.model.rdf import TermError, typed
from ontology.terms import PROPERTIES


@pytest.fixture(scope="module")
def media(shared: Path) -> dict[str, Extracted]:
    found = extract_paths([str(shared / "media" / name) for name in ("images", "av")], workers=2)
    return {Path(e.path).name: e for e in found}


def test_every_file_says_something(media: dict[str, Extracted]) -> None:
    assert len(media) == 33
    assert {name: e.refusal for name, e in media.items() if e.refusal} == {}
    kinds = Counter(e.extractions[0].reference.kind for e in media.values())
    assert kinds == {MediaKind.IMAGE: 24, MediaKind.VIDEO: 5, MediaKind.AUDIO: 2, MediaKind.UNKNOWN: 2}


def test_claims_are_many_and_of_known_properties(media: dict[str, Extracted]) -> None:
    claims = [c for e in media.values() for x in e.extractions for run in x.runs for c in run.observations]
    assert len(claims) >= 750
    assert {c.property for c in claims} <= set(PROPERTIES)
    assert len({c.property for c in claims}) >= 80
    assert not [c for c in claims if c.confidence is not None]


def test_numbers_and_dates_fit_their_datatypes(media: dict[str, Extracted]) -> None:
    wrong = []
    for name, extracted in media.items():
        for extraction in extracted.extractions:
            for run in extraction.runs:
                for claim in run.observations:
                    datatype = PROPERTIES[claim.property].datatype
                    if datatype.endswith(("integer", "decimal", "dateTime", "boolean")):
                        try:
                            typed(claim.value, datatype)
                        except TermError as err:
                            wrong.append(f"{name}: {claim.property}: {err}")
    assert wrong == []


def test_one_machine_says_one_value(media: dict[str, Extracted]) -> None:
    for name, extracted in media.items():
        for extraction in extracted.extractions:
            for run in extraction.runs:
                if run.agent.kind != "person":
                    single = [
                        (c.property, c.segment.key, c.language)
                        for c in run.observations
                        if PROPERTIES[c.property].merge_kind in ("single", "number")
                    ]
                    assert len(single) == len(set(single)), (name, run.agent.name)


def test_all_four_families_of_position_are_read(media: dict[str, Extracted]) -> None:
    placed = {
        name: claim.value
        for name, e in media.items()
        for run in e.extractions[0].runs
        for claim in run.observations
        if claim.property == "contentLocation" and run.agent.name == "offline-gazetteer"
    }
    assert placed == {
        "DSCN0010.jpg": "Arezzo, Italy",
        "DSCN0021.jpg": "Arezzo, Italy",
        "DSCN0042.jpg": "Arezzo, Italy",
        "iptc-agency-photographer-example.jpg": "Washington, United States",
        "png_with_exif_and_gps.png": "Benatky nad Jizerou, Czechia",
        "with-gps.mp4": "Crystal Palace, United Kingdom",
    }


def test_what_is_not_mapped_is_counted(media: dict[str, Extracted]) -> None:
    unmapped = Counter(key for e in media.values() for x in e.extractions for key in x.unmapped)
    assert sum(unmapped.values()) <= 60
    kept = Counter(key for e in media.values() for x in e.extractions for key in x.kept)
    assert kept["EXIF:Thumbnail"] >= 10
    assert kept["EXIF:MakerNote (Nikon)"] == 3
    assert kept["XMP:art:Measurements"] == 2
    assert any(key.startswith("XMP:crs:") for key in kept)


def test_problems_are_few_and_true(media: dict[str, Extracted]) -> None:
    problems = {name: e.extractions[0].problems for name, e in media.items() if e.extractions[0].problems}
    assert set(problems) <= {"chirp-5-id3.mp3", "sampleWithExifData.png", "long_description.jpg"}, problems


@pytest.mark.parametrize(
    ("name", "cues", "language"),
    [
        ("captions/sample.srt", 5, ""),
        ("captions/sample.vtt", 16, ""),
        ("captions/comments.vtt", 3, ""),
        ("captions/metadata_headers.vtt", 2, "en"),
        ("captions/regions.vtt", 2, ""),
        ("captions/styles.vtt", 1, ""),
        ("asr/whisper-tiny.en-jfk.srt", 2, ""),
        ("asr/whisper-tiny.en-jfk.vtt", 2, ""),
    ],
)
def test_real_subtitles(shared: Path, name: str, cues: int, language: str) -> None:
    (found,) = extract_paths([str(shared / "model-outputs" / name)], workers=0)
    assert not found.refusal
    subtitles = [c for r in found.extractions[0].runs for c in r.observations if c.property == "subtitle"]
    assert len(subtitles) == cues
    assert {c.language for c in subtitles} == {language}


def test_the_rest_of_the_outputs_is_read_or_named(shared: Path) -> None:
    found = list(extract_paths([str(shared / "model-outputs")], workers=2))
    assert len(found) >= 180
    for extracted in found:
        assert extracted.extractions or extracted.refusal.startswith(str(shared)), extracted.place
        assert " failed: " not in extracted.refusal
    unsupported = [e for e in found if "not yet supported" in e.refusal]
    assert len(unsupported) <= 10
