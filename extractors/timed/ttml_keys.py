"""What becomes of each element and attribute of TTML: the form's table, and the namespaces' prefixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_TT: Final = ("http://www.w3.org/ns/ttml", "http://www.w3.org/2006/10/ttaf1", "http://www.w3.org/2006/04/ttaf1")
_SMPTE: Final = (
    "http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt",
    "http://www.smpte-ra.org/schemas/2052-1/2013/smpte-tt",
    "http://www.smpte-ra.org/23b/smpte-tt",
)

PREFIXES: Final[Mapping[str, str]] = {
    **dict.fromkeys(_TT, ""),
    **{f"{namespace}#parameter": "ttp" for namespace in _TT},
    **{f"{namespace}#{name}": "tts" for namespace in _TT for name in ("style", "styling", "style-extension")},
    **{f"{namespace}#metadata": "ttm" for namespace in _TT},
    **dict.fromkeys(_SMPTE, "smpte"),
    "urn:ebu:tt:metadata": "ebuttm",
    "urn:ebu:tt:parameters": "ebuttp",
    "urn:ebu:tt:style": "ebutts",
    "http://www.w3.org/ns/ttml/profile/imsc1#parameter": "ittp",
    "http://www.w3.org/ns/ttml/profile/imsc1#styling": "itts",
    "http://www.w3.org/ns/ttml/profile/imsc1#metadata": "ittm",
}

_LOOK: Final = "kept: how a text looks"
_TTS: Final = (
    "backgroundClip backgroundColor backgroundExtent backgroundImage backgroundOrigin backgroundPosition "
    "backgroundRepeat border bpd color direction disparity display displayAlign fontFamily fontKerning "
    "fontSelectionStrategy fontShear fontSize fontStyle fontVariant fontWeight ipd letterSpacing lineHeight "
    "lineShear luminanceGain opacity overflow padding position ruby rubyAlign rubyPosition rubyReserve shear "
    "showBackground textAlign textCombine textDecoration textEmphasis textOrientation textOutline textShadow "
    "unicodeBidi visibility wrapOption writingMode zIndex origin extent dynamicFlow lineGap"
)
_KEPT_DOCUMENT: Final = {
    "documentEbuttVersion": "which version of EBU-TT it is written in",
    "conformsToStandard": "which version of EBU-TT it is written in",
    "documentIdentifier": "the identifier of the subtitles, not of the programme",
    "documentOriginatingSystem": "the system that wrote the subtitles, unless it is the only one named",
    "documentPublisher": "the publisher of the subtitles, where their editor is named",
    "documentTranslatorsContactDetails": "how to reach the translator",
    "documentEditorsContactDetails": "how to reach the editor",
    "documentCreationDate": "the date of the subtitles, not of the programme",
    "documentRevisionDate": "the date of the subtitles, not of the programme",
    "documentRevisionNumber": "the state of the subtitles",
    "documentTotalNumberOfSubtitles": "a count of the writer's",
    "documentMaximumNumberOfDisplayableCharacterInAnyRow": "a limit of the display",
    "documentReadingSpeed": "a rule the texts were written by",
    "documentTargetAspectRatio": "the display that the subtitles are for",
    "documentTargetActiveFormatDescriptor": "the display that the subtitles are for",
    "documentIntendedTargetBarData": "the display that the subtitles are for",
    "documentIntendedTargetFormat": "the display that the subtitles are for",
    "documentCreationMode": "how the subtitles were made",
    "documentContentType": "which kind of subtitles they are",
    "documentCountryOfOrigin": "the country of the subtitles, not of the programme",
    "documentUserDefinedArea": "what the writer's own system needs",
    "documentOldOriginalProgrammeTitle": "a title that no longer holds",
    "intendedDestinationServiceIdentifier": "the service that the subtitles are for",
    "documentTransitionStyle": "how texts come and go",
    "documentStlCreationDate": "the date of the subtitles, not of the programme",
    "sourceMediaIdentifier": "the identifier of a file, in the writer's own system",
    "relatedMediaIdentifier": "the identifier of a file, in the writer's own system",
    "relatedObjectIdentifier": "the identifier of a file, in the writer's own system",
    "appliedProcessing": "what systems did with the subtitles",
    "trace": "what systems did with the subtitles",
    "relatedMediaDuration": "the duration that the writer expected",
    "binaryData": "another form of the same subtitles",
}
_PLACE: Final = {
    f"{element}/@{name}": becomes
    for element in ("body", "div", "p", "span")
    for name, becomes in {
        "begin": "the start of the Segment",
        "end": "the end of the Segment",
        "dur": "the end of the Segment; of a live body without begin, kept",
        "timeContainer": "whether times below run in parallel or in sequence",
        "region": "the box of the Segment",
        "style": _LOOK,
        "id": "kept: a name within the document",
        "condition": "kept: for which displays it is",
    }.items()
}

KEYS: Final[Mapping[str, str]] = {
    "p": "subtitle; a span with times of its own too",
    **_PLACE,
    "@xml:lang": "the language of the texts",
    "@xml:space": "how spaces in the texts count",
    "@xml:id": "kept: a name within the document",
    "@xml:base": "kept: where addresses in the document start",
    "@ttm:agent": "speaker",
    "@ttm:role": "kept: what a text is for: dialogue, sound, description",
    **{f"@{prefix}:{name}": _LOOK for prefix in ("tts", "ebutts", "itts") for name in _TTS.split()},
    **{f"@ebutts:{name}": _LOOK for name in ("linePadding", "multiRowAlign")},
    **{f"@itts:{name}": _LOOK for name in ("forcedDisplay", "fillLineGap")},
    "@tts:origin": "kept: a place that no region has; of a region, the box of its cues",
    "@tts:extent": "kept: a place that no region has; of a region, the box of its cues",
    **{f"@ttp:{name}": "how time expressions are read" for name in (
        "timeBase", "frameRate", "frameRateMultiplier", "subFrameRate", "tickRate", "dropMode", "cellResolution")},
    **{f"@ttp:{name}": "kept: what a reader of the form must support" for name in (
        "clockMode", "markerMode", "profile", "profiles", "contentProfiles", "processorProfiles", "pixelAspectRatio",
        "displayAspectRatio", "validation", "validationAction", "permitFeatureNarrowing", "permitFeatureWidening",
        "inferProcessorProfileMethod", "inferProcessorProfileSource", "contentProfileCombination",
        "processorProfileCombination", "version")},
    **{f"@ittp:{name}": "kept: what a reader of the form must support" for name in (
        "activeArea", "aspectRatio", "progressivelyDecodable")},
    "@ebuttp:sequenceIdentifier": "the name of the live sequence, which is the Asset",
    "@ebuttp:sequenceNumber": "the part of the run",
    **{f"@ebuttp:{name}": "kept: how live documents reach their receiver" for name in (
        "authorsGroupIdentifier", "authorsGroupControlToken", "authorsGroupControlRequest", "referenceClockIdentifier",
        "authoringDelay", "authorsGroupSelectedSequenceIdentifier")},
    "head/styling": _LOOK,
    "styling/initial": _LOOK,
    "style/@style": _LOOK,
    "region/@style": _LOOK,
    **{f"region/@{name}": "kept: when a region is shown" for name in ("begin", "end", "dur")},
    "head/ttp:profile": "kept: what a reader of the form must support",
    "head/profile": "kept: what a reader of the form must support",
    "head/resources": "kept: pictures, sounds and fonts within the document",
    **{f"{parent}/{name}": "kept: a change over time of how a text looks"
       for parent in ("region", "body", "div", "p", "span") for name in ("set", "animate")},
    "p/br": "a line's end in the text",
    "span/br": "a line's end in the text",
    "span/span": "kept: a pronunciation beside its word (ruby)",
    "p/span": "kept: a pronunciation beside its word (ruby)",
    **{f"{parent}/{name}": "kept: a picture or sound of the text" for parent in ("div", "p", "span") for name in (
        "image", "audio", "smpte:image")},
    "@smpte:backgroundImage": "kept: a picture of the text",
    "@smpte:backgroundImageHorizontal": "kept: a picture of the text",
    "@smpte:backgroundImageVertical": "kept: a picture of the text",
    "metadata/smpte:image": "kept: a picture of the text",
    "metadata/smpte:information": "kept: where the captions came from (CEA-608, DVB)",
    "head/smpte:information": "kept: where the captions came from (CEA-608, DVB)",
    "metadata/smpte:data": "kept: another form of the same captions",
    "ttm:title": "title; of a part, note",
    "ttm:desc": "description",
    "ttm:copyright": "copyrightNotice; of a part, note",
    "ittm:altText": "note: what a picture of a text says",
    "ttm:agent": "speaker, by its name; contributor, where it plays another (ttm:actor)",
    "ttm:agent/@type": "kept: whether an agent is a person, a character, a group",
    "ttm:name/@type": "which of an agent's names is used",
    "ttm:actor/@agent": "contributor",
    "metadata/ttm:item": "kept: metadata by name, in the writer's own terms",
    "ttm:item/@name": "kept: metadata by name, in the writer's own terms",
    **{f"ebuttm:documentMetadata/ebuttm:{name}": f"kept: {why}" for name, why in _KEPT_DOCUMENT.items()},
    **{f"metadata/ebuttm:{name}": f"kept: {why}" for name, why in _KEPT_DOCUMENT.items()},
    "ebuttm:documentMetadata": "title, headline (episode), contributor (translator), copyrightNotice, jobId, source",
    "ebuttm:documentMetadata/ebuttm:documentEditorsName": "the person who speaks",
    "ebuttm:documentMetadata/ebuttm:documentStartOfProgramme": "where times start, if they are timecodes",
    **{f"metadata/ebuttm:{name}": "kept: a check or facet of the subtitles" for name in (
        "facet", "documentFacet", "authoringTechnique", "authoringDelay")},
    "metadata/foreign:metadata": "kept: metadata of the writer's own namespace",
    "metadata/foreign:foreignMetadata": "kept: metadata of the writer's own namespace",
}  # fmt: skip
"""Path to what it becomes; looks stand under their name wherever they are."""
