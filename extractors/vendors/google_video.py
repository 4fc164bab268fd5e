"""Google Video Intelligence, versions 1 to 1p3beta1: an annotateVideo operation, or its response alone.

Each feature is a Run of its own, so that a later answer with one feature leaves the claims of the others. All results
about one video are read together: the service splits them by feature. Likelihoods are words, not numbers, and are not
turned into confidences. https://cloud.google.com/video-intelligence/docs/reference/rest
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Run, Source, SourceRefused
from extractors.reading import Node
from extractors.vendors import google_video_tracks as tracks
from extractors.vendors.google_json import (
    LIKELIHOODS,
    either_spelling,
    failure,
    read_duration,
    read_enum,
    read_time,
)
from extractors.vendors.google_speech_words import read_speech
from extractors.vendors.google_video_keys import KEYS, LABELS
from extractors.vendors.google_video_tracks import entity_identifiers, read_entity, read_segment, segment, video_span
from ontology.model import WHOLE, Agent, AgentKind, MediaKind, Observation, Segment

LIKELY: Final = ("LIKELY", "VERY_LIKELY")
"""The likelihoods at which a frame's word is also a contentAdvisory."""

Claims = Callable[[Node], Iterable[Observation]]
Task = tuple[str, str]
"""A Run's place among the results of one video: which part was read, and the feature's name."""


class _Video:
    """What is learnt about one video: claims and model version by task."""

    def __init__(self) -> None:
        self.claims: defaultdict[Task, list[Observation]] = defaultdict(list)
        self.versions: defaultdict[Task, set[str]] = defaultdict(set)

    def runs(self, time: str) -> list[Run]:
        """Return a Run for each feature that was asked for, even if it found nothing."""
        return [
            make_run(_agent(task[1], ", ".join(sorted(self.versions[task]))), task[1], claims, part=task[0], time=time)
            for task, claims in self.claims.items()
        ]


def _agent(task: str, version: str) -> Agent:
    return Agent(AgentKind.MODEL, f"google-video-{task}", version)


def _fits(document: dict[str, Any]) -> bool:
    for part in (document, document.get("response"), document.get("result")):
        if isinstance(part, dict) and any(isinstance(part.get(key), list) for key in _RESULTS):
            return True
    metadata = document.get("metadata")
    return isinstance(metadata, dict) and "google.cloud.videointelligence" in str(metadata.get("@type", ""))[:200]


_RESULTS: Final = ("annotationResults", "annotation_results")


@either_spelling
def _read(root: Node, source: Source) -> Iterator[Said]:
    failed = failure(root, "Video Intelligence")
    if failed:
        raise SourceRefused(f"{source.path}: {failed}")
    time = _ended(root)
    answer = _answer(root, source)
    videos: dict[str, _Video] = {}
    for result in answer.nodes("annotationResults"):
        failed = failure(result, "Video Intelligence")
        if failed:
            root.reading.problem(failed)
        video = videos.setdefault(result.text("inputUri"), _Video())
        part = _part(result)
        for feature in _FEATURES:
            feature(result, video, part)
    answer.close()
    for name, video in videos.items():
        yield Said(root, AssetReference(name=name, kind=MediaKind.VIDEO), video.runs(time))


def _answer(root: Node, source: Source) -> Node:
    """Return what holds the results: the response of an operation, or the document itself."""
    if "annotationResults" in root:
        return root
    response = root.raw("response" if "response" in root else "result")
    if not isinstance(response, dict):
        raise SourceRefused(f"{source.path}: the Video Intelligence operation has no response yet")
    answer = Node(root.reading, response, f"{root.at}/response")
    if answer.raw("@type") is not None:
        root.reading.keep("response.@type")
    return answer


def _ended(root: Node) -> str:
    """Take when the last feature was done, where an operation says it."""
    metadata = root.node("metadata") if "metadata" in root else None
    if metadata is None:
        return ""
    return max((read_time(progress, "updateTime") for progress in metadata.nodes("annotationProgress")), default="")


def _part(result: Node) -> str:
    """Return which part of the video was read: "" from its beginning on, so that parts do not replace each other."""
    if "segment" not in result:
        return ""
    start = read_duration(result.node("segment"), "startTimeOffset")
    return f"from {start.normalize():f} s" if start else ""


