"""Google Cloud Vision: a response of images:annotate or files:annotate, a list of them, or a request's ``responses``.

Each feature is a Run of its own, so that a later answer with one feature leaves the claims of the others. Likelihoods
are words, not numbers, and are not turned into confidences. Boxes in pixels become fractions only where the answer
tells the picture's size (``fullTextAnnotation.pages``). https://cloud.google.com/vision/docs/reference/rest
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors import google_vision_keys, google_vision_text
from extractors.vendors.google_json import LIKELIHOODS, either_spelling, read_enum
from extractors.vendors.google_vision_boxes import Size, read_box, read_size
from extractors.vendors.links import mid_iri
from extractors.vendors.spelling import camel, fits_either
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

LIKELY: Final = ("LIKELY", "VERY_LIKELY")
"""The likelihoods at which a safe-search word is also a contentAdvisory, and a face's feeling also an emotion."""

_FEELINGS: Final = {"joy": "joy", "sorrow": "sorrow", "anger": "anger", "surprise": "surprise"}
_FACE_WORDS: Final = {**_FEELINGS, "underExposed": "under-exposed", "blurred": "blurred", "headwear": "headwear"}


def _fits(document: dict[str, Any]) -> bool:
    if isinstance(document.get("response"), dict) and len(document) == 1:
        document = document["response"]
    responses = document.get("responses")
    if isinstance(responses, list):
        if document.keys() == {"responses"} and all(response == {} for response in responses):
            return bool(responses)  # Vision leaves out what it did not find
        return bool(responses) and all(isinstance(r, dict) and _fits_response(r) for r in responses[:3])
    return _has_feature(document)


def _has_feature(response: dict[str, Any]) -> bool:
    return not google_vision_keys.FEATURES.isdisjoint(response) and "annotationResults" not in response


def _fits_response(response: dict[str, Any]) -> bool:
    """Say whether a response has a feature of Vision's, or its error, or nothing, or is that of a file of pages."""
    if _has_feature(response) or not response:
        return True
    pages, error = response.get("responses"), response.get("error")
    if isinstance(pages, list):
        return all(isinstance(page, dict) and _fits_response(page) for page in pages[:3])
    return isinstance(error, dict) and "code" in error and len(response) == 1


@either_spelling
def _read(root: Node, source: Source) -> Iterator[Said]:
    if "response" in root:  # as callers wrap it for their own records
        for inner in root.nodes("response", path=""):
            yield from _answers(inner, source)
        return
    yield from _answers(root, source)


def _answers(root: Node, source: Source) -> Iterator[Said]:
    if "responses" not in root:
        index = root.at[1:]
        yield _said(root, source, f"{source.name}#{index}" if index.isdigit() else "")
        return
    alone = root.size("responses") == 1
    responses = root.nodes("responses", path="")
    root.close()
    for number, response in enumerate(responses):
        if "responses" in response:
            yield from _pages(response, source)
        else:
            yield _said(response, source, "" if alone else f"{source.name}#{number}")


def _pages(file: Node, source: Source) -> Iterator[Said]:
    """Yield what files:annotate says of each page of one document."""
    uri = file.node("inputConfig").node("gcsSource").text("uri") if "inputConfig" in file else ""
    for page in file.nodes("responses", path=""):
        yield _said(page, source, uri)


def _said(node: Node, source: Source, name: str) -> Said:
    """Return what one response says; several in one file that name no image stand as Assets of their own."""
    error = node.node("error") if "error" in node else None
    if error is not None:
        code, message = error.raw("code"), error.text("message")
        node.reading.problem(f"{node.at}/error: Vision answered with error {code}: {message}"[:300])
    context = node.node("context") if "context" in node else None
    uri = context.text("uri") if context is not None else ""
    page = context.integer("pageNumber") if context is not None else None
    size = read_size(node)
    _drop_defaults(node)
    runs = [run for feature in _FEATURES for run in feature(node, size)]
    part = "" if page is None else f"page {page}"
    if part:
        runs = [Run(run.agent, run.task, run.observations, part=part) for run in runs]
    return Said(node, AssetReference(name=uri or name, kind=MediaKind.IMAGE if page is None else MediaKind.TEXT), runs)


def _drop_defaults(node: Node) -> None:
    """Let go of empty lists where three or more stand: a client printed every field, asked for or not.

    REST leaves out what was not found; one empty list is somebody's own word that a feature found nothing.
    """
    empty = [key for key in google_vision_keys.FEATURES if node.size(key) == 0]
    if len(empty) > 2:
        for key in empty:
            node.raw(key)


def _feature(key: str, task: str, claims: Callable[[Node, Size | None], Iterator[Observation]]) -> Any:
    """Return the reader of one feature: its Run where its key is there, even if nothing was found."""

    def read(node: Node, size: Size | None) -> Iterator[Run]:
        if key in node:
            found = node.each(key, lambda part: claims(part, size))
            yield make_run(agent(task), task, found)

    return read


def agent(task: str) -> Agent:
    """Return the Agent of one feature; Vision's answers do not tell its model's version."""
    return Agent(AgentKind.MODEL, f"google-vision-{task}")


def mid_identifiers(node: Node, key: str = "mid") -> tuple[str, ...]:
    """Take a machine id as an identifier; one that is none is named."""
    mid = node.text(key)
    found = mid_iri(mid)
    if mid and found is None:
        node.reading.problem(f"{node.at}/{key} is {mid[:60]!r}, not a machine id such as /m/09j2d")
    return (found,) if found else ()


