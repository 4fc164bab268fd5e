"""Amazon Rekognition celebrities: RecognizeCelebrities (images) and GetCelebrityRecognition (video)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors import rekognition
from extractors.vendors.links import REKOGNITION_CELEBRITY, link_iri
from extractors.vendors.rekognition import segment
from extractors.vendors.rekognition_faces import FACE_KEYS, read_face
from ontology.model import MediaKind, Observation
from ontology.model.rdf import TermError, iri

_CELEBRITY: Final = {
    "Name": "depictsPerson",
    "Id": "an identifier of that person, under an IRI of ours",
    "Urls[]": "identifiers of that person: Wikidata entity, IMDb, or the address itself",
    **{f"Face.{key}": becomes for key, becomes in FACE_KEYS.items()},
    "KnownGender": "kept: about the person in the world, not about the picture",
}
KEYS: Final[dict[str, str]] = {
    **{f"CelebrityFaces[].{key}": becomes for key, becomes in _CELEBRITY.items()},
    "CelebrityFaces[].MatchConfidence": "confidence of depictsPerson",
    **{f"Celebrities[].Celebrity.{key}": becomes for key, becomes in _CELEBRITY.items()},
    "Celebrities[].Celebrity.Confidence": "confidence of depictsPerson",
    **{
        f"Celebrities[].Celebrity.BoundingBox.{edge}": "the box of depictsPerson: the whole body"
        for edge in ("Left", "Top", "Width", "Height")
    },
    "Celebrities[].Timestamp": "the Segment's start",
    "Celebrities[].StartTimestampMillis": "the Segment's start",
    "Celebrities[].EndTimestampMillis": "the Segment's end",
    "Celebrities[].DurationMillis": "kept: end less start",
    **{f"UnrecognizedFaces[].{key}": becomes for key, becomes in FACE_KEYS.items()},
    **rekognition.IMAGE_KEYS,
    **rekognition.JOB_KEYS,
}


def _fits(document: dict[str, Any]) -> bool:
    if isinstance(document.get("CelebrityFaces"), list):
        return True
    if not isinstance(document.get("Celebrities"), list):
        return False
    first = rekognition.first_item(document, "Celebrities")
    return "Celebrity" in first if first else rekognition.is_job(document)


def _read(root: Node, source: Source) -> Iterator[Said]:
    agent = rekognition.model("celebrities")
    if "Celebrities" in root:
        reference, runs = rekognition.read_job(root, source)
        claims = root.each("Celebrities", _timed_celebrity)
        part = rekognition.read_part(root, claims)
        runs.append(make_run(agent, "celebrities", claims, parameters=rekognition.read_parameters(root), part=part))
    else:
        reference, runs = AssetReference(kind=MediaKind.IMAGE), []
        claims = root.each("CelebrityFaces", _celebrity) + root.each("UnrecognizedFaces", read_face)
        runs.append(make_run(agent, "celebrities", claims))
    yield Said(root, reference, runs)


def _timed_celebrity(node: Node) -> list[Observation]:
    start, end = rekognition.read_times(node)
    return _celebrity(node.node("Celebrity"), start, end)


def _celebrity(node: Node, start: Decimal | None = None, end: Decimal | None = None) -> list[Observation]:
    """Return who is seen, and what is seen of the face; a video has a box of the body beside that of the face."""
    name = node.required("Name")
    face = node.node("Face")
    confidence = node.percent("MatchConfidence" if "MatchConfidence" in node else "Confidence")
    claims = read_face(face, start, end) if face.rest() else []
    body = rekognition.read_box(node)
    where = segment(start, end, body or (claims[0].segment.box if claims else None))
    who = Observation("depictsPerson", name, confidence, "", where, node.at, _identifiers(node))
    return [who, *claims]


def _identifiers(node: Node) -> tuple[str, ...]:
    found: list[str] = []
    for text, pointer in node.texts("Urls"):
        link = link_iri(text)
        if link is None:
            node.reading.problem(f"{pointer} is {shown(text)}, not a web address; the person stands without it")
        else:
            found.append(link)
    vendor_id = node.text("Id")
    if vendor_id:
        try:
            found.append(iri(REKOGNITION_CELEBRITY + vendor_id)[1:-1])
        except TermError as err:
            node.reading.problem(f"{node.at}/Id: {err}")
    return tuple(dict.fromkeys(found))


EXTRACTOR: Final = JsonForm(
    name="rekognition-celebrities",
    version="1",
    reads="Amazon Rekognition RecognizeCelebrities and GetCelebrityRecognition answers",
    keys=KEYS,
    fits=_fits,
    read=_read,
    streams=("Celebrities",),
)
