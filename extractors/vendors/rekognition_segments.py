"""Amazon Rekognition segments: GetSegmentDetection, which finds shots and technical cues in a video.

Shots and cues are two models with a version each, and a job may ask for one of them: two Runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import Source
from extractors.reading import Node
from extractors.vendors import rekognition
from extractors.vendors.rekognition import ENGLISH, segment
from ontology.model import Observation

_TASKS: Final = {"SHOT": "shots", "TECHNICAL_CUE": "technical-cues"}

_AUDIO_METADATA: Final = {
    "Codec": "audioCodec",
    "SampleRate": "sampleRate",
    "NumberOfChannels": "channels",
    "DurationMillis": "kept: the sound's own duration; the video's is mapped",
}
KEYS: Final[dict[str, str]] = {
    "Segments[].Type": "segmentType 'SHOT', or which model's cue this is",
    "Segments[].StartTimestampMillis": "the Segment's start",
    "Segments[].EndTimestampMillis": "the Segment's end",
    "Segments[].ShotSegment.Confidence": "the claim's confidence, percent to fraction",
    "Segments[].ShotSegment.Index": "kept: its number among the shots",
    "Segments[].TechnicalCueSegment.Type": "segmentType, in English: BlackFrames, ColorBars …",
    "Segments[].TechnicalCueSegment.Confidence": "the claim's confidence, percent to fraction",
    "Segments[].DurationMillis": "kept: end less start",
    "Segments[].StartFrameNumber": "kept: the same time in frames",
    "Segments[].EndFrameNumber": "kept: the same time in frames",
    "Segments[].DurationFrames": "kept: the same time in frames",
    "Segments[].StartTimecodeSMPTE": "kept: the same time as timecode",
    "Segments[].EndTimecodeSMPTE": "kept: the same time as timecode",
    "Segments[].DurationSMPTE": "kept: the same time as timecode",
    "SelectedSegmentTypes[].Type": "which Runs there are, even where nothing was found",
    "SelectedSegmentTypes[].ModelVersion": "the Agent's version",
    **{f"AudioMetadata.{key}": becomes for key, becomes in _AUDIO_METADATA.items()},
    **{f"AudioMetadata[].{key}": becomes for key, becomes in _AUDIO_METADATA.items()},
    **rekognition.JOB_KEYS,
}


def _fits(document: dict[str, Any]) -> bool:
    if not isinstance(document.get("Segments"), list):
        return False
    first = rekognition.first_item(document, "Segments")
    return "Type" in first if first else rekognition.is_job(document) or "SelectedSegmentTypes" in document


def _read(root: Node, source: Source) -> Iterator[Said]:
    reference, runs = rekognition.read_job(root, source)
    versions = {kind: version for kind, version in map(_selected, root.nodes("SelectedSegmentTypes")) if kind}
    technical = root.each("AudioMetadata", _audio)
    if technical and runs:
        runs[0] = make_run(runs[0].agent, "technical", (*runs[0].observations, *technical))
    claims: dict[str, list[Observation]] = {kind: [] for kind in versions}

    def read(node: Node) -> tuple[()]:
        kind = node.required("Type")
        claims.setdefault(kind, []).append(_segment(node, kind))
        return ()

    root.each("Segments", read)
    parameters = rekognition.read_parameters(root)
    part = rekognition.read_part(root, [claim for found in claims.values() for claim in found])
    for kind, found in claims.items():
        task = _TASKS.get(kind, kind.lower().replace("_", "-"))
        agent = rekognition.model(task, versions.get(kind, ""))
        runs.append(make_run(agent, task, found, parameters=parameters, part=part))
    yield Said(root, reference, runs)


def _selected(node: Node) -> tuple[str, str]:
    return node.text("Type"), node.text("ModelVersion")


def _segment(node: Node, kind: str) -> Observation:
    """Return what one stretch of time is: a shot, or what its cue is called."""
    start, end = node.milliseconds("StartTimestampMillis"), node.milliseconds("EndTimestampMillis")
    detail = node.node("ShotSegment" if kind == "SHOT" else "TechnicalCueSegment")
    name = kind if kind == "SHOT" else detail.required("Type")
    confidence = detail.percent("Confidence")
    return Observation("segmentType", name, confidence, ENGLISH, segment(start, end), node.at)


def _audio(node: Node) -> Iterator[Observation]:
    codec = node.text("Codec")
    if codec:
        yield Observation("audioCodec", codec, pointer=f"{node.at}/Codec")
    for key, name in (("SampleRate", "sampleRate"), ("NumberOfChannels", "channels")):
        number = node.number(key)
        if number is not None:
            yield Observation(name, str(number), pointer=f"{node.at}/{key}")


EXTRACTOR: Final = JsonForm(
    name="rekognition-segments",
    version="1",
    reads="Amazon Rekognition GetSegmentDetection answers: shots and technical cues",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
