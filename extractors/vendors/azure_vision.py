"""Azure Computer Vision 3.2 and before: one answer of analyze, describe, tag or detect.

Boxes in pixels become fractions by ``metadata``, which tells the picture's size. Tags, captions and objects are in
English unless the caller asked for another language, which the answer does not tell. Scores of moderation are
confidences of adult, racy and gore. https://learn.microsoft.com/rest/api/computervision/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors.boxes import Frame, frame_of, read_rectangle
from extractors.vendors.spelling import camel, fits_either, read_either
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

ENGLISH: Final = "en"
PIXELS: Final = ("left", "top", "width", "height")
SHORT: Final = ("x", "y", "w", "h")

_CONFIDENCE: Final = "the claim's confidence"
_BOX: Final = "the Segment's box, by the picture's size"
_FLAG: Final = "kept: the score, above a threshold of Azure's"


def rectangle_keys(path: str, keys: tuple[str, ...]) -> dict[str, str]:
    """Return the table of a rectangle in pixels."""
    return {f"{path}.{key}": _BOX for key in keys}


_CATEGORY: Final = "categories[]"

KEYS: Final[dict[str, str]] = {
    f"{_CATEGORY}.name": "keyword, with spaces for its underscores: one of 86 of Azure's",
    f"{_CATEGORY}.score": _CONFIDENCE,
    f"{_CATEGORY}.detail.celebrities[].name": "depictsPerson",
    f"{_CATEGORY}.detail.celebrities[].confidence": _CONFIDENCE,
    **rectangle_keys(f"{_CATEGORY}.detail.celebrities[].faceRectangle", PIXELS),
    f"{_CATEGORY}.detail.landmarks[].name": "depictsPlace",
    f"{_CATEGORY}.detail.landmarks[].confidence": _CONFIDENCE,
    "adult.adultScore": "confidence of contentAdvisory 'adult'",
    "adult.racyScore": "confidence of contentAdvisory 'racy'",
    "adult.goreScore": "confidence of contentAdvisory 'gore'",
    "adult.isAdultContent": _FLAG,
    "adult.isRacyContent": _FLAG,
    "adult.isGoryContent": _FLAG,
    "color.accentColor": "kept: a colour to go with the picture",
    "color.dominantColors": "kept: names of twelve colours; no share of the picture is told",
    "color.dominantColorForeground": "kept: one of twelve colours",
    "color.dominantColorBackground": "kept: one of twelve colours",
    "color.isBWImg": "true: keyword 'black and white'",
    "color.isBwImg": "true: keyword 'black and white'",
    "imageType.clipArtType": "2 or 3: keyword 'clip art'",
    "imageType.lineDrawingType": "1: keyword 'line drawing'",
    "tags[].name": "depicts",
    "tags[].confidence": _CONFIDENCE,
    "tags[].hint": "kept: what kind of thing the tag is",
    "description.tags": "keyword, without confidence",
    "description.captions[].text": "caption",
    "description.captions[].confidence": _CONFIDENCE,
    "faces[].age": "ageRange, as age-age",
    "faces[].gender": "genderPresentation",
    **rectangle_keys("faces[].faceRectangle", PIXELS),
    "objects[].object": "depicts, in its box",
    "objects[].confidence": _CONFIDENCE,
    **rectangle_keys("objects[].rectangle", SHORT),
    "objects[].parent": "kept: Azure's taxonomy",
    "objects[].id": "kept: its number",
    "brands[].name": "depictsBrand, in its box",
    "brands[].confidence": _CONFIDENCE,
    **rectangle_keys("brands[].rectangle", SHORT),
    "metadata.width": "width; by which boxes in pixels become fractions",
    "metadata.height": "height; by which boxes in pixels become fractions",
    "metadata.format": "kept: the file itself says it better",
    "modelVersion": "the Agents' version",
    "requestId": "kept: Azure's number of the request",
}


def _fits(document: dict[str, Any]) -> bool:
    description = document.get("description")
    if isinstance(description, dict) and isinstance(description.get("captions"), list) and "tags" in description:
        return True
    for key, marks in _MARKS.items():
        part = document.get(key)
        first = part[0] if isinstance(part, list) and part else part
        if isinstance(first, dict) and all(mark in first for mark in marks):
            metadata = document.get("metadata")
            return key not in ("tags", "categories") or (isinstance(metadata, dict) and "width" in metadata)
    return False


_MARKS: Final[dict[str, tuple[str, ...]]] = {
    "objects": ("object", "rectangle"),
    "brands": ("name", "rectangle"),
    "adult": ("isAdultContent", "adultScore"),
    "color": ("accentColor", "dominantColors"),
    "imageType": ("clipArtType",),
    "faces": ("faceRectangle", "gender"),
    "categories": ("name", "score"),
    "tags": ("name", "confidence"),
}


def camel_of_sdk(key: str) -> str:
    """Return a key of REST for one of the Python SDK's ``as_dict()``, which cannot call a field ``object``."""
    return "object" if key == "object_property" else camel(key)


@read_either(camel_of_sdk)
def _read(root: Node, source: Source) -> Iterator[Said]:
    version = root.text("modelVersion")
    frame, runs = read_size(root)
    for key, task, read in _FEATURES:
        if key in root:
            found = root.each(key, lambda node, read=read: read(node, frame))  # type: ignore[misc]
            runs.append(make_run(agent(task, version), task, found))
    yield Said(root, AssetReference(kind=MediaKind.IMAGE), runs)


