"""Clarifai: what a model or a workflow said about pictures, films, sounds and texts.

What a concept says depends on the model: one for colours, moderation, faces, emotions or sentiments gives other claims
than one for things. A box is four fractions; the claim about a region is what the region holds. One output speaks of
one input, which is named by its address. https://docs.clarifai.com
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.run_times import run_time
from extractors.vendors.spelling import fits_either, read_either, snake
from ontology.model import WHOLE, Agent, AgentKind, Box, MediaKind, Observation, Segment

_CONCEPT: Final = {
    "concepts[].name": "depicts, in English; of moderation models contentAdvisory, of emotion models emotion …",
    "concepts[].value": "the claim's confidence",
    "concepts[].language": "the claim's language tag",
    "concepts[].id": "kept: the concept's number",
    "concepts[].app_id": "kept: the application's number",
    "concepts[].ai_id": "kept: the concept's number",
}
_PART: Final = {
    **_CONCEPT,
    "text.raw": "onScreenText in a region; of sounds transcript; else caption",
    "text.text_info": "kept: how the text was read",
    "regions[].region_info.bounding_box.left_col": "the Segment's box",
    "regions[].region_info.bounding_box.top_row": "the box",
    "regions[].region_info.bounding_box.right_col": "the box",
    "regions[].region_info.bounding_box.bottom_row": "the box",
    "regions[].region_info.mask": "kept: the outline inside the box",
    "regions[].region_info.point": "kept: the middle of the box",
    "regions[].region_info.span": "kept: where it stands in a text",
    "regions[].region_info.token": "kept: where it stands in a text",
    "regions[].value": "confidence of depicts, where a region has no concept",
    "regions[].id": "kept: the region's number",
    "regions[].track_id": "kept: the same thing in several frames",
    **{f"regions[].data.{key}": becomes for key, becomes in _CONCEPT.items()},
    "regions[].data.text.raw": "onScreenText",
    "regions[].data.face": "kept: an older form of the concepts of faces",
    "regions[].data.embeddings": "kept: a vector",
    "colors[].w3c": "kept: the nearest named colour",
    "colors[].raw_hex": "dominantColour",
    "colors[].value": "kept: a share of the picture, not a confidence",
    "embeddings": "kept: a vector",
    "clusters": "kept: which pictures are alike",
}
KEYS: Final[dict[str, str]] = {
    **{f"outputs[].data.{key}": becomes for key, becomes in _PART.items()},
    "outputs[].data.frames[].frame_info.time": "the Segment's start, milliseconds",
    "outputs[].data.frames[].frame_info.index": "kept: the frame's number",
    **{f"outputs[].data.frames[].data.{key}": becomes for key, becomes in _PART.items()},
    "outputs[].data.time_segments[].time_info.begin_time": "the Segment's start, milliseconds",
    "outputs[].data.time_segments[].time_info.end_time": "the Segment's end, milliseconds",
    "outputs[].data.time_segments[].time_info.num_frames": "kept: how many frames",
    "outputs[].data.time_segments[].id": "kept: its number",
    **{f"outputs[].data.time_segments[].data.{key}": becomes for key, becomes in _CONCEPT.items()},
    "outputs[].input.data.image.url": "the Asset's name; the Asset is a picture",
    "outputs[].input.data.video.url": "the Asset's name; the Asset is a film",
    "outputs[].input.data.audio.url": "the Asset's name; the Asset is a sound",
    "outputs[].input.data.text.url": "the Asset's name; the Asset is a text",
    "outputs[].input.data.text.raw": "kept: the text itself",
    "outputs[].input.id": "kept: the input's number",
    "outputs[].model.id": "the Agent's name, and what a concept says",
    "outputs[].model.model_version.id": "the Agent's version",
    "outputs[].model.model_version": "kept: more about the version",
    "outputs[].model.name": "kept: the model's name for people",
    **{f"outputs[].model.{key}": "kept: about the model" for key in (
        "app_id", "user_id", "created_at", "modified_at", "display_name", "model_type_id", "output_info", "visibility",
        "metadata", "presets", "toolkits", "use_cases", "languages", "languages_full", "check_consents", "task",
        "workflow_recommended", "image", "notes",
    )},
    "outputs[].created_at": "when the Run ended",
    "outputs[].status.code": "10000; any other is named",
    "outputs[].status.description": "named, where the status is not Ok",
    "outputs[].status.req_id": "kept: the request's number",
    "outputs[].status.details": "kept: the fault in more words",
    "outputs[].id": "kept: the output's number",
    "status": "kept: each output has its own",
}  # fmt: skip

_SUCCESS: Final = 10_000
_INPUTS: Final = (
    ("image", MediaKind.IMAGE),
    ("video", MediaKind.VIDEO),
    ("audio", MediaKind.AUDIO),
    ("text", MediaKind.TEXT),
)
# What a word of a model's name (face-sentiment-recognition) tells of its concepts, first match first.
_BY_MODEL: Final = (
    ("moderation", "contentAdvisory"), ("nsfw", "contentAdvisory"), ("celebrity", "depictsPerson"),
    ("celebrities", "depictsPerson"), ("logo", "depictsBrand"), ("logos", "depictsBrand"),
    ("landmark", "depictsPlace"), ("landmarks", "depictsPlace"), ("emotion", "emotion"), ("emotions", "emotion"),
    ("face", "depicts"), ("sentiment", "sentiment"), ("age", "ageRange"), ("gender", "genderPresentation"),
    ("topic", "about"), ("topics", "about"),
)  # fmt: skip
_FACES: Final = {"sentiment": "emotion", "age": "ageRange", "gender": "genderPresentation"}
_PLAIN: Final = ("ageRange", "genderPresentation", "depictsPerson", "depictsBrand", "depictsPlace")
_SAFE: Final = frozenset(("safe", "sfw"))


def _fits(document: dict[str, Any]) -> bool:
    outputs = document.get("outputs")
    first = outputs[0] if isinstance(outputs, list) and outputs else None
    if not isinstance(first, dict) or not isinstance(first.get("data"), dict):
        return False
    model = first.get("model")
    return isinstance(first.get("status"), dict) or (isinstance(model, dict) and "model_version" in model)


@read_either(snake)
def _read(root: Node, source: Source) -> Iterator[Said]:
    """Yield what each input is said to show; a workflow's outputs about one input are several Runs."""
    alone = root.size("outputs") == 1
    for index, output in enumerate(root.nodes("outputs")):
        reference = _reference(output, "" if alone else f"{source.name}#{index}")
        yield Said(output, reference, list(_runs(output, reference.kind)))


