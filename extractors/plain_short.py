"""The shorter forms of plain JSON that models already print: a caption, captions, or labels with scores.

A document is of a short form where it has ``labels`` (objects with ``label`` and ``score``), or where it has
``caption`` or ``captions`` and no key that this module does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import make_run
from extractors.port import AssetReference, Run
from extractors.reading import Node
from ontology.model import Agent, AgentKind, Observation

KEYS: Final[dict[str, str]] = {
    "labels[].label": "short form: depicts",
    "labels[].score": "short form: confidence of depicts",
    "caption": "short form: caption",
    "captions[]": "short form: caption",
    "captions[].text": "short form: caption",
    "captions[].caption": "short form: caption",
    "captions[].score": "short form: confidence of caption",
    "captions[].confidence": "short form: confidence of caption",
    "captions[].language": "short form: the caption's language tag",
    "version": "short form: the Agent's version",
    "language": "short form: the captions' language tag",
    "image": "short form: the Asset's name",
    "video": "short form: the Asset's name",
    "file": "short form: the Asset's name",
    "id": "kept: short form: the record's number; write asset.id for an id of your own",
}

_CAPTIONED: Final = frozenset({*(key.partition("[")[0] for key in KEYS), "asset", "model", "task"})


def fits(document: dict[str, Any]) -> bool:
    """Say whether a document is of a short form."""
    labels = document.get("labels")
    if isinstance(labels, list) and labels:
        first = labels[0]
        return isinstance(first, dict) and isinstance(first.get("label"), str) and "score" in first
    if not _CAPTIONED.issuperset(document):
        return False
    return isinstance(document.get("caption"), str) or _is_captions(document.get("captions"))


def _is_captions(captions: Any) -> bool:
    return isinstance(captions, list) and bool(captions) and isinstance(captions[0], str | dict)


def read(root: Node) -> tuple[AssetReference, list[Run]]:
    """Return what a short form says: captions and labels of one model are two Runs."""
    names = [root.text(key) for key in ("asset", "image", "video", "file")]
    agent = Agent(AgentKind.MODEL, root.text("model").strip() or "unnamed", root.text("version").strip())
    task, language = root.text("task").strip(), root.text("language")
    runs = []
    captions = list(_captions(root, language))
    if captions:
        runs.append(make_run(agent, task or "caption", captions))
    if "labels" in root:
        runs.append(make_run(agent, task or "labels", root.each("labels", _label)))
    return AssetReference(name=next((name for name in names if name), "")), runs


def _label(node: Node) -> Iterator[Observation]:
    yield Observation("depicts", node.required("label"), node.number("score"), pointer=node.at)


def _captions(root: Node, language: str) -> Iterator[Observation]:
    caption = root.text("caption")
    if caption.strip():
        yield Observation("caption", caption, language=language, pointer=f"{root.at}/caption")
    if isinstance(root.look("captions", 0), str):
        for text, pointer in root.texts("captions"):
            yield Observation("caption", text, language=language, pointer=pointer)
    else:
        yield from root.each("captions", lambda node: _caption(node, language))


def _caption(node: Node, language: str) -> Iterator[Observation]:
    text = node.required("text" if "text" in node else "caption")
    sure = node.number("score" if "score" in node else "confidence")
    yield Observation("caption", text, sure, node.text("language") or language, pointer=node.at)
