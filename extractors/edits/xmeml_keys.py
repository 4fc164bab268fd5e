"""What becomes of each element and attribute of Final Cut Pro 7 XML; ``*/`` stands for any parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_LOOK: Final = "kept: how a clip looks or sounds in the edit"
_SYSTEM: Final = "kept: what only the editing system needs"
_LINKS: Final = "kept: which clips are moved together"

KEYS: Final[Mapping[str, str]] = {
    "xmeml/@version": "which version of the form it is",
    "project/name": "kept: the name of the project that sequences stand in",
    "bin/name": "kept: a folder of the project",
    "sequence/name": "title; the name of the programme",
    "sequence/duration": "how long the programme is",
    "*/rate": "how many frames a second are counted",
    "*/timecode": "timecode; reelName, of a file",
    "clipitem/name": "clipName",
    "clipitem/start": "the start of the Segment; -1 is where the transition before begins",
    "clipitem/end": "the end of the Segment; -1 is where the transition after ends",
    "clipitem/in": "sourceRange",
    "clipitem/out": "sourceRange",
    "clip/name": "title, of its file",
    "file/name": "title, where no clip in a bin has a name for it",
    "file/pathurl": "the media file: the Asset, and sourceFile of its parts",
    "file/duration": "duration",
    "*/media": "of a file: width, height, frameRate, channels, sampleRate, bitDepth; of a sequence: its tracks",
    "transitionitem": "transition, by the name of its effect",
    "generatoritem": "clipName; onScreenText, of a title",
    "*/marker": "note: name and comment, at the time it marks",
    "*/logginginfo": "scene, take, description, note",
    "*/comments": "note",
    "*/enabled": "note of the editing system, where a part is switched off; kept elsewhere",
    **{f"transitionitem/{name}": _LOOK for name in ("in", "out", "duration", "name")},
    "track/enabled": _LOOK,
    "file/enabled": _SYSTEM,
    "clip/enabled": _SYSTEM,
    **{f"*/{name}": _LOOK for name in (
        "filter", "effect", "parameter", "alphatype", "alphareverse", "anamorphic", "pixelaspectratio",
        "fielddominance",
        "compositemode", "stillframe", "stillframeoffset", "speed", "codec", "appspecificdata", "colordepth", "format",
        "outputs", "numOutputChannels", "outputchannelindex", "audiochannel", "layout", "depth", "channeldescription",
        "effectid", "effecttype", "effectcategory", "mediatype", "wipecode", "wipeaccuracy", "startratio", "endratio",
        "reverse", "duration", "pan", "level", "spatialconform", "subclipinfo")},
    **{f"*/{name}": _SYSTEM for name in (
        "uuid", "updatebehavior", "masterclipid", "ismasterclip", "subclipmasterclipid", "sourcetrack", "locked",
        "labels",
        "defaultangle", "thumbnail", "ppmsource", "in", "out", "viewsettings", "mzsequencesettings", "syncoffset",
        "colorinfo", "primarytimecode", "filmdata", "itemhistory", "hidden", "collapsed", "proxies", "importsettings",
        "timecodeconform", "lastingest", "generatedfrom", "color", "pproColor", "userclip", "originalreel")},
    "*/link": _LINKS,
    "*/multiclip": "kept: the angles of a multicamera clip",
    "*/@id": _SYSTEM,
    **{f"sequence/@{name}": _SYSTEM for name in (
        "TL.SQAudioVisibleBase", "TL.SQVideoVisibleBase", "TL.SQVisibleBaseTime", "TL.SQAVDividerPosition",
        "TL.SQHideShyTracks", "TL.SQHeaderWidth", "TL.SQTimePerPixel", "TL.SQDataTrackViewControlState",
        "Monitor.ProgramZoomOut", "Monitor.ProgramZoomIn", "MZ.EditLine", "MZ.WorkOutPoint", "MZ.WorkInPoint",
        "MZ.ZeroPoint", "MZ.Sequence.PreviewFrameSizeHeight", "MZ.Sequence.PreviewFrameSizeWidth",
        "MZ.Sequence.AudioTimeDisplayFormat", "MZ.Sequence.VideoTimeDisplayFormat", "MZ.Sequence.EditingModeGUID",
        "MZ.Sequence.PreviewRenderingClassID", "MZ.Sequence.PreviewRenderingPresetCodec",
        "MZ.Sequence.PreviewRenderingPresetPath", "MZ.Sequence.PreviewUseMaxRenderQuality",
        "MZ.Sequence.PreviewUseMaxBitDepth", "explodedTracks")},
    **{f"*/@{name}": _SYSTEM for name in (
        "explodedTracks", "frameBlend", "premiereChannelType", "premiereTrackType", "currentExplodedTrackIndex",
        "totalExplodedTrackCount", "TL.SQTrackShy", "TL.SQTrackExpanded", "TL.SQTrackExpandedHeight",
        "TL.SQTrackAudioKeyframeStyle", "MZ.TrackTargeted", "MZ.TrackName", "PannerCurrentValue", "PannerIsInverted",
        "PannerStartKeyframe", "PannerName", "authoringApp")},
    **{f"logginginfo/{name}": _SYSTEM for name in ("good", "originalvideofilename", "originalaudiofilename")},
    "timecode/source": _SYSTEM,
    "clipitem/sequence": "kept: a sequence within too many others",
}  # fmt: skip
