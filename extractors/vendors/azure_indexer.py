"""Azure AI Video Indexer: a whole index, the insights of one video, or single insights.

Each insight is a Run of its own. Times are those of the video, not those of a playlist. What the uploader wrote (name,
description) is claimed by a person. The summarised insights repeat the insights, and are read only where they stand
alone. https://learn.microsoft.com/azure/azure-video-indexer/video-indexer-output-json-v2
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source
from extractors.reading import Node
from extractors.vendors import azure_indexer_insights as insight
from extractors.vendors.azure_indexer_keys import INSIGHTS, KEYS
from extractors.vendors.azure_indexer_times import clock
from extractors.vendors.boxes import Frame, frame_of
from ontology.model import Agent, AgentKind, MediaKind, Observation

_NAME: Final = "azure-video-indexer"
_UPLOADER: Final = "video metadata"
_FILE: Final = re.compile(r".*\.(?:mp4|mov|m4v|mxf|avi|mkv|webm|wmv|mpe?g|ts|mp3|wav|m4a|aac|flac)", re.IGNORECASE)

_TASKS: Final[dict[str, str]] = {
    "transcript": "transcript",
    "speakers": "transcript",
    "ocr": "text",
    "keywords": "keywords",
    "topics": "topics",
    "faces": "faces",
    "labels": "labels",
    "scenes": "scenes",
    "shots": "shots",
    "brands": "brands",
    "namedPeople": "named-people",
    "namedLocations": "named-locations",
    "emotions": "emotions",
    "sentiments": "sentiments",
    "audioEffects": "audio-effects",
    "visualContentModeration": "visual-moderation",
    "textualContentModeration": "textual-moderation",
    "observedPeople": "observed-people",
    "detectedObjects": "objects",
    "framePatterns": "frame-patterns",
    "clapperboards": "clapperboards",
}
_READERS: Final[dict[str, insight.Claims]] = {
    "speakers": insight.speaker,
    "keywords": insight.keyword,
    "topics": insight.topic,
    "faces": insight.face,
    "labels": insight.label,
    "scenes": insight.stretch("scene"),
    "shots": insight.shot,
    "brands": insight.named("mentionsBrand"),
    "namedPeople": insight.named("mentionsPerson"),
    "namedLocations": insight.named("mentionsPlace"),
    "emotions": insight.emotion,
    "sentiments": insight.sentiment,
    "audioEffects": insight.sound,
    "visualContentModeration": insight.adult,
    "textualContentModeration": insight.banned_words,
    "observedPeople": insight.person,
    "detectedObjects": insight.thing,
    "framePatterns": insight.pattern,
    "clapperboards": insight.clapperboard,
}
_INSIDE: Final = ("videos[].insights.", "insights.", "summarizedInsights.", "")
"""Where insights may stand in a document."""
_CUT: Final = ("transcript", "ocr", *sorted(_READERS.keys() - {"speakers"}))
"""Insights whose items are read each by itself; the lines of the transcript need the speakers' names."""

_TIMES: Final = ("instances", "appearances", "thumbnails")


def _fits(document: dict[str, Any]) -> bool:
    videos = document.get("videos")
    if isinstance(videos, list):
        first = videos[0] if videos else None
        return isinstance(first, dict) and ("insights" in first or "processingProgress" in first)
    inside = document.get("insights") or document.get("summarizedInsights")
    return _fits_insights(inside if isinstance(inside, dict) else document)


def _fits_insights(document: dict[str, Any]) -> bool:
    """Say whether an insight is there, with items that say when they hold, or an index without any."""
    if "sourceLanguage" in document and "duration" in document:
        return True
    for key in INSIGHTS:
        items = document.get(key)
        first = items[0] if isinstance(items, list) and items else items
        if isinstance(first, dict) and any(_is_time(first.get(times)) for times in _TIMES):
            return True
    return False


def _is_time(parts: Any) -> bool:
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, dict):
        return False
    start = first.get("start", first.get("startTime"))
    return (isinstance(start, str) and clock(start) is not None) or _is_time(first.get("instances"))


def _read(root: Node, source: Source) -> Iterator[Said]:
    if root.size("videos"):
        written = _written(root)
        if root.size("videos") != 1 and written[0]:
            count = root.size("videos")
            root.reading.problem(f"{root.at}/name is that of a playlist of {count} videos, of none of them")
            written = [], "", ""
        for video in root.nodes("videos"):
            yield _video(video, written)
        return
    insights = _insights(root, "insights") or _insights(root, "summarizedInsights") or root
    runs, duration = _runs(insights, None)
    yield Said(insights, AssetReference(kind=MediaKind.VIDEO, duration_s=duration), runs)


def _insights(node: Node, key: str) -> Node | None:
    """Take the insights of a video, whose key paths are written without what is around them."""
    inside = node.raw(key) if isinstance(node.look(key), dict) else None
    return None if inside is None else Node(node.reading, inside, f"{node.at}/{key}")


