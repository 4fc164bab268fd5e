"""Azure AI Vision, Image Analysis 4.0: captions, tags, objects, people and text of one picture.

Boxes in pixels become fractions by ``metadata``. Texts come in blocks of lines, or, in previews, in pages of lines
beside their words. https://learn.microsoft.com/rest/api/computervision/image-analysis
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors.azure_vision import ENGLISH, agent, place, read_size, rectangle_keys
from extractors.vendors.boxes import Frame, box_around, corners, frame_of
from ontology.model import WHOLE, Box, MediaKind, Observation, Segment

_CONFIDENCE: Final = "the claim's confidence"
_BOX: Final = "the Segment's box, by the picture's size"
_IN_WORDS: Final = ("High", "Low")  # of Read 2.x, whose words are left in the blob
_CROP: Final = "kept: how to crop the picture"
_SIDES: Final = ("x", "y", "w", "h")
_LINE: Final = "readResult.blocks[].lines[]"
_PAGE: Final = "readResult.pages[]"

KEYS: Final[dict[str, str]] = {
    "modelVersion": "the Agents' version",
    "metadata.width": "width; by which boxes in pixels become fractions",
    "metadata.height": "height; by which boxes in pixels become fractions",
    "captionResult.text": "caption",
    "captionResult.confidence": _CONFIDENCE,
    "denseCaptionsResult.values[].text": "caption, in its box",
    "denseCaptionsResult.values[].confidence": _CONFIDENCE,
    **rectangle_keys("denseCaptionsResult.values[].boundingBox", _SIDES),
    "tagsResult.values[].name": "depicts",
    "tagsResult.values[].confidence": _CONFIDENCE,
    "objectsResult.values[].tags[].name": "depicts, in its box",
    "objectsResult.values[].tags[].confidence": _CONFIDENCE,
    **rectangle_keys("objectsResult.values[].boundingBox", _SIDES),
    "objectsResult.values[].id": "kept: its number",
    "peopleResult.values[].confidence": "confidence of depicts 'Person' in its box",
    **rectangle_keys("peopleResult.values[].boundingBox", _SIDES),
    f"{_LINE}.text": "onScreenText",
    f"{_LINE}.boundingPolygon[].x": _BOX,
    f"{_LINE}.boundingPolygon[].y": _BOX,
    f"{_LINE}.words[].confidence": "the line's confidence: the mean",
    f"{_LINE}.words[].text": "kept: a word of the line",
    f"{_LINE}.words[].boundingPolygon": "kept: a word's place",
    f"{_PAGE}.lines[].content": "onScreenText",
    f"{_PAGE}.lines[].boundingBox": _BOX,
    f"{_PAGE}.lines[].spans": "kept: where the line stands in the whole text",
    f"{_PAGE}.width": "by which the lines' boxes become fractions",
    f"{_PAGE}.height": "by which the lines' boxes become fractions",
    f"{_PAGE}.pageNumber": "kept: a picture has one page",
    f"{_PAGE}.angle": "kept: how far the text is turned",
    f"{_PAGE}.words": "kept: the lines' words",
    f"{_PAGE}.spans": "kept: where the page stands in the whole text",
    "readResult.content": "kept: the lines, one below the other",
    "readResult.stringIndexType": "kept: how spans are counted",
    "readResult.modelVersion": "kept: the version of the whole answer is mapped",
    "readResult.styles": "kept: whether it is written by hand",
    "smartCropsResult": _CROP,
}

_RESULTS: Final = (
    "captionResult", "denseCaptionsResult", "tagsResult", "objectsResult", "peopleResult", "smartCropsResult",
)  # fmt: skip


def _fits(document: dict[str, Any]) -> bool:
    if any(isinstance(document.get(key), dict) for key in _RESULTS):
        return True
    read = document.get("readResult")
    return isinstance(read, dict) and ("blocks" in read or "pages" in read)


def _read(root: Node, source: Source) -> Iterator[Said]:
    version = root.text("modelVersion")
    frame, runs = read_size(root)
    if "captionResult" in root or "denseCaptionsResult" in root:
        claims = root.each("captionResult", lambda node: _caption(node, frame))
        claims += _values(root, "denseCaptionsResult").each("values", lambda node: _caption(node, frame))
        runs.append(make_run(agent("captions", version), "captions", claims))
    for key, task, read in (
        ("tagsResult", "tags", _tag), ("objectsResult", "objects", _thing), ("peopleResult", "people", _person),
    ):  # fmt: skip
        if key in root:
            found = _values(root, key).each("values", lambda node, read=read: read(node, frame))  # type: ignore[misc]
            runs.append(make_run(agent(task, version), task, found))
    if "readResult" in root:
        runs.append(_text(root.node("readResult"), frame, version))
    yield Said(root, AssetReference(kind=MediaKind.IMAGE), runs)


def _values(root: Node, key: str) -> Node:
    return root.node(key)


def _caption(node: Node, frame: Frame | None) -> Iterator[Observation]:
    text, sure, where = node.required("text"), node.number("confidence"), place(node, "boundingBox", frame)
    yield Observation("caption", text, sure, ENGLISH, where, node.at)


def _tag(node: Node, frame: Frame | None) -> Iterator[Observation]:
    yield Observation("depicts", node.required("name"), node.number("confidence"), ENGLISH, pointer=node.at)


def _thing(node: Node, frame: Frame | None) -> Iterator[Observation]:
    where = place(node, "boundingBox", frame)
    for tag in node.nodes("tags"):
        yield Observation("depicts", tag.required("name"), tag.number("confidence"), ENGLISH, where, tag.at)


def _person(node: Node, frame: Frame | None) -> Iterator[Observation]:
    sure, where = node.number("confidence"), place(node, "boundingBox", frame)
    yield Observation("depicts", "Person", sure, ENGLISH, where, node.at)


def _text(node: Node, frame: Frame | None, version: str) -> Run:
    claims: list[Observation] = []
    for block in node.nodes("blocks"):
        claims += block.each("lines", lambda line: _line(line, frame))
    for page in node.nodes("pages"):
        size = frame_of(page.raw("width"), page.raw("height")) or frame
        claims += page.each("lines", lambda line, size=size: _old_line(line, size))  # type: ignore[misc]
    return make_run(agent("read", version), "text", claims)


def _line(node: Node, frame: Frame | None) -> Iterator[Observation]:
    text = node.required("text")
    points = [(point.number("x") or 0.0, point.number("y") or 0.0) for point in node.nodes("boundingPolygon")]
    sure = mean_confidence(node)
    yield Observation("onScreenText", text, sure, segment=_where(points, frame), pointer=node.at)


def _old_line(node: Node, frame: Frame | None) -> Iterator[Observation]:
    text, points = node.required("content"), corners(node.items("boundingBox"))
    yield Observation("onScreenText", text, segment=_where(points, frame), pointer=node.at)


def _where(points: list[tuple[float, float]], frame: Frame | None) -> Segment:
    box: Box | None = box_around(points, frame) if frame is not None else None
    return WHOLE if box is None else Segment(box=box)


def mean_confidence(line: Node) -> float | None:
    """Take the words of a line, and return the mean of their confidences, to six digits; None where none has one."""
    found = [
        sure
        for word in line.nodes("words")
        if word.look("confidence") not in _IN_WORDS and (sure := word.number("confidence")) is not None
    ]
    return round(fmean(found), 6) if found else None


EXTRACTOR: Final = JsonForm(
    name="azure-image-analysis",
    version="1",
    reads="Azure AI Vision Image Analysis 4.0 answers",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