def agent(task: str, version: str) -> Agent:
    """Return the Agent of one feature."""
    return Agent(AgentKind.MODEL, f"azure-vision-{task}", version)


def read_size(root: Node) -> tuple[Frame | None, list[Run]]:
    """Take the picture's size, and return it with the Run that claims it."""
    if "metadata" not in root:
        return None, []
    metadata = root.node("metadata")
    sides = {side: metadata.integer(side) for side in ("width", "height")}
    claims = [
        Observation(side, str(length), pointer=f"{metadata.at}/{side}")
        for side, length in sides.items()
        if length is not None and length > 0
    ]
    runs = [make_run(Agent(AgentKind.SYSTEM, "azure-vision"), "technical", claims)] if claims else []
    return frame_of(sides["width"], sides["height"]), runs


def place(node: Node, key: str, frame: Frame | None, keys: tuple[str, str, str, str] = SHORT) -> Segment:
    """Take a rectangle in pixels as a Segment; one in a picture of unknown size is kept."""
    if key not in node:
        return WHOLE
    rectangle = node.node(key)
    box = read_rectangle(rectangle, frame, keys)
    if box is None and rectangle.rest():
        rectangle.drop()
        node.reading.problem(f"{rectangle.at} is in pixels of a picture of unknown size; the claim stands without it")
    return WHOLE if box is None else Segment(box=box)


def _category(node: Node, frame: Frame | None) -> Iterator[Observation]:
    name, score = node.required("name").replace("_", " ").strip(), node.number("score")
    if name:
        yield Observation("keyword", name, score, ENGLISH, pointer=node.at)
    detail = node.node("detail")
    for celebrity in detail.nodes("celebrities"):
        name, sure = celebrity.required("name"), celebrity.number("confidence")
        where = place(celebrity, "faceRectangle", frame, PIXELS)
        yield Observation("depictsPerson", name, sure, "", where, celebrity.at)
    for landmark in detail.nodes("landmarks"):
        yield Observation("depictsPlace", landmark.required("name"), landmark.number("confidence"), pointer=landmark.at)


def _adult(node: Node, frame: Frame | None) -> Iterator[Observation]:
    for word in ("adult", "racy", "gore"):
        score = node.number(f"{word}Score")
        if score is not None:
            yield Observation("contentAdvisory", word, score, ENGLISH, pointer=f"{node.at}/{word}Score")


def _colour(node: Node, frame: Frame | None) -> Iterator[Observation]:
    for key in ("isBWImg", "isBwImg"):
        if node.flag(key):
            yield Observation("keyword", "black and white", None, ENGLISH, pointer=f"{node.at}/{key}")


def _image_type(node: Node, frame: Frame | None) -> Iterator[Observation]:
    if (node.number("clipArtType") or 0) >= 2:
        yield Observation("keyword", "clip art", None, ENGLISH, pointer=f"{node.at}/clipArtType")
    if node.number("lineDrawingType"):
        yield Observation("keyword", "line drawing", None, ENGLISH, pointer=f"{node.at}/lineDrawingType")


def _tag(node: Node, frame: Frame | None) -> Iterator[Observation]:
    yield Observation("depicts", node.required("name"), node.number("confidence"), ENGLISH, pointer=node.at)


def _description(node: Node, frame: Frame | None) -> Iterator[Observation]:
    for caption in node.nodes("captions"):
        text, sure = caption.required("text"), caption.number("confidence")
        yield Observation("caption", text, sure, ENGLISH, pointer=caption.at)
    for tag, pointer in node.texts("tags"):
        yield Observation("keyword", tag, None, ENGLISH, pointer=pointer)


def _face(node: Node, frame: Frame | None) -> Iterator[Observation]:
    where, age, gender = place(node, "faceRectangle", frame, PIXELS), node.integer("age"), node.text("gender")
    yield Observation("depicts", "Face", None, ENGLISH, where, node.at)
    if age is not None:
        yield Observation("ageRange", f"{age}-{age}", segment=where, pointer=f"{node.at}/age")
    if gender:
        yield Observation("genderPresentation", gender, None, ENGLISH, where, f"{node.at}/gender")


def _thing(node: Node, frame: Frame | None) -> Iterator[Observation]:
    name, sure = node.required("object"), node.number("confidence")
    yield Observation("depicts", name, sure, ENGLISH, place(node, "rectangle", frame), node.at)


def _brand(node: Node, frame: Frame | None) -> Iterator[Observation]:
    name, sure = node.required("name"), node.number("confidence")
    yield Observation("depictsBrand", name, sure, "", place(node, "rectangle", frame), node.at)


Feature = tuple[str, str, Callable[[Node, Frame | None], Iterable[Observation]]]
_FEATURES: Final[tuple[Feature, ...]] = (
    ("categories", "categories", _category),
    ("adult", "moderation", _adult),
    ("color", "colours", _colour),
    ("imageType", "image-type", _image_type),
    ("tags", "tags", _tag),
    ("description", "description", _description),
    ("faces", "faces", _face),
    ("objects", "objects", _thing),
    ("brands", "brands", _brand),
)

EXTRACTOR: Final = JsonForm(
    name="azure-vision",
    version="2",
    reads="Azure Computer Vision 3.2 answers: analyze, describe, tag, detect",
    keys=KEYS,
    fits=fits_either(_fits, camel_of_sdk),
    read=_read,
)
