"""Azure Face: the faces that Detect found in one picture.

The answer is a list of faces in pixels, without the picture's size, so that no face has a box. What is seen of several
faces would be said of one picture and could not be told apart: then only that there are faces is claimed.
https://learn.microsoft.com/rest/api/face/face-detection-operations/detect
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source, SourceRefused
from extractors.reading import Node
from extractors.vendors.spelling import camel, fits_either, read_either
from ontology.model import Agent, AgentKind, MediaKind, Observation

_AT: Final = "faceAttributes"
_ANGLES: Final = {"roll": "faceRoll", "yaw": "faceYaw", "pitch": "facePitch"}
_EMOTIONS: Final = ("anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")
_HAIR: Final = ("moustache", "beard", "sideburns")
_MAKEUP: Final = {"eyeMakeup": "eye makeup", "lipMakeup": "lip makeup"}
_OCCLUDED: Final = {"eyeOccluded": "eyes", "foreheadOccluded": "forehead", "mouthOccluded": "mouth"}
_QUALITIES: Final = {"blur": "blurLevel", "exposure": "exposureLevel", "noise": "noiseLevel"}

KEYS: Final[dict[str, str]] = {
    "faceId": "kept: Azure's number of the face, for a day",
    "faceRectangle": "kept: pixels of a picture whose size the answer does not tell",
    "faceLandmarks": "kept: points of the face",
    "recognitionModel": "the Agent's version",
    _AT: "kept: of several faces in one picture, which cannot be told apart",
    f"{_AT}.age": "ageRange, as age-age",
    f"{_AT}.gender": "genderPresentation",
    f"{_AT}.smile": "confidence of faceAttribute 'smile'",
    f"{_AT}.glasses": "faceAttribute",
    **{f"{_AT}.facialHair.{key}": f"confidence of faceAttribute {key!r}" for key in _HAIR},
    **{f"{_AT}.headPose.{key}": f"{name}, degrees" for key, name in _ANGLES.items()},
    **{f"{_AT}.emotion.{key}": f"confidence of emotion {key!r}" for key in _EMOTIONS},
    f"{_AT}.hair.bald": "confidence of faceAttribute 'bald'",
    f"{_AT}.hair.invisible": "kept: whether hair can be seen at all",
    f"{_AT}.hair.hairColor[].color": "faceAttribute, as 'hair: brown'",
    f"{_AT}.hair.hairColor[].confidence": "that claim's confidence",
    **{f"{_AT}.makeup.{key}": f"true: faceAttribute {name!r}" for key, name in _MAKEUP.items()},
    **{f"{_AT}.occlusion.{key}": f"true: faceAttribute '{name} occluded'" for key, name in _OCCLUDED.items()},
    f"{_AT}.accessories[].type": "faceAttribute",
    f"{_AT}.accessories[].confidence": "that claim's confidence",
    **{f"{_AT}.{key}.{level}": f"faceAttribute, as '{key}: low'" for key, level in _QUALITIES.items()},
    **{f"{_AT}.{key}.value": "kept: the same as a number of Azure's scale" for key in _QUALITIES},
    f"{_AT}.mask.type": "faceAttribute, as 'mask: faceMask'",
    f"{_AT}.mask.noseAndMouthCovered": "kept: whether the mask covers both",
    f"{_AT}.qualityForRecognition": "faceAttribute, as 'quality: high'",
}


def _fits(document: dict[str, Any]) -> bool:
    rectangle = document.get("faceRectangle")
    if not isinstance(rectangle, dict):
        return False
    marked = any(key in document for key in ("faceId", "faceAttributes", "recognitionModel", "faceLandmarks"))
    return marked or (len(document) == 1 and rectangle.keys() == {"top", "left", "width", "height"})


@read_either(camel)
def _read(root: Node, source: Source) -> Iterator[Said]:
    version = root.text("recognitionModel")
    claims = [Observation("depicts", "Face", None, "en", pointer=root.at)]
    if "faceAttributes" in root:
        if _alone(source):
            claims += root.each("faceAttributes", _attributes)
        else:
            root.raw("faceAttributes")
            root.reading.keep("faceAttributes")
    run = make_run(Agent(AgentKind.MODEL, "azure-face", version), "faces", claims)
    yield Said(root, AssetReference(kind=MediaKind.IMAGE), [run])


def _alone(source: Source) -> bool:
    try:
        return not isinstance(source.json, list) or len(source.json) == 1
    except SourceRefused:  # JSON Lines: one face a line
        return False


def _attributes(node: Node) -> Iterator[Observation]:
    age, gender = node.number("age"), node.text("gender")
    if age is not None:
        yield Observation("ageRange", f"{age:g}-{age:g}", pointer=f"{node.at}/age")
    if gender:
        yield Observation("genderPresentation", gender, None, "en", pointer=f"{node.at}/gender")
    yield from _scored(node, ("smile",), "faceAttribute")
    yield from _scored(node.node("facialHair"), _HAIR, "faceAttribute")
    yield from _scored(node.node("emotion"), _EMOTIONS, "emotion")
    yield from _hair(node.node("hair"))
    yield from _words(node)
    pose = node.node("headPose")
    for key, name in _ANGLES.items():
        degrees = pose.number(key)
        if degrees is not None:
            yield Observation(name, str(degrees), pointer=f"{pose.at}/{key}")


def _scored(node: Node, keys: tuple[str, ...], property_: str) -> Iterator[Observation]:
    for key in keys:
        sure = node.number(key)
        if sure is not None:
            yield Observation(property_, key, sure, "en" if property_ == "emotion" else "", pointer=f"{node.at}/{key}")


def _hair(node: Node) -> Iterator[Observation]:
    yield from _scored(node, ("bald",), "faceAttribute")
    for colour in node.nodes("hairColor"):
        name = colour.text("color")
        if name:
            yield Observation("faceAttribute", f"hair: {name}", colour.number("confidence"), pointer=colour.at)


def _words(node: Node) -> Iterator[Observation]:
    """Yield what is said of the face in words and in yes or no."""
    said = [(node.text("glasses"), "glasses")]
    quality = node.text("qualityForRecognition")
    said.append((f"quality: {quality}" if quality else "", "qualityForRecognition"))
    for key, name in _QUALITIES.items():
        level = node.node(key).text(name)
        said.append((f"{key}: {level}" if level else "", key))
    mask = node.node("mask").text("type")
    said.append((f"mask: {mask}" if mask else "", "mask"))
    for key, names in (("makeup", _MAKEUP), ("occlusion", _OCCLUDED)):
        part = node.node(key)
        for name, word in names.items():
            if part.flag(name):
                said.append((word if key == "makeup" else f"{word} occluded", f"{key}/{name}"))
    for text, below in said:
        if text:
            yield Observation("faceAttribute", text, pointer=f"{node.at}/{below}")
    for accessory in node.nodes("accessories"):
        kind = accessory.text("type")
        if kind:
            yield Observation("faceAttribute", kind, accessory.number("confidence"), pointer=accessory.at)


EXTRACTOR: Final = JsonForm(
    name="azure-face",
    version="2",
    reads="Azure Face: the list of faces that Detect found",
    keys=KEYS,
    fits=fits_either(_fits, camel),
    read=_read,
    many=True,
)
