"""What becomes of each key of a Video Intelligence result; keys inside ``response`` stand here without it."""

from __future__ import annotations

from typing import Final

from extractors.vendors.google_speech_words import result_keys

RESULT: Final = "annotationResults[]"
_START, _END = "the Segment's start", "the Segment's end"
_CONFIDENCE: Final = "the claim's confidence"
_VERSION: Final = "the Agent's version"


def _span(path: str) -> dict[str, str]:
    return {f"{path}.startTimeOffset": _START, f"{path}.endTimeOffset": _END}


def _entity(path: str, becomes: str) -> dict[str, str]:
    return {
        f"{path}.description": becomes,
        f"{path}.entityId": "an identifier: the Freebase IRI http://rdf.freebase.com/ns/m.…",
        f"{path}.languageCode": "the text's language tag; English where it is absent",
    }


def _box(path: str) -> dict[str, str]:
    return {f"{path}.normalizedBoundingBox.{edge}": "the Segment's box" for edge in ("left", "top", "right", "bottom")}


def _labels(key: str) -> dict[str, str]:
    path = f"{RESULT}.{key}[]"
    return {
        **_entity(f"{path}.entity", "depicts"),
        **_entity(f"{path}.categoryEntities[]", "keyword, without confidence"),
        **_span(f"{path}.segments[].segment"),
        f"{path}.segments[].confidence": _CONFIDENCE,
        f"{path}.frames[].timeOffset": _START,
        f"{path}.frames[].confidence": _CONFIDENCE,
        f"{path}.version": _VERSION,
    }


def _attributes(path: str, becomes: str) -> dict[str, str]:
    return {
        f"{path}.attributes[].name": becomes,
        f"{path}.attributes[].value": f"{becomes}, as 'name: value'",
        f"{path}.attributes[].confidence": "that claim's confidence",
    }


def _track(path: str, attribute: str = "") -> dict[str, str]:
    attributes = {
        **_attributes(path, attribute),
        **_attributes(f"{path}.timestampedObjects[]", attribute),
    }
    return {
        **_span(f"{path}.segment"),
        f"{path}.confidence": _CONFIDENCE,
        f"{path}.timestampedObjects[].timeOffset": "the Segment's start, where the track has no segment",
        **_box(f"{path}.timestampedObjects[]"),
        f"{path}.timestampedObjects[].landmarks": "kept: points of a face or a body",
        f"{path}.timestampedObjects[]": "kept: where it is at later moments",
        **(
            attributes
            if attribute
            else {
                f"{path}.attributes": "kept: Google gives a logo none",
                f"{path}.timestampedObjects[].attributes": "kept: Google gives a logo none",
            }
        ),
    }


_LOGO: Final = f"{RESULT}.logoRecognitionAnnotations[]"
_OBJECT: Final = f"{RESULT}.objectAnnotations[]"
_TEXT: Final = f"{RESULT}.textAnnotations[]"
_CELEBRITY: Final = f"{RESULT}.celebrityRecognitionAnnotations"

LABELS: Final = (
    "segmentLabelAnnotations",
    "segmentPresenceLabelAnnotations",
    "shotLabelAnnotations",
    "shotPresenceLabelAnnotations",
    "frameLabelAnnotations",
)

_PROGRESS: Final = "metadata.annotationProgress[]"

