"""Amazon Rekognition text: DetectText (images) and GetTextDetection (video).

A line is a claim; the words of a line say nothing beyond it but their boxes, and stay in the blob.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import Source
from extractors.reading import Node
from extractors.vendors import rekognition
from extractors.vendors.rekognition import segment
from ontology.model import Observation

_DETECTION: Final = {
    "DetectedText": "onScreenText",
    "Confidence": "the claim's confidence, percent to fraction",
    "Geometry.BoundingBox.Left": "the Segment's box",
    "Geometry.BoundingBox.Top": "the box",
    "Geometry.BoundingBox.Width": "the box",
    "Geometry.BoundingBox.Height": "the box",
    "Geometry.Polygon": "kept: the same place, turned with the text",
    "Type": "LINE is a claim; WORD too where it belongs to no line",
    "Id": "kept: its number in this answer",
    "ParentId": "by which a WORD is known to belong to a line",
}
KEYS: Final[dict[str, str]] = {
    "TextDetections[]": "kept: a WORD of a line that is a claim",
    **{f"TextDetections[].{key}": becomes for key, becomes in _DETECTION.items()},
    "TextDetections[].TextDetection": "kept: a WORD of a line that is a claim",
    **{f"TextDetections[].TextDetection.{key}": becomes for key, becomes in _DETECTION.items()},
    "TextDetections[].Timestamp": "the Segment's start",
    "TextModelVersion": "the Agent's version",
    **rekognition.IMAGE_KEYS,
    **rekognition.JOB_KEYS,
}


def _fits(document: dict[str, Any]) -> bool:
    return isinstance(document.get("TextDetections"), list)


def _read(root: Node, source: Source) -> Iterator[Said]:
    agent = rekognition.model("text", root.text("TextModelVersion"))
    reference, runs = rekognition.read_about(root, source)
    parameters = rekognition.read_parameters(root)
    claims = root.each("TextDetections", _result)
    part = rekognition.read_part(root, claims)
    runs.append(make_run(agent, "text", claims, parameters=parameters, part=part))
    yield Said(root, reference, runs)


def _result(node: Node) -> list[Observation]:
    """Return the claims of one entry: a detection itself (image), or a detection and its time (video)."""
    if "TextDetection" not in node:
        return _detection(node)
    start, end = rekognition.read_times(node)
    return _detection(node.node("TextDetection"), start, end)


def _detection(node: Node, start: Decimal | None = None, end: Decimal | None = None) -> list[Observation]:
    if node.text("Type") == "WORD" and node.integer("ParentId") is not None:
        node.keep()
        return []
    text, confidence, geometry = node.required("DetectedText"), node.percent("Confidence"), node.node("Geometry")
    where = segment(start, end, rekognition.read_box(geometry))
    return [Observation("onScreenText", text, confidence, segment=where, pointer=node.at)]


EXTRACTOR: Final = JsonForm(
    name="rekognition-text",
    version="1",
    reads="Amazon Rekognition DetectText and GetTextDetection answers",
    keys=KEYS,
    fits=_fits,
    read=_read,
    streams=("TextDetections",),
)
