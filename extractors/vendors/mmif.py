"""CLAMS MMIF: what the apps of a pipeline found in the documents of one file.

Each view is one run of one app, whose name and version stand in its address. An annotation is about the document it
names, or about the one that its alignments and targets lead to; each document is an Asset. Text that an app wrote is an
utterance, a transcript or onScreenText, by what it is aligned with: a stretch of time, a whole sound or film, a box or
a frame. Tokens stay in the blob. https://mmif.clams.ai
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source
from extractors.reading import Node
from extractors.vendors.entity_types import becomes
from extractors.vendors.mmif_claims import claims_of
from extractors.vendors.mmif_index import Index, local_type
from extractors.vendors.run_times import run_time
from ontology.model import Agent, AgentKind, MediaKind, Observation

_PROPERTY: Final = {
    "id": "by which annotations name each other",
    "start": "the Segment's start, or its first character",
    "end": "the Segment's end, or the character after its last",
    "timePoint": "the Segment's start",
    "label": "segmentType; of a BoundingBox depicts, unless it is text",
    "frameType": "segmentType",
    "labels": "kept: label says it",
    "boxType": "depicts, unless it is text",
    "classification": "confidence of the label",
    "classifications": "confidence of the label",
    "coordinates": "the Segment's box, where they are fractions or the picture's size is told",
    "text": "the text or the name itself",
    "category": becomes(),
    "source": "alignment: which two annotations belong together",
    "target": "alignment: which two annotations belong together",
    "targets": "by which annotations a larger one is made up",
    "document": "the Asset, or the text in which offsets count",
    "grounding": "identifiers of the thing named",
    "timeUnit": "in which times are written",
    "word": "kept: of a token",
    "pos": "kept: of a token",
    "lemma": "kept: of a token",
    "confidence": "the claim's confidence",
    "representatives": "kept: which frames stand for it",
}
KEYS: Final[dict[str, str]] = {
    "metadata.mmif": "kept: the form's version",
    "metadata": "kept: the caller's own words",
    "documents[].@type": "the Asset's kind",
    "documents[].properties.id": "by which annotations name it",
    "documents[].properties.location": "the Asset's name",
    "documents[].properties.mime": "kept: the file's type",
    "documents[].properties.text": "the name that is mentioned, where only its offsets are given",
    "documents[].properties.fps": "how many frames a second has",
    "documents[].properties.width": "the picture's width in pixels",
    "documents[].properties.height": "the picture's height in pixels",
    "views[].id": "by which annotations of other views name its own",
    "views[].metadata.app": "the Agent's name and version",
    "views[].metadata.timestamp": "when the Run ended",
    "views[].metadata.contains": "times' unit, frames a second, and the Asset, for each type of annotation",
    "views[].metadata.parameters": "kept: how the app was asked",
    "views[].metadata.appConfiguration": "kept: how the app was set",
    "views[].metadata.appRunningTime": "kept: how long it took",
    "views[].metadata.appRunningHardware": "kept: what it ran on",
    "views[].metadata.appProfiling": "kept: how long it took",
    "views[].metadata.document": "kept: contains says it",
    "views[].metadata.error": "named: the app failed",
    "views[].metadata.warnings": "named: what the app could not do",
    "views[].annotations[].@type": "what an annotation says",
    **{f"views[].annotations[].properties.{key}": meaning for key, meaning in _PROPERTY.items()},
}

_KINDS: Final = {
    "VideoDocument": MediaKind.VIDEO,
    "AudioDocument": MediaKind.AUDIO,
    "ImageDocument": MediaKind.IMAGE,
    "TextDocument": MediaKind.TEXT,
}


def _fits(document: dict[str, Any]) -> bool:
    metadata = document.get("metadata")
    if not isinstance(document.get("views"), list) or not isinstance(document.get("documents"), list):
        return False
    return isinstance(metadata, dict) and "mmif" in metadata


def _read(root: Node, source: Source) -> Iterator[Said]:
    index = Index(root.look("documents"), root.look("views"))
    references = dict(_documents(root, source))
    claims: dict[str, list[tuple[Agent, str, str, list[Observation]]]] = {name: [] for name in references}
    used: dict[str, int] = {}
    for view in root.nodes("views"):
        agent, time = _view(view)
        used[agent.name] = used.get(agent.name, 0) + 1
        part = "" if used[agent.name] == 1 else f"run {used[agent.name]}"
        for document, found in claims_of(view, index).items():
            claims.setdefault(document, []).append((agent, time, part, found))
    for document, said in claims.items():
        if document not in references:
            root.reading.problem(f"{len(said)} views speak of the document {document[:60]!r}, which is not listed")
            continue
        runs = [make_run(agent, "annotations", found, time=time, part=part) for agent, time, part, found in said]
        yield Said(Node(root.reading, {}), references[document], runs)


def _documents(root: Node, source: Source) -> Iterator[tuple[str, AssetReference]]:
    alone = root.size("documents") == 1
    for index, document in enumerate(root.nodes("documents")):
        kind = _KINDS.get(local_type(document.text("@type")), MediaKind.UNKNOWN)
        properties = document.node("properties")
        number, location = properties.text("id"), properties.text("location").strip()
        for key in ("fps", "width", "height", "text"):
            properties.raw(key)
        name = unquote(urlsplit(location).path) if location.startswith("file:") else location
        if not name and not alone:
            name = f"{source.name}#{number or index}"
        yield number, AssetReference(name=name[:1_000], kind=kind)


def _view(view: Node) -> tuple[Agent, str]:
    """Return the app as an Agent (http://apps.clams.ai/whisper-wrapper/v10), and when it ran."""
    metadata = view.node("metadata")
    app, time = metadata.text("app").strip().rstrip("/"), run_time(metadata, "timestamp")
    metadata.raw("contains")
    for key in ("error", "warnings"):
        fault = metadata.raw(key)
        if fault:
            view.reading.problem(f"{metadata.at}/{key}: the app {app[:80]} says {str(fault)[:200]}")
    path = urlsplit(app).path.strip("/") if "://" in app else app
    name, slash, version = path.rpartition("/")
    if not slash:
        name, version = path, ""
    return Agent(AgentKind.MODEL, f"clams-{name[-80:] or 'app'}", version[:40]), time


EXTRACTOR: Final = JsonForm(
    name="mmif",
    version="1",
    reads="CLAMS MMIF: the views of apps about films, sounds, pictures and texts",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
