"""Amazon Rekognition faces: DetectFaces (images) and GetFaceDetection (video).

A face is a Segment, its box at its moment; what is seen of it are claims about that Segment. The number of faces of a
picture is a claim of its own; in a video the same face returns from moment to moment, so no number is claimed there.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.vendors import rekognition
from extractors.vendors.rekognition import ENGLISH, segment
from extractors.vendors.rekognition_labels import read_quality
from ontology.model import MediaKind, Observation, Segment

ATTRIBUTES: Final[dict[str, tuple[str, str]]] = {
    "Smile": ("smile", "no smile"),
    "Eyeglasses": ("eyeglasses", "no eyeglasses"),
    "Sunglasses": ("sunglasses", "no sunglasses"),
    "Beard": ("beard", "no beard"),
    "Mustache": ("mustache", "no mustache"),
    "EyesOpen": ("eyes open", "eyes closed"),
    "MouthOpen": ("mouth open", "mouth closed"),
    "FaceOccluded": ("face occluded", "face not occluded"),
}
"""What a true and a false attribute say, as values of faceAttribute."""

_ATTRIBUTE_KEYS: Final = {
    f"{key}.Value": f"faceAttribute: {yes!r} or {no!r}, by true or false" for key, (yes, no) in ATTRIBUTES.items()
}
_ATTRIBUTE_CONFIDENCES: Final = {f"{key}.Confidence": "that claim's confidence" for key in ATTRIBUTES}

FACE_KEYS: Final[dict[str, str]] = {
    "BoundingBox.Left": "the box of the Segment that is the face",
    "BoundingBox.Top": "the box",
    "BoundingBox.Width": "the box",
    "BoundingBox.Height": "the box",
    "Confidence": "confidence of depicts 'Face' in that box",
    "AgeRange.Low": "ageRange, as low-high",
    "AgeRange.High": "ageRange, as low-high",
    "Gender.Value": "genderPresentation",
    "Gender.Confidence": "that claim's confidence",
    "Emotions[].Type": "emotion, one claim for each",
    "Emotions[].Confidence": "that claim's confidence",
    "Pose.Roll": "faceRoll, degrees",
    "Pose.Yaw": "faceYaw, degrees",
    "Pose.Pitch": "facePitch, degrees",
    "Quality.Brightness": "faceBrightness, 0..100",
    "Quality.Sharpness": "faceSharpness, 0..100",
    **_ATTRIBUTE_KEYS,
    **_ATTRIBUTE_CONFIDENCES,
    "EyeDirection": "kept: two angles of the gaze",
    "Landmarks": "kept: points of the face",
}
"""A face, wherever Rekognition describes one."""

KEYS: Final[dict[str, str]] = {
    **{f"FaceDetails[].{key}": becomes for key, becomes in FACE_KEYS.items()},
    **{f"Faces[].Face.{key}": becomes for key, becomes in FACE_KEYS.items()},
    "Faces[].Timestamp": "the Segment's start",
    **rekognition.IMAGE_KEYS,
    **rekognition.JOB_KEYS,
}


def _fits(document: dict[str, Any]) -> bool:
    if isinstance(document.get("FaceDetails"), list):
        return True
    if not isinstance(document.get("Faces"), list):
        return False
    first = rekognition.first_item(document, "Faces")
    return "Face" in first if first else rekognition.is_job(document)


def _read(root: Node, source: Source) -> Iterator[Said]:
    agent = rekognition.model("faces")
    if "Faces" in root:
        reference, runs = rekognition.read_job(root, source)
        claims = root.each("Faces", _timed_face)
        part = rekognition.read_part(root, claims)
        runs.append(make_run(agent, "faces", claims, parameters=rekognition.read_parameters(root), part=part))
    else:
        reference, runs = AssetReference(kind=MediaKind.IMAGE), []
        count, claims = root.size("FaceDetails"), []
        if count is not None:
            claims.append(Observation("faceCount", str(count), pointer=f"{root.at}/FaceDetails"))
        runs.append(make_run(agent, "faces", claims + root.each("FaceDetails", read_face)))
    yield Said(root, reference, runs)


def _timed_face(node: Node) -> list[Observation]:
    start, end = rekognition.read_times(node)
    return read_face(node.node("Face"), start, end)


def read_face(node: Node, start: Decimal | None = None, end: Decimal | None = None) -> list[Observation]:
    """Return the claims about one face; an attribute that cannot be read is named, and the others stand."""
    where = segment(start, end, rekognition.read_box(node))
    claims = [Observation("depicts", "Face", node.percent("Confidence"), ENGLISH, where, node.at)]
    claims += node.each("AgeRange", lambda age: _age(age, where))
    claims += node.each("Gender", lambda gender: _said(gender, "genderPresentation", "Value", where))
    claims += node.each("Emotions", lambda emotion: _said(emotion, "emotion", "Type", where))
    for key, words in ATTRIBUTES.items():
        if key in node:
            claims += node.each(key, lambda part, words=words: _attribute(part, words, where))  # type: ignore[misc]
    claims += node.each("Pose", lambda pose: _pose(pose, where))
    claims += read_quality(node, where, prefix="face")
    return claims


def _age(node: Node, where: Segment) -> Iterator[Observation]:
    low, high = node.integer("Low"), node.integer("High")
    if low is not None or high is not None:
        text = f"{'' if low is None else low}-{'' if high is None else high}"
        yield Observation("ageRange", text, segment=where, pointer=node.at)


def _said(node: Node, name: str, key: str, where: Segment) -> tuple[Observation]:
    return (Observation(name, node.required(key), node.percent("Confidence"), ENGLISH, where, node.at),)


def _attribute(node: Node, words: tuple[str, str], where: Segment) -> Iterator[Observation]:
    value = node.flag("Value")
    if value is not None:
        text = words[0] if value else words[1]
        yield Observation("faceAttribute", text, node.percent("Confidence"), segment=where, pointer=node.at)


def _pose(node: Node, where: Segment) -> Iterator[Observation]:
    for key in ("Roll", "Yaw", "Pitch"):
        degrees = node.number(key)
        if degrees is not None:
            yield Observation(f"face{key}", str(degrees), segment=where, pointer=f"{node.at}/{key}")


EXTRACTOR: Final = JsonForm(
    name="rekognition-faces",
    version="1",
    reads="Amazon Rekognition DetectFaces and GetFaceDetection answers",
    keys=KEYS,
    fits=_fits,
    read=_read,
    streams=("Faces",),
)
