"""What becomes of each key of OpenTimelineIO's objects; keys stand under their object's schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_ITEM: Final = {
    "OTIO_SCHEMA": "which object it is",
    "source_range": "the Segment, and sourceRange of a clip",
    "effects": "note of the editing system; a retiming with its factor",
    "markers": "note, at the time it marks",
    "enabled": "note of the editing system, where a part is switched off",
    "metadata": "kept: what other systems wrote; of cmx_3600 the reel (reelName) and comments (note), "
    "of cdl the grade (colourDecision)",
    "color": "kept: how the editing system shows it",
}
_MEDIA: Final = {
    "OTIO_SCHEMA": "which object it is",
    "name": "sourceFile, where there is nothing better",
    "available_range": "the length of a clip without source_range",
    "available_image_bounds": "kept: the picture's place on an endless canvas",
    "metadata": "kept: what other systems wrote; of cmx_3600 the reel (reelName)",
}
_COMPOSITION: Final = {**_ITEM, "children": "the parts, one after the other in a Track, one over the other in a Stack"}

KEYS: Final[Mapping[str, str]] = {
    "Timeline.OTIO_SCHEMA": "which object it is",
    "Timeline.name": "title; the name of the programme where no file name or manifest ties it to a film",
    "Timeline.global_start_time": "timecode",
    "Timeline.tracks": "the parts",
    "Timeline.metadata": "kept: what other systems wrote",
    "SerializableCollection.OTIO_SCHEMA": "which object it is",
    "SerializableCollection.name": "kept: the name of a bin",
    "SerializableCollection.children": "each timeline or clip is an Asset of its own",
    "SerializableCollection.metadata": "kept: what other systems wrote",
    **{f"Stack.{key}": becomes for key, becomes in _COMPOSITION.items()},
    "Stack.name": "title, of one that stands on its own",
    **{f"Track.{key}": becomes for key, becomes in _COMPOSITION.items()},
    "Track.name": "trackName, where there are several",
    "Track.kind": "whether the programme is a film or sound; trackName, of a track without name",
    **{f"Clip.{key}": becomes for key, becomes in _ITEM.items()},
    "Clip.name": "clipName",
    "Clip.media_reference": "sourceFile",
    "Clip.media_references": "sourceFile of the active one; kept: the others",
    "Clip.active_media_reference_key": "which media reference is read",
    **{f"Gap.{key}": becomes for key, becomes in _ITEM.items()},
    "Gap.name": "nothing: a gap says only that nothing is there",
    "Transition.OTIO_SCHEMA": "which object it is",
    "Transition.name": "transition",
    "Transition.transition_type": "transition",
    "Transition.in_offset": "the start of the transition's Segment",
    "Transition.out_offset": "the end of the transition's Segment",
    "Transition.metadata": "kept: what other systems wrote",
    "Transition.parameters": "kept: settings of the effect",
    "Marker.OTIO_SCHEMA": "which object it is",
    "Marker.name": "note",
    "Marker.comment": "note, after the name",
    "Marker.marked_range": "the Segment of the note",
    "Marker.color": "kept: how the editing system shows it; of a marker without text, note",
    "Marker.metadata": "kept: what other systems wrote",
    **{f"{effect}.{key}": becomes for effect in ("Effect", "TimeEffect", "LinearTimeWarp", "FreezeFrame")
       for key, becomes in {
           "OTIO_SCHEMA": "which object it is", "name": "note", "effect_name": "note", "time_scalar": "note",
           "enabled": "kept: whether an effect is switched on", "metadata": "kept: what other systems wrote"}.items()},
    **{f"{media}.{key}": becomes for media in (
        "ExternalReference", "MissingReference", "GeneratorReference", "ImageSequenceReference", "MediaReference")
       for key, becomes in _MEDIA.items()},
    "ExternalReference.target_url": "sourceFile",
    "GeneratorReference.generator_kind": "sourceFile",
    "GeneratorReference.parameters": "kept: settings of the generator",
    **{f"ImageSequenceReference.{key}": "sourceFile" for key in ("target_url_base", "name_prefix", "name_suffix")},
    **{f"ImageSequenceReference.{key}": "kept: how the pictures of a sequence are numbered" for key in (
        "start_frame", "frame_step", "rate", "frame_zero_padding", "missing_frame_policy")},
}  # fmt: skip