def _feature(key: str, task: str, claims: Claims) -> Callable[[Node, _Video, str], None]:
    """Return the reader of one feature; its task is known where its key is there, even if nothing was found."""

    def read(result: Node, video: _Video, part: str) -> None:
        if key not in result:
            return

        def one(node: Node) -> Iterable[Observation]:
            version = node.text("version")
            if version:
                video.versions[part, task].add(version)
            return claims(node)

        video.claims[part, task] += result.each(key, one)

    return read


def _label(node: Node) -> Iterator[Observation]:
    """Yield a label for each segment or frame in which it is seen, and its categories as keywords."""
    name, language, ids = read_entity(node)
    for part in node.nodes("segments"):
        span = read_segment(part)
        yield Observation("depicts", name, part.number("confidence"), language, segment(span), part.at, ids)
    for frame in node.nodes("frames"):
        moment = read_duration(frame, "timeOffset")
        where = segment((moment, None))
        yield Observation("depicts", name, frame.number("confidence"), language, where, frame.at, ids)
    for category in node.nodes("categoryEntities"):
        name, language = category.required("description"), category.text("languageCode") or tracks.ENGLISH
        yield Observation("keyword", name, None, language, WHOLE, category.at, entity_identifiers(category))


def _shot(node: Node) -> Iterator[Observation]:
    yield Observation("segmentType", "shot", None, tracks.ENGLISH, segment(video_span(node)), node.at)


def _celebrities(node: Node) -> Iterator[Observation]:
    yield from node.each("celebrityTracks", tracks.celebrity)


def _speech(result: Node, video: _Video, part: str) -> None:
    """Read what was said: utterances, who speaks, the transcript, the languages."""
    if "speechTranscriptions" not in result:
        return
    at, claims = f"{result.at}/speechTranscriptions", list[Observation]()
    texts: list[str] = []
    languages: list[str] = []
    for node in result.nodes("speechTranscriptions"):
        language = node.text("languageCode")
        speech = read_speech(node)
        texts.append(speech.text)
        languages.append(language)
        claims += speech.claims(language)
    whole = " ".join(filter(None, texts))
    known = list(dict.fromkeys(filter(None, languages)))
    if whole:
        claims.insert(0, Observation("transcript", whole, None, known[0] if len(known) == 1 else "", pointer=at))
    claims += [Observation("language", language, pointer=at) for language in known]
    video.claims[part, "transcript"] += claims


def _explicit(node: Node) -> Iterator[Observation]:
    """Yield how likely each stretch of frames is pornographic; one frame a second is looked at."""
    current: tuple[str, Decimal | None, Decimal | None, str] | None = None
    for frame in node.nodes("frames"):
        likelihood = read_enum(frame, "pornographyLikelihood", LIKELIHOODS) or LIKELIHOODS[0]
        moment = read_duration(frame, "timeOffset")
        if current is not None and current[0] == likelihood:
            current = (likelihood, current[1], moment, current[3])
            continue
        if current is not None:
            yield from _stretch(*current)
        current = (likelihood, Decimal(0) if moment is None else moment, None, frame.at)
    if current is not None:
        yield from _stretch(*current)


def _stretch(likelihood: str, start: Decimal | None, end: Decimal | None, at: str) -> Iterator[Observation]:
    where = Segment(start, end)
    if likelihood != LIKELIHOODS[0]:
        yield Observation("contentLikelihood", f"pornography: {likelihood}", segment=where, pointer=at)
    if likelihood in LIKELY:
        yield Observation("contentAdvisory", "pornography", language=tracks.ENGLISH, segment=where, pointer=at)


_FEATURES: Final = (
    *(_feature(key, "labels", _label) for key in LABELS),
    _feature("shotAnnotations", "shots", _shot),
    _feature("textAnnotations", "text", tracks.text),
    _feature("logoRecognitionAnnotations", "logos", tracks.logo),
    _feature("objectAnnotations", "objects", tracks.thing),
    _feature("personDetectionAnnotations", "persons", tracks.person),
    _feature("faceDetectionAnnotations", "faces", tracks.face),
    _feature("faceAnnotations", "faces", tracks.old_face),
    _feature("celebrityRecognitionAnnotations", "celebrities", _celebrities),
    _feature("explicitAnnotation", "explicit-content", _explicit),
    _speech,
)

EXTRACTOR: Final = JsonForm(
    name="google-video",
    version="1",
    reads="Google Video Intelligence annotateVideo operations and responses",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
