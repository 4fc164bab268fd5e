"""Every key of Label Studio's exports, and what it becomes."""

from __future__ import annotations

from typing import Final

from extractors.vendors.entity_types import becomes

_SHAPES: Final = ("rectanglelabels", "ellipselabels", "polygonlabels", "keypointlabels", "brushlabels")

_VALUE: Final = {
    "choices[]": "depicts, of a text about; by the control's name sentiment, emotion, language, contentAdvisory …",
    **{f"{shape}[]": "depicts" for shape in _SHAPES},
    "labels[]": f"of a text: {becomes()}; of a stretch of sound or film: depicts, or speaker by its control's name",
    "hypertextlabels[]": becomes(),
    "paragraphlabels[]": becomes(),
    "timelinelabels[]": "segmentType",
    "x": "the Segment's box, percent",
    "y": "the box",
    "width": "the box",
    "height": "the box",
    "rotation": "the box: that around the turned rectangle",
    "radiusX": "the box around an ellipse",
    "radiusY": "the box around an ellipse",
    "points[]": "the box around a polygon, percent",
    "format": "kept: how a brush's outline is written",
    "rle": "kept: a brush's outline",
    "closed": "kept: whether a polygon is closed",
    "start": "the Segment's start, seconds; of a text its first character",
    "end": "the Segment's end, seconds; of a text the character after its last",
    "globalOffsets": "the Segment's characters, of a text with marks",
    "startOffset": "kept: globalOffsets say it",
    "endOffset": "kept: globalOffsets say it",
    "channel": "kept: the channel's number",
    "text": "of a text: the name that is mentioned; else onScreenText in a box, utterance in a stretch, caption",
    "rating": "rating",
    "taxonomy[]": "about, by its last step; the whole path: keywordPath",
    "number": "kept: a number whose meaning only the control's name tells",
    "datetime": "kept: a date whose meaning only the control's name tells",
    "pairwise": "kept: which of two is better",
    "ranker": "kept: an order",
    "timeserieslabels": "kept: of a series of numbers",
    "duration": "the film's length: by which frames become seconds",
    "framesCount": "how many frames there are: by which frames become seconds",
    "sequence[].time": "the Segment's start, seconds",
    "sequence[].x": "the box at that time, percent",
    "sequence[].y": "the box",
    "sequence[].width": "the box",
    "sequence[].height": "the box",
    "sequence[].rotation": "the box",
    "sequence[].enabled": "false: the thing leaves the picture",
    "sequence[].frame": "kept: the time says it",
    "ranges[].start": "the Segment's start, frames",
    "ranges[].end": "the Segment's end, frames",
}
_RESULT: Final = {
    **{f"value.{key}": meaning for key, meaning in _VALUE.items()},
    "type": "kept: which kind of control it is; its value says it",
    "from_name": "what a choice or a label says",
    "to_name": "kept: what it marks",
    "id": "kept: the region's number",
    "score": "the claim's confidence",
    "original_width": "the picture's width, by which turned rectangles are put upright",
    "original_height": "the picture's height",
    "original_length": "kept: the length of a sound",
    "image_rotation": "kept: how the picture was turned",
    "origin": "kept: manual or prediction",
    "meta": "kept: a note to the region",
    "readonly": "kept: the tool's own",
    "hidden": "kept: the tool's own",
    "locked": "kept: the tool's own",
    "parentID": "kept: the region around it",
    "item_index": "kept: which picture of several",
    "from_id": "kept: a relation of two regions",
    "to_id": "kept: a relation of two regions",
    "direction": "kept: a relation of two regions",
    "labels": "kept: a relation of two regions",
}
_COUNTS: Final = (
    "inner_id", "total_annotations", "cancelled_annotations", "total_predictions", "comment_count", "is_labeled",
    "unresolved_comment_count", "last_comment_updated_at", "project", "updated_by", "comment_authors", "overlap",
    "created_at", "meta", "drafts", "allow_skip", "agreement", "annotations_ids", "precomputed_agreement",
)  # fmt: skip
_OWN: Final = (
    "created_at", "lead_time", "id", "task", "project", "unique_id", "result_count", "last_action", "bulk_created",
    "draft_created_at", "updated_by", "import_id", "parent_prediction", "parent_annotation", "last_created_by",
    "prediction",
)  # fmt: skip

KEYS: Final[dict[str, str]] = {
    "data": "the Asset's name and kind: image, video, audio, or a text",
    "file_upload": "the Asset's name, without Label Studio's number",
    "id": "the Asset's name, where it has no file: the task's number",
    **{f"annotations[].result[].{key}": meaning for key, meaning in _RESULT.items()},
    "annotations[].completed_by": "the Agent's name: the person",
    "annotations[].completed_by.first_name": "the Agent's name: the person",
    "annotations[].completed_by.last_name": "the Agent's name: the person",
    "annotations[].completed_by.email": "the Agent's name, where the person has none",
    "annotations[].completed_by.id": "the Agent's name, where there is no other",
    "annotations[].updated_at": "when the Run ended",
    "annotations[].was_cancelled": "true: it claims nothing",
    "annotations[].ground_truth": "kept: whether others are measured by it",
    **{f"annotations[].{key}": "kept: Label Studio's own" for key in _OWN},
    **{f"predictions[].result[].{key}": meaning for key, meaning in _RESULT.items() if key in (
        "type", "from_name", "to_name", "id", "score", "value.choices[]", "value.labels[]",
    )},
    "predictions[].model_version": "the Agent's version",
    "predictions[].score": "confidence of claims that have none of their own",
    "predictions[].updated_at": "when the Run ended",
    **{f"predictions[].{key}": "kept: Label Studio's own" for key in (
        "id", "created_at", "created_ago", "task", "project", "model", "model_run", "cluster", "neighbors",
        "mislabeling",
    )},
    "annotator": "JSON-MIN: the Agent's name: the person's number",
    "annotation_id": "kept: JSON-MIN: the annotation's number",
    "lead_time": "kept: JSON-MIN: how long it took",
    **dict.fromkeys(_COUNTS, "kept: Label Studio's own"),
    "updated_at": "when the Run ended, where the annotation does not say it",
}  # fmt: skip