def _reference(output: Node, name: str) -> AssetReference:
    data = output.node("input").node("data")
    for key, kind in _INPUTS:
        if key in data:
            return AssetReference(name=data.node(key).text("url") or name, kind=kind)
    return AssetReference(name=name)


def _runs(output: Node, kind: MediaKind) -> Iterator[Run]:
    status, time = output.node("status"), run_time(output, "created_at")
    code, said = status.raw("code"), status.text("description")
    if code not in (None, _SUCCESS, "SUCCESS"):
        output.reading.problem(f"{status.at}/code is {shown(code)}: Clarifai says {said[:200]!r}")
    model = output.node("model")
    name, release = model.text("id").strip(), model.node("model_version")
    version = release.text("id")
    if release.rest():
        release.keep()
    claims = list(_claims(output.node("data"), name, kind))
    if claims:
        agent = Agent(AgentKind.MODEL, f"clarifai-{name}" if name else "clarifai", version)
        yield make_run(agent, name or "concepts", claims, time=time)


def _claims(data: Node, model: str, kind: MediaKind) -> Iterator[Observation]:
    yield from _part(data, model, WHOLE, kind)
    for frame in data.nodes("frames"):
        where = Segment(frame.node("frame_info").milliseconds("time"))
        yield from _part(frame.node("data"), model, where, kind)
    for part in data.nodes("time_segments"):
        times = part.node("time_info")
        where = Segment(times.milliseconds("begin_time"), times.milliseconds("end_time"))
        yield from _concepts(part.node("data"), model, where)


def _part(data: Node, model: str, where: Segment, kind: MediaKind) -> Iterator[Observation]:
    """Yield what is said of the whole input, or of a frame of it."""
    yield from _concepts(data, model, where)
    yield from data.each("colors", lambda node: _colour(node, where))
    yield from data.each("regions", lambda node: _region(node, model, where))
    if "text" in data:
        text = data.node("text")
        name = "transcript" if kind is MediaKind.AUDIO else "onScreenText" if "ocr" in model else "caption"
        raw = text.text("raw").strip()
        if raw:
            yield Observation(name, raw, segment=where, pointer=text.at)


def _concepts(data: Node, model: str, where: Segment) -> list[Observation]:
    name = _property(model)
    return data.each("concepts", lambda node: _concept(node, name, where))


def _property(model: str) -> str:
    words = model.lower().replace("_", "-").split("-")
    name = next((name for word, name in _BY_MODEL if word in words), "depicts")
    of_faces = next((_FACES[word] for word in words if word in _FACES), name)
    return of_faces if "face" in words else name


def _concept(node: Node, name: str, where: Segment) -> Iterator[Observation]:
    label, sure, language = node.required("name"), node.number("value"), node.text("language") or "en"
    if name == "contentAdvisory" and label.lower() in _SAFE:
        return
    yield Observation(name, label, sure, "" if name in _PLAIN else language, where, node.at)


def _colour(node: Node, where: Segment) -> Iterator[Observation]:
    yield Observation("dominantColour", node.required("raw_hex").upper(), segment=where, pointer=node.at)


def _region(node: Node, model: str, where: Segment) -> Iterator[Observation]:
    box = _box(node.node("region_info"))
    here = Segment(where.start_s, where.end_s, box)
    sure, data = node.number("value"), node.node("data")
    concepts, text = _concepts(data, model, here), data.node("text")
    written = text.text("raw").strip()
    yield from concepts
    if written:
        yield Observation("onScreenText", written, sure, segment=here, pointer=text.at)
    elif not concepts and "face" in model:
        yield Observation("depicts", "face", sure, "en", here, node.at)


def _box(info: Node) -> Box | None:
    """Take a box in fractions; an edge that is absent is 0, as Clarifai leaves out zeros."""
    if "bounding_box" not in info:
        return None
    edges = info.node("bounding_box")
    left, top = edges.number("left_col") or 0.0, edges.number("top_row") or 0.0
    right, bottom = edges.number("right_col") or 0.0, edges.number("bottom_row") or 0.0
    # A difference of two floats shows digits that nobody measured; Segments keep 1e-4.
    return Box(left, top, round(right - left, 9), round(bottom - top, 9))


EXTRACTOR: Final = JsonForm(
    name="clarifai",
    version="2",
    reads="Clarifai's outputs of models and workflows: concepts, regions, frames, colours, text",
    keys=KEYS,
    fits=fits_either(_fits, snake),
    read=_read,
)
