"""Other people's outputs, as they really come: every value of our forms is mapped or named, other files are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.port import Extraction, Source
from extractors.reading import KEPT
from extractors.vendors.table import FORMS

SharedSource = Callable[[Path], Source]
Recognised = Callable[[Source], list[str]]

OURS = {
    "asr/amazon-transcribe.json.gz": ("transcribe", 97),
    "asr/whisper-tiny.en-jfk.json": ("whisper", 3),
    "aws-comprehend/detect-entities.json": ("comprehend-entities", 12),
    "aws-comprehend/detect-key-phrases.json": ("comprehend-key-phrases", 17),
    "aws-comprehend/detect-sentiment.json": ("comprehend-sentiment", 1),
    "aws-rekognition/detect-faces.json": ("rekognition-faces", 24),
    "aws-rekognition/detect-labels.json": ("rekognition-labels", 56),
    "aws-rekognition/detect-moderation-labels.json": ("rekognition-moderation", 2),
    "aws-rekognition/get-content-moderation.json": ("rekognition-moderation", 7),
    "aws-rekognition/get-label-detection.json": ("rekognition-labels", 7),
    "aws-rekognition/guide-detect-labels-v3-aliases-categories.json": ("rekognition-labels", 8),
    "aws-rekognition/guide-detect-labels.json": ("rekognition-labels", 36),
    "aws-rekognition/guide-get-content-moderation.json": ("rekognition-moderation", 10),
    "aws-rekognition/guide-get-segment-detection.json": ("rekognition-segments", 12),
    "aws-rekognition/recognize-celebrities.json": ("rekognition-celebrities", 34),
    "google-vision/annotate-labels-objects-safesearch.json": ("google-vision", 62),
    "llava/coco-captions-boxes-80.jsonl.gz": ("coco-captions", 870),
    "llava/scienceqa-13b-v0-outputs.json.gz": ("llava-answers", 150),
}
"""File to the form that reads it, and the least number of claims in it."""


@pytest.fixture(scope="session")
def outputs(shared: Path) -> Path:
    return shared / "model-outputs"


@pytest.mark.parametrize(("name", "expected"), OURS.items(), ids=OURS)
def test_every_value_is_mapped_or_named(
    name: str,
    expected: tuple[str, int],
    outputs: Path,
    shared_source: SharedSource,
    recognised_by: Recognised,
) -> None:
    source = shared_source(outputs / name)
    form_name, floor = expected
    assert recognised_by(source) == [form_name]
    (form,) = [form for form in FORMS if form.name == form_name]
    extractions = list(form.extract(source))
    claims = [claim for e in extractions for run in e.runs for claim in run.observations]
    assert len(claims) >= floor
    assert unmapped_share(extractions, len(claims)) == 0
    assert [problem for e in extractions for problem in e.problems] == []
    kept = Counter[str]()
    for extraction in extractions:
        kept.update(extraction.kept)
    assert all(form.keys[path].startswith(KEPT) for path in kept)


def unmapped_share(extractions: list[Extraction], claims: int) -> float:
    unmapped = sum(sum(e.unmapped.values()) for e in extractions)
    kept = sum(sum(e.kept.values()) for e in extractions)
    return unmapped / (unmapped + kept + claims)


def test_a_confidence_keeps_its_digits(outputs: Path, shared_source: SharedSource) -> None:
    (form,) = [form for form in FORMS if form.name == "rekognition-labels"]
    (extraction,) = form.extract(shared_source(outputs / "aws-rekognition" / "get-label-detection.json"))
    assert [str(c.confidence) for c in extraction.runs[-1].observations] == ["0.5019071578979492", "0.5574115753173828"]
