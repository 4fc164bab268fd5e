"""COCO's JSON: instances, keypoints, captions and panoptic segments of many pictures, and lists of results.

Boxes are pixels (left, top, width, height) and become fractions by the picture's size. People mark such files, so the
Agent is the contributor that ``info`` names; annotations with a score are a model's. Outlines and keypoints stay in
the blob. A list of detection results names things by numbers of categories that stand in another file, so it is
refused with that reason; a list of captions is read. https://cocodataset.org/#format-data
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from extractors.json_form import Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Run, Source, SourceRefused
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.list_form import BARE, ListForm
from ontology.model import WHOLE, Agent, AgentKind, Box, MediaKind, Observation, Segment

_THING: Final = {
    "category_id": "depicts: the category's name, in English",
    "bbox": "the Segment's box: pixels become fractions",
    "id": "kept: its number",
    "area": "kept: of the outline, in pixels",
    "iscrowd": "kept: whether it is a group",
    "attributes": "kept: marks of the caller's own",
}
KEYS: Final[dict[str, str]] = {
    "images[].id": "by which annotations find their picture",
    "images[].file_name": "the Asset's name",
    "images[].width": "the picture's width in pixels: boxes become fractions",
    "images[].height": "the picture's height in pixels: boxes become fractions",
    "images[].license": "licence, by its address, else its name",
    "images[].coco_url": "kept: a copy's address",
    "images[].flickr_url": "kept: a copy's address",
    "images[].date_captured": "kept: when the data set's makers fetched it, not when it was taken",
    "annotations[].image_id": "by which annotations find their picture",
    **{f"annotations[].{key}": becomes for key, becomes in _THING.items()},
    "annotations[].caption": "caption, in English",
    "annotations[].score": "the claim's confidence; the Agent is a model",
    "annotations[].segmentation": "kept: the outline inside the box",
    "annotations[].keypoints": "kept: where joints are, in pixels",
    "annotations[].num_keypoints": "kept: how many joints are marked",
    "annotations[].file_name": "kept: the file of the outlines of a panoptic picture",
    **{f"annotations[].segments_info[].{key}": becomes for key, becomes in _THING.items()},
    "categories[].id": "by which annotations find their category",
    "categories[].name": "depicts, in English",
    "categories[].supercategory": "kept: COCO's own taxonomy",
    "categories[].keypoints": "kept: the joints' names",
    "categories[].skeleton": "kept: which joints hang together",
    "categories[].isthing": "kept: whether it can be counted",
    "categories[].color": "kept: the colour it is drawn with",
    "licenses[].id": "by which pictures find their licence",
    "licenses[].url": "licence",
    "licenses[].name": "licence, where it has no address",
    "info.contributor": "the Agent's name: who marked the pictures",
    "info.version": "the Agent's version, where the Agent is a model",
    "info.description": "kept: the data set's name",
    "info.url": "kept: the data set's address",
    "info.year": "kept: the data set's year",
    "info.date_created": "kept: when the data set was made",
    "type": "kept: instances",
    "image_id": "the Asset's name, in a list of captions",
    "caption": "caption, in a list of captions",
    "id": "kept: its number, in a list of captions",
}

_PEOPLE: Final = "COCO annotators"
_MODEL: Final = "coco-detector"
Number = int | str
"""COCO's numbers of pictures and categories; other makers write texts."""


def _fits(document: dict[str, Any]) -> bool:
    if BARE in document:
        items = document[BARE]
        return bool(items) and all(isinstance(item, dict) and _is_result(item) for item in items[:5])
    images, annotations = document.get("images"), document.get("annotations")
    if not isinstance(images, list) or not isinstance(annotations, list):
        return False
    first = images[0] if images else {}
    return isinstance(first, dict) and (not images or {"id", "file_name"} <= first.keys())


def _is_result(item: dict[str, Any]) -> bool:
    if "image_id" not in item:
        return False
    if {"category_id", "score"} <= item.keys():
        return not {"bbox", "segmentation", "keypoints"}.isdisjoint(item)
    return isinstance(item.get("caption"), str)


class _Names(NamedTuple):
    """What the numbers of a file stand for, and who marked it."""

    categories: dict[Number, str]
    licences: dict[Number, str]
    people: Agent
    model: Agent


def _read(root: Node, source: Source) -> Iterator[Said]:
    if BARE in root:
        yield from _results(root, source)
        return
    names = _names(root)
    marks = _by_image(root)
    for image in root.nodes("images"):
        number, name = _number(image), image.text("file_name").strip()
        if number is None or not name:
            root.reading.problem(f"{image.at} has no id or no file_name, so nothing is said about it")
            image.drop()
            continue
        size = image.number("width"), image.number("height")
        runs = list(_runs(image, marks.pop(number, []), size, names))
        yield Said(image, AssetReference(name=name, kind=MediaKind.IMAGE), runs)
    if marks:
        some = ", ".join(str(number)[:20] for number in list(marks)[:3])
        root.reading.problem(f"annotations of {len(marks)} pictures that are not listed in images ({some}) are left")


