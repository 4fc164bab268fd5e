"""Azure Computer Vision, Read 3.x: the lines of text of a picture or of each page of a document.

A line has the mean confidence of its words, to six digits. Boxes are in pixels or inches of the page, whose size each
page tells. https://learn.microsoft.com/rest/api/computervision/read
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source, SourceRefused
from extractors.reading import Node
from extractors.vendors.azure_image_analysis import mean_confidence
from extractors.vendors.azure_vision import agent, camel_of_sdk
from extractors.vendors.boxes import Frame, box_around, corners, frame_of
from extractors.vendors.google_json import read_time
from extractors.vendors.spelling import fits_either, read_either
from ontology.model import WHOLE, MediaKind, Observation, Segment

_LATER: Final = (".language", ".appearance", ".angle")
"""Keys of a page or a line that Read 2.x has not."""

_UNFINISHED: Final = ("notStarted", "running", "failed")


def _page_keys(page: str) -> dict[str, str]:
    line = f"{page}.lines[]"
    return {
        f"{page}.page": "the Segment's page, where there are several or it is measured in inches",
        f"{page}.width": "by which the lines' boxes become fractions",
        f"{page}.height": "by which the lines' boxes become fractions",
        f"{page}.unit": "inch: a document's page; pixel: a picture",
        f"{page}.language": "the texts' language tag",
        f"{page}.angle": "kept: how far the text is turned",
        f"{line}.text": "onScreenText",
        f"{line}.boundingBox": "the Segment's box: around the line's corners",
        f"{line}.language": "the text's language tag",
        f"{line}.appearance": "kept: whether it is written by hand",
        f"{line}.words[].confidence": "the line's confidence: the mean",
        f"{line}.words[].text": "kept: a word of the line",
        f"{line}.words[].boundingBox": "kept: a word's place",
    }


KEYS: Final[dict[str, str]] = {
    "status": "succeeded; any other status refuses the source",
    "lastUpdatedDateTime": "when the Activity ended",
    "createdDateTime": "kept: when the request came",
    "analyzeResult.version": "kept: the interface's version",
    "analyzeResult.modelVersion": "the Agent's version",
    **_page_keys("analyzeResult.readResults[]"),
    **{key: why for key, why in _page_keys("recognitionResults[]").items() if not key.endswith(_LATER)},
    "recognitionResults[].lines[].words[].confidence": "kept: Low, where a word is hard to read",
    "recognitionResults[].clockwiseOrientation": "kept: how far the text is turned",
}


def _fits(document: dict[str, Any]) -> bool:
    result = document.get("analyzeResult")
    if isinstance(result, dict):
        return isinstance(result.get("readResults"), list)
    if isinstance(document.get("recognitionResults"), list):
        return "status" in document
    dated = "createdDateTime" in document and "lastUpdatedDateTime" in document
    return document.get("status") in _UNFINISHED and dated


@read_either(camel_of_sdk)
def _read(root: Node, source: Source) -> Iterator[Said]:
    status = root.text("status")
    if status.lower() not in ("", "succeeded"):
        raise SourceRefused(f"{source.path}: the Read operation is {status[:60]}, so it has no results")
    time, old = read_time(root, "lastUpdatedDateTime"), "recognitionResults" in root
    result, key = (root, "recognitionResults") if old else (root.node("analyzeResult"), "readResults")
    version, several = result.text("modelVersion"), (result.size(key) or 0) > 1
    claims, document = [], several
    for page in result.nodes(key):
        inches = page.text("unit") == "inch"
        document = document or inches
        claims += _page(page, numbered=several or inches)
    kind = MediaKind.TEXT if document else MediaKind.IMAGE
    yield Said(root, AssetReference(kind=kind), [make_run(agent("read", version), "text", claims, time=time)])


def _page(node: Node, *, numbered: bool) -> list[Observation]:
    frame = frame_of(node.raw("width"), node.raw("height"))
    number, language = node.integer("page"), node.text("language")
    page = number if numbered and number is not None and number > 0 else None
    return node.each("lines", lambda line: _line(line, frame, page, language))


def _line(node: Node, frame: Frame | None, page: int | None, language: str) -> Iterator[Observation]:
    text, points = node.required("text"), corners(node.items("boundingBox"))
    box = box_around(points, frame) if frame is not None else None
    where = WHOLE if box is None and page is None else Segment(box=box, page=page)
    spoken = node.text("language") or language
    yield Observation("onScreenText", text, mean_confidence(node), spoken, where, node.at)


EXTRACTOR: Final = JsonForm(
    name="azure-read",
    version="2",
    reads="Azure Computer Vision Read 3.x results, and 2.x",
    keys=KEYS,
    fits=fits_either(_fits, camel_of_sdk),
    read=_read,
)
