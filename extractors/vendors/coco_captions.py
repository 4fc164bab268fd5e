"""COCO captions with boxes, as LLaVA's data lists them: people's captions of a picture and the things in it.

``{"id", "image", "captions": ["…"], "instances": [{"category", "bbox": [left, top, right, bottom]}]}``, boxes in
fractions; one document, a list, or JSON Lines. People wrote them (COCO, https://cocodataset.org/), so the Agent is a
person's kind, and there is no confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, ObservationSkipped, Source
from extractors.reading import Node
from ontology.model import Agent, AgentKind, Box, MediaKind, Observation, Segment

KEYS: Final[dict[str, str]] = {
    "image": "the Asset's name",
    "id": "kept: COCO's number, which is the image's name without its ending",
    "captions[]": "caption, in English",
    "instances[].category": "depicts, in English",
    "instances[].bbox": "the Segment's box: left, top, right, bottom become x, y, width, height",
}

_AGENT: Final = Agent(AgentKind.PERSON, "coco-annotators")


def _fits(document: dict[str, Any]) -> bool:
    captions, instances = document.get("captions"), document.get("instances")
    if not (isinstance(captions, list) and isinstance(instances, list) and isinstance(document.get("image"), str)):
        return False
    first = instances[0] if instances else {}
    return isinstance(first, dict) and (not instances or "bbox" in first)


def _read(root: Node, source: Source) -> Iterator[Said]:
    captions = [Observation("caption", text, None, "en", pointer=pointer) for text, pointer in root.texts("captions")]
    objects = root.each("instances", _instance)
    runs = [make_run(_AGENT, "captions", captions), make_run(_AGENT, "objects", objects)]
    yield Said(root, AssetReference(name=root.text("image"), kind=MediaKind.IMAGE), runs)


def _instance(node: Node) -> Iterator[Observation]:
    edges = node.items("bbox")
    if len(edges) != 4 or any(type(edge) not in (int, float) or abs(edge) > 1e12 for edge in edges):
        raise ObservationSkipped(f"{node.at}/bbox is {edges!r:.60}; a box here is left, top, right, bottom")
    left, top, right, bottom = edges
    # A difference of two floats shows digits that nobody measured.
    where = Segment(box=Box(left, top, round(right - left, 9), round(bottom - top, 9)))
    yield Observation("depicts", node.required("category"), None, "en", where, node.at)


EXTRACTOR: Final = JsonForm(
    name="coco-captions",
    version="1",
    reads="COCO captions and boxes as LLaVA's data lists them, also as JSON Lines",
    keys=KEYS,
    fits=_fits,
    read=_read,
    many=True,
)
