"""What becomes of each element and attribute of FCPXML; ``*/`` stands for any parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_STUDIO: Final = "com.apple.proapps.studio."
_SPOTLIGHT: Final = "com.apple.proapps.spotlight.kMDItem"
_MIO: Final = "com.apple.proapps.mio."

METADATA: Final[Mapping[str, str]] = {
    f"{_STUDIO}reel": "reelName",
    f"{_STUDIO}scene": "scene",
    f"{_STUDIO}shot": "take",
    f"{_STUDIO}take": "take",
    f"{_STUDIO}angle": "note",
    f"{_STUDIO}cameraAngle": "note",
    f"{_STUDIO}metadataNotes": "note",
    f"{_STUDIO}metadataDescription": "description",
    f"{_MIO}cameraName": "cameraModel",
    f"{_SPOTLIGHT}Title": "headline",
    f"{_SPOTLIGHT}Description": "description",
    f"{_SPOTLIGHT}Headline": "headline",
    f"{_SPOTLIGHT}Comment": "note",
    f"{_SPOTLIGHT}Keywords": "keyword",
    f"{_SPOTLIGHT}Authors": "creator",
    f"{_SPOTLIGHT}Copyright": "copyrightNotice",
    f"{_SPOTLIGHT}City": "city",
    f"{_SPOTLIGHT}StateOrProvince": "region",
    f"{_SPOTLIGHT}Country": "country",
    f"{_SPOTLIGHT}AcquisitionMake": "cameraMake",
    f"{_SPOTLIGHT}AcquisitionModel": "cameraModel",
    f"{_SPOTLIGHT}ContentCreationDate": "captureDate",
    f"{_SPOTLIGHT}ProfileName": "colourProfile",
}
"""Key of an md element to the property it becomes."""

_LOOK: Final = "kept: how a clip looks or sounds in the edit"
_MEDIA: Final = "kept: how the media lie in the library"

KEYS: Final[Mapping[str, str]] = {
    "fcpxml/@version": "which version of the form it is",
    "fcpxml/import-options": _MEDIA,
    "project/@name": "title; the name of the programme",
    "media/@name": "title; the name of the programme",
    "project/@modDate": "when the edit was changed",
    "media/@modDate": "when the edit was changed",
    "*/@modDate": "kept: when a clip was changed",
    "*/@uid": "kept: a name of the editing system's own",
    "*/@id": "kept: a name within the document",
    "sequence/@duration": "kept: the length of the programme, which its parts have",
    "sequence/@tcStart": "timecode",
    "sequence/@tcFormat": "timecode: whether it drops numbers",
    "sequence/@format": "width, height, frameRate, colourSpace",
    **{f"sequence/@{name}": "kept: how the programme's sound is laid out" for name in (
        "audioLayout", "audioRate", "renderFormat", "keywords")},
    "asset/@src": "the media file: the Asset, and sourceFile of its parts",
    "media-rep/@src": "the media file: the Asset, and sourceFile of its parts",
    "asset/@name": "title",
    "asset/@duration": "duration",
    "asset/@start": "timecode",
    "asset/@audioChannels": "channels",
    "asset/@audioRate": "sampleRate",
    "asset/@format": "width, height, frameRate, colourSpace",
    "asset/@videoSources": "kept: how many pictures a file has",
    "asset/@projectRef": _MEDIA,
    "media/@projectRef": _MEDIA,
    **{f"asset/@{name}": _LOOK for name in (
        "customLUTOverride", "colorSpaceOverride", "projectionOverride", "stereoscopicOverride", "auxVideoFlags",
        "customLogOverride", "projection", "heroEye")},
    **{f"media-rep/@{name}": _MEDIA for name in ("kind", "sig", "suggestedFilename")},
    "*/bookmark": _MEDIA,
    **{f"format/@{name}": _LOOK for name in (
        "fieldOrder", "paspH", "paspV", "projection", "stereoscopic", "heroEye")},
    "library/@location": _MEDIA,
    "library/@colorProcessing": _LOOK,
    "event/@name": "kept: a folder of the library",
    "collection-folder/@name": "kept: a folder of the library",
    "*/smart-collection": "kept: a search of the library",
    "*/keyword-collection": "kept: a search of the library",
    "resources/locator": _MEDIA,
    "resources/object-tracker": _LOOK,
    "media/multicam": "kept: the angles of a multicamera clip; what is used of it stands in its programme",
    "clip/@name": "clipName",
    "*/@offset": "the start of the Segment",
    "*/@duration": "the end of the Segment",
    "*/@start": "sourceRange",
    "*/@lane": "the track",
    "*/@ref": "kept: the style of a text, or an effect; of a clip, sourceFile by its asset",
    "*/@role": "trackRole",
    "*/@audioRole": "trackRole",
    "*/@videoRole": "trackRole",
    "*/@enabled": "note of the editing system, where a part is switched off; kept elsewhere",
    "*/@name": "kept: the name of an effect, channel or setting",
    **{f"*/@{name}": _LOOK for name in (
        "tcFormat", "tcStart", "srcEnable", "useAudioSubroles", "audioStart", "audioDuration", "format", "srcCh",
        "srcID", "conformType", "frameBlending", "key", "xml:space", "active", "outCh", "angleID", "lane")},
    **{f"*/{name}": _LOOK for name in (
        "conform-rate", "timeMap", "adjust-crop", "adjust-corners", "adjust-conform", "adjust-transform",
        "adjust-blend", "adjust-stabilization", "adjust-rollingShutter", "adjust-360-transform", "adjust-reorient",
        "adjust-orientation", "adjust-cinematic", "adjust-colorConform", "adjust-loudness", "adjust-noiseReduction",
        "adjust-humReduction", "adjust-EQ", "adjust-matchEQ", "adjust-volume", "adjust-panner", "adjust-voiceIsolation",
        "adjust-stereo-3D", "filter-video", "filter-video-mask", "filter-audio", "audio-channel-source",
        "audio-role-source", "mc-source", "param", "text-style-def", "object-tracker", "sync-source",
        "adjust-stereo3D", "reserved")},
    "*/note": "note",
    "*/text": "onScreenText of a title, subtitle of a caption",
    "*/metadata": "by key: " + ", ".join(sorted({v for v in METADATA.values() if v})),
    "metadata/md": "kept: metadata whose meaning only the editing system knows",
    "keyword/@value": "keyword, each of a list between commas",
    "marker/@value": "note, at the time it marks",
    "marker/@completed": "kept: whether a task is done",
    "marker/@note": "note",
    "chapter-marker/@value": "chapter",
    "chapter-marker/@posterOffset": "kept: the picture of a chapter",
    "rating/@value": "note: favorite or reject, with its name",
    "analysis-marker": "note of the editing system: what it saw in a part",
}  # fmt: skip