Written = tuple[list[Observation], str, str]
"""What the uploader said of the video, the uploader's name, and the file's name if the video is called by it."""


def _written(root: Node) -> Written:
    who, name, description = root.text("userName"), root.text("name").strip(), root.text("description").strip()
    file = name if _FILE.fullmatch(name) else ""
    claims = []
    if name and not file:
        claims.append(Observation("title", name, pointer=f"{root.at}/name"))
    if description:
        claims.append(Observation("description", description, pointer=f"{root.at}/description"))
    return claims, who, file


def _video(node: Node, written: Written) -> Said:
    claims, who, file = list(written[0]), written[1], written[2]
    state, why, code = node.text("state"), node.text("failureMessage"), node.text("failureCode")
    if state not in ("", "Processed"):
        reason = f": {why[:200]} ({code[:60]})" if why or code else ""
        node.reading.problem(f"{node.at}/state is {state[:60]!r}, not 'Processed'{reason}")
    if node.flag("isAdult"):
        claims.append(Observation("contentAdvisory", "adult", language="en", pointer=f"{node.at}/isAdult"))
    width, height = node.raw("width"), node.raw("height")
    insights = _insights(node, "insights")
    runs, duration = ([], None) if insights is None else _runs(insights, frame_of(width, height))
    if insights is not None:
        insights.close()
    runs += _technical(node, width, height)
    if claims:
        runs.append(make_run(Agent(AgentKind.PERSON, who or _UPLOADER), "description", claims))
    return Said(node, _reference(node, file, duration), runs)


def _reference(node: Node, file: str, duration: float | None) -> AssetReference:
    """Return how the uploader names the video: an id of theirs, else the address it came from, else its file."""
    external, url = node.text("externalId"), node.text("externalUrl")
    address = external if "/" in external else url
    known = "" if "/" in external else external
    return AssetReference(known, address or file, MediaKind.VIDEO, duration)


def _technical(node: Node, width: object, height: object) -> list[Run]:
    frame = frame_of(width, height)
    if frame is None:
        return []
    sides = zip(("width", "height"), (width, height), strict=True)
    claims = [Observation(side, str(length), pointer=f"{node.at}/{side}") for side, length in sides]
    return [make_run(Agent(AgentKind.SYSTEM, _NAME), "frame", claims)]


def _runs(node: Node, frame: Frame | None) -> tuple[list[Run], float | None]:
    """Return a Run for each insight that is there, even if nothing was found, and the duration in seconds."""
    version = node.text("version")
    claims: dict[str, list[Observation]] = {}
    for key, read in _readers(node, frame).items():
        if key in node:
            claims.setdefault(_TASKS[key], []).extend(node.each(key, read))
    languages = _languages(node)
    if languages:
        claims["languages"] = languages
    runs = [make_run(Agent(AgentKind.MODEL, f"{_NAME}-{task}", version), task, found) for task, found in claims.items()]
    duration = _duration(node)
    if duration is not None:
        claim = Observation("duration", f"{duration.normalize():f}", pointer=f"{node.at}/duration")
        runs.append(make_run(Agent(AgentKind.SYSTEM, _NAME), "technical", [claim]))
    return runs, None if duration is None else float(duration)


def _readers(node: Node, frame: Frame | None) -> dict[str, Callable[[Node], Iterable[Observation]]]:
    names: dict[object, str] = {}
    speakers = node.look("speakers")
    for entry in speakers if isinstance(speakers, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), int | str) and isinstance(entry.get("name"), str):
            names[entry["id"]] = entry["name"]
    return {"transcript": insight.utterance(names), "ocr": insight.text(frame), **_READERS}


def _languages(node: Node) -> list[Observation]:
    """Take the languages that are spoken; the one that the insights are written in may be another."""
    one = node.text("sourceLanguage")
    claims = [Observation("language", code, pointer=at) for code, at in node.texts("sourceLanguages")]
    if one and one not in [claim.value for claim in claims]:
        claims.insert(0, Observation("language", one, pointer=f"{node.at}/sourceLanguage"))
    return claims


def _duration(node: Node) -> Decimal | None:
    """Take the duration; a summary has it as an object."""
    if isinstance(node.look("duration"), dict):
        duration = node.node("duration")
        duration.raw("seconds")  # the same, rounded
        return clock(duration.text("time"))
    text = node.text("duration")
    return clock(text) if text else None


EXTRACTOR: Final = JsonForm(
    name="azure-video-indexer",
    version="1",
    reads="Azure AI Video Indexer: whole indexes, and single insights",
    keys=KEYS,
    fits=_fits,
    read=_read,
    streams=tuple(f"{inside}{key}" for inside in _INSIDE for key in _CUT),
)
