"""Outputs of Hugging Face pipelines: bare, as they are printed, or wrapped as ``{"task", "model", "outputs"}``.

A bare list of labels with scores does not say whether a picture, a sound or a text was classified, so the labels tell:
those of sentiment and emotion models, of content filters, else what is seen or heard. ``LABEL_1`` is a number, not a
word, and claims nothing. Boxes are pixels: they become fractions where the wrapper has ``width`` and ``height``. A list
of lists is a batch, whose inputs are named by their numbers. Chunks of speech without a wrapper are read as Whisper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from extractors.json_form import Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.values import shown
from extractors.vendors.hugging_face_claims import TASKS, Size, claims_of, task_of
from extractors.vendors.list_form import BARE, ListForm, as_document
from ontology.model import Agent, AgentKind, MediaKind

_ITEM: Final = {
    "label": "depicts; of text models sentiment, emotion, contentAdvisory or about",
    "score": "the claim's confidence",
    "box.xmin": "the Segment's box, where the picture's size is told",
    "box.ymin": "the box",
    "box.xmax": "the box",
    "box.ymax": "the box",
    "box": "kept: pixels of a picture whose size is not told",
    "mask": "kept: the outline, as a picture",
    "entity": "PER, ORG, LOC …: mentionsPerson, mentionsOrganisation, mentionsPlace …; tokens of one name together",
    "entity_group": "PER, ORG, LOC …: mentionsPerson, mentionsOrganisation, mentionsPlace …",
    "word": "the name that is mentioned",
    "start": "the Segment's characters",
    "end": "the Segment's characters",
    "index": "by which tokens of one name stand together",
    "generated_text": "caption",
    "summary_text": "description",
    "translation_text": "kept: the text in another language",
    "sequence": "kept: the text that was classified",
    "labels[]": "about, each with the score at its place",
    "scores[]": "the claim's confidence",
    "text": "transcript",
    "chunks[].text": "utterance",
    "chunks[].timestamp": "the Segment's start and end, seconds",
    "chunks[].language": "the utterance's language tag",
}
KEYS: Final[dict[str, str]] = {
    **{key: becomes for key, becomes in _ITEM.items() if not key.startswith(("text", "chunks", "box."))},
    **{f"outputs[].{key}": becomes for key, becomes in _ITEM.items()},
    "task": "the Run's task, and what a label says",
    "model": "the Agent's name, without its owner",
    "model.name": "the Agent's name, without its owner",
    "model.revision": "the Agent's version",
    "revision": "the Agent's version",
    "image": "the Asset's name; the Asset is a picture",
    "audio": "the Asset's name; the Asset is a sound",
    "video": "the Asset's name; the Asset is a film",
    "file": "the Asset's name",
    "width": "the picture's width in pixels: boxes become fractions",
    "height": "the picture's height in pixels: boxes become fractions",
    "inputs": "kept: the text that was given to the model",
    "parameters": "kept: how the model was asked",
    "framework": "kept: pt, tf or flax",
    "device": "kept: what the model ran on",
}

_LABELLED: Final = frozenset(("label", "score"))
_SHAPES: Final = (
    (_LABELLED, _LABELLED | {"box", "mask"}),
    (frozenset(("entity", "score", "word")), frozenset(("entity", "score", "word", "index", "start", "end"))),
    (frozenset(("entity_group", "score", "word")), frozenset(("entity_group", "score", "word", "start", "end"))),
)
_TEXTS: Final = ("generated_text", "summary_text", "translation_text")
"""Which keys an object of a bare list must have, and which it may have; another key makes it another form."""
_KINDS: Final = {"image": MediaKind.IMAGE, "audio": MediaKind.AUDIO, "video": MediaKind.VIDEO}
_OWNER: Final = re.compile(r"^.*/")


def _fits(document: dict[str, Any]) -> bool:
    document = as_document(document)
    if BARE in document:
        items = document[BARE]
        while isinstance(items, list) and items and isinstance(items[0], list):
            items = items[0]
        return bool(items) and all(isinstance(item, dict) and _fits_item(item) for item in items[:5])
    if _is_zero_shot(document):
        return True
    return isinstance(document.get("task"), str) and isinstance(document.get("outputs"), list | dict)


def _fits_item(item: dict[str, Any]) -> bool:
    keys = item.keys()
    if _is_zero_shot(item) or not keys.isdisjoint(_TEXTS):
        return True
    return any(needed <= keys <= allowed for needed, allowed in _SHAPES)


def _is_zero_shot(item: dict[str, Any]) -> bool:
    labels, scores = item.get("labels"), item.get("scores")
    if not isinstance(labels, list) or not isinstance(scores, list) or not isinstance(item.get("sequence"), str):
        return False
    return bool(labels) and isinstance(labels[0], str)


def _read(root: Node, source: Source) -> Iterator[Said]:
    if BARE in root:
        yield from _batch(root, root.items(BARE), _Told(), source)
    elif "outputs" in root:
        task = root.text("task").strip().lower()
        told = _Told("outputs[]", task, _reference(root), _size(root), _agent(root))
        outputs = root.raw("outputs")
        yield from _batch(root, outputs if isinstance(outputs, list) else [outputs], told, source)
    else:
        runs = list(_runs([Node(root.reading, _all(root), root.at, strict=True)], _Told()))
        yield Said(root, AssetReference(kind=MediaKind.TEXT), runs)


def _all(root: Node) -> dict[str, Any]:
    return {key: root.raw(key) for key in root.rest()}


def _agent(root: Node) -> Agent | None:
    """Return the Agent that the wrapper names: facebook/detr-resnet-50 without its owner."""
    model = root.node("model") if isinstance(root.look("model"), dict) else None
    name = model.text("name") if model is not None else root.text("model")
    version = root.text("revision") or (model.text("revision") if model is not None else "")
    name = _OWNER.sub("", name.strip())[:120]
    return Agent(AgentKind.MODEL, name, version[:80]) if name else None


def _reference(root: Node) -> AssetReference:
    for key, kind in _KINDS.items():
        name = root.text(key).strip()
        if name:
            return AssetReference(name=name, kind=kind)
    return AssetReference(name=root.text("file").strip())


def _size(root: Node) -> Size | None:
    width, height = root.number("width"), root.number("height")
    return Size(width, height) if width and height and width > 0 and height > 0 else None


class _Told(NamedTuple):
    """What the wrapper tells beside the outputs; nothing where there is none."""

    path: str = ""
    task: str = ""
    reference: AssetReference = AssetReference()
    size: Size | None = None
    agent: Agent | None = None


def _batch(root: Node, items: list[Any], told: _Told, source: Source) -> Iterator[Said]:
    """Yield what one input's outputs say, or those of each input of a batch."""
    path, reference = told.path, told.reference
    at = f"{root.at}/outputs" if path else root.at
    texts = all(isinstance(item, dict) and _is_zero_shot(item) for item in items) and len(items) > 1
    if texts or (items and all(isinstance(item, list) for item in items)):
        for index, group in enumerate(items):
            inside = group if isinstance(group, list) else [group]
            nodes = _nodes(root, inside, f"{at}/{index}", path, grouped=not texts)
            name = reference.name or source.name
            alone = len(items) == 1
            here = reference if alone else AssetReference(name=f"{name}#{index}", kind=reference.kind)
            yield Said(Node(root.reading, {}), here, list(_runs(nodes, told)))
        return
    nodes = _nodes(root, items, at, path, grouped=True)
    yield Said(root, reference, list(_runs(nodes, told)))


def _nodes(root: Node, items: list[Any], at: str, path: str, *, grouped: bool) -> list[Node]:
    found = []
    for index, item in enumerate(items):
        here = f"{at}/{index}" if grouped else at
        if isinstance(item, dict):
            found.append(Node(root.reading, item, here, path, strict=True))
        else:
            root.reading.problem(f"{here} is {shown(item)}, not an object")
    return found


def _runs(nodes: list[Node], told: _Told) -> Iterator[Run]:
    known = told.task if told.task in TASKS else task_of(nodes)
    claims = claims_of(known, nodes, told.size)
    if claims:
        agent = told.agent or Agent(AgentKind.MODEL, f"hugging-face-{known}")
        yield make_run(agent, told.task or known, claims)
    for node in nodes:
        node.close()


EXTRACTOR: Final = ListForm(
    name="hugging-face",
    version="1",
    reads="outputs of Hugging Face pipelines, bare or wrapped with their task and model",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
