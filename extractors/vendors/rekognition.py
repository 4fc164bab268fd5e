"""What all answers of Amazon Rekognition share: boxes, times, the video's metadata, jobs and their pages.

Rekognition gives confidences in percent, boxes as fractions of width and height, times in milliseconds:
https://docs.aws.amazon.com/rekognition/latest/APIReference/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

import orjson

from extractors.json_form import make_run
from extractors.port import AssetReference, Run, Source, SourceRefused
from extractors.reading import Node
from ontology.model import WHOLE, Agent, AgentKind, Box, MediaKind, Observation, Segment

ENGLISH: Final = "en"
"""Rekognition's labels are English words, whatever the request."""

_SYSTEM: Final = Agent(AgentKind.SYSTEM, "amazon-rekognition")

_VIDEO_METADATA: Final = {
    "Codec": "videoCodec",
    "DurationMillis": "duration, and the reference's duration",
    "FrameRate": "frameRate",
    "FrameWidth": "width",
    "FrameHeight": "height",
    "Format": "kept: the container's name in Rekognition's words; the file itself says it better",
    "ColorRange": "kept: FULL or LIMITED",
}

JOB_KEYS: Final[dict[str, str]] = {
    "JobStatus": "SUCCEEDED; any other status refuses the source",
    "StatusMessage": "kept: why a job failed; the refusal says it",
    "NextToken": "the Activity's part: this page starts at the time of its first claim",
    "Video.S3Object.Name": "the Asset's name",
    "Video.S3Object.Bucket": "kept: where the file lay",
    "Video.S3Object.Version": "kept: which version of the file lay there",
    "GetRequestMetadata": "the Activity's parameters",
    "JobId": "kept: Amazon's number of the job",
    "JobTag": "kept: the caller's word for the job",
    **{f"VideoMetadata.{key}": becomes for key, becomes in _VIDEO_METADATA.items()},
    **{f"VideoMetadata[].{key}": becomes for key, becomes in _VIDEO_METADATA.items()},
    "ResponseMetadata": "kept: the HTTP exchange, as boto3 prints it",
}
"""The keys around the results of every Get… operation; `ResponseMetadata` also stands beside images' results."""

IMAGE_KEYS: Final[dict[str, str]] = {
    "OrientationCorrection": "kept: how the picture was turned before the boxes were measured",
    "ResponseMetadata": JOB_KEYS["ResponseMetadata"],
}
"""The keys around the results of every Detect… operation."""

_IS_JOB: Final = frozenset(("JobStatus", "VideoMetadata", "GetRequestMetadata"))


def is_job(document: dict[str, Any]) -> bool:
    """Say whether a document is an answer about a video (Get…), not about an image (Detect…)."""
    return not _IS_JOB.isdisjoint(document)


def model(kind: str, version: str = "") -> Agent:
    """Return the Agent of one of Rekognition's models: ``amazon-rekognition-labels``."""
    return Agent(AgentKind.MODEL, f"amazon-rekognition-{kind}", version)


def first_item(document: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the first object of a list, for `fits`; an empty one where there is none."""
    items = document.get(key)
    first = items[0] if isinstance(items, list) and items else None
    return first if isinstance(first, dict) else {}


def read_box(node: Node, key: str = "BoundingBox") -> Box | None:
    """Take a box in fractions; None where it is absent. One without its four numbers is wrong."""
    if key not in node:
        return None
    given, edges = node.look(key), node.node(key)
    x, y, w, h = edges.number("Left"), edges.number("Top"), edges.number("Width"), edges.number("Height")
    if x is None or y is None or w is None or h is None:
        node.wrong(key, given, "but a box needs the numbers Left, Top, Width and Height")
        return None
    return Box(x, y, w, h)


def read_times(node: Node) -> tuple[Decimal | None, Decimal | None]:
    """Take when a result holds, in seconds: its span when aggregated by SEGMENTS, else its moment, without an end."""
    moment = node.milliseconds("Timestamp")
    start = node.milliseconds("StartTimestampMillis")
    return moment if start is None else start, node.milliseconds("EndTimestampMillis")


def segment(start: Decimal | None = None, end: Decimal | None = None, box: Box | None = None) -> Segment:
    """Return the Segment of these bounds; the whole Asset where there is none."""
    return WHOLE if start is None and end is None and box is None else Segment(start, end, box)


def read_about(root: Node, source: Source) -> tuple[AssetReference, list[Run]]:
    """Take what stands around the results, for the operations whose answers look alike for images and videos."""
    if any(key in root for key in _IS_JOB):
        return read_job(root, source)
    return AssetReference(kind=MediaKind.IMAGE), []


def read_job(root: Node, source: Source) -> tuple[AssetReference, list[Run]]:
    """Take what stands around the results of a Get… operation: the reference, and a Run of technical claims.

    Raises `SourceRefused` for a job that failed or still runs: its empty results must not replace older ones.
    """
    status = root.text("JobStatus")
    if status not in ("", "SUCCEEDED"):
        why = root.text("StatusMessage")[:200]
        raise SourceRefused(f"{source.path}: the Rekognition job is {status[:60]}, so it has no results. {why}".strip())
    claims: list[Observation] = []
    for metadata in root.nodes("VideoMetadata"):
        claims += _technical(metadata)
    name = root.node("Video").node("S3Object").text("Name") if "Video" in root else ""
    durations = (float(c.value) for c in claims if c.property == "duration")
    reference = AssetReference(name=name, kind=MediaKind.VIDEO, duration_s=next(durations, None))
    return reference, [make_run(_SYSTEM, "technical", claims)] if claims else []


def read_parameters(root: Node) -> str:
    """Take how the results were asked for (SortBy, AggregateBy), as JSON with sorted keys; "" where it is not said."""
    parameters = root.raw("GetRequestMetadata")
    return orjson.dumps(parameters, option=orjson.OPT_SORT_KEYS).decode() if isinstance(parameters, dict) else ""


def read_part(root: Node, claims: Iterable[Observation]) -> str:
    """Take which page of a job this is: "" for one without a NextToken, else when its first claim starts.

    A page does not tell its number, and pages must not replace each other.
    """
    if not root.text("NextToken"):
        return ""
    starts = (claim.segment.start_s for claim in claims)
    start = next((start for start in starts if start is not None), Decimal(0))
    return f"from {start.normalize():f} s"


def _technical(metadata: Node) -> Iterator[Observation]:
    duration = metadata.milliseconds("DurationMillis")
    if duration is not None:
        yield Observation("duration", f"{duration.normalize():f}", pointer=f"{metadata.at}/DurationMillis")
    codec = metadata.text("Codec")
    if codec:
        yield Observation("videoCodec", codec, pointer=f"{metadata.at}/Codec")
    for key, name in (("FrameRate", "frameRate"), ("FrameWidth", "width"), ("FrameHeight", "height")):
        number = metadata.number(key)
        if number is not None:
            yield Observation(name, str(number), pointer=f"{metadata.at}/{key}")
