"""Amazon Rekognition content moderation: DetectModerationLabels (images) and GetContentModeration (video)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import Source
from extractors.reading import Node
from extractors.vendors import rekognition
from extractors.vendors.rekognition import ENGLISH, segment
from ontology.model import Observation

_LABEL: Final = {
    "Name": "contentAdvisory, in English",
    "Confidence": "the claim's confidence, percent to fraction",
    "ParentName": "kept: Amazon's taxonomy; a parent that holds is a label too",
    "TaxonomyLevel": "kept: Amazon's taxonomy",
}
_CONTENT_TYPE: Final = {
    "Name": "keyword, in English: Animated or Illustrated",
    "Confidence": "that claim's confidence",
}
KEYS: Final[dict[str, str]] = {
    **{f"ModerationLabels[].{key}": becomes for key, becomes in _LABEL.items()},
    **{f"ModerationLabels[].ModerationLabel.{key}": becomes for key, becomes in _LABEL.items()},
    "ModerationLabels[].Timestamp": "the Segment's start",
    "ModerationLabels[].StartTimestampMillis": "the Segment's start",
    "ModerationLabels[].EndTimestampMillis": "the Segment's end",
    "ModerationLabels[].DurationMillis": "kept: end less start",
    **{f"ModerationLabels[].ContentTypes[].{key}": becomes for key, becomes in _CONTENT_TYPE.items()},
    **{f"ContentTypes[].{key}": becomes for key, becomes in _CONTENT_TYPE.items()},
    "ModerationModelVersion": "the Agent's version",
    "ProjectVersion": "kept: which adapter of the caller's was asked",
    "HumanLoopActivationOutput": "kept: whether a person at Amazon A2I was asked",
    **rekognition.IMAGE_KEYS,
    **rekognition.JOB_KEYS,
}


def _fits(document: dict[str, Any]) -> bool:
    return isinstance(document.get("ModerationLabels"), list)


def _read(root: Node, source: Source) -> Iterator[Said]:
    agent = rekognition.model("moderation", root.text("ModerationModelVersion"))
    reference, runs = rekognition.read_about(root, source)
    parameters = rekognition.read_parameters(root)
    claims = root.each("ModerationLabels", _result) + root.each("ContentTypes", _content_type)
    part = rekognition.read_part(root, claims)
    runs.append(make_run(agent, "moderation", claims, parameters=parameters, part=part))
    yield Said(root, reference, runs)


def _result(node: Node) -> list[Observation]:
    """Return the claims of one entry: a label itself (image), or a label and its time (video)."""
    if "ModerationLabel" not in node:
        return [_label(node)]
    start, end = rekognition.read_times(node)
    claims = [_label(node.node("ModerationLabel"), start, end)]
    return claims + node.each("ContentTypes", lambda content: _content_type(content, start, end))


def _label(node: Node, start: Decimal | None = None, end: Decimal | None = None) -> Observation:
    name = node.required("Name")
    return Observation("contentAdvisory", name, node.percent("Confidence"), ENGLISH, segment(start, end), node.at)


def _content_type(node: Node, start: Decimal | None = None, end: Decimal | None = None) -> tuple[Observation]:
    name = node.required("Name")
    return (Observation("keyword", name, node.percent("Confidence"), ENGLISH, segment(start, end), node.at),)


EXTRACTOR: Final = JsonForm(
    name="rekognition-moderation",
    version="1",
    reads="Amazon Rekognition DetectModerationLabels and GetContentModeration answers",
    keys=KEYS,
    fits=_fits,
    read=_read,
    streams=("ModerationLabels",),
)
