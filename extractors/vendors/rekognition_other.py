"""Amazon Rekognition's other video answers (persons, face search …): what stands around their results.

Their results are not mapped and are named by key; what Rekognition says about the video itself is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said
from extractors.port import Source
from extractors.reading import Node
from extractors.vendors import rekognition

KEYS: Final[dict[str, str]] = {
    **rekognition.JOB_KEYS,
    "NextToken": "kept: this page is not the last",
    "GetRequestMetadata": "kept: how the results were asked for",
}

_UNFINISHED: Final = ("IN_PROGRESS", "FAILED")
_OTHERS: Final = ("Labels", "Faces", "Celebrities", "ModerationLabels", "TextDetections", "Segments")


def _fits(document: dict[str, Any]) -> bool:
    if document.get("JobStatus") in _UNFINISHED and document.keys() <= rekognition.JOB_KEYS.keys():
        return True
    return (
        isinstance(document.get("JobStatus"), str)
        and isinstance(document.get("VideoMetadata"), dict | list)
        and not any(isinstance(document.get(key), list) for key in _OTHERS)
    )


def _read(root: Node, source: Source) -> Iterator[Said]:
    reference, runs = rekognition.read_job(root, source)
    results = [key for key in root.rest() if root.size(key) is not None]
    if results:
        root.reading.problem(f"{', '.join(results)}: results of a Rekognition operation that is not mapped")
    yield Said(root, reference, runs)


EXTRACTOR: Final = JsonForm(
    name="rekognition-other",
    version="2",
    reads="other Amazon Rekognition video answers: the video's metadata only",
    keys=KEYS,
    fits=_fits,
    read=_read,
)