def _results(root: Node, source: Source) -> Iterator[Said]:
    """Yield the captions of a list of results; a list of detections is refused: it does not hold the words."""
    items = root.items(BARE)
    for index, item in enumerate(items):
        at = f"{root.at}/{index}"
        node = Node(root.reading, item if isinstance(item, dict) else {}, at)
        number, text = _number(node, "image_id"), node.text("caption").strip()
        if "category_id" in node:
            raise SourceRefused(
                f"{source.path}: COCO detection results name things by category_id only, and their names stand in "
                "another file; write images, annotations and categories into one document"
            )
        if number is None or not text:
            root.reading.problem(f"{at} is {shown(item)}, without an image_id or a caption")
            node.drop()
            continue
        name = number if isinstance(number, str) else f"{source.name}#{number}"
        claim = Observation("caption", text, None, "en", pointer=f"{at}/caption")
        run = make_run(Agent(AgentKind.MODEL, "coco-captioner"), "captions", [claim])
        yield Said(node, AssetReference(name=name, kind=MediaKind.IMAGE), [run])


def _names(root: Node) -> _Names:
    info = root.node("info")
    people, version = info.text("contributor").strip() or _PEOPLE, info.text("version").strip()
    categories = {}
    for node in root.nodes("categories"):
        number, name = _number(node), node.text("name").strip()
        if number is not None and name:
            categories[number] = name
    licences = {}
    for node in root.nodes("licenses"):
        number, url, name = _number(node), node.text("url").strip(), node.text("name").strip()
        if number is not None and (url or name):
            licences[number] = url or name
    return _Names(categories, licences, Agent(AgentKind.PERSON, people), Agent(AgentKind.MODEL, _MODEL, version))


def _by_image(root: Node) -> dict[Number, list[tuple[int, dict[str, Any]]]]:
    """Take the annotations; return each with its position, by their picture's number."""
    marks: dict[Number, list[tuple[int, dict[str, Any]]]] = {}
    for index, mark in enumerate(root.items("annotations")):
        number = mark.get("image_id") if isinstance(mark, dict) else None
        if isinstance(number, int | str):
            marks.setdefault(number, []).append((index, mark))
        else:
            root.reading.problem(f"/annotations/{index} is {shown(mark)}, without an image_id")
    return marks


def _number(node: Node, key: str = "id") -> Number | None:
    value = node.raw(key)
    return value if type(value) in (int, str) and value != "" else None


_Size = tuple[float | None, float | None]
_Mark = tuple[int, dict[str, Any]]


def _runs(image: Node, marks: list[_Mark], size: _Size, names: _Names) -> Iterator[Run]:
    found: dict[tuple[Agent, str], list[Observation]] = {}
    for index, mark in marks:
        node = Node(image.reading, mark, f"/annotations/{index}", "annotations[]", strict=True)
        agent = names.model if "score" in node else names.people
        try:
            for claim in _annotation(node, size, names):
                task = "captions" if claim.property == "caption" else "objects"
                found.setdefault((agent, task), []).append(claim)
        except ObservationSkipped as skipped:
            image.reading.problem(str(skipped))
            node.drop()
        node.close()
    licence = names.licences.get(_number(image, "license") or 0)
    if licence:
        found[names.people, "rights"] = [Observation("licence", licence, pointer=f"{image.at}/license")]
    for (agent, task), claims in found.items():
        yield make_run(agent, task, claims)


def _annotation(node: Node, size: _Size, names: _Names) -> Iterator[Observation]:
    node.raw("image_id")
    sure = node.number("score")
    if "caption" in node:
        yield Observation("caption", node.required("caption").strip(), sure, "en", pointer=node.at)
    if "category_id" in node:
        yield _thing(node, sure, size, names)
    for part in node.nodes("segments_info"):
        yield _thing(part, sure, size, names)


def _thing(node: Node, sure: float | None, size: _Size, names: _Names) -> Observation:
    number = _number(node, "category_id")
    name = names.categories.get(number) if number is not None else None
    if name is None:
        raise ObservationSkipped(f"{node.at}/category_id is {shown(number)}, which no category has")
    return Observation("depicts", name, sure, "en", _where(node, size), node.at)


def _where(node: Node, size: _Size) -> Segment:
    width, height = size
    if not width or not height or width < 0 or height < 0 or not node.size("bbox"):
        return WHOLE
    edges = node.items("bbox")
    if len(edges) != 4 or any(type(edge) not in (int, float) or abs(edge) > 1e9 for edge in edges):
        raise ObservationSkipped(f"{node.at}/bbox is {shown(edges)}; a box is left, top, width, height in pixels")
    x, y, w, h = edges
    # More digits than these nobody measured; Segments keep 1e-4.
    return Segment(box=Box(round(x / width, 9), round(y / height, 9), round(w / width, 9), round(h / height, 9)))


EXTRACTOR: Final = ListForm(
    name="coco",
    version="1",
    reads="COCO's instances, keypoints, captions and panoptic segments, and lists of captions",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