KEYS: Final[dict[str, str]] = {
    "name": "kept: Google's name of the operation",
    "done": "kept: true in a finished operation",
    "@type": "kept: which message this is",
    "response.@type": "kept: which message this is",
    "metadata.@type": "kept: which message this is",
    f"{_PROGRESS}.updateTime": "when the Activity ended: the latest",
    f"{_PROGRESS}.inputUri": "kept: each result says it",
    f"{_PROGRESS}.startTime": "kept: when the request came",
    f"{_PROGRESS}.progressPercent": "kept: 100 in a finished operation",
    f"{_PROGRESS}.feature": "kept: each result says it by its keys",
    f"{_PROGRESS}.segment": "kept: each result says it",
    f"{_PROGRESS}.exportStatus": "kept: where the results were written",
    f"{RESULT}.inputUri": "the Asset's name",
    f"{RESULT}.segment.startTimeOffset": "the Activity's part: 'from 120 s', where the video was read from there on",
    f"{RESULT}.segment.endTimeOffset": "kept: how far the video was read",
    f"{RESULT}.error.code": "named in a sentence",
    f"{RESULT}.error.message": "named in a sentence",
    **{path: becomes for key in LABELS for path, becomes in _labels(key).items()},
    **{
        f"{RESULT}.shotAnnotations[].{key}": f"segmentType 'shot': {becomes}"
        for key, becomes in (("startTimeOffset", _START), ("endTimeOffset", _END))
    },
    f"{_TEXT}.text": "onScreenText",
    **_span(f"{_TEXT}.segments[].segment"),
    f"{_TEXT}.segments[].confidence": _CONFIDENCE,
    f"{_TEXT}.segments[].frames[].rotatedBoundingBox.vertices[].x": "the box around the text's corners",
    f"{_TEXT}.segments[].frames[].rotatedBoundingBox.vertices[].y": "the box around the text's corners",
    f"{_TEXT}.segments[].frames[].timeOffset": "kept: the segment's start says it",
    f"{_TEXT}.segments[].frames[]": "kept: where it is at later moments",
    f"{_TEXT}.version": _VERSION,
    **result_keys(f"{RESULT}.speechTranscriptions[]"),
    **_entity(f"{_LOGO}.entity", "depictsBrand"),
    **_track(f"{_LOGO}.tracks[]"),
    f"{_LOGO}.segments[].startTimeOffset": "the Segment's start, where there are no tracks",
    f"{_LOGO}.segments[].endTimeOffset": "the Segment's end, where there are no tracks",
    **_track(f"{RESULT}.personDetectionAnnotations[].tracks[]", "personAttribute"),
    f"{RESULT}.personDetectionAnnotations[].version": _VERSION,
    **_track(f"{RESULT}.faceDetectionAnnotations[].tracks[]", "faceAttribute"),
    f"{RESULT}.faceDetectionAnnotations[].thumbnail": "kept: a picture",
    f"{RESULT}.faceDetectionAnnotations[].version": _VERSION,
    **_span(f"{RESULT}.faceAnnotations[].segments[].segment"),
    f"{RESULT}.faceAnnotations[].frames": "kept: where it is at later moments",
    f"{RESULT}.faceAnnotations[].thumbnail": "kept: a picture",
    **_entity(f"{_OBJECT}.entity", "depicts, in its first box"),
    f"{_OBJECT}.confidence": _CONFIDENCE,
    **_span(f"{_OBJECT}.segment"),
    f"{_OBJECT}.frames[].timeOffset": "the Segment's start, where it has no segment",
    **_box(f"{_OBJECT}.frames[]"),
    f"{_OBJECT}.frames[]": "kept: where it is at later moments",
    f"{_OBJECT}.trackId": "kept: Google's number of the track",
    f"{_OBJECT}.version": _VERSION,
    f"{RESULT}.explicitAnnotation.frames[].pornographyLikelihood": (
        "contentLikelihood as 'pornography: LIKELIHOOD', for each stretch of frames alike; "
        "contentAdvisory too if LIKELY or more"
    ),
    f"{RESULT}.explicitAnnotation.frames[].timeOffset": "the Segment: from the first frame alike to the last",
    f"{RESULT}.explicitAnnotation.version": _VERSION,
    f"{_CELEBRITY}.celebrityTracks[].celebrities[].celebrity.displayName": "depictsPerson",
    f"{_CELEBRITY}.celebrityTracks[].celebrities[].celebrity.name": "an identifier, where it ends in a machine id",
    f"{_CELEBRITY}.celebrityTracks[].celebrities[].celebrity.description": "kept: about the person in the world",
    f"{_CELEBRITY}.celebrityTracks[].celebrities[].confidence": _CONFIDENCE,
    **_track(f"{_CELEBRITY}.celebrityTracks[].faceTrack", "faceAttribute"),
    f"{_CELEBRITY}.version": _VERSION,
}
