"""Amazon Rekognition labels: DetectLabels (images) and GetLabelDetection (video).

A label is a claim about the picture or the moment; each of its instances is one about a box. Parents and aliases are
Amazon's taxonomy, not claims of their own (a parent that Rekognition sees is also a label), so they stay in the blob.
Categories have no confidence and become keywords.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import Run, Source
from extractors.reading import Node
from extractors.vendors import rekognition
from extractors.vendors.rekognition import ENGLISH, segment
from ontology.model import Observation, Segment

_COLOUR: Final = {
    "HexCode": "dominantColour, as #RRGGBB",
    "Red": "kept: the same colour in numbers",
    "Green": "kept: the same colour in numbers",
    "Blue": "kept: the same colour in numbers",
    "CssColor": "kept: the nearest CSS colour's name",
    "CSSColor": "kept: the nearest CSS colour's name",
    "SimplifiedColor": "kept: one of twelve colours",
    "PixelPercentage": "kept: a share of pixels, not a confidence",
}
_LABEL: Final = {
    "Name": "depicts, in English",
    "Confidence": "the claim's confidence, percent to fraction",
    "Instances[].BoundingBox.Left": "the box of a depicts claim of its own",
    "Instances[].BoundingBox.Top": "the box",
    "Instances[].BoundingBox.Width": "the box",
    "Instances[].BoundingBox.Height": "the box",
    "Instances[].Confidence": "that claim's confidence",
    **{f"Instances[].DominantColors[].{key}": becomes for key, becomes in _COLOUR.items()},
    "Categories[].Name": "keyword, in English, without confidence",
    "Parents": "kept: Amazon's taxonomy; a parent that is seen is a label too",
    "Aliases": "kept: Amazon's taxonomy; other names of the same label",
}
KEYS: Final[dict[str, str]] = {
    **{f"Labels[].{key}": becomes for key, becomes in _LABEL.items()},
    **{f"Labels[].Label.{key}": becomes for key, becomes in _LABEL.items()},
    "Labels[].Timestamp": "the Segment's start",
    "Labels[].StartTimestampMillis": "the Segment's start",
    "Labels[].EndTimestampMillis": "the Segment's end",
    "Labels[].DurationMillis": "kept: end less start",
    "LabelModelVersion": "the Agent's version",
    "ImageProperties.Quality.Brightness": "brightness, 0..100",
    "ImageProperties.Quality.Sharpness": "sharpness, 0..100",
    "ImageProperties.Quality.Contrast": "contrast, 0..100",
    **{f"ImageProperties.DominantColors[].{key}": becomes for key, becomes in _COLOUR.items()},
    "ImageProperties.Foreground": "kept: of a part whose outline is not given",
    "ImageProperties.Background": "kept: of a part whose outline is not given",
    **rekognition.IMAGE_KEYS,
    **rekognition.JOB_KEYS,
}


def _fits(document: dict[str, Any]) -> bool:
    if not isinstance(document.get("Labels"), list):
        return "ImageProperties" in document and "Labels" not in document
    first = rekognition.first_item(document, "Labels")
    if first:
        return "Label" in first or ("Name" in first and "Score" not in first)
    return "LabelModelVersion" in document or rekognition.is_job(document)


def _read(root: Node, source: Source) -> Iterator[Said]:
    agent = rekognition.model("labels", root.text("LabelModelVersion"))
    reference, runs = rekognition.read_about(root, source)
    parameters = rekognition.read_parameters(root)
    if "Labels" in root:
        claims = root.each("Labels", _result)
        runs.append(make_run(agent, "labels", claims, parameters=parameters, part=rekognition.read_part(root, claims)))
    if "ImageProperties" in root:
        runs.append(_image_properties(root.node("ImageProperties")))
    yield Said(root, reference, runs)


def _result(node: Node) -> list[Observation]:
    """Return the claims of one entry: a label itself (image), or a label and its time (video)."""
    if "Label" not in node:
        return _label(node)
    start, end = rekognition.read_times(node)
    return _label(node.node("Label"), start, end)


def _label(node: Node, start: Decimal | None = None, end: Decimal | None = None) -> list[Observation]:
    name, confidence = node.required("Name"), node.percent("Confidence")

    def instance(part: Node) -> Iterator[Observation]:
        where = segment(start, end, rekognition.read_box(part))
        yield Observation("depicts", name, part.percent("Confidence"), ENGLISH, where, part.at)
        yield from part.each("DominantColors", lambda colour: _colour(colour, where))

    claims = [Observation("depicts", name, confidence, ENGLISH, segment(start, end), node.at)]
    claims += node.each("Instances", instance)
    claims += node.each("Categories", _category)
    return claims


def _category(node: Node) -> tuple[Observation]:
    return (Observation("keyword", node.required("Name"), language=ENGLISH, pointer=node.at),)


def _colour(node: Node, where: Segment) -> tuple[Observation]:
    return (Observation("dominantColour", "#" + node.required("HexCode"), segment=where, pointer=node.at),)


def _image_properties(node: Node) -> Run:
    claims = read_quality(node, segment())
    claims += node.each("DominantColors", lambda colour: _colour(colour, segment()))
    return make_run(rekognition.model("image-properties"), "image-properties", claims)


def read_quality(node: Node, where: Segment, *, prefix: str = "") -> list[Observation]:
    """Take ``Quality`` of a picture or, with the prefix face, of a face; numbers on Rekognition's scale 0..100."""

    def measured(quality: Node) -> Iterator[Observation]:
        for key in ("Brightness", "Sharpness", "Contrast"):
            number = quality.number(key)
            if number is not None:
                yield Observation(
                    prefix + key if prefix else key.lower(), str(number), segment=where, pointer=f"{quality.at}/{key}"
                )

    return node.each("Quality", measured)


EXTRACTOR: Final = JsonForm(
    name="rekognition-labels",
    version="1",
    reads="Amazon Rekognition DetectLabels and GetLabelDetection answers",
    keys=KEYS,
    fits=_fits,
    read=_read,
    streams=("Labels",),
)