def _label(node: Node, size: Size | None) -> Iterator[Observation]:
    name, sure, ids = node.required("description"), node.number("score"), mid_identifiers(node)
    yield Observation("depicts", name, sure, node.text("locale") or "en", WHOLE, node.at, ids)


def _object(node: Node, size: Size | None) -> Iterator[Observation]:
    name, sure, ids = node.required("name"), node.number("score"), mid_identifiers(node)
    where = _where(node, size)
    yield Observation("depicts", name, sure, node.text("languageCode") or "en", where, node.at, ids)


def _landmark(node: Node, size: Size | None) -> Iterator[Observation]:
    name, sure, ids = node.required("description"), node.number("score"), mid_identifiers(node)
    where = _where(node, size)
    yield Observation("depictsPlace", name, sure, node.text("locale"), where, node.at, ids)
    for location in node.nodes("locations"):
        point = location.node("latLng")
        latitude, longitude = point.number("latitude"), point.number("longitude")
        if latitude is not None and longitude is not None:
            yield Observation("depictsCoordinates", f"{latitude},{longitude}", sure, "", where, location.at)


def _logo(node: Node, size: Size | None) -> Iterator[Observation]:
    name, sure, ids = node.required("description"), node.number("score"), mid_identifiers(node)
    yield Observation("depictsBrand", name, sure, node.text("locale"), _where(node, size), node.at, ids)


def _face(node: Node, size: Size | None) -> Iterator[Observation]:
    where = _where(node, size)
    yield Observation("depicts", "Face", node.number("detectionConfidence"), "en", where, node.at)
    for key, word in _FACE_WORDS.items():
        likelihood = read_enum(node, f"{key}Likelihood", LIKELIHOODS)
        pointer = f"{node.at}/{key}Likelihood"
        if likelihood:
            yield Observation("faceAttribute", f"{word}: {likelihood}", segment=where, pointer=pointer)
        if likelihood in LIKELY and key in _FEELINGS:
            yield Observation("emotion", word, language="en", segment=where, pointer=pointer)
    for key, name in (("rollAngle", "faceRoll"), ("panAngle", "faceYaw"), ("tiltAngle", "facePitch")):
        degrees = node.number(key)
        if degrees is not None:
            yield Observation(name, str(degrees), segment=where, pointer=f"{node.at}/{key}")


def _faces(node: Node, size: Size | None) -> Iterator[Run]:
    count = node.size("faceAnnotations")
    if count is not None:
        claims = [Observation("faceCount", str(count), pointer=f"{node.at}/faceAnnotations")]
        yield make_run(agent("faces"), "faces", claims + node.each("faceAnnotations", lambda part: _face(part, size)))


def _safe_search(node: Node, size: Size | None) -> Iterator[Observation]:
    for word in google_vision_keys.SAFE_SEARCH:
        likelihood, pointer = read_enum(node, word, LIKELIHOODS), f"{node.at}/{word}"
        if likelihood:
            yield Observation("contentLikelihood", f"{word}: {likelihood}", pointer=pointer)
        if likelihood in LIKELY:
            yield Observation("contentAdvisory", word, language="en", pointer=pointer)


def _colours(node: Node, size: Size | None) -> Iterator[Observation]:
    yield from node.node("dominantColors").each("colors", _colour)


def _colour(node: Node) -> Iterator[Observation]:
    """Yield a colour as #RRGGBB; Google leaves out components that are 0."""
    colour = node.node("color")
    parts = [min(max(round(colour.number(key) or 0), 0), 255) for key in ("red", "green", "blue")]
    yield Observation("dominantColour", "#{:02X}{:02X}{:02X}".format(*parts), pointer=node.at)


def _web(node: Node, size: Size | None) -> Iterator[Observation]:
    """Yield what the web calls the picture; the scores of web entities are not confidences, by Google's own words."""
    yield from node.each("webEntities", _web_entity)
    yield from node.each("bestGuessLabels", _best_guess)


def _web_entity(node: Node) -> Iterator[Observation]:
    ids = mid_identifiers(node, "entityId")
    if "description" in node:
        yield Observation("about", node.required("description"), None, "", WHOLE, node.at, ids)


def _best_guess(node: Node) -> Iterator[Observation]:
    name, language = node.required("label"), node.text("languageCode")
    yield Observation("keyword", name, language=language, pointer=node.at)


def _where(node: Node, size: Size | None) -> Segment:
    box = read_box(node, size)
    return WHOLE if box is None else Segment(box=box)


_FEATURES: Final = (
    _feature("labelAnnotations", "labels", _label),
    _feature("localizedObjectAnnotations", "objects", _object),
    _faces,
    _feature("landmarkAnnotations", "landmarks", _landmark),
    _feature("logoAnnotations", "logos", _logo),
    google_vision_text.read_text,
    _feature("safeSearchAnnotation", "safe-search", _safe_search),
    _feature("imagePropertiesAnnotation", "image-properties", _colours),
    _feature("webDetection", "web", _web),
)

EXTRACTOR: Final = JsonForm(
    name="google-vision",
    version="2",
    reads="Google Cloud Vision images:annotate responses",
    keys=google_vision_keys.KEYS,
    fits=fits_either(_fits, camel),
    read=_read,
    many=True,
)
